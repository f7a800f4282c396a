"""The vocabulary in tensorgrad: for each operator the tensor over the wanted edges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial, reduce
from itertools import pairwise
from math import pi
from operator import mul
from typing import TYPE_CHECKING

import tensorgrad.functions as F
from tensorgrad import Delta, Product, Tensor

from benchmarks.matrix.peers.tensorgrad_axes import structures, unified
from benchmarks.matrix.peers.tensorgrad_functions import ENTRYWISE
from benchmarks.outcome import Inexpressible
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import shape_of

if TYPE_CHECKING:
    from benchmarks.matrix.peers.tensorgrad_translation import Names, Translation

Axes = tuple[str, ...]
Rule = Callable[["Translation", Apply, Axes, "Names"], Tensor]


def constant(value: Fraction) -> Tensor:
    return Tensor(int(value) if value.denominator == 1 else value)


def _rank(node: Node) -> int:
    return len(shape_of(node.type))


def _fit(t: Translation, node: Node, axes: Axes, names: Names) -> Tensor:
    """An operand of an entrywise operation: an array over all axes, or a number."""
    return t.of(node, axes if shape_of(node.type) else (), names)


def _filled(t: Translation, node: Apply, found: Tensor, axes: Axes) -> Tensor:
    """The tensor over all axes, also where it is a number for each entry."""
    return t.edges.filled(found, {a: t.size(d) for a, d in zip(axes, shape_of(node.type), strict=True)})


def _add(sign: int, t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    left, right = (_fit(t, a, axes, names) for a in node.args)
    return _filled(t, node, left + right if sign > 0 else left - right, axes)


def _negative(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return -t.of(node.args[0], axes, names)


def _times(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    found = _fit(t, node.args[0], axes, names)
    for other in node.args[1:]:
        found = found * _fit(t, other, axes, names)
    return _filled(t, node, found, axes)


def _over(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    left, right = (_fit(t, a, axes, names) for a in node.args)
    if isinstance(node.args[1], Num):
        return _filled(t, node, left * (1 / node.args[1].value), axes)
    return _filled(t, node, left * F.pow(right, -1), axes)


def _raised(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    base, exponent = node.args
    if isinstance(exponent, Apply) and exponent.op == "neg" and isinstance(exponent.args[0], Num):
        value = -exponent.args[0].value
    elif isinstance(exponent, Apply) and exponent.op == "/" and all(isinstance(a, Num) for a in exponent.args):
        value = exponent.args[0].value / exponent.args[1].value  # type: ignore[attr-defined]
    elif isinstance(exponent, Num):
        value = exponent.value
    else:
        raise Inexpressible("a power that is no number")
    if t.multiply and value in (2, 3, 4):
        return reduce(mul, (t.of(base, axes, names) for _ in range(int(value))))
    return F.pow(t.of(base, axes, names), int(value) if value.denominator == 1 else value)


def _square(t: Translation, x: Tensor) -> Tensor:
    return x * x if t.multiply else F.pow(x, 2)


def _contracted(t: Translation, left: Tensor, right: Tensor, axis: str) -> Tensor:
    """The sum over one axis; other edges that both have are indices, and stay."""
    edges = t.edges.flat(axis)
    if (set(left.edges) & set(right.edges)) - set(edges):
        return F.sum(left * right, list(edges))
    return left @ right


def _middle(t: Translation, left: Node, right: Node) -> str:
    """A fresh name for the axis that a product sums over."""
    last, first = structures(left, t.size)[-1:], structures(right, t.size)[:1]
    return t.edges.axis(unified(last, first)[0])


def _matrix_product(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    left, right = node.args
    middle, split = _middle(t, left, right), _rank(left) - 1
    first, second = t.of(left, (*axes[:split], middle), names), t.of(right, (middle, *axes[split:]), names)
    return _contracted(t, first, second, middle)


def _dot(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    middle = _middle(t, *node.args)
    return _contracted(t, t.of(node.args[0], (middle,), names), t.of(node.args[1], (middle,), names), middle)


def _outer(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return t.of(node.args[0], axes[:1], names) * t.of(node.args[1], axes[1:], names)


def _transpose(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return t.of(node.args[0], axes[::-1], names)


def _trace(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    """The sum over two axes of one structure."""
    matrix = node.args[0]
    rows, columns = structures(matrix, t.size)
    both = unified((rows,), (columns,))[0]
    i, j = t.edges.axis(both), t.edges.axis(both)
    return t.of(matrix, (i, j), names) @ t.edges.identity(t.size(shape_of(matrix.type)[0]), i, j)


def _total(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.inner(node.args[0])
    return F.sum(t.of(node.args[0], inner, names), list(t.edges.flat(*inner)))


def _count(t: Translation, node: Node) -> Tensor:
    return Product([Delta(t.size(d)) for d in shape_of(node.type)])


def _mean(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return _total(t, node, axes, names) * F.pow(_count(t, node.args[0]), -1)


def _diag(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.fresh()
    return t.of(node.args[0], (inner,), names) @ Delta(t.size(shape_of(node.type)[0]), *t.edges.whole(*axes), inner)


def _diagonal(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    i, j = t.fresh(), t.fresh()
    return t.of(node.args[0], (i, j), names) @ Delta(t.size(shape_of(node.type)[0]), *t.edges.whole(*axes), i, j)


def _identity(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return t.edges.identity(t.size(shape_of(node.type)[0]), *axes)


def _kronecker(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    """Of vectors or matrices: each axis is a pair, the first of the left operand's."""
    pairs = [t.edges.pair(a) for a in axes]
    left, right = (t.of(a, tuple(p[k] for p in pairs), names) for k, a in enumerate(node.args))
    return left * right


