"""Cases that went wrong somewhere real: each must end as it should here."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.portfolio import decide
from proofcheck.report.terminal import MOST_LINES, failure_text
from proofcheck.run.session import check
from proofcheck.run.standing import judged
from proofcheck.verdict import Certificate, Outcome, Witness
from tests.claim_text import claim_of

REAL = "x: real"
HERE = Path(__file__).parent
CIRCUIT = "log((2*V/3 - V)/C)/(-(R + r)*C)"

OUTCOMES: dict[str, tuple[Claim, str]] = {
    "wrong derivative of a power": (
        claim_of("diff(6**(3*x**2 + 4*x - 2), x) == (6*x + 4)*log(3*x**2 + 4*x - 2)", REAL), "refuted",
    ),
    "right derivative of a power": (
        claim_of("diff(6**(3*x**2 + 4*x - 2), x) == log(6)*(6*x + 4)*6**(3*x**2 + 4*x - 2)", REAL), "proved",
    ),
    "circuit": (claim_of(f"{CIRCUIT} == {CIRCUIT}", "V: real, C: real, R: real, r: real"), "proved"),
    "root of a negative": (claim_of("sqrt(-2) == 1", REAL), "undecided"),
    "logarithm of a negative": (claim_of("log(-x**2) == 1", REAL), "undecided"),
    "a sixth": (claim_of("(x - 0)/6 == x/6", REAL), "proved"),
    "tiny powers": (claim_of("1/2**99 == 1/2**98"), "refuted"),
    "tiny factorials": (claim_of("1/factorial(2004) == 1/factorial(2006)"), "refuted"),
    "tiny powers, right": (claim_of("2/2**99 == 1/2**98"), "proved"),
    "numbers": (claim_of("1 - 1/e == 1 + 1/e"), "refuted"),
    "root of a reciprocal": (claim_of("sqrt(1/n) == 1/sqrt(n)", "n: real > 0"), "proved"),
    "root of a reciprocal anywhere": (claim_of("sqrt(1/n) == 1/sqrt(n)", "n: real"), "proved"),
    "equations": (claim_of("2*x + 4*y - 3 == 0 <=> y == -x/2 + 3/4"), "proved"),
    "wrong equations": (claim_of("2*x + 4*y - 3 == 0 <=> y == x/2 + 3/4"), "refuted"),
    "shifted root": (claim_of("e**(sqrt(x) - 8) == e**sqrt(x - 8)", REAL), "refuted"),
    "kink": (claim_of("relu'(x) == step(x)", REAL), "proved"),
    "pole": (claim_of("1/(1 - p) == 1/(1 - p)", "p: real"), "proved"),
    "number against list": (claim_of("x == [1, 2]", REAL), "refuted"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_outcome(name: str) -> None:
    claim, outcome = OUTCOMES[name]
    verdict = decide(claim)
    assert verdict.outcome == outcome, verdict.reason
    if outcome == "refuted" and claim.fault is None:
        assert isinstance(verdict.evidence, Witness)
        assert verdict.evidence.certified


NEVER_REFUTED = {
    "cardano": ("cbrt(sqrt(108) + 10) - cbrt(sqrt(108) - 10) == 2", REAL),
    "cancellation": ("(exp(x) - 1)/x > 0", "x: real != 0"),
    "cosine": ("(1 - cos(x))/x**2 <= 1/2", REAL),
    "overflow above": ("log(1 + exp(x)) >= x", "x: 'real in [-1000, 1000]'"),
    "kink at 0": ("relu'(x) <= 1", REAL),
    "near a pole": ("1/(1 - p)**2 == 1/(1 - 2*p + p**2)", "p: real"),
}


@pytest.mark.parametrize("name", sorted(NEVER_REFUTED))
def test_true_and_never_refuted(name: str) -> None:
    verdict = decide(claim_of(*NEVER_REFUTED[name]))
    assert verdict.outcome in (Outcome.PROVED, Outcome.SUPPORTED), verdict.reason


def test_underflow_refutes_nothing() -> None:
    """exp(-1000) is 0 in floats, and beyond the precision of the balls."""
    assert decide(claim_of("log(1 + exp(x)) > 0", "x: 'real in [-1000, 1000]'")).outcome is not Outcome.REFUTED


def test_proofs_say_what_they_trust_and_where_sides_are_undefined() -> None:
    cardano = decide(claim_of(*NEVER_REFUTED["cardano"]))
    if isinstance(cardano.evidence, Certificate):
        assert cardano.evidence.replayed or cardano.evidence.trusts
    anywhere = decide(OUTCOMES["root of a reciprocal anywhere"][0])
    assert any(
        note.startswith(("undefined at ", "it holds wherever both sides have a value")) for note in anywhere.notes
    )


DOMAINS = {
    "root of a negative": "square root of a negative number",
    "logarithm of a negative": "logarithm of a number that is not positive",
}


@pytest.mark.parametrize("name", sorted(DOMAINS))
def test_a_domain_gets_a_message(name: str) -> None:
    reason = f"undefined: no instance has both sides defined: {DOMAINS[name]}"
    assert decide(OUTCOMES[name][0]).reason == reason


MESSAGES: dict[str, tuple[str, str]] = {
    "unknown function": (
        "m(0) == 0",
        """it:4:13: unknown function `m`
