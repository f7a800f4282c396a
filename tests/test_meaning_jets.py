"""Arbitrary functions as entries: which derivatives become which unknowns, and what is said of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from proofcheck.claim import Claim
from proofcheck.meaning import NoMeaning, jets
from proofcheck.meaning.arguments import argue, unfold
from proofcheck.meaning.ball import enclose, precision
from proofcheck.meaning.boxes import NOTHING, cover, evaluate
from proofcheck.meaning.derivative import RULES
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.hybrid import Evaluator, Nothing
from proofcheck.meaning.jets import Jet, is_jet, jet_of, member, slope
from proofcheck.meaning.setting import Setting
from proofcheck.meaning.symbolic import Symbolic, derivative
from proofcheck.meaning.totality import Sign
from tests.claim_text import claim_of

GIVEN = (
    "x: real, y: real, u: 'vector[2]', S: 'matrix[2, 2]', m: 'integer >= 1', f: function(real) -> real, "
    "h: 'function(real, real) -> real', k: 'function[m](real) -> real', J: 'function(vector[2]) -> real', "
    "φ: 'function(vector[2]) -> vector[2]', M: 'function(real) -> matrix[2, 2]', q: function(integer) -> real, "
    "K: 'function(matrix[2, 2], real) -> real', i: integer"
)


def entries(text: str, sizes: dict[str, int] | None = None) -> tuple[Entry, ...]:
    """The entries of an expression, row-major."""
    claim = claim_of(f"({text}) == ({text})", GIVEN)
    (sides,) = unroll(claim, {"m": 2, "i": 3, **(sizes or {})}).sides
    assert sides is not None
    return sides.left.entries


def named(entry: Entry) -> str:
    """A derivative in short: `f[2].3 d(1, 0) at (x, y)`."""
    jet = jet_of(entry)
    index = f"[{jet.index}]" if jet.index else ""
    return f"{jet.function}{index}.{jet.place} d{jet.orders} at {entry.args}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("f(x)", ["f.0 d(0,) at (x,)"], id="value"),
        pytest.param("f(x + y*2)", ["f.0 d(0,) at (+(x, *(y, 2)),)"], id="argument"),
        pytest.param("f'(y)", ["f.0 d(1,) at (y,)"], id="prime"),
        pytest.param("f''(1/2)", ["f.0 d(2,) at (1/2,)"], id="second-at-a-number"),
        pytest.param("diff(h(x, y), y)", ["h.0 d(0, 1) at (x, y)"], id="partial"),
        pytest.param("diff(h(x, y), x, y)", ["h.0 d(1, 1) at (x, y)"], id="mixed"),
        pytest.param("diff(h(x, y), y, x)", ["h.0 d(1, 1) at (x, y)"], id="mixed-the-other-way"),
        pytest.param("k[2](x)", ["k[2].0 d(0,) at (x,)"], id="member"),
        pytest.param("k'[1](x)", ["k[1].0 d(1,) at (x,)"], id="slope-of-a-member"),
        pytest.param("q(i)", ["q.0 d(0,) at (3,)"], id="of-a-whole-number"),
        pytest.param("grad(J(u), u)", ["J.0 d(1, 0) at (u[1], u[2])", "J.0 d(0, 1) at (u[1], u[2])"], id="gradient"),
        pytest.param(
            "hessian(J(u), u)",
            [f"J.0 d{orders} at (u[1], u[2])" for orders in ("(2, 0)", "(1, 1)", "(1, 1)", "(0, 2)")],
            id="hessian",
        ),
        pytest.param(
            "jacobian(φ(u), u)",
            [f"φ.{place} d{orders} at (u[1], u[2])" for place in (0, 1) for orders in ("(1, 0)", "(0, 1)")],
            id="jacobian",
        ),
        pytest.param("diff(M(x), x)", [f"M.{place} d(1,) at (x,)" for place in range(4)], id="curve-of-matrices"),
        pytest.param(
            "grad(K(S, x), S)[2]",
            [f"K.0 d{o} at (S[1, 1], S[1, 2], S[2, 1], S[2, 2], x)" for o in ("(0, 0, 1, 0, 0)", "(0, 0, 0, 1, 0)")],
            id="by-a-matrix",
        ),
        pytest.param("[f(x), f(y)]", ["f.0 d(0,) at (x,)", "f.0 d(0,) at (y,)"], id="two-places"),
        pytest.param("f([x, y])", ["f.0 d(0,) at (x,)", "f.0 d(0,) at (y,)"], id="each-entry"),
    ],
)
def test_calls_become_unknowns(text: str, expected: list[str]) -> None:
    assert [named(e) for e in entries(text)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("diff(h(x, y), x, y)", "diff(h(x, y), y, x)"),
        ("hessian(J(u), u)[1, 2]", "hessian(J(u), u)[2, 1]"),
        ("f(x + y)", "f(y + x)"),
        ("at(f(y), y = x)", "f(x)"),
        ("diff(f(2*x), x)", "2*f'(2*x)"),
        ("diff(f(f(x)), x)", "f'(f(x))*f'(x)"),
        ("grad(J(2*u), u)[1]", "2*at(grad(J(u), u), u = 2*u)[1]"),
        ("diff(h(x, x), x)", "at(diff(h(x, y), x), y = x) + at(diff(h(x, y), y), y = x)"),
    ],
)
def test_the_same_unknown_is_the_same_entry(one: str, other: str) -> None:
    claim = claim_of(f"{one} == {other}", GIVEN)
    (sides,) = unroll(claim, {"m": 1, "i": 0}).sides
    assert sides is not None
    assert sides.left.scalar is sides.right.scalar


@pytest.mark.parametrize(("text", "why"), [("k[i](x)", "no member 3 of `k`"), ("k[i - 3](x)", "no member 0 of `k`")])
def test_a_member_that_is_not_there_has_no_value(text: str, why: str) -> None:
    (entry,) = entries(text)
    assert (entry.op, entry.data) == ("undefined", why)


@pytest.mark.parametrize(
    ("given", "text", "why"),
    [
        pytest.param("z: complex, F: function(complex) -> real", "F(z) == F(z)", "not one of reals", id="of-complex"),
        pytest.param("x: real, F: function(real) -> complex", "F(x) == F(x)", "not one of reals", id="complex"),
        pytest.param("x: real, F: function(real) -> boolean", "F(x) <=> F(x)", "not one of reals", id="truth"),
        pytest.param("i: integer, F: function(integer) -> integer", "F(i) == F(i)", "not one of reals", id="whole"),
        pytest.param("p: boolean, F: function(boolean) -> real", "F(p) == F(p)", "not one of reals", id="of-truth"),
        pytest.param(
            "x: 'integer vector[2]', F: function(integer) -> real, y: real",
            "diff(F(floor(y)), y) == 0",
            "derived by a whole number",
            id="slope-of-a-sequence",
        ),
    ],
)
def test_what_has_no_unknowns(given: str, text: str, why: str) -> None:
    claim = claim_of(text, given)
    sizes = {"i": 1} if "i:" in given else {}
    with pytest.raises(NoMeaning, match=why):
        unroll(claim, sizes)
    assert unfold(claim, sizes) is None


def test_an_unknown_has_no_value_at_an_instance() -> None:
    (entry,) = entries("f(x)")
    assert Evaluator({("x", ()): Fraction(1)}).states([entry], 64) == [None]
    (nowhere,) = entries("f(1/(x - x))")
    (state,) = Evaluator({("x", ()): Fraction(1)}).states([nowhere], 64)
    assert isinstance(state, Nothing)


def test_an_unknown_is_real_and_defined_with_its_arguments() -> None:
    (plain,), (partial,) = entries("f(x)"), entries("f(1/x)")
    assert (plain.sign, plain.total) == (Sign.REAL, True)
    assert (partial.sign, partial.total) == (Sign.REAL, False)


def test_a_covering_does_not_speak_for_every_function() -> None:
    claim = claim_of("f(x) < 10**9", "x: 'real in [0, 1]', f: function(real) -> real")
    found = unfold(claim, {})
    assert found is not None
    assert cover(found.setting, found.links[0]) is None
    assert argue(claim, {}) is None


def jet_on(g: Graph, arguments: int, orders: tuple[int, ...]) -> Entry:
    at = tuple(g.var(f"x{k}") for k in range(arguments))
    return g.make("jet", *at, data=Jet(function="f", index=0, place=0, orders=orders, real=(True,) * arguments))


@pytest.mark.parametrize("orders", [(0, 0), (1, 0), (0, 2), (3, 1), (2, 2)])
def test_a_member_has_the_derivatives_that_it_says(orders: tuple[int, ...]) -> None:
    """Each entry's derivative against a difference quotient of the concrete function."""
    g = Graph()
    entry = jet_on(g, 2, orders)
    at = (Fraction(1, 3), Fraction(-2, 7))
    step = Fraction(1, 2**60)
    for k, leaf in enumerate(entry.args):
        unit = [g.one if a is leaf else g.zero for a in entry.args]
        with precision(400):
            rise = []
            for sign in (1, -1):
                moved = [enclose(a + (sign * step if j == k else 0)) for j, a in enumerate(at)]
                rise.append(evaluate([entry], dict(zip(entry.args, moved, strict=True)), members=7)[0])
            place = dict(zip(entry.args, map(enclose, at), strict=True))
            (ball,) = evaluate([slope(g, entry, unit)], place, members=7)
            quotient = (rise[0] - rise[1]) / enclose(2 * step)
            assert float(abs(ball - quotient)) < 1e-30


