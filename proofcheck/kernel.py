"""TRUSTED: whether an instance is admissible and what the claim says there; accepts witnesses and certificates.

Everything is decided by exact arithmetic or enclosed by balls. What cannot be decided so is unknown, and the unknown
neither refutes nor proves: a witness needs every assumption certainly true and a link certainly false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, islice
from itertools import product as index_product
from math import prod

from proofcheck.analysis import replay as analysis
from proofcheck.analysis.closed_values import at_closed, closed_truth
from proofcheck.analysis.limits_at_instances import limit_at
from proofcheck.claim import Claim, Link
from proofcheck.errors import ClaimError
from proofcheck.inference import replay as derivation
from proofcheck.inference.context import opened
from proofcheck.inference.limits_of_links import early_on_one_side, kink_overlooked
from proofcheck.inference.replay import Refused
from proofcheck.instances.functions import specialise
from proofcheck.instances.simple import simple_instances
from proofcheck.instances.trials import trials
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import REAL, Array, Distribution, Function, Kind, Scalar, Type, kind_of
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge, arguments
from proofcheck.meaning.ball import LADDER
from proofcheck.meaning.entries import Sides, Unrolled, unroll
from proofcheck.meaning.graph import Entry, Graph, Grid, reachable
from proofcheck.meaning.growth_links import in_words, settle
from proofcheck.meaning.hybrid import Evaluator, Nothing, State
from proofcheck.meaning.judgement import Judgement, LinkReading
from proofcheck.meaning.readout import grid_text
from proofcheck.meaning.readout import instance_text as describe
from proofcheck.meaning.tendencies import tendency
from proofcheck.meaning.work import remembered
from proofcheck.verdict import Certificate, Closed, Imaginary, Instance, Value, Witness

__all__ = ["Judgement", "LinkReading", "confirm", "describe", "judge", "refusal", "replay"]


FOLLOWED = frozenset({analysis.METHOD})  # methods whose certificates are followed even where they trust an engine
_TRIED_ENTRIES = 20_000  # of a proof's formulas, at instances
_FEW, _MANY = 4, 24  # instances at which equations, and other formulas, are evaluated
_LOOKED_AT = 80  # instances among which one is sought at which a claim has a meaning
_TOO_LARGE = 100_000  # what an expansion is taken to cost that passes a limit
_NEAR = Fraction(1, 10**6)  # relative gap below which two numbers look alike in print


class _Refused(Exception):
    """An instance that does not bind the claim's variables."""


def judge(claim: Claim, instance: Instance, ladder: Sequence[int] = LADDER, *, texts: bool = True) -> Judgement:
    """The reading of every link at an instance, if it is admissible; without `texts` of a true one only that it is."""
    try:
        claim = _specialised(claim, instance)
        values = _valued(claim, instance)
        settled = settle(claim, values)
        claim = settled.claim
        expanded = _expanded(claim, tuple(_sizes(claim, values).items()))
        irrational = {name: value.text for name, value in values.items() if isinstance(value, Closed)}
        if irrational:
            expanded = at_closed(expanded, irrational)
        assignment = _assignment(claim, values, expanded)
    except _Refused as why:
        return Judgement(admissible=False, reason=str(why))
    except TooLarge as why:
        return Judgement(admissible=None, reason=str(why), cost=_TOO_LARGE)
    except (NoMeaning, IllFounded) as why:
        return Judgement(admissible=None, reason=str(why))
    evaluator = Evaluator(assignment, limit_at)
    cost = max(len(expanded.graph), expanded.steps)
    try:
        admissible, reason = _admissible(claim, expanded, evaluator, ladder)
        if admissible is not True:
            return Judgement(admissible=admissible, reason=reason, cost=cost)
        pairs = zip(expanded.links, expanded.sides, strict=True)
        links = tuple(_reading(truth, sides, evaluator, ladder, expanded.graph, texts) for truth, sides in pairs)
        links = (
            links
            if irrational
            else tuple(
                _over_depth(reading, link.node, claim, instance)
                for reading, link in zip(links, claim.links, strict=True)
            )
        )
        links = tuple(map(in_words, links, settled.decisions))
    except (OverflowError, TooLarge):
        return Judgement(admissible=None, reason="numbers or expressions too long")
    return Judgement(admissible=True, links=links, cost=cost)


