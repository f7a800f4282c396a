"""The progress bar: drawn on a terminal, silent elsewhere."""

from __future__ import annotations

import io

from proofcheck.report.progress import Progress
from proofcheck.run.standing import Result
from proofcheck.verdict import Outcome, Verdict


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(stream: io.StringIO) -> str:
    progress = Progress(2, stream)
    progress.start()
    progress.saw(Result(path="p", line=1, verdict=Verdict(claim_id="a", outcome=Outcome.UNDECIDED, reason="r")))
    progress.clear()
    return stream.getvalue()


def test_on_a_terminal() -> None:
    clear = "\r\x1b[K"
    assert run(Terminal()) == (
        f"{clear}[------------------------]  0/2{clear}[############------------]  1/2  1 undecided{clear}"
    )


def test_elsewhere() -> None:
    assert run(io.StringIO()) == ""


def test_nothing_to_do_draws_nothing() -> None:
    stream = Terminal()
    Progress(0, stream).start()
    assert stream.getvalue() == ""
