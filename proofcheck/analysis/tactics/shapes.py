"""The shape of an entry in one variable: factors of one sign apart, and forms of the rest to differentiate."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from proofcheck.analysis.forms import Writer, normal
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.tactics.charts import chart, spread
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.normal_form import NormalForms
from proofcheck.meaning.ring import Polynomial, Quotient, TooHard, rational
from proofcheck.meaning.signs import NEGATIVE, NOT_NEGATIVE, POSITIVE

ALGEBRAIC = ("var", "root of var", "pi", "root", "cbrt")
_MOST_TERMS = 120
_MOST_FORMS = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """entry = factor·rest, with a factor that is >= 0 (`square`) or > 0; `peel`: whether that says anything new."""

    forms: NormalForms
    factor: Entry
    rest: Entry
    core: Quotient
    square: bool
    peel: bool


def shaped(problem: Problem, *, bare: bool = False) -> Shape:
    """The normal form of a problem's entry with what is surely positive apart; `bare`: it is written out already.

    Errors: TooHard.
    """
    g = problem.graph
    forms, (quotient,) = normal(problem.setting, [problem.entry])
    writer = Writer(g, forms)
    constant, parts = forms.parts(quotient)
    sure: list[tuple[Polynomial, int]] = []
    squares: list[tuple[Polynomial, int]] = []
    unsure: list[tuple[Polynomial, int]] = []
    sign = 1 if constant > 0 else -1
    for factor, exponent in parts:
        signs = forms.signs.of_factor(factor)
        if signs == POSITIVE:
            sure.append((factor, exponent))
        elif signs == NEGATIVE:
            sure.append((-factor, exponent))
            sign *= -1 if exponent % 2 else 1
        elif problem.op == ">=" and exponent > 0 and (signs <= NOT_NEGATIVE or exponent % 2 == 0):
            squares.append((factor, exponent))
        else:
            unsure.append((factor, exponent))
    flips, main, others = _chosen(problem, writer, unsure)
    core = forms.ring.polynomial((forms.ring.one.num if main is None else main) * (sign * flips))
    rest = writer.polynomial(core.num)
    pieces = [*sure, *squares, *others]
    factor_entry = writer.product(abs(constant), [(writer.polynomial(f), e) for f, e in pieces])
    if not pieces and bare:
        return Shape(forms, g.one, problem.entry, quotient, False, False)
    peel = bool(pieces) or rest is not problem.entry
    return Shape(forms, factor_entry, rest, core, bool(squares), peel)


def _chosen(
    problem: Problem, writer: Writer, parts: list[tuple[Polynomial, int]]
) -> tuple[int, Polynomial | None, list[tuple[Polynomial, int]]]:
    """The largest factor of open sign, once, with a sign; the others made positive, as it looks."""
    if not parts:
        return 1, None, []
    x = next(variables_of(problem.entry))
    rows = chart([writer.polynomial(f) for f, _ in parts], x, spread(problem.range_of(x)))
    main = max(range(len(parts)), key=lambda k: (parts[k][1] == 1, len(parts[k][0]), k))
    flips, others = 1, []
    for k, (factor, exponent) in enumerate(parts):
        exponent -= k == main
        if exponent == 0:
            continue
        negative = -1 in rows[k] and 1 not in rows[k]
        if negative and exponent % 2:
            flips = -flips
        others.append((-factor if negative else factor, exponent))
    return flips, parts[main][0], others


def forms_of(problem: Problem, shape: Shape, x: Entry, only: Collection[str] = ()) -> Iterator[tuple[Entry, Entry]]:
    """Pairs (factor, rest) whose product is the shape's rest, one function (one of `only`) by itself in each rest."""
    p, ring = shape.core.num, shape.forms.ring
    if len(p) > _MOST_TERMS:
        return
    writer = Writer(problem.graph, shape.forms)
    found = 0
    for index in reversed(ring.used(p)):
        kind = ring.keys[index][0]
        if kind in ("sin", "cos") or (only and writer.generator(index).op not in only):
            continue
        parts = ring.split(p, index)
        if kind in ("var", "root of var") and len(parts) > 1:
            divisors = [(index, min(parts)), (index, max(parts))]
            for i, e in divisors:
                if e:
                    yield _pair(writer, p, ring.monomial(i, e).num)
                    found += 1
            continue
        if kind == "exp":
            low, high = parts[min(parts)], parts[max(parts)]
            for divisor in (
                low * ring.context.gens()[index] ** min(parts),
                high * ring.context.gens()[index] ** max(parts),
            ):
                if not divisor.is_constant():
                    yield _pair(writer, p, divisor)
                    found += 1
        elif kind not in ALGEBRAIC:
            lead = parts[max(parts)]
            if not lead.is_constant():
                yield _pair(writer, p, lead)
                found += 1
        if found >= _MOST_FORMS:
            return


