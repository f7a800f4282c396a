"""Through which places of its arguments each operator makes a part of its value.

One row per operator: `row(shapes of the arguments, part wanted, settings)` gives pairs of an argument and the part of
it that is read. A part has a set of 1-based places along each of its first axes, None for all of an axis; the axes that
it does not name are whole. An operator without a row reads its arguments whole, if its value is wanted whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from proofcheck.language.operators import VOCABULARY

Places = frozenset[int] | None
Wanted = tuple[Places, ...]
Shapes = Sequence[Sequence[int]]
Row = Callable[[Shapes, Wanted, Mapping[str, int]], Iterator[tuple[int, Wanted]]]


def trimmed(wanted: Sequence[Places]) -> Wanted:
    """Without whole axes at the end."""
    last = max((k for k, places in enumerate(wanted, start=1) if places is not None), default=0)
    return tuple(wanted[:last])


def _axis(wanted: Wanted, axis: int) -> Places:
    return wanted[axis] if axis < len(wanted) else None


def _listed(places: Places, length: int) -> Sequence[int]:
    return range(1, length + 1) if places is None else sorted(places)


def _mixed(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    """Every part depends on everything."""
    return ((k, ()) for k in range(len(shapes)))


def _entrywise(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    return ((k, wanted if shape else ()) for k, shape in enumerate(shapes))


def _extreme(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    """Of one array its extreme entry, of several values entry by entry."""
    return _entrywise(shapes, wanted if len(shapes) > 1 else (), settings)


def _stack(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    return ((k - 1, wanted[1:]) for k in _listed(_axis(wanted, 0), len(shapes)))


def _product(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    left = len(shapes[0]) - 1
    yield 0, trimmed(wanted[:left])
    yield 1, trimmed((None, *wanted[left:]))


def _transpose(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    yield 0, trimmed((_axis(wanted, 1), _axis(wanted, 0))) if len(shapes[0]) == 2 else wanted


def _outer(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    yield 0, trimmed(wanted[:1])
    yield 1, trimmed(wanted[1:])


def _diag(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    row, column = _axis(wanted, 0), _axis(wanted, 1)
    met = row if column is None else column if row is None else row & column
    if met is None or met:
        yield 0, trimmed((met,))


def _diagonal(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    for i in _listed(_axis(wanted, 0), min(shapes[0])):
        yield 0, (frozenset((i,)), frozenset((i,)))


def _triangle(keeps: Callable[[int, int], bool]) -> Row:
    def row(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
        for i in _listed(_axis(wanted, 0), shapes[0][0]):
            columns = frozenset(j for j in _listed(_axis(wanted, 1), shapes[0][1]) if keeps(i, j))
            if columns:
                yield 0, (frozenset((i,)), columns)

    return row


def _rows(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    """Along the last axis everything is mixed."""
    yield 0, trimmed(wanted[: len(shapes[0]) - 1])


def _columns(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    yield 0, trimmed((None, _axis(wanted, 1)))


def _flip(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    first = _axis(wanted, 0)
    turned = None if first is None else frozenset(shapes[0][0] + 1 - i for i in first)
    yield 0, trimmed((turned, *wanted[1:]))


def _cumsum(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    last = _axis(wanted, 0)
    yield 0, () if last is None else (frozenset(range(1, max(last, default=0) + 1)),)


def _attention(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
    yield 0, trimmed(wanted[:1])
    yield 1, ()
    yield 2, trimmed((None, _axis(wanted, 1)))


def _convolution(axes: int) -> Row:
    """The window of each output, as far as it lies inside the input."""

    def row(shapes: Shapes, wanted: Wanted, settings: Mapping[str, int]) -> Iterator[tuple[int, Wanted]]:
        x, kernel = shapes
        stride, padding, dilation = (
            settings.get(name, default) for name, default in (("stride", 1), ("padding", 0), ("dilation", 1))
        )
        head = len(x) - axes
        windows = []
        for k in range(axes):
            length, taps = x[head + k], kernel[len(kernel) - axes + k]
            output = (length + 2 * padding - dilation * (taps - 1) - 1) // stride + 1
            starts = _listed(_axis(wanted, head + k), output)
            read = ((n - 1) * stride + a * dilation - padding + 1 for n in starts for a in range(taps))
            windows.append(frozenset(i for i in read if 1 <= i <= length))
        if all(windows):
            yield 0, (*(None,) * head, *windows)
        yield 1, trimmed(wanted[:head])

    return row


PLACED: Mapping[str, Row] = {
    **{name: _entrywise for name, row in VOCABULARY.items() if row.entrywise},
    **dict.fromkeys(("min", "max"), _extreme),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>"), _mixed),
    **dict.fromkeys(
        ("sum", "mean", "inv", "pinv", "det", "logabsdet", "rank", "expm", "sqrtm", "dot", "norm",
         "sigma_max", "sigma_min", "sigma", "lambda_max", "lambda_min", "eigenvalues", "spectral_radius", "condition",
         "max_abs", "is_symmetric", "is_psd", "is_orthogonal", "is_singular", "var", "std", "cov", "corr",
         "argmax", "argmin", "logsumexp", "cross_entropy", "kl", "entropy"),
        _mixed,
    ),
    **dict.fromkeys(("eye", "zeros", "ones", "onehot"), _mixed),
    "stack": _stack,
    "@": _product,
    "transpose": _transpose,
    "trace": lambda shapes, wanted, settings: _diagonal(shapes, (), settings),
    "diagonal": _diagonal,
    "diag": _diag,
    "outer": _outer,
    "tril": _triangle(lambda i, j: i >= j),
    "triu": _triangle(lambda i, j: i <= j),
    "flip": _flip,
    "cumsum": _cumsum,
    **dict.fromkeys(("softmax", "log_softmax", "layernorm", "rmsnorm"), _rows),
    "batchnorm": _columns,
    "conv1d": _convolution(1),
    "conv2d": _convolution(2),
    "attention": _attention,
}  # fmt: skip
