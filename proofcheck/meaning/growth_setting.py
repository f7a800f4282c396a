"""What goes to infinity in a growth relation, what stays fixed, and what is assumed of the sizes among themselves.

A size bounded by another one (`m in 1..n`) and an assumption between sizes (`E <= V**2`) are conditions: a path must
meet every one of them, a proof may use those that compare leading monomials. At least one path must meet them all, or
nothing is said: then the assumptions keep the variables from growing together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.claim import Claim, Definition, Given
from proofcheck.language.tree import Apply, Bind, Cell, Node, Num, Ref, Var, Whole, free_names, walk
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Array, Opaque, Scalar
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_bounds import consequences
from proofcheck.meaning.growth_constants import Unsure
from proofcheck.meaning.growth_order import Constraint, Order, Split
from proofcheck.meaning.growth_sums import Sum, between, constant, of_variable, subtract
from proofcheck.meaning.growth_values import Pieces, Values
from proofcheck.meaning.size_expressions import COUNTS
from proofcheck.verdict import Value

_RHYTHM = 12  # the largest modulus of which every residue is tried


@dataclass(frozen=True, slots=True)
class Setting:
    """One growth relation at an instance. `growing`: the names that go to infinity; `fixed`: values of the others.

    `summed`: whether there are sums over ranges in it. `ranges`: what reals without a value lie between; what holds
    for every function between two bounds holds for each of them.
    """

    claim: Claim
    growing: tuple[str, ...]
    fixed: Mapping[str, Fraction]
    conditions: tuple[Node, ...]
    summed: bool
    ranges: Mapping[str, tuple[Fraction, Fraction]]

    def values(
        self,
        order: Order,
        terms: int,
        names: Mapping[str, Sum] | None = None,
        *,
        crude: bool = False,
        chosen: Mapping[Node, int] | None = None,
    ) -> Values:
        """Values with the growing names as variables, or as given; `chosen`: the formulas of counts with several."""
        fixed = {name: constant(value) for name, value in self.fixed.items()}
        fixed |= {name: between(*ends) for name, ends in self.ranges.items()}
        grown = {name: of_variable(name) for name in self.growing} if names is None else dict(names)
        return Values(self.claim, Algebra(order, terms, crude), {**fixed, **grown}, chosen=chosen or {})

    def met(self, values: Values) -> bool:
        """Whether every condition holds in the end, for these values."""
        try:
            return all(values.eventually(c)[0] for c in self.conditions)
        except (NoMeaning, Unsure, Split, Pieces):
            return False

    def equal(self) -> Mapping[str, Node]:
        """Growing variables that a condition makes equal to an expression in other growing ones, which stay free."""
        found: dict[str, Node] = {}
        for node in self.conditions:
            match node:
                case Apply(op="==", args=(Var(name=name), other) | (other, Var(name=name))):
                    used = free_names(other)
                    if name in self.growing and name not in used and not used & found.keys() and name not in found:
                        found[name] = other
        taken = {name for other in found.values() for name in free_names(other)}
        return {name: other for name, other in found.items() if name not in taken}

    def moduli(self, *nodes: Node) -> tuple[int, ...]:
        """Whole numbers by which remainders are taken or that are divided by, and 2: what the rhythm may be."""
        reach = [*nodes, *(b for name in reached(self.claim, nodes) for b in _bodies(name, self.claim))]
        found = {2}
        for part in (p for node in reach for p in walk(node)):
            if isinstance(part, Apply) and part.op in ("mod", "/") and isinstance(part.args[1], Num):
                value = part.args[1].value
                found |= {int(value)} if value.denominator == 1 and 2 <= value <= _RHYTHM else set()
        return tuple(sorted(found))

    def order(self) -> Order:
        """The chamber that the conditions describe."""
        values = self.values(Order(), 3)
        return Order().under(c for node in self.conditions for c in _constraints(values, node))


def setting(claim: Claim, node: Node, values: Mapping[str, Value]) -> Setting:
    """The setting of a growth relation, read off the names that it mentions.

    A size that an assumption ties to a growing one grows with it.
    """
    mentioned: frozenset[str] = frozenset()
    nodes: list[Node] = [node]
    growing: tuple[str, ...] = ()
    while True:
        more = reached(claim, nodes)
        if more == mentioned:
            break
        mentioned = more
        growing = tuple(g.name for g in claim.given if g.name in mentioned and grows(g, claim))
        nodes = [node, *_conditions(claim, mentioned, growing)]
    fixed = {n: v for n, v in values.items() if n in mentioned and n not in growing and isinstance(v, Fraction)}
    bodies = [*nodes, *(b for name in mentioned for b in _bodies(name, claim))]
    summed = any(isinstance(part, Bind) for body in bodies for part in walk(body))
    ranges = {g.name: r for g in claim.given if g.name in mentioned - fixed.keys() and (r := _range(g)) is not None}
    return Setting(claim, growing, fixed, tuple(nodes[1:]), summed, ranges)


def _range(given: Given) -> tuple[Fraction, Fraction] | None:
    """The ends of the interval that a real is declared to lie in, if they are numbers."""
    low, high = _number(given.domain.lower), _number(given.domain.upper)
    if given.type != REAL or low is None or high is None or low > high:
        return None
    return low, high


def _number(node: Node | None) -> Fraction | None:
    """The value of a literal, its negative, or a quotient of literals."""
    match node:
        case Num(value=value):
            return value
        case Apply(op="neg", args=(Num(value=value),)):
            return -value
        case Apply(op="/", args=(Num(value=above), Num(value=below))) if below:
            return above / below
    return None


def _conditions(claim: Claim, mentioned: frozenset[str], growing: tuple[str, ...]) -> list[Node]:
    """Bounds of variables and assumptions that mention what grows."""
    bounds = [c for g in claim.given if g.name in mentioned for c in _bounds(g, growing, claim)]
    return bounds + [a for a in claim.assumptions if reached(claim, [a]) & set(growing)]


def grows(given: Given, claim: Claim, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a given is an integer that nothing fixed bounds from above."""
    if given.type != INTEGER or given.domain.members is not None or given.name in seen:
        return False
    upper = given.domain.upper
    if upper is None:
        return True
    sizes = (claim.given_named(name) for name in free_names(upper) if name != given.name)
    return any(other is not None and grows(other, claim, seen | {given.name}) for other in sizes)