def period_of(problem: Problem, x: Entry) -> Entry | None:
    """A period of an entry in which the variable stands within sines and cosines of rational multiples of it only."""
    g = problem.graph
    rates: list[Fraction] = []
    turns = set[bool]()
    inside: set[Entry] = set()
    for e in reachable([problem.entry]):
        if e.op not in ("sin", "cos", "tan") or not any(v is x for v in variables_of(e)):
            continue
        if any(a.op in ("sin", "cos", "tan") for a in reachable(e.args)):
            continue
        inside.add(e)
        try:
            forms, (a, pi) = normal(problem.setting, [differentiate(g, [e.args[0]], x)[0], g.make("pi")])
        except (TooHard, NoMeaning):
            return None
        rate = forms.ring.number(a)
        turns.add(rate is None)
        rate = forms.ring.number(forms.ring.divide(a, pi)) if rate is None else rate
        if not rate:
            return None
        rates.append(abs(rate))
    names = {e: g.num(Fraction(1, 3)) for e in inside}
    if not rates or len(turns) > 1 or any(v is x for v in variables_of(g.substitute([problem.entry], names)[0])):
        return None
    base = Fraction(gcd(*(r.numerator for r in rates)), lcm(*(r.denominator for r in rates)))
    return g.num(2 / base) if True in turns else g.mul(g.num(2 / base), g.make("pi"))


def two_sides(problem: Problem, shape: Shape | None) -> tuple[Entry, Entry, Entry] | None:
    """Two terms u and v with u - v the entry, and log u - log v, where exponentials are among their factors."""
    if shape is None or shape.peel or len(shape.core.num) != 2 or not shape.core.den.is_constant():
        return None
    g, ring, writer = problem.graph, shape.forms.ring, Writer(problem.graph, shape.forms)
    scale = rational(shape.core.den.leading_coefficient())
    sides: dict[bool, tuple[Entry, Entry]] = {}
    simpler = False
    for monomial, coefficient in shape.core.num.to_dict().items():
        c = rational(coefficient) / scale
        powers = [(i, int(e)) for i, e in enumerate(monomial) if e]
        simpler = simpler or any(ring.keys[i][0] == "exp" for i, _ in powers)
        side = g.mul(g.num(abs(c)), g.product(g.power(writer.generator(i), e) for i, e in powers))
        log = g.sum(g.mul(g.num(e), _log(g, writer.generator(i))) for i, e in powers)
        if abs(c) != 1:
            log = g.add(g.make("log", g.num(abs(c))), log)
        sides[c > 0] = (side, log)
    if len(sides) != 2 or not simpler:
        return None
    (u, log_u), (v, log_v) = sides[True], sides[False]
    return u, v, g.sub(log_u, log_v)


def _log(g: Graph, entry: Entry) -> Entry:
    if entry.op == "exp":
        return entry.args[0]
    if entry.op == "sqrt":
        return g.mul(g.num(Fraction(1, 2)), g.make("log", entry.args[0]))
    return g.make("log", entry)


def _pair(writer: Writer, p: Polynomial, divisor: Polynomial) -> tuple[Entry, Entry]:
    """p = |divisor|·(p/|divisor|), with the sign of the divisor as its values show it; written term by term."""
    ring = writer.ring
    sign = _sign_of(writer, divisor)
    divisor = divisor * sign
    rest = ring.quotient(p, divisor)
    g = writer.graph
    total = g.zero
    for monomial, coefficient in p.to_dict().items():
        term = ring.quotient(ring.context.from_dict({monomial: coefficient}), divisor)
        total = g.add(total, writer.quotient(term))
    return writer.polynomial(divisor), (total if len(p) <= 12 else writer.quotient(rest))


def _sign_of(writer: Writer, divisor: Polynomial) -> int:
    entry = writer.polynomial(divisor)
    x = next(variables_of(entry), None)
    if x is None:
        return 1
    interval = writer.forms.bounds.get(x)
    points = [Fraction(1, 3), Fraction(5, 7)]
    if interval is not None:
        lo, hi = interval.lo, interval.hi
        if lo is not None and hi is not None:
            points = [lo + (hi - lo) * f for f in (Fraction(1, 3), Fraction(5, 7))]
        elif lo is not None:
            points = [lo + 1, lo + 3]
        elif hi is not None:
            points = [hi - 1, hi - 3]
    row = chart([entry], x, points)[0]
    return -1 if -1 in row else 1
