"""The same claim, seed and versions give the same verdict, byte for byte: any workers, any order, any hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proofcheck.load.yaml import load
from proofcheck.portfolio import decide
from proofcheck.run.session import check
from proofcheck.verdict import Verdict, to_json

ROOT = Path(__file__).parent.parent
CLAIMS = {
    "proof": "{id: proof, claim: (x + y)**2 == x**2 + 2*x*y + y**2}",
    "witness": "{id: witness, claim: abs(x + y) == abs(x) + abs(y)}",
    "arrays": "{id: arrays, claim: 'A @ B == B @ A', given: {A: 'matrix[n, n]', B: 'matrix[n, n]'}}",
    "support": "{id: support, claim: 'eigenvalues([[2, 1], [1, 2]]) == [3, 1]'}",
    "sides": "{id: sides, claim: log(x**2) == 2*log(x)}",
    "plain": "{id: plain, claim: (x - 0)/6 == x/6}",
    "inequality": "{id: inequality, claim: x**4 + y**4 >= x**3*y + x*y**3}",
    "closest": "{id: closest, claim: (x - sqrt(2))**2*exp(y) > 0}",
    "vacuous": "{id: vacuous, assume: [x**2 < 0], claim: x == x + 1}",
}


def file_of(names: list[str], path: Path) -> Path:
    lines = ["proofcheck: 1", "given: {x: real, y: real}", "claims:", *(f"  - {CLAIMS[name]}" for name in names)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def timeless(verdict: Verdict) -> str:
    """The verdict as JSON without the seconds that it took."""
    data = to_json(verdict)
    del data["seconds"]
    for attempt in data["attempts"]:
        del attempt["seconds"]
    return json.dumps(data, sort_keys=True)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = file_of(list(CLAIMS), tmp_path_factory.mktemp("first") / "a.claims.yaml")
    return {r.id: timeless(r.verdict) for r in check(path, workers=1)}


def test_the_reference_has_every_kind_of_verdict(reference: dict[str, str]) -> None:
    assert {name: json.loads(text)["outcome"] for name, text in reference.items()} == {
        "proof": "proved", "witness": "refuted", "arrays": "refuted", "support": "supported",
        "sides": "undecided", "plain": "proved", "inequality": "proved", "closest": "refuted", "vacuous": "undecided",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["proof", "inequality", "closest", "vacuous"])
def test_what_was_decided_before_changes_nothing(name: str, reference: dict[str, str], tmp_path: Path) -> None:
    claim = load(file_of([name], tmp_path / "a.claims.yaml")).claims[0]
    assert [timeless(decide(claim)) for _ in range(2)] == [reference[name]] * 2


@pytest.mark.parametrize(
    ("workers", "order"),
    [(1, list(CLAIMS)), (2, list(CLAIMS)), (2, list(reversed(CLAIMS)))],
    ids=["again", "two-workers", "reversed"],
)
def test_same_verdicts(workers: int, order: list[str], reference: dict[str, str], tmp_path: Path) -> None:
    path = file_of(order, tmp_path / "a.claims.yaml")
    results = check(path, workers=workers)
    assert [r.id for r in results] == order
    assert {r.id: timeless(r.verdict) for r in results} == reference


def test_one_claim_alone(reference: dict[str, str], tmp_path: Path) -> None:
    path = file_of(list(CLAIMS), tmp_path / "a.claims.yaml")
    (result,) = check(f"{path}::witness", workers=1)
    assert timeless(result.verdict) == reference["witness"]


DECIDE = """
import sys
from pathlib import Path
from proofcheck.load.yaml import load
from proofcheck.portfolio import decide
from tests.test_determinism import timeless
for claim in load(Path(sys.argv[1])).claims:
    print(claim.id, timeless(decide(claim)))
"""


@pytest.mark.parametrize("hash_seed", ["1", "2", "31337"])
def test_any_hash_seed(hash_seed: str, reference: dict[str, str], tmp_path: Path) -> None:
    path = file_of(list(CLAIMS), tmp_path / "a.claims.yaml")
    done = subprocess.run(
        [sys.executable, "-c", DECIDE, str(path)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert found == reference
