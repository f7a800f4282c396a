"""Equations between values of recurrences and their derivatives, for every size and depth.

Each side is rewritten by what defines it (a cell by its body, a derivative by that of the body, by the chain rule along
a recurrence, or by the sum over what reads a value); the sides are then compared by their index normal forms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from proofcheck.claim import Claim, Recurrence
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.matching import same
from proofcheck.inference.recurrences.rules_induction import shifted
from proofcheck.inference.recurrences.rules_values import MOST_RECURRENCES
from proofcheck.inference.recurrences.unfolding import base_of
from proofcheck.language.dims import polynomial
from proofcheck.language.tree import Apply, At, Bind, Cell, Derive, Node, Range, Ref, Var, rebuild, walk
from proofcheck.proof.chain import (
    Found,
    definitional,
    equals,
    jacobian_product,
    over_readers,
    stated,
    then,
    unfolding,
)
from proofcheck.proof.derivation import Derivation
from proofcheck.verdict import Certificate

Rewrite = Callable[[Derivation, Context, Node], Found | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Rewrites that are applied to a side one after another, each wherever it fits."""

    passes: tuple[Rewrite, ...] = ()
    readers: bool = False  # cells by which the other side is derived, unfolded


def _explicit(derivation: Derivation, context: Context, node: Node) -> Found | None:
    if isinstance(node, Derive) and node.op == "partial":
        return _partial(derivation, context, node)
    return definitional(derivation, context, node, total=False)


def _body(derivation: Derivation, context: Context, node: Node) -> Found | None:
    return definitional(derivation, context, node)


def _partial(derivation: Derivation, context: Context, node: Node) -> Found | None:
    """Explicit derivatives of cells alone."""
    explicit = isinstance(node, Derive) and node.op == "partial" and isinstance(base_of(node.body), Cell)
    return definitional(derivation, context, node) if explicit else None


def _unfold(derivation: Derivation, context: Context, node: Node) -> Found | None:
    return unfolding(derivation, context, node) if isinstance(node, (Cell, Ref)) else None


AS_IS = Way()
EXPLICIT = Way(passes=(_explicit,))
BODY = Way(passes=(_body,))
READERS = Way(passes=(over_readers,))
READERS_EXPLICIT = Way(passes=(over_readers, _partial))
STEPS = Way(passes=(jacobian_product,))
STEPS_BODY = Way(passes=(jacobian_product, _body))
READERS_TWICE = Way(passes=(over_readers, _partial, over_readers, _partial))
OF_READERS = Way(readers=True)
UNFOLDED = Way(passes=(_unfold,))
UNFOLDED_TWICE = Way(passes=(_unfold, _unfold))

# Ways of the left side with those of the right side, the plainest first: for derivatives of losses, and of states.
OF_LOSSES: tuple[tuple[Way, Way], ...] = (
    (READERS, AS_IS),
    (READERS, EXPLICIT),
    (READERS_EXPLICIT, AS_IS),
    (READERS_EXPLICIT, EXPLICIT),
    (READERS_EXPLICIT, OF_READERS),
    (READERS_TWICE, OF_READERS),
    (READERS_EXPLICIT, READERS_EXPLICIT),
    (EXPLICIT, AS_IS),
    (AS_IS, EXPLICIT),
)
OF_STATES: tuple[tuple[Way, Way], ...] = (
    (STEPS, AS_IS),
    (STEPS_BODY, AS_IS),
    (STEPS_BODY, BODY),
    (STEPS_BODY, OF_READERS),
    (EXPLICIT, AS_IS),
    (EXPLICIT, EXPLICIT),
    (BODY, AS_IS),
    (BODY, BODY),
    (AS_IS, EXPLICIT),
    (AS_IS, BODY),
    (AS_IS, STEPS),
    (AS_IS, STEPS_BODY),
    (READERS, AS_IS),
    (READERS_EXPLICIT, OF_READERS),
)
OF_VALUES: tuple[tuple[Way, Way], ...] = (
    (UNFOLDED, AS_IS),
    (AS_IS, UNFOLDED),
    (UNFOLDED, UNFOLDED),
    (UNFOLDED_TWICE, AS_IS),
    (UNFOLDED_TWICE, UNFOLDED_TWICE),
)
_NORMAL = "index normal form"
_WHATEVER = "identity in the derivatives"


