"""Text to surface tree: the ways into the parser, one for each kind of text.

Nothing is evaluated, and length, depth, digits and nodes are bounded, so any text gives a tree or a ClaimError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from proofcheck.language.cursor import RELATIONS
from proofcheck.language.expressions import INFIX, Parser
from proofcheck.language.lex import DEFAULT_LIMITS, Limits
from proofcheck.language.parse_types import ABOVE_RELATION
from proofcheck.language.syntax import SDomain, SHead, STypeSpec, Syntax, children
from proofcheck.source import Fragment, Span

S = TypeVar("S", bound=Syntax)


def parse(fragment: Fragment, limits: Limits = DEFAULT_LIMITS) -> Syntax:
    """The tree of an expression or relation. Raises ClaimError."""
    return _read(fragment, limits, Parser.expression)


def parse_text(text: str, limits: Limits = DEFAULT_LIMITS) -> Syntax:
    """The tree of an expression that is a source of its own. Raises ClaimError."""
    return parse(Fragment.whole(text), limits)


def parse_step(fragment: Fragment, limits: Limits = DEFAULT_LIMITS) -> tuple[str, Span, Syntax]:
    """One line of a derivation, `<= e`: the relation, its place, and the right side. Raises ClaimError."""
    parser = Parser(fragment, limits)
    op = parser.accept(*RELATIONS, "=>", "<=>")
    if op is None:
        raise parser.unexpected("start the step with a relation, as in `== e`")
    right = parser.expression(INFIX[op.text][1] if op.text in INFIX else ABOVE_RELATION)
    _finish(parser, right)
    return op.text, parser.at(op), right


def parse_type(fragment: Fragment, limits: Limits = DEFAULT_LIMITS) -> STypeSpec:
    """A type with its adjectives and domain. Raises ClaimError."""
    return _read(fragment, limits, Parser.type_spec)


def parse_domain(fragment: Fragment, limits: Limits = DEFAULT_LIMITS) -> SDomain:
    """A range, interval or set, as after `in`. Raises ClaimError."""
    return _read(fragment, limits, Parser.domain)


def parse_head(fragment: Fragment, limits: Limits = DEFAULT_LIMITS) -> SHead:
    """The left side of a definition, or a lone name. Raises ClaimError."""
    return _read(fragment, limits, Parser.head)


def _read(fragment: Fragment, limits: Limits, rule: Callable[[Parser], S]) -> S:
    parser = Parser(fragment, limits)
    tree = rule(parser)
    _finish(parser, tree)
    return tree


def _finish(parser: Parser, tree: Syntax) -> None:
    """Demands the end of the text and a tree that recursive readers can walk: `1 + 1 + …` is as deep as it is long."""
    parser.end()
    level: tuple[Syntax, ...] = (tree,)
    for _ in range(parser.limits.depth + 1):
        level = tuple(child for node in level for child in children(node))
        if not level:
            return
    raise parser.too_deep(tree.span)
