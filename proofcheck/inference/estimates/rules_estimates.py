"""The rules of estimates: theorems on norms, spectra, ranges and means; entries one by one; sides compared."""

from __future__ import annotations

from proofcheck.inference.estimates.comparison import RULES as COMPARISONS
from proofcheck.inference.estimates.entrywise import RULE as ENTRY_BY_ENTRY
from proofcheck.inference.estimates.norms import THEOREMS as NORMS
from proofcheck.inference.estimates.ranges import THEOREMS as RANGES
from proofcheck.inference.estimates.spectra import THEOREMS as SPECTRA
from proofcheck.inference.estimates.theorems import Theorem, rules_of

THEOREMS: tuple[Theorem, ...] = (*NORMS, *SPECTRA, *RANGES)
RULES = (*rules_of(THEOREMS), ENTRY_BY_ENTRY, *COMPARISONS)
