"""Proofs that |e| <= C·g for all large sizes, by cases: where two monomials cannot be compared, each may be the larger.

The chambers `A >= B` and `B >= A` together cover everything, so a relation that holds in both holds; C and N are the
largest of theirs. Chambers are split where the proof in one asks for it, down to a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.language.tree import Node
from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_bounds import consequences
from proofcheck.meaning.growth_constants import Cancelled, Unsure
from proofcheck.meaning.growth_domination import Dominated, dominated
from proofcheck.meaning.growth_monomials import leaves, monomial_text
from proofcheck.meaning.growth_order import Order, Split
from proofcheck.meaning.growth_setting import Setting
from proofcheck.meaning.growth_sums import Sum, descending, later
from proofcheck.meaning.growth_thresholds import defined_from
from proofcheck.meaning.growth_values import Pieces

_DEPTH = 7
_CHAMBERS = 90
_FEW, _MANY = 3, 8  # terms of series: more only where all of few cancel

Steps = tuple[tuple[str, str], ...]
Cases = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """`|small| <= factor·large` once all variables are at least `after` (None: eventually)."""

    factor: Fraction
    after: int | None
    steps: Steps
    guessed: bool


@dataclass(slots=True)
class _Search:
    setting: Setting
    small: Node
    large: Node
    strict: bool
    left: int = _CHAMBERS
    guessed: bool = False
    reason: str = ""

    def within(self, order: Order, cases: Cases, chosen: Mapping[Node, int]) -> list[Dominated] | None:
        """Dominations that cover this chamber, or None."""
        self.left -= 1
        if self.left < 0 or len(cases) > _DEPTH:
            self.reason = "too many cases"
            return None
        try:
            return [_in_case(self._attempt(order, chosen), cases)]
        except Split as pair:
            a, b = pair.first, pair.second
            parts = [
                (order.within(u, v), f"{monomial_text(u)} >= {monomial_text(v)}", chosen) for u, v in ((a, b), (b, a))
            ]
        except Pieces as several:
            x = Algebra(order)
            parts = [
                (
                    order.under(c for f in conditions for c in consequences(x, f)),
                    " and ".join(f"{f} >= 0" for f in conditions),
                    {**chosen, several.node: number},
                )
                for number, conditions in several.choices
            ]
        except Unsure as why:
            self.reason = str(why)
            return None
        found: list[Dominated] = []
        for inner, where, taken in parts:
            part = self.within(inner, (*cases, where), taken)
            if part is None:
                return None
            found += part
        return found

    def _attempt(self, order: Order, chosen: Mapping[Node, int]) -> Dominated:
        """Errors: Split; Pieces; Unsure where no rule reaches."""
        why: Unsure | None = None
        for terms, crude in ((_FEW, False), (_MANY, False), (_FEW, True)):
            if terms == _MANY and not isinstance(why, Cancelled):
                continue
            try:
                return self._expanded(order, chosen, terms, crude=crude)
            except Unsure as gap:
                why = why or gap
        raise why or Unsure("no rule reaches")

    def _expanded(self, order: Order, chosen: Mapping[Node, int], terms: int, *, crude: bool = False) -> Dominated:
        values = self.setting.values(order, terms, crude=crude, chosen=chosen)
        small, large = values.of(self.small), values.of(self.large)
        self.guessed = self.guessed or values.guessed
        found = dominated(values.algebra, small, large, strict=self.strict)
        if found is None:
            raise Unsure("the larger side is not seen to be positive")
        return _with_expansions(found, *(descending(f, order) for f in (small, large)))


def prove(setting: Setting, small: Node, large: Node, order: Order, *, strict: bool = False) -> Proof | str:
    """A proof that |small| is at most a multiple of `large` (`strict`: negligible), or why none was found.

    Errors: NoMeaning where a side has no meaning here.
    """
    search = _Search(setting, small, large, strict)
    found = search.within(order, (), {})
    if found is None:
        return search.reason
    if strict and not all(d.vanishing for d in found):
        return "not negligible"
    steps = tuple(dict.fromkeys(s for d in found for s in d.steps))
    return Proof(max(d.factor for d in found), later(*(d.after for d in found)), steps, search.guessed)


def _with_expansions(found: Dominated, small: Sum, large: Sum) -> Dominated:
    """The domination with what the sides are, and only from where on all their logarithms have values."""
    known = [leaf for f in (small, large) for m in f.monomials for leaf in leaves(m)]
    first = max((defined_from(leaf) for leaf in known), default=1)
    steps = (("left side", str(small)), ("right side", str(large)), *found.steps)
    return Dominated(found.factor, later(found.after, first), found.vanishing, steps)


def _in_case(found: Dominated, cases: Cases) -> Dominated:
    if not cases:
        return found
    where = ", ".join(cases)
    steps = tuple((f"where {where}: {rule}", text) for rule, text in found.steps)
    return Dominated(found.factor, found.after, found.vanishing, steps)
