"""The search for a counterexample: batched instances over sizes, then confirmation by the kernel, then shrinking.

Bound by counts and never by the clock, so that the same claim, seed and versions give the same answer everywhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, takewhile

import numpy as np
import numpy.typing as npt

from proofcheck import kernel
from proofcheck.claim import Claim, Given, Link
from proofcheck.instances.configurations import Configuration, configurations
from proofcheck.language.dims import number
from proofcheck.language.tree import Apply, Bind, Domain, Num, walk
from proofcheck.meaning import IllFounded
from proofcheck.meaning.growth_links import grown_names
from proofcheck.meaning.tendencies import TENDENCIES
from proofcheck.search.ascend import CLIMB, ascend
from proofcheck.search.mentioned import FEW, mentioned
from proofcheck.search.order import among
from proofcheck.search.regrowth import left_open
from proofcheck.search.scan import counts, scan
from proofcheck.search.shrink import Shrinker
from proofcheck.search.trial import Row, Rows, Trial, prepare
from proofcheck.verdict import Instance, Witness

_STRUCTURED = 256  # exact rows a configuration
_EXACT_LOOKS = 24  # structured rows that the kernel judges whatever the floats say; of limits they see a beginning
_CANDIDATES = 6  # broken rows a configuration that are put to the kernel
_DOUBTFUL_CANDIDATES = 2  # the same once many have failed in floats only
_SPENT = 60_000  # entries that the kernel has expanded for them, after which no other is put to it
_LIMIT_CANDIDATES = 160  # the same for claims on a limit
_ONE_SIDED = 12  # random rows a configuration at which one side alone seems undefined that are looked at
_ONE_SIDED_IN_ALL = 72  # the same of all configurations: most are overflows
DOUBTS = 18  # failures in floats that no engine confirms, which are many; what is tried as an explanation is given up
_PLAIN = 1e-3  # a relative gap that is no rounding
_DENOMINATORS = (1, 2, 4, 8, 64)


@dataclass(slots=True)
class Findings:
    """What a search has seen so far."""

    witness: Witness | None = None
    instances: int = 0  # admissible, both sides defined, every link true
    admissible: int = 0
    broken: int = 0  # of the random ones
    random: int = 0  # admissible random instances
    sizes: list[str] = field(default_factory=list)
    closest: tuple[float, str] | None = None  # largest violation <= 0, and where
    one_sided: tuple[str, Instance] | None = None  # the side that alone is undefined around an instance
    one_sided_looks: int = 0  # rows of which the kernel was asked that
    undefined: int = 0  # admissible, some side undefined
    nowhere: int = 0  # exact instances of which the kernel says that some side is undefined
    somewhere: int = 0  # exact instances of which it says that the claim holds
    holes: list[str] = field(default_factory=list)
    grown: str = ""  # what is known of a growth relation that is not decided
    unconfirmed: int = 0  # broken in floats, not confirmed by the kernel
    unresolved: Instance | None = None  # where floats see a plain failure and the kernel cannot tell
    configurations: int = 0
    scanned: int = 0  # choices of whole numbers at which the kernel saw it hold, beside those of `sizes`
    furthest: int = 0  # the largest number in them
    ill_founded: str = ""  # why some sizes were left out: a recurrence has no value there
    too_large: bool = False  # some sizes were left out because their expansion is
    exhaustive: bool = False  # every instance was judged by the kernel, and holds

    @property
    def rate(self) -> float | None:
        """How often random instances break the claim."""
        return self.broken / self.random if self.random else None


def _unheard(phase: str, found: Findings | None) -> None:
    """Nobody listens."""


def falsify(
    claim: Claim,
    *,
    seed: int,
    say: Callable[[str, Findings | None], None] = _unheard,
    scanned: bool = True,
    shrunk: bool = True,
) -> Findings:
    """Search for a confirmed witness; the first configuration that has one ends the search.

    `say` hears what is being tried, with the findings that stand if the work is stopped there. `scanned`: whether a
    claim on whole numbers alone is also put to a long scan of them; `shrunk`: whether the witness is to be made small.
    """
    found = Findings()
    known: set[Instance] = set()
    first = counts(claim) and not _limits(claim)
    if first:  # every instance is a choice of sizes, and the smallest that fails is what is looked for
        say("scan of sizes", None)
        _scan(claim, found, known)
        if found.witness is not None:
            return found
    every = _worth_trying(claim, configurations(_pinned(claim), seed))
    share = max(64, claim.policy.instances // max(1, len(every)))
    judged_all = bool(every) and every[0].exhaustive
    for turn, configuration in enumerate(every):
        instance = Instance(values=tuple((name, Fraction(size)) for name, size in configuration.sizes.items()))
        if first and instance in known:
            continue
        say(f"search at {describe(configuration)}" if configuration.sizes else "search", None)
        try:
            trial = prepare(claim, configuration)
        except IllFounded as why:
            judged_all, found.ill_founded = False, str(why)
            continue
        if trial is None:
            judged_all, found.too_large = False, True
            continue
        found.configurations += 1
        if configuration.sizes:
            found.sizes.append(describe(configuration))
        rng = np.random.Generator(np.random.PCG64([seed, turn, zlib.crc32(claim.text.encode())]))
        judged_all &= _Search(trial, found, rng, shrunk).run(share)
        known.add(instance)
        if found.witness is not None or (found.unconfirmed > DOUBTS and not shrunk):
            return found
    found.exhaustive = judged_all
    if scanned and not first and not judged_all and not _limits(claim):
        say("scan of whole numbers", found)
        _scan(claim, found, known)
    return found


def _scan(claim: Claim, found: Findings, known: set[Instance]) -> None:
    for instance, judgement in scan(claim, known):
        found.admissible += 1
        truths = [link.truth for link in judgement.links]
        if None not in truths:
            known.add(instance)
        if any(link.undefined for link in judgement.links):
            found.undefined += 1
        elif False in truths:
            found.witness = kernel.confirm(claim, instance)
            return
        elif all(map(_agrees, claim.links, judgement.links)):
            found.instances += 1
            found.scanned += 1
            numbers = (value for _, value in instance.values if isinstance(value, Fraction))
            found.furthest = max(found.furthest, *map(int, map(abs, numbers)))


def _limits(claim: Claim) -> frozenset[str]:
    """The names over which the claim's tendencies and growth relations run; empty for a claim without any."""
    parts = (part for link in claim.links for part in walk(link.node))
    depths = frozenset(b.name for p in parts if isinstance(p, Bind) and p.op in TENDENCIES for b in p.binders)
    return depths | grown_names(claim)


