"""Rules of inverses, determinants and adjectives, broken: then a false twin is equal, and the kernel tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from matrix_equations import fails_somewhere, proves

from proofcheck.indexed import (
    assumptions,
    cancellation,
    completion,
    determinant,
    inverse,
    linear,
    matrix_powers,
    normal,
    partitions,
    properties,
    reading_calculus,
    reading_linear,
    rewriting,
)
from proofcheck.indexed.terms import Factor
from proofcheck.language.dims import number
from proofcheck.language.tree import Node
from proofcheck.language.types import Dim

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A relation that is false, and what breaks a rule so that it seems true."""

    relation: str
    breaks: Callable[[Patch], None]
    assume: str = ""


def _unreversed(patch: Patch) -> None:
    """inv(A B) == inv(A) inv(B)."""
    real = inverse.peeled

    def wrong(words, keep):  # type: ignore[no-untyped-def]
        before, middle, after = real(words, keep)
        return [], middle, [*reversed(after), *reversed(before)]

    patch.setattr(inverse, "peeled", wrong)


def _slope_without_sign(patch: Patch) -> None:
    real = inverse.slope_of_inverse
    slopes = {**linear.ATOM_SLOPES, "inv": lambda x, f, s: x.scaled(real(x, f, s), -1)}
    patch.setattr(normal, "ATOM_SLOPES", slopes)


def _slope_by_transpose(patch: Patch) -> None:
    """∂det(M) == Σ adj(M)[i, j] ∂M[i, j]."""

    def wrong(x, factor, slope):  # type: ignore[no-untyped-def]
        matrix = factor.args[0]
        weight = lambda i, j: x.made_form(Factor(kind="atom", name="adj", at=(i, j), args=(matrix,)))  # noqa: E731
        return inverse.entrywise_slope(x, matrix, slope, weight)

    patch.setattr(normal, "ATOM_SLOPES", {**linear.ATOM_SLOPES, "det": wrong})


def _scale_of_determinant(patch: Patch) -> None:
    """det(c M) == c det(M)."""
    real = determinant.plain
    patch.setattr(determinant, "plain", lambda dim: real(dim) if isinstance(real(dim), Fraction) else Fraction(1))


def _orthogonal_determinant(patch: Patch) -> None:
    """det(Q) == 1."""
    real = determinant.Determinants.made

    def wrong(self, x, factor):  # type: ignore[no-untyped-def]
        return x.number(1) if determinant._is_orthogonal(factor.args[0], self._properties) else real(self, x, factor)

    patch.setattr(determinant.Determinants, "made", wrong)


def _sum_of_blocks(patch: Patch) -> None:
    """The Schur complement with a plus."""
    real = partitions.combined
    patch.setattr(partitions, "combined", lambda x, a, b, sign: real(x, a, b, 1))


def _swapped_kronecker(patch: Patch) -> None:
    real = reading_linear._inverse

    def wrong(r, node, place, scope):  # type: ignore[no-untyped-def]
        inner = reading_linear._square_factors(node)
        if inner is None:
            return real(r, node, place, scope)
        return real(r, replace(node, args=(replace(inner, args=inner.args[::-1]),)), place, scope)

    patch.setattr(normal, "ROWS", {**normal.ROWS, "inv": wrong})


def _unsigned_skew(patch: Patch) -> None:
    real = properties.ordered
    patch.setattr(properties, "ordered", lambda at, data: (abs(real(at, data)[0]), real(at, data)[1]))


def _columns_are_rows(patch: Patch) -> None:
    """Orthonormal columns taken for a matrix that is orthogonal on both sides."""
    patch.setattr(properties, "_INVERSE_BY_TRANSPOSE", frozenset(("orthogonal", "orthonormal columns")))


def _no_free_entries(patch: Patch) -> None:
    """A derivative by entries that are known to be equal."""
    patch.setattr(reading_calculus, "structured", lambda r, name: frozenset())


def _any_range(patch: Patch) -> None:
    """An occurrence of the left side over another range."""
    real = rewriting._dummies

    def wrong(draft, rewrite, values, used):  # type: ignore[no-untyped-def]
        found = draft.copy()
        found.where = [c.put(values) for c in rewrite.where]
        return real(found, rewrite, values, used)

    patch.setattr(rewriting, "_dummies", wrong)


