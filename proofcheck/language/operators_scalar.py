"""Rows of the operators that act on scalars (and on arrays entry by entry), of relations, logic and constants.

Derivatives, definedness and range are texts of the claim language over the argument names `x`, `y`, `z`. A kink has
the derivative `undefined`, which is no value at all: there a statement about the derivative claims nothing.
"""

from __future__ import annotations

from proofcheck.language import rules
from proofcheck.language.signature import Operator, Rule
from proofcheck.language.types import BOOLEAN, COMPLEX, REAL

_STEP = "0 if x != 0 else undefined"


def _function(
    name: str, rule: Rule, derivative: str = "", defined: str = "", range: str = "", latex: str = "", unicode: str = ""
) -> Operator:
    derivatives = (derivative,) if derivative else ()
    return Operator(
        name=name,
        arity=(1, 1),
        rule=rule,
        derivatives=derivatives,
        defined=defined,
        range=range,
        entrywise=True,
        latex=latex,
        unicode=unicode,
    )


def _infix(name: str, rule: Rule, latex: str = "", unicode: str = "", *derivatives: str, defined: str = "") -> Operator:
    return Operator(
        name=name,
        arity=(2, 2),
        rule=rule,
        derivatives=derivatives,
        defined=defined,
        entrywise=bool(derivatives),
        latex=f"#1 {latex or name} #2",
        unicode=f"#1 {unicode or name} #2",
    )


ARITHMETIC = (
    _infix("+", rules.plus, "", "", "1", "1"),
    _infix("-", rules.plus, "", "−", "1", "-1"),
    _infix("*", rules.times, r"\cdot", "·", "y", "x"),
    Operator(
        name="/",
        arity=(2, 2),
        rule=rules.divided,
        derivatives=("1/y", "-x/y**2"),
        defined="y != 0",
        entrywise=True,
        unicode="#1/#2",
        latex=r"\frac{#1}{#2}",
    ),
    Operator(
        name="**",
        arity=(2, 2),
        rule=rules.raised,
        derivatives=("y*x**(y - 1)", "x**y*log(x)"),
        defined="x > 0 or floor(y) == y and (x != 0 or y >= 0) or x == 0 and y > 0",
        entrywise=True,
        unicode="#1^#2",
        latex="#1^{#2}",
    ),
    Operator(
        name="neg",
        arity=(1, 1),
        rule=rules.negated,
        derivatives=("-1",),
        entrywise=True,
        unicode="−#1",
        latex="-#1",
    ),
)

RELATIONS = (
    _infix("==", rules.equal, "=", "="),
    _infix("!=", rules.equal, r"\ne", "≠"),
    _infix("<", rules.ordered),
    _infix("<=", rules.ordered, r"\le", "≤"),
    _infix(">", rules.ordered),
    _infix(">=", rules.ordered, r"\ge", "≥"),
    Operator(name="and", arity=(2, None), rule=rules.truth, unicode="#1 ∧ #2", latex=r"#1 \land #2"),
    Operator(name="or", arity=(2, None), rule=rules.truth, unicode="#1 ∨ #2", latex=r"#1 \lor #2"),
    Operator(name="not", arity=(1, 1), rule=rules.truth, unicode="¬#1", latex=r"\lnot #1"),
    _infix("=>", rules.truth, r"\Rightarrow", "⇒"),
    _infix("<=>", rules.truth, r"\Leftrightarrow", "⇔"),
    Operator(name="if", arity=(3, 3), rule=rules.chosen),
    *(
        Operator(name=f"in_{g}", arity=(2, 2), rule=rules.grows, unicode=f"#1 ∈ {u}(#2)", latex=rf"#1 \in {t}(#2)")
        for g, u, t in (("O", "O", "O"), ("Omega", "Ω", r"\Omega"), ("Theta", "Θ", r"\Theta"), ("o", "o", "o"))
    ),
)

