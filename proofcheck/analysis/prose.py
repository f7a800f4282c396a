"""A plan in words: one step for each problem, with the rule that settles it and the formula that it states."""

from __future__ import annotations

from proofcheck.analysis.check import Followed
from proofcheck.analysis.problem import End, Problem, Range
from proofcheck.analysis.table import rules
from proofcheck.meaning.graph import Entry
from proofcheck.verdict import Step

_INFIX = {"+": 10, "-": 10, "*": 20, "/": 20, "**": 40, "==": 5, "!=": 5, "<": 5, "<=": 5, ">": 5, ">=": 5}
_LONGEST = 400  # characters of a formula


def steps(followed: tuple[Followed, ...]) -> tuple[Step, ...]:
    """Premises before what rests on them, as certificates have them."""
    last = len(followed) - 1
    children: dict[int, list[int]] = {}
    stack: list[int] = []
    for k, item in enumerate(followed):
        while stack and followed[stack[-1]].depth >= item.depth:
            stack.pop()
        if stack:
            children.setdefault(stack[-1], []).append(k)
        stack.append(k)
    return tuple(
        Step(
            rule=followed[k].plan.rule,
            text=stated(followed[k].problem),
            premises=tuple(last - c for c in children.get(k, ())),
        )
        for k in range(last, -1, -1)
    )


def stated(problem: Problem) -> str:
    """A problem as a relation and where it holds: `sin(x) > 0 for x in (0, pi/2]`."""
    entry, other = problem.entry, "0"
    if entry.op == "-":
        entry, other = entry.args[0], text(entry.args[1])
    relation = f"{text(entry)} {problem.op} {other}"
    where = [f"{text(v)} in {_side(r.lo, True)}, {_side(r.hi, False)}" for v, r in problem.ranges if _bounded(r)]
    where += map(text, problem.facts)
    return f"{relation} for {', '.join(where)}" if where else relation


def _bounded(where: Range) -> bool:
    return where.lo.at is not None or where.hi.at is not None


def _side(end: End, lower: bool) -> str:
    value = ("-oo" if lower else "oo") if end.at is None else text(end.at)
    if lower:
        return f"{'(' if end.open else '['}{value}"
    return f"{value}{')' if end.open else ']'}"


def text(entry: Entry, around: int = 0) -> str:
    """An entry as infix text, cut off where it is too long to read."""
    whole = _text(entry, around, 40)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]} …"


def _text(entry: Entry, around: int, depth: int) -> str:
    if depth == 0:
        return "…"
    if entry.op == "num":
        value = str(entry.data)
        return f"({value})" if around > 10 and ("/" in value or value.startswith("-")) else value
    if entry.op == "var" and isinstance(entry.data, tuple):
        name, at = entry.data
        return f"{name}[{', '.join(map(str, at))}]" if at else str(name)
    if entry.op == "exp" and entry.args[0].constant == 1:
        return "e"
    if not entry.args:
        return entry.op
    rank = _INFIX.get(entry.op)
    if rank is not None and len(entry.args) == 2:
        sign = entry.op if rank >= 20 else f" {entry.op} "
        left = _text(entry.args[0], rank + (entry.op == "**"), depth - 1)
        right = _text(entry.args[1], rank + (entry.op in ("-", "/")), depth - 1)
        return f"({left}{sign}{right})" if around > rank else f"{left}{sign}{right}"
    if entry.op == "-" and entry.args[1].op == "num" and str(entry.args[1].data).startswith("-"):
        summed = f"{_text(entry.args[0], 10, depth - 1)} + {str(entry.args[1].data)[1:]}"
        return f"({summed})" if around > 10 else summed
    if entry.op == "neg":
        inner = f"-{_text(entry.args[0], 20, depth - 1)}"
        return f"({inner})" if around > 10 else inner
    if entry.op == "restrict":
        return _text(entry.args[0], around, depth - 1)
    return f"{entry.op}({', '.join(_text(a, 0, depth - 1) for a in entry.args)})"


def trusted(followed: tuple[Followed, ...]) -> tuple[str, ...]:
    """The engines whose word a plan takes."""
    named = (rules()[item.plan.rule].trusts for item in followed)
    return tuple(dict.fromkeys(name for name in named if name))
