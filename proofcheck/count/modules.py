"""Models from `module:factory`, as the person at the command line names them, and their inputs.

The factory is imported and called: this is the one place of the package that runs a user's code, and its only caller
is the command. Models are built on the meta device, where tensors have shapes and no entries, so that size costs
nothing; whatever does not work there is built and run in memory.
"""

from __future__ import annotations

import inspect
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from proofcheck.count.request import DEFAULT, Input, Request, Sizes
from proofcheck.errors import nearest
from proofcheck.run.session import UsageError

META, MEMORY = "meta", "cpu"
MAX_ENTRIES, SAMPLE_ENTRIES = 2**28, 2**22  # of one input in memory: at the sizes asked for, and at others
Factory = Callable[..., Any]
_LONGEST = 160  # characters of a foreign message
_INSTALLED = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
_NOT_THE_USERS = ("<", *(os.path.join(path, "") for path in (os.path.dirname(os.path.dirname(__file__)), *_INSTALLED)))


class Failed(Exception):
    """The model cannot be built, or does not run, at the sizes at hand."""


class NotBuilt(Failed):
    """The factory gives no model."""


class TooLarge(Failed):
    """The inputs would not fit into memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A model in inference mode, and what it is called with."""

    module: nn.Module
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    device: str


def reason(error: BaseException) -> str:
    """A foreign error in one line, with the place in the user's code that it came from."""
    lines = str(error).strip().splitlines()
    first = lines[0].strip() if lines else ""
    if len(first) > _LONGEST:
        first = f"{first[:_LONGEST].rstrip()} …"
    told = f"{type(error).__name__}: {first}" if first else type(error).__name__
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(_NOT_THE_USERS)]
    return f"{told} ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else told


def load_factory(request: Request) -> Factory:
    """The callable that the target names, looked for as `python -m` would. Raises UsageError."""
    module_name, colon, path = request.target.partition(":")
    names = (*module_name.split("."), *path.split("."))
    if not colon or module_name.endswith(".py") or not all(name.isidentifier() for name in names):
        hint = "write the module as it is imported, without `.py`, and the name of a factory in it"
        raise UsageError(f"`{request.target}` is not of the form module:factory\nhint: {hint}")
    found = _imported(module_name)
    for part in path.split("."):
        if not hasattr(found, part):
            near = nearest(part, [name for name in vars(found) if not name.startswith("_")])
            raise UsageError(f"`{module_name}` has no `{path}`" + (f"; did you mean `{near}`?" if near else ""))
        found = getattr(found, part)
    if isinstance(found, nn.Module):
        hint = f"write `def make(): return {path.rpartition('.')[2]}` and name that"
        raise UsageError(f"`{request.target}` is a module, no factory of modules\nhint: {hint}")
    if not callable(found):
        raise UsageError(f"`{request.target}` is {_named(found)}, no factory of modules")
    _check_arguments(found, request)
    return found  # type: ignore[no-any-return]


def _imported(name: str) -> Any:
    here = os.getcwd()
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        with redirect_stdout(sys.stderr):
            return import_module(name)
    except (Exception, SystemExit) as error:
        raise UsageError(f"cannot import `{name}`: {reason(error)}") from None


def _check_arguments(factory: Factory, request: Request) -> None:
    """Raises UsageError for a size or an argument that the factory does not take, or for one that it lacks."""
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):  # a callable that does not tell: the call itself will
        return
    by_name = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.POSITIONAL_ONLY)]
    names = [p.name for p in by_name]
    given = (*request.factory_sizes, *request.arguments)
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        for name in given:
            if name not in names:
                near = nearest(name, names)
                known = f"did you mean `{near}`?" if near else f"it has {', '.join(f'`{n}`' for n in names) or 'none'}"
                raise UsageError(f"`{request.target}` has no parameter `{name}`; {known}")
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY and p.default is p.empty]
    if positional:
        raise UsageError(f"`{request.target}` takes `{positional[0]}` by position only; write a factory without it")
    lacking = [p.name for p in by_name if p.default is p.empty and p.name not in given]
    if lacking:
        hint = f"give `--arg {lacking[0]}=…`, or `--size {lacking[0]}=…` for a size that the polynomial is to be in"
        raise UsageError(f"`{request.target}` needs a value for `{lacking[0]}`\nhint: {hint}")


def parameters_of(factory: Factory) -> tuple[str, ...]:
    """The names of the factory's parameters, as far as it tells."""
    try:
        return tuple(inspect.signature(factory).parameters)
    except (TypeError, ValueError):
        return ()


def build(factory: Factory, request: Request, sizes: Sizes, device: str) -> Built:
    """The model at these sizes. Raises Failed, of which kind tells whose fault it is."""
    arguments = {**request.arguments, **{name: sizes[name] for name in request.factory_sizes}}
    try:
        with torch.device(device), redirect_stdout(sys.stderr):
            made = factory(**arguments)
    except (Exception, SystemExit) as error:
        raise NotBuilt(f"`{request.target}` failed: {reason(error)}") from error
    module, examples = made if isinstance(made, tuple) and len(made) == 2 else (made, ())
    if not isinstance(module, nn.Module):
        raise NotBuilt(
            f"`{request.target}` returned {_named(made)}, no torch.nn.Module\n"
            "hint: a factory returns a module, or a pair of a module and its inputs"
        )
    module.train(False)
    place = _place(module, device)
    if request.inputs:
        return _called(module, place, [(i.keyword, _zeros(i, request, sizes, module, place)) for i in request.inputs])
    examples = torch.utils._pytree.tree_map(lambda x: x.to(place) if isinstance(x, Tensor) else x, examples)
    if isinstance(examples, dict):
        return Built(module=module, args=(), kwargs=examples, device=place)
    args = tuple(examples) if isinstance(examples, (tuple, list)) else (examples,)
    return Built(module=module, args=args, kwargs={}, device=place)


def _called(module: nn.Module, place: str, tensors: Sequence[tuple[str, Tensor]]) -> Built:
    return Built(
        module=module,
        args=tuple(t for keyword, t in tensors if not keyword),
        kwargs={keyword: t for keyword, t in tensors if keyword},
        device=place,
    )


def _place(module: nn.Module, device: str) -> str:
    """Where the model's tensors are: a factory may put them elsewhere than it is asked to."""
    found = {t.device.type for t in (*module.parameters(), *module.buffers())}
    return device if not found or device in found else sorted(found)[0]


def _zeros(tensor: Input, request: Request, sizes: Sizes, module: nn.Module, place: str) -> Tensor:
    shape = tensor.at(sizes)
    if shape is None:
        raise Failed(f"the shape `{tensor.text}` is not of whole numbers at these sizes")
    most = MAX_ENTRIES if sizes == request.point else SAMPLE_ENTRIES
    if place != META and prod(shape) > most:
        raise TooLarge(f"the input `{tensor.text}` has {prod(shape)} entries, too many to be held in memory")
    if tensor.dtype == DEFAULT:
        own = (p.dtype for p in module.parameters() if p.dtype.is_floating_point or p.dtype.is_complex)
        dtype = next(own, torch.get_default_dtype())
    else:
        dtype = getattr(torch, tensor.dtype)
    return torch.zeros(shape, dtype=dtype, device=place)


def _named(value: object) -> str:
    return "nothing" if value is None else f"a value of type `{type(value).__name__}`"
