"""Claims on a limit over depth, at instances, for the tests of what decides them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.claim import Claim
from proofcheck.language.tree import Bind
from proofcheck.verdict import Imaginary, Instance, Value
from tests.claim_text import claim_of

SLOPE = "diff(h[n], x)"
SCALARS = "n: integer >= 1, x: real, w: real"
PLANE = "n: integer >= 1, x: 'vector[2]', W: 'matrix[2, 2]'"
GROWTH = "sigma_max(jacobian(h[n], h[0]))"


def limit_claim(text: str, step: str = "", given: str = SCALARS, *, assume: str = "", more: str = "") -> Claim:
    """A claim about `h[0]: x`, `h[t]: step`; `more`: cases of h or definitions between the two."""
    cases = f'let: {{"h[0]": "x", {more}"h[t]": "{step}"}}' if step else ""
    return claim_of(text, given, assume, cases)


def bind_of(claim: Claim) -> Bind:
    node = claim.links[0].node
    assert isinstance(node, Bind)
    return node


def at(**values: Any) -> Instance:
    return Instance(values=tuple((name, _value(raw)) for name, raw in values.items()))


def _value(raw: Any) -> Value:
    if isinstance(raw, tuple):
        return tuple(_value(r) for r in raw)
    return raw if isinstance(raw, (bool, Imaginary)) else Fraction(raw)
