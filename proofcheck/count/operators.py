"""How many scalar multiplications each operator of PyTorch makes, from the shapes that it is called with.

Four kinds, by name: *products* (of matrices, convolutions), *entrywise* multiplications and divisions, *functions*
(`tanh`, `softmax`, a norm), which count as none like in the claim language, and *free* ones, which copy, choose, add or
compare. An operator of no kind is not known, and a count that meets one is a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Any

import torch
from torch import Tensor


class Kind(StrEnum):
    """What an operator does with numbers."""

    PRODUCT = "product"
    ENTRYWISE = "entrywise"
    FUNCTION = "function"
    FREE = "free"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its arguments by the names of the operator's schema, with defaults, and the first result."""

    given: Mapping[str, Any]
    result: Any

    def __getitem__(self, name: str) -> Any:
        return self.given.get(name)

    def tensor(self, *names: str) -> Tensor:
        """The first of these arguments that is there; operators differ in what they call their input."""
        return next(t for name in names if isinstance(t := self.given.get(name), Tensor))

    def entries(self, name: str) -> int:
        """The number of entries of an argument; a plain number has none."""
        value = self.given.get(name)
        return value.numel() if isinstance(value, Tensor) else 0


Row = Callable[[Call], int]


def _matrix(call: Call) -> int:
    """(… × m × k) times (… × k × n): one multiplication for each entry of the result and each k."""
    left, right = call.tensor("mat1", "batch1", "self"), call.tensor("mat2", "batch2")
    return left.numel() * right.shape[-1]


def _matrix_vector(call: Call) -> int:
    return call.tensor("mat", "self").numel()


def _inner(call: Call) -> int:
    return call.tensor("self").numel()


def _outer(call: Call) -> int:
    return call.entries("vec1") * call.entries("vec2")


def _convolution(call: Call) -> int:
    """Each entry of the result sums over the taps of one filter; taps on padding are multiplied too."""
    weight = call.tensor("weight")
    if call["transposed"]:
        return _transposed(call)
    return int(call.result.numel()) * prod(weight.shape[1:])


def _transposed(call: Call) -> int:
    """Each entry of the input meets every tap of its filter, also those whose product the padding cuts off."""
    return call.tensor("input", "self").numel() * prod(call.tensor("weight").shape[1:])


def _conv_tbc(call: Call) -> int:
    taps, channels, _ = call.tensor("weight").shape
    return int(call.result.numel()) * taps * channels


def _attention(call: Call) -> int:
    """Queries times keys, then weights times values; a causal mask saves nothing here."""
    queries, keys, values = call.tensor("query"), call.tensor("key"), call.tensor("value")
    return prod(queries.shape[:-1]) * keys.shape[-2] * (queries.shape[-1] + values.shape[-1])


def _trilinear(call: Call) -> int:
    """The three factors from the left (`nn.Bilinear`); what the third does not share is summed in between."""
    shapes = [_expanded(call.tensor(f"i{i}").shape, call[f"expand{i}"]) for i in (1, 2, 3)]
    pair = [max(a, b) for a, b in zip(shapes[0], shapes[1], strict=True)]
    summed = {d for d in call["sumdim"] if d in call["expand3"]}
    left = [1 if d in summed else extent for d, extent in enumerate(pair)]
    return prod(pair) + prod(max(a, b) for a, b in zip(left, shapes[2], strict=True))


def _expanded(shape: Sequence[int], places: Sequence[int]) -> list[int]:
    extents = list(shape)
    for place in sorted(places):
        extents.insert(place, 1)
    return extents


def _each(call: Call) -> int:
    return int(call.result.numel())


def _scaled(*scalars: str) -> Row:
    """An entrywise operation with factors in front: one more multiplication an entry for each that is not 1."""

    def count(call: Call) -> int:
        return int(call.result.numel()) * sum(_is_factor(call[name]) for name in scalars)

    return count


def _is_factor(value: Any) -> bool:
    return isinstance(value, (int, float, complex)) and value not in (0, 1, -1)


def _addition(call: Call) -> int:
    """`a + alpha*b`."""
    return call.entries("other") + call.entries("source") if _is_factor(call["alpha"]) else 0


def _three(call: Call) -> int:
    """`self + value*t1*t2` and `self + value*t1/t2`."""
    return int(call.result.numel()) * (2 if _is_factor(call["value"]) else 1)


