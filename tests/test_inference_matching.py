"""Formulas compared and matched: bound names, integer polynomials, shapes, and no capture."""

from __future__ import annotations

import pytest

from proofcheck.inference.context import Context, known, negation, opened
from proofcheck.inference.matching import match, put_in_types, same
from proofcheck.inference.replay import read
from proofcheck.language.dims import number
from proofcheck.language.tree import Apply, Node, Range, Var
from proofcheck.language.types import BOOLEAN, INTEGER, REAL
from proofcheck.meaning import NoMeaning
from tests.claim_text import claim_of

GIVEN = (
    "n: integer >= 1, m: integer in 2..5, k: integer >= 0, x: 'vector[n]', y: 'vector[n]', a: real >= 0, c: real,"
    " A: 'matrix[n, n]', i: 'integer in 1..n'"
)
CLAIM = claim_of("sum(x) + sum(y) + a + c + trace(A) + n + m + k + i == 0", GIVEN, "c < a and c != 1")


def node(text: str) -> Node:
    return read(CLAIM, text)


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        pytest.param("sum(x[i] for i in 1..n) == 0", "sum(x[j] for j in 1..n) == 0", True, id="bound-names"),
        pytest.param("n - 1 + 1 <= m", "n <= m", True, id="polynomials"),
        pytest.param("m >= n", "n <= m", True, id="turned"),
        pytest.param("m > n", "n <= m", False, id="strict"),
        pytest.param("sum(x[i] for i in 1..n) == 0", "sum(y[i] for i in 1..n) == 0", False, id="another-array"),
        pytest.param(
            "sum(x[i]*y[j] for i in 1..n, j in 1..n) == 0", "sum(x[j]*y[i] for i in 1..n, j in 1..n) == 0", False,
            id="order-of-binders",
        ),
        pytest.param("sum(x[i] for i in 1..n) == 0", "sum(x[i] for i in 1..n-1) == 0", False, id="another-range"),
        pytest.param("forall i in 1..n: x[i] <= c", "forall j in 1..n: c >= x[j]", True, id="forall"),
    ],
)  # fmt: skip
def test_same(a: str, b: str, alike: bool) -> None:
    assert same(node(a), node(b)) is alike


@pytest.mark.parametrize(
    ("pattern", "names", "text", "values"),
    [
        pytest.param("x[k] <= c", ["k"], "x[n - 1] <= c", {"k": "n - 1"}, id="index"),
        pytest.param("x[k + 1] <= c", ["k"], "x[n] <= c", {"k": "n - 1"}, id="solved"),
        pytest.param("x[k]*y[k + 1] <= c", ["k"], "x[m]*y[m + 1] <= c", {"k": "m"}, id="twice"),
        pytest.param("x[k]*y[k + 1] <= c", ["k"], "x[m]*y[m] <= c", None, id="twice-unlike"),
        pytest.param("x[k] <= c", ["k"], "y[k] <= c", None, id="another-array"),
        pytest.param("sum(x[i] for i in 1..k) <= c", ["k"], "sum(x[j] for j in 1..n) <= c", {"k": "n"}, id="range"),
        pytest.param(
            "sum(x[i] for i in 1..n) <= x[k]", ["k"], "sum(x[j] for j in 1..n) <= x[1]", {"k": "1"}, id="beside-a-sum"
        ),
        pytest.param(
            "sum(x[k] for i in 1..n) <= c", ["k"], "sum(x[i] for i in 1..n) <= c", None, id="not-a-bound-name"
        ),
    ],
)
def test_match(pattern: str, names: list[str], text: str, values: dict[str, str] | None) -> None:
    found = match(node(pattern), names, node(text))
    if values is None:
        assert found is None
        return
    assert found is not None
    assert found.keys() == values.keys()
    for name, value in values.items():
        wanted = node(f"{value} == 0")
        assert isinstance(wanted, Apply)
        assert same(found[name], wanted.args[0])


def test_nothing_is_captured() -> None:
    """With i for k, the i that stands free is not that of the sum."""
    body = node("sum(x[i]*y[k] for i in 1..n) == 0")
    bound = next(b.name for b in body.args[0].binders)  # type: ignore[attr-defined]
    put = put_in_types(body, {"k": Var(type=INTEGER, name=bound)})
    assert put != body
    assert not same(put, node("sum(x[i]*y[i] for i in 1..n) == 0"))


def test_shapes_follow() -> None:
    found = put_in_types(node("[x[i] for i in 1..k] == zeros(k)"), {"k": number(3)})
    assert same(found, node("[x[i] for i in 1..3] == zeros(3)"))


