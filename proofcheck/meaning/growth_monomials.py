"""Growth monomials: e raised to a linear combination of atoms, where an atom is an iterated logarithm or a monomial.

`n**2*log(n)` is exp(2·log n + log log n), `2**n*factorial(n)/n` is exp(log 2·n + …): a product of powers of everything
that grows, written as the sum of its logarithm, so that products are sums, powers are multiples and logarithms are
read off. The form is unique: equal monomials are equal objects. Every monomial is positive wherever its iterated
logarithms are defined and positive, which is so once all variables are large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from proofcheck.meaning.growth_constants import ONE, Constant, Unsure, constant_text, exp, rational

MAX_ATOMS = 24
MAX_HEIGHT = 12


@dataclass(frozen=True, slots=True)
class Leaf:
    """`log(log(…(variable)))`, `depth` logarithms deep; depth 0 is the variable itself."""

    variable: str
    depth: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A linear combination of atoms: the logarithm of a monomial. In a fixed order, no coefficient 0."""

    terms: tuple[tuple[Atom, Constant], ...]
    _hash: int = field(init=False, repr=False)  # forms are keys everywhere: it is computed once

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self.terms))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Form) and self._hash == other._hash and self.terms == other.terms

    def __add__(self, other: Form) -> Form:
        total = dict(self.terms)
        for atom, factor in other.terms:
            total[atom] = total[atom] + factor if atom in total else factor
        return form(total)

    def __neg__(self) -> Form:
        return Form(tuple((a, -c) for a, c in self.terms))

    def __sub__(self, other: Form) -> Form:
        return self + (-other)

    def scaled(self, factor: Constant) -> Form:
        return form({a: c * factor for a, c in self.terms})

    def coefficient(self, atom: Atom) -> Constant:
        return dict(self.terms).get(atom, rational(0))


@dataclass(frozen=True, slots=True)
class Monomial:
    """exp(form)."""

    form: Form

    def __mul__(self, other: Monomial) -> Monomial:
        return Monomial(self.form + other.form)

    def __truediv__(self, other: Monomial) -> Monomial:
        return Monomial(self.form - other.form)

    def power(self, exponent: Constant) -> Monomial:
        return Monomial(self.form.scaled(exponent))

    @property
    def constant(self) -> bool:
        return not self.form.terms

    def __str__(self) -> str:
        return monomial_text(self)


Atom = Leaf | Monomial
UNIT = Monomial(Form(()))


def form(terms: Mapping[Atom, Constant]) -> Form:
    """The combination in normal form. Errors: Unsure for a coefficient of which it is not known whether it is 0."""
    kept = [(a, c) for a, c in terms.items() if c.sign() != 0]
    if len(kept) > MAX_ATOMS:
        raise Unsure("an exponent of too many terms")
    return Form(tuple(sorted(kept, key=lambda ac: atom_order(ac[0]))))


@lru_cache(maxsize=8192)
def atom_order(atom: Atom) -> tuple[int, str, int]:
    return (0, atom.variable, atom.depth) if isinstance(atom, Leaf) else (1, repr(atom), 0)


def as_atom(monomial: Monomial) -> Atom:
    """The monomial as an atom: an iterated logarithm stands for itself."""
    if len(monomial.form.terms) == 1:
        atom, factor = monomial.form.terms[0]
        if isinstance(atom, Leaf) and atom.depth >= 1 and factor == ONE:
            return Leaf(atom.variable, atom.depth - 1)
    return monomial


def as_monomial(atom: Atom) -> Monomial:
    """The atom as a monomial: log n is exp(log log n)."""
    if isinstance(atom, Leaf):
        return Monomial(Form(((Leaf(atom.variable, atom.depth + 1), ONE),)))
    return atom


def variable(name: str) -> Monomial:
    return as_monomial(Leaf(name))


def log_form(atom: Atom) -> Form:
    """The logarithm of an atom."""
    return as_monomial(atom).form


def exponential(terms: Iterable[tuple[Monomial, Constant]]) -> Monomial:
    """exp of a combination of monomials, none of them constant."""
    total: dict[Atom, Constant] = {}
    for monomial, factor in terms:
        atom = as_atom(monomial)
        total[atom] = total[atom] + factor if atom in total else factor
    found = Monomial(form(total))
    if height(found) > MAX_HEIGHT:
        raise Unsure("a tower of exponentials too high to follow")
    return found


@lru_cache(maxsize=8192)
def height(monomial: Monomial) -> int:
    """The greatest height of its atoms: 0 for products of powers of variables and logarithms, 1 for `2**n`."""
    return max((atom_height(atom) for atom, _ in monomial.form.terms), default=0)