def prove(claim: Claim) -> Certificate | None:
    """A derivation that concludes every link, or None."""
    if not claim.links or not any(_is_about(link.node) for link in claim.links):
        return None
    derivation = Derivation(claim)
    conclusions = []
    for link in claim.links:
        number = formula(derivation, link.node)
        if number is None:
            return None
        conclusions.append(number)
    return derivation.certificate(conclusions)


def _is_about(node: Node) -> bool:
    return any(isinstance(part, (Cell, Ref)) for part in walk(node))


def formula(derivation: Derivation, node: Node) -> int | None:
    """The step that concludes a closed formula of equations."""
    place, body = opened(derivation.claim, node)
    if not isinstance(body, Apply):
        return None
    if body.op == "and":
        parts = [formula(derivation, closed(place, part)) for part in body.args]
        numbers = [p for p in parts if p is not None]
        return derivation.add("conjunction", node, numbers) if len(numbers) == len(parts) else None
    return equation(derivation, place, body) if body.op == "==" else None


def equation(derivation: Derivation, place: Context, body: Apply) -> int | None:
    """The step that concludes an equation, each side rewritten first."""
    derived = any(isinstance(part, Derive) for part in walk(body))
    deep = _is_deep(body)
    number = None if deep else derivation.conclude(place, _NORMAL, body)
    if number is not None:
        return number
    rewriter = _Sides(derivation, place, body)
    for ways in OF_LOSSES if deep else OF_STATES if derived else OF_VALUES:
        found = rewriter.meet(*ways, _WHATEVER if derived else _NORMAL)
        if found is not None:
            return found
    if not deep or sum(isinstance(d, Recurrence) for d in derivation.claim.definitions) > MOST_RECURRENCES:
        return None
    return derivation.conclude(place, _NORMAL, body)


def _is_deep(body: Node) -> bool:
    """Whether derivatives of expressions stand in it that may depend on what they are derived by in many ways."""
    derived = (part for part in walk(body) if isinstance(part, Derive) and part.op != "partial")
    return any(not isinstance(part.body, Cell) and not _is_plain(part) for part in derived)


def _is_plain(derivative: Derive) -> bool:
    """Whether no other cell or value is read than the one that is derived by."""
    read = (part for part in walk(derivative.body) if isinstance(part, (Cell, Ref)))
    return all(same(part, base_of(derivative.wrt)) for part in read)


class _Sides:
    """The two sides of an equation, as they are rewritten in several ways."""

    def __init__(self, derivation: Derivation, place: Context, body: Apply) -> None:
        self.derivation = derivation
        self.place = place
        self.body = body
        self.readers: list[Cell] = []  # by which sides were derived on the way
        self.tried: set[tuple[Node, Node, str]] = set()

    def meet(self, left: Way, right: Way, rule: str) -> int | None:
        """The conclusion, if the sides are equal once rewritten so."""
        start = self._end(self.body.args[0], left)
        end = None if start is None else self._end(self.body.args[1], right)
        if start is None or end is None:
            return None
        shift = _aligned(self.derivation, self.place, end[0], start[0])
        if shift is not None:
            end = (shift[1], [shift[0], *end[1]])
        if (start[0], end[0], rule) in self.tried:
            return None
        self.tried.add((start[0], end[0], rule))
        numbers = [*start[1], *end[1]]
        if not same(start[0], end[0]):
            middle = stated(self.derivation, self.place, rule, start[0], end[0])
            if middle is None:
                return None
            numbers.insert(len(start[1]), middle[0])
        return self.derivation.conclude(self.place, "chain", self.body, numbers)

    def _end(self, side: Node, way: Way) -> tuple[Node, list[int]] | None:
        """Where a way leads from a side, and the step that says so; None where it leads nowhere else."""
        if way.readers:
            way = Way(passes=(_unfolding_of(self.readers),))
        found = self._rewritten(side, way)
        if found is None:
            return None if way.passes else (side, [])
        return found[1], [found[0]]

    def _rewritten(self, side: Node, way: Way) -> Found | None:
        """The side after every pass; None where none of them changes it."""
        found: list[Found] = []
        now = side
        for rewrite in way.passes:
            step = rewritten(self.derivation, self.place, now, rewrite)
            if step is not None:
                found.append(step)
                now = step[1]
                self.readers += [c for c in _derived_by(now) if c not in self.readers]
        return then(self.derivation, self.place, side, *found) if found else None


