"""What a declaration asks of a value, as boolean entries: its kind, its domain, its adjectives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from proofcheck.claim import Given
from proofcheck.language.tree import Apply, Domain, Node
from proofcheck.language.types import Kind, kind_of
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.arrays import matrix_product, transposed
from proofcheck.meaning.factors import (
    determinant,
    has_orthonormal_columns,
    is_positive_definite,
    is_psd,
    is_symmetric,
    matrix_power,
    rank,
    same,
)
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.scope import Expands, Scope


def conditions(x: Expands, given: Given, value: Grid, scope: Scope) -> Iterator[Entry]:
    """Every condition on a given, each a boolean entry. Errors: NoMeaning."""
    g = x.graph
    if kind_of(given.type) is Kind.INTEGER:
        yield from (g.make("==", g.make("floor", e), e) for e in value.entries)
    yield from in_domain(x, given.domain, value, scope)
    for name in given.properties:
        rule = ADJECTIVES.get(name)
        if rule is None:
            raise NoMeaning(name, "an unknown adjective")
        yield rule(g, value)


def in_domain(x: Expands, domain: Domain, value: Grid, scope: Scope) -> Iterator[Entry]:
    """That every entry lies in a domain."""
    g = x.graph
    for bound, is_open, order in ((domain.lower, domain.lower_open, ">"), (domain.upper, domain.upper_open, "<")):
        if bound is not None and not _infinite(bound):
            end = x.expand(bound, scope).scalar
            yield from (g.make(order if is_open else f"{order}=", e, end) for e in value.entries)
    if domain.members is not None:
        members = [x.expand(m, scope).scalar for m in domain.members]
        yield from (g.any(g.make("==", e, m) for m in members) for e in value.entries)
    for node in domain.excluded:
        point = x.expand(node, scope).scalar
        yield from (g.make("!=", e, point) for e in value.entries)


def _infinite(bound: Node) -> bool:
    match bound:
        case Apply(op="oo"):
            return True
        case Apply(op="neg", args=(Apply(op="oo"),)):
            return True
    return False


def _zero_where(test: Callable[[int, int], bool]) -> Callable[[Graph, Grid], Entry]:
    def rule(g: Graph, a: Grid) -> Entry:
        m, n = a.shape
        return g.all(g.make("==", a.at(i, j), g.zero) for i in range(m) for j in range(n) if test(i, j))

    return rule


def _skew(g: Graph, a: Grid) -> Entry:
    n = a.shape[0]
    return g.all(g.make("==", a.at(i, j), g.neg(a.at(j, i))) for i in range(n) for j in range(i + 1))


def _symmetric_and(test: Callable[[Graph, Grid], Entry]) -> Callable[[Graph, Grid], Entry]:
    return lambda g, a: g.all((is_symmetric(g, a), test(g, a)))


def _zero_one(g: Graph, a: Grid) -> Entry:
    return g.all(g.any((g.make("==", e, g.zero), g.make("==", e, g.one))) for e in a.entries)


def _nonnegative(g: Graph, a: Grid) -> Entry:
    return g.all(g.make(">=", e, g.zero) for e in a.entries)


def _sums_to_one(g: Graph, a: Grid) -> Entry:
    """A vector, or every row of a matrix."""
    width = a.shape[-1]
    lines = [a.entries[i : i + width] for i in range(0, len(a.entries), width)] if width else []
    return g.all(g.make("==", g.sum(line), g.one) for line in lines)


def _probability(g: Graph, a: Grid) -> Entry:
    return g.all((_nonnegative(g, a), g.make("==", g.sum(a.entries), g.one)))


def _stochastic(g: Graph, a: Grid) -> Entry:
    return g.all((_nonnegative(g, a), _sums_to_one(g, a)))


def _doubly_stochastic(g: Graph, a: Grid) -> Entry:
    return g.all((_stochastic(g, a), _sums_to_one(g, transposed(a))))


def _one_hot(g: Graph, a: Grid) -> Entry:
    """One 1 and zeros: of a vector, or of every row of a matrix."""
    return g.all((_zero_one(g, a), _sums_to_one(g, a)))


def _permutation(g: Graph, a: Grid) -> Entry:
    return g.all((_one_hot(g, a), _sums_to_one(g, transposed(a))))


def _unit(g: Graph, a: Grid) -> Entry:
    moduli = [g.make("abs", e) if e.sign < 0 else e for e in a.entries]
    return g.make("==", g.sum(g.mul(e, e) for e in moduli), g.one)


def _orthogonal(g: Graph, a: Grid) -> Entry:
    return has_orthonormal_columns(g, a) if a.shape[0] == a.shape[1] else g.false


def _nilpotent(g: Graph, a: Grid) -> Entry:
    power = matrix_power(g, a, a.shape[0])
    return g.all(g.make("==", e, g.zero) for e in power.entries)


def _full_rank(g: Graph, a: Grid) -> Entry:
    return g.make("==", rank(g, a), g.num(min(a.shape)))


ADJECTIVES: Mapping[str, Callable[[Graph, Grid], Entry]] = {
    "symmetric": is_symmetric,
    "skew": _skew,
    "positive definite": _symmetric_and(is_positive_definite),
    "positive semidefinite": _symmetric_and(is_psd),
    "orthogonal": _orthogonal,
    "orthonormal columns": has_orthonormal_columns,
    "full rank": _full_rank,
    "invertible": lambda g, a: g.make("!=", determinant(g, a), g.zero),
    "diagonal": _zero_where(lambda i, j: i != j),
    "lower triangular": _zero_where(lambda i, j: i < j),
    "upper triangular": _zero_where(lambda i, j: i > j),
    "rank one": lambda g, a: g.make("==", rank(g, a), g.one),
    "permutation": _permutation,
    "unit": _unit,
    "probability": _probability,
    "one-hot": _one_hot,
    "stochastic": _stochastic,
    "doubly stochastic": _doubly_stochastic,
    "nilpotent": _nilpotent,
    "projection": lambda g, a: same(g, matrix_product(g, a, a), a),
}
