"""The vocabulary: every operator that a text may use, one row each.

A plug-in extends it with `VOCABULARY.extended(row, …)` and passes the result on; nothing is registered globally.
The keys of binders and derivatives (`integral`, `grad`, …) are node kinds of the tree, not rows.
"""

from __future__ import annotations

from proofcheck.language.operators_array import ARRAY_ROWS
from proofcheck.language.operators_scalar import SCALAR_ROWS
from proofcheck.language.signature import ARGUMENT_NAMES, Operator, Rule, Use, Vocabulary

__all__ = ["ARGUMENT_NAMES", "SYMBOLS", "VOCABULARY", "Operator", "Rule", "Use", "Vocabulary"]

VOCABULARY = Vocabulary.of(*SCALAR_ROWS, *ARRAY_ROWS)

# Rows that are written with a sign, or not written at all: their key is no name that a text can call.
SYMBOLS = frozenset(
    {"+", "-", "*", "/", "**", "@", "neg", "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>", "if"}
    | {"in_O", "in_Omega", "in_Theta", "in_o", "stack", "undefined"}
)
