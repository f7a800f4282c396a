"""From the records of a claim file to claims: shared parts added, names and types resolved, every problem kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple

from proofcheck.claim import Claim, Policy
from proofcheck.errors import Problem
from proofcheck.language.elaborate import Elaborated, elaborate_claim
from proofcheck.language.signature import Vocabulary
from proofcheck.load import parts
from proofcheck.load.nodes import FileLimits, Mapping, Value
from proofcheck.load.parts import Part
from proofcheck.load.record import Record, read_record
from proofcheck.load.relations import Relation, from_claim, from_steps, one_line
from proofcheck.load.schema import CLAIM
from proofcheck.source import Fragment, Span


class LoadProblem(NamedTuple):
    """A problem, with the id of the claim that it makes malformed; without an id it concerns the file."""

    claim_id: str
    problem: Problem


@dataclass(slots=True)
class Assembly:
    """The claims of one file, built one after another, and what is wrong with the others."""

    shared: tuple[Part, ...]
    layout: str
    vocabulary: Vocabulary
    limits: FileLimits
    claims: list[Claim] = field(default_factory=list)
    problems: list[LoadProblem] = field(default_factory=list)
    _ids: dict[str, Span] = field(default_factory=dict)
    _visited: set[int] = field(default_factory=set)  # starts of shared parts that some claim used
    _told: set[tuple[str, int]] = field(default_factory=set)
    _work: int = 0

    def add(self, value: Value) -> None:
        """One entry of `claims`: a claim, or the reasons why it is none."""
        if not isinstance(value, Mapping):
            self._say(
                f"line {value.span.line}",
                Problem(message="a claim is a mapping", span=value.span, hint="write `- id: …`"),
            )
            return
        record = read_record(value, CLAIM, "the claim")
        problems = list(record.problems)
        claim_id, place = self._identify(record, problems)
        claim = self._claim(record, claim_id, place, problems)
        for problem in problems:
            self._say(claim_id, problem if problem.span else replace(problem, span=place))
        if claim is not None and not problems:
            self.claims.append(claim)

    def finish(self) -> None:
        """Check the shared parts that no claim used, so that their errors show too."""
        idle = [p for p in self.shared if p.span.start not in self._visited and p.tree is not None]
        names = {name for part in idle for name in (part.name, *part.mentions)}
        needed = parts.used(self.shared, names)
        if not idle or not all(part.tree for part in needed):
            return
        for problem in self._elaborate(needed, (), self.layout).problems:
            if any(part.holds(problem.span) for part in idle):
                self._once(problem)

    def _say(self, claim_id: str, problem: Problem) -> None:
        self.problems.append(LoadProblem(claim_id=claim_id, problem=problem))

    def _once(self, problem: Problem) -> None:
        """Tell a problem of the shared parts, however many claims meet it."""
        key = (problem.message, problem.span.start if problem.span else -1)
        if key not in self._told:
            self._told.add(key)
            self._say("", problem)

    def _identify(self, record: Record, problems: list[Problem]) -> tuple[str, Span]:
        """The claim's id and its place; a claim without one of its own goes by its line, which no id can equal."""
        claim_id, place = record.values.get("id"), record.places.get("id", record.span)
        nameless = f"line {record.span.line}"
        if claim_id is None:
            return nameless, place
        first = self._ids.setdefault(claim_id, place)
        if first is not place:
            hint = f"the first stands in line {first.line}; rename one of the two"
            problems.append(Problem(message=f"two claims have the id `{claim_id}`", span=place, hint=hint))
            return nameless, place
        return claim_id, place

    def _claim(self, record: Record, claim_id: str, place: Span, problems: list[Problem]) -> Claim | None:
        values = record.values
        claim = Claim(
            id=claim_id,
            text=_text(values),
            section=values.get("section", ""),
            statement=values.get("statement", ""),
            note=values.get("note", ""),
            tags=values.get("tags", ()),
            skip=values.get("skip", ""),
            policy=_policy(record, problems),
            span=place,
        )
        if "skip" in record.places:
            return claim
        own = parts.parts_of(record, problems)
        relations = _relations(record, problems)
        names = [n for f in _formulas(values) for n in parts.names_in(f)]
        names += [part.name for part in own if part.section == "given"]  # one without values makes the claim vacuous
        needed = parts.used(parts.merged(self.shared, own), names)
        self._visited.update(p.span.start for p in needed)
        broken = [part for part in needed if part.tree is None and part not in own]
        if broken:
            problems.append(_pointer(broken, place))
        if problems or self._exhausted(needed, relations, place, problems):
            return None
        result = self._elaborate(needed, relations, values.get("layout", self.layout))
        self._sort(result.problems, own, place, problems)
        return replace(
            claim,
            given=result.given,
            assumptions=result.assumptions,
            definitions=result.definitions,
            links=result.links,
            fault=result.fault,
        )

    def _sort(self, found: Sequence[Problem], own: Sequence[Part], place: Span, problems: list[Problem]) -> None:
        """Problems of the shared parts are told once, and pointed at; the others are the claim's."""
        broken: list[Part] = []
        for problem in found:
            culprit = next((p for p in self.shared if p.holds(problem.span)), None)
            if culprit is None:
                problems.append(problem)
            else:
                self._once(problem)
                broken.append(culprit)
        if broken:
            problems.append(_pointer(broken, place))

    def _exhausted(
        self, needed: Sequence[Part], relations: Sequence[Relation], place: Span, problems: list[Problem]
    ) -> bool:
        self._work += sum(part.span.end - part.span.start for part in needed) + sum(len(text) for _, text in relations)
        if self._work <= self.limits.work:
            return False
        message = f"the claims up to here use more than {self.limits.work} characters of formulas"
        problems.append(Problem(message=message, span=place, hint="split the file"))
        return True

    def _elaborate(self, needed: Sequence[Part], relations: Sequence[Relation], layout: str) -> Elaborated:
        return elaborate_claim(
            given=parts.givens(needed),
            definitions=parts.definitions(needed),
            assumptions=parts.assumptions(needed),
            relations=relations,
            layout=layout,
            vocabulary=self.vocabulary,
        )


