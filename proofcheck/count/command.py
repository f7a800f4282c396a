"""`proofcheck count`: from the options to the lines of the report and the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from proofcheck.count.measure import measure
from proofcheck.count.report import record, status, text
from proofcheck.count.request import request


def count(options: argparse.Namespace) -> tuple[Iterable[str], int]:
    """The lines to print, and 0, 1 (flop_counter counts differently) or 4 (a lower bound). Raises UsageError."""
    asked = request(options.target, inputs=options.input, at=options.at, sizes=options.size, arguments=options.arg)
    found = measure(asked)
    return [record(found)] if options.json else text(found), status(found)
