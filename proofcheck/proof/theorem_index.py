"""The theorems of the calculus by the operator of the side that they are applied to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, count

from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.estimates.theorems import Reading, Theorem, read
from proofcheck.inference.estimates.unify import Binding, instance, unify
from proofcheck.language.dims import is_integer
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Bind, Node, Num, Var, free_names, walk
from proofcheck.language.types import shape_of

Head = tuple[str, str]
_WHOLE = frozenset(["+", "-", "*", "neg"])  # integers of these are compared as polynomials


def head(node: Node) -> Head:
    """What a term is at its root: operator and kind of norm."""
    match node:
        case Apply(op=op, options=options):
            kind = dict(options).get("kind")
            return op, kind if isinstance(kind, str) else ""
        case Bind(op=op):
            return op, "bind"
        case Num(value=value):
            return "number", str(value)
    return type(node).__name__, ""


@dataclass(frozen=True, slots=True)
class Use:
    """A relation of a theorem read from one side to the other: `op` is that of the theorem, `up` if it grows."""

    stated: Theorem
    reading: Reading
    source: Node
    target: Node
    op: str
    up: bool
    makes: frozenset[str]  # functions of the other side that this one does not have


def _functions(node: Node) -> frozenset[str]:
    return frozenset(
        n.op for n in walk(node) if isinstance(n, Apply) and n.op in VOCABULARY and n.op.isalpha() and _slope(n.op)
    )


def _slope(op: str) -> bool:
    return VOCABULARY[op].entrywise and bool(VOCABULARY[op].derivatives)


@cache
def _uses() -> dict[Head, tuple[Use, ...]]:
    found: dict[Head, list[Use]] = {}
    for stated in THEOREMS:
        reading = read(stated)
        relation = reading.conclusion
        if not isinstance(relation, Apply) or relation.op not in ("<", "<=", "==", ">", ">="):
            continue
        low, high = relation.args if relation.op in ("<", "<=", "==") else relation.args[::-1]
        op = relation.op.replace(">", "<")
        for source, target, up in ((low, high, True), (high, low, False)):
            if not isinstance(source, Var | Num):
                found.setdefault(head(source), []).append(
                    Use(stated, reading, source, target, op, up, _functions(target) - _functions(source))
                )
    return {key: tuple(uses) for key, uses in found.items()}


def uses(term: Node) -> tuple[Use, ...]:
    """The theorems with a side that may look like a term."""
    return _uses().get(head(term), ())


def may_fit(pattern: Node, term: Node) -> bool:
    """Whether a term has the operators of a pattern, before anything is put for variables."""
    if not isinstance(pattern, Apply) or (is_integer(pattern.type) and pattern.op in _WHOLE):
        return True
    if not isinstance(term, Apply) or pattern.op != term.op or len(pattern.args) != len(term.args):
        return False
    if pattern.options != term.options and not any(isinstance(v, Node) for _, v in pattern.options):
        return False
    return all(map(may_fit, pattern.args, term.args))


@cache
def _closers() -> dict[Head, tuple[tuple[Theorem, Reading], ...]]:
    found: dict[Head, list[tuple[Theorem, Reading]]] = {}
    for stated in THEOREMS:
        reading = read(stated)
        relation = reading.conclusion
        if isinstance(relation, Apply):
            sides = relation.args if relation.op not in (">", ">=") else relation.args[::-1]
            for side in sides if relation.op == "==" else sides[:1]:
                found.setdefault(head(side), []).append((stated, reading))
            if len(sides) == 1:
                found.setdefault((relation.op, ""), []).append((stated, reading))
    return {key: tuple(dict.fromkeys(pairs)) for key, pairs in found.items()}


def closers(smaller: Node) -> tuple[tuple[Theorem, Reading], ...]:
    """The theorems whose smaller side may look like a term, or a pattern variable."""
    return (*_closers().get(head(smaller), ()), *_closers().get(("Var", ""), ()))


def predicates(op: str) -> Iterator[tuple[Theorem, Reading]]:
    """The theorems that conclude a predicate."""
    for stated, reading in _closers().get((op, ""), ()):
        if isinstance(reading.conclusion, Apply) and reading.conclusion.op == op:
            yield stated, reading


def applied(use: Use, term: Node, taken: frozenset[str]) -> tuple[Binding, Node] | None:
    """What a theorem makes of a term: what stands for its variables, and the other side; None where it does not fit.

    Names that the other side binds differ from those in `taken`; they are the term's own where it has some.
    """
    if not may_fit(use.source, term):
        return None
    binding = Binding.of(use.reading.variables)
    if not unify(use.source, term, binding) or not binding.settled():
        return None
    own = [name for name, _ in binding.functions.values()]
    used = taken | free_names(term)
    chosen: dict[str, str] = {}

    def rename(name: str) -> str:
        if name not in chosen:
            base = own[0].rstrip("0123456789").rstrip("_") if own else name
            names = chain((base,), (f"{base}_{k}" for k in count(2)))
            chosen[name] = next(n for n in names if n not in used and n not in chosen.values())
        return chosen[name]

    try:
        return binding, instance(use.target, binding, rename)
    except KeyError:
        return None


@cache
def weight(node: Node) -> int:
    """How much there is to a term: arrays weigh more than numbers, so that norms of simple things are simple."""
    total = 0
    for part in walk(node):
        total += 1 + 2 * bool(shape_of(part.type))
        if isinstance(part, Apply):
            total += bool(part.options) + (part.op == "@")
    return total
