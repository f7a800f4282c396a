"""Monotone functions of both sides of a relation: logarithms of products, exponentials of sums, one left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.points import points, value
from proofcheck.analysis.tactics.symmetries import transcendental
from proofcheck.meaning.graph import Entry, Graph


def _both_logarithms(search: Search, problem: Problem, depth: int) -> Plan | None:
    """u >= v by log u >= log v, where both of them are products."""
    return _logarithms(search, problem, depth, all)


def _one_logarithm(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The same where one of them is a product with exponentials or powers."""
    return _logarithms(search, problem, depth, any)


def _logarithms(search: Search, problem: Problem, depth: int, wanted: Callable[[Iterable[bool]], bool]) -> Plan | None:
    g = problem.graph
    if problem.op == "!=" or not transcendental(problem):
        return None
    for u, v in _sides(g, problem.entry):
        if not wanted(_exponential(e) or (_multiplicative(e) and (wanted is all or _rooted(e))) for e in (u, v)):
            continue
        if not _positive(problem, u, v):
            continue
        image = g.sub(logarithm(g, u), logarithm(g, v))
        plan = search.apply(
            problem, depth, "increasing function of both sides", "log", encode(u), encode(v), encode(image)
        )
        if plan is not None:
            return plan
    return None


def _cancelled(search: Search, problem: Problem, depth: int) -> Plan | None:
    """c·(h(u) - h(v)) by u - v."""
    if not transcendental(problem):
        return None
    terms = _terms_of(problem.entry, 1)
    if len(terms) != 2:
        return None
    (one, a), (other, b) = ((sign * c, e) for sign, c, e in ((s, *_coefficient(t)) for s, t in terms))
    if one + other != 0 or a.op != b.op or len(a.args) != 1:
        return None
    u, v = (a, b) if one > 0 else (b, a)
    data = (encode(u.args[0]), encode(v.args[0]), encode(problem.graph.num(abs(one))))
    return search.apply(problem, depth, "strictly monotone function left out", a.op, *data)


def _coefficient(entry: Entry) -> tuple[Fraction, Entry]:
    """A rational factor and what it multiplies."""
    if entry.op == "neg":
        c, rest = _coefficient(entry.args[0])
        return -c, rest
    if entry.op == "*":
        for a, b in (entry.args, entry.args[::-1]):
            value = rational_value(a)
            if value is not None:
                c, rest = _coefficient(b)
                return value * c, rest
    return Fraction(1), entry


def _both_exponentials(search: Search, problem: Problem, depth: int) -> Plan | None:
    """u >= v by exp(u) >= exp(v), where both are sums of logarithms."""
    g = problem.graph
    if problem.op == "!=" or not transcendental(problem):
        return None
    terms = _terms_of(problem.entry, 1)
    if not terms or not all(_logarithmic(e) for _, e in terms) or len(terms) < 2:
        return None
    u, v = (g.sum(e for sign, e in terms if sign == side) for side in (1, -1))
    sides = exponential(g, u), exponential(g, v)
    if all(_exponential(e) or _multiplicative(e) for e in sides):
        return None
    image = g.sub(*sides)
    return search.apply(problem, depth, "increasing function of both sides", "exp", encode(u), encode(v), encode(image))


def _terms_of(entry: Entry, sign: int) -> list[tuple[int, Entry]]:
    """The summands of an entry with their signs."""
    if entry.op in ("+", "-"):
        a, b = entry.args
        return _terms_of(a, sign) + _terms_of(b, sign if entry.op == "+" else -sign)
    return _terms_of(entry.args[0], -sign) if entry.op == "neg" else [(sign, entry)]


def _logarithmic(entry: Entry) -> bool:
    """Whether an entry is a logarithm, a rational multiple of one, or free of variables."""
    if entry.op == "*":
        return any(a.constant is not None and _logarithmic(b) for a, b in (entry.args, entry.args[::-1]))
    return entry.op in ("log", "log2") or not any(True for _ in variables_of(entry))


def exponential(g: Graph, entry: Entry) -> Entry:
    """exp of a sum of logarithms, as a product."""
    match entry.op:
        case "+":
            return g.mul(*(exponential(g, a) for a in entry.args))
        case "-":
            return g.div(*(exponential(g, a) for a in entry.args))
        case "neg":
            return g.div(g.one, exponential(g, entry.args[0]))
        case "log":
            return entry.args[0]
        case "*" if entry.args[0].constant is not None and entry.args[1].op == "log":
            return g.power(entry.args[1].args[0], entry.args[0])
        case "*" if entry.args[1].constant is not None and entry.args[0].op == "log":
            return g.power(entry.args[0].args[0], entry.args[1])
    return g.make("exp", entry)


def _sides(g: Graph, entry: Entry) -> Iterator[tuple[Entry, Entry]]:
    """u and v with entry = u - v."""
    if entry.op == "-":
        yield entry.args[0], entry.args[1]
    elif entry.op == "+":
        for a, b in (entry.args, entry.args[::-1]):
            if b.op == "neg":
                yield a, b.args[0]


def _positive(problem: Problem, *entries: Entry) -> bool:
    for point in points(problem, 4):
        for e in entries:
            v = value(e, point)
            if v is not None and v <= 0:
                return False
    return True


def _exponential(entry: Entry) -> bool:
    """Whether a product has a factor whose logarithm is simpler than itself."""
    if entry.op in ("*", "/"):
        return any(map(_exponential, entry.args))
    return (entry.op == "exp" and entry.args[0].constant is None) or (
        entry.op == "**" and (entry.args[1].constant is None or any(True for _ in variables_of(entry.args[0])))
    )


def _rooted(entry: Entry) -> bool:
    """Whether a product has a square root among its factors."""
    return entry.op == "sqrt" or (entry.op in ("*", "/") and any(map(_rooted, entry.args)))


def _multiplicative(entry: Entry) -> bool:
    """Whether an entry is a product of functions of one variable each, more than one of them."""
    inner = set(variables_of(entry))
    if len(inner) < 2:
        return False
    if entry.op in ("*", "/"):
        return all(len(set(variables_of(a))) < 2 or _multiplicative(a) for a in entry.args)
    return entry.op in ("exp", "sqrt")


def logarithm(g: Graph, entry: Entry) -> Entry:
    """log of a product of powers and exponentials, as a sum."""
    match entry.op:
        case "*":
            return g.add(*(logarithm(g, a) for a in entry.args))
        case "/":
            return g.sub(*(logarithm(g, a) for a in entry.args))
        case "exp":
            return entry.args[0]
        case "sqrt":
            return g.div(logarithm(g, entry.args[0]), g.num(2))
        case "**":
            return g.mul(entry.args[1], logarithm(g, entry.args[0]))
    return g.make("log", entry)


TACTICS = (
    Tactic(name="monotone function left out", find=_cancelled, cost=8, depth=8),
    Tactic(name="exponential of both sides", find=_both_exponentials, cost=9, depth=8),
    Tactic(name="logarithm of both sides", find=_both_logarithms, cost=8, depth=4),
    Tactic(name="logarithm of a product", find=_one_logarithm, cost=17, depth=4),
)
