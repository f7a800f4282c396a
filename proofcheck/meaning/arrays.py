"""Array operators as grids of scalar entries: products, literals, reorderings, reductions, statistics, layers.

One row per operator: `row(graph, arguments, options) -> Grid`. Spectra and factorisations stand in `factors.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product as index_product
from math import prod

from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, Graph, Grid

Options = Mapping[str, Grid | str]
Row = Callable[[Graph, Sequence[Grid], Options], Grid]

MAX_SIZE = 20_000  # entries of one array


def scalar(entry: Entry) -> Grid:
    return Grid((), (entry,))


def vector(entries: Sequence[Entry]) -> Grid:
    return Grid((len(entries),), tuple(entries))


def built(shape: Sequence[int], entry: Callable[..., Entry]) -> Grid:
    """The array of this shape with `entry(*0-based index)` at each place."""
    if prod(shape) > MAX_SIZE:
        raise TooLarge(f"an array of {' × '.join(map(str, shape))} entries")
    return Grid(tuple(shape), tuple(entry(*at) for at in index_product(*map(range, shape))))


def entrywise(op: str, function: Callable[..., Entry], args: Sequence[Grid]) -> Grid:
    """A scalar function on each entry; scalars join every entry of the arrays, which have one shape."""
    shapes = {a.shape for a in args if a.shape}
    if not shapes:
        return scalar(function(*(a.scalar for a in args)))
    if len(shapes) > 1:
        raise NoMeaning(op, "shapes differ")
    shape = shapes.pop()
    size = prod(shape)
    columns = [a.entries if a.shape else a.entries * size for a in args]
    return Grid(shape, tuple(function(*row) for row in zip(*columns, strict=True)))


def whole(op: str, grid: Grid) -> int:
    """The value of a whole-number scalar that is known when the sizes are."""
    value = grid.scalar.constant
    if isinstance(value, Fraction) and value.denominator == 1:
        return int(value)
    raise NoMeaning(op, "needs a whole number that is known when the sizes are")


def size_of(op: str, grid: Grid) -> int:
    n = whole(op, grid)
    if not 0 <= n <= MAX_SIZE:
        raise TooLarge(f"an array of {n} entries along an axis")
    return n


def option_whole(options: Options, name: str, default: int) -> int:
    value = options.get(name)
    return whole(name, value) if isinstance(value, Grid) else default


def option_entry(g: Graph, options: Options, name: str) -> Entry:
    value = options.get(name)
    return value.scalar if isinstance(value, Grid) else g.zero


def transposed(a: Grid) -> Grid:
    if len(a.shape) < 2:
        return a
    m, n = a.shape
    return Grid((n, m), tuple(a.entries[i * n + j] for j in range(n) for i in range(m)))


def matrix_product(g: Graph, a: Grid, b: Grid) -> Grid:
    """Matrix·matrix, matrix·vector, vector·matrix and vector·vector."""
    inner = a.shape[-1]
    if inner != b.shape[0]:
        raise NoMeaning("@", "inner dimensions differ")
    left = [a.entries[i : i + inner] for i in range(0, len(a.entries), inner)] if inner else [()] * prod(a.shape[:-1])
    width = prod(b.shape[1:])
    right = [b.entries[j::width] for j in range(width)]
    return Grid((*a.shape[:-1], *b.shape[1:]), tuple(g.dot(r, c) for r in left for c in right))


def identity(g: Graph, n: int) -> Grid:
    return built((n, n), lambda i, j: g.num(int(i == j)))


def scaled(g: Graph, a: Grid, factor: Entry) -> Grid:
    return Grid(a.shape, tuple(g.mul(factor, x) for x in a.entries))


def mean(g: Graph, items: Sequence[Entry]) -> Entry:
    return g.div(g.sum(items), g.num(len(items)))


def covariance(g: Graph, x: Sequence[Entry], y: Sequence[Entry]) -> Entry:
    """Biased: the mean of the products of deviations."""
    a, b = mean(g, x), mean(g, y)
    return mean(g, [g.mul(g.sub(p, a), g.sub(q, b)) for p, q in zip(x, y, strict=True)])


def _stack(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return Grid((len(args), *args[0].shape), tuple(e for a in args for e in a.entries))


def _block(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    if "rows" not in options:  # vectors and numbers, one after the other
        return vector([e for a in args for e in a.entries])
    height = option_whole(options, "rows", 1)
    width = len(args) // height
    rows = [args[i * width : (i + 1) * width] for i in range(height)]
    heights = [max((a.shape[0] for a in row if a.shape), default=0) for row in rows]
    widths = [max((row[j].shape[1] for row in rows if row[j].shape), default=0) for j in range(width)]
    for i, row in enumerate(rows):
        for j, a in enumerate(row):
            if a.shape and a.shape != (heights[i], widths[j]):
                raise NoMeaning("block", "shapes differ")
    cells = [
        tuple(a.at(k, c) if a.shape else a.scalar for a, w in zip(row, widths, strict=True) for c in range(w))
        for row, h in zip(rows, heights, strict=True)
        for k in range(h)
    ]
    return Grid((sum(heights), sum(widths)), tuple(e for line in cells for e in line))


def _extreme(op: str) -> Row:
    def row(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
        if len(args) > 1:
            return entrywise(op, lambda *items: g.make(op, *items), args)
        items = args[0].entries
        return scalar(g.make(op, *items) if len(items) > 1 else items[0] if items else g.undefined(f"{op} of nothing"))

    return row


def _sum(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(g.sum(args[0].entries))


def _mean(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(mean(g, args[0].entries))


def _trace(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(g.sum(args[0].at(i, i) for i in range(args[0].shape[0])))


def _triangle(keep: Callable[[int, int], bool]) -> Row:
    def row(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
        return built(args[0].shape, lambda i, j: args[0].at(i, j) if keep(i, j) else g.zero)

    return row


def _flip(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    parts = list(args[0].rows())[::-1]
    return Grid(args[0].shape, tuple(e for p in parts for e in p.entries))


def padded(g: Graph, a: Grid, before: int, after: int, axes: int) -> Grid:
    """Zeros around the last `axes` axes."""
    lead = len(a.shape) - axes
    shape = (*a.shape[:lead], *(n + before + after for n in a.shape[lead:]))

    def entry(*at: int) -> Entry:
        inside = (*at[:lead], *(i - before for i in at[lead:]))
        if all(0 <= i < n for i, n in zip(inside, a.shape, strict=True)):
            return a.at(*inside)
        return g.zero

    return built(shape, entry)


def _pad(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    widths = [size_of("pad", a) for a in args[1:]]
    return padded(g, args[0], widths[0], widths[-1], len(args[0].shape))


def diag(g: Graph, items: Sequence[Entry]) -> Grid:
    return built((len(items), len(items)), lambda i, j: items[i] if i == j else g.zero)


def diagonal(a: Grid) -> Grid:
    return vector([a.at(i, i) for i in range(min(a.shape))])


def _eye(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return identity(g, size_of("eye", args[0]))


def _filled(value: int) -> Row:
    def row(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
        return built([size_of("zeros", a) for a in args], lambda *at: g.num(value))

    return row


def _outer(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a, b = args
    return Grid((*a.shape, *b.shape), tuple(g.mul(x, y) for x in a.entries for y in b.entries))


def _dot(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(g.dot(args[0].entries, args[1].entries))


def _cross(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a, b = (x.entries for x in args)
    turns = ((1, 2), (2, 0), (0, 1))
    return vector([g.sub(g.mul(a[i], b[j]), g.mul(a[j], b[i])) for i, j in turns])


def _kron(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    a, b = args
    shape = [m * n for m, n in zip(a.shape, b.shape, strict=True)]

    def entry(*at: int) -> Entry:
        outer = [i // n for i, n in zip(at, b.shape, strict=True)]
        return g.mul(a.at(*outer), b.at(*(i % n for i, n in zip(at, b.shape, strict=True))))

    return built(shape, entry)


def _vec(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return vector(transposed(args[0]).entries)


def onehot(g: Graph, i: int, n: int) -> Grid:
    if not 1 <= i <= n:
        return vector([g.undefined(f"`onehot({i}, {n})`")] * n)
    return vector([g.num(int(k == i)) for k in range(1, n + 1)])


def _onehot(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    place, n = args[0].scalar, size_of("onehot", args[1])
    if place.constant is not None:
        return onehot(g, whole("onehot", args[0]), n)
    here = [g.make("==", place, g.num(k)) for k in range(1, n + 1)]
    outside = g.undefined(f"an index outside 1..{n}")
    return vector([g.choose(g.any(here), g.choose(test, g.one, g.zero), outside) for test in here])


def _cumsum(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    totals, running = [], g.zero
    for x in args[0].entries:
        running = g.add(running, x)
        totals.append(running)
    return vector(totals)


def _position(op: str) -> Row:
    """1-based place of the first extreme entry."""

    def row(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
        if not args[0].entries:
            return scalar(g.undefined(f"{op} of nothing"))
        best, *rest = args[0].entries
        place = g.one
        for k, x in enumerate(rest, start=2):
            place = g.choose(g.make(">" if op == "max" else "<", x, best), g.num(k), place)
            best = g.make(op, best, x)
        return scalar(place)

    return row


def _var(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(covariance(g, args[0].entries, args[0].entries))


def _std(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(g.make("sqrt", covariance(g, args[0].entries, args[0].entries)))


def _cov(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(covariance(g, args[0].entries, args[1].entries))


def _corr(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    x, y = (a.entries for a in args)
    spread = g.make("sqrt", g.mul(covariance(g, x, x), covariance(g, y, y)))
    return scalar(g.div(covariance(g, x, y), spread))


def _max_abs(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    sizes = [g.make("abs", e) for e in args[0].entries]
    return scalar(g.make("max", *sizes) if len(sizes) > 1 else sizes[0] if sizes else g.undefined("max of nothing"))


def _shape(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return vector([g.num(n) for n in args[0].shape])


def _size(g: Graph, args: Sequence[Grid], options: Options) -> Grid:
    return scalar(g.num(len(args[0].entries)))


ROWS: Mapping[str, Row] = {
    "@": lambda g, args, options: matrix_product(g, args[0], args[1]),
    "stack": _stack,
    "block": _block,
    "sum": _sum,
    "mean": _mean,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "transpose": lambda g, args, options: transposed(args[0]),
    "trace": _trace,
    "tril": _triangle(lambda i, j: i >= j),
    "triu": _triangle(lambda i, j: i <= j),
    "flip": _flip,
    "pad": _pad,
    "diag": lambda g, args, options: diag(g, args[0].entries),
    "diagonal": lambda g, args, options: diagonal(args[0]),
    "eye": _eye,
    "zeros": _filled(0),
    "ones": _filled(1),
    "outer": _outer,
    "dot": _dot,
    "cross": _cross,
    "kron": _kron,
    "vec": _vec,
    "onehot": _onehot,
    "cumsum": _cumsum,
    "argmax": _position("max"),
    "argmin": _position("min"),
    "var": _var,
    "std": _std,
    "cov": _cov,
    "corr": _corr,
    "max_abs": _max_abs,
    "shape": _shape,
    "size": _size,
}