def _worth_trying(claim: Claim, every: Iterable[Configuration]) -> tuple[Configuration, ...]:
    """The configurations, without those that differ only in a size that a limit binds again."""
    names = _limits(claim)
    seen: dict[object, Configuration] = {}
    for configuration in every:
        rest = tuple(item for item in configuration.sizes.items() if item[0] not in names)
        seen.setdefault((rest, configuration.functions), configuration)
    return tuple(seen.values())


def _pinned(claim: Claim) -> Claim:
    """The claim with the sizes that only growth runs over held at their smallest, so that others are tried in full."""
    names = grown_names(claim)

    def pinned(given: Given) -> Given:
        lower = given.domain.lower or number(1)
        plain = given.domain.members is None and not given.domain.excluded and not given.domain.lower_open
        if given.name not in names or given.domain.upper is not None or not plain or not isinstance(lower, Num):
            return given
        return replace(given, domain=Domain(lower=lower, upper=lower))

    return replace(claim, given=tuple(map(pinned, claim.given))) if names else claim


def describe(configuration: Configuration) -> str:
    """The sizes of a configuration as text: `d = 2, n = 3`; empty where there are none."""
    return ", ".join(f"{name} = {size}" for name, size in configuration.sizes.items())


def _agrees(link: Link, reading: kernel.LinkReading) -> bool:
    """Whether a link holds at an instance, or says that two values agree and no precision tells them apart."""
    weak = isinstance(link.node, Apply) and link.node.op in ("==", "<=", ">=")
    return reading.truth is True or reading.likely or (weak and reading.agrees)


