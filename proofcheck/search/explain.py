"""What would have been right: restrictions under which a refuted claim survives, and edits that survive everywhere.

Each is put to the search like any claim, and reported as what it is: a survivor, not a theorem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice

import numpy as np

from proofcheck import kernel
from proofcheck.claim import Claim, Given, Link
from proofcheck.instances.configurations import configurations
from proofcheck.language.tree import Bind, Domain, Num, walk
from proofcheck.language.types import INTEGER, Array, Kind, Scalar
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.tendencies import TENDENCIES
from proofcheck.search.falsify import Findings, falsify
from proofcheck.search.repair import edits
from proofcheck.search.trial import Trial, prepare
from proofcheck.verdict import Witness

_INSTANCES = 300
_REPAIRS = 2
_RESTRICTIONS = 2
_EDITS = 12
_NEARBY = 160  # instances of each kind that a repair must hold at before it is put to a search
_DOUBTFUL = 5  # instances that floats call broken
_TRIED_REPAIRS = 3  # repairs that hold at the witness and are put to a search


def explain(claim: Claim, witness: Witness, *, seed: int) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """(restrictions that survive, (repair, verdict) pairs) of a refuted claim; empty where none is found."""
    if any(isinstance(part, Bind) and part.op in TENDENCIES for link in claim.links for part in walk(link.node)):
        return (), ()  # of a limit, surviving a search says too little
    return tuple(_restrictions(claim, seed)), tuple(_repairs(claim, witness, seed))


def _survives(claim: Claim, seed: int) -> Findings | None:
    """The findings of a small search if nothing breaks the claim there, else None."""
    small = replace(claim, policy=replace(claim.policy, instances=_INSTANCES))
    try:
        found = falsify(small, seed=seed, scanned=False)
    except (NoMeaning, TooLarge, IllFounded):
        return None
    good = found.witness is None and found.instances >= (20 if found.random else 5) and found.one_sided is None
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
    for edit in islice(edits(link.node), _EDITS):
        repaired = replace(claim, links=(Link(node=edit.relation, text=edit.new),))
        if not _holds_nearby(repaired, witness, seed):
            continue
        tried_count += 1
        found = _survives(repaired, seed)
        if found is not None:
            yield f"`{edit.new}` instead of `{edit.old}`", f"supported by {found.instances} instances"
            found_count += 1
        if found_count == _REPAIRS or tried_count >= _TRIED_REPAIRS + found_count:
            return


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
        return trial is not None and _unbroken(trial, seed)
    return False


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
