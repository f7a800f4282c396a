"""The search for a chain of estimates from one side of a relation to the other, by the theorems of the calculus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count

from proofcheck.inference.context import Context, opened
from proofcheck.inference.estimates.entrywise import check as entry_by_entry
from proofcheck.inference.matching import canonical, directed, match, number, put_in_types, same
from proofcheck.inference.scalar_facts import holds
from proofcheck.language.dims import number as literal
from proofcheck.language.dims import simplified
from proofcheck.language.tree import Apply, Bind, Derive, Node, Num, Range, free_names, walk
from proofcheck.language.types import BOOLEAN, INTEGER, REAL, shape_of
from proofcheck.proof.bound_moves import Move, parts
from proofcheck.proof.chain import definitional, jacobian_product
from proofcheck.proof.matrix_forms import matrix_form
from proofcheck.proof.obligations import Obligations
from proofcheck.proof.theorem_index import applied, head, uses, weight

_EXPANSIONS = 25
_SEEN = 300  # pairs of sides
_HEAVIEST = 30  # how much heavier than at the start the sides may become
_CONSTANTS = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2))
_STRANGE = 5  # what an operator costs that the other side does not have
_ARITHMETIC = frozenset(["+", "-", "*", "/", "**", "neg", "sqrt", "abs", "number", "min", "max"])


def constants_of(*sides: Node) -> tuple[Fraction, ...]:
    """Numbers that may bound a function between these sides."""
    return tuple(sorted({*_CONSTANTS, *(value for side in sides for value in _numbers(side))}))


def relation(op: str, left: Node, right: Node) -> Apply:
    return Apply(type=BOOLEAN, op=op, args=(left, right))


@dataclass(frozen=True, slots=True)
class Sides:
    """Where both sides have come to, and how."""

    left: Node
    right: Node
    left_moves: tuple[tuple[Move, Node], ...] = ()
    right_moves: tuple[tuple[Move, Node], ...] = ()


@dataclass(slots=True)
class Estimates:
    """Finds chains in one place; `obligations` proves what theorems suppose and keeps the steps."""

    context: Context
    obligations: Obligations
    constants: tuple[Fraction, ...] = _CONSTANTS
    heads: frozenset[tuple[str, str]] = frozenset()
    functions: frozenset[str] = frozenset()
    ranges: dict[Node, Move | None] = field(default_factory=dict)
    plain: dict[object, tuple[Node, tuple[tuple[Move, Node], ...]]] = field(default_factory=dict)
    here: dict[object, list[Move]] = field(default_factory=dict)

    @property
    def taken(self) -> frozenset[str]:
        """The names of the claim."""
        claim = self.context.claim
        return frozenset((*(g.name for g in claim.declared), *(d.name for d in claim.definitions)))

    def find(self, op: str, left: Node, right: Node) -> int | None:
        """The number of a step that concludes `left op right`."""
        (plain, moves), (other, others) = (self.simplify(self.context, side) for side in (left, right))
        start = Sides(plain, other, moves, others)
        self.heads = frozenset(head(n) for side in (start.left, start.right) for n in walk(side))
        self.functions |= {h[0] for h in self.heads}
        limit = weight(start.left) + weight(start.right) + _HEAVIEST
        order = count()
        queue: list[tuple[int, int, Sides]] = [(0, 0, start)]
        seen = {(canonical(start.left), canonical(start.right))}
        for _ in range(_EXPANSIONS):
            if not queue or len(seen) > _SEEN or not self.obligations.left:
                return None
            _, _, at = heappop(queue)
            done = self._close(op, at)
            if done is not None:
                number_ = self._concluded(op, left, right, at, done)
                if number_ is not None:
                    return number_
            for after, cost in self._next(op, at):
                key = (canonical(after.left), canonical(after.right))
                if key not in seen and weight(after.left) + weight(after.right) <= limit:
                    seen.add(key)
                    total = weight(after.left) + weight(after.right) + cost
                    heappush(queue, (total, next(order) + 1, after))
        return None

    # moves

    def _next(self, op: str, at: Sides) -> Iterator[tuple[Sides, int]]:
        strict = None if op == "==" else True
        for move, new in self.moves(self.context, at.left, strict):
            plain, moves = self.simplify(self.context, new)
            after = Sides(plain, at.right, (*at.left_moves, (move, new), *moves), at.right_moves)
            yield after, self._cost(move, after)
        for move, new in self.moves(self.context, at.right, None if strict is None else False):
            plain, moves = self.simplify(self.context, new)
            after = Sides(at.left, plain, at.left_moves, (*at.right_moves, (move, new), *moves))
            yield after, self._cost(move, after)

    def _cost(self, move: Move, after: Sides) -> int:
        steps = 2 * (len(after.left_moves) + len(after.right_moves))
        if move.rule == "given":  # what is supposed is there to be used
            steps -= max(0, weight(move.after) - weight(move.before))
        old = {head(n) for n in walk(move.before)} | self.heads
        strange = {head(n) for n in walk(move.after)} - old
        return steps + _STRANGE * sum(h[0] not in _ARITHMETIC for h in strange)

    def moves(self, context: Context, term: Node, up: bool | None) -> Iterator[tuple[Move, Node]]:
        """Every way to move a term, at its root and inside; `up` None: to an equal term only."""
        key = (context.binders, term, up)
        if key not in self.here:
            if not self.obligations.left:
                return
            self.obligations.left -= 1
            self.here[key] = list(self._here(context, term, up))
        for move in self.here[key]:
            yield move, move.after
        for part in parts(context, term, up, self.obligations.nonnegative, self.obligations.positive):
            for move, new in self.moves(part.context, part.node, part.up):
                yield move, part.put(new)

    def _here(self, context: Context, term: Node, up: bool | None) -> Iterator[Move]:
        for use in uses(term):
            if use.op != "==" and (up is None or use.up is not up):
                continue
            if not use.up and not use.makes <= self.functions:
                continue  # below in one of many ways
            found = applied(use, term, self.taken | {b.name for b in context.binders})
            if found is None or same(found[1], term):
                continue
            if use.op == "==" and weight(found[1]) > weight(term):
                continue  # a longer way to write the same
            premises = self.obligations.conditions(context, use.reading, found[0])
            if premises is not None:
                yield Move(use.stated.name, context, term, found[1], use.op, use.up, premises)
        yield from self._by_facts(context, term, up)
        yield from self._by_form(context, term)
        if up is not None:
            constant = self._constant(context, term, up)
            if constant is not None:
                yield constant

    def _by_facts(self, context: Context, term: Node, up: bool | None) -> Iterator[Move]:
        for n in self.obligations.facts(context):
            place, body = opened(context.claim, self.obligations.formula(n))
            given = directed(body)
            if given is None:
                continue
            op, low, high = given
            supposed = place.hypotheses and place.hypotheses == context.hypotheses  # of these integers, not of any
            names = frozenset() if supposed else frozenset(b.name for b in place.binders)
            for source, target, grows in ((low, high, True), (high, low, False)):
                if (op != "==" and grows is not up) or isinstance(source, Num):
                    continue
                values = match(source, names, term)
                if values is None or len(values) < len(names):
                    continue
                yield Move("given", context, term, put_in_types(target, values), op, grows, (n,))

    def _by_form(self, context: Context, term: Node) -> Iterator[Move]:
        if isinstance(term, Bind) and term.op in ("product", "sum"):
            value = _repeated(term)
            if value is not None:
                yield Move("equal factors", context, term, value, "==", True)
        if isinstance(term, Apply) and term.op in ("*", "/", "**") and not shape_of(term.type):
            plain = _without_one(term)
            if plain is not None:
                yield Move("term by term", context, term, plain, "==", True)
        if isinstance(term, Derive):
            yield from self._of_derivative(context, term)

    def _of_derivative(self, context: Context, term: Derive) -> Iterator[Move]:
        """A derivative along a recurrence as a product of steps, a step by its definition, or as matrices."""
        derivation = self.obligations.derivation
        form = matrix_form(context, term)
        if form is not None:
            if not same(form, term):
                yield Move("index normal form", context, term, form, "==", True)
            return
        for way in (jacobian_product, definitional):
            found = way(derivation, context, term)
            if found is not None and not same(found[1], term) and not _single(found[1]):
                yield Move("given", context, term, found[1], "==", True, found[:1])
                return

    def _constant(self, context: Context, term: Node, up: bool) -> Move | None:
        """A number above a largest modulus, or above a term of a sum or product."""
        inside = len(context.binders) > len(self.context.binders)
        largest = isinstance(term, Apply) and term.op == "max_abs" and not shape_of(term.type)
        if not up or not (largest or (inside and _is_function(term))) or shape_of(term.type):
            return None
        key = canonical(term)
        if key not in self.ranges:
            self.ranges[key] = self._bounded(context, term, largest)
        found = self.ranges[key]
        return None if found is None else Move(found.rule, context, term, found.after, "<=", True)

    def _bounded(self, context: Context, term: Node, largest: bool) -> Move | None:
        for value in self.constants:
            bound = _fraction(value)
            claim = relation("<=", term, bound)
            if largest and entry_by_entry(context, (), claim):
                return Move("entry by entry", context, term, bound, "<=", True)
            if not largest and holds(context, (), claim):
                return Move("real arithmetic", context, term, bound, "<=", True)
        return None

    def simplify(self, context: Context, term: Node) -> tuple[Node, tuple[tuple[Move, Node], ...]]:
        """The term with equations applied that make it simpler, as long as there are any."""
        key = (context.binders, term)
        if key not in self.plain:
            self.plain[key] = self._simplify(context, term)
        return self.plain[key]

    def _simplify(self, context: Context, term: Node) -> tuple[Node, tuple[tuple[Move, Node], ...]]:
        done: list[tuple[Move, Node]] = []
        for _ in range(12):
            own = weight(term)
            step = next(
                ((m, new) for m, new in self.moves(context, term, None) if weight(new) < own or _plainer(m)), None
            )
            if step is None:
                break
            done.append(step)
            term = step[1]
        return term, tuple(done)

    # ends

    def _close(self, op: str, at: Sides) -> tuple[int, ...] | None:
        """The step between the two sides; empty where they are the same."""
        if same(at.left, at.right):
            strict = op != "<" or any(m.op == "<" for m, _ in (*at.left_moves, *at.right_moves))
            return () if strict else None
        found = self.obligations.directly(self.context, relation(op, at.left, at.right))
        if found is None and op == "<":
            strict = any(m.op == "<" for m, _ in (*at.left_moves, *at.right_moves))
            found = self.obligations.directly(self.context, relation("<=", at.left, at.right)) if strict else None
        return None if found is None else (found,)

    def _concluded(self, op: str, left: Node, right: Node, at: Sides, middle: tuple[int, ...]) -> int | None:
        before = self.steps(left, at.left_moves, up=True)
        after = self.steps(right, at.right_moves, up=False)
        if before is None or after is None:
            return None
        chain = [*before, *middle, *reversed(after)]
        if len(chain) == 1:
            body = self.obligations.formula(chain[0])
            if same(opened(self.context.claim, body)[1], relation(op, left, right)):
                return chain[0]
        if not chain:
            return self.obligations.conclude(self.context, "term by term", relation(op, left, right))
        return self.obligations.conclude(self.context, "chain", relation(op, left, right), chain)

    def steps(self, side: Node, moves: tuple[tuple[Move, Node], ...], up: bool) -> list[int] | None:
        """The steps of one side, each between what it was and what it became."""
        found = []
        for move, new in moves:
            number_ = self.obligations.conclude(move.context, move.rule, _stated(move), move.premises)
            if number_ is not None and not (same(move.before, side) and same(move.after, new)):
                step = Move(move.rule, self.context, side, new, move.op, up)
                rule = "equals for equals" if move.op == "==" else "monotonicity"
                op = "<=" if move.op == "<" else move.op
                wanted = Move(rule, self.context, side, new, op, step.up)
                premises = (number_, *move.premises, *self.obligations.signs_of(side))
                number_ = self.obligations.conclude(self.context, rule, _stated(wanted), premises)
            if number_ is None:
                return None
            found.append(number_)
            side = new
        return found


def _stated(move: Move) -> Apply:
    if move.op == "==" or move.up:
        return relation(move.op, move.before, move.after)
    return relation(move.op, move.after, move.before)


def _plainer(move: Move) -> bool:
    """Whether a move leads to a way of writing that the theorems are stated in, of the same weight."""
    if isinstance(move.before, Derive):
        return True
    return isinstance(move.before, Bind) and move.rule == "equal factors"


def _single(product: Node) -> bool:
    """Whether a product has one factor only."""
    if not isinstance(product, Bind) or not isinstance(product.binders[0], Range):
        return False
    return same(product.binders[0].lower, product.binders[0].upper)


def _without_one(term: Apply) -> Node | None:
    """1·e, e·1, e/1 and 1^k without the one."""
    a, b = term.args
    if number(b) == 1 or (term.op == "**" and number(a) == 1):
        return a
    return b if term.op == "*" and number(a) == 1 else None


def _numbers(term: Node) -> set[Fraction]:
    values = (number(n) for n in walk(term) if not shape_of(n.type))
    return {v for v in values if v is not None}


def _fraction(value: Fraction) -> Node:
    """A rational as a quotient of whole numbers, as a reader would write it."""
    if value.denominator == 1:
        return literal(value)
    return Apply(type=REAL, op="/", args=(literal(value.numerator), literal(value.denominator)))


def _is_function(term: Node) -> bool:
    """Whether a term has a range of its own to be seen: an arithmetic term or a function of entries."""
    return isinstance(term, Apply) and term.op not in ("norm", "sigma_max", "sigma_min") and not number(term)


def _repeated(term: Bind) -> Node | None:
    """c^(b − a + 1) for a product of c over a..b, and (b − a + 1)·c for a sum."""
    binder, *others = term.binders
    if others or not isinstance(binder, Range) or binder.filter is not None or binder.name in free_names(term.body):
        return None
    low, high = (binder.lower, binder.upper) if binder.step > 0 else (binder.upper, binder.lower)
    length: Node = Apply(type=INTEGER, op="-", args=(high, low))
    length = simplified(Apply(type=INTEGER, op="+", args=(length, literal(1))))
    op = "**" if term.op == "product" else "*"
    return Apply(type=term.type, op=op, args=(term.body, length))
