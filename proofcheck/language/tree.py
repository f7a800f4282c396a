"""The typed tree: what a claim means, once its text is understood. Every engine is a fold over these nodes.

Frozen, slotted and keyword-only; spans take no part in equality. Names of bound variables are unique in a tree
(elaboration renames), so no reader has to think about capture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction

from proofcheck.language.types import Type
from proofcheck.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any expression, with its type and the place in the text that it came from."""

    type: Type
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Num(Node):
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Var(Node):
    """A variable of `given`, or one bound by a binder, a pattern of a recurrence, or `At`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply(Node):
    """An operator of the vocabulary applied to arguments: `op` is the key of its row in `operators.py`."""

    op: str
    args: tuple[Node, ...]
    options: tuple[tuple[str, Node | str], ...] = ()

    def option(self, name: str) -> Node | str | None:
        return dict(self.options).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A stretch `lower..upper` of an axis, ends included; None means the axis's own end."""

    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Node):
    """`base[at]`, 1-based; fewer items than axes leave the last axes whole."""

    base: Node
    at: tuple[Node | Slice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """Where a variable (or each entry of an array) may lie; every bound is a node over earlier names."""

    lower: Node | None = None
    lower_open: bool = False
    upper: Node | None = None
    upper_open: bool = False
    members: tuple[Node, ...] | None = None
    excluded: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """`name in lower..upper [by step] [if filter]`, integers; empty when lower > upper (for step -1: lower < upper)."""

    name: str
    lower: Node
    upper: Node
    step: int = 1
    filter: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """`name: type [in domain] [if filter]`: as in `exists x: real in [0, 1]: P` or `sup(e for x in [a, b])`."""

    name: str
    type: Type
    domain: Domain = Domain()
    properties: tuple[str, ...] = ()
    filter: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """`name ~ distribution`."""

    name: str
    type: Type
    distribution: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """`name -> target` from the side `+`, `-` or both (empty); the variable of `limit`, `vanishes`, …"""

    name: str
    type: Type
    target: Node
    side: str = ""


Binder = Range | Over | Draw | Approach


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind(Node):
    """`op(body for binders)`; later binders see earlier ones. For the list of `op`s see `operators.py`."""

    op: str
    binders: tuple[Binder, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Node):
    """The value of a definition of `let`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Node):
    """One value `name[at]` of a recurrence."""

    name: str
    at: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Node):
    """A recurrence as a whole, the argument of `connections`, `steps`, …"""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """An arbitrary function of `given` applied: `f(args)`, or `f[index](args)` of a family."""

    function: str
    args: tuple[Node, ...]
    index: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derive(Node):
    """A derivative of `body`; `op` is diff, grad, jacobian, hessian or partial.

    `wrt` is a Var, an Index into a Var, Ref or Cell, a Ref or a Cell; the graph is cut there: `wrt` counts as an
    independent variable inside `body`. `layout` (numerator or denominator) matters to jacobian only.
    """

    op: str
    body: Node
    wrt: Node
    order: int = 1
    layout: str = "numerator"


@dataclass(frozen=True, slots=True, kw_only=True)
class At(Node):
    """`body` with the variable `name` set to `value` after every derivative in `body` is taken."""

    name: str
    value: Node
    body: Node


def _binder_parts(binder: Binder) -> tuple[Node, ...]:
    match binder:
        case Range(lower=lower, upper=upper, filter=test):
            parts: tuple[Node | None, ...] = (lower, upper, test)
        case Over(domain=domain, filter=test):
            parts = (domain.lower, domain.upper, *(domain.members or ()), *domain.excluded, test)
        case Draw(distribution=distribution):
            parts = (distribution,)
        case Approach(target=target):
            parts = (target,)
    return tuple(p for p in parts if p is not None)


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-expressions, in reading order, those in binders and slices included."""
    match node:
        case Apply(args=args, options=options):
            return (*args, *(value for _, value in options if isinstance(value, Node)))
        case Index(base=base, at=at):
            parts: list[Node | None] = [base]
            for item in at:
                parts.extend((item.lower, item.upper) if isinstance(item, Slice) else (item,))
            return tuple(p for p in parts if p is not None)
        case Bind(binders=binders, body=body):
            return (*(p for b in binders for p in _binder_parts(b)), body)
        case Cell(at=at):
            return at
        case Call(args=args, index=index):
            return args if index is None else (index, *args)
        case Derive(body=body, wrt=wrt):
            return (body, wrt)
        case At(value=value, body=body):
            return (value, body)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node of a tree, parents first, without recursion."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(children(top)))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each direct sub-expression (binders and slices included)."""

    def domain(d: Domain) -> Domain:
        return replace(
            d,
            lower=d.lower and change(d.lower),
            upper=d.upper and change(d.upper),
            members=None if d.members is None else tuple(map(change, d.members)),
            excluded=tuple(map(change, d.excluded)),
        )

    def binder(b: Binder) -> Binder:
        match b:
            case Range():
                return replace(b, lower=change(b.lower), upper=change(b.upper), filter=b.filter and change(b.filter))
            case Over():
                return replace(b, domain=domain(b.domain), filter=b.filter and change(b.filter))
            case Draw():
                return replace(b, distribution=change(b.distribution))
            case Approach():
                return replace(b, target=change(b.target))

    def item(i: Node | Slice) -> Node | Slice:
        if isinstance(i, Slice):
            return Slice(lower=i.lower and change(i.lower), upper=i.upper and change(i.upper))
        return change(i)

    match node:
        case Apply():
            options = tuple((k, change(v) if isinstance(v, Node) else v) for k, v in node.options)
            return replace(node, args=tuple(map(change, node.args)), options=options)
        case Index():
            return replace(node, base=change(node.base), at=tuple(map(item, node.at)))
        case Bind():
            return replace(node, binders=tuple(map(binder, node.binders)), body=change(node.body))
        case Cell():
            return replace(node, at=tuple(map(change, node.at)))
        case Call():
            return replace(node, args=tuple(map(change, node.args)), index=node.index and change(node.index))
        case Derive():
            return replace(node, body=change(node.body), wrt=change(node.wrt))
        case At():
            return replace(node, value=change(node.value), body=change(node.body))
    return node


def transform(node: Node, rule: Callable[[Node], Node | None]) -> Node:
    """The tree with `rule` applied top-down; a subtree for which it answers a node is replaced by that, unvisited."""
    new = rule(node)
    return new if new is not None else rebuild(node, lambda child: transform(child, rule))


def bound_names(node: Node) -> tuple[str, ...]:
    """The names that this node binds in (some of) its children."""
    if isinstance(node, Bind):
        return tuple(b.name for b in node.binders)
    return (node.name,) if isinstance(node, At) else ()


def substitute(node: Node, values: dict[str, Node]) -> Node:
    """The tree with free variables replaced. Bound names are unique, so nothing can be captured."""

    def rule(n: Node) -> Node | None:
        return values.get(n.name) if isinstance(n, Var) else None

    return transform(node, rule)


def free_names(node: Node) -> frozenset[str]:
    """Names of variables, functions and definitions that occur free; in `at(e, x = x + 1)` the last `x` does."""
    if isinstance(node, At):
        return free_names(node.value) | (free_names(node.body) - {node.name})
    found = frozenset[str]().union(*map(free_names, children(node)))
    match node:
        case Var(name=name) | Ref(name=name) | Cell(name=name) | Whole(name=name) | Call(function=name):
            return found | {name}
    return found - frozenset(bound_names(node))


def node_fields(node: Node) -> tuple[str, ...]:
    """Field names of a node except its span, for printers and codecs."""
    return tuple(f.name for f in fields(node) if f.name != "span")
