"""One forward pass, and what it multiplied: our own count of every operator that ran, beside PyTorch's.

Fused kernels that hide their products (transformer fast path, flash attention, oneDNN, cuDNN) are switched off for the
run, so that matrix products and convolutions are seen one by one.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from proofcheck.count.modules import Built, Failed, reason
from proofcheck.count.operators import Cost, Kind, base_name, cost

WHOLE = ""  # the path of the model itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Submodule:
    """A part of the model, with everything below it; WHOLE is the path of the model itself."""

    path: str
    kind: str
    parameters: int
    multiplications: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one forward pass cost. `flops` are those of `torch.utils.flop_counter`, None where it failed (`trouble`)."""

    multiplications: Mapping[str, int]  # by operator
    entrywise: Mapping[str, int]
    functions: tuple[str, ...]
    unknown: Mapping[str, int]  # calls by operator
    flops: Mapping[str, int] | None
    trouble: str
    parameters: int
    trainable: int
    buffers: int
    shared: int
    submodules: tuple[Submodule, ...]


@dataclass(slots=True)
class _Ledger:
    """What has been counted so far, by operator and by the part of the model that was at work."""

    products: Counter[tuple[str, str]] = field(default_factory=Counter)
    entrywise: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)


class _Parts:
    """Which part of the model is at work, and in which one an error arose."""

    def __init__(self, module: nn.Module) -> None:
        self._paths = {id(part): path for path, part in module.named_modules()}
        self._stack = [WHOLE]
        self._failed: tuple[BaseException, str] | None = None

    @property
    def current(self) -> str:
        return self._stack[-1]

    def failed_in(self, error: BaseException) -> str:
        return self._failed[1] if self._failed is not None and self._failed[0] is error else WHOLE

    @contextmanager
    def watched(self) -> Iterator[None]:
        entering = register_module_forward_pre_hook(self._enter)
        leaving = register_module_forward_hook(self._leave, always_call=True)
        try:
            yield
        finally:
            entering.remove()
            leaving.remove()

    def _enter(self, part: nn.Module, args: Any) -> None:
        self._stack.append(self._paths.get(id(part), self.current))

    def _leave(self, part: nn.Module, args: Any, out: Any) -> None:
        error = sys.exc_info()[1]  # set while the hook is called because the part has failed
        if error is not None and (self._failed is None or self._failed[0] is not error):
            self._failed = (error, self.current)
        self._stack.pop()