4 |     claim: 'm(0) == 0'
  |             ^""",
    ),
    "no guess at a call": (
        "sin x cos y == 0",
        """it:4:17: expected an operator before `x`
4 |     claim: 'sin x cos y == 0'
  |                 ^
hint: write `sin*x` for a product, `sin(x)` for a value of a function""",
    ),
    "no guess at a product": (
        "1/2x == x",
        """it:4:16: expected an operator before `x`
4 |     claim: '1/2x == x'
  |                ^
hint: write `2*x` for a product""",
    ),
    "no guess at a factor": (
        "a(x + y) == 0",
        """it:4:13: unknown function `a`
4 |     claim: 'a(x + y) == 0'
  |             ^
hint: did you mean `at`?""",
    ),
    "a truth for a number": (
        "[1, 2] + (x < 1) == 1",
        """it:4:23: `+` needs a number, not a truth value
4 |     claim: '[1, 2] + (x < 1) == 1'
  |                       ^^^^^""",
    ),
    "import by name": (
        "__import__(os) == x",
        """it:4:13: unknown function `__import__`
4 |     claim: '__import__(os) == x'
  |             ^^^^^^^^^^""",
    ),
    "import by text": (
        '__import__("os") == x',
        """it:4:24: unexpected character `"`
4 |     claim: '__import__("os") == x'
  |                        ^
hint: write it in words: letters, digits and `_` make a name""",
    ),
    "evaluation": (
        "eval(x) == x",
        """it:4:13: unknown function `eval`
4 |     claim: 'eval(x) == x'
  |             ^^^^""",
    ),
}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_message(name: str) -> None:
    text, message = MESSAGES[name]
    loaded = load_text(f"given: {{x: real, y: real}}\nclaims:\n  - id: it\n    claim: '{text}'\nproofcheck: 1\n", "it")
    assert [str(told.problem) for told in loaded.problems] == [message]
    assert loaded.claims == ()


FILE = """\
proofcheck: 1
given: {x: real}
claims:
  - {id: one, claim: x == x}
  - {id: two, claim: x <= x + 1}
  - {id: three, claim: x == y_0}
  - {id: four, claim: x >= x}
  - {id: five, claim: x +}
"""


def test_a_typo_leaves_the_others_alone() -> None:
    loaded = load_text(FILE, "a.claims.yaml")
    assert [claim.id for claim in loaded.claims] == ["one", "two", "four"]
    assert [told.claim_id for told in loaded.problems] == ["three", "five"]
    assert {decide(claim).outcome for claim in loaded.claims} == {Outcome.PROVED}


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    (told,) = load_text("proofcheck: 1\nclaims:\n  - {id: a, claim: 1 == 1, requires: proof}\n", "it").problems
    assert told.problem.message == "unknown key `requires` in the claim"
    assert told.problem.hint == "did you mean `require`?"


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcde", "bcdef", strict=True)
)


def test_an_alias_bomb_is_rejected_at_its_first_anchor() -> None:
    loaded = load_text(BOMB, "it")
    assert len(BOMB.encode()) <= 310
    assert loaded.claims == ()
    assert [told.problem.message for told in loaded.problems] == ["an anchor, `&a`, has no place in a claim file"]


HEAVY = """\
proofcheck: 1
given: {x: real, y: real, z: real, w: real}
claims:
  - {id: power, claim: (x + y + z + w)**200 == (w + z + y + x)**200 + 1, budget: {seconds: 3}}
  - {id: tower, claim: 9**9**9 == 9**9**9 + x, budget: {seconds: 3}}
  - {id: factorial, claim: factorial(10**8) == factorial(10**8) + x, budget: {seconds: 3}}
  - {id: easy, claim: x + y == y + x}
"""


def test_nothing_holds_the_checker_past_its_budget(tmp_path: Path) -> None:
    path = tmp_path / "a.claims.yaml"
    path.write_text(HEAVY, "utf-8")
    results = {r.id: r.verdict for r in check(path, workers=1)}
    assert list(results) == ["power", "tower", "factorial", "easy"]
    assert results["easy"].outcome is Outcome.PROVED
    assert Outcome.PROVED not in {v.outcome for name, v in results.items() if name != "easy"}
    assert all(verdict.seconds < 10 for verdict in results.values())


@pytest.mark.parametrize("name", ["wrong derivative of a power", "shifted root", "number against list", "kink"])
def test_a_failure_is_short_and_says_first_what_is_wrong(name: str) -> None:
    claim, _ = OUTCOMES[name]
    verdict = decide(claim)
    text = failure_text(judged(claim, verdict, path="a.claims.yaml", require=""))
    lines = text.split("\n")
    assert len(lines) <= MOST_LINES == 15
    assert lines[0].startswith(f"{verdict.outcome}  it")
    assert "Traceback" not in text
    if isinstance(verdict.evidence, Witness):
        assert "  at x = " in lines[0]