def test_members_differ_by_seed_name_and_place() -> None:
    base = Jet(function="f", index=0, place=0, orders=(0,), real=(True,))
    others = [
        Jet(function="g", index=0, place=0, orders=(0,), real=(True,)),
        Jet(function="f", index=1, place=0, orders=(0,), real=(True,)),
        Jet(function="f", index=0, place=1, orders=(0,), real=(True,)),
        Jet(function="f", index=0, place=0, orders=(1,), real=(True,)),
    ]
    with precision(64):
        at = [enclose(Fraction(1, 3))]
        values = [float(member(j, at, 0)) for j in (base, *others)] + [float(member(base, at, 1))]
        assert len(set(values)) == 6
        assert float(member(base, at, 0)) == values[0]
    assert member(base, [None], 0) is None


def test_members_are_only_used_where_they_are_asked_for() -> None:
    (entry,) = entries("f(x)")
    (x,) = entry.args
    with precision(64):
        assert evaluate([entry], {x: enclose(Fraction(1))}) == [None]
        assert evaluate([entry], {x: NOTHING}, members=1) == [NOTHING]
        assert evaluate([entry], {}, members=1) == [None]


def test_the_argument_decides_which_unknown_it_is() -> None:
    """Arguments with one normal form are one place, others are two places, whatever their values may be."""
    equal = claim_of("f((x + y)*(x - y)) == f(x**2 - y**2)", GIVEN)
    assert argue(equal, {}) is not None
    apart = claim_of("f(x) == f(y)", GIVEN, "x**2 == y**2")
    assert argue(apart, {}) is None


