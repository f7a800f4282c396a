"""Random expressions in indices, each with its value by plain loops over dual numbers: a value and one derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F
from itertools import product
from random import Random
from typing import Generic, TypeVar

SHAPES: Mapping[str, tuple[int, ...]] = {"x": (3,), "y": (2,), "A": (3, 2), "S": (3, 3), "X": (3, 2, 2)}
KINDS = {1: "vector", 2: "matrix", 3: "tensor"}

T = TypeVar("T")
Env = Mapping[str, int]
Place = tuple[str, tuple[int, ...]]


class Outside(Exception):
    """An index outside its array: no value."""


@dataclass(frozen=True, slots=True)
class Dual:
    """A number and its derivative."""

    value: F
    slope: F = F(0)

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Dual) -> Dual:
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """A part of a formula: its text, and what it stands for at values of the bound variables."""

    text: str
    of: Callable[[Env], T]


@dataclass(slots=True)
class Writer:
    """Writes formulas over `SHAPES` and an integer vector `t` of two entries; `by` is what they are derived by."""

    random: Random
    values: dict[Place, F] = field(default_factory=dict)
    data: tuple[int, int] = (1, 1)
    by: Place = ("x", (1,))
    count: int = 0

    def __post_init__(self) -> None:
        for name, shape in SHAPES.items():
            for at in product(*(range(1, n + 1) for n in shape)):
                self.values[name, at] = F(self.random.randint(-3, 3))
        self.data = (self.random.randint(1, 2), self.random.randint(1, 2))

    def entry(self, bound: tuple[str, ...] = ()) -> tuple[Piece[Dual], Callable[[Env], Place]]:
        """An entry of an array, and which one it is."""
        name = self.random.choice(list(SHAPES))
        items = [self._index(bound, n) for n in SHAPES[name]]

        def place(env: Env) -> Place:
            return name, tuple(i.of(env) for i in items)

        def value(env: Env) -> Dual:
            at = place(env)
            if at not in self.values:
                raise Outside
            return Dual(self.values[at], F(at == self.by))

        return Piece(f"{name}[{', '.join(i.text for i in items)}]", value), place

    def _index(self, bound: tuple[str, ...], size: int) -> Piece[int]:
        kind = self.random.randrange(7)
        if bound and kind <= 3:
            v = self.random.choice(bound)
            return Piece(v, lambda env: env[v])
        if bound and kind == 4:
            v = self.random.choice(bound)
            return Piece(f"mod({v}, {size}) + 1", lambda env: env[v] % size + 1)
        if bound and kind == 5:
            v = self.random.choice(bound)
            return Piece(f"{size + 1} - {v}", lambda env: size + 1 - env[v])
        if kind == 6:
            k = self.random.randint(1, 2)
            return Piece(f"t[{k}]", lambda env: self.data[k - 1])
        k = self.random.randint(1, size)
        return Piece(str(k), lambda env: k)

    def _test(self, bound: tuple[str, ...]) -> Piece[bool]:
        v, w, k = self.random.choice(bound), self.random.choice(bound), self.random.randint(1, 3)
        tests: list[Piece[bool]] = [
            Piece(f"{v} != {k}", lambda env: env[v] != k),
            Piece(f"{v} < {w}", lambda env: env[v] < env[w]),
            Piece(f"mod({v}, 2) == 0", lambda env: env[v] % 2 == 0),
            Piece(f"{v} == {w} or {v} > {k}", lambda env: env[v] == env[w] or env[v] > k),
            Piece(f"not {v} <= {k}", lambda env: not env[v] <= k),
        ]
        return self.random.choice(tests)

    def number(self, depth: int, bound: tuple[str, ...] = ()) -> Piece[Dual]:
        """A scalar formula of at most this depth."""
        kind = self.random.randrange(9) if depth else 0
        if kind == 0:
            return self.entry(bound)[0]
        if kind <= 3:
            a, b = self.number(depth - 1, bound), self.number(depth - 1, bound)
            if kind == 1:
                return Piece(f"({a.text} + {b.text})", lambda env: a.of(env) + b.of(env))
            if kind == 2:
                return Piece(f"({a.text} - {b.text})", lambda env: a.of(env) - b.of(env))
            return Piece(f"({a.text}*{b.text})", lambda env: a.of(env) * b.of(env))
        if kind == 4 and bound:
            test, a, b = self._test(bound), self.number(depth - 1, bound), self.number(depth - 1, bound)
            text = f"({a.text} if {test.text} else {b.text})"
            return Piece(text, lambda env: a.of(env) if test.of(env) else b.of(env))
        return self._picked(depth, bound) if kind == 5 else self._folded(depth, bound)

    def _name(self) -> str:
        self.count += 1
        return f"i{self.count}"

    def _folded(self, depth: int, bound: tuple[str, ...]) -> Piece[Dual]:
        """A sum or product over a range, up or down, that may depend on outer indices, with or without a filter."""
        v, high = self._name(), self.random.randint(1, 3)
        outer = self.random.choice(bound) if bound and self.random.random() < 0.5 else ""
        low = Piece(f"{outer} + 1", lambda env: env[outer] + 1) if outer else Piece("1", lambda env: 1)
        inner = (*bound, v)
        body = self.number(depth - 1, inner)
        test = self._test(inner) if self.random.random() < 0.4 else Piece("", lambda env: True)
        falling, summed = self.random.random() < 0.3, self.random.random() < 0.7
        stretch = f"{high}..{low.text} by -1" if falling else f"{low.text}..{high}"
        text = f"{body.text} for {v} in {stretch}{f' if {test.text}' if test.text else ''}"

        def value(env: Env) -> Dual:
            total = Dual(F(0 if summed else 1))
            for i in range(low.of(env), high + 1):
                now = {**env, v: i}
                if test.of(now):
                    total = total + body.of(now) if summed else total * body.of(now)
            return total

        return Piece(f"{'sum' if summed else 'product'}({text})", value)

    def _picked(self, depth: int, bound: tuple[str, ...]) -> Piece[Dual]:
        """An entry of an array that is built by a comprehension."""
        v, length = self._name(), self.random.randint(1, 3)
        body, index = self.number(depth - 1, (*bound, v)), self._index(bound, length)

        def value(env: Env) -> Dual:
            if not 1 <= index.of(env) <= length:
                raise Outside
            return body.of({**env, v: index.of(env)})

        return Piece(f"[{body.text} for {v} in 1..{length}][{index.text}]", value)
