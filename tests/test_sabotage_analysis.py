"""Wrong applications of the rules of real analysis that cover with boxes, expand, and follow one variable.

Each row is a false problem: the rule must refuse the plan, or leave a problem that is false at a point. The facts and
names that some of them carry are such as no tactic writes, but a forged certificate may.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from proofcheck.analysis.check import reduced
from proofcheck.analysis.encoding import decode, encode
from proofcheck.analysis.limits import limit_in
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.rules.estimates import BOUNDS, LOGISTIC
from proofcheck.analysis.table import rules
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import NOTHING, evaluate
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry, Graph
from tests.test_sabotage_algebra import PLANE, QUARTER, REAL, RIGHT, Wrong, is_false, problem

LAZY = "(or (< $x 0) (> (log $x) 5))"  # true at negative x, where the logarithm has no value
BALLS, FROM_LIMIT, MONOTONE = "ball arithmetic", "monotonicity from a limit", "monotonicity"
CHANGE, RANGE, BOUND = "monotone change of variable", "facts as a range", "classical bound"
SQUARE, UNIT = "x in [-1, 1]; y in [-1, 1]", "x in [0, 2]"
V = "$\N{SECTION SIGN}value"
P = "$\N{SECTION SIGN}part0"

BOXES = {
    "a test with a part without value": Wrong(BALLS, f"(if {LAZY} -1 1)", ">", ("1000",), "x in [-3, -1]"),
    "a fact with a part without value": Wrong(BALLS, "$x", ">", ("1000",), "x in [-3, -1]", (LAZY,)),
    "an implication without a premise": Wrong(
        BALLS, "$x", ">", ("1000",), "x in [-3, -1]", ("(=> (< (log $x) 5) (< $x 0))",)
    ),
    "an odd zero": Wrong(BALLS, "(** (- $x 1) 3)", ">=", ("2000", "at", "3", "$x", "1"), UNIT),
    "an odd zero on a curve": Wrong(BALLS, "(** (- $x $y) 3)", ">=", ("2000", "at", "3", "$x", "$y"), SQUARE),
    "a place below zero": Wrong(BALLS, "(- (** (- $x 1) 2) 1/1000000)", ">=", ("2000", "at", "2", "$x", "1"), UNIT),
    "attained inside": Wrong(BALLS, "(** (- $x 1) 2)", ">", ("2000", "at", "2", "$x", "1"), UNIT),
    "attained at the end": Wrong(BALLS, "$x", ">", ("2000", "at", "1", "$x", "0"), "x in [0, 1]"),
    "an end that is none": Wrong(BALLS, "$x", ">=", ("2000", "at", "1", "$x", "0"), "x in [-1, 2]"),
    "a slope left out": Wrong(BALLS, "(+ (** $x 2) $x)", ">=", ("2000", "at", "2", "$x", "0"), "x in [-2, 1]"),
    "a saddle": Wrong(BALLS, "(* $x $y)", ">=", ("2000", "at", "2", "$x", "0", "$y", "0"), SQUARE),
    "a ridge": Wrong(BALLS, "(- (** $x 2) (** $y 2))", ">=", ("2000", "at", "2", "$x", "0", "$y", "0"), SQUARE),
    "a saddle along a diagonal": Wrong(
        BALLS,
        "(+ (+ (** $x 2) (** $y 2)) (* 3 (* $x $y)))",
        ">=",
        ("2000", "at", "2", "$x", "0", "$y", "0"),
        SQUARE,
    ),
    "a kink": Wrong(BALLS, "(- (abs $x) (* 2 $x))", ">=", ("2000", "at", "1", "$x", "0"), "x in [-1, 2]"),
    "a jump": Wrong(BALLS, "(- (floor $x) 1)", ">=", ("2000", "at", "1", "$x", "1"), "x in [0, 2]"),
    "a place of its own": Wrong(BALLS, "$x", ">=", ("2000", "at", "1", "$x", "(+ $x 1)"), "x in [-1, 1]"),
    "a place at a strange variable": Wrong(BALLS, "$x", ">=", ("2000", "at", "1", "$x", "$z"), "x in [-1, 1]"),
    "a place that is not equal": Wrong(BALLS, "(- $x 1)", "!=", ("2000", "at", "1", "$x", "1"), UNIT),
    "an equation": Wrong(BALLS, "$x", "==", ("2000",), "x in [0, 1]"),
    "too few boxes": Wrong(BALLS, "(- (** $x 2) 1/2)", ">=", ("1",), "x in [-1, 1]"),
    "a far point": Wrong(BALLS, "(- 8 $x)", ">", ("5000",), RIGHT),
    "a base that may be negative": Wrong(BALLS, "(** $x $y)", ">", ("2000",), "x in [-2, -1]; y in [1, 3]"),
}
ENDS = {
    "rounded": Wrong("value of a constant", "(- 1414/1000 (sqrt 2))", ">="),
    "zero in disguise": Wrong("value of a constant", "(- (* (sqrt 2) (sqrt 3)) (sqrt 6))", ">"),
    "unequal for its look": Wrong("value of a constant", "(- (+ (atan 1/2) (atan 1/3)) (/ (pi) 4))", "!="),
    "no constant": Wrong("value of a constant", "$x", ">", (), REAL),
    "an end that is reached": Wrong(FROM_LIMIT, "(- $x 1)", ">=", ("$x", "low", "value"), "x in [0, oo)"),
    "a negative limit": Wrong(FROM_LIMIT, "(- (/ 1 $x) 1)", ">=", ("$x", "high", "value"), "x in (0, oo)"),
    "a wave": Wrong(FROM_LIMIT, "(sin $x)", ">=", ("$x", "high", "value"), RIGHT),
    "towards the limit": Wrong(FROM_LIMIT, "(neg (/ 1 $x))", ">=", ("$x", "high", "slope"), RIGHT),
    "a pole in between": Wrong(FROM_LIMIT, "(/ 1 (- $x 1))", ">", ("$x", "high", "slope"), RIGHT),
    "jumps": Wrong(FROM_LIMIT, "(- 1 (floor $x))", ">=", ("$x", "low", "value"), RIGHT),
    "limit zero is not positive": Wrong(FROM_LIMIT, "(- (max $x 1) 1)", ">", ("$x", "low", "value"), RIGHT),
    "a fact on the variable": Wrong(
        FROM_LIMIT, "(- $x 2)", ">=", ("$x", "low", "value"), "x in (0, oo)", ("(!= $x 1)",)
    ),
    "another variable": Wrong(FROM_LIMIT, "(+ $x $y)", ">=", ("$x", "low", "value"), "x in (0, oo); y in (-oo, oo)"),
    "equal exponents that look unlike": Wrong(
        FROM_LIMIT,
        "(- (- (** $x (+ (atan 1/2) (atan 1/3))) (** $x (/ (pi) 4))) 1)",
        ">",
        ("$x", "high", "value"),
        RIGHT,
    ),
    "equal nested roots": Wrong(
        FROM_LIMIT,
        "(- (- (** $x (sqrt (+ 5 (* 2 (sqrt 6))))) (** $x (+ (sqrt 2) (sqrt 3)))) 1)",
        ">",
        ("$x", "high", "value"),
        RIGHT,
    ),
}
ORDER = {
    "both signs": Wrong("one sign", "$x", "!=", ("+",), REAL),
    "of an order": Wrong("one sign", "$x", ">", ("+",), REAL),
    "another product": Wrong("product of signs", "(* $x $y)", ">=", ("$x", "$x"), PLANE),
    "a factor of no sign": Wrong("product of signs", "(* $x $y)", ">=", ("$x", "$y"), PLANE),
    "a factor without value": Wrong("product of signs", "$x", ">=", ("(/ $x (sqrt $x))", "(sqrt $x)"), REAL),
    "split past the end": Wrong("split", "(- 2 $x)", ">=", ("$x", "5"), "x in [0, 3]"),
    "split at no value": Wrong("split", "(- $y 1)", ">=", ("$x", "(log $y)"), PLANE),
    "split at a power": Wrong("split", "(- $y 1)", ">=", ("$x", "(** $y $y)"), PLANE),
    "split at a strange variable": Wrong("split", "(- $x 1)", ">=", ("$x", "$z"), REAL),
    "split at a truth value": Wrong("split", "(- $x 1)", ">=", ("$x", "(> $y 0)"), PLANE),
    "split at itself": Wrong("split", "(- $x 1)", ">=", ("$x", "(* $x $x)"), REAL),
    "split at what has no meaning": Wrong("split", "(- $x 1)", ">=", ("$x", "(undefined)"), REAL),
    "a bound by itself": Wrong(MONOTONE, "(- 1 $x)", ">=", ("$x", "0", "right", "value"), UNIT, ("(<= $x $x)",)),
    "a bound by a sum with itself": Wrong(
        MONOTONE, "(- 1 $x)", ">=", ("$x", "0", "right", "value"), UNIT, ("(<= (+ $x 1) (+ $x 2))",)
    ),
    "falling": Wrong(MONOTONE, "(- 1 $x)", ">=", ("$x", "0", "right", "value"), UNIT),
    "from the wrong side": Wrong(MONOTONE, "(- $x 1)", ">=", ("$x", "2", "right", "value"), UNIT),
    "a low start": Wrong(MONOTONE, "(- $x 1)", ">=", ("$x", "0", "right", "value"), UNIT),
    "an anchor inside": Wrong(MONOTONE, "(- $x 1)", ">=", ("$x", "1", "right", "value"), UNIT),
    "strict at a reached end": Wrong(MONOTONE, "$x", ">", ("$x", "0", "right", "slope"), "x in [0, 1]"),
    "strict at a reached bound": Wrong(
        MONOTONE, "(- $x $y)", ">", ("$x", "$y", "right", "slope"), PLANE, ("(>= $x $y)",)
    ),
    "over a pole": Wrong(MONOTONE, "(neg (/ 1 $x))", ">=", ("$x", "-1", "right", "value"), "x in [-1, 2]"),
    "over a pole to the other side": Wrong(
        MONOTONE, "(/ $x (- 1 $x))", ">=", ("$x", "0", "right", "value"), "x in [0, 2]"
    ),
    "over a jump": Wrong(MONOTONE, "(- $x (* 3 (floor $x)))", ">=", ("$x", "0", "right", "value"), "x in [0, 2]"),
    "over a remainder": Wrong(MONOTONE, "(- (mod $x 1) 1/4)", ">=", ("$x", "1/2", "right", "value"), "x in [1/2, 3]"),
    "over a choice": Wrong(
        MONOTONE, "(if (< $x 1) (+ $x 1) (- $x 3))", ">=", ("$x", "0", "right", "value"), "x in [0, 2]"
    ),
    "a region in two pieces": Wrong(MONOTONE, "(- 1 $x)", ">=", ("$x", "0", "right", "value"), UNIT, ("(!= $x 1)",)),
    "a fact that is no bound": Wrong(
        MONOTONE, "(- 1 $x)", ">=", ("$x", "0", "right", "value"), UNIT, ("(> (* $x $y) 1)",)
    ),
    "a bound without value": Wrong(
        MONOTONE, "(- $x 1)", ">=", ("$x", "(log $y)", "right", "value"), PLANE, ("(> $x (log $y))",)
    ),
    "unequal": Wrong(MONOTONE, "(- $x 1)", "!=", ("$x", "0", "right", "value"), UNIT),
    "a kink where it turns": Wrong(MONOTONE, "(- 1 (abs $x))", ">=", ("$x", "-1", "right", "value"), "x in [-1, 2]"),
}
VARIABLES = {
    "an irrational factor": Wrong(RANGE, "(- 1 $x)", ">=", ("$x",), REAL, ("(< (* (neg (sqrt 2)) $x) 1)",)),
    "a negative factor": Wrong(RANGE, "(- $x 1)", ">=", ("$x",), REAL, ("(> (/ (- 1 (* 2 $x)) -3) -1)",)),
    "a hidden denominator": Wrong(RANGE, "(- 3 $x)", ">=", ("$x",), REAL, ("(>= (/ (* $x (- $x 1)) (- $x 1)) 2)",)),
    "no fact to use": Wrong(RANGE, "$x", ">=", ("$x",), REAL),
    "an odd function": Wrong("evenness", "$x", ">=", ("$x",), REAL),
    "one end left out": Wrong("evenness", "(- 1 (** $x 2))", ">", ("$x",), "x in [-1, 1)"),
    "a range on one side": Wrong("evenness", "(- 8 (** $x 2))", ">", ("$x",), "x in (-oo, 1]"),
    "a fact on one side": Wrong("evenness", "(- 1 (** $x 2))", ">=", ("$x",), REAL, ("(< $x 1)",)),
    "even only on one side": Wrong("evenness", "(+ (abs $x) $x)", ">", ("$x",), "x in [-1, 1]"),
    "no period": Wrong("periodicity", "(- 1 (sin $x))", ">", ("$x", "(pi)"), REAL),
    "a period that is 0": Wrong("periodicity", "$x", ">=", ("$x", "0"), REAL),
    "a period with gaps": Wrong("periodicity", "(tan $x)", ">=", ("$x", "(pi)"), REAL),
    "a period and a trend": Wrong("periodicity", "(+ (sin $x) (- 3 $x))", ">=", ("$x", "(* 2 (pi))"), REAL),
    "exponential at 0": Wrong(CHANGE, "(neg $x)", ">=", ("$x", "exponential"), "x in [0, 1]"),
    "a square of negatives": Wrong(CHANGE, "$x", ">=", ("$x", "square"), "x in [-1, 4]"),
    "a reciprocal of negatives": Wrong(CHANGE, "$x", ">=", ("$x", "reciprocal"), "x in [-2, -1]"),
    "a reciprocal over 0": Wrong(CHANGE, "(+ $x 1)", ">=", ("$x", "reciprocal"), "x in [-2, 2]"),
    "a sine too large": Wrong(CHANGE, "(- 1 $x)", ">=", ("$x", "sine"), "x in [0, 2]"),
    "a half angle at pi": Wrong(CHANGE, "(- 3 $x)", ">", ("$x", "half angle"), "x in [0, (pi)]"),
    "a shift by nothing": Wrong(CHANGE, "$x", ">=", ("$x", "shift", "(log -1)"), REAL),
    "a shift by a variable": Wrong(CHANGE, "(- $x $y)", ">=", ("$x", "shift", "$y"), PLANE),
    "a power that is a root": Wrong(CHANGE, "(- 1 $x)", ">=", ("$x", "power", "1/2"), RIGHT),
    "an odd power of negatives": Wrong(CHANGE, "$x", ">=", ("$x", "power", "3"), REAL),
    "facts not changed": Wrong(CHANGE, "(- $x 1)", ">=", ("$x", "exponential"), RIGHT, ("(> $x 1/4)",)),
}
ESTIMATES = {
    "below its range": Wrong(BOUND, "(- $x (sin $x))", ">=", ("(sin $x)", "sin u <= u"), REAL),
    "the wrong sign": Wrong(BOUND, "(- (sin $x) $x)", ">=", ("(sin $x)", "sin u <= u"), RIGHT),
    "a slope of no sign": Wrong(BOUND, "(* $y (exp $x))", ">=", ("(exp $x)", "exp >= 0"), PLANE),
    "not affine": Wrong(BOUND, "(- 1 (** (exp $x) 2))", ">=", ("(exp $x)", "exp >= 0"), REAL),
    "strict by a weak bound": Wrong(BOUND, "(- 1 (sin (* (pi) $x)))", ">", ("(sin (* (pi) $x))", "sin <= 1"), REAL),
    "another function": Wrong(BOUND, "(- 1/2 (cos $x))", ">=", ("(cos $x)", "sin u <= u"), RIGHT),
    "another order": Wrong(BOUND, "(polygamma 1 $x)", ">", ("(polygamma 1 $x)", "psi below"), RIGHT),
    "an equation by a bound": Wrong(BOUND, "(- (exp $x) 1)", "==", ("(exp $x)", "exp u >= 1 + u"), REAL),
    "under a choice": Wrong(BOUND, "(if (> (exp $x) 1) -1 (exp $x))", ">=", ("(exp $x)", "exp >= 0"), REAL),
    "affine where a fact holds": Wrong(
        BOUND,
        "(- 1/2 (** (exp $x) 2))",
        ">=",
        ("(exp $x)", "exp >= 0"),
        f"x in (-oo, oo); {V[1:]} in (-oo, oo)",
        (f"(== {V} 0)",),
    ),
    "a logarithm of a negative value": Wrong("logarithm of gamma", "(gamma $x)", ">", ("(gamma $x)",), REAL),
    "no gamma": Wrong("logarithm of gamma", "(exp $x)", ">", ("(exp $x)",), REAL),
    "rising to the limit": Wrong("differences up to infinity", "(neg (polygamma 1 $x))", ">=", ("$x", "value"), RIGHT),
    "a wave of period one": Wrong(
        "differences up to infinity", "(sin (* 2 (* (pi) $x)))", ">=", ("$x", "value"), RIGHT
    ),
    "a bounded range": Wrong("differences up to infinity", "(- 1/2 (/ 1 $x))", ">=", ("$x", "value"), "x in (0, 9]"),
    "limit 0, strictly": Wrong(
        "differences up to infinity", "(* 0 (loggamma $x))", ">", ("$x", "value"), "x in [1, oo)"
    ),
    "a name of its own": Wrong(
        "differences up to infinity", f"(neg (polygamma 1 {P}))", ">=", (P, "value"), f"{P[1:]} in [1, oo)"
    ),
}
WHOLE = "(== (floor $y) $y)"
FORMS = {
    "gamma of a negative number": Wrong(
        "equal form", "(gamma $x)", ">", ("(* (gamma $x) (- (+ 1 (log $x)) (log $x)))",), REAL
    ),
    "a negative base": Wrong("equal form", "(** $x $y)", ">", ("(* (** $x $y) (- (+ 1 (log $x)) (log $x)))",), PLANE),
    "a negative base, positive exponents": Wrong(
        "equal form",
        "(** $x $y)",
        ">=",
        ("(* (** $x $y) (- (+ 1 (sqrt $x)) (sqrt $x)))",),
        "x in (-oo, oo); y in (0, oo)",
    ),
    "a power of 0": Wrong(
        "equal form", "(** $x $y)", ">", ("(/ (* $x (** $x $y)) $x)",), "x in [0, oo); y in [1, oo)", (WHOLE,)
    ),
    "a factor without value everywhere": Wrong(
        "positive factor", "(gamma $x)", ">", ("(exp (- (log $x) (log $x)))", "(gamma $x)"), REAL
    ),
    "cases of a branch not taken": Wrong(
        "cases",
        "(if (== $x 2) -1 (if (>= (/ 1 (- $x 2)) 0) 1 2))",
        ">=",
        ("(if (>= (/ 1 (- $x 2)) 0) 1 2)",),
        REAL,
    ),
    "an absolute value in a branch not taken": Wrong(
        "cases", "(if (<= $x 0) -1 (abs (log $x)))", ">=", ("(abs (log $x))",), REAL
    ),
    "a term in a fact that may be passed over": Wrong(
        "generalisation", "$x", ">", ("(log $x)", "$u", ";", "(> $u 0)", "(< $u 0)"), "x in (-oo, -1]", (LAZY,)
    ),
}
TABLE = {**BOXES, **ENDS, **ORDER, **VARIABLES, **ESTIMATES, **FORMS}


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_wrong(row: Wrong) -> None:
    p = problem(row.entry, row.op, row.ranges, row.facts)
    smaller = reduced(p, Plan(row.rule, row.data))
    assert smaller is None or any(map(is_false, smaller)), smaller


def test_every_rule_of_these_modules_has_a_wrong_application() -> None:
    ours = ("boxes", "limits", "order", "variables", "estimates", "differences")
    names = {rule.name for rule in rules().values() if rule.reduce.__module__.rpartition(".")[2] in ours}
    assert names <= {row.rule for row in TABLE.values()}


def _value(name: str, g: Graph, u: Entry) -> Entry:
    bound = BOUNDS[name]
    if bound.op == LOGISTIC:
        return g.div(g.one, g.add(g.one, g.make("exp", u)))
    return g.make(bound.op, u) if bound.order is None else g.make(bound.op, g.num(bound.order), u)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_bound_holds_and_is_used_in_its_direction(name: str) -> None:
    bound, turned = BOUNDS[name], problem("0", ">=", REAL)
    g, x = turned.graph, turned.variables[0]
    value = _value(name, g, x)
    wrong = replace(turned, entry=value if bound.upper else g.neg(value))
    smaller = reduced(wrong, Plan(BOUND, (encode(value), name)))
    assert smaller is None or any(map(is_false, smaller))
    gap, conditions = g.sub(bound.of(g, x), value), [g.make(op, e, g.zero) for op, e in bound.where(g, x)]
    seen = 0
    with precision(200):
        for size in ("1/1000000", "1/100", "1/3", "1", "3/2", "7/3", "9", "40", "1000"):
            for u in map(Fraction, (size, f"-{size}")):
                held = evaluate(conditions, {x: enclose(u)})
                if all(h is True for h in held):
                    found = evaluate([gap], {x: enclose(u)})[0]
                    assert not (found < 0 if bound.upper else found > 0), u
                    seen += 1
    assert seen >= 9


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(- (** $x (sqrt (+ 5 (* 2 (sqrt 6))))) (** $x (+ (sqrt 2) (sqrt 3))))", "0"),
        ("(- (exp (* $x (+ (atan 1/2) (atan 1/3)))) (exp (/ (* $x (pi)) 4)))", "0"),
        ("(+ (- (* $x (+ (atan 1/2) (atan 1/3))) (/ (* $x (pi)) 4)) 1)", "1"),
        ("(erf (- (* $x (+ (atan 1/2) (atan 1/3))) (/ (* $x (pi)) 4)))", "0"),
    ],
)
def test_equal_orders_cancel_however_they_are_written(text: str, value: str) -> None:
    g = Graph()
    found = limit_in(g, decode(g, text), g.var("x"), None, "left")
    assert (found.kind, found.value) == ("value", decode(g, value))


@pytest.mark.parametrize(
    ("entry", "facts"),
    [
        ("(+ $x $z)", ()),
        ("(> $x 1)", ()),
        ("(sqrt (> $x 1))", ()),
        ("(if $x (> $x 1) 2)", ()),
        ("(if (exp $x) 1 2)", ()),
        ("$x", ("(exp $x)",)),
        ("$x", ("(or (> $x 1) (exp $x))",)),
        ("$x", ("(== (> $x 1) $x)", "(== (> $x 1) 1)")),
        ("$x", ("(< $x $z)",)),
    ],
)
def test_a_problem_of_mixed_kinds_or_strange_variables_is_none(entry: str, facts: tuple[str, ...]) -> None:
    p = problem(entry, ">", "x in [5, oo)", facts)
    assert not p.real
    assert reduced(p, Plan("sign of the normal form")) is None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("(or (< $x 0) (> (log $x) 5))", True),
        ("(or (> $x 0) (> (log $x) 5))", NOTHING),
        ("(and (> $x 0) (> (log $x) 5))", False),
        ("(and (< $x 0) (> (log $x) 5))", NOTHING),
        ("(=> (> $x 0) (> (log $x) 5))", True),
        ("(=> (> (log $x) 5) (< $x 0))", True),
        ("(=> (> (log $x) 5) (> $x 0))", NOTHING),
        ("(not (> (log $x) 5))", NOTHING),
    ],
)
def test_one_part_may_settle_a_combination(text: str, truth: object) -> None:
    g = Graph()
    assert evaluate([decode(g, text)], {g.var("x"): enclose(Fraction(-1))})[0] is truth


def test_no_derivative_by_the_order_of_polygamma() -> None:
    g = Graph()
    with pytest.raises(NoMeaning):
        differentiate(g, [decode(g, "(polygamma $x 2)")], g.var("x"))


@pytest.mark.parametrize("name", sorted({row.rule for row in TABLE.values()}))
@pytest.mark.parametrize("data", [(), ("",), ("$x",), ("(", ")"), ("$x", "$x", "$x", "$x", "$x")], ids=str)
def test_data_that_are_none_are_refused(name: str, data: tuple[str, ...]) -> None:
    p = problem("(- (gamma $x) (abs $y))", ">", QUARTER)
    try:
        smaller = reduced(p, Plan(name, data))
    except (ValueError, IndexError):  # which ends the plan
        return
    assert smaller is None or any(map(is_false, smaller))
