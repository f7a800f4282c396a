"""A derivation as a reader wants it: calculations line by line with their rules, and numbered facts above them.

Every formula is one that the kernel has read; here they are only laid out. The one exception is the normal form
between the sides of an equation, which is worked out for the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from proofcheck.claim import Claim
from proofcheck.errors import ClaimError
from proofcheck.inference.matching import parts, same
from proofcheck.inference.replay import read
from proofcheck.language.dims import simplified
from proofcheck.language.renaming import in_print, plain_names
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, rebuild
from proofcheck.report.normal_forms import common_form
from proofcheck.verdict import Certificate, Step

_SIGNS = {"==": "=", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "!=": "≠"}
_TURNED = {"==": "==", "<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_CHAIN = "chain"
_NORMAL = "index normal form"
_ONE_LINE = 100  # characters of a calculation that is not broken into lines


@dataclass(frozen=True, slots=True)
class _Line:
    """A step with its formula, the binders in words, and the relation inside; `goal`: the claim states it."""

    step: Step
    formula: Node
    around: str
    body: Node
    goal: bool


@dataclass(frozen=True, slots=True)
class _Link:
    """One `≤ next` of a calculation, and the step that gives it."""

    sign: str
    text: str
    step: int


def prose(claim: Claim, certificate: Certificate) -> Iterator[str]:
    """The proof, line by line; as rules and formulas one a line where it cannot be read again."""
    lines = _read(claim, certificate.steps)
    if lines is None:
        yield from (f"{step.text}  [{step.rule}]" for step in certificate.steps)
        return
    told = _Told(claim, lines)
    for around, group in groupby(told.places(), key=lambda k: lines[k].around):
        places = list(group)
        together = bool(around) and len(places) > 1
        if together:
            yield f"{around}:"
        for k in places:
            head = f"{told.labels[k]} {f'{around}: ' if around and not together else ''}"
            first, *rest = told.step(k)
            indent = "  " if together else ""
            yield f"{indent}{head}{first}"
            yield from (f"{indent}      {text}" for text in rest)


def _read(claim: Claim, steps: Sequence[Step]) -> list[_Line] | None:
    found = []
    for step in steps:
        try:
            formula = read(claim, step.text)
        except ClaimError:
            return None
        around, body = _around(_in_print(formula))
        goal = any(same(link.node, formula) for link in claim.links)
        found.append(_Line(step, formula, around, body, goal))
    return found


def _in_print(formula: Node) -> Node:
    """Bound names as they were written, and `t` for `t - 1 + 1`."""
    return _tidy(in_print(formula, plain_names(formula)))


def _tidy(node: Node) -> Node:
    shorter = simplified(node)
    if shorter is not node and len(show(shorter)) < len(show(node)):
        return shorter
    return rebuild(node, _tidy)


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
                words.append(f"if {_said(before)}")
                formula = after
            case _:
                return ", ".join(words), formula


def _said(body: Node) -> str:
    """A relation with the signs of a text; of several, one after another."""
    if isinstance(body, Apply) and body.op == "and":
        return " and ".join(_said(part) if _is_relation(part) else f"({_said(part)})" for part in parts(body))
    if isinstance(body, Apply) and body.op in _SIGNS:
        left, right = body.args
        return f"{show(left, 'unicode')} {_SIGNS[body.op]} {show(right, 'unicode')}"
    return show(body, "unicode")


def _is_relation(body: Node) -> bool:
    return isinstance(body, Apply) and (body.op in _SIGNS or body.op.startswith("is_"))


def _sides(body: Node) -> tuple[str, Node, Node] | None:
    match body:
        case Apply(op="==" | "<=" | ">=" | "<" | ">" as op, args=(a, b)):
            return op, a, b
    return None


class _Told:
    """Which steps are lines of their own, with a label each, and which stand inside the calculation that uses them."""

    def __init__(self, claim: Claim, lines: Sequence[_Line]) -> None:
        self.claim, self.lines = claim, lines
        self.uses = Counter(p for line in lines for p in line.step.premises)
        self.links: dict[int, list[_Link]] = {}
        self.inside: set[int] = set()
        for k, line in enumerate(lines):
            links = self._calculation(k) if line.step.rule == _CHAIN else None
            if links is not None:
                self.links[k] = links
                cited = {link.step for link in links if lines[link.step].step.rule == _CHAIN}
                self.inside |= {p for p in line.step.premises if self._belongs(p, line) and p not in cited}
        self.labels: Mapping[int, str] = {k: f"({n})" for n, k in enumerate(self.places(), start=1)}

    def places(self) -> list[int]:
        """The steps that are lines of their own."""
        return [k for k in range(len(self.lines)) if k not in self.inside]

    def step(self, k: int) -> list[str]:
        """A step as a fact with its rule, or as a calculation."""
        line = self.lines[k]
        links = self.links.get(k) or self._through_normal_form(k)
        if links is None:
            return [f"{_said(line.body)}  [{self._why(k)}]"]
        sides = _sides(line.body)
        assert sides is not None
        op, left, right = sides
        start = show(right if op in (">=", ">") else left, "unicode")
        texts = [f"{link.sign} {link.text}  [{self._by(k, link.step)}]" for link in links]
        short = len(texts) < 3 and len(start) + sum(map(len, texts)) <= _ONE_LINE
        return [" ".join((start, *texts))] if short else [start, *texts]

    def _belongs(self, p: int, line: _Line) -> bool:
        """Whether a premise may be told inside the calculation that alone uses it."""
        premise = self.lines[p]
        alone = self.uses[p] == 1 and not premise.goal and premise.around == line.around
        return alone and _sides(premise.body) is not None

    def _calculation(self, k: int) -> list[_Link] | None:
        """The links from one side to the other; None where the premises do not join up in print."""
        goal = _sides(self.lines[k].body)
        if goal is None:
            return None
        op, left, right = goal
        if op in (">=", ">"):
            left, right = right, left
        start, end = show(left, "unicode"), show(right, "unicode")
        return self._joined(start, list(self.lines[k].step.premises), end, k)

    def _joined(self, at: str, premises: list[int], end: str, k: int) -> list[_Link] | None:
        if not premises:
            return [] if at == end else None
        p, *later = premises
        for sign, following in self._following(at, p, later, end, k):
            rest = self._joined(following, later, end, k)
            if rest is not None:
                return [*self._spelled(p, at, _Link(sign, following, p), self.lines[k]), *rest]
        return None

    def _following(self, at: str, p: int, later: Sequence[int], end: str, k: int) -> Iterator[tuple[str, str]]:
        """What a premise may lead to; that of a statement for all is seen from where the next one starts."""
        sides = _sides(self.lines[p].body)
        if sides is None:
            return
        directions = [(_SIGNS[sign], show(a, "unicode"), show(b, "unicode")) for sign, a, b in _both(*sides)]
        joined = [(sign, b) for sign, a, b in directions if a == at]
        if joined or self.lines[p].around == self.lines[k].around:
            yield from joined
            return
        sign = directions[0][0]
        if not later:
            yield sign, end
        elif self.lines[later[0]].around == self.lines[k].around and (n := _sides(self.lines[later[0]].body)):
            yield from ((sign, show(side, "unicode")) for side in n[1:] if show(side, "unicode") != at)

    def _spelled(self, p: int, at: str, link: _Link, line: _Line) -> list[_Link]:
        """A link that is itself a calculation told here, in its own links."""
        own = self.links.get(p)
        sides = _sides(self.lines[p].body)
        if own is None or sides is None or not self._belongs(p, line):
            return [link]
        op, left, right = sides
        forward = show(right if op in (">=", ">") else left, "unicode") == at
        return list(own) if forward else [link]

    def _through_normal_form(self, k: int) -> list[_Link] | None:
        """`left = normal form = right`, where the form is short."""
        line = self.lines[k]
        if line.step.rule != _NORMAL or line.step.premises:
            return None
        between = common_form(self.claim, line.formula)
        sides = None if between is None else _sides(_around(_in_print(between))[1])
        if sides is None or _sides(line.body) is None:
            return None
        assert isinstance(line.body, Apply)
        return [_Link("=", show(side, "unicode"), k) for side in (sides[2], line.body.args[1])]

    def _by(self, k: int, p: int) -> str:
        return self.labels[p] if p != k and p in self.labels else self._why(p)

    def _why(self, k: int) -> str:
        step = self.lines[k].step
        cited = [self.labels[p] for p in step.premises if p in self.labels]
        return f"{step.rule}, by {', '.join(dict.fromkeys(cited))}" if cited else step.rule


def _both(op: str, a: Node, b: Node) -> tuple[tuple[str, Node, Node], ...]:
    forward = (op, a, b) if op in ("==", "<=", "<") else (_TURNED[op], b, a)
    return (forward, ("==", b, a)) if op == "==" else (forward,)
