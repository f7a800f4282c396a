"""Inequalities in one variable: textbook ones are proved and replayed, near misses never."""

from __future__ import annotations

import pytest

from proofcheck import kernel
from proofcheck.analysis.check import reduced
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.proof.analysis import prove
from tests.analysis_problems import claim_of, problem_of

POSITIVE, REAL, QUARTER = 'x: "real > 0"', "x: real", 'x: "real in (0, pi/2)"'
TRUE = {
    "tangent of exp": ("exp(x) >= 1 + x", REAL),
    "bounds of log": ("x/(1 + x) <= log(1 + x) <= x", 'x: "real > -1"'),
    "pade of log": ("log(1 + x) > 2*x/(2 + x)", POSITIVE),
    "log by a root": ("log(x) < (x - 1)/sqrt(x)", 'x: "real > 1"'),
    "euler": ("(1 + 1/x)**x < e", POSITIVE),
    "minimum of x^x": ("x**x >= exp(-1/e)", POSITIVE),
    "jordan": ("sin(x) >= 2*x/pi", 'x: "real in [0, pi/2]"'),
    "cusa": ("sin(x)/x < (2 + cos(x))/3", QUARTER),
    "huygens": ("2*sin(x) + tan(x) > 3*x", QUARTER),
    "lazarevic": ("(sinh(x)/x)**3 > cosh(x)", POSITIVE),
    "shafer": ("atan(x) > 3*x/(1 + 2*sqrt(1 + x**2))", POSITIVE),
    "gauss over cosh": ("cosh(x) <= exp(x**2/2)", REAL),
    "softplus": ("softplus(x) <= max(x, 0) + log(2)", REAL),
    "mills": ("1 - normal_cdf(x) < exp(-x**2/2)/(x*sqrt(2*pi))", POSITIVE),
    "irrational exponent": ("(1 + x)**pi >= 1 + pi*x", 'x: "real > -1"'),
    "digamma": ("log(x) - 1/x < diff(loggamma(x), x)", POSITIVE),
    "gautschi": ("gamma(x + 1)/gamma(x + 1/2) > sqrt(x)", POSITIVE),
    "logarithmic mean": ("(x - 1)/log(x) > sqrt(x)", 'x: "real > 1"'),
}
FALSE = {
    "tangent of exp, strict": ("exp(x) > 1 + x", REAL),
    "steeper tangent": ("exp(x) >= 1 + 1.0001*x", REAL),
    "log too low": ("log(1 + x) > 2*x/(1.999 + x)", POSITIVE),
    "log by a root, reached": ("log(x) < (x - 1)/sqrt(x)", 'x: "real >= 1"'),
    "euler with too much": ("(1 + 1/x)**(x + 0.4999) > e", POSITIVE),
    "below the minimum": ("x**x >= 0.6923", POSITIVE),
    "jordan, too steep": ("sin(x) >= 0.6367*x", 'x: "real in [0, pi/2]"'),
    "jordan, too far": ("sin(x) >= 2*x/pi", 'x: "real in [0, 1.571]"'),
    "huygens, reached": ("2*sin(x) + tan(x) > 3*x", 'x: "real in [0, pi/2)"'),
    "lazarevic, exponent": ("(sinh(x)/x)**2.99 > cosh(x)", POSITIVE),
    "a narrow gauss": ("cosh(x) <= exp(0.499*x**2)", REAL),
    "mills, too low": ("1 - normal_cdf(x) < 0.9*exp(-x**2/2)/(x*sqrt(2*pi))", POSITIVE),
    "bernoulli at the end": ("(1 + x)**pi > 1 + pi*x", 'x: "real > -1"'),
    "digamma, too sharp": ("log(x) - 0.4999/x < diff(loggamma(x), x)", POSITIVE),
    "gautschi, too sharp": ("gamma(x + 1)/gamma(x + 1/2) > sqrt(x + 0.2501)", POSITIVE),
    "in a far tail": ("exp(x/1000) < 10**6 + x**4", POSITIVE),
    "a wave at last": ("sin(x) < 1 - exp(-x)/1000", POSITIVE),
    "on a part only": ("x**3 >= x", POSITIVE),
    "limit passed": ("atan(x) < 1.5707", POSITIVE),
}


