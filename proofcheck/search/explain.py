"""What would have been right: restrictions under which a refuted claim survives, and edits that survive everywhere.

Each is put to the search like any claim, and reported as what it is: a survivor, not a theorem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, islice

import numpy as np

from proofcheck import kernel
from proofcheck.claim import Claim, Given, Link
from proofcheck.instances.configurations import configurations
from proofcheck.language.tree import Bind, Num, walk
from proofcheck.language.types import INTEGER, Array, Kind, Scalar
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.ball import LADDER
from proofcheck.meaning.tendencies import TENDENCIES
from proofcheck.search.falsify import DOUBTS, Findings, falsify
from proofcheck.search.recount import recounts
from proofcheck.search.regrowth import regrowths
from proofcheck.search.repair import edits
from proofcheck.search.trial import Trial, prepare
from proofcheck.verdict import Instance, Value, Witness

_INSTANCES = 300
_REPAIRS = 2
_RESTRICTIONS = 2
_EDITS = 120  # tried at the witness
_MENDED = 12  # of those that hold there, how many are looked at further
_NEARBY = 160  # instances of each kind that a repair must hold at before it is put to a search
_DOUBTFUL = 5  # instances that floats call broken
_TRIED_REPAIRS = 3  # repairs that hold at the witness and are put to a search


def _unproved(claim: Claim) -> bool:
    """Nobody proves it."""
    return False


def explain(
    claim: Claim, witness: Witness, *, seed: int, proved: Callable[[Claim], bool] = _unproved
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """(restrictions that survive, (repair, verdict) pairs) of a refuted claim; empty where none is found.

    `proved` says of a repaired claim whether there is a quick proof of it; others must survive a search.
    """
    if any(isinstance(part, Bind) and part.op in TENDENCIES for link in claim.links for part in walk(link.node)):
        return (), ()  # of a limit, surviving a search says too little
    found = chain(recounts(claim, witness), regrowths(claim, witness), _repairs(claim, witness, seed, proved))
    return tuple(_restrictions(claim, witness, seed)), tuple(islice(_distinct(found), _REPAIRS))


def _distinct(repairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen = set[str]()
    for text, verdict in repairs:
        if text not in seen:
            seen.add(text)
            yield text, verdict


def _survives(claim: Claim, seed: int) -> Findings | None:
    """The findings of a small search if nothing breaks the claim there, else None."""
    small = replace(claim, policy=replace(claim.policy, instances=_INSTANCES))
    try:
        found = falsify(small, seed=seed, scanned=False, shrunk=False)
    except (NoMeaning, TooLarge, IllFounded):
        return None
    if found.unconfirmed > DOUBTS:
        return None
    enough = found.exhaustive or found.instances >= (20 if found.random else 5)
    return found if found.witness is None and enough and found.one_sided is None else None


def _restricted(given: Given, value: Value | None) -> Iterator[tuple[str, Given]]:
    """Narrower versions of one given that leave out its value in the witness, with the words for them."""
    zero = Num(type=INTEGER, value=Fraction(0))
    match given.type:
        case Scalar(Kind.INTEGER) if isinstance(given.domain.lower, Num) and isinstance(value, Fraction):
            lower = given.domain.lower.value + int(given.domain.lower_open)
            if value > lower:
                words = f"{given.name} = {lower}" if value == lower + 1 else f"{given.name} <= {value - 1}"
                domain = replace(given.domain, upper=Num(type=INTEGER, value=value - 1), upper_open=False)
                yield words, replace(given, domain=domain)
        case Scalar(Kind.REAL) if given.domain.lower is None and isinstance(value, Fraction) and value < 0:
            yield f"{given.name} >= 0", replace(given, domain=replace(given.domain, lower=zero))
        case Array(shape=(rows, columns)) if rows == columns and not given.properties and isinstance(value, tuple):
            if not _symmetric(value):
                yield f"{given.name} is symmetric", replace(given, properties=("symmetric",))
            if not _diagonal(value):
                yield f"{given.name} is diagonal", replace(given, properties=("diagonal",))


def _rows(matrix: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    return [row for row in matrix if isinstance(row, tuple)]


def _symmetric(matrix: tuple[Value, ...]) -> bool:
    rows = _rows(matrix)
    return all(rows[i][j] == rows[j][i] for i in range(len(rows)) for j in range(i))


def _diagonal(matrix: tuple[Value, ...]) -> bool:
    return all(entry == 0 for i, row in enumerate(_rows(matrix)) for j, entry in enumerate(row) if i != j)


def _restrictions(claim: Claim, witness: Witness, seed: int) -> Iterator[str]:
    count = 0
    values = dict(witness.instance.values)
    for given in claim.given:
        for words, narrower in _restricted(given, values.get(given.name)):
            tried = replace(claim, given=tuple(narrower if g is given else g for g in claim.given))
            found = _survives(tried, seed)
            if found is not None:
                yield f"{words} (no counterexample among {found.instances} instances)"
                count += 1
                if count == _RESTRICTIONS:
                    return


def _repairs(claim: Claim, witness: Witness, seed: int, proved: Callable[[Claim], bool]) -> Iterator[tuple[str, str]]:
    found_count = tried_count = 0
    link = claim.links[witness.link]
    repaired_claims = ((e, replace(claim, links=(Link(node=e.relation, text=e.new),))) for e in edits(link.node))
    mended = ((e, c) for e, c in islice(repaired_claims, _EDITS) if _holds_there(c, witness))
    for edit, repaired in islice(mended, _MENDED):
        if not _holds_nearby(repaired, witness, seed):
            continue
        tried_count += 1
        certain = proved(repaired)
        found = None if certain else _survives(repaired, seed)
        if certain or found is not None:
            verdict = "proved" if found is None else f"supported by {found.instances} instances"
            yield f"`{edit.new}` instead of `{edit.old}`", verdict
            found_count += 1
        if found_count == _REPAIRS or tried_count >= _TRIED_REPAIRS + found_count:
            return


def _holds_there(claim: Claim, witness: Witness) -> bool:
    """Whether an edit mends the claim at the witness itself: a look that is cheap, so many edits can be given it."""
    judgement = kernel.judge(claim, witness.instance, LADDER[:1])
    return judgement.admissible is True and all(link.agrees for link in judgement.links)


def _holds_nearby(claim: Claim, witness: Witness, seed: int) -> bool:
    """Whether floats see the claim hold wherever it is defined, at the sizes and functions of the witness."""
    values = dict(witness.instance.values)
    for configuration in configurations(claim, seed):
        sizes = {name: Fraction(size) for name, size in configuration.sizes.items()}
        if configuration.functions != witness.instance.functions or any(values.get(n) != s for n, s in sizes.items()):
            continue
        try:
            trial = prepare(claim, configuration)
        except (NoMeaning, TooLarge, IllFounded):
            return False
        if trial is not None and trial.space.dimension == 0:
            return _unbroken(trial, seed) and _holds_at_sizes(claim, seed)
        return trial is not None and _unbroken(trial, seed)
    return False


def _holds_at_sizes(claim: Claim, seed: int) -> bool:
    """Whether a claim on sizes alone holds at all those that a search would begin with."""
    for configuration in configurations(claim, seed):
        values = tuple((name, Fraction(size)) for name, size in configuration.sizes.items())
        instance = Instance(values=values, functions=configuration.functions)
        if any(link.truth is False for link in kernel.judge(claim, instance, LADDER[:1]).links):
            return False
    return True


def _unbroken(trial: Trial, seed: int) -> bool:
    if trial.space.dimension == 0:
        instance = trial.instance(())
        judgement = None if instance is None else kernel.judge(trial.original, instance)
        return judgement is not None and all(link.truth is True for link in judgement.links)
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    exact = np.array([[float(p) for p in row] for row in trial.space.structured()[:_NEARBY]], dtype=np.float64)
    rows = np.concatenate([exact.reshape(-1, trial.space.dimension), trial.space.parameters(rng, _NEARBY)])
    run = trial.run(rows)
    if run is None:
        return False
    result, admissible = run
    broken = admissible & np.any([link.violation > 0 for link in result.links], axis=0)
    if not admissible.any() or broken.sum() > admissible.sum() // 2:
        return False
    # A few broken ones may be rounding; the kernel tells.
    doubtful = (trial.instance(tuple(Fraction(float(p)) for p in rows[i])) for i in np.flatnonzero(broken)[:_DOUBTFUL])
    return all(instance is None or trial.confirm(instance) is None for instance in doubtful)
