"""Expressions of a claim as sums of growth monomials: a fold over the typed tree, definitions and counts included.

The variables that grow are monomials (or, along a path, sums in one variable); every other integer and real stands for
its value at an instance. What has no row here has no meaning (`NoMeaning`); what cannot be settled is `Unsure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from proofcheck.claim import Claim, Definition
from proofcheck.language.tree import Apply, At, Bind, Binder, Index, Node, Num, Range, Ref, Var
from proofcheck.language.types import Dim, Kind, Opaque, Scalar
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.counting import Counted, bounded, counted, is_count
from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_constants import ONE, PI, Unsure, exp, log, rational
from proofcheck.meaning.growth_functions import apply
from proofcheck.meaning.growth_monomials import variable, variables
from proofcheck.meaning.growth_order import Constraint, Order, Split
from proofcheck.meaning.growth_series import Span, total
from proofcheck.meaning.growth_sums import Sum, add, constant, of_monomial, scaled, stretched, subtract

_RELATIONS = {
    "==": lambda s: s == 0,
    "!=": lambda s: s != 0,
    "<": lambda s: s < 0,
    "<=": lambda s: s <= 0,
    ">": lambda s: s > 0,
    ">=": lambda s: s >= 0,
}
_DEEP = 200


class Pieces(Exception):
    """A count has several formulas, each where other conditions hold: one must be chosen first.

    `choices`: pairs of a number for `Values.chosen` and of the sums that are at least 0 there.
    """

    def __init__(self, node: Node, choices: tuple[tuple[int, tuple[Sum, ...]], ...]) -> None:
        super().__init__("a count with several formulas")
        self.node = node
        self.choices = choices


@dataclass(slots=True, eq=False)
class Values:
    """Values of expressions at an instance, with some variables going to infinity.

    `names`: what each variable stands for; `guessed`: whether a count was used that is only supported; `chosen`: which
    formula of a count holds.
    """

    claim: Claim
    algebra: Algebra
    names: Mapping[str, Sum]
    guessed: bool = False
    nonnegative: tuple[Sum, ...] = ()  # what the ranges around an expression make nonnegative
    chosen: Mapping[Node, int] = field(default_factory=dict)
    depth: int = 0
    _known: dict[str, Sum] = field(default_factory=dict)

    def of(self, node: Node) -> Sum:
        """The value of a scalar expression. Errors: NoMeaning, Unsure, Split."""
        self.depth += 1
        if self.depth > _DEEP:
            raise Unsure("an expression too deep")
        try:
            return self._of(node)
        except (ZeroDivisionError, ValueError, OverflowError) as why:
            raise Unsure(str(why) or "a division by 0") from None
        finally:
            self.depth -= 1

    def _of(self, node: Node) -> Sum:
        match node:
            case Num(value=value):
                return constant(value)
            case Var(name=name):
                if name not in self.names:
                    raise NoMeaning(name, "its growth is not known")
                return self.names[name]
            case Ref(name=name):
                return self._reference(name)
            case Apply() | Index() if is_count(node):
                return self._count(node)
            case Apply(op="if", args=(test, then, other)):
                truth, start = self.eventually(test)
                return self.algebra.since(self.of(then if truth else other), start)
            case Apply(op="pi"):
                return constant(PI)
            case Apply(op="e"):
                return constant(exp(ONE))
            case Apply(op=op, args=args, options=()):
                return apply(self.algebra, op, [self.of(a) for a in args])
            case Bind(op="sum", binders=binders, body=body):
                return self._over(binders, body, logarithms=False)
            case Bind(op="product", binders=binders, body=body):
                return self.algebra.exp(self._over(binders, body, logarithms=True))
            case At(name=name, value=value, body=body):
                inner = replace(self, names={**self.names, name: self.of(value)}, _known={})
                return self._from(inner, body)
        raise NoMeaning(str(getattr(node, "op", getattr(node, "name", "?"))), "its growth is not known")

    def _from(self, inner: Values, body: Node) -> Sum:
        found = inner.of(body)
        self.guessed = self.guessed or inner.guessed
        return found

    def _reference(self, name: str) -> Sum:
        definition = self.claim.definition_named(name)
        if not isinstance(definition, Definition):
            raise NoMeaning(name, "its growth is not known")
        if name not in self._known:
            self._known[name] = self.of(definition.body)
        return self._known[name]

    def eventually(self, node: Node) -> tuple[bool, int | None]:
        """The truth of a relation once all variables are large, and from where on. Errors: NoMeaning, Unsure, Split."""
        match node:
            case Apply(op="not", args=(a,)):
                truth, start = self.eventually(a)
                return not truth, start
            case Apply(op="and" | "or" as op, args=(a, b)):
                (first, start), (second, late) = self.eventually(a), self.eventually(b)
                both = first and second if op == "and" else first or second
                return both, None if start is None or late is None else max(start, late)
            case Apply(op=op, args=(a, b)) if op in _RELATIONS and isinstance(a.type, Scalar):
                if a.type.kind is not Kind.BOOLEAN:
                    return self._compared(op, self.of(a), self.of(b))
            case Apply(op="true" | "false" as op):
                return op == "true", 1
        raise NoMeaning(str(getattr(node, "op", "?")), "whether it holds for all large sizes is not known")

    def _compared(self, op: str, f: Sum, g: Sum) -> tuple[bool, int | None]:
        try:
            sign, start = self.algebra.sign_from(subtract(f, g))
            return _RELATIONS[op](sign), start
        except Unsure:
            above, start = self.algebra.at_least(f, g)
            if op != (">=" if above else "<="):
                raise
            return True, start

    def _over(self, binders: tuple[Binder, ...], body: Node, *, logarithms: bool) -> Sum:
        """A sum over ranges, the first binder outermost, of the body or of its logarithm."""
        binder, rest = binders[0], binders[1:]
        if not isinstance(binder, Range):
            raise NoMeaning("sum", "over more than whole numbers")
        ends = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
        first, last = (self.of(end) for end in ends)
        start = self._nonempty(subtract(last, first))
        leaf = self._fresh(binder.name)
        inner = self._inside(leaf, first, last)

        def summand(at: Sum) -> Sum:
            here = replace(inner, names={**self.names, binder.name: at}, _known={})
            if rest:
                value = here._over(rest, body, logarithms=logarithms)
            else:
                value = here.of(body)
                value = here.algebra.log(value) if logarithms else value
            self.guessed = self.guessed or here.guessed
            return value

        try:
            found = total(self.algebra, inner.algebra, Span(leaf, first, last), summand)
        except Split as pair:
            if leaf in variables(pair.first) | variables(pair.second):
                raise Unsure("a sum whose terms change their order within the range") from None
            raise
        if binder.filter is not None:
            # Fewer of terms that are not negative: between nothing and all of them.
            body_ = summand(of_monomial(variable(leaf)))
            low = first.constant
            if logarithms or not _nonnegative(body_) or body_.after != 1 or low is None or low.sign() < 0:
                raise NoMeaning("sum", "with a filter")
            found = stretched(found, (Fraction(0), Fraction(1)))
        return self.algebra.since(found, start)

    def _fresh(self, name: str) -> str:
        """A variable that nothing here depends on, the one of a path included, named like a bound one."""
        used = {v for f in self.names.values() for m in f.monomials for v in variables(m)}
        while name in used:
            name += "'"
        return name

    def _nonempty(self, length: Sum) -> int | None:
        """From where on a range has `length + 1 >= 0` terms. Errors: Unsure where that is not known."""
        known = self.nonnegative
        for parts in ((), *((a,) for a in known), *((a, b) for a in known for b in known)):
            rest = add(length, constant(1))
            for part in parts:
                rest = subtract(rest, part)
            if _nonnegative(rest):
                return rest.after
        sign, start = self.algebra.sign_from(add(length, constant(1)))
        if sign < 0:
            raise Unsure("a range that is empty")
        return start

    def _inside(self, name: str, first: Sum, last: Sum) -> Values:
        """The values of a summand: i lies between the ends of its range."""
        i = variable(name)
        order = self.algebra.order
        single = last.single
        if single is not None and single[1].sign() > 0 and not single[0].constant:
            order = Order(given=(*order.given, Constraint(single[0].form - i.form, -log(single[1])))).settled()
        bounds = (subtract(last, of_monomial(i)), subtract(of_monomial(i), first))
        return replace(
            self,
            algebra=Algebra(order, self.algebra.terms, self.algebra.crude),
            nonnegative=(*self.nonnegative, *bounds),
            _known={},
        )

    def _count(self, node: Node) -> Sum:
        """A count of complexity as the polynomial that it is for large sizes, or between 0 and one that bounds it."""
        op = node.op if isinstance(node, Apply) else "shape"
        exact = counted(self.claim, node, guessing=False) or bounded(self.claim, node, "<=")
        known = exact or counted(self.claim, node)
        if known is None:
            raise NoMeaning(op, "the count is not known")
        self.guessed = self.guessed or not known.rigorous
        late = self._late(known)
        value = self._piece(node, known) if known.value is None or late == 0 else self.dimension(known.value)
        if known.relation == "<=":
            value = stretched(value, (Fraction(0), Fraction(1)))
        elif known.relation != "==":
            raise NoMeaning(op, "only a lower bound of the count is known")
        return self.algebra.since(value, max(late, 1))

    def _late(self, known: Counted) -> int:
        """From where on the formula for large sizes holds; 0 where a size that is fixed here is too small for it."""
        start = 1
        for name, first in known.valid_from:
            fixed = self._named(name).constant
            if fixed is None:
                start = max(start, first)
            elif fixed.rational is None or fixed.rational < first:
                return 0
        return start

    def _piece(self, node: Node, known: Counted) -> Sum:
        """The formula that holds once all sizes are large. Errors: Pieces where several may."""
        left: list[tuple[int, tuple[Sum, ...]]] = []
        start: int | None = 1
        for number, piece in enumerate(known.pieces):
            conditions = tuple(map(self.dimension, piece.where))
            truths = [self._eventually_nonnegative(f) for f in conditions]
            broken = [late for truth, late in truths if truth is False]
            if broken:
                start = None if None in (start, broken[0]) else max(start or 1, broken[0] or 1)
            else:
                left.append((number, conditions))
        choices = [c for c in left if c[0] == self.chosen.get(node, c[0])]
        if len(choices) != 1:
            raise Pieces(node, tuple(left))
        return self.algebra.since(self.dimension(known.pieces[choices[0][0]].value), start)

    def _eventually_nonnegative(self, f: Sum) -> tuple[bool | None, int | None]:
        try:
            return self._compared(">=", f, Sum())
        except (Unsure, Split):
            return None, None

    def dimension(self, dim: Dim) -> Sum:
        """A polynomial in sizes and whole expressions."""
        result = Sum()
        for monomial, factor in dim.terms:
            part = constant(1)
            for atom, power in monomial:
                if isinstance(atom, Opaque):
                    if not isinstance(atom.node, Node):
                        raise NoMeaning(atom.text, "its growth is not known")
                    value = self.of(atom.node)
                else:
                    value = self._named(atom)
                for _ in range(power):
                    part = self.algebra.times(part, value)
            result = add(result, scaled(part, rational(factor)))
        return result

    def _named(self, name: str) -> Sum:
        if name not in self.names:
            raise NoMeaning(name, "its growth is not known")
        return self.names[name]


def _nonnegative(f: Sum) -> bool:
    return all(f.interval(m)[0] >= 0 for m in f.monomials)
