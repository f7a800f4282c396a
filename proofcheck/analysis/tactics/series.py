"""Guesses at the values of endless sums: rows of the table of known series that fit the terms, and telescoping.

Floats at whole numbers tell whether a term over one of a row is constant in the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import entry_of, normal
from proofcheck.analysis.known_series import KNOWN, KnownSeries
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.rules.series import opened_series
from proofcheck.analysis.tactics.points import Point, points, values
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.endless_sums import whole_line
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.polynomials import coefficients
from proofcheck.meaning.ring import TooHard
from proofcheck.meaning.work import spend

_Proposal = tuple[str, tuple[str, ...]]
_MOST_TERMS, _POINTS, _NUMBERS = 12, 2, 6
_CLOSE = 1e-9
_SHIFTS = (0, -1, 1, -2, 2)


def series(problem: Problem, entry: Entry) -> Iterator[_Proposal]:
    found = opened_series(problem, entry)
    if found is None:
        return
    first, body, t = found
    where = points(problem, _POINTS) or points(problem, 1, free=True)
    if not where:
        return
    guess = _Guess(problem, t, first, where)
    terms = _split(problem.graph, body, t)
    rows = [guess.row(term) for term in terms] if len(terms) <= _MOST_TERMS else [None]
    if all(r is not None for r in rows):
        yield "known series", tuple(text for r in rows for text in r or ())
    elif len(terms) > 1 and (row := guess.row(body)) is not None:
        yield "known series", row
    for f in _telescopes(problem.graph, terms, body, t):
        yield "telescoping series", (encode(f),)


def _split(g: Graph, body: Entry, t: Entry) -> list[Entry]:
    """A sum's terms, with what stands beside the sum multiplied out."""
    if not depends_on(body, t):
        return [body]
    match body.op:
        case "+":
            return [x for a in body.args for x in _split(g, a, t)]
        case "-":
            return [*_split(g, body.args[0], t), *(g.neg(x) for x in _split(g, body.args[1], t))]
        case "neg":
            return [g.neg(x) for x in _split(g, body.args[0], t)]
        case "*":
            left, right = (_split(g, a, t) for a in body.args)
            return [g.mul(a, b) for a in left for b in right] if len(left) * len(right) <= _MOST_TERMS else [body]
        case "/":
            return [g.div(a, body.args[1]) for a in _split(g, body.args[0], t)]
        case "restrict":
            return _split(g, body.args[0], t)
    return [body]


@dataclass(frozen=True, slots=True)
class _Guess:
    problem: Problem
    t: Entry
    first: int
    where: Sequence[Point]

    def row(self, term: Entry) -> tuple[str, ...] | None:
        """The table's row that a term is a multiple of, as data of the rule."""
        g, t = self.problem.graph, self.t
        base, half, turns = _base(g, term, t)
        numbers = [Fraction(max(self.first, 2) + i) for i in range(_NUMBERS)]
        sizes = [[values([term], {**p, t: n})[0] for n in numbers] for p in self.where]
        angle = _angle(g, term, t)
        for name, row in KNOWN.items():
            if (row.angle and angle is None) or (row.power == 2 and turns is not row.alternating):
                continue
            for parameters in _parameters(g, row, base, half, angle, term, t):
                for shift in _SHIFTS:
                    if self.first + shift < row.first:
                        continue
                    spend(200)
                    there = row.term(g, g.add(t, g.num(shift)), *parameters)
                    if all(self._constant(there, own, p, numbers) for own, p in zip(sizes, self.where, strict=True)):
                        factor = self._factor(term, there)
                        return (name, str(shift), encode(factor), *map(encode, parameters))
        return None

    def _constant(self, there: Entry, sizes: Sequence[float | None], point: Point, numbers: Sequence[Fraction]) -> bool:
        found: list[float] = []
        for size, n in zip(sizes, numbers, strict=True):
            other = values([there], {**point, self.t: n})[0]
            if size is None or other is None:
                return False
            if other == 0 or size == 0:
                if abs(other) > 1e-300 or abs(size) > 1e-300:
                    return False
                continue
            found.append(size / other)
            if abs(found[-1] - found[0]) > _CLOSE * abs(found[0]):
                return False
        return len(found) >= 3

    def _factor(self, term: Entry, there: Entry) -> Entry:
        g = self.problem.graph
        for n in range(self.first, self.first + 4):
            at = {self.t: g.num(n)}
            quotient = g.div(*g.substitute([term, there], at))
            try:
                forms, (form,) = normal(self.problem.setting, [quotient])
                return entry_of(g, forms, form)
            except (TooHard, NoMeaning, TooLarge):
                continue
        return quotient


