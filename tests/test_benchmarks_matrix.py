"""The matrix benchmark: each peer says of small statements what its library can, and the table adds up."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from benchmarks.corpus import Entry
from benchmarks.matrix import __main__ as command
from benchmarks.matrix.corpus import entries
from benchmarks.matrix.peers import ROSTER
from benchmarks.matrix.table import markdown, with_both_sizes
from benchmarks.outcome import INEXPRESSIBLE, PROVED, REFUTED, UNDECIDED, Answer, Inexpressible, Result, read
from benchmarks.peer import Peer
from benchmarks.pool import ROOT, Absent, Limits, Worker
from benchmarks.table import percentile
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text

GIVEN = """
proofcheck: 1
given:
  n: integer >= 1
  m: integer >= 1
  i: integer in 1..n
  t: real
  A: matrix[n, n]
  B: matrix[n, n]
  C: matrix[m, n]
  S: symmetric matrix[n, n]
  K: skew matrix[n, n]
  P: positive definite matrix[n, n]
  Q: orthogonal matrix[n, n]
  D: diagonal matrix[n, n]
  x: vector[n]
  y: vector[n]
  w: unit vector[n]
  p: probability vector[n]
  f: function(vector[n]) -> vector[n]
  h: function(vector[n]) -> real
let: {q: tanh(A @ x), "g(z)": exp(z)}
claims: [{id: it, claim: "%s"}]
"""

# statement, and what the peers say: SymPy at size 2, SymPy's matrix symbols, tensorgrad
CASES = (
    ("grad(x @ A @ x, x) == (A + A.T) @ x", PROVED, PROVED, PROVED),
    ("grad(x @ A @ x, x) == 2*A @ x", REFUTED, UNDECIDED, UNDECIDED),
    ("grad(x @ S @ x, x) == 2*S @ x", PROVED, PROVED, PROVED),
    ("grad(trace(A @ B), A) == B.T", PROVED, PROVED, PROVED),
    ("grad(trace(A @ B), A) == B", REFUTED, UNDECIDED, UNDECIDED),
    ("grad(trace(S @ B), S) == B.T", PROVED, PROVED, PROVED),
    ("grad(trace(S @ B), S) == B", REFUTED, UNDECIDED, UNDECIDED),
    ("jacobian(C @ x, x) == C", PROVED, PROVED, PROVED),
    ("jacobian(q, x) == diag(1 - q**2) @ A", PROVED, UNDECIDED, PROVED),
    ("jacobian(q, x) == A @ diag(1 - q**2)", REFUTED, UNDECIDED, UNDECIDED),
    ("hessian(x @ A @ x, x) == A + A.T", PROVED, PROVED, PROVED),
    ("grad(logsumexp(x), x) == softmax(x)", PROVED, None, PROVED),
    ("jacobian(softmax(x), x) == diag(softmax(x)) - outer(softmax(x), softmax(x))", PROVED, None, PROVED),
    ("jacobian(f(x), x) @ y == diff(at(f(z), z = x), x[i])*y[i]", None, INEXPRESSIBLE, None),
    ("jacobian(h(x)*x, x) == outer(x, grad(h(x), x)) + h(x)*eye(n)", PROVED, INEXPRESSIBLE, PROVED),
    ("jacobian(h(x)*x, x) == outer(grad(h(x), x), x) + h(x)*eye(n)", None, INEXPRESSIBLE, UNDECIDED),
    ("jacobian(f(A @ x), x) == at(jacobian(f(z), z), z = A @ x) @ A", PROVED, INEXPRESSIBLE, PROVED),
    ("jacobian(g(x), x) == diag(g'(x))", PROVED, INEXPRESSIBLE, PROVED),
    ("diff(sum(x[k]**2*y[k] for k in 1..n), x[i]) == 2*x[i]*y[i]", PROVED, INEXPRESSIBLE, PROVED),
    ("diff(sum(x[k]**2*y[k] for k in 1..n), x[i]) == 2*x[i]", REFUTED, INEXPRESSIBLE, UNDECIDED),
    ("sum(A[k, l]*x[l]*y[k] for k in 1..n, l in 1..n) == y @ A @ x", PROVED, INEXPRESSIBLE, PROVED),
    ("sum(x[k] for k in 1..n if k != i) == sum(x) - x[i]", PROVED, INEXPRESSIBLE, PROVED),
    ("trace(K) == 0", PROVED, PROVED, PROVED),
    ("Q.T @ Q == eye(n)", PROVED, UNDECIDED, PROVED),
    ("dot(Q @ x, Q @ y) == dot(x, y)", PROVED, UNDECIDED, PROVED),
    ("sum(p) == 1", PROVED, UNDECIDED, PROVED),
    ("dot(w, w) == 1", PROVED, UNDECIDED, PROVED),
    ("D @ x == diagonal(D)*x", PROVED, None, PROVED),
    ("norm(C, fro)**2 == trace(C.T @ C)", PROVED, PROVED, PROVED),
    ("A @ inv(A) == eye(n)", PROVED, PROVED, UNDECIDED),
    ("inv(A).T == inv(A.T)", PROVED, PROVED, UNDECIDED),
    ("grad(trace(inv(A)), A) == -(inv(A) @ inv(A)).T", PROVED, PROVED, PROVED),
    ("grad(trace(inv(A)), A) == -(inv(A) @ inv(A))", REFUTED, UNDECIDED, UNDECIDED),
    ("det(A @ B) == det(A)*det(B)", PROVED, PROVED, UNDECIDED),
    ("det(2*A) == 4*det(A)", PROVED, UNDECIDED, UNDECIDED),
    ("trace(eye(n)) == n", PROVED, PROVED, PROVED),
    ("dot(x, y)**2 <= dot(x, x)*dot(y, y)", None, INEXPRESSIBLE, INEXPRESSIBLE),
    ("is_symmetric(C.T @ C)", PROVED, INEXPRESSIBLE, PROVED),
    ("0 <= dot(x, x)", PROVED, INEXPRESSIBLE, INEXPRESSIBLE),
)


@cache
def claim(text: str) -> Claim:
    loaded = load_text(GIVEN % text)
    assert loaded.problems == ()
    return loaded.claims[0]


@cache
def peer(name: str) -> Peer:
    return ROSTER.peer(name)


def said(name: str, text: str) -> str:
    try:
        return peer(name).decide(claim(text)).outcome
    except Inexpressible:
        return INEXPRESSIBLE


def _cases(column: int) -> list[tuple[str, str]]:
    return [(case[0], str(case[column])) for case in CASES if case[column] is not None]


@pytest.mark.parametrize(("text", "outcome"), _cases(1))
def test_sympy_on_entries(text: str, outcome: str) -> None:
    assert said("sympy-2", text) == outcome


@pytest.mark.parametrize(("text", "outcome"), _cases(2))
def test_sympy_on_matrix_symbols(text: str, outcome: str) -> None:
    assert said("sympy-symbols", text) == outcome


@pytest.mark.parametrize(("text", "outcome"), _cases(3))
def test_tensorgrad(text: str, outcome: str) -> None:
    pytest.importorskip("tensorgrad", reason="a peer, not among the dependencies")
    assert said("tensorgrad", text) == outcome


def test_the_size_of_entries_is_all_that_sympy_sees() -> None:
    assert said("sympy-2", "trace(eye(n)) == 2") == PROVED
    assert said("sympy-3", "trace(eye(n)) == 2") == REFUTED


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("jacobian(q, x) == diag(1 - q**2) @ A", PROVED),
        ("jacobian(q, x) == A @ diag(1 - q**2)", REFUTED),
        ("jacobian(f(A @ x), x) == at(jacobian(f(z), z), z = A @ x) @ A", PROVED),
        ("jacobian(f(x), x) == jacobian(f(x), x).T", REFUTED),
        ("max_abs(A) < 100", PROVED),  # what a Gaussian never shows
        ("Q.T @ Q == eye(n)", PROVED),
        ("lambda_min(P) > 0", PROVED),
    ],
)
def test_gaussian_instances(text: str, outcome: str) -> None:
    assert said("gaussian", text) == outcome


def test_this_project() -> None:
    found = peer("proofcheck").decide(claim("(A + B).T == A.T - B.T"))
    assert found.outcome == REFUTED
    assert list(found.parts) == ["verdict"]


def test_a_worker_answers_and_is_stopped_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "small-true.claims.yaml"
    path.write_text(GIVEN % "trace(eye(n)) == n", "utf-8")
    entry = Entry(path=path, id="it", truth=True)
    worker = Worker("matrix", "sympy-2", command.options([]).tensorgrad_python, Limits())
    try:
        result = worker.decide(entry)
        assert (result.peer, result.area, result.id, result.outcome) == ("sympy-2", "small", "it", PROVED)
        worker._limits = Limits(seconds=0.0)
        late = worker.decide(entry)
        assert (late.outcome, late.detail) == (UNDECIDED, "over 0 s")
    finally:
        worker.stop()


def test_a_peer_whose_library_is_missing_is_absent(tmp_path: Path) -> None:
    with pytest.raises(Absent, match="its worker did not start"):
        Worker("matrix", "tensorgrad", "/bin/true", Limits()).start()


def test_entries_need_a_file_of_the_corpus(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"other\.claims\.yaml: neither `\*-true\.claims\.yaml` nor"):
        list(entries((tmp_path / "other.claims.yaml",)))


def result(name: str, truth: bool, outcome: str, seconds: float, id: str = "a") -> Result:
    return Result(peer=name, area="x", id=id, truth=truth, outcome=outcome, seconds=seconds, cpu=seconds / 2)


def test_results_are_read_back() -> None:
    first = result("gaussian", True, PROVED, 0.5)
    assert read(first.line()) == first
    assert not first.wrong
    assert result("gaussian", False, PROVED, 0.5).wrong
    assert result("gaussian", True, REFUTED, 0.5).wrong


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (PROVED, PROVED, PROVED),
        (PROVED, UNDECIDED, UNDECIDED),
        (PROVED, REFUTED, REFUTED),
        (UNDECIDED, INEXPRESSIBLE, INEXPRESSIBLE),
    ],
)
def test_sizes_2_and_3_together(first: str, second: str, together: str) -> None:
    found = with_both_sizes([result("sympy-2", True, first, 1.0), result("sympy-3", True, second, 2.0)])
    assert (found[-1].peer, found[-1].outcome, found[-1].seconds) == ("sympy-2-3", together, 3.0)


def test_percentile() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(k) for k in range(1, 101)], 0.95) == 95.0
    assert percentile([1.0], 0.95) == 1.0


def test_table() -> None:
    results = [
        result("proofcheck", True, PROVED, 0.02),
        result("proofcheck", False, REFUTED, 0.02),
        result("tensorgrad", True, PROVED, 0.04),
        result("tensorgrad", False, PROVED, 0.08),
        result("tensorgrad", True, INEXPRESSIBLE, 0.0, "b"),
    ]
    told = markdown(results, ROSTER.titles, {"gaussian": "no torch"}, "wall")
    lines = told.splitlines()
    assert lines[2] == "| proofcheck | 1 of 1 | 0 | 0 | 0 | 1 of 1 | 0 | 20 ms | 20 ms |  |"
    assert lines[3] == (
        "| tensorgrad | 1 of 2 | 0 | 0 | 1 | 0 of 1 | 1 | 60 ms | 80 ms | 40 ms (20 ms, 0.50×, 1 claims; whole 20 ms) |"
    )
    assert lines[4].startswith("| 100 Gaussian instances | absent: no torch |")
    assert lines[-1] == "Wrong, tensorgrad: x/a."


def test_every_peer_has_a_module() -> None:
    paths = [ROOT / f"{module.partition(':')[0].replace('.', '/')}.py" for module, _ in ROSTER.rows.values()]
    assert [path for path in paths if not path.is_file()] == []


def test_an_answer_has_no_stages_unless_it_says_so() -> None:
    make: Callable[..., Answer] = Answer
    assert make(outcome=PROVED).parts == {}
