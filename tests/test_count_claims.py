"""One product, two ways: `multiplications(e)` of the claim language and the count of the layer that computes `e`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch
from count_models import Function
from torch import nn
from torch.nn import functional as F

from proofcheck.count.modules import META, Built
from proofcheck.count.trace import run
from proofcheck.load.yaml import load_text
from proofcheck.portfolio import decide
from proofcheck.verdict import Outcome


def counted(make: Callable[[], nn.Module], *shapes: tuple[int, ...]) -> tuple[int, int]:
    """Multiplications in products, and entry by entry."""
    with torch.device(META):
        built = Built(module=make(), args=tuple(map(torch.zeros, shapes)), kwargs={}, device=META)
    found = run(built)
    return sum(found.multiplications.values()), sum(found.entrywise.values())


def outcome(given: Mapping[str, str], expression: str, count: int) -> Outcome:
    types = ", ".join(f"{name}: '{type_}'" for name, type_ in given.items())
    claim = f"multiplications({expression}) == {count}"
    text = f"proofcheck: 1\ngiven: {{{types}}}\nclaims:\n  - {{id: a, claim: '{claim}'}}\n"
    loaded = load_text(text, "a.claims.yaml")
    assert loaded.problems == ()
    return decide(loaded.claims[0]).outcome


GIVEN = {
    "A": "matrix[4, 3]",
    "v": "vector[3]",
    "X": "matrix[5, 3]",
    "x": "matrix[4, 9]",
    "W": "tensor[6, 4, 3]",
    "g": "tensor[3, 7, 8]",
    "V": "tensor[5, 3, 3, 2]",
    "q": "matrix[7, 8]",
    "k": "matrix[5, 8]",
    "u": "matrix[5, 6]",
}
PAIRS: list[tuple[str, Callable[[], nn.Module], tuple[tuple[int, ...], ...], int]] = [
    # expression, layer, shapes, what the layer makes in products
    ("A @ v", lambda: nn.Linear(3, 4), ((3,),), 12),
    ("X @ A.T", lambda: nn.Linear(3, 4, bias=False), ((5, 3),), 60),
    ("conv1d(x, W)", lambda: nn.Conv1d(4, 6, 3), ((4, 9),), 504),
    ("conv1d(x, W, stride=2)", lambda: nn.Conv1d(4, 6, 3, stride=2), ((4, 9),), 288),
    ("conv1d(x, W, padding=1)", lambda: nn.Conv1d(4, 6, 3, padding=1), ((4, 9),), 648),
    ("conv1d(x, W, dilation=2)", lambda: nn.Conv1d(4, 6, 3, dilation=2), ((4, 9),), 360),
    ("conv2d(g, V)", lambda: nn.Conv2d(3, 5, (3, 2)), ((3, 7, 8),), 3150),
]


@pytest.mark.parametrize(("expression", "make", "shapes", "expected"), PAIRS, ids=[row[0] for row in PAIRS])
def test_products(
    expression: str, make: Callable[[], nn.Module], shapes: tuple[tuple[int, ...], ...], expected: int
) -> None:
    products, entrywise = counted(make, *shapes)
    assert (products, entrywise) == (expected, 0)
    used = {name: GIVEN[name] for name in GIVEN if name in expression.replace("conv", "")}
    assert outcome(used, expression, products) is Outcome.PROVED
    assert outcome(used, expression, products + 1) is Outcome.REFUTED


def test_attention_scales_its_scores() -> None:
    """The language scales each of the 7·5 scores; PyTorch scales queries and keys, entry by entry."""
    products, entrywise = counted(lambda: Function(F.scaled_dot_product_attention), (7, 8), (5, 8), (5, 6))
    assert (products, entrywise) == (7 * 5 * (8 + 6), (7 + 5) * 8)
    used = {name: GIVEN[name] for name in ("q", "k", "u")}
    assert outcome(used, "attention(q, k, u)", products + 7 * 5) is Outcome.PROVED


@pytest.mark.parametrize(
    ("expression", "function", "expected"),
    [
        ("v * v", lambda v: v * v, 3),
        ("v / 2", lambda v: v / 2, 3),
        ("v**3", lambda v: v**3, 6),
        ("v + tanh(v)", lambda v: v + torch.tanh(v), 0),
        ("softmax(v)", lambda v: torch.softmax(v, 0), 0),
        ("outer(v, v)", torch.outer, 9),
    ],
)
def test_entrywise(expression: str, function: Callable[..., Any], expected: int) -> None:
    shapes = ((3,), (3,)) if "outer" in expression else ((3,),)
    assert counted(lambda: Function(function), *shapes) == (0, expected)
    assert outcome({"v": "vector[3]"}, expression, expected) is Outcome.PROVED
