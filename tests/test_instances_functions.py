"""Function variables replaced by members of families: names, types, indices, and what a body may not be."""

from __future__ import annotations

import re

import pytest

from proofcheck.claim import Claim
from proofcheck.instances.functions import Signature, bodies, specialise, without_family
from proofcheck.language.show import show
from proofcheck.language.tree import Call, walk
from proofcheck.language.types import BOOLEAN, COMPLEX, INTEGER, REAL, Array, Dim, Function, Scalar, Type
from proofcheck.load.yaml import load_text

n, m = Dim.of("n"), Dim.of("m")
VECTOR, WIDE = Array((n,)), Array((m,))


def claim_of(given: str, relation: str, more: str = "") -> Claim:
    text = f"proofcheck: 1\ngiven:\n{given}{more}claims:\n  - id: a\n    claim: {relation}\n"
    loaded = load_text(text, "x.claims.yaml")
    assert not loaded.problems, [str(p) for p in loaded.problems]
    return loaded.claims[0]


ONE = "  f: 'function(vector[n]) -> vector[n]'\n  x: vector[n]\n"
FAMILY = "  f: 'function[N](vector[n]) -> vector[n]'\n  x: vector[n]\n"
SCALAR = "  f: function(real) -> real\n  x: real\n"


@pytest.mark.parametrize(
    ("claim", "functions", "shown", "coefficients"),
    [
        pytest.param(
            claim_of(ONE, "f(x) == x"),
            (("f", ("z",), "A @ z + b"),),
            "f.A @ x + f.b == x",
            {"f.A": "matrix[n, n]", "f.b": "vector[n]"},
            id="affine",
        ),
        pytest.param(
            claim_of(ONE, "f(f(x)) == x"),
            (("f", ("w",), "c * w"),),
            "f.c*(f.c*x) == x",
            {"f.c": "real"},
            id="nested calls",
        ),
        pytest.param(
            claim_of(FAMILY, "f[1](x) == x"),
            (("f", ("z",), "A[t] @ z + b[t]"),),
            "f.A[1] @ x + f.b[1] == x",
            {"f.A": "tensor[N, n, n]", "f.b": "matrix[N, n]"},
            id="family",
        ),
        pytest.param(
            claim_of(SCALAR, "f'(x) == x"),
            (("f", ("z",), "D * z**2"),),
            "at(diff(f.D*z**2, z), z = x) == x",
            {"f.D": "real"},
            id="derivative",
        ),
        pytest.param(
            claim_of("  f: 'function(vector[n], real) -> real'\n  x: vector[n]\n", "f(x, 2) == 0"),
            (("f", ("z", "w"), "dot(A1, z) + A2 * w"),),
            "dot(f.A1, x) + f.A2*2 == 0",
            {"f.A1": "vector[n]", "f.A2": "real"},
            id="two arguments",
        ),
    ],
)
def test_calls_become_bodies(
    claim: Claim, functions: tuple[tuple[str, tuple[str, ...], str], ...], shown: str, coefficients: dict[str, str]
) -> None:
    special = specialise(claim, functions)
    assert show(special.links[0].node) == shown
    added = {g.name: str(g.type) for g in special.given if "." in g.name}
    assert added == coefficients
    assert special.given_named("f") is None
    assert special.links[0].text == claim.links[0].text


