"""What the tactics for several variables find together, and that they find nothing for near misses."""

from __future__ import annotations

import pytest

from proofcheck.analysis.check import follow
from proofcheck.analysis.tactics import Search
from tests.analysis_problems import problem_of

POSITIVE = "a: real > 0, b: real > 0"
REAL = "x: real, y: real"
UNIT = 'p: "real in (0, 1)", q: "real in (0, 1)"'


def proved(claim: str, given: str) -> bool:
    p = problem_of(claim, given)
    plan = Search().decide(p)
    return plan is not None and follow(p, plan) is not None


TRUE = {
    "gibbs": ("a*log(a/b) >= a - b", POSITIVE),
    "pinsker": ("p*log(p/q) + (1-p)*log((1-p)/(1-q)) >= 2*(p-q)**2", UNIT),
    "cross-entropy": ("-p*log(q) - (1-p)*log(1-q) >= -p*log(p) - (1-p)*log(1-p)", UNIT),
    "weighted means": ("a**t*b**(1-t) <= t*a + (1-t)*b", f'{POSITIVE}, t: "real in [0, 1]"'),
    "fenchel": ("x*a <= exp(x) + a*log(a) - a", "x: real, a: real > 0"),
    "log-sum": ("a*log(a/c) + b*log(b/d) >= (a+b)*log((a+b)/(c+d))", f"{POSITIVE}, c: real > 0, d: real > 0"),
    "logarithmic mean": ("a < b => sqrt(a*b) < (b-a)/(log(b)-log(a))", POSITIVE),
    "tangent of exp": ("exp(x) >= exp(y) + exp(y)*(x - y)", REAL),
    "tangent of log": ("log(a) <= log(b) + (a - b)/b", POSITIVE),
    "softplus": ("log(1+exp(x+y)) <= log(1+exp(x)) + log(1+exp(y))", REAL),
    "atan": ("abs(atan(x) - atan(y)) <= abs(x - y)", REAL),
    "separable": ("cosh(x)*cosh(y) <= exp((x**2 + y**2)/2)", REAL),
    "eliminated": ("1/p + 1/q == 1 => u*v <= u**p/p + v**q/q", "p: real > 1, q: real > 1, u: real > 0, v: real > 0"),
}


@pytest.mark.parametrize(("claim", "given"), TRUE.values(), ids=TRUE)
def test_true(claim: str, given: str) -> None:
    assert proved(claim, given)


FALSE = {
    "gibbs, too sharp": ("a*log(a/b) >= a - b + (a-b)**2/(1000*b)", POSITIVE),
    "gibbs, strict": ("a*log(a/b) > a - b", POSITIVE),
    "pinsker, too sharp": ("p*log(p/q) + (1-p)*log((1-p)/(1-q)) >= 2001/1000*(p-q)**2", UNIT),
    "fenchel, too sharp": ("x*a <= exp(x) + a*log(a) - 1001*a/1000", "x: real, a: real > 0"),
    "logarithmic mean, too large": ("a < b => sqrt(a*b) < (b-a)/(log(b)-log(a)) - (b-a)/100", POSITIVE),
}


@pytest.mark.parametrize(("claim", "given"), FALSE.values(), ids=FALSE)
def test_false(claim: str, given: str) -> None:
    p = problem_of(claim, given)
    assert Search(problems=60).decide(p) is None
