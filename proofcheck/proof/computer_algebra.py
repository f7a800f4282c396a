"""SymPy as an engine that is trusted by name: simplification of the difference of two sides to a literal 0.

Its certificates are labelled, never replayed. Definedness is settled by this package's own rules before SymPy is
asked, and balls at single points must agree afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from proofcheck.claim import Claim
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.algebra import defined_alike
from proofcheck.meaning.arguments import BASIC, argue_link, holds_at_points, unfold
from proofcheck.meaning.finite import sizes_of
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.setting import Setting
from proofcheck.meaning.symbolic import Symbolic
from proofcheck.verdict import Certificate, Step

METHOD = "computer algebra"
_EASY, _HARD = 400, 80  # operations up to which cheap and costly simplifications are tried

# Each rewriting and the size of the expressions that it is tried on; in increasing cost.
_LADDER: tuple[tuple[Callable[[Any], Any], int], ...] = (
    (sympy.expand, _EASY),
    (sympy.together, _EASY),
    (sympy.cancel, _HARD),
    (lambda d: sympy.cancel(sympy.together(d.rewrite(sympy.exp))), _HARD),
    (lambda d: sympy.expand_func(sympy.expand_trig(d)), _HARD),
    (sympy.trigsimp, _HARD),
    (sympy.radsimp, _HARD),
    (sympy.simplify, _HARD),
)


def prove(claim: Claim) -> Certificate | None:
    """A certificate that names SymPy, or None; only for claims without sizes."""
    if sizes_of(claim):
        return None
    unfolded = unfold(claim, {})
    if unfolded is None or unfolded.setting.empty or unfolded.setting.field_only:
        return None
    steps, trusted = [], False
    for entry, link in zip(unfolded.links, claim.links, strict=True):
        argued = argue_link(unfolded.setting, entry, BASIC, both=claim.policy.defined == "both")
        if argued is not None:
            steps.append(Step(rule=f"{argued.method}: {argued.detail}", text=link.text))
            continue
        if not _holds(unfolded.setting, entry, claim.policy.defined == "both"):
            return None
        trusted = True
        steps.append(Step(rule="SymPy simplifies the difference of the sides", text=link.text))
    if not trusted:
        return None
    return Certificate(method=METHOD, steps=tuple(steps), trusts=(f"SymPy {sympy.__version__}: simplify",))


def _holds(known: Setting, link: Entry, both: bool) -> bool:
    if link.op == "and":
        return all(_holds(known, part, both) for part in link.args)
    if link.op not in ("==", "<", "<=", ">", ">="):
        return False
    left, right = link.args
    if not both and not defined_alike(known, left, right):
        return False
    symbolic = Symbolic(known.bounds)
    try:
        difference = symbolic.of(left) - symbolic.of(right)
    except NoMeaning:
        return False
    affirmed = _is_zero(difference) if link.op == "==" else _has_sign(difference, link.op)
    return affirmed and holds_at_points(known, link)


def _forms(difference: Any) -> Iterator[Any]:
    """The expression itself and what the ladder makes of it, as far as its size allows."""
    yield difference
    for rewrite, most in _LADDER:
        if difference.count_ops() > most:
            continue
        try:
            yield rewrite(difference)
        except (NotImplementedError, ValueError, TypeError, AttributeError, RecursionError, sympy.PolynomialError):
            continue


def _is_zero(difference: Any) -> bool:
    return any(form == 0 for form in _forms(difference))


def _has_sign(difference: Any, op: str) -> bool:
    """What SymPy's assumptions say of the sign; only a plain yes counts."""
    names = {"<": "is_negative", "<=": "is_nonpositive", ">": "is_positive", ">=": "is_nonnegative"}
    return any(getattr(form, names[op]) is True for form in (difference, sympy.expand(difference)))
