"""Batched float64 evaluation of a claim at fixed sizes: thousands of instances in one run.

The search for counterexamples runs on this; nothing here decides anything, since floats round. The typed tree becomes
a graph of array operations once (`compile_claim`), and the program runs it for a batch of instances, on a GPU where
there is one. NaN means undefined; an overflow to infinity means no information.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Bind, Node
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.batch_apply import BOOLEAN_OPS, Tables, apply
from proofcheck.meaning.batch_bind import ranged
from proofcheck.meaning.batch_calculus import extremum, integral
from proofcheck.meaning.batch_contract import contraction
from proofcheck.meaning.batch_expect import expectation
from proofcheck.meaning.batch_graph import Closure, Structural, Value, close
from proofcheck.meaning.batch_limit import limit
from proofcheck.meaning.batch_lower import Lowered, Lowering, Scope
from proofcheck.meaning.batch_relation import TENDENCIES, Judge, truth

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_BUDGET = 20_000_000  # numbers computed at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBatch:
    """One relation at every instance, arrays of length B.

    `violation` is above 0 where it is broken (a relative gap), else the negative slack, and -inf where a side is not
    finite and nothing can be said; `truth` is `violation <= 0`. `left_defined` and `right_defined` are hints (a NaN
    may come from overflow), for comparisons only.
    """

    truth: Truths
    violation: Numbers
    left_defined: Truths
    right_defined: Truths


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """Every link, whether the assumptions hold (within the tolerance), and by how much they are missed (0: not)."""

    links: tuple[LinkBatch, ...]
    assumptions: Truths
    gap: Numbers


@dataclass(slots=True)
class Program:
    """A claim at fixed sizes, compiled. Calling it is deterministic and has no effect on later calls."""

    names: tuple[str, ...]
    device: torch.device
    links: int
    plain: Closure
    careful: Closure
    approximate: bool
    _cost: int = 0  # numbers computed for one instance

    def __call__(self, values: Mapping[str, npt.NDArray[Any]]) -> BatchResult:
        """Judge a batch: for each value an array with the batch as its first axis (booleans as 0 and 1)."""
        inputs = [self._tensor(values[name]) for name in self.names]
        count = inputs[0].shape[0] if inputs else next((len(v) for v in values.values()), 1)
        if count == 0:
            return self._result(np.zeros((self.links * 3 + 1, 0)))
        chunk = max(1, min(count, _BUDGET // self._measure(inputs)))
        if chunk == count:
            return self._result(self._chunk(inputs, count))
        rows = [self._chunk([x[i : i + chunk] for x in inputs], min(chunk, count - i)) for i in range(0, count, chunk)]
        return self._result(np.concatenate(rows, axis=1))

    def _tensor(self, array: npt.NDArray[Any]) -> Tensor:
        dtype = np.complex128 if array.dtype.kind == "c" else np.float64
        tensor = torch.from_numpy(np.require(array, dtype, "W"))
        return tensor if self.device.type == "cpu" else tensor.to(self.device)

    def cost(self, values: Mapping[str, npt.NDArray[Any]]) -> int:
        """About how many numbers one instance takes to compute."""
        return self._measure([self._tensor(values[name]) for name in self.names])

    def _measure(self, inputs: Sequence[Tensor]) -> int:
        """About how many numbers one instance computes, counted once on the first instance."""
        if not self._cost:
            with torch.no_grad():
                self._cost = max(1, self.plain.tape.weigh([x[:1] for x in inputs]))
        return self._cost

    def _chunk(self, inputs: Sequence[Tensor], count: int) -> Numbers:
        """Rows: the assumptions' violation, then for each link violation, left and right size."""
        rows = self._run(self.plain, inputs, count)
        broken = rows[1::3] > 0
        if broken.any():
            at = np.flatnonzero(broken.any(axis=0))
            chosen = torch.from_numpy(at).to(self.device)
            again = self._run(self.careful, [x[chosen] for x in inputs], len(at))
            rows[1::3][:, at] = again
        return rows

    def _run(self, closure: Closure, inputs: Sequence[Tensor], count: int) -> Numbers:
        try:
            with torch.no_grad():
                outputs = closure.tape.run(inputs)
        except torch.linalg.LinAlgError:  # type: ignore[attr-defined]  # stops a whole batch: halves are tried
            if count == 1:
                return np.full((self.links * 3 + 1 if closure is self.plain else self.links, 1), np.nan)
            half = count // 2
            parts = [[x if x.shape[0] == 1 else x[part] for x in inputs] for part in (slice(half), slice(half, None))]
            return np.concatenate(
                [self._run(closure, p, n) for p, n in zip(parts, (half, count - half), strict=True)], axis=1
            )
        rows = [y.reshape(-1).expand(count) if y.numel() == 1 else y.reshape(count) for y in outputs]
        real = [y.real if y.is_complex() else y for y in rows]  # sizes and violations, whatever they are sizes of
        result: Numbers = torch.stack(real).cpu().numpy()
        return result

    def _result(self, rows: Numbers) -> BatchResult:
        links: list[LinkBatch] = []
        holds, defined = rows <= 0, rows == rows  # NaN differs from itself
        for k in range(1, len(rows), 3):
            links.append(
                LinkBatch(truth=holds[k], violation=rows[k], left_defined=defined[k + 1], right_defined=defined[k + 2])
            )
        return BatchResult(links=tuple(links), assumptions=holds[0], gap=np.maximum(rows[0], 0.0))