def test_sabotage_of_the_chain_rule_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivative that forgets the slope of the argument no longer agrees with what the claim says."""
    claim = claim_of("diff(f(2*x), x) == 2*f'(2*x)", GIVEN)
    assert argue(claim, {}) is not None
    monkeypatch.setitem(RULES, jets.OP, lambda g, e, d: slope(g, e, [x if x.constant == 0 else g.one for x in d]))
    assert argue(claim, {}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(x)", "f[0]:0(v0)"),
        ("f'(x)", "Derivative(f[0]:0(v0), v0)"),
        ("diff(h(x, y), x, y)", "Derivative(h[0]:0(v0, v1), v0, v1)"),
        ("f'(2*x)", "Subs(Derivative(f[0]:0(u0), u0), u0, 2*v0)"),
        ("at(diff(h(x, y), y), y = x)", "Subs(Derivative(h[0]:0(u0, u1), u1), (u0, u1), (v0, v0))"),
        ("k[2](y)", "k[2]:0(v0)"),
        ("M(x)[2, 1]", "M[0]:2(v0)"),
    ],
)
def test_sympy_reads_functions_and_derivatives(text: str, expected: str) -> None:
    (entry,) = entries(text)
    symbolic = Symbolic({})
    found = str(symbolic.of(entry))
    variables = sorted((e for e in reachable([entry]) if e.op == "var"), key=lambda e: e.number)
    for k, variable in enumerate(variables):
        found = found.replace(str(symbolic.of(variable)), f"v{k}")
    assert found == expected


def test_sympy_s_derivatives_are_those_of_a_concrete_function() -> None:
    x, y = sympy.symbols("x y", real=True)
    jet = Jet(function="f", index=0, place=0, orders=(1, 2), real=(True, True))
    function = sympy.Function("f[0]:0", real=True)
    concrete = sympy.Lambda((x, y), sympy.exp(x * y) + x**2 * y**3)
    for at in ([x, y], [2 * x, x], [x, x]):
        found = derivative(jet, at).replace(function, concrete).doit()
        expected = sympy.diff(concrete(x, y), x, y, y).subs({x: at[0], y: at[1]}, simultaneous=True)
        assert sympy.simplify(found - expected) == 0


def test_no_function_of_nothing() -> None:
    with pytest.raises(NoMeaning, match="a function of nothing"):
        derivative(Jet(function="f", index=0, place=0, orders=(), real=()), [])


def test_only_unknowns_are_unknowns() -> None:
    (entry,) = entries("x + 1")
    assert not is_jet(entry)
    with pytest.raises(ValueError, match="no derivative of an arbitrary function"):
        jet_of(entry)


def test_given_functions_are_no_variables() -> None:
    claim: Claim = claim_of("f(x) == f(x)", GIVEN)
    found = unroll(claim, {"m": 1, "i": 1})
    assert "f" not in found.givens
    assert isinstance(unfold(claim, {"m": 1, "i": 1}).setting, Setting)  # type: ignore[union-attr]