def test_definitions_and_recurrences_are_rewritten() -> None:
    more = "let:\n  y[0]: x\n  y[t]: f(y[t-1])\nassume: ['f(x) != x']\n"
    special = specialise(claim_of(ONE, "y[2] == x", more), (("f", ("z",), "c * z"),))
    roots = [*special.assumptions, *(c.body for d in special.definitions for c in getattr(d, "cases", ()))]
    assert [show(r) for r in roots] == ["not f.c*x == x", "x", "f.c*y[t - 1]"]
    assert not any(isinstance(node, Call) for root in roots for node in walk(root))


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        pytest.param((), "functions [] given for ['f']", id="none"),
        pytest.param((("g", ("z",), "z"),), "functions ['g'] given for ['f']", id="another"),
        pytest.param((("f", ("z",), "z"), ("f", ("z",), "0*z")), "functions ['f'] given for ['f']", id="twice"),
        pytest.param((("f", ("z", "w"), "z"),), "`f` takes 1 parameters", id="arity"),
        pytest.param((("f", ("t",), "t"),), "`f` takes 1 parameters", id="parameter named like the index"),
        pytest.param((("f", ("z",), "x"),), "body of `f`: unknown name `x`", id="a variable of the claim"),
        pytest.param((("f", ("z",), "abs(z)"),), "body of `f` may not use Apply", id="kink"),
        pytest.param((("f", ("z",), "1/z"),), "body of `f` may not use Apply", id="pole"),
        pytest.param((("f", ("z",), "z**z"),), "body of `f` may not use Apply", id="power"),
        pytest.param((("f", ("z",), "z**(-2)"),), "body of `f` may not use Apply", id="negative power"),
        pytest.param((("f", ("z",), "[z, z]"),), "body of `f` is vector[2], not real", id="shape"),
        pytest.param((("f", ("z",), "z < 1"),), "body of `f` is boolean, not real", id="kind"),
        pytest.param((("f", ("z",), "z +"),), "body of `f`: unexpected end of the formula", id="syntax"),
    ],
)
def test_bodies_that_are_refused(functions: tuple[tuple[str, tuple[str, ...], str], ...], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        specialise(claim_of(SCALAR, "f(x) == x"), functions)
    assert str(error.value) == message


def test_a_claim_without_functions_is_left_alone() -> None:
    claim = claim_of("  x: real\n", "x == x")
    assert specialise(claim, ()) is claim


@pytest.mark.parametrize(
    ("parameters", "result", "index"),
    [
        pytest.param((REAL,), REAL, None, id="scalar"),
        pytest.param((REAL, REAL), REAL, None, id="two scalars"),
        pytest.param((VECTOR,), VECTOR, Dim.of("N"), id="family of vector maps"),
        pytest.param((VECTOR,), REAL, None, id="loss"),
        pytest.param((REAL,), VECTOR, None, id="curve"),
        pytest.param((VECTOR, WIDE), VECTOR, None, id="two vectors"),
        pytest.param((VECTOR, REAL), Array((m, m)), None, id="vector and number to matrix"),
        pytest.param((Array((m, n)),), VECTOR, None, id="matrix to vector"),
        pytest.param((Array((m, n)),), Array((n, n)), None, id="matrix to matrix"),
        pytest.param((Array((m, n)),), REAL, None, id="matrix to number"),
        pytest.param((Array((m, n, n)),), Array((m, n, n)), None, id="tensors alike"),
        pytest.param((Array((m, n, n)),), REAL, None, id="tensor to number"),
        pytest.param((Array((m, n, n)),), VECTOR, None, id="tensor to vector"),
        pytest.param((VECTOR,), Array((m, n, n)), None, id="vector to tensor"),
        pytest.param((Array((m, n)), VECTOR), REAL, None, id="matrix and vector to number"),
        pytest.param((INTEGER,), INTEGER, None, id="whole numbers"),
        pytest.param((INTEGER,), REAL, None, id="sequence"),
        pytest.param((BOOLEAN,), REAL, None, id="truth to number"),
        pytest.param((BOOLEAN, VECTOR), VECTOR, Dim.of("N"), id="family of truth and vector to vector"),
        pytest.param((BOOLEAN,), BOOLEAN, None, id="truth to truth"),
        pytest.param((Scalar(REAL.kind),), Array((n, m)), None, id="matrix curve"),
    ],
)
def test_every_family_has_the_type_of_its_function(
    parameters: tuple[Type, ...], result: Type, index: Dim | None
) -> None:
    signature = Signature(name="f", type=Function(parameters, result, index))
    found = bodies(signature)
    assert found
    assert len(set(found)) == len(found)
    for body in found:
        special = specialise(_with(signature), (("f", signature.parameters, body),))
        assert all(g.name.startswith("f.") for g in special.given)


@pytest.mark.parametrize(
    ("parameters", "result"), [((COMPLEX,), REAL), ((REAL,), COMPLEX)], ids=["of complex", "complex"]
)
def test_complex_functions_have_no_family(parameters: tuple[Type, ...], result: Type) -> None:
    signature = Signature(name="f", type=Function(parameters, result, None))
    assert bodies(signature) == []
    assert without_family(_with(signature)) == ("f",)


@pytest.mark.parametrize(
    ("parameters", "result", "expected"),
    [
        pytest.param(
            (VECTOR,),
            REAL,
            [
                "dot(A, z) + b",
                "dot(z, Q @ z) + dot(A, z)",
                "C * tanh(dot(A, z) + b)",
                "(dot(A, z)) * (dot(z, Q @ z)) + b",
                "dot(A, z) + F * (dot(D, z))**2",
                "tanh(c * (dot(A, z) + b))",
                "C * exp(-(dot(A, z) + b)**2)",
                "b",
            ],
            id="loss",
        ),
        pytest.param(
            (Array((m, n)), REAL),
            REAL,
            ["sum(A1 * z) + A2 * w + b", "sum(z * (Q1 @ z)) + sum(A1 * z) + A2 * w"],
            id="matrix and number to number",
        ),
        pytest.param((VECTOR,), VECTOR, ["A @ z + b", "C @ tanh(A @ z + b)", "c * z"], id="vector map"),
        pytest.param((Array((m, n, n)),), VECTOR, ["sum(A * z) * B + b", "C @ tanh(sum(A * z) * B + b)"], id="tensor"),
    ],
)
def test_families_have_curvature(parameters: tuple[Type, ...], result: Type, expected: list[str]) -> None:
    found = bodies(Signature(name="f", type=Function(parameters, result, None)))
    assert found[: len(expected)] == expected


def _with(signature: Signature) -> Claim:
    from proofcheck.claim import Given

    return Claim(id="a", text="", given=(Given(name="f", type=signature.type),))
