"""Every operator in every interpreter: it has a meaning, or stands in a list of holes; and the meanings agree.

The interpreters: exact arithmetic, ball arithmetic, batched floats, SymPy, and the count of operations.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from fractions import Fraction as F
from functools import cache
from typing import Any

import numpy as np
import pytest
import sympy

from proofcheck.claim import Claim
from proofcheck.language.operators import VOCABULARY
from proofcheck.load.yaml import load_text
from proofcheck.meaning import NoMeaning, cost
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.batch import compile_claim
from proofcheck.meaning.entries import Unrolled, unroll
from proofcheck.meaning.exact import Term, Undefined
from proofcheck.meaning.graph import Entry, Grid
from proofcheck.meaning.hybrid import Evaluator, Nothing, is_exact
from proofcheck.meaning.interval import Interval
from proofcheck.meaning.symbolic import Symbolic, symbol
from tests.operator_examples import ARRAYS, EXACT_AT, EXAMPLES, GIVEN, LAWS, LET, NO_VALUE, SCALARS, points

Point = Mapping[str, np.ndarray]
BITS = 128
POINTS = tuple(points())

_SPECTRAL = "a function of a whole matrix, enclosed by iteration: no formula in its entries"
_UNCOUNTED = "no agreed number of operations"
_NEVER = "no exact value anywhere"
_EQUALITY = "an equality of entries decides whether it has a value, and balls never affirm one"
_JUMPS = "of whole numbers, or a jump: no derivative by a rule"
_MATRIX = ("sigma_max", "sigma_min", "sigma", "lambda_max", "lambda_min", "eigenvalues", "spectral_radius", "condition")
HOLES: Mapping[str, Mapping[str, str]] = {
    "exact": dict.fromkeys(("csch", "coth", "softplus", "normal", "pdf", "poisson", "mvnormal"), _NEVER),
    "ball": dict.fromkeys(("is_psd", "mvnormal", "finite"), _EQUALITY),
    "batch": {},
    "symbolic": {
        **dict.fromkeys((*_MATRIX, "pinv", "rank", "expm", "is_psd"), _SPECTRAL),
        "mod": "what SymPy rewrites a remainder of unknown sign into is not relied upon",
        "I": "complex branches of SymPy are not those of the language without more knowledge",
    },
    "cost": {
        **dict.fromkeys((*_MATRIX, "inv", "pinv", "det", "logabsdet", "rank", "chol", "expm", "sqrtm"), _UNCOUNTED),
        **dict.fromkeys(("is_psd", "is_orthogonal", "is_singular", "var", "std", "cov", "corr"), _UNCOUNTED),
        **dict.fromkeys(("normal", "uniform", "bernoulli", "poisson", "exponential", "mvnormal"), _UNCOUNTED),
        **dict.fromkeys(("finite", "pdf", "kl", "entropy"), _UNCOUNTED),
    },
    "derivative": {
        **dict.fromkeys((*_MATRIX, "pinv", "rank", "expm"), _SPECTRAL),
        **dict.fromkeys(("factorial", "binomial", "gcd", "onehot"), _JUMPS),
        "I": "a modulus has no derivative by a complex number",
        "chol": "it has a value for symmetric matrices alone, so that it has no derivative by one entry",
        **dict.fromkeys(("is_psd", "is_symmetric", "mvnormal"), "where it jumps is no entry's border"),
        "finite": "it has a value for probabilities alone, so that it has no derivative by one of them",
        "max_abs": "an entry that is 0 has no derivative of its modulus, be it the greatest or not",
    },
}
VALUED = [op for op in VOCABULARY if op not in NO_VALUE]


def claim(text: str, **more: str) -> Claim:
    given = {**GIVEN, **more}
    lines = ["proofcheck: 1", "given:", *(f"  {k}: {v!r}" for k, v in given.items())]
    lines += ["let:", *(f"  {k}: {v!r}" for k, v in LET.items())]
    loaded = load_text("\n".join([*lines, "claims:", "  - id: c", f"    claim: {text!r}"]) + "\n")
    assert not loaded.problems, [str(p) for p in loaded.problems]
    return loaded.claims[0]


@cache
def expanded(text: str) -> Unrolled:
    return unroll(claim(f"({text}) == ({text})"), {})


def entries(text: str) -> Grid:
    sides = expanded(text).sides[0]
    assert sides is not None
    return sides.left


def variables(text: str, point: Point) -> Iterator[tuple[Entry, F]]:
    """Every scalar variable of an expansion with its value."""
    for name, grid in expanded(text).givens.items():
        yield from zip(grid.entries, point[name].reshape(-1), strict=True)


def states(text: str, point: Point, *, balls: bool) -> list[Any]:
    """What the kernel's evaluator says, with the values of the variables exact or as balls."""
    with precision(BITS):
        found = {e.data: enclose(value) if balls else value for e, value in variables(text, point)}
        return Evaluator(found).states(entries(text).entries, BITS)  # type: ignore[arg-type]