def confirm(claim: Claim, instance: Instance) -> Witness | None:
    """The witness that this instance is, or None: admissible for certain, and some link false for certain."""
    judgement = judge(claim, instance)
    if judgement.admissible is not True:
        return None
    for number, (link, reading) in enumerate(zip(claim.links, judgement.links, strict=True)):
        if reading.truth is False:
            return Witness(
                instance=instance,
                link=number,
                relation=link.text,
                left=reading.left,
                right=reading.right,
                certified=True,
                confirmed=True,
                detail=reading.where,
                path=reading.path,
            )
    return None


def replay(claim: Claim, certificate: Certificate) -> bool:
    """Whether a certificate's argument, carried out again here, proves the claim."""
    return refusal(claim, certificate) is None


def refusal(claim: Claim, certificate: Certificate) -> Refused | None:
    """Why a certificate proves nothing; None if its argument stands and no step of it is false at an instance tried."""
    places = [opened(claim, link.node) for link in claim.links]
    if claim.policy.defined == "same" and any(early_on_one_side(*place) for place in places):
        return Refused("a term before the first of a recurrence has no value", defect=False)
    if any(kink_overlooked(*place) for place in places):
        return Refused("a derivative may have a value at a kink, where a strict relation may fail", defect=False)
    if certificate.method == analysis.METHOD:
        return _inhabited(claim) if analysis.replay(claim, certificate) else Refused("its plan cannot be followed")
    if certificate.method != derivation.METHOD:
        return None if arguments.replay(claim, certificate) else Refused("its argument does not stand")
    replayed = derivation.replay(claim, certificate)
    return replayed if isinstance(replayed, Refused) else _contradicted(claim, replayed)


def _inhabited(claim: Claim) -> Refused | None:
    """Why a proof about all instances says nothing, or something false: none has a meaning, or one breaks the claim."""
    trial_instances = (trial.instance for trial in trials(claim))
    for instance in islice(chain(simple_instances(claim), trial_instances), _LOOKED_AT):
        judgement = judge(claim, instance, LADDER[:2], texts=False)
        if judgement.admissible is not True:
            continue
        if any(reading.truth is False for reading in judgement.links):
            return Refused(f"the claim is false at {describe(instance)}")
        if not any(reading.undefined for reading in judgement.links):
            return None
    return Refused("no instance was found at which the claim has a meaning", defect=False)


def _contradicted(claim: Claim, formulas: Sequence[Node]) -> Refused | None:
    """Each step at a few instances, where it must not be false, nor the links always without a meaning."""
    own = tuple(dict.fromkeys(link.node for link in claim.links))
    links = tuple(Link(node=f, text=show(f)) for f in dict.fromkeys((*own, *formulas)))
    stated = replace(claim, links=links)
    enough = _FEW if all(map(_equation, own + tuple(formulas))) else _MANY
    spent = agreeing = 0
    valued: set[Node] = set()
    for trial in trials(claim):
        judgement = judge(stated, trial.instance, texts=False)
        spent += judgement.cost
        if judgement.admissible is True:
            for link, reading in zip(links, judgement.links, strict=True):
                if reading.truth is False:
                    return Refused(f"`{link.text}` is false at {describe(trial.instance)}")
                if not reading.undefined:
                    valued.add(link.node)
                lone = reading.undefined in ("left", "right") and link.node in own
                if lone and trial.generic and claim.policy.defined == "same":
                    where = describe(trial.instance)
                    return Refused(f"one side of `{link.text}` has no value at {where}", defect=False)
            agreeing += not any(reading.undefined for reading in judgement.links[: len(own)])
        if agreeing >= enough or (agreeing and spent > _TRIED_ENTRIES):
            break
    if not agreeing:
        return Refused("no instance was found at which the claim has a meaning", defect=False)
    empty = next((link.text for link in links if link.node not in valued), None)
    return None if empty is None else Refused(f"`{empty}` has a meaning at no instance tried", defect=False)


def _equation(formula: Node) -> bool:
    """Whether it is an equation of reals, which is false at almost every instance if it is false at one."""
    return isinstance(formula, Apply) and formula.op == "==" and kind_of(formula.args[0].type) is Kind.REAL


def _specialised(claim: Claim, instance: Instance) -> Claim:
    wanted = {g.name for g in claim.given if isinstance(g.type, Function)}
    bodies = {name for name, _, _ in instance.functions}
    if wanted != bodies or len(bodies) != len(instance.functions):
        raise _Refused("the functions of the instance are not those of the claim")
    if not wanted:
        return claim
    try:
        return specialise(claim, instance.functions)
    except (ValueError, ClaimError) as why:
        raise _Refused(str(why)) from None


