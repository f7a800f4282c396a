"""The arguments that the kernel replays: each decides a claim at fixed sizes again, from its meaning alone.

Trusted: whatever these functions affirm is true. `rational identity` and `range` go through normal forms and signs,
`derivatives` through monotonicity, `closed form` through balls without variables, `boxes` through a covering,
`enumeration` through every choice of finite sizes with one of the others for each, `counting` through polynomials in
the sizes, `growth` through domination as all sizes go to infinity. None of them imports a prover.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from proofcheck.claim import Claim
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge, growth_links, size_relations
from proofcheck.meaning.algebra import Affirmed, affirm
from proofcheck.meaning.ball import LADDER, precision
from proofcheck.meaning.boxes import check, cover, evaluate
from proofcheck.meaning.closed_constants import truth_of
from proofcheck.meaning.entries import Unrolled, unroll
from proofcheck.meaning.finite import every_choice, sizes_of
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.monotone import follow
from proofcheck.meaning.setting import Setting, setting
from proofcheck.verdict import Certificate, Imaginary

IDENTITY, RANGE, DERIVATIVES, CLOSED, BOXES = "rational identity", "range", "derivatives", "closed form", "boxes"
ENUMERATION = "enumeration"
COUNTING = "counting"
GROWTH = "growth"
BASIC = (IDENTITY, RANGE, DERIVATIVES, CLOSED, BOXES)  # in the order in which they are tried
_LARGEST = 60_000  # entries of an unrolled claim
_ENUMERATED = 3_000  # entries over all choices of finite sizes
_FIRST_BITS = 3  # precisions tried before exact constants
_POINTS = 4  # agreeing points that a proof must be able to show


@dataclass(frozen=True, slots=True)
class Argued:
    """How one link was affirmed: the method, and what it used, in words."""

    method: str
    detail: str


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A claim at fixed sizes: its links as entries, and what is known of the variables."""

    links: tuple[Entry, ...]
    setting: Setting


def unfold(claim: Claim, sizes: Mapping[str, int]) -> Unfolded | None:
    """The claim's meaning at these sizes; None where it has none or is too large."""
    if not claim.links:
        return None
    try:
        expanded: Unrolled = unroll(claim, sizes)
    except (NoMeaning, TooLarge, IllFounded):
        return None
    links = tuple(expanded.links)
    conditions = (*expanded.domain, *expanded.assumptions)
    if len(reachable(links)) > _LARGEST:
        return None
    known = setting(claim, conditions)
    if any(isinstance(e.data, Imaginary) for e in reachable(links)):
        known = replace(known, field_only=True)
    return Unfolded(links, known)


def argue(claim: Claim, sizes: Mapping[str, int], methods: Sequence[str] = BASIC) -> tuple[Argued, ...] | None:
    """An argument for every link at these sizes, by the methods named, or None."""
    unfolded = unfold(claim, sizes)
    if unfolded is None or unfolded.setting.empty:
        return None
    found = []
    for link in unfolded.links:
        argued = argue_link(unfolded.setting, link, methods, both=claim.policy.defined == "both")
        if argued is None:
            return None
        found.append(argued)
    return tuple(found)


def argue_link(known: Setting, link: Entry, methods: Sequence[str], *, both: bool = False) -> Argued | None:
    """One link, part by part where it is a conjunction: the first method that affirms it, and points that agree."""
    found = []
    for part in _conjuncts(link):
        tried = (_METHODS[method](known, part, both) for method in methods)
        argued = next((a for a in tried if a is not None), None)
        if argued is None or not holds_at_points(known, part):
            return None
        found.append(argued)
    hardest = max(found, key=lambda a: BASIC.index(a.method))
    details = dict.fromkeys(a.detail for a in found if a.method == hardest.method)
    return Argued(hardest.method, "; ".join(details))


def _conjuncts(link: Entry) -> tuple[Entry, ...]:
    return tuple(c for part in link.args for c in _conjuncts(part)) if link.op == "and" else (link,)


