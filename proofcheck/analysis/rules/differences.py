"""Rules on inequalities with the gamma function: its logarithm, and differences summed up to infinity.

Source: NIST Digital Library of Mathematical Functions, 5.5.1 and 5.15.5: Γ(u+1) = u Γ(u), and its derivatives.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.forms import normal
from proofcheck.analysis.limits import limit_of
from proofcheck.analysis.problem import Problem, depends_on, variables_of
from proofcheck.analysis.rules.limits import limit_sign
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.ring import TooHard

FAMILY = frozenset(("gamma", "factorial", "loggamma", "polygamma"))
_STEPS = 4  # that an argument moves when the variable moves by 1


def _by_logarithm(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: values of gamma or of the factorial, each replaced by exp(loggamma)."""
    g = problem.graph
    parts = [decode(g, text) for text in data]
    below = reachable([problem.entry])
    if not parts or any(p.op not in ("gamma", "factorial") or p not in below for p in parts) or _guarded(below):
        return None
    values, conditions = {}, []
    for part in parts:
        u = part.args[0] if part.op == "gamma" else g.add(part.args[0], g.one)
        values[part] = g.make("exp", g.make("loggamma", u))
        conditions.append(problem.stating(">", u))
    new = unguarded(g.substitute([problem.entry], values)[0], tuple(values.values()))
    return (problem.stating(problem.op, new), *conditions)


def _guarded(below: list[Entry]) -> bool:
    return any(e.op in ("if", "restrict", "lacks") for e in below)


def unguarded(entry: Entry, known: tuple[Entry, ...]) -> Entry:
    """An entry without the conditions that what was put in has a value, which is known."""
    return entry.args[0] if entry.op == "restrict" and set(entry.args[1:]) <= set(known) else entry


def moved(problem: Problem, variable: Entry) -> tuple[Entry, tuple[Problem, ...]] | None:
    """The entry at variable + 1, by the recurrences in the values at the variable, with the conditions for that."""
    g = problem.graph
    below = reachable([problem.entry])
    if _guarded(below):
        return None
    step = g.add(variable, g.one)
    values: dict[Entry, Entry] = {}
    conditions: list[Problem] = []
    for part in below:
        if part.op not in FAMILY or not depends_on(part, variable):
            continue
        w = part.args[-1]
        after = g.substitute([w], {variable: step})[0]
        count = _difference(problem, after, w)
        if count is None or part.data is not None or any(depends_on(a, variable) for a in part.args[:-1]):
            return None
        base = g.add(w, g.one) if part.op == "factorial" else w
        shifted = _after(g, part, base, count)
        if shifted is None:
            return None
        values[part] = shifted
        conditions.append(problem.stating(">", base))
    # the parts are held still by names while the variable moves
    names = {part: g.fresh() for part in values}
    if not set(names.values()).isdisjoint(reachable([problem.entry, *problem.facts, variable])):
        return None
    still = g.substitute([problem.entry], names)[0]
    at_next = g.substitute([still], {variable: step})[0]
    new = g.substitute([at_next], {names[p]: v for p, v in values.items()})[0]
    return unguarded(new, tuple(values.values())), tuple(conditions)


def _difference(problem: Problem, after: Entry, before: Entry) -> int | None:
    """By which whole number 0..4 an argument moves."""
    try:
        forms, (q,) = normal(problem.setting, [problem.graph.sub(after, before)])
    except TooHard:
        return None
    value = forms.ring.number(q)
    if value is None or value.denominator != 1 or not 0 <= value <= _STEPS:
        return None
    return int(value)


def _after(g: Graph, part: Entry, base: Entry, count: int) -> Entry | None:
    """The function at its argument + count; `base`: what stands in gamma."""
    value = part
    for j in range(count):
        at = g.add(base, g.num(j)) if j else base
        if part.op in ("gamma", "factorial"):
            value = g.mul(value, at)
        elif part.op == "loggamma":
            value = g.add(value, g.make("log", at))
        else:
            order = part.args[0].constant
            if not isinstance(order, Fraction) or order.denominator != 1 or not 0 <= order <= 12:
                return None
            n = int(order)
            value = g.add(value, g.div(g.num((-1) ** n * factorial(n)), g.power(at, n + 1)))
    return value


def _differences(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable that goes to +oo, and the strict part: the limit (`value`) or the differences (`slope`).

    f(x) = lim f + Σ (f(x+k) - f(x+k+1)).
    """
    if len(data) != 2 or data[1] not in ("value", "slope") or problem.op not in (">=", ">"):
        return None
    g, variable = problem.graph, decode(problem.graph, data[0])
    if variable not in problem.variables or any(v is not variable for v in variables_of(problem.entry)):
        return None
    if problem.range_of(variable).hi.at is not None or any(depends_on(f, variable) for f in problem.facts):
        return None
    sign = limit_sign(problem, limit_of(problem, problem.entry, variable, None, "left"))
    if sign is None or sign < 0 or (sign == 0 and problem.op == ">" and data[1] == "value"):
        return None
    found = moved(problem, variable)
    everywhere = demands(problem, problem.entry, "defined")
    if found is None or everywhere is None:
        return None
    new, conditions = found
    op = ">" if problem.op == ">" and data[1] == "slope" else ">="
    return (problem.stating(op, g.sub(problem.entry, new)), *conditions, *everywhere)


RULES = (
    Rule(name="logarithm of gamma", reduce=_by_logarithm, statement="gamma(u) = exp(loggamma(u)) for u > 0"),
    Rule(
        name="differences up to infinity",
        reduce=_differences,
        statement="f(x) >= f(x+1) and lim f >= 0 give f(x) = lim f + Σ (f(x+k) - f(x+k+1)) >= 0",
    ),
)
