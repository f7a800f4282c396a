"""Rules on one variable's order: splitting a region in two, and monotonicity from an end of it.

Source: the mean value theorem. Other variables are parameters, each choice of them by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from proofcheck.analysis.constants import compare, is_closed, rational_value
from proofcheck.analysis.demands import conjuncts, demands, plain
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import TURNED, End, Problem, Range, depends_on
from proofcheck.analysis.rules.rewriting import equal_forms, newly_demanded
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry

_LOWER = (">", ">=")


def _split(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable, and where to split: a closed constant inside its range, or an entry of the other variables."""
    variable, at = (decode(problem.graph, text) for text in data)
    if variable not in problem.variables or depends_on(at, variable):
        return None
    g, where = problem.graph, problem.range_of(variable)
    if is_closed(at):
        if not within(problem, at, where):
            return None
        end = End(at, open=False)
        return (
            problem.ranged({variable: Range(where.lo, end)}),
            problem.ranged({variable: Range(end, where.hi)}),
        )
    if demands(problem, at, "defined") != ():
        return None
    return (problem.given(g.make("<=", variable, at)), problem.given(g.make(">=", variable, at)))


def within(problem: Problem, at: Entry, where: Range) -> bool:
    """Whether a closed constant lies strictly between the ends of a range."""
    above = where.lo.at is None or compare(problem.graph, at, where.lo.at) == 1
    return above and (where.hi.at is None or compare(problem.graph, where.hi.at, at) == 1)


def bounds_of(problem: Problem, variable: Entry) -> tuple[list[tuple[str, Entry]], list[Entry]] | None:
    """Facts that bound a variable by entries without it, as (`>`, bound), and those without it; None if more."""
    bounds, others = [], []
    for fact in conjuncts(problem.facts):
        if not depends_on(fact, variable):
            others.append(fact)
            continue
        if fact.op not in ("<", "<=", ">", ">="):
            return None
        left, right = fact.args
        if left is variable and not depends_on(right, variable):
            bounds.append((fact.op, right))
        elif right is variable and not depends_on(left, variable):
            bounds.append((TURNED[fact.op], left))
        else:
            solved = _solved(problem, fact, variable)
            if solved is None:
                return None
            bounds.append(solved)
    return bounds, others


def _solved(problem: Problem, fact: Entry, variable: Entry) -> tuple[str, Entry] | None:
    """A fact in which a variable occurs on one side, along sums and rational factors alone, as a bound of it."""
    g, op = problem.graph, fact.op
    side, bound = fact.args
    if depends_on(bound, variable):
        side, bound, op = bound, side, TURNED[op]
    if depends_on(bound, variable):
        return None  # on both sides, as in x <= x
    while side is not variable:
        inner = [a for a in side.args if depends_on(a, variable)]
        if len(inner) != 1 or depends_on(bound, variable):
            return None
        other = next((a for a in side.args if a is not inner[0]), g.zero)
        match side.op:
            case "+":
                bound = g.sub(bound, other)
            case "-" if side.args[0] is inner[0]:
                bound = g.add(bound, other)
            case "-":
                bound, op = g.sub(other, bound), TURNED[op]
            case "neg":
                bound, op = g.neg(bound), TURNED[op]
            case "*":
                factor = rational_value(other)
                if factor is None or factor == 0:
                    return None
                bound, op = g.div(bound, other), op if factor > 0 else TURNED[op]
            case _:
                return None
        side = inner[0]
    return op, bound


