"""The scalar benchmark: what each peer says of small claims, the judge, the points, and the table."""

from __future__ import annotations

import sys
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpus import Entry
from benchmarks.evaluate import admits, breaks, evaluable, value, violated
from benchmarks.floats import samples, violations
from benchmarks.outcome import (
    ACCEPTED,
    DENIED,
    INEXPRESSIBLE,
    PROVED,
    REFUTED,
    UNDECIDED,
    Inexpressible,
    Result,
)
from benchmarks.peer import Peer
from benchmarks.points import points
from benchmarks.pool import ROOT, Limits, Worker
from benchmarks.real_functions import Undefined
from benchmarks.scalar import __main__ as command
from benchmarks.scalar.corpus import entries
from benchmarks.scalar.peers import ROSTER
from benchmarks.scalar.peers.substitution import substituted
from benchmarks.scalar.table import markdown
from benchmarks.trees import WRITTEN_OUT, constant, num, op
from proofcheck.claim import Claim
from proofcheck.language.operators import VOCABULARY
from proofcheck.load.yaml import load_text
from proofcheck.prune import without_unused

GIVEN = """
proofcheck: 1
given:
  x: real
  y: real
  p: real > 0
  q: real in (0, 1)
  a: real in [0, pi/2]
  n: integer in 1..9
  f: function(real) -> real
claims: [{id: it, claim: "%s"%s}]
"""


@cache
def claim(text: str, assume: str = "") -> Claim:
    loaded = load_text(GIVEN % (text, f", assume: {assume}" if assume else ""))
    assert loaded.problems == ()
    return without_unused(loaded.claims[0])


@cache
def peer(name: str) -> Peer:
    return ROSTER.peer(name)


def said(name: str, text: str) -> str:
    try:
        return peer(name).decide(claim(text)).outcome
    except Inexpressible:
        return INEXPRESSIBLE


CASES = (
    ("z3", "x*y <= (x**2 + y**2)/2", PROVED),
    ("z3", "x*y < (x**2 + y**2)/2", REFUTED),
    ("z3", "sqrt(x**2) == abs(x)", PROVED),
    ("z3", "sqrt(x**2) == x", REFUTED),
    ("z3", "cbrt(x)**3 == x", PROVED),
    ("z3", "p**(3/2) == p*sqrt(p)", PROVED),
    ("z3", "1/x*x == 1", PROVED),
    ("z3", "floor(x) <= x < floor(x) + 1", PROVED),
    ("z3", "ceil(x) == floor(x) + 1", REFUTED),
    ("z3", "mod(n, 3) < 3", PROVED),
    ("z3", "relu(x) - relu(-x) == x", PROVED),
    ("z3", "sigmoid(x)*(1 - sigmoid(x)) <= 1/4", PROVED),
    ("z3", "tanh(x)**2 + sech(x)**2 == 1", PROVED),
    ("z3", "sinh(2*x) == sinh(x)*cosh(x)", REFUTED),
    ("z3", "sin(x)**2 + cos(x)**2 == 1", PROVED),
    ("z3", "cos(x + y) == cos(x)*cos(y) + sin(x)*sin(y)", REFUTED),
    ("z3", "sin(x) <= x", INEXPRESSIBLE),
    ("z3", "cos(a) >= 0", INEXPRESSIBLE),
    ("z3", "x**n == x", INEXPRESSIBLE),
    ("z3", "sum(k for k in 1..4) == 10", PROVED),
    ("sympy-simplify", "(x + y)**2 == x**2 + 2*x*y + y**2", PROVED),
    ("sympy-simplify", "diff(sin(x)**2, x) == sin(2*x)", PROVED),
    ("sympy-simplify", "integral(x**2 for x in [0, 1]) == 1/3", PROVED),
    ("sympy-simplify", "limit(sin(t)/t, t -> 0) == 1", PROVED),
    ("sympy-simplify", "sum(k for k in 1..n) == n*(n + 1)/2", PROVED),
    ("sympy-simplify", "f'(2*x) == at(diff(f(z), z), z = 2*x)", PROVED),
    ("sympy-simplify", "x <= x", INEXPRESSIBLE),
    ("sympy-equals", "sin(2*x) == 2*sin(x)*cos(x)", PROVED),
    ("sympy-equals", "sin(2*x) == sin(x)*cos(x)", REFUTED),
    ("sympy-equals", "sqrt(2) + sqrt(3) == pi", REFUTED),
    ("sympy-equals", "limit(sin(t)/t, t -> 0) == 2", REFUTED),
    ("sympy-simplify", "limit(sin(t)/t, t -> 0) == 2", REFUTED),
    ("sympy-inequalities", "x**2 >= 2*x - 1", PROVED),
    ("sympy-inequalities", "q*(1 - q) <= 1/4", PROVED),
    ("sympy-inequalities", "x**2 > 2*x - 1", REFUTED),
    ("sympy-inequalities", "p + 1 > 0", PROVED),
    ("sympy-inequalities", "x == x", INEXPRESSIBLE),
    ("sampling", "x**2 + 1 >= 2*x", ACCEPTED),
    ("sampling", "x**2 + 1 > 2*x + 1/10", REFUTED),
    ("sampling", "x**2 > 0", ACCEPTED),
    ("sampling", "log(1 + p) <= p", ACCEPTED),
    ("sampling", "sum(k**2 for k in 1..n) == n*(n + 1)*(2*n + 1)/6", ACCEPTED),
    ("sampling", "limit(x*t, t -> 0) == 0", INEXPRESSIBLE),
    ("hypothesis-100", "x**2 >= 0", ACCEPTED),
    ("hypothesis-100", "sqrt(x**2) == x", REFUTED),
    ("hypothesis-100", "sqrt(p + 1) - sqrt(p) == 1/(sqrt(p + 1) + sqrt(p))", DENIED),
    ("proofcheck", "x*y <= (x**2 + y**2)/2", PROVED),
    ("proofcheck", "sqrt(x**2) == x", REFUTED),
)  # fmt: skip


