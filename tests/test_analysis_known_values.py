"""The tables of known series and integrals: each row against an enclosure or a quadrature, and claims by the rules."""

from __future__ import annotations

from fractions import Fraction as F

import mpmath  # type: ignore[import-untyped]
import pytest
from flint import arb

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.claims import posed
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.known_integrals import KNOWN as INTEGRALS
from proofcheck.analysis.known_series import KNOWN as SERIES
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search
from proofcheck.analysis.tactics.evaluation import binders
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph
from tests.claim_text import claim_of


def problems(text: str, given: str, assume: str = "") -> tuple[Problem, ...]:
    found = posed(claim_of(text, given, assume))
    assert found is not None
    return found.problems


def proved(text: str, given: str, assume: str = "") -> bool:
    for problem in problems(text, given, assume):
        plan = Search(problems=150).decide(problem)
        if plan is None or follow(problem, plan) is None:
            return False
    return True


SUMMED = [
    *((name, (z,)) for name, row in SERIES.items() if row.parameters == 1 and row.power for z in (F(1, 5), F(-1, 7))),
    *((name, (F(1, 3), F(2))) for name, row in SERIES.items() if row.parameters == 2),
    *((name, ()) for name, row in SERIES.items() if row.parameters == 0),
    ("hyperbolic cotangent", (F(2),)),
]


def meets(g: Graph, conditions: tuple[tuple[str, Entry], ...]) -> bool:
    return all(evaluate([g.make(op, e, g.zero)], {})[0] is True for op, e in conditions)


@pytest.mark.parametrize(("name", "at"), SUMMED, ids=[f"{n} at {a}" for n, a in SUMMED])
def test_a_known_series_has_its_sum(name: str, at: tuple[F, ...]) -> None:
    g, row = Graph(), SERIES[name]
    k, parameters = g.fresh(), [g.num(x) for x in at]
    assert meets(g, row.conditions(g, *parameters))
    total = g.bind("series", g.num(row.first), row.term(g, k, *parameters), k)
    summed, value = evaluate([total, row.total(g, *parameters)], {})
    assert isinstance(value, arb)
    if row.angle and summed is None:
        terms = [evaluate([row.term(g, g.num(i), *parameters)], {})[0] for i in range(row.first, 60)]
        summed = sum(terms, arb(0)) + arb(0, 1e-12)
    assert summed.overlaps(value)
    assert float(summed.rad()) < 1e-7


@pytest.mark.parametrize("name", ["sawtooth", "logarithm of the sine", "parabola"])
def test_a_fourier_series_has_its_sum(name: str) -> None:
    g, row = Graph(), SERIES[name]
    value = evaluate([row.total(g, g.num(2))], {})[0]
    total = mpmath.nsum(
        lambda k: float(evaluate([row.term(g, g.num(int(k)), g.num(2))], {})[0].mid()), [1, 4000], method="d"
    )
    assert abs(float(value.mid()) - float(total)) < 1e-3


AT = (F(3, 2), F(2, 3), F(5, 4), F(7, 3), F(11, 4))
OWN = {
    "reflection formula": (F(3, 2), F(2), F(3), F(7, 2)),
    "power times a power of the logarithm": (F(3, 2), F(5, 2)),
    "polynomial times a bell": (F(3, 2), F(2, 3), F(5), F(-7, 3), F(11, 4), F(1, 2), F(3)),
    "turn": (F(3), F(2)),
    "whole turn": (F(3), F(-2)),
    "whole turn around 0": (F(3), F(2)),
}
BY_OSCILLATION = (
    "Dirichlet",
    "versed sine over the square",
    "Laplace, of the sine",
    "Fresnel, sine",
    "Fresnel, cosine",
)  # not enclosed


@pytest.mark.parametrize("name", [n for n in INTEGRALS if n not in BY_OSCILLATION])
def test_a_known_integral_has_its_value(name: str) -> None:
    g, row = Graph(), INTEGRALS[name]
    t, parameters = g.fresh(), [g.num(x) for x in OWN.get(name, AT)[: row.parameters]]
    assert meets(g, row.conditions(g, *parameters))
    body = row.integrand(g, t, *parameters)
    low, high = row.low(g, *parameters), row.high(g, *parameters)
    ends = (g.neg(g.make("oo")) if low is None else low, g.make("oo") if high is None else high)
    found, value = evaluate([g.bind("integral", *ends, body, t), row.value(g, *parameters)], {})
    assert isinstance(value, arb)
    if found is None:
        place = [None if e is None else float(evaluate([e], {})[0].mid()) for e in (low, high)]
        assert abs(_quadrature(body, t, place[0] or 0.0, place[1]) - float(value.mid())) < 1e-6
        return
    assert found.overlaps(value)
    assert float(found.rad()) < 0.01  # some fall slowly


