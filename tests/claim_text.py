"""Claims from one line of text, for tests of what works on claims."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text


def claim_of(text: str, given: str = "x: real, y: real", assume: str = "", extra: str = "") -> Claim:
    """The claim `text` with givens as a YAML flow map's inside, at most one assumption, and further YAML lines."""
    lines = ["proofcheck: 1", f"given: {{{given}}}", *([extra] if extra else []), "claims:", "  - id: it"]
    lines.append("    claim: '" + text.replace("'", "''") + "'")
    if assume:
        lines.append("    assume: ['" + assume.replace("'", "''") + "']")
    loaded = load_text("\n".join(lines) + "\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return loaded.claims[0]
