"""Decisions on growth: the truth with its constants, its path, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.language.tree import Apply
from proofcheck.meaning import NoMeaning, growth, growth_values
from proofcheck.meaning.counting import Counted
from proofcheck.meaning.growth import Decision, decide
from proofcheck.meaning.growth_links import affirmed, grown_names, settle, without_growth
from proofcheck.meaning.growth_paths import parameter
from proofcheck.meaning.growth_readings import read
from proofcheck.meaning.growth_samples import disagreement, misread
from proofcheck.meaning.growth_setting import setting
from proofcheck.proof.growth import prove
from proofcheck.verdict import Instance
from tests.claim_text import claim_of
from tests.growth_sums import algebra, sum_of

SIZES = "n: integer >= 1, m: integer >= 1"
NEGATIVE = "a side is negative in the end: |e| <= C*|g| and e <= C*g say different things"
NO_WAY = "no way was found for all its variables to grow as the assumptions want"


def decision(text: str, given: str = SIZES, assume: str = "", **values: F) -> Decision:
    claim = claim_of(text, given, assume)
    return decide(claim, claim.links[0].node, values)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3*n**2 + 10*n in O(n**2)", "C = 13, N = 1"),
        ("n**2 - n in Theta(n**2)", "C = 1, c = 1/2, N = 3"),
        ("n*m in O(n**2 + m**2)", "C = 1/2, N = 1"),
        ("9*n*m in O(n*m)", "C = 9, N = 1"),
        ("log(n)**100 in O(n**0.01)", "C = 1, once all variables are large enough"),
        ("n in o(n**2)", "left/right tends to 0"),
        (
            "log(log(log(log(log(n))))) in O(n)",
            "left/right grows like log(log(log(log(log(t)))))/t as n = t goes to infinity",
        ),
        ("5 in O(1)", "no size is in it: the ratio of two numbers does not change"),
    ],
)
def test_true(text: str, words: str) -> None:
    found = decision(text)
    assert (found.truth, found.words) == (True, words)
    assert found.rigorous


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("n**2 in O(n)", (("n", "t"),), "along n = t (t → oo): left/right grows like t"),
        ("n*m in O(n + m)", (("n", "t"), ("m", "t")), "along n = t, m = t (t → oo): left/right grows like t"),
        ("n in O(m)", (("n", "t**2"), ("m", "t")), "along n = t**2, m = t (t → oo): left/right grows like t"),
        ("mod(n, 3)*n in Omega(n)", (("n", "3*t"),), "along n = 3*t (t → oo): a side is 0"),
        ("n**2 - 2*n*m + m**2 in Omega(n)", (("n", "t"), ("m", "t")), "along n = t, m = t (t → oo): a side is 0"),
        (
            "sqrt(log(n))*m in O(m + n)",
            (("n", "2**t"), ("m", "2**t")),
            "along n = 2**t, m = 2**t (t → oo): left/right grows like sqrt(t)",
        ),
    ],
)
def test_false(text: str, path: tuple[tuple[str, str], ...], words: str) -> None:
    found = decision(text)
    if "sqrt(log" in text:  # any path will do on which both grow alike
        assert found.truth is False
        return
    assert (found.truth, found.path, found.words) == (False, path, words)


@pytest.mark.parametrize(
    ("text", "given", "assume", "words"),
    [
        pytest.param("-n**2 in O(n)", SIZES, "", NEGATIVE, id="negative"),
        pytest.param("n - m in O(n)", SIZES, "", NEGATIVE, id="negative-somewhere"),
        pytest.param("n in O(n)", "n: integer >= 1", "n <= 10", NO_WAY, id="bounded-by-an-assumption"),
        pytest.param("n in O(m)", SIZES, "n == 5", NO_WAY, id="fixed-by-an-assumption"),
        pytest.param("n in O(m)", SIZES, "n < m and m < n", NO_WAY, id="contradiction"),
        pytest.param(
            "d**2 in O(d)",
            "d: integer in 1..9",
            "",
            "no whole number in it goes to infinity: as `n: integer >= 1` does",
            id="nothing-grows",
        ),
        pytest.param(
            "n**c in O(n)", "n: integer, c: real", "", "no meaning for `c`: its growth is not known", id="no-value"
        ),
        pytest.param(
            "sum(A) in O(n)",
            "n: integer, A: 'vector[n]'",
            "",
            "no meaning for `A`: its growth is not known",
            id="array",
        ),
        pytest.param("tan(n) in O(1)", SIZES, "", "no meaning for `tan`: its growth is not known", id="no-row"),
        pytest.param(
            "log(-n) in O(n)", SIZES, "", "not decided: a logarithm of a number that is not positive", id="undefined"
        ),
    ],
)
def test_undecided(text: str, given: str, assume: str, words: str) -> None:
    found = decision(text, given, assume)
    assert (found.truth, found.words) == (None, words)


@pytest.mark.parametrize(
    ("text", "given", "values", "truth"),
    [
        ("n**c in O(n**2)", "n: integer, c: real", {"c": F(3, 2)}, True),
        ("n**c in O(n**2)", "n: integer, c: real", {"c": F(5, 2)}, False),
        ("n**d in O(n**3)", "n: integer, d: integer in 1..4", {"d": F(4)}, False),
        ("c*n in Omega(n)", "n: integer, c: real", {"c": F(1, 9)}, True),
        ("c*n in Omega(n)", "n: integer, c: real", {"c": F(0)}, False),
        ("c*n in Omega(n)", "n: integer, c: 'real in [1/9, 4]'", {}, True),
        ("c*n in Omega(n)", "n: integer, c: 'real in [0, 4]'", {}, None),
    ],
)
def test_at_the_values_of_an_instance(text: str, given: str, values: dict[str, F], truth: bool | None) -> None:
    assert decision(text, given, **values).truth is truth


def test_no_growth_relation() -> None:
    claim = claim_of("n == m", SIZES)
    with pytest.raises(NoMeaning):
        decide(claim, claim.links[0].node, {})


@pytest.mark.parametrize(
    ("given", "assume", "growing"),
    [
        pytest.param("n: integer >= 1, m: integer >= 1", "", ("n", "m"), id="free"),
        pytest.param("n: integer >= 1, m: integer in 1..n", "", ("n", "m"), id="bounded-by-a-growing-one"),
        pytest.param("n: integer >= 1, m: integer in 1..9", "", ("n",), id="bounded"),
        pytest.param("n: integer >= 1, m: 'integer in {1, 2}'", "", ("n",), id="listed"),
        pytest.param("n: integer >= 1, m: real", "", ("n",), id="real"),
        pytest.param("n: integer >= 1, m: integer >= 1, k: integer >= 1", "m <= k", ("n", "m", "k"), id="tied"),
        pytest.param("n: integer >= 1, m: integer >= 1, k: integer >= 1", "", ("n", "m"), id="not-mentioned"),
    ],
)
def test_what_grows(given: str, assume: str, growing: tuple[str, ...]) -> None:
    claim = claim_of("n*m in O(n)", given, assume)
    assert setting(claim, claim.links[0].node, {}).growing == growing


def test_definitions_are_read() -> None:
    extra = 'let: {f(x): "x**2 + m", q: "f(n)*log(n)"}'
    claim = claim_of("q in O(n**2*log(n)*m)", SIZES, "", extra)
    assert setting(claim, claim.links[0].node, {}).growing == ("n", "m")
    assert decide(claim, claim.links[0].node, {}).truth is True


READINGS = {
    ("in_O", "n", "n**2"): (True, True),
    ("in_O", "n**2", "n"): (False, False),
    ("in_O", "-n", "n"): (True, True),
    ("in_O", "-n**2", "n"): (False, True),
    ("in_O", "n", "-n"): (True, False),
    ("in_O", "-n**2", "-n"): (False, True),
    ("in_O", "-n", "-n**2"): (True, False),
    ("in_O", "n*sin(n)", "n"): (True, True),
    ("in_O", "n**2*sin(n)", "n"): (None, None),
    ("in_O", "0*n", "n"): (True, True),
    ("in_O", "0*n", "-n"): (True, False),
    ("in_O", "n", "0*n"): (False, False),
    ("in_O", "-n", "0*n"): (False, True),
    ("in_Omega", "n", "n"): (True, True),
    ("in_Omega", "-n", "n"): (True, False),
    ("in_Omega", "n", "-n"): (True, True),
    ("in_Omega", "-n", "-n**2"): (False, True),
    ("in_Omega", "0*n", "n"): (False, False),
    ("in_Omega", "n", "0*n"): (True, True),
    ("in_Omega", "n*sin(n)", "n"): (None, None),
    ("in_Theta", "n", "2*n"): (True, True),
    ("in_Theta", "n", "n**2"): (False, False),
    ("in_o", "n", "n**2"): (True, True),
    ("in_o", "n", "n"): (False, False),
    ("in_o", "-n", "n"): (False, True),
    ("in_o", "-n**2", "-n"): (False, True),
}


@pytest.mark.parametrize(("op", "left", "right"), sorted(READINGS))
def test_readings(op: str, left: str, right: str) -> None:
    found = read(algebra(), op, sum_of(left), sum_of(right))
    assert (found.absolute, found.literal) == READINGS[op, left, right]


def test_the_variable_of_paths_is_new() -> None:
    assert parameter(claim_of("t + s in O(t*s)", "t: integer, s: integer")) == "u"


def test_a_wrong_constant_is_seen_at_a_sample() -> None:
    claim = claim_of("3*n in O(n)", SIZES)
    where = setting(claim, claim.links[0].node, {})
    left, right = claim.links[0].node.args  # type: ignore[attr-defined]
    assert disagreement(where, left, right, {"C": "2", "N": "1"})
    assert disagreement(where, left, right, {"c": "4", "N": "1"})
    assert not disagreement(where, left, right, {"C": "3", "c": "3", "N": "1"})


def test_a_sample_that_disagrees_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "disagreement", lambda *_: True)
    found = decision("7*n in O(n)")
    assert (found.truth, found.words) == (None, "defect: the constants that were derived fail at a sample point")


BOUND = {
    "sum(t for t in 1..n) in Theta(n**2)": True,
    "sum(n/t for t in 1..n) in Theta(n*log(n))": True,
    "sum(n/t for t in 1..n) in O(n)": False,
    "sum(n**t for t in 1..n) in Theta(n**n)": True,
    "sum(t*m for t in 1..n) in O(n)": False,
    "sum(sum(s for s in 1..t) for t in 1..n) in Theta(n**3)": True,
    "sum(at(w, m = i) for i in 1..n) in Theta(n**3)": True,
    "sum(w*i for i in 1..n) in Theta(m**2*n**2)": True,
}


@pytest.mark.parametrize("text", sorted(BOUND))
def test_bound_names_do_not_meet(text: str) -> None:
    """Neither that of a path and that of a sum, nor those of sums inside each other."""
    claim = claim_of(text, SIZES, "", 'let: {w: "sum(i for i in 1..m)"}')
    assert decide(claim, claim.links[0].node, {}).truth is BOUND[text]


@pytest.mark.parametrize(("expansion", "wrong"), [("n**2 + n", False), ("n**2", True), ("n**2 + n + 1", True)])
def test_an_expansion_along_a_path_is_tried(expansion: str, wrong: bool) -> None:
    """Against the plain meaning of the side at a small t; here the path is n = k, its variable k."""
    claim = claim_of("n*(n + 1) in O(n)", SIZES)
    node = claim.links[0].node
    assert isinstance(node, Apply)
    along = sum_of(expansion.replace("n", "k"))
    assert misread(setting(claim, node, {}), {"n": sum_of("k")}, "k", [(node.args[0], along)]) is wrong


def test_a_wrong_expansion_refutes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "misread", lambda *_: True)
    found = decision("7*n**2 in O(n)")  # not decided before: decisions are remembered
    assert (found.truth, found.words) == (None, "defect: an expansion along a path is wrong at a sample point")


def test_an_interpolated_count_only_makes_it_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    real = growth_values.counted

    def guess(claim: Claim, node: object, **options: bool) -> Counted | None:
        found = None if options.get("guessing") is False else real(claim, node)  # type: ignore[arg-type]
        return None if found is None else replace(found, rigorous=False)

    monkeypatch.setattr(growth_values, "counted", guess)
    monkeypatch.setattr(growth_values, "bounded", lambda *_: None)
    claim = claim_of("size(eye(n)) in O(n**2)", "n: integer >= 1")
    found = decide(claim, claim.links[0].node, {})
    assert (found.truth, found.likely) == (None, True)
    assert found.words == "C = 1, N = 1, by a count that is interpolated"
    (reading,) = kernel.judge(claim, Instance(values=(("n", F(1)),))).links
    assert (reading.truth, reading.agrees) == (None, True)
    assert affirmed(claim) is None


# Inside of claims


def test_relations_are_replaced_by_their_truth() -> None:
    claim = claim_of("(n in O(m)) or n >= 1", SIZES)
    settled = settle(claim, {"n": F(1), "m": F(1)})
    assert [d.truth for d in settled.decisions[0]] == [False]
    judgement = kernel.judge(claim, Instance(values=(("n", F(1)), ("m", F(1)))))
    assert [link.truth for link in judgement.links] == [True]


def test_sizes_that_matter_elsewhere_are_not_left_out() -> None:
    assert grown_names(claim_of("n in O(n*m)", SIZES)) == {"n", "m"}
    assert grown_names(claim_of("(n in O(n*m)) or m > 3", SIZES)) == {"n"}
    assert grown_names(claim_of("n**d in O(n)", "n: integer, d: integer in 1..3")) == {"n"}


def test_a_witness_shows_its_path() -> None:
    claim = claim_of("n in O(m)", SIZES)
    witness = kernel.confirm(claim, Instance(values=(("n", F(1)), ("m", F(1)))))
    assert witness is not None
    assert witness.path == (("n", "t**2"), ("m", "t"))
    assert witness.left == "along n = t**2, m = t (t → oo): left/right grows like t"


@pytest.mark.parametrize(
    ("text", "given", "assume", "proved"),
    [
        ("n in O(n**2)", SIZES, "", True),
        ("n in O(n**2) and n < 0", SIZES, "", False),
        ("n**d in O(n**3)", "n: integer, d: integer in 1..3", "", True),
        ("n**d in O(n**3)", "n: integer, d: integer in 1..4", "", False),
        ("c*n in O(n)", "n: integer, c: real", "", False),
        ("c*n in O(n)", "n: integer, c: 'real in [-1, 1]'", "", True),
        ("not (n in O(1))", SIZES, "", True),
        ("(n in O(1)) <=> (m in O(1))", SIZES, "", True),
    ],
)
def test_what_is_proved_for_every_instance(text: str, given: str, assume: str, proved: bool) -> None:
    assert (affirmed(claim_of(text, given, assume)) is not None) is proved


def test_links_without_growth_need_another_argument() -> None:
    both = claim_of("size(eye(n)) == n**2", "n: integer >= 1")
    grown = claim_of("size(eye(n)) in O(n**2)", "n: integer >= 1")
    mixed = replace(both, links=(*both.links, *grown.links))
    assert without_growth(mixed) == both
    assert affirmed(mixed) is not None
    other = claim_of("size(eye(n)) == n", "n: integer >= 1")
    assert affirmed(replace(mixed, links=(*other.links, *grown.links))) is None


def test_the_steps_of_a_proof() -> None:
    certificate = prove(claim_of("3*n**2 + n in O(n**2)", SIZES))
    assert certificate is not None
    assert [(step.rule, step.text) for step in certificate.steps] == [
        ("left side", "3*n**2 + n"),
        ("right side", "n**2"),
        ("negligible", "n <= n**2"),
        ("growth: C = 4, N = 1", "3*n**2 + n in O(n**2)"),
    ]
    assert dict(certificate.data) == {"C": "4", "N": "1"}
    assert kernel.replay(claim_of("3*n**2 + n in O(n**2)", SIZES), certificate)
    assert not kernel.replay(claim_of("n**3 in O(n**2)", SIZES), certificate)


def test_the_steps_of_a_proof_by_cases() -> None:
    certificate = prove(claim_of("max(n, m) in O(n + m)", SIZES))
    assert certificate is not None
    rules = {step.rule.partition(":")[0] for step in certificate.steps}
    assert {"where n >= m", "where m >= n"} <= rules
