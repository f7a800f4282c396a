"""TRUSTED: whether `e in O(g)`, `Omega(g)`, `Theta(g)` or `o(g)` holds as all its variables go to infinity jointly.

The variables are the integers of `given` that e or g mention, directly or through definitions and counts, and that are
not bounded above; every other variable stands for its value at an instance. `O` is read |e| <= C·|g|, and where the
literal e <= C·g says something else (a side that is negative in the end) nothing is answered. True: a domination with
constants, chamber by chamber where sizes must be compared, or for one variable the comparison of leading monomials.
False: a growth path along which the relation fails, compared exactly. Anything else is undecided, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Node
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_chambers import Proof, prove
from proofcheck.meaning.growth_constants import Cancelled, Unsure
from proofcheck.meaning.growth_functions import integer_valued
from proofcheck.meaning.growth_monomials import monomial_text, variable
from proofcheck.meaning.growth_order import Order, Split
from proofcheck.meaning.growth_paths import Path, candidates, parameter
from proofcheck.meaning.growth_readings import Reading, read
from proofcheck.meaning.growth_samples import disagreement, misread
from proofcheck.meaning.growth_setting import Setting, setting
from proofcheck.meaning.growth_sums import Sum, of_monomial
from proofcheck.meaning.growth_values import Pieces
from proofcheck.meaning.work import remembered
from proofcheck.verdict import Value

RELATIONS = frozenset({"in_O", "in_Omega", "in_Theta", "in_o"})
_TERMS = (3, 8, 14)
_FIRST = 6  # paths that are tried before a proof
_FAILURES = 8  # paths in a row on which nothing could be compared

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is known of a growth relation: its truth (None: undecided), why in words, and the evidence.

    `constants`: as in (("C", "9"), ("N", "1")). `path`: each variable along which it fails. `left`, `right`: what the
    sides grow like there. `steps`: rules and formulas of the proof. `rigorous`: no count was only interpolated; else
    `likely` is what the truth would be.
    """

    truth: bool | None
    words: str
    constants: Pairs = ()
    path: Pairs = ()
    left: str = ""
    right: str = ""
    steps: Pairs = ()
    rigorous: bool = True
    likely: bool | None = None


def decide(claim: Claim, node: Node, values: Mapping[str, Value]) -> Decision:
    """Whether a growth relation holds at an instance; `values` are those of the variables that do not grow."""
    if not isinstance(node, Apply) or node.op not in RELATIONS:
        raise NoMeaning("growth", "no growth relation")
    where = setting(claim, node, values)
    return _decided(replace(claim, links=()), node, tuple(sorted(where.fixed.items())))


@remembered(256)
def _decided(claim: Claim, node: Apply, values: tuple[tuple[str, Fraction], ...]) -> Decision:
    """Remembered, since it is the same at every instance that differs only in what grows."""
    try:
        found = _Case(setting(claim, node, dict(values)), node).decide()
    except NoMeaning as gap:
        return Decision(truth=None, words=str(gap))
    except (Unsure, Split, Pieces) as gap:
        return Decision(truth=None, words=f"not decided: {gap}")
    if found.rigorous or found.truth is None:
        return found
    return replace(found, truth=None, likely=found.truth, words=f"{found.words}, by a count that is interpolated")


@dataclass(slots=True)
class _Along:
    """The sides along a path, and the reading of the relation there."""

    path: Pairs
    reading: Reading
    left: str
    right: str
    guessed: bool
    short: bool  # longer expansions might tell more
    nodes: Path
    names: Mapping[str, Sum]
    sides: tuple[Sum, Sum]


@dataclass(slots=True)
class _Seen:
    """What paths have shown: along `plain` every variable is t; the others fail in one reading."""

    plain: _Along | None = None
    absolute: _Along | None = None
    literal: _Along | None = None


