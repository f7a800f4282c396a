"""Derivatives in a batched program: automatic differentiation of a tape by the value at which the graph is cut.

A scalar differentiated by anything needs one reverse sweep, anything differentiated by a scalar one forward sweep: both
run on the whole batch at once. A Jacobian with axes on both sides is `jacrev` or `jacfwd` of the function of one
instance, mapped over the batch axes. Nested derivatives compose.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import prod

import torch
from torch import Tensor
from torch.func import jacfwd, jacrev, jvp, vjp, vmap

from proofcheck.meaning.batch_array import alike, common, lift
from proofcheck.meaning.batch_graph import Closure, Graph, Operation, Value, close, reached

_FEW = 1024  # instances up to which sweeps over the whole batch are faster than a transform of one instance
Function = Callable[[Tensor], Tensor]


def embed(entry: Tensor, before: Tensor, base: Tensor, mask: Tensor, *, rank: int, base_rank: int) -> Tensor:
    """`base` with the entries that `mask` selects (own axes: those of the entry, then of the base) set to `entry`."""
    change = entry - before
    if rank == 0:
        return base + lift(change, base_rank) * mask
    flat = mask.reshape((*mask.shape[: mask.ndim - rank - base_rank], -1, *mask.shape[mask.ndim - base_rank :]))
    spread = change.flatten(-rank) if rank > 1 else change
    return base + (lift(spread, base_rank) * flat).sum(-base_rank - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The operation behind a derivative node.

    Its arguments: the value to derive by, then (if `entry` says so) the old entry, the whole base and the mask, then
    what the tape captures; `ranks` are their own numbers of axes. `order` derivatives are taken; `gradient_first`
    makes the second derivative of a scalar by an array a Jacobian of its gradient.
    """

    closure: Closure
    body: Value
    cut: Value
    ranks: tuple[int, ...]
    out_rank: int
    order: int = 1
    forward: bool = False
    entry: bool = False
    transposed: bool = False
    complex_: bool = False
    explicit: bool = False
    plain: bool = True  # not inside another derivative

    @property
    def shares(self) -> Value | None:
        """What gradients that one reverse sweep can give have in common: the scalar that is derived."""
        alone = self.forward or self.entry or self.explicit or self.order > 1 or self.out_rank > 0
        return None if alone else self.body

    @staticmethod
    def together(members: Sequence[Value]) -> tuple[Gradients, tuple[Value, ...]]:
        """The operation that gives the gradients of all members, and its arguments."""
        runs = [m.run for m in members]
        cuts = [r.cut for r in runs if isinstance(r, Derivation)]
        body = next(r.body for r in runs if isinstance(r, Derivation))
        depends = [c for c in cuts if reached([c], frozenset(cuts) - {c}, lambda v: False) & {c}]
        sources = [c for c in dict.fromkeys(cuts) if c not in depends]
        closure = close([body, *cuts], sources, nested=True)
        args = (*sources, *closure.captured)
        return Gradients(closure=closure, sources=len(sources), ranks=tuple(a.rank for a in args)), args

    def weight(self, inside: int) -> int:
        """Numbers computed for each one of the result: a sweep forward and one backward."""
        return 2 * inside

    @property
    def extent(self) -> int:
        return 1 << (self.out_rank + self.ranks[0])  # axes of length 2

    def inside(self) -> Operation:
        return replace(self, plain=False, closure=self.closure)

    def __call__(self, *args: Tensor) -> Tensor:
        in_rank = self.ranks[0]
        if in_rank == 0 and self.out_rank == 0 and not self.forward:
            return self._reverse(*args)
        if in_rank == 0:
            return self._along(*args)
        if self.out_rank == 0 and self.order == 1 and not self.forward:
            return self._reverse(*args)
        small = self.plain and self.order == 1 and not self.forward and self._instances(args) <= _FEW
        result = self._sweeps(*args) if small else mapped(self._jacobian, args, self.ranks)
        return _exchanged(result, self.out_rank, in_rank) if self.transposed else result

    def _function(self, rest: Sequence[Tensor]) -> Function:
        run, entry, base_rank = self.closure.tape.run, self.entry, self.ranks[2] if self.entry else 0

        def function(v: Tensor) -> Tensor:
            if not entry:
                return run([v, *rest])[0]
            whole = embed(v, *rest[:3], rank=self.ranks[0], base_rank=base_rank)
            return run([whole, *rest[3:]])[0]

        return function

    def _full(self, args: Sequence[Tensor]) -> Tensor:
        """The value to derive by, with all batch axes: each instance has its own derivative."""
        return alike(args, self.ranks)[0].contiguous()

    def _reverse(self, *args: Tensor) -> Tensor:
        """Derivative of a scalar by one reverse sweep of the whole batch."""
        f, v = self._function(args[1:]), self._full(args)
        if self.plain and self.order == 1:
            with torch.enable_grad():
                leaf = v.detach().requires_grad_()
                y = f(leaf)
                return _swept(y, [leaf], torch.ones_like(y))[0]
        for _ in range(self.order):
            f = partial(_pulled, f)
        return f(v)

    def _instances(self, args: Sequence[Tensor]) -> int:
        return prod(common(*(a.shape[: a.ndim - r] for a, r in zip(args, self.ranks, strict=True))))

    def _sweeps(self, *args: Tensor) -> Tensor:
        """A Jacobian by one reverse sweep for each entry of the result, all sweeps at once."""
        f, v = self._function(args[1:]), self._full(args)
        with torch.enable_grad():
            leaf = v.detach().requires_grad_()
            y = f(leaf)
            own = y.shape[y.ndim - self.out_rank :]
            batch = y.shape[: y.ndim - self.out_rank]
            size = prod(own)
            seeds = torch.eye(size, dtype=y.dtype, device=y.device).reshape((size, *([1] * len(batch)), *own))
            seeds = seeds.expand((size, *y.shape))
            (rows,) = _swept(y, [leaf], seeds, several=True)
        rows = rows.detach().movedim(0, len(batch))
        return rows.reshape((*batch, *own, *rows.shape[len(batch) + 1 :]))

    def _along(self, *args: Tensor) -> Tensor:
        """Derivative by a scalar by one forward sweep of the whole batch."""
        f, v = self._function(args[1:]), self._full(args)
        for _ in range(self.order):
            f = partial(_pushed, f)
        return f(v)

    def _jacobian(self, *args: Tensor) -> Tensor:
        """Of one instance: [out…, in…], or [in…, in…] of the gradient where `order` is 2."""
        f = self._function(args[1:])
        if self.order == 2:
            f = partial(_pulled, f) if not self.forward else jacfwd(f)
            return torch.as_tensor(jacfwd(f)(args[0]))
        return torch.as_tensor((jacfwd if self.forward else jacrev)(f)(args[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradients:
    """The gradients of one scalar by several values, some of which are computed from others: one reverse sweep.

    The tape gives the scalar, then the values to derive by; each counts as independent, which is what a reverse sweep
    computes. The answer is a tuple.
    """

    closure: Closure
    sources: int
    ranks: tuple[int, ...]

    def weight(self, inside: int) -> int:
        """Numbers computed for each one of the result: a sweep forward and one backward."""
        return 2 * inside

    @property
    def extent(self) -> int:
        return sum(1 << rank for rank in self.ranks[: self.sources])

    def __call__(self, *args: Tensor) -> tuple[Tensor, ...]:
        with torch.enable_grad():
            leaves = [a.detach().requires_grad_() for a in alike(args, self.ranks)[: self.sources]]
            y, *values = self.closure.tape.run([*leaves, *args[self.sources :]])
            return _swept(y, values, torch.ones_like(y))


def _swept(y: Tensor, values: Sequence[Tensor], seeds: Tensor, several: bool = False) -> tuple[Tensor, ...]:
    """One reverse sweep from `y` (one for each of `several` seeds): zero for what `y` does not depend on.

    A derivative inside may have lost the dependence that the graph shows: that of a linear function is constant.
    """
    tracked = [v for v in values if v.requires_grad] if y.requires_grad else []
    found = iter(
        torch.autograd.grad(y, tracked, seeds, is_grads_batched=several, materialize_grads=True) if tracked else ()
    )
    length = seeds.shape[:1] if several else ()
    return tuple(next(found) if tracked and v.requires_grad else v.new_zeros((*length, *v.shape)) for v in values)


def _pulled(f: Function, v: Tensor) -> Tensor:
    swept = vjp(f, v)
    y, pull = swept[0], swept[1]
    gradient: Tensor = pull(torch.ones_like(y))[0]
    return gradient


def _pushed(f: Function, v: Tensor) -> Tensor:
    tangent: Tensor = jvp(f, (v,), (torch.ones_like(v),))[1]
    return tangent


def mapped(f: Operation, args: Sequence[Tensor], ranks: Sequence[int]) -> Tensor:
    """`f` of one instance at every place of the arguments' batch axes, which broadcast from the right."""
    depth = max((a.ndim - r for a, r in zip(args, ranks, strict=True)), default=0)
    if depth == 0:
        return f(*args)
    size = max(a.shape[0] for a, r in zip(args, ranks, strict=True) if a.ndim - r == depth)
    here: list[Tensor] = []
    places: list[int | None] = []
    for a, r in zip(args, ranks, strict=True):
        own = a.ndim - r == depth
        if own and a.shape[0] == 1 and size != 1:
            own, a = False, a.squeeze(0)
        here.append(a)
        places.append(0 if own else None)
    inner = (lambda *xs: f(*xs)) if depth == 1 else (lambda *xs: mapped(f, xs, ranks))
    result: Tensor = vmap(inner, in_dims=tuple(places))(*here)
    return result


def _exchanged(x: Tensor, out_rank: int, in_rank: int) -> Tensor:
    """[…, out…, in…] as […, in…, out…]."""
    start = x.ndim - out_rank - in_rank
    return x.permute(*range(start), *range(start + out_rank, x.ndim), *range(start, start + out_rank))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrt:
    """What to derive by: the value that is cut, and for an entry of it also the entry and its mask."""

    cut: Value
    size: int
    entry: Value | None = None
    mask: Value | None = None


def derivative(
    graph: Graph, body: Value, wrt: Wrt, *, out_size: int, shape: tuple[int, ...], order: int = 1,
    transposed: bool = False, explicit: bool = False,
) -> Value:  # fmt: skip
    """The derivative of `body`, of this own shape; zero where it does not depend on what it is derived by.

    `explicit` holds every definition fixed except the body's own.
    """
    stop: Callable[[Value], bool] = lambda v: False  # noqa: E731
    if explicit:
        top = _definitions_on_top(body)
        stop = lambda v: v.definition and v not in top and v is not wrt.cut  # noqa: E731
    closure = close([body], [wrt.cut], stop=stop, nested=True)
    by = wrt.cut if wrt.entry is None else wrt.entry
    if not closure.depends[0]:
        return graph.constant(torch.zeros(shape, dtype=torch.complex128 if body.complex_ else torch.float64))
    entry = () if wrt.entry is None or wrt.mask is None else (wrt.entry, wrt.cut, wrt.mask)
    args = (by, *entry, *closure.captured)
    mask_rank = (by.rank + wrt.cut.rank,) if entry else ()
    ranks = (by.rank, *((by.rank, wrt.cut.rank) if entry else ()), *mask_rank, *(c.rank for c in closure.captured))
    complex_ = body.complex_ or by.complex_
    forward = complex_ or closure.branches or wrt.size < out_size
    if forward or order > 1:
        _load_forward_mode()
    run = Derivation(
        closure=closure,
        body=body,
        cut=wrt.cut,
        ranks=ranks,
        out_rank=body.rank,
        order=order,
        entry=bool(entry),
        transposed=transposed,
        forward=forward,
        explicit=explicit,
        complex_=complex_,
    )
    key = (body.number, wrt.cut.number, by.number, order, transposed, explicit)
    return graph.scoped("derivative", run, args, len(shape), key, complex_=complex_, branches=closure.branches)


@cache
def _load_forward_mode() -> None:
    """Import what forward mode needs, once, without the deprecation warnings that this raises inside the library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        x = torch.ones(1)
        jvp(torch.sin, (x,), (x,))


def _definitions_on_top(body: Value) -> set[Value]:
    """The definitions that `body` is only another name of."""
    top = {body}
    while body.definition:
        body = body.args[0]
        top.add(body)
    return top
