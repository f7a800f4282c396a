"""From a claim to a verdict: cheap and decisive methods first, every answer through the kernel.

Refuters propose witnesses, provers propose certificates; only `kernel.confirm` and `kernel.replay` turn one into
`refuted` or `proved`. Whatever survives is `supported` at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.inference.context import opened
from proofcheck.inference.limits_of_links import strict_demands
from proofcheck.instances.functions import without_family
from proofcheck.language.tree import Apply, walk
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.work import OutOfWork, forget, limited
from proofcheck.proof import Prover, provers
from proofcheck.prune import without_unused
from proofcheck.search.closest import closest_witness
from proofcheck.search.explain import explain
from proofcheck.search.falsify import Findings, falsify
from proofcheck.search.points import failing_rate, glance, look
from proofcheck.verdict import Attempt, Certificate, Instance, Outcome, Samples, Verdict, Witness

Say = Callable[[str, Verdict | None], None]


_WORK_AT_ONCE, _WORK = 1_000_000, 9_000_000  # what one prover may spend, about microseconds
_WORK_ON_WITNESSES = 4_000_000  # what a look at single points may
_WORK_ON_REPAIR = 150_000  # what all of them may, on one repair
_NOWHERE = 3  # exact instances without a value on both sides that say that there is none anywhere


def _silent(phase: str, verdict: Verdict | None) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class _Case:
    """One claim on its way to a verdict."""

    claim: Claim
    seed: int
    say: Say
    start: float = field(default_factory=time.monotonic)
    attempts: list[Attempt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def verdict(
        self, outcome: Outcome, reason: str = "", evidence: Witness | Certificate | Samples | None = None
    ) -> Verdict:
        return Verdict(
            claim_id=self.claim.id,
            outcome=outcome,
            evidence=evidence,
            reason=reason,
            attempts=tuple(self.attempts),
            notes=tuple(dict.fromkeys(self.notes)),
            seconds=round(time.monotonic() - self.start, 3),
        )

    def tried(self, method: str, answer: str, reason: str, since: float) -> None:
        self.attempts.append(
            Attempt(method=method, answer=answer, reason=reason, seconds=round(time.monotonic() - since, 3))
        )


def decide(claim: Claim, seed: int = 0, report: Say = _silent, extra: Sequence[Prover] = ()) -> Verdict:
    """The verdict on a claim.

    `report(phase, verdict)` hears each phase as it starts, with the verdict that would stand if the work were
    stopped there (None while nothing can be said). `extra` provers of plug-ins come after the built-in ones.
    """
    forget()
    case = _Case(claim=without_unused(claim), seed=seed, say=report)
    if claim.skip:
        return case.verdict(Outcome.SKIPPED, claim.skip)
    if claim.fault is not None:
        return _wrong_shapes(case)
    try:
        return _search_then_prove(case, extra)
    except NoMeaning as hole:
        return case.verdict(Outcome.UNDECIDED, f"no interpreter for `{hole.op}`")
    except TooLarge as limit:
        return case.verdict(Outcome.UNDECIDED, f"too large: {limit}")


def _wrong_shapes(case: _Case) -> Verdict:
    fault = case.claim.fault
    assert fault is not None
    when = f"shapes agree only if {fault.condition}" if fault.condition else "shapes never agree"
    case.tried("shapes", "refuted", fault.message, case.start)
    return case.verdict(Outcome.REFUTED, f"{when}: {fault.message}")


def _search_then_prove(case: _Case, extra: Sequence[Prover]) -> Verdict:
    if _counts_no_parameter(case.claim):
        case.notes.append("nothing is marked `parameter`, so `parameters` and `connections` are 0")
    since = time.monotonic()
    witness = glance(case.claim)
    if witness is not None:
        case.tried("glance", "refuted", "at a simple point", since)
        return _refuted(case, witness)
    certificate = _proved(case, [p for p in provers() if p.first], None)
    if certificate is not None:
        if _perhaps_undefined(case.claim):
            case.notes.append("it holds wherever both sides have a value, which may not be everywhere")
        return case.verdict(Outcome.PROVED, evidence=certificate)
    for method, find, where in (
        ("look", look, "at a simple point"),
        ("closest calls", closest_witness, "near a closest call"),
    ):
        witness = _looked(case, method, find, where)
        if witness is not None:
            return _refuted(case, witness)
    since = time.monotonic()
    case.say("search", None)
    found = falsify(case.claim, seed=case.seed, say=partial(_heard, case))
    if found.witness is not None:
        case.tried("search", "refuted", f"after {found.admissible} instances", since)
        return _refuted(case, replace(found.witness, rate=found.rate))
    case.tried("search", "passed", f"{found.instances} instances, none breaks it", since)
    stopped = _nothing_to_stand_on(case, found)
    if stopped is not None and not _only_floats_failed(found):
        return stopped
    if found.ill_founded:
        case.notes.append(f"not tried at sizes where a recurrence has no value: {found.ill_founded}")
    if found.undefined:
        case.notes.append(f"undefined at {found.undefined} of {found.admissible} instances tried; judged elsewhere")
    supported = stopped or case.verdict(Outcome.SUPPORTED, evidence=_samples(found))
    case.say("proof", supported)
    certificate = _proved(case, (*(p for p in provers() if not p.first), *extra), supported)
    if certificate is not None:
        return case.verdict(Outcome.PROVED, evidence=certificate)
    if stopped is not None:
        return replace(stopped, attempts=tuple(case.attempts))
    return case.verdict(Outcome.SUPPORTED, evidence=_samples(found, _partial(case, supported)))


def _looked(case: _Case, method: str, find: Callable[[Claim], Witness | None], where: str) -> Witness | None:
    """A witness that is found with moderate work: what is left has to be enough for a proof."""
    since = time.monotonic()
    try:
        with limited(_WORK_ON_WITNESSES):
            witness = find(case.claim)
    except OutOfWork:
        case.tried(method, "passed", "its share of the work is spent", since)
        return None
    if witness is not None:
        case.tried(method, "refuted", where, since)
    return witness


def _only_floats_failed(found: Findings) -> bool:
    """Whether nothing is known against the claim but that floating point could not evaluate it, or not well enough."""
    if found.unresolved is not None:
        return True
    defined = found.admissible > 0 and not found.undefined and found.one_sided is None and found.nowhere < _NOWHERE
    return defined and (bool(found.holes) or found.unconfirmed > 0)


def _perhaps_undefined(claim: Claim) -> bool:
    """Whether a link has a term that is not seen to have a value at every single instance."""
    return any(strict_demands(*opened(claim, link.node)) for link in claim.links)


def _proved(case: _Case, methods: Iterable[Prover], standing: Verdict | None) -> Certificate | None:
    """The first certificate that is accepted."""
    return next((c for c in (_attempt(case, prover, standing) for prover in methods) if c is not None), None)


def _counts_no_parameter(claim: Claim) -> bool:
    parts = (part for link in claim.links for part in walk(link.node))
    asked = any(isinstance(part, Apply) and part.op in ("parameters", "connections") for part in parts)
    return asked and not any(given.parameter for given in claim.declared)


def _heard(case: _Case, phase: str, found: Findings | None) -> None:
    """A phase of the search, with the verdict that its findings so far support."""
    fine = found is not None and found.instances and found.unresolved is None and found.one_sided is None
    case.say(phase, case.verdict(Outcome.SUPPORTED, evidence=_samples(found)) if found is not None and fine else None)


def _refuted(case: _Case, witness: Witness) -> Verdict:
    verdict = case.verdict(Outcome.REFUTED, evidence=witness)
    case.say("explanation", verdict)
    try:
        if witness.rate is None:
            witness = replace(witness, rate=failing_rate(case.claim, witness.instance))
        holds_when, repairs = explain(case.claim, witness, seed=case.seed, proved=partial(_provable, case))
    except Exception as defect:  # what would be right is a help; what is wrong stands without it
        case.tried("explanation", "error", f"{type(defect).__name__}: {defect}", time.monotonic())
        return case.verdict(Outcome.REFUTED, evidence=witness)
    return replace(verdict, evidence=replace(witness, holds_when=holds_when, repairs=repairs))


def _provable(case: _Case, claim: Claim) -> bool:
    """Whether a prover that is quick has a certificate for a changed claim that the kernel replays."""
    changed = _Case(claim=without_unused(claim), seed=case.seed, say=_silent)
    try:
        with limited(_WORK_ON_REPAIR):
            certificate = _proved(changed, [p for p in provers() if not p.lengthy], None)
    except OutOfWork:
        return False
    case.attempts += [attempt for attempt in changed.attempts if attempt.answer == "error"]
    return certificate is not None and certificate.replayed


def _nothing_to_stand_on(case: _Case, found: Findings) -> Verdict | None:
    """The verdict `undecided` where the search saw nothing that could support the claim, else None."""
    if found.unresolved is not None:
        where = kernel.describe(found.unresolved)
        reason = f"in floating point it fails at {where}, where no exact engine can tell"
        return case.verdict(Outcome.UNDECIDED, reason)
    if found.one_sided is not None and not found.instances and found.undefined >= found.admissible:
        why = _without_value(case.claim, found.one_sided[1])
        reason = "undefined: no instance has both sides defined" + (f": {why}" if why else "")
        return case.verdict(Outcome.UNDECIDED, reason)
    if found.one_sided is not None and case.claim.policy.defined == "same":
        side, instance = found.one_sided
        other = "right" if side == "left" else "left"
        where = kernel.describe(instance)
        why = _without_value(case.claim, instance)
        lone = f"the {side} side is undefined{f' ({why})' if why else ''}, the {other} is not"
        reason = f"the sides are defined on different sets: at {where} {lone}"
        return case.verdict(Outcome.UNDECIDED, f"{reason}; state the domain, or say `defined: both`")
    if found.nowhere >= _NOWHERE and not found.somewhere:
        return case.verdict(Outcome.UNDECIDED, "undefined: no instance tried exactly has both sides defined")
    if found.instances:
        return None
    if found.configurations == 0 and found.ill_founded:
        return case.verdict(Outcome.UNDECIDED, f"undefined: {found.ill_founded}")
    if found.configurations == 0 and found.too_large:
        return case.verdict(Outcome.UNDECIDED, "too large at every choice of sizes that was tried")
    if unknown := without_family(case.claim):
        return case.verdict(Outcome.UNDECIDED, f"no family of functions of the type of `{unknown[0]}` to try")
    if found.admissible == 0:
        return case.verdict(Outcome.UNDECIDED, "vacuous: no instance found that satisfies the assumptions")
    if found.undefined:
        return case.verdict(Outcome.UNDECIDED, "undefined: no instance has both sides defined")
    if found.grown:
        return case.verdict(Outcome.UNDECIDED, found.grown)
    if found.holes:
        return case.verdict(Outcome.UNDECIDED, f"no interpreter for `{found.holes[0]}`")
    if found.unconfirmed:
        return case.verdict(Outcome.UNDECIDED, "it fails in floating point, but no failure could be confirmed exactly")
    return case.verdict(Outcome.UNDECIDED, "no engine could evaluate both sides")


def _without_value(claim: Claim, instance: Instance) -> str:
    """Why a side has no value there."""
    return "; ".join(dict.fromkeys(link.where for link in kernel.judge(claim, instance).links if link.undefined))


def _scanned(found: Findings) -> tuple[str, ...]:
    if not found.scanned:
        return ()
    return (f"{'and ' if found.sizes else ''}{found.scanned} choices of whole numbers up to {found.furthest}",)


def _samples(found: Findings, partial: tuple[str, ...] = ()) -> Samples:
    closest = ""
    if found.closest is not None:
        margin, where = found.closest
        closest = f"margin {abs(margin):.2g}" + (f" at {where}" if where else "")
    missed = (f"{found.unconfirmed} float failures not confirmed",) if found.unconfirmed else ()
    notes = (*missed, found.grown) if found.grown else missed
    sizes = "; ".join((*dict.fromkeys(found.sizes), *_scanned(found)))
    return Samples(instances=found.instances, sizes=sizes, closest=closest, partial=partial, notes=notes)


def _attempt(case: _Case, prover: Prover, standing: Verdict | None) -> Certificate | None:
    """One prover's certificate, accepted by the kernel or resting on a named engine."""
    since = time.monotonic()
    case.say(prover.name, standing)
    try:
        with limited(_WORK_AT_ONCE if prover.first else _WORK):
            certificate = prover.prove(case.claim)
    except OutOfWork:
        case.tried(prover.name, "passed", "its share of the work is spent", since)
        return None
    except Exception as defect:  # a prover that breaks costs its own answer, never the verdict that stands
        case.tried(prover.name, "error", f"{type(defect).__name__}: {defect}", since)
        return None
    if certificate is None:
        case.tried(prover.name, "passed", "", since)
        return None
    if certificate.trusts and certificate.method not in kernel.FOLLOWED:
        case.tried(prover.name, "proved", f"trusts {', '.join(certificate.trusts)}", since)
        return certificate
    refused = kernel.refusal(case.claim, certificate)
    if refused is None:
        engines = f", which trusts {', '.join(certificate.trusts)}" if certificate.trusts else ""
        case.tried(prover.name, "proved", f"replayed by the kernel{engines}", since)
        return replace(certificate, replayed=not certificate.trusts)
    kind = "defect: " if refused.defect else ""
    case.tried(prover.name, "passed", f"{kind}the kernel refused the certificate, {refused.reason}", since)
    if refused.defect:
        case.notes.append(f"defect of the prover `{prover.name}`: the kernel refused its certificate")
    return None


def _partial(case: _Case, standing: Verdict) -> tuple[str, ...]:
    """What is proved at fixed small sizes, as text: `proved for d = 1; d = 2`."""
    from proofcheck.proof.partial import partial_proofs

    since = time.monotonic()
    case.say("proof at small sizes", standing)
    try:
        reached = partial_proofs(case.claim, seed=case.seed)
    except Exception as defect:
        case.tried("proof at small sizes", "error", f"{type(defect).__name__}: {defect}", since)
        return ()
    case.tried("proof at small sizes", "proved" if reached else "passed", "; ".join(reached), since)
    return reached