@pytest.mark.parametrize(
    ("fact", "premises", "follows"),
    [
        pytest.param("0 <= a", [], True, id="domain"),
        pytest.param("-1 <= a", [], False, id="weaker-than-domain-is-another-rule"),
        pytest.param("c <= a", [], True, id="assumption-weakened"),
        pytest.param("c != 1", [], True, id="assumption"),
        pytest.param("c == a", [], False, id="not-assumed"),
        pytest.param("2 <= m", [], True, id="size"),
        pytest.param("m <= 4", [], False, id="size-too-small"),
        pytest.param("n + 1 <= 2*n", [], True, id="sizes"),
        pytest.param("k <= 2*k", [], True, id="sizes-from-zero"),
        pytest.param("1 <= k", [], False, id="may-be-zero"),
        pytest.param("1/3 < 1/2", [], True, id="numbers"),
        pytest.param("1/2 < 1/2", [], False, id="numbers-equal"),
        pytest.param("x[n] <= c", ["forall i in 1..n: x[i] <= c"], True, id="instance"),
        pytest.param("x[k] <= c", ["forall i in 1..n: x[i] <= c"], False, id="out-of-range"),
        pytest.param("x[m] <= c", ["forall i in 1..n: x[i] <= c"], False, id="perhaps-out-of-range"),
        pytest.param("x[n] <= c", ["forall i in 1..n: i <= n => x[i] <= c"], True, id="condition-met"),
        pytest.param("x[n] <= c", ["forall i in 1..n: i < n => x[i] <= c"], False, id="condition-not-met"),
        pytest.param("forall j in 2..n: x[j - 1] <= c", ["forall i in 1..n: x[i] <= c"], True, id="under-a-binder"),
        pytest.param("forall j in 1..n: x[j] <= c and y[j] <= c", ["forall i in 1..n: x[i] <= c"], False, id="half"),
        pytest.param("forall i in 2..1: x[i] <= c", [], False, id="empty-range-is-another-rule"),
        pytest.param("x[2] == c", ["c == x[2]"], True, id="symmetric"),
        pytest.param("x[2] < c", ["x[2] <= c"], False, id="strict-from-weak"),
        pytest.param("x[i] <= y[i]", ["x <= y"], True, id="entry-of-vectors"),
        pytest.param("0 < x[i]", ["x > 0"], True, id="entry-of-a-vector-and-a-number"),
        pytest.param("x[i] == y[i]", ["x != y"], False, id="unequal-vectors"),
        pytest.param("A[i, 1] == 0", ["A == zeros(n, n)"], False, id="another-form-of-the-entry"),
    ],
)
def test_known(fact: str, premises: list[str], follows: bool) -> None:
    context, body = opened(CLAIM, node(fact))
    assert known(context, tuple(map(node, premises)), body) is follows


def test_a_supposition_is_known() -> None:
    context, body = opened(CLAIM, node("x[1] <= c => x[1] <= c"))
    assert known(context, (), body)
    assert not known(Context(claim=CLAIM), (), body)


def test_a_bound_name_hides_the_one_around_it() -> None:
    """`x[t] > 0` for one t is not `x[t] > 0` for all t, whatever the names."""
    claim = claim_of(
        "forall t in 1..n: x[t] > 0 => y > 0",
        "n: integer >= 1, x: 'vector[n]', y: real",
        "(forall t in 1..n: x[t] > 0) => y > 0",
    )
    for name in ("t", "s"):
        context, body = opened(claim, read(claim, f"forall {name} in 1..n: x[{name}] > 0 => y > 0"))
        assert not known(context, (), body)
    context, body = opened(claim, read(claim, "(forall t in 1..n: x[t] > 0) => y > 0"))
    assert known(context, (), body)


def test_ranges_around_a_bound_name_are_hidden_with_it() -> None:
    context, _ = opened(CLAIM, node("forall l in 5..6, j in 1..l: x[l] > 0 => x[j] > 0"))
    inner = context.under((Range(name="l", lower=number(1), upper=number(3)),))
    assert not inner.region.empty
    assert [b.name for b in inner.binders] == ["l"]
    assert inner.hypotheses == ()


@pytest.mark.parametrize("form", ["at({q}, {v} = 2)", "at(diff({q}, {v}), {v} = 2)", "limit({q}, {v}, 2)"])
def test_definitions_know_a_variable_by_its_name(form: str) -> None:
    """q is y²z: with y for z in `at(q, y = 2)`, it is evaluated elsewhere."""
    claim = claim_of("q == y*z", "y: real, z: real", extra="let: {q: 'y**2*z'}")
    first, second = (read(claim, f"{form.format(q='q', v=v)} == 0") for v in ("y", "z"))
    assert same(first, first)
    assert not same(first, second)
    assert same(*(read(claim, f"{form.format(q=f'{v}**2', v=v)} == 0") for v in ("y", "z")))


def test_a_name_with_two_meanings() -> None:
    claim = claim_of("q == y*z", "y: real, z: real", extra="let: {q: 'y**2*z'}")
    with pytest.raises(NoMeaning, match="has two meanings"):
        put_in_types(read(claim, "limit(q*z, y, 2) == 0"), {"z": Var(type=REAL, name="y")})


@pytest.mark.parametrize("relation", ["0 < x", "x > 0", "0 >= x", "x == y"])
def test_a_relation_of_vectors_fails_at_one_entry(relation: str) -> None:
    formula = node(relation)
    assert negation(formula) == Apply(type=BOOLEAN, op="not", args=(formula,))
