"""TRUSTED: whether a closed form vanishes, is bounded or grows as one integer does and everything else stands still.

A form is a quotient of sums of monomials; each monomial is a product of powers of n, of geometric factors q**n, of
constants and of terms of which it is known whether they vanish or are bounded. Ratios are compared first, then degrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from proofcheck.inference.context import Context, known
from proofcheck.inference.depth.closed_forms import Reader
from proofcheck.inference.depth.depth import fixed
from proofcheck.inference.depth.quotients import Form, Power, Unread
from proofcheck.inference.depth.ranges_of_variables import follows
from proofcheck.inference.signs import positive
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Approach, Bind, Node, Var
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Atom, Dim, Kind, Monomial, Opaque, Scalar, kind_of

Powers = dict[Atom, int]


class Order(IntEnum):
    """What is known of a quantity's size as n grows."""

    UNKNOWN = 0
    BOUNDED = 1
    VANISHES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The place, what is known there, and the integer that grows."""

    context: Context
    premises: tuple[Node, ...]
    name: str

    def vanishes(self, term: Node) -> bool:
        """Whether a real scalar tends to 0."""
        return self.order(term) is Order.VANISHES

    def bounded(self, term: Node) -> bool:
        """Whether |term| stays below a bound."""
        return self.order(term) >= Order.BOUNDED

    def order(self, term: Node) -> Order:
        """The size of a scalar, as far as it is known from above."""
        if self._told("vanishes", term):
            return Order.VANISHES
        form = self._form(term)
        if form is None:
            return self._of_term(term)
        moving = tuple(self._grouped(form.over))
        leading = self._leading(form.under)
        if leading is None and self._cancels(form):
            leading = ()
        if leading is None:
            return Order.UNKNOWN
        return min((self._ratio(m, leading) for m in moving), default=Order.VANISHES)

    def grows(self, term: Node) -> bool:
        """Whether |term| tends to infinity: one monomial does, and outgrows or outlasts the others."""
        if self._told("diverges", term):
            return True
        form = self._form(term)
        leading = None if form is None else self._leading(form.under)
        if form is None or leading is None:
            return False
        groups = self._grouped(form.over)
        for top, coefficient in groups.items():
            others = [m for m in groups if m != top]
            large = self._ratio(leading, top) is Order.VANISHES and self._not_zero(coefficient)
            if large and all(self._lesser(m, top, leading) for m in others):
                return True
        return False

    def away_from_zero(self, term: Node) -> bool:
        """Whether |term| stays above a positive bound for all large n."""
        form = self._form(term)
        over = None if form is None else self._leading(form.over)
        if form is None or over is None:
            return False
        return all(self._ratio(m, over) >= Order.BOUNDED for m in self._grouped(form.under))

    def _form(self, term: Node) -> Form | None:
        try:
            return Reader(context=self.context, premises=self.premises).read(term)
        except Unread:
            return None

    def _lesser(self, monomial: Monomial, top: Monomial, under: Monomial) -> bool:
        return self._ratio(monomial, top) is Order.VANISHES or self._ratio(monomial, under) >= Order.BOUNDED

    def _grouped(self, dim: Dim) -> dict[Monomial, Dim]:
        """What moves with n in each monomial, and the coefficient of that, which stands still."""
        groups: dict[Monomial, Dim] = {}
        for monomial, c in dim.terms:
            moving = tuple((a, p) for a, p in monomial if not self._still(a))
            rest = Dim(((tuple((a, p) for a, p in monomial if self._still(a)), c),))
            groups[moving] = groups.get(moving, Dim(())) + rest
        return {m: c for m, c in groups.items() if c.terms}

    def _leading(self, dim: Dim) -> Monomial | None:
        """What moves in the part that all others are small against, its coefficient known not to be 0."""
        groups = self._grouped(dim)
        for top, coefficient in groups.items():
            if self._not_zero(coefficient) and all(m == top or self._ratio(m, top) is Order.VANISHES for m in groups):
                return top
        return None

    def _not_zero(self, coefficient: Dim) -> bool:
        if len(coefficient.terms) == 1:
            return all(self._nonzero(a) for a, _ in coefficient.terms[0][0])
        node = self._expression(coefficient)
        return node is not None and any(self._holds(op, node, literal(0)) for op in ("<", ">"))

    def _expression(self, dim: Dim) -> Node | None:
        total: Node = literal(0)
        for monomial, c in dim.terms:
            term: Node = literal(c)
            for atom, power in monomial:
                if isinstance(atom, Opaque) and not isinstance(atom.node, Node):
                    return None
                factor = Apply(type=REAL, op="**", args=(self._node(atom), literal(power)))
                term = Apply(type=REAL, op="*", args=(term, factor))
            total = Apply(type=REAL, op="+", args=(total, term))
        return total

    def _cancels(self, form: Form) -> bool:
        """q**(n - k): where q is 0 it is 0 in the end, so q**k need not be known to differ from 0."""
        if len(form.under.terms) != 1:
            return False
        bases = [a.node.base for a, _ in form.under.terms[0][0] if isinstance(a, Opaque) and isinstance(a.node, Power)]
        plain = [a for a, _ in form.under.terms[0][0] if not (isinstance(a, Opaque) and isinstance(a.node, Power))]
        if not all(self._still(a) for a, _ in form.under.terms[0][0]):
            return False
        wanted = [b for b in (*bases, *plain) if not isinstance(b, int) and not self._nonzero(b)]
        return all(b in [self._geometric(a) for a, _ in m] for b in wanted for m, _ in form.over.terms)

    def _ratio(self, over: Monomial, under: Monomial) -> Order:
        powers: Powers = dict(over)
        for atom, power in under:
            powers[atom] = powers.get(atom, 0) - power
        return self._order({a: p for a, p in powers.items() if p})

    def _order(self, powers: Powers) -> Order:
        """The size of a product of powers of atoms."""
        ratio, symbols, degree, small = Fraction(1), list[tuple[Atom, int]](), 0, False
        for atom, power in powers.items():
            if atom == self.name:
                degree += power
            elif (base := self._geometric(atom)) is not None:
                if isinstance(base, int):
                    ratio *= Fraction(abs(base)) ** power
                else:
                    symbols.append((base, power))
            else:
                part = self._of_atom(atom, power)
                if part is Order.UNKNOWN:
                    return Order.UNKNOWN
                small |= part is Order.VANISHES
        below, at_most = self._compared(ratio, symbols)
        if below:
            return Order.VANISHES
        if not at_most or degree > 0:
            return Order.UNKNOWN
        return Order.VANISHES if degree < 0 or small else Order.BOUNDED

    def _geometric(self, atom: Atom) -> int | Atom | None:
        """q of an atom q**n with q fixed."""
        node = atom.node if isinstance(atom, Opaque) else None
        if not isinstance(node, Power) or node.exponent != ((self.name, 1),):
            return None
        return node.base if isinstance(node.base, int) or self._constant(node.base) else None

    def _compared(self, ratio: Fraction, symbols: Sequence[tuple[Atom, int]]) -> tuple[bool, bool]:
        """Whether |ratio · ∏ symbols| < 1, and whether it is <= 1."""
        if not symbols:
            return ratio < 1, ratio <= 1
        if len(symbols) == 1 and abs(symbols[0][1]) == 1:
            (atom, power), bound = symbols[0], 1 / ratio if symbols[0][1] > 0 else ratio
            return self._against(atom, power, bound, strict=True), self._against(atom, power, bound, strict=False)
        each = [self._against(a, p, Fraction(1), strict=False) for a, p in symbols]
        if ratio > 1 or not all(each):
            return False, False
        return ratio < 1 or any(self._against(a, p, Fraction(1), strict=True) for a, p in symbols), True

    def _against(self, atom: Atom, power: int, bound: Fraction, *, strict: bool) -> bool:
        """Whether |q| < bound (for a negative power: > bound), or <=."""
        term, limit, minus = self._node(atom), literal(bound), literal(-bound)
        op = "<" if strict else "<="
        if power > 0:
            return self._holds(op, term, limit) and self._holds(op, minus, term)
        return self._holds(op, limit, term) or self._holds(op, term, minus)

    def _holds(self, op: str, left: Node, right: Node) -> bool:
        relation = Apply(type=BOOLEAN, op=op, args=(left, right))
        return follows(self.context, self.premises, relation)

    def _node(self, atom: Atom) -> Node:
        if isinstance(atom, Opaque):
            assert isinstance(atom.node, Node)
            return atom.node
        given = self.context.declared(atom)
        type_ = INTEGER if given is None else given.type
        return Var(type=type_, name=atom)

    def _constant(self, atom: Atom) -> bool:
        """Whether an atom has one real value for each choice of what stands still."""
        if isinstance(atom, Opaque) and not isinstance(atom.node, Node):
            return False
        return fixed(self.context, self.name, self._node(atom)) and _everywhere(self._node(atom))

    def _still(self, atom: Atom) -> bool:
        """Whether an atom stands still: a constant, or a constant to a constant power."""
        if isinstance(atom, Opaque) and isinstance(atom.node, Power):
            still = all(self._constant(a) for a, _ in atom.node.exponent)
            return still and (isinstance(atom.node.base, int) or self._constant(atom.node.base))
        return self._constant(atom)

    def _of_atom(self, atom: Atom, power: int) -> Order:
        """The size of a power of an atom that moves."""
        if isinstance(atom, Opaque) and not isinstance(atom.node, Node):
            return Order.UNKNOWN
        term = self._node(atom)
        if power < 0:
            return Order.VANISHES if self._told("diverges", term) else Order.UNKNOWN
        return self._of_term(term)

    def _nonzero(self, atom: Atom) -> bool:
        """Whether a constant is known not to be 0."""
        if isinstance(atom, Opaque) and isinstance(atom.node, Power):
            return isinstance(atom.node.base, int) or self._nonzero(atom.node.base)
        if isinstance(atom, Opaque) and not isinstance(atom.node, Node):
            return False
        term = self._node(atom)
        if positive(self.context, self.premises, term):
            return True
        return any(self._holds(op, term, literal(0)) for op in ("!=", "<", ">"))

    def _of_term(self, term: Node) -> Order:
        if self._told("vanishes", term):
            return Order.VANISHES
        if self._told("bounded", term) or _of_bounded_range(term):
            return Order.BOUNDED
        match term:
            case Apply(op="abs" | "sqrt" | "cbrt", args=(inner,)):
                return self.order(inner)
            case Apply(op="tanh" | "sin" | "atan" | "relu" | "sinh", args=(inner,)):
                return self.order(inner)  # continuous, and 0 at 0
            case Apply(op="min" | "max", args=args) if len(args) > 1:
                return min(self.order(a) for a in args)
        return Order.UNKNOWN

    def _told(self, op: str, term: Node) -> bool:
        approach = Approach(name=self.name, type=INTEGER, target=Apply(type=REAL, op="oo", args=()))
        told = Bind(type=BOOLEAN, op=op, binders=(approach,), body=term)
        return known(self.context, self.premises, told)


def _of_bounded_range(term: Node) -> bool:
    """Whether an operator's row says that its values lie between two numbers."""
    row = VOCABULARY.get(term.op) if isinstance(term, Apply) else None
    if row is None or not row.range or not isinstance(term.type, Scalar) or kind_of(term.type) is not Kind.REAL:
        return False
    return "oo" not in row.range


_TOTAL = frozenset(
    (
        *("+", "-", "*", "neg", "abs", "min", "max", "exp", "tanh", "sigmoid", "sin", "cos", "atan", "sinh", "cosh"),
        *("softplus", "relu", "norm", "sigma_max", "max_abs", "sum", "dot"),
    )
)


def _everywhere(term: Node) -> bool:
    """Whether a term has a value at every point, by its form."""
    return all(_total(part) for part in _parts(term))


def _parts(term: Node) -> Iterator[Node]:
    yield term
    if isinstance(term, Apply):
        for a in term.args:
            yield from _parts(a)


def _total(part: Node) -> bool:
    return isinstance(part, Var) or (isinstance(part, Apply) and part.op in _TOTAL) or type(part).__name__ == "Num"
