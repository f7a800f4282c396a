"""Polynomials in named sizes: found exactly, over sizes at which a model runs, and never claimed where none fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from proofcheck.count.fit import Formula, Samples, formula, home_of, plan_of

Count = Callable[..., int | None]


def found(count: Count, start: Mapping[str, int]) -> Formula:
    """The formula of a count that is None where the model does not run."""

    def measured(sizes: Mapping[str, int]) -> dict[str, int] | None:
        value = count(**sizes)
        return None if value is None else {"it": value}

    samples = Samples(tuple(start), measured)
    point = tuple(start.values())
    return formula(samples, plan_of(samples, home_of(samples, point), point, 32), "it")


def shown(made: Formula) -> list[str]:
    return [
        f"{p.value} {[(n, d, r) for n, d, r in p.remainders]}" if p.remainders else str(p.value) for p in made.pieces
    ]


def ceiling(n: int, k: int) -> int:
    return -(-n // k)


@pytest.mark.parametrize(
    ("count", "start", "expected"),
    [
        pytest.param(lambda B: 5, {"B": 2}, ["5"], id="constant"),
        pytest.param(lambda B, T: 8 * B * T * T + 3 * B, {"B": 2, "T": 8}, ["8*B*T**2 + 3*B"], id="two-sizes"),
        pytest.param(lambda B: B**4, {"B": 2}, ["B**4"], id="degree-four"),
        pytest.param(
            lambda B, T, d: B * T * d * d + B * T * T * d if d % 64 == 0 else None,
            {"B": 1, "T": 128, "d": 512},
            ["B*T*d**2 + B*T**2*d"],
            id="runs-at-multiples",
        ),
        pytest.param(
            lambda h, d: d * d * h if d % h == 0 else None, {"h": 4, "d": 64}, ["d**2*h"], id="one-divides-the-other"
        ),
        pytest.param(
            lambda T, K: (T - K + 1) * K if T >= K else None, {"T": 30, "K": 3}, ["K*T - K**2 + K"], id="bounded"
        ),
        pytest.param(
            lambda B, T: 12 * B * ceiling(T, 2),
            {"B": 2, "T": 8},
            ["6*B*T [('T', 2, 0)]", "6*B*T + 6*B [('T', 2, 1)]"],
            id="stride",
        ),
        pytest.param(
            lambda H, W: ceiling(H, 2) * ceiling(W, 3) if W % 3 != 2 else None,
            {"H": 224, "W": 225},
            [
                "1/6*H*W [('H', 2, 0), ('W', 3, 0)]",
                "1/6*H*W + 1/3*H [('H', 2, 0), ('W', 3, 1)]",
                "1/6*H*W + 1/6*W [('H', 2, 1), ('W', 3, 0)]",
                "1/6*H*W + 1/3*H + 1/6*W + 1/3 [('H', 2, 1), ('W', 3, 1)]",
            ],
            id="two-strides",
        ),
    ],
)
def test_what_fits(count: Count, start: dict[str, int], expected: list[str]) -> None:
    made = found(count, start)
    assert shown(made) == expected
    assert made.why_not == ""
    assert made.exception is None
    assert made.checked >= 1


@pytest.mark.parametrize(
    ("count", "start", "expected"),
    [
        pytest.param(
            lambda T: T * T.bit_length(), {"T": 64}, "no polynomial of degree ≤ 4 in `T` fits", id="logarithm"
        ),
        pytest.param(lambda T: T**5, {"T": 64}, "no polynomial of degree ≤ 4 in `T` fits", id="degree-five"),
        pytest.param(lambda T: 7 * T // 11, {"T": 64}, "no polynomial of degree ≤ 4 in `T` fits", id="period-too-long"),
        pytest.param(lambda B, T: max(B, T), {"B": 2, "T": 2}, "no polynomial of degree ≤ 4 fits", id="maximum"),
        pytest.param(
            lambda B, T: 3 if B == 1 else None,
            {"B": 1, "T": 8},
            "the model runs at too few values of `B`",
            id="one-only",
        ),
        pytest.param(
            lambda **sizes: __import__("math").prod(n * n for n in sizes.values()),
            {name: 2 for name in "abcdef"},
            "too many cases or coefficients (729) to be determined; name fewer sizes",
            id="too-many-names",
        ),
    ],
)
def test_what_does_not_fit_is_said(count: Count, start: dict[str, int], expected: str) -> None:
    assert found(count, start) == Formula(why_not=expected)


@pytest.mark.parametrize(
    ("start", "exception"),
    [
        pytest.param({"T": 512}, ((512,), "262144", 20480), id="asked-for"),
        pytest.param({"T": 2}, ((64,), "4096", 2560), id="further-out"),
    ],
)
def test_another_formula_for_large_sizes_is_an_exception(
    start: dict[str, int], exception: tuple[tuple[int, ...], str, int]
) -> None:
    made = found(lambda T: T * min(T, 40), start)
    assert shown(made) == ["T**2"]
    assert made.exception == exception


def test_evidence_counts_every_size_once() -> None:
    sizes = set()

    def count(B: int, T: int) -> int:
        sizes.add((B, T))
        return B * T * T

    made = found(count, {"B": 2, "T": 8})
    assert (made.determined, made.determined + made.checked) == (2 * 3, len(sizes))


def test_a_size_of_1_is_not_sampled_unless_asked_for() -> None:
    seen = set()

    def count(B: int) -> int:
        seen.add(B)
        return 0 if B == 1 else 4 * B

    made = found(count, {"B": 1})
    assert shown(made) == ["4*B"]
    assert made.exception == ((1,), "4", 0)
    assert min(seen - {1}) == 2
