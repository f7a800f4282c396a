"""What would have been right: restrictions under which a refuted claim survives, and edits that survive everywhere.

Each is put to the search like any claim. Whatever is reported here is worded by what it is: survived a search, not proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from proofcheck import kernel
from proofcheck.claim import Claim, Given, Link
from proofcheck.language.tree import Domain, Num
from proofcheck.language.types import INTEGER, Array, Kind, Scalar
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.search.falsify import Findings, falsify
from proofcheck.search.repair import edits
from proofcheck.verdict import Witness

_INSTANCES = 600
_REPAIRS = 2
_RESTRICTIONS = 2
_TRIED_REPAIRS = 3  # repairs that hold at the witness and are put to a search


def explain(claim: Claim, witness: Witness, *, seed: int) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """(restrictions that survive, (repair, verdict) pairs) of a refuted claim; empty where none is found."""
    return tuple(_restrictions(claim, seed)), tuple(_repairs(claim, witness, seed))


def _survives(claim: Claim, seed: int) -> Findings | None:
    """The findings of a small search if nothing breaks the claim there, else None."""
    small = replace(claim, policy=replace(claim.policy, instances=_INSTANCES))
    try:
        found = falsify(small, seed=seed)
    except (NoMeaning, TooLarge, IllFounded):
        return None
    good = found.witness is None and found.instances >= 20 and not found.unconfirmed and not found.one_sided
    return found if good else None


def _restricted(claim: Claim, given: Given) -> Iterator[tuple[str, Given]]:
    """Narrower versions of one given, with the words for it."""
    zero, one = (Num(type=INTEGER, value=Fraction(v)) for v in (0, 1))
    match given.type:
        case Scalar(Kind.INTEGER) if _is_dimension(claim, given.name):
            yield f"{given.name} = 1", replace(given, domain=Domain(lower=one, upper=one))
        case Scalar(Kind.REAL) if given.domain.lower is None:
            yield f"{given.name} >= 0", replace(given, domain=replace(given.domain, lower=zero))
        case Array(shape=(rows, columns)) if rows == columns and not given.properties:
            yield f"{given.name} is symmetric", replace(given, properties=("symmetric",))
            yield f"{given.name} is diagonal", replace(given, properties=("diagonal",))


def _is_dimension(claim: Claim, name: str) -> bool:
    return any(name in dim.atoms() for g in claim.given if isinstance(g.type, Array) for dim in g.type.shape)


def _restrictions(claim: Claim, seed: int) -> Iterator[str]:
    count = 0
    for given in claim.given:
        for words, narrower in _restricted(claim, given):
            domain = narrower.domain
            lower = given.domain.lower
            if domain.upper is not None and isinstance(lower, Num) and lower.value > 1:
                continue
            tried = replace(claim, given=tuple(narrower if g is given else g for g in claim.given))
            found = _survives(tried, seed)
            if found is not None:
                yield f"{words} (no counterexample among {found.instances} instances)"
                count += 1
                if count == _RESTRICTIONS:
                    return


def _repairs(claim: Claim, witness: Witness, seed: int) -> Iterator[tuple[str, str]]:
    found_count = tried_count = 0
    link = claim.links[witness.link]
    for edit in edits(link.node):
        repaired = replace(claim, links=(Link(node=edit.relation, text=edit.new),))
        if not _holds_at(repaired, witness):
            continue
        tried_count += 1
        found = _survives(repaired, seed)
        if found is not None:
            yield f"`{edit.new}` instead of `{edit.old}`", f"supported by {found.instances} instances"
            found_count += 1
        if found_count == _REPAIRS or tried_count >= _TRIED_REPAIRS + found_count:
            return


def _holds_at(claim: Claim, witness: Witness) -> bool:
    try:
        judgement = kernel.judge(claim, witness.instance)
    except (NoMeaning, TooLarge, IllFounded):
        return False
    return judgement.admissible is True and all(
        link.truth is not False and not link.undefined for link in judgement.links
    )