@pytest.mark.parametrize(("name", "text", "outcome"), CASES)
def test_peers(name: str, text: str, outcome: str) -> None:
    if name == "z3":
        pytest.importorskip("z3")
    assert said(name, text) == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("exp(x) >= 1 + x - 1/100", UNDECIDED),
        ("q*(1 - q) <= 0.26", PROVED),
        ("q*(1 - q) <= 0.24", REFUTED),
        ("sin(a) <= pi", PROVED),
        ("gamma(p) > 0", INEXPRESSIBLE),
        ("(-1)**n <= 1", INEXPRESSIBLE),
    ],
)
def test_dreal(text: str, outcome: str) -> None:
    pytest.importorskip("dreal", reason="a peer, not among the dependencies", exc_type=ImportError)
    assert said("dreal", text) == outcome


@pytest.mark.parametrize(("text", "outcome"), [("(x + 1)**2 == x**2 + 2*x + 1", PROVED), ("x + 1 == x", REFUTED)])
def test_math_verify(text: str, outcome: str) -> None:
    pytest.importorskip("math_verify", reason="a peer, not among the dependencies")
    assert said("math-verify", text) == outcome


@pytest.mark.parametrize("name", sorted(WRITTEN_OUT))
def test_only_operators_of_the_vocabulary_are_written_out(name: str) -> None:
    assert name in VOCABULARY


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("x <= x**2", {"x": num(Fraction(1, 2))}, True),
        ("x <= x**2", {"x": num(2)}, False),
        ("x < x**2", {"x": num(1)}, True),  # equality at a simple point
        ("tanh(x) < 1", {"x": num(3000)}, False),  # equal to all digits, but the point is far out
        ("p > 1", {"p": num(-1)}, False),  # no point of the domain
        ("sin(x) == 0", {"x": op("pi")}, False),
        ("sin(x) == 0", {"x": num(Fraction("3.14159265358979323846264338327950288"))}, True),
        ("log(x) < 0", {"x": num(-1)}, False),  # no value there
        ("x/(1 + x**2)*exp(-x**2/2)/sqrt(2*pi) <= 1 - normal_cdf(x)", {"x": num(93)}, False),  # lost digits
        ("diff(-log(1 - sigmoid(x)), x) == sigmoid(x)", {"x": num(308)}, False),  # the same
        ("exp(-x**2) <= 0", {"x": num(100)}, True),
        ("diff(abs(x), x) == 2", {"x": num(0)}, False),  # a kink
        ("diff(x**2, x) == x", {"x": num(1)}, True),
        ("integral(t for t in [0, x]) == x**2", {"x": num(1)}, True),
        ("floor(x) == x", {"x": num(Fraction(5, 2))}, True),
        ("binomial(n, 2) == n", {"n": num(4)}, True),
        ("E(z**2 for z ~ normal(0, 1)) == 2", {}, True),
    ],
)
def test_violations(text: str, at: dict[str, object], expected: bool) -> None:
    assert violated(claim(text), at) is expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("x <= x**2", Fraction(1, 2), True),
        ("x <= x**2", Fraction(2), False),
        ("p > 1", Fraction(-1), False),
        ("diff(x - x**3/3, x) < 1", Fraction(0), None),  # an estimate of what is equal
        ("log(x) < 0", Fraction(-1), None),
    ],
)
def test_a_point_that_is_said_to_break_a_claim(text: str, at: Fraction, expected: bool | None) -> None:
    name = next(g.name for g in claim(text).given)
    assert breaks(claim(text), {name: num(at)}) is expected


