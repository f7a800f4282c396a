"""Wrong applications of the rules of real analysis that rewrite, substitute and reckon with polynomials.

Each row is a false problem, or one whose smaller problems would say less than it: the rule must refuse the plan, or
leave a problem that is false at a point.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from itertools import product
from typing import Any

import pytest

from proofcheck.analysis.check import follow, reduced
from proofcheck.analysis.encoding import Unreadable, decode
from proofcheck.analysis.plan import Plan, from_text
from proofcheck.analysis.problem import End, Problem, Range
from proofcheck.analysis.rules.signs import relation
from proofcheck.analysis.rules.substitution import range_facts
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import NOTHING, evaluate
from proofcheck.meaning.graph import Graph

B = "$\N{NUMBER SIGN},1"
T = "$\N{SECTION SIGN}t,1"
_GRID = tuple(map(Fraction, ("-9", "-2", "-3/2", "-1", "-1/2", "0", "1/16", "1/2", "3/4", "1", "3/2", "2", "3", "9")))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A rule applied to `entry op 0` on ranges such as `x in [0, 1)`, with facts; all in prefix text."""

    rule: str
    entry: str
    op: str
    data: tuple[str, ...] = ()
    ranges: str = ""
    facts: tuple[str, ...] = ()


def problem(entry: str, op: str, ranges: str = "", facts: tuple[str, ...] = ()) -> Problem:
    g = Graph()
    found = {}
    for item in filter(None, ranges.split("; ")):
        name, where = item.split(" in ")
        low, high = where[1:-1].split(", ")
        lo = End() if low == "-oo" else End(decode(g, low), where[0] == "(")
        hi = End() if high == "oo" else End(decode(g, high), where[-1] == ")")
        found[g.var(name)] = Range(lo, hi)
    ordered = tuple(sorted(found.items(), key=lambda item: item[0].number))
    return Problem(graph=g, ranges=ordered, facts=tuple(decode(g, f) for f in facts), op=op, entry=decode(g, entry))


def points(p: Problem) -> Iterator[dict[Any, Any]]:
    grid = _GRID if len(p.variables) < 3 else _GRID[1::2]
    for values in product(grid, repeat=len(p.variables)):
        yield dict(zip(p.variables, map(enclose, values), strict=True))


def is_false(p: Problem) -> bool:
    """Whether a point of a small grid lies in the region and surely breaks the relation; or it says nothing."""
    if not p.real:
        return True
    link = relation(p)
    if link.constant is not None:
        return link.constant is False
    where = [*p.facts, *(fact for v, r in p.ranges for fact in range_facts(p.graph, v, r))]
    with precision(128):
        for at in points(p):
            truth, value, *known = evaluate([link, link.args[0], *where], at)
            if truth is False and value is not NOTHING and all(k is True for k in known):
                return True
    return False


REAL = "x in (-oo, oo)"
PLANE = "x in (-oo, oo); y in (-oo, oo)"
SPACE = "x in (-oo, oo); y in (-oo, oo); z in (-oo, oo)"
RIGHT = "x in (0, oo)"
QUARTER = "x in (0, oo); y in (0, oo)"


def squares(*blocks: Any, multiplier: str = "1:0", equations: Any = (), inside: Any = ()) -> str:
    return json.dumps(
        {"multiplier": multiplier, "blocks": blocks, "equations": equations, "inside": inside}, separators=(",", ":")
    )


