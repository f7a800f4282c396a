"""Recurrences of definite sums as steps: an identity of their terms that telescopes, summed over the inner range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, closed
from proofcheck.inference.integers.folds import ends_of, outermost, plain
from proofcheck.inference.matching import canonical, put_in_types
from proofcheck.inference.replay import read
from proofcheck.language.dims import expression, is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, Var, free_names
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, Dim, Scalar
from proofcheck.meaning import NoMeaning
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.zeilberger import recurrence

CUTS = ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1))  # terms left out at the upper and the lower end
MOST = 3  # sums


def definite(place: Context, body: Node, name: str) -> list[Bind]:
    """The sums of a relation whose terms depend on a name."""
    found = [s for s in outermost(plain(place, body)) if s.op == "sum" and name in free_names(s.body)]
    return list({canonical(s): s for s in found}.values())


@dataclass(frozen=True, slots=True)
class Sums:
    """The definite sums of a relation, with the name of their parameter, and the order of recurrences sought."""

    derivation: Derivation
    sums: Sequence[Bind]
    name: str
    order: int

    def steps(self, place: Context, name: str, cut: tuple[int, int]) -> list[int] | None:
        """The numbers of steps that say a recurrence of every sum, in a place in which the parameter has this name."""
        found = [self._step(place, s, name, cut) for s in self.sums]
        numbers = [n for n in found if n is not None]
        return numbers if len(numbers) == len(found) else None

    def _step(self, place: Context, node: Bind, name: str, cut: tuple[int, int]) -> int | None:
        own, ends = node.binders[0].name, ends_of(node)
        if ends is None or any(a == self.name for a in ends[0].atoms()):
            return None
        found = recurrence(node.body, self.name, own, self.order)
        if found is None:
            return None
        index = next(n for n in ("k", "i", "l", "k_1", "k_2", "k_3") if n not in {name, *_taken(place)})
        first = Dim.of(name) - Dim.of(self.order)
        values = {self.name: expression(first), own: _integer(index)}
        bodies = [
            put_in_types(node.body, {self.name: expression(first + Dim.of(i)), own: _integer(index)})
            for i in range(self.order + 1)
        ]
        coefficients = [put_in_types(c, values) for c in found.coefficients]
        certificate = put_in_types(found.certificate, values)
        low = put_in_types(expression(ends[0] + Dim.of(cut[1])), values)
        high = put_in_types(expression(ends[1] - Dim.of(cut[0])), values)
        binder = Range(name=index, lower=low, upper=high)
        terms = [(c, b) for c, b in zip(coefficients, bodies, strict=True) if not _is_zero(c)]
        left = _combined([(c, b) for c, b in terms])
        after = put_in_types(certificate, {index: _plus(_integer(index), 1)})
        identity = _equation(left, _minus(after, certificate))
        summed = _combined([(c, replace(node, binders=(binder,), body=b)) for c, b in terms])
        at_ends = (put_in_types(certificate, {index: end}) for end in (_plus(high, 1), low))
        return self._concluded(place, binder, identity, _equation(summed, _minus(*at_ends)))

    def _concluded(self, place: Context, binder: Range, identity: Node, summed: Node) -> int | None:
        claim = self.derivation.claim
        try:
            first = read(claim, show(closed(place.under((binder,)), identity)))
            second = read(claim, show(closed(place, summed)))
            premise = self.derivation.add("real analysis", first)
            return None if premise is None else self.derivation.add("creative telescoping", second, (premise,))
        except (ClaimError, NoMeaning):
            return None


def _taken(place: Context) -> set[str]:
    names = {b.name for b in place.binders} | {g.name for g in place.claim.declared}
    return names | {d.name for d in place.claim.definitions}


def _integer(name: str) -> Node:
    return Var(type=INTEGER, name=name)


def _plus(node: Node, by: int) -> Node:
    return Apply(type=INTEGER, op="+", args=(node, literal(by)))


def _minus(a: Node, b: Node) -> Node:
    return Apply(type=REAL, op="-", args=(a, b))


def _equation(a: Node, b: Node) -> Node:
    return Apply(type=BOOLEAN, op="==", args=(a, b))


def _is_zero(node: Node) -> bool:
    return isinstance(node, Num) and node.value == 0


def _combined(terms: list[tuple[Node, Node]]) -> Node:
    """Multiples of terms, added up."""
    found = [Apply(type=_type(c, b), op="*", args=(c, b)) for c, b in terms]
    return reduce(lambda a, b: Apply(type=_type(a, b), op="+", args=(a, b)), found[1:], found[0])


def _type(a: Node, b: Node) -> Scalar:
    return INTEGER if is_integer(a.type) and is_integer(b.type) else REAL
