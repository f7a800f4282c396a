"""The options of `proofcheck count`; light, so that the command line loads no model library to show its help."""

from __future__ import annotations

import argparse
from typing import Any

_ABOUT = """\
Counts the parameters and the scalar multiplications of a torch.nn.Module, compares them with
torch.utils.flop_counter, and finds the polynomial in the named sizes. Imports and runs the factory that you name.
"""


def add_count(commands: Any) -> None:
    """The subcommand, added to those that `ArgumentParser.add_subparsers` made."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "count", help="parameters and multiplications of a PyTorch model", description=_ABOUT, allow_abbrev=False
    )
    parser.add_argument("target", metavar="MODULE:FACTORY", help="a callable that returns a torch.nn.Module")
    several: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument(
        "--input",
        **several,
        metavar="SHAPE",
        help="an input's shape: 'B, T, 64', 'B, T:int', 'mask=T, T:bool'",
    )
    parser.add_argument("--at", **several, metavar="NAME=VALUE", help="value of a named size")
    parser.add_argument(
        "--size", **several, metavar="NAME[=VALUE]", help="a size that is also an argument of the factory"
    )
    parser.add_argument("--arg", **several, metavar="NAME=VALUE", help="any other argument of the factory, as JSON")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