def number(state: Any) -> float:
    """A state as a float; NaN where it is none."""
    if state is None or isinstance(state, Nothing):
        return math.nan
    if isinstance(state, Term):
        return float(state.coefficient) * math.pi**state.pi * math.sqrt(state.root)
    return float(state) if is_exact(state) else float(state.mid())


def numbers(text: str) -> np.ndarray:
    """The kernel's values at all points, the points along the first axis."""
    rows = [[number(s) for s in states(text, point, balls=False)] for point in POINTS]
    return np.array(rows).reshape(len(POINTS), *entries(text).shape)


def batched(text: str, values: np.ndarray) -> Any:
    """What the batched program says of `result == text` at all points."""
    dims = ", ".join(map(str, values.shape[1:]))
    kinds = {1: "real", 2: f"vector[{dims}]", 3: f"matrix[{dims}]"}
    program = compile_claim(claim(f"result == ({text})", result=kinds.get(values.ndim, f"tensor[{dims}]")), {})
    point = {name: np.array([p[name].astype(float) for p in POINTS]) for name in GIVEN}
    return program({**point, "result": values}).links[0]


def agree_in_floats(text: str, values: np.ndarray) -> None:
    """The batched values are these, and it would have been seen if they were not."""
    right, wrong = batched(text, values), batched(text, values + 1e-6 * (1 + np.abs(values)))
    assert right.right_defined.all()
    assert right.truth.all()
    assert not wrong.truth.any()


def symbolic(text: str, point: Point) -> list[Any]:
    signs = {"x": Interval(F(0), F(1)), "y": Interval(F(1), None), "s": Interval(None, F(0))}
    signs |= {"p": signs["x"], "q": signs["x"]}
    bounds, values = {}, {}
    for entry, value in variables(text, point):
        assert isinstance(entry.data, tuple)
        bounds[entry] = signs.get(entry.data[0], Interval())
        values[symbol(entry, bounds[entry])] = sympy.Rational(value.numerator, value.denominator)
    reader = Symbolic(bounds)
    return [reader.of(e).subs(values).evalf(30) for e in entries(text).entries]


def hole(interpreter: str, op: str) -> bool:
    return op in HOLES[interpreter]


def test_every_operator_has_an_example() -> None:
    assert set(EXAMPLES) | NO_VALUE == set(VOCABULARY)
    assert set(EXACT_AT) <= set(EXAMPLES)


def test_holes_are_about_operators() -> None:
    assert {op for holes in HOLES.values() for op in holes} <= set(VALUED)


@pytest.mark.parametrize("op", VALUED)
def test_exact(op: str) -> None:
    found = states(EXACT_AT.get(op, EXAMPLES[op]), POINTS[0], balls=False)
    assert all(map(is_exact, found)) is not hole("exact", op), found


@pytest.mark.parametrize("op", VALUED)
def test_ball(op: str) -> None:
    for point in POINTS:
        found, exact = (states(EXAMPLES[op], point, balls=balls) for balls in (True, False))
        assert not any(math.isnan(number(s)) for s in exact)
        assert any(s is None for s in found) is hole("ball", op), found
        if not hole("ball", op):
            np.testing.assert_allclose([number(s) for s in found], [number(s) for s in exact], rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("op", VALUED)
def test_batch(op: str) -> None:
    if hole("batch", op):
        with pytest.raises(NoMeaning):
            batched(EXAMPLES[op], numbers(EXAMPLES[op]))
        return
    agree_in_floats(EXAMPLES[op], numbers(EXAMPLES[op]))


@pytest.mark.parametrize("op", VALUED)
def test_symbolic(op: str) -> None:
    if hole("symbolic", op):
        with pytest.raises(NoMeaning):
            symbolic(EXAMPLES[op], POINTS[0])
        return
    for point in POINTS:
        values = [number(s) for s in states(EXAMPLES[op], point, balls=False)]
        np.testing.assert_allclose([float(v) for v in symbolic(EXAMPLES[op], point)], values, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("op", VALUED)
def test_cost(op: str) -> None:
    assert (op in cost.ROWS) is not hole("cost", op)


def _gradients(op: str) -> list[str]:
    """The gradient of an example, or of the sum of its cubes, by each of its variables."""
    text = EXAMPLES[op]
    scalar = f"({text})" if entries(text).shape == () else f"sum(({text})**3)"
    names = (name for name in GIVEN if re.search(rf"(?<!\w){name}(?![\w(])", text))
    return [f"grad({scalar}, {name})" for name in names]


@pytest.mark.parametrize("op", [op for op in VALUED if op in SCALARS or op in ARRAYS or op in LAWS])
def test_derivative(op: str) -> None:
    """By the kernel's rules and by reverse mode on tensors."""
    with pytest.raises((NoMeaning, Undefined)) if hole("derivative", op) else nullcontext():
        for text in _gradients(op):
            values = numbers(text)
            if np.isnan(values).any():
                raise Undefined(text)
            agree_in_floats(text, values)
