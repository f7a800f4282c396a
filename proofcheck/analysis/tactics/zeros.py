"""Guesses at the zeros of a function of one variable: solved for, or recognised from their decimals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import e, isfinite, log, pi

from proofcheck.analysis.constants import enclosing
from proofcheck.analysis.forms import entry_of, normal
from proofcheck.analysis.problem import Problem, depends_on, variables_of
from proofcheck.analysis.tactics.critical_points import isolated
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients
from proofcheck.meaning.ring import TooHard

_GRID, _MOST, _HALVINGS = 120, 6, 60
_CLOSE = 1e-11
_DENOMINATORS = 60
_FAR = 50.0


def zeros(problem: Problem, entry: Entry, x: Entry) -> Iterator[Entry]:
    """Entries that may be zeros inside the region."""
    seen: set[Entry] = set()
    for c in _candidates(problem, entry, x):
        written = all(e.op not in ("undefined", "hole") for e in reachable([c]))
        if c not in seen and written and not depends_on(c, x):
            seen.add(c)
            yield c


def _candidates(problem: Problem, entry: Entry, x: Entry) -> Iterator[Entry]:
    g = problem.graph
    if all(v is x for v in variables_of(entry)):
        yield from _recognised(problem, entry, x)
    yield from isolated(g, entry, x)
    yield from _quadratic(g, entry, x)
    try:
        forms, (form,) = normal(problem.setting, [entry])
        _, parts = forms.parts(form)
        factors = [entry_of(g, forms, forms.ring.polynomial(f)) for f, k in parts if k > 0]
    except (TooHard, NoMeaning):
        return
    for factor in factors:
        yield from isolated(g, factor, x)
        yield from _quadratic(g, factor, x)
        yield from _of_exponentials(g, factor, x)


def _quadratic(g: Graph, entry: Entry, x: Entry) -> Iterator[Entry]:
    """Zeros of polynomials of degree up to 2."""
    try:
        parts = coefficients(g, entry, x, "zero")
    except (NoMeaning, TooLarge):
        return
    if len(parts) == 2:
        yield g.div(g.neg(parts[0]), parts[1])
    elif len(parts) == 3:
        c, b, a = parts
        root = g.make("sqrt", g.sub(g.power(b, 2), g.mul(g.num(4), g.mul(a, c))))
        for signed in (root, g.neg(root)):
            yield g.div(g.add(g.neg(b), signed), g.mul(g.num(2), a))


def _of_exponentials(g: Graph, entry: Entry, x: Entry) -> Iterator[Entry]:
    """Zeros of c0 + c1·f, f a function of the variable that stands once."""
    for part in reachable([entry]):
        if part.op in ("exp", "log", "sqrt", "tanh", "**") and depends_on(part, x):
            s = g.fresh()
            other = g.substitute([entry], {part: s})[0]
            if not depends_on(other, x):
                for value in _quadratic(g, other, s):
                    yield from isolated(g, part, x, value)


def _recognised(problem: Problem, entry: Entry, x: Entry) -> Iterator[Entry]:
    g = problem.graph
    for place in _decimals(problem, entry, x):
        yield from recognised(g, place)


def recognised(g: Graph, place: float) -> Iterator[Entry]:
    """Closed constants with these decimals."""
    number = g.num
    for unit, entry in ((1.0, None), (pi, g.make("pi")), (e, g.make("exp", g.one))):
        ratio = Fraction(place / unit).limit_denominator(_DENOMINATORS)
        if abs(float(ratio) * unit - place) < _CLOSE * (1 + abs(place)):
            yield number(ratio) if entry is None or ratio == 0 else g.mul(number(ratio), entry)
            return
    square = Fraction(place * place).limit_denominator(_DENOMINATORS)
    if abs(float(square) - place * place) < _CLOSE * (1 + place * place):
        root = g.make("sqrt", number(square))
        yield root if place > 0 else g.neg(root)
        return
    if place > 0:
        power = Fraction(log(place)).limit_denominator(_DENOMINATORS)
        if abs(float(power) - log(place)) < _CLOSE:
            yield g.make("exp", number(power))
    if abs(place) < _FAR:
        value = Fraction(e**place).limit_denominator(_DENOMINATORS)
        if abs(float(value) - e**place) < _CLOSE * e**place and value > 0:
            yield g.make("log", number(value))


def _decimals(problem: Problem, entry: Entry, x: Entry) -> Iterator[float]:
    """Where the sign changes along a grid over the region, by bisection."""
    low, high = _ends(problem, x)
    count = 0
    before: tuple[float, float] | None = None
    for k in range(1, _GRID):
        at = low + (high - low) * k / _GRID
        here = _value(entry, x, at)
        if here is None:
            before = None
            continue
        if here == 0:
            yield at
            count += 1
        elif before is not None and before[1] * here < 0:
            yield _bisected(entry, x, before[0], at, before[1])
            count += 1
        before = (at, here)
        if count >= _MOST:
            return


def _ends(problem: Problem, x: Entry) -> tuple[float, float]:
    where = problem.range_of(x)
    try:
        low = None if where.lo.at is None else float(enclosing(where.lo.at)[0])
        high = None if where.hi.at is None else float(enclosing(where.hi.at)[1])
    except NoMeaning:
        return -_FAR, _FAR
    if low is None and high is None:
        return -7.77, 7.91
    if low is None:
        assert high is not None
        return high - 9.83, high
    return low, low + 9.83 if high is None else high


def _value(entry: Entry, x: Entry, at: float) -> float | None:
    with precision(80):
        found = evaluate([entry], {x: enclose(Fraction(at))})[0]
    try:
        value = float(found.mid())
    except (AttributeError, TypeError):
        return None
    return value if isfinite(value) else None


def _bisected(entry: Entry, x: Entry, low: float, high: float, sign: float) -> float:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        here = _value(entry, x, middle)
        if here is None:
            break
        if here * sign > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
