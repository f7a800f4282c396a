"""Expressions in the sizes alone: exact where they are rational, refused where they depend on anything else."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from proofcheck.claim import Definition
from proofcheck.instances.constants import NotConstant, constant, dimension
from proofcheck.language.types import Dim
from proofcheck.load.yaml import load_text

F = Fraction


def value(text: str, **sizes: int) -> object:
    body = "given: {n: integer, m: integer, x: real}\nlet: {q: n + 1}\n"
    tail = f"claims:\n  - id: a\n    let: {{r: '{text}'}}\n    claim: [n == n, m == m, x == x, q == q, r == r]\n"
    loaded = load_text(f"proofcheck: 1\n{body}{tail}", "x.claims.yaml")
    assert not loaded.problems, [str(p.problem) for p in loaded.problems]
    claim = loaded.claims[0]
    definition = claim.definition_named("r")
    assert isinstance(definition, Definition)
    return constant(definition.body, {"n": 3, "m": 2, **sizes}, claim)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n/2 + m", F(7, 2)),
        ("q**m", F(16)),
        ("2**(-n)", F(1, 8)),
        ("floor((n - 1)/m)", F(1)),
        ("ceil(n/m)", F(2)),
        ("mod(-n, m)", F(1)),
        ("max(n, m, 7)", F(7)),
        ("sum(k**2 for k in 1..n)", F(14)),
        ("product(k for k in 1..n if k != m)", F(3)),
        ("sum(k for k in n..1 by -1)", F(6)),
        ("factorial(n)", F(6)),
        ("binomial(n, m)", F(3)),
        ("gcd(6, n)", F(3)),
        ("sqrt(4)", F(2)),
        ("exp(0)", F(1)),
        ("1 if n > m else 1/0", F(1)),
        ("n > m and mod(n, 2) == 1", True),
        ("n < m => 1/0 == 1", True),
        ("forall k in 1..n: k <= 3", True),
        ("exists k in 1..n: k == 4", False),
    ],
)
def test_rational_values_are_exact(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("text", "expected"), [("pi/2", math.pi / 2), ("sqrt(2)", math.sqrt(2)), ("e", math.e)])
def test_irrational_values_are_floats(text: str, expected: float) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["x", "n*x", "tanh(n)", "sum(x for k in 1..n)", "9**(9**9)", "factorial(10**8)"])
def test_what_is_no_constant_is_refused(text: str) -> None:
    with pytest.raises(NotConstant):
        value(text)


@pytest.mark.parametrize("text", ["1/(n - 3)", "sqrt(-1)", "log(0)", "factorial(-1)", "max(k for k in 1..0)"])
def test_what_is_undefined_is_an_arithmetic_error(text: str) -> None:
    with pytest.raises(ArithmeticError):
        value(text)


def test_dimensions_are_whole_and_not_negative() -> None:
    n = Dim.of("n")
    assert dimension(n * n + Dim.of(1), {"n": 3}) == 10
    with pytest.raises(ArithmeticError):
        dimension(n - Dim.of(4), {"n": 3})
    with pytest.raises(ArithmeticError):
        dimension(n.scaled(F(1, 2)), {"n": 3})
    with pytest.raises(NotConstant):
        dimension(Dim.of("k"), {"n": 3})
