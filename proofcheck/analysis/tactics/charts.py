"""Signs of entries along a line, as balls show them: where they change, and what zeros look like. Hints only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb, fmpq

from proofcheck.analysis.constants import enclosing, is_closed
from proofcheck.analysis.encoding import Unreadable
from proofcheck.analysis.problem import Problem, Range
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import Entry, Graph, reachable

BITS = 224
_MOST_EXPONENT = 50_000
_INNER = 24  # points between two ends
_NEAR = (7, 10, 14, 20, 30)  # powers of 1/2 of a range by which further points stand from its ends
_FAR = (
    tuple(Fraction(2) ** k for k in (-30, -20, -14, -10, -7))
    + tuple(Fraction(m, 4) * Fraction(2) ** k for k in range(-4, 5) for m in (4, 5, 6, 7))
    + tuple(Fraction(2) ** k for k in range(5, 12))
    + (Fraction(2) ** 14, Fraction(2) ** 20)
)


@dataclass(frozen=True, slots=True)
class Change:
    """Between two points a sign becomes another."""

    left: Fraction
    right: Fraction
    rising: bool


def rational_ends(where: Range) -> tuple[Fraction | None, Fraction | None]:
    """Rationals just inside of a range."""
    lo = None if where.lo.at is None else enclosing(where.lo.at)[1]
    hi = None if where.hi.at is None else enclosing(where.hi.at)[0]
    return lo, hi


def spread(where: Range) -> list[Fraction]:
    """Points of a range, close ones near its ends, in order; none of the ends."""
    lo, hi = rational_ends(where)
    if lo is not None and hi is not None:
        width = hi - lo
        inner = [width * k / _INNER for k in range(1, _INNER)]
        edge = [width / 2**k for k in _NEAR]
        return sorted({lo + x for x in (*inner, *edge, *(width - e for e in edge))})
    if lo is not None:
        return [lo + x for x in _FAR]
    if hi is not None:
        return [hi - x for x in reversed(_FAR)]
    return [-x for x in reversed(_FAR)] + [Fraction(0), *_FAR]


def balls(entries: Sequence[Entry], variable: Entry, at: Fraction | arb, bits: int = BITS) -> list[arb | None]:
    """Values at a point, None where there is none."""
    with precision(bits):
        point = at if isinstance(at, arb) else enclose(at)
        found = evaluate(entries, {variable: point})
    return [v if isinstance(v, arb) and v.is_finite() else None for v in found]


def sign_at(entry: Entry, variable: Entry, at: Fraction) -> int | None:
    value = balls([entry], variable, at)[0]
    return None if value is None else 1 if value > 0 else -1 if value < 0 else 0


_FAST: dict[str, Callable[..., arb]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "neg": lambda a: -a,
    "restrict": lambda a, *rest: a,
    "pi": arb.pi,
    **{
        op: getattr(arb, op)
        for op in ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh")
    },
    **{op: getattr(arb, op) for op in ("tanh", "asinh", "acosh", "atanh", "erf", "erfc")},
}


class _Program:
    """Entries as a list of operations on balls; without guards, as hints need none."""

    def __init__(self, entries: Sequence[Entry], variable: Entry) -> None:
        below = reachable(entries)
        index = {e: k for k, e in enumerate(below)}
        self.steps: list[tuple[Callable[..., arb] | None, tuple[int, ...], Entry]] = []
        for e in below:
            self.steps.append((None if e is variable else _FAST.get(e.op), tuple(index[a] for a in e.args), e))
        self.variable = variable
        self.roots = [index[e] for e in entries]
        self.possible = all(e is variable or e.op in ("num", "**") or (e.op in _FAST and e.data is None) for e in below)

    def run(self, at: Fraction) -> list[arb | None]:
        values: list[arb] = []
        for function, where, e in self.steps:
            if e is self.variable:
                values.append(_arb(at))
            elif function is not None:
                values.append(function(*[values[i] for i in where]))
            elif e.op == "num":
                values.append(_arb(e.data if isinstance(e.data, Fraction) else Fraction(0)))
            else:
                values.append(_power(values[where[0]], values[where[1]], e.args[1]))
        return [v if v.is_finite() else None for v in (values[i] for i in self.roots)]


def _power(base: arb, exponent: arb, entry: Entry) -> arb:
    if isinstance(entry.data, Fraction) and entry.op == "num" and entry.data.denominator == 1:
        return base ** int(entry.data)
    return (exponent * base.log()).exp() if not base.is_zero() else (base if exponent > 0 else base / base)


def chart(entries: Sequence[Entry], variable: Entry, points: Sequence[Fraction]) -> list[list[int | None]]:
    """For each entry its signs at the points; 0 where a ball holds 0."""
    rows: list[list[int | None]] = [[] for _ in entries]
    program = _Program(entries, variable)
    for at in points:
        if program.possible:
            with precision(BITS):
                values = program.run(at)
        else:
            values = balls(entries, variable, at)
        for row, value in zip(rows, values, strict=True):
            row.append(None if value is None else 1 if value > 0 else -1 if value < 0 else 0)
    return rows


def changes(signs: Sequence[int | None], points: Sequence[Fraction]) -> list[Change]:
    """Where a sign becomes another, points without a sign passed over."""
    found = []
    last: tuple[Fraction, int] | None = None
    for at, sign in zip(points, signs, strict=True):
        if not sign:
            continue
        if last is not None and last[1] != sign:
            found.append(Change(last[0], at, sign > 0))
        last = (at, sign)
    return found


def narrowed(entry: Entry, variable: Entry, change: Change, steps: int) -> Change:
    """A change of sign, closer."""
    left, right = change.left, change.right
    for _ in range(steps if left < right else 0):
        middle = _short((left + right) / 2, (right - left) / 8)
        sign = sign_at(entry, variable, middle)
        if not sign:
            if sign == 0:
                return Change(middle, middle, change.rising)
            break
        if (sign > 0) is change.rising:
            right = middle
        else:
            left = middle
    return Change(left, right, change.rising)


def _short(value: Fraction, within: Fraction) -> Fraction:
    """A dyadic rational near a value."""
    scale = 1
    while within * scale < 1:
        scale *= 2
    return Fraction(round(value * scale), scale)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the least denominator between two."""
    if low > high:
        low, high = high, low
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    whole = -((-low.numerator) // low.denominator)
    if whole <= high:
        return Fraction(whole)
    whole -= 1
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def likely(graph: Graph, low: Fraction, high: Fraction) -> Iterator[Entry]:
    """Simple closed constants between two close rationals."""
    for entry, near in _likely(graph, low, high):
        try:
            if near and is_closed(entry):
                ends = enclosing(entry)
                if low <= ends[1] and ends[0] <= high:
                    yield entry
        except (NoMeaning, Unreadable):
            continue


def _likely(g: Graph, low: Fraction, high: Fraction) -> Iterator[tuple[Entry, bool]]:
    value, most = simplest(low, high), 1000
    yield g.num(value), abs(value.numerator) < most and value.denominator < most
    with precision(BITS):
        a, b = _arb(low), _arb(high)
        pi = arb.pi()
        turn = _between(a / pi, b / pi)
        yield g.mul(g.num(turn), g.make("pi")), _small(turn)
        square = _between(a * a, b * b)
        root = g.make("sqrt", g.num(square)) if square >= 0 else g.zero
        yield (root if low >= 0 else g.neg(root)), _small(square) and square > 0 and not _is_square(square)
        power = _between(a.exp(), b.exp()) if abs(low) < 50 else Fraction(0)
        yield (g.make("log", g.num(power)) if power > 0 else g.zero), _small(power) and power > 0
        tangent = _between(a.tan(), b.tan())
        half_turns = round(float(low) / 3.141592653589793)
        yield g.add(g.make("atan", g.num(tangent)), g.mul(g.num(half_turns), g.make("pi"))), _small(tangent)
        if low > 0:
            log = _between(a.log(), b.log())
            yield g.make("exp", g.num(log)), _small(log)
            cube = _between(a**3, b**3)
            yield g.power(g.num(cube), g.num(Fraction(1, 3))), _small(cube)


def _small(value: Fraction) -> bool:
    return value != 0 and abs(value.numerator) < 400 and value.denominator < 400


def _is_square(value: Fraction) -> bool:
    return isqrt(value.numerator) ** 2 == value.numerator and isqrt(value.denominator) ** 2 == value.denominator


def _arb(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _between(a: arb, b: arb) -> Fraction:
    middles = [x.mid() for x in (a, b)]
    if any(not x.is_finite() or abs(int(x.man_exp()[1])) > _MOST_EXPONENT for x in middles):
        raise TooLarge("a constant too long to be written as a rational")
    ends = [Fraction(int(e.p), int(e.q)) for e in (x.fmpq() for x in middles)]
    slack = abs(ends[1] - ends[0]) + Fraction(1, 2**150)
    return simplest(min(ends) - slack, max(ends) + slack)


def is_line(problem: Problem) -> bool:
    """Whether a problem is about one real variable, with nothing known but its range."""
    return len(problem.variables) == 1 and not problem.facts
