"""The report that people read: a failure in at most 15 lines, the verdict and the witness first.

Whoever reads it should see in ten seconds what is wrong and what would be right. Text of claims is a stranger's: it
passes through `plain.inert` on its way out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from proofcheck.report.plain import inert, inert_block, instance_items, instance_text, listed, shortened
from proofcheck.run.standing import Result
from proofcheck.verdict import Certificate, Instance, Outcome, Samples, Verdict, Witness

MOST_LINES = 15
WIDTH = 160
_VALUE = 40  # characters of one value in a headline
_WITNESS = 120  # characters of the whole instance in a headline
_MARGIN = 12
_NOTE = 90  # characters of what follows the id of a claim that is as asked
_RULES = 4  # rules of a derivation that are named
_LOGIC = frozenset(("given", "chain", "conjunction", "equals for equals", "monotonicity", "sign", "real arithmetic"))


def headline(result: Result) -> str:
    """`refuted  <id>  at d = 1, W = [[1]]: left = 1/2, right = 1/4`, or the verdict and what is wrong with it."""
    verdict = result.verdict
    if isinstance(verdict.evidence, Witness):
        seen = verdict.evidence
        at = shortened(instance_text(_fixed(seen), _VALUE), _WITNESS)
        if seen.path:
            said = f"at {at}: {inert(seen.left)}" if at else inert(seen.left)
            return f"{verdict.outcome}  {result.id}  {said}"
        sides = f"left = {_side(seen.left)}, right = {_side(seen.right)}" if seen.right else inert(seen.left)
        return f"{verdict.outcome}  {result.id}  at {at or 'every instance'}: {sides}"
    said = verdict.reason or result.complaint or summary(verdict)
    return f"{verdict.outcome}  {result.id}: {shortened(inert(said), WIDTH)}"


def _fixed(seen: Witness) -> Instance:
    """The instance without the sizes that go to infinity along the witness's path."""
    grown = dict(seen.path)
    return replace(seen.instance, values=tuple(item for item in seen.instance.values if item[0] not in grown))


def _aligned(text: str) -> Iterator[str]:
    """A failure as part of a list: indented, its verdict padded so that the ids stand in one column."""
    first, *rest = text.split("\n")
    outcome, _, said = first.partition("  ")
    yield f"  {outcome:<10} {said}"
    yield from (f"    {more}" for more in rest)


def _side(text: str) -> str:
    return shortened(inert(text), _VALUE)


def failure_text(result: Result) -> str:
    """Everything about a claim that is not as asked, in at most 15 lines."""
    if result.outcome is Outcome.MALFORMED:
        lines = inert_block(f"{Outcome.MALFORMED}  {result.id}: {result.verdict.reason}")
        lines = [shortened(line, WIDTH) for line in lines]
    else:
        lines = [headline(result), *(_labelled(label, text) for label, text in _facts(result) if text)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"… {len(lines) - MOST_LINES + 1} more lines"]
    return "\n".join(line for block in lines for line in inert_block(block))


def _labelled(label: str, text: str) -> str:
    return f"  {label + ':':<{_MARGIN}}{shortened(inert(text), WIDTH)}"


def _facts(result: Result) -> Iterator[tuple[str, str]]:
    """The lines below the headline, label and text, an empty text where there is nothing to say."""
    claim, verdict = result.claim, result.verdict
    place = result.path if result.line is None else f"{result.path}:{result.line}"
    if claim is None:
        yield "at", place
        return
    yield "at", f"{place}, section {claim.section}" if claim.section else place
    yield "statement", claim.statement
    yield "claim", claim.text
    match verdict.evidence:
        case Witness():
            yield from _refutation(verdict.evidence, claim.text)
        case Samples() | Certificate():
            yield "evidence", summary(verdict)
    yield "note", "; ".join(verdict.notes)
    if any(attempt.answer == "error" for attempt in verdict.attempts):
        yield "trace", _trace(verdict)
    yield "more", f"proofcheck explain {result.path}::{result.id}"


