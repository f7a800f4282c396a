"""Types and domains as written, made into types with symbolic shapes and domains with typed bounds."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.dims import integer_polynomial
from proofcheck.language.rules import named
from proofcheck.language.scope import Scope
from proofcheck.language.syntax import SDomain, STypeSpec, Syntax
from proofcheck.language.tree import Apply, Domain, Node, Num
from proofcheck.language.types import Array, Dim, Function, Kind, Scalar, Type, kind_of, wider
from proofcheck.source import Span

_SQUARE = frozenset(
    {
        "symmetric",
        "skew",
        "positive definite",
        "positive semidefinite",
        "orthogonal",
        "invertible",
        "permutation",
        "doubly stochastic",
        "nilpotent",
        "projection",
    }
)
_MATRIX = frozenset(
    {
        "orthonormal columns",
        "full rank",
        "diagonal",
        "lower triangular",
        "upper triangular",
        "rank one",
        "stochastic",
    }
)
_VECTOR = frozenset({"unit", "probability", "one-hot"})
_KINDS = {str(k): k for k in Kind}


def error(message: str, span: Span | None, hint: str = "") -> ClaimError:
    return ClaimError(Problem(message=message, span=span, hint=hint))


def type_of(spec: STypeSpec, scope: Scope) -> Type:
    """The type that is written. Raises ClaimError; the domain and the adjectives are read by the others."""
    if spec.kind == "function":
        assert spec.result is not None
        index = None if spec.index is None else dimension(spec.index, scope)
        return Function(tuple(type_of(p, scope) for p in spec.parameters), type_of(spec.result, scope), index)
    if spec.kind in _KINDS:
        return Scalar(_KINDS[spec.kind])
    kind = next((_KINDS[p] for p in spec.properties if p in _KINDS), Kind.REAL)
    return Array(tuple(dimension(d, scope) for d in spec.dims), kind)


def dimension(syntax: Syntax, scope: Scope) -> Dim:
    """A dimension: an integer expression, at least 1 where that is plain to see."""
    node = scope.node(syntax)
    dim = integer_polynomial(node)
    if dim is None:
        text = syntax.span.text
        raise error(f"a dimension must be an integer, not {named(node.type)}", syntax.span, f"write `floor({text})`")
    if dim.constant is not None and dim.constant < 1:
        raise error(f"a dimension must be at least 1, not {dim.constant}", syntax.span)
    return dim


def properties_of(spec: STypeSpec, type_: Type) -> tuple[str, ...]:
    """The adjectives, each of which must make sense for the type."""
    found = tuple(p for p in dict.fromkeys(spec.properties) if p not in _KINDS)
    for name in found:
        rank = len(type_.shape) if isinstance(type_, Array) else 0
        if name in _VECTOR and rank != 1:
            raise error(f"`{name}` describes a vector, not {named(type_)}", spec.span)
        if name in _SQUARE | _MATRIX and rank != 2:
            raise error(f"`{name}` describes a matrix, not {named(type_)}", spec.span)
        if name in _SQUARE and isinstance(type_, Array) and type_.shape[0] != type_.shape[1]:
            rows, columns = type_.shape
            hint = f"write `matrix[{rows}, {rows}]`"
            raise error(f"`{name}` describes a square matrix, not {rows} by {columns}", spec.span, hint)
    return found


def infinite(node: Node) -> bool:
    """Whether a bound is `oo` or `-oo`."""
    return isinstance(node, Apply) and (node.op == "oo" or (node.op == "neg" and infinite(node.args[0])))


def domain_of(specs: Sequence[SDomain], scope: Scope, type_: Type, *, oriented: bool = False) -> Domain:
    """Everything that bounds a variable, joined. Raises ClaimError where the parts contradict each other plainly.

    `oriented`: the ends of an integral, of which the greater one may come first.
    """
    joint = _Joint()
    for spec in specs:
        _add(joint, spec, scope, type_)
    lower, upper = joint.lower, joint.upper
    if isinstance(lower[0], Num) and isinstance(upper[0], Num):
        empty = lower[0].value > upper[0].value or (lower[0].value == upper[0].value and (lower[1] or upper[1]))
        if empty and not oriented:
            raise error("the domain is empty", specs[0].span, "the lower bound comes first")
    return Domain(
        lower=lower[0],
        lower_open=lower[1],
        upper=upper[0],
        upper_open=upper[1],
        members=joint.members,
        excluded=tuple(joint.excluded),
    )


class _Joint:
    """The bounds read so far, each with whether it is open."""

    def __init__(self) -> None:
        self.lower: tuple[Node | None, bool] = (None, False)
        self.upper: tuple[Node | None, bool] = (None, False)
        self.members: tuple[Node, ...] | None = None
        self.excluded: list[Node] = []

    def bound(self, above: bool, node: Node, is_open: bool) -> None:
        if infinite(node):
            return
        old, was_open = self.lower if above else self.upper
        if old is not None:
            if not (isinstance(old, Num) and isinstance(node, Num)):
                hint = "put one of them into `assume`"
                raise error(f"two {'lower' if above else 'upper'} bounds", node.span, hint)
            if old.value == node.value:
                is_open = is_open or was_open
            elif (old.value > node.value) == above:
                node, is_open = old, was_open
        if above:
            self.lower = (node, is_open)
        else:
            self.upper = (node, is_open)


def _add(joint: _Joint, spec: SDomain, scope: Scope, type_: Type) -> None:
    kind = kind_of(type_)
    nodes = [_bound(scope, b, kind) for b in spec.bounds]
    if spec.kind == "set":
        if joint.members is not None:
            raise error("two sets of values", spec.span, "keep one of them")
        joint.members = tuple(nodes)
        return
    if spec.kind == "compare":
        for op, node in zip(spec.ops, nodes, strict=True):
            if op == "!=":
                joint.excluded.append(node)
            elif op == "==":
                joint.members = (node,)
            else:
                _check_ordered(kind, spec)
                joint.bound(op in (">", ">="), node, op in (">", "<"))
        return
    _check_ordered(kind, spec)
    if spec.kind == "range" and kind is not Kind.INTEGER:
        low, high = spec.bounds
        hint = f"write `in [{low.span.text}, {high.span.text}]`, or make it an integer"
        raise error("a range `a..b` holds integers", spec.span, hint)
    low_node, high_node = nodes[::-1] if spec.step < 0 else nodes
    for node, wrong in ((low_node, "oo"), (high_node, "neg")):
        if infinite(node) and isinstance(node, Apply) and node.op == wrong:
            raise error("the domain is empty", spec.span, "the lower bound comes first")
    joint.bound(True, low_node, spec.lower_open)
    joint.bound(False, high_node, spec.upper_open)


def _bound(scope: Scope, syntax: Syntax, kind: Kind) -> Node:
    node = scope.node(syntax)
    wanted = wider((kind, Kind.REAL)) if kind is not Kind.BOOLEAN else kind
    if not isinstance(node.type, Scalar) or wider((node.type.kind, wanted)) is not wanted:
        raise error(f"a bound must be {named(Scalar(wanted))}, not {named(node.type)}", syntax.span)
    if node.type.kind is Kind.BOOLEAN and kind is not Kind.BOOLEAN:
        raise error(f"a bound must be {named(Scalar(wanted))}, not a truth value", syntax.span)
    return node


def _check_ordered(kind: Kind, spec: SDomain) -> None:
    if kind in (Kind.COMPLEX, Kind.BOOLEAN):
        raise error(f"{named(Scalar(kind))} has no lower or upper bound", spec.span, "put the bound into `assume`")
