"""Rules that write the entry in another form: equal ones, positive factors left out, cases of an absolute value."""

from __future__ import annotations

from dataclasses import replace

from proofcheck.analysis.demands import demands, implied, outside_binders, surely_valued
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.algebra import affirm
from proofcheck.meaning.graph import Entry, reachable


def equal_forms(problem: Problem, a: Entry, b: Entry) -> bool:
    """Whether two entries have one normal form, so equal values wherever both have one."""
    return a is b or affirm(problem.setting, problem.graph.make("==", a, b), both=True, equal_only=True) is not None


def _rewrite(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an entry equal to this one."""
    new = decode(problem.graph, data[0])
    if set(data[1:]) or not equal_forms(problem, problem.entry, new):
        return None
    open_demands = newly_demanded(problem, new)
    return None if open_demands is None else (problem.stating(problem.op, new), *open_demands)


def _without_factor(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a factor u and the rest h, where the entry is u·h: of a positive u nothing but h matters."""
    factor, rest = (decode(problem.graph, text) for text in data)
    if not equal_forms(problem, problem.entry, problem.graph.mul(factor, rest)):
        return None
    open_demands = newly_demanded(problem, problem.graph.mul(factor, rest))
    if open_demands is None:
        return None
    return (problem.stating(">", factor), problem.stating(problem.op, rest), *open_demands)


def newly_demanded(problem: Problem, new: Entry) -> tuple[Problem, ...] | None:
    """That `new` has values wherever the entry has: the demands that are not the entry's own."""
    wanted = demands(problem, new, "defined", known=surely_valued(problem.entry))
    if wanted is None:
        return None
    own = implied(problem, problem.entry)
    return tuple(p for p in wanted if (p.op, p.entry) not in own)


def _cases(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an absolute value, sign, maximum, minimum or choice in the entry, resolved in each case."""
    g = problem.graph
    part = decode(g, data[0])
    choices = _choices(problem, part)
    if choices is None or not any(part in reachable([e]) for e in (problem.entry, *problem.facts)):
        return None
    if _passed_over(problem, part) and any(demands(problem, s, "defined") != () for s in _compared(part)):
        return None
    smaller = []
    for fact, value in choices:
        entry, *facts = g.substitute([problem.entry, *problem.facts], {part: value})
        smaller.append(
            replace(problem, entry=entry, facts=tuple(f for f in facts if f.constant is not True)).given(fact)
        )
    return tuple(smaller)


def _passed_over(problem: Problem, part: Entry) -> bool:
    """Whether there may be points of the region at which a part has no value, but the entry and the facts have."""
    roots = [problem.entry, *problem.facts]
    below = reachable(roots)
    branches = (e for e in below if e.op in ("if", "and", "or", "=>", "<=>", "lacks") and e is not part)
    return part not in outside_binders(roots) or any(part in reachable([e]) for e in branches)


def _compared(part: Entry) -> tuple[Entry, ...]:
    """What the cases of a part compare."""
    return part.args[0].args if part.op == "if" else part.args


def _choices(problem: Problem, part: Entry) -> list[tuple[Entry, Entry]] | None:
    """Conditions that cover all points at which the part has a value, each with the value there."""
    g = problem.graph
    match part.op:
        case "abs" if part.args[0].sign >= 0:
            x = part.args[0]
            return [(g.make(">=", x, g.zero), x), (g.make("<=", x, g.zero), g.neg(x))]
        case "sign":
            x = part.args[0]
            ends = ((">", 1), ("==", 0), ("<", -1))
            return [(g.make(op, x, g.zero), g.num(value)) for op, value in ends]
        case "max" | "min" if len(part.args) == 2:
            a, b = part.args
            order = (">=", "<=") if part.op == "max" else ("<=", ">=")
            return [(g.make(order[0], a, b), a), (g.make(order[1], a, b), b)]
        case "if" if part.args[0].op in ("<", "<=", ">", ">="):
            test, then, other = part.args
            turned = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[test.op]
            return [(test, then), (g.make(turned, *test.args), other)]
    return None


RULES = (
    Rule(name="equal form", reduce=_rewrite, statement="f and g have the same normal form; g op 0 gives f op 0"),
    Rule(name="positive factor", reduce=_without_factor, statement="f = u·h with u > 0; h op 0 gives f op 0"),
    Rule(name="cases", reduce=_cases, statement="an absolute value, sign, extreme or choice, resolved in each case"),
)
