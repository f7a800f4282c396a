"""A growth relation between two functions of one variable, from their leading monomials, in its two readings.

Both sides are M·(a number in [low, high]). The absolute reading compares sizes, |e| <= C·|g|; the literal one keeps the
signs, e <= C·g. They differ where a side is negative in the end; a claim is decided only where both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_constants import Unsure
from proofcheck.meaning.growth_monomials import Monomial
from proofcheck.meaning.growth_sums import Sum

SMALLER, ALIKE, LARGER = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Reading:
    """The truth of a relation in both readings; None: not known. `ratio`: the monomial that e/g grows like."""

    absolute: bool | None
    literal: bool | None
    ratio: Monomial | None = None

    @property
    def truth(self) -> bool | None:
        return self.absolute if self.absolute is self.literal else None


def read(x: Algebra, op: str, e: Sum, g: Sum) -> Reading:
    """The relation between functions of the one variable of x. Errors: Unsure, Split."""
    if op == "in_Theta":
        first, second = read(x, "in_O", e, g), read(x, "in_Omega", e, g)
        return Reading(_both(first.absolute, second.absolute), _both(first.literal, second.literal), first.ratio)
    if not e.monomials or not g.monomials:
        return _with_zero(x, op, e, g)
    a, b = x.lead(e), x.lead(g)
    signs = tuple(1 if s.low > 0 else -1 if s.high < 0 else None for s in (a, b))
    ratio = a.monomial / b.monomial
    absolute = _absolute(op, _size(x, ratio), signs)
    return Reading(absolute, _literal(op, _size(x, ratio), signs, absolute), ratio)


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return True if first and second else None


def _size(x: Algebra, ratio: Monomial) -> int:
    """How a ratio of monomials in one variable behaves. Errors: Unsure where that is not known."""
    if ratio.constant:
        return ALIKE
    if x.vanishes(ratio):
        return SMALLER
    if x.vanishes(Monomial(-ratio.form)):
        return LARGER
    raise Unsure(f"whether {ratio} grows")


def _absolute(op: str, size: int, signs: tuple[int | None, ...]) -> bool | None:
    """|e| against |g|; a side of unknown sign may be as small as it likes, never larger than its monomial."""
    e, g = (s is not None for s in signs)
    match op:
        case "in_O":
            return (True if g else None) if size <= ALIKE else (False if e else None)
        case "in_Omega":
            return (True if e else None) if size >= ALIKE else (False if g else None)
        case _:
            return (True if g else None) if size == SMALLER else (False if e else None)


def _literal(op: str, size: int, signs: tuple[int | None, ...], absolute: bool | None) -> bool | None:
    """e against C·g with their signs."""
    e, g = signs
    if g is None:
        return None
    if g > 0:
        if e is None:
            return True if absolute and op != "in_Omega" else None
        return absolute if e > 0 else op != "in_Omega"
    if e is None:
        return None
    if e > 0:
        return op == "in_Omega"
    # Both negative: the sizes compare the other way round.
    return size >= ALIKE if op == "in_O" else size <= ALIKE if op == "in_Omega" else size == LARGER


def _with_zero(x: Algebra, op: str, e: Sum, g: Sum) -> Reading:
    """One of the sides is 0 in the end."""
    if not e.monomials:
        sign = x.sign(g) if g.monomials else 0
        if op == "in_Omega":
            return Reading(sign == 0, sign <= 0)
        return Reading(True, sign >= 0)
    sign = x.sign(e)
    if op == "in_Omega":
        return Reading(True, sign > 0)
    return Reading(False, sign < 0)