CONSTANTS = tuple(
    Operator(name=name, arity=(0, 0), rule=rules.constant(type_), unicode=unicode, latex=latex)
    for name, type_, unicode, latex in (
        ("pi", REAL, "π", r"\pi"),
        ("e", REAL, "e", "e"),
        ("I", COMPLEX, "i", "i"),
        ("oo", REAL, "∞", r"\infty"),
        ("true", BOOLEAN, "true", r"\mathrm{true}"),
        ("false", BOOLEAN, "false", r"\mathrm{false}"),
        ("undefined", REAL, "undefined", r"\mathrm{undefined}"),
    )
)

ELEMENTARY = (
    _function("exp", rules.analytic, "exp(x)", range="(0, oo)", latex="e^{#1}"),
    _function("log", rules.analytic, "1/x", "x > 0", latex=r"\log #1"),
    _function("log2", rules.analytic, "1/(x*log(2))", "x > 0", latex=r"\log_2 #1"),
    _function("sqrt", rules.analytic, "1/(2*sqrt(x))", "x >= 0", "[0, oo)", r"\sqrt{#1}", "√#1"),
    _function("cbrt", rules.real_valued, "1/(3*cbrt(x)**2)", latex=r"\sqrt[3]{#1}", unicode="∛#1"),
    _function("abs", rules.modulus, "sign(x) if x != 0 else undefined", "", "[0, oo)", r"\left|#1\right|", "|#1|"),
    _function("sign", rules.rounded, _STEP, range="[-1, 1]"),
    _function("floor", rules.rounded, "0 if floor(x) != x else undefined", latex=r"\lfloor #1 \rfloor", unicode="⌊#1⌋"),
    _function("ceil", rules.rounded, "0 if floor(x) != x else undefined", latex=r"\lceil #1 \rceil", unicode="⌈#1⌉"),
    Operator(
        name="mod",
        arity=(2, 2),
        rule=rules.kept,
        derivatives=("1 if mod(x, y) != 0 else undefined", "-floor(x/y) if mod(x, y) != 0 else undefined"),
        defined="y != 0",
        entrywise=True,
    ),
    Operator(name="min", arity=(1, None), rule=rules.extreme, entrywise=True, latex=r"\min"),
    Operator(name="max", arity=(1, None), rule=rules.extreme, entrywise=True, latex=r"\max"),
    _function("sin", rules.analytic, "cos(x)", range="[-1, 1]", latex=r"\sin #1"),
    _function("cos", rules.analytic, "-sin(x)", range="[-1, 1]", latex=r"\cos #1"),
    _function("tan", rules.analytic, "1 + tan(x)**2", "cos(x) != 0", latex=r"\tan #1"),
    _function("sec", rules.analytic, "sec(x)*tan(x)", "cos(x) != 0", latex=r"\sec #1"),
    _function("csc", rules.analytic, "-csc(x)*cot(x)", "sin(x) != 0", latex=r"\csc #1"),
    _function("cot", rules.analytic, "-1 - cot(x)**2", "sin(x) != 0", latex=r"\cot #1"),
    _function("asin", rules.analytic, "1/sqrt(1 - x**2)", "-1 <= x and x <= 1", "[-pi/2, pi/2]", r"\arcsin #1"),
    _function("acos", rules.analytic, "-1/sqrt(1 - x**2)", "-1 <= x and x <= 1", "[0, pi]", r"\arccos #1"),
    _function("atan", rules.analytic, "1/(1 + x**2)", range="(-pi/2, pi/2)", latex=r"\arctan #1"),
    Operator(
        name="atan2",
        arity=(2, 2),
        rule=rules.real_valued,
        derivatives=("y/(x**2 + y**2)", "-x/(x**2 + y**2)"),
        defined="x != 0 or y != 0",
        range="(-pi, pi]",
        entrywise=True,
    ),
    _function("sinh", rules.analytic, "cosh(x)", latex=r"\sinh #1"),
    _function("cosh", rules.analytic, "sinh(x)", range="[1, oo)", latex=r"\cosh #1"),
    _function("tanh", rules.analytic, "1 - tanh(x)**2", range="(-1, 1)", latex=r"\tanh #1"),
    _function("sech", rules.analytic, "-sech(x)*tanh(x)", range="(0, 1]", latex=r"\operatorname{sech} #1"),
    _function("csch", rules.analytic, "-csch(x)*coth(x)", "x != 0", latex=r"\operatorname{csch} #1"),
    _function("coth", rules.analytic, "1 - coth(x)**2", "x != 0", latex=r"\coth #1"),
    _function("asinh", rules.analytic, "1/sqrt(1 + x**2)", latex=r"\operatorname{arsinh} #1"),
    _function("acosh", rules.analytic, "1/sqrt(x**2 - 1)", "x >= 1", "[0, oo)", r"\operatorname{arcosh} #1"),
    _function("atanh", rules.analytic, "1/(1 - x**2)", "-1 < x and x < 1", latex=r"\operatorname{artanh} #1"),
    _function("factorial", rules.kept, "", "x >= 0", "(0, oo)", "#1!", "#1!"),
    Operator(name="binomial", arity=(2, 2), rule=rules.counting, entrywise=True, latex=r"\binom{#1}{#2}"),
    _function("gamma", rules.real_valued, "", "x > 0 or floor(x) != x", latex=r"\Gamma(#1)", unicode="Γ(#1)"),
    _function("loggamma", rules.real_valued, "", "x > 0", latex=r"\log\Gamma(#1)"),
    _function("erf", rules.real_valued, "2*exp(-x**2)/sqrt(pi)", range="(-1, 1)"),
    _function("erfc", rules.real_valued, "-2*exp(-x**2)/sqrt(pi)", range="(0, 2)"),
    _function("normal_cdf", rules.real_valued, "exp(-x**2/2)/sqrt(2*pi)", "", "(0, 1)", r"\Phi(#1)", "Φ(#1)"),
    Operator(name="gcd", arity=(2, None), rule=rules.counting, entrywise=True, latex=r"\gcd"),
)

