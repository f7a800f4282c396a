"""Array operators as forms: products, literals, reorderings, reductions, statistics. One row per operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from proofcheck.indexed.derivative import matprod
from proofcheck.indexed.indices import Condition, at_least, equal_places, names_in, within
from proofcheck.indexed.reading import Place, Reader, Row, Scope
from proofcheck.indexed.terms import ONE_FORM, ZERO_FORM, Form
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Dim, shape_of
from proofcheck.meaning import NoMeaning

ONE = Dim.ONE
MAX_POWER = 6


def axes(node: Node) -> int:
    return len(shape_of(node.type))


def entries(r: Reader, node: Node, scope: Scope, body: Callable[[Form], Form] | None = None) -> Form:
    """The sum of (a function of) all entries."""
    shape = r.shape(node, scope)

    def inner(at: Place) -> Form:
        if len(at) == len(shape):
            form = r.entry(node, at, scope)
            return form if body is None else body(form)
        return r.contraction(shape[len(at)], ((node, len(at)),), scope, lambda i: inner((*at, i)))

    return inner(())


def size_of(r: Reader, node: Node, scope: Scope) -> Form:
    total = ONE
    for d in r.shape(node, scope):
        total = total * d
    return r.x.size(total)


def over(r: Reader, a: Form, b: Form) -> Form:
    r.divided(b)
    return r.x.mul(a, r.x.power(b, Fraction(-1)))


def average(r: Reader, node: Node, scope: Scope) -> Form:
    return over(r, entries(r, node, scope), size_of(r, node, scope))


def _product(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = node.args
    rows, inner = place[: axes(a) - 1], r.shape(a, scope)[-1]
    columns = place[axes(a) - 1 :]
    return r.contraction(
        inner,
        ((a, axes(a) - 1), (b, 0)),
        scope,
        lambda j: r.x.mul(r.entry(a, (*rows, j), scope), r.entry(b, (j, *columns), scope)),
    )


def _dot(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = node.args
    return r.contraction(
        r.shape(a, scope)[0],
        ((a, axes(a) - 1), (b, 0)),
        scope,
        lambda j: r.x.mul(r.entry(a, (j,), scope), r.entry(b, (j,), scope)),
    )


def _outer(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = node.args
    return r.x.mul(r.entry(a, place[: axes(a)], scope), r.entry(b, place[axes(a) :], scope))


def _transpose(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.entry(node.args[0], place[::-1], scope)


def _trace(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    (a,) = node.args
    return r.contraction(r.shape(a, scope)[0], ((a, 0), (a, 1)), scope, lambda i: r.entry(a, (i, i), scope))


def _sum(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return entries(r, node.args[0], scope)


def _mean(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return average(r, node.args[0], scope)


def _diag(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    i, j = place
    return r.x.where(r.entry(node.args[0], (i,), scope), [equal_places(i, j)])


def _diagonal(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.entry(node.args[0], (place[0], place[0]), scope)


def _eye(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.x.where(ONE_FORM, [equal_places(*place)])


def _zeros(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return ZERO_FORM


def _ones(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return ONE_FORM


def _onehot(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.x.where(ONE_FORM, [equal_places(place[0], r.index(node.args[0], scope))])


def _cross(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = node.args
    x, at = r.x, [Dim.of(k) for k in (1, 2, 3)]
    parts = []
    for k, (p, q) in enumerate(((1, 2), (2, 0), (0, 1))):
        turn = x.sub(
            x.mul(r.entry(a, (at[p],), scope), r.entry(b, (at[q],), scope)),
            x.mul(r.entry(a, (at[q],), scope), r.entry(b, (at[p],), scope)),
        )
        parts.append(x.where(turn, [equal_places(place[0], at[k])]))
    return x.add(*parts)


def _kron(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = node.args
    outside, inside = [], []
    for p, n in zip(place, r.shape(b, scope), strict=True):
        high, low = r.split(p, n)
        outside.append(high)
        inside.append(low)
    return r.x.mul(r.entry(a, tuple(outside), scope), r.entry(b, tuple(inside), scope))


def _vec(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """Column by column."""
    (a,) = node.args
    if axes(a) == 1:
        return r.entry(a, place, scope)
    column, row = r.split(place[0], r.shape(a, scope)[0])
    return r.entry(a, (row, column), scope)


def _stack(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    known = place[0].constant
    if known is not None:
        if not 1 <= known <= len(node.args):
            raise NoMeaning("stack", "an index outside")
        return r.entry(node.args[known - 1], place[1:], scope)
    parts = [
        r.x.where(r.entry(a, place[1:], scope), [equal_places(place[0], Dim.of(k))]) for k, a in enumerate(node.args, 1)
    ]
    return r.x.add(*parts)


def _block(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    if node.option("rows") is None:
        lengths = [r.shape(a, scope)[0] if axes(a) else ONE for a in node.args]
        return r.x.add(
            *_stretches(
                r, place[0], lengths, lambda k, i: r.entry(node.args[k], (i,) if axes(node.args[k]) else (), scope)
            )
        )
    height = r.whole(node.option("rows"), 1, scope).constant
    if not height:
        raise NoMeaning("block", "rows that are no number")
    width = len(node.args) // height
    grid = [node.args[k * width : (k + 1) * width] for k in range(height)]
    heights = [next((r.shape(a, scope)[0] for a in row if axes(a)), Dim(())) for row in grid]
    widths = [next((r.shape(row[k], scope)[1] for row in grid if axes(row[k])), Dim(())) for k in range(width)]

    def cell(k: int, m: int, i: Dim, j: Dim) -> Form:
        a = grid[k][m]
        return r.entry(a, (i, j) if axes(a) else (), scope)

    rows = _stretches(
        r, place[0], heights,
        lambda k, i: r.x.add(*_stretches(r, place[1], widths, lambda m, j: cell(k, m, i, j))),
    )  # fmt: skip
    return r.x.add(*rows)


def _stretches(r: Reader, place: Dim, lengths: list[Dim], part: Callable[[int, Dim], Form]) -> list[Form]:
    """The parts of an axis one after the other, each where the place lies in it."""
    found, before = [], Dim(())
    for k, length in enumerate(lengths):
        inside = within(place, before + ONE, before + length)
        if not any(map(r.x.facts.impossible, inside)):
            with r.x.given(inside):
                form = part(k, place - before)
            found.append(r.x.where(form, inside))
        before = before + length
    return found


def _triangle(keep: Callable[[Dim, Dim], Condition]) -> Row:
    def row(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
        return r.x.where(r.entry(node.args[0], place, scope), [keep(*place)])

    return row


def _flip(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    (a,) = node.args
    return r.entry(a, (r.shape(a, scope)[0] + ONE - place[0], *place[1:]), scope)


def padded(r: Reader, a: Node, place: Place, before: Dim, axes_padded: int, scope: Scope) -> Form:
    """The entry of an array with zeros around its last axes."""
    shape = r.shape(a, scope)
    lead = len(shape) - axes_padded
    inner = (*place[:lead], *(p - before for p in place[lead:]))
    tests = [c for i, n in zip(inner[lead:], shape[lead:], strict=True) for c in within(i, ONE, n)]
    if any(map(r.x.facts.impossible, tests)):
        return ZERO_FORM
    with r.x.given(tests):
        form = r.entry(a, inner, scope)
    return r.x.where(form, tests)


def _pad(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return padded(r, node.args[0], place, r.index(node.args[1], scope), axes(node.args[0]), scope)


def _cumsum(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.summed([place[0]], lambda j: r.entry(node.args[0], (j,), scope))


def _power(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """A matrix times itself; a negative power by the inverse."""
    a, exponent = node.args
    n = r.shape(a, scope)[0]
    k = r.index(exponent, scope)
    with r.over(n, n) as (i, j):
        form = r.entry(a, (i, j), scope)
        names = (r.x.fresh(), *names_in(i), *names_in(j))
    body = r.x.abstract(names, (None, n, n), form)
    known = k.constant
    if known is None:
        if not r.x.facts.certain(Condition(k)):
            raise NoMeaning("power", "with an exponent that may be negative")
        return matprod(r.x, body, ONE, k, *place)
    if not 0 <= known <= MAX_POWER:
        if known < 0:
            raise NoMeaning("power", "of an inverse")
        return matprod(r.x, body, ONE, k, *place)
    return _repeated(r, body_at(r, a, scope), known, place, n)


def body_at(r: Reader, a: Node, scope: Scope) -> Callable[[Dim, Dim], Form]:
    return lambda i, j: r.entry(a, (i, j), scope)


def _repeated(r: Reader, entry: Callable[[Dim, Dim], Form], k: int, place: Place, n: Dim) -> Form:
    if k == 0:
        return r.x.where(ONE_FORM, [equal_places(*place)])
    if k == 1:
        return entry(*place)
    return r.summed([n], lambda j: r.x.mul(_repeated(r, entry, k - 1, (place[0], j), n), entry(j, place[1])))


def _variance(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return covariance(r, node.args[0], node.args[0], scope)


def covariance(r: Reader, a: Node, b: Node, scope: Scope) -> Form:
    """Biased: the mean of the products, less the product of the means."""
    x = r.x
    length = r.shape(a, scope)[0]
    products = r.summed([length], lambda i: x.mul(r.entry(a, (i,), scope), r.entry(b, (i,), scope)))
    mean = over(r, products, size_of(r, a, scope))
    return x.sub(mean, x.mul(average(r, a, scope), average(r, b, scope)))


def _deviation(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return r.x.power(covariance(r, node.args[0], node.args[0], scope), Fraction(1, 2))


def _correlation(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a, b = node.args
    spread = r.x.mul(covariance(r, a, a, scope), covariance(r, b, b, scope))
    root = r.x.power(spread, Fraction(1, 2))
    return over(r, covariance(r, a, b, scope), root)


def opaque(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    """An operator on arrays that is known by its arguments alone."""
    return r.atom(node.op, [r.abstract(a, scope) for a in node.args], place)


def _determinant_size(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    determinant = r.atom("det", [r.abstract(node.args[0], scope)])
    return r.x.function("log", r.x.function("abs", determinant))


def _condition(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    a = r.abstract(node.args[0], scope)
    return over(r, r.atom("sigma_max", [a]), r.atom("sigma_min", [a]))


def _shape(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    lengths, k = r.shape(node.args[0], scope), place[0].constant
    if k is not None:
        return r.x.size(lengths[k - 1])
    parts = [r.x.where(r.x.size(d), [equal_places(place[0], Dim.of(i))]) for i, d in enumerate(lengths, 1)]
    return r.x.add(*parts)


def _count(r: Reader, node: Apply, place: Place, scope: Scope) -> Form:
    return size_of(r, node.args[0], scope)


ROWS: Mapping[str, Row] = {
    "@": _product,
    "dot": _dot,
    "outer": _outer,
    "transpose": _transpose,
    "trace": _trace,
    "sum": _sum,
    "mean": _mean,
    "diag": _diag,
    "diagonal": _diagonal,
    "eye": _eye,
    "zeros": _zeros,
    "ones": _ones,
    "onehot": _onehot,
    "cross": _cross,
    "kron": _kron,
    "vec": _vec,
    "stack": _stack,
    "block": _block,
    "tril": _triangle(lambda i, j: at_least(i, j)),
    "triu": _triangle(lambda i, j: at_least(j, i)),
    "flip": _flip,
    "pad": _pad,
    "cumsum": _cumsum,
    "power": _power,
    "var": _variance,
    "std": _deviation,
    "cov": lambda r, n, p, s: covariance(r, n.args[0], n.args[1], s),
    "corr": _correlation,
    "logabsdet": _determinant_size,
    "condition": _condition,
    "shape": _shape,
    "size": _count,
    **dict.fromkeys(
        (
            "inv", "det", "pinv", "rank", "chol", "expm", "sqrtm", "sigma_max", "sigma_min", "sigma", "lambda_max",
            "lambda_min", "eigenvalues", "spectral_radius", "argmax", "argmin",
        ),
        opaque,
    ),
}  # fmt: skip
