"""TRUSTED: powers with whole exponents, by one power of each base and each monomial of exponents; and whole turns.

b**(c m + d) = (b**m)**c b**d holds for b != 0, and for b = 0 too where all exponents are at least 0 (0**0 = 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from proofcheck.inference.context import Context, known
from proofcheck.inference.integers.cases import OpenParity, OpenSign, OpenZero, Unreadable
from proofcheck.inference.integers.folds import binary, has_opaque, split_constant, total
from proofcheck.inference.matching import canonical, number
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import BOOLEAN, REAL, Dim, Monomial
from proofcheck.meaning.normal_functions import primes_of
from proofcheck.meaning.regions import linear

_CONSTANT = 12  # exponent that is multiplied out
_FIRST = 8  # how far the least exponent of a number is looked for
Leaf = tuple[Node, Dim, bool]  # a base, its exponent, and whether it stands in the denominator
ZERO = literal(0)


def monomial(m: Monomial) -> Dim:
    return Dim(((m, Fraction(1)),))


@dataclass(slots=True)
class Powers:
    """How powers are read, once all that will be read were noted."""

    context: Context
    atom: Callable[
        [Node, Node | None, bool, Node | None], Node
    ]  # of a term, its least value (left out or not), its largest
    real: Callable[[Node], Node]
    opaque: bool  # powers of positive bases stand for themselves
    parities: dict[Dim, int]
    uses: dict[Node, list[Dim]] = field(default_factory=dict)

    def note(self, base: Node, exponent: Node) -> None:
        for leaf, power, _ in self._leaves(base, exponent):
            if not isinstance(leaf, Num):
                self.uses.setdefault(canonical(leaf), []).append(power)

    def _leaves(self, base: Node, exponent: Node) -> Iterator[Leaf]:
        dim = polynomial(exponent) if is_integer(exponent.type) else None
        if dim is not None:
            yield from leaves(base, dim, False)

    def read(self, base: Node, exponent: Node) -> Node:
        """base**exponent for a whole exponent. Errors: OpenSign, OpenParity, OpenZero, Unreadable."""
        parts: tuple[list[Node], list[Node]] = [], []
        for leaf, power, below in self._leaves(base, exponent):
            over, under = self._leaf(leaf, power)
            parts[below].extend(over)
            parts[not below].extend(under)
        value = total(parts[0], "*")
        return Apply(type=REAL, op="/", args=(value, total(parts[1], "*"))) if parts[1] else value

    def _leaf(self, base: Node, e: Dim) -> tuple[list[Node], list[Node]]:
        """Factors and divisors."""
        value = number(base)
        if value is not None:
            return self._of_number(value, e)
        match base:
            case Apply(op="exp", args=(a,)):
                return [Apply(type=REAL, op="exp", args=(binary("*", self.real(a), self.real(expression(e))),))], []
            case Apply(op="e", args=()):
                return [Apply(type=REAL, op="exp", args=(self.real(expression(e)),))], []
        constant = e.constant
        if constant is not None and abs(constant) <= _CONSTANT:
            return _constant(self.real(base), constant)
        if positive(self.context, (), base):
            return self._of_positive(base, e)
        return self._of_any(base, e)

    def _of_number(self, q: Fraction, e: Dim) -> tuple[list[Node], list[Node]]:
        if q == 0:
            return [self._of_zero(e)], []
        found: tuple[list[Node], list[Node]] = [], []
        if q < 0:
            found[0].append(literal(self.sign(e)))
        if not self.opaque and abs(q) != 1:
            found[0].append(Apply(type=REAL, op="**", args=(literal(abs(q)), self.real(expression(e)))))
            return found
        for prime, times in primes_of(abs(q)):
            own = e.scaled(Fraction(times))
            if any(c.denominator != 1 for _, c in own.terms):
                raise Unreadable
            rest, constant = split_constant(own)
            if abs(constant) > 64:
                raise Unreadable
            found[0].append(literal(Fraction(prime) ** int(constant)))
            for m, c in rest.terms:
                _add(found, self._power_of(prime, m), int(c))
        return found

    def _power_of(self, prime: int, m: Monomial) -> Node:
        """prime**m, at least the power of the least value that m is seen to have."""
        form = linear(monomial(m))
        first = next(
            (k for k in range(_FIRST, -1, -1) if form is not None and self.context.region.entails(form.plus(-k))), None
        )
        node = Apply(type=REAL, op="**", args=(literal(prime), expression(monomial(m))))
        return self.atom(node, literal(0 if first is None else prime**first), first is None, None)

    def _of_zero(self, e: Dim) -> Node:
        form = linear(e)
        if form is None:
            raise Unreadable
        region = self.context.region
        if self._at_least(e, 1):
            return ZERO
        if region.fixes(form):
            return literal(1)
        if region.entails(form.scaled(-1).plus(-1)):
            raise Unreadable
        raise OpenSign(form.plus(-1))

    def sign(self, e: Dim) -> int:
        """(-1)**e. Errors: OpenParity, Unreadable."""
        rest, constant = split_constant(e)
        odd = constant
        for m, c in rest.terms:
            if c.denominator != 1:
                raise Unreadable
            if c % 2:
                of = monomial(m)
                if of not in self.parities:
                    raise OpenParity(of)
                odd += self.parities[of]
        if odd.denominator != 1:
            raise Unreadable
        return -1 if odd % 2 else 1

    def _of_positive(self, base: Node, e: Dim) -> tuple[list[Node], list[Node]]:
        used = (*self.uses.get(canonical(base), ()), e)
        if not self.opaque or any(c.denominator != 1 for d in used for _, c in d.terms):
            return [Apply(type=REAL, op="**", args=(self.real(base), self.real(expression(e))))], []
        rest, constant = split_constant(e)
        found = _constant(self.real(base), int(constant))
        above = known(self.context, (), _relation("<=", literal(1), base))
        below = known(self.context, (), _relation("<=", base, literal(1)))
        for m, c in rest.terms:
            natural = self._at_least(monomial(m), 0)
            lower = literal(1 if above and natural else 0)
            upper = literal(1) if below and natural else None
            node = Apply(type=REAL, op="**", args=(base, expression(monomial(m))))
            _add(found, self.atom(node, lower, not (above and natural), upper), int(c))
        return found

    def _at_least(self, dim: Dim, least: int) -> bool:
        form = linear(dim)
        if form is not None and self.context.region.entails(form.plus(-least)):
            return True
        if least > 1 or not has_opaque(dim):
            return False
        return (positive if least else nonnegative)(self.context, (), expression(dim))

    def _of_any(self, base: Node, e: Dim) -> tuple[list[Node], list[Node]]:
        if any(c.denominator != 1 for _, c in e.terms):
            raise Unreadable
        if all(c < 0 for _, c in e.terms):
            over, under = self._of_any(base, e.scaled(Fraction(-1)))
            return under, over
        natural = self._natural(base, e)
        if natural is not None:
            return natural
        if not any(known(self.context, (), _relation(op, base, ZERO)) for op in ("!=", "<", ">")):
            raise OpenZero(base)
        rest, constant = split_constant(e)
        found = _constant(self.real(base), int(constant))
        for m, c in rest.terms:
            node = Apply(type=REAL, op="**", args=(base, expression(monomial(m))))
            _add(found, self.atom(node, None, False, None), int(c))
        return found

    def _natural(self, base: Node, e: Dim) -> tuple[list[Node], list[Node]] | None:
        """By powers with exponents that are at least 0, so that the base may be 0."""
        rest, constant = split_constant(e)
        found: tuple[list[Node], list[Node]] = [], []
        for m, c in rest.terms:
            shift = self._shift(base, m)
            if c < 0 or not self._at_least(monomial(m), shift):
                return None
            constant += c * shift
            node = Apply(type=REAL, op="**", args=(base, expression(monomial(m) - Dim.of(shift))))
            least, most = self._bounds(base)
            _add(found, self.atom(node, least, False, most), int(c))
        if constant < 0 or constant > _CONSTANT:
            return None
        over, _ = _constant(self.real(base), int(constant))
        return [*found[0], *over], []

    def _bounds(self, base: Node) -> tuple[Node | None, Node | None]:
        """Of its powers with exponents that are at least 0."""
        at_least = [v for v in (ZERO, literal(-1)) if known(self.context, (), _relation("<=", v, base))]
        if at_least and known(self.context, (), _relation("<=", base, literal(1))):
            return at_least[0], literal(1)
        return (ZERO if ZERO in at_least else None), None

    def _shift(self, base: Node, m: Monomial) -> int:
        """How far below m the exponent lies by which all powers with this monomial can be written."""
        shifts = [0]
        for used in self.uses.get(canonical(base), ()):
            rest, constant = split_constant(used)
            if [n for n, _ in rest.terms] == [m]:
                shifts.append(ceil(-constant / abs(rest.terms[0][1])))
        return max(shifts)


def leaves(base: Node, e: Dim, below: bool) -> Iterator[Leaf]:
    """A power of a product, quotient or power as powers of its parts."""
    match base:
        case Apply(op="neg", args=(a,)):
            yield literal(-1), e, below
            yield from leaves(a, e, below)
        case Apply(op="*", args=(a, b)) if number(base) is None:
            yield from leaves(a, e, below)
            yield from leaves(b, e, below)
        case Apply(op="/", args=(a, b)) if number(base) is None:
            yield from leaves(a, e, below)
            yield from leaves(b, e, not below)
        case Apply(op="**", args=(a, b)) if is_integer(b.type) and number(base) is None:
            inner = polynomial(b)
            if inner is None or len(inner.terms) * len(e.terms) > 9:
                yield base, e, below
            else:
                yield from leaves(a, e * inner, below)
        case _:
            value = number(base)
            yield (base if value is None else literal(value)), e, below


def _constant(base: Node, power: int) -> tuple[list[Node], list[Node]]:
    if power == 0:
        return [], []
    node = base if abs(power) == 1 else Apply(type=REAL, op="**", args=(base, literal(abs(power))))
    return ([node], []) if power > 0 else ([], [node])


def _add(found: tuple[list[Node], list[Node]], atom: Node, power: int) -> None:
    over, under = _constant(atom, power)
    found[0].extend(over)
    found[1].extend(under)


def _relation(op: str, a: Node, b: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(a, b))


# whole turns


def turned(node: Node) -> tuple[Node | None, Dim]:
    """An angle as one without whole multiples of π, and how many of these."""
    rest: list[Node] = []
    turns = Dim(())
    for sign, term in _terms(node, 1):
        own = _turns(term)
        if own is None:
            rest.append(term if sign > 0 else Apply(type=REAL, op="neg", args=(term,)))
        else:
            turns = turns + own.scaled(Fraction(sign))
    return (total(rest) if rest else None), turns


def _terms(node: Node, sign: int) -> Iterator[tuple[int, Node]]:
    match node:
        case Apply(op="+" | "-" as op, args=(a, b)):
            yield from _terms(a, sign)
            yield from _terms(b, sign if op == "+" else -sign)
        case Apply(op="neg", args=(a,)):
            yield from _terms(a, -sign)
        case _:
            yield sign, node


def _turns(term: Node) -> Dim | None:
    """d of a term d π with a whole polynomial d in names."""
    factors = list(_factors(term))
    others = [f for f in factors if not (isinstance(f, Apply) and f.op == "pi")]
    if len(others) != len(factors) - 1:
        return None
    dim = polynomial(total(others, "*"))
    if dim is None or any(c.denominator != 1 for _, c in dim.terms):
        return None
    return dim


def _factors(node: Node) -> Iterator[Node]:
    match node:
        case Apply(op="*", args=(a, b)):
            yield from _factors(a)
            yield from _factors(b)
        case _:
            yield node


# whole and half parts


def halved(node: Node) -> tuple[Node | None, Dim]:
    """A term as one without half of a whole polynomial in names, and that half."""
    rest: list[Node] = []
    half = Dim(())
    for sign, term in _terms(node, 1):
        own = _rational(term)
        if own is None or has_opaque(own) or any((2 * c).denominator != 1 for _, c in own.terms):
            rest.append(term if sign > 0 else Apply(type=REAL, op="neg", args=(term,)))
        else:
            half = half + own.scaled(Fraction(sign))
    return (total(rest) if rest else None), half


def _rational(term: Node) -> Dim | None:
    """A product or quotient of whole polynomials and numbers."""
    value = number(term)
    if value is not None:
        return Dim.of(value)
    if is_integer(term.type):
        return polynomial(term)
    match term:
        case Apply(op="*", args=(a, b)):
            left, right = _rational(a), _rational(b)
            return None if left is None or right is None else left * right
        case Apply(op="/", args=(a, b)) if (divisor := number(b)) is not None and divisor != 0:
            left = _rational(a)
            return None if left is None else left.scaled(1 / divisor)
    return None