def _quadrature(body: Entry, t: Entry, low: float, high: float | None) -> float:
    def f(x: mpmath.mpf) -> float:
        return float(evaluate([body], {t: arb(float(x))})[0].mid())

    middle = 1.0 if high is None else (low + high) / 2
    near = mpmath.quad(lambda u: 4 * u**3 * f(low + u**4), [0, (middle - low) ** 0.25])  # roots at the ends are no harm
    if high is None:
        return float(near + mpmath.quad(f, [middle, 10, 100, mpmath.inf]))
    return float(near + mpmath.quad(lambda u: 4 * u**3 * f(high - u**4), [0, (high - middle) ** 0.25]))


def test_integrals_that_converge_by_oscillation_have_their_values() -> None:
    g = Graph()
    (half,) = evaluate([INTEGRALS["Dirichlet"].value(g, g.num(3))], {})
    assert abs(float(half.mid()) - float(mpmath.si(mpmath.inf))) < 1e-12
    versed, squared = INTEGRALS["versed sine over the square"], INTEGRALS["square of the sine over the square"]
    halves = (
        versed.value(g, g.num(3)),
        g.mul(g.num(2), squared.value(g, g.num(F(3, 2)))),
    )  # 1 - cos(u) is 2·sin(u/2)**2
    assert evaluate([g.make("==", *halves)], {})[0] is not False
    a, w = g.num(2), g.fresh()  # that of the sine is minus the derivative of that of the cosine by the frequency
    slope = differentiate(g, [INTEGRALS["Laplace"].value(g, a, w)], w)[0]
    found, value = evaluate([g.neg(slope), INTEGRALS["Laplace, of the sine"].value(g, a, w)], {w: arb(1.5)})
    assert found.overlaps(value)


def test_fresnel_integrals_have_their_values() -> None:
    for name, function in (("Fresnel, sine", mpmath.fresnels), ("Fresnel, cosine", mpmath.fresnelc)):
        g = Graph()
        value = evaluate([INTEGRALS[name].value(g, g.num(3))], {})[0]
        limit = function(mpmath.inf) * mpmath.sqrt(mpmath.pi / 6)
        assert abs(float(value.mid()) - float(limit)) < 1e-12


