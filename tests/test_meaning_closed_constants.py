"""Signs of closed constants: zero by separation bounds and relations of logarithms and arcs, near misses by balls."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from proofcheck.analysis.closed_values import closed_entry
from proofcheck.analysis.encoding import decode, encode
from proofcheck.meaning.ball import precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.closed_constants import sign_of_constant, truth_of
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.separation import NotAlgebraic, NoValue, multiple_of_pi, sign_of_algebraic
from tests.analysis_problems import problem_of


def entry(text: str) -> Entry:
    """The entry of a closed expression, or of the difference of the two sides of an equation."""
    return problem_of(text.replace("==", ">=") if "==" in text else f"{text} >= 0", "").entry


ALGEBRAIC = (
    "sqrt(3 + 2*sqrt(2)) == 1 + sqrt(2)",
    "sqrt(5) + sqrt(22 + 2*sqrt(5)) == sqrt(11 + 2*sqrt(29)) + sqrt(16 - 2*sqrt(29) + 2*sqrt(55 - 10*sqrt(29)))",
    "cbrt(cbrt(2) - 1) == cbrt(1/9) - cbrt(2/9) + cbrt(4/9)",
    "cbrt(2 + sqrt(5)) + cbrt(2 - sqrt(5)) == 1",
    "sqrt(cbrt(5) - cbrt(4)) == (cbrt(2) + cbrt(20) - cbrt(25))/3",
    "cos(2*pi/7) + cos(4*pi/7) + cos(6*pi/7) == -1/2",
    "tan(3*pi/11) + 4*sin(2*pi/11) == sqrt(11)",
    "cbrt(cos(2*pi/7)) + cbrt(cos(4*pi/7)) + cbrt(cos(6*pi/7)) == cbrt((5 - 3*cbrt(7))/2)",
    "2**(1/6)*sqrt(2) == 4**(1/3)",
    "abs(1 - sqrt(2)) == sqrt(2) - 1",
    "max(sqrt(2), sqrt(3))**2 == 3",
    "sqrt(sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)) == 0",
    "1/(1 + sqrt(2) + sqrt(3)) == (2 + sqrt(2) - sqrt(6))/4",
)
TRANSCENDENTAL = (
    "4*atan(1/5) - atan(1/239) == pi/4",
    "12*atan(1/18) + 8*atan(1/57) - 5*atan(1/239) == pi/4",
    "atan(1) + atan(2) + atan(3) == pi",
    "asin(3/5) + asin(5/13) == asin(56/65)",
    "acos(1/3) + acos(-1/3) == pi",
    "asin((sqrt(5) - 1)/4) == pi/10",
    "asin(sqrt(3 + 2*sqrt(2)) - sqrt(2)) == pi/2",
    "log(2) + log(3) == log(6)",
    "log(2 + sqrt(3)) == -log(2 - sqrt(3))",
    "log2(8*sqrt(2)) == 7/2",
    "asinh(3/4) == log(2)",
    "acosh(3) == 2*asinh(1)",
    "exp(log(2)/2) == sqrt(2)",
    "2**(1/log(2)) == e",
    "log(e**3*sqrt(2)) == 3 + log(2)/2",
    "9**(log(2)/log(3)) == 4",
    "sinh(log(2)) == 3/4",
    "cos(atan(3/4) + atan(5/12)) == 33/65",
    "gamma(7/2) == 15*sqrt(pi)/8",
    "gamma(-1/2) == -2*sqrt(pi)",
    "gamma(1/4)*gamma(3/4) == pi*sqrt(2)",
    "floor(log(8)/log(2)) == 3",
    "ceil(log2(9)) == 4",
    "pi*atan(2) + pi*atan(1/2) == pi**2/2",
)
OTHERS = (  # and the sign of the left side less the right one
    ("sqrt(10) + sqrt(11) == sqrt(5) + sqrt(18)", 1),
    ("sqrt(1000000) + sqrt(1000002) == 2*sqrt(1000001)", -1),
    ("sqrt(1000001) + sqrt(1000025) + sqrt(1000031) == sqrt(1000002) + sqrt(1000021) + sqrt(1000034)", 1),
    ("exp(pi*sqrt(163)) == 640320**3 + 744", -1),
    ("log(640320**3 + 744)/sqrt(163) == pi", 1),
    ("exp(pi) - pi == 20", -1),
    ("atan(1) + atan(2) + atan(3) == 0", 1),
    ("4*atan(1/5) - atan(1/238) == pi/4", -1),
    ("asin(3/5) + asin(12/13) == asin(63/65)", 1),  # the sines are equal
    ("acos(-1/3) == -acos(1/3)", 1),
    ("log(2**100 + 1) == 100*log(2)", 1),
    ("tan(3*pi/11) - 4*sin(2*pi/11) == sqrt(11)", -1),
    ("cos(pi/7)*cos(2*pi/7)*cos(4*pi/7) == 1/8", -1),
    ("floor(log2(7)) == 3", -1),
    ("gamma(-1/2) == 2*sqrt(pi)", -1),
)


@pytest.mark.parametrize("text", ALGEBRAIC)
def test_algebraic_constants_are_equal(text: str) -> None:
    assert sign_of_algebraic(entry(text)) == 0
    assert sign_of_constant(entry(text)) == 0


@pytest.mark.parametrize("text", TRANSCENDENTAL)
def test_other_constants_are_equal(text: str) -> None:
    assert sign_of_constant(entry(text)) == 0


@pytest.mark.parametrize(("text", "sign"), OTHERS)
def test_near_misses_have_a_sign(text: str, sign: int) -> None:
    value = entry(text)
    with precision(400):
        ball = evaluate([value], {})[0]
    assert ball is None or (ball > 0 if sign > 0 else ball < 0)
    assert sign_of_constant(value) == sign


@pytest.mark.parametrize(
    ("bits", "expected"),
    [(k, -1) for k in (100, 300, 1000, 3000)],
)
def test_a_gap_below_any_fixed_precision_is_seen(bits: int, expected: int) -> None:
    g = Graph()
    root = g.make("sqrt", g.num(2))
    near = g.sub(root, g.num(Fraction(1, 2**bits)))
    assert sign_of_algebraic(g.sub(g.power(near, 2), g.num(2))) == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda g: g.make("sqrt", g.sub(g.num(1), g.make("sqrt", g.num(2)))),
        lambda g: g.div(g.one, g.sub(g.power(g.make("sqrt", g.num(2)), 2), g.num(2))),
        lambda g: g.make("tan", g.div(g.make("pi"), g.num(2))),
        lambda g: g.make("**", g.sub(g.one, g.make("cbrt", g.num(2))), g.num(Fraction(1, 2))),
    ],
    ids=["root of a negative", "division by 0", "pole", "power of a negative"],
)
def test_what_has_no_value_has_no_sign(make: object) -> None:
    value = make(Graph())  # type: ignore[operator]
    with pytest.raises(NoValue):
        sign_of_algebraic(value)
    assert sign_of_constant(value) is None


@pytest.mark.parametrize("text", ["pi", "log(2)", "cos(1)", "2**sqrt(2)"])
def test_what_is_not_algebraic_is_refused(text: str) -> None:
    with pytest.raises(NotAlgebraic):
        sign_of_algebraic(entry(text))


def test_nothing_is_said_where_a_part_has_no_value() -> None:
    g = Graph()
    outside = g.make("asin", g.add(g.one, g.make("exp", g.num(-1000))))
    assert sign_of_constant(g.sub(outside, outside)) is None
    assert sign_of_constant(g.make("log", g.make("log", g.make("sqrt", g.one)))) is None


def test_variables_and_unknowns_have_no_sign() -> None:
    g = Graph()
    assert sign_of_constant(g.sub(g.var("x"), g.var("y"))) is None
    assert sign_of_constant(g.hole("what")) is None


@pytest.mark.parametrize(
    ("op", "left", "right", "truth"),
    [
        ("==", "log(2) + log(3)", "log(6)", True),
        ("<", "log(2) + log(3)", "log(6)", False),
        ("<=", "log(2) + log(3)", "log(6)", True),
        ("!=", "sqrt(2)*sqrt(3)", "sqrt(6)", False),
        (">", "e**pi", "pi**e", True),
    ],
)
def test_truth_of_relations(op: str, left: str, right: str, truth: bool) -> None:
    g = Graph()
    sides = (decode(g, encode(entry(side))) for side in (left, right))
    relation = g.make(op, *sides)
    assert truth_of(relation) is truth
    assert truth_of(g.make("not", relation)) is (not truth)


def _random(g: Graph, random: Random, depth: int) -> Entry:
    if depth == 0:
        return g.num(Fraction(random.randint(1, 9), random.randint(1, 4)))
    a = _random(g, random, depth - 1)
    match random.randint(0, 5):
        case 0:
            return g.make("sqrt", g.make("abs", a))
        case 1:
            return g.make("cbrt", a)
        case 2:
            return g.mul(a, _random(g, random, depth - 1))
        case 3:
            return g.sub(a, _random(g, random, depth - 1))
        case 4:
            return g.add(a, g.make("cos", g.mul(g.num(Fraction(random.randint(1, 9), 5)), g.make("pi"))))
    return g.add(a, _random(g, random, depth - 1))


@pytest.mark.parametrize("seed", range(40))
def test_random_expressions(seed: int) -> None:
    """Identities of random numbers vanish; moved by a tiny amount they have the sign of the move."""
    g, random = Graph(), Random(seed)
    a, b = _random(g, random, 3), _random(g, random, 2)
    square = g.power(g.add(a, b), 2)
    spread = g.add(g.add(g.power(a, 2), g.mul(g.num(2), g.mul(a, b))), g.power(b, 2))
    tiny = g.num(Fraction(1, 10**90))
    for sign, gap in ((0, g.zero), (1, tiny), (-1, g.neg(tiny))):
        try:
            assert sign_of_algebraic(g.add(g.sub(square, spread), gap)) == sign
        except NotAlgebraic:  # too high a degree for the limit on bits
            continue


@pytest.mark.parametrize(
    ("text", "value"),
    [("3*pi/7", Fraction(3, 7)), ("-(pi/2 - 2*pi)", Fraction(3, 2)), ("pi*pi", None), ("1 + pi", None)],
)
def test_multiples_of_pi(text: str, value: Fraction | None) -> None:
    assert multiple_of_pi(entry(text)) == value


ARCS_OF_PI = {
    "asin of a root": ("asin(sqrt(1/2))*acos(1/sqrt(2))", "pi**2/16", True),
    "atan of a root": ("atan(sqrt(3))**2", "pi**2/9", True),
    "acos of a nested root": ("acos((1 + sqrt(5))/4)**3", "pi**3/125", True),
    "asin at the end": ("asin(1)**2", "pi**2/4", True),
    "a near miss": ("asin(0.7071067811865475244)**2", "pi**2/16", False),
    "another multiple": ("atan(1/sqrt(3))**2", "pi**2/9", False),
}


@pytest.mark.parametrize(("left", "right", "equal"), ARCS_OF_PI.values(), ids=ARCS_OF_PI)
def test_arcs_that_are_simple_multiples_of_pi_are_recognised(left: str, right: str, equal: bool) -> None:
    g = Graph()
    link = g.make("==", closed_entry(g, left), closed_entry(g, right))
    assert truth_of(link) is equal
