"""Theorems written in the claim language: read once, and matched against what a step concludes.

A theorem is a closed statement about variables of given types. A conclusion is an instance of it when something of the
right type can be put for each variable so that both say the same, and every adjective, domain and condition of the
theorem is known of what was put there. Arrays are real and no axis is empty, as the types of the theorem say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from proofcheck.inference.context import Context, known
from proofcheck.inference.estimates.unify import Binding, instance, unify
from proofcheck.inference.properties import has
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.inference.table import Rule
from proofcheck.language.dims import expression
from proofcheck.language.elaborate import elaborate_claim
from proofcheck.language.parse import parse, parse_type
from proofcheck.language.statement import Given
from proofcheck.language.syntax import STypeSpec
from proofcheck.language.tree import Apply, Node, Num
from proofcheck.language.types import BOOLEAN, INTEGER, Array, Function
from proofcheck.source import Fragment, Span

# What the names of a theorem stand for unless it says otherwise.
VARIABLES: Mapping[str, str] = {
    **dict.fromkeys("AB", "matrix[m, n]"),
    "C": "matrix[n, p]",
    **dict.fromkeys("MN", "matrix[n, n]"),
    **dict.fromkeys("ST", "symmetric matrix[n, n]"),
    **dict.fromkeys("PQ", "positive semidefinite matrix[n, n]"),
    "G": "positive definite matrix[n, n]",
    "U": "orthogonal matrix[n, n]",
    "V": "orthogonal matrix[m, m]",
    "J": "invertible matrix[n, n]",
    "K": "invertible matrix[n, n]",
    **dict.fromkeys("xyz", "vector[n]"),
    "u": "vector[m]",
    **dict.fromkeys("ab", "real >= 0"),
    **dict.fromkeys("cd", "real"),
    **dict.fromkeys("ij", "integer in 1..n"),
    **dict.fromkeys("mnp", "integer >= 1"),
    "k": "integer >= 0",
    **dict.fromkeys(("lo", "hi"), "integer"),
    **dict.fromkeys("fg", "function(integer) -> real"),
    "F": "function(integer) -> matrix[n, n]",
}


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ONE = Num(type=INTEGER, value=Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Theorem:
    """A relation or predicate that holds for all values of its variables that satisfy `when`.

    `name`: the field's term. `given`: types of variables that differ from `VARIABLES`.
    """

    name: str
    statement: str
    when: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A theorem as trees."""

    variables: tuple[Given, ...]
    conditions: tuple[Node, ...]
    conclusion: Node


def theorem(name: str, statement: str, *when: str, **given: str) -> Theorem:
    return Theorem(name=name, statement=statement, when=when, given=tuple(given.items()))


@lru_cache(maxsize=1024)
def read(stated: Theorem) -> Reading:
    """The trees of a theorem. Errors: ValueError where its text does not elaborate."""
    texts = {**VARIABLES, **dict(stated.given)}
    given: list[tuple[str, Span, STypeSpec]] = []
    for name in mentioned((stated.statement, *stated.when), texts):
        spec = parse_type(Fragment.whole(texts[name]))
        given.append((name, spec.span, spec))
    relation = parse(Fragment.whole(stated.statement))
    found = elaborate_claim(
        given=given,
        assumptions=[parse(Fragment.whole(w)) for w in stated.when],
        relations=[(relation, stated.statement)],
    )
    if found.problems or found.fault is not None or len(found.links) != 1:
        raise ValueError(f"`{stated.statement}`: {[p.message for p in found.problems]}")
    return Reading(variables=found.given, conditions=found.assumptions, conclusion=found.links[0].node)


def mentioned(sources: Sequence[str], texts: Mapping[str, str]) -> list[str]:
    """The variables in these texts, and those in their types."""
    found: dict[str, None] = {}
    waiting = list(sources)
    while waiting:
        for name in _NAME.findall(waiting.pop()):
            if name in texts and name not in found:
                found[name] = None
                waiting.append(texts[name])
    return list(found)


def concludes(stated: Theorem, context: Context, premises: Sequence[Node], body: Node) -> bool:
    """Whether the body is an instance of the theorem whose conditions are known."""
    reading = read(stated)
    for pattern in _forms(reading.conclusion):
        for goal in _forms(body):
            if not _implies(pattern, goal):
                continue
            binding = _sides(reading, pattern, goal)
            if binding is not None and satisfied(reading, binding, context, premises):
                return True
    return False


