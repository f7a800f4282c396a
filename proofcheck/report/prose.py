"""A derivation as a reader wants it: calculations line by line with their rules, and numbered facts above them.

Every formula is one that the kernel has read; here they are only laid out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proofcheck.claim import Claim
from proofcheck.errors import ClaimError
from proofcheck.inference.replay import read
from proofcheck.language.renaming import in_print, plain_names
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node
from proofcheck.verdict import Certificate, Step

_SIGNS = {"==": "=", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
_TURNED = {"==": "==", "<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class _Line:
    """A step with its formula, the binders in words, and the relation inside."""

    step: Step
    formula: Node
    around: str
    body: Node


def prose(claim: Claim, certificate: Certificate) -> Iterator[str]:
    """The proof, line by line; as rules and formulas one a line where it cannot be read again."""
    lines = _read(claim, certificate.steps)
    if lines is None:
        yield from (f"{step.text}  [{step.rule}]" for step in certificate.steps)
        return
    inlined = _inlined(lines)
    labels: dict[int, str] = {}
    for k in range(len(lines)):
        if k in inlined:
            continue
        labels[k] = f"({len(labels) + 1})"
        yield from _told(lines, k, inlined, labels)


def _read(claim: Claim, steps: Sequence[Step]) -> list[_Line] | None:
    found = []
    for step in steps:
        try:
            formula = read(claim, step.text)
        except ClaimError:
            return None
        plain = in_print(formula, plain_names(formula))
        around, body = _around(plain)
        found.append(_Line(step, formula, around, body))
    return found


def _around(formula: Node) -> tuple[str, Node]:
    """`for all j in 2..n, if P` in words, and what is then said."""
    words = []
    while True:
        match formula:
            case Bind(op="forall", body=body):
                shell = show(formula, "unicode")
                words.append(
                    f"for all {shell[: -len(show(body, 'unicode'))].removeprefix('∀').strip().rstrip(':').strip()}"
                )
                formula = body
            case Apply(op="=>", args=(before, after)):
                words.append(f"if {show(before, 'unicode')}")
                formula = after
            case _:
                return ", ".join(words), formula


def _inlined(lines: Sequence[_Line]) -> frozenset[int]:
    """Steps that are told within the calculation that alone uses them."""
    uses = Counter(p for line in lines for p in line.step.premises)

    def told_inside(p: int, line: _Line) -> bool:
        plain = lines[p].step.rule != _CHAIN and _sides(lines[p].body) is not None
        return plain and uses[p] == 1 and lines[p].around == line.around

    chains = (line for line in lines if line.step.rule == _CHAIN)
    return frozenset(p for line in chains for p in line.step.premises if told_inside(p, line))


def _sides(body: Node) -> tuple[str, Node, Node] | None:
    match body:
        case Apply(op="==" | "<=" | ">=" | "<" | ">" as op, args=(a, b)):
            return op, a, b
    return None


def _told(lines: Sequence[_Line], k: int, inlined: frozenset[int], labels: dict[int, str]) -> Iterator[str]:
    line = lines[k]
    head = f"{labels[k]} {line.around + ': ' if line.around else ''}"
    calculation = _calculation(lines, k, inlined, labels) if line.step.rule == _CHAIN else None
    if calculation is None:
        yield f"{head}{show(line.body, 'unicode')}  [{_why(line.step, labels)}]"
        return
    first, *rest = calculation
    yield f"{head}{first}"
    yield from (f"      {text}" for text in rest)


def _calculation(lines: Sequence[_Line], k: int, inlined: frozenset[int], labels: dict[int, str]) -> list[str] | None:
    """`left`, then `≤ middle  [rule]` for each link of a chain; None where its steps do not join up in print."""
    goal = _sides(lines[k].body)
    if goal is None or not all(p in inlined for p in lines[k].step.premises):
        return None
    op, left, right = goal
    steps = list(lines[k].step.premises)
    turned = op in (">=", ">")
    if turned:
        left, right = right, left
    at, found = show(left, "unicode"), []
    for p in steps:
        sides = _sides(lines[p].body)
        assert sides is not None
        joined = next(((sign, show(b, "unicode")) for sign, a, b in _both(*sides) if show(a, "unicode") == at), None)
        if joined is None:
            return None
        sign, nxt = joined
        found.append(f"{_SIGNS[sign]} {nxt}  [{_why(lines[p].step, labels)}]")
        at = nxt
    return [show(left, "unicode"), *found] if at == show(right, "unicode") else None


def _both(op: str, a: Node, b: Node) -> tuple[tuple[str, Node, Node], ...]:
    forward = (op, a, b) if op in ("==", "<=", "<") else (_TURNED[op], b, a)
    return (forward, ("==", b, a)) if op == "==" else (forward,)


def _why(step: Step, labels: dict[int, str]) -> str:
    cited = [labels[p] for p in step.premises if p in labels]
    return f"{step.rule}, by {', '.join(cited)}" if cited else step.rule
