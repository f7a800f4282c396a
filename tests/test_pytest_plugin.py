"""The pytest plug-in, run by pytest itself: alone and, where it matters, under pytest-xdist."""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from pathlib import Path
from xml.etree import ElementTree

import pytest

from proofcheck.run.session import WHOLE_FILE

pytest_plugins = ["pytester"]

TESTS = Path(__file__).parent
HEAD = "proofcheck: 1\nsource: {document: notes.txt}\ngiven:\n  x: real\nclaims:\n"
CLAIMS = """\
  - id: good
    claim: x == x
    section: "1.2"
    tags: [easy, xfail]
  - id: bad
    claim: x == x
    statement: "x = x, ::error file=a::b"
    note: refute
  - id: wished
    claim: x == x
    note: refute
    expect: refuted
  - id: unwished
    claim: x == x
    expect: refuted
  - id: stuck
    claim: x == x
    note: hang
    budget: {seconds: 0.3}
  - id: typo
    claim: x == y_0
  - id: seen
    claim: x == x
    note: support
    tags: [slow]
  - id: by-hand
    skip: nobody can check this
"""
FAILURE = """\
refuted  bad  at d = 1, W = [[1/2]]: left = 1/2, right = 1/4
  at:         a.claims.yaml:11
  statement:  x = x, ::error file=a::b
  claim:      x == x
  holds when: d = 2
  repair:     `x <= x`: proved
  how often:  43 % of random instances break it
  certified:  exact values or enclosing balls on both sides
  more:       proofcheck explain a.claims.yaml::bad
"""
OUTCOMES = {"passed": 3, "failed": 3, "skipped": 1, "errors": 1}
EVERYWHERE = pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["alone", "xdist"])


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(p for p in (str(TESTS), os.environ.get("PYTHONPATH", "")) if p))
    monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)
    pytester.makefile(".claims.yaml", a=HEAD + CLAIMS)
    pytester.makeini("[pytest]\nproofcheck_decide = fake_decide.decide\nfilterwarnings = error\n")
    return pytester


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """pytest in this process; the plug-in is named where it is not installed."""
    installed = any(point.name == "proofcheck" for point in entry_points(group="pytest11"))
    named = () if installed else ("-p", "proofcheck.pytest_plugin")
    return pytester.runpytest_inprocess(*named, "-p", "no:hypothesispytest", "--strict-markers", *arguments)


def names(result: pytest.RunResult, outcome: str) -> list[str]:
    """The ids with an outcome, from the lines of `-rA`."""
    starts = f"{outcome} a.claims.yaml::"
    return sorted(line[len(starts) :].split(" ")[0] for line in result.outlines if line.startswith(starts))


@EVERYWHERE
def test_every_claim_is_a_test(project: pytest.Pytester, spread: tuple[str, ...]) -> None:
    result = run(project, "-rA", *spread)
    result.assert_outcomes(**OUTCOMES)
    assert names(result, "PASSED") == ["good", "seen", "wished"]
    assert names(result, "FAILED") == ["bad", "stuck", "unwished"]
    assert names(result, "ERROR") == ["typo"]
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    section = result.outlines[result.outlines.index(f"{' proofcheck ':=^80}") + 1 :][:3]
    assert sorted(section[:2]) == [
        "refuted  a.claims.yaml::bad  d = 1, W = [[1/2]]",
        "refuted (expected)  a.claims.yaml::wished  d = 1, W = [[1/2]]",
    ]
    assert section[2] == "2 proved, 1 supported, 2 refuted, 1 undecided, 1 skipped, 1 malformed"


@EVERYWHERE
def test_a_failure_is_its_report_and_nothing_else(project: pytest.Pytester, spread: tuple[str, ...]) -> None:
    result = run(project, "-k", "bad", *spread)
    text = result.stdout.str()
    assert "pytest_plugin.py" not in text
    assert "Traceback" not in text
    assert not [line for line in result.outlines if line.lstrip().startswith("::")]


def test_a_malformed_claim_is_an_error_with_its_place(project: pytest.Pytester) -> None:
    result = run(project, "-k", "typo")
    result.stdout.fnmatch_lines(
        ["*ERROR at setup of a.claims.yaml::typo*", "malformed  typo: a.claims.yaml:*: unknown name `y_0`", "*x == y_0"]
    )
    assert "pytest_plugin.py" not in result.stdout.str()


def test_a_broken_file_does_not_stop_the_others(project: pytest.Pytester) -> None:
    project.makefile(".claims.yml", broken="claims: [")
    result = run(project, "a.claims.yaml::good", "broken.claims.yml")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"malformed  {WHOLE_FILE}: broken.claims.yml:*"])


