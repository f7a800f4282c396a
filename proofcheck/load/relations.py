"""The relations of a claim, from `claim` or `steps`, each with its text as the user wrote it."""

from __future__ import annotations

from proofcheck.errors import Problem
from proofcheck.language.parse import parse, parse_step
from proofcheck.language.syntax import SBind, SChain, SGrowth, SIf, SInfix, SMember, SPrefix, Syntax
from proofcheck.load.parts import attempt
from proofcheck.source import Fragment, Span

Relation = tuple[Syntax, str]

_LOGICAL = ("and", "or", "not", "=>", "<=>")


def one_line(fragment: Fragment) -> str:
    """The formula with its lines joined."""
    return " ".join(fragment.text.split())


def from_claim(fragments: tuple[Fragment, ...], problems: list[Problem]) -> tuple[Relation, ...]:
    """One relation for each entry of `claim`; problems are added to the list."""
    read = [(attempt(parse, fragment, problems), one_line(fragment)) for fragment in fragments]
    return tuple((tree, text) for tree, text in read if tree is not None)


def from_steps(fragments: tuple[Fragment, ...], problems: list[Problem]) -> tuple[Relation, ...]:
    """`[e1, "== e2", "<= e3"]` as the relations `e1 == e2` and `e2 <= e3`; problems are added to the list."""
    left = attempt(parse, fragments[0], problems)
    left_text = one_line(fragments[0])
    found: list[Relation] = []
    for fragment in fragments[1:]:
        step = attempt(parse_step, fragment, problems)
        if step is None:
            left = None
            continue
        op, op_span, right = step
        written = one_line(fragment)
        if left is not None:
            relation = _joined(left, op, op_span, right)
            found.append((relation, f"{_operand_text(left, left_text, op)} {written}"))
        left, left_text = right, _after_relation(fragment, op_span)
    return tuple(found)


def _joined(left: Syntax, op: str, op_span: Span, right: Syntax) -> Syntax:
    if op in _LOGICAL:
        return SInfix(op=op, left=left, right=right, op_span=op_span, span=right.span)
    return SChain(operands=(left, right), ops=(op,), op_spans=(op_span,), span=right.span)


def _after_relation(fragment: Fragment, op_span: Span) -> str:
    """The text of a step behind its relation sign."""
    behind = next((i for i, at in enumerate(fragment.offsets) if at >= op_span.end), len(fragment.text))
    return " ".join(fragment.text[behind:].split())


def _operand_text(left: Syntax, text: str, op: str) -> str:
    """The left side, in brackets where the relation would bind more tightly than what it holds."""
    match left:
        case SIf() | SBind(op="forall" | "exists"):
            loose = True
        case SInfix(op=inner):
            loose = inner in ("=>", "<=>") or (inner in _LOGICAL and op not in _LOGICAL)
        case SChain() | SGrowth() | SMember() | SPrefix(op="not"):
            loose = op not in _LOGICAL
        case _:
            loose = False
    return f"({text})" if loose else text