def atom_height(atom: Atom) -> int:
    """One more than the height of its logarithm; 0 for a logarithm of a variable."""
    if isinstance(atom, Leaf):
        return 0 if atom.depth else 1
    return 1 + height(atom)


def leaves(monomial: Monomial) -> Iterator[Leaf]:
    """Every iterated logarithm in it, at any height."""
    for atom, _ in monomial.form.terms:
        if isinstance(atom, Leaf):
            yield atom
        else:
            yield from leaves(atom)


def variables(monomial: Monomial) -> frozenset[str]:
    return frozenset(leaf.variable for leaf in leaves(monomial))


def value_at(monomial: Monomial, point: Mapping[str, int]) -> Any:
    """An enclosure at whole numbers, at the precision that is set. Errors: Unsure where a logarithm has no value."""
    return form_at(monomial.form, point).exp()


def form_at(linear: Form, point: Mapping[str, int]) -> Any:
    total = arb(0)
    for atom, factor in linear.terms:
        total += factor.ball() * atom_at(atom, point)
    return total


def atom_at(atom: Atom, point: Mapping[str, int]) -> Any:
    if isinstance(atom, Monomial):
        return value_at(atom, point)
    value = arb(point[atom.variable])
    for _ in range(atom.depth):
        if not value > 0:
            raise Unsure("a logarithm at a small number")
        value = value.log()
    return value


def monomial_text(monomial: Monomial) -> str:
    """The monomial as the claim language writes it: `2**n*n**2*log(n)`."""
    above: list[str] = []
    below: list[str] = []
    ordered = sorted(monomial.form.terms, key=lambda t: isinstance(t[0], Leaf) and t[0].depth > 0)
    for atom, factor in ordered:
        for part in _parts(atom, factor):
            negative = all(q < 0 for _, q in part.terms)
            (below if negative else above).append(_power_text(atom, -part if negative else part))
    top = "*".join(above) or "1"
    if not below:
        return top
    return f"{top}/{below[0]}" if len(below) == 1 and "*" not in below[0].replace("**", "") else _quotient(top, below)


def _parts(atom: Atom, factor: Constant) -> Iterator[Constant]:
    """The summands of an exponent, so that exp((1 + log 2)·n) is e**n·2**n; a power of a variable stays whole."""
    if isinstance(atom, Leaf) and atom.depth:
        yield factor
    else:
        yield from (Constant((term,)) for term in factor.terms)


def _quotient(top: str, below: list[str]) -> str:
    return f"{top}/({'*'.join(below)})"


def _power_text(atom: Atom, factor: Constant) -> str:
    """exp(factor·atom)."""
    if isinstance(atom, Leaf) and atom.depth >= 1:
        return _raised(_nested(atom.variable, atom.depth - 1), factor)
    if isinstance(atom, Monomial):
        logs = [leaf for leaf, c in atom.form.terms if isinstance(leaf, Leaf) and leaf.depth == 2 and c == ONE]
        if logs:  # exp(c·n·log n) is n**(c·n)
            rest = monomial_text(atom / as_monomial(Leaf(logs[0].variable, 1)))
            scaled = _scaled_text(factor, rest)
            return f"{logs[0].variable}**{scaled if scaled.isidentifier() else f'({scaled})'}"
    inner = atom.variable if isinstance(atom, Leaf) else monomial_text(atom)
    whole = _simple_base(factor)
    if whole is not None:
        return f"{whole}**{inner if inner.isidentifier() else f'({inner})'}"
    return f"exp({_scaled_text(factor, inner)})"


def _simple_base(factor: Constant) -> str | None:
    """exp(factor) where it is a whole number or e."""
    if factor == ONE:
        return "e"
    try:
        base = exp(factor).rational
    except Unsure:
        return None
    return str(base) if base is not None and base.denominator == 1 and base < 10**6 else None


def _scaled_text(factor: Constant, inner: str) -> str:
    if factor == ONE:
        return inner
    text = constant_text(factor)
    return f"{text if len(factor.terms) == 1 else f'({text})'}*{inner}"


def _nested(name: str, logarithms: int) -> str:
    return "log(" * logarithms + name + ")" * logarithms


def _raised(base: str, power: Constant) -> str:
    if power == ONE:
        return base
    exact = power.rational
    if exact == Fraction(1, 2):
        return f"sqrt({base})"
    text = constant_text(power)
    return f"{base}**{text if exact is not None and exact.denominator == 1 else f'({text})'}"