def _pointer(broken: Sequence[Part], place: Span) -> Problem:
    part = min(broken, key=lambda p: p.span.start)
    return Problem(message=f"it needs {part.title}, which has an error", span=place, hint=f"see line {part.place.line}")


def _formulas(values: dict[str, Any]) -> tuple[Fragment, ...]:
    return (*values.get("claim", ()), *values.get("steps", ()))


def _text(values: dict[str, Any]) -> str:
    return "\n".join(one_line(fragment) for fragment in _formulas(values)) or values.get("statement", "")


def _relations(record: Record, problems: list[Problem]) -> tuple[Relation, ...]:
    if "claim" in record.places and "steps" in record.places:
        message = "a claim has either `claim` or `steps`"
        problems.append(Problem(message=message, span=record.places["steps"], hint="make two claims of it"))
    elif "claim" not in record.places and "steps" not in record.places:
        start = replace(record.span, end=record.span.start + 1)
        hint = "add `claim: a == b`, or `skip: why no machine can check it`"
        problems.append(Problem(message="the claim has no relation", span=start, hint=hint))
    readers: dict[str, Callable[[tuple[Fragment, ...], list[Problem]], tuple[Relation, ...]]]
    readers = {"claim": from_claim, "steps": from_steps}
    return tuple(r for key, read in readers.items() if key in record.values for r in read(record.values[key], problems))


def _policy(record: Record, problems: list[Problem]) -> Policy:
    values = record.values
    expect, require = values.get("expect", ""), values.get("require", "")
    if require and expect in ("supported", "refuted"):
        message = f"`require: {require}` contradicts `expect: {expect}`"
        problems.append(Problem(message=message, span=record.places["require"], hint="keep one of the two"))
    policy = Policy(
        expect=expect,
        require=require,
        defined=values.get("defined", "same"),
        points=values.get("points", Fraction(1)),
    )
    budget = values["budget"].values if "budget" in values else {}
    return replace(
        policy,
        seconds=budget.get("seconds", policy.seconds),
        instances=int(budget.get("instances", policy.instances)),
        megabytes=int(budget.get("megabytes", policy.megabytes)),
    )
