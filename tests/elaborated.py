"""Short ways from text to elaborated claims, for the tests of the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proofcheck.errors import Problem
from proofcheck.language.elaborate import Elaborated, elaborate_claim
from proofcheck.language.parse import parse, parse_head, parse_type
from proofcheck.language.show import show
from proofcheck.language.tree import Node
from proofcheck.source import Fragment


def claim(
    given: Mapping[str, str] | None = None,
    let: Sequence[tuple[str, str]] = (),
    assume: Sequence[str] = (),
    relations: str | Sequence[str] = (),
    layout: str = "numerator",
) -> Elaborated:
    """The elaborated claim of these texts, each a source of its own."""
    texts = [relations] if isinstance(relations, str) else relations
    return elaborate_claim(
        given=[
            (n, parse_head(Fragment.whole(n)).span, parse_type(Fragment.whole(t))) for n, t in (given or {}).items()
        ],
        definitions=[(parse_head(Fragment.whole(head)), parse(Fragment.whole(body))) for head, body in let],
        assumptions=[parse(Fragment.whole(text)) for text in assume],
        relations=[(parse(Fragment.whole(text)), text) for text in texts],
        layout=layout,
    )


def value(text: str, given: Mapping[str, str] | None = None, let: Sequence[tuple[str, str]] = ()) -> Node:
    """The tree of an expression over these variables: a definition of its own, so that it can have any type."""
    found = claim(given, [*let, ("the_value", text)])
    assert not found.problems, found.problems[0].message
    return next(d for d in found.definitions if d.name == "the_value").body  # type: ignore[union-attr]


def written(text: str, given: Mapping[str, str] | None = None, let: Sequence[tuple[str, str]] = ()) -> str:
    """An expression elaborated and shown again."""
    return show(value(text, given, let))


def only(found: Elaborated) -> tuple[str, str, str]:
    """Message, marked text and hint of the one problem of a claim."""
    (problem,) = found.problems
    return parts(problem)


def parts(problem: Problem) -> tuple[str, str, str]:
    return problem.message, problem.span.text if problem.span else "", problem.hint
