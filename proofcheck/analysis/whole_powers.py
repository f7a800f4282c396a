"""TRUSTED: powers with exponents a·t + b at whole numbers t = first + j, j >= 0, written by c**j for simple c.

There c**(a·t + b) is (c**j)**a·c**(a·first + b), also for c <= 0; where a < 0 or the last exponent is, c = 0 gives no
value anyway. (x·y)**j is x**j·y**j, and (-1)**j has the square 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.problem import depends_on
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.endless_sums import whole_line
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients

_NAME = "\N{SECTION SIGN}g"
_MOST = 40  # a power with a greater one is left alone
_LARGEST = 10**6

Factors = dict[Entry, int]


def by_steps(g: Graph, entries: Sequence[Entry], t: Entry, first: int, j: Entry) -> tuple[list[Entry], list[Entry]]:
    """The entries at t = first + j by j and by variables that stand for powers c**j; these variables."""
    lines = {e: line for e in reachable(entries) if (line := _line(g, e, t, first)) is not None}
    bases = dict.fromkeys(c for factors, _ in lines.values() for c in factors if c.constant != -1)
    names = {c: g.var(_NAME, (i,)) for i, c in enumerate(sorted(bases, key=encode))}
    sign = g.var(_NAME, (len(names),))
    changes: dict[Entry, Entry] = {}
    for e, (factors, level) in lines.items():
        found = level
        for c, n in factors.items():
            if c.constant == -1:
                found = g.mul(found, sign) if n % 2 else found
            else:
                found = g.mul(found, g.power(names[c], n)) if n > 0 else g.div(found, g.power(names[c], -n))
        changes[e] = found
    moved = g.substitute(list(entries), changes)
    place = g.add(j, g.num(first))
    return g.substitute(moved, {t: place}), [*names.values(), sign]


def is_step_power(entry: Entry) -> bool:
    """Whether a variable stands for a power already."""
    return entry.op == "var" and isinstance(entry.data, tuple) and entry.data[0] == _NAME


def _line(g: Graph, e: Entry, t: Entry, first: int) -> tuple[Factors, Entry] | None:
    """c to their powers, and the rest, where the entry is Π (c**j)**n·rest."""
    if e.data is not None or not depends_on(e, t):
        return None
    if e.op == "exp":
        try:
            parts = coefficients(g, e.args[0], t, "line")
        except (NoMeaning, TooLarge):
            return None
        if len(parts) != 2:
            return None
        level = g.make("exp", g.add(parts[0], g.mul(g.num(first), parts[1])))
        return {g.make("exp", parts[1]): 1}, level
    if e.op != "**" or depends_on(e.args[0], t):
        return None
    line = whole_line(g, e.args[1], t)
    if line is None or abs(line[0]) > _MOST or abs(line[1]) > _MOST:
        return None
    a, b = line
    factors: Factors = {}
    _split(g, e.args[0], a, factors)
    return {c: n for c, n in factors.items() if n}, g.power(e.args[0], a * first + b)


def _split(g: Graph, c: Entry, n: int, factors: Factors) -> None:
    """c**n as powers of what c is a product of."""
    k = c.args[1].constant if c.op == "**" else None
    if c.op in ("*", "/"):
        _split(g, c.args[0], n, factors)
        _split(g, c.args[1], n if c.op == "*" else -n, factors)
    elif c.op == "neg":
        _add(factors, g.num(-1), n)
        _split(g, c.args[0], n, factors)
    elif c.op == "restrict":
        _split(g, c.args[0], n, factors)
    elif isinstance(k, Fraction) and k.denominator == 1 and abs(k) <= _MOST:
        _split(g, c.args[0], n * int(k), factors)
    elif isinstance(c.constant, Fraction) and c.constant != 0:
        _number(g, c.constant, n, factors)
    else:
        _add(factors, c, n)


def _number(g: Graph, value: Fraction, n: int, factors: Factors) -> None:
    if value < 0:
        _add(factors, g.num(-1), n)
    for part, way in ((abs(value.numerator), n), (value.denominator, -n)):
        rest, p = part, 2
        while rest > 1 and p * p <= rest and p < 1000:
            while rest % p == 0:
                _add(factors, g.num(p), way)
                rest //= p
            p += 1
        if rest > 1:
            _add(factors, g.num(rest), way)


def _add(factors: Factors, c: Entry, n: int) -> None:
    factors[c] = factors.get(c, 0) + n


def with_defined_powers(g: Graph, entry: Entry, t: Entry, first: int) -> Entry:
    """An entry that has a value at all whole t >= first only if this one has: whole powers by their bases."""
    changes: dict[Entry, Entry] = {}
    for e in reachable([entry]):
        if e.data is not None or not depends_on(e, t):
            continue
        if e.op == "**" and not depends_on(e.args[0], t):
            line = whole_line(g, e.args[1], t)
            if line is not None and line[0] >= 0 and line[0] * first + line[1] >= 0:
                changes[e] = e.args[0]
        elif e.op == "binomial":
            lines = [whole_line(g, a, t) for a in e.args]
            if all(x is not None and x[0] >= 0 and x[0] * first + x[1] >= 0 for x in lines):
                changes[e] = g.one
    return g.substitute([entry], changes)[0] if changes else entry
