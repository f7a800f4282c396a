"""Derivations while they are found: steps are added, each once, and those that a claim needs make a certificate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from proofcheck.claim import Claim
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.matching import canonical
from proofcheck.inference.replay import METHOD
from proofcheck.inference.table import rules
from proofcheck.language.show import show
from proofcheck.language.tree import Node
from proofcheck.verdict import Certificate, Step


@dataclass(slots=True)
class Derivation:
    """Steps found so far: closed formulas with their rules and premises."""

    claim: Claim
    formulas: list[Node] = field(default_factory=list)
    steps: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    _seen: dict[Node, int] = field(default_factory=dict)

    def add(self, rule: str, formula: Node, premises: Iterable[int] = ()) -> int | None:
        """The number of a step that concludes the closed formula; None where its rule does not give it.

        The rule is checked at once, so that a search never builds on sand; the kernel checks again.
        """
        key = canonical(formula)
        if key in self._seen:
            return self._seen[key]
        numbers = tuple(premises)
        context, body = opened(self.claim, formula)
        if not rules()[rule].check(context, tuple(self.formulas[n] for n in numbers), body):
            return None
        self.formulas.append(formula)
        self.steps.append((rule, numbers))
        self._seen[key] = len(self.formulas) - 1
        return self._seen[key]

    def conclude(self, context: Context, rule: str, body: Node, premises: Iterable[int] = ()) -> int | None:
        """The same for a body in its place."""
        return self.add(rule, closed(context, body), premises)

    def certificate(self, conclusions: Sequence[int]) -> Certificate:
        """The certificate of these steps, with only the steps that they rest on."""
        order: list[int] = []
        for k in conclusions:
            self._ordered(k, order)
        place = {k: new for new, k in enumerate(order)}
        steps = tuple(
            Step(rule=self.steps[k][0], text=show(self.formulas[k]), premises=tuple(place[p] for p in self.steps[k][1]))
            for k in order
        )
        return Certificate(method=METHOD, steps=steps)

    def _ordered(self, k: int, order: list[int]) -> None:
        """Premises before what rests on them."""
        if k not in order:
            for premise in self.steps[k][1]:
                self._ordered(premise, order)
            order.append(k)
