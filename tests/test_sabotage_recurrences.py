"""A checker of checkers: rules of recurrences and their derivatives put wrong; what they prove is found out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sabotage import Broken, always, attribute, is_found_out

from proofcheck.inference.context import Context
from proofcheck.inference.recurrences import chains, rules_adjoints, rules_recurrences, rules_values
from proofcheck.language.tree import Apply, Cell, Derive, Node
from proofcheck.proof import recurrences

LET = {
    "h[0]": "x0",
    "h[q]": "tanh(w*h[q-1] + x[q])",
    "loss": "sum(h[q]**2 for q in 1..n)",
    "two[0]": "x0",
    "two[1]": "w",
    "two[q]": "sin(two[q-1]) + w*two[q-2]",
    "back[0]": "x0",
    "back[q]": "back[q-1]*h[1]",
}
NAMED = {"n": "integer >= 2", "w": "real", "x0": "real", "x": "vector[n]"}


def broken(claim: str, breaks: Callable[[pytest.MonkeyPatch], None], rule: str = "", **fields: object) -> Broken:
    """`rule`: the one step that a certificate has which no prover proposes."""
    let = {head: body for head, body in LET.items() if head.partition("[")[0] in _reached(claim)}
    given = {name: type_ for name, type_ in NAMED.items() if name != "x" or "h" in _reached(claim)}
    steps = ((rule, claim, ()),) if rule else ()
    prove = None if rule else recurrences.prove
    return Broken(claim=claim, breaks=breaks, given=given, let=let, steps=steps, prove=prove, **fields)  # type: ignore[arg-type]


def _reached(claim: str) -> set[str]:
    """The recurrences that a claim speaks of, and those that they read."""
    found = {name for name in ("h", "two", "back", "loss") if f"{name}[" in claim or f"{name}," in claim}
    return found | ({"h"} if found & {"back", "loss"} else set())


def _negative(context: Context, node: Node) -> Node | None:
    body = BODY_OF(context, node)
    return None if body is None else Apply(type=body.type, op="neg", args=(body,))


def _whatever_integers(opaque: rules_values.Opaque, node: Derive) -> Node:
    """Derivatives that differ in integers alone, taken for the same."""
    found = CELL(opaque, node)
    return Cell(type=found.type, name=found.name, at=()) if isinstance(found, Cell) else found


BODY_OF = rules_recurrences.body_of
CELL = rules_values.Opaque._cell
NEGATIVE = attribute(rules_recurrences, "body_of", _negative)


def _one_way(patch: pytest.MonkeyPatch) -> None:
    for name in ("no_other_way", "surely_uses"):
        patch.setattr(rules_recurrences, name, always)


RULES = {
    "unfolding": broken("h[n] == -tanh(w*h[n-1] + x[n])", NEGATIVE, "unfolding"),
    "derivative of a definition": broken(
        "diff(h[n], w) == diff(-tanh(w*h[n-1] + x[n]), w)", NEGATIVE, "derivative of a definition"
    ),
    "explicit dependence only": broken(
        "diff(h[n], w) == partial(h[n], w)", attribute(rules_recurrences, "only_explicit", always)
    ),
    "independence": broken("diff(h[n], x0) == 0", attribute(rules_recurrences, "independent", always), "independence"),
    "chain rule through a value": broken(
        "diff(two[n], w) == diff(two[n], two[n-1])*diff(two[n-1], w)", _one_way, "chain rule through a value"
    ),
    "base of a recurrence": broken("diff(back[n], x0) == diff(back[n], back[0])", _one_way, "base of a recurrence"),
    "chain rule": broken(
        "diff(two[n], two[0]) == product(diff(two[j], two[j-1]) for j in 1..n)", attribute(chains, "holds", always)
    ),
    "adjoint": broken(
        "diff(loss, h[1]) == partial(loss, h[1])", attribute(rules_adjoints, "covers", always), "adjoint"
    ),
    "identity in the derivatives": broken(
        "diff(h[n], x[1]) == diff(h[n], x[2])", attribute(rules_values.Opaque, "_cell", _whatever_integers)
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_wrong_rule_is_found_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_found_out(rule, RULES[rule], monkeypatch)