def _power(call: Call) -> int:
    """n - 1 for a whole n, and for a negative one a division more."""
    exponent = call["exponent"]
    return int(call.result.numel()) * (int(exponent) - 1 if exponent >= 1 else -int(exponent))


def _reduced(call: Call) -> int:
    """The product of n entries takes n - 1."""
    return max(call.entries("self") - int(call.result.numel()), 0)


def _running(call: Call) -> int:
    given = call.tensor("self")
    return given.numel() - given.numel() // given.shape[call["dim"]] if given.numel() and given.dim() else 0


def _cross(call: Call) -> int:
    return 2 * int(call.result.numel())


def _weight_norm(call: Call) -> int:
    """`v * (g / norm(v))`; the norm is a function."""
    return call.entries("v") + call.entries("g")


PRODUCTS: Mapping[str, Row] = {
    **dict.fromkeys(("mm", "addmm", "bmm", "baddbmm", "addbmm", "_int_mm", "_addmm_activation"), _matrix),
    **dict.fromkeys(("mv", "addmv"), _matrix_vector),
    **dict.fromkeys(("dot", "vdot"), _inner),
    "addr": _outer,
    **dict.fromkeys(("convolution", "_convolution", "convolution_overrideable"), _convolution),
    **dict.fromkeys(("cudnn_convolution", "mkldnn_convolution"), _convolution),
    "cudnn_convolution_transpose": _transposed,
    "conv_tbc": _conv_tbc,
    "_scaled_dot_product_flash_attention": _attention,
    "_scaled_dot_product_flash_attention_for_cpu": _attention,
    "_scaled_dot_product_efficient_attention": _attention,
    "_scaled_dot_product_cudnn_attention": _attention,
    "_trilinear": _trilinear,
}
MULTIPLIED: Mapping[str, Row] = {  # entrywise; products with a factor in front stand in both tables
    **dict.fromkeys(("mul", "div", "floor_divide", "reciprocal", "lerp", "glu", "_prelu_kernel"), _each),
    **dict.fromkeys(("deg2rad", "rad2deg"), _each),
    **dict.fromkeys(("add", "sub", "rsub", "index_add"), _addition),
    **dict.fromkeys(("addmm", "addbmm", "baddbmm", "addmv", "addr", "_addmm_activation"), _scaled("alpha", "beta")),
    **dict.fromkeys(("addcmul", "addcdiv"), _three),
    "pow": _power,
    "prod": _reduced,
    "cumprod": _running,
    "linalg_cross": _cross,
    "_weight_norm_interface": _weight_norm,
}
_FUNCTION_NAMES = """
    polar acos acosh asin asinh atan atan2
    atanh cos cosh sin sinc sinh tan tanh erf erfc erfinv exp exp2 expm1 log log10
    log1p log2 logaddexp logaddexp2 logit lgamma digamma i0 sqrt rsqrt hypot sigmoid log_sigmoid_forward softplus
    elu celu gelu silu mish hardshrink hardsigmoid hardswish hardtanh leaky_relu softshrink threshold
    rrelu_with_noise fmod remainder frac _softmax _log_softmax _safe_softmax _masked_softmax softmax log_softmax
    logsumexp logcumsumexp mean avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d _adaptive_avg_pool2d
    _adaptive_avg_pool3d std std_mean var var_mean norm linalg_vector_norm dist native_layer_norm native_group_norm
    native_batch_norm cudnn_batch_norm _native_batch_norm_legit _native_batch_norm_legit_no_training
    _batch_norm_no_update _fused_rms_norm mse_loss smooth_l1_loss huber_loss soft_margin_loss nll_loss_forward
    nll_loss2d_forward binary_cross_entropy binary_cross_entropy_with_logits special_entr special_erfcx
    special_i0e special_i1 special_i1e special_log_ndtr special_ndtri xlogy special_xlog1py special_zeta
"""
_FREE_NAMES = """
    view reshape _unsafe_view _reshape_alias alias t transpose permute expand squeeze unsqueeze select slice narrow
    unfold split split_with_sizes unsafe_split unsafe_split_with_sizes unbind unsafe_chunk diagonal detach as_strided
    view_as_real view_as_complex real imag contiguous clone copy _to_copy lift lift_fresh lift_fresh_copy resize
    set _pin_memory _local_scalar_dense cat stack _stack constant_pad_nd reflection_pad1d reflection_pad2d
    reflection_pad3d replication_pad1d replication_pad2d replication_pad3d repeat repeat_interleave roll flip rot90
    tril triu tril_indices triu_indices diag_embed block_diag channel_shuffle pixel_shuffle pixel_unshuffle im2col
    col2im gather scatter scatter_add select_scatter slice_scatter diagonal_scatter as_strided_scatter index
    index_select index_put _index_put_impl _unsafe_index _unsafe_index_put index_copy index_fill take put
    masked_fill masked_scatter masked_select nonzero nonzero_static where embedding empty empty_like empty_strided
    empty_permuted new_empty new_empty_strided zeros zeros_like new_zeros ones ones_like new_ones full full_like
    new_full fill zero arange range linspace eye scalar_tensor rand rand_like randn randn_like randint randint_like
    randperm random uniform normal bernoulli multinomial exponential complex positive neg conj
    _conj_physical conj_physical abs sign sgn signbit ceil floor round trunc relu clamp clamp_min clamp_max
    maximum minimum fmax fmin max min amax amin aminmax argmax argmin cummax cummin sort argsort topk kthvalue
    median nanmedian mode max_pool1d max_pool2d max_pool3d max_pool2d_with_indices max_pool3d_with_indices
    adaptive_max_pool2d adaptive_max_pool3d max_unpool2d max_unpool3d fractional_max_pool2d fractional_max_pool3d
    upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact1d _upsample_nearest_exact2d
    _upsample_nearest_exact3d eq ne lt le gt ge equal isin isnan isinf isfinite isposinf isneginf logical_and
    logical_or logical_not logical_xor bitwise_and bitwise_or bitwise_not bitwise_xor __and__ __or__ __xor__
    bitwise_left_shift bitwise_right_shift all any sum nansum cumsum trace count_nonzero nan_to_num heaviside
    searchsorted bucketize bincount _unique2 unique_consecutive unique_dim _assert_async _assert_scalar
    _assert_tensor_metadata _nnz is_same_size record_stream _pack_padded_sequence
"""
FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
FREE = frozenset(_FREE_NAMES.split())


