"""Sets of whole numbers cut out by linear conditions on indices and sizes, for every size at once.

Emptiness is decided by elimination over the rationals with rounding to whole numbers on the way: `empty` is certain
when it says so, and may miss an empty set; every reader treats a set that is not seen to be empty as one that counts.
Products and other nonlinear terms of sizes stand for themselves, as atoms of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd
from operator import neg

from proofcheck.language.types import Atom, Dim, Opaque

MAX_ROWS = 300
Row = tuple[tuple[int, ...], int]  # coefficients and constant of a form that is at least 0


def text_of(atom: Atom) -> str:
    return atom if isinstance(atom, str) else atom.text


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear form with whole coefficients, its terms in the order of their text."""

    terms: tuple[tuple[Atom, int], ...]
    constant: int

    @classmethod
    def of(cls, terms: Mapping[Atom, int], constant: int) -> Linear:
        kept = [(a, c) for a, c in terms.items() if c]
        return cls(tuple(sorted(kept, key=lambda ac: text_of(ac[0]))), constant)

    @classmethod
    def name(cls, atom: Atom) -> Linear:
        return cls(((atom, 1),), 0)

    @classmethod
    def number(cls, value: int) -> Linear:
        return cls((), value)

    def coefficient(self, atom: Atom) -> int:
        return next((c for a, c in self.terms if a == atom), 0)

    def scaled(self, factor: int) -> Linear:
        return Linear.of({a: c * factor for a, c in self.terms}, self.constant * factor)

    def __add__(self, other: Linear) -> Linear:
        total = dict(self.terms)
        for atom, c in other.terms:
            total[atom] = total.get(atom, 0) + c
        return Linear.of(total, self.constant + other.constant)

    def __sub__(self, other: Linear) -> Linear:
        return self + other.scaled(-1)

    def plus(self, constant: int) -> Linear:
        return Linear(self.terms, self.constant + constant)

    def lowest(self) -> Linear:
        """Of an equation, the same divided by what its coefficients have in common; without a solution as it is."""
        divisor = gcd(*(c for _, c in self.terms))
        if not divisor or self.constant % divisor:
            return self
        return Linear(tuple((a, c // divisor) for a, c in self.terms), self.constant // divisor)

    def put(self, atom: Atom, value: Linear) -> Linear:
        """The form with `value` for `atom`."""
        c = self.coefficient(atom)
        return self if not c else Linear.of(dict(self.terms) | {atom: 0}, self.constant) + value.scaled(c)

    def dim(self) -> Dim:
        """The same as a polynomial."""
        total = Dim.of(self.constant)
        for atom, c in self.terms:
            inner = atom.node if isinstance(atom, Opaque) and isinstance(atom.node, Dim) else Dim.of(atom)
            total = total + inner.scaled(Fraction(c))
        return total


@lru_cache(maxsize=20_000)
def linear(dim: Dim) -> Linear | None:
    """A polynomial as a linear form in names, opaque atoms and products; None for broken coefficients."""
    if any(c.denominator != 1 for _, c in dim.terms):
        return None
    terms: dict[Atom, int] = {}
    constant = 0
    for monomial, c in dim.terms:
        if not monomial:
            constant = int(c)
        elif len(monomial) == 1 and monomial[0][1] == 1:
            terms[monomial[0][0]] = int(c)
        else:
            product = Dim(((monomial, Fraction(1)),))
            terms[Opaque(str(product), product)] = int(c)
    return Linear.of(terms, constant)


@dataclass(frozen=True, slots=True)
class Region:
    """The integer points at which every form of `zero` is 0 and every form of `least` is at least 0."""

    zero: tuple[Linear, ...] = ()
    least: tuple[Linear, ...] = ()

    def where(self, least: Iterable[Linear] = (), zero: Iterable[Linear] = ()) -> Region:
        return Region(tuple(dict.fromkeys((*self.zero, *zero))), tuple(dict.fromkeys((*self.least, *least))))

    def meet(self, other: Region) -> Region:
        return self.where(other.least, other.zero)

    def put(self, atom: Atom, value: Linear) -> Region:
        """The region with `value` for `atom`; what is then always true is left out."""
        zero = (f.put(atom, value) for f in self.zero)
        least = (f.put(atom, value) for f in self.least)
        return Region(
            tuple(dict.fromkeys(f for f in zero if f.terms or f.constant)),
            tuple(dict.fromkeys(f for f in least if f.terms or f.constant < 0)),
        )

    def atoms(self) -> tuple[Atom, ...]:
        found = dict.fromkeys(a for f in (*self.zero, *self.least) for a, _ in f.terms)
        return tuple(sorted(found, key=text_of))

    @property
    def empty(self) -> bool:
        return not _feasible(self)

    def entails(self, form: Linear) -> bool:
        """Whether `form >= 0` surely holds in it."""
        if not form.terms:
            return form.constant >= 0 or self.empty
        return self.where((form.scaled(-1).plus(-1),)).empty

    def fixes(self, form: Linear) -> bool:
        """Whether `form == 0` surely holds in it."""
        return form in self.zero or (self.entails(form) and self.entails(form.scaled(-1)))

    def without(self, other: Region) -> list[Region]:
        """The points that do not lie in `other`, as disjoint regions."""
        if self.meet(other).empty:
            return [self]
        found, rest = [], self
        for form in other.zero:
            if form not in self.zero:
                found += [rest.where((form.plus(-1),)), rest.where((form.scaled(-1).plus(-1),))]
                rest = rest.where(zero=(form,))
        for form in other.least:
            if form not in self.least:
                found.append(rest.where((form.scaled(-1).plus(-1),)))
                rest = rest.where((form,))
        return [r for r in found if not r.empty]

    def simplified(self) -> Region:
        """The same points without conditions that the others imply."""
        kept = list(self.least)
        for form in self.least:
            others = [f for f in kept if f is not form]
            if Region(self.zero, tuple(others)).entails(form):
                kept = others
        return Region(self.zero, tuple(kept))

    def split(self, form: Linear) -> tuple[Region, Region]:
        """Where `form >= 0`, and where not."""
        return self.where((form,)), self.where((form.scaled(-1).plus(-1),))


def left_over(regions: Iterable[Region], covers: Sequence[Region], limit: int = 400) -> list[Region] | None:
    """What `covers` leave of `regions`, disjoint where `regions` are; None when it falls into too many parts."""
    rest = [r for r in regions if not r.empty]
    for cover in covers:
        rest = [piece for r in rest for piece in r.without(cover)]
        if len(rest) > limit:
            return None
    return rest


@lru_cache(maxsize=20_000)
def _feasible(region: Region) -> bool:
    """False when the region surely holds no integer point."""
    atoms = region.atoms()
    place = {a: k for k, a in enumerate(atoms)}

    def row(form: Linear) -> Row:
        coefficients = [0] * len(atoms)
        for atom, c in form.terms:
            coefficients[place[atom]] = c
        return tuple(coefficients), form.constant

    rows = _solved([row(f) for f in region.zero], [row(f) for f in region.least])
    kept = None if rows is None else _tight(rows)
    while kept:
        column = _cheapest(kept)
        if column is None:
            return True
        kept = _tight(_eliminated(kept, column))
        if kept is not None and len(kept) > MAX_ROWS:
            return True
    return kept is not None


def _solved(zero: list[Row], least: list[Row]) -> list[Row] | None:
    """The inequalities with the equations solved where a coefficient is ±1; None where an equation cannot hold."""
    while zero:
        coefficients, constant = zero.pop()
        divisor = gcd(*coefficients) if coefficients else 0
        if divisor == 0:
            if constant:
                return None
            continue
        if constant % divisor:
            return None
        own = (tuple(c // divisor for c in coefficients), constant // divisor)
        column = next((k for k, c in enumerate(own[0]) if abs(c) == 1), None)
        if column is None:
            least += [own, (tuple(-c for c in own[0]), -own[1])]
            continue
        zero = [_cleared(r, own, column) for r in zero]
        least = [_cleared(r, own, column) for r in least]
    return least


def _cleared(row: Row, equation: Row, column: int) -> Row:
    factor = -row[0][column] * equation[0][column]
    if not factor:
        return row
    return tuple(a + factor * b for a, b in zip(row[0], equation[0], strict=True)), row[1] + factor * equation[1]


def _tight(rows: Iterable[Row]) -> list[Row] | None:
    """Each row divided by the common divisor of its coefficients, its constant rounded down; only the strongest."""
    strongest: dict[tuple[int, ...], int] = {}
    for coefficients, constant in rows:
        divisor = gcd(*coefficients) if coefficients else 0
        if divisor == 0:
            if constant < 0:
                return None
            continue
        key, bound = coefficients, constant
        if divisor != 1:
            key, bound = tuple(c // divisor for c in coefficients), constant // divisor
        strongest[key] = min(bound, strongest.get(key, bound))
    for key, bound in strongest.items():
        opposite = strongest.get(tuple(map(neg, key)))
        if opposite is not None and bound + opposite < 0:
            return None
    return list(strongest.items())


def _cheapest(rows: Sequence[Row]) -> int | None:
    """The column whose elimination makes the fewest rows; None where no column is left."""
    best: tuple[int, int] | None = None
    for column, own in enumerate(zip(*(r[0] for r in rows), strict=True)):
        above = len([c for c in own if c > 0])
        below = len([c for c in own if c < 0])
        if above or below:
            cost = above * below - above - below
            best = min(best, (cost, column)) if best is not None else (cost, column)
    return None if best is None else best[1]


def _eliminated(rows: Sequence[Row], column: int) -> Iterator[Row]:
    above = [r for r in rows if r[0][column] > 0]
    below = [r for r in rows if r[0][column] < 0]
    yield from (r for r in rows if r[0][column] == 0)
    for a, p in above:
        for b, q in below:
            s, t = -b[column], a[column]
            yield tuple(s * x + t * y for x, y in zip(a, b, strict=True)), s * p + t * q


def substituted(dim: Dim, values: Mapping[Atom, Dim]) -> Dim:
    """A polynomial with polynomials for some of its atoms."""
    same = tuple(t for t in dim.terms if not any(a in values for a, _ in t[0]))
    if len(same) == len(dim.terms):
        return dim
    total = dict(same)
    for monomial, c in dim.terms:
        own = [(a, p) for a, p in monomial if a in values]
        if not own:
            continue
        kept = (
            Dim.ONE if len(own) == len(monomial) else Dim(((tuple(t for t in monomial if t not in own), Fraction(1)),))
        )
        for atom, power in own:
            for _ in range(power):
                kept = values[atom] if kept is Dim.ONE else kept * values[atom]
        for m, value in kept.terms:
            scaled = c if value == 1 else value if c == 1 else value * c
            total[m] = total[m] + scaled if m in total else scaled
    return Dim.of_terms(total)
