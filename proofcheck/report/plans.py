"""Proofs of real analysis as a reader wants them: numbered facts, what follows from what, plain leaves left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofcheck.verdict import Certificate, Step

_SIGNS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "="))
_SMALL_POWER = re.compile(r"\*\*([23])(?![\d.])")


def told(certificate: Certificate) -> Iterator[str]:
    """One line for each fact: its number, the relation, where it holds, and the rule with the facts that it uses."""
    shown = [k for k, step in enumerate(certificate.steps) if not _plain(step)]
    number = {k: place for place, k in enumerate(shown, start=1)}
    for k in shown:
        step = certificate.steps[k]
        used = [f"({number[p]})" for p in sorted(step.premises) if p in number]
        by = f", by {' '.join(used)}" if used else ""
        yield f"({number[k]}) {printed(step.text)}  [{step.rule}{by}]"


def _plain(step: Step) -> bool:
    """Whether a leaf says nothing that needs to be said: numbers compared."""
    return not step.premises and not any(c.isalpha() for c in step.text)


def printed(text: str) -> str:
    for plain, sign in _SIGNS:
        text = text.replace(plain, sign)
    return _SMALL_POWER.sub(lambda found: "²" if found[1] == "2" else "³", text)
