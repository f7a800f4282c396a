"""Rules for equations: signs of constants, one-to-one functions of both sides, constant functions, locked angles.

Sources: the mean value theorem; the intermediate value theorem, by which a continuous function with values in a
discrete set is constant on a connected region; where the elementary functions are one to one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from proofcheck.analysis.constants import compare, is_closed, sign_of
from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import End, Problem, Range, depends_on, variables_of
from proofcheck.analysis.rules.order import within
from proofcheck.analysis.rules.rewriting import equal_forms, newly_demanded
from proofcheck.analysis.rules.substitution import stated
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable

_HOLDS: Mapping[str, tuple[int, ...]] = {"==": (0,), ">=": (0, 1), ">": (1,), "!=": (-1, 1)}
_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def _constant(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """Of a closed entry, the sign that balls and the zero test of constants prove."""
    if not is_closed(problem.entry):
        return None
    sign = sign_of(problem.graph, problem.entry)
    return () if sign is not None and sign in _HOLDS[problem.op] else None


Domain = tuple[tuple[str, Callable[[Graph], Entry]], ...]  # relations of an argument with constants


def _half_turns(count: Fraction) -> Callable[[Graph], Entry]:
    return lambda g: g.mul(g.num(count), g.make("pi"))


_HALF = Fraction(1, 2)
_NOT_NEGATIVE: Domain = ((">=", lambda g: g.zero),)
# One to one on the domain, with the function whose values all lie in it.
INJECTIVE: Mapping[str, tuple[Domain, str]] = {
    "sin": (((">=", _half_turns(-_HALF)), ("<=", _half_turns(_HALF))), "asin"),
    "cos": (((">=", lambda g: g.zero), ("<=", _half_turns(Fraction(1)))), "acos"),
    "tan": (((">", _half_turns(-_HALF)), ("<", _half_turns(_HALF))), "atan"),
    "exp": ((), "log"),
    "sinh": ((), "asinh"),
    "tanh": ((), "atanh"),
    "cosh": (_NOT_NEGATIVE, "acosh"),
    "square": (_NOT_NEGATIVE, "sqrt"),
    "cube": ((), "cbrt"),
    "log": (((">", lambda g: g.zero),), "exp"),
}


def applied(g: Graph, function: str, x: Entry) -> Entry:
    """A one-to-one function of an entry; of its inverse, what that is of."""
    if x.op == INJECTIVE[function][1] and x.data is None:
        return x.args[0]
    match function:
        case "square":
            return g.power(x, 2)
        case "cube":
            return g.power(x, 3)
    return g.make(function, x)


def _injective(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: the function φ, and a, b and c != 0 with f = c·(a - b): φ(a) = φ(b), both where φ is one to one."""
    if len(data) != 4 or data[0] not in INJECTIVE or problem.op != "==":
        return None
    g = problem.graph
    a, b, times = (decode(g, text) for text in data[1:])
    if not isinstance(times.constant, Fraction) or times.constant == 0:
        return None
    difference = g.mul(times, g.sub(a, b))
    if difference is not problem.entry and not equal_forms(problem, problem.entry, difference):
        return None
    new = () if difference is problem.entry else newly_demanded(problem, difference)
    if new is None:
        return None
    domain, inverse = INJECTIVE[data[0]]
    sides = [x for x in (a, b) if not (x.op == inverse and x.data is None)]
    bounds = [_bounded(problem, op, x, end(g)) for x in sides for op, end in domain]
    image = g.sub(applied(g, data[0], a), applied(g, data[0], b))
    return (problem.stating("==", image), *bounds, *new)


def _bounded(problem: Problem, op: str, x: Entry, end: Entry) -> Problem:
    """That an entry lies on the right side of an end."""
    gap = problem.graph.sub(x, end) if op in (">", ">=") else problem.graph.sub(end, x)
    return problem.stating(">" if op in ("<", ">") else ">=", gap)


def _sections(problem: Problem, variable: Entry, at: Entry) -> bool:
    """Whether, the other variables fixed, the region is an interval that holds the constant `at`."""
    where = problem.range_of(variable)
    if variable not in problem.variables or any(depends_on(f, variable) for f in problem.facts):
        return False
    return is_closed(at) and (within(problem, at, where) or _closed_end(problem, at, where))


def _closed_end(problem: Problem, at: Entry, where: Range) -> bool:
    ends = (e for e in (where.lo, where.hi) if e.at is not None and not e.open)
    if not any(compare(problem.graph, at, e.at) == 0 for e in ends if e.at is not None):
        return False
    low = where.lo.at is None or compare(problem.graph, at, where.lo.at) in (0, 1)
    return low and (where.hi.at is None or compare(problem.graph, where.hi.at, at) in (0, 1))