@pytest.mark.parametrize(
    ("arguments", "selected"),
    [
        (("-k", "easy"), ["good"]),
        (("-k", "1.2"), ["good"]),
        (("-k", "notes"), ["bad", "by-hand", "good", "seen", "stuck", "typo", "unwished", "wished"]),
        (("-m", "slow"), ["seen"]),
        (("-k", "wished and not un"), ["wished"]),
        (("a.claims.yaml::seen",), ["seen"]),
    ],
    ids=["tag", "section", "document", "mark", "id", "node"],
)
def test_selection(project: pytest.Pytester, arguments: tuple[str, ...], selected: list[str]) -> None:
    result = run(project, "--co", "-q", *arguments)
    found = [line.removeprefix("a.claims.yaml::") for line in result.outlines if line.startswith("a.claims.yaml::")]
    assert sorted(found) == selected


def test_a_tag_is_never_one_of_pytest_s_own_marks(project: pytest.Pytester) -> None:
    run(project, "a.claims.yaml::good").assert_outcomes(passed=1)


def test_last_failed_and_first_failure(project: pytest.Pytester) -> None:
    run(project, "-x").assert_outcomes(passed=1, failed=1)
    again = run(project, "--lf", "-rA")
    assert names(again, "FAILED") == ["bad"]


def test_junit_properties(project: pytest.Pytester) -> None:
    run(project, "-k", "bad or good", "--junitxml=out.xml", "--proofcheck-seed=7")
    cases = ElementTree.parse(project.path / "out.xml").iter("testcase")
    told = {case.get("name"): {p.get("name"): p.get("value") for p in case.iter("property")} for case in cases}
    seconds = [properties.pop("proofcheck.seconds") for properties in told.values()]
    assert all(float(value or "nan") < 5 for value in seconds)
    assert told == {
        "good": {"proofcheck.verdict": "proved", "proofcheck.seed": "7"},
        "bad": {
            "proofcheck.verdict": "refuted",
            "proofcheck.witness": "d = 1, W = [[1/2]]",
            "proofcheck.certified": "true",
            "proofcheck.seed": "7",
        },
    }


def test_durations_are_the_workers_own(project: pytest.Pytester) -> None:
    result = run(project, "-k", "stuck", "--durations=1", "-vv")
    result.stdout.fnmatch_lines(["0.3?s call     a.claims.yaml::stuck"])


def test_header_names_engines_device_and_seed(project: pytest.Pytester) -> None:
    result = run(project, "--co", "--proofcheck-seed=11")
    result.stdout.re_match_lines([r"proofcheck \d\S*: torch \S+ \((cpu|cuda)\), sympy \S+, python-flint \S+, seed 11$"])


@pytest.mark.parametrize("where", ["option", "ini"])
def test_settings(project: pytest.Pytester, where: str) -> None:
    project.makefile(".claims.yaml", a=HEAD + "  - {id: told, claim: x == x, note: budget}\n")
    settings = {"seed": "3", "budget": "1.5"}
    options: list[str] = []
    if where == "option":
        options = [f"--proofcheck-{name}={value}" for name, value in settings.items()]
    else:
        lines = "".join(f"proofcheck_{name} = {value}\n" for name, value in settings.items())
        project.makeini(f"[pytest]\nproofcheck_decide = fake_decide.decide\n{lines}")
    result = run(project, *options)
    result.stdout.fnmatch_lines(["undecided  told: 3/2 s, 2048 MiB, seed 3"])


@pytest.mark.parametrize("where", ["option", "ini"])
def test_a_proof_may_be_required(project: pytest.Pytester, where: str) -> None:
    options = ["--proofcheck-require=proof"] if where == "option" else ["-o", "proofcheck_require=proof"]
    result = run(project, "-k", "good or seen", *options)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["supported  seen: a proof is required"])


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--proofcheck-budget=soon", "ERROR: --proofcheck-budget: `soon` is not a positive number of seconds"),
        ("--proofcheck-budget=0", "ERROR: --proofcheck-budget: `0` is not a positive number of seconds"),
        ("--override-ini=proofcheck_seed=x", "ERROR: proofcheck_seed: `x` is not a whole number"),
        ("--override-ini=proofcheck_require=hope", "ERROR: proofcheck_require: `hope` is not `proof`"),
    ],
    ids=["budget", "no-time", "seed", "require"],
)
def test_a_bad_setting_is_a_usage_error(project: pytest.Pytester, option: str, message: str) -> None:
    result = run(project, option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.errlines


def test_same_verdicts_and_witnesses_in_one_process_or_two(project: pytest.Pytester) -> None:
    project.makefile(
        ".claims.yaml", a=HEAD + "".join(f"  - {{id: c{n}, claim: x == x, note: seeded}}\n" for n in range(6))
    )
    alone, spread = (
        sorted(line for line in run(project, *options).outlines if line.startswith("refuted  a.claims"))
        for options in ([], ["-n", "2", "--dist", "load"])
    )
    assert len(alone) == 6
    assert alone == spread


def test_ordinary_tests_are_left_alone(project: pytest.Pytester) -> None:
    project.makepyfile(test_other="def test_one():\n    assert True\n")
    result = run(project, "test_other.py")
    result.assert_outcomes(passed=1)
    assert f"{' proofcheck ':=^80}" not in result.outlines
