"""Canonical names of the dummies of a term: colours refined by where a dummy occurs, ties tried out.

Soundness never rests on it: a worse naming only makes two equal terms look different.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from proofcheck.indexed.indices import Condition, names_in, place_text
from proofcheck.indexed.terms import Abstract, Exponent, Factor, Form, Term
from proofcheck.language.types import Dim

MAX_LEAVES = 24

Colours = Mapping[str, str]


def shade(dim: Dim, colours: Colours) -> str:
    """The text of an index expression with dummies by their colours, whatever their names are."""
    if not names_in(dim) & colours.keys():
        return place_text(dim)
    parts = []
    for monomial, c in dim.terms:
        atoms = sorted(
            (
                colours.get(a, a)
                if isinstance(a, str)
                else "?" + ",".join(sorted(colours.get(n, n) for n in names_in(Dim.of(a)))),
                p,
            )
            for a, p in monomial
        )
        parts.append(f"{c}{atoms}")
    return "+".join(sorted(parts))


def _shade_form(form: Form, colours: Colours) -> str:
    if not form.names & colours.keys():
        return form.key
    return "+".join(sorted(f"{c}*{_shade_term(t, colours)}" for t, c in form.terms))


def _shade_term(term: Term, colours: Colours) -> str:
    inner = {**colours, **{name: "#" for name in term.bound}}
    return _shade_product(term.where, term.factors, inner)


def _shade_product(where: Sequence[Condition], factors: Sequence[tuple[Factor, Exponent]], colours: Colours) -> str:
    parts = [f"{shade_factor(f, colours)}^{shade(e, colours) if isinstance(e, Dim) else e}" for f, e in factors]
    tests = [f"{c.equation}{shade(c.form, colours)}" for c in where]
    return "*".join(sorted(parts)) + "[" + "&".join(sorted(tests)) + "]"


def _shade_abstract(a: Abstract, colours: Colours) -> str:
    return f"{len(a.arguments)}.{_shade_form(a.body, colours)}"


def shade_factor(factor: Factor, colours: Colours) -> str:
    if not factor.names & colours.keys():
        return factor.key
    at = [shade(d, colours) for d in factor.at]
    if factor.kind == "jet" or "symmetric" in factor.data or "skew" in factor.data:
        at.sort()
    args = [_shade_abstract(a, colours) for a in factor.args]
    return f"{factor.kind}:{factor.name}{at}{args}{factor.data}"


@dataclass(slots=True)
class Labelling:
    """The dummies of an open product in canonical order.

    `closed(order)` makes the term in which the dummies are named in this order; the least key wins.
    """

    bound: Sequence[str]
    where: Sequence[Condition]
    factors: Sequence[tuple[Factor, Exponent]]
    closed: Callable[[tuple[str, ...]], tuple[Term, int] | None]

    def best(self) -> tuple[Term, int] | None:
        if len(self.bound) == 1:
            return self.closed((self.bound[0],))
        orders: list[tuple[str, ...]] = []
        self._branch(self._refined({name: "" for name in self.bound}), orders)
        found = [made for made in map(self.closed, orders) if made is not None]
        if len(found) < len(orders):
            return None
        term, sign = min(found, key=lambda made: made[0].key)
        opposite = any(other.key == term.key and own != sign for other, own in found)
        return term, 0 if opposite else sign  # what equals its own negative is 0

    def _branch(self, ranks: dict[str, int], orders: list[tuple[str, ...]]) -> None:
        classes: dict[int, list[str]] = {}
        for name, rank in ranks.items():
            classes.setdefault(rank, []).append(name)
        tied = next((classes[r] for r in sorted(classes) if len(classes[r]) > 1), None)
        if tied is None:
            orders.append(tuple(sorted(ranks, key=ranks.__getitem__)))
            return
        for name in tied:
            if len(orders) >= MAX_LEAVES:
                return
            start = {n: f"{2 * r + (r == ranks[name] and n != name)}" for n, r in ranks.items()}
            self._branch(self._refined(start), orders)

    def _refined(self, colours: dict[str, str]) -> dict[str, int]:
        """Ranks of colours, the same for dummies that cannot be told apart."""
        ranks = _ranked(colours)
        while True:
            named = {n: f"%{r}%" for n, r in ranks.items()}
            finer = {n: f"{ranks[n]:04d}|{self._seen_from(n, named)}" for n in self.bound}
            new = _ranked(finer)
            if len(set(new.values())) == len(set(ranks.values())):
                return new
            ranks = new

    def _seen_from(self, name: str, colours: dict[str, str]) -> str:
        marked = {**colours, name: "%!%"}
        factors = [(f, e) for f, e in self.factors if name in f.names or (isinstance(e, Dim) and name in names_in(e))]
        return _shade_product([c for c in self.where if name in c.names], factors, marked)


def _ranked(colours: Mapping[str, str]) -> dict[str, int]:
    order = {c: k for k, c in enumerate(sorted(set(colours.values())))}
    return {n: order[c] for n, c in colours.items()}
