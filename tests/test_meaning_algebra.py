"""Normal forms and signs decide what they should, and never affirm what is false or undefined on one side alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.meaning.algebra import affirm, defined_alike
from proofcheck.meaning.arguments import Unfolded, unfold
from proofcheck.meaning.boxes import check
from tests.claim_text import claim_of


def unfolded(text: str, given: str = "x: real, y: real", assume: str = "") -> Unfolded:
    found = unfold(claim_of(text, given, assume), {})
    assert found is not None
    return found


def affirmed(text: str, given: str = "x: real, y: real", assume: str = "", both: bool = False) -> bool:
    known = unfolded(text, given, assume)
    return all(affirm(known.setting, link, both=both) is not None for link in known.links)


RIGHT = "x: real > 0, y: real > 0"

TRUE = [
    ("(x + y)**2 == x**2 + 2*x*y + y**2", "x: real, y: real"),
    ("x**2/x == x", "x: real"),
    ("sigmoid(x)*(1 - sigmoid(x)) <= 1/4", "x: real"),
    ("0 < sigmoid(x) < 1", "x: real"),
    ("1 - tanh(x)**2 == sech(x)**2", "x: real"),
    ("tanh(2*x) == 2*tanh(x)/(1 + tanh(x)**2)", "x: real"),
    ("sin(x + y) == sin(x)*cos(y) + cos(x)*sin(y)", "x: real, y: real"),
    ("sin(3*x) == 3*sin(x) - 4*sin(x)**3", "x: real"),
    ("cos(x - pi/2) == sin(x)", "x: real"),
    ("tan(atan(x)) == x", "x: real"),
    ("sin(x)*cos(x) <= 1/2", "x: real"),
    ("sqrt(x**2) == abs(x)", "x: real"),
    ("sqrt(x)/x == 1/sqrt(x)", "x: real"),
    ("sqrt(1/x) == 1/sqrt(x)", "x: real"),
    ("log(x*y) == log(x) + log(y)", RIGHT),
    ("exp(log(x)) == x", RIGHT),
    ("x**x == exp(x*log(x))", RIGHT),
    ("x**(1/3)*x**(2/3) == x", RIGHT),
    ("sqrt(x**2*y) == x*sqrt(y)", RIGHT),
    ("sqrt(x*y) <= (x + y)/2", RIGHT),
    ("1/x + 1/y >= 4/(x + y)", RIGHT),
    ("log(x) == log(x)", "x: real"),
    ("gamma(x)*x/x == gamma(x)", RIGHT),
    ("x**floor(y)*x/x == x**floor(y)", RIGHT),
    ("max(x, y)*min(x, y) == x*y", "x: real, y: real"),
    ("abs(x + y) <= abs(x) + abs(y)", "x: real, y: real"),
    ("relu(x) + relu(-x) == abs(x)", "x: real"),
    ("(1 if x > 0 else 0)*x == relu(x)", "x: real"),
    ("relu'(x)*x == relu(x)", "x: real"),
    ("cbrt(x)**3 == x", "x: real"),
    ("softplus(x) - softplus(-x) == x", "x: real"),
    ("normal_cdf(x) + normal_cdf(-x) == 1", "x: real"),
    ("sqrt(8) == 2*sqrt(2)", "x: real"),
    ("atan(1) == pi/4", "x: real"),
    ("mod(x, 3) == x - 3*floor(x/3)", "x: real"),
    ("x/(y + z) + y/(z + x) + z/(x + y) >= 3/2", f"{RIGHT}, z: real > 0"),
    ("x + y - x*y >= 0", "x: 'real in [0, 1]', y: 'real in [0, 1]'"),
    ("2*x + 4*y - 3 == 0 <=> y == -x/2 + 3/4", "x: real, y: real"),
    ("(x + y*I)*(x - y*I) == x**2 + y**2", "x: real, y: real"),
]

NOT_AFFIRMED = [
    ("sqrt(x**2) == x", "x: real"),
    ("log(x**2) == 2*log(x)", "x: real"),
    ("x/x == 1 + 0*log(x)", "x: real"),
    ("sqrt(x)**2 == x", "x: real"),
    ("exp(log(x)) == x", "x: real"),
    ("relu(x)/relu(x) == 1", "x: real"),
    ("relu(x)/relu(x) == 1", "x: 'real in [-1, 1]'"),
    ("log(x) + log(y) == log(x*y)", "x: real, y: real"),
    ("(x**2)**(1/2) == x", "x: real"),
    ("x**2 > 0", "x: real"),
    ("tanh(x) >= 0", "x: real"),
    ("sin(x) < 1", "x: real"),
    ("x**2 >= 1/10000", "x: real"),
    ("sqrt(x*y) == sqrt(x)*sqrt(y)", "x: real, y: real"),
    ("sqrt(x - 1)*sqrt(x + 1) == sqrt(x**2 - 1)", "x: real"),
    ("cbrt(x) >= 0", "x: real"),
    ("x**(1/3) == cbrt(x)", "x: real"),
    ("sigmoid(x) <= 1/2", "x: real"),
    ("x**2*y >= 0", "x: real, y: 'real in [-1, 1]'"),
    ("atan(x) + atan(y) == atan((x + y)/(1 - x*y))", "x: real, y: real"),
    ("acos(cos(x)) == x", "x: real"),
    ("sign(x)**2 == 1", "x: real"),
    ("x**(-1/2) >= -1", "x: real"),
    ("abs(z)**2 == z**2", "z: complex"),
    ("(x - x)/(exp(log(x**2 + 1)) - x**2 - 1) == 1", "x: real"),
    ("1/(exp(log(x**2 + 1)) - x**2 - 1) == 2/(exp(log(x**2 + 1)) - x**2 - 1)", "x: real"),
    ("x*sqrt(1/x**2 + 1) == sqrt(x**2 + 1)", "x: real"),
    ("x >= 0", "x: 'real in [-1, 1]'"),
    ("max(x, 1000000) == 1000000", "x: real"),
    ("x**floor(y) + log(x) - log(x) == x**floor(y)", "x: real, y: real"),
    ("gamma(x) + log(x) - log(x) == gamma(x)", "x: real"),
    ("(1 if (x > 0 => sqrt(x) > 1) else 0) + 0*sqrt(x) == (1 if (x > 0 => sqrt(x) > 1) else 0)", "x: real"),
    ("det([[1, log(x)], [0, 1]]) == 1", "x: real"),
]


@pytest.mark.parametrize(("text", "given_"), [pytest.param(*row, id=row[0]) for row in TRUE])
def test_affirms(text: str, given_: str) -> None:
    assert affirmed(text, given_)


@pytest.mark.parametrize(("text", "given_"), [pytest.param(*row, id=f"{row[0]} | {row[1]}") for row in NOT_AFFIRMED])
def test_does_not_affirm(text: str, given_: str) -> None:
    assert not affirmed(text, given_)


@pytest.mark.parametrize(
    ("text", "assume", "expected"),
    [
        pytest.param("x <= y", "x < y", True, id="weaker"),
        pytest.param("x < y", "x <= y", False, id="stronger"),
        pytest.param("x**2 == 9", "x == 3", True, id="substitution"),
        pytest.param("x**3 <= y**3", "x <= y", True, id="monotone"),
        pytest.param("x/x == 1", "x == 0", False, id="undefined wherever admissible"),
        pytest.param("x/y == 1", "x == y", False, id="the assumption may make it undefined"),
        pytest.param("x/(1 + y**2) <= 1", "x <= 1 + y**2", True, id="positive denominator"),
        pytest.param("x*y >= 0", "x**2*y >= 0", False, id="a factor that may vanish"),
        pytest.param("1/x == x/x**2", "x != 0", True, id="excluded point"),
    ],
)
def test_assumptions(text: str, assume: str, expected: bool) -> None:
    assert affirmed(text, assume=assume) is expected


def test_defined_both_asks_less() -> None:
    assert not affirmed("sqrt(x)**2 == x", "x: real")
    assert affirmed("sqrt(x)**2 == x", "x: real", both=True)


def test_defined_alike() -> None:
    known = unfolded("log(x) + 1/y == log(2*x)", "x: real, y: real")
    assert defined_alike(known.setting, *known.links[0].args)
    known = unfolded("log(x) == x", "x: real")
    assert not defined_alike(known.setting, *known.links[0].args)


_TERMS = st.recursive(
    st.sampled_from(["x", "y", "0", "1", "2", "(1/2)", "(-1)"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds(
            "{}({})".format,
            st.sampled_from(["exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "relu", "cbrt", "sigmoid", "atan"]),
            inner,
        ),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("({})**{}".format, inner, st.sampled_from(["2", "3", "(1/2)", "(-1)"])),
        st.builds("({} if {} > {} else {})".format, inner, inner, st.sampled_from(["0", "1", "y"]), inner),
    ),
    max_leaves=5,
)
_REWRITINGS = (
    lambda a, b: (f"sqrt(({a})**2)", a),
    lambda a, b: (f"log(({a})*({b}))", f"log({a}) + log({b})"),
    lambda a, b: (f"sqrt(({a})*({b}))", f"sqrt({a})*sqrt({b})"),
    lambda a, b: (f"abs({a})", f"max({a}, -({a}))"),
    lambda a, b: (f"({a})/({b})", f"1/(({b})/({a}))"),
    lambda a, b: (f"exp(log({a}))", a),
    lambda a, b: (f"max({a}, {b})", f"(({a}) if ({a}) > ({b}) else ({b}))"),
    lambda a, b: (f"(({a}) + ({b}))**2", f"({a})**2 + 2*({a})*({b}) + ({b})**2"),
    lambda a, b: (a, b),
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(_TERMS, _TERMS, st.sampled_from(_REWRITINGS), st.sampled_from(["==", "<=", ">"]), st.integers(0, 2))
def test_what_is_affirmed_holds_at_points(a: str, b: str, rewriting: object, relation: str, domain: int) -> None:
    left, right = rewriting(a, b)  # type: ignore[operator]
    domain_text = ("x: real, y: real", RIGHT, "x: real >= 0, y: real")[domain]
    found = unfold(claim_of(f"{left} {relation} {right}", domain_text), {})
    if found is None:
        return
    for link in found.links:
        if affirm(found.setting, link) is not None:
            assert not check(found.setting, link, wanted=60).broken


COARSE = [
    ("(1/(1 + exp(-x)))*(1 + exp(-x)) == 1", True),
    ("diff(sigmoid(x*y), x) == y*sigmoid(x*y)*(1 - sigmoid(x*y))", True),
    ("tanh(exp(x*y/(1 + x**2)))*2 == 2*tanh(exp(x*y/(1 + x**2)))", True),
    ("diff(tanh(sin(x)), x) == (1 - tanh(sin(x))**2)*cos(x)", True),
    ("diff(f(tanh(g(x))), x) == f'(tanh(g(x)))*(1 - tanh(g(x))**2)*g'(x)", True),
    ("f(2*x + x) == f(3*x)", True),
    ("exp(x)*exp(-x) == 1", False),
    ("sin(x)**2 + cos(x)**2 == 1", False),
    ("exp(x) == exp(y)", False),
    ("exp(-x)/(1 + exp(-x)) == exp(-y)/(1 + exp(-y))", False),
    ("f(exp(x)) == f(exp(y))", False),
    ("sqrt(x)*1 - sqrt(x) == 0", False),
    ("x/sin(x) == x/sin(y)", False),
    ("tanh(log(x)) - tanh(log(x)) == 0", False),
    ("1/(exp(x) - exp(x + 0)) == 2/(exp(x) - exp(x + 0))", False),
    ("f(x)/f(x) == 1", False),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row, id=row[0]) for row in COARSE])
def test_functions_as_unknowns(text: str, expected: bool) -> None:
    """Coarse forms know the field and nothing of what the functions are, yet ask for values like the others."""
    known = unfolded(text, "x: real, y: real, f: function(real) -> real, g: function(real) -> real")
    found = [affirm(known.setting, link, equal_only=True, coarse=True) for link in known.links]
    assert all(found) is expected


@pytest.mark.parametrize(("text", "given_"), [pytest.param(*row, id=f"{row[0]} | {row[1]}") for row in NOT_AFFIRMED])
def test_coarse_forms_are_not_fooled_either(text: str, given_: str) -> None:
    known = unfolded(text, given_)
    assert not all(affirm(known.setting, link, equal_only=True, coarse=True) for link in known.links)


_CALLS = st.recursive(
    st.sampled_from(["x", "y", "1", "f(x)", "g(y)", "f'(x)"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{}({})".format, st.sampled_from(["f", "g", "f'", "exp", "tanh", "sigmoid", "sqrt", "sin"]), inner),
    ),
    max_leaves=4,
)
_CALCULUS = (
    lambda a, b: (f"diff(({a})*({b}), x)", f"diff({a}, x)*({b}) + ({a})*diff({b}, x)"),
    lambda a, b: (f"diff(f({a}), x)", f"f'({a})*diff({a}, x)"),
    lambda a, b: (f"diff(f({a}), x)", f"f'({a})"),
    lambda a, b: (f"f(({a}) + ({b}))", f"f(({b}) + ({a}))"),
    lambda a, b: (f"f(({a}) + ({b}))", f"f({a}) + f({b})"),
    lambda a, b: (f"diff(g({a}), x, 2)", f"g''({a})*diff({a}, x)**2 + g'({a})*diff({a}, x, 2)"),
    lambda a, b: (f"diff(diff({a}, x), y)", f"diff(diff({a}, y), x)"),
    lambda a, b: (a, b),
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(_CALLS, _CALLS, st.sampled_from(_CALCULUS), st.booleans())
def test_what_is_affirmed_of_every_function_holds_for_some(a: str, b: str, rewriting: object, coarse: bool) -> None:
    left, right = rewriting(a, b)  # type: ignore[operator]
    declared = "x: real, y: real, f: function(real) -> real, g: function(real) -> real"
    found = unfold(claim_of(f"{left} == {right}", declared), {})
    if found is None:
        return
    for link in found.links:
        if affirm(found.setting, link, equal_only=True, coarse=coarse) is not None:
            assert not check(found.setting, link, wanted=60).broken