def _refutation(seen: Witness, text: str) -> Iterator[tuple[str, str]]:
    if " ".join(seen.relation.split()) != " ".join(text.split()):
        yield "fails", seen.relation
    instance = _fixed(seen)
    items = instance_items(instance)
    if any(len(value) > _VALUE for _, value in items) or len(instance_text(instance, _VALUE)) > _WITNESS:
        yield "witness", ", ".join(f"{name} = {value}" for name, value in items)
    if seen.right and max(len(seen.left), len(seen.right)) > _VALUE:
        yield "left", seen.left
        yield "right", seen.right
    yield "holds when", listed(seen.holds_when, 4)
    for changed, outcome in seen.repairs[:2]:
        yield "repair", f"{_quoted(changed)}: {outcome}"
    if seen.rate:  # a rate of 0 says more about what was drawn than about the claim
        yield "how often", _often(seen.rate)
    sure = (
        "exact values or enclosing balls on both sides" if seen.certified else "float64, far above the rounding error"
    )
    if seen.path:
        sure = "leading terms compared exactly"
    yield ("certified" if seen.certified else "numerical"), sure
    yield "detail", seen.detail


def _quoted(changed: str) -> str:
    """A repaired claim in backticks; a repair that says what it replaces brings its own."""
    return changed if "`" in changed else f"`{changed}`"


def _often(rate: float) -> str:
    percent = "100" if rate >= 1 else f"{min(100 * rate, 99):.2g}"
    return f"{percent} % of random instances break it"


def _trace(verdict: Verdict) -> str:
    told = next(attempt.reason for attempt in verdict.attempts if attempt.answer == "error")
    return " / ".join(part.strip() for part in told.strip().split("\n")[-3:])


def summary(verdict: Verdict) -> str:
    """The evidence in half a line."""
    match verdict.evidence:
        case Certificate(method="growth", data=constants) if constants:
            return f"growth: {', '.join(f'{name} = {value}' for name, value in dict.fromkeys(constants))}"
        case Certificate(method="derivation", steps=steps):
            named = [rule for rule in dict.fromkeys(step.rule for step in steps) if rule not in _LOGIC]
            return listed(named or [steps[-1].rule], _RULES)
        case Certificate(method=method, trusts=trusts):
            return f"{method}, trusting {', '.join(trusts)}" if trusts else method
        case Samples(instances=count, sizes=sizes, closest=closest, partial=partial):
            seen = f"{count} instance{'s' if count != 1 else ''}"
            return "; ".join(part for part in (seen, sizes, closest and f"closest: {closest}", *partial) if part)
        case Witness() as seen:
            return seen.left if seen.path else f"at {instance_text(seen.instance, _VALUE)}"
    return verdict.reason


def line(result: Result) -> str:
    """A claim that is as asked, in one line."""
    note = ("(expected) " if result.outcome is Outcome.REFUTED else "") + summary(result.verdict)
    return f"  {result.outcome:<10} {result.id}  {shortened(inert(note), _NOTE)}".rstrip()


def counts(outcomes: Iterable[str]) -> str:
    """`3 proved, 1 refuted`, in the fixed order of the verdicts."""
    numbers = Counter(map(str, outcomes))
    return ", ".join(f"{numbers[o]} {o}" for o in map(str, Outcome) if numbers[o]) or "no claims"


def render(results: Iterable[Result]) -> Iterator[str]:
    """The whole report, line by line as results arrive: claims grouped by file, then the counts and what failed."""
    done: list[Result] = []
    for result in results:
        if not done or done[-1].path != result.path:
            yield from ([""] if done else [])
            yield inert(result.path)
        done.append(result)
        yield from [line(result)] if result.fine else _aligned(failure_text(result))
    failed = [result for result in done if not result.fine]
    yield from [""] if done else []
    if failed:
        yield "not as asked:"
        yield from (next(_aligned(failure_text(result))) for result in failed)
    yield f"{len(done)} claim{'s' if len(done) != 1 else ''}: {counts(r.outcome for r in done)}"
