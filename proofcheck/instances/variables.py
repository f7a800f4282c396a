"""The variables of a claim at fixed sizes: shape, kind, parametrisation, and where its parameters stand in a row.

Sizes (integer scalars) are no variables here: a configuration fixes them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.claim import Claim, Given
from proofcheck.instances.constants import Constant, NotConstant, Sizes, constant, dimension
from proofcheck.instances.domains import Extent
from proofcheck.instances.families import Shape
from proofcheck.instances.parametrise import Parametrisation, parametrise
from proofcheck.language.tree import Node
from proofcheck.language.types import Function, Kind, Scalar, kind_of, shape_of

_GRID = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable of `given` at fixed sizes; `moving` says that its domain has bounds that other values set."""

    name: str
    shape: Shape
    kind: Kind
    properties: tuple[str, ...]
    made: Parametrisation
    moving: bool = False

    @property
    def free(self) -> bool:
        """Whether its entries may be assigned one by one."""
        return self.kind is Kind.REAL and not self.properties


def is_size(given: Given) -> bool:
    """Integer scalars are sizes: every configuration fixes them."""
    return isinstance(given.type, Scalar) and given.type.kind is Kind.INTEGER


def variables(claim: Claim, sizes: Sizes) -> tuple[Variable, ...]:
    """Every given that is neither a size nor a function, in the order of `given`."""
    found = []
    for given in claim.given:
        if is_size(given) or isinstance(given.type, Function):
            continue
        shape = tuple(dimension(d, sizes, claim) for d in shape_of(given.type))
        extent, moving = extent_of(given, sizes, claim)
        kind = kind_of(given.type)
        found.append(
            Variable(
                name=given.name,
                shape=shape,
                kind=kind,
                properties=given.properties,
                made=parametrise(shape, kind, given.properties, extent),
                moving=moving,
            )
        )
    return tuple(found)


def extent_of(given: Given, sizes: Sizes, claim: Claim) -> tuple[Extent, bool]:
    """The part of a domain that the sizes settle, and whether other values have a say in it."""
    moving = False

    def settled(node: Node | None, inward: Callable[[float], Fraction | None]) -> Fraction | None:
        nonlocal moving
        if node is None:
            return None
        try:
            value = constant(node, sizes, claim)
        except (NotConstant, ArithmeticError):
            moving = True
            return None
        return rational(value, inward)

    domain = given.domain
    lower, upper = settled(domain.lower, _up), settled(domain.upper, _down)
    members = None
    if domain.members is not None:
        listed = [settled(m, lambda x: None) for m in domain.members]
        members = tuple(m for m in listed if m is not None)
        if len(members) < len(listed):  # some depend on other values, or are irrational: the domain is tested instead
            members, moving = None, True
    excluded = tuple(e for e in (settled(m, lambda x: None) for m in domain.excluded) if e is not None)
    extent = Extent(
        lower=lower,
        upper=upper,
        lower_open=domain.lower_open,
        upper_open=domain.upper_open,
        members=members,
        excluded=excluded,
        integer=kind_of(given.type) is Kind.INTEGER,
    )
    return extent, moving


def rational(value: Constant, inward: Callable[[float], Fraction | None]) -> Fraction | None:
    """A bound as a rational; an irrational one gives way inward, an infinite one is none."""
    if isinstance(value, Fraction):
        return value
    return inward(float(value)) if math.isfinite(value) else None


def _up(x: float) -> Fraction:
    return Fraction(math.floor(x * _GRID) + 2, _GRID)


def _down(x: float) -> Fraction:
    return Fraction(math.ceil(x * _GRID) - 2, _GRID)
