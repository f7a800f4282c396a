"""The rule that puts a classical bound in the place of a function's value, where the entry is affine in that value.

Sources: NIST Digital Library of Mathematical Functions, 4.5, 4.18, 5.6, 5.11, 7.8; H. Alzer, On some inequalities for
the gamma and psi functions, theorem 9 (bounds of psi and its derivatives).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem, Range, depends_on
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph, reachable

LOGISTIC = "1/(1 + exp)"
_FREE = "\N{SECTION SIGN}value"
_Of = Callable[[Graph, Entry], Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """f(u) <= of(u) (`upper`), or >=, for all u with `where` op 0 for each pair in it; polygamma of one `order`."""

    op: str
    upper: bool
    of: _Of
    where: Callable[[Graph, Entry], tuple[tuple[str, Entry], ...]] = lambda g, u: ()
    order: int | None = None


def _positive(g: Graph, u: Entry) -> tuple[tuple[str, Entry], ...]:
    return ((">", u),)


def _nonnegative(g: Graph, u: Entry) -> tuple[tuple[str, Entry], ...]:
    return ((">=", u),)


def _sum(terms: tuple[tuple[Fraction, int], ...]) -> _Of:
    """Σ coefficient·u**power."""
    return lambda g, u: g.sum(g.mul(g.num(c), g.power(u, n)) for c, n in terms)


def _terms(*pairs: tuple[int, int, int]) -> _Of:
    return _sum(tuple((Fraction(a, b), n) for a, b, n in pairs))


def _constant(value: Callable[[Graph], Entry]) -> _Of:
    return lambda g, u: value(g)


def _log_and(*pairs: tuple[int, int, int]) -> _Of:
    return lambda g, u: g.add(g.make("log", u), _terms(*pairs)(g, u))


def _stirling(*pairs: tuple[int, int, int]) -> _Of:
    """(u - 1/2) log u - u + log(2 pi)/2 + further terms."""

    def value(g: Graph, u: Entry) -> Entry:
        half = g.num(Fraction(1, 2))
        head = g.sub(g.mul(g.sub(u, half), g.make("log", u)), u)
        level = g.mul(half, g.make("log", g.mul(g.num(2), g.make("pi"))))
        return g.add(g.add(head, level), _terms(*pairs)(g, u))

    return value


def _mills(g: Graph, u: Entry, *, upper: bool) -> Entry:
    """exp(-u²)/sqrt(pi) times 1/u above, and u/(u² + 1/2) below."""
    bell = g.div(g.make("exp", g.neg(g.power(u, 2))), g.make("sqrt", g.make("pi")))
    if upper:
        return g.div(bell, u)
    return g.div(g.mul(bell, u), g.add(g.power(u, 2), g.num(Fraction(1, 2))))


def _half_turn(sign: int) -> _Of:
    return lambda g, u: g.mul(g.num(Fraction(sign, 2)), g.make("pi"))


def _one(sign: int) -> _Of:
    return lambda g, u: g.num(sign)


def _below_zero(g: Graph, u: Entry) -> tuple[tuple[str, Entry], ...]:
    return ((">=", g.neg(u)),)


def _saturated(sign: int, factor: int, exponent: Callable[[Graph, Entry], Entry]) -> _Of:
    """sign·(1 - factor·exp(exponent))."""

    def value(g: Graph, u: Entry) -> Entry:
        gap = g.mul(g.num(factor), g.make("exp", exponent(g, u)))
        return g.sub(g.one, gap) if sign > 0 else g.sub(gap, g.one)

    return value


def _bell(g: Graph, u: Entry) -> Entry:
    return g.neg(g.power(u, 2))


BOUNDS: Mapping[str, Bound] = {
    "sin <= 1": Bound(op="sin", upper=True, of=_one(1)),
    "sin >= -1": Bound(op="sin", upper=False, of=_one(-1)),
    "cos <= 1": Bound(op="cos", upper=True, of=_one(1)),
    "cos >= -1": Bound(op="cos", upper=False, of=_one(-1)),
    "sin u <= u": Bound(op="sin", upper=True, of=_terms((1, 1, 1)), where=_nonnegative),
    "sin u >= u - u^3/6": Bound(op="sin", upper=False, of=_terms((1, 1, 1), (-1, 6, 3)), where=_nonnegative),
    "cos u >= 1 - u^2/2": Bound(op="cos", upper=False, of=_terms((1, 1, 0), (-1, 2, 2))),
    "cos u <= 1 - u^2/2 + u^4/24": Bound(op="cos", upper=True, of=_terms((1, 1, 0), (-1, 2, 2), (1, 24, 4))),
    "atan <= pi/2": Bound(op="atan", upper=True, of=_half_turn(1)),
    "atan >= -pi/2": Bound(op="atan", upper=False, of=_half_turn(-1)),
    "tanh <= 1": Bound(op="tanh", upper=True, of=_one(1)),
    "tanh >= -1": Bound(op="tanh", upper=False, of=_one(-1)),
    "erf <= 1": Bound(op="erf", upper=True, of=_one(1)),
    "erf >= -1": Bound(op="erf", upper=False, of=_one(-1)),
    "tanh u >= 1 - 2 exp(-2u)": Bound(op="tanh", upper=False, of=_saturated(1, 2, lambda g, u: g.mul(g.num(-2), u))),
    "tanh u <= 2 exp(2u) - 1": Bound(op="tanh", upper=True, of=_saturated(-1, 2, lambda g, u: g.mul(g.num(2), u))),
    "erf u >= 1 - exp(-u^2)": Bound(op="erf", upper=False, of=_saturated(1, 1, _bell), where=_nonnegative),
    "erf u <= exp(-u^2) - 1": Bound(op="erf", upper=True, of=_saturated(-1, 1, _bell), where=_below_zero),
    "1/(1 + exp u) >= 0": Bound(op=LOGISTIC, upper=False, of=lambda g, u: g.zero),
    "1/(1 + exp u) <= 1": Bound(op=LOGISTIC, upper=True, of=_one(1)),
    "1/(1 + exp u) <= exp(-u)": Bound(op=LOGISTIC, upper=True, of=lambda g, u: g.make("exp", g.neg(u))),
    "1/(1 + exp u) >= 1 - exp u": Bound(op=LOGISTIC, upper=False, of=lambda g, u: g.sub(g.one, g.make("exp", u))),
    "erfc >= 0": Bound(op="erfc", upper=False, of=lambda g, u: g.zero),
    "erfc <= 2": Bound(op="erfc", upper=True, of=_one(2)),
    "erfc above": Bound(op="erfc", upper=True, of=lambda g, u: _mills(g, u, upper=True), where=_positive),
    "erfc below": Bound(op="erfc", upper=False, of=lambda g, u: _mills(g, u, upper=False), where=_positive),
    "log u <= u - 1": Bound(op="log", upper=True, of=_terms((1, 1, 1), (-1, 1, 0)), where=_positive),
    "log u >= 1 - 1/u": Bound(op="log", upper=False, of=_terms((1, 1, 0), (-1, 1, -1)), where=_positive),
    "exp u >= 1 + u": Bound(op="exp", upper=False, of=_terms((1, 1, 0), (1, 1, 1))),
    "exp u <= 24/u^4": Bound(
        op="exp",
        upper=True,
        of=lambda g, u: g.div(g.num(24), g.power(u, 4)),
        where=lambda g, u: ((">", g.neg(u)),),
    ),
    "exp >= 0": Bound(op="exp", upper=False, of=lambda g, u: g.zero),
    "psi above": Bound(op="polygamma", order=0, upper=True, of=_log_and((-1, 2, -1)), where=_positive),
    "psi above 2": Bound(
        op="polygamma", order=0, upper=True, of=_log_and((-1, 2, -1), (-1, 12, -2), (1, 120, -4)), where=_positive
    ),
    "psi below": Bound(op="polygamma", order=0, upper=False, of=_log_and((-1, 1, -1)), where=_positive),
    "psi below 2": Bound(op="polygamma", order=0, upper=False, of=_log_and((-1, 2, -1), (-1, 12, -2)), where=_positive),
    "psi1 below": Bound(op="polygamma", order=1, upper=False, of=_terms((1, 1, -1), (1, 2, -2)), where=_positive),
    "psi1 below 2": Bound(
        op="polygamma",
        order=1,
        upper=False,
        of=_terms((1, 1, -1), (1, 2, -2), (1, 6, -3), (-1, 30, -5)),
        where=_positive,
    ),
    "psi1 above": Bound(op="polygamma", order=1, upper=True, of=_terms((1, 1, -1), (1, 1, -2)), where=_positive),
    "psi1 above 2": Bound(
        op="polygamma", order=1, upper=True, of=_terms((1, 1, -1), (1, 2, -2), (1, 6, -3)), where=_positive
    ),
    "psi2 above": Bound(op="polygamma", order=2, upper=True, of=_terms((-1, 1, -2), (-1, 1, -3)), where=_positive),
    "psi2 below": Bound(
        op="polygamma", order=2, upper=False, of=_terms((-1, 1, -2), (-1, 1, -3), (-1, 2, -4)), where=_positive
    ),
    "loggamma below": Bound(op="loggamma", upper=False, of=_stirling(), where=_positive),
    "loggamma above": Bound(op="loggamma", upper=True, of=_stirling((1, 12, -1)), where=_positive),
    "loggamma below 2": Bound(op="loggamma", upper=False, of=_stirling((1, 12, -1), (-1, 360, -3)), where=_positive),
}


def _inside_logistic(part: Entry) -> Entry | None:
    """u of 1/(1 + exp(u))."""
    if part.op != "/" or part.args[0].constant != 1 or part.args[1].op != "+":
        return None
    one, grown = part.args[1].args if part.args[1].args[1].op == "exp" else part.args[1].args[::-1]
    return grown.args[0] if one.constant == 1 and grown.op == "exp" else None


def argument(part: Entry, bound: Bound) -> Entry | None:
    """What the function is taken of, if the part is a value of the function that the bound is about."""
    if bound.op == LOGISTIC:
        return _inside_logistic(part)
    if part.op != bound.op or part.data is not None:
        return None
    if bound.order is None:
        return part.args[0] if len(part.args) == 1 else None
    return part.args[1] if part.args[0].constant == bound.order else None


def _estimated(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a function's value in the entry, and the name of a bound.

    f = a + b·v, b >= 0 and v >= l give f >= a + b·l; b <= 0 for an upper bound.
    """
    if len(data) != 2 or data[1] not in BOUNDS or problem.op not in (">=", ">"):
        return None
    g, bound = problem.graph, BOUNDS[data[1]]
    part = decode(g, data[0])
    u = argument(part, bound)
    free = g.var(_FREE)
    below = reachable([problem.entry])
    if (
        u is None
        or part not in below
        or free in reachable([problem.entry, *problem.facts])
        or any(e.op in ("if", "restrict") for e in below)
    ):
        return None
    opened = g.substitute([problem.entry], {part: free})[0]
    affine = affine_in(problem, opened, free)
    if affine is None:
        return None
    level, slope = affine
    value = bound.of(g, u)
    new = g.substitute([opened], {free: value})[0]
    if new.op == "restrict" and new.args[1:] == (value,):
        new = new.args[0]
    wanted = demands(problem, g.add(new, g.add(slope, level)), "defined")
    if wanted is None:
        return None
    conditions = tuple(problem.stating(op, e) for op, e in bound.where(g, u))
    steep = g.neg(slope) if bound.upper else slope
    return (problem.stating(problem.op, new), problem.stating(">=", steep), *conditions, *wanted)