class _Counting(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Sees every operator that reaches a kernel; one that is made of others is taken apart first."""

    supports_higher_order_operators = True

    def __init__(self, ledger: _Ledger, parts: _Parts) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ledger = ledger
        self._parts = parts

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if not isinstance(func, torch._ops.OpOverload):  # control flow and the like, with whatever runs inside
            self._ledger.unknown[str(func)] += 1
            return func(*args, **kwargs)
        composite = torch._C._dispatch_has_kernel_for_dispatch_key(str(func._name), "CompositeImplicitAutograd")
        if composite:
            with self:
                out = func.decompose(*args, **kwargs)
            if out is not NotImplemented:
                return out
        out = func(*args, **kwargs)
        self._note(func, cost(func, args, kwargs, out))
        return out

    def _note(self, func: Any, found: Cost) -> None:
        name = str(func._overloadpacket)
        if found.products:
            self._ledger.products[self._parts.current, name] += found.products
        if found.entrywise:
            self._ledger.entrywise[name] += found.entrywise
        if found.kind is Kind.FUNCTION:
            self._ledger.functions[base_name(func)] += 1
        if found.kind is Kind.UNKNOWN:
            self._ledger.unknown[name] += 1


@contextmanager
def _unfused() -> Iterator[None]:
    """PyTorch without the kernels that compute several products at once."""
    fast = torch.backends.mha.get_fastpath_enabled()
    with ExitStack() as stack:
        stack.callback(torch.backends.mha.set_fastpath_enabled, fast)
        torch.backends.mha.set_fastpath_enabled(False)
        stack.enter_context(sdpa_kernel(SDPBackend.MATH))
        stack.enter_context(torch.backends.mkldnn.flags(enabled=False))
        stack.enter_context(torch.backends.cudnn.flags(enabled=False))
        if hasattr(torch.compiler, "set_stance"):
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        yield


def run(built: Built) -> Run:
    """One forward pass. Raises Failed where the model does not run on its inputs."""
    if _lazy(built.module):
        _forward(built, _Parts(built.module))  # what is lazy takes its shape
    ledger, parts = _Ledger(), _Parts(built.module)
    counter = FlopCounterMode(display=False)
    flops: Mapping[str, int] | None = None
    trouble = ""
    try:
        _forward(built, parts, counter, _Counting(ledger, parts))
        flops = {str(op): n for op, n in counter.get_flop_counts().get("Global", {}).items() if n}
    except Failed as error:  # of the other counter, if the model runs without it
        ledger, parts, trouble = _Ledger(), _Parts(built.module), str(error)
        _forward(built, parts, _Counting(ledger, parts))
    return _result(built.module, ledger, flops, trouble)


def _forward(built: Built, parts: _Parts, *modes: AbstractContextManager[Any]) -> None:
    quiet = warnings.catch_warnings(action="ignore")
    place = torch.device(built.device)  # for the tensors that the model makes on its way
    try:
        with quiet, redirect_stdout(sys.stderr), _unfused(), torch.no_grad(), place, ExitStack() as stack:
            for context in (parts.watched(), *modes):
                stack.enter_context(context)
            built.module(*built.args, **built.kwargs)
    except (Exception, SystemExit) as error:
        shapes = ", ".join(_shown(value) for value in (*built.args, *built.kwargs.values()))
        path = parts.failed_in(error)
        where = f", in `{path}`" if path else ""
        raise Failed(f"the model does not run on {shapes or 'no input'}{where}: {reason(error)}") from error


def _lazy(module: nn.Module) -> list[str]:
    tensors = (*module.named_parameters(), *module.named_buffers())
    return [name for name, t in tensors if isinstance(t, (nn.UninitializedParameter, nn.UninitializedBuffer))]


def _shown(value: Any) -> str:
    return (
        "×".join(map(str, value.shape)) or "a number"
        if isinstance(value, torch.Tensor)
        else f"a {type(value).__name__}"
    )


def _result(module: nn.Module, ledger: _Ledger, flops: Mapping[str, int] | None, trouble: str) -> Run:
    lazy = _lazy(module)
    if lazy:
        raise Failed(f"`{lazy[0]}` has no shape even after a run: it belongs to a lazy module that is never called")
    products: Counter[str] = Counter()
    for (_, operator), count in ledger.products.items():
        products[operator] += count
    parameters = list(module.parameters())
    return Run(
        multiplications=dict(sorted(products.items())),
        entrywise=dict(sorted(ledger.entrywise.items())),
        functions=tuple(sorted(ledger.functions)),
        unknown=dict(sorted(ledger.unknown.items())),
        flops=flops,
        trouble=trouble,
        parameters=sum(p.numel() for p in parameters),
        trainable=sum(p.numel() for p in parameters if p.requires_grad),
        buffers=sum(b.numel() for b in module.buffers()),
        shared=sum(1 for _ in module.named_parameters(remove_duplicate=False)) - len(parameters),
        submodules=_submodules(module, ledger),
    )


def _submodules(module: nn.Module, ledger: _Ledger) -> tuple[Submodule, ...]:
    """Every part with what it and the parts below it hold and multiply."""
    below: Counter[str] = Counter()
    for (path, _), count in ledger.products.items():
        steps = path.split(".") if path else []
        for length in range(len(steps) + 1):
            below[".".join(steps[:length])] += count
    return tuple(
        Submodule(
            path=path,
            kind=type(part).__name__,
            parameters=sum(p.numel() for p in part.parameters()),
            multiplications=below[path],
        )
        for path, part in module.named_modules()
    )
