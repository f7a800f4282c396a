"""What a claim says at one instance: a reading of every link, if the instance is admissible."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReading:
    """One link at an instance. `truth` None: undecided. `undefined`: which side certainly has no value.

    `path`: for growth, how the sizes grow along the way on which it fails; `likely`: it holds if a count is what an
    interpolation says.

    `certified`: the truth was computed exactly or enclosed; it always is. `where`: the entry that breaks an
    array relation, or why a side has no value, as text.
    """

    truth: bool | None
    left: str = ""
    right: str = ""
    undefined: str = ""  # "" | left | right | both
    certified: bool = True
    where: str = ""
    path: tuple[tuple[str, str], ...] = ()
    likely: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the link holds, or its sides have values that no precision tried could tell apart."""
        if self.likely:
            return True
        if self.truth is not None or self.undefined:
            return self.truth is True
        return bool(self.left and self.right) and "unknown" not in self.left + self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a claim says at an instance. `admissible` None: it could not be decided whether the instance is one."""

    admissible: bool | None
    reason: str = ""
    links: tuple[LinkReading, ...] = ()
    cost: int = 0  # scalar entries that the claim expands to at these sizes, or steps of the expansion if more
