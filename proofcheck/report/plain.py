"""Words for values and for strangers' text: exact, short, and inert wherever a log or a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from proofcheck.verdict import Closed, Imaginary, Instance, Value


def _visible(text: str) -> str:
    """The text without controls, direction marks and the like, every kind of white space a space."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())


def inert(text: str) -> str:
    """A stranger's text on one line: no control or direction character, single spaces, no `##[` command to a log.

    An escape sequence is taken apart, not hidden: what is left of it stays visible.
    """
    return " ".join(_visible(text).split()).replace("##[", "## [")


def inert_block(text: str) -> list[str]:
    """The lines of a message that may quote a stranger, columns kept, each inert and none a command to a CI service."""
    lines = [_visible(line).replace("##[", "## [").rstrip() for line in text.split("\n")]
    return [f"| {line}" if line.lstrip().startswith("::") else line for line in lines]


def shortened(text: str, width: int) -> str:
    """The text, cut in the middle with `…` where it is longer than `width`."""
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def value_text(value: Value) -> str:
    """A value as the claim language writes it: `1/2`, `true`, `1 + 2*I`, `[[1, 0], [0, 1]]`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Closed):
        return value.text
    if isinstance(value, Imaginary):
        sign = "-" if value.im < 0 else "+"
        return f"{value.re} {sign} {abs(value.im)}*I"
    return f"[{', '.join(value_text(v) for v in value)}]"


def instance_items(instance: Instance) -> list[tuple[str, str]]:
    """Each variable with its value, functions as `f(z)` with their body; sizes and short values first."""
    values = [(name, value_text(value)) for name, value in instance.values]
    functions = [(f"{name}({', '.join(parameters)})", body) for name, parameters, body in instance.functions]
    return [*values, *functions]


def instance_text(instance: Instance, width: int = 40) -> str:
    """`d = 1, W = [[1]]`, each value cut to `width` characters."""
    return ", ".join(f"{name} = {shortened(inert(value), width)}" for name, value in instance_items(instance))


def listed(words: Iterable[str], limit: int) -> str:
    """The first `limit` of the words and how many more there are."""
    every = list(words)
    more = len(every) - limit
    return "; ".join(every[:limit]) + (f"; {more} more" if more > 0 else "")
