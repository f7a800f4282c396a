from __future__ import annotations

import math
import re

import pytest

from proofcheck.errors import ClaimError, PluginError
from proofcheck.language.elaborate import scope_of
from proofcheck.language.operators import SYMBOLS, VOCABULARY, Operator
from proofcheck.language.parse import parse_text
from proofcheck.language.rules import analytic
from proofcheck.language.scope import Scope
from proofcheck.language.statement import Given
from proofcheck.language.tree import Apply, Node, Num, Var, walk
from proofcheck.language.types import BOOLEAN, REAL, Array, Dim, Function, Kind, Scalar

CONTRACT = """
+ - * / ** @ neg == != < <= > >= and or not => <=> if in_O in_Omega in_Theta in_o pi e I oo true false undefined
stack block exp log log2 sqrt cbrt abs sign floor ceil mod min max sin cos tan sec csc cot asin acos atan atan2 sinh
cosh tanh sech csch coth asinh acosh atanh factorial binomial gamma loggamma erf erfc normal_cdf gcd
sigmoid relu relu6 clip step leaky_relu elu celu hardswish softplus silu gelu softmax log_softmax logsumexp
cross_entropy layernorm rmsnorm batchnorm conv1d conv2d onehot attention sum mean transpose inv pinv det logabsdet
trace rank chol expm sqrtm tril triu flip pad diag diagonal eye zeros ones outer dot cross kron vec norm sigma_max
sigma_min sigma lambda_max lambda_min eigenvalues spectral_radius condition max_abs power is_symmetric is_psd
is_orthogonal is_singular var std cov corr cumsum argmax argmin pdf kl entropy normal uniform bernoulli poisson
exponential mvnormal finite shape size parameters multiplications operations connections steps memory context
"""


def arguments(*types: Scalar | Array) -> Scope:
    return scope_of([Given(name=n, type=t) for n, t in zip("xyz", types, strict=False)])


def test_the_vocabulary_has_exactly_these_rows() -> None:
    assert sorted(VOCABULARY) == sorted(CONTRACT.split())


def test_rows_stand_under_their_own_name() -> None:
    assert all(row.name == name for name, row in VOCABULARY.items())


def test_symbols_are_rows() -> None:
    assert set(VOCABULARY) >= SYMBOLS


DERIVED = [(row.name, k) for row in VOCABULARY.values() for k in range(len(row.derivatives))]


@pytest.mark.parametrize(("name", "k"), DERIVED, ids=[f"{n}-{k}" for n, k in DERIVED])
def test_derivatives_are_real_formulas_of_the_arguments(name: str, k: int) -> None:
    scope = arguments(REAL, REAL, REAL)
    formula = scope.node(parse_text(VOCABULARY[name].derivatives[k]))
    assert isinstance(formula.type, Scalar)
    assert formula.type.kind in (Kind.REAL, Kind.INTEGER)


CONDITIONS = [row.name for row in VOCABULARY.values() if row.defined]
MATRICES = {"inv", "logabsdet", "chol", "lambda_max", "lambda_min", "condition"}


@pytest.mark.parametrize("name", CONDITIONS)
def test_definedness_is_a_statement_about_the_arguments(name: str) -> None:
    n = Dim.of("n")
    square, vector = Array((n, n)), Array((n,))
    types: tuple[Scalar | Array, ...] = (REAL, REAL, REAL)
    if name in MATRICES:
        types = (square,)
    elif name == "mvnormal":
        types = (vector, square)
    elif name == "corr":
        types = (vector, vector)
    assert arguments(*types).node(parse_text(VOCABULARY[name].defined)).type == BOOLEAN


RANGES = [row.name for row in VOCABULARY.values() if row.range]


@pytest.mark.parametrize("name", RANGES)
def test_ranges_are_intervals(name: str) -> None:
    found = re.fullmatch(r"([\[(])(.+), (.+)([\])])", VOCABULARY[name].range)
    assert found is not None
    low, high = (_number(scope_of().node(parse_text(end))) for end in found.groups()[1:3])
    assert low < high


DEFAULTS = [row.name for row in VOCABULARY.values() if row.defaults]


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_numbers_for_the_last_arguments(name: str) -> None:
    row = VOCABULARY[name]
    assert len(row.defaults) < row.arity[0]
    assert all(_number(scope_of().node(parse_text(text))) > 0 for text in row.defaults)


ONE_ARGUMENT = [
    row.name
    for row in VOCABULARY.values()
    if row.entrywise and row.derivatives and row.arity[0] - len(row.defaults) == 1 and row.name not in SYMBOLS
]


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_derivatives_agree_with_difference_quotients(name: str) -> None:
    row = VOCABULARY[name]
    defaults = [_number(scope_of().node(parse_text(t))) for t in row.defaults]
    scope = arguments(REAL, REAL, REAL)
    formula, h, tried = scope.node(parse_text(row.derivatives[0])), 1e-6, 0
    for x in (-2.3, -0.71, -0.35, 0.4, 0.83, 1.7, 4.2):
        try:
            slope = (_FLOAT[name](x + h, *defaults) - _FLOAT[name](x - h, *defaults)) / (2 * h)
        except ValueError:
            continue
        value = _evaluate(formula, dict(zip("xyz", (x, *defaults), strict=False)))
        assert value == pytest.approx(slope, rel=1e-5, abs=1e-7)
        tried += 1
    assert tried >= 2