def test_assumptions_and_domains_are_those_of_the_claim() -> None:
    plain = claim("x >= y", "['x + y == 1', 'x > 0']")
    assert admits(plain, {"x": num(1), "y": num(0)})
    assert not admits(plain, {"x": num(1), "y": num(1)})
    assert violated(plain, {"x": num(Fraction(1, 4)), "y": num(Fraction(3, 4))})
    with pytest.raises(Inexpressible, match="no value for `y`"):
        violated(plain, {"x": num(1)})


def test_values_that_are_none() -> None:
    for node in (op("log", 0), op("/", 1, 0), op("sqrt", -1), op("**", 0, -1), op("acos", 2), op("atanh", 1)):
        with pytest.raises(Undefined):
            value(node)


def test_what_the_judge_has_words_for() -> None:
    assert evaluable(claim("sigmoid(x) <= 1"))
    assert not evaluable(claim("limit(x*t, t -> 0) == 0"))
    assert not evaluable(claim("f(x) == f(x)"))


def test_points_are_the_same_each_time_and_most_are_of_the_domain() -> None:
    plain = claim("a + p >= q", "['x + y == 1']")
    first = list(islice(points(plain), 120))
    assert first == list(islice(points(plain), 120))
    assert sum(admits(plain, p) for p in first[12:]) > 60
    ends = {constant(p["q"]) for p in first} - {None}
    assert any(0 < float(e or 0) < 1e-3 for e in ends)


def test_samples_are_of_the_domain() -> None:
    found = samples(claim("a + q >= n"), 1000)
    assert np.all((found["q"] >= 0) & (found["q"] <= 1) & (found["n"] >= 1) & (found["n"] <= 9))
    assert violations(claim("q >= 1/10"), 1000, 1e-9)[1].any()
    assert not violations(claim("q >= 0"), 1000, 1e-9)[1].any()


def test_variables_that_stand_within_exponentials_only() -> None:
    def names(text: str) -> dict[str, bool]:
        return {name: how.circular for name, how in substituted([link.node for link in claim(text).links]).items()}

    assert names("exp(x/2) + cosh(y) >= y") == {"x": False}
    assert names("sin(x) + cos(3*y) >= 0") == {"x": True, "y": True}
    assert names("sin(x) + exp(x) >= 0") == {}
    assert names("sigmoid(x) + tanh(2*x) >= 0") == {"x": False}


def test_classes_choose_statements() -> None:
    assert all("hyperbolic" in e.claim.tags for e in entries(classes=["hyperbolic"]))
    assert len(list(entries(classes=["hyperbolic"]))) < len(list(entries()))


def test_a_worker_answers(tmp_path: Path) -> None:
    path = tmp_path / "small-false.claims.yaml"
    path.write_text(GIVEN % ("x*y < (x**2 + y**2)/2", ""), "utf-8")
    worker = Worker("scalar", "sampling", sys.executable, Limits())
    try:
        result = worker.decide(Entry(path=path, id="it", truth=False))
    finally:
        worker.stop()
    assert (result.peer, result.area, result.truth, result.outcome, result.wrong) == (
        "sampling", "small", False, ACCEPTED, True,
    )  # fmt: skip


def result(name: str, truth: bool, outcome: str, seconds: float, id: str = "a", **parts: float) -> Result:
    return Result(peer=name, area="x", id=id, truth=truth, outcome=outcome, seconds=seconds, cpu=seconds, parts=parts)


def test_table() -> None:
    results = [
        result("proofcheck", True, PROVED, 0.02),
        result("proofcheck", False, REFUTED, 0.04, verdict=0.008),
        result("sampling", True, DENIED, 0.03),
        result("sampling", False, REFUTED, 0.08),
        result("sampling", True, INEXPRESSIBLE, 0.0, "b"),
    ]
    classes = {("x", "a", truth): ("trig",) for truth in (True, False)} | {("x", "b", True): ("trig",)}
    told = markdown(results, ROSTER.titles, {"dreal": "no libibex.so"}, "wall", classes).splitlines()
    assert told[2] == "| proofcheck | 1 of 1 | 0 | 0 | 0 | 0 | 1 of 1 | 0 | 0 | 0 | 0 | 30 ms | 40 ms |  |"
    assert told[3] == (
        "| 100,000 random points | 0 of 2 | 0 | 1 | 0 | 1 | 1 of 1 | 0 | 0 | 0 | 0 | 55 ms | 80 ms | "
        "80 ms (8.0 ms, 0.10×, 1 claims; whole 40 ms) |"
    )
    assert told[4].startswith("| dReal | absent: no libibex.so |")
    assert "Wrong, 100,000 random points: x/a." in told


def test_options() -> None:
    wanted = command.options(["--classes", "trig", "tight", "--every", "3", "--peer-python", "python"])
    assert (wanted.classes, wanted.every, wanted.peer_python) == (["trig", "tight"], 3, "python")


def test_every_peer_has_a_module() -> None:
    paths = [ROOT / f"{module.partition(':')[0].replace('.', '/')}.py" for module, _ in ROSTER.rows.values()]
    assert [path for path in paths if not path.is_file()] == []
