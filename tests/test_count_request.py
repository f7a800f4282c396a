"""What the options of `proofcheck count` mean, and what is wrong with those that mean nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from proofcheck.count.request import Request, request
from proofcheck.run.session import UsageError


def asked(*inputs: str, at: Sequence[str] = (), sizes: Sequence[str] = (), arguments: Sequence[str] = ()) -> Request:
    return request("m:f", inputs=inputs, at=at, sizes=sizes, arguments=arguments)


@pytest.mark.parametrize(
    ("text", "shape", "dtype", "keyword"),
    [
        pytest.param("B, T, 64", ["B", "T", "64"], "", "", id="plain"),
        pytest.param("(B,T,64)", ["B", "T", "64"], "", "", id="in-brackets"),
        pytest.param("[B, 2*T + 1]", ["B", "2*T + 1"], "", "", id="polynomial"),
        pytest.param("(T + 1)*(T - 1)", ["T**2 - 1"], "", "", id="brackets-of-a-product"),
        pytest.param("T*(T + 1)/2", ["1/2*T**2 + 1/2*T"], "", "", id="quotient"),
        pytest.param("B,", ["B"], "", "", id="one-extent"),
        pytest.param("", [], "", "", id="scalar"),
        pytest.param("B, T:int", ["B", "T"], "int64", "", id="integers"),
        pytest.param("B, T : bfloat16", ["B", "T"], "bfloat16", "", id="dtype"),
        pytest.param("mask = T, T:bool", ["T", "T"], "bool", "mask", id="keyword"),
        pytest.param("seq_len, d_model", ["seq_len", "d_model"], "", "", id="long-names"),
    ],
)
def test_input(text: str, shape: list[str], dtype: str, keyword: str) -> None:
    tensor = asked(text).inputs[0]
    assert [str(dim) for dim in tensor.shape] == shape
    assert (tensor.dtype, tensor.keyword) == (dtype, keyword)


def test_shape_at_sizes() -> None:
    tensor = asked("B, T/2, T - 4").inputs[0]
    assert tensor.at({"B": 2, "T": 8}) == (2, 4, 4)
    assert tensor.at({"B": 2, "T": 7}) is None
    assert tensor.at({"B": 2, "T": 2}) is None


def test_names_values_and_arguments() -> None:
    found = asked(
        "B, T, d",
        "B, S",
        at=["T=8, B=2", "S=3"],
        sizes=["d=16", "h=4"],
        arguments=["bias=false", "rate=0.5", "kind=relu", "kernel=[3, 3]"],
    )
    assert found.names == ("B", "T", "d", "S", "h")
    assert list(found.point.items()) == [("B", 2), ("T", 8), ("d", 16), ("S", 3), ("h", 4)]
    assert found.factory_sizes == ("d", "h")
    assert found.arguments == {"bias": False, "rate": 0.5, "kind": "relu", "kernel": [3, 3]}


def test_no_values_at_all_is_fine() -> None:
    assert asked("B, d", sizes=["d"]).point == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(
            {"inputs": ["B,,3"]},
            "`--input B,,3`: an extent is missing; write sizes with commas between, as in `B, T, 64`",
            id="missing-extent",
        ),
        pytest.param(
            {"inputs": ["B, max(T, 2)"]},
            "`--input B, max(T, 2)`: `max(T, 2)` is no extent; write whole numbers and names with `+ - *`",
            id="no-polynomial",
        ),
        pytest.param({"inputs": ["B, -3"]}, "`--input B, -3`: an extent is at least 0, not -3", id="negative"),
        pytest.param(
            {"inputs": ["B, 2 T"]},
            "--input:1:3: expected an operator before `T`\n1 | 2 T\n  |   ^\nhint: write `2*T` for a product",
            id="syntax",
        ),
        pytest.param(
            {"inputs": ["B:integer"]},
            "`--input B:integer`: no dtype `integer`; there are bool, int8, int16, int32, int64, uint8, float16, "
            "bfloat16, float32, float64, complex64, complex128, int, float",
            id="dtype",
        ),
        pytest.param(
            {"inputs": ["B, T"], "at": ["X=3"]},
            "`--at X`: no input has this size; there are `B`, `T`",
            id="unknown-name",
        ),
        pytest.param(
            {"inputs": ["3"], "at": ["X=3"]}, "`--at X`: no input has this size; there are none", id="no-names"
        ),
        pytest.param(
            {"inputs": ["B, T"], "at": ["B=3"]},
            "no value for `T`; give `--at T=…`, or no values for a polynomial only",
            id="missing-value",
        ),
        pytest.param({"inputs": ["B"], "at": ["B=3", "B=4"]}, "`B` is given two values", id="two-values"),
        pytest.param(
            {"inputs": ["B"], "at": ["B=3"], "sizes": ["B=3"]}, "`B` is given two values", id="size-and-value"
        ),
        pytest.param({"inputs": ["B"], "at": ["B"]}, "`--at B`: write NAME=VALUE, as in `--at B=2`", id="no-value"),
        pytest.param(
            {"inputs": ["B"], "at": ["B=0"]}, "`--at B=0`: a size is a whole number from 1 to 1000000000", id="zero"
        ),
        pytest.param(
            {"inputs": ["B"], "at": ["B=2.5"]},
            "`--at B=2.5`: a size is a whole number from 1 to 1000000000",
            id="fraction",
        ),
        pytest.param(
            {"sizes": ["2=B"]}, "`--size 2=B`: `2` is no name; write NAME=VALUE, as in `--size d=16`", id="no-name"
        ),
        pytest.param(
            {"arguments": ["bias"]}, "`--arg bias`: write NAME=VALUE, as in `--arg bias=false`", id="argument"
        ),
        pytest.param(
            {"sizes": ["d=3"], "arguments": ["d=3"]},
            "`d` is given with `--size` and with `--arg`",
            id="size-and-argument",
        ),
    ],
)
def test_what_is_wrong(options: dict[str, list[str]], message: str) -> None:
    everything = {"inputs": [], "at": [], "sizes": [], "arguments": [], **options}
    with pytest.raises(UsageError) as error:
        request("m:f", **everything)
    assert str(error.value) == message
