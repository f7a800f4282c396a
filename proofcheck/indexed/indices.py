"""Index expressions: integer polynomials in sizes, bound names and dummies, and affine conditions on them.

A name that starts with `~` is a dummy of an open term, `#` a dummy of a closed one, `@` an argument of an abstraction;
none of them can be written by a user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd

from proofcheck.language.dims import expression, polynomial
from proofcheck.language.tree import Node, free_names, substitute
from proofcheck.language.types import Atom, Dim, Opaque
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.regions import Linear, Region, linear
from proofcheck.meaning.regions import substituted as dim_substituted
from proofcheck.meaning.size_signs import nonnegative

Names = frozenset[str]
NONE: Names = frozenset()
KEPT = 20_000  # answers that are remembered
MAX_PRODUCTS = 60  # questions on products of sizes
Values = Mapping[str, Dim]


@lru_cache(maxsize=KEPT)
def _opaque_names(atom: Opaque) -> Names:
    node = atom.node
    if isinstance(node, Dim):
        return names_in(node)
    return free_names(node) if isinstance(node, Node) else NONE


@lru_cache(maxsize=KEPT)
def place_text(dim: Dim) -> str:
    """An injective text; what is no polynomial of names is written in full."""
    terms = dim.terms
    if len(terms) == 1 and len(terms[0][0]) == 1 and terms[0][1] == 1 and terms[0][0][0][1] == 1:
        atom = terms[0][0][0][0]
        return atom if isinstance(atom, str) else f"<{atom.text}|{atom.node!r}>"
    if all(isinstance(a, str) for m, _ in terms for a, _ in m):
        return str(dim)
    parts = []
    for m, c in terms:
        parts.append(f"{c}" + "".join(f"*{place_text(Dim.of(a))}**{p}" for a, p in m))
    return "+".join(parts)


@lru_cache(maxsize=KEPT)
def names_in(dim: Dim) -> Names:
    """Every name that the value of an index expression depends on."""
    found: set[str] = set()
    for monomial, _ in dim.terms:
        for atom, _ in monomial:
            if isinstance(atom, str):
                found.add(atom)
            else:
                found |= _opaque_names(atom)
    return frozenset(found)


@lru_cache(maxsize=KEPT)
def name_of(dim: Dim) -> str | None:
    """The name that an index expression is by itself."""
    terms = dim.terms
    if len(terms) == 1 and terms[0][1] == 1 and len(terms[0][0]) == 1 and terms[0][0][0][1] == 1:
        atom = terms[0][0][0][0]
        return atom if isinstance(atom, str) else None
    return None


def put(dim: Dim, values: Values) -> Dim:
    """The index expression with others for some of its names. Errors: NoMeaning."""
    terms = dim.terms
    if len(terms) == 1 and len(terms[0][0]) == 1 and terms[0][1] == 1:  # a name by itself
        atom, power = terms[0][0][0]
        if power == 1 and isinstance(atom, str):
            return values.get(atom, dim)
    own = [name for name in names_in(dim) if name in values]
    if not own:
        return dim
    return _put_one(dim, own[0], values[own[0]]) if len(own) == 1 else _put_all(dim, values)


@lru_cache(maxsize=KEPT)
def _put_one(dim: Dim, name: str, value: Dim) -> Dim:
    return _put_all(dim, {name: value})


def _put_all(dim: Dim, values: Values) -> Dim:
    replaced: dict[Atom, Dim] = {}
    for atom in dim.atoms():
        if isinstance(atom, str):
            if atom in values:
                replaced[atom] = values[atom]
        elif not _opaque_names(atom).isdisjoint(values):
            replaced[atom] = _opaque_put(atom, values)
    return dim_substituted(dim, replaced) if replaced else dim


def _opaque_put(atom: Opaque, values: Values) -> Dim:
    if isinstance(atom.node, Dim):
        return put(atom.node, values)
    assert isinstance(atom.node, Node)
    found = polynomial(substitute(atom.node, {name: expression(dim) for name, dim in values.items()}))
    if found is None:
        raise NoMeaning("index", "no integer")
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """An Iverson bracket: `[form == 0]` if `equation`, else `[form >= 0]`, for an integer polynomial."""

    form: Dim
    equation: bool = False

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Condition) and self.equation is other.equation and self.form == other.form

    def __hash__(self) -> int:
        return hash(self.form)

    @property
    def key(self) -> str:
        return f"{'=' if self.equation else '>'}{place_text(self.form)}"

    @property
    def names(self) -> Names:
        return names_in(self.form)

    def put(self, values: Values) -> Condition:
        own = [name for name in self.names if name in values]
        if len(own) == 1:
            return _put_in(self, own[0], values[own[0]])
        return _lowest(Condition(put(self.form, values), self.equation))

    def lowest(self) -> Condition:
        """The same in lowest terms: coefficients without a common divisor, constant rounded, first sign positive."""
        return _lowest(self)


@lru_cache(maxsize=KEPT)
def _put_in(condition: Condition, name: str, value: Dim) -> Condition:
    return _lowest(Condition(put(condition.form, {name: value}), condition.equation))


@lru_cache(maxsize=KEPT)
def _lowest(condition: Condition) -> Condition:
    terms = condition.form.terms
    if any(c.denominator != 1 for _, c in terms):
        return condition
    divisor = gcd(*(c.numerator for m, c in terms if m))
    constant = next((c.numerator for m, c in terms if not m), 0)
    if divisor == 0 or (condition.equation and constant % divisor):
        return condition
    if condition.equation and terms[0][1] < 0:
        return Condition(condition.form.scaled(Fraction(-1, divisor)), True)
    if divisor == 1:
        return condition
    kept = Dim(tuple((m, c / divisor) for m, c in terms if m))
    return Condition(kept + Dim.of(constant // divisor), condition.equation)


@lru_cache(maxsize=KEPT)
def equal_places(left: Dim, right: Dim) -> Condition:
    return Condition(left - right, True).lowest()


@lru_cache(maxsize=KEPT)
def at_least(left: Dim, right: Dim) -> Condition:
    """`left >= right`."""
    return Condition(left - right).lowest()


@lru_cache(maxsize=KEPT)
def within(place: Dim, lower: Dim, upper: Dim) -> tuple[Condition, Condition]:
    return at_least(place, lower), at_least(upper, place)


@lru_cache(maxsize=KEPT)
def negated(condition: Condition) -> Condition:
    """Of an inequality."""
    assert not condition.equation
    return Condition((condition.form + Dim.ONE).scaled(Fraction(-1))).lowest()


class Facts:
    """What is known of sizes and indices: answers are certain when they say yes."""

    __slots__ = ("_decided", "_inner", "_products", "about", "never", "region")

    def __init__(
        self,
        region: Region,
        never: frozenset[Condition] = frozenset(),
        about: Callable[[Opaque], Iterable[Condition]] = lambda atom: (),
    ) -> None:
        """`never`: equations that do not hold; `about`: what is known of an index that is no polynomial of names."""
        self.region = region
        self.never = never
        self.about = about
        self._decided: dict[Condition, bool] = {}
        self._inner: dict[tuple[Condition, ...], Facts] = {}
        self._products = [0]  # questions on products of sizes, of which each takes long: counted with those of `given`

    def given(self, conditions: Iterable[Condition]) -> Facts:
        """The facts with these conditions added; the same ones for the same conditions."""
        added = tuple(conditions)
        found = self._inner.get(added)
        if found is None:
            found = self._inner[added] = self._given(added)
        return found

    def _given(self, conditions: Iterable[Condition]) -> Facts:
        least: list[Linear] = []
        zero: list[Linear] = []
        for c in conditions:
            form = linear(c.form)
            if form is not None and form.terms:
                (zero if c.equation else least).append(form)
        if not least and not zero:
            return self
        found = Facts(self.region.where(least, zero), self.never, self.about)
        found._products = self._products
        return found

    def certain(self, condition: Condition) -> bool:
        """Whether it surely holds."""
        known = self._decided.get(condition)
        if known is None:
            known = self._decided[condition] = self._holds(condition)
        return known

    def certain_range(self, lower: Dim, upper: Dim) -> bool:
        """Whether `lower..upper` surely is not empty."""
        return self.certain(at_least(upper, lower))

    def _holds(self, condition: Condition) -> bool:
        form = linear(condition.form)
        if form is None:
            return False
        if condition.equation:
            if not form.terms:
                return form.constant == 0
            return form in self.region.zero or self._related(form).fixes(form)
        if not form.terms:
            return form.constant >= 0
        if any(f.terms == form.terms and f.constant <= form.constant for f in self.region.least):
            return True
        related = self._related(form)
        if related.entails(form):
            return True
        if all(isinstance(a, str) for a, _ in form.terms):
            return False
        self._products[0] += 1
        if self._products[0] > MAX_PRODUCTS:
            return False
        return _nonnegative(condition.form, self._linked({a for a, _ in form.terms}, inside=True))

    def impossible(self, condition: Condition) -> bool:
        """Whether it surely fails."""
        if not condition.equation:
            return self.certain(negated(condition))
        if condition in self.never:
            return True
        form = linear(condition.form)
        if form is None:
            return False
        if not form.terms:
            return form.constant != 0
        divisor = gcd(*(c for _, c in form.terms))
        if form.constant % divisor:
            return True
        over, under = form.plus(-1), form.scaled(-1).plus(-1)
        related = self._related(form)
        return any(f.terms == over.terms and f.constant <= over.constant for f in self.region.least) or (
            related.entails(over) or related.entails(under)
        )

    def _known_of(self, atom: Opaque) -> list[Linear]:
        found = [linear(c.form) for c in self.about(atom) if not c.equation]
        return [f for f in found if f is not None]

    def _related(self, form: Linear) -> Region:
        """The part of the region that is linked to a form by common names."""
        linked = {a for a, _ in form.terms}
        own = [f for a in linked if isinstance(a, Opaque) for f in self._known_of(a)]
        if own:
            return Facts(self.region.where(own))._related(form)
        return self._linked(linked)

    def _linked(self, linked: set[Atom], inside: bool = False) -> Region:
        """The part of the region that is linked to these atoms; with `inside` also through the factors of products."""
        linked = _opened(linked) if inside else set(linked)
        rest = [(f, [a for a, _ in f.terms]) for f in (*self.region.zero, *self.region.least)]
        kept: set[int] = set()
        size = -1
        while len(kept) > size:
            size = len(kept)
            for k, (_, atoms) in enumerate(rest):
                if k not in kept and not linked.isdisjoint(atoms):
                    kept.add(k)
                    linked.update(_opened(atoms) if inside else atoms)
        zero = len(self.region.zero)
        return Region(
            tuple(rest[k][0] for k in range(zero) if k in kept),
            tuple(rest[k][0] for k in range(zero, len(rest)) if k in kept),
        )


def _opened(atoms: Iterable[Atom]) -> set[Atom]:
    """The atoms, and those inside of products."""
    found = set(atoms)
    found.update(b for a in atoms if isinstance(a, Opaque) and isinstance(a.node, Dim) for b in a.node.atoms())
    return found


@lru_cache(maxsize=KEPT)
def _nonnegative(form: Dim, region: Region) -> bool:
    return nonnegative(form, region, 0)
