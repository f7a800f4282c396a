"""TRUSTED: a derivation checked step by step.

Every step is a closed formula of the claim language, read again in the claim's scope; its rule says whether it follows
from earlier steps. Each link must be concluded. No step may be partial where the claim is not, and both sides of a
link must be undefined at the same instances, unless the claim asks only where both are defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofcheck.claim import Claim
from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, opened
from proofcheck.inference.definedness import open_demands
from proofcheck.inference.limits_of_links import is_closed, strict_demands
from proofcheck.inference.matching import directed, parts, same
from proofcheck.inference.table import rules
from proofcheck.language.elaborate import elaborate, scope_of
from proofcheck.language.parse import parse_text
from proofcheck.language.renaming import unique
from proofcheck.language.tree import Derive, Node, walk
from proofcheck.language.types import BOOLEAN
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.verdict import Certificate, Step

METHOD = "derivation"
MOST_STEPS = 400


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a certificate was refused; `defect`: its prover is wrong, not only blind to where terms have values."""

    reason: str
    defect: bool = True


def replay(claim: Claim, certificate: Certificate) -> tuple[Node, ...] | Refused:
    """The formulas of the steps, each read and checked, or the first reason not to accept them."""
    if len(certificate.steps) > MOST_STEPS:
        return Refused("too many steps")
    formulas: list[Node] = []
    for k, step in enumerate(certificate.steps):
        try:
            formula = read(claim, step.text)
            why = _checked(claim, step, formula, formulas)
        except ClaimError as error:
            return Refused(f"step {k + 1}: {error.problem.message}")
        except (NoMeaning, TooLarge) as error:
            return Refused(f"step {k + 1}: {error}")
        if why:
            return Refused(f"step {k + 1}: {why}")
        formulas.append(formula)
    missing = next((link.text for link in claim.links if not any(same(link.node, f) for f in formulas)), None)
    if missing is not None:
        return Refused(f"`{missing}` is not concluded")
    why = _definedness(claim, formulas)
    return Refused(why, defect=False) if why else tuple(formulas)


def read(claim: Claim, text: str) -> Node:
    """A closed formula in the claim's names. Errors: ClaimError."""
    scope = scope_of(claim.declared, claim.definitions, layout=layout_of(claim))
    return unique(elaborate(parse_text(text), scope), scope.names, scope.givens)


def layout_of(claim: Claim) -> str:
    """The layout of the claim's Jacobians."""
    nodes = [*(link.node for link in claim.links), *claim.assumptions]
    found = (n.layout for node in nodes for n in walk(node) if isinstance(n, Derive) and n.op == "jacobian")
    return next(found, "numerator")


def _checked(claim: Claim, step: Step, formula: Node, before: Sequence[Node]) -> str:
    rule = rules().get(step.rule)
    if rule is None:
        return f"no rule is called `{step.rule}`"
    if formula.type != BOOLEAN:
        return "it is no formula"
    if not all(0 <= p < len(before) for p in step.premises):
        return "a premise is no earlier step"
    context, body = opened(claim, formula)
    if not rule.check(context, tuple(before[p] for p in step.premises), body):
        return f"`{step.rule}` does not give `{step.text}`"
    return ""


def _definedness(claim: Claim, formulas: Sequence[Node]) -> str:
    """Why definedness forbids the proof; empty if it does not."""
    own: frozenset[Node] = frozenset()
    for link in claim.links:
        context, body = opened(claim, link.node)
        for part in parts(body):
            relation = directed(part)
            sides = [] if relation is None else [open_demands(context, side) for side in relation[1:]]
            if claim.policy.defined != "both" and sides and sides[0] != sides[1]:
                return "the sides of a link may be undefined at different instances"
            own |= frozenset[Node]().union(*sides) if sides else open_demands(context, part)
        for supposed in context.hypotheses:
            own |= open_demands(Context(claim=claim, binders=context.binders), supposed)
    links = [link.node for link in claim.links]
    for formula in formulas:
        if formula in links:
            continue
        context, body = opened(claim, formula)
        if not open_demands(context, body) <= own:
            return "a step has a term that may be undefined where the claim is not"
    return _limits(claim, formulas)


def _limits(claim: Claim, formulas: Sequence[Node]) -> str:
    """Why the claim may fail at single instances at which a step says nothing; empty if it does not."""
    links = [opened(claim, link.node) for link in claim.links]
    if all(is_closed(claim, context, body) for context, body in links):
        return ""
    own = frozenset[Node]().union(*(strict_demands(context, body) for context, body in links))
    for formula in formulas:
        context, body = opened(claim, formula)
        if not strict_demands(context, body) <= own:
            return "a step says nothing at single instances, at which the claim may fail"
    return ""