SIGNS = {
    "a root of a square": Wrong("sign of the normal form", "(- (sqrt (** $x 2)) $x)", "==", (), REAL),
    "a logarithm of a square": Wrong(
        "sign of the normal form", "(- (log (** $x 2)) (* 2 (log (abs $x))))", "!=", (), "x in (1, 2)"
    ),
    "an arcsine of a sine": Wrong("sign of the normal form", "(- (asin (sin $x)) $x)", "==", (), "x in [0, 2]"),
    "a cosine as a root": Wrong(
        "sign of the normal form", "(- (cos $x) (sqrt (- 1 (** (sin $x) 2))))", "==", (), "x in [0, 3]"
    ),
    "a double root at the end": Wrong("sign of the normal form", "(** (- $x 1) 2)", ">", (), "x in [1, 2]"),
    "a square under a fact": Wrong(
        "sign of the normal form", "(- $x $y)", ">", (), PLANE, ("(> (** $x 2) (** $y 2))",)
    ),
    "a fact over a denominator": Wrong("sign of the normal form", "(- $x 1)", ">", (), REAL, ("(< (/ 1 $x) 1)",)),
    "a cube root as a power": Wrong(
        "sign of the normal form", "(- (cbrt $x) (abs (cbrt $x)))", "==", (), "x in [-1, 1]"
    ),
    "a power of a power": Wrong(
        "sign of the normal form", "(- (** (** $x 2) 3/2) (** $x 3))", "==", (), "x in [-1, 1]"
    ),
    "a difference of arctangents": Wrong(
        "sign of the normal form", "(- (+ (atan $x) (atan (/ 1 $x))) (/ (pi) 2))", "==", (), REAL
    ),
    "a fact that may hold": Wrong("empty region", "-1", ">", (), REAL, ("(< (** $x 2) 0)",)),
    "no fact": Wrong("empty region", "$x", ">", (), REAL),
}
POLYNOMIALS = {
    "an odd denominator": Wrong("plain factors", "(/ (** $x 2) $x)", ">=", (), REAL),
    "an even factor may be 0": Wrong("plain factors", "(* (** (- $x 1) 2) $x)", ">", (), RIGHT),
    "a denominator in a fact": Wrong("plain factors", "(- $x 1)", ">", (), REAL, ("(> (/ (- $x 1) $x) 0)",)),
    "a weak fact": Wrong("plain factors", "(- $x $y)", ">", (), PLANE, ("(>= $x $y)",)),
    "not equal": Wrong("plain factors", "(- (** $x 2) (** $y 2))", "!=", (), PLANE, ("(!= $x $y)",)),
    "both orders": Wrong("ordered differences", "(* (- $x $y) $x)", ">=", ("", "0=1 ."), QUARTER),
    "one order alone": Wrong("ordered differences", "(* (- $x $y) $x)", ">=", ("", "0<1 ."), QUARTER),
    "three in an order": Wrong("ordered differences", "(- $x $y)", ">=", ("", "0<1<2 . ."), QUARTER),
    "a weak end": Wrong("ordered differences", "(+ $x $y)", ">", ("", "."), "x in [0, oo); y in [0, oo)"),
    "a far end": Wrong("ordered differences", "(- 1 $x)", ">", ("", "."), "x in [0, 1]"),
    "one side of 0": Wrong("ordered differences", "$x", ">=", ("", "."), REAL),
    "rows that are no constraints": Wrong(
        "ordered differences", "(+ $x $y)", ">=", ("1:1,0;1:0,1", "."), PLANE, ("(>= $x 0)",)
    ),
    "rows that depend on each other": Wrong(
        "ordered differences", "(+ $x $y)", ">=", ("1:1,0;1:1,0", "."), PLANE, ("(>= $x 0)",)
    ),
    "too many trees": Wrong("ordered differences", "$x", ">=", ("", ".", "."), RIGHT),
    "a matrix that is indefinite": Wrong(
        "sum of squares", "(* 2 (* $x $y))", ">=", (squares([[], ["1:1,0", "1:0,1"], [["0"], ["1", "0"]]]),), PLANE
    ),
    "a negative pivot": Wrong("sum of squares", "(neg (** $x 2))", ">=", (squares([[], ["1:1"], [["-1"]]]),), REAL),
    "a constraint that is none": Wrong("sum of squares", "$x", ">=", (squares([["1:1"], ["1:0"], [["1"]]]),), REAL),
    "an equation that is none": Wrong(
        "sum of squares", "$x", ">=", (squares(equations=[["1:1", "1:0"]]),), REAL, ("(>= (** $x 2) 1)",)
    ),
    "a strict relation": Wrong("sum of squares", "(** $x 2)", ">", (squares([[], ["1:1"], [["1"]]]),), REAL),
    "a multiplier without a sign": Wrong(
        "sum of squares", "$x", ">=", (squares([[], ["1:1"], [["1"]]], multiplier="1:1"),), REAL
    ),
    "a multiplier that is 0": Wrong("sum of squares", "$x", ">=", (squares(multiplier=""),), REAL),
    "a multiplier that is 0 on the region": Wrong(
        "sum of squares",
        "-1",
        ">=",
        (squares(multiplier="1:1 -1:0", equations=[["1:1 -1:0", "-1:0"]], inside=["1"]),),
        "x in [1, 1]",
    ),
    "a multiplier that is 0 at a lone point": Wrong(
        "sum of squares",
        "(- (** $x 2) 1)",
        ">=",
        (squares([["1:4 -1:2"], ["1:0"], [["1"]]], multiplier="1:2", inside=["2"]),),
        REAL,
        ("(>= (* (** $x 2) (- (** $x 2) 1)) 0)",),
    ),
    "a long number": Wrong("sum of squares", "-1", ">=", (squares([[], ["1:0"], [["1e999999999"]]]),), REAL),
    "a deep text": Wrong("sum of squares", "-1", ">=", ("[" * 100_000,), REAL),
}
ALGEBRAIC = {
    "a relation lost": Wrong("new variables", "(- (exp $x) (+ 1 $x))", "<", ("(exp $x)",), REAL),
    "half of what there is": Wrong("new variables", "(- (exp $x) (sin $x))", ">=", ("(exp $x)",), REAL),
    "a term that is no function": Wrong("new variables", "(- (exp $x) 1)", ">=", ("(+ (exp $x) 1)",), REAL),
    "one function twice": Wrong("new variables", "(- (exp $x) 1)", ">=", ("(exp $x)", "(exp $x)"), REAL),
    "a wave below -1": Wrong("new variables", "(+ (cos $x) 1/2)", ">=", ("(cos $x)", "(sin $x)"), REAL),
    "an equation that is no fact": Wrong(
        "homogeneous form", "(- (+ $x $y) 1)", ">=", ("1:1,0 1:0,1 -1:0,0",), QUARTER, ("(>= (+ $x $y) 1)",)
    ),
    "an equation with level 0": Wrong(
        "homogeneous form", "(- $x 1)", ">=", ("1:1,0 1:0,1",), PLANE, ("(== (+ $x $y) 0)",)
    ),
    "degrees that do not fit": Wrong("homogeneous form", "(- $x 1)", ">=", ("1:2 -4:0",), REAL, ("(== (** $x 2) 4)",)),
    "a root of open sign": Wrong(
        "square root apart",
        "(+ $x $t)",
        ">=",
        ("$t", "upper"),
        "x in (-oo, oo); t in (-oo, oo)",
        ("(== (** $t 2) (** $x 2))",),
    ),
    "the other side": Wrong(
        "square root apart",
        "(- $x $t)",
        ">=",
        ("$t", "upper"),
        "x in (-oo, oo); t in [0, oo)",
        ("(== (** $t 2) (** $x 2))",),
    ),
    "squares without signs": Wrong(
        "square root apart",
        "(- $x $t)",
        ">=",
        ("$t", "lower"),
        "x in (-oo, oo); t in [0, oo)",
        ("(== (** $t 2) (** $x 2))",),
    ),
    "strict at equality": Wrong(
        "square root apart",
        "(- $x $t)",
        ">",
        ("$t", "lower"),
        "x in [0, oo); t in [0, oo)",
        ("(== (** $t 2) (** $x 2))",),
    ),
    "a cubic equation": Wrong(
        "square root apart", "(- $t $x)", ">=", ("$t", "upper"), "x in (-oo, oo); t in [0, oo)", ("(== (** $t 3) $x)",)
    ),
    "false": Wrong("nlsat", "(- (* $x $y) 1)", ">=", (), PLANE, ("(>= (+ (** $x 2) (** $y 2)) 2)",)),
    "false at one point": Wrong("nlsat", "(** (- $x 3) 2)", ">", (), REAL),
    "a function": Wrong("nlsat", "(- (exp $x) 1)", ">=", (), REAL),
}
REWRITING = {
    "another value": Wrong("equal form", "(- (exp $x) 1)", ">", ("$x",), RIGHT),
    "a domain that shrinks": Wrong("equal form", "$x", ">", ("(exp (log $x))",), REAL),
    "a hole in the domain": Wrong("equal form", "(** $x 2)", ">", ("(/ (** $x 3) $x)",), REAL),
    "a demand that gamma does not make": Wrong(
        "equal form", "(+ $x (* 0 (gamma $x)))", ">", ("(exp (log $x))",), "x in (-oo, 9)"
    ),
    "a demand that whole powers do not make": Wrong(
        "equal form",
        "(+ (** $x 2) (* 0 (** $x $n)))",
        ">",
        ("(/ (** $x 3) $x)",),
        "x in (-oo, oo); n in [1, oo)",
        ("(== (floor $n) $n)",),
    ),
    "an operator of other arguments": Wrong("equal form", "$x", ">", ("(neg (neg $x) 1)",), REAL),
    "no value at all": Wrong("equal form", "$x", ">", ("(undefined)",), REAL),
    "a constant without a value": Wrong("equal form", "$x", ">", ("(+ $x (* 0 (gcd 1/2 3)))",), REAL),
    "a variable from nowhere": Wrong("equal form", "$x", ">", ("(+ $x (- (/ 1 $y) (/ 1 $y)))",), REAL),
    "a factor that is negative": Wrong("positive factor", "$x", ">", ("$x", "1"), REAL),
    "a factor that is 0": Wrong("positive factor", "(** $x 2)", ">", ("(** $x 2)", "1"), REAL),
    "a factor not everywhere": Wrong("positive factor", "(** $x 2)", ">", ("(/ 1 (** $x 2))", "(** $x 4)"), REAL),
    "a choice passed over": Wrong("cases", "(if (> $x 0) (+ 1 (abs (log $x))) $x)", ">", ("(abs (log $x))",), REAL),
    "an inner choice passed over": Wrong(
        "cases",
        "(if (> $x 0) (if (> (log $x) 1) 1 2) $x)",
        ">",
        ("(if (> (log $x) 1) 1 2)",),
        REAL,
    ),
    "a fact passed over": Wrong(
        "cases", "$x", ">", ("(abs (log $x))",), "x in (-oo, oo)", ("(or (<= $x 1) (>= (abs (log $x)) 0))",)
    ),
    "a sign that is 0": Wrong("cases", "(** (sign $x) 2)", ">", ("(sign $x)",), REAL),
    "a part that is none": Wrong("cases", "$x", ">", ("(abs $x)",), REAL),
}
SUBSTITUTION = {
    "a power that is 1": Wrong("power of zero", "(neg (** 0 $x))", ">=", (), "x in [0, oo)"),
    "an image that is too small": Wrong(
        "change of variable", "$x", ">=", ("$x", "$u", "(sqrt (abs $x))", "(** $u 2)"), REAL
    ),
    "a fact that fails": Wrong("change of variable", "$x", ">=", ("$x", "$u", "$x", "$u", "(>= $u 0)"), REAL),
    "a variable in use": Wrong("change of variable", "(- $x $y)", ">=", ("$x", "$y", "$x", "$y"), PLANE),
    "an inverse on one side": Wrong("change of variable", "$x", ">=", ("$x", "$u", "(** $x 2)", "(sqrt $u)"), REAL),
    "an old variable left": Wrong("change of variable", "$x", ">=", ("$x", "$u", "(- $x 1)", "(+ 1 (- $x 1))"), REAL),
    "an image without a value": Wrong(
        "change of variable", "$x", ">=", ("$x", "$u", "(log $x)", "(exp $u)"), "x in (-oo, oo)"
    ),
    "a fact about a term that fails": Wrong(
        "generalisation", "(sin $x)", ">=", ("(sin $x)", "$u", ";", "(>= $u 0)"), REAL
    ),
    "a term that hides another": Wrong(
        "generalisation", "(- (** (sin $x) 2) (sin $x))", ">=", ("(sin $x)", "$u", ";", "(>= $u 1)"), REAL
    ),
    "a variable that is old": Wrong("generalisation", "(- (exp $x) $y)", ">", ("(exp $x)", "$y", ";"), PLANE),
    "an undefined fact": Wrong("generalisation", "(sin $x)", ">=", ("(sin $x)", "$u", ";", "(>= (sqrt $u) 0)"), REAL),
    "a term in a branch": Wrong(
        "generalisation", "(if (> $x 0) (log $x) $x)", ">=", ("(log $x)", "$u", ";", "(>= $u 0)"), REAL
    ),
    "a factor that may be 0": Wrong(
        "elimination", "(- $x 1)", "==", ("(== (* $y $x) $y)", "$x", "1", "$y"), PLANE, ("(== (* $y $x) $y)",)
    ),
    "no equation": Wrong("elimination", "(- $x 1)", "==", ("(>= $x 1)", "$x", "1", "1"), REAL, ("(>= $x 1)",)),
    "one root of two": Wrong(
        "elimination", "(- $x 1)", "==", ("(== (** $x 2) 1)", "$x", "1", "(+ $x 1)"), REAL, ("(== (** $x 2) 1)",)
    ),
    "a solution of one sign": Wrong(
        "equation solved for a variable", "(- $x 1)", "==", ("(== (** $x 2) 1)", "$x", "1"), REAL, ("(== (** $x 2) 1)",)
    ),
    "a solution with itself inside": Wrong(
        "equation solved for a variable",
        "(- $x 1)",
        "==",
        ("(== $x (** $x 2))", "$x", "(** $x 2)"),
        REAL,
        ("(== $x (** $x 2))",),
    ),
    "a fact left out": Wrong("fewer facts", "$x", ">=", ("(>= $x -1)",), REAL, ("(>= $x -1)",)),
    "a factor of another sign": Wrong(
        "fact solved for a variable",
        "(- $x 1)",
        ">=",
        ("(<= (neg $x) -1)", "$x", "1", "1"),
        REAL,
        ("(<= (* -1 $x) 1)",),
    ),
    "turned round": Wrong(
        "fact solved for a variable",
        "(- $x 1)",
        ">=",
        ("(>= (neg $x) -1)", "$x", "1", "-1"),
        REAL,
        ("(>= (neg $x) -1)",),
    ),
    "an end that is open": Wrong("end apart", "$x", ">", ("$x", "lower"), "x in [0, 1]"),
    "no end": Wrong("end apart", "(- 1 $x)", ">", ("$x", "upper"), "x in [0, 2)"),
    "no inequation": Wrong("order of two unequal sides", "(- $x $y)", "!=", ("(<= $x $y)",), PLANE, ("(<= $x $y)",)),
}
SYMMETRY = {
    "not symmetric": Wrong("symmetry in the variables", "(- $y $x)", ">=", ("all", "$x", "$y"), QUARTER),
    "other ranges": Wrong(
        "symmetry in the variables", "(+ (* $x $y) 2)", ">=", ("all", "$x", "$y"), "x in [-3, 1]; y in [0, 1]"
    ),
    "a fact that orders": Wrong(
        "symmetry in the variables", "(** (- $x $y) 2)", "==", ("all", "$x", "$y"), QUARTER, ("(>= $x $y)",)
    ),
    "cyclic alone": Wrong(
        "symmetry in the variables",
        "(* (- $x $y) (* (- $y $z) (- $z $x)))",
        ">=",
        ("all", "$x", "$y", "$z"),
        SPACE,
    ),
    "a turn of the sign": Wrong("reflection", "(** $x 3)", ">=", ("$x",), REAL),
    "an uneven range": Wrong("reflection", "(- 1 (** $x 2))", ">=", ("$x",), "x in [-2, 1]"),
    "a fact that turns": Wrong("reflection", "(- 1 (** $x 2))", ">=", ("$x",), REAL, ("(<= $x 1)",)),
    "one variable of two": Wrong("reflection", "(* $x $y)", ">=", ("$x",), "x in (-oo, oo); y in [0, oo)"),
    "another degree": Wrong("homogeneity", "(- $x (** $x 2))", ">=", ("$x", ";", "$x", "scale", "1", ";", "1"), RIGHT),
    "a range that holds 0": Wrong(
        "homogeneity", "(* $x $y)", ">=", ("$x", ";", "$x", "scale", "1", "$y", "scale", "1", ";", "2"), PLANE
    ),
    "a fact that does not scale": Wrong(
        "homogeneity",
        "(- $y $x)",
        ">=",
        ("$x", ";", "$x", "scale", "1", "$y", "scale", "1", ";", "1", "0"),
        QUARTER,
        ("(>= $y 1)",),
    ),
    "the name of the parameter": Wrong(
        "homogeneity",
        "(- (* $\N{SECTION SIGN}0 $x) (* $x $x))",
        ">=",
        ("$x", ";", "$x", "scale", "1", ";", "1"),
        "x in (0, oo); \N{SECTION SIGN}0 in (0, oo)",
    ),
    "a shift of a bounded range": Wrong(
        "homogeneity", "(- 1 (** $x 2))", ">=", ("$x", ";", "$x", "shift", "1", ";", "0"), REAL
    ),
    "a long weight": Wrong("homogeneity", "$x", ">=", ("$x", ";", "$x", "scale", "1e999999999", ";", "1"), RIGHT),
}
CONVEXITY = {
    "beyond the range": Wrong(
        "minimum at a critical point", "(** (- $x 1) 2)", ">", ("$x", "2", "convex"), "x in [0, 1]"
    ),
    "a maximum": Wrong("minimum at a critical point", "(- 1 (** $x 2))", ">=", ("$x", "0", "convex"), "x in [-2, 2]"),
    "no critical point": Wrong("minimum at a critical point", "(** $x 2)", ">", ("$x", "1", "convex"), "x in [-2, 2]"),
    "a kink": Wrong("minimum at a critical point", "(- (abs $x) 1)", ">=", ("$x", "1", "convex"), "x in [-2, 2]"),
    "a pole between": Wrong("minimum at a critical point", "(/ 1 $x)", ">", ("$x", "1", "turning"), "x in [-2, 2]"),
    "a section that is no interval": Wrong(
        "minimum at a critical point", "(- (** $x 2) 4)", ">=", ("$x", "2", "turning"), REAL, ("(>= (** $x 2) 1)",)
    ),
    "a convex function at its ends": Wrong(
        "concave function", "(- (** $x 2) 1/2)", ">=", ("$x", "-1", "1", "left"), "x in [-1, 1]"
    ),
    "ends that are no bounds": Wrong(
        "concave function", "(- 1 (** $x 2))", ">=", ("$x", "-1", "1", "left"), "x in [-2, 2]"
    ),
    "an end that is reached": Wrong("concave function", "$x", ">", ("$x", "0", "1", "right"), "x in [0, 1]"),
    "a concave function on two intervals": Wrong(
        "concave function", "(- (log (abs $x)) (log 2))", ">=", ("$x", "-2", "2", "left"), "x in [-2, 2]"
    ),
    "bounds that cross": Wrong(
        "concave function",
        "(- $x 1)",
        ">=",
        ("$x", "$y", "2", "left"),
        "x in (-oo, 2]; y in (-oo, oo)",
        ("(>= $x $y)",),
    ),
    "a part that is negative": Wrong("sum of parts", "(- (** $x 2) $x)", ">=", ("(** $x 2)", "(neg $x)", ";"), REAL),
    "another sum": Wrong("sum of parts", "(- (** $x 2) 1)", ">=", ("(** $x 2)", ";"), REAL),
    "an equation that is no fact, summed": Wrong(
        "sum of parts", "(- $x 1)", ">=", ("0", ";", "(== $x 1)", "-1"), REAL, ("(>= $x 1/2)",)
    ),
    "a part undefined": Wrong("sum of parts", "$x", ">=", ("(- $x (log $x))", "(log $x)", ";"), REAL),
    "squares of negative sides": Wrong(
        "increasing function of both sides",
        "(- $x $y)",
        ">=",
        ("square", "$x", "$y", "(- (** $x 2) (** $y 2))"),
        PLANE,
        ("(>= (** $x 2) (** $y 2))",),
    ),
    "reciprocals across 0": Wrong(
        "increasing function of both sides",
        "(- $x $y)",
        ">=",
        ("reciprocal", "$x", "$y", "(- (/ 1 $y) (/ 1 $x))"),
        PLANE,
        ("(>= (/ 1 $y) (/ 1 $x))",),
    ),
    "a logarithm that is never taken": Wrong(
        "increasing function of both sides",
        "(- $x (- (abs $x) 1))",
        ">=",
        (
            "power 3",
            "$x",
            "(- (abs $x) 1)",
            "(- (+ (- (** $x 3) (** (- $x 1) 3)) (integral 1 1 (log $x) $#,1)) (integral 1 1 (log $x) $#,1))",
        ),
        "x in [-3, 3]",
    ),
    "another image": Wrong(
        "increasing function of both sides", "(- $x $y)", ">=", ("exp", "$x", "$y", "(exp (- $x $y))"), PLANE
    ),
    "a sine beyond a quarter": Wrong(
        "strictly monotone function left out",
        "(- (sin $x) (sin $y))",
        ">=",
        ("sin", "$x", "$y", "1"),
        "x in [0, 3]; y in [0, 3]",
        ("(>= $x $y)",),
    ),
    "a falling function": Wrong(
        "strictly monotone function left out",
        "(- (acos $x) (acos $y))",
        ">=",
        ("acos", "$x", "$y", "1"),
        "x in [-1, 1]; y in [-1, 1]",
        ("(>= $x $y)",),
    ),
    "a factor of the other sign": Wrong(
        "strictly monotone function left out",
        "(- (exp $y) (exp $x))",
        ">=",
        ("exp", "$x", "$y", "-1"),
        PLANE,
        ("(>= $x $y)",),
    ),
    "an even function": Wrong(
        "strictly monotone function left out",
        "(- (cosh $x) (cosh $y))",
        ">=",
        ("cosh", "$x", "$y", "1"),
        PLANE,
        ("(>= $x $y)",),
    ),
}
IDENTITIES = {
    "a constant of the other sign": Wrong("sign of a constant", "(- (exp (pi)) 24)", ">", ()),
    "a constant that is not 0": Wrong("sign of a constant", "(- (sqrt 2) 1414213562373095/1000000000000000)", "==", ()),
    "a constant without a value": Wrong("sign of a constant", "(acos (exp 1))", ">=", ()),
    "squares of opposite numbers": Wrong(
        "one-to-one function", "(- $x $y)", "==", ("square", "$x", "$y", "1"), PLANE, ("(== (** $x 2) (** $y 2))",)
    ),
    "sines of other angles": Wrong(
        "one-to-one function", "(- $x (asin (sin $x)))", "==", ("sin", "$x", "(asin (sin $x))", "1"), "x in [0, 3]"
    ),
    "a factor of 0": Wrong("one-to-one function", "(- $x $y)", "==", ("exp", "$x", "$y", "0"), PLANE),
    "an inequality": Wrong("one-to-one function", "(- $x $y)", ">=", ("exp", "$x", "$y", "1"), PLANE),
    "two branches": Wrong("constant function", "(- (+ (atan $x) (atan (/ 1 $x))) (/ (pi) 2))", "==", ("$x", "1"), REAL),
    "a jump": Wrong("constant function", "(- (sign $x) 1)", "==", ("$x", "1"), REAL),
    "a point elsewhere": Wrong("constant function", "(- (* 0 $x) 0)", "!=", ("$x", "2"), "x in [0, 1]"),
    "a fact that cuts the line": Wrong(
        "constant function", "(- (/ $x (abs $x)) 1)", "==", ("$x", "1"), REAL, ("(>= (** $x 2) 1/4)",)
    ),
    "locked on two branches": Wrong(
        "locked angle", "(- (+ (atan $x) (atan (/ 1 $x))) (/ (pi) 2))", "==", ("1", "1"), "x in (-oo, oo)"
    ),
    "locked with a fact": Wrong("locked angle", "(* (pi) (- (sign $x) 1))", "==", ("1", "1"), REAL, ("(!= $x 0)",)),
    "locked by floors": Wrong("locked angle", "(* (pi) (floor $x))", "==", ("1", "0"), REAL),
    "a lemma that is false": Wrong("lemma", "$x", ">=", ("(>= $x 0)",), REAL),
    "a lemma without a value": Wrong("lemma", "$x", ">=", ("(>= (sqrt $x) 0)",), REAL),
    "a lemma on a new variable": Wrong("lemma", "$x", ">=", ("(>= $x $y)", "(>= $y 0)"), REAL),
    "a logarithm of another function": Wrong(
        "inverse hyperbolic functions", "(- (acosh $x) 1)", ">=", (), "x in [1, 3]"
    ),
}
GAMMA = {
    "a recurrence below 0": Wrong(
        "functional equation of gamma",
        "(- (loggamma $x) (- (loggamma (+ $x 1)) (log $x)))",
        "!=",
        ("(loggamma (+ $x 1))", "recurrence", "2"),
        RIGHT,
    ),
    "a reflection outside": Wrong(
        "functional equation of gamma", "(gamma $x)", ">", ("(gamma $x)", "reflection"), "x in (-2, 2)"
    ),
    "too few steps": Wrong("functional equation of gamma", "(gamma $x)", ">", ("(gamma $x)", "recurrence", "0"), RIGHT),
    "a term that is none": Wrong("functional equation of gamma", "(gamma $x)", ">", ("(gamma $y)", "gamma"), RIGHT),
    "a gamma that is negative": Wrong("logarithm of gamma", "(gamma $x)", ">", ("(gamma $x)",), "x in (-2, 2)"),
    "a limit below 0": Wrong("differences up to infinity", "(- (exp (neg $x)) 1)", ">=", ("$x", "slope"), RIGHT),
    "rising to its limit": Wrong("differences up to infinity", "(neg (exp (neg $x)))", ">=", ("$x", "slope"), RIGHT),
    "a limit of 0, strictly": Wrong("differences up to infinity", "(* 0 $x)", ">", ("$x", "value"), RIGHT),
    "whole numbers alone": Wrong(
        "differences up to infinity", "(exp (neg $x))", ">=", ("$x", "slope"), RIGHT, ("(== (floor $x) $x)",)
    ),
}
ROUND = f"(integral 0 0 (/ -1 (+ 1 (** {B} 2))) {B})"
FROM_ZERO = f"(integral 0 $b (+ 1 (log {B})) {B})"
OVER_POLE = f"(integral -1 1 (/ 1 (** {B} 2)) {B})"
STEP = f"(sup 0 $b 1 1 (sign {B}) {B})"
POLE = f"(integral -1 1 (/ 1 {B}) {B})"
NOWHERE = f"(integral 0 $b (abs (log $x)) {B})"
HALF_OPEN = f"(sup 0 1 0 0 {B} {B})"
CALCULUS = {
    "limits from both sides of one point": Wrong(
        "integral by an antiderivative", f"(+ (pi) {ROUND})", "==", (ROUND, "up", f"(atan (/ 1 {T}))", "limit", "limit")
    ),
    "an end without points inside": Wrong(
        "integral by an antiderivative",
        f"(+ (- (exp $b) 1) (** {FROM_ZERO} 2))",
        ">",
        (FROM_ZERO, "up", f"(* {T} (log {T}))", "limit", "value"),
        "b in [0, oo)",
    ),
    "over a pole": Wrong(
        "integral by an antiderivative", f"(+ {OVER_POLE} 2)", "==", (OVER_POLE, "up", f"(/ -1 {T})", "value", "value")
    ),
    "another function": Wrong(
        "integral by an antiderivative",
        f"(- (integral 0 1 {B} {B}) 1)",
        "==",
        (f"(integral 0 1 {B} {B})", "up", T, "value", "value"),
    ),
    "the wrong direction": Wrong(
        "integral by an antiderivative",
        f"(- (integral 1 -1 {B} {B}) 0)",
        "!=",
        (f"(integral 1 -1 {B} {B})", "up", f"(/ (** {T} 2) 2)", "value", "value"),
    ),
    "a cut outside, over a pole": Wrong(
        "integral in pieces",
        f"(integral 1 2 (/ 1 (- {B} 3)) {B})",
        ">=",
        (f"(integral 1 2 (/ 1 (- {B} 3)) {B})", "up", "4"),
    ),
    "another integrand": Wrong(
        "equal integrand", f"(- (integral 0 1 {B} {B}) 1)", "==", (f"(integral 0 1 {B} {B})", "up", "1")
    ),
    "an integrand without values": Wrong(
        "equal integrand", f"(- (integral -1 1 1 {B}) 2)", "!=", (f"(integral -1 1 1 {B})", "up", f"(/ {T} {T})")
    ),
    "a term that lacks a value": Wrong("generalisation", f"(lacks {POLE})", "==", (POLE, "$u", ";")),
    "a value that is lacked, in a sum": Wrong(
        "equal form", f"(lacks {POLE})", "==", (f"(- (* 2 (lacks {POLE})) (lacks {POLE}))",)
    ),
    "a value that is lacked, next to itself": Wrong(
        "equal form", f"(lacks {POLE})", "==", (f"(+ (lacks {POLE}) (* 0 {POLE}))",)
    ),
    "cases of what is lacked": Wrong("cases", "(lacks (abs (log $x)))", "==", ("(abs (log $x))",), REAL),
    "cases inside of an integral over nothing": Wrong(
        "cases", f"(+ $x {NOWHERE})", ">", ("(abs (log $x))",), "x in (-oo, oo); b in [0, oo)"
    ),
    "a term inside of an integral over nothing": Wrong(
        "generalisation", f"(+ $x {NOWHERE})", ">", ("(log $x)", "$u", ";"), "x in (-oo, oo); b in [0, oo)"
    ),
    "no value": Wrong("domain of definition", "(lacks (log $x))", "==", (), REAL),
    "another relation": Wrong("domain of definition", "(lacks (exp $x))", ">", (), REAL),
    "two sides that differ": Wrong(
        "limit by series", f"(- (limit 0 (/ {B} (abs {B})) {B}) 1)", "==", (f"(limit 0 (/ {B} (abs {B})) {B})",)
    ),
    "no limit": Wrong("limit by series", f"(limit 0 (sin (/ 1 {B})) {B})", "==", (f"(limit 0 (sin (/ 1 {B})) {B})",)),
    "approached in an empty domain": Wrong("supremum", f"(- {STEP} 1)", "==", (STEP, "1", "low"), "b in [0, oo)"),
    "a place outside": Wrong("supremum", f"(- {HALF_OPEN} 1)", "!=", (HALF_OPEN, "1", "at", "1")),
    "a bound that is not reached": Wrong("supremum", f"(- {HALF_OPEN} 2)", "==", (HALF_OPEN, "2", "high")),
    "a value below": Wrong("supremum", f"(- {HALF_OPEN} 1/2)", "==", (HALF_OPEN, "1/2", "at", "1/2")),
    "a maximum at two places": Wrong(
        "place of the maximum",
        f"(- (argmax -1 1 1 1 (** {B} 2) {B}) 1)",
        "==",
        (f"(argmax -1 1 1 1 (** {B} 2) {B})", "1"),
    ),
    "a minimum instead": Wrong(
        "place of the maximum",
        f"(argmax -1 1 1 1 (** {B} 2) {B})",
        "==",
        (f"(argmax -1 1 1 1 (** {B} 2) {B})", "0"),
    ),
}
UNREADABLE = {
    "no operator": "(frob 1)",
    "too few arguments": "(+ $x)",
    "too many arguments": "(exp $x $y)",
    "a constant with arguments": "(pi $x)",
    "a value that nobody knows": "(hole)",
    "no value": "(undefined)",
    "one part": "(restrict $x)",
    "infinity": "(oo)",
    "infinity as a number": "(* 0 (oo))",
    "minus infinity as a number": "(exp (neg (oo)))",
    "infinity twice turned": "(abs (neg (neg (oo))))",
    "a long exponent": "1e999999999",
    "an underscore": "1_000",
    "a division by 0": "1/0",
    "another alphabet": "\N{ARABIC-INDIC DIGIT THREE}",
    "no level": f"{B[:-2]}",
    "a level that is no number": f"{B[:-1]}a",
    "no name": "$",
    "an empty place": "$x,",
    "a binder without a variable": "(integral 0 1 $x $x)",
    "a variable that nothing binds": B,
    "an end missing": "(+ 1 2",
    "an end too many": "(+ 1 2))",
    "only beginnings": "(" * 9000,
    "too long": "1" * 20_001,
    "two entries": "1 2",
    "nothing": "",
}
TABLE = {
    **SIGNS,
    **POLYNOMIALS,
    **ALGEBRAIC,
    **REWRITING,
    **SUBSTITUTION,
    **SYMMETRY,
    **CONVEXITY,
    **IDENTITIES,
    **GAMMA,
    **CALCULUS,
}


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_wrong(row: Wrong) -> None:
    before = problem(row.entry, {"<": ">"}.get(row.op, row.op), row.ranges, row.facts)
    plan = Plan(row.rule, row.data)
    assert follow(before, plan) is None
    try:
        smaller = reduced(before, plan)
    except (ValueError, IndexError):
        return
    assert smaller is None or any(map(is_false, smaller)), [(p.op, p.entry, p.facts, p.ranges) for p in smaller]


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        decode(Graph(), text)


def test_deep_text_is_read() -> None:
    g = Graph()
    assert decode(g, "(sin " * 3000 + "$x" + ")" * 3000).op == "sin"


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", '["x"]', '["x", [1], []]', '["x", [], [["y", [], [1]]]]'])
def test_no_plan(text: str) -> None:
    with pytest.raises(ValueError, match="this is no plan"):
        from_text(text)


def test_fresh_variables_are_new() -> None:
    g = Graph()
    taken = {g.var(f"\N{SECTION SIGN}{k}") for k in range(3)}
    assert len({*taken, g.fresh(), g.fresh()}) == 5


ATTACKED = (
    "signs rewriting polynomials algebraic substitution symmetry convexity identities gamma_equations differences "
    "integrals values"
)


@pytest.mark.parametrize("module", ATTACKED.split())
def test_every_rule_is_attacked(module: str) -> None:
    rules = import_module(f"proofcheck.analysis.rules.{module}").RULES
    assert {rule.name for rule in rules} <= {row.rule for row in TABLE.values()}
