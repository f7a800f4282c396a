"""What it takes for an entry to be continuous, or smooth, all over a region: further problems, plain ones left out.

A function that jumps has no such conditions. Sources: domains of the elementary functions, and where they are smooth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Literal

from flint import arb

from proofcheck.analysis.problem import Problem, depends_on, variables_of
from proofcheck.analysis.whole_numbers import is_whole, whole_variables
from proofcheck.meaning.algebra import affirm
from proofcheck.meaning.ball import precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.graph import BINDERS, Entry, Graph
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.totality import Sign

Demand = tuple[str, Entry]
Degree = Literal["defined", "continuous", "smooth"]
_Row = Callable[[Graph, Entry, bool], tuple[Demand, ...]]

_SMOOTH = frozenset(
    (
        "num",
        "var",
        "pi",
        "+",
        "-",
        "*",
        "neg",
        "exp",
        "sin",
        "cos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "erf",
        "erfc",
    )
)
_JUMPS: dict[str, _Row] = {
    **dict.fromkeys(
        ("floor", "ceil", "sign", "if", "==", "!=", "<", "<=", ">", ">=", "and", "or", "not"), lambda *_: ()
    ),
    "mod": lambda g, e, smooth: (("!=", e.args[1]),),
    "atan2": lambda g, e, smooth: ((">", g.add(g.power(e.args[0], 2), g.power(e.args[1], 2))),),
}
_LAZY = frozenset(("if", "and", "or", "=>", "<=>", "lacks"))  # with parts that need not have values
_WIDER = frozenset(("gamma", "loggamma", "factorial", "polygamma"))  # with values where the rows do not say so
_BITS = 128
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}  # of two numbers
_CHOICES = 32  # cases of them, of an entry that is to have a value
_CASES = 40  # of a demand that may be plain


def _unit(g: Graph, e: Entry, smooth: bool) -> tuple[Demand, ...]:
    return ((">" if smooth else ">=", g.sub(g.one, g.power(e.args[0], 2))),)


def _power(g: Graph, e: Entry, smooth: bool) -> tuple[Demand, ...]:
    base, exponent = e.args
    value = exponent.constant
    if not isinstance(value, Fraction):
        return ((">", base),)
    if value.denominator == 1:
        return () if value >= 0 else (("!=", base),)
    return ((">=" if value > 0 and not smooth else ">", base),)


def _apart(g: Graph, e: Entry, smooth: bool) -> tuple[Demand, ...]:
    """The arguments of an extreme differ pairwise, where it is to be smooth."""
    pairs = ((a, b) for i, a in enumerate(e.args) for b in e.args[:i])
    return tuple(("!=", g.sub(a, b)) for a, b in pairs) if smooth else ()


_ROWS: dict[str, _Row] = {
    "/": lambda g, e, smooth: (("!=", e.args[1]),),
    "log": lambda g, e, smooth: ((">", e.args[0]),),
    "log2": lambda g, e, smooth: ((">", e.args[0]),),
    "sqrt": lambda g, e, smooth: ((">" if smooth else ">=", e.args[0]),),
    "cbrt": lambda g, e, smooth: (("!=", e.args[0]),) if smooth else (),
    "abs": lambda g, e, smooth: (("!=", e.args[0]),) if smooth else (),
    "max": _apart,
    "min": _apart,
    "asin": _unit,
    "acos": _unit,
    "atanh": lambda g, e, smooth: ((">", g.sub(g.one, g.power(e.args[0], 2))),),
    "acosh": lambda g, e, smooth: ((">" if smooth else ">=", g.sub(e.args[0], g.one)),),
    "tan": lambda g, e, smooth: (("!=", g.make("cos", e.args[0])),),
    "gamma": lambda g, e, smooth: ((">", e.args[0]),),
    "loggamma": lambda g, e, smooth: ((">", e.args[0]),),
    "factorial": lambda g, e, smooth: ((">" if smooth else ">=", e.args[0]),),
    "polygamma": lambda g, e, smooth: ((">", e.args[1]),),
    "**": _power,
    "restrict": lambda g, e, smooth: (),
}


def demands(
    problem: Problem, entry: Entry, degree: Degree, *, by: Entry | None = None, known: frozenset[Entry] = frozenset()
) -> tuple[Problem, ...] | None:
    """Problems that together say that `entry` has a value, is continuous, or is continuously differentiable all over.

    `by`: only as a function of this variable, the others fixed where the entry has a value. None where a part jumps.
    `known`: parts that have values, of which nothing is asked; for `defined` only.
    """
    found: dict[Demand, None] = {}
    below = outside_binders([entry])
    closed = _closed(below)
    for e in below:
        if e in known or (by is not None and not depends_on(e, by)):
            continue
        if e.op in _SMOOTH or is_jet(e) or (e in closed and _valued(e)):
            continue
        if e.op in BINDERS and (degree == "defined" or not any(variables_of(e))):
            found["==", lacks(problem.graph, e)] = None
            continue
        if e.op == "**" and _whole_power(problem, e, degree, by):
            found["!=", e.args[0]] = None
            continue
        row = _ROWS.get(e.op) or (_JUMPS.get(e.op) if degree == "defined" else None)
        if row is None or e.data is not None:
            return None
        if e.op == "**" and degree != "smooth" and e.args[1].constant is None and plain(problem, ">", e.args[1]):
            found[(">=", e.args[0])] = None  # 0 to a positive power is 0
            continue
        found.update(dict.fromkeys(row(problem.graph, e, degree == "smooth")))
    return tuple(problem.stating(op, e) for op, e in found if not plain(problem, op, e))


def having_value(problem: Problem, entry: Entry) -> tuple[Problem, ...] | None:
    """Problems that together say that `entry` has a value all over: of a choice, in each case the branch chosen."""
    g = problem.graph
    found: list[Problem] = []
    todo = [(problem, entry)]
    for _ in range(_CHOICES):
        if not todo:
            return tuple(found)
        where, whole = todo.pop()
        parts = [e for e in outside_binders([whole]) if e.op == "if" and e.args[0].op in NEGATED]
        if not parts:
            wanted = demands(where, whole, "defined")
        else:
            part = max(parts, key=lambda e: e.number)  # in no branch of another
            test, *branches = part.args
            wanted = demands(where, g.add(*test.args), "defined")
            for fact, branch in zip((test, g.make(NEGATED[test.op], *test.args)), branches, strict=True):
                todo.append((where.given(fact), g.substitute([whole], {part: branch})[0]))
        if wanted is None:
            return None
        found += wanted
    return None


def surely_valued(entry: Entry) -> frozenset[Entry]:
    """Parts of an entry that have values wherever it has one."""
    below = outside_binders([entry])
    return frozenset(() if any(e.op in _LAZY for e in below) else below)


def implied(problem: Problem, entry: Entry) -> frozenset[Demand]:
    """Relations that hold wherever an entry has a value, in the form in which `demands` asks for them.

    Not all demands are: gamma(-1/2), (-2)**y at y = 3 and 0**n have values.
    """
    found: set[Demand] = set()
    below = outside_binders([entry])
    if any(e.op in _LAZY for e in below):
        return frozenset()
    for e in below:
        if e.op in BINDERS:
            found.add(("==", lacks(problem.graph, e)))
        elif e.data is None and e.op in _ROWS and e.op not in _WIDER and not (e.op == "**" and e.args[1].op != "num"):
            found.update(_ROWS[e.op](problem.graph, e, False))
        elif e.data is None and e.op in ("mod", "atan2"):
            found.update(_JUMPS[e.op](problem.graph, e, False))
    return frozenset(found)


def _closed(entries: Iterable[Entry]) -> frozenset[Entry]:
    """The constants among entries, arguments first."""
    found: set[Entry] = set()
    for e in entries:
        if e.op in ("num", "pi") or (e.args and not is_jet(e) and all(a in found for a in e.args)):
            found.add(e)
    return frozenset(found)


def _valued(e: Entry) -> bool:
    """Whether a ball shows that a constant has a value."""
    with precision(_BITS):
        value = evaluate([e], {})[0]
    return isinstance(value, arb) and bool(value.is_finite())


def _whole_power(problem: Problem, e: Entry, degree: Degree, by: Entry | None) -> bool:
    """Whether an exponent with variables is a whole number that stays as it is."""
    exponent = e.args[1]
    if e.data is not None or exponent.op == "num" or not is_whole(exponent, whole_variables(problem)):
        return False
    return degree == "defined" if by is None else not depends_on(exponent, by)


def lacks(graph: Graph, entry: Entry) -> Entry:
    """0 where an entry has a value, 1 where it has none."""
    return graph.make("lacks", entry)


def outside_binders(roots: Iterable[Entry]) -> list[Entry]:
    """Every entry under the roots but the bodies of what binds a variable, which have values of their own kind."""
    seen: set[Entry] = set()
    stack = list(roots)
    while stack:
        entry = stack.pop()
        if entry not in seen:
            seen.add(entry)
            stack.extend(entry.args[:-2] if entry.op in BINDERS else entry.args)
    return sorted((e for e in seen if e.op != "oo"), key=lambda e: e.number)


def plain(problem: Problem, op: str, entry: Entry) -> bool:
    """Whether `entry op 0` is seen at once: from its form, or by the sign of its normal form."""
    if entry.sign is Sign.POSITIVE or (op == ">=" and entry.sign is Sign.NONNEGATIVE):
        return True
    if entry.op == "num" and isinstance(entry.data, Fraction):
        return {">": entry.data > 0, ">=": entry.data >= 0, "!=": entry.data != 0}.get(op, False)
    link = problem.graph.make(op, entry, problem.graph.zero)
    return affirm(problem.setting, link, both=True, cases=_CASES) is not None


def conjuncts(facts: tuple[Entry, ...]) -> Iterator[Entry]:
    """Facts with their conjunctions taken apart."""
    for fact in facts:
        if fact.op == "and":
            yield from conjuncts(fact.args)
        else:
            yield fact
