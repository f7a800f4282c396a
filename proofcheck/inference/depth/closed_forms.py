"""TRUSTED: scalar expressions in sizes, read as quotients of polynomials in names, powers `q**n`, factorials and terms.

Sums of polynomials times powers over ranges are put into closed form on the way, after splitting what does not depend
on the index. Two readings that agree are equal wherever both sides have a value: where a factor is cancelled or a sum
divided by q - 1, the identity holds for generic q and hence, both sides being continuous in q, where they are defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from proofcheck.inference.context import Context, known
from proofcheck.inference.depth.quotients import (
    ONE,
    Form,
    Unread,
    constant,
    leading_constant,
    opaque,
    raised,
    summed,
    times,
)
from proofcheck.language.dims import integer_valued, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, Ref, free_names
from proofcheck.language.types import BOOLEAN, REAL, Array, Dim, Kind, Opaque, kind_of
from proofcheck.meaning.size_signs import nonnegative as nonnegative_size
from proofcheck.meaning.size_signs import vanishes

_POWER = 12
_FACTORS = 12  # of a quotient of factorials
_LARGEST = 200  # factorial that is worked out


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How expressions are read: where they stand, and from what."""

    context: Context
    premises: tuple[Node, ...] = ()

    def read(self, node: Node) -> Form:
        """Errors: Unread."""
        if isinstance(node.type, Array) or kind_of(node.type) not in (Kind.INTEGER, Kind.REAL):
            raise Unread("no real scalar")
        match node:
            case Num(value=value):
                return constant(value)
            case Apply(op="+", args=(a, b)):
                return self.read(a) + self.read(b)
            case Apply(op="-", args=(a, b)):
                return self.read(a) - self.read(b)
            case Apply(op="neg", args=(a,)):
                return -self.read(a)
            case Apply(op="*", args=(a, b)):
                return self.read(a) * self.read(b)
            case Apply(op="/", args=(a, b)):
                return self._quotient(a, b)
            case Apply(op="**", args=(a, b)):
                return self._power(node, a, b)
            case Apply(op="factorial", args=(a,)):
                return self._factorial(node, a)
            case Apply(op="binomial", args=(a, b)):
                return self._binomial(node, a, b)
            case Bind(op="sum"):
                return self._sum(node)
            case Bind(op="product"):
                return self._product(node)
            case Ref(name=name):
                definition = self.context.claim.definition_named(name)
                body = getattr(definition, "body", None)
                if isinstance(body, Node):
                    return self.read(body)
        return self._itself(node)

    def _itself(self, node: Node) -> Form:
        if is_integer(node.type):
            dim = polynomial(node)
            if dim is not None:
                return Form(dim)
        return Form(Dim.of(opaque(node)))

    def _quotient(self, a: Node, b: Node) -> Form:
        under = self.read(b)
        if under.constant is None and not self.nonzero(b):
            raise Unread("a denominator that may be zero")
        return self.read(a) * under.inverse()

    def nonzero(self, node: Node) -> bool:
        """Whether a term is known to have no zero, or has isolated zeros in a real variable that is free."""
        zero = literal(0)
        facts: list[tuple[str, Node, Node]] = [(op, node, zero) for op in ("!=", "<", ">")]
        match node:
            case Apply(op="-", args=(a, b)):
                facts += [(op, a, b) for op in ("!=", "<", ">")]
            case Apply(op="*", args=(a, b)):
                if self.nonzero(a) and self.nonzero(b):
                    return True
            case Apply(op="**", args=(a, _)):
                if self.nonzero(a):
                    return True
        relations = (Apply(type=BOOLEAN, op=op, args=(x, y)) for op, x, y in facts)
        return any(known(self.context, self.premises, r) for r in relations) or self._generic(node)

    def _generic(self, node: Node) -> bool:
        """A polynomial with a constant leading coefficient in a real variable of which only an interval is known."""
        try:
            value = self.read(node)
        except Unread:
            return False
        names = [a for a in value.over.atoms() if isinstance(a, str)]
        return any(self._free_real(a) and leading_constant(value.over, a) for a in names)

    def _free_real(self, name: str) -> bool:
        given = self.context.claim.given_named(name)
        if given is None or given.type != REAL or any(b.name == name for b in self.context.binders):
            return False
        asked = (*self.context.claim.assumptions, *self.context.hypotheses)
        domain = given.domain
        ends = [e for e in (domain.lower, domain.upper) if e is not None]
        wide = len(ends) < 2 or (all(isinstance(e, Num) for e in ends) and ends[0] != ends[1])
        return domain.members is None and wide and not any(name in free_names(a) for a in asked)

    def _power(self, node: Node, a: Node, b: Node) -> Form:
        exponent = polynomial(b) if is_integer(b.type) else None
        value = None if exponent is None else exponent.constant
        if value is not None and (value >= 0 or self.nonzero(a)):
            return self.read(a).power(value)
        if exponent is None or not integer_valued(exponent) or any(c.denominator != 1 for _, c in exponent.terms):
            return self._itself(node)
        base = self.read(a)
        number = base.constant
        if number == 0 or not (number is not None or self.nonzero_base(a) or self._natural(b)):
            raise Unread("a power that may have no value")
        result = ONE
        for monomial, c in exponent.terms:
            result = result * raised(base, monomial, int(c))
        return result

    def nonzero_base(self, node: Node) -> bool:
        relations = (Apply(type=BOOLEAN, op=op, args=(node, literal(0))) for op in ("!=", "<", ">"))
        return any(known(self.context, self.premises, r) for r in relations)

    def _natural(self, node: Node) -> bool:
        return known(self.context, self.premises, Apply(type=BOOLEAN, op="<=", args=(literal(0), node)))

    def _factorial(self, node: Node, a: Node) -> Form:
        """(m + c)! as m! times c factors, m the linear form without its constant."""
        dim = polynomial(a)
        if dim is None or not self._natural(a):
            return self._itself(node)
        value = dim.constant
        if value is not None:
            return constant(factorial(value)) if value <= _LARGEST else self._itself(node)
        shift = next((c for m, c in dim.terms if m == ()), Fraction(0))
        base = dim - Dim.of(shift)
        if shift.denominator != 1 or abs(shift) > _FACTORS or not nonnegative_size(base, self.context.region):
            return self._itself(node)
        result = Form(Dim.of(Opaque(f"factorial({base})", ("factorial", base))))
        for k in range(1, abs(int(shift)) + 1):
            factor = Form(base + Dim.of(k if shift > 0 else 1 - k))
            result = result * (factor if shift > 0 else factor.inverse())
        return result

    def _binomial(self, node: Node, a: Node, b: Node) -> Form:
        k = polynomial(b)
        value = None if k is None else k.constant
        if value is None or not 0 <= value <= _POWER or not is_integer(a.type):
            return self._itself(node)
        n = self.read(a)
        if not self._natural(a):
            return self._itself(node)
        result = ONE
        for j in range(value):
            result = result * (n - constant(j)) * constant(Fraction(1, j + 1))
        return result

    def _sum(self, node: Bind) -> Form:
        inner = Reader(context=self.context.under(node.binders), premises=self.premises)
        body = inner.read(node.body)
        for k in reversed(range(len(node.binders))):
            binder = node.binders[k]
            if not isinstance(binder, Range) or binder.filter is not None or abs(binder.step) != 1:
                return self._itself(node)
            before = Reader(context=self.context.under(node.binders[:k]), premises=self.premises)
            low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
            found = summed(body, binder.name, before.read(low), before.read(high)) if before.spans(low, high) else None
            if found is None:
                return self._itself(node)
            body = found
        return body

    def spans(self, low: Node, high: Node) -> bool:
        """Whether a range is not turned round: low - 1 <= high."""
        minus = Apply(type=low.type, op="-", args=(low, literal(1)))
        return known(self.context, self.premises, Apply(type=BOOLEAN, op="<=", args=(minus, high)))

    def _product(self, node: Bind) -> Form:
        binder, *others = node.binders
        if others or not isinstance(binder, Range) or binder.filter is not None or abs(binder.step) != 1:
            return self._itself(node)
        low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
        if binder.name in free_names(node.body) or not self.spans(low, high):
            return self._itself(node)
        minus = Apply(type=low.type, op="-", args=(high, low))
        length = Apply(type=low.type, op="+", args=(minus, literal(1)))
        return self.read(Apply(type=node.type, op="**", args=(node.body, length)))

    def equal(self, left: Node, right: Node) -> bool:
        """Whether both sides have one form."""
        try:
            a, b = self.read(left), self.read(right)
            gap = times(a.over, b.under) - times(b.over, a.under)
        except Unread:
            return False
        return not gap.terms or vanishes(gap, self.context.region)
