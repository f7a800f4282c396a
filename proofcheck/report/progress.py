"""A progress bar on a terminal: how many claims are done, and what was found so far."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TextIO

from proofcheck.run.standing import Result
from proofcheck.verdict import Outcome

_BAR = 24


class Progress:
    """Redraws one line of a terminal; silent where there is none."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total = total
        self._stream = stream
        self._shown = total > 0 and stream.isatty()
        self._seen: Counter[str] = Counter()

    def bar(self) -> str:
        """`[######------]  12/24  2 refuted`."""
        done = self._seen.total()
        full = _BAR * done // self._total
        bad = [f"{self._seen[o]} {o}" for o in (Outcome.REFUTED, Outcome.UNDECIDED, Outcome.MALFORMED) if self._seen[o]]
        return f"[{'#' * full}{'-' * (_BAR - full)}]  {done}/{self._total}  {', '.join(bad)}".rstrip()

    def start(self) -> None:
        self._draw()

    def saw(self, result: Result) -> None:
        self._seen[result.outcome] += 1
        self._draw()

    def clear(self) -> None:
        """Take the bar away, so that a line of the report can stand there."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self) -> None:
        if self._shown:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[K{self.bar()[:width]}")
            self._stream.flush()