def _monotone(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable, the bound of it that is the anchor, `right` or `left` of it, and which part is strict.

    f >= 0 right of the anchor a: f(a) >= 0 and f' >= 0. f > 0: f(a) > 0 (`value`), or f' > 0 and a left out (`slope`).
    """
    if len(data) != 4 or data[2] not in ("right", "left") or data[3] not in ("value", "slope"):
        return None
    g = problem.graph
    variable, anchor = (decode(g, text) for text in data[:2])
    path = _path(problem, variable, anchor, right=data[2] == "right")
    if path is None or problem.op == "!=":
        return None
    closed, inner, at_anchor, reached = path
    if problem.op == ">" and data[3] == "slope" and reached:
        return None
    slope = extended(g, differentiate(g, [problem.entry], variable)[0])
    slope = slope if data[2] == "right" else g.neg(slope)
    ops = {"==": ("==", "=="), ">=": (">=", ">="), ">": (">", ">=") if data[3] == "value" else (">=", ">")}
    value_op, slope_op = ops[problem.op]
    continuous = demands(closed, problem.entry, "continuous", by=variable)
    smooth = demands(inner, problem.entry, "smooth", by=variable)
    if continuous is None or smooth is None:
        return None
    value = at_anchor.put(variable, anchor)
    return (replace(value, op=value_op), inner.stating(slope_op, slope), *continuous, *smooth)


def _path(
    problem: Problem, variable: Entry, anchor: Entry, *, right: bool
) -> tuple[Problem, Problem, Problem, bool] | None:
    """The region from the anchor to any point: with its ends, without them; where the anchor is; if it is reached."""
    g, where = problem.graph, problem.range_of(variable)
    found = bounds_of(problem, variable)
    if found is None or variable not in problem.variables or depends_on(anchor, variable):
        return None
    bounds, others = found
    end = where.lo if right else where.hi
    here = [op for op, bound in bounds if bound is anchor and (op in _LOWER) is right]
    far = [(op, bound) for op, bound in bounds if (op in _LOWER) is not right]
    beyond = tuple(g.make(op, variable, bound) for op, bound in far)
    before = tuple(g.make(op[0], variable, bound) for op, bound in far)  # the far end left out
    kept = replace(problem, facts=(*others, *beyond))
    if end.at is not None and end.at is anchor:
        reached = not end.open
        closed = kept.ranged({variable: _with_end(where, End(anchor, open=False), right)})
        inner = kept.ranged({variable: _opened(_with_end(where, End(anchor, open=True), right))})
    elif here and demands(problem, anchor, "defined") == ():
        reached = not any(op in (">", "<") for op in here)
        near = End(end.at, open=False) if _past(replace(kept, facts=tuple(others)), anchor, end, right) else End()
        free = kept.ranged({variable: _with_end(where, near, right)})
        closed = free.given(g.make(">=" if right else "<=", variable, anchor))
        inner = free.ranged({variable: _opened(free.range_of(variable))})
        inner = inner.given(g.make(">" if right else "<", variable, anchor))
    else:
        return None
    inner = replace(inner, facts=tuple(dict.fromkeys((*(f for f in inner.facts if f not in beyond), *before))))
    limits = [g.make("<=" if right else ">=", anchor, bound) for _, bound in far]
    other_end = where.hi if right else where.lo
    if other_end.at is not None and not is_closed(anchor):
        limits.append(g.make("<=" if right else ">=", anchor, other_end.at))
    return closed, inner, replace(kept, facts=tuple(others)).given(*limits), reached


def _past(problem: Problem, anchor: Entry, end: End, right: bool) -> bool:
    """Whether an anchor surely lies on the inner side of an end of the range, or at it."""
    g = problem.graph
    return end.at is not None and plain(problem, ">=", g.sub(anchor, end.at) if right else g.sub(end.at, anchor))


def _opened(where: Range) -> Range:
    """The mean value theorem asks for a derivative between the ends only."""
    return Range(End(where.lo.at), End(where.hi.at))


def _with_end(where: Range, end: End, lower: bool) -> Range:
    return Range(end, where.hi) if lower else Range(where.lo, end)


def anchors(problem: Problem, variable: Entry) -> Iterator[tuple[Entry, str]]:
    """The bounds of a variable from which it may be followed, with the direction."""
    where = problem.range_of(variable)
    if where.lo.at is not None:
        yield where.lo.at, "right"
    if where.hi.at is not None:
        yield where.hi.at, "left"
    found = bounds_of(problem, variable)
    for op, bound in found[0] if found else ():
        yield bound, "right" if op in _LOWER else "left"


def _product(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: factors u and h with f = u·h: both >= 0 give f >= 0, both > 0 give f > 0."""
    u, h = (decode(problem.graph, text) for text in data)
    if problem.op not in (">=", ">") or not equal_forms(problem, problem.entry, problem.graph.mul(u, h)):
        return None
    open_demands = newly_demanded(problem, problem.graph.mul(u, h))
    if open_demands is None:
        return None
    return (problem.stating(problem.op, u), problem.stating(problem.op, h), *open_demands)


def _apart_from_zero(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: `+` or `-`, the sign that the entry has all over."""
    if problem.op != "!=" or data not in (("+",), ("-",)):
        return None
    return (problem.stating(">", problem.entry if data[0] == "+" else problem.graph.neg(problem.entry)),)


RULES = (
    Rule(name="one sign", reduce=_apart_from_zero, statement="f > 0 or f < 0 all over give f != 0"),
    Rule(name="product of signs", reduce=_product, statement="u >= 0 and h >= 0 give u·h >= 0"),
    Rule(name="split", reduce=_split, statement="what holds on both parts of a region holds on it"),
    Rule(
        name="monotonicity",
        reduce=_monotone,
        statement="f(a) >= 0 and f' >= 0 on (a, x) give f(x) >= 0 (mean value theorem)",
    ),
)
