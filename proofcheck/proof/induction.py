"""Relations over an integer by induction on it: the first cases, and each next one from those before.

Of the case j, cells at j are unfolded and the last terms of sums and products taken off; what is supposed of the case
before then gives it, by index normal form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from proofcheck.claim import Claim, Recurrence
from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.matching import parts, same
from proofcheck.inference.recurrences.rules_induction import (
    base_formulas,
    captures,
    empty_value,
    peeled,
    shifted,
    step_formula,
)
from proofcheck.inference.recurrences.unfolding import body_of, integer, linear_index
from proofcheck.inference.replay import read
from proofcheck.language.dims import expression, is_integer, number, polynomial
from proofcheck.language.show import show
from proofcheck.language.tree import (
    Apply,
    Bind,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Range,
    Ref,
    bound_names,
    free_names,
    substitute,
    transform,
    walk,
)
from proofcheck.language.types import Dim, array, shape_of
from proofcheck.meaning.regions import Linear
from proofcheck.proof.chain import Found, equals, stated, then, unfolding
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.recurrences import equation, rewritten
from proofcheck.verdict import Certificate

MOST_BASES = 3
MOST_VARIABLES = 3
Meet = Callable[[Context, Node, Node], int | None]  # the step between two sides, by what is supposed
_FOLDS = ("sum", "product", "matprod")
_NORMAL = "index normal form"


def prove(claim: Claim) -> Certificate | None:
    """A derivation that concludes every link, by induction where it is needed, or None."""
    if not claim.links or not any(_is_about(link.node) for link in claim.links):
        return None
    derivation = Derivation(claim)
    conclusions = []
    for link in claim.links:
        place, body = opened(claim, link.node)
        found = relation(derivation, place, body)
        if found is None:
            return None
        conclusions.append(found)
    return derivation.certificate(conclusions)


def _is_about(node: Node) -> bool:
    """Whether cells, or sums and products over ranges that end in sizes, stand in a formula."""
    return any(
        isinstance(part, Cell) or (isinstance(part, Bind) and part.op in _FOLDS) or _is_power(part)
        for part in walk(node)
    )


def _is_power(node: Node) -> bool:
    return isinstance(node, Apply) and node.op in ("**", "power") and is_integer(node.args[1].type)


def relation(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes a relation in its place."""
    if not isinstance(body, Apply):
        return None
    if body.op == "and":
        parts = [relation(derivation, place, part) for part in body.args]
        numbers = [p for p in parts if p is not None]
        return derivation.conclude(place, "conjunction", body, numbers) if len(numbers) == len(parts) else None
    if body.op != "==" or any(isinstance(part, Derive) for part in walk(body)):
        return None
    plain = [rewritten(derivation, place, side, _spelled_out) for side in body.args]
    if any(plain):
        return _by_plain(derivation, place, body, plain)
    for name in list(variables(place, body))[:MOST_VARIABLES]:
        for low in first_cases(derivation.claim, place, name, body):
            for bases in range(1, MOST_BASES):
                found = Attempt(derivation, place, body, name, low, bases, partial(_equal, derivation)).conclude()
                if found is not None:
                    return found
    return None


def _spelled_out(derivation: Derivation, place: Context, node: Node) -> Found | None:
    """The sum of a vector as one over its entries."""
    match node:
        case Apply(op="sum", args=(vector,)) if len(shape_of(vector.type)) == 1:
            name = unused(place, node)
            entry = Index(type=array(()), base=vector, at=(integer(name),))
            binder = Range(name=name, lower=number(1), upper=expression(shape_of(vector.type)[0]))
            return stated(
                derivation, place, _NORMAL, node, Bind(type=node.type, op="sum", binders=(binder,), body=entry)
            )
    return None


def _by_plain(derivation: Derivation, place: Context, body: Apply, plain: list[Found | None]) -> int | None:
    """A relation by one between sides that are written otherwise."""
    sides = tuple(side if way is None else way[1] for side, way in zip(body.args, plain, strict=True))
    middle = relation(derivation, place, replace(body, args=sides))
    if middle is None:
        return None
    numbers = [n for n in (plain[0] and plain[0][0], middle, plain[1] and plain[1][0]) if n is not None]
    return derivation.conclude(place, "chain", body, numbers)


def unused(place: Context, body: Node) -> str:
    """A name for a bound integer."""
    taken = {b.name for b in place.binders} | free_names(body)
    taken |= {name for part in walk(body) for name in bound_names(part)}
    taken |= {g.name for g in place.claim.declared} | {d.name for d in place.claim.definitions}
    return next(n for n in ("j", "q", *(f"j_{k}" for k in range(2, 99))) if n not in taken)


