"""Rules on ends that are never reached: a monotone function lies on one side of its limit.

Source: the mean value theorem; the limits are computed by expansions with exact coefficients.
"""

from __future__ import annotations

from dataclasses import replace

from proofcheck.analysis.constants import is_closed, sign_of
from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.limits import Limit, limit_of
from proofcheck.analysis.problem import End, Problem, Range, depends_on, variables_of
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.derivative import differentiate


def limit_sign(problem: Problem, limit: Limit) -> int | None:
    """The sign of a limit, infinite ones among them."""
    if limit.kind in ("+oo", "-oo"):
        return 1 if limit.kind == "+oo" else -1
    if limit.kind != "value" or limit.value is None or not is_closed(limit.value):
        return None
    return sign_of(problem.graph, limit.value)


def _from_limit(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable; `low` or `high`, the end where the limit is taken, which is not in the range; the strict part.

    f >= 0 where f does not fall below its limit at the end, which is >= 0. f > 0: the limit is > 0 (`value`), or f is
    strictly monotone (`slope`).
    """
    if len(data) != 3 or data[1] not in ("low", "high") or data[2] not in ("value", "slope"):
        return None
    g, variable = problem.graph, decode(problem.graph, data[0])
    if variable not in problem.variables or problem.op not in (">", ">=", "=="):
        return None
    if any(v is not variable for v in variables_of(problem.entry)) or any(
        depends_on(f, variable) for f in problem.facts
    ):
        return None
    where, low = problem.range_of(variable), data[1] == "low"
    end = where.lo if low else where.hi
    if not end.open:
        return None
    sign = limit_sign(problem, limit_of(problem, problem.entry, variable, end.at, "right" if low else "left"))
    if sign is None or sign < 0 or (sign > 0 and problem.op == "=="):
        return None
    if problem.op == ">" and data[2] == "value" and sign == 0:
        return None
    inner = problem.ranged({variable: Range(End(where.lo.at), End(where.hi.at))})
    slope = differentiate(g, [problem.entry], variable)[0]
    continuous = demands(problem, problem.entry, "continuous", by=variable)
    smooth = demands(inner, problem.entry, "smooth", by=variable)
    if continuous is None or smooth is None:
        return None
    slope_op = {"==": "==", ">=": ">=", ">": ">=" if data[2] == "value" else ">"}[problem.op]
    rising = slope if low else g.neg(slope)
    return (replace(inner, op=slope_op, entry=rising), *continuous, *smooth)


def _constant(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """A closed constant: its sign, exactly."""
    if data or not is_closed(problem.entry):
        return None
    sign = sign_of(problem.graph, problem.entry)
    held = sign is not None and {"==": sign == 0, "!=": sign != 0, ">": sign > 0, ">=": sign >= 0}[problem.op]
    return () if held else None


RULES = (
    Rule(name="value of a constant", reduce=_constant, statement="a constant's sign, by balls or its normal form"),
    Rule(
        name="monotonicity from a limit",
        reduce=_from_limit,
        statement="f -> L >= 0 at an end and f monotone away from it give f >= 0 (mean value theorem)",
    ),
)
