"""Counted work: limits within limits, what is left, and that nothing is counted where nothing limits."""

from __future__ import annotations

import pytest

from proofcheck.meaning.work import OutOfWork, left_over, limited, spend


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
