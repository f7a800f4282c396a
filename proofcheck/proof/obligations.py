"""What has to be shown on the way: facts at hand, conditions of theorems, predicates, relations that close a chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from proofcheck.inference.context import Context
from proofcheck.inference.estimates.theorems import Reading, adjectives, known_condition, requirements
from proofcheck.inference.estimates.unify import Binding, unify
from proofcheck.inference.matching import canonical, same
from proofcheck.inference.matching import number as number_of
from proofcheck.inference.properties import has
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Bind, Node, bound_names, free_names, walk
from proofcheck.language.types import BOOLEAN, shape_of
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.theorem_index import closers, may_fit, predicates

_MATRIX_PREDICATES = {"positive semidefinite": "is_psd", "symmetric": "is_symmetric"}
_ARITHMETIC = frozenset(["+", "-", "*", "/", "**", "neg", "if", "@"])
_SIZES = frozenset(["sigma_min", "sigma_max", "lambda_min", "lambda_max", "det", "trace", "condition", "norm"])
_EXTREMES = frozenset(["norm", "max_abs", "sum", "mean", "max", "min"])


@dataclass(slots=True)
class Obligations:
    """The derivation so far, and what was asked of it."""

    derivation: Derivation
    depth: int = 2
    left: int = 3000  # terms that may still be looked at
    known_facts: list[int] = field(default_factory=list)
    supposed: dict[tuple[Node, ...], list[int]] = field(default_factory=dict)
    signs: dict[int, Node] = field(default_factory=dict)  # steps that say that a term is not negative
    met: dict[object, int | None] = field(default_factory=dict)  # conditions asked before; -1: known without a step

    def facts(self, context: Context) -> Sequence[int]:
        """The numbers of the assumptions, as they are and simplified, and of what is supposed in a place."""
        return [*self.known_facts, *self.supposed.get(context.hypotheses, ())]

    def formula(self, number: int) -> Node:
        return self.derivation.formulas[number]

    def conclude(self, context: Context, rule: str, body: Node, premises: Sequence[int] = ()) -> int | None:
        return self.derivation.conclude(context, rule, body, premises)

    def conditions(self, context: Context, reading: Reading, binding: Binding) -> tuple[int, ...] | None:
        """The steps that show what a theorem supposes; None where something is not shown."""
        found: list[int] = []
        try:
            wanted = requirements(reading, binding)
        except KeyError:
            return None
        for fact in wanted:
            number = self._once((context.binders, context.hypotheses, fact), partial(self._fact, context, fact))
            if number is None:
                return None
            found.append(number)
        for adjective, node in adjectives(reading, binding):
            key = (context.binders, context.hypotheses, adjective, node, self.depth)
            number = self._once(key, partial(self._adjective, context, adjective, node))
            if number is None:
                return None
            found.append(number)
        return tuple(n for n in found if n >= 0)

    def _once(self, key: object, show: Callable[[], int | None]) -> int | None:
        if key not in self.met:
            self.met[key] = show()
        return self.met[key]

    def _fact(self, context: Context, fact: Node) -> int | None:
        """A relation that a theorem supposes: known, or concluded by one simple rule."""
        if known_condition(context, (), fact):
            return -1
        if not isinstance(fact, Apply) or any(shape_of(a.type) for a in fact.args):
            return None
        if fact.op not in ("<", "<=", ">", ">="):
            return None
        number = self.conclude(context, "given", fact, self.known_facts)
        return self.conclude(context, "term by term", fact) if number is None else number

    def _adjective(self, context: Context, adjective: str, node: Node) -> int | None:
        if has(context, (), adjective, node):
            return -1
        if adjective not in _MATRIX_PREDICATES:
            return None
        return self.predicate(context, Apply(type=BOOLEAN, op="is_psd", args=(node,)))

    def predicate(self, context: Context, body: Apply) -> int | None:
        """A step that concludes a predicate of a matrix."""
        if self.depth <= 0:
            return None
        self.depth -= 1
        try:
            for stated, reading in predicates(body.op):
                assert isinstance(reading.conclusion, Apply)
                binding = Binding.of(reading.variables)
                if not unify(reading.conclusion.args[0], body.args[0], binding) or not binding.settled():
                    continue
                premises = self._unless_itself(context, body, reading, binding)
                if premises is None:
                    continue
                number = self.conclude(context, stated.name, body, premises)
                if number is not None:
                    return number
            return None
        finally:
            self.depth += 1

    def of_form(self, context: Context, body: Apply, form: Node) -> int | None:
        """A predicate of a derivative from that of its matrix form."""
        number = self.predicate(context, Apply(type=BOOLEAN, op=body.op, args=(form,)))
        equal = Apply(type=BOOLEAN, op="==", args=(body.args[0], form))
        same_ = None if number is None else self.conclude(context, "index normal form", equal)
        if number is None or same_ is None:
            return None
        return self.conclude(context, "equal matrices", body, (number, same_))

    def _unless_itself(
        self, context: Context, body: Apply, reading: Reading, binding: Binding
    ) -> tuple[int, ...] | None:
        """The conditions, unless the theorem supposes what it concludes."""
        for adjective, node in adjectives(reading, binding):
            if (
                adjective == "positive semidefinite"
                and same(node, body.args[0])
                and not has(context, (), adjective, node)
            ):
                return None
        return self.conditions(context, reading, binding)

    def nonnegative(self, context: Context, term: Node) -> bool:
        """Whether a scalar is at least 0, by its form or as a function of reals; then a step says so."""
        if nonnegative(context, (), term) or self._stated(context, term, "<="):
            return True
        return (
            self._once((context.binders, context.hypotheses, "sign", term), lambda: self._sign(context, term))
            is not None
        )

    def positive(self, context: Context, term: Node) -> bool:
        """Whether a scalar is above 0, by its form or by a theorem; then a step says so."""
        if positive(context, (), term):
            return True
        if isinstance(term, Apply) and term.op == "+":
            a, b = term.args
            return any(self.positive(context, x) and self.nonnegative(context, y) for x, y in ((a, b), (b, a)))
        return self._stated(context, term, "<")

    def _stated(self, context: Context, term: Node, op: str) -> bool:
        """Whether a theorem says that a size is above 0, or at least 0."""
        if not isinstance(term, Apply) or term.op not in _SIZES or shape_of(term.type):
            return False
        key = (context.binders, context.hypotheses, op, term)
        return self._once(key, lambda: self._by_size(context, term, op)) is not None

    def _by_size(self, context: Context, term: Node, op: str) -> int | None:
        number = self._by_theorem(context, Apply(type=BOOLEAN, op=op, args=(literal(0), term)))
        if number is not None:
            self.signs[number] = term
        return number

    def _sign(self, context: Context, term: Node, op: str = "<=") -> int | None:
        if shape_of(term.type) or not _may_have_range(term):
            return None
        body = Apply(type=BOOLEAN, op=op, args=(literal(0), term))
        number = self.conclude(context, "real arithmetic", body)
        if number is not None:
            self.signs[number] = term
        return number

    def signs_of(self, side: Node) -> list[int]:
        """The steps on signs of terms in a side."""
        inside = {canonical(n) for n in walk(side)} if self.signs else set()
        return [n for n, term in self.signs.items() if canonical(term) in inside]

    def _of_factors(self, context: Context, body: Apply) -> int | None:
        """0 < ∏ e or 0 ≤ Σ e where 0 < e or 0 ≤ e for each factor or term."""
        whole = body.args[1]
        if isinstance(whole, Bind) and whole.op in ("product", "sum") and number_of(body.args[0]) == 0:
            inner = self._sign(context.under(whole.binders), whole.body, body.op)
            return None if inner is None else self.conclude(context, "sign", body, (inner,))
        return None

    def directly(self, context: Context, body: Apply) -> int | None:
        """A step that concludes a relation by one rule."""
        left, right = body.args
        if same(left, right) and body.op != "<":
            return self.conclude(context, "term by term", body)
        if (number := self.conclude(context, "given", body, self.known_facts)) is not None:
            return number
        if not shape_of(left.type) and not shape_of(right.type):
            for part in (*walk(left), *walk(right)):
                if isinstance(part, Apply) and part.op in _SIZES and free_names(part).isdisjoint(_inner(body)):
                    self.positive(context, part)
            signs = [*self.signs_of(left), *self.signs_of(right)]
            if (number := self.conclude(context, "term by term", body, signs)) is not None:
                return number
            if (number := self.conclude(context, "sign", body)) is not None:
                return number
            if (number := self._of_factors(context, body)) is not None:
                return number
        if (number := self._by_theorem(context, body)) is not None:
            return number
        if _entrywise(left, right) or _entrywise(right, left):
            return self.conclude(context, "entry by entry", body)
        return None

    def _by_theorem(self, context: Context, body: Apply) -> int | None:
        for stated, reading in closers(body.args[0]):
            conclusion = reading.conclusion
            if not isinstance(conclusion, Apply) or len(conclusion.args) != 2:
                continue
            for low, high in _senses(conclusion, body.op):
                if not may_fit(low, body.args[0]) or not may_fit(high, body.args[1]):
                    continue
                binding = Binding.of(reading.variables)
                if not unify(low, body.args[0], binding) or not unify(high, body.args[1], binding):
                    continue
                premises = self.conditions(context, reading, binding) if binding.settled() else None
                if premises is None:
                    continue
                number = self.conclude(context, stated.name, body, premises)
                if number is not None:
                    return number
        return None


def _entrywise(side: Node, other: Node) -> bool:
    """Whether a side is an array, or a norm, sum or extreme of a function of entries, to compare with its like."""
    if shape_of(side.type):
        return True
    if not isinstance(side, Apply) or side.op not in _EXTREMES or len(side.args) != 1:
        return False
    if not isinstance(side.args[0], Apply | Bind):
        return False
    alike = isinstance(other, Apply) and (other.op, other.options) == (side.op, side.options)
    return alike or not any(shape_of(n.type) for n in walk(other))


def _inner(body: Node) -> frozenset[str]:
    """Names bound inside a formula."""
    return frozenset(name for part in walk(body) for name in bound_names(part))


def _may_have_range(term: Node) -> bool:
    """Whether a term is arithmetic of a few functions of reals, so that its range may be seen."""
    every = list(walk(term)) if isinstance(term, Apply) and term.op in ("*", "-", "+", "/", "**", "if") else []
    functions = [n for n in every if isinstance(n, Apply) and n.op not in _ARITHMETIC]
    known = all(n.op in VOCABULARY and VOCABULARY[n.op].range and VOCABULARY[n.op].entrywise for n in functions)
    sums = any(isinstance(n, Apply) and n.op in ("+", "-") for n in every[:1])
    return (sums or len(functions) > 0) and len(functions) <= 3 and known and len(every) <= 30


def _senses(conclusion: Apply, op: str) -> list[tuple[Node, Node]]:
    """The sides of a theorem that gives a relation with this operator, in its order."""
    low, high = conclusion.args if conclusion.op in ("<", "<=", "==") else conclusion.args[::-1]
    stated = conclusion.op.replace(">", "<")
    if stated == "==":
        return [(low, high), (high, low)] if op in ("==", "<=") else []
    return [(low, high)] if stated == op or op == "<=" else []