@pytest.mark.parametrize(("text", "given"), TRUE.values(), ids=TRUE)
def test_textbook_inequalities(text: str, given: str) -> None:
    claim = claim_of(text, given)
    certificate = prove(claim)
    assert certificate is not None
    assert kernel.refusal(claim, certificate) is None


@pytest.mark.parametrize(("text", "given"), FALSE.values(), ids=FALSE)
def test_near_misses_stay_open(text: str, given: str) -> None:
    assert prove(claim_of(text, given)) is None


def left_by(text: str, given: str, rule: str, *data: str) -> list[str] | None:
    """What a rule leaves: its relations, and the range of x."""
    smaller = reduced(problem_of(text, given), Plan(rule, data))
    return None if smaller is None else [_written(p) for p in smaller]


def _written(problem: Problem) -> str:
    where = problem.range_of(problem.graph.var("x"))
    low = ("(" if where.lo.open else "[") + ("-oo" if where.lo.at is None else repr(where.lo.at))
    high = ("oo" if where.hi.at is None else repr(where.hi.at)) + (")" if where.hi.open else "]")
    return f"{problem.entry!r} {problem.op} 0 on {low}, {high}"


def test_changes_of_variable_take_ends_to_ends() -> None:
    change = "monotone change of variable"
    assert left_by("x >= 0", POSITIVE, change, "$x", "exponential") == ["exp(x) >= 0 on (-oo, oo)"]
    assert left_by("x >= 0", 'x: "real in (0, 2]"', change, "$x", "reciprocal") == ["/(1, x) >= 0 on [1/2, oo)"]
    assert left_by("x >= 0", 'x: "real in [0, 3)"', change, "$x", "square") == ["**(x, 2) >= 0 on [0, sqrt(3))"]
    assert left_by("x >= 0", REAL, change, "$x", "tangent") is not None
    assert left_by("x >= 0", 'x: "real in [1, 2)"', change, "$x", "reflection") == ["neg(x) >= 0 on (-2, -1]"]


REFUSED_CHANGES = {
    "0 is no exponential": ('x: "real >= 0"', "exponential"),
    "negative numbers are no squares": ('x: "real >= -1"', "square"),
    "0 is no reciprocal": ('x: "real >= 0"', "reciprocal"),
    "the line is wider than a sine": (REAL, "sine"),
    "a whole turn is no half angle": ('x: "real in [-pi, pi]"', "half angle"),
    "no such change": (POSITIVE, "cosine"),
}


@pytest.mark.parametrize(("given", "name"), REFUSED_CHANGES.values(), ids=REFUSED_CHANGES)
def test_changes_that_miss_points_are_refused(given: str, name: str) -> None:
    assert left_by("x + 2 >= 0", given, "monotone change of variable", "$x", name) is None


def test_even_entries_on_symmetric_ranges() -> None:
    assert left_by("cos(x) + x**2 >= 0", REAL, "evenness", "$x") is not None
    assert left_by("sin(x) + x**2 >= 0", REAL, "evenness", "$x") is None
    assert left_by("cos(x) >= 0", 'x: "real in [-1, 2]"', "evenness", "$x") is None
    assert left_by("cos(x) >= 0", 'x: "real in [-1, 1)"', "evenness", "$x") is None


def test_periods() -> None:
    assert left_by("cos(x) >= 0", REAL, "periodicity", "$x", "(* 2 (pi))") is not None
    assert left_by("cos(x) >= 0", REAL, "periodicity", "$x", "(pi)") is None
    assert left_by("tan(x) >= 0", REAL, "periodicity", "$x", "(pi)") is None  # without a value at some points
    assert left_by("cos(x) + x >= 0", REAL, "periodicity", "$x", "(* 2 (pi))") is None


