"""Exact values of integrals, limits, suprema and places of maxima: what is proved, and near misses that are not."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.encoding import Unreadable, decode, encode
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search
from proofcheck.analysis.tactics.evaluation import binders
from proofcheck.meaning.graph import Graph
from tests.claim_text import claim_of


def problems(text: str, given: str) -> tuple[Problem, ...]:
    found = posed(claim_of(text, given))
    assert found is not None
    return found.problems


def proved(text: str, given: str) -> bool:
    for problem in problems(text, given):
        plan = Search(problems=120).decide(problem)
        if plan is None or follow(problem, plan) is None:
            return False
    return True


TRUE = {
    "by parts": ("integral(t*exp(-t) for t in [0, x]) == 1 - (1 + x)*exp(-x)", "x: real > 0"),
    "waves": ("integral(exp(-s*t)*sin(w*t) for t in [0, oo]) == w/(s**2 + w**2)", "s: real > 0, w: real > 0"),
    "partial fractions": ("integral(1/(x**2 + 3*x + 2) for x in [0, 1]) == log(4/3)", "y: real"),
    "a bell": ("integral(x**2*exp(-x**2) for x in [-oo, oo]) == sqrt(pi)/2", "y: real"),
    "improper at an end": ("integral(1/sqrt(x) for x in (0, 1]) == 2", "y: real"),
    "in pieces": ("integral(abs(x - 1) for x in [0, 3]) == 5/2", "y: real"),
    "a power with a parameter": ("integral(x**(-p) for x in [1, oo]) == 1/(p - 1)", "p: real > 1"),
    "a bound of an integral": ("integral(exp(-t**2) for t in [0, x]) <= x", "x: real >= 0"),
    "a bound of a constant": ("integral(exp(-x**2) for x in [0, 1]) <= 3/4", "y: real"),
    "a double integral": ("integral(integral(x*exp(y) for y in [0, 1]) for x in [0, 1]) == (e - 1)/2", "z: real"),
    "a limit": ("limit((1 - cos(x))/x**2, x -> 0) == 1/2", "y: real"),
    "a limit with a parameter": ("limit((1 + r/x)**x, x -> oo) == exp(r)", "r: real"),
    "a difference quotient": ("limit((f(x + h) - f(x))/h, h -> 0) == f'(x)", "f: function(real) -> real, x: real"),
    "a second difference": (
        "limit((f(x + h) - 2*f(x) + f(x - h))/h**2, h -> 0) == f''(x)",
        "f: function(real) -> real, x: real",
    ),
    "a limit of a sequence": ("limit(n**(1/n), n -> oo) == 1", "n: integer >= 1"),
    "a supremum": ("sup(x*(1 - x) for x in [0, 1]) == 1/4", "y: real"),
    "a supremum not attained": ("sup(atan(x) for x in (-oo, oo)) == pi/2", "y: real"),
    "a conjugate": ("sup(x*y - x**2/2 for x in (-oo, oo)) == y**2/2", "y: real"),
    "a place of a minimum": ("argmin(x**2 + b*x + c for x in (-oo, oo)) == -b/2", "b: real, c: real"),
    "a bound of a supremum": ("sup(a*t - t**2 for t in [-10, 10]) <= a**2/4", "a: real"),
    "a supremum is at least a value": ("sup(t*a - t**4 for t in [-1, 1]) >= a - 1", "a: real"),
    "an infimum kept strictly": ("inf(exp(a*t) for t in [-1, 1]) > 0", "a: real"),
    "a bound of the integrand": ("integral(cos(x*sin(t)) for t in [0, pi]) <= pi", "x: real"),
    "an expectation": ("E(exp(t*z) for z ~ normal(0, 1)) == exp(t**2/2)", 't: "real in [-2, 2]"'),
    "an expectation of a modulus": ("E(abs(z) for z ~ normal(0, 1)) == sqrt(2/pi)", "y: real"),
}
FALSE = {
    "by parts": ("integral(t*exp(-t) for t in [0, x]) == 1 - x*exp(-x)", "x: real > 0"),
    "over a pole": ("integral(1/x**2 for x in [-1, 1]) == -2", "y: real"),
    "divergent": ("integral(1/x for x in [0, 1]) == 0", "y: real"),
    "divergent at infinity": ("integral(cos(x) for x in [0, oo)) == 0", "y: real"),
    "principal value": ("integral(1/x for x in [-1, 2]) == log(2)", "y: real"),
    "an odd function over the line": ("integral(x/(1 + x**2) for x in [-oo, oo]) == 0", "y: real"),
    "a jump of the antiderivative": ("integral(1/(1 + sin(x)**2) for x in [0, pi]) == 0", "y: real"),
    "an exponential that grows": ("integral(exp(-a*x) for x in [0, oo]) == 1/a", "a: real"),
    "a power that diverges": ("integral(x**(-p) for x in [1, oo]) == 1/(p - 1)", "p: real > 0"),
    "no limit": ("limit(abs(x)/x, x -> 0) == 1", "y: real"),
    "an infinite limit": ("limit(1/x, x -> 0) == 0", "y: real"),
    "a limit that oscillates": ("limit(sin(1/x), x -> 0) == 0", "y: real"),
    "a limit of floors": ("limit(floor(x), x -> 2) == 2", "y: real"),
    "a limit off": ("limit(sin(a*x)/x, x -> 0) == a + 1/1000000", "a: real"),
    "a supremum off": ("sup(x*(1 - x) for x in [0, 1]) == 0.26", "y: real"),
    "a supremum outside": ("sup(a*x - x**2/2 for x in [0, 1]) == a**2/2", "a: real"),
    "an unbounded supremum": ("sup(1/x for x in (0, 1)) == 1", "y: real"),
    "a bound of a supremum off": ("sup(a*t - t**2 for t in [-10, 10]) <= a**2/5", "a: real"),
    "a strict bound that is approached": ("sup(x for x in [0, 1)) < 1", "y: real"),
    "a strict bound that is approached far away": ("sup(tanh(a*x) for x in [0, oo)) < 1", "a: real > 0"),
    "a bound of an integral off": ("integral(cos(x*sin(t)) for t in [0, pi]) <= 3", "x: real"),
    "a bound of an integral that diverges": ("integral(1/x for x in [0, a]) >= 1", "a: real > 0"),
    "an interval turned round": ("integral(exp(t) for t in [0, x]) >= 0", "x: real < 0"),
    "a maximum twice": ("argmax(x**2 for x in [-1, 1]) == 1", "y: real"),
    "a maximum not attained": ("argmax(x for x in (0, 1)) == 1", "y: real"),
    "undefined somewhere": ("sup(log(x) for x in [-1, 1]) == 0", "y: real"),
}


@pytest.mark.parametrize(("text", "given"), TRUE.values(), ids=TRUE)
def test_proved(text: str, given: str) -> None:
    assert proved(text, given)


@pytest.mark.parametrize(("text", "given"), FALSE.values(), ids=FALSE)
def test_never_proved(text: str, given: str) -> None:
    assert not proved(text, given)


def test_an_antiderivative_that_jumps_inside_is_refused() -> None:
    problem = problems("integral(1/(1 + sin(x)**2) for x in [0, pi]) == 0", "y: real")[0]
    g, (entry,) = problem.graph, binders(problem)
    t = g.var("\N{SECTION SIGN}t", (1,))
    root = g.make("sqrt", g.num(2))
    f = g.div(g.make("atan", g.mul(root, g.make("tan", t))), root)
    data = (encode(entry), "up", encode(f), "value", "value")
    smaller = reduced(problem, Plan("integral by an antiderivative", data))
    assert smaller is not None
    wanted = [p for p in smaller if p.op == "!=" and p.entry.op == "cos"]
    assert wanted
    assert all(Search(problems=60).decide(p) is None for p in wanted)


@pytest.mark.parametrize(
    "data",
    [
        ("up", "0", "value", "value"),
        ("up", "(* 2 $§t,1)", "value", "value"),
        ("free", "(* 1/2 (** $§t,1 2))", "value", "limit"),
    ],
    ids=["a constant", "a wrong slope", "a limit without a direction"],
)
def test_wrong_antiderivatives_leave_a_false_problem(data: tuple[str, ...]) -> None:
    problem = problems("integral(sqrt(x**2)*1 for x in [0, 1]) == 1/2", "y: real")[0]
    (entry,) = binders(problem)
    smaller = reduced(problem, Plan("integral by an antiderivative", (encode(entry), *data)))
    assert smaller is None or any(Search(problems=40).decide(p) is None for p in smaller)


@pytest.mark.parametrize("text", ["$#,1", "(exp $#,1)", "(integral 0 1 $#,2 $#,1)", "(integral 0 1 (exp $x) $x)"])
def test_a_bound_variable_needs_its_binder(text: str) -> None:
    with pytest.raises(Unreadable):
        decode(Graph(), text)


def test_a_limit_moves_what_is_defined_by_its_variable() -> None:
    claim = claim_of("limit(p, y, 2) == limit(p, z, 2)", "y: real, z: real", extra="let: {p: z*y**2}")
    found = posed(claim)
    assert found is not None
    assert all(Search(problems=60).decide(p) is None for p in found.problems[:1])
    assert proved_claim("limit(p, y, 2) == 4*z", "y: real, z: real", "let: {p: z*y**2}")


def proved_claim(text: str, given: str, extra: str) -> bool:
    found = posed(claim_of(text, given, extra=extra))
    assert found is not None
    return all(Search(problems=60).decide(p) is not None for p in found.problems)
