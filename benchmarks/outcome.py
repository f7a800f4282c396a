"""What a peer says of one statement, and how long it took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

PROVED, REFUTED, UNDECIDED, INEXPRESSIBLE = "proved", "refuted", "undecided", "inexpressible"
# Words of peers that have no proofs or no witnesses: nothing was found against it; false, but no point shows it.
ACCEPTED, DENIED = "accepted", "denied"
_FOR, _AGAINST = frozenset({PROVED, ACCEPTED}), frozenset({REFUTED, DENIED})


class Inexpressible(Exception):
    """A peer has no way to state this; the text says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A peer's verdict; `parts` are times of its stages where it has any."""

    outcome: str
    detail: str = ""
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An answer with the statement that it is about. `seconds` are wall time, `cpu` processor time."""

    peer: str
    area: str
    id: str
    truth: bool
    outcome: str
    seconds: float
    cpu: float
    detail: str = ""
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.area}/{self.id}"

    @property
    def statement(self) -> tuple[str, str, bool]:
        """What tells it from every other statement: a false twin has the id of the true one."""
        return self.area, self.id, self.truth

    @property
    def wrong(self) -> bool:
        return self.outcome in (_AGAINST if self.truth else _FOR)

    @property
    def decided(self) -> bool:
        """Proved if true, refuted by a witness if false."""
        return self.outcome == (PROVED if self.truth else REFUTED)

    def time(self, clock: str) -> float:
        return self.cpu if clock == "cpu" else self.seconds

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def read(line: str) -> Result:
    values: dict[str, Any] = json.loads(line)
    return Result(**values)
