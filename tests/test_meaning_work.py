"""Counted work: limits within limits, what is left, and that nothing is counted where nothing limits."""

from __future__ import annotations

import pytest

from proofcheck.meaning.work import OutOfWork, forget, left_over, limited, remembered, spend


def test_nothing_is_counted_without_a_limit() -> None:
    spend(10**12)
    assert left_over() is None


def test_a_limit_is_passed_once_it_is_spent() -> None:
    with limited(10):
        spend(10)
        with pytest.raises(OutOfWork):
            spend(1)
    assert left_over() is None


def test_a_limit_within_a_limit_takes_from_it() -> None:
    with limited(100):
        with limited(30):
            spend(20)
        assert left_over() == 80
        with pytest.raises(OutOfWork), limited(50):
            spend(51)
        assert left_over() == 29


def test_an_inner_limit_is_never_larger_than_what_is_left() -> None:
    with limited(10), limited(1000):
        assert left_over() == 10
        with pytest.raises(OutOfWork):
            spend(11)


def test_a_spent_outer_limit_stops_what_comes_after_the_inner_one() -> None:
    with limited(10):
        with pytest.raises(OutOfWork), limited(10):
            spend(11)
        with pytest.raises(OutOfWork):
            spend(0)


def test_a_remembered_answer_costs_what_it_cost_at_first() -> None:
    asked = []

    @remembered(2)
    def double(x: int) -> int:
        asked.append(x)
        spend(30)
        return 2 * x

    for _ in range(2):
        with limited(100):
            assert double(1) == 2
            assert left_over() == 70
    assert asked == [1]


def test_what_one_remembered_answer_spends_on_another_is_counted_too() -> None:
    @remembered(2)
    def inner(x: int) -> int:
        spend(5)
        return x

    @remembered(2)
    def outer(x: int) -> int:
        return inner(x) + inner(x)

    inner(1)
    for _ in range(2):
        with limited(100):
            outer(1)
            assert left_over() == 90


def test_an_answer_that_lacked_work_is_not_remembered() -> None:
    @remembered(2)
    def impatient() -> str:
        try:
            with limited(50):
                spend(40)
        except OutOfWork:
            return "gave up"
        return "done"

    with pytest.raises(OutOfWork), limited(10):
        impatient()
    assert impatient() == "done"


def test_the_oldest_answer_is_forgotten() -> None:
    asked = []

    @remembered(2)
    def same(x: int) -> int:
        asked.append(x)
        return x

    for x in (1, 2, 1, 3, 1, 2):
        same(x)
    assert asked == [1, 2, 3, 2]


def test_everything_can_be_forgotten() -> None:
    asked = []

    @remembered(2)
    def same(x: int) -> int:
        asked.append(x)
        return x

    same(1)
    forget()
    same(1)
    assert asked == [1, 1]