def _valued(claim: Claim, instance: Instance) -> dict[str, Value]:
    values = dict(instance.values)
    if len(values) != len(instance.values):
        raise _Refused("a variable has two values")
    missing = [g.name for g in claim.given if g.name not in values]
    if missing:
        raise _Refused(f"`{missing[0]}` has no value")
    return values


def _sizes(claim: Claim, values: Mapping[str, Value]) -> dict[str, int]:
    """The value of every integer scalar."""
    sizes: dict[str, int] = {}
    for given in claim.given:
        if given.type == Scalar(Kind.INTEGER):
            value = values[given.name]
            if not isinstance(value, Fraction) or value.denominator != 1:
                raise _Refused(f"`{given.name}` is no integer")
            sizes[given.name] = int(value)
    return sizes


@remembered(4)
def _expanded(claim: Claim, sizes: tuple[tuple[str, int], ...]) -> Unrolled:
    """Remembered, since searches ask about one claim at one choice of sizes again and again."""
    return unroll(claim, dict(sizes), holes=True)


def _assignment(
    claim: Claim, values: Mapping[str, Value], expanded: Unrolled
) -> dict[tuple[str, tuple[int, ...]], State]:
    """The value of every variable, of the right shape and kind."""
    found: dict[tuple[str, tuple[int, ...]], State] = {}
    for given in claim.given:
        if given.type == Scalar(Kind.INTEGER):
            continue
        if isinstance(values[given.name], Closed) and given.type == REAL:
            continue  # it has been put in
        if given.name not in expanded.givens:
            raise NoMeaning(given.name, "no shape at these sizes")
        for at, value in _entries(given.name, values[given.name], expanded.givens[given.name].shape):
            if not _fits(value, given.type):
                raise _Refused(f"`{given.name}` is no {kind_of(given.type)}")
            found[given.name, at] = value
    return found


def _entries(name: str, value: Value, shape: tuple[int, ...]) -> list[tuple[tuple[int, ...], Value]]:
    found: list[tuple[tuple[int, ...], Value]] = [((), value)]
    for n in shape:
        deeper: list[tuple[tuple[int, ...], Value]] = []
        for at, part in found:
            if not isinstance(part, tuple) or len(part) != n:
                raise _Refused(f"`{name}` does not have the shape {shape}")
            deeper.extend(((*at, i), p) for i, p in enumerate(part, start=1))
        found = deeper
    return found


def _fits(value: Value, type_: Type) -> bool:
    if isinstance(type_, (Function, Distribution)):
        return False
    match type_.kind if isinstance(type_, (Scalar, Array)) else None:
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.INTEGER:
            return isinstance(value, Fraction) and value.denominator == 1
        case Kind.REAL:
            return isinstance(value, Fraction)
        case Kind.COMPLEX:
            return isinstance(value, (Fraction, Imaginary))
    return False


def _admissible(
    claim: Claim, expanded: Unrolled, evaluator: Evaluator, ladder: Sequence[int]
) -> tuple[bool | None, str]:
    """Whether every declaration and assumption holds; one that is false outweighs one that is unknown."""
    unknown = ""
    for what, entries in (("a declaration", expanded.domain), ("an assumption", expanded.assumptions)):
        for entry in entries:
            state = _truth(entry, evaluator, ladder, expanded.graph)
            if state is False:
                return False, f"{what} does not hold"
            if isinstance(state, Nothing):
                return False, f"{what} has no truth value: {state.reason}"
            if state is not True:
                unknown = f"{what} could not be decided"
    return (None, unknown) if unknown else (True, "")


def _truth(entry: Entry, evaluator: Evaluator, ladder: Sequence[int], graph: Graph) -> State:
    """The truth of an entry; where balls cannot tell, once more with the values put in: it may make sides the same."""
    state = evaluator.truth(entry, ladder)
    if state is not None:
        return state
    values = evaluator.assignment
    fresh = Graph(graph.limit, frozenset(graph.complex_names))  # so that no answer depends on what was asked before
    done: dict[Entry, Entry] = {}
    for e in reachable([entry]):
        known = e.data if e.op in ("num", "truth") else values.get(e.data) if e.op == "var" else None  # type: ignore[call-overload]
        if isinstance(known, (Fraction, bool, Imaginary)):
            done[e] = fresh.literal(known)
        else:
            done[e] = fresh.make(e.op, *(done[a] for a in e.args), data=e.data)
    state = evaluator.truth(done[entry], ladder)
    return closed_truth(fresh, done[entry]) if state is None else state


