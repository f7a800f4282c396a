"""Types: scalar kinds, arrays with symbolic shapes, functions, distributions; dimensions as integer polynomials."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar

_KEPT = 20_000  # results of arithmetic that are remembered


class Kind(StrEnum):
    """What a scalar (or every entry of an array) is; ordered boolean < integer < real < complex."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    REAL = "real"
    COMPLEX = "complex"


@dataclass(frozen=True, slots=True)
class Opaque:
    """A dimension that is no polynomial of names (`floor((n - k)/s)`), known by its printed text."""

    text: str
    node: Hashable  # the integer-valued tree node it came from


Atom = str | Opaque
Monomial = tuple[tuple[Atom, int], ...]


def _order(monomial: Monomial) -> tuple[int, tuple[tuple[str, int], ...]]:
    return -sum(p for _, p in monomial), tuple((a if isinstance(a, str) else a.text, p) for a, p in monomial)


class Remembered:
    """Room for the hash of something that is looked up again and again; it is no part of the value."""

    __slots__ = ("_hash",)

    _hash: int


@dataclass(frozen=True, slots=True, eq=False)
class Dim(Remembered):
    """A dimension: a polynomial with rational coefficients in names, in canonical form, so `==` is equality."""

    terms: tuple[tuple[Monomial, Fraction], ...]

    ONE: ClassVar[Dim]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Dim) and self.terms == other.terms)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            object.__setattr__(self, "_hash", hash(self.terms))
            return self._hash

    @classmethod
    def of(cls, value: int | Fraction | str | Opaque) -> Dim:
        return _of_name(value) if isinstance(value, str) else cls._of(value)

    @classmethod
    def _of(cls, value: int | Fraction | Opaque) -> Dim:
        if isinstance(value, Opaque):
            return cls((((((value, 1),)), Fraction(1)),))
        return _of_whole(value) if isinstance(value, int) else cls.of_terms({(): value})

    @classmethod
    def of_terms(cls, terms: Mapping[Monomial, Fraction]) -> Dim:
        """The sum of these terms."""
        kept = [(m, c) for m, c in terms.items() if c]
        return cls(tuple(sorted(kept, key=_place) if len(kept) > 1 else kept))

    def __add__(self, other: Dim) -> Dim:
        return _added(self, other)

    def scaled(self, factor: Fraction) -> Dim:
        return _scaled(self, factor)

    def __sub__(self, other: Dim) -> Dim:
        return _subtracted(self, other)

    def __mul__(self, other: Dim) -> Dim:
        return _multiplied(self, other)

    @property
    def constant(self) -> int | None:
        """The value if it is a whole number, else None."""
        if not self.terms:
            return 0
        if len(self.terms) == 1 and self.terms[0][0] == () and self.terms[0][1].denominator == 1:
            return int(self.terms[0][1])
        return None

    def atoms(self) -> tuple[Atom, ...]:
        """Every name or opaque expression in it, in order of first appearance."""
        return tuple(dict.fromkeys(atom for monomial, _ in self.terms for atom, _ in monomial))

    def __str__(self) -> str:
        return _text(self)


def _place(term: tuple[Monomial, Fraction]) -> tuple[int, tuple[tuple[str, int], ...]]:
    return _order(term[0])


@lru_cache(maxsize=_KEPT)
def _text(dim: Dim) -> str:
    if not dim.terms:
        return "0"
    parts = []
    for monomial, coefficient in dim.terms:
        names = [f"{a if isinstance(a, str) else a.text}{'' if p == 1 else f'**{p}'}" for a, p in monomial]
        if coefficient not in (1, -1) or not names:
            names.insert(0, str(abs(coefficient)))
        sign = "-" if coefficient < 0 else "+"
        parts.append((sign, "*".join(names)))
    first_sign, first = parts[0]
    return ("-" if first_sign == "-" else "") + first + "".join(f" {s} {t}" for s, t in parts[1:])


@lru_cache(maxsize=_KEPT)
def _of_name(name: str) -> Dim:
    return Dim(((((name, 1),), Fraction(1)),))