TRUE = {
    "geometric": ("sum(x**k for k in 0..oo) == 1/(1 - x)", 'x: "real in (-1, 1)"'),
    "geometric from 1": ("sum(x**k for k in 1..oo) == x/(1 - x)", 'x: "real in (-1, 1)"'),
    "geometric, of squares": ("sum((-1)**k*x**(2*k) for k in 0..oo) == 1/(1 + x**2)", 'x: "real in (-1, 1)"'),
    "geometric, of exponentials": ("sum(exp(-a*k) for k in 0..oo) == 1/(1 - exp(-a))", "a: real > 0"),
    "derivative": ("sum(k*x**(k - 1) for k in 1..oo) == 1/(1 - x)**2", 'x: "real in (-1, 1)"'),
    "a combination": ("sum((2**k + 3**k)/6**k for k in 1..oo) == 3/2", "y: real"),
    "exponential": ("sum(z**k/factorial(k) for k in 0..oo) == exp(z)", "z: real"),
    "sine": ("sum((-1)**k*z**(2*k + 1)/factorial(2*k + 1) for k in 0..oo) == sin(z)", "z: real"),
    "logarithm": ("sum((-1)**(k + 1)*x**k/k for k in 1..oo) == log(1 + x)", 'x: "real in (-1, 1]"'),
    "arctangent at its end": ("sum((-1)**k/(2*k + 1) for k in 0..oo) == pi/4", "y: real"),
    "squares, shifted": ("sum(1/(k + 1)**2 for k in 1..oo) == pi**2/6 - 1", "y: real"),
    "odd squares": ("sum(1/(2*k - 1)**2 for k in 1..oo) == pi**2/8", "y: real"),
    "telescoping": ("sum(1/(k*(k + 2)) for k in 1..oo) == 3/4", "y: real"),
    "telescoping between halves": ("sum(1/(4*k**2 - 1) for k in 1..oo) == 1/2", "y: real"),
    "poisson": ("E(exp(z*k) for k ~ poisson(r)) == exp(r*(exp(z) - 1))", "z: real, r: real > 0"),
    "a bound": ("sum(x**k for k in 0..oo) >= 1 + x", 'x: "real in (-1, 1)"'),
    "dirichlet": ("integral(sin(w*x)/x for x in (0, oo)) == pi/2", "w: real > 0"),
    "gamma": ("integral(x**(s - 1)*exp(-a*x) for x in (0, oo)) == gamma(s)/a**s", "a: real > 0, s: real > 0"),
    "gamma of a whole number": ("integral(x**n*exp(-x) for x in [0, oo)) == factorial(n)", "n: integer >= 0"),
    "power": ("integral(x**n for x in [0, 1]) == 1/(n + 1)", "n: integer >= 0"),
    "beta": ("integral(1/sqrt(x*(1 - x)) for x in (0, 1)) == pi", "y: real"),
    "reflection": ("integral(1/(1 + x**3) for x in [0, oo)) == 2*pi/(3*sqrt(3))", "y: real"),
    "wallis": ("integral(sin(x)**6 for x in [0, pi/2]) == 5*pi/32", "y: real"),
    "cosine with a bell": ("E(cos(t*z) for z ~ normal(m, 2)) == cos(t*m)*exp(-2*t**2)", "t: real, m: real"),
    "laplace": ("integral(cos(w*x)/(1 + x**2) for x in (-oo, oo)) == pi*exp(-w)", "w: real >= 0"),
    "frullani": ("integral((exp(-a*x) - exp(-b*x))/x for x in (0, oo)) == log(b/a)", "a: real > 0, b: real > 0"),
    "logarithm of the sine": ("integral(log(sin(x)) for x in (0, pi/2)) == -pi*log(2)/2", "y: real"),
    "a turn": ("integral(1/(p + cos(x)) for x in [0, pi]) == pi/sqrt(p**2 - 1)", "p: real > 1"),
    "orthogonal": ("integral(sin(m*x)*cos(n*x) for x in [-pi, pi]) == 0", "m: integer >= 1, n: integer >= 1"),
    "of norm pi": ("integral(sin(m*x)**2 for x in [0, 2*pi]) == pi", "m: integer >= 1"),
    "turned round": ("integral(exp(t) for t in [1, 0]) == 1 - e", "y: real"),
    "in either order": ("integral(1/t for t in [a, b]) == log(b/a)", "a: real > 0, b: real > 0"),
}  # fmt: skip
FALSE = {
    "geometric too far": ("sum(x**k for k in 0..oo) == 1/(1 - x)", 'x: "real in (-1, 2)"'),
    "geometric at an end": ("sum(x**k for k in 0..oo) == 1/(1 - x)", 'x: "real in [-1, 1)"'),
    "geometric, started late": ("sum(x**k for k in 1..oo) == 1/(1 - x)", 'x: "real in (-1, 1)"'),
    "a series that grows": ("sum(2**k for k in 0..oo) == -1", "y: real"),
    "a series that oscillates": ("sum((-1)**k for k in 0..oo) == 1/2", "y: real"),
    "terms without values": ("sum(sqrt(x)**(2*k) for k in 0..oo) == 1/(1 - x)", 'x: "real in (-1, 1)"'),
    "an inverse power": ("sum(x**(1 - k)*x**(2*k - 1) for k in 0..oo) == 1/(1 - x)", 'x: "real in (-1, 1)"'),
    "logarithm at its pole": ("sum(x**k/k for k in 1..oo) == -log(1 - x)", 'x: "real in [-1, 2)"'),
    "area tangent at its pole": ("sum(1/(2*k + 1) for k in 0..oo) == 0", "y: real"),
    "squares off": ("sum(1/k**2 for k in 1..oo) == pi**2/6 + 1/10**12", "y: real"),
    "a sign": ("sum((-1)**k/k for k in 1..oo) == log(2)", "y: real"),
    "telescoping without a limit": ("sum(log(k + 1) - log(k) for k in 1..oo) == 0", "y: real"),
    "a pole among the terms": ("sum(1/((k - 3)*(k - 2)) for k in 1..oo) == 0", "y: real"),
    "dirichlet at 0": ("integral(sin(w*x)/x for x in (0, oo)) == pi/2", "w: real >= 0"),
    "dirichlet of a sign": ("integral(sin(w*x)/x for x in (0, oo)) == pi/2", "w: real"),
    "gamma at a pole": ("integral(x**(s - 1)*exp(-x) for x in (0, oo)) == gamma(s)", "s: real"),
    "gamma that grows": ("integral(x*exp(-a*x) for x in (0, oo)) == 1/a**2", "a: real"),
    "a power that diverges": ("integral(x**p for x in (0, 1)) == 1/(p + 1)", "p: real"),
    "reflection too far": ("integral(1/(1 + x**p) for x in [0, oo)) == (pi/p)/sin(pi/p)", "p: real > 0"),
    "a turn over a pole": ("integral(1/(p + cos(x)) for x in [0, pi]) == pi/sqrt(p**2 - 1)", "p: real > 0"),
    "orthogonal to itself": ("integral(sin(m*x)*sin(n*x) for x in [0, 2*pi]) == 0", "m: integer >= 1, n: integer >= 1"),
    "orthogonal, of reals": ("integral(sin(m*x)*cos(n*x) for x in [-1, 2*pi - 1]) == 0", "m: real, n: real"),
    "of no norm": ("integral(sin(m*x)**2 for x in [0, 2*pi]) == pi", "m: integer >= 0"),
    "no whole period": ("integral(sin(m*x)*cos(n*x) for x in [0, pi]) == 0", "m: integer >= 1, n: integer >= 1"),
    "a bell that grows": ("integral(cos(x)*exp(-a*x**2) for x in [0, oo)) == sqrt(pi/a)*exp(-1/(4*a))/2", "a: real"),
    "laplace of a sign": ("integral(cos(w*x)/(1 + x**2) for x in (-oo, oo)) == pi*exp(-w)", "w: real"),
    "not turned round": ("integral(exp(t) for t in [1, 0]) == e - 1", "y: real"),
    "in either order, but over 0": ("integral(1/t for t in [a, b]) == log(b/a)", "a: real, b: real"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "given"), TRUE.values(), ids=TRUE)