def _reading(
    truth: Entry, sides: Sides | None, evaluator: Evaluator, ladder: Sequence[int], graph: Graph, texts: bool
) -> LinkReading:
    state = _truth(truth, evaluator, ladder, graph)
    if state is True and not texts:
        return LinkReading(truth=True)
    if sides is None:
        text = "" if state is None else "undefined" if isinstance(state, Nothing) else str(state).lower()
        nowhere = isinstance(state, Nothing)
        return LinkReading(truth=None if nowhere else state, left=text, undefined="both" if nowhere else "")
    undefined = "" if state is True else _undefined(sides, evaluator, ladder)
    decided = None if undefined or isinstance(state, Nothing) else state
    if decided is False and not _all_valued((*sides.left.entries, *sides.right.entries), evaluator, ladder):
        decided = None
    where = _broken_entry(sides, evaluator, ladder) if decided is False else ""
    if undefined:
        where = _why_undefined(sides, evaluator, ladder)
    shown = ladder[:2] if decided is True else ladder
    return LinkReading(
        truth=decided,
        left=grid_text(sides.left, evaluator, shown),
        right=grid_text(sides.right, evaluator, shown),
        undefined=undefined,
        where=where,
    )


def _over_depth(reading: LinkReading, node: Node, claim: Claim, instance: Instance) -> LinkReading:
    """The reading of a tendency, where germs or an exact cycle settle it for every depth."""
    if reading.truth is not None or reading.undefined:
        return reading
    truth, why = tendency(node, claim, instance)
    return reading if truth is None else replace(reading, truth=truth, left=why, right="")


def _undefined(sides: Sides, evaluator: Evaluator, ladder: Sequence[int]) -> str:
    """Which side certainly has no value; one alone only if the other certainly has one."""

    def gap(side: Grid) -> bool:
        return any(isinstance(s, Nothing) for bits in ladder for s in evaluator.states(side.entries, bits))

    left, right = gap(sides.left), gap(sides.right)
    if left == right:
        return "both" if left else ""
    other = sides.right if left else sides.left
    return ("left" if left else "right") if _all_valued(other.entries, evaluator, ladder) else "both"


def _why_undefined(sides: Sides, evaluator: Evaluator, ladder: Sequence[int]) -> str:
    """The first reason why an entry of the sides has no value."""
    entries = (*sides.left.entries, *sides.right.entries)
    states = (s for bits in ladder for s in evaluator.states(entries, bits))
    return next((s.reason for s in states if isinstance(s, Nothing) and s.reason), "")


def _all_valued(entries: Sequence[Entry], evaluator: Evaluator, ladder: Sequence[int]) -> bool:
    """Whether every entry certainly has a value."""
    return any(
        all(s is not None and not isinstance(s, Nothing) for s in evaluator.states(entries, bits)) for bits in ladder
    )


def _broken_entry(sides: Sides, evaluator: Evaluator, ladder: Sequence[int]) -> str:
    """The first entry of an array relation that certainly fails."""
    shape = sides.left.shape or sides.right.shape
    if sides.op == "!=":
        return ""
    if not shape:
        return _gap(sides.left.scalar, sides.right.scalar, sides.graph, evaluator, ladder)
    a, b = (side.entries * (1 if side.shape else prod(shape)) for side in (sides.left, sides.right))
    places = index_product(*(range(1, n + 1) for n in shape))
    for at, x, y in zip(places, a, b, strict=True):
        entry = sides.pair(x, y)
        if evaluator.truth(entry, ladder) is False:
            left, right = (grid_text(Grid((), (e,)), evaluator, ladder) for e in (x, y))
            return f"entry [{', '.join(map(str, at))}]: {left} against {right}"
    return ""


def _gap(a: Entry, b: Entry, graph: Graph, evaluator: Evaluator, ladder: Sequence[int]) -> str:
    """How far apart two numbers are whose first digits agree."""
    if any(isinstance(s, bool) for s in evaluator.states((a, b), ladder[0])):
        return ""
    near = graph.make("<", graph.make("abs", graph.sub(a, b)), graph.mul(graph.make("abs", b), graph.num(_NEAR)))
    if b.sign < 0 or evaluator.truth(near, ladder) is not True:
        return ""
    return f"left minus right is {grid_text(Grid((), (graph.sub(a, b),)), evaluator, ladder)}"
