"""Equations among the assumptions and hypotheses, as forms that are 0 for all values of some indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from proofcheck.indexed import properties
from proofcheck.indexed.algebra import within_shape
from proofcheck.indexed.properties import Equation
from proofcheck.indexed.reading import Reader, Scope
from proofcheck.indexed.terms import Abstract, Form, TooMany
from proofcheck.language.tree import Apply, Bind, Node, Range, Var
from proofcheck.language.types import Dim, Kind, Scalar, kind_of, shape_of
from proofcheck.meaning import NoMeaning

Legs = tuple[tuple[str, Dim], ...]


def adjectives(facts: Iterable[Node]) -> dict[str, frozenset[str]]:
    """Adjectives of variables that the facts spell out: `A.T == A`, `A.T @ A == eye(n)`, `is_psd(A)`, …"""
    found: dict[str, frozenset[str]] = {}
    for fact in facts:
        for name, word in _adjectives(fact):
            found[name] = found.get(name, frozenset()) | {word}
    return found


_PREDICATES = {"is_symmetric": "symmetric", "is_psd": "positive semidefinite", "is_orthogonal": "orthogonal"}


def _adjectives(fact: Node) -> Iterator[tuple[str, str]]:
    match fact:
        case Apply(op="and", args=args):
            for part in args:
                yield from _adjectives(part)
        case Apply(op=op, args=(Var(name=name) as v,)) if op in _PREDICATES and _is_square(v):
            yield name, _PREDICATES[op]
        case Apply(op="==", args=(left, right)):
            for one, other in ((left, right), (right, left)):
                match one, other:
                    case Apply(op="transpose", args=(Var(name=a),)), Var(name=b) if a == b:
                        yield a, "symmetric"
                    case Apply(op="transpose", args=(Var(name=a),)), Apply(op="neg", args=(Var(name=b),)) if a == b:
                        yield a, "skew"
                    case Apply(op="@", args=(first, second)), Apply(op="eye"):
                        yield from _orthogonal(first, second)


def _orthogonal(first: Node, second: Node) -> Iterator[tuple[str, str]]:
    """Of a square array one side is enough."""
    match (first, second):
        case (Apply(op="transpose", args=(Var(name=a) as v,)), Var(name=b)) | (
            Var(name=b),
            Apply(op="transpose", args=(Var(name=a) as v,)),
        ) if a == b and _is_square(v):
            yield a, "orthogonal"


def _is_square(node: Node) -> bool:
    shape = shape_of(node.type)
    return len(shape) == 2 and shape[0] == shape[1] and kind_of(node.type) is not Kind.COMPLEX


def zeros_of(r: Reader, hypotheses: Iterable[Node], form: Form) -> tuple[Abstract, ...]:
    """The arrays that are 0 by adjectives, assumptions and hypotheses, of those that share a symbol with the form."""
    every = [*equations(r, (*r.claim.assumptions, *hypotheses)), *properties.equations(r.x, r.claim.declared)]
    symbols, found = set(form.symbols), list[Equation]()
    for _ in every:
        linked = [e for e in every if e not in found and not symbols.isdisjoint(e.form.symbols)]
        if not linked:
            break
        found += linked
        symbols.update(*(e.form.symbols for e in linked))
    return tuple(r.x.abstract([n for n, _ in e.legs], [d for _, d in e.legs], e.form) for e in found)


def equations(r: Reader, facts: Iterable[Node]) -> Iterator[Equation]:
    """What the facts say that are equations of reals; the others, and those without index meaning, say nothing here."""
    for fact in facts:
        try:
            yield from _of(r, fact, Scope(), ())
        except (NoMeaning, TooMany):
            continue


def _of(r: Reader, fact: Node, scope: Scope, legs: Legs) -> Iterator[Equation]:
    match fact:
        case Apply(op="and", args=args):
            for part in args:
                yield from _of(r, part, scope, legs)
        case Bind(op="forall", binders=binders, body=body):
            for b in binders:
                if not isinstance(b, Range) or b.filter is not None or b.step != 1:
                    return
                if r.index(b.lower, scope) != Dim.ONE:
                    return
                name = r.x.fresh()
                legs = (*legs, (name, r.index(b.upper, scope)))
                scope = r.kept(scope.binding(b.name, Dim.of(name)))
            yield from _of(r, body, scope, legs)
        case Apply(op="==", args=(left, right)):
            yield from _equation(r, left, right, scope, legs)
            for one, other in ((left, right), (right, left)):
                match one, other:
                    case Apply(op="@", args=(first, last)), Apply(op="eye") if _is_square(first) and _is_square(last):
                        yield from _equation(r, replace(one, args=(last, first)), other, scope, legs)


def _equation(r: Reader, left: Node, right: Node, scope: Scope, legs: Legs) -> Iterator[Equation]:
    if left.type == right.type == Scalar(Kind.INTEGER):
        return
    if {kind_of(left.type), kind_of(right.type)} & {Kind.BOOLEAN, Kind.COMPLEX}:
        return
    shape = r.shape(left if shape_of(left.type) else right, scope)
    own = tuple((r.x.fresh(), length) for length in shape)
    every = (*legs, *own)
    with r.x.given(within_shape([n for n, _ in every], [d for _, d in every])):
        sides = [
            r.entry(side, tuple(Dim.of(n) for n, _ in own) if shape_of(side.type) else (), scope)
            for side in (left, right)
        ]
        yield Equation(form=r.x.sub(*sides), legs=every)
