"""From what a user wrote to what it means: `elaborate` for one expression, `elaborate_claim` for a whole statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proofcheck.errors import ClaimError, Problem, ShapeError
from proofcheck.language import terms
from proofcheck.language.declare import declare
from proofcheck.language.definitions import define
from proofcheck.language.faults import surely_differ
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.renaming import unique
from proofcheck.language.rules import named
from proofcheck.language.scope import Broken, Names, Scope, Signature
from proofcheck.language.signature import Vocabulary
from proofcheck.language.statement import Definition, Fault, Given, Link, Recurrence
from proofcheck.language.syntax import SChain, SHead, STypeSpec, Syntax
from proofcheck.language.terms import elaborate
from proofcheck.language.tree import Node, bound_names, walk
from proofcheck.language.types import BOOLEAN
from proofcheck.source import Span

__all__ = ["Elaborated", "Scope", "elaborate", "elaborate_claim", "scope_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elaborated:
    """The pieces of a `Claim` that come from its text.

    `given` holds the declared variables and the implicit `integer >= 1` ones of dimensions, each after the names that
    its type uses. With `problems` not empty the rest is incomplete and the claim is a collection error. With a
    `fault` (shapes that do not fit inside the relation itself) `links` is empty and the claim is refuted as it stands.
    """

    given: tuple[Given, ...] = ()
    definitions: tuple[Definition | Recurrence, ...] = ()
    assumptions: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    fault: Fault | None = None
    problems: tuple[Problem, ...] = ()


def scope_of(
    given: Iterable[Given] = (),
    definitions: Iterable[Definition | Recurrence] = (),
    *,
    layout: str = "numerator",
    vocabulary: Vocabulary = VOCABULARY,
) -> Scope:
    """The scope of a claim's variables and definitions, to elaborate more text in; no new name clashes with theirs."""
    given, definitions = tuple(given), tuple(definitions)
    values = {d.name: d.body for d in definitions if isinstance(d, Definition)}
    recurrences = {
        d.name: Signature(arity=len(d.cases[0].pattern), type=d.type, boxed=bool(d.box))
        for d in definitions
        if isinstance(d, Recurrence)
    }
    names = Names({d.name for d in definitions} | _bound_in(definitions))
    scope = Scope(
        reader=elaborate, names=names, layout=layout, vocabulary=vocabulary, values=values, recurrences=recurrences
    )
    for g in given:
        scope = scope.declaring(g)
    return scope


def _bound_in(definitions: Iterable[Definition | Recurrence]) -> set[str]:
    found: set[str] = set()
    for d in definitions:
        bodies = (d.body,) if isinstance(d, Definition) else tuple(c.body for c in d.cases)
        if isinstance(d, Recurrence):
            found.update(p for c in d.cases for p in c.pattern if isinstance(p, str))
        for body in bodies:
            for node in walk(body):
                found.update(bound_names(node))
    return found


def elaborate_claim(
    *,
    given: Sequence[tuple[str, Span, STypeSpec]] = (),
    definitions: Sequence[tuple[SHead, Syntax]] = (),
    assumptions: Sequence[Syntax] = (),
    relations: Sequence[tuple[Syntax, str]] = (),
    layout: str = "numerator",
    vocabulary: Vocabulary = VOCABULARY,
) -> Elaborated:
    """The pieces of a claim from its parsed parts, and every problem in them (at most one per part); it never raises.

    `given`: name, where the name stands, its type. `definitions`: heads and bodies of `let`, in the order written
    (shared ones first, after replacement by the claim's own). `relations`: each entry of `claim` with its text as
    written; a chain `a == b <= c` becomes one link per comparison.
    """
    problems: list[Problem] = []
    scope = Scope(reader=elaborate, layout=layout, vocabulary=vocabulary)
    scope = declare(given, scope, problems)
    scope, defined = define(definitions, scope, problems)
    assumed: list[Node] = []
    for syntax in assumptions:
        try:
            node = unique(scope.node(syntax), scope.names, scope.givens)
            assumed.append(_statement(node, "an assumption"))
        except ClaimError as e:
            _report(e, problems)
    links: list[Link] = []
    fault: Fault | None = None
    for syntax, text in relations:
        try:
            links.extend(_links(syntax, text, scope))
        except ShapeError as e:
            found = _fault(e, scope, assumed, problems)
            fault = fault or found
        except ClaimError as e:
            _report(e, problems)
    return Elaborated(
        given=tuple(scope.givens.values()),
        definitions=defined,
        assumptions=tuple(assumed),
        links=() if fault is not None or problems else tuple(links),
        fault=fault,
        problems=tuple(dict.fromkeys(problems)),
    )


def _report(error: ClaimError, problems: list[Problem]) -> None:
    if not isinstance(error, Broken):
        problems.append(error.problem)


def _fault(error: ShapeError, scope: Scope, assumed: Sequence[Node], problems: list[Problem]) -> Fault | None:
    """A statement whose shapes do not fit is wrong, if its sizes may really differ; else it cannot be read."""
    problem = error.problem
    if not surely_differ(error, scope.givens.values(), assumed):
        hint = "declare both with the same name"
        message = f"{problem.message}, unless an assumption makes them equal"
        problems.append(Problem(message=message, span=problem.span, hint=hint))
        return None
    return Fault(message=problem.message, condition=error.condition, span=problem.span)


def _links(syntax: Syntax, text: str, scope: Scope) -> list[Link]:
    if not isinstance(syntax, SChain) or len(syntax.ops) == 1:
        node = unique(scope.node(syntax), scope.names, scope.givens)
        return [Link(node=_statement(node, "a claim"), text=" ".join(text.split()))]
    nodes = [unique(n, scope.names, scope.givens) for n in terms.chain(syntax, scope)]
    texts = [" ".join(terms.chain_span(syntax, k).text.split()) for k in range(len(nodes))]
    return [Link(node=n, text=t) for n, t in zip(nodes, texts, strict=True)]


def _statement(node: Node, what: str) -> Node:
    if node.type != BOOLEAN:
        hint = "compare it with something, as in `… == 0`"
        raise ClaimError(Problem(message=f"{what} is a relation, not {named(node.type)}", span=node.span, hint=hint))
    return node
