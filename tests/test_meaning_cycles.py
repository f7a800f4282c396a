"""Limits over depth from an exact cycle: false only where it certainly is, and silent everywhere else."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from proofcheck.meaning.cycles import Geometric, mentions, refute_limit
from proofcheck.meaning.tendencies import Exactly
from proofcheck.verdict import Instance
from tests.claim_text import claim_of
from tests.limit_claims import GROWTH, PLANE, SCALARS, SLOPE, at, bind_of, limit_claim

FIXED = "h[t+1] = h[t] for every t ≥ 0, exactly; each step multiplies the derivative by "
TWO = "h[t+2] = h[t] for every t ≥ {}, exactly; each 2 steps multiplies the derivative by {}"
KINDS = ("vanishes", "bounded", "diverges")


def refuted(kind: str, body: str, step: str, instance: Instance, given: str = SCALARS, **more: str) -> str | None:
    claim = limit_claim(f"{kind}({body}, n)", step, given, **more)
    return refute_limit(bind_of(claim), claim, instance, Exactly(claim))


FALSE: dict[str, tuple[str, str, Instance, str, tuple[str, ...]]] = {
    "doubling": ("w*h[t-1]", SLOPE, at(n=3, x=0, w=2), f"{FIXED}2", ("vanishes", "bounded")),
    "halving": ("w*h[t-1]", SLOPE, at(n=3, x=0, w=F(1, 2)), f"{FIXED}1/2", ("diverges",)),
    "keeping": ("w*h[t-1]", SLOPE, at(n=3, x=5, w=1), f"{FIXED}1", ("vanishes", "diverges")),
    "turning": ("-h[t-1]", SLOPE, at(n=3, x=0, w=0), f"{FIXED}-1", ("vanishes", "diverges")),
    "two steps": ("-h[t-1]", SLOPE, at(n=3, x=1, w=0), TWO.format(0, 1), ("vanishes", "diverges")),
    "later start": ("h[t-1]**2 - 1", SLOPE, at(n=3, x=1, w=0), TWO.format(1, 0), ("diverges",)),
    "steep tanh": ("tanh(w*h[t-1])", SLOPE, at(n=3, x=0, w=2), f"{FIXED}2", ("vanishes", "bounded")),
    "nonlinear": ("h[t-1]**2", SLOPE, at(n=3, x=1, w=0), f"{FIXED}2", ("vanishes", "bounded")),
    "inverse": ("1/h[t-1]", SLOPE, at(n=3, x=1, w=0), f"{FIXED}-1", ("vanishes", "diverges")),
    "shifted depth": ("w*h[t-1]", "diff(h[n + 1], x)", at(n=3, x=0, w=2), f"{FIXED}2", ("vanishes", "bounded")),
    "negated": ("w*h[t-1]", f"-{SLOPE}", at(n=3, x=0, w=2), f"{FIXED}2", ("vanishes", "bounded")),
    "by a state": ("w*h[t-1]", "jacobian(h[n], h[0])", at(n=3, x=0, w=2), f"{FIXED}2", ("vanishes", "bounded")),
    "absolute": ("w*h[t-1]", f"abs({SLOPE})", at(n=3, x=0, w=-3), f"{FIXED}-3", ("vanishes", "bounded")),
    "logarithm": ("w*h[t-1]", f"log(abs({SLOPE}))", at(n=3, x=0, w=2), f"{FIXED}2", ("vanishes", "bounded")),
    "logarithm of 1": ("w*h[t-1]", f"log(abs({SLOPE}))", at(n=3, x=0, w=1), f"{FIXED}1", ("diverges",)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(FALSE))
def test_refutes_exactly_what_is_false(name: str, kind: str) -> None:
    step, body, instance, words, kinds = FALSE[name]
    assert refuted(kind, body, step, instance) == (words if kind in kinds else None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("step", "x", "W", "words", "kinds"),
    [
        pytest.param("W @ h[t-1]", (0, 0), ((2, 0), (0, 2)), f"{FIXED}2", ("vanishes", "bounded"), id="scaling"),
        pytest.param("tanh(W @ h[t-1])", (0, 0), ((2, 0), (0, 2)), f"{FIXED}2", ("vanishes", "bounded"), id="tanh"),
        pytest.param(
            "relu(W @ h[t-1])", (2, 1), ((0, 1), (1, 0)), TWO.format(0, 1), ("vanishes", "diverges"), id="exchange"
        ),
        pytest.param("W @ h[t-1]", (0, 0), ((1, 1), (0, 1)), "", (), id="no-eigenvector"),
        pytest.param("W @ h[t-1]", (0, 0), ((0, -1), (1, 0)), "", (), id="rotation"),
    ],
)
def test_matrices(step: str, x: object, W: object, words: str, kinds: tuple[str, ...], kind: str) -> None:
    instance = at(n=3, x=x, W=W)
    assert refuted(kind, GROWTH, step, instance, PLANE) == (words if kind in kinds else None)


def test_arrays_that_grow_with_the_depth_must_be_constant() -> None:
    given = f"{SCALARS}, b: 'vector[n]'"
    step = "w*h[t-1]*b[t]"
    assert refuted("bounded", SLOPE, step, at(n=3, x=0, w=2, b=(1, 1, 1)), given) == f"{FIXED}2"
    assert refuted("bounded", SLOPE, step, at(n=3, x=0, w=2, b=(1, 2, 1)), given) is None


DOUBLE = at(n=3, x=0, w=2)
SILENT: dict[str, tuple[str, str, str]] = {
    "step reads its time": ("w*h[t-1]/t", SLOPE, ""),
    "time cancels": ("w*h[t-1] + t - t", SLOPE, ""),
    "step reads the depth": ("w*h[t-1]/n", SLOPE, ""),
    "depth cancels": ("w*h[t-1] + n - n", SLOPE, ""),
    "two steps back": ("w*h[t-2]", SLOPE, '"h[1]": "x", '),
    "two lags": ("w*(h[t-1] + h[t-2])", SLOPE, '"h[1]": "x", '),
    "first state": ("w*h[t-1] + h[0]", SLOPE, ""),
    "capped": ("w*h[t-1]", f"min({SLOPE}, 10**9)", ""),
    "divided by the depth": ("w*h[t-1]", f"{SLOPE}/n", ""),
    "divided by a power": ("w*h[t-1]", f"{SLOPE}/2**n", ""),
    "difference": ("w*h[t-1]", f"{SLOPE} - {SLOPE}", ""),
    "bounded function": ("w*h[t-1]", f"sin({SLOPE})", ""),
    "log of a signed value is wrapped twice": ("w*h[t-1]", f"log(log(abs({SLOPE})))", ""),
    "second derivative": ("w*h[t-1]", "diff(h[n], x, 2)", ""),
    "no derivative": ("w*h[t-1]", "h[n]", ""),
    "twice as deep": ("w*h[t-1]", "diff(h[2*n], x)", ""),
    "by the state before": ("w*h[t-1]", "jacobian(h[n], h[n-1])", ""),
    "no cycle": ("h[t-1] + w", SLOPE, ""),
    "irrational states": ("h[t-1] + sqrt(w)", SLOPE, ""),
    "a pole": ("w/h[t-1]", SLOPE, ""),
    "a kink": ("relu(w*h[t-1])", SLOPE, ""),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(SILENT))
def test_silent_where_nothing_is_certain(name: str, kind: str) -> None:
    step, body, more = SILENT[name]
    claim = limit_claim(f"{kind}({body}, n)", step, more=more)
    assert refute_limit(bind_of(claim), claim, DOUBLE, Exactly(claim)) is None


@pytest.mark.parametrize("logarithm", [False, True], ids=["value", "logarithm"])
@pytest.mark.parametrize(
    ("ratio", "zero", "value", "log"),
    [
        (F(2), False, "vanishes bounded", "vanishes bounded"),
        (F(-2), False, "vanishes bounded", "vanishes bounded"),
        (F(1), False, "vanishes diverges", "diverges"),
        (F(-1), False, "vanishes diverges", "diverges"),
        (F(1, 2), False, "diverges", "vanishes bounded"),
        (F(0), False, "diverges", ""),
        (F(0), True, "diverges", ""),
    ],
    ids=["2", "-2", "1", "-1", "half", "nilpotent", "zero"],
)
def test_what_a_geometric_subsequence_refutes(ratio: F, zero: bool, value: str, log: str, logarithm: bool) -> None:
    found = Geometric(ratio, zero, logarithm, "")
    assert [k for k in KINDS if found.refutes(k)] == (log if logarithm else value).split()


@pytest.mark.parametrize(
    ("text", "given", "answer"),
    [
        ("x*n == 1", "n: integer, x: real", True),
        ("x == 1", "n: integer, x: real", False),
        ("sum(v) == 1", "n: integer >= 1, v: 'vector[n]'", True),
        ("sum(v) == 1", "n: integer, v: 'vector[2]'", False),
    ],
    ids=["expression", "absent", "dimension", "fixed-dimension"],
)
def test_mentions(text: str, given: str, answer: bool) -> None:
    assert mentions(claim_of(text, given).links[0].node, "n") is answer
