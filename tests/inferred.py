"""Whether a rule gives a conclusion from premises, all of them as text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from proofcheck.inference.context import opened
from proofcheck.inference.table import rules
from proofcheck.load.yaml import load_text


def gives(
    rule: str,
    conclusion: str,
    premises: Sequence[str],
    given: Mapping[str, str],
    let: Mapping[str, str] | None = None,
    assume: Sequence[str] = (),
) -> bool:
    """The rule's answer in a claim that has the conclusion and the premises as links, so that it uses every name."""
    parts = {"given": given, "let": let or {}, "assume": assume, "claim": [conclusion, *premises], "id": "it"}
    fields = "\n".join(f"    {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in parts.items() if value)
    loaded = load_text("proofcheck: 1\nclaims:\n  -\n" + fields + "\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    claim = loaded.claims[0]
    nodes = [link.node for link in claim.links]
    context, body = opened(claim, nodes[0])
    return rules()[rule].check(context, tuple(nodes[1:]), body)
