"""A property test as one writes it: `floats()` and `integers()` with the domain's ends, `math.isclose` for equality."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import hypothesis
import numpy as np
from hypothesis import strategies

from benchmarks.floats import FLOATS, admitted, holds
from benchmarks.outcome import ACCEPTED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from benchmarks.points import exact
from benchmarks.scalar.peers.witness import against
from benchmarks.trees import inlined
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Node
from proofcheck.language.types import INTEGER, REAL

_CLOSE = 1e-9  # of math.isclose


def _end(node: Node | None) -> float | None:
    """A fixed end of a domain; one that other variables move is left to `assume`."""
    if node is None:
        return None
    try:
        found = float(FLOATS.of(node, {}))
    except Inexpressible:
        return None
    return found if math.isfinite(found) else None


def _strategy(given: Given) -> Any:
    low, high = _end(given.domain.lower), _end(given.domain.upper)
    if given.domain.members is not None:
        return strategies.sampled_from([float(FLOATS.of(m, {})) for m in given.domain.members])
    if given.type == INTEGER:
        ends = (None if end is None else round(end) for end in (low, high))
        return strategies.integers(*ends)
    if given.type != REAL:
        raise Inexpressible("a variable that is no number")
    return strategies.floats(
        low,
        high,
        exclude_min=low is not None and given.domain.lower_open,
        exclude_max=high is not None and given.domain.upper_open,
        allow_nan=False,
        allow_infinity=False,
    )


def answer(claim: Claim, examples: int) -> Answer:
    plain = inlined(claim)
    seen: dict[str, Any] = {}

    @hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
    )
    @hypothesis.given(strategies.fixed_dictionaries({g.name: _strategy(g) for g in plain.given}))
    def test(at: dict[str, Any]) -> None:
        numbers = {name: np.float64(v) for name, v in at.items()}
        with np.errstate(all="ignore"):
            hypothesis.assume(bool(admitted(plain, numbers).all()))
            fine = all(bool(np.all(holds(link.node, numbers, _CLOSE))) for link in plain.links)
        seen.clear()
        seen.update(at)
        assert fine

    try:
        test()
    except AssertionError:
        return against(claim, [exact({name: float(v) for name, v in seen.items()})], "a failing example")
    except hypothesis.errors.Unsatisfiable:
        return Answer(outcome=UNDECIDED, detail="no example satisfies the assumptions")
    return Answer(outcome=ACCEPTED)


def peer(examples: str) -> Peer:
    decide = partial(answer, examples=int(examples))
    return Peer(name=f"hypothesis-{examples}", version=f"Hypothesis {hypothesis.__version__}", decide=decide)
