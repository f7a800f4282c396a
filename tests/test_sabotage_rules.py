"""A checker of checkers: every rule of the calculus put wrong; the false claim that it proves is found out.

Rules made of theorems are in `test_sabotage_theorems.py`, those of recurrences in `test_sabotage_recurrences.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import test_sabotage_recurrences as recurrences
from sabotage import Broken, always, attribute, in_place, is_found_out
from theorem_claims import grouped

from proofcheck.inference import context, rules_logic, rules_order, scalar_facts
from proofcheck.inference.context import Context, known
from proofcheck.inference.depth import points, products_of_bounds, rules_existence, rules_sums, rules_tendencies
from proofcheck.inference.depth.closed_forms import Reader
from proofcheck.inference.depth.rates import Growth
from proofcheck.inference.estimates import comparison, entrywise
from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.integers import constant_recursive, deciding, residues, rules_integers, series
from proofcheck.inference.recurrences import rules_induction
from proofcheck.inference.table import rules
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Num, Var
from proofcheck.language.types import BOOLEAN, INTEGER, REAL
from proofcheck.proof import bounds, goals, index_notation, induction

REALS = {"x": "real", "y": "real", "z": "real"}
ARRAYS = {"n": "integer >= 2", "x": "vector[n]", "y": "vector[n]", "A": "matrix[n, n]", "b": "real", "c": "real"}


def only(text: str, given: dict[str, str]) -> dict[str, str]:
    """Those that a claim names, and n."""
    return {name: type_ for name, type_ in given.items() if name in text or name == "n"}


def _any_part(place: Context, premises: tuple[Node, ...], body: Node) -> bool:
    return isinstance(body, Apply) and body.op == "and" and any(known(place, premises, part) for part in body.args)


def _forth_alone(place: Context, premises: tuple[Node, ...], body: Node) -> bool:
    assert isinstance(body, Apply)
    return known(place, premises, Apply(type=BOOLEAN, op="=>", args=body.args))


def _one_side(place: Context, premises: tuple[Node, ...], body: Node) -> bool:
    assert isinstance(body, Apply)
    assert isinstance(body.args[0], Apply)
    return known(place, premises, Apply(type=BOOLEAN, op="<=", args=(body.args[0].args[0], body.args[1])))


def _perhaps_empty(place: Context, premises: tuple[Node, ...], body: Node) -> bool:
    return bool(place.binders)


def _any_ranges(a: Bind, b: Bind) -> tuple[Node, Node]:
    names = {y.name: Var(type=INTEGER, name=x.name) for x, y in zip(a.binders, b.binders, strict=True)}
    return a.body, rules_logic.put_in_types(b.body, dict(names))


def _turned(place: Any, left: Node, right: Node) -> bool:
    """One of the sides transposed."""
    return EQUAL(place, Apply(type=left.type, op="transpose", args=(left,)), right)


def _sums_as_extremes(node: Node, operators: frozenset[str]) -> Node | None:
    return ARRAY_OF(node, operators | {"sum"})


def _unit_or_equal(reader: Reader, left: Node, right: Node) -> bool:
    return isinstance(right, Num) or READER_EQUAL(reader, left, right)


def _nonnegative_real(place: Context, premises: Sequence[Node], term: Node) -> tuple[Node, bool]:
    return Num(type=REAL, value=literal(0).value), False


def _no_base(patch: pytest.MonkeyPatch) -> None:
    for module in (rules_induction, induction):
        patch.setattr(module, "base_formulas", lambda *args: ())


def _same_terms(node: Node, by: int) -> Node | None:
    """The range moved, and not the terms."""
    found = SHIFTED(node, by)
    return replace(found, body=node.body) if isinstance(found, Bind) and isinstance(node, Bind) else None


EQUAL = rules_logic.equal
SHIFTED = rules_induction.shifted
ARRAY_OF = entrywise._array_of
READER_EQUAL = Reader.equal
NEUTRAL = {"sum": ("*", 1), "product": ("*", 1), "matprod": ("@", 1)}

RULES = {
    "given": Broken(
        claim="forall i in 1..n: x[i] <= 1",
        given=only("x", ARRAYS),
        assume=("forall j in 2..n: x[j] <= 1",),
        breaks=attribute(context, "_applies", always),
        prove=bounds.prove,
    ),
    "chain": Broken(
        claim="x < z",
        given=REALS,
        assume=("x <= y", "y <= z"),
        breaks=lambda patch: patch.setitem(rules_logic._CHAIN, ("<=", "<="), "<"),
        steps=(("given", "x <= y", ()), ("given", "y <= z", ()), ("chain", "x < z", (0, 1))),
    ),
    "conjunction": Broken(
        claim="x <= y and y <= x",
        given=only("xy", REALS),
        assume=("x <= y",),
        breaks=in_place("conjunction", _any_part),
        steps=(("given", "x <= y", ()), ("conjunction", "x <= y and y <= x", (0,))),
    ),
    "equals for equals": Broken(
        claim="sum(x[j] for j in 1..n) == sum(y[j] for j in 2..n)",
        given=only("xy", ARRAYS),
        assume=("forall i in 1..n: x[i] == y[i]",),
        breaks=attribute(rules_logic, "over_same_ranges", _any_ranges),
        steps=(
            ("given", "forall i in 1..n: x[i] == y[i]", ()),
            ("equals for equals", "sum(x[j] for j in 1..n) == sum(y[j] for j in 2..n)", (0,)),
        ),
    ),
    "index normal form": Broken(
        claim="jacobian(A @ x, x) == A.T",
        given=only("Ax", ARRAYS),
        breaks=attribute(rules_logic, "equal", _turned),
        prove=index_notation.prove,
    ),
    "real arithmetic": Broken(
        claim="not (x + 1 < 0)",
        given=only("x", REALS),
        breaks=attribute(scalar_facts, "_least", _nonnegative_real),
        prove=goals.prove,
    ),
    "monotonicity": Broken(
        claim="x*z <= y*z",
        given=REALS,
        assume=("x <= y",),
        breaks=attribute(rules_order, "nonnegative", always),
        steps=(("given", "x <= y", ()), ("monotonicity", "x*z <= y*z", (0,))),
    ),
    "sign": Broken(
        claim="0 <= trace(A)",
        given=only("A", ARRAYS),
        breaks=attribute(rules_order, "nonnegative", always),
        prove=bounds.prove,
    ),
    "equal factors": Broken(
        claim="product(x for j in 1..k) == x**k",
        given={"k": "integer in -3..3", "x": "real > 2"},
        breaks=attribute(rules_order, "known", always),
        steps=(("equal factors", "product(x for j in 1..k) == x**k", ()),),
    ),
    "no case": Broken(
        claim="forall j in 1..m: x <= y",
        given={"m": "integer >= 0", "x": "real", "y": "real"},
        breaks=in_place("no case", _perhaps_empty),
        steps=(("no case", "forall j in 1..m: x <= y", ()),),
    ),
    "entry by entry": Broken(
        claim="sum(sigmoid(x)) <= 1",
        given=only("x", ARRAYS),
        breaks=attribute(entrywise, "_array_of", _sums_as_extremes),
        prove=bounds.prove,
    ),
    "term by term": Broken(
        claim="norm(x) <= norm(x) + c",
        given=only("xc", ARRAYS),
        breaks=attribute(comparison, "nonnegative", always),
        prove=bounds.prove,
    ),
    "absolute value": Broken(
        claim="abs(x) <= y",
        given=only("xy", REALS),
        assume=("x <= y",),
        breaks=in_place("absolute value", _one_side),
        steps=(("given", "x <= y", ()), ("absolute value", "abs(x) <= y", (0,))),
    ),
    "equal matrices": Broken(
        claim="is_psd(A)",
        given={"n": "integer >= 1", "A": "matrix[n, n]", "P": "positive semidefinite matrix[n, n]"},
        assume=("trace(P) >= 0",),
        breaks=attribute(comparison, "alike", always),
        steps=(("positive semidefinite matrix", "is_psd(P)", ()), ("equal matrices", "is_psd(A)", (0,))),
    ),
    "growth of a closed form": Broken(
        claim="vanishes(n/(n + 1), n)",
        given={"n": "integer >= 1"},
        breaks=attribute(Growth, "vanishes", Growth.bounded),
        prove=goals.prove,
    ),
    "comparison": Broken(
        claim="bounded(-n**2, n)",
        given={"n": "integer >= 1"},
        breaks=attribute(rules_tendencies, "_at_least", always),
        steps=(("summation", "-n**2 <= 0", ()), ("comparison", "bounded(-n**2, n)", (0,))),
    ),
    "product of bounds": Broken(
        claim="abs(product(x[j] for j in 1..n)) <= b**n",
        given=only("xb", ARRAYS),
        breaks=attribute(products_of_bounds, "_at_most", always),
        steps=(("product of bounds", "abs(product(x[j] for j in 1..n)) <= b**n", ()),),
    ),
    "limit": Broken(
        claim="limit((n + 1)/n, n -> oo) == 2",
        given={"n": "integer >= 1"},
        breaks=attribute(Growth, "vanishes", Growth.bounded),
        prove=goals.prove,
    ),
    "witness": Broken(
        claim="exists k in 1..n: k > n",
        given={"n": "integer >= 1"},
        breaks=attribute(rules_existence, "_fits", always),
        steps=(("real arithmetic", "n + 1 > n", ()), ("witness", "exists k in 1..n: k > n", (0,))),
    ),
    "negation": Broken(
        claim="not (x < y)",
        given=only("xy", REALS),
        assume=("x <= y",),
        breaks=lambda patch: patch.setitem(rules_existence._NEGATED, "<", "<="),
        prove=goals.prove,
    ),
    "value at a point": Broken(
        claim="at(x**2, x = 3) == x**2",
        given=only("x", REALS),
        breaks=attribute(rules_existence, "movable", always),
        steps=(
            ("index normal form", "x == 3 => x**2 == x**2", ()),
            ("value at a point", "at(x**2, x = 3) == x**2", (0,)),
        ),
    ),
    "exact cycle": Broken(
        claim="not vanishes(1/n, n)",
        given={"n": "integer >= 1"},
        breaks=attribute(points, "refute_limit", always),
        prove=goals.prove,
    ),
    "equivalence": Broken(
        claim="x > 2 <=> x > -2",
        given=only("x", REALS),
        breaks=in_place("equivalence", _forth_alone),
        steps=(("real arithmetic", "x > 2 => x > -2", ()), ("equivalence", "x > 2 <=> x > -2", (0,))),
    ),
    "disjunction": Broken(
        claim="x > 0 or y > 0",
        given=only("xy", REALS),
        breaks=attribute(rules_existence, "known", always),
        steps=(("disjunction", "x > 0 or y > 0", ()),),
    ),
    "summation": Broken(
        claim="sum(i for i in 1..k) == k*(k + 1)/2",
        given={"k": "integer in -5..5"},
        breaks=attribute(Reader, "spans", always),
        prove=goals.prove,
    ),
    "telescoping": Broken(
        claim="sum(1/(i*(i + 1)) for i in 1..n) == n/(n + 1) + 1",
        given={"n": "integer >= 1"},
        breaks=attribute(Reader, "equal", _unit_or_equal),
        prove=goals.prove,
    ),
    "exact counting": Broken(
        claim="sum(1 for i in 1..n) == n + 1",
        given={"n": "integer >= 1"},
        breaks=attribute(rules_sums, "affirmed", lambda claim: ()),
        prove=goals.prove,
    ),
    "real analysis": Broken(
        claim="factorial(n + 1) == n*factorial(n)",
        given={"n": "integer >= 1"},
        breaks=attribute(deciding, "follows", always),
        steps=(("real analysis", "factorial(n + 1) == n*factorial(n)", ()),),
    ),
    "creative telescoping": Broken(
        claim="sum(k for k in 1..n) == n**2 + 1",
        given={"n": "integer >= 1"},
        breaks=attribute(rules_integers, "_alike", always),
        steps=(
            ("real analysis", "forall k in 1..n: k == (k + 1)*k/2 - k*(k - 1)/2", ()),
            ("creative telescoping", "sum(k for k in 1..n) == n**2 + 1", (0,)),
        ),
    ),
    "constant-recursive sequences": Broken(
        claim="2**n == 2*n",
        given={"n": "integer >= 1"},
        breaks=attribute(constant_recursive, "dimension", lambda space: 2),
        steps=(("constant-recursive sequences", "2**n == 2*n", ()),),
    ),
    "series": Broken(
        claim="sum(1/factorial(k) for k in 0..n) < 2",
        given={"n": "integer >= 1"},
        breaks=attribute(series, "_alike", always),
        steps=(
            ("real analysis", "forall k in 0..n: 1/factorial(k) == 1/factorial(k)", ()),
            ("series", "sum(1/factorial(k) for k in 0..n) < 2", (0,)),
        ),
    ),
    "residues": Broken(
        claim="mod(n**2, 2) == 0",
        given={"n": "integer >= 1"},
        breaks=attribute(residues, "_values", lambda *args: range(1)),
        steps=(("residues", "mod(n**2, 2) == 0", ()),),
    ),
    "induction": Broken(
        claim="sum(x[i] for i in 1..n) == sum(x[i] for i in 1..n) + 1",
        given=only("x", ARRAYS),
        breaks=_no_base,
        prove=induction.prove,
    ),
    "shift of the index": Broken(
        claim="sum(c**j for j in 1..n) == sum(c**j for j in 0..n-1)",
        given=only("c", ARRAYS),
        breaks=attribute(rules_induction, "shifted", _same_terms),
        steps=(("shift of the index", "sum(c**j for j in 1..n) == sum(c**j for j in 0..n-1)", ()),),
    ),
    "one term": Broken(
        claim="sum(x[j] for j in 1..n) == sum(x[j] for j in 1..n-1)*x[n]",
        given=only("x", ARRAYS),
        breaks=attribute(rules_induction, "_NEUTRAL", NEUTRAL),
        steps=(("one term", "sum(x[j] for j in 1..n) == sum(x[j] for j in 1..n-1)*x[n]", ()),),
    ),
    "no terms": Broken(
        claim="sum(x[j] for j in n+1..n) == 1",
        given=only("x", ARRAYS),
        breaks=attribute(rules_induction, "_NEUTRAL", NEUTRAL),
        steps=(("no terms", "sum(x[j] for j in n+1..n) == 1", ()),),
    ),
}


def test_every_rule_is_put_wrong() -> None:
    names = [*RULES, *recurrences.RULES, *grouped(THEOREMS)]
    assert sorted(names) == sorted(rules())


@pytest.mark.parametrize("rule", RULES)
def test_a_wrong_rule_is_found_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_found_out(rule, RULES[rule], monkeypatch)