def reached(claim: Claim, nodes: Iterable[Node]) -> frozenset[str]:
    """Every name that the value of an expression may depend on, through definitions and the sizes that counts count."""
    todo = list(nodes)
    found: set[str] = set()
    while todo:
        for part in walk(todo.pop()):
            for name in _names(part, claim):
                if name not in found:
                    found.add(name)
                    todo.extend(_bodies(name, claim))
    return frozenset(found)


def _names(part: Node, claim: Claim) -> Iterator[str]:
    match part:
        case Var(name=name) | Ref(name=name) | Cell(name=name) | Whole(name=name):
            yield name
        case Apply(op=op, args=args) if op in COUNTS:
            for arg in args:
                for inner in walk(arg):
                    yield from _size_names(inner)


def _size_names(node: Node) -> Iterator[str]:
    """Names in the dimensions of an array."""
    if isinstance(node.type, Array):
        for dim in node.type.shape:
            for atom in dim.atoms():
                if isinstance(atom, Opaque):
                    if isinstance(atom.node, Node):
                        yield from free_names(atom.node)
                else:
                    yield atom


def _bodies(name: str, claim: Claim) -> Iterator[Node]:
    definition = claim.definition_named(name)
    if isinstance(definition, Definition):
        yield definition.body
    elif definition is not None:
        for case in definition.cases:
            yield case.body
            yield from (item for item in case.pattern if isinstance(item, Node))
        for side in definition.box:
            yield from (side.lower, side.upper)


def _bounds(given: Given, growing: tuple[str, ...], claim: Claim) -> Iterator[Node]:
    """Bounds of a variable that mention what grows, as relations."""
    if not isinstance(given.type, Scalar):
        return
    var = Var(type=given.type, name=given.name)
    domain = given.domain
    for bound, open_, op in ((domain.lower, domain.lower_open, ">"), (domain.upper, domain.upper_open, "<")):
        if bound is not None and reached(claim, [bound]) & set(growing):
            yield Apply(type=BOOLEAN, op=op if open_ else f"{op}=", args=(var, bound))


def _constraints(values: Values, node: Node) -> Iterator[Constraint]:
    """What a condition says of monomials."""
    match node:
        case Apply(op="and", args=parts):
            for part in parts:
                yield from _constraints(values, part)
        case Apply(op="<" | "<=" | "==", args=(a, b)):
            yield from _at_most(values, a, b)
            if node.op == "==":
                yield from _at_most(values, b, a)
        case Apply(op=">" | ">=", args=(a, b)):
            yield from _at_most(values, b, a)


def _at_most(values: Values, small: Node, large: Node) -> Iterator[Constraint]:
    try:
        yield from consequences(values.algebra, subtract(values.of(large), values.of(small)))
    except (NoMeaning, Unsure, Split, Pieces):
        return
