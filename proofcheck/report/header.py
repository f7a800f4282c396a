"""One line that says what a run rests on: versions of the engines, device, seed. Imports none of them."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from proofcheck import __version__

_DRIVER = Path("/dev/nvidia0")
_ENGINES = ("torch", "sympy", "python-flint")


def installed(package: str) -> str:
    """The version of an installed package, empty if it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def device(torch_version: str, visible: str | None, driver: Path = _DRIVER) -> str:
    """`cuda` where torch can be expected to find a GPU, else `cpu`; a guess that costs no import of torch.

    `visible` is the variable CUDA_VISIBLE_DEVICES, None where it is not set.
    """
    hidden = visible is not None and visible.strip() in ("", "-1")
    return "cuda" if driver.exists() and not hidden and not torch_version.endswith("+cpu") else "cpu"


def header(seed: int) -> str:
    """`proofcheck 0.1.0: torch 2.13.0 (cpu), sympy 1.14.0, python-flint 0.9.0, seed 0`."""
    parts = []
    for engine in _ENGINES:
        found = installed(engine)
        parts.append(f"{engine} {found.partition('+')[0]}" if found else f"no {engine}")
    parts[0] += f" ({device(installed(_ENGINES[0]), os.environ.get('CUDA_VISIBLE_DEVICES'))})"
    return f"proofcheck {__version__}: {', '.join(parts)}, seed {seed}"
