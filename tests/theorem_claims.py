"""Theorems of the calculus as claims, and false ones made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofcheck.claim import Claim
from proofcheck.inference.estimates.theorems import VARIABLES, Theorem, mentioned, read
from proofcheck.language.show import show
from proofcheck.language.tree import Apply
from proofcheck.load.yaml import load_text


def grouped(theorems: Sequence[Theorem]) -> dict[str, tuple[Theorem, ...]]:
    """The theorems by their names."""
    found: dict[str, list[Theorem]] = {}
    for stated in theorems:
        found.setdefault(stated.name, []).append(stated)
    return {name: tuple(rows) for name, rows in found.items()}


def claim_from(stated: Theorem) -> Claim:
    """The theorem as a claim: its variables are given, its conditions assumed."""
    types = {**VARIABLES, **dict(stated.given)}
    names = mentioned((stated.statement, *stated.when), types)
    lines = ["proofcheck: 1", "given:", *(f'  {name}: "{types[name]}"' for name in names)]
    lines += ["claims:", "  - id: it", f'    claim: "{stated.statement}"']
    if stated.when:
        lines.append("    assume: [" + ", ".join(f'"{condition}"' for condition in stated.when) + "]")
    loaded = load_text("\n".join(lines) + "\n", "it.claims.yaml")
    assert not loaded.problems, loaded.problems
    return loaded.claims[0]


def wrong(stated: Theorem) -> Theorem:
    """The theorem turned round; an equation with a factor of 2, a predicate of the negative."""
    relation = read(stated).conclusion
    assert isinstance(relation, Apply)
    sides = [show(a) for a in relation.args]
    match relation.op:
        case "==":
            text = f"{sides[0]} == 2*({sides[1]})"
        case "<" | "<=":
            text = f"{sides[1]} <= {sides[0]}"
        case _:
            text = f"{relation.op}(-({sides[0]}))"
    return replace(stated, statement=text)
