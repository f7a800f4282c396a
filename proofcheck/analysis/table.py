"""The rules by which plans reduce problems: one row each, gathered from the modules that state them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from proofcheck.analysis.problem import Problem

Data = tuple[str, ...]

MODULES = (
    "rules_signs",
    "rules_order",
    "rules_rewriting",
    "rules_polynomials",
    "rules_algebraic",
    "rules_symmetry",
    "rules_substitution",
    "rules_composite",
    "rules_convexity",
    "rules_jensen",
    "rules_boxes",
    "rules_taylor",
    "rules_limits",
    "rules_variables",
    "rules_estimates",
    "rules_differences",
    "rules_integrals",
    "rules_values",
    "rules_bounds_of_values",
    "rules_identities",
    "rules_gamma_equations",
    "rules_integer_parts",
    "rules_arcs",
    "rules_trigonometric",
    "rules_series",
    "rules_known_integrals",
    "rules_integral_bounds",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A theorem: where `reduce` gives problems, and all of them hold, the problem holds; None: it does not apply.

    `name` is the field's standard term; `statement` says the theorem in one sentence. `trusts`: the engine whose word
    is taken for it, which the kernel does not replay.
    """

    name: str
    reduce: Callable[[Problem, Data], tuple[Problem, ...] | None]
    statement: str
    trusts: str = ""


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name."""
    found: dict[str, Rule] = {}
    for module in MODULES:
        for rule in import_module(f"proofcheck.analysis.{module}").RULES:
            if rule.name in found:
                raise ValueError(f"two rules are called `{rule.name}`")
            found[rule.name] = rule
    return found
