"""Counts of one run: equal to formulas derived by hand and, where it has a row, to torch.utils.flop_counter."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
import torch
from count_models import Function, Reader, SelfAttention, Tied
from torch import nn
from torch.nn import functional as F

from proofcheck.count.measure import compared
from proofcheck.count.modules import MEMORY, META, Built, Failed
from proofcheck.count.trace import Run, run

B, T, S, H, W = 2, 7, 5, 9, 8


def counted(make: Callable[[], nn.Module], *shapes: tuple[int, ...] | torch.Tensor, device: str = META) -> Run:
    """A run of the model on zeros of these shapes."""
    with torch.device(device):
        module = make().train(False)
        args = tuple(x.to(device) if isinstance(x, torch.Tensor) else torch.zeros(x) for x in shapes)
    return run(Built(module=module, args=args, kwargs={}, device=device))


def words(*shape: int) -> torch.Tensor:
    return torch.zeros(shape, dtype=torch.int64)


def transformer(d: int, heads: int, hidden: int, *, first: bool = False) -> nn.Module:
    return nn.TransformerEncoderLayer(d, heads, hidden, batch_first=True, norm_first=first)


# (what, model, inputs, multiplications by hand)
AGREEING: list[tuple[str, Callable[[], nn.Module], tuple[Any, ...], int]] = [
    ("linear", lambda: nn.Linear(3, 4), ((B, 3),), B * 3 * 4),
    ("linear-of-sequences", lambda: nn.Linear(3, 4, bias=False), ((B, T, 3),), B * T * 3 * 4),
    ("linear-of-a-vector", lambda: nn.Linear(3, 4), ((3,),), 3 * 4),
    ("conv1d", lambda: nn.Conv1d(4, 6, 3), ((B, 4, T),), B * 6 * (T - 2) * 4 * 3),
    ("conv1d-unbatched", lambda: nn.Conv1d(4, 6, 3), ((4, T),), 6 * (T - 2) * 4 * 3),
    ("conv1d-dilated", lambda: nn.Conv1d(4, 6, 3, dilation=2), ((B, 4, T),), B * 6 * (T - 4) * 4 * 3),
    ("conv2d", lambda: nn.Conv2d(3, 5, (3, 2), padding=1), ((B, 3, H, W),), B * 5 * H * (W + 1) * 3 * 3 * 2),
    ("conv2d-strided", lambda: nn.Conv2d(3, 5, 3, stride=2), ((B, 3, H, W),), B * 5 * 4 * 3 * 3 * 9),
    ("conv2d-grouped", lambda: nn.Conv2d(4, 6, 3, groups=2), ((B, 4, H, W),), B * 6 * (H - 2) * (W - 2) * 2 * 9),
    ("conv2d-depthwise", lambda: nn.Conv2d(8, 8, 3, groups=8), ((B, 8, H, W),), B * 8 * (H - 2) * (W - 2) * 9),
    ("conv3d", lambda: nn.Conv3d(2, 3, 2), ((B, 2, 4, 5, 6),), B * 3 * 3 * 4 * 5 * 2 * 8),
    ("transposed", lambda: nn.ConvTranspose1d(4, 6, 3, stride=2), ((B, 4, T),), B * T * 4 * 6 * 3),
    (
        "transposed-grouped",
        lambda: nn.ConvTranspose2d(4, 6, 3, groups=2, padding=1),
        ((B, 4, H, W),),
        B * H * W * 4 * 3 * 9,
    ),
    ("lstm-cell", lambda: nn.LSTMCell(3, 5), ((B, 3),), B * 4 * 5 * (3 + 5)),
    ("gru-cell", lambda: nn.GRUCell(3, 5), ((B, 3),), B * 3 * 5 * (3 + 5)),
    ("lstm", lambda: nn.LSTM(3, 5, num_layers=2), ((T, B, 3),), T * B * 4 * 5 * (3 + 5 + 5 + 5)),
    ("lstm-both-ways", lambda: nn.LSTM(3, 5, bidirectional=True), ((T, B, 3),), 2 * T * B * 4 * 5 * (3 + 5)),
    ("rnn", lambda: nn.RNN(3, 5), ((T, B, 3),), T * B * 5 * (3 + 5)),
    ("self-attention", SelfAttention, ((B, T, 8),), 4 * B * T * 8 * 8 + 2 * B * T * T * 8),
    (
        "cross-attention",
        lambda: nn.MultiheadAttention(8, 2, batch_first=True),
        ((B, T, 8), (B, S, 8), (B, S, 8)),
        2 * B * T * 8 * 8 + 2 * B * S * 8 * 8 + 2 * B * T * S * 8,
    ),
    (
        "scaled-dot-product",
        lambda: Function(F.scaled_dot_product_attention),
        ((B, 2, T, 8), (B, 2, S, 8), (B, 2, S, 6)),
        B * 2 * T * S * (8 + 6),
    ),
    (
        "causal-attention",
        lambda: Function(lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True)),
        ((B, 2, T, 8),) * 3,
        2 * B * 2 * T * T * 8,
    ),
    (
        "mlp",
        lambda: nn.Sequential(nn.Linear(3, 16), nn.GELU(), nn.Dropout(), nn.Linear(16, 2)),
        ((B, 3),),
        B * 16 * (3 + 2),
    ),
    ("embedding", lambda: nn.Embedding(10, 4), (words(B, T),), 0),
    ("embedding-bag", lambda: nn.EmbeddingBag(10, 4), (words(B, T),), 0),
    ("layer-norm", lambda: nn.LayerNorm(8), ((B, T, 8),), 0),
    ("batch-norm", lambda: nn.BatchNorm2d(3), ((B, 3, H, W),), 0),
    ("group-norm", lambda: nn.GroupNorm(2, 4), ((B, 4, H),), 0),
    ("rms-norm", lambda: nn.RMSNorm(8), ((B, T, 8),), 0),
    ("pooling", lambda: nn.Sequential(nn.MaxPool2d(2), nn.AvgPool2d(2), nn.Flatten()), ((B, 3, H, W),), 0),
    ("transformer", lambda: transformer(8, 2, 16), ((B, T, 8),), B * T * (4 * 64 + 2 * 8 * 16) + 2 * B * T * T * 8),
    (
        "transformer-norm-first",
        lambda: transformer(8, 4, 16, first=True),
        ((B, T, 8),),
        B * T * (4 * 64 + 2 * 8 * 16) + 2 * B * T * T * 8,
    ),
    (
        "transformer-encoder",
        lambda: nn.TransformerEncoder(transformer(8, 2, 16), 3),
        ((B, T, 8),),
        3 * (B * T * (4 * 64 + 2 * 8 * 16) + 2 * B * T * T * 8),
    ),
    (
        "transformer-decoder",
        lambda: nn.TransformerDecoderLayer(8, 2, 16, batch_first=True),
        ((B, T, 8), (B, S, 8)),
        B * T * (4 + 2) * 64 + 2 * B * S * 64 + 2 * B * T * T * 8 + 2 * B * T * S * 8 + B * T * 2 * 8 * 16,
    ),
    ("einsum", lambda: Function(lambda a, b: torch.einsum("bij,jk->bik", a, b)), ((B, 3, 4), (4, 5)), B * 3 * 4 * 5),
    ("batched-matrices", lambda: Function(torch.matmul), ((B, 1, 3, 4), (6, 4, 5)), B * 6 * 3 * 4 * 5),
    ("baddbmm", lambda: Function(torch.baddbmm), ((B, 3, 5), (B, 3, 4), (B, 4, 5)), B * 3 * 4 * 5),
    ("tied", Tied, (words(B, T),), B * T * 4 * 10),
    ("lazy", lambda: nn.LazyLinear(4), ((B, 3),), B * 3 * 4),
]


@pytest.mark.parametrize("device", [META, MEMORY])
@pytest.mark.parametrize(("make", "inputs", "expected"), [pytest.param(*row[1:], id=row[0]) for row in AGREEING])
def test_by_hand_and_by_flop_counter(
    make: Callable[[], nn.Module], inputs: tuple[Any, ...], expected: int, device: str
) -> None:
    found = counted(make, *inputs, device=device)
    assert sum(found.multiplications.values()) == expected
    assert found.unknown == {}
    assert found.flops == {op: 2 * n for op, n in found.multiplications.items()}


@pytest.mark.parametrize(
    ("make", "inputs", "expected"),
    [
        pytest.param(lambda: Function(torch.mv), ((3, 4), (4,)), {"aten.mv": 12}, id="matrix-vector"),
        pytest.param(lambda: Function(torch.dot), ((4,), (4,)), {"aten.dot": 4}, id="inner"),
        pytest.param(lambda: Function(torch.addmv), ((3,), (3, 4), (4,)), {"aten.addmv": 12}, id="addmv"),
        pytest.param(lambda: Function(torch.addr), ((3, 4), (3,), (4,)), {"aten.addr": 12}, id="addr"),
        pytest.param(
            lambda: Function(torch.addbmm), ((3, 5), (B, 3, 4), (B, 4, 5)), {"aten.addbmm": B * 60}, id="addbmm"
        ),
        pytest.param(
            lambda: nn.Bilinear(3, 4, 5), ((B, 3), (B, 4)), {"aten._trilinear": B * 5 * (3 * 4 + 4)}, id="bilinear"
        ),
    ],
)
def test_products_that_flop_counter_has_no_row_for(
    make: Callable[[], nn.Module], inputs: tuple[Any, ...], expected: dict[str, int]
) -> None:
    found = counted(make, *inputs)
    assert found.multiplications == expected
    assert found.flops == {}
    assert compared(found).ours == tuple(expected.items())


def taps(out: int, kernel: int, *, axes: int) -> int:
    """A convolution of one filter on one channel carried out by loops: one multiplication for each place and tap."""
    count = 0
    for _place in product(range(out), repeat=axes):
        for _tap in product(range(kernel), repeat=axes):
            count += 1
    return count


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (3, 2, 2), (1, 4, 3)])
@pytest.mark.parametrize("axes", [1, 2])
def test_convolutions_by_loops(axes: int, stride: int, padding: int, dilation: int, groups: int) -> None:
    make = (nn.Conv1d, nn.Conv2d)[axes - 1]
    size = 11
    out = (size + 2 * padding - dilation * 2 - 1) // stride + 1
    found = counted(
        lambda: make(4, 8, 3, stride=stride, padding=padding, dilation=dilation, groups=groups),
        (B, 4, *(size,) * axes),
    )
    assert found.multiplications == {"aten.convolution": B * 8 * (4 // groups) * taps(out, 3, axes=axes)}
    assert compared(found) == compared(counted(nn.Identity, (1,)))


N = 6
ENTRYWISE: list[tuple[str, Callable[..., Any], int]] = [
    ("product", lambda x, y: x * y, N),
    ("product-with-a-number", lambda x, y: x * 3, N),
    ("in-place", lambda x, y: x.mul_(y), N),
    ("quotient", lambda x, y: x / y, N),
    ("broadcast", lambda x, y: x[:, None] * y, N * N),
    ("outer", torch.outer, N * N),
    ("square", lambda x, y: x**2, N),
    ("fifth-power", lambda x, y: x**5, 4 * N),
    ("first-power", lambda x, y: x**1, 0),
    ("inverse-square", lambda x, y: x**-2, 2 * N),
    ("root-is-a-function", lambda x, y: x**0.5, 0),
    ("reciprocal", lambda x, y: x.reciprocal(), N),
    ("sum-is-free", lambda x, y: x + y - 1, 0),
    ("scaled-sum", lambda x, y: torch.add(x, y, alpha=2), N),
    ("addcmul", lambda x, y: torch.addcmul(x, x, y), N),
    ("addcmul-scaled", lambda x, y: torch.addcmul(x, x, y, value=0.5), 2 * N),
    ("addcdiv", lambda x, y: torch.addcdiv(x, x, y), N),
    ("lerp", lambda x, y: torch.lerp(x, y, 0.3), N),
    ("product-of-all", lambda x, y: x.prod(), N - 1),
    ("running-product", lambda x, y: x.cumprod(0), N - 1),
    ("cross", lambda x, y: torch.linalg.cross(x.view(2, 3), y.view(2, 3)), 2 * N),
    ("gated", lambda x, y: F.glu(x), N // 2),
    ("prelu", lambda x, y: F.prelu(x, y[:1]), N),
    ("scaled-matrices", lambda x, y: torch.addmm(x.view(2, 3), x[:4].view(2, 2), y.view(2, 3), alpha=2, beta=3), 2 * N),
    ("functions", lambda x, y: torch.softmax(torch.tanh(x), 0).mean() + y.exp().norm(), 0),
    ("choice", lambda x, y: torch.where(x > 0, x, y).relu().clamp(0, 1).max(), 0),
]


@pytest.mark.parametrize(("function", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ENTRYWISE])
def test_entrywise_multiplications_are_counted_apart(function: Callable[..., Any], expected: int) -> None:
    found = counted(lambda: Function(function), (N,), (N,))
    assert sum(found.entrywise.values()) == expected
    assert found.unknown == {}


def test_the_lstm_cell_multiplies_its_gates() -> None:
    assert counted(lambda: nn.LSTMCell(3, 5), (B, 3)).entrywise == {"aten.mul": 3 * B * 5}


def test_functions_are_named() -> None:
    found = counted(lambda: transformer(8, 2, 16), (B, T, 8))
    assert "native_layer_norm" in found.functions


@pytest.mark.parametrize(
    ("function", "operator"),
    [
        pytest.param(torch.fft.rfft, "aten._fft_r2c", id="fourier"),
        pytest.param(lambda x: torch.linalg.svdvals(x[None]), "aten._linalg_svd", id="singular-values"),
        pytest.param(lambda x: x.expand(3, N).to_sparse() @ x, "aten.mv", id="sparse"),
        pytest.param(lambda x: torch.cdist(x[None], x[None]), "aten._cdist_forward", id="distances"),
    ],
)
def test_what_is_not_known_is_listed(function: Callable[..., Any], operator: str) -> None:
    found = counted(lambda: Function(function), torch.ones(N), device=MEMORY)
    assert operator in found.unknown
    assert operator not in found.multiplications


def test_an_operator_from_elsewhere_is_listed() -> None:
    library = torch.library.Library("proofcheck_tests", "DEF")
    library.define("twice(Tensor x) -> Tensor")
    library.impl("twice", lambda x: 2 * x, "CompositeExplicitAutograd")
    found = counted(lambda: Function(torch.ops.proofcheck_tests.twice), (N,))
    assert found.unknown == {"proofcheck_tests.twice": 1}
    assert found.multiplications == found.entrywise == {}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: nn.LSTM(3, 5), id="lstm"),
        pytest.param(lambda: nn.Sequential(nn.Linear(3, 8), transformer(8, 2, 16)), id="transformer"),
    ],
)
def test_fused_kernels_are_off_and_then_on_again(make: Callable[[], nn.Module]) -> None:
    settings = (torch.backends.mha.get_fastpath_enabled(), torch.backends.mkldnn.enabled, torch.backends.cudnn.enabled)
    in_memory, by_shapes = counted(make, (T, B, 3), device=MEMORY), counted(make, (T, B, 3))
    assert in_memory == by_shapes
    assert settings == (
        torch.backends.mha.get_fastpath_enabled(),
        torch.backends.mkldnn.enabled,
        torch.backends.cudnn.enabled,
    )


def test_inference_mode_inside_a_model() -> None:
    @torch.inference_mode()
    def forward(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return F.linear(x, w) @ w

    found = counted(lambda: Function(forward), (B, T, 3), (4, 3))
    assert sum(found.multiplications.values()) == 2 * B * T * 12
    assert compared(found) == compared(counted(nn.Identity, (1,)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda module: torch.compile(module, backend="eager"), id="compiled"),
        pytest.param(torch.jit.script, id="scripted"),
    ],
)
def test_wrapped_models(wrap: Callable[[nn.Module], nn.Module]) -> None:
    found = counted(lambda: wrap(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))), (B, 3))
    assert found.multiplications == {"aten.addmm": B * 20}
    assert found.flops == {"aten.addmm": 2 * B * 20}


def test_parameters() -> None:
    found = counted(Tied, words(B, T))
    assert (found.parameters, found.trainable, found.buffers, found.shared) == (10 * 4 + 4 + 4, 10 * 4 + 4, 7, 1)


def test_parts_hold_what_is_below_them() -> None:
    found = counted(lambda: nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.ReLU(), nn.Linear(4, 2))), (B, 3))
    rows = [(part.path, part.kind, part.parameters, part.multiplications) for part in found.submodules]
    assert rows == [
        ("", "Sequential", 16 + 10, B * 20),
        ("0", "Linear", 16, B * 12),
        ("1", "Sequential", 10, B * 8),
        ("1.0", "ReLU", 0, 0),
        ("1.1", "Linear", 10, B * 8),
    ]


def test_a_part_whose_failure_is_caught_does_not_take_what_follows() -> None:
    class Forgiving(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wrong = nn.Linear(5, 5)
            self.weight = nn.Parameter(torch.zeros(3, 4))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            try:
                return self.wrong(x)
            except RuntimeError:
                return x @ self.weight

    found = counted(Forgiving, (B, 3))
    assert [(p.path, p.multiplications) for p in found.submodules] == [("", B * 12), ("wrong", 0)]


def test_a_model_that_does_not_run() -> None:
    with pytest.raises(Failed) as error:
        counted(lambda: nn.Sequential(nn.Linear(3, 4), nn.Linear(5, 2)), (B, 3))
    assert str(error.value) == (
        "the model does not run on 2×3, in `1`: RuntimeError: a and b must have same reduction dim, "
        "but got [2, 4] X [5, 2]."
    )


def test_a_model_that_needs_values_does_not_run_on_shapes() -> None:
    with pytest.raises(Failed, match=r"Tensor.item\(\) cannot be called on meta tensors \(count_models.py:\d+\)$"):
        counted(Reader, (B, 3))
    assert counted(Reader, (B, 3), device=MEMORY).multiplications == {"aten.addmm": B * 20}
