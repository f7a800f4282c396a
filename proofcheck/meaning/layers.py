"""Neural layers as grids of scalar entries: softmax, normalisations, convolutions, attention.

A vector is one row; of a matrix each row (last axis), `batchnorm` each column. Convolutions are cross-correlations with
zero padding, as layers define them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product as index_product

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.arrays import (
    Options,
    Row,
    built,
    matrix_product,
    mean,
    option_entry,
    option_whole,
    padded,
    scalar,
    scaled,
    transposed,
)
from proofcheck.meaning.graph import Entry, Graph, Grid


def _by_rows(function: Callable[[Graph, Sequence[Entry], Options], Sequence[Entry]]) -> Row:
    def row(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
        a = args[0]
        width = a.shape[-1]
        lines = [a.entries[i : i + width] for i in range(0, len(a.entries), width)] if width else []
        return Grid(a.shape, tuple(e for line in lines for e in function(g, line, options)))

    return row


def _total(g: Graph, line: Sequence[Entry]) -> Entry:
    return g.sum(g.make("exp", x) for x in line)


def softmax(g: Graph, line: Sequence[Entry], options: Options) -> list[Entry]:
    total = _total(g, line)
    return [g.div(g.make("exp", x), total) for x in line]


def log_softmax(g: Graph, line: Sequence[Entry], options: Options) -> list[Entry]:
    total = g.make("log", _total(g, line))
    return [g.sub(x, total) for x in line]


def layernorm(g: Graph, line: Sequence[Entry], options: Options) -> list[Entry]:
    centre = mean(g, line)
    moved = [g.sub(x, centre) for x in line]
    return _divided_by_size(g, moved, options)


def rmsnorm(g: Graph, line: Sequence[Entry], options: Options) -> list[Entry]:
    return _divided_by_size(g, line, options)


def _divided_by_size(g: Graph, line: Sequence[Entry], options: Options) -> list[Entry]:
    """Over the root of the mean square plus `eps`."""
    square = mean(g, [g.mul(x, x) for x in line])
    size = g.make("sqrt", g.add(square, option_entry(g, options, "eps")))
    return [g.div(x, size) for x in line]


def _batchnorm(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return transposed(_by_rows(layernorm)(g, [transposed(args[0])], options))


def _logsumexp(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(g.make("log", _total(g, args[0].entries)))


def plogq(g: Graph, p: Entry, q: Entry) -> Entry:
    """`p*log(q)`, and 0 where p is 0."""
    return g.choose(g.make("==", p, g.zero), g.zero, g.mul(p, g.make("log", q)))


def _cross_entropy(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    pairs = zip(args[0].entries, args[1].entries, strict=True)
    return scalar(g.neg(g.sum(plogq(g, p, q) for p, q in pairs)))


def _attention(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    queries, keys, values = args
    scale = g.div(g.one, g.make("sqrt", g.num(queries.shape[1])))
    scores = scaled(g, matrix_product(g, queries, transposed(keys)), scale)
    return matrix_product(g, _by_rows(softmax)(g, [scores], {}), values)


def _convolution(axes: int) -> Row:
    """Over the last `axes` axes; without channels, over all of them."""

    def row(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
        x, kernel = args
        single = len(x.shape) == axes
        if single:
            x, kernel = Grid((1, *x.shape), x.entries), Grid((1, 1, *kernel.shape), kernel.entries)
        stride, dilation = option_whole(options, "stride", 1), option_whole(options, "dilation", 1)
        padding = option_whole(options, "padding", 0)
        if stride < 1 or dilation < 1 or padding < 0 or x.shape[0] != kernel.shape[1]:
            raise NoMeaning(f"conv{axes}d", "with such settings or channels")
        x = padded(g, x, padding, padding, axes)
        spans = [n - dilation * (k - 1) for n, k in zip(x.shape[1:], kernel.shape[2:], strict=True)]
        if min(spans) < 1:
            raise NoMeaning(f"conv{axes}d", "of an input shorter than the kernel")
        result = _correlated(g, x, kernel, [(s - 1) // stride + 1 for s in spans], stride, dilation)
        return Grid(result.shape[1:], result.entries) if single else result

    return row


def _correlated(g: Graph, x: Grid, kernel: Grid, lengths: Sequence[int], stride: int, dilation: int) -> Grid:
    taps = list(index_product(*map(range, kernel.shape[1:])))

    def entry(out: int, *at: int) -> Entry:
        return g.sum(
            g.mul(
                kernel.at(out, channel, *tap),
                x.at(channel, *(i * stride + k * dilation for i, k in zip(at, tap, strict=True))),
            )
            for channel, *tap in taps
        )

    return built((kernel.shape[0], *lengths), entry)


ROWS: Mapping[str, Row] = {
    "softmax": _by_rows(softmax),
    "log_softmax": _by_rows(log_softmax),
    "logsumexp": _logsumexp,
    "cross_entropy": _cross_entropy,
    "layernorm": _by_rows(layernorm),
    "rmsnorm": _by_rows(rmsnorm),
    "batchnorm": _batchnorm,
    "conv1d": _convolution(1),
    "conv2d": _convolution(2),
    "attention": _attention,
}