class _Case:
    """One relation on its way to a decision."""

    def __init__(self, where: Setting, node: Apply) -> None:
        self.where = where
        self.op = node.op
        self.left, self.right = node.args
        self.t = parameter(where.claim)
        self.reason = ""
        self.line = Order()  # of functions of t
        self.admissible = False  # some path meets the conditions

    def decide(self) -> Decision:
        if not self.where.growing:
            return self._without_variables()
        order = self.where.order()
        pairs = self._sums(order)
        moduli = self.where.moduli(self.left, self.right)
        paths = candidates(self.where.growing, self.t, pairs, self.where.equal(), moduli)
        seen = _Seen()
        refuted = self._first_failure(islice(paths, _FIRST), seen)
        if refuted is None and (seen.plain is None or seen.plain.reading.absolute is not False):
            proof = self._proved(order)
            if proof is not None and (self.admissible or self._some_path(paths)):
                return proof
        refuted = refuted or self._first_failure(paths, seen)
        if refuted is not None:
            return self._refuted(refuted)
        plain = seen.plain
        if plain is not None and len(self.where.growing) == 1 and plain.reading.truth is True:
            return self._compared(plain)
        return Decision(truth=None, words=self._why(seen))

    def _without_variables(self) -> Decision:
        if self.where.fixed or self.where.claim.given:
            return Decision(truth=None, words="no whole number in it goes to infinity: as `n: integer >= 1` does")
        values = self.where.values(Order(), _TERMS[0])
        truth = read(values.algebra, self.op, values.of(self.left), values.of(self.right)).truth
        return Decision(truth=truth, words="no size is in it: the ratio of two numbers does not change")

    def _some_path(self, paths: Iterator[Path]) -> bool:
        """Whether the conditions let the variables go to infinity together."""
        if self.where.conditions:
            next(self._along(paths), None)
        return self.admissible or not self.where.conditions

    def _first_failure(self, paths: Iterator[Path], seen: _Seen) -> _Along | None:
        """A path along which the relation fails; in one of its readings each, if need be."""
        for found in self._along(paths):
            if all(text == self.t for _, text in found.path):
                seen.plain = found
            if found.reading.truth is False:
                return found
            if found.reading.absolute is False:
                seen.absolute = seen.absolute or found
            if found.reading.literal is False:
                seen.literal = seen.literal or found
            if seen.absolute is not None and seen.literal is not None:
                return seen.absolute
        return None

    def _along(self, paths: Iterator[Path]) -> Iterator[_Along]:
        """The relation along paths that meet the conditions and on which it can be compared."""
        failures = 0
        for path in paths:
            if failures >= _FAILURES:
                return
            failures += 1
            seen, compared = self._longest(path)
            failures = 0 if compared else failures
            if seen is not None:
                yield seen

    def _longest(self, path: Path) -> tuple[_Along | None, bool]:
        """The relation along a path, by expansions as long as it takes; and whether it could be compared."""
        for terms in _TERMS:
            try:
                seen = self._on(path, terms)
            except Cancelled as gap:
                self.reason = str(gap)
                continue
            except (Unsure, Split, Pieces) as gap:
                self.reason = str(gap)
                break
            if seen is None or seen.reading.absolute is not None or not seen.short or terms == _TERMS[-1]:
                return seen, True
        return None, False

    def _on(self, path: Path, terms: int, *, explicit: bool = False) -> _Along | None:
        """The relation along one path; None where the path does not meet the conditions. Errors: Unsure, Split.

        `explicit`: with from where on expansions hold, which takes longer; sums over ranges always need that.
        """
        t = replace(of_monomial(variable(self.t)), after=1 if self.where.summed or explicit else None)
        start = self.where.values(self.line, terms, {self.t: t})
        names = {name: start.of(node) for name, node in path}
        if not all(integer_valued(f) and start.algebra.grows(f) for f in names.values()):
            return None
        values = self.where.values(self.line, terms, names)
        if not self.where.met(values):
            return None
        self.admissible = True
        e, g = values.of(self.left), values.of(self.right)
        reading = read(values.algebra, self.op, e, g)
        left, right = (_leading(values.algebra, f) for f in (e, g))
        items = tuple((name, str(f)) for name, f in names.items())
        short = any(values.algebra.short(f) for f in (e, g))
        return _Along(items, reading, left, right, values.guessed, short, path, names, (e, g))

    def _misread(self, seen: _Along) -> bool:
        """Whether an expansion along a path is certainly wrong at a small t, which would be a defect."""
        try:
            again = self._on(seen.nodes, _TERMS[0], explicit=True)
        except (Unsure, Split, Pieces):
            return False
        sides = [] if again is None else list(zip((self.left, self.right), again.sides, strict=True))
        return again is not None and misread(self.where, again.names, self.t, sides)

    def _sums(self, order: Order) -> list[tuple[Sum, Sum]]:
        """The sides as sums in all variables, from which directions are read off; nothing where they have none."""
        values = self.where.values(order, _TERMS[0])
        try:
            e, g = values.of(self.left), values.of(self.right)
        except (Unsure, Split, Pieces):
            return []
        return [(e, g), (g, e)] if self.op == "in_Theta" else [(g, e)] if self.op == "in_Omega" else [(e, g)]

    def _proved(self, order: Order) -> Decision | None:
        upper = lower = None
        if self.op != "in_Omega":
            upper = prove(self.where, self.left, self.right, order, strict=self.op == "in_o")
            if isinstance(upper, str):
                self.reason = upper
                return None
        if self.op in ("in_Omega", "in_Theta"):
            lower = prove(self.where, self.right, self.left, order)
            if isinstance(lower, str):
                self.reason = lower
                return None
        proofs = [p for p in (upper, lower) if isinstance(p, Proof)]
        constants = _constants(self.op, upper, lower)
        if disagreement(self.where, self.left, self.right, dict(constants)):
            return Decision(truth=None, words="defect: the constants that were derived fail at a sample point")
        return Decision(
            truth=True,
            words=_held(self.op, constants),
            constants=constants,
            steps=tuple(dict.fromkeys(s for p in proofs for s in p.steps)),
            rigorous=not any(p.guessed for p in proofs),
        )

    def _compared(self, seen: _Along) -> Decision:
        """True of one variable by its leading monomials, where no constants were derived."""
        ratio = seen.reading.ratio
        rate = "0" if ratio is None else monomial_text(ratio)
        name = self.where.growing[0]
        steps = ((f"with {name} = {self.t} the left side grows like", seen.left), ("the right side like", seen.right))
        words = f"left/right grows like {rate} as {name} = {self.t} goes to infinity"
        return Decision(truth=True, words=words, steps=steps, rigorous=not seen.guessed)

    def _refuted(self, seen: _Along) -> Decision:
        if self._misread(seen):
            return Decision(truth=None, words="defect: an expansion along a path is wrong at a sample point")
        where = ", ".join(f"{name} = {text}" for name, text in seen.path)
        ratio = seen.reading.ratio
        rate = "a side is 0" if ratio is None else f"left/right grows like {monomial_text(ratio)}"
        if ratio is not None and ratio.constant:
            rate = "left/right does not tend to 0"
        return Decision(
            truth=False,
            words=f"along {where} ({self.t} → oo): {rate}",
            path=seen.path,
            left=seen.left,
            right=seen.right,
            rigorous=not seen.guessed,
        )

    def _why(self, seen: _Seen) -> str:
        if not self.admissible and self.where.conditions:
            return "no way was found for all its variables to grow as the assumptions want"
        plain = seen.plain
        differ = plain is not None and plain.reading.absolute is not plain.reading.literal
        if differ or seen.absolute is not None or seen.literal is not None:
            return "a side is negative in the end: |e| <= C*|g| and e <= C*g say different things"
        return f"not decided: {self.reason or 'neither a proof nor a path along which it fails was found'}"


def _leading(x: Algebra, f: Sum) -> str:
    """What a side grows like along a path."""
    if not f.monomials:
        return "0"
    lead = x.lead(f)
    return ("-" if lead.high < 0 else "") + monomial_text(lead.monomial)


def _constants(op: str, upper: Proof | str | None, lower: Proof | str | None) -> Pairs:
    found: list[tuple[str, str]] = []
    starts: list[int | None] = []
    if isinstance(upper, Proof) and op != "in_o":
        found.append(("C", str(upper.factor)))
        starts.append(upper.after)
    if isinstance(lower, Proof):
        found.append(("c", str(1 / lower.factor)))
        starts.append(lower.after)
    known = [s for s in starts if s is not None]
    if found and len(known) == len(starts):
        found.append(("N", str(max(known))))
    return tuple(found)


def _held(op: str, constants: Pairs) -> str:
    if op == "in_o":
        return "left/right tends to 0"
    shown = ", ".join(f"{name} = {value}" for name, value in constants)
    return shown if dict(constants).get("N") else f"{shown}, once all variables are large enough"
