"""A rule put wrong, a false claim that the prover then proves by it, and whether the kernel or the search tells."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.inference import table
from proofcheck.load.yaml import load_text
from proofcheck.meaning.work import forget
from proofcheck.proof import derivation
from proofcheck.search.falsify import falsify
from proofcheck.verdict import Certificate, Step

Patch = pytest.MonkeyPatch
Steps = tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """`breaks` puts the rule wrong; the certificate of the false claim is the prover's, or else `steps`."""

    claim: str
    breaks: Callable[[Patch], None]
    prove: Callable[[Claim], Certificate | None] | None = None
    steps: Steps = ()
    given: Mapping[str, str] = field(default_factory=dict)
    let: Mapping[str, str] = field(default_factory=dict)
    assume: tuple[str, ...] = ()


def stated(row: Broken) -> Claim:
    parts = {"id": "it", "given": row.given, "let": row.let, "assume": row.assume, "claim": row.claim}
    fields = "\n".join(f"    {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in parts.items() if value)
    loaded = load_text("proofcheck: 1\nclaims:\n  -\n" + fields + "\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return loaded.claims[0]


def in_place(rule: str, check: table.Check) -> Callable[[Patch], None]:
    """Another check in the place of a rule's."""

    def breaks(patch: Patch) -> None:
        rules = {**table.rules(), rule: table.Rule(name=rule, check=check, statement="")}
        for module in ("proofcheck.inference.replay", "proofcheck.proof.derivation"):
            patch.setattr(f"{module}.rules", lambda: rules)

    return breaks


def attribute(owner: object, name: str, wrong: object) -> Callable[[Patch], None]:
    """Another function in the place of one that rules call."""
    return lambda patch: patch.setattr(owner, name, wrong)


def always(*args: object, **kwargs: object) -> bool:
    return True


def certificate(row: Broken, claim: Claim) -> Certificate | None:
    if row.prove is not None:
        return row.prove(claim)
    steps = tuple(Step(rule=rule, text=text, premises=premises) for rule, text, premises in row.steps)
    return Certificate(method=derivation.METHOD, steps=steps)


def is_found_out(rule: str, row: Broken, patch: Patch) -> bool:
    """Whether the rule as it is refuses what was broken for; every step on the way there is asserted."""
    claim = stated(row)
    forget()
    try:
        with patch.context() as inner:
            row.breaks(inner)
            found = certificate(row, claim)
            assert found is not None
            assert rule in [step.rule for step in found.steps]
            refused = kernel.refusal(claim, found)
    finally:
        forget()
    if refused is None:
        assert falsify(claim, seed=0).witness is not None
    else:
        assert " is false at " in refused.reason
    refused = kernel.refusal(claim, found)
    assert refused is not None
    assert " does not give " in refused.reason
    return row.prove is None or row.prove(claim) is None
