"""The peers: each decides one claim as well as its library can. A peer's module is imported only where it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from benchmarks.matrix.outcome import Answer
from proofcheck.claim import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A way to decide claims, and what it runs on."""

    name: str
    version: str
    decide: Callable[[Claim], Answer]


# Name on the command line and in the results: module with `peer()`, and the title in the table.
PEERS = MappingProxyType(
    {
        "proofcheck": ("this_project", "proofcheck"),
        "tensorgrad": ("tensorgrad_graphs", "tensorgrad"),
        "sympy-2": ("sympy_entries:2", "SymPy, entries at size 2"),
        "sympy-3": ("sympy_entries:3", "SymPy, entries at size 3"),
        "sympy-symbols": ("sympy_symbols", "SymPy, `MatrixSymbol`"),
        "gaussian": ("gaussian", "100 Gaussian instances"),
    }
)


def peer_named(name: str) -> Peer:
    """The peer, with its library loaded. Raises ImportError where that is absent."""
    module, _, size = PEERS[name][0].partition(":")
    made = import_module(f"benchmarks.matrix.peers.{module}").peer
    found: Peer = made(int(size)) if size else made()
    return found