def _sides(reading: Reading, pattern: Node, goal: Node) -> Binding | None:
    if not isinstance(pattern, Apply) or not isinstance(goal, Apply) or len(pattern.args) != len(goal.args):
        return None
    binding = Binding.of(reading.variables)
    for p, g in zip(pattern.args, goal.args, strict=True):
        if not unify(p, g, binding):
            return None
    return binding if binding.settled() else None


def _forms(relation: Node) -> tuple[Node, ...]:
    """A relation read from the smaller side to the larger; an equation both ways."""
    if isinstance(relation, Apply) and len(relation.args) == 2:
        a, b = relation.args
        if relation.op in (">", ">="):
            return (Apply(type=BOOLEAN, op=relation.op.replace(">", "<"), args=(b, a)),)
        if relation.op == "==":
            return relation, Apply(type=BOOLEAN, op="==", args=(b, a))
    return (relation,)


def _implies(stated: Node, wanted: Node) -> bool:
    """Whether the operator of a theorem gives that of a conclusion with the same sides."""
    if not isinstance(stated, Apply) or not isinstance(wanted, Apply):
        return False
    return wanted.op == stated.op or (wanted.op == "<=" and stated.op in ("==", "<"))


def satisfied(reading: Reading, binding: Binding, context: Context, premises: Sequence[Node]) -> bool:
    """Whether types, adjectives, domains and conditions are known of what stands for the variables."""
    return all(known_condition(context, premises, fact) for fact in requirements(reading, binding)) and all(
        has(context, premises, adjective, node) for adjective, node in adjectives(reading, binding)
    )


def adjectives(reading: Reading, binding: Binding) -> list[tuple[str, Node]]:
    """What a theorem asks of the arrays: pairs of an adjective and what stands for the variable."""
    return [
        (adjective, binding.nodes[given.name])
        for given in reading.variables
        if given.name in binding.nodes
        for adjective in given.properties
    ]


def requirements(reading: Reading, binding: Binding) -> list[Node]:
    """The relations that a theorem supposes: domains of its scalars and sizes, and its conditions."""
    found: list[Node] = []
    for given in reading.variables:
        if isinstance(given.type, Array | Function):
            if given.domain.lower is not None and given.name in binding.nodes:
                found.append(_ordered(given, binding.nodes[given.name], binding))
            continue
        value = binding.value(given.name)
        if value is None:
            continue
        if given.domain.lower is not None:
            found.append(_ordered(given, value, binding))
        if given.domain.upper is not None:
            op = "<" if given.domain.upper_open else "<="
            found.append(Apply(type=BOOLEAN, op=op, args=(value, instance(given.domain.upper, binding))))
    for dim in binding.dimensions():
        found.append(Apply(type=BOOLEAN, op="<=", args=(_ONE, expression(dim))))
    found += [instance(condition, binding) for condition in reading.conditions]
    return found


def _ordered(given: Given, value: Node, binding: Binding) -> Node:
    assert given.domain.lower is not None
    op = "<" if given.domain.lower_open else "<="
    return Apply(type=BOOLEAN, op=op, args=(instance(given.domain.lower, binding), value))


def known_condition(context: Context, premises: Sequence[Node], fact: Node) -> bool:
    """Whether a condition is known, or read off the sign of a term."""
    if isinstance(fact, Apply) and len(fact.args) == 2:
        low, high = fact.args if fact.op in ("<", "<=") else fact.args[::-1]
        zero = isinstance(low, Num) and low.value == 0
        if zero and fact.op in ("<=", ">=") and nonnegative(context, premises, high):
            return True
        if zero and fact.op in ("<", ">") and positive(context, premises, high):
            return True
    return known(context, premises, fact)


def rules_of(theorems: Sequence[Theorem]) -> tuple[Rule, ...]:
    """One rule for each name: a conclusion is an instance of one of the theorems of that name."""
    grouped: dict[str, list[Theorem]] = {}
    for stated in theorems:
        grouped.setdefault(stated.name, []).append(stated)
    return tuple(_rule(name, tuple(group)) for name, group in grouped.items())


def _rule(name: str, group: tuple[Theorem, ...]) -> Rule:
    def check(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
        return any(concludes(stated, context, premises, body) for stated in group)

    return Rule(name=name, check=check, statement="; ".join(t.statement for t in group))