KINKS = [
    ("abs", 0.0), ("relu", 0.0), ("relu6", 0.0), ("relu6", 6.0), ("sign", 0.0), ("step", 0.0), ("floor", 2.0),
    ("ceil", 2.0), ("hardswish", 3.0), ("hardswish", -3.0), ("leaky_relu", 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "x"), KINKS)
def test_a_kink_has_no_derivative(name: str, x: float) -> None:
    formula = arguments(REAL, REAL, REAL).node(parse_text(VOCABULARY[name].derivatives[0]))
    assert math.isnan(_evaluate(formula, {"x": x, "y": 0.01}))


def test_elu_is_smooth_at_its_default_only() -> None:
    formula = arguments(REAL, REAL, REAL).node(parse_text(VOCABULARY["elu"].derivatives[0]))
    assert _evaluate(formula, {"x": 0.0, "y": 1.0}) == 1
    assert math.isnan(_evaluate(formula, {"x": 0.0, "y": 2.0}))


def test_the_vocabulary_is_extended_without_changing_it() -> None:
    row = Operator(name="haversine", arity=(1, 1), rule=analytic, entrywise=True)
    extended = VOCABULARY.extended(row)
    assert extended["haversine"] is row
    assert "haversine" not in VOCABULARY
    scope = scope_of([Given(name="x", type=REAL)], vocabulary=extended)
    assert scope.node(parse_text("haversine(x)")).type == REAL
    with pytest.raises(ClaimError) as caught:
        scope_of([Given(name="x", type=REAL)]).node(parse_text("haversine(x)"))
    assert caught.value.problem.message == "unknown function `haversine`"


def test_a_name_is_taken_once() -> None:
    with pytest.raises(PluginError) as caught:
        VOCABULARY.extended(Operator(name="tanh", arity=(1, 1), rule=analytic))
    assert str(caught.value) == "operator `tanh` is declared twice"


def test_a_row_needs_a_possible_arity() -> None:
    with pytest.raises(PluginError) as caught:
        Operator(name="odd", arity=(2, 1), rule=analytic)
    assert str(caught.value) == "operator `odd`: no number of arguments lies between 2 and 1"


def test_rows_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        VOCABULARY.rows["new"] = VOCABULARY["tanh"]  # type: ignore[index]


def test_functions_take_a_function_type_apart() -> None:
    scope = scope_of([Given(name="f", type=Function((REAL,), REAL)), Given(name="x", type=REAL)])
    with pytest.raises(ClaimError) as caught:
        scope.node(parse_text("sin(f)"))
    assert caught.value.problem.message == "`f` is a function"


_SIGMOID = lambda x: 1 / (1 + math.exp(-x))  # noqa: E731
_FLOAT = {
    "exp": math.exp, "log": math.log, "log2": math.log2, "sqrt": math.sqrt, "cbrt": math.cbrt, "abs": abs,
    "sign": lambda x: math.copysign(1, x), "floor": math.floor, "ceil": math.ceil, "sin": math.sin, "cos": math.cos,
    "tan": math.tan, "sec": lambda x: 1 / math.cos(x), "csc": lambda x: 1 / math.sin(x),
    "cot": lambda x: 1 / math.tan(x), "asin": math.asin, "acos": math.acos, "atan": math.atan, "sinh": math.sinh,
    "cosh": math.cosh, "tanh": math.tanh, "sech": lambda x: 1 / math.cosh(x), "csch": lambda x: 1 / math.sinh(x),
    "coth": lambda x: 1 / math.tanh(x), "asinh": math.asinh, "acosh": math.acosh, "atanh": math.atanh,
    "erf": math.erf, "erfc": math.erfc, "normal_cdf": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    "sigmoid": _SIGMOID, "relu": lambda x: max(x, 0.0), "relu6": lambda x: min(max(x, 0.0), 6.0),
    "step": lambda x: float(x > 0), "leaky_relu": lambda x, a: x if x > 0 else a * x,
    "elu": lambda x, a: x if x > 0 else a * (math.exp(x) - 1),
    "celu": lambda x, a: max(0.0, x) + min(0.0, a * (math.exp(x / a) - 1)),
    "hardswish": lambda x: x * min(max(x + 3, 0.0), 6.0) / 6, "softplus": lambda x: math.log1p(math.exp(x)),
    "silu": lambda x: x * _SIGMOID(x), "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
}  # fmt: skip
_INFIX = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "**": lambda a, b: a**b, "neg": lambda a: -a, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "and": lambda *a: all(a), "or": lambda *a: any(a), "pi": lambda: math.pi, "oo": lambda: math.inf,
    "undefined": lambda: math.nan,
}  # fmt: skip


def _evaluate(node: Node, at: dict[str, float]) -> float:
    match node:
        case Num(value=value):
            return float(value)
        case Var(name=name):
            return at[name]
        case Apply(op="if", args=(test, then, other)):
            return _evaluate(then if _evaluate(test, at) else other, at)
        case Apply(op=op, args=args):
            table = _INFIX if op in _INFIX else _FLOAT
            return float(table[op](*(_evaluate(a, at) for a in args)))  # type: ignore[operator]
    raise TypeError(node)


def _number(node: Node) -> float:
    assert not any(isinstance(n, Var) for n in walk(node))
    return _evaluate(node, {})