ACTIVATIONS = (
    _function("sigmoid", rules.real_valued, "sigmoid(x)*(1 - sigmoid(x))", "", "(0, 1)", r"\sigma(#1)", "σ(#1)"),
    _function("relu", rules.kept, "1 if x > 0 else 0 if x < 0 else undefined", range="[0, oo)"),
    _function("relu6", rules.kept, "1 if 0 < x and x < 6 else 0 if x < 0 or x > 6 else undefined", range="[0, 6]"),
    Operator(
        name="clip",
        arity=(3, 3),
        rule=rules.kept,
        derivatives=("1 if y < x and x < z else 0 if x < y or x > z else undefined",),
        defined="y <= z",
        entrywise=True,
    ),
    _function("step", rules.rounded, _STEP, "x != 0", "[0, 1]"),
    Operator(
        name="leaky_relu",
        arity=(2, 2),
        rule=rules.real_valued,
        derivatives=("1 if x > 0 else y if x < 0 else undefined",),
        defaults=("1/100",),
        entrywise=True,
    ),
    Operator(
        name="elu",
        arity=(2, 2),
        rule=rules.real_valued,
        derivatives=("1 if x > 0 else y*exp(x) if x < 0 else 1 if y == 1 else undefined",),
        defaults=("1",),
        entrywise=True,
    ),
    Operator(
        name="celu",
        arity=(2, 2),
        rule=rules.real_valued,
        derivatives=("1 if x >= 0 else exp(x/y)",),
        defined="y != 0",
        defaults=("1",),
        entrywise=True,
    ),
    _function(
        "hardswish",
        rules.real_valued,
        "0 if x < -3 else 1 if x > 3 else (2*x + 3)/6 if -3 < x and x < 3 else undefined",
        range="[-3/8, oo)",
    ),
    _function("softplus", rules.real_valued, "sigmoid(x)", range="(0, oo)"),
    _function("silu", rules.real_valued, "sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))", range="[-3/10, oo)"),
    _function("gelu", rules.real_valued, "normal_cdf(x) + x*exp(-x**2/2)/sqrt(2*pi)", range="[-1/5, oo)"),
)

SCALAR_ROWS = (*ARITHMETIC, *RELATIONS, *CONSTANTS, *ELEMENTARY, *ACTIVATIONS)