def base_name(operator: Any) -> str:
    """`addmm` of `aten::addmm_`; the whole name for an operator outside PyTorch's own."""
    space, _, name = str(operator._schema.name).partition("::")
    if space != "aten":
        return f"{space}::{name}"
    return name if name.endswith("__") else name.removesuffix("_")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call costs, and of which kind its operator is."""

    kind: Kind
    products: int = 0
    entrywise: int = 0


def cost(operator: Any, args: Sequence[Any], kwargs: Mapping[str, Any], out: Any) -> Cost:
    """The multiplications of a call that has run. Nothing is known of sparse, nested and quantised tensors."""
    name = base_name(operator)
    if name in FREE or getattr(operator, "is_view", False):
        return Cost(Kind.FREE)
    call = _call(operator, args, kwargs, out)
    if not all(_dense(value) for value in (*call.given.values(), call.result)):
        return Cost(Kind.UNKNOWN)
    if name in PRODUCTS:
        also = MULTIPLIED[name](call) if name in MULTIPLIED else 0
        return Cost(Kind.PRODUCT, PRODUCTS[name](call), also)
    if name == "pow" and not _whole(call["exponent"]):
        return Cost(Kind.FUNCTION)
    if name in MULTIPLIED:
        return Cost(Kind.ENTRYWISE, entrywise=MULTIPLIED[name](call))
    if name == "_embedding_bag" and call["per_sample_weights"] is None:
        return Cost(Kind.FREE)
    return Cost(Kind.FUNCTION if name in FUNCTIONS else Kind.UNKNOWN)


def _call(operator: Any, args: Sequence[Any], kwargs: Mapping[str, Any], out: Any) -> Call:
    expected = operator._schema.arguments
    given = {a.name: a.default_value for a in expected if a.has_default_value()}
    given.update(zip((a.name for a in expected), args, strict=False))
    first = out[0] if isinstance(out, (tuple, list)) and out else out
    return Call({**given, **kwargs}, first)


def _dense(value: Any) -> bool:
    if not isinstance(value, Tensor):
        return True
    return value.layout is torch.strided and not value.is_nested and not value.is_quantized


def _whole(value: Any) -> bool:
    return isinstance(value, (int, float)) and float(value).is_integer()
