"""The order of witnesses: what is easier on paper comes first."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import pairwise

import pytest

from proofcheck.search.order import entries, instance_cost, number_cost
from proofcheck.verdict import Imaginary, Instance, Value


@pytest.mark.parametrize(
    ("number", "cost"),
    [(F(0), 0), (F(1), 1), (F(-1), 2), (F(2), 3), (F(1, 2), 3), (F(-2), 4), (F(-1, 2), 4), (F(3), 9), (F(-3), 10),
     (F(1, 3), 21), (F(10), 18), (F(1, 100), 33), (F(22, 7), 24), (F(1000), 24), (F(333, 106), 39)],
    ids=str,
)  # fmt: skip
def test_cost_of_a_number(number: F, cost: int) -> None:
    assert number_cost(number) == cost


LADDER = [F(0), F(1), F(-1), F(2), F(-2), F(3), F(-3), F(9), F(10), F(-10), F(100), F(1000), F(-1000), F(10**6)]


@pytest.mark.parametrize(("easier", "harder"), list(pairwise(LADDER)), ids=str)
def test_easier_numbers_cost_less(easier: F, harder: F) -> None:
    assert number_cost(easier) < number_cost(harder)


@pytest.mark.parametrize("fraction", [F(1, 3), F(3, 5), F(7, 8), F(-1, 3)], ids=str)
def test_a_fraction_costs_more_than_its_numerator(fraction: F) -> None:
    assert number_cost(fraction) > number_cost(F(fraction.numerator))


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        pytest.param(F(3), [3], id="number"),
        pytest.param(True, [1], id="true"),
        pytest.param(False, [0], id="false"),
        pytest.param(Imaginary(F(1), F(2)), [1, 2], id="complex"),
        pytest.param(((F(1), F(2)), (F(3), F(4))), [1, 2, 3, 4], id="matrix"),
        pytest.param((), [], id="empty"),
    ],
)
def test_numbers_of_a_value(value: Value, numbers: list[int]) -> None:
    assert list(entries(value)) == numbers


def test_cost_of_an_instance_is_the_sum_then_the_number_of_entries() -> None:
    small = Instance(values=(("n", F(2)), ("v", (F(0), F(-1)))))
    assert instance_cost(small) == (5, 3)
    assert instance_cost(Instance(values=(("v", (F(0),)),))) < instance_cost(Instance(values=(("v", (F(0), F(0))),)))
    assert instance_cost(Instance()) == (0, 0)
