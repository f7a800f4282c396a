"""The rules by which plans reduce problems: one row each, gathered from the modules that state them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from proofcheck.analysis.problem import Problem

Data = tuple[str, ...]

MODULES = (
    "signs",
    "order",
    "rewriting",
    "polynomials",
    "algebraic",
    "symmetry",
    "substitution",
    "composite",
    "convexity",
    "jensen",
    "boxes",
    "taylor",
    "limits",
    "variables",
    "estimates",
    "differences",
    "integrals",
    "values",
    "bounds_of_values",
    "identities",
    "gamma_equations",
    "integer_parts",
    "arcs",
    "trigonometric",
    "series",
    "known_integrals",
    "integral_bounds",
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
        for rule in import_module(f"proofcheck.analysis.rules.{module}").RULES:
            if rule.name in found:
                raise ValueError(f"two rules are called `{rule.name}`")
            found[rule.name] = rule
    return found
