"""`python -m benchmarks.scalar`: scalar inequalities and identities through proofcheck and its peers, in one run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from benchmarks import command
from benchmarks.scalar.corpus import classes_of, entries
from benchmarks.scalar.peers import ROSTER
from benchmarks.scalar.table import markdown


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = command.parser("scalar", __doc__, ROSTER)
    parser.add_argument(
        "--classes", nargs="+", default=(), metavar="CLASS", help="only statements with one of these tags"
    )
    parser.add_argument(
        "--peer-python",
        default=os.environ.get("PEER_PYTHON", sys.executable),
        help="the interpreter that has the peers' libraries; or in $PEER_PYTHON",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = options(arguments)

    def python(peer: str) -> str:
        found: str = sys.executable if peer == "proofcheck" else wanted.peer_python
        return found

    absent: dict[str, str] = {}
    results = command.recorded(wanted.source)
    if not wanted.source:
        found = entries(tuple(p.resolve() for p in wanted.files), wanted.classes)
        results, absent = command.side_by_side("scalar", wanted, command.chosen(wanted, found), python)
    sys.stdout.write(markdown(results, ROSTER.titles, absent, wanted.clock, classes_of()))


if __name__ == "__main__":
    main()
