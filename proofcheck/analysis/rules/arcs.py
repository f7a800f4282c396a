"""Inequalities between sums of arcs and multiples of pi, from the ranges of the inverse trigonometric functions.

asin lies in [-pi/2, pi/2], acos in [0, pi], atan in (-pi/2, pi/2), each monotone: asin(u) >= b exactly where
u >= sin(b), atan(u) >= b where u >= tan(b), acos(u) >= b where u <= cos(b), for b in the range of the function.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from proofcheck.analysis.constants import is_closed, sign_of
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry, Graph

Signed = tuple[Fraction, Entry]
HALF = Fraction(1, 2)
# The least and the largest value in half turns, and whether they are left out.
IMAGES: Mapping[str, tuple[Fraction, Fraction, bool]] = {
    "asin": (-HALF, HALF, False),
    "acos": (Fraction(0), Fraction(1), False),
    "atan": (-HALF, HALF, True),
}
_OF = {"asin": "sin", "acos": "cos", "atan": "tan"}


def terms_of(entry: Entry) -> list[Signed]:
    """An entry as a sum of rational multiples of others."""
    found: list[Signed] = []
    stack: list[Signed] = [(Fraction(1), entry)]
    while stack:
        times, e = stack.pop()
        match e.op:
            case "+":
                stack += [(times, e.args[1]), (times, e.args[0])]
            case "-":
                stack += [(-times, e.args[1]), (times, e.args[0])]
            case "neg":
                stack.append((-times, e.args[0]))
            case "restrict":
                stack.append((times, e.args[0]))
            case "*" if any(isinstance(a.constant, Fraction) for a in e.args):
                factor, rest = e.args if isinstance(e.args[0].constant, Fraction) else e.args[::-1]
                value = factor.constant
                if isinstance(value, Fraction) and value != 0:
                    stack.append((times * value, rest))
            case _:
                found.append((times, e))
    return found


def bound_on(g: Graph, arc: Entry, half_turns: Fraction, *, lower: bool, strict: bool) -> tuple[str, Entry] | None:
    """The relation of an arc's argument with a number that bounds the arc; None where the bound is out of range."""
    low, high, left_out = IMAGES[arc.op]
    inside = low < half_turns < high or (low <= half_turns <= high and not left_out)
    if not inside:
        return None
    value = g.make(_OF[arc.op], g.mul(g.num(half_turns), g.make("pi")))
    rising = lower is (arc.op != "acos")
    gap = g.sub(arc.args[0], value) if rising else g.sub(value, arc.args[0])
    return (">" if strict else ">=", gap)


def _arcs(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an arc of the sum, its bound in half turns and `strict` or `weak`, for each arc with a bound of its own.

    A term c·arc with c > 0 is bounded from below, with c < 0 from above; without a bound, by the range of the function.
    """
    g = problem.graph
    if problem.op not in (">=", ">") or len(data) % 3:
        return None
    given: dict[Entry, tuple[Fraction, bool]] = {}
    for text, half_turns, how in zip(data[::3], data[1::3], data[2::3], strict=True):
        if how not in ("strict", "weak"):
            return None
        given[decode(g, text)] = (_fraction(half_turns), how == "strict")
    total, strict, proofs = g.zero, False, list[Problem]()
    for times, e in terms_of(problem.entry):
        if e.op in IMAGES and e.data is None:
            low, high, left_out = IMAGES[e.op]
            at, open_ = given.get(e, (low if times > 0 else high, left_out))
            if e in given:
                relation = bound_on(g, e, at, lower=times > 0, strict=open_)
                if relation is None:
                    return None
                proofs.append(problem.stating(*relation))
            total = g.add(total, g.mul(g.num(times * at), g.make("pi")))
            strict |= open_
        elif e.op in ("pi", "num"):
            total = g.add(total, g.mul(g.num(times), e))
        else:
            return None
    sign = sign_of(g, total)
    enough = sign is not None and (sign > 0 or (sign == 0 and (strict or problem.op == ">=")))
    return tuple(proofs) if enough else None


def at_ends(problem: Problem, data: Data = ()) -> tuple[Problem, ...] | None:
    """A sum of multiples of variables and constants: its least value, each variable at an end of its range."""
    g = problem.graph
    if problem.op not in (">=", ">") or data:
        return None
    total, strict = g.zero, False
    for variable, times in _collected(terms_of(problem.entry)).items():
        if variable in problem.variables:
            where = problem.range_of(variable)
            end = where.lo if times > 0 else where.hi
            if end.at is None:
                return None
            strict |= end.open
            total = g.add(total, g.mul(g.num(times), end.at))
        elif is_closed(variable):
            total = g.add(total, g.mul(g.num(times), variable))
        else:
            return None
    sign = sign_of(g, total)
    enough = sign is not None and (sign > 0 or (sign == 0 and (strict or problem.op == ">=")))
    return () if enough else None


def _collected(terms: list[Signed]) -> dict[Entry, Fraction]:
    found: dict[Entry, Fraction] = {}
    for times, e in terms:
        found[e] = found.get(e, Fraction(0)) + times
    return {e: times for e, times in found.items() if times}


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(2)  # in no range


RULES = (
    Rule(
        name="ends of the ranges",
        reduce=at_ends,
        statement="a sum of multiples of variables is least at ends of their ranges",
    ),
    Rule(
        name="ranges of arcs",
        reduce=_arcs,
        statement="asin, acos and atan are monotone with values in [-pi/2, pi/2], [0, pi] and (-pi/2, pi/2)",
    ),
)
