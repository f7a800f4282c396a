"""Scalar choices and neural layers as forms: softmax, normalisations, convolutions, attention."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofcheck.indexed.indices import Condition, at_least, names_in, within
from proofcheck.indexed.reading import Place, Reader, Row, Scope
from proofcheck.indexed.reading_arrays import axes, over
from proofcheck.indexed.terms import ZERO_FORM, Form
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Dim, Kind, Scalar, shape_of
from proofcheck.meaning import NoMeaning

ONE = Dim.ONE


def _divided(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = (r.entry(n, place if shape_of(n.type) else (), scope) for n in node.args)
    return over(r, a, b)


def _chosen(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """`then` where the test holds, else `other`."""
    test, then, other = node.args
    yes, no = r.tests.of(test, scope)
    r.conditional += 1
    parts = []
    for share, piece in ((yes, then), (no, other)):
        if share.terms and not (isinstance(piece, Apply) and piece.op == "undefined"):
            with r.x.given(r.supposed(test, piece is then, scope)):
                form = r.entry(piece, place if shape_of(piece.type) else (), scope)
            parts.append(r.x.mul(share, form))
    r.conditional -= 1
    return r.x.add(*parts)


def _rounded(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """Of integers, an integer by itself."""
    if node.type == Scalar(Kind.INTEGER) and not place:
        try:
            return r.x.size(r.index(node, scope))
        except NoMeaning:
            pass
    args = [r.entry(a, place if shape_of(a.type) else (), scope) for a in node.args]
    return r.x.function(node.op, *args)


def _step(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """(1 + sign)/2 where it is defined."""
    s = r.x.function("sign", r.entry(node.args[0], place, scope))
    return r.x.scaled(r.x.add(r.x.number(1), s), Fraction(1, 2))


def _exponential_unit(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """elu and celu: f above 0, below it an exponential."""
    x = r.x
    f = r.entry(node.args[0], place if shape_of(node.args[0].type) else (), scope)
    scale = (
        r.entry(node.args[1], place if shape_of(node.args[1].type) else (), scope)
        if len(node.args) > 1
        else x.number(1)
    )
    inner = f if node.op == "elu" else over(r, f, scale)
    below = x.mul(scale, x.sub(x.function("exp", inner), x.number(1)))
    s = x.function("sign", f)
    negative = x.scaled(x.sub(x.mul(s, s), s), Fraction(1, 2))
    return x.add(x.function("relu", f), x.mul(negative, below))


def _total(r: Reader, a: Node, lead: Place, scope: Scope) -> Form:
    length = r.shape(a, scope)[-1]
    return r.summed([length], lambda j: r.x.function("exp", r.entry(a, (*lead, j), scope)))


def _softmax(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """Along the last axis."""
    (a,) = node.args
    return over(r, r.x.function("exp", r.entry(a, place, scope)), _total(r, a, place[:-1], scope))


def _log_softmax(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    (a,) = node.args
    return r.x.sub(r.entry(a, place, scope), r.x.function("log", _total(r, a, place[:-1], scope)))


def _logsumexp(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.x.function("log", _total(r, node.args[0], (), scope))


def _cross_entropy(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """-Σ p·log(q)."""
    p, q = node.args
    x = r.x
    total = r.summed(
        r.shape(p, scope), lambda i: x.mul(r.entry(p, (i,), scope), x.function("log", r.entry(q, (i,), scope)))
    )
    return x.scaled(total, -1)


def _normalised(r: Reader, a: Node, place: Place, axis: int, centred: bool, eps: Form, scope: Scope) -> Form:
    """An entry less the mean along an axis, over the root of the mean square plus eps."""
    x = r.x
    length = r.shape(a, scope)[axis]
    size = x.size(length)

    def along(j: Dim) -> Form:
        return r.entry(a, (*place[:axis], j, *place[axis + 1 :]), scope)

    mean = over(r, r.summed([length], along), size) if centred else ZERO_FORM
    square = over(r, r.summed([length], lambda j: x.mul(along(j), along(j))), size)
    spread = x.add(x.sub(square, x.mul(mean, mean)), eps)
    root = x.power(spread, Fraction(1, 2))
    return over(r, x.sub(r.entry(a, place, scope), mean), root)


def _normalisation(centred: bool, columns: bool = False) -> Row:
    def row(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
        eps = node.option("eps")
        form = r.scalar(eps, scope) if isinstance(eps, Node) else ZERO_FORM
        axis = 0 if columns else len(place) - 1
        return _normalised(r, node.args[0], place, axis, centred, form, scope)

    return row


def _attention(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    queries, keys, values = node.args
    x = r.x
    width, count = r.shape(queries, scope)[1], r.shape(keys, scope)[0]
    scale = x.power(x.size(width), Fraction(-1, 2))
    i, column = place

    def weight(j: Dim) -> Form:
        score = r.summed([width], lambda k: x.mul(r.entry(queries, (i, k), scope), r.entry(keys, (j, k), scope)))
        return x.function("exp", x.mul(scale, score))

    total = r.summed([count], weight)
    r.divided(total)
    above = r.summed([count], lambda j: x.mul(weight(j), r.entry(values, (j, column), scope)))
    return over(r, above, total)


def _convolution(dims: int) -> Row:
    def row(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
        x, kernel = node.args
        single = axes(x) == dims
        stride, dilation = (r.whole(node.option(n), 1, scope) for n in ("stride", "dilation"))
        padding = r.whole(node.option("padding"), 0, scope)
        taps = r.shape(kernel, scope)[-dims:]
        channels = () if single else (r.shape(kernel, scope)[1],)
        at = place[-dims:]
        if any(not r.x.facts.certain(at_least(d, ONE)) for d in (stride, dilation)) or not r.x.facts.certain(
            Condition(padding)
        ):
            raise NoMeaning(node.op, "with such settings")

        def term(*inner: Dim) -> Form:
            ks = inner[-dims:]
            shifted = tuple(
                (i - ONE) * stride + (k - ONE) * dilation + ONE - padding for i, k in zip(at, ks, strict=True)
            )
            lengths = r.shape(x, scope)[-dims:]
            source = (*inner[:-dims], *shifted)
            weight = r.entry(kernel, ((*place[:1], *inner[:-dims]) if not single else ()) + tuple(ks), scope)
            if not padding.terms:
                return r.x.mul(weight, r.entry(x, source, scope))
            tests = [c for p, n in zip(shifted, lengths, strict=True) for c in within(p, ONE, n)]
            with r.x.given(tests):
                form = r.x.mul(weight, r.entry(x, source, scope))
            return r.x.where(form, tests)

        return r.summed([*channels, *taps], term)

    return row


ROWS: Mapping[str, Row] = {
    "/": _divided,
    "if": _chosen,
    "floor": _rounded,
    "ceil": _rounded,
    "mod": _rounded,
    "step": _step,
    "elu": _exponential_unit,
    "celu": _exponential_unit,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _logsumexp,
    "cross_entropy": _cross_entropy,
    "layernorm": _normalisation(centred=True),
    "rmsnorm": _normalisation(centred=False),
    "batchnorm": _normalisation(centred=True, columns=True),
    "attention": _attention,
    "conv1d": _convolution(1),
    "conv2d": _convolution(2),
}

__all__ = ["ROWS", "names_in"]
