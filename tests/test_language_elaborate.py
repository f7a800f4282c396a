from __future__ import annotations

import pytest
from elaborated import claim, parts
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.errors import ClaimError
from proofcheck.language.elaborate import scope_of
from proofcheck.language.parse import parse_text
from proofcheck.language.show import show
from proofcheck.language.types import BOOLEAN

GIVEN = {
    "d": "integer in 1..64",
    "n": "integer >= 2",
    "W": "matrix[d, d]",
    "x1": "vector[d]",
    "s": "real",
    "f": "function(real) -> real",
}
LET = [("x[1]", "x1"), ("x[t]", "tanh(W @ x[t-1])"), ("loss", "sum(x[n])"), ("J(t)", "jacobian(x[t+1], x[t])")]


def test_a_claim_has_all_its_pieces() -> None:
    found = claim(GIVEN, LET, ["sigma_max(W) == 1/2"], ["jacobian(x[2], x[1]) == W @ diag(tanh'(W @ x[1]))", "n >= 2"])
    assert [g.name for g in found.given] == ["d", "n", "W", "x1", "s", "f"]
    assert [d.name for d in found.definitions] == ["x", "loss"]
    assert [show(a) for a in found.assumptions] == ["sigma_max(W) == 1/2"]
    assert [show(link.node) for link in found.links] == [
        "jacobian(x[2], x[1]) == W @ diag(1 - tanh(W @ x[1])**2)",
        "n >= 2",
    ]
    assert found.fault is None
    assert found.problems == ()


def test_a_chain_is_judged_link_by_link() -> None:
    found = claim(GIVEN, relations="0  <= (s)**2 <=\n (s)**2 + 1 != -1")
    assert [(link.text, show(link.node)) for link in found.links] == [
        ("0 <= (s)**2", "0 <= s**2"),
        ("(s)**2 <= (s)**2 + 1", "s**2 <= s**2 + 1"),
        ("(s)**2 + 1 != -1", "s**2 + 1 != -1"),
    ]


def test_a_chain_inside_a_statement_stays_whole() -> None:
    found = claim(GIVEN, assume=["0 <= s <= 1"], relations="0 <= s <= 1 => s**2 <= s")
    assert [show(a) for a in found.assumptions] == ["0 <= s and s <= 1"]
    assert [link.text for link in found.links] == ["0 <= s <= 1 => s**2 <= s"]


def test_a_fault_in_the_claim_is_no_problem() -> None:
    found = claim({"A": "matrix[m, n]", "x": "vector[m]"}, relations=["1 == 1", "A @ x == 0"])
    assert found.problems == ()
    assert found.links == ()
    assert found.fault is not None
    assert found.fault.condition == "m = n"
    assert found.fault.span is not None
    assert (found.fault.span.column, found.fault.span.text) == (3, "@")


@pytest.mark.parametrize(
    ("let", "assume"),
    [([("q", "A @ x")], []), ([], ["A @ x == 0"]), ([("h[0]", "A @ x"), ("h[t]", "h[t-1]")], [])],
    ids=["let", "assume", "recurrence"],
)
def test_shapes_outside_of_the_claim_are_problems(let: list[tuple[str, str]], assume: list[str]) -> None:
    found = claim({"A": "matrix[m, n]", "x": "vector[m]"}, let, assume, "1 == 1")
    assert found.fault is None
    assert [parts(p) for p in found.problems] == [
        ("`@` between a matrix[m, n] and a vector[m]: inner dimensions `n` and `m` differ", "@", "")
    ]


def test_every_part_tells_its_own_problem() -> None:
    found = claim(
        {"a": "real in [1, 0]", "b": "real"},
        [("q", "tan(b, b)"), ("r", "q + a")],
        ["r > 0", "bb > 0", "b"],
        ["b == c", "b == b", "sin == b", "inf == b"],
    )
    assert [parts(p) for p in found.problems] == [
        ("the domain is empty", "[1, 0]", "the lower bound comes first"),
        ("`tan` takes 1 argument, not 2", "tan", ""),
        ("unknown name `bb`", "bb", "did you mean `b`?"),
        ("an assumption is a relation, not a real", "b", "compare it with something, as in `… == 0`"),
        ("unknown name `c`", "c", ""),
        ("`sin` is a function", "sin", "call it, as in `sin(…)`"),
        ("`inf` is a function", "inf", "infinity is `oo`; the infimum is called, as in `inf(…)`"),
    ]
    assert found.links == ()


def test_nothing_gives_an_empty_claim() -> None:
    found = claim()
    assert (found.given, found.definitions, found.assumptions, found.links) == ((), (), (), ())
    assert found.problems == ()


def test_a_scope_reads_more_text_without_clashing_names() -> None:
    found = claim(GIVEN, LET)
    scope = scope_of(found.given, found.definitions)
    node = scope.node(parse_text("forall t in 1..n: loss >= x[t][1]"))
    assert node.type == BOOLEAN
    assert show(node) == "forall t_2 in 1..n: loss >= x[t_2][1]"


STATEMENTS = [
    "sigma_max(jacobian(x[n], x[1])) <= (1/2)**n",
    "jacobian(x[n], x[1]) == matprod(J(t) for t in n-1..1 by -1)",
    "relu'(x1) >= 0",
    "f''(s) == f'(s) + f(s)",
    "tanh''(x1) == 0",
    "block([[W, 0], [0, eye(2)]]) != 0",
    "exists W2: orthogonal matrix[d, d]: W2 @ W == W.T",
    "integral(exp(-u) for u in [0, oo)) == 1",
    "limit((1 + 1/k)**k, k -> oo) == e",
    "E(u**2 for u ~ normal(0, 1)) == Var(u for u ~ normal(0, 1))",
    "vanishes(loss, n) and n**2 in O(n**3) and bounded(loss, n)",
    "x1 in [0, 1] <=> forall i in 1..d: 0 <= x1[i] and x1[i] <= 1",
    "at(s**2, s = 3) == 9 and partial(loss, x[n]) == ones(d)",
    "(s if s > 0 else -s) == abs(s)",
    "W[1, :] == W[1] and x1[2..d] == x1[2..]",
    "norm(W, fro) >= norm(W, 2) and conv1d(x1, [1, 2], stride=2, padding=1) == 0",
    "leaky_relu'(s) <= 1 and shape(W) == [d, d] and steps(x[n]) == n",
    "sum(1/j**2 for j in 1..oo) == pi**2/6 and argmax(x1[i] for i in 2..d) > 1",
]


@pytest.mark.parametrize("text", STATEMENTS)
def test_what_is_shown_reads_back_as_the_same_statement(text: str) -> None:
    found = claim(GIVEN, LET, relations=text)
    assert found.problems == ()
    for link in found.links:
        again = scope_of(found.given, found.definitions).node(parse_text(show(link.node)))
        assert again == link.node


_words = st.sampled_from(
    [
        *(
            "x1",
            "W",
            "s",
            "f",
            "x",
            "n",
            "d",
            "loss",
            "t",
            "1",
            "2",
            "0.5",
            "sum",
            "tanh",
            "diff",
            "grad",
            "if",
            "else",
        ),
        *("(", ")", "(", ")", "[", "]", ",", "+", "-", "*", "/", "**", "@", "==", "<=", "'", "for", "in", "1..n"),
    ]
)


@given(st.lists(_words, min_size=1, max_size=12))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_any_text_gives_links_or_problems(words: list[str]) -> None:
    try:
        found = claim(GIVEN, LET, relations=" ".join(words))
    except ClaimError:  # no formula at all
        return
    assert bool(found.links) != bool(found.problems or found.fault)