def _columns(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    column, row = t.edges.pair(axes[0])
    return t.of(node.args[0], (row, column), names)


def _ones(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return _filled(t, node, Product([]), axes)


def _zeros(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return t.zero(node, axes)


def _inverse(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    """In tensorgrad edges of one name cancel between a matrix and its inverse; names belong to its identity."""
    inner = node.args[0]
    if isinstance(inner, Apply) and inner.op == "inv":  # two inverses over the same edges: the library cancels them
        found = F.inverse(F.inverse(t.of(inner.args[0], ("v0", "v1"), names), {"v0", "v1"}), {"v0", "v1"})
    else:
        found = F.inverse(t.of(inner, ("v1", "v0"), names), {"v0", "v1"})
    first, second = t.edges.whole(*axes)
    return found.rename(v0=first, v1=second)


def _determinant(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    i, j = t.fresh(), t.fresh()
    return F.det(t.of(node.args[0], (i, j), names), {i, j})


def _log_determinant(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return F.log(F.abs(_determinant(t, node, axes, names)))


def _power(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    base, exponent = node.args
    if not (isinstance(exponent, Num) and exponent.value.denominator == 1 and 0 <= exponent.value <= 8):
        raise Inexpressible("a matrix power with a symbolic exponent")
    size = t.size(shape_of(node.type)[0])
    edges = (axes[0], *(t.fresh() for _ in range(int(exponent.value) - 1)), axes[1])
    if not exponent.value:
        return Delta(size, *axes)
    found = t.of(base, (edges[0], edges[1]), names)
    for start, end in pairwise(edges[1:]):
        found = _contracted(t, found, t.of(base, (start, end), names), start)
    return found


def _norm(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    kind = node.option("kind")
    kind = str(kind.value) if isinstance(kind, Num) else kind
    inner = t.inner(node.args[0])
    found, edges = t.of(node.args[0], inner, names), list(t.edges.flat(*inner))
    if kind in (None, "fro") or (kind == "2" and len(inner) == 1):
        return F.sqrt(F.sum(_square(t, found), edges))
    if kind == "1" and len(inner) == 1:
        return F.sum(F.abs(found), edges)
    if kind == "oo" and len(inner) == 1:
        return F.max(F.abs(found), edges)
    raise Inexpressible(f"`norm(…, {kind})`")


def _largest(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = tuple(t.fresh() for _ in shape_of(node.args[0].type))
    return F.max(F.abs(t.of(node.args[0], inner, names)), list(inner))


def _softmax(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return F.softmax(t.of(node.args[0], axes, names), [axes[-1]])


def _log_softmax(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return F.log_softmax(t.of(node.args[0], axes, names), [axes[-1]])


def _log_sum_exp(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.fresh()
    return F.log(F.sum(F.exp(t.of(node.args[0], (inner,), names)), [inner]))


def _cross_entropy(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.fresh()
    p, q = (t.of(a, (inner,), names) for a in node.args)
    return -F.sum(p * F.log(q), [inner])


def _entropy(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.fresh()
    p = t.of(node.args[0], (inner,), names)
    return -F.sum(p * F.log(p), [inner])


def _centred(t: Translation, x: Tensor, axis: str) -> tuple[Tensor, Tensor]:
    """Deviations from the mean along an axis, and their mean square."""
    away = x - F.mean(x, [axis], keepdims=True)
    return away, F.mean(_square(t, away), [axis], keepdims=True)


def _no_eps(node: Apply) -> None:
    if node.option("eps") is not None:
        raise Inexpressible("`eps=`")


def _normalised(centre: bool, along: int, t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    _no_eps(node)
    x = t.of(node.args[0], axes, names)
    if not centre:
        return x * F.pow(F.mean(_square(t, x), [axes[along]], keepdims=True), Fraction(-1, 2))
    away, square = _centred(t, x, axes[along])
    return away * F.pow(square, Fraction(-1, 2))


def _variance(root: bool, t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.fresh()
    x = t.of(node.args[0], (inner,), names)
    away = x - F.mean(x, [inner], keepdims=True)
    found = F.mean(_square(t, away), [inner])
    return F.sqrt(found) if root else found


def _covariance(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    inner = t.fresh()
    x, y = (t.of(a, (inner,), names) for a in node.args)
    return F.mean((x - F.mean(x, [inner], keepdims=True)) * (y - F.mean(y, [inner], keepdims=True)), [inner])


def _attention(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    key, inner = t.fresh(), t.fresh()
    q, k = t.of(node.args[0], (axes[0], inner), names), t.of(node.args[1], (key, inner), names)
    scale = F.pow(Delta(t.size(shape_of(node.args[0].type)[1])), Fraction(-1, 2))
    weights = F.softmax(_contracted(t, q, k, inner) * scale, [key])
    return _contracted(t, weights, t.of(node.args[2], (key, axes[1]), names), key)


def _entrywise(make: Callable[[Tensor], Tensor], t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    if len(node.args) != 1:
        raise Inexpressible(f"`{node.op}` with parameters")
    return make(t.of(node.args[0], axes, names))


def _choice(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    """`a if i == j else b`, with a copy tensor."""
    test = t.of(node.args[0], (), names)
    then, other = (_fit(t, a, axes, names) for a in node.args[1:])
    return _filled(t, node, test * then + (1 - test) * other, axes)


def _equal_indices(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    """`i == j` of two indices over one axis: 1 or 0."""
    edges = [names.indices.get(getattr(a, "name", "")) for a in node.args]
    if None in edges or edges[0][1] != edges[1][1] or edges[0] == edges[1]:  # type: ignore[index]
        raise Inexpressible("a condition that compares no two indices")
    found = Delta(edges[0][1], edges[0][0], edges[1][0])  # type: ignore[index]
    return found if node.op == "==" else 1 - found


def _one_hot(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    index = names.indices.get(getattr(node.args[0], "name", ""))
    if index is None:
        raise Inexpressible("`onehot` at a place that is no index")
    return Delta(index[1], index[0], *axes)


def _pi(value: float, t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return Tensor(value)


def _size(t: Translation, node: Apply, axes: Axes, names: Names) -> Tensor:
    return _count(t, node.args[0])


OPERATORS: Mapping[str, Rule] = {
    "+": partial(_add, 1),
    "-": partial(_add, -1),
    "neg": _negative,
    "*": _times,
    "/": _over,
    "**": _raised,
    "@": _matrix_product,
    "dot": _dot,
    "outer": _outer,
    "transpose": _transpose,
    "trace": _trace,
    "sum": _total,
    "mean": _mean,
    "diag": _diag,
    "diagonal": _diagonal,
    "eye": _identity,
    "ones": _ones,
    "zeros": _zeros,
    "kron": _kronecker,
    "vec": _columns,
    "inv": _inverse,
    "det": _determinant,
    "logabsdet": _log_determinant,
    "power": _power,
    "norm": _norm,
    "max_abs": _largest,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _log_sum_exp,
    "cross_entropy": _cross_entropy,
    "entropy": _entropy,
    "layernorm": partial(_normalised, True, -1),
    "rmsnorm": partial(_normalised, False, -1),
    "batchnorm": partial(_normalised, True, 0),
    "var": partial(_variance, False),
    "std": partial(_variance, True),
    "cov": _covariance,
    "attention": _attention,
    "if": _choice,
    "==": _equal_indices,
    "!=": _equal_indices,
    "onehot": _one_hot,
    "size": _size,
    "pi": partial(_pi, pi),
    **{name: partial(_entrywise, make) for name, make in ENTRYWISE.items()},
}