def _unnatural(patch: Patch) -> None:
    """A power with an exponent that may be negative."""
    patch.setattr(matrix_powers, "Condition", lambda dim: matrix_powers.equal_places(Dim.ONE, Dim.ONE))


def _all_of_the_range(patch: Patch) -> None:
    """A fact about a part of a range used for all of it."""
    real = assumptions._of

    def wrong(r, fact: Node, scope, legs):  # type: ignore[no-untyped-def]
        if hasattr(fact, "binders"):
            fact = replace(fact, binders=tuple(replace(b, lower=ONE) for b in fact.binders))
        return real(r, fact, scope, legs)

    patch.setattr(assumptions, "_of", wrong)


def _lost_rest(patch: Patch) -> None:
    """An equation solved for one word, the others forgotten but for the last."""
    real = completion.oriented

    def wrong(x, words, short):  # type: ignore[no-untyped-def]
        rule = real(x, words, short)
        return None if rule is None else (rule[0], dict(list(rule[1].items())[-1:]))

    patch.setattr(completion, "oriented", wrong)


def _inverse_in_branches(patch: Patch) -> None:
    """What an inverse says used where it is not evaluated."""
    real = cancellation.Setting
    patch.setattr(normal, "Setting", lambda **fields: real(**{**fields, "clear": True}))


ONE = number(1)

RULES = {
    "inverse-of-product": Broken(relation="inv(A @ B) == inv(A) @ inv(B)", breaks=_unreversed),
    "derivative-of-inverse": Broken(
        relation="diff(inv(F(t)), t) == inv(F(t)) @ diff(F(t), t) @ inv(F(t))", breaks=_slope_without_sign
    ),
    "derivative-of-determinant": Broken(relation="grad(det(Z), Z) == det(Z)*inv(Z)", breaks=_slope_by_transpose),
    "scaled-determinant": Broken(relation="det(3*A) == 3*det(A)", breaks=_scale_of_determinant),
    "orthogonal-determinant": Broken(relation="det(Q) == 1", breaks=_orthogonal_determinant),
    "schur-complement": Broken(
        relation="det(block([[G, U], [V, D]])) == det(G)*det(D + V @ inv(G) @ U)", breaks=_sum_of_blocks
    ),
    "kronecker-inverse": Broken(relation="inv(kron(A, B)) == kron(inv(B), inv(A))", breaks=_swapped_kronecker),
    "skew": Broken(relation="x @ K @ y == y @ K @ x", breaks=_unsigned_skew),
    "orthonormal-columns": Broken(relation="O @ O.T == eye(m)", breaks=_columns_are_rows),
    "derivative-by-symmetric": Broken(relation="grad(y @ S @ x, S) == outer(x, y)", breaks=_no_free_entries),
    "range": Broken(relation="sum(x[i]**2 for i in 2..n) == 1", breaks=_any_range, assume="dot(x, x) == 1"),
    "powers": Broken(relation="matprod(A for i in 1..k - 2) @ A == matprod(A for i in 1..k - 1)", breaks=_unnatural),
    "assumption": Broken(relation="A @ x == A @ y", breaks=_all_of_the_range, assume="forall i in 2..n: x[i] == y[i]"),
    "orientation": Broken(relation="A @ x == y", breaks=_lost_rest, assume="A @ x == y + z"),
    "branches": Broken(
        relation="(trace(inv(E)) if t > 0 else trace(E)) == (trace(inv(E) @ E @ E) if t > 0 else n)",
        breaks=_inverse_in_branches,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_broken_rule_proves_what_is_false(name: str, monkeypatch: Patch) -> None:
    row = RULES[name]
    assert not proves(row.relation, row.assume)
    row.breaks(monkeypatch)
    assert proves(row.relation, row.assume)


@pytest.mark.parametrize("name", RULES)
def test_the_kernel_tells(name: str) -> None:
    assert fails_somewhere(RULES[name].relation, RULES[name].assume)
