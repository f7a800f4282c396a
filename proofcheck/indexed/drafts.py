"""A product under construction: an open term, its dummies fresh names that occur nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.indexed.indices import Condition, names_in
from proofcheck.indexed.terms import ONE, Exponent, Factor
from proofcheck.language.types import Dim


def sum_of(a: Exponent, b: Exponent) -> Exponent:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    return plain((a if isinstance(a, Dim) else Dim.of(a)) + (b if isinstance(b, Dim) else Dim.of(b)))


def product_of(a: Exponent, b: Exponent) -> Exponent:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    return plain((a if isinstance(a, Dim) else Dim.of(a)) * (b if isinstance(b, Dim) else Dim.of(b)))


def plain(dim: Dim) -> Exponent:
    """A number where it is one."""
    if not dim.terms:
        return Fraction(0)
    return dim.terms[0][1] if len(dim.terms) == 1 and not dim.terms[0][0] else dim


def is_whole(e: Exponent) -> bool:
    """Whether an exponent is a whole number for all values of its sizes."""
    if isinstance(e, Fraction):
        return e.denominator == 1
    return all(c.denominator == 1 for _, c in e.terms)


@dataclass(slots=True)
class Draft:
    """`coefficient` · Σ over `bound` where `where` holds of the product of `factors` ** exponents."""

    coefficient: Fraction = ONE
    bound: list[str] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    factors: dict[Factor, Exponent] = field(default_factory=dict)

    def copy(self) -> Draft:
        return Draft(self.coefficient, list(self.bound), list(self.where), dict(self.factors))

    def times(self, factor: Factor, exponent: Exponent = ONE) -> None:
        total = sum_of(self.factors[factor], exponent) if factor in self.factors else exponent
        if total == 0:
            self.factors.pop(factor, None)
        else:
            self.factors[factor] = total

    def without(self, *factors: Factor) -> Draft:
        found = self.copy()
        for f in factors:
            found.factors.pop(f, None)
        return found

    def reads(self, name: str) -> list[Factor]:
        """The factors in which a dummy occurs."""
        return [f for f, e in self.factors.items() if name in f.names or (isinstance(e, Dim) and name in names_in(e))]

    def tests(self, name: str) -> list[Condition]:
        """The conditions in which a dummy occurs."""
        return [c for c in self.where if name in c.names]

    def that(self, conditions: Iterable[Condition]) -> None:
        for c in conditions:
            if c not in self.where:
                self.where.append(c)
