"""The sound and the unsound collection of claims, and the outcomes that are on record for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from proofcheck.claim import Claim
from proofcheck.load.yaml import load

HERE = Path(__file__).parent


def collected(folder: str) -> Iterator[tuple[str, Claim]]:
    """Every claim of a folder of claim files, as `file/id`; a problem in one of the files is a failure."""
    for path in sorted((HERE / folder).glob("*.claims.yaml")):
        loaded = load(path)
        assert not loaded.problems, loaded.problems
        for claim in loaded.claims:
            yield f"{path.name.removesuffix('.claims.yaml')}/{claim.id}", claim


def recorded(name: str, usual: str, others: Mapping[str, str]) -> str:
    """The outcome that is on record for a claim: `usual`, unless its name stands under another outcome."""
    return next((outcome for outcome, names in others.items() if name in names.split()), usual)
