"""`python -m benchmarks.matrix`: the corpus through proofcheck and its peers, side by side in one run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from benchmarks import command
from benchmarks.matrix.corpus import entries
from benchmarks.matrix.peers import ROSTER
from benchmarks.matrix.table import markdown


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = command.parser("matrix", __doc__, ROSTER)
    parser.add_argument(
        "--tensorgrad-python",
        default=os.environ.get("TENSORGRAD_PYTHON", sys.executable),
        help="the interpreter that has tensorgrad; or in $TENSORGRAD_PYTHON",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = options(arguments)

    def python(peer: str) -> str:
        found: str = wanted.tensorgrad_python if peer == "tensorgrad" else sys.executable
        return found

    absent: dict[str, str] = {}
    results = command.recorded(wanted.source)
    if not wanted.source:
        found = entries(tuple(p.resolve() for p in wanted.files))
        results, absent = command.side_by_side("matrix", wanted, command.chosen(wanted, found), python)
    sys.stdout.write(markdown(results, ROSTER.titles, absent, wanted.clock))


if __name__ == "__main__":
    main()
