"""TRUSTED: what has to be known before a term can be read, and how it splits the points into cases that cover them."""

from __future__ import annotations

from proofcheck.language.tree import Node
from proofcheck.language.types import Dim
from proofcheck.meaning.regions import Linear


class Unreadable(Exception):
    """A term that is no real scalar, or one with too many parts."""


class OpenSign(Exception):
    """It matters whether `form >= 0` or `form <= -1`."""

    def __init__(self, form: Linear) -> None:
        super().__init__(str(form.dim()))
        self.form = form


class OpenParity(Exception):
    """It matters whether an integer, a monomial in names, is even or odd."""

    def __init__(self, of: Dim) -> None:
        super().__init__(str(of))
        self.of = of


class OpenZero(Exception):
    """It matters whether a real is 0."""

    def __init__(self, of: Node) -> None:
        super().__init__("a base that may be 0")
        self.of = of
