"""Applications of operators in a batched program: exact where all arguments are, else a row of a tensor table.

`HOLES` lists the operators without a meaning here and why; a key that is in no table at all is a hole as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import torch
from torch import Tensor

from proofcheck.language.complexity import COUNTS
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import Distribution, Kind, kind_of, shape_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_array import (
    array_table,
    batchnorm,
    block,
    convolution,
    joined,
    largest,
    layernorm,
    lift,
    pad,
    rmsnorm,
    smallest,
    stack,
)
from proofcheck.meaning.batch_counts import counted
from proofcheck.meaning.batch_distributions import density, divergence_of, entropy_of
from proofcheck.meaning.batch_graph import Operation, Value
from proofcheck.meaning.batch_linear import (
    hermitian_spectrum,
    linear_table,
    norm,
    power,
    scale_columns,
    scale_rows,
    spectrum,
)
from proofcheck.meaning.batch_lower import Lowered, Lowering, Scope
from proofcheck.meaning.batch_scalar import BRANCHING, entrywise, power_by
from proofcheck.meaning.exact import Inexact, Term, Undefined, apply_exactly
from proofcheck.verdict import Imaginary

HOLES: Mapping[str, str] = dict.fromkeys(("in_O", "in_Omega", "in_Theta", "in_o"), "growth has no truth at one size")
_CONSTANTS = {"pi": math.pi, "e": math.e, "oo": math.inf, "undefined": math.nan, "I": 1j}
_DISTRIBUTIONS = frozenset({"normal", "uniform", "bernoulli", "poisson", "exponential", "mvnormal", "finite"})
_LOGIC = frozenset({"and", "or", "not", "=>", "<=>"})
_RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_TESTS = frozenset({"is_symmetric", "is_psd", "is_orthogonal", "is_singular"})
BOOLEAN_OPS = _LOGIC | _RELATIONS | _TESTS


@dataclass(frozen=True, slots=True)
class Tables:
    """The tensor tables, built once for a program."""

    entrywise: Mapping[str, Operation]
    arrays: Mapping[str, tuple[Operation, str]]

    @classmethod
    def build(cls) -> Tables:
        return cls(entrywise(), {**array_table(), **linear_table()})


def apply(low: Lowering, node: Node, scope: Scope, tables: Tables) -> Lowered:
    """The meaning of one application, apart from truth values, which `batch_relation` reads."""
    assert isinstance(node, Apply)
    op = node.op
    if op in HOLES:
        raise NoMeaning(op, HOLES[op])
    if op in _CONSTANTS:
        return low.graph.number(_CONSTANTS[op])
    if op in ("true", "false"):
        return op == "true"
    if op in _DISTRIBUTIONS:
        raise NoMeaning(op, "a distribution is no value")
    maker = _MAKERS.get(op)
    if maker is not None:
        return maker(low, node, scope)
    if any(isinstance(a.type, Distribution) for a in node.args):
        return _of_distribution(low, node, scope)
    args = [low.lower(a, scope) for a in node.args]
    exact = _exactly(low, op, args)
    if exact is not None:
        return exact
    if op in tables.entrywise and not (op in ("min", "max") and len(args) == 1):
        return _entrywise(low, node, args, tables)
    return _on_arrays(low, node, [low.as_value(a) for a in args], scope, tables)


def _exactly(low: Lowering, op: str, args: list[Lowered]) -> Lowered | None:
    """The exact value where every argument is an exact number; None where there is none of that kind."""
    known = [a for a in args if not isinstance(a, Value)]
    if len(known) != len(args) or not args or op in ("stack", "block"):
        return None
    try:
        value = apply_exactly(op, known)
    except Undefined:
        return low.graph.number(math.nan)
    except (Inexact, KeyError):
        return None
    return None if isinstance(value, (Term, Imaginary)) else value


def _entrywise(low: Lowering, node: Apply, args: list[Lowered], tables: Tables) -> Value:
    op, graph = node.op, low.graph
    complex_ = kind_of(node.type) is Kind.COMPLEX
    if op == "**" and isinstance(args[1], Fraction):
        base = low.as_value(args[0])
        exponent = args[1]
        if exponent == 1:
            return base
        number = int(exponent) if exponent.denominator == 1 else float(exponent)
        return graph.apply("**", power_by, [base], base.rank, complex_=complex_, exponent=number)
    values = [low.as_value(a) for a in args]
    rank = max(v.rank for v in values)
    values = [lifted(low, v, rank) for v in values]
    bounds = _bounds(op, values)
    return graph.apply(
        op, tables.entrywise[op], values, rank, complex_=complex_, branches=op in BRANCHING, bounds=bounds
    )


def lifted(low: Lowering, value: Value, rank: int) -> Value:
    """A scalar with axes of length 1, so that it meets arrays of this rank; constants broadcast as they are."""
    if value.rank == rank or value.rank != 0 or value.constant is not None:
        return value
    return low.graph.apply("lift", lift, [value], rank, complex_=value.complex_, axes=rank)


def _bounds(op: str, values: list[Value]) -> tuple[float, float] | None:
    """Interval arithmetic for indices."""
    bounds = [v.bounds for v in values if v.bounds is not None]
    if len(bounds) != len(values) or op not in ("+", "-", "*", "neg"):
        return None
    if op == "neg":
        return -bounds[0][1], -bounds[0][0]
    (a, b), (c, d) = bounds
    if op == "+":
        return a + c, b + d
    if op == "-":
        return a - d, b - c
    corners = (a * c, a * d, b * c, b * d)
    return min(corners), max(corners)


def _on_arrays(low: Lowering, node: Apply, values: list[Value], scope: Scope, tables: Tables) -> Value:
    op, graph, rank = node.op, low.graph, len(shape_of(node.type))
    complex_ = kind_of(node.type) is Kind.COMPLEX
    if op in ("max", "min"):
        return graph.apply(op, largest if op == "max" else smallest, values, 0, rank=values[0].rank)
    if op == "@":
        scaled = _scaling(low, values)
        if scaled is not None:
            return scaled
    if op == "transpose" and values[0].rank == 1:
        return values[0]
    if op == "transpose" and values[0].name == "transpose":
        return values[0].args[0]
    if op == "eigenvalues":
        real = kind_of(node.type) is not Kind.COMPLEX
        return graph.apply(op, hermitian_spectrum if real else spectrum, values, 1, complex_=complex_)
    if op == "norm":
        kind = node.option("kind")
        kind = kind if isinstance(kind, str) else "2"
        return graph.apply(op, norm, values, 0, rank=values[0].rank, kind=kind)
    if op in ("layernorm", "rmsnorm", "batchnorm"):
        f = {"layernorm": layernorm, "rmsnorm": rmsnorm, "batchnorm": batchnorm}[op]
        eps = node.option("eps")
        extra = [low.value(eps, scope)] if isinstance(eps, Node) else []
        return graph.apply(op, f, [*values, *extra], rank, rank=rank)
    if op in ("conv1d", "conv2d"):
        return _convolution(low, node, values, scope)
    if op not in tables.arrays:
        raise NoMeaning(op)
    run, told = tables.arrays[op]
    if told == "rank":
        return graph.apply(op, run, values, rank, complex_=complex_, rank=values[0].rank)
    if told == "ranks":
        return graph.apply(op, run, values, rank, complex_=complex_, ranks=tuple(v.rank for v in values))
    return graph.apply(op, run, values, rank, complex_=complex_)


def _scaling(low: Lowering, values: list[Value]) -> Value | None:
    """`diag(v) @ a` and `a @ diag(v)` without the matrix of zeros."""
    a, b = values
    complex_ = a.complex_ or b.complex_
    if a.name == "diag":
        return low.graph.apply("rows", scale_rows, [a.args[0], b], b.rank, complex_=complex_, rank=b.rank)
    if b.name == "diag":
        return low.graph.apply("columns", scale_columns, [a, b.args[0]], a.rank, complex_=complex_, rank=a.rank)
    return None


def _setting(low: Lowering, node: Apply, name: str, default: int, scope: Scope) -> int:
    value = node.option(name)
    return low.whole(value, scope) if isinstance(value, Node) else default


def _convolution(low: Lowering, node: Apply, values: list[Value], scope: Scope) -> Value:
    axes = 1 if node.op == "conv1d" else 2
    stride, padding, dilation = (
        _setting(low, node, name, default, scope) for name, default in (("stride", 1), ("padding", 0), ("dilation", 1))
    )
    if stride < 1 or dilation < 1 or padding < 0:
        raise NoMeaning(node.op, "with such settings")
    x, w = (low.dims(a.type, scope)[-axes:] for a in node.args)
    if any(n + 2 * padding < dilation * (k - 1) + 1 for n, k in zip(x, w, strict=True)):
        raise NoMeaning(node.op, "of an input shorter than the kernel")
    return low.graph.apply(
        node.op, convolution, values, len(shape_of(node.type)),
        axes=axes, channels=values[0].rank == axes + 1, stride=stride, padding=padding, dilation=dilation,
    )  # fmt: skip


def _of_distribution(low: Lowering, node: Apply, scope: Scope) -> Value:
    """`pdf`, and `kl` or `entropy` of distributions."""
    dists = [a for a in node.args if isinstance(a, Apply) and isinstance(a.type, Distribution)]
    kinds = tuple(d.op for d in dists)
    values = [low.value(a, scope) for d in dists for a in d.args]
    if node.op == "pdf":
        run = density(kinds[0])
        return low.graph.apply(f"pdf {kinds[0]}", run, [*values, low.value(node.args[1], scope)], 0)
    if node.op == "kl" and kinds[0] == kinds[-1]:
        return low.graph.apply(f"kl {kinds[0]}", divergence_of(kinds[0]), values, 0)
    if node.op == "entropy":
        return low.graph.apply(f"entropy {kinds[0]}", entropy_of(kinds[0]), values, 0)
    raise NoMeaning(node.op, "of " + " and ".join(kinds))


# Operators whose arguments shape the result, or need not all be evaluated.


def _filled(low: Lowering, node: Apply, scope: Scope) -> Lowered:
    if not node.args:
        return Fraction(1 if node.op == "ones" else 0)
    shape = low.dims(node.type, scope)
    return low.graph.constant(torch.full(shape, 1.0 if node.op == "ones" else 0.0, dtype=torch.float64))


def _identity(low: Lowering, node: Apply, scope: Scope) -> Value:
    return low.graph.constant(torch.eye(low.dims(node.type, scope)[0], dtype=torch.float64))


def _unit(i: Tensor, *, length: int) -> Tensor:
    inside = (i >= 1) & (i <= length) & (i == torch.floor(i))
    hit = i.unsqueeze(-1) == torch.arange(1, length + 1, device=i.device)
    return torch.where(inside.unsqueeze(-1), hit.to(torch.float64), math.nan)


def _onehot(low: Lowering, node: Apply, scope: Scope) -> Value:
    length = low.dims(node.type, scope)[0]
    return low.graph.apply("onehot", _unit, [low.value(node.args[0], scope)], 1, length=length)


def _padded(low: Lowering, node: Apply, scope: Scope) -> Value:
    """`pad(x, p)`: p zeros at both ends of every axis; `pad(x, a, b)`: a before and b after."""
    x = low.value(node.args[0], scope)
    before = low.whole(node.args[1], scope)
    after = low.whole(node.args[2], scope) if len(node.args) > 2 else before
    return low.graph.apply("pad", pad, [x], x.rank, complex_=x.complex_, widths=(before, after) * x.rank)


def _matrix_power(low: Lowering, node: Apply, scope: Scope) -> Value:
    a, exponent = low.value(node.args[0], scope), low.whole(node.args[1], scope)
    return low.graph.apply("power", power, [a], 2, complex_=a.complex_, exponent=exponent)


def _stacked(low: Lowering, node: Apply, scope: Scope) -> Value:
    values = [low.value(a, scope) for a in node.args]
    complex_ = any(v.complex_ for v in values)
    return low.graph.apply("stack", stack, values, values[0].rank + 1, complex_=complex_, rank=values[0].rank)


def _blocks(low: Lowering, node: Apply, scope: Scope) -> Value:
    values = [low.value(a, scope) for a in node.args]
    rows = node.option("rows")
    if not isinstance(rows, Num):
        ranks = tuple(v.rank for v in values)
        kinds = any(v.complex_ for v in values)
        return low.graph.apply("join", joined, values, 1, complex_=kinds, ranks=ranks)
    height = int(rows.value)
    width = len(values) // height
    dims = [low.dims(a.type, scope) if shape_of(a.type) else None for a in node.args]
    heights = [next(d[0] for d in dims[i * width : (i + 1) * width] if d) for i in range(height)]
    widths = [next(d[1] for d in dims[j::width] if d) for j in range(width)]
    shapes = tuple((h, w) for h in heights for w in widths)
    full = [
        low.graph.constant(torch.zeros(s, dtype=torch.float64)) if d is None else v
        for v, d, s in zip(values, dims, shapes, strict=True)
    ]
    complex_ = any(v.complex_ for v in values)
    return low.graph.apply("block", block, full, 2, complex_=complex_, rows=height, shapes=shapes)


def _chosen(low: Lowering, node: Apply, scope: Scope) -> Lowered:
    """`then if test else other`; only the branch taken is expanded where the test is known."""
    test = low.lower(node.args[0], scope)
    if isinstance(test, Value) and test.constant is not None:
        test = bool(test.constant)
    if not isinstance(test, Value):
        return low.lower(node.args[1 if test else 2], scope)
    then, other = (low.value(a, scope) for a in node.args[1:])
    rank = max(then.rank, other.rank)
    values = [lifted(low, v, rank) for v in (test, then, other)]
    complex_ = then.complex_ or other.complex_
    return low.graph.apply("if", _where, values, rank, complex_=complex_, branches=True)


def _where(test: Tensor, then: Tensor, other: Tensor) -> Tensor:
    return torch.where(test, then, other)


_MAKERS = {
    "zeros": _filled, "ones": _filled, "eye": _identity, "onehot": _onehot, "pad": _padded, "power": _matrix_power,
    "stack": _stacked, "block": _blocks, "if": _chosen, **dict.fromkeys(COUNTS, counted),
}  # fmt: skip
