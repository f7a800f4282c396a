"""The data structure of the index normal form: sums over dummy indices of products of factors.

    Form      a scalar: {Term: rational coefficient}, a polynomial
    Term      Σ over `bound` dummies, where every condition of `where` holds, of the product of `factors` ** exponents
    Factor    a scalar that is not taken apart: an entry of a variable, a function of forms, a derivative, …
    Abstract  a function of indices (an array, the body of a product): `body` in the argument names `names`

Everything is immutable and known by its `key`, an injective text; equal keys are equal values wherever both are
defined. The converse holds as far as the rewriting rules reach. Forms are made by `algebra.Algebra`, never directly:
its constructors normalise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.indexed.indices import NONE, Condition, Names, names_in, place_text
from proofcheck.language.types import Dim

Exponent = Fraction | Dim  # a Dim only where it is no number: a whole-number polynomial in sizes
ONE = Fraction(1)
SYMBOLIC = frozenset(("entry", "cell", "jet", "slope"))  # kinds whose name is a variable, recurrence or function


class TooMany(Exception):
    """A normal form that passes a limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Something known by its key.

    `names`: free names of index expressions; `symbols`: variables, recurrences and functions that occur in it;
    `height`: how deeply forms are nested in it.
    """

    key: str = field(init=False, repr=True)
    names: Names = field(init=False, repr=False)
    symbols: Names = field(init=False, repr=False)
    height: int = field(init=False, repr=False)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Keyed) and type(self) is type(other) and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def _known(self, key: str, names: Names, symbols: Names, height: int) -> None:
        object.__setattr__(self, "symbols", symbols)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "height", height)


@dataclass(frozen=True, slots=True, eq=False)
class Factor(Keyed):
    """A scalar that is not taken apart.

    kind      name        at                         args
    entry     variable    its index
    size                  one integer polynomial                            an integer as a number: a name or opaque
    cell      recurrence  cell index + place         data: length of the cell index
    jet       function    [member] + place + slots   one Abstract an argument; data: (member?, axes, slot arguments)
    function  operator                               scalar Abstracts
    sum                                              one scalar Abstract: the base of a power that is not expanded
    number    prime                                  base of a fractional power
    constant  `pi`
    product               lower, upper               one Abstract over one index
    matprod               lower, upper, i, j         one Abstract over (t, i, j)
    atom      operator    place                      array arguments (Abstract with shape); data: options
    slope     …           …                          derivative of an opaque cell, see `derivative`
    """

    kind: str
    name: str = ""
    at: tuple[Dim, ...] = ()
    args: tuple[Abstract, ...] = ()
    data: tuple[str | int, ...] = ()

    def __post_init__(self) -> None:
        names = NONE
        for dim in self.at:
            names |= names_in(dim)
        symbols = names if names else NONE
        if self.kind in SYMBOLIC:
            symbols |= {self.name}
        for a in self.args:
            names |= a.names
            symbols |= a.symbols
        places = ",".join(map(place_text, self.at))
        inner = ";".join(a.key for a in self.args)
        key = f"{self.kind}:{self.name}[{places}]({inner}){self.data if self.data else ''}"
        self._known(key, names, symbols, max((a.height for a in self.args), default=0))


@dataclass(frozen=True, slots=True, eq=False)
class Term(Keyed):
    """A closed product: the dummies `bound` are named `#height.k` in canonical order."""

    bound: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    factors: tuple[tuple[Factor, Exponent], ...] = ()

    def __post_init__(self) -> None:
        if len(self.factors) == 1 and not self.bound and not self.where and self.factors[0][1] == 1:
            only = self.factors[0][0]
            self._known(only.key, only.names, only.symbols, only.height + 1)
            return
        names = symbols = NONE
        for f, e in self.factors:
            names |= f.names
            symbols |= f.symbols
            if isinstance(e, Dim):
                names |= names_in(e)
        for c in self.where:
            names |= c.names
        product = "*".join(
            f.key if e == 1 else f"{f.key}^{{{place_text(e) if isinstance(e, Dim) else e}}}" for f, e in self.factors
        )
        key = product
        if self.bound or self.where:
            key = f"Σ{','.join(self.bound)}[{'&'.join(c.key for c in self.where)}]{product}"
        height = max((f.height for f, _ in self.factors), default=0)
        self._known(key, names - frozenset(self.bound), symbols, height + 1)


def _key(term: tuple[Term, Fraction]) -> str:
    return term[0].key


@dataclass(frozen=True, slots=True, eq=False)
class Form(Keyed):
    """A scalar normal form: terms with coefficients that are not 0, sorted by key."""

    terms: tuple[tuple[Term, Fraction], ...] = ()

    @classmethod
    def of(cls, terms: Mapping[Term, Fraction] | Iterable[tuple[Term, Fraction]]) -> Form:
        items = terms.items() if isinstance(terms, Mapping) else terms
        kept = [(t, c) for t, c in items if c]
        return cls(tuple(sorted(kept, key=_key) if len(kept) > 1 else kept))

    def __post_init__(self) -> None:
        if len(self.terms) == 1:
            only, c = self.terms[0]
            self._known(f"{c}*{only.key}", only.names, only.symbols, only.height)
            return
        names = symbols = NONE
        for t, _ in self.terms:
            names |= t.names
            symbols |= t.symbols
        key = "+".join(f"{c}*{t.key}" for t, c in self.terms)
        self._known(key, names, symbols, max((t.height for t, _ in self.terms), default=0))

    @property
    def number(self) -> Fraction | None:
        """Its value, if it is a number."""
        if not self.terms:
            return Fraction(0)
        if len(self.terms) == 1 and self.terms[0][0].key == "":
            return self.terms[0][1]
        return None

    @property
    def single(self) -> tuple[Factor, Exponent] | None:
        """The factor and its exponent, if it is just one, with coefficient 1 and without a sum."""
        if len(self.terms) == 1:
            term, c = self.terms[0]
            if c == 1 and not term.bound and not term.where and len(term.factors) == 1:
                return term.factors[0]
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Abstract(Keyed):
    """A function of indices `1..shape[k]` (of any integers where `shape` has None); `arguments` are `@height.k`."""

    arguments: tuple[str, ...]
    shape: tuple[Dim | None, ...]
    body: Form

    def __post_init__(self) -> None:
        names = self.body.names - frozenset(self.arguments)
        for dim in self.shape:
            names |= NONE if dim is None else names_in(dim)
        key = self.body.key
        if self.arguments:
            key = (
                f"λ{','.join(self.arguments)}:{','.join('' if d is None else place_text(d) for d in self.shape)}.{key}"
            )
        self._known(f"({key})", names, self.body.symbols, self.body.height + (1 if self.arguments else 0))


UNIT = Term()
ZERO_FORM = Form()
ONE_FORM = Form(((UNIT, ONE),))