def _derived_by(node: Node) -> list[Cell]:
    """The cells that are derived, or by which something is."""
    derived = (part for part in walk(node) if isinstance(part, Derive) and part.op != "partial")
    return [c for part in derived for c in (part.wrt, part.body) if isinstance(c, Cell)]


def _unfolding_of(cells: Sequence[Cell]) -> Rewrite:
    """Unfolds these cells; where an index is a bound name, those with any bound name there."""

    def alike(a: Node, b: Node) -> bool:
        return same(a, b) or (isinstance(a, Var) and isinstance(b, Var))

    def rewrite(derivation: Derivation, context: Context, node: Node) -> Found | None:
        if not isinstance(node, Cell):
            return None
        known = (c for c in cells if c.name == node.name)
        if not any(all(alike(a, b) for a, b in zip(c.at, node.at, strict=True)) for c in known):
            return None
        return unfolding(derivation, context, node)

    return rewrite


def _aligned(derivation: Derivation, place: Context, node: Node, other: Node) -> Found | None:
    """A term with its sums and products over the ranges that those of another term have, where a shift does it."""
    ranges = [(n.op, n.binders[0]) for n in walk(other) if isinstance(n, Bind) and isinstance(n.binders[0], Range)]

    def rewrite(derivation: Derivation, context: Context, node: Node) -> Found | None:
        if not isinstance(node, Bind) or len(node.binders) != 1 or not isinstance(own := node.binders[0], Range):
            return None
        for op, wanted in ranges:
            gaps = {_gap(a, b) for a, b in ((own.lower, wanted.lower), (own.upper, wanted.upper))}
            gap = gaps.pop() if len(gaps) == 1 and op == node.op and own.step == wanted.step else None
            moved = shifted(node, gap) if gap else None
            if moved is not None:
                return stated(derivation, context, "shift of the index", node, moved)
        return None

    return rewritten(derivation, place, node, rewrite)


def _gap(a: Node, b: Node) -> int | None:
    first, second = polynomial(a), polynomial(b)
    return None if first is None or second is None else (first - second).constant


def rewritten(derivation: Derivation, place: Context, node: Node, rewrite: Rewrite) -> Found | None:
    """A term with a rewrite applied wherever it fits, outermost first and not inside of what it made."""
    whole = rewrite(derivation, place, node)
    if whole is not None or isinstance(node, (Derive, Cell, Ref)):
        return whole
    premises: list[int] = []
    new = _changed(derivation, place, node, rewrite, premises)
    if not premises:
        return None
    number = derivation.conclude(place, "equals for equals", equals(node, new), premises)
    return None if number is None else (number, new)


def _changed(derivation: Derivation, place: Context, node: Node, rewrite: Rewrite, premises: list[int]) -> Node:
    found = rewrite(derivation, place, node)
    if found is not None:
        premises.append(found[0])
        return found[1]
    if isinstance(node, (Derive, Cell, Ref, At)):
        return node
    inner = place
    if isinstance(node, Bind):
        if not all(isinstance(b, Range) for b in node.binders):
            return node
        inner = place.under(node.binders)
    return rebuild(node, lambda child: _changed(derivation, inner, child, rewrite, premises))
