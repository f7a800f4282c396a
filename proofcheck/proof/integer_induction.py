"""Inductions over an integer of a claim, of which every case is a matter of real analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from proofcheck.claim import Claim
from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.recurrences.rules_induction import base_formulas, captures, step_formula
from proofcheck.inference.recurrences.unfolding import integer
from proofcheck.inference.replay import read
from proofcheck.language.dims import expression, is_integer, number, polynomial
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, Range, free_names, substitute, walk
from proofcheck.language.types import Dim
from proofcheck.meaning.work import OutOfWork, limited
from proofcheck.proof.definite_sums import Sums
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.induction import unused

ANALYSIS = "real analysis"


def tried(attempt: Callable[[], int | None], share: int) -> int | None:
    """What an attempt finds with its share of the work; None also where a statement cannot be written."""
    try:
        with limited(share):
            return attempt()
    except (OutOfWork, ClaimError):
        return None


def variables(place: Context, body: Node) -> list[str]:
    """Integers by which an induction may go, those in ends of ranges, exponents and factorials first."""
    found: dict[str, int] = {}
    for part in walk(body):
        ends: tuple[Node, ...] = ()
        match part:
            case Bind(binders=binders):
                ends = tuple(e for b in binders if isinstance(b, Range) for e in (b.upper, b.lower))
            case Apply(op="**", args=(_, exponent)) if is_integer(exponent.type):
                ends = (exponent,)
            case Apply(op="factorial" | "gamma" | "loggamma" | "binomial", args=args):
                ends = args
        for name in (n for end in ends for n in sorted(free_names(end))):
            found[name] = found.get(name, 0) + 1
    for name in sorted(free_names(body)):
        found.setdefault(name, 0)
    given = [n for n in found if (g := place.claim.given_named(n)) is not None and is_integer(g.type)]
    return sorted(given, key=lambda n: -found[n])


def first_cases(place: Context, name: str) -> Iterator[tuple[Node, int]]:
    """Where an induction may begin, and with how many cases: at the least value of the integer, or just before."""
    given = place.claim.given_named(name)
    lower = None if given is None else given.domain.lower
    dim = None if lower is None or not is_integer(lower.type) else polynomial(lower)
    if dim is None or given is None or lower is None:
        return
    first = dim + Dim.of(1) if given.domain.lower_open else dim
    if first.constant is None:
        yield expression(first), 1
        return
    yield number(first.constant), 1
    if first.constant > 0:
        yield number(first.constant - 1), 1
    yield number(first.constant), 2


def general(claim: Claim, place: Context, body: Node, name: str, low: Node) -> tuple[Context, Node]:
    """A statement for all integers from a first one up to that of this name: its place, and what it says there."""
    binder = Range(name=unused(place, body), lower=low, upper=integer(name))
    statement = substitute(body, {name: integer(binder.name)})
    return opened(claim, read(claim, show(closed(place.under((binder,)), statement))))


@dataclass(frozen=True, slots=True)
class Induction:
    """An induction on one variable, of which every case is a matter of real analysis."""

    derivation: Derivation
    place: Context
    body: Node
    name: str
    low: Node
    bases: int
    sums: Sums | None = None
    cut: tuple[int, int] = (0, 0)

    def conclude(self) -> int | None:
        """The step that concludes the relation."""
        found = self.everywhere()
        return None if found is None else self.derivation.conclude(self.place, "given", self.body, [found])

    def everywhere(self) -> int | None:
        """The step that concludes it from the first case on, up to the integer."""
        if captures(self.body, integer(self.name)):
            return None
        claim = self.derivation.claim
        every, statement = general(claim, self.place, self.body, self.name, self.low)
        last = every.binders[-1]
        if not isinstance(last, Range):
            return None
        premises: list[int] = []
        for formula in base_formulas(self.place, last, statement, self.bases):
            found = self._case(read(claim, show(formula)))
            if found is None:
                return None
            premises.append(found)
        found = self._step(read(claim, show(step_formula(self.place, last, statement, self.bases))))
        if found is None:
            return None
        return self.derivation.conclude(every, "induction", statement, [*premises, found])

    def _step(self, formula: Node) -> int | None:
        """The next case, by the recurrences of the sums where there are any."""
        if self.sums is None:
            return self._case(formula)
        place, body = opened(self.derivation.claim, formula)
        bare = replace(place, hypotheses=self.place.hypotheses)
        steps = self.sums.steps(bare, place.binders[-1].name, self.cut)
        return None if steps is None else self.derivation.conclude(place, ANALYSIS, body, steps)

    def _case(self, formula: Node) -> int | None:
        place, body = opened(self.derivation.claim, formula)
        if place.region.empty:
            return self.derivation.add("no case", formula)
        return self.derivation.conclude(place, ANALYSIS, body)
