"""Monotone functions of both sides of a relation: logarithms of products, exponentials of sums, one left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import lcm

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.points import points, value
from proofcheck.analysis.tactics.symmetries import transcendental
from proofcheck.meaning.graph import Entry, Graph, reachable

_ONE = Fraction(1)
_HIGHEST, _CUBE = 12, 3  # powers of both sides, where no roots are left, and where some are


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
    (one, a), (other, b) = ((sign * c, e) for sign, c, e in ((s, *coefficient(t)) for s, t in terms))
    if one + other != 0 or a.op != b.op or len(a.args) != 1:
        return None
    u, v = (a, b) if one > 0 else (b, a)
    data = (encode(u.args[0]), encode(v.args[0]), encode(problem.graph.num(abs(one))))
    return search.apply(problem, depth, "strictly monotone function left out", a.op, *data)


def coefficient(entry: Entry) -> tuple[Fraction, Entry]:
    """A rational factor and what it multiplies."""
    if entry.op == "neg":
        c, rest = coefficient(entry.args[0])
        return -c, rest
    if entry.op == "*":
        for a, b in (entry.args, entry.args[::-1]):
            value = rational_value(a)
            if value is not None:
                c, rest = coefficient(b)
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
    terms = _terms_of(entry, 1)
    for sign in (-1, 1) if len(terms) > 2 else ():
        alone = [e for s, e in terms if s == sign and _transcendental(e)]
        if len(alone) == 1:
            rest = g.sum(e if s == -sign else g.neg(e) for s, e in terms if e is not alone[0])
            yield (rest, alone[0]) if sign < 0 else (alone[0], rest)


def _positive(problem: Problem, *entries: Entry, zero: bool = False) -> bool:
    """Whether entries are positive, or `zero`, at some points."""
    for point in points(problem, 4):
        for e in entries:
            v = value(e, point)
            if v is not None and (v < 0 or (v == 0 and not zero)):
                return False
    return True


def _exponential(entry: Entry) -> bool:
    """Whether a product has a factor whose logarithm is simpler than itself."""
    if entry.op in ("*", "/"):
        return any(map(_exponential, entry.args))
    return (entry.op == "exp" and entry.args[0].constant is None) or (
        entry.op == "**" and (entry.args[1].constant is None or any(True for _ in variables_of(entry.args[0])))
    )


def _transcendental(entry: Entry) -> bool:
    """Whether a product has an exponential among its factors."""
    if entry.op in ("*", "/"):
        return any(map(_transcendental, entry.args))
    return entry.op == "exp" or (entry.op == "**" and entry.args[1].constant is None)


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


def _both_powers(search: Search, problem: Problem, depth: int) -> Plan | None:
    """u >= v by u**n >= v**n, which has fewer roots, where both are products of powers."""
    g = problem.graph
    inner = set(variables_of(problem.entry))
    if problem.op == "!=" or len(inner) < 2:
        return None
    for u, v in _sides(g, problem.entry):
        left, right = _powers(u), _powers(v)
        bases = {**left, **right}
        n = lcm(*(e.denominator for powers in (left, right) for e in powers.values()))
        n = lcm(n, 2) if any(b.op == "abs" for b in bases) else n
        if not 1 < n <= _HIGHEST or not (n % 2 or _positive(problem, u, v, zero=True)):
            continue
        rooted = [b for powers in (left, right) for b, e in powers.items() if e.denominator > 1]
        if not any(any(True for _ in variables_of(b)) for b in rooted) and not (
            rooted and any(b.op == "abs" for b in bases)
        ):
            continue
        image = g.sub(*(_raised(g, powers, n) for powers in (left, right)))
        left_over = any(e.op in ("sqrt", "cbrt", "**") and not whole_power(e) for e in reachable([image]))
        if left_over and n > _CUBE:
            continue
        name = "square" if n == 2 else f"power {n}"
        plan = search.apply(
            problem, depth, "increasing function of both sides", name, encode(u), encode(v), encode(image)
        )
        return plan if left_over else search.only(problem, plan)
    return None


def whole_power(entry: Entry) -> bool:
    """Whether an entry is a power with a whole exponent."""
    rate = rational_value(entry.args[1]) if entry.op == "**" else None
    return rate is not None and rate.denominator == 1


def _powers(
    entry: Entry, exponent: Fraction = _ONE, found: dict[Entry, Fraction] | None = None
) -> dict[Entry, Fraction]:
    """A product as powers of what is none."""
    known: dict[Entry, Fraction] = {} if found is None else found
    root = {"sqrt": Fraction(1, 2), "cbrt": Fraction(1, 3)}.get(entry.op)
    rate = rational_value(entry.args[1]) if entry.op == "**" else root
    if entry.op in ("*", "/"):
        _powers(entry.args[0], exponent, known)
        _powers(entry.args[1], exponent if entry.op == "*" else -exponent, known)
    elif rate is not None:
        _powers(entry.args[0], exponent * rate, known)
    else:
        known[entry] = known.get(entry, Fraction(0)) + exponent
    return known


def _raised(g: Graph, powers: dict[Entry, Fraction], n: int) -> Entry:
    """The product to a power, as a quotient."""
    bases = {b: b.args[0] if b.op == "abs" and n * e % 2 == 0 else b for b, e in powers.items()}
    top = g.product(g.power(bases[b], g.num(n * e)) for b, e in powers.items() if e > 0)
    bottom = g.product(g.power(bases[b], g.num(-n * e)) for b, e in powers.items() if e < 0)
    return top if bottom is g.one else g.div(top, bottom)


TACTICS = (
    Tactic(name="power of both sides", find=_both_powers, cost=4, depth=8),
    Tactic(name="monotone function left out", find=_cancelled, cost=8, depth=8),
    Tactic(name="exponential of both sides", find=_both_exponentials, cost=9, depth=8),
    Tactic(name="logarithm of both sides", find=_both_logarithms, cost=8, depth=4),
    Tactic(name="logarithm of a product", find=_one_logarithm, cost=17, depth=4),
)
