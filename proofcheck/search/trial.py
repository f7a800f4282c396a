"""One configuration of a claim, ready to be tried: its sizes, its space of instances, its compiled program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.instances.configurations import Configuration
from proofcheck.instances.space import Space
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.verdict import Instance, Witness

if TYPE_CHECKING:
    from proofcheck.meaning.batch import BatchResult, Program

_WORK = 4_000_000  # numbers that a batch may take to compute
_LEAST = 24  # rows a batch, however much they take

Rows = npt.NDArray[np.float64]
Row = Sequence[Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A claim at fixed sizes, with function variables replaced by members of families."""

    original: Claim
    configuration: Configuration
    space: Space
    program: Program | None
    hole: str = ""  # why there is no program
    _seen: dict[Instance, Witness | None] = field(default_factory=dict, repr=False)

    def instance(self, row: Row) -> Instance | None:
        """The exact instance that a parameter row stands for; None where it satisfies no assumption."""
        values = self.space.build_exact(row)
        if values is None:
            return None
        sizes = tuple((name, Fraction(size)) for name, size in self.configuration.sizes.items())
        return Instance(values=sizes + tuple(values.items()), functions=self.configuration.functions)

    def confirm(self, instance: Instance) -> Witness | None:
        """The kernel's answer, remembered."""
        if instance not in self._seen:
            self._seen[instance] = kernel.confirm(self.original, instance)
        return self._seen[instance]

    @property
    def affordable(self) -> int:
        """How many rows a batch may have: fewer where an instance takes very many numbers, as limits over depth do."""
        if self.program is None:
            return _LEAST
        built = self.space.build(np.zeros((1, self.space.dimension)))
        return max(_LEAST, _WORK // self.program.cost(built.values))

    def run(self, rows: Rows) -> tuple[BatchResult, npt.NDArray[np.bool_]] | None:
        """Every link at every row, and which rows are admissible; None without a program."""
        if self.program is None or not len(rows):
            return None
        built = self.space.build(rows)
        result = self.program(built.values)
        return result, built.admissible & result.assumptions


def prepare(claim: Claim, configuration: Configuration) -> Trial | None:
    """The trial of one configuration; None where its expansion is too large. Errors: IllFounded."""
    from proofcheck.meaning.batch import compile_claim

    try:
        space = Space(configuration.claim, configuration.sizes)
    except TooLarge:
        return None
    try:
        program, hole = compile_claim(configuration.claim, configuration.sizes), ""
    except NoMeaning as gap:
        program, hole = None, str(gap.op)
    except TooLarge:
        return None
    return Trial(original=claim, configuration=configuration, space=space, program=program, hole=hole)
