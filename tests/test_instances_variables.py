"""The variables at fixed sizes: shapes, settled and moving domains, irrational ends."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from proofcheck.claim import Claim, Given
from proofcheck.instances.domains import Extent
from proofcheck.instances.variables import extent_of, is_size, variables
from proofcheck.language.tree import Apply, Domain, Node, Num, Var
from proofcheck.language.types import INTEGER, REAL, Array, Dim, Function, Kind

F = Fraction
n, x = Var(type=INTEGER, name="n"), Var(type=REAL, name="x")
EMPTY = Claim(id="a", text="")


def num(value: int) -> Num:
    return Num(type=INTEGER, value=F(value))


def op(name: str, *args: Node) -> Apply:
    return Apply(type=REAL, op=name, args=args)


@pytest.mark.parametrize(
    ("domain", "extent", "moving"),
    [
        pytest.param(Domain(lower=num(0), upper=n), Extent(lower=F(0), upper=F(3)), False, id="size"),
        pytest.param(Domain(lower=num(0), upper=x), Extent(lower=F(0)), True, id="another value"),
        pytest.param(Domain(lower=op("neg", op("oo")), upper=op("oo")), Extent(), False, id="infinite"),
        pytest.param(Domain(members=(num(1), n)), Extent(members=(F(1), F(3))), False, id="set"),
        pytest.param(Domain(members=(num(1), x)), Extent(), True, id="set with another value"),
        pytest.param(Domain(excluded=(op("pi"), num(0))), Extent(excluded=(F(0),)), False, id="excluded"),
    ],
)
def test_domains_are_settled_as_far_as_sizes_go(domain: Domain, extent: Extent, moving: bool) -> None:
    assert extent_of(Given(name="y", type=REAL, domain=domain), {"n": 3}, EMPTY) == (extent, moving)


def test_irrational_ends_give_way_inward() -> None:
    extent, _ = extent_of(Given(name="y", type=REAL, domain=Domain(lower=op("e"), upper=op("pi"))), {}, EMPTY)
    assert extent.lower is not None
    assert extent.upper is not None
    assert math.e < extent.lower < math.e + 1e-9
    assert math.pi - 1e-9 < extent.upper < math.pi


def test_sizes_and_functions_are_no_variables() -> None:
    givens = (
        Given(name="n", type=INTEGER),
        Given(name="f", type=Function((REAL,), REAL)),
        Given(name="v", type=Array((Dim.of("n"), Dim.of(2))), properties=("full rank",)),
        Given(name="k", type=Array((Dim.of("n"),), Kind.INTEGER)),
    )
    found = variables(Claim(id="a", text="", given=givens), {"n": 3})
    assert [(v.name, v.shape, v.kind, v.free) for v in found] == [
        ("v", (3, 2), Kind.REAL, False),
        ("k", (3,), Kind.INTEGER, False),
    ]
    assert [is_size(g) for g in givens] == [True, False, False, False]