ESTIMATES_REFUSED = {
    "not in the entry": ("x >= 0", "(sin $x)", "sin >= -1"),
    "not affine": ("sin(x)**2 >= 0", "(sin $x)", "sin >= -1"),
    "another function": ("sin(x) >= 0", "(sin $x)", "cos >= -1"),
    "inside of another function": ("exp(sin(x)) >= 0", "(sin $x)", "sin >= -1"),
    "no such bound": ("sin(x) >= 0", "(sin $x)", "sin >= 0"),
}


@pytest.mark.parametrize(("text", "part", "name"), ESTIMATES_REFUSED.values(), ids=ESTIMATES_REFUSED)
def test_bounds_that_do_not_apply(text: str, part: str, name: str) -> None:
    assert left_by(text, POSITIVE, "classical bound", part, name) is None


def test_a_bound_asks_for_the_sign_of_the_factor() -> None:
    left = left_by("3 + x*sin(x) >= 0", POSITIVE, "classical bound", "(sin $x)", "sin >= -1")
    assert left is not None
    assert left[1] == "x >= 0 on (0, oo)"


def test_differences_need_the_limit() -> None:
    rule = "differences up to infinity"
    stirling = "loggamma(x) > (x - 1/2)*log(x) - x + log(2*pi)/2"
    assert left_by(stirling, POSITIVE, rule, "$x", "slope") is not None
    assert left_by(stirling, POSITIVE, rule, "$x", "value") is None  # the limit is 0
    assert left_by("1/x - 1 >= 0", POSITIVE, rule, "$x", "value") is None  # the limit is negative
    assert left_by("2 + sin(x) >= 0", POSITIVE, rule, "$x", "value") is None  # there is none
    assert left_by("1/x >= 0", 'x: "real in (0, 1]"', rule, "$x", "slope") is None  # the range ends


IDENTITIES = {
    "complement": ("atan(x) + atan(1/x) == pi/2", POSITIVE, True),
    "arcsine by arctangent": ("asin(x) == atan(x/sqrt(1 - x**2))", 'x: "real in (-1, 1)"', True),
    "one side of the pole": ("atan(x) + atan((1 - x)/(1 + x)) == pi/4", 'x: "real > -1"', True),
    "both sides of the pole": ("atan(x) + atan((1 - x)/(1 + x)) == pi/4", REAL, False),
    "past the branch": ("2*atan(x) == asin(2*x/(1 + x**2))", REAL, False),
    "another level": ("atan(x) + atan(1/x) == pi/2", 'x: "real != 0"', False),
}


@pytest.mark.parametrize(("text", "given", "holds"), IDENTITIES.values(), ids=IDENTITIES)
def test_constant_differences(text: str, given: str, holds: bool) -> None:
    assert (prove(claim_of(text, given)) is not None) is holds


def test_a_product_of_signs_needs_both_factors() -> None:
    rule = "product of signs"
    assert left_by("x*exp(x) >= 0", POSITIVE, rule, "$x", "(exp $x)") == ["x >= 0 on (0, oo)", "exp(x) >= 0 on (0, oo)"]
    assert left_by("x*exp(x) >= 0", POSITIVE, rule, "$x", "$x") is None
    assert left_by("x*exp(x) != 0", POSITIVE, rule, "$x", "(exp $x)") is None


def test_facts_narrow_ranges() -> None:
    claim = "x: real, y: real"
    problem = problem_of("2*x > 1 and 3 - x >= 0 => x >= 0", "x: real")
    (left,) = reduced(problem, Plan("facts as a range", ("$x",))) or ()
    assert _written(left).endswith("on (1/2, 3]")
    assert reduced(problem_of("x > 1 and x < 1 => x >= 2", "x: real"), Plan("facts as a range", ("$x",))) == ()
    for fact in ("x**2 > 1", "x > y", "abs(x) < 1", "x != 1"):
        assert reduced(problem_of(f"{fact} => x + y >= 0", claim), Plan("facts as a range", ("$x",))) is None


def test_one_sign_and_facts() -> None:
    assert left_by("exp(x) != 0", POSITIVE, "one sign", "+") is not None
    assert left_by("exp(x) != 0", POSITIVE, "one sign", "0") is None
    assert left_by("x >= 0", POSITIVE, "one sign", "+") is None