def affine_in(problem: Problem, opened: Entry, free: Entry) -> tuple[Entry, Entry] | None:
    """The value at 0 and the slope of an entry that is affine in a variable; None where it is not."""
    g = problem.graph
    wider = problem.ranged({free: Range()})
    level, slope = g.substitute([opened, differentiate(g, [opened], free)[0]], {free: g.zero})
    if depends_on(slope, free) or depends_on(level, free):
        return None
    if _is_sum_with(opened, free) or equal_forms(wider, opened, g.add(level, g.mul(slope, free))):
        return level, slope
    return None


def _is_sum_with(opened: Entry, free: Entry) -> bool:
    """Whether an entry is affine in a variable by how it is written: one factor of each product depends on it."""
    depends = {e: e is free or any(depends_on(a, free) for a in e.args) for e in reachable([opened])}
    for e in (e for e, hit in depends.items() if hit and e is not free):
        inner = [depends[a] for a in e.args]
        if (
            e.op not in ("+", "-", "neg")
            and not (e.op == "*" and sum(inner) == 1)
            and not (e.op == "/" and not inner[1])
        ):
            return False
    return True


RULES = (
    Rule(
        name="classical bound",
        reduce=_estimated,
        statement="f = a + b·v with b >= 0 and v >= l: a + b·l op 0 gives f op 0",
    ),
)
