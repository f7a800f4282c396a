"""What inverses, determinants and adjectives add to an algebra: makers, rules of products, derivatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from proofcheck.indexed import matrix_exponential
from proofcheck.indexed.algebra import Algebra, Maker, ProductRule
from proofcheck.indexed.derivative import AtomRule
from proofcheck.indexed.determinant import (
    ADJUGATE,
    DETERMINANT,
    Determinants,
    adjugate_rule,
    determinant_rule,
    inverse_rule,
    slope_of_determinant,
)
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.inverse import INVERSE, Inverses, slope_of_inverse
from proofcheck.indexed.makers import MAKERS
from proofcheck.indexed.matrix_exponential import EXPONENTIAL, slope_of_exponential
from proofcheck.indexed.matrix_powers import Powers, power_rule
from proofcheck.indexed.properties import FREE, NONE, Properties, entry_maker
from proofcheck.indexed.repeated import POWER
from proofcheck.indexed.rewriting import Place
from proofcheck.indexed.signs import POSITIVE
from proofcheck.indexed.terms import Abstract, Exponent, Factor, Form

LOGARITHM = "logabsdet"
NO_RULES: Mapping[Place, ProductRule] = {}

ATOM_SLOPES: Mapping[str, AtomRule] = {
    INVERSE: slope_of_inverse,
    DETERMINANT: slope_of_determinant,
    EXPONENTIAL: slope_of_exponential,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Tables for one algebra; `makers` of atoms by the name of the operator."""

    entry: Maker
    powers: Powers
    atoms: Mapping[str, Maker]
    rules: Mapping[Place, ProductRule]
    properties: Properties
    inverses: Inverses

    @classmethod
    def of(
        cls, properties: Properties, invertible: frozenset[str] = frozenset(), nonzero: frozenset[str] = frozenset()
    ) -> Linear:
        inverses = Inverses(properties)
        determinants = Determinants(properties, inverses, invertible, nonzero)
        inverses.regular = determinants.regular
        return cls(
            properties=properties,
            inverses=inverses,
            entry=entry_maker(properties),
            powers=Powers(properties, inverses, MAKERS[POWER]),
            atoms={
                INVERSE: inverses.made,
                DETERMINANT: determinants.made,
                ADJUGATE: determinants.adjugate,
                LOGARITHM: determinants.logarithm,
                EXPONENTIAL: matrix_exponential.made,
            },
            rules={
                ("atom", DETERMINANT): determinant_rule(properties),
                ("atom", ADJUGATE): adjugate_rule(invertible),
                ("atom", INVERSE): inverse_rule(invertible),
                (POWER, ""): power_rule,
            },
        )

    def atom(self, x: Algebra, factor: Factor) -> Form | Factor:
        """An operator on arrays in normal form."""
        maker = self.atoms.get(factor.name)
        return factor if maker is None else maker(x, factor)

    def signs(self, others: Callable[[Factor], int]) -> Callable[[Factor], int]:
        """Signs of factors, among them the determinants of positive definite arrays."""

        def sign(factor: Factor) -> int:
            if factor.kind == "atom" and factor.name == DETERMINANT and self.definite(factor.args[0]):
                return POSITIVE
            return others(factor)

        return sign

    def definite(self, matrix: Abstract) -> bool:
        """Whether it is a variable that is declared positive definite."""
        single = matrix.body.single
        if single is None or single[1] != 1 or single[0].kind != "entry" or len(single[0].at) != 2:
            return False
        return "positive definite" in self.properties.get(single[0].name, NONE) and FREE not in single[0].data


def joined(first: Mapping[Place, ProductRule], second: Mapping[Place, ProductRule]) -> Mapping[Place, ProductRule]:
    """Both tables; where both have a rule, the second is asked after the first."""

    def both(one: ProductRule, other: ProductRule) -> ProductRule:
        def rule(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> list[Draft] | None:
            found = one(x, draft, factor, exponent)
            return other(x, draft, factor, exponent) if found is None else found

        return rule

    total = {**first, **second}
    for place in first.keys() & second.keys():
        total[place] = both(first[place], second[place])
    return total
