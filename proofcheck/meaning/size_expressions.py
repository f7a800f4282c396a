"""Expressions in sizes and counts as polynomials, for one region of sizes at a time; conditions as truth values.

What a region leaves open (`min(d, W)`, `n if n > 2 else 2`) is raised as `Undecided`, roundings that depend on a
residue (`floor(n/2)`) as `Stride`, or they stand for themselves; the caller splits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from proofcheck.claim import Claim, Definition
from proofcheck.language.dims import expression, integer_valued, polynomial, whole_coefficients
from proofcheck.language.tree import Apply, Bind, Index, Node, Num, Range, Ref, Var
from proofcheck.language.types import INTEGER, REAL, Dim, Kind, Opaque, Scalar
from proofcheck.meaning.casework import Uncounted, by_cases, holds
from proofcheck.meaning.regions import Linear, Region, linear, substituted
from proofcheck.meaning.size_signs import nonnegative, positive
from proofcheck.meaning.summation import Stride, Term, total

MAX_POWER = 12
COUNTS = frozenset(
    {"size", "parameters", "connections", "multiplications", "operations", "steps", "memory", "context"}
)  # and the entries of `shape`
RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})

Counter = Callable[[Node, "Reading"], Dim]


def no_counts(node: Node, reading: Reading) -> Dim:
    raise Uncounted("a count inside of what is counted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How expressions are read: the claim, the region, values of bound names, and who counts.

    `roundings`: whether `floor(n/2)` may stand for itself, as one more quantity; else it asks for the residue of n.
    """

    claim: Claim
    region: Region
    values: Mapping[str, Dim]
    counter: Counter = no_counts
    roundings: bool = True

    def within(self, region: Region) -> Reading:
        return replace(self, region=region)

    def binding(self, name: str, value: Dim) -> Reading:
        return replace(self, values={**self.values, name: value})

    def number(self, node: Node) -> Dim:
        """The value of a scalar expression. Errors: Uncounted, Undecided, Stride."""
        match node:
            case Num(value=value):
                return Dim.of(value)
            case Var(name=name) if node.type == Scalar(Kind.INTEGER):
                return self.values.get(name, Dim.of(name))
            case Apply(op=op) if op in COUNTS:
                return self.counter(node, self)
            case Index(base=Apply(op="shape")):
                return self.counter(node, self)
            case Apply(op="if", args=(test, then, other)):
                return self.number(then if self.truth(test) else other)
            case Apply(op="floor" | "ceil" as op, args=(Apply(op="/", args=(over, under)),)):
                parts = self.number(over), self.number(under)
                return self.rounded(op, *parts)
            case Apply(op=op, args=args) if op in _OPERATIONS:
                return _OPERATIONS[op](self, [self.number(a) for a in args])
            case Bind(op="sum"):
                return self._sum(node)
            case Ref(name=name):
                definition = self.claim.definition_named(name)
                if isinstance(definition, Definition):
                    return self.number(definition.body)
        raise Uncounted("no expression in sizes and counts")

    def rounded(self, op: str, over: Dim, under: Dim) -> Dim:
        """A rounded quotient, worked out where it can be; else it stands for itself, in one canonical form."""
        divisor = _constant(under)
        if divisor:
            over, under = over.scaled(1 / divisor), Dim.ONE
            if op == "ceil":
                over = over.scaled(Fraction(-1))
            found = self._floor(over)
            return found.scaled(Fraction(-1)) if op == "ceil" else found
        if not whole_coefficients(over) or not whole_coefficients(under):
            raise Uncounted("a rounded quotient of fractions")
        return _standing(op, over, under)

    def _floor(self, value: Dim) -> Dim:
        """Of a linear form over a whole number: known where the form's coefficients are multiples of that number."""
        if integer_valued(value):
            return value
        period = denominator(value)
        form = linear_form(value.scaled(Fraction(period)))
        odd = next((atom for atom, c in form.terms if c % period), None)
        if odd is None:
            return Linear.of({a: c // period for a, c in form.terms}, form.constant // period).dim()
        if not self.roundings:
            raise Stride(odd, period)
        rest = Linear(form.terms, form.constant % period)
        return _standing("floor", rest.dim(), Dim.of(period)) + Dim.of(form.constant // period)

    def linear(self, node: Node) -> Linear:
        """The value of an index, a linear form. Errors: Uncounted, Undecided, Stride."""
        return linear_form(self.number(node))

    def dimension(self, dim: Dim) -> Dim:
        """A dimension with the values of bound names; roundings in it are worked out where they can be."""
        values: dict[str | Opaque, Dim] = {}
        for atom in dim.atoms():
            if isinstance(atom, str):
                values[atom] = self.values.get(atom, Dim.of(atom))
            elif isinstance(atom.node, Node):
                values[atom] = self.number(atom.node)
        return substituted(dim, values)

    def linear_dimension(self, dim: Dim) -> Linear:
        return linear_form(self.dimension(dim))

    def truth(self, node: Node) -> bool:
        """The truth of a condition on sizes. Errors: Uncounted, Undecided, Stride."""
        match node:
            case Apply(op="not", args=(part,)):
                return not self.truth(part)
            case Apply(op="and", args=args):
                return all(self.truth(a) for a in args)
            case Apply(op="or", args=args):
                return any(self.truth(a) for a in args)
            case Apply(op="=>", args=(left, right)):
                return not self.truth(left) or self.truth(right)
            case Apply(op=op, args=(left, right)) if op in RELATIONS:
                gap = self.number(left) - self.number(right)
                return compared(op, gap, self.region)
        raise Uncounted("a condition on something else than sizes")

    def where_true(self, tests: Sequence[Node], node: Node) -> Dim:
        """The value of an expression, 0 where a condition fails. Errors: Uncounted, Undecided, Stride."""
        return self.number(node) if all(self.truth(t) for t in tests) else Dim(())

    def _sum(self, node: Bind) -> Dim:
        """Over ranges between sizes, in closed form."""
        inner, names = self, []
        tests = [b.filter for b in node.binders if isinstance(b, Range) and b.filter is not None]
        for binder in node.binders:
            if not isinstance(binder, Range) or abs(binder.step) != 1:
                raise Uncounted("a sum over a continuum, or in steps")
            low, high = inner.linear(binder.lower), inner.linear(binder.upper)
            if binder.step < 0:
                low, high = high, low
            own = Linear.name(binder.name)
            inner = inner.within(inner.region.where((own - low, high - own)))
            names.append(binder.name)
        parts = by_cases(inner.region, lambda region: inner.within(region).where_true(tests, node.body))
        terms = [term for region, value in parts for term in total(region, value, names)]
        return settled(terms, self.region)


def settled(terms: Sequence[Term], region: Region) -> Dim:
    """The value of guarded terms in a region that decides every guard. Errors: Undecided."""
    found = Dim(())
    for term in terms:
        forms = (*term.where.least, *(f for z in term.where.zero for f in (z, z.scaled(-1))))
        if not region.where(forms).empty and all(holds(region, form) for form in forms):
            found = found + term.value
    return found


def linear_form(dim: Dim) -> Linear:
    found = linear(dim)
    if found is None:
        raise Uncounted(f"`{dim}` is no whole number at sight")
    return found


def compared(op: str, gap: Dim, region: Region) -> bool:
    """Whether `gap op 0` holds throughout a region. Errors: Undecided."""
    match op:
        case "==":
            return compared(">=", gap, region) and compared("<=", gap, region)
        case "!=":
            return not compared("==", gap, region)
        case "<":
            return not compared(">=", gap, region)
        case ">":
            return not compared("<=", gap, region)
        case "<=":
            return compared(">=", gap.scaled(Fraction(-1)), region)
    known = _constant(gap)
    if known is not None:
        return known >= 0
    form = linear_form(gap.scaled(Fraction(denominator(gap))))
    if any(not isinstance(a, str) for a, _ in form.terms):  # products of sizes: their signs may still be plain
        if nonnegative(gap, region, 1):
            return True
        if positive(gap.scaled(Fraction(-1)), region):
            return False
    return holds(region, form)


def denominator(dim: Dim) -> int:
    return lcm(*(c.denominator for _, c in dim.terms))


def _constant(dim: Dim) -> Fraction | None:
    if not dim.terms:
        return Fraction(0)
    return dim.terms[0][1] if len(dim.terms) == 1 and dim.terms[0][0] == () else None


def _divided(reading: Reading, args: list[Dim]) -> Dim:
    divisor = _constant(args[1])
    if not divisor:
        raise Uncounted("a division by something that is no number")
    return args[0].scaled(1 / divisor)


def _raised(reading: Reading, args: list[Dim]) -> Dim:
    power = args[1].constant
    if power is None or not 0 <= power <= MAX_POWER:
        raise Uncounted("a power with an exponent that is no small whole number")
    value = Dim.ONE
    for _ in range(power):
        value = value * args[0]
    return value


def _standing(op: str, over: Dim, under: Dim) -> Dim:
    """A rounded quotient that stands for itself."""
    quotient = Apply(type=REAL, op="/", args=(expression(over), expression(under)))
    found = polynomial(Apply(type=INTEGER, op=op, args=(quotient,)))
    assert found is not None
    return found


def _floor(reading: Reading, args: list[Dim]) -> Dim:
    return reading.rounded("floor", args[0], Dim.ONE)


def _ceil(reading: Reading, args: list[Dim]) -> Dim:
    return reading.rounded("ceil", args[0], Dim.ONE)


def _mod(reading: Reading, args: list[Dim]) -> Dim:
    value, modulus = args
    period = _constant(modulus)
    if period:
        return value - reading.rounded("floor", value, modulus).scaled(period)
    if not compared(">=", modulus - Dim.ONE, reading.region):
        raise Uncounted("a remainder by something that is not positive")
    for shift in (0, 1, -1):
        moved = value + modulus.scaled(Fraction(shift))
        if compared(">=", moved, reading.region) and compared("<", moved - modulus, reading.region):
            return moved
    raise Uncounted("a remainder by a size, of something far from it")


def _extreme(reading: Reading, args: list[Dim], op: str) -> Dim:
    best = args[0]
    for other in args[1:]:
        best = best if compared(op, best - other, reading.region) else other
    return best


def _neg(reading: Reading, args: list[Dim]) -> Dim:
    return args[0].scaled(Fraction(-1))


_OPERATIONS: Mapping[str, Callable[[Reading, list[Dim]], Dim]] = {
    "+": lambda r, a: a[0] + a[1],
    "-": lambda r, a: a[0] - a[1],
    "*": lambda r, a: a[0] * a[1],
    "/": _divided,
    "**": _raised,
    "neg": _neg,
    "floor": _floor,
    "ceil": _ceil,
    "mod": _mod,
    "min": lambda r, a: _extreme(r, a, "<="),
    "max": lambda r, a: _extreme(r, a, ">="),
    "abs": lambda r, a: _extreme(r, [a[0], _neg(r, a)], ">="),
}