def variables(place: Context, body: Node) -> Iterator[str]:
    """Integers that a cell's index, the end of a range or an exponent depends on."""
    found: dict[str, None] = {}
    for part in walk(body):
        ends: tuple[Node, ...] = ()
        if isinstance(part, Cell):
            ends = part.at
        elif isinstance(part, Bind) and part.op in _FOLDS:
            ends = tuple(e for b in part.binders if isinstance(b, Range) for e in (b.lower, b.upper))
        elif isinstance(part, Apply) and _is_power(part):
            ends = part.args[1:]
        for end in ends:
            for name in sorted(free_names(end)):
                found.setdefault(name, None)
    bound = {b.name for b in place.binders}
    for name in found:
        given = place.claim.given_named(name)
        if name in bound or (given is not None and is_integer(given.type)):
            yield name


def first_cases(claim: Claim, place: Context, name: str, body: Node) -> list[Node]:
    """Where an induction may begin: base cases of the recurrences, and small numbers."""
    values: dict[int, None] = {}
    for part in walk(body):
        definition = claim.definition_named(part.name) if isinstance(part, Cell) else None
        if isinstance(definition, Recurrence):
            items = (item for case in definition.cases for item in case.pattern if isinstance(item, Num))
            values.update(dict.fromkeys(int(item.value) for item in items))
    own = Linear.name(name)
    values.update(dict.fromkeys((0, 1, 2)))
    return [number(v) for v in values if place.region.entails(own.plus(-v))]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An induction on one variable from one first case, with so many base cases."""

    derivation: Derivation
    place: Context
    body: Apply
    name: str
    low: Node
    bases: int
    meet: Meet

    def conclude(self) -> int | None:
        """The step that concludes the relation."""
        if captures(self.body, integer(self.name)):
            return None
        general = self._generalised(unused(self.place, self.body))
        if general is None:
            return None
        binder, statement = general
        premises: list[int] = []
        if not _readable(self.derivation.claim, step_formula(self.place, binder, statement, self.bases)):
            return None
        for formula in base_formulas(self.place, binder, statement, self.bases):
            found = self._case(formula, "")
            if found is None:
                return None
            premises.append(found)
        found = self._case(step_formula(self.place, binder, statement, self.bases), binder.name)
        if found is None:
            return None
        every = self.place.under((binder,))
        whole = self.derivation.conclude(every, "induction", statement, [*premises, found])
        return None if whole is None else self.derivation.conclude(self.place, "given", self.body, [whole])

    def _generalised(self, step: str) -> tuple[Range, Node] | None:
        """The relation with a bound integer for the variable, but not in the lengths of arrays: as text says it."""
        binder = Range(name=step, lower=self.low, upper=integer(self.name))
        statement = substitute(self.body, {self.name: integer(step)})
        try:
            place, body = opened(
                self.derivation.claim, read(self.derivation.claim, show(closed(self.place.under((binder,)), statement)))
            )
        except ClaimError:
            return None
        last = place.binders[-1]
        return (last, body) if isinstance(last, Range) else None

    def _case(self, formula: Node, step: str) -> int | None:
        """The step that concludes one case."""
        place, body = opened(self.derivation.claim, formula)
        if place.region.empty:
            return self.derivation.add("no case", formula)
        assert isinstance(body, Apply)
        for last in (True, False) if step else (True,):
            found = self._met(place, body, step, last=last)
            if found is not None:
                return found
        return equation(self.derivation, place, body) if body.op == "==" and not step else None

    def _met(self, place: Context, body: Apply, step: str, *, last: bool) -> int | None:
        """The relation of this case, both sides opened up."""
        ends: list[Node] = []
        found: list[Found | None] = []
        for side in body.args:
            way = opened_up(self.derivation, place, side, step, last=last)
            found.append(way)
            ends.append(side if way is None else way[1])
        middle = self.meet(place, ends[0], ends[1])
        if middle is None:
            return None
        numbers = [n for n in (found[0] and found[0][0], middle, found[1] and found[1][0]) if n is not None]
        if body.op == "==" or len(numbers) > 1:
            return self.derivation.conclude(place, "chain", body, numbers)
        return middle


def _readable(claim: Claim, formula: Node) -> bool:
    """Whether its text is read as the same formula: powers of integers are integers only for exponents above 0."""
    return same(read(claim, show(formula)), formula)


def _equal(derivation: Derivation, place: Context, left: Node, right: Node) -> int | None:
    found = _supposed(derivation, place, left, right)
    return None if found is None else found[0]


def _supposed(derivation: Derivation, place: Context, left: Node, right: Node) -> Found | None:
    """An equation by what is supposed: equals put for equals in it, or its difference added."""
    for before in _equations(place):
        put = transform(left, partial(_put, before))
        if put != left:
            first = stated(derivation, place, "equals for equals", left, put)
            second = stated(derivation, place, _NORMAL, put, right)
            if first is not None and second is not None:
                return then(derivation, place, left, first, second)
        sums = [_plus(right, _minus(a, before[1])) for a in before]
        first = stated(derivation, place, _NORMAL, left, sums[0])
        if first is not None:
            second = stated(derivation, place, "equals for equals", *sums)
            last = stated(derivation, place, _NORMAL, sums[1], right)
            if second is not None and last is not None:
                return then(derivation, place, left, first, second, last)
    return stated(derivation, place, _NORMAL, left, right)


def _put(equation: tuple[Node, Node], node: Node) -> Node | None:
    return equation[1] if same(node, equation[0]) else None


def _equations(place: Context) -> list[tuple[Node, Node]]:
    found = [part for h in place.hypotheses for part in parts(h) if isinstance(part, Apply) and part.op == "=="]
    return [(e.args[0], e.args[1]) for e in reversed(found)]


def _plus(a: Node, b: Node) -> Node:
    return Apply(type=array(shape_of(a.type)), op="+", args=(a, b))


def _minus(a: Node, b: Node) -> Node:
    return Apply(type=array(shape_of(a.type)), op="-", args=(a, b))


def opened_up(derivation: Derivation, place: Context, side: Node, step: str, *, last: bool) -> Found | None:
    """A side with the cells of this case unfolded, and the last (or first) terms taken off."""

    def rewrite(derivation: Derivation, place: Context, node: Node) -> Found | None:
        return _next_term(derivation, place, node, step, last=last)

    found: list[Found] = []
    now = side
    for _ in range(MOST_BASES):
        way = rewritten(derivation, place, now, rewrite)
        if way is None:
            break
        found.append(way)
        now = way[1]
    return then(derivation, place, side, *found) if found else None


def _next_term(derivation: Derivation, place: Context, node: Node, step: str, *, last: bool) -> Found | None:
    if isinstance(node, Cell) and _is_late(place, node, step):
        return unfolding(derivation, place, node) if body_of(place, node) is not None else None
    if isinstance(node, Ref):
        return unfolding(derivation, place, node)
    if isinstance(node, Bind) and node.op in _FOLDS:
        return _fold(derivation, place, node, step, last=last)
    return None


def _fold(derivation: Derivation, place: Context, node: Bind, step: str, *, last: bool) -> Found | None:
    """A sum or product that ends in this case without one of its terms; an empty one as its value."""
    if not step:  # between numbers: normal forms write it out
        return None
    value = empty_value(place, node)
    if value is not None:
        return stated(derivation, place, "no terms", node, value)
    if len(node.binders) != 1 or not isinstance(binder := node.binders[0], Range):
        return None
    ends = [polynomial(end) for end in (binder.lower, binder.upper)]
    if not any(form is not None and step in form.atoms() and _at_least(form, step, -1) for form in ends):
        return None
    rest = peeled(place, node, last=last == (binder.step > 0))
    if rest is None:
        return None
    found = stated(derivation, place, "one term", node, rest)
    return found if last or found is None else _moved_back(derivation, place, node, rest, binder.step, found)


def _moved_back(derivation: Derivation, place: Context, node: Node, rest: Node, step: int, found: Found) -> Found:
    """Without its first term, over a range that begins where it began before."""
    assert isinstance(rest, Apply)
    terms = [shifted(a, step) if isinstance(a, Bind) and a.op == getattr(node, "op", "") else a for a in rest.args]
    if any(t is None for t in terms):
        return found
    moved = replace(rest, args=tuple(t for t in terms if t is not None))
    steps = []
    for a, b in zip(rest.args, moved.args, strict=True):
        shift = None if a is b else stated(derivation, place, "shift of the index", a, b)
        if shift is not None:
            steps.append(shift[0])
    number = derivation.conclude(place, "equals for equals", equals(rest, moved), steps) if steps else None
    whole = None if number is None else then(derivation, place, node, found, (number, moved))
    return found if whole is None else whole


def _is_late(place: Context, cell: Cell, step: str) -> bool:
    """Whether a cell belongs to this case: its index is j or more; of a first case, a number."""
    forms = [linear_index(place.claim, place.region, i) for i in cell.at]
    if not step:
        return any(f is not None and not f.terms for f in forms)
    return any(f is not None and f.coefficient(step) > 0 and _at_least(f.dim(), step) for f in forms)


def _at_least(form: Dim, step: str, low: int = 0) -> bool:
    """Whether a form is `step + low` or a number more."""
    gap = (form - Dim.of(step)).constant
    return gap is not None and gap >= low
