"""Adjectives of variables: what they say of single entries, and the equations that they stand for.

An entry of a symmetric or skew matrix may be read in both orders, one of a diagonal or triangular matrix is 0 off its
place. Everything else becomes equations `form == 0` for all values of some indices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.claim import Given
from proofcheck.indexed.algebra import Algebra, Maker
from proofcheck.indexed.indices import at_least, equal_places, place_text
from proofcheck.indexed.rewriting import SKEW, SYMMETRIC
from proofcheck.indexed.terms import ONE_FORM, ZERO_FORM, Factor, Form
from proofcheck.language.types import Dim, Kind, kind_of, shape_of

_SYMMETRIC = frozenset(("symmetric", "positive definite", "positive semidefinite"))
_INVERSE_BY_TRANSPOSE = frozenset(("orthogonal", "permutation"))

FREE = "free"  # among the data of an entry: nothing is supposed of it, as it is being derived by or replaced
NONE: frozenset[str] = frozenset()

Properties = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """`form == 0` for all integers `legs`, each from 1 to its length."""

    form: Form
    legs: tuple[tuple[str, Dim], ...] = ()


def properties_of(givens: Iterable[Given]) -> Properties:
    return {g.name: frozenset(g.properties) for g in givens if g.properties}


def flags(properties: frozenset[str]) -> tuple[str, ...]:
    """What the entries of a variable say of the order of their indices."""
    if properties & _SYMMETRIC:
        return (SYMMETRIC,)
    return (SKEW,) if "skew" in properties else ()


def is_orthogonal(factor: Factor, properties: Properties) -> bool:
    """Whether it is an entry of an array whose inverse is its transpose."""
    own = properties.get(factor.name, NONE) if factor.kind == "entry" and FREE not in factor.data else NONE
    return bool(own & _INVERSE_BY_TRANSPOSE)


def entry_maker(properties: Properties) -> Maker:
    """How an entry is made, with what the adjectives say of it."""

    def made(x: Algebra, factor: Factor) -> Form | Factor:
        own = properties.get(factor.name)
        if own is None or len(factor.at) != 2 or FREE in factor.data:
            return factor
        row, column = factor.at
        if "diagonal" in own:
            entry = Factor(kind="entry", name=factor.name, at=(row, row))
            return x.where(x.factor(entry), [equal_places(row, column)])
        tests = []
        if "lower triangular" in own:
            tests.append(at_least(row, column))
        if "upper triangular" in own:
            tests.append(at_least(column, row))
        data = flags(own)
        sign, at = ordered(factor.at, data)
        if not sign:
            return ZERO_FORM
        entry = Factor(kind="entry", name=factor.name, at=at, data=data)
        tests = [t for t in tests if not x.facts.certain(t)]
        return x.where(x.scaled(x.factor(entry), sign), tests)

    return made


def ordered(at: tuple[Dim, ...], data: tuple[str | int, ...]) -> tuple[int, tuple[Dim, ...]]:
    """The two indices in the order of their text, and the sign that this makes; 0 on the diagonal of a skew array."""
    first, second = at
    if SKEW in data and first == second:
        return 0, at
    if (SYMMETRIC in data or SKEW in data) and place_text(second) < place_text(first):
        return (-1 if SKEW in data else 1), (second, first)
    return 1, at


def equations(x: Algebra, givens: Iterable[Given]) -> Iterator[Equation]:
    """What the adjectives say beyond single entries."""
    for given in givens:
        if kind_of(given.type) is Kind.COMPLEX:
            continue
        shape, own = shape_of(given.type), frozenset(given.properties)
        if len(shape) == 1:
            yield from _of_vector(x, given.name, shape[0], own)
        elif len(shape) == 2:
            yield from _of_matrix(x, given.name, shape, own)


def _entry(x: Algebra, name: str, *at: str) -> Form:
    made = x.made(Factor(kind="entry", name=name, at=tuple(map(Dim.of, at))))
    return x.factor(made) if isinstance(made, Factor) else made


def _same(x: Algebra, a: str, b: str) -> Form:
    return x.where(ONE_FORM, [equal_places(Dim.of(a), Dim.of(b))])


def _of_vector(x: Algebra, name: str, n: Dim, own: frozenset[str]) -> Iterator[Equation]:
    i, j = x.fresh(), x.fresh()
    entry = _entry(x, name, i)
    if own & {"probability", "one-hot"}:
        yield Equation(form=x.sub(x.sum(entry, i, Dim.ONE, n), ONE_FORM))
    if "unit" in own:
        yield Equation(form=x.sub(x.sum(x.power(entry, Fraction(2)), i, Dim.ONE, n), ONE_FORM))
    if "one-hot" in own:
        product = x.mul(entry, _entry(x, name, j))
        yield Equation(form=x.sub(product, x.mul(entry, _same(x, i, j))), legs=((i, n), (j, n)))


def _of_matrix(x: Algebra, name: str, shape: tuple[Dim, ...], own: frozenset[str]) -> Iterator[Equation]:
    rows, cols = shape
    i, j, k = x.fresh(), x.fresh(), x.fresh()

    def product(a: Form, b: Form, length: Dim, right: Form, legs: tuple[tuple[str, Dim], ...]) -> Equation:
        return Equation(form=x.sub(x.sum(x.mul(a, b), k, Dim.ONE, length), right), legs=legs)

    if own & {"orthogonal", "orthonormal columns", "permutation"}:
        legs = ((i, cols), (j, cols))
        yield product(_entry(x, name, k, i), _entry(x, name, k, j), rows, _same(x, i, j), legs)
    if own & _INVERSE_BY_TRANSPOSE:
        legs = ((i, rows), (j, rows))
        yield product(_entry(x, name, i, k), _entry(x, name, j, k), cols, _same(x, i, j), legs)
    if "projection" in own:
        legs = ((i, rows), (j, cols))
        yield product(_entry(x, name, i, k), _entry(x, name, k, j), rows, _entry(x, name, i, j), legs)
    if own & {"stochastic", "doubly stochastic", "permutation"}:
        yield product(_entry(x, name, i, k), ONE_FORM, cols, ONE_FORM, ((i, rows),))
    if own & {"doubly stochastic", "permutation"}:
        yield product(_entry(x, name, k, i), ONE_FORM, rows, ONE_FORM, ((i, cols),))
    if "permutation" in own:
        for a, b in (((i, j), (i, k)), ((j, i), (k, i))):
            form = x.mul(_entry(x, name, *a), x.sub(_entry(x, name, *b), _same(x, j, k)))
            yield Equation(form=form, legs=((i, rows), (j, rows), (k, rows)))
