"""The rules by name; every proof step that the kernel accepts names one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from proofcheck.inference.context import Context
from proofcheck.language.tree import Node

Check = Callable[[Context, tuple[Node, ...], Node], bool]

# Modules with a tuple RULES; a rule is added as one row of such a tuple.
MODULES = (
    "rules_logic",
    "rules_order",
    "estimates.rules_estimates",
    "recurrences.rules_recurrences",
    "recurrences.rules_adjoints",
    "recurrences.rules_induction",
    "recurrences.rules_values",
    "depth.rules_tendencies",
    "depth.rules_existence",
    "depth.rules_sums",
    "integers.rules_integers",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A theorem: `check` says whether it gives a conclusion (its body, in its place) from premises (closed formulas).

    `name` is the field's standard term; `statement` the rule in a formula or a sentence, for a reader.
    """

    name: str
    check: Check
    statement: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name. Errors: ValueError for a name that two rules have."""
    found: dict[str, Rule] = {}
    for module in MODULES:
        if find_spec(f"proofcheck.inference.{module}") is None:
            continue
        for rule in import_module(f"proofcheck.inference.{module}").RULES:
            if rule.name in found:
                raise ValueError(f"two rules are called `{rule.name}`")
            found[rule.name] = rule
    return found
