"""One JSON line a claim: the stable, documented form that other programs read.

Keys, always all present and in this order: `file`, `line` (1-based or null), `id`, `verdict` (proved | supported |
refuted | undecided | skipped | malformed), `evidence` (an object with `kind` certificate | samples | witness, or
null), `witness` (variable to value in the claim language, or null), `certified` (true: exact or enclosed; false:
float64; null without a witness), `seconds`, `reason` (empty for proved and supported).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from proofcheck.report.plain import instance_items
from proofcheck.run.standing import Result
from proofcheck.verdict import Verdict, Witness, to_json


def record(result: Result) -> dict[str, Any]:
    """The result as JSON data."""
    verdict = result.verdict
    seen = verdict.evidence if isinstance(verdict.evidence, Witness) else None
    return {
        "file": result.path,
        "line": result.line,
        "id": result.id,
        "verdict": str(verdict.outcome),
        "evidence": _evidence(verdict),
        "witness": None if seen is None else dict(instance_items(seen.instance)),
        "certified": None if seen is None else seen.certified,
        "seconds": verdict.seconds,
        "reason": verdict.reason,
    }


def _evidence(verdict: Verdict) -> dict[str, Any] | None:
    """The evidence without its instance, which stands in `witness`; notes of the verdict included."""
    found: dict[str, Any] | None = to_json(verdict).get("evidence")
    if found is None:
        return None
    shown = {key: value for key, value in found.items() if key not in ("instance", "confirmed", "certified")}
    return {**shown, "remarks": list(verdict.notes)}


def render(results: Iterable[Result]) -> Iterator[str]:
    """One line for each result, as results arrive."""
    for result in results:
        yield json.dumps(record(result), ensure_ascii=False)