def _base(g: Graph, term: Entry, t: Entry) -> tuple[Entry, Entry | None, bool]:
    """z where the term has z**t as a factor, its square root if that is plain, and whether a sign alternates."""
    base, half, turns = g.one, g.one, False
    plain = True
    stack = [(term, 1)]
    while stack:
        e, way = stack.pop()
        if e.op in ("*", "/"):
            stack += [(e.args[0], way), (e.args[1], way if e.op == "*" else -way)]
        elif e.op == "neg":
            stack.append((e.args[0], way))
        elif e.op in ("**", "exp") and depends_on(e, t):
            c, k = _power(g, e, t)
            if k is None:
                stack += [(c, way)] if c is not e else []
                continue
            turned = False
            if isinstance(c.constant, Fraction) and c.constant < 0:
                c, turned = g.num(-c.constant), True
            elif c.op == "neg":
                c, turned = c.args[0], True
            turns ^= turned and k % 2 == 1
            if c.constant != 1:
                base = g.mul(base, g.power(c, way * k))
                plain = plain and k % 2 == 0
                half = g.mul(half, g.power(c, way * k // 2)) if k % 2 == 0 else half
    return base, half if plain else None, turns


def _power(g: Graph, e: Entry, t: Entry) -> tuple[Entry, int | None]:
    """c and k of c**(k·t + …)."""
    if e.op == "exp":
        try:
            parts = coefficients(g, e.args[0], t, "base")
        except (NoMeaning, TooLarge):
            return e, None
        return (g.make("exp", parts[1]), 1) if len(parts) == 2 else (e, None)
    if depends_on(e.args[0], t):
        return e.args[0], None
    line = whole_line(g, e.args[1], t)
    return (e.args[0], line[0]) if line is not None else (e, None)


def _angle(g: Graph, term: Entry, t: Entry) -> Entry | None:
    for e in reachable([term]):
        if e.op in ("sin", "cos") and depends_on(e, t):
            try:
                parts = coefficients(g, e.args[0], t, "angle")
            except (NoMeaning, TooLarge):
                continue
            if len(parts) == 2:
                return parts[1]
    return None


def _parameters(
    g: Graph, row: KnownSeries, base: Entry, half: Entry | None, angle: Entry | None, term: Entry, t: Entry
) -> Iterator[tuple[Entry, ...]]:
    """Choices of a row's parameters."""
    turned = _base(g, term, t)[2]
    if row.power == 1:
        z = g.neg(base) if turned else base
        yield (z,) if not row.angle else (z, angle or g.zero)
    elif row.power == 2:
        yield (half if half is not None else g.make("sqrt", base),)
    elif row.angle:
        assert angle is not None
        yield (angle,)
    elif row.parameters == 0:
        yield ()
    else:
        for e in reachable([term]):  # k**2 + a**2
            if e.op == "+" and depends_on(e, t):
                try:
                    parts = coefficients(g, e, t, "square")
                except (NoMeaning, TooLarge):
                    continue
                if len(parts) == 3:
                    level = g.div(parts[0], parts[2])
                    square = level.op == "**" and level.args[1].constant == 2
                    root = level.constant
                    if isinstance(root, Fraction) and root == 1:
                        yield (g.one,)
                    else:
                        yield (level.args[0] if square else g.make("sqrt", level),)


def _telescopes(g: Graph, terms: Sequence[Entry], body: Entry, t: Entry) -> Iterator[Entry]:
    """Sums of the poles of a rational function of the index, from each to the one farthest on; differences as given."""
    if len(terms) == 2:
        yield from map(g.neg, terms)
    found = _poles(g, body, t)
    if found is not None:
        total = g.zero
        for place, power, weight in found:
            last = max(p for p, q, _ in found if q == power and (p - place).denominator == 1)
            for step in range(int(last - place)):
                total = g.sub(total, g.div(weight, g.power(g.add(t, g.num(place + step)), power)))
        yield total


def _poles(g: Graph, body: Entry, t: Entry) -> list[tuple[Fraction, int, Entry]] | None:
    """(a, n, c) of a sum of c/(t + a)**n with rational a, found from the factors of a denominator."""
    from flint import fmpq, fmpq_poly

    try:
        top, bottom = _quotient(g, body, t)
    except (NoMeaning, TooLarge):
        return None
    sides = []
    for side in (top, bottom):
        numbers = [c.constant for c in side]
        known = [fmpq(n.numerator, n.denominator) for n in numbers if isinstance(n, Fraction)]
        if len(known) < len(numbers):
            return None
        sides.append(fmpq_poly(known))
    p, q = sides
    if p.degree() >= q.degree() - 1:
        return None
    _, factors = q.factor()
    found = []
    for f, n in factors:
        if f.degree() != 1:
            return None
        root = -f[0] / f[1]
        if abs(int(root.p)) > 50 or int(root.q) > 50:
            return None
        rest, line = q, fmpq_poly([-root, 1])
        for _ in range(int(n)):
            rest, _ = divmod(rest, line)
        found += _expanded(p, rest, line, int(n), Fraction(int(root.p), int(root.q)))
    return [(-place, n, g.num(c)) for place, n, c in found if c]


def _expanded(p: object, rest: object, line: object, n: int, root: Fraction) -> list[tuple[Fraction, int, Fraction]]:
    """The coefficients of 1/(t - root)**i in p/(rest·(t - root)**n), from the highest down."""
    from flint import fmpq

    found = []
    for i in range(n, 0, -1):
        at = fmpq(root.numerator, root.denominator)
        c = p(at) / rest(at)  # type: ignore[operator]
        found.append((root, i, Fraction(int(c.p), int(c.q))))
        p, remainder = divmod(p - c * rest, line)
        assert remainder == 0
    return found


def _quotient(g: Graph, body: Entry, t: Entry) -> tuple[list[Entry], list[Entry]]:
    """Numerator and denominator as polynomials. Errors: NoMeaning."""
    top, bottom = g.one, g.one
    stack = [(body, 1)]
    while stack:
        e, way = stack.pop()
        n = e.args[1].constant if e.op == "**" else None
        if e.op in ("*", "/"):
            stack += [(e.args[0], way), (e.args[1], way if e.op == "*" else -way)]
        elif e.op == "**" and isinstance(n, Fraction) and n.denominator == 1 and n < 0:
            stack.append((g.power(e.args[0], int(-n)), -way))
        elif way > 0:
            top = g.mul(top, e)
        else:
            bottom = g.mul(bottom, e)
    return coefficients(g, top, t, "numerator"), coefficients(g, bottom, t, "denominator")
