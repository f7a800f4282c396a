"""What the rewriting rules of functions ask of normal forms: the ring, the signs, and what belongs to no function."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from proofcheck.meaning.interval import Elementary
from proofcheck.meaning.ring import Key, Polynomial, Quotient, Ring, Rule
from proofcheck.meaning.signs import Signs


class Forms(Protocol):
    """Normal forms in one ring, as the rules see them."""

    ring: Ring
    signs: Signs
    elementary: Elementary
    orders: dict[Key, int]
    field_only: bool

    def refine(self, key: Key, order: int) -> int: ...
    def cuttable(self, key: Key) -> bool: ...
    def parts(self, q: Quotient) -> tuple[Fraction, list[tuple[Polynomial, int]]]: ...
    def gather(self, constant: Fraction, parts: list[tuple[Polynomial, int]]) -> Quotient: ...
    def absolute(self, q: Quotient) -> Quotient: ...
    def sign(self, q: Quotient) -> Quotient: ...
    def opaque(self, op: str, *args: Quotient) -> Quotient: ...
    def elementary_generator(self, key: Key, op: str, argument: Quotient, rule: Rule | None = None) -> int: ...
    def pi(self) -> Quotient: ...
