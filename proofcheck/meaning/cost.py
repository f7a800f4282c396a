"""What one application of an operator costs: scalar multiplications and additions of the schoolbook algorithm.

One row per operator, generic over the numbers that shapes are made of: whole numbers at fixed sizes (`INTEGERS`), or
polynomials in the sizes (`polynomials`), so that a count at fixed sizes and a formula for all sizes read one table.
Functions (`tanh`, `softmax`, `layernorm`, …), comparisons and what only moves entries cost nothing. An operator without
a row has no agreed count (`inv`, `eigenvalues`, …): a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from proofcheck.language.operators_scalar import ACTIVATIONS, CONSTANTS, ELEMENTARY
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

N = TypeVar("N", int, Dim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis(Generic[N]):
    """One axis of a convolution: `output` places, each of which reads `kernel` taps of `length` padded entries."""

    length: N
    kernel: N
    output: N
    stride: N
    padding: N
    dilation: N


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(Generic[N]):
    """The arithmetic that rows need beside `+`, `-` and `*`. Its functions may raise NoMeaning.

    `joins(n)`: the additions that join n terms, n - 1 or 0 for none. `raises(n)`: the multiplications of an n-th power.
    `taps(axis)`: how many pairs of an output place and a tap read the input proper and not its padding.
    """

    of: Callable[[int], N]
    joins: Callable[[N], N]
    raises: Callable[[N], N]
    taps: Callable[[Axis[N]], N]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Generic[N]):
    """An operator applied: shapes of its arguments and of its result, and what of its options is known.

    `exponent` is the last argument of `**` and `power` where that is a whole number known when the sizes are; `options`
    are the whole-number options (`stride`, `padding`, `dilation`), `kind` that of a norm.
    """

    op: str
    arguments: Sequence[Sequence[N]]
    result: Sequence[N]
    numbers: Numbers[N]
    exponent: N | None = None
    options: Mapping[str, N] = field(default_factory=dict)
    kind: str = ""

    def size(self, shape: Sequence[N]) -> N:
        """The number of entries of an array of this shape."""
        total = self.numbers.of(1)
        for n in shape:
            total = total * n
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Generic[N]):
    """Scalar multiplications (divisions count as such), additions (and subtractions), and how many matrix products
    follow one another."""

    multiplications: N
    additions: N
    chain: N


class CostRow(Protocol):
    def __call__(self, use: Application[N], /) -> Cost[N]: ...


@dataclass(frozen=True, slots=True)
class Role:
    """What a value is made of: `weight` of arrays marked `parameter`, `data` of other variables or of computed cells.

    Numbers and boundary constants are neither; a cell that copies a parameter (a learned first state) is both.
    """

    weight: bool = False
    data: bool = False

    def meets(self, other: Role) -> bool:
        """Whether weights of the one meet data of the other, which makes connections."""
        return (self.weight and other.data) or (self.data and other.weight)


class ConnectionRow(Protocol):
    def __call__(self, use: Application[N], roles: Sequence[Role], /) -> N: ...


def cost_of(use: Application[N]) -> Cost[N]:
    """The cost of an application. Errors: NoMeaning where no row says it."""
    row = ROWS.get(use.op)
    if row is None:
        raise NoMeaning(use.op, "no agreed number of operations")
    return row(use)


def connections_of(use: Application[N], roles: Sequence[Role]) -> N:
    """How many scalar weights are used where arguments of these roles meet in an application. Errors: NoMeaning."""
    if not any(a.meets(b) for k, a in enumerate(roles) for b in roles[:k]):
        return use.numbers.of(0)
    row = CONNECTIONS.get(use.op)
    if row is None:
        raise NoMeaning(use.op, "of parameters and data together: no agreed number of connections")
    return row(use, roles)


def binder_cost(op: str, terms: N, shape: Sequence[N], numbers: Numbers[N]) -> Cost[N]:
    """What joins the terms of `sum`, `product`, `matprod`, … over a range, each of this shape. Errors: NoMeaning."""
    use = Application(op=op, arguments=(shape,), result=shape, numbers=numbers)
    joints = numbers.joins(terms)
    match op:
        case "sum":
            return _cost(use, additions=joints * use.size(shape))
        case "product":
            return _cost(use, multiplications=joints * use.size(shape))
        case "matprod":
            one = _matrix_product(Application(op="@", arguments=(shape, shape), result=shape, numbers=numbers))
            return _cost(use, joints * one.multiplications, joints * one.additions, joints)
        case "array" | "max" | "min" | "argmax" | "argmin" | "forall" | "exists":
            return _cost(use)
    raise NoMeaning(op, "no agreed number of operations")


# Numbers


def _inside(axis: Axis[int]) -> int:
    places = ((n * axis.stride + k * axis.dilation for k in range(axis.kernel)) for n in range(axis.output))
    return sum(axis.padding <= place < axis.padding + axis.length for row in places for place in row)


INTEGERS: Numbers[int] = Numbers(
    of=int, joins=lambda n: max(n - 1, 0), raises=lambda n: n - 1 if n >= 1 else -n, taps=_inside
)


def polynomials(at_least_one: Callable[[Dim], bool]) -> Numbers[Dim]:
    """Polynomials in the sizes; `at_least_one` says whether one is surely ≥ 1. A sum that may be empty is a hole."""

    def joins(n: Dim) -> Dim:
        known = n.constant
        if known is not None:
            return Dim.of(INTEGERS.joins(known))
        if not at_least_one(n):
            raise NoMeaning("sum", f"of `{n}` terms, which may be none")
        return n - Dim.ONE

    def raises(n: Dim) -> Dim:
        known = n.constant
        return joins(n) if known is None else Dim.of(INTEGERS.raises(known))

    def taps(axis: Axis[Dim]) -> Dim:
        if axis.padding != Dim.of(0):
            raise NoMeaning("convolution", "with padding, for all sizes at once")
        return axis.output * axis.kernel

    return Numbers(of=Dim.of, joins=joins, raises=raises, taps=taps)


# Costs


def _cost(
    use: Application[N], multiplications: N | None = None, additions: N | None = None, chain: N | None = None
) -> Cost[N]:
    zero = use.numbers.of(0)
    return Cost(
        multiplications=zero if multiplications is None else multiplications,
        additions=zero if additions is None else additions,
        chain=zero if chain is None else chain,
    )


def _free(use: Application[N]) -> Cost[N]:
    return _cost(use)


def _added(use: Application[N]) -> Cost[N]:
    return _cost(use, additions=use.size(use.result))


def _multiplied(use: Application[N]) -> Cost[N]:
    return _cost(use, use.size(use.result))


def _raised(use: Application[N]) -> Cost[N]:
    """By a whole number n: n - 1 multiplications (one more, a division, for a negative one); else a function."""
    if use.exponent is None:
        return _cost(use)
    return _cost(use, use.size(use.result) * use.numbers.raises(use.exponent))


def _matrix_product(use: Application[N]) -> Cost[N]:
    """Matrix·matrix, matrix·vector, vector·matrix, vector·vector: each entry of the result is a dot product."""
    inner, size = use.arguments[0][-1], use.size(use.result)
    return _cost(use, size * inner, size * use.numbers.joins(inner), use.numbers.of(1))


def _all_pairs(use: Application[N]) -> Cost[N]:
    """`outer`, `kron`: every entry of the one by every entry of the other."""
    return _cost(use, use.size(use.arguments[0]) * use.size(use.arguments[1]), chain=use.numbers.of(1))


def _cross(use: Application[N]) -> Cost[N]:
    return _cost(use, use.numbers.of(6), use.numbers.of(3), use.numbers.of(1))


def _matrix_power(use: Application[N]) -> Cost[N]:
    """One product after the other."""
    if use.exponent is None:
        raise NoMeaning("power", "with an exponent that is not known when the sizes are")
    if isinstance(use.exponent, int) and use.exponent < 0:
        raise NoMeaning("power", "of an inverse: no agreed number of operations")
    products, n = use.numbers.joins(use.exponent), use.result[0]
    return _cost(use, products * n * n * n, products * n * n * use.numbers.joins(n), products)


def _total(use: Application[N]) -> Cost[N]:
    return _cost(use, additions=use.numbers.joins(use.size(use.arguments[0])))


def _mean(use: Application[N]) -> Cost[N]:
    return _cost(use, use.numbers.of(1), use.numbers.joins(use.size(use.arguments[0])))


def _trace(use: Application[N]) -> Cost[N]:
    return _cost(use, additions=use.numbers.joins(use.arguments[0][0]))


def _norm(use: Application[N]) -> Cost[N]:
    """Squares and their sum; of kind 1 and oo the sums of moduli; spectral kinds have no count."""
    shape = use.arguments[0]
    size = use.size(shape)
    if use.kind in ("", "fro") or (use.kind == "2" and len(shape) == 1):
        return _cost(use, size, use.numbers.joins(size))
    if use.kind == "1":
        return _cost(use, additions=use.size(shape[1:]) * use.numbers.joins(shape[0]))
    if use.kind == "oo":
        return _cost(use) if len(shape) == 1 else _cost(use, additions=shape[0] * use.numbers.joins(shape[1]))
    raise NoMeaning("norm", f"of kind {use.kind}: no agreed number of operations")


def _convolution(use: Application[N]) -> Cost[N]:
    """Every tap of every output, those on the padding too, as layers count."""
    kernel, size = use.arguments[1], use.size(use.result)
    taps = use.size(kernel[1:] if _channels(use) else kernel)
    return _cost(use, size * taps, size * use.numbers.joins(taps), use.numbers.of(1))


def _channels(use: Application[N]) -> bool:
    return len(use.arguments[0]) != len(use.arguments[1])


def _attention(use: Application[N]) -> Cost[N]:
    """Q[n, d], K[m, d], V[m, e]: scores, their scaling, and the sum over the values; softmax is a function."""
    (n, d), (m, e) = use.arguments[0], use.arguments[2]
    joins = use.numbers.joins
    return _cost(use, n * m * (d + e + use.numbers.of(1)), n * m * joins(d) + n * e * joins(m), use.numbers.of(2))


FREE = (
    *(row.name for row in (*CONSTANTS, *ELEMENTARY, *ACTIVATIONS)),
    "neg", "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>", "if",
    "stack", "block", "transpose", "tril", "triu", "flip", "pad", "diag", "diagonal", "eye", "zeros", "ones", "vec",
    "onehot", "argmax", "argmin", "max_abs", "is_symmetric",
    "softmax", "log_softmax", "logsumexp", "cross_entropy", "layernorm", "rmsnorm", "batchnorm",
    "shape", "size", "parameters", "multiplications", "operations", "connections", "steps", "memory", "context",
)  # fmt: skip

ROWS: Mapping[str, CostRow] = {
    **dict.fromkeys(FREE, _free),
    "+": _added,
    "-": _added,
    "*": _multiplied,
    "/": _multiplied,
    "**": _raised,
    "@": _matrix_product,
    "dot": _matrix_product,
    "outer": _all_pairs,
    "kron": _all_pairs,
    "cross": _cross,
    "power": _matrix_power,
    "sum": _total,
    "mean": _mean,
    "cumsum": _total,
    "trace": _trace,
    "norm": _norm,
    "conv1d": _convolution,
    "conv2d": _convolution,
    "attention": _attention,
}

# Operators that multiply arrays as matrices do; the others act entry by entry, or only move and compare entries.
PRODUCTS = frozenset({"@", "dot", "outer", "kron", "cross", "power", "conv1d", "conv2d", "attention"})


# Connections


def _as_multiplied(use: Application[N], roles: Sequence[Role]) -> N:
    """Each scalar product uses one weight."""
    return cost_of(use).multiplications


def _each_entry(use: Application[N], roles: Sequence[Role]) -> N:
    """One weight an entry: `w * v`, a bias `v + b`, a learned slope."""
    return use.size(use.result)


def _taps(use: Application[N], roles: Sequence[Role]) -> N:
    """As multiplied, but for the taps on the padding."""
    (x, kernel), one = use.arguments, use.numbers.of(1)
    axes = 1 if use.op == "conv1d" else 2
    head = use.size((kernel[0], kernel[1])) if _channels(use) else one
    for length, k, output in zip(x[-axes:], kernel[-axes:], use.result[-axes:], strict=True):
        axis = Axis(
            length=length,
            kernel=k,
            output=output,
            stride=use.options.get("stride", one),
            padding=use.options.get("padding", use.numbers.of(0)),
            dilation=use.options.get("dilation", one),
        )
        head = head * use.numbers.taps(axis)
    return head


def _attended(use: Application[N], roles: Sequence[Role]) -> N:
    """Where queries meet keys, and where the scores of these meet the values."""
    (n, d), (m, e) = use.arguments[0], use.arguments[2]
    queries, keys, values = roles
    total = use.numbers.of(0)
    if queries.meets(keys):
        total, scores = total + n * m * d, Role(data=True)
    else:
        scores = Role(queries.weight or keys.weight, queries.data or keys.data)
    return total + n * m * e if scores.meets(values) else total


ENTRYWISE = tuple(row.name for row in (*ELEMENTARY, *ACTIVATIONS) if row.entrywise and row.arity[1] != 1)

CONNECTIONS: Mapping[str, ConnectionRow] = {
    **dict.fromkeys(("+", "-", "*", "/", "**", *ENTRYWISE), _each_entry),
    **dict.fromkeys(("@", "dot", "outer", "kron", "cross"), _as_multiplied),
    "conv1d": _taps,
    "conv2d": _taps,
    "attention": _attended,
}