@lru_cache(maxsize=_KEPT)
def _of_whole(value: int) -> Dim:
    return Dim((((), Fraction(value)),) if value else ())


@lru_cache(maxsize=_KEPT)
def _added(one: Dim, other: Dim) -> Dim:
    total = dict(one.terms)
    for monomial, coefficient in other.terms:
        total[monomial] = total[monomial] + coefficient if monomial in total else coefficient
    return Dim.of_terms(total)


@lru_cache(maxsize=_KEPT)
def _subtracted(one: Dim, other: Dim) -> Dim:
    total = dict(one.terms)
    for monomial, coefficient in other.terms:
        total[monomial] = total[monomial] - coefficient if monomial in total else -coefficient
    return Dim.of_terms(total)


@lru_cache(maxsize=_KEPT)
def _scaled(one: Dim, factor: Fraction) -> Dim:
    return Dim(tuple((m, c * factor) for m, c in one.terms)) if factor else Dim(())


@lru_cache(maxsize=_KEPT)
def _multiplied(one: Dim, other: Dim) -> Dim:
    total: dict[Monomial, Fraction] = {}
    for m1, c1 in one.terms:
        for m2, c2 in other.terms:
            powers: dict[Atom, int] = dict(m1)
            for atom, power in m2:
                powers[atom] = powers.get(atom, 0) + power
            merged = tuple(sorted(powers.items(), key=lambda ap: ap[0] if isinstance(ap[0], str) else ap[0].text))
            total[merged] = total.get(merged, Fraction(0)) + c1 * c2
    return Dim.of_terms(total)


Dim.ONE = Dim.of(1)
Shape = tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number or a truth value."""

    kind: Kind = Kind.REAL

    def __str__(self) -> str:
        return str(self.kind)


@dataclass(frozen=True, slots=True)
class Array:
    """An array of at least one axis; a vector has one, a matrix two."""

    shape: Shape
    kind: Kind = Kind.REAL

    def __str__(self) -> str:
        name = {1: "vector", 2: "matrix"}.get(len(self.shape), "tensor")
        entries = "" if self.kind is Kind.REAL else f" of {self.kind}"
        return f"{name}[{', '.join(map(str, self.shape))}]{entries}"


@dataclass(frozen=True, slots=True)
class Function:
    """An arbitrary smooth function; `index` is the length of a family `f[t](z)`, t = 1..index."""

    parameters: tuple[Type, ...]
    result: Type
    index: Dim | None = None

    def __str__(self) -> str:
        family = "" if self.index is None else f"[{self.index}]"
        return f"function{family}({', '.join(map(str, self.parameters))}) -> {self.result}"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A probability distribution over values of type `event`."""

    event: Type

    def __str__(self) -> str:
        return f"distribution over {self.event}"


Type = Scalar | Array | Function | Distribution

REAL = Scalar(Kind.REAL)
INTEGER = Scalar(Kind.INTEGER)
COMPLEX = Scalar(Kind.COMPLEX)
BOOLEAN = Scalar(Kind.BOOLEAN)

_RANK = {Kind.BOOLEAN: 0, Kind.INTEGER: 1, Kind.REAL: 2, Kind.COMPLEX: 3}


def wider(kinds: Iterable[Kind]) -> Kind:
    """The smallest kind that holds all of `kinds`."""
    return max(kinds, key=_RANK.__getitem__, default=Kind.INTEGER)


def shape_of(type_: Type) -> Shape:
    """The shape of a value; empty for a scalar."""
    return type_.shape if isinstance(type_, Array) else ()


def kind_of(type_: Type) -> Kind:
    """The kind of a scalar or of an array's entries; real for anything else."""
    return type_.kind if isinstance(type_, (Scalar, Array)) else Kind.REAL


def array(shape: Shape, kind: Kind = Kind.REAL) -> Scalar | Array:
    """The type of this shape: a scalar where there is no axis."""
    return Array(shape, kind) if shape else Scalar(kind)
