"""What is said of every depth at once: true and false only where exact arithmetic settles it, else nothing."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from proofcheck import kernel
from proofcheck.meaning.tendencies import Exactly, tendency
from proofcheck.verdict import Instance
from tests.claim_text import claim_of
from tests.limit_claims import SCALARS, SLOPE, at, limit_claim

DEGREES = "a rational function of the depth, compared by degrees"
CYCLE = "h[t+1] = h[t] for every t ≥ 0, exactly; each step multiplies the derivative by 2"
NOTHING = (None, "")


def said(
    text: str, instance: Instance, step: str = "", given: str = SCALARS, assume: str = ""
) -> tuple[bool | None, str]:
    claim = limit_claim(text, step, given, assume=assume)
    return tendency(claim.links[0].node, claim, instance)


SETTLED: dict[str, tuple[str, str, Instance, tuple[bool | None, str]]] = {
    "true": ("vanishes(x/n, n)", "", at(n=1, x=1, w=2), (True, DEGREES)),
    "false": ("bounded(x*n, n)", "", at(n=1, x=1, w=2), (False, DEGREES)),
    "limit": ("limit((2*n + 1)/(n + 3), n -> oo) == 2", "", at(n=1, x=1, w=2), (True, DEGREES)),
    "wrong limit": ("limit((2*n + 1)/(n + 3), n -> oo) == x", "", at(n=1, x=1, w=2), (False, DEGREES)),
    "no limit at all": ("limit(n, n -> oo) == 1", "", at(n=1, x=1, w=2), NOTHING),
    "negated": ("not vanishes(x/n, n)", "", at(n=1, x=1, w=2), (False, DEGREES)),
    "negated cycle": (f"not bounded({SLOPE}, n)", "w*h[t-1]", at(n=1, x=0, w=2), (True, CYCLE)),
    "cycle": (f"bounded({SLOPE}, n)", "w*h[t-1]", at(n=1, x=0, w=2), (False, CYCLE)),
    "a cycle proves nothing": (f"diverges({SLOPE}, n)", "w*h[t-1]", at(n=1, x=0, w=2), NOTHING),
    "no tendency": ("x == n", "", at(n=1, x=1, w=2), NOTHING),
}


@pytest.mark.parametrize("name", sorted(SETTLED))
def test_what_is_settled(name: str) -> None:
    text, step, instance, answer = SETTLED[name]
    assert said(text, instance, step) == answer


@pytest.mark.parametrize(
    ("type_", "assume"),
    [
        pytest.param("vector[n]", "w <= n + 1", id="assumption-on-the-depth"),
        pytest.param("vector[n]", "sum(b) == 1", id="assumption-on-a-growing-array"),
        pytest.param("unit vector[n]", "", id="unit"),
        pytest.param("probability vector[n]", "", id="probability"),
        pytest.param("one-hot vector[n]", "", id="one-hot"),
        pytest.param("vector[n] in [1/n, 3]", "", id="lower-bound"),
        pytest.param("vector[n] in [0, 1/n]", "", id="upper-bound"),
    ],
)
def test_silent_where_other_depths_have_other_instances(type_: str, assume: str) -> None:
    text, step = f"bounded({SLOPE}, n)", "w*h[t-1]*b[t]"
    instance = at(n=1, x=0, w=2, b=(1,))
    assert said(text, instance, step, f"{SCALARS}, b: 'vector[n]'") == (False, CYCLE)
    assert said(text, instance, step, f"{SCALARS}, b: '{type_}'", assume) == NOTHING


@pytest.mark.parametrize(
    ("text", "given", "instance"),
    [
        pytest.param("vanishes(w, n)", "n: integer >= 1, w: 'real in [0, 1/n]'", at(n=1, w=1), id="number"),
        pytest.param(
            "vanishes(b[1], n)", "n: integer >= 1, b: 'vector[n] in [0, 1/n]'", at(n=1, b=(1,)), id="growing-array"
        ),
        pytest.param(
            "vanishes(b[1], n)", "n: integer >= 1, b: 'vector[1] in [0, 1/n]'", at(n=1, b=(1,)), id="fixed-array"
        ),
        pytest.param("vanishes(w, n)", "n: integer >= 1, w: 'real in {1/n, 0}'", at(n=1, w=1), id="members"),
    ],
)
def test_silent_where_a_domain_depends_on_the_depth(text: str, given: str, instance: Instance) -> None:
    assert said(text, instance, given=given) == NOTHING


def test_assumptions_that_hold_at_every_depth_do_no_harm() -> None:
    assert said(f"bounded({SLOPE}, n)", at(n=1, x=0, w=2), "w*h[t-1]", assume="w < 3") == (False, CYCLE)


@pytest.mark.parametrize(
    ("more", "assume", "answer"),
    [
        pytest.param('s: "w*n", ', "s <= 2", NOTHING, id="definition"),
        pytest.param('s: "w*n", r: "s + 1", ', "r <= 3", NOTHING, id="definition-of-a-definition"),
        pytest.param('"g[0]": "0", "g[t]": "g[t-1] + n", ', "g[1] <= 2", NOTHING, id="recurrence"),
        pytest.param('s: "w + 1", ', "s <= 3", (False, CYCLE), id="the-same-at-every-depth"),
    ],
)
def test_assumptions_are_read_through_definitions(more: str, assume: str, answer: tuple[bool | None, str]) -> None:
    cases = f'let: {{{more}"h[0]": x, "h[t]": "w*h[t-1]"}}'
    claim = claim_of(f"bounded({SLOPE}, n)", SCALARS, assume, cases)
    assert tendency(claim.links[0].node, claim, at(n=1, x=0, w=2)) == answer


def test_a_bound_that_only_widens_does_no_harm() -> None:
    given = "n: integer >= 1, x: real, k: 'integer in 1..n'"
    assert said("vanishes(x*n/k, n)", at(n=1, x=1, k=1), given=given) == (False, DEGREES)


def test_an_array_that_grows_has_no_germ() -> None:
    given = "n: integer >= 1, b: 'vector[n] in [1, 2]'"
    assert said("diverges(sum(b), n)", at(n=1, b=(1,)), given=given) == NOTHING


@pytest.mark.parametrize("text", ["diverges(diff(h[n], w), n)", "vanishes(abs(partial(h[n], h[0])), n)"])
def test_a_cycle_speaks_of_derivatives_that_the_step_carries_on(text: str) -> None:
    assert said(text, at(n=1, x=1, w=1), "w*h[t-1]") == NOTHING


def test_a_cycle_starts_after_the_entry_that_is_derived_by() -> None:
    text = "diverges(norm(jacobian(h[n], h[5][1])), n)"
    assert said(text, at(n=1, x=(0,)), "2*h[t-1]", "n: integer >= 1, x: 'vector[1]'") == NOTHING


def test_the_kernel_takes_the_answer() -> None:
    claim = limit_claim("bounded(x*n, n)")
    witness = kernel.confirm(claim, at(n=1, x=1, w=0))
    assert witness is not None
    assert (witness.left, witness.right) == (DEGREES, "")
    assert kernel.confirm(claim, at(n=1, x=0, w=0)) is None
    (reading,) = kernel.judge(claim, at(n=1, x=0, w=0)).links
    assert reading.truth is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x/2 == 0", F(3, 4)),
        ("[x, 2*x] == [0, 0]", (F(3, 2), F(3))),
        ("[[x], [1]] == [[0], [0]]", ((F(3, 2),), (F(1),))),
        ("sqrt(x) == 0", None),
        ("[1, sin(x)] == [0, 0]", None),
        ("1/(x - x) == 0", None),
    ],
    ids=["number", "vector", "matrix", "irrational", "one-irrational", "undefined"],
)
def test_exact_values(text: str, value: object) -> None:
    claim = claim_of(text, "x: real")
    assert Exactly(claim)(at(x=F(3, 2)), claim.links[0].node.args[0]) == value  # type: ignore[attr-defined]