def _unchanging(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a variable and a constant in its range: f' = 0, and f = 0 at the constant."""
    if len(data) != 2 or problem.op != "==":
        return None
    variable, at = (decode(problem.graph, text) for text in data)
    if not _sections(problem, variable, at):
        return None
    where = problem.range_of(variable)
    inner = problem.ranged({variable: Range(End(where.lo.at), End(where.hi.at))})
    slope = differentiate(problem.graph, [problem.entry], variable)[0]
    continuous = demands(problem, problem.entry, "continuous", by=variable)
    smooth = demands(inner, problem.entry, "smooth", by=variable)
    if continuous is None or smooth is None:
        return None
    return (problem.put(variable, at), inner.stating("==", slope), *continuous, *smooth)


def _locked(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a rational c > 0, and a constant for each variable, a point of the region: sin(c·f) = 0, f = 0 there.

    The region is a product of intervals; f is continuous, so c·f is the same multiple of pi everywhere.
    """
    g = problem.graph
    if problem.op != "==" or problem.facts or len(data) != 1 + len(problem.variables):
        return None
    scale, *point = (decode(g, text) for text in data)
    value = scale.constant
    if not isinstance(value, Fraction) or value <= 0:
        return None
    pairs = list(zip(problem.variables, point, strict=True))
    if not all(_sections(problem, v, at) for v, at in pairs):
        return None
    continuous = demands(problem, problem.entry, "continuous")
    if continuous is None:
        return None
    there = problem
    for variable, at in pairs:
        there = there.put(variable, at)
    return (there, problem.stating("==", g.make("sin", g.mul(scale, problem.entry))), *continuous)


def _lemma(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: relations that hold all over the region, and so may be used."""
    g = problem.graph
    facts = [decode(g, text) for text in data]
    known = set(problem.variables)
    if not facts or any(f.op not in _RELATIONS or not set(variables_of(f)) <= known for f in facts):
        return None
    parts = [demands(problem, side, "defined") for f in facts for side in f.args]
    if any(p is None for p in parts):
        return None
    proofs = tuple(stated(problem, f) for f in facts)
    return (*proofs, problem.given(*facts), *(p for part in parts for p in part or ()))


_LOGARITHMS: Mapping[str, Callable[[Graph, Entry], Entry]] = {
    "asinh": lambda g, x: g.make("log", g.add(x, g.make("sqrt", g.add(g.power(x, 2), g.one)))),
    "acosh": lambda g, x: g.make("log", g.add(x, g.make("sqrt", g.sub(g.power(x, 2), g.one)))),
    "atanh": lambda g, x: g.mul(g.num(_HALF), g.make("log", g.div(g.add(g.one, x), g.sub(g.one, x)))),
}


def _as_logarithms(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """The inverse hyperbolic functions written as logarithms, which have values at the same points."""
    g = problem.graph
    done: dict[Entry, Entry] = {}
    for e in reachable([problem.entry, *problem.facts]):
        args = tuple(done[a] for a in e.args)
        written = _LOGARITHMS.get(e.op) if e.data is None else None
        if written is not None:
            done[e] = written(g, args[0])
        else:
            done[e] = e if args == e.args else g.make(e.op, *args, data=e.data)
    if done[problem.entry] is problem.entry:
        return None
    facts = tuple(f for f in (done[f] for f in problem.facts) if f.constant is not True)
    return (replace(problem, entry=done[problem.entry], facts=facts),)


RULES = (
    Rule(name="sign of a constant", reduce=_constant, statement="a closed constant has the sign that is proved for it"),
    Rule(
        name="one-to-one function",
        reduce=_injective,
        statement="φ(a) = φ(b) gives a = b for a and b where φ is one to one",
    ),
    Rule(
        name="constant function",
        reduce=_unchanging,
        statement="f' = 0 on an interval and f(c) = 0 at one point of it give f = 0 (mean value theorem)",
    ),
    Rule(
        name="locked angle",
        reduce=_locked,
        statement="f is continuous on a connected region with sin(c·f) = 0, and 0 at one point: f = 0",
    ),
    Rule(name="lemma", reduce=_lemma, statement="what holds all over the region may be used there"),
    Rule(
        name="inverse hyperbolic functions",
        reduce=_as_logarithms,
        statement="asinh, acosh and atanh are logarithms with the same domains",
    ),
)
