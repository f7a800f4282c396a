"""What `simpler` means for a witness: the total order that shrinking descends.

Costs follow what a person redoing the witness on paper finds easy: 0 before 1 before -1 before 2 and 1/2, then small
whole numbers, then small fractions, then the rest by the length of its digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from proofcheck.verdict import Closed, Imaginary, Instance, Value

_EASY = {
    Fraction(0): 0,
    Fraction(1): 1,
    Fraction(-1): 2,
    Fraction(2): 3,
    Fraction(1, 2): 3,
    Fraction(-2): 4,
    Fraction(-1, 2): 4,
}


def number_cost(value: Fraction) -> int:
    """How hard a number is to work with by hand; at least 0, more digits cost more."""
    if value in _EASY:
        return _EASY[value]
    digits = len(str(abs(value.numerator))) + 2 * (len(str(value.denominator)) if value.denominator > 1 else 0)
    sign = 1 if value < 0 else 0
    small = min(abs(value.numerator), 9) if digits == 1 else 9
    return 3 + small + 3 * digits + sign


def entries(value: Value) -> Iterator[Fraction]:
    """The numbers in a value, left to right; a truth value counts as 0 or 1."""
    if isinstance(value, tuple):
        for part in value:
            yield from entries(part)
    elif isinstance(value, Imaginary):
        yield value.re
        yield value.im
    elif isinstance(value, Closed):  # harder by hand than a simple fraction, easier than a long one
        yield Fraction(10 ** len(value.text))
    else:
        yield Fraction(int(value)) if isinstance(value, bool) else value


def instance_cost(instance: Instance) -> tuple[int, int]:
    """Total cost of the numbers in an instance, then how many there are."""
    numbers = [number for _, value in instance.values for number in entries(value)]
    return sum(map(number_cost, numbers)), len(numbers)


def among(where: Sequence[int], most: int) -> list[int]:
    """At most so many of the positions: the first ones, in turn with others from all over, lest all be of one kind."""
    if len(where) <= most:
        return list(where)
    spread = (len(where) * (2 * k + 1) // (2 * most) for k in range(most))
    order = dict.fromkeys(i for pair in zip(range(most), spread, strict=True) for i in pair)
    return [where[i] for i in list(order)[:most]]