def holds_at_points(known: Setting, link: Entry) -> bool:
    """Whether balls agree with `link` wherever it was tried, at enough points unless the admissible set is thin."""
    seen = check(known, link)
    if seen.broken:
        return False
    variables = any(e.op == "var" or is_jet(e) for e in reachable([link]))
    return known.thin or known.field_only or seen.points >= (_POINTS if variables else 1)


def _identity(known: Setting, link: Entry, both: bool) -> Argued | None:
    coarse = affirm(known, link, both=both, equal_only=True, coarse=True)
    affirmed = coarse or affirm(known, link, both=both, equal_only=True)
    return None if affirmed is None else Argued(IDENTITY, _words(affirmed))


def _range(known: Setting, link: Entry, both: bool) -> Argued | None:
    affirmed = None if link.op == "truth" else affirm(known, link, both=both)
    return None if affirmed is None else Argued(RANGE, _words(affirmed))


def _words(affirmed: Affirmed) -> str:
    how = ", ".join(sorted(affirmed.rules)) or "each condition decided"
    return how if affirmed.cases <= 1 else f"{how}; {affirmed.cases} cases"


def _derivatives(known: Setting, link: Entry, both: bool) -> Argued | None:
    followed = follow(known, link)
    if followed is None:
        return None
    return Argued(DERIVATIVES, f"monotone in {followed.variable!r} away from {followed.anchor}")


def _closed(known: Setting, link: Entry, both: bool) -> Argued | None:
    """A link without variables: by balls at growing precision, equations by the exact zero test of constants."""
    if any(e.op in ("var", "hole") or is_jet(e) for e in reachable([link])):
        return None
    if link.op == "truth":
        return Argued(CLOSED, "exact arithmetic") if link.data is True else None
    for bits in LADDER[:_FIRST_BITS]:
        with precision(bits):
            truth = evaluate([link], {})[0]
        if truth is True:
            return Argued(CLOSED, f"balls of {bits} bits")
        if truth is not None:
            return None
    return Argued(CLOSED, "exact constants") if truth_of(link) is True else None


def _boxes(known: Setting, link: Entry, both: bool) -> Argued | None:
    covering = cover(known, link)
    return None if covering is None else Argued(BOXES, f"{covering.boxes} boxes")


_METHODS = {IDENTITY: _identity, RANGE: _range, DERIVATIVES: _derivatives, CLOSED: _closed, BOXES: _boxes}


def enumerate_sizes(claim: Claim) -> tuple[tuple[dict[str, int], tuple[Argued, ...]], ...] | None:
    """An argument for each choice of finite sizes that the assumptions admit, or None."""
    choices = every_choice(claim) if sizes_of(claim) else None
    if not choices:
        return None
    found = []
    spent = 0
    for sizes in choices:
        unfolded = unfold(claim, sizes)
        if unfolded is None:
            return None
        spent += len(reachable(unfolded.links))
        if spent > _ENUMERATED:
            return None
        if unfolded.setting.empty:
            continue
        argued = argue(claim, sizes)
        if argued is None:
            return None
        found.append((sizes, argued))
    return tuple(found) or None


def replay(claim: Claim, certificate: Certificate) -> bool:
    """Whether the argument that a certificate names affirms the claim again."""
    if certificate.trusts:
        return False
    if certificate.method == ENUMERATION:
        return enumerate_sizes(claim) is not None
    if certificate.method == COUNTING:
        return size_relations.affirmed(claim) is not None
    if certificate.method == GROWTH:
        return growth_links.affirmed(claim) is not None
    if certificate.method not in BASIC or sizes_of(claim):
        return False
    return argue(claim, {}, BASIC[: BASIC.index(certificate.method) + 1]) is not None


METHODS = {method: replay for method in (*BASIC, ENUMERATION, COUNTING, GROWTH)}
