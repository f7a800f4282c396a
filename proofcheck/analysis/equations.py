"""Equations with their denominators cleared, and solved for one variable: where they are linear or quadratic in it or
in one function of it.

Nothing is trusted: what is solved here is put into the equation again by whoever uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable

_LARGEST = 400  # entries
_MOST_POWER = 12
_Parts = tuple[Entry, Mapping[Entry, int]]  # numerator, powers of the denominators


def cleared(g: Graph, entry: Entry) -> Entry:
    """The numerator of an entry over the least common product of the denominators that stand in it."""
    below = reachable([entry])
    if len(below) > _LARGEST or not any(_divides(e) for e in below):
        return entry
    known: dict[Entry, _Parts] = {}
    for e in below:
        known[e] = _parts(g, e, known)
    return known[entry][0]


def _divides(e: Entry) -> bool:
    if e.op == "/":
        return e.args[1].constant is None
    power = e.args[1].constant if e.op == "**" else None
    return isinstance(power, Fraction) and power < 0


def _parts(g: Graph, e: Entry, known: Mapping[Entry, _Parts]) -> _Parts:
    args = [known[a] for a in e.args if a in known]
    match e.op:
        case "restrict":
            return args[0]
        case "neg":
            return g.neg(args[0][0]), args[0][1]
        case "+" | "-":
            common: dict[Entry, int] = {}
            for _, powers in args:
                common = {d: max(common.get(d, 0), powers.get(d, 0)) for d in (*common, *powers)}
            tops = [g.mul(top, _product(g, common, powers)) for top, powers in args]
            total = tops[0]
            for top in tops[1:]:
                total = g.add(total, top) if e.op == "+" else g.sub(total, top)
            return total, common
        case "*":
            return g.product([top for top, _ in args]), _joined(*(powers for _, powers in args))
        case "/" if e.args[1].constant is not None:
            return g.div(args[0][0], e.args[1]), args[0][1]
        case "/":
            return _over(g, args[0], args[1])
        case "**":
            power = e.args[1].constant
            if isinstance(power, Fraction) and power.denominator == 1 and 0 < abs(power) <= _MOST_POWER:
                n = int(abs(power))
                raised = (g.power(args[0][0], n), {d: n * k for d, k in args[0][1].items()})
                return raised if power > 0 else _over(g, (g.one, {}), raised)
    return e, {}


def _over(g: Graph, a: _Parts, b: _Parts) -> _Parts:
    top = g.mul(a[0], _product(g, b[1], {}))
    return (g.div(top, b[0]), a[1]) if b[0].constant is not None else (top, _joined(a[1], {b[0]: 1}))


def _joined(*all_powers: Mapping[Entry, int]) -> dict[Entry, int]:
    total: dict[Entry, int] = {}
    for powers in all_powers:
        for d, k in powers.items():
            total[d] = total.get(d, 0) + k
    return total


def _product(g: Graph, powers: Mapping[Entry, int], without: Mapping[Entry, int]) -> Entry:
    return g.product(g.power(d, k - without.get(d, 0)) for d, k in powers.items() if k > without.get(d, 0))


def solutions(g: Graph, entry: Entry, variable: Entry) -> Iterator[Entry]:
    """The zeros, by a variable, of an entry whose numerator has degree 1 or 2 in it or in one function of it."""
    top = cleared(g, entry)
    try:
        slope = differentiate(g, [top], variable)[0]
        bend = _bare(differentiate(g, [_bare(slope)], variable)[0])
    except NoMeaning:
        return
    at_zero, rise, curve = (_bare(e) for e in g.substitute([top, slope, bend], {variable: g.zero}))
    if any(e.op == "undefined" for part in (at_zero, rise, curve) for e in reachable([part])):
        yield from _inverted(g, top, variable)
    elif bend.constant == 0:
        if rise.constant != 0:
            yield g.neg(g.div(at_zero, rise))
    elif variable not in reachable([bend]) and curve.constant != 0:
        half = g.zero if rise.constant == 0 else g.div(rise, curve)
        root = g.make("sqrt", g.sub(g.power(half, 2), g.div(g.mul(g.num(2), at_zero), curve)))
        yield from (g.sub(root, half), g.neg(g.add(root, half)))
    else:
        yield from _inverted(g, top, variable)


def _bare(e: Entry) -> Entry:
    return e.args[0] if e.op == "restrict" else e


def _inverted(g: Graph, top: Entry, variable: Entry) -> Iterator[Entry]:
    """The zeros of what depends on x through one power, root, exponential or logarithm of it alone."""
    holders = [e for e in reachable([top]) if variable in e.args]
    if len(holders) != 1 or holders[0] is top:
        return
    stand_in = g.var("\N{GREEK SMALL LETTER PI}\N{GREEK SMALL LETTER TAU}")
    inner = g.substitute([top], {holders[0]: stand_in})[0]
    if variable in reachable([inner]):
        return
    for level in solutions(g, inner, stand_in):
        yield from _inverse(g, holders[0], level)


def _inverse(g: Graph, holder: Entry, level: Entry) -> Iterator[Entry]:
    match holder.op:
        case "exp":
            yield g.make("log", level)
        case "log":
            yield g.make("exp", level)
        case "sqrt":
            yield g.power(level, 2)
        case "cbrt":
            yield g.power(level, 3)
        case "**" if holder.args[1].constant == 3:
            yield g.make("cbrt", level)
        case "**":
            n = holder.args[1].constant
            if isinstance(n, Fraction) and n != 0:
                root = g.power(level, g.num(1 / n))
                yield root
                if n.denominator == 1 and n % 2 == 0:
                    yield g.neg(root)
