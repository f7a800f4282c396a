"""The benchmark's claims on matrices: they load, each has its twin, and no twin has one normal form on both sides."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from proofcheck.claim import Claim
from proofcheck.indexed.normal import equal
from proofcheck.inference.context import Context
from proofcheck.language.tree import Apply
from proofcheck.load.yaml import load

FOLDER = Path(__file__).parent.parent / "benchmarks" / "matrix"
STEP = 6  # one in so many is looked at here; the benchmark looks at all


@cache
def claims(name: str) -> dict[str, Claim]:
    found = load(FOLDER / f"{name}.claims.yaml")
    assert not found.problems, found.problems
    return {c.id: c for c in found.claims}


def equations(claim: Claim) -> bool:
    links = [link.node for link in claim.links]
    return all(isinstance(n, Apply) and n.op == "==" and equal(Context(claim=claim), *n.args) for n in links)


def test_each_identity_has_a_twin() -> None:
    true, false = claims("identities-true"), claims("identities-false")
    assert list(true) == list(false)
    assert len(true) >= 110
    assert all(true[name].text != false[name].text or true[name].given != false[name].given
               or true[name].assumptions != false[name].assumptions for name in true)  # fmt: skip


@pytest.mark.parametrize("name", list(claims("identities-true"))[::STEP])
def test_identities(name: str) -> None:
    assert equations(claims("identities-true")[name])


@pytest.mark.parametrize("name", list(claims("identities-false"))[::STEP])
def test_twins(name: str) -> None:
    assert not equations(claims("identities-false")[name])


@pytest.mark.parametrize("name", list(claims("generic-false")))
def test_what_holds_in_general_position_only(name: str) -> None:
    assert not equations(claims("generic-false")[name])
