"""Forms as matrix words, rules from equations between words, and rules applied to products."""

from __future__ import annotations

import pytest
from matrix_equations import proves, stated

from proofcheck.indexed.algebra import within_shape
from proofcheck.indexed.completion import completed, rewrite
from proofcheck.indexed.normal import reader_of
from proofcheck.indexed.reading import Reader, Scope
from proofcheck.indexed.rewriting import rewritten
from proofcheck.indexed.words import Words, value_of, words_of
from proofcheck.inference.context import Context
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Dim, shape_of

WRITTEN = {  # an expression and how many words and letters it has
    "product": ("A @ B @ x", 1, [3]),
    "transpose": ("A.T @ B.T", 1, [2]),
    "sum": ("A @ B + 2*C", 2, [1, 2]),
    "identity": ("A + a*eye(n)", 2, [0, 1]),
    "outer": ("outer(A @ x, y)", 1, [3]),
    "inverse": ("inv(A + B) @ C", 1, [2]),
    "ones": ("A @ ones(n)", 1, [2]),
    "diagonal-between": ("A @ diag(x) @ B", 1, [3]),
    "diagonal-first": ("diag(exp(x)) @ A", 1, [2]),
    "scalar-in-front": ("dot(x, y)*A", 1, [1]),
    "hadamard": ("A*B", 1, [1]),
    "skew": ("K.T @ x", 1, [2]),
    "bilinear": ("x @ A @ y", 1, [3]),
}


def read(text: str) -> tuple[Reader, Node]:
    claim = stated(f"{text} == {text}")
    node = claim.links[0].node
    assert isinstance(node, Apply)
    return reader_of(Context(claim=claim)), node.args[0]


@pytest.mark.parametrize("name", WRITTEN)
def test_words_have_the_value_of_the_form(name: str) -> None:
    text, count, lengths = WRITTEN[name]
    reader, node = read(text)
    x = reader.x
    legs = tuple((x.fresh(), d) for d in shape_of(node.type))
    at = tuple(Dim.of(n) for n, _ in legs)
    with x.given(within_shape([n for n, _ in legs], [d for _, d in legs])):
        form = reader.entry(node, at, reader.kept(Scope()))
        words = words_of(x, form, legs)
        assert words is not None
        ends = (*at, None, None)
        assert value_of(x, words, ends[0], ends[1]) == form
    assert len(words) == count
    assert sorted(len(w.letters) for w in words) == lengths


def test_a_trace_is_no_word() -> None:
    reader, node = read("trace(A @ B)")
    assert words_of(reader.x, reader.entry(node, (), reader.kept(Scope())), ()) is None


def equation(reader: Reader, left: Node, right: Node) -> Words:
    x = reader.x
    legs = tuple((x.fresh(), d) for d in shape_of(left.type))
    at = tuple(Dim.of(n) for n, _ in legs)
    with x.given(within_shape([n for n, _ in legs], [d for _, d in legs])):
        form = x.sub(*(reader.entry(n, at, reader.kept(Scope())) for n in (left, right)))
        words = words_of(x, form, legs)
    assert words is not None
    return words


def test_overlaps_give_consequences() -> None:
    """From A B == 1 and B C == 1 follows A == C."""
    claim = stated("A @ B == eye(n) and B @ C == eye(n)")
    conjunction = claim.links[0].node
    assert isinstance(conjunction, Apply)
    reader = reader_of(Context(claim=claim))
    sides = [part.args for part in conjunction.args if isinstance(part, Apply)]
    rules, left = completed(reader.x, [equation(reader, a, b) for a, b in sides])
    assert not left
    assert any(len(lead.letters) == 1 for lead, _ in rules)


@pytest.mark.parametrize(
    ("text", "applies"),
    [
        ("A @ B @ x", True),
        ("x @ A @ B @ y", True),
        ("trace(A @ B)", True),
        ("B @ A", False),
        ("A.T @ B", False),
        ("sum(A[i, j]*B[j, i]*x[j] for i in 1..n, j in 1..n)", False),
        ("sum(A[1, i]*B[i, 1] for i in 1..n - 1)", False),
    ],
)
def test_a_rule_is_used_where_its_left_side_stands(text: str, applies: bool) -> None:
    claim = stated(f"{text} == {text}", "A @ B == eye(n)")
    node, fact = claim.links[0].node, claim.assumptions[0]
    assert isinstance(node, Apply)
    assert isinstance(fact, Apply)
    reader = reader_of(Context(claim=claim))
    x = reader.x
    rules = [rewrite(x, r) for r in completed(x, [equation(reader, *fact.args)])[0]]
    legs = [x.fresh() for _ in shape_of(node.args[0].type)]
    with x.given(within_shape(legs, shape_of(node.args[0].type))):
        form = reader.entry(node.args[0], tuple(map(Dim.of, legs)), reader.kept(Scope()))
        drafts = [d for t, c in form.terms for d in x.openings(t, c)]
        used = any(rewritten(x, d, r) is not None for d in drafts for r in rules if r is not None)
    assert used is applies


TRUE = {
    "pseudo-inverse": ("X @ pinv(X) @ X == X", ""),
    "pseudo-inverse-of-invertible": ("pinv(G) == inv(G)", ""),
    "cholesky": ("chol(P) @ chol(P).T == P", ""),
    "root": ("sqrtm(P) @ sqrtm(P) == P", ""),
    "exponential-commutes": ("expm(A) @ A == A @ expm(A)", ""),
    "exponential-inverse": ("inv(expm(A)) == expm(-A)", ""),
    "exponential-determinant": ("det(expm(A)) == exp(trace(A))", ""),
    "eigenvalues": ("sum(eigenvalues(S)) == trace(S)", ""),
    "one-sided-inverse": ("B @ A == eye(n)", "A @ B == eye(n)"),
    "form-of-rank-one-update": ("x @ inv(P + outer(x, x)) @ x == x @ inv(P) @ x/(1 + x @ inv(P) @ x)", ""),
    "scaled-rows": ("inv(diag(x) @ A) == inv(A) @ diag(1/x)", ""),
}
FALSE = {
    "pseudo-inverse": ("pinv(X) @ X == eye(n)", ""),
    "pseudo-inverse-of-product": ("pinv(A @ B) == pinv(B) @ pinv(A)", ""),
    "cholesky": ("chol(P).T @ chol(P) == P", ""),
    "exponential": ("expm(A + B) == expm(A) @ expm(B)", ""),
    "exponential-determinant": ("det(expm(A)) == exp(det(A))", ""),
    "eigenvalues": ("sum(eigenvalues(S)) == det(S)", ""),
    "one-sided-inverse": ("V @ U == eye(m)", "U @ V == eye(n)"),
    "scaled-rows": ("inv(diag(x) @ A) == diag(1/x) @ inv(A)", ""),
}


@pytest.mark.parametrize("name", TRUE)
def test_identities(name: str) -> None:
    assert proves(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_near_misses(name: str) -> None:
    assert not proves(*FALSE[name])
