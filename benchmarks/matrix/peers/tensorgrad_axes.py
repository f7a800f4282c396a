"""Axes that are pairs: `kron` and `vec` in tensorgrad, which never flattens; an axis of m·n entries is two edges."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from sympy import Symbol
from tensorgrad import Delta, Ones, Tensor

from benchmarks.matrix.peers.tensorgrad_functions import ENTRYWISE
from benchmarks.outcome import Inexpressible
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Dim, shape_of

Structure = Any  # a size, or a pair of structures


def structures(node: Node, size: Callable[[Dim], Symbol]) -> tuple[Structure, ...]:
    """Of each axis of an expression: its size, or the two structures that it is made of."""
    match node:
        case Apply(op="kron", args=(a, b)):
            return tuple(zip(structures(a, size), structures(b, size), strict=True))
        case Apply(op="vec", args=(a,)):
            rows, columns = structures(a, size)
            return ((columns, rows),)
        case Apply(op="transpose", args=(a,)):
            return structures(a, size)[::-1]
        case Apply(op="@", args=(a, b)):
            return structures(a, size)[:-1] + structures(b, size)[1:]
        case Apply(op="outer", args=(a, b)):
            return structures(a, size) + structures(b, size)
        case Apply(op=op, args=args) if op in ("+", "-", "*", "/", "neg") or op in ENTRYWISE:
            found = tuple(size(d) for d in shape_of(node.type))
            for a in args:
                if shape_of(a.type):
                    found = unified(found, structures(a, size))
            return found
    return tuple(size(d) for d in shape_of(node.type))


def unified(left: tuple[Structure, ...], right: tuple[Structure, ...]) -> tuple[Structure, ...]:
    """The finer structure of each axis."""
    return tuple(_finer(a, b) for a, b in zip(left, right, strict=True))


def _finer(a: Structure, b: Structure) -> Structure:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _finer(a[0], b[0]), _finer(a[1], b[1])
    return b if isinstance(b, tuple) else a


class Edges:
    """Names of edges, and for an axis that is a pair the names of its two."""

    def __init__(self) -> None:
        self._count = count()
        self._pairs: dict[str, tuple[str, str]] = {}
        self._sizes: dict[str, Symbol] = {}

    def fresh(self, like: str = "e") -> str:
        return f"{like}{next(self._count)}"

    def axis(self, structure: Structure) -> str:
        name = self.fresh()
        if isinstance(structure, tuple):
            self._pairs[name] = self.axis(structure[0]), self.axis(structure[1])
        else:
            self._sizes[name] = structure
        return name

    def pair(self, name: str) -> tuple[str, str]:
        if name not in self._pairs:
            raise Inexpressible("a product of sizes as one axis")
        return self._pairs[name]

    def flat(self, *names: str) -> tuple[str, ...]:
        """The edges of a tensor that axes stand for."""
        return tuple(e for n in names for e in (self.flat(*self._pairs[n]) if n in self._pairs else (n,)))

    def whole(self, *names: str) -> tuple[str, ...]:
        """The names, none of which is a pair."""
        if any(n in self._pairs for n in names):
            raise Inexpressible("one axis as two")
        return names

    def identity(self, size: Symbol, left: str, right: str) -> Tensor:
        if left not in self._pairs and right not in self._pairs:
            return Delta(size, left, right)
        (a, b), (c, d) = self.pair(left), self.pair(right)
        return self.identity(self._sizes.get(a), a, c) @ self.identity(self._sizes.get(b), b, d)

    def missing(self, found: Tensor, sizes: dict[str, Symbol]) -> dict[str, Symbol]:
        """The edges of these axes that a tensor lacks, with their sizes."""
        edges = {e: self._sizes[e] if n in self._pairs else s for n, s in sizes.items() for e in self.flat(n)}
        return {e: s for e, s in edges.items() if e not in found.edges}

    def filled(self, found: Tensor, sizes: dict[str, Symbol]) -> Tensor:
        missing = self.missing(found, sizes)
        return found @ Ones(**missing) if missing else found