def compile_claim(claim: Claim, sizes: Mapping[str, int], *, device: str | torch.device | None = None) -> Program:
    """The program of a claim at these sizes (every integer variable).

    Raises NoMeaning for an operator without a meaning here, TooLarge past a limit, IllFounded for bad recurrences.
    """
    chosen = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    low = Lowering(claim, sizes, chosen, _meanings())
    judge, careful = Judge(low), Judge(low, careful=True)
    try:
        rows, again = [_assumptions(low, judge)], []
        for link in claim.links:
            rows.append(low.settled(partial(judge.violation, link.node, low.root)))
            rows.extend(_sides(low, judge, link.node))
            again.append(low.settled(partial(careful.violation, link.node, low.root)))
    except Structural:
        raise NoMeaning("a size that depends on data", "such as a list of so many entries") from None
    inputs = list(low.inputs.values())
    return Program(
        names=tuple(low.inputs),
        device=chosen,
        links=len(claim.links),
        plain=close(rows, inputs, everything=True),
        careful=close(again, inputs, everything=True),
        approximate=low.approximate,
    )


def _assumptions(low: Lowering, judge: Judge) -> Value:
    """The largest violation of an assumption."""
    worst = low.graph.number(-1.0)
    for node in low.claim.assumptions:
        violation = low.settled(partial(_missed, low, judge, node))
        worst = low.graph.apply("worst", torch.maximum, [worst, violation], 0)
    return worst


def _missed(low: Lowering, judge: Judge, node: Node) -> Value:
    """The violation of an assumption, where saying nothing counts as missing it."""
    return low.graph.apply("missed", _unless_known, [judge.violation(node, low.root)], 0)


def _unless_known(violation: Tensor) -> Tensor:
    return torch.nan_to_num(violation, nan=1.0, posinf=1.0, neginf=1.0)


def _is_comparison(node: Node) -> bool:
    return isinstance(node, Apply) and node.op in ("==", "!=", "<", "<=", ">", ">=")


def _sides(low: Lowering, judge: Judge, node: Node) -> list[Value]:
    """The sizes of both sides of a comparison; NaN where undefined."""
    if not _is_comparison(node):
        return [low.graph.number(0.0)] * 2
    assert isinstance(node, Apply)
    return [judge.size(low.value(a, low.root)) for a in node.args]


def _meanings() -> dict[type[Node], Any]:
    tables = Tables.build()

    def applied(low: Lowering, node: Node, scope: Scope) -> Lowered:
        assert isinstance(node, Apply)
        return truth(low, node, scope) if node.op in BOOLEAN_OPS else apply(low, node, scope, tables)

    return {Apply: applied, Bind: bind}


def bind(low: Lowering, node: Node, scope: Scope) -> Lowered:
    """A binder as a value."""
    assert isinstance(node, Bind)
    op = node.op
    if op in ("forall", "exists") or op in TENDENCIES:
        violation = Judge(low).violation(node, scope)
        return low.graph.apply("holds", _holds, [violation], 0)
    if op in ("sum", "array") and (found := contraction(low, node, scope)) is not None:
        return found
    if op in ("sum", "product", "max", "min", "array", "matprod"):
        return ranged(low, node, scope)
    if op == "integral":
        return integral(low, node, scope)
    if op in ("sup", "inf", "argmax", "argmin"):
        return extremum(low, node, scope)
    if op == "limit":
        return limit(low, node, scope)
    if op in ("E", "Var", "Cov"):
        return expectation(low, node, scope)
    raise NoMeaning(op)


def _holds(violation: Tensor) -> Tensor:
    return violation <= 0