def test_proved(text: str, given: str) -> None:
    assert proved(text, given)


@pytest.mark.parametrize(("text", "given"), FALSE.values(), ids=FALSE)
def test_never_proved(text: str, given: str) -> None:
    assert not proved(text, given)


def test_waves_of_different_whole_frequencies() -> None:
    text, given = "integral(sin(m*x)*sin(n*x) for x in [0, 2*pi]) == 0", "m: integer >= 1, n: integer >= 1"
    assert proved(text, given, "m != n")


@pytest.mark.parametrize(
    ("text", "rule", "data"),
    [
        ("sum(1/k**2 for k in 1..oo) == 2", "known series", ("zeta(2)", "-1", "1")),
        ("sum(1/k**2 for k in 1..oo) == 2", "known series", ("zeta(2)", "x", "1")),
        ("sum(1/k**2 for k in 1..oo) == 2", "known series", ("zeta(3)", "0", "1")),
        ("sum(1/k**2 for k in 1..oo) == 2", "known series", ("zeta(2)", "0", "$§t,1")),
        ("sum(1/k**2 for k in 1..oo) == 2", "known series", ()),
        ("integral(exp(-x) for x in [1, oo)) == 1", "known integral", ("gamma function", "1", "1", "1", "1")),
        ("integral(exp(-x) for x in [0, oo)) == 1", "known integral", ("gamma function", "1", "1", "1")),
        ("integral(exp(-x) for x in [0, oo)) == 1", "known integral", ("gamma function", "1", "1", "1", "$§t,1")),
        ("integral(sin(x)*cos(x) for x in [0, pi]) == 0", "orthogonality of waves", ("1", "sin", "cos", "1", "1")),
        (
            "integral(sin(x)*cos(x/2) for x in [0, 2*pi]) == 0",
            "orthogonality of waves",
            ("1", "sin", "cos", "1", "1/2"),
        ),
    ],
)
def test_data_that_do_not_fit_are_refused(text: str, rule: str, data: tuple[str, ...]) -> None:
    problem = problems(text, "y: real")[0]
    (entry,) = binders(problem)
    assert reduced(problem, Plan(rule, (encode(entry), *data))) is None
