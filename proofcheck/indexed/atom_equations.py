"""What defines operators on arrays that are not taken apart: roots, factors, pseudo-inverses, spectra.

Each equation holds wherever the operator has a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.indices import within
from proofcheck.indexed.partitions import combined, product
from proofcheck.indexed.properties import Equation
from proofcheck.indexed.terms import Abstract, Factor, Form
from proofcheck.language.types import Dim

_KNOWN = frozenset(("chol", "sqrtm", "pinv", "expm", "eigenvalues"))


def atoms_in(form: Form) -> Iterator[Factor]:
    """The operators on arrays in a form, inner ones first."""
    for term, _ in form.terms:
        for factor, _ in term.factors:
            for a in factor.args:
                yield from atoms_in(a.body)
            if factor.kind == "atom":
                yield factor


def equations(x: Algebra, form: Form) -> Iterator[Equation]:
    """The defining equations of the operators that occur in a form."""
    seen: set[tuple[str, str]] = set()
    for factor in atoms_in(form):
        matrix = factor.args[0]
        key = (factor.name, matrix.key)
        if factor.name not in _KNOWN or key in seen or any(n[0] in "~#@" for n in matrix.names):
            continue
        seen.add(key)
        if factor.name == "eigenvalues":
            yield from _spectrum(x, factor, matrix)
            continue
        for zero in _zeros(x, factor, matrix):
            legs = tuple((x.fresh(), d) for d in zero.shape if d is not None)
            with x.given(within_shape([n for n, _ in legs], zero.shape)):
                yield Equation(form=x.applied(zero, tuple(Dim.of(n) for n, _ in legs)), legs=legs)


def _spectrum(x: Algebra, factor: Factor, matrix: Abstract) -> Iterator[Equation]:
    """The sum of the eigenvalues is the trace; that of their squares the trace of the square."""
    length = matrix.shape[0]
    if length is None:
        return
    k, i = x.fresh(), x.fresh()
    value = x.factor(Factor(kind="atom", name=factor.name, at=(Dim.of(k),), args=factor.args, data=factor.data))
    for power, array in ((1, matrix), (2, product(x, matrix, matrix))):
        with x.given(within(Dim.of(i), Dim.ONE, length)):
            diagonal = x.applied(array, (Dim.of(i), Dim.of(i)))
        total = x.sum(x.power(value, Fraction(power)), k, Dim.ONE, length)
        yield Equation(form=x.sub(total, x.sum(diagonal, i, Dim.ONE, length)))


def _zeros(x: Algebra, factor: Factor, m: Abstract) -> Iterator[Abstract]:
    """Arrays that are 0 by what the operator means."""
    rows, cols = m.shape
    f = _array(x, (cols, rows) if factor.name == "pinv" else (rows, cols), lambda i, j: _entry(x, factor, i, j))
    pairs: tuple[tuple[tuple[Abstract, ...], tuple[Abstract, ...]], ...] = ()
    match factor.name:
        case "chol":
            pairs = (((f, turned(x, f)), (m,)),)
        case "sqrtm":
            pairs = ((f, f), (m,)), ((f, m), (m, f))
        case "expm":
            pairs = (((f, m), (m, f)),)
        case "pinv":
            g, n = turned(x, f), turned(x, m)
            pairs = ((m, f, m), (m,)), ((f, m, f), (f,)), ((m, f), (g, n)), ((f, m), (n, g))
    for left, right in pairs:
        yield combined(x, product(x, *left), product(x, *right), -1)


def _entry(x: Algebra, factor: Factor, row: Dim, column: Dim) -> Form:
    own = Factor(kind="atom", name=factor.name, at=(row, column), args=factor.args, data=factor.data)
    return x.made_form(own)


def _array(x: Algebra, shape: Sequence[Dim | None], body: Callable[[Dim, Dim], Form]) -> Abstract:
    i, j = x.fresh(), x.fresh()
    with x.given(within_shape((i, j), shape)):
        return x.abstract((i, j), shape, body(Dim.of(i), Dim.of(j)))


def turned(x: Algebra, array: Abstract) -> Abstract:
    """The transpose."""
    return _array(x, array.shape[::-1], lambda i, j: x.applied(array, (j, i)))
