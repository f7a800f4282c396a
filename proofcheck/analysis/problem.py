"""Problems of real analysis: a relation `entry op 0` at every point of a region at which the entry has a value.

A region is a product of ranges, whose ends are closed real constants such as `pi/2`, narrowed by further facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from proofcheck.analysis.constants import enclosing, rational_value
from proofcheck.meaning.graph import LIMITS, Entry, Graph, reachable
from proofcheck.meaning.interval import Interval
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.setting import Setting

OPS = ("==", ">=", ">", "!=")  # `<=` and `<` are turned round
TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


_LOGIC = frozenset(("and", "or", "not", "=>", "<=>"))
_TRUTHS = _LOGIC | {"truth", "==", "!=", "<", "<=", ">", ">=", "is_psd", "is_pd"}
_EITHER = frozenset(("var", "bound", "undefined", "hole", "if", "restrict"))  # numbers or truth values
_ANY = frozenset(("restrict", "lacks"))  # of either


@dataclass(frozen=True, slots=True)
class End:
    """An end of a range: a closed real constant, or None where the range goes on for ever."""

    at: Entry | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """The reals between two ends."""

    lo: End = End()
    hi: End = End()


REALS = Range()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`entry op 0` all over the region. `ranges`: of every variable in `entry` and `facts`, in the graph's order.

    `facts` are boolean entries of the same graph. The graph only grows; problems derived from this one share it.
    """

    graph: Graph
    ranges: tuple[tuple[Entry, Range], ...]
    facts: tuple[Entry, ...] = ()
    op: str
    entry: Entry

    def __post_init__(self) -> None:
        if self.op not in OPS:
            raise ValueError(f"`{self.op}` is no relation of a problem")

    @cached_property
    def variables(self) -> tuple[Entry, ...]:
        return tuple(v for v, _ in self.ranges)

    @cached_property
    def setting(self) -> Setting:
        """The region as the older arguments read it: rational bounds, and facts, among them the ends not rational."""
        g = self.graph
        bounds: dict[Entry, Interval] = {}
        facts = list(self.facts)
        for variable, where in self.ranges:
            bounds[variable] = interval_of(where)
            for end, strict, weak in ((where.lo, ">", ">="), (where.hi, "<", "<=")):
                if end.at is not None and rational_value(end.at) is None:
                    facts.append(g.make(strict if end.open else weak, variable, end.at))
        thin = any(f.op not in ("<", ">", "!=") for f in self.facts)
        return Setting(bounds=bounds, facts=tuple(facts), thin=thin)

    def range_of(self, variable: Entry) -> Range:
        return next((where for v, where in self.ranges if v is variable), REALS)

    def ranged(self, changes: Mapping[Entry, Range]) -> Problem:
        """The same with other ranges; variables that are new come to theirs."""
        known = {**dict(self.ranges), **changes}
        return replace(self, ranges=tuple(sorted(known.items(), key=lambda item: item[0].number)))

    def stating(self, op: str, entry: Entry) -> Problem:
        """Another relation on the same region."""
        return replace(self, op=op, entry=entry)

    def given(self, *facts: Entry) -> Problem:
        """The same relation where further facts hold."""
        new = tuple(f for f in facts if f.constant is not True)
        return replace(self, facts=tuple(dict.fromkeys((*self.facts, *new))))

    def put(self, variable: Entry, value: Entry) -> Problem:
        """The problem with a variable replaced by an entry of the others, in the entry and the facts alike."""
        entry, *facts = self.graph.substitute([self.entry, *self.facts], {variable: value})
        ranges = tuple((v, where) for v, where in self.ranges if v is not variable)
        kept = tuple(f for f in dict.fromkeys(facts) if f.constant is not True)
        return replace(self, ranges=ranges, facts=kept, entry=entry)

    @cached_property
    def real(self) -> bool:
        """Whether every part is a real scalar with a meaning, facts are truth values, and all variables are ranged."""
        parts = reachable([self.entry, *self.facts])
        if not {e for e in parts if e.op == "var"} <= set(self.variables) or not self._typed(parts):
            return False
        if any(is_jet(e) for e in parts) and not any(e.op in LIMITS for e in parts):
            return False  # of an arbitrary function only limits are taken, such as difference quotients
        if any(e.op == "lacks" and (e is not self.entry or self.op != "==") for e in parts):
            return False  # inside of a larger entry, points at which a part has no value would be passed over
        return not any(e.op == "hole" or e.sign < 0 for e in parts)

    def _typed(self, parts: Sequence[Entry]) -> bool:
        """Whether numbers stand where numbers are wanted, and truth values where those are."""
        truth: dict[Entry, bool | None] = {}  # None: either
        for e in parts:
            kinds = [truth[a] for a in e.args]
            if e.op == "if" and kinds.pop(0) is False:
                return False
            if e.op in _EITHER:
                first = kinds[:1] if e.op == "restrict" else kinds
                truth[e] = next((k for k in first if k is not None), None)
            else:
                truth[e] = e.op in _TRUTHS
            if e.op in ("==", "!=", "if"):
                proper = not {True, False} <= set(kinds)
            else:
                proper = e.op in _ANY or (e.op not in _LOGIC) not in kinds
            if not proper:
                return False
        return truth[self.entry] is not True and not any(truth[f] is False for f in self.facts)


def interval_of(where: Range) -> Interval:
    """A range with its ends rounded outwards to rationals, which count as closed where they are rounded."""
    lo, lo_open = _outward(where.lo, up=False)
    hi, hi_open = _outward(where.hi, up=True)
    return Interval(lo, hi, lo_open, hi_open)


def _outward(end: End, *, up: bool) -> tuple[Fraction | None, bool]:
    if end.at is None:
        return None, True
    value = rational_value(end.at)
    if value is not None:
        return value, end.open
    low, high = enclosing(end.at)
    return (high if up else low), False


def depends_on(entry: Entry, variable: Entry) -> bool:
    return variable in reachable([entry])


def variables_of(*entries: Entry) -> Iterator[Entry]:
    return (e for e in reachable(entries) if e.op == "var")
