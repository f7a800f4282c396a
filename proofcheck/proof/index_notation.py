"""Equations of arrays of any size: both sides as sums of products of entries, which the kernel compares again."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.indexed.normal import normal, printed
from proofcheck.indexed.terms import TooMany
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.definedness import open_demands
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import BOOLEAN
from proofcheck.meaning import NoMeaning
from proofcheck.proof.derivation import Derivation
from proofcheck.verdict import Certificate

_RULE = "index normal form"
_LONGEST = 240  # characters of a normal form that is worth showing


def prove(claim: Claim) -> Certificate | None:
    """A derivation that concludes every link by its normal forms, or None."""
    derivation = Derivation(claim)
    conclusions = []
    for link in claim.links:
        number = equation(derivation, link.node)
        if number is None:
            return None
        conclusions.append(number)
    return derivation.certificate(conclusions) if conclusions else None


def equation(derivation: Derivation, formula: Node) -> int | None:
    """The step that concludes an equation, through the normal form where that is short enough to be read."""
    place, body = opened(derivation.claim, formula)
    if not isinstance(body, Apply):
        return None
    if body.op == "and":
        parts = [equation(derivation, closed(place, part)) for part in body.args]
        if any(p is None for p in parts):
            return None
        return derivation.add("conjunction", formula, [p for p in parts if p is not None])
    if body.op != "==":
        return None
    before = derivation.mark()
    if derivation.add(_RULE, formula) is None:
        return None
    return _through(derivation, place, body, formula, before)


def _through(derivation: Derivation, place: Context, body: Apply, formula: Node, before: int) -> int:
    """The same conclusion by way of the common normal form: each side equals it."""
    whole = len(derivation.formulas) - 1
    if whole < before:
        return whole
    form = _form(place, body)
    if form is None:
        return whole
    steps = []
    for side in body.args:
        if show(side) != show(form):
            step = derivation.add(_RULE, closed(place, Apply(type=BOOLEAN, op="==", args=(side, form))))
            if step is None or step == whole:
                return whole
            steps.append(step)
    if len(steps) < 2:
        return whole
    derivation.restate(whole, "chain", steps)
    return whole


def _form(place: Context, body: Apply) -> Node | None:
    """The normal form of an equation's right side, where it is short and has a value where that has one."""
    try:
        form = printed(place, normal(place, body.args[1]))
    except (NoMeaning, TooMany, RecursionError):
        return None
    if form is None or len(show(form)) > _LONGEST:
        return None
    return form if open_demands(place, form) <= open_demands(place, body.args[1]) else None
