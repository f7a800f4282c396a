"""Polynomials in sizes as short text of the claim language, factored: `d*(3*H - 2)*(3*W - 2)*k**2`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

from flint import Ordering, fmpz_mpoly, fmpz_mpoly_ctx

from proofcheck.language.types import Atom, Dim
from proofcheck.meaning.regions import Linear, Region, text_of

MOST_TERMS = 60  # of a polynomial that is factored


def factored(dim: Dim) -> str:
    """The polynomial as a product where it is one, over its common denominator."""
    scale = lcm(*(c.denominator for _, c in dim.terms))
    atoms = sorted(dim.atoms(), key=text_of)
    if not atoms or len(dim.terms) > MOST_TERMS:
        return str(dim)
    ring = fmpz_mpoly_ctx.get([f"x{k}" for k in range(len(atoms))], Ordering.deglex)
    polynomial = ring.from_dict({_exponents(m, atoms): int(c * scale) for m, c in dim.terms})
    constant, factors = polynomial.factor()
    content = int(constant)
    parts = [(_back(f, atoms), int(power)) for f, power in factors]
    if len(parts) == 1 and parts[0][1] == 1 and len(parts[0][0].terms) > 1:
        return str(dim) if scale == 1 else f"({dim.scaled(Fraction(scale))})/{scale}"
    if sum(_mostly_negative(p) for p, power in parts if power % 2) % 2:
        content = -content
    parts = [(p.scaled(Fraction(-1)) if _mostly_negative(p) else p, power) for p, power in parts]
    parts.sort(key=lambda pp: (len(pp[0].terms), str(pp[0])))
    words = [_power(p, power, len(parts) + (abs(content) != 1)) for p, power in parts]
    text = "*".join([*([str(abs(content))] if abs(content) != 1 else []), *words])
    return ("-" if content < 0 else "") + text + (f"/{scale}" if scale != 1 else "")


def _exponents(monomial: Iterable[tuple[Atom, int]], atoms: Sequence[Atom]) -> tuple[int, ...]:
    powers = dict(monomial)
    return tuple(powers.get(a, 0) for a in atoms)


def _back(polynomial: fmpz_mpoly, atoms: Sequence[Atom]) -> Dim:
    total = Dim(())
    for exponents, coefficient in polynomial.to_dict().items():
        term = Dim.of(int(coefficient))
        for atom, power in zip(atoms, exponents, strict=True):
            for _ in range(int(power)):
                term = term * Dim.of(atom)
        total = total + term
    return total


def _mostly_negative(dim: Dim) -> bool:
    return dim.terms[0][1] < 0


def _power(dim: Dim, power: int, factors: int) -> str:
    text = str(dim)
    if len(dim.terms) > 1 and (factors > 1 or power > 1):
        text = f"({text})"
    return text if power == 1 else f"{text}**{power}"


def condition(form: Linear) -> str:
    """`form >= 0` as a condition between sizes: `W >= 2`, `d <= 2*H + W - 2`."""
    positive = [(a, c) for a, c in form.terms if c > 0]
    negative = [(a, -c) for a, c in form.terms if c < 0]
    if len(positive) == 1 and positive[0][1] == 1 and not negative:
        return f"{text_of(positive[0][0])} >= {-form.constant}"
    if len(negative) == 1 and negative[0][1] == 1:
        return f"{text_of(negative[0][0])} <= {Linear.of(dict(positive), form.constant).dim()}"
    return f"{Linear.of(dict(positive), 0).dim()} >= {Linear.of(dict(negative), -form.constant).dim()}"


def conditions(region: Region, whole: Region) -> str:
    """What a region says beyond another one; empty if nothing."""
    own = [condition(f) for f in region.least if f not in whole.least]
    own += [f"{f.dim()} = 0" for f in region.zero if f not in whole.zero]
    return " and ".join(own)
