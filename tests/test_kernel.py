"""The kernel confirms what is certainly broken, refuses what is no instance, and leaves the unknown alone."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.prune import without_unused
from proofcheck.verdict import Certificate, Imaginary, Instance, Step, Value


def claim(relation: str, *, assume: str = "", let: str = "", **types: str) -> Claim:
    """A claim about variables of these types; `assume` and `let` are separated by `;`."""
    lines = ["proofcheck: 1"]
    if types:
        lines += ["given:", *(f"  {name}: {type_}" for name, type_ in types.items())]
    if assume:
        lines += ["assume:", *(f"  - {a.strip()}" for a in assume.split(";"))]
    if let:
        lines += ["let:", *(f"  {d.strip()}" for d in let.split(";"))]
    lines += ["claims:", "  - id: a", f"    claim: {relation!r}"]
    loaded = load_text("\n".join(lines) + "\n", "test.claims.yaml")
    assert not loaded.problems, [str(p) for p in loaded.problems]
    return loaded.claims[0]


def value(raw: Any) -> Value:
    if isinstance(raw, (list, tuple)):
        return tuple(value(r) for r in raw)
    return raw if isinstance(raw, (bool, Imaginary)) else F(raw)


def at(**values: Any) -> Instance:
    return Instance(values=tuple((name, value(raw)) for name, raw in values.items()))


H = F(1, 2)

FALSE: dict[str, tuple[Claim, Instance, str, str]] = {
    "exact": (claim("x**2 == x", x="real"), at(x=2), "4", "2"),
    "relative gap": (claim("1/2**99 == 1/2**98"), at(), "≈ 1.57772e-30", "≈ 3.15544e-30"),
    "huge numbers": (claim("1/factorial(2004) == 1/factorial(2006)"), at(), "≈ 1.87525e-5749", "≈ 4.66245e-5756"),
    "irrational": (claim("1 - 1/e == 1 + 1/e"), at(), "0.6321205588", "1.367879441"),
    "close": (claim("exp(pi*sqrt(163)) == 640320**3 + 744"), at(), "2.625374126e+17", "262537412640768744"),
    "attained": (claim("abs(x) > 0", x="real"), at(x=0), "0", "0"),
    "square root": (claim("sqrt(x) - 8 == sqrt(x - 8)", x="real"), at(x=9), "-5", "1"),
    "vector": (claim("x * 2 == [2, 5]", x="vector[2]"), at(x=[1, 2]), "[2, 4]", "[2, 5]"),
    "sizes": (claim("n**2 <= 2**n", n="integer >= 1"), at(n=3), "9", "8"),
    "spectral": (
        claim("sigma_max(A + B) == sigma_max(A) + sigma_max(B)", A="matrix[2, 2]", B="matrix[2, 2]"),
        at(A=[[1, 0], [0, 0]], B=[[0, 0], [0, 1]]),
        "1",
        "2",
    ),
    "quantified": (claim("forall i in 1..n: i < 3", n="integer >= 1"), at(n=3), "false", ""),
    "boolean": (claim("(b or c) == b", b="boolean", c="boolean"), at(b=False, c=True), "true", "false"),
    "complex": (claim("z * z == abs(z)**2", z="complex"), at(z=Imaginary(F(0), F(1))), "-1", "1"),
    "derivative": (claim("diff(sin(x), x) == -cos(x)", x="real"), at(x=0), "1", "-1"),
    "integral": (claim("integral(exp(z) for z in [0, x]) == exp(x)", x="real"), at(x=1), "1.718281828", "2.718281828"),
    "integral of max": (claim("integral(max(z, x, 0) for z in [0, 1]) == 3", x="real"), at(x=1), "1.000000000", "3"),
    "far": (claim("log(1 + exp(x)) == x", x="real"), at(x=100), "100.0000000", "100"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FALSE))
def test_confirms_what_is_false(name: str) -> None:
    statement, instance, left, right = FALSE[name]
    witness = kernel.confirm(statement, instance)
    assert witness is not None
    assert (witness.left, witness.right, witness.link) == (left, right, 0)
    assert witness.confirmed
    assert witness.certified
    assert witness.relation == statement.links[0].text
    assert witness.instance == instance


def test_names_the_entry_that_breaks() -> None:
    witness = kernel.confirm(claim("x * 2 == [2, 5]", x="vector[2]"), at(x=[1, 2]))
    assert witness is not None
    assert witness.detail == "entry [2]: 4 against 5"


def test_says_how_far_apart_sides_are_that_look_equal() -> None:
    witness = kernel.confirm(claim("log(1 + exp(x)) == x", x="real"), at(x=100))
    assert witness is not None
    assert witness.detail == "left minus right is 3.720075976e-44"


def test_names_the_first_link_that_fails() -> None:
    chain = claim("x <= x**2 <= 1 == x", x="real")
    witness = kernel.confirm(chain, at(x=2))
    assert witness is not None
    assert (witness.link, witness.relation) == (1, chain.links[1].text)
    readings = kernel.judge(chain, at(x=2)).links
    assert [r.truth for r in readings] == [True, False, False]


def test_a_witness_against_a_count_is_made_of_sizes() -> None:
    counted = without_unused(claim("multiplications(A @ x) == 2*n", n="integer >= 1", A="matrix[n, n]", x="vector[n]"))
    witness = kernel.confirm(counted, at(n=1))
    assert witness is not None
    assert (witness.left, witness.right) == ("1", "2")
    assert kernel.confirm(counted, at(n=2)) is None
    assert kernel.judge(counted, at(n=2)).links[0].truth is True


def test_sizes_at_which_a_counted_array_has_no_shape_are_no_instance() -> None:
    counted = without_unused(claim("size(x) == n - 2", n="integer >= 1", x="vector[n - 3]"))
    assert kernel.judge(counted, at(n=2)).admissible is not True
    assert kernel.confirm(counted, at(n=2)) is None
    assert kernel.confirm(counted, at(n=3)) is not None


UNKNOWN: dict[str, tuple[Claim, Instance]] = {
    "beyond the precision": (claim("log(1 + exp(x)) == x", x="real"), at(x=1000)),
    "integral over a pole": (claim("integral(1/z for z in [-1, x]) == 7", x="real"), at(x=1)),
    "integral without real values": (claim("integral(sqrt(z)*sqrt(z) for z in [-1, x]) == 7", x="real"), at(x=1)),
    "integral of a logarithm": (claim("integral(log(z) for z in [-1, x]) == 7", x="real"), at(x=1)),
    "integral of a power without real values": (claim("integral(x**sqrt(z) for z in [0, 1]) == 7", x="real"), at(x=-2)),
    "hole": (claim("integral(sin(z)/z for z in (0, oo)) == x", x="real"), at(x=1)),
    "existence": (claim("exists z: real: z == x", x="real"), at(x=1)),
    "tower": (claim("9**9**9**9 == 9**9**9", x="real"), at(x=1)),
    "large factorial": (claim("factorial(10**8) == factorial(10**8) + x", x="real"), at(x=1)),
}  # fmt: skip


DECIDED: dict[str, tuple[Claim, Instance, bool]] = {
    "identity": (claim("sin(x)**2 + cos(x)**2 == 1", x="real"), at(x=1), True),
    "cubic roots": (claim("cbrt(sqrt(108) + 10) - cbrt(sqrt(108) - 10) == 2"), at(), True),
    "cubic roots, apart": (claim("cbrt(sqrt(108) + 10) - cbrt(sqrt(108) - 10) > 2"), at(), False),
    "touching": (claim("log(exp(x)) < x", x="real"), at(x=1), False),
    "touching, allowed": (claim("log(exp(x)) <= x", x="real"), at(x=1), True),
}


@pytest.mark.parametrize("name", sorted(DECIDED))
def test_decides_equal_constants_by_exact_arguments(name: str) -> None:
    statement, instance, truth = DECIDED[name]
    judgement = kernel.judge(statement, instance)
    assert judgement.admissible is True
    assert [r.truth for r in judgement.links] == [truth]
    assert (kernel.confirm(statement, instance) is None) is truth


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_leaves_alone_what_it_cannot_decide(name: str) -> None:
    statement, instance = UNKNOWN[name]
    judgement = kernel.judge(statement, instance)
    assert judgement.admissible is True
    assert [r.truth for r in judgement.links] == [None]
    assert kernel.confirm(statement, instance) is None


UNDEFINED: dict[str, tuple[Claim, Instance, str]] = {
    "pole": (claim("1/x == 1/x + 1", x="real"), at(x=0), "both"),
    "left": (claim("x**2/x == x", x="real"), at(x=0), "left"),
    "right": (claim("log(x**2) == 2*log(x)", x="real"), at(x=-1), "right"),
    "negative root": (claim("sqrt(x) >= 0", x="real"), at(x=-2), "left"),
    "singular": (claim("inv(A) @ A == eye(2)", A="matrix[2, 2]"), at(A=[[1, 1], [1, 1]]), "left"),
    "kink": (claim("relu'(x) == step(x)", x="real"), at(x=0), "both"),
    "derivative where there is no function": (claim("diff(log(x), x) == 1/abs(x)", x="real"), at(x=-1), "left"),
    "outside": (claim("p[2] == 1", n="integer >= 1", p="vector[n]"), at(n=1, p=[0]), "left"),
    "one entry": (claim("[1/x, 1] == [2, 2]", x="real"), at(x=0), "left"),
    "truth": (claim("not 1/x > 0", x="real"), at(x=0), "both"),
    "empty": (claim("max(i for i in 2..n) == 1", n="integer >= 1"), at(n=1), "left"),
    "above the diagonal": (claim("det([[1, log(x)], [0, 1]]) == 1", x="real"), at(x=-1), "left"),
    "radius of a triangle": (claim("spectral_radius([[2, log(x)], [0, 1]]) == 1", x="real"), at(x=-1), "left"),
    "cut off": (claim("0*log(x) == 1", x="real"), at(x=-1), "left"),
}


@pytest.mark.parametrize("name", sorted(UNDEFINED))
def test_where_there_is_no_value_nothing_is_claimed(name: str) -> None:
    statement, instance, side = UNDEFINED[name]
    judgement = kernel.judge(statement, instance)
    assert judgement.admissible is True
    assert [(r.truth, r.undefined) for r in judgement.links] == [(None, side)]
    assert kernel.confirm(statement, instance) is None


SIGMA = claim("sigma_max(W @ W) == 1/4", d="integer in 1..8", W="matrix[d, d]", assume="sigma_max(W) == 1/2")
WRONG = claim("sum(x) == 99", n="integer in 1..4", x="vector[n]")


def typed(type_: str) -> Claim:
    return claim("size(v) == 99", v=type_)


REFUSED: dict[str, tuple[Claim, Instance, str]] = {
    "missing": (WRONG, at(n=2), "`x` has no value"),
    "no size": (WRONG, at(x=[1, 2]), "`n` has no value"),
    "twice": (WRONG, Instance(values=(*at(n=1, x=[1]).values, ("n", F(1)))), "a variable has two values"),
    "short": (WRONG, at(n=2, x=[1]), "`x` does not have the shape (2,)"),
    "flat": (WRONG, at(n=2, x=1), "`x` does not have the shape (2,)"),
    "deep": (WRONG, at(n=1, x=[[1]]), "`x` is no real"),
    "truth for a number": (WRONG, at(n=1, x=[True]), "`x` is no real"),
    "complex for a real": (WRONG, at(n=1, x=[Imaginary(F(0), F(1))]), "`x` is no real"),
    "half a size": (WRONG, at(n=H, x=[]), "`n` is no integer"),
    "size outside": (WRONG, at(n=5, x=[1] * 5), "a declaration does not hold"),
    "number for a truth": (typed("boolean"), at(v=1), "`v` is no boolean"),
    "unused function": (WRONG, Instance(values=at(n=1, x=[1]).values, functions=(("f", ("z",), "z"),)),
                        "the functions of the instance are not those of the claim"),
    "equality missed by little": (SIGMA, at(d=1, W=[[H + F(1, 10**40)]]), "an assumption does not hold"),
    "equality missed in balls": (
        SIGMA, at(d=2, W=[[H, F(1, 10**30)], [0, H]]), "an assumption does not hold"),
    "undefined assumption": (claim("x == 1", x="real", assume="1/x == 1/x"), at(x=0),
                             "an assumption has no truth value: division by zero"),
    **{
        type_: (typed(type_), at(v=raw), "a declaration does not hold")
        for type_, raw in {
            "real in [0, 1]": F(-1, 10**50),
            "real in (0, 1]": 0,
            "real > 0": 0,
            "real != 0": 0,
            "real in {1, 2}": F(3, 2),
            "integer in 1..8": 9,
            "vector[2] in [0, 1]": [0, F(1001, 1000)],
            "matrix[2, 2] in {0, 1}": [[0, 1], [2, 0]],
            "symmetric matrix[2, 2]": [[1, 2], [3, 1]],
            "skew matrix[2, 2]": [[1, 2], [-2, 0]],
            "positive definite matrix[2, 2]": [[1, 1], [1, 1]],
            "positive semidefinite matrix[2, 2]": [[1, 2], [2, 1]],
            "orthogonal matrix[2, 2]": [[1, 1], [0, 1]],
            "orthonormal columns matrix[2, 1]": [[1], [1]],
            "full rank matrix[2, 3]": [[1, 2, 3], [2, 4, 6]],
            "invertible matrix[2, 2]": [[1, 2], [2, 4]],
            "diagonal matrix[2, 2]": [[1, 0], [1, 1]],
            "lower triangular matrix[2, 2]": [[1, 1], [0, 1]],
            "upper triangular matrix[2, 2]": [[1, 0], [1, 1]],
            "rank one matrix[2, 2]": [[1, 0], [0, 1]],
            "permutation matrix[2, 2]": [[1, 0], [1, 0]],
            "unit vector[2]": [H, H],
            "probability vector[2]": [F(3, 2), -H],
            "one-hot vector[2]": [1, 1],
            "stochastic matrix[2, 2]": [[1, 0], [1, 1]],
            "doubly stochastic matrix[2, 2]": [[1, 0], [1, 0]],
            "nilpotent matrix[2, 2]": [[0, 1], [1, 0]],
            "projection matrix[2, 2]": [[2, 0], [0, 1]],
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refuses_what_is_no_instance(name: str) -> None:
    statement, instance, reason = REFUSED[name]
    judgement = kernel.judge(statement, instance)
    assert (judgement.admissible, judgement.reason) == (False, reason)
    assert kernel.confirm(statement, instance) is None


ADMITTED = {
    "real in [0, 1]": 0,
    "real > 0": F(1, 10**50),
    "integer in {1, 3}": 3,
    "complex": Imaginary(F(1), F(2)),
    "boolean": True,
    "symmetric matrix[2, 2]": [[1, 2], [2, 1]],
    "skew matrix[2, 2]": [[0, 2], [-2, 0]],
    "positive definite matrix[2, 2]": [[2, 1], [1, 2]],
    "positive semidefinite matrix[2, 2]": [[1, 1], [1, 1]],
    "orthogonal matrix[2, 2]": [[F(3, 5), F(4, 5)], [F(-4, 5), F(3, 5)]],
    "orthonormal columns matrix[2, 1]": [[F(3, 5)], [F(4, 5)]],
    "full rank matrix[2, 3]": [[1, 2, 3], [2, 4, 7]],
    "invertible matrix[2, 2]": [[1, 2], [2, 5]],
    "rank one matrix[2, 2]": [[1, 2], [2, 4]],
    "permutation matrix[2, 2]": [[0, 1], [1, 0]],
    "unit vector[2]": [F(3, 5), F(-4, 5)],
    "probability vector[2]": [F(1, 3), F(2, 3)],
    "one-hot vector[2]": [0, 1],
    "stochastic matrix[2, 2]": [[1, 0], [1, 0]],
    "doubly stochastic matrix[2, 2]": [[H, H], [H, H]],
    "nilpotent matrix[2, 2]": [[1, -1], [1, -1]],
    "projection matrix[2, 2]": [[1, 1], [0, 0]],
    "tensor[2, 1, 2]": [[[1, 2]], [[3, 4]]],
}


@pytest.mark.parametrize("type_", sorted(ADMITTED))
def test_admits_instances(type_: str) -> None:
    assert kernel.confirm(typed(type_), at(v=ADMITTED[type_])) is not None


def test_an_assumption_that_cannot_be_decided_admits_nothing() -> None:
    statement = claim("1 == 2", x="real", assume="log(1 + exp(x)) == x")
    judgement = kernel.judge(statement, at(x=1000))
    assert (judgement.admissible, judgement.reason) == (None, "an assumption could not be decided")
    assert kernel.confirm(statement, at(x=1000)) is None


def test_an_assumption_that_holds_by_a_normal_form_admits() -> None:
    statement = claim("1 == 2", x="real", assume="sin(x)**2 + cos(x)**2 == 1")
    assert kernel.judge(statement, at(x=1)).admissible is True
    assert kernel.confirm(statement, at(x=1)) is not None


def test_exact_spectra_meet_assumptions() -> None:
    for rows in ([[0, H], [F(1, 4), 0]], [[F(3, 10), F(-4, 10)], [F(4, 10), F(3, 10)]]):
        assert kernel.judge(SIGMA, at(d=2, W=rows)).admissible is True


def test_function_variables() -> None:
    statement = claim("f(x + y) == f(x) + f(y)", f="function(real) -> real", x="real", y="real")
    square = Instance(
        values=(*at(x=1, y=1).values, ("f.A", F(1)), ("f.b", F(1))), functions=(("f", ("z",), "A*z + b"),)
    )
    witness = kernel.confirm(statement, square)
    assert witness is not None
    assert (witness.left, witness.right) == ("3", "4")
    assert kernel.judge(statement, at(x=1, y=1)).admissible is False
    for body in ("A*z + missing", "1/z", "[z, z]", "z +"):
        wrong = Instance(values=square.values, functions=(("f", ("z",), body),))
        assert kernel.judge(statement, wrong).admissible is False
        assert kernel.confirm(statement, wrong) is None


TRUE = {
    name: claim(relation, n="integer in 1..4", k="integer in 0..4", x="real", y="real", p="vector[n]", A="matrix[n, n]")
    for name, relation in {
        "binomial formula": "(x + y)**2 == x**2 + 2*x*y + y**2",
        "pythagoras": "sin(x)**2 + cos(x)**2 == 1",
        "hyperbolic": "cosh(x)**2 - sinh(x)**2 == 1",
        "bounds": "-1 < tanh(x) < 1",
        "sigmoid": "diff(1/(1 + exp(-x)), x) == sigmoid(x)*(1 - sigmoid(x))",
        "quarter": "sigmoid(x)*(1 - sigmoid(x)) <= 1/4",
        "cauchy": "dot(p, p) <= norm(p)*norm(p)",
        "norms": "norm(p, oo) <= norm(p) <= norm(p, 1)",
        "spectrum": "sigma_max(A) <= norm(A, fro)",
        "adjugate": "inv(A) @ A == eye(n)",
        "transpose": "sigma_max(A.T) == sigma_max(A)",
        "trace": "trace(A @ A.T) == norm(A, fro)**2",
        "determinant": "det(A.T) == det(A)",
        "softmax": "sum(softmax(p)) == 1",
        "jacobian": "jacobian(softmax(p), p) == diag(softmax(p)) - outer(softmax(p), softmax(p))",
        "euler": "gamma(x + 1) == x*gamma(x)",
        "logarithm": "log(x*y) == log(x) + log(y)",
        "root": "sqrt(x**2) == abs(x)",
        "sum": "sum(i for i in 1..n) == n*(n + 1)/2",
        "pascal": "binomial(n + 1, k + 1) == binomial(n, k) + binomial(n, k + 1)",
        "kink": "relu(x) == (x + abs(x))/2",
        "layers": "mean(layernorm(p)) == 0",
        "angle": "atan2(y, x) <= pi",
        "powers": "(x**2)**(1/2) == abs(x)",
        "mod": "mod(x, 3) < 3",
        "gelu": "gelu(x) - gelu(-x) == x",
        "cancelling": "(exp(x) - 1)/x > 0",
        "rank": "is_psd(A.T @ A)",
        "pinv": "A @ pinv(A) @ A == A",
        "spectral radius": "spectral_radius(A) <= sigma_max(A)",
        "moments": "E(z**2 for z ~ normal(x, 1)) == x**2 + 1",
    }.items()
}
numbers = st.one_of(st.integers(-3, 3).map(F), st.fractions(-4, 4, max_denominator=6))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.data(), st.sampled_from(sorted(TRUE)))
def test_never_refutes_what_is_true(data: st.DataObject, name: str) -> None:
    n = data.draw(st.integers(1, 3))
    entries = data.draw(st.lists(numbers, min_size=n * n, max_size=n * n))
    instance = at(
        n=n,
        k=data.draw(st.integers(0, 4)),
        x=data.draw(numbers),
        y=data.draw(numbers),
        p=data.draw(st.lists(numbers, min_size=n, max_size=n)),
        A=[entries[i * n : i * n + n] for i in range(n)],
    )
    judgement = kernel.judge(TRUE[name], instance, ladder=(64, 128))
    assert judgement.admissible is True
    assert all(r.truth is not False for r in judgement.links), judgement


@settings(deadline=None, max_examples=40, derandomize=True)
@given(numbers, numbers, st.sampled_from(["x + y == y + x + 1", "exp(x) < exp(x)", "x**2 + y**2 < 0", "abs(x) < x"]))
def test_refutes_what_is_false_everywhere(x: F, y: F, relation: str) -> None:
    witness = kernel.confirm(claim(relation, x="real", y="real"), at(x=x, y=y))
    assert witness is not None


def test_does_not_accept_a_certificate_for_what_is_false() -> None:
    for method in ("rational identity", "closed form", "enumeration", "range", "boxes", "no such method"):
        certificate = Certificate(method=method, steps=(Step(rule="x", text="y"),))
        assert kernel.replay(claim("x**2 == x", x="real"), certificate) is False
        assert kernel.replay(claim("n**2 == n", n="integer in 0..3"), certificate) is False
        assert kernel.replay(claim("1 == 2"), certificate) is False
        assert kernel.replay(claim("x == 1", x="real in [0, 1]"), certificate) is False


@pytest.mark.parametrize(
    ("method", "statement"),
    [
        ("rational identity", claim("(x + 1)**2 == x**2 + 2*x + 1", x="real")),
        ("closed form", claim("exp(1) > 27/10")),
        ("enumeration", claim("n**3 - n == 6*binomial(n + 1, 3)", n="integer in 1..4")),
    ],
)
def test_accepts_certificates(method: str, statement: Claim) -> None:
    assert kernel.replay(statement, Certificate(method=method, steps=(Step(rule="by", text=method),))) is True


def test_describes_instances() -> None:
    instance = Instance(
        values=(*at(n=2, x=H, A=[[1, 0], [0, -1]], z=Imaginary(F(1), F(2)), b=True).values,),
        functions=(("f", ("z",), "A @ z"),),
    )
    assert kernel.describe(instance) == "n = 2, x = 1/2, A = [[1, 0], [0, -1]], z = 1 + 2*I, b = true, f(z) = A @ z"
    assert kernel.describe(Instance()) == "no variables"
    assert kernel.describe(at(x=F(1, 3**60))) == "x = ≈ 2.35898e-29"
