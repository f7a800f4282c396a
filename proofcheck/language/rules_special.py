"""Type and shape rules of neural layers, distributions and counts of complexity."""

from __future__ import annotations

from proofcheck.language.dims import expression, integer_polynomial, number, polynomial
from proofcheck.language.rules import (
    array_of,
    matrix_of,
    named,
    real,
    same_shape,
    scalar,
    square_of,
    vector_of,
)
from proofcheck.language.signature import Rule, Use
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import INTEGER, REAL, Array, Dim, Distribution, Function, Kind, Shape, Type, shape_of


def along_rows(use: Use) -> Type:
    """`softmax`, `layernorm`, …: a vector, or each row of a matrix."""
    real(use)
    shape, _ = array_of(use, use.args[0])
    if len(shape) > 2:
        raise use.error(f"`{use.op}` needs a vector or a matrix, not {named(use.types[0])}")
    _real_options(use)
    return Array(shape, Kind.REAL)


def batch(use: Use) -> Type:
    """`batchnorm(X)`: X is [batch, features], normalised over the batch."""
    real(use)
    m, n, _ = matrix_of(use, use.args[0])
    _real_options(use)
    return Array((m, n), Kind.REAL)


def _real_options(use: Use) -> None:
    for value in use.options.values():
        if isinstance(value, Node):
            scalar(use, value)
            real(use, (value,))


def smooth_maximum(use: Use) -> Type:
    real(use)
    vector_of(use, use.args[0])
    return REAL


def attention(use: Use) -> Type:
    """`attention(Q, K, V)` = softmax(Q @ K.T / sqrt(d)) @ V: [n, d], [m, d], [m, e] to [n, e]."""
    real(use)
    (n, d, _), (m, d2, _), (m2, e, _) = (matrix_of(use, a) for a in use.args)
    use.same(d, d2, f"`attention` has queries of {d} and keys of {d2} entries")
    use.same(m, m2, f"`attention` has {m} keys and {m2} values")
    return Array((n, e), Kind.REAL)


def conv1d(use: Use) -> Type:
    """x[C, L], W[O, C, K] to [O, L']; or one channel, x[L], W[K] to [L'].

    L' = floor((L + 2*padding - dilation*(K - 1) - 1)/stride) + 1.
    """
    return _convolution(use, 1)


def conv2d(use: Use) -> Type:
    """x[C, H, W], K[O, C, A, B] to [O, H', W']; or one channel, x[H, W], K[A, B] to [H', W']."""
    return _convolution(use, 2)


def _convolution(use: Use, axes: int) -> Type:
    real(use)
    x, w = use.args
    (shape, _), (kernel, _) = array_of(use, x), array_of(use, w)
    wanted = {1: "x[C, L] and W[O, C, K], or x[L] and W[K]", 2: "x[C, H, W] and K[O, C, A, B], or x[H, W] and K[A, B]"}
    if (len(shape), len(kernel)) not in ((axes, axes), (axes + 1, axes + 2)):
        message = f"`{use.op}` does not take {named(x.type)} and {named(w.type)}"
        raise use.error(message, f"it takes {wanted[axes]}")
    head: Shape = ()
    if len(shape) > axes:
        use.same(shape[0], kernel[1], f"`{use.op}` has an input of {shape[0]} and a kernel of {kernel[1]} channels")
        head = (kernel[0],)
    lengths = zip(shape[-axes:], kernel[-axes:], strict=True)
    return Array((*head, *(_output_length(use, length, k) for length, k in lengths)), Kind.REAL)


def _output_length(use: Use, length: Dim, kernel: Dim) -> Dim:
    stride, padding, dilation = (_setting(use, k, v) for k, v in (("stride", 1), ("padding", 0), ("dilation", 1)))
    reach = dilation * (kernel - Dim.ONE) + Dim.ONE
    span = length + padding + padding - reach
    if span.constant is not None and span.constant < 0:
        padded = "" if padding.constant == 0 else f" with a padding of {padding}"
        raise use.never(f"`{use.op}` of {length} entries{padded} by a kernel that spans {reach}")
    if stride == Dim.ONE:
        return span + Dim.ONE
    quotient = Apply(type=REAL, op="/", args=(expression(span), expression(stride)))
    steps = polynomial(Apply(type=INTEGER, op="floor", args=(quotient,)))
    assert steps is not None
    return steps + Dim.ONE


def _setting(use: Use, name: str, default: int) -> Dim:
    value = use.options.get(name, number(default))
    dim = integer_polynomial(value) if isinstance(value, Node) else None
    if dim is None:
        raise use.error(f"`{name}` of `{use.op}` needs an integer")
    if dim.constant is not None and dim.constant < (0 if name == "padding" else 1):
        raise use.error(f"`{name}` of `{use.op}` cannot be {dim.constant}")
    return dim


def distribution(event: Type) -> Rule:
    """A rule for a distribution with real scalar parameters."""

    def rule(use: Use) -> Type:
        real(use)
        scalar(use, *use.args)
        return Distribution(event)

    return rule


def finite(use: Use) -> Type:
    """`finite(p)`: the values 1..n with probabilities p[1..n]."""
    real(use)
    vector_of(use, use.args[0])
    return Distribution(INTEGER)


def multivariate_normal(use: Use) -> Type:
    """`mvnormal(m, S)`: mean vector and covariance matrix."""
    real(use)
    (n, _), (k, _) = vector_of(use, use.args[0]), square_of(use, use.args[1])
    use.same(n, k, f"`mvnormal` has a mean of {n} and a covariance of {k} entries")
    return Distribution(Array((n,), Kind.REAL))


def density(use: Use) -> Type:
    """`pdf(dist, x)`: density, or probability for a discrete distribution."""
    dist, x = use.args
    if not isinstance(dist.type, Distribution):
        raise use.error(f"`pdf` needs a distribution first, not {named(dist.type)}", "such as `normal(0, 1)`", at=dist)
    real(use, (x,))
    event = dist.type.event
    same_shape(use, shape_of(event), shape_of(x.type), f"`pdf` of a distribution over {event} at {named(x.type)}")
    return REAL


def divergence(use: Use) -> Type:
    """`kl(p, q)`: of two probability vectors, or of two distributions over the same values."""
    p, q = use.types
    if isinstance(p, Distribution) and isinstance(q, Distribution):
        message = f"`kl` between distributions over {p.event} and {q.event}"
        same_shape(use, shape_of(p.event), shape_of(q.event), message)
        return REAL
    real(use)
    (m, _), (n, _) = vector_of(use, use.args[0]), vector_of(use, use.args[1])
    use.same(m, n, f"`kl` between {named(p)} and {named(q)}: shapes differ")
    return REAL


def entropy(use: Use) -> Type:
    if not isinstance(use.types[0], Distribution):
        real(use)
        vector_of(use, use.args[0])
    return REAL


def count(use: Use) -> Type:
    """`size(e)`, `steps(h)`, …: a number of things."""
    _value(use)
    return INTEGER


def _value(use: Use) -> None:
    for a in use.args:
        if isinstance(a.type, (Distribution, Function)):
            raise use.error(f"`{use.op}` needs a number or an array, not {named(a.type)}", at=a)


def shape(use: Use) -> Type:
    """`shape(e)`: the dimensions of a value as a vector; of a scalar the empty one."""
    _value(use)
    return Array((Dim.of(len(shape_of(use.types[0]))),), Kind.INTEGER)
