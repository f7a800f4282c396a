"""Checks mathematical claims: proved, supported, refuted with a witness, or undecided; never more than it knows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofcheck.claim import Claim
    from proofcheck.hooks import hookimpl
    from proofcheck.load.yaml import load
    from proofcheck.run.session import check
    from proofcheck.verdict import Verdict

__version__ = "0.1.0"
__all__ = ["Claim", "Verdict", "__version__", "check", "hookimpl", "load"]

# Where each public name stands; imported on first use, so that `import proofcheck` costs nothing.
_HOMES = {
    "Claim": "proofcheck.claim",
    "Verdict": "proofcheck.verdict",
    "check": "proofcheck.run.session",
    "hookimpl": "proofcheck.hooks",
    "load": "proofcheck.load.yaml",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'proofcheck' has no attribute {name!r}")
    if name == "load":  # the package is the function, see there
        return import_module("proofcheck.load")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
