"""A claim at length: as it was understood, what each method tried, and the evidence step by step."""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.language.show import show, show_type
from proofcheck.language.tree import Range
from proofcheck.report.plain import inert, inert_block, instance_items, shortened
from proofcheck.report.plans import told
from proofcheck.report.prose import prose
from proofcheck.report.terminal import headline
from proofcheck.run.standing import Result
from proofcheck.verdict import Certificate, Evidence, Samples, Witness

_LONG = 2000


def explain(result: Result) -> Iterator[str]:
    """The explanation, line by line."""
    claim = result.claim
    if claim is None:
        yield from inert_block(f"malformed  {result.id}: {result.verdict.reason}")
        return
    yield f"{claim.id}  {inert(result.path)}:{result.line}"
    written = {"section": claim.section, "statement": claim.statement, "note": claim.note, "claim": claim.text}
    for label, text in written.items():
        if text:
            yield f"  {label + ':':<11}{shortened(inert(text), _LONG)}"
    yield from _understood(claim)
    yield ""
    yield "verdict"
    yield f"  {headline(result)}"
    yield from (f"  note: {inert(note)}" for note in result.verdict.notes)
    if result.verdict.evidence is not None:
        yield from _evidence(result.verdict.evidence, claim)
    yield from _attempts(result)


def _understood(claim: Claim) -> Iterator[str]:
    yield ""
    yield "understood as"
    if claim.given:
        yield "  for all"
        for given in claim.given:
            yield f"    {given.name}: {show_type(given.type, given.domain, given.properties, given.parameter)}"
    if claim.definitions:
        yield "  where"
        for definition in claim.definitions:
            yield from (f"    {line}" for line in _definition(definition))
    if claim.assumptions:
        yield "  assuming"
        yield from (f"    {shortened(show(node), _LONG)}" for node in claim.assumptions)
    if claim.links:
        yield "  it holds that" if len(claim.links) == 1 else "  all of these hold"
        yield from (f"    {shortened(show(link.node), _LONG)}" for link in claim.links)
    if claim.fault is not None:
        yield f"  shapes: {inert(claim.fault.message)}"


def _definition(definition: Definition | Recurrence) -> Iterator[str]:
    if isinstance(definition, Definition):
        yield f"{definition.name}: {shortened(show(definition.body), _LONG)}"
        return
    box = f" over {', '.join(map(_side, definition.box))}" if definition.box else ""
    for case in definition.cases:
        pattern = ", ".join(item if isinstance(item, str) else show(item) for item in case.pattern)
        yield f"{definition.name}[{pattern}]{box}: {shortened(show(case.body), _LONG)}"


def _side(side: Range) -> str:
    return f"{side.name} in {show(side.lower)}..{show(side.upper)}"


def _evidence(evidence: Evidence, claim: Claim) -> Iterator[str]:
    match evidence:
        case Certificate(method="derivation"):
            yield f"proof, {'each step replayed by the kernel' if evidence.replayed else 'not replayed'}"
            yield from (f"  {shortened(_kept(line), _LONG)}" for line in prose(claim, evidence))
        case Certificate(method="real analysis"):
            engines = f", trusting {', '.join(evidence.trusts)}" if evidence.trusts else ""
            yield f"proof, each step replayed by the kernel{engines}"
            yield from (f"  {shortened(inert(line), _LONG)}" for line in told(evidence))
        case Certificate():
            yield f"proof by {evidence.method}, {'replayed by the kernel' if evidence.replayed else 'not replayed'}"
            yield from (f"  {step.rule}: {shortened(inert(step.text), _LONG)}" for step in evidence.steps)
            if evidence.trusts:
                yield f"  trusts {', '.join(evidence.trusts)}"
        case Witness():
            yield "witness"
            grown = dict(evidence.path)
            for name, value in instance_items(evidence.instance):
                yield f"  {name} = {shortened(inert(grown.get(name, value)), _LONG)}"
            yield f"  relation: {inert(evidence.relation)}"
            if evidence.right:
                yield f"  left = {shortened(inert(evidence.left), _LONG)}"
                yield f"  right = {shortened(inert(evidence.right), _LONG)}"
            else:
                yield f"  {shortened(inert(evidence.left), _LONG)}"
            yield f"  {'certified' if evidence.certified else 'numerical'}"
            yield from (f"  holds when {inert(when)}" for when in evidence.holds_when)
            yield from (f"  repair {inert(changed)}: {outcome}" for changed, outcome in evidence.repairs)
        case Samples():
            yield "search"
            yield f"  {evidence.instances} instances survived{f', {evidence.sizes}' if evidence.sizes else ''}"
            if evidence.closest:
                yield f"  closest call: {inert(evidence.closest)}"
            yield from (f"  {inert(text)}" for text in (*evidence.partial, *evidence.notes))


def _kept(line: str) -> str:
    """The line made inert, its indentation kept."""
    return " " * (len(line) - len(line.lstrip())) + inert(line)


def _attempts(result: Result) -> Iterator[str]:
    if not result.verdict.attempts:
        return
    yield ""
    yield "methods"
    width = max(len(attempt.method) for attempt in result.verdict.attempts)
    for attempt in result.verdict.attempts:
        first, *rest = inert_block(attempt.reason)
        yield f"  {attempt.method:<{width}}  {attempt.answer:<8} {attempt.seconds:6.2f} s  {first}".rstrip()
        yield from (f"    {line}" for line in rest if line)