class _Search:
    """The search at one configuration."""

    def __init__(self, trial: Trial, found: Findings, rng: np.random.Generator, shrunk: bool = True) -> None:
        self.trial = trial
        self.shrunk = shrunk
        self.found = found
        self.rng = rng
        self.tendency = bool(_limits(trial.configuration.claim))

    def run(self, share: int) -> bool:
        """Look at structured, then random, then climbed rows; True if the kernel saw all there are, and all hold."""
        if self.trial.space.dimension == 0:
            return self._at_a_point()
        structured = [*mentioned(self.trial), *self.trial.space.structured()[:_STRUCTURED]]
        if self.trial.program is None:
            self.found.holes.append(self.trial.hole)
            self._look_exactly(structured[:_EXACT_LOOKS])
            return False
        most = self.trial.affordable
        structured, share = structured[:most], min(share, most)
        exact: Rows = np.array([[float(p) for p in row] for row in structured], dtype=np.float64)
        exact = exact.reshape(len(structured), self.trial.space.dimension)
        rows = self.trial.space.parameters(self.rng, share)
        self._structured(exact, structured)
        if self._try(rows, None, count=True) or self.found.witness is not None:
            return False
        if not self.tendency and most >= CLIMB:
            self._try(ascend(self.trial, np.concatenate([exact, rows]), self.rng), None, count=False)
        return False

    def _at_a_point(self) -> bool:
        """Nothing is left to vary: the kernel judges, and floats are asked only where it cannot."""
        before = self.found.instances, self.found.undefined
        complete = self._look_exactly([()])
        decided = self.found.witness is not None or (self.found.instances, self.found.undefined) != before
        if decided:
            return complete
        if self.trial.program is None:
            self.found.holes.append(self.trial.hole)
        else:
            self._try(np.zeros((1, 0)), [()], count=False)
        return False

    def _structured(self, exact: Rows, structured: Sequence[Row]) -> None:
        """The exact rows: those that floats call broken go to the kernel; where floats see little, the first few do."""
        if self._try(exact, structured, count=False):
            return
        looks = _EXACT_LOOKS if self.tendency or self.trial.space.dimension <= FEW else 0
        if looks:
            counted = self.found.instances, self.found.admissible, self.found.undefined
            self._look_exactly(structured[:looks])
            self.found.instances, self.found.admissible, self.found.undefined = counted

    def _look_exactly(self, rows: Sequence[Row]) -> bool:
        """Judge these rows by the kernel alone; True if every one is inadmissible or certainly holds."""
        complete = True
        for row in rows:
            instance = self.trial.instance(row)
            if instance is None:
                continue
            judgement = kernel.judge(self.trial.original, instance)
            if judgement.admissible is not True:
                complete &= judgement.admissible is False
                continue
            self.found.admissible += 1
            truths = [link.truth for link in judgement.links]
            if any(link.undefined for link in judgement.links):
                self.found.undefined += 1
                self.found.nowhere += 1
                complete = False
                if any(link.undefined in ("left", "right") for link in judgement.links):
                    self._check_one_sided([row])
            elif False in truths:
                self._accept(row)
                return False
            elif None in truths:
                complete = False
                self.found.instances += int(all(map(_agrees, self.trial.original.links, judgement.links)))
                self.found.grown = self.found.grown or left_open(self.trial.original, judgement)
            else:
                self.found.somewhere += 1
                self.found.instances += 1
        return complete

    def _accept(self, row: Row) -> bool:
        """Take a row whose instance the kernel confirms as the witness, made small if that is wanted."""
        instance = self.trial.instance(row)
        witness = None if instance is None else self.trial.confirm(instance)
        if witness is not None:
            self.found.witness = Shrinker(self.trial, row, witness).shrink() if self.shrunk else witness
        return witness is not None

    def _try(self, rows: Rows, exact: Sequence[Row] | None, *, count: bool) -> bool:
        """Run a batch; True once a witness is confirmed."""
        run = self.trial.run(rows)
        if run is None:
            return False
        result, admissible = run
        worst: npt.NDArray[np.float64] = np.full(len(rows), -np.inf)
        defined: npt.NDArray[np.bool_] = np.ones(len(rows), dtype=np.bool_)
        one_sided: npt.NDArray[np.bool_] = np.zeros(len(rows), dtype=np.bool_)
        told: npt.NDArray[np.bool_] = np.ones(len(rows), dtype=np.bool_)  # no overflow, and no estimate in doubt
        for link in result.links:
            worst = np.maximum(worst, np.nan_to_num(link.violation, nan=-np.inf))
            defined &= link.left_defined & link.right_defined
            one_sided |= link.left_defined ^ link.right_defined
            told &= np.isfinite(link.violation)
        broken = admissible & (worst > 0)
        self.found.admissible += int(admissible.sum())
        self.found.undefined += int((admissible & ~defined).sum())
        self.found.instances += int((admissible & defined & told & ~broken).sum())
        if count:
            self.found.broken += int(broken.sum())
            self.found.random += int(admissible.sum())
            self._check_one_sided(rows[admissible & one_sided])
        self._closest(rows, admissible & defined & ~broken, worst)
        if self.found.witness is not None:  # only the rate was wanted
            return True
        return bool(broken.any()) and self._confirm_some(rows, exact, broken, worst)

    def _closest(self, rows: Rows, fine: npt.NDArray[np.bool_], worst: npt.NDArray[np.float64]) -> None:
        finite = fine & np.isfinite(worst)
        if not finite.any():
            return
        best = int(np.argmax(np.where(finite, worst, -np.inf)))
        if self.found.closest is None or worst[best] > self.found.closest[0]:
            self.found.closest = (float(worst[best]), describe(self.trial.configuration))

    def _check_one_sided(self, rows: Iterable[Sequence[float | Fraction]]) -> None:
        """Rows where one side seems undefined: kept if the kernel agrees there and at points all around."""
        for row in islice(rows, _ONE_SIDED):
            if self.found.one_sided is not None or self.found.one_sided_looks >= _ONE_SIDED_IN_ALL:
                return
            self.found.one_sided_looks += 1
            near = (
                tuple(Fraction(float(p)) + Fraction(k * pow(7, i + 2, 1009), 10**6) for i, p in enumerate(row))
                for k in (0, 1, -1)
            )
            sides = list(takewhile(lambda side: side is not None, map(self._lone_side, near)))
            if len(sides) == 3:
                rounded = (tuple(Fraction(round(float(p) * q), q) for p in row) for q in _DENOMINATORS)
                simple = (self._lone_side(point) for point in rounded)
                self.found.one_sided = next(filter(None, simple), sides[0])

    def _lone_side(self, row: Row) -> tuple[str, Instance] | None:
        """The side that alone is certainly undefined at an admissible row, and the instance."""
        instance = self.trial.instance(row)
        if instance is None:
            return None
        judgement = kernel.judge(self.trial.original, instance)
        lone = [link.undefined for link in judgement.links if link.undefined in ("left", "right")]
        return (lone[0], instance) if lone else None

    def _confirm_some(
        self, rows: Rows, exact: Sequence[Row] | None, broken: npt.NDArray[np.bool_], worst: npt.NDArray[np.float64]
    ) -> bool:
        """Put the most promising broken rows to the kernel: structured ones in their order, random ones worst first."""
        where = np.flatnonzero(broken)
        if exact is None:
            where = where[np.argsort(-worst[where], kind="stable")]
        most, spent = _LIMIT_CANDIDATES if self.tendency and exact is not None else _CANDIDATES, 0
        if self.found.unconfirmed > DOUBTS and not self.tendency:
            most = _DOUBTFUL_CANDIDATES
        for position in among(where.tolist(), most):
            if spent > _SPENT:
                break
            options = [exact[position]] if exact is not None else list(self._exact_rows(rows[position]))
            last: tuple[Instance, kernel.Judgement] | None = None
            for place, row in enumerate(options, start=1):
                if spent > _SPENT and place < len(options):
                    continue
                instance = self.trial.instance(row)
                judgement = None if instance is None else kernel.judge(self.trial.original, instance)
                if instance is None or judgement is None or judgement.admissible is not True:
                    continue
                spent += judgement.cost
                if any(link.truth is False for link in judgement.links) and self._accept(row):
                    return True
                last = instance, judgement
            if last is not None:  # the row as it is: a rounded one may lie where nothing can be told
                self._weigh(*last, float(worst[position]))
            self.found.unconfirmed += 1
        return False

    def _weigh(self, instance: Instance, judgement: kernel.Judgement, violation: float) -> None:
        """Remember a failure in floats that the kernel neither confirms nor clears."""
        if self.tendency or self.found.unresolved is not None or any(link.undefined for link in judgement.links):
            return
        if violation > _PLAIN and any(link.truth is None and not link.agrees for link in judgement.links):
            self.found.unresolved = instance

    def _exact_rows(self, row: npt.NDArray[np.float64]) -> Iterator[Row]:
        """A float row as exact ones: rounded to small denominators if still broken there, at last as it is."""
        rounded = [tuple(Fraction(round(float(p) * q), q) for p in row) for q in _DENOMINATORS]
        options = list(dict.fromkeys(rounded))
        run = self.trial.run(np.array([[float(p) for p in r] for r in options], dtype=np.float64))
        if run is not None:
            result, admissible = run
            for i, option in enumerate(options):
                if admissible[i] and any(link.violation[i] > 0 for link in result.links):
                    yield option
        yield tuple(Fraction(float(p)) for p in row)
