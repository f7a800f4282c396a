"""From where on an asymptotic inequality holds: explicit lower bounds of log-linear forms for all variables >= N.

A form that does not decrease in any variable from N on is least at the corner where every variable is N, and there a
ball encloses it. That it does not decrease is read off `n·d/dn`, a sum of positive monomials: each negative one must be
at most a share of a positive one, and their ratio at most its value at N, because it does not increase (the same
question again, of simpler monomials). Whatever this does not reach has no explicit N; it may hold all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from flint import arb, fmpq

from proofcheck.meaning.growth_constants import ONE, ZERO, Constant, Unsure, enclosing
from proofcheck.meaning.growth_monomials import UNIT, Atom, Form, Leaf, Monomial, as_monomial, form_at, leaves, log_form

_POWERS = tuple(10**k for k in (5, 6, 8, 9, 12, 15, 18, 24, 30, 50, 100))
CANDIDATES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 1000, 1024, 4096, *_POWERS)
_DEPTH = 3
_FIRST = (1, 1, 2, 3, 16)

Terms = Mapping[Monomial, Constant]


def lower_from(form: Form, start: int) -> Fraction | None:
    """A lower bound of the form for all whole variables >= start, or None."""
    names = sorted({leaf.variable for leaf in leaves(Monomial(form))})
    try:
        if not all(_defined(leaf, start) for leaf in leaves(Monomial(form))):
            return None
        if not all(_nondecreasing(form, name, start, _DEPTH) for name in names):
            return None
        return enclosing(lambda: form_at(form, dict.fromkeys(names, start)))[0]
    except Unsure:
        return None


def upper_of(monomial: Monomial, start: int) -> Fraction | None:
    """An upper bound of a monomial for all variables >= start, or None."""
    low = lower_from(-monomial.form, start)
    if low is None:
        return None
    return enclosing(lambda: (-arb(fmpq(low.numerator, low.denominator))).exp())[1]


def nonnegative_from(form: Form) -> int | None:
    """The least candidate N such that the form is at least 0 for all variables >= N, or None."""
    for start in CANDIDATES:
        low = lower_from(form, start)
        if low is not None and low >= 0:
            return start
    return None


def nondecreasing_from(form: Form, name: str) -> int | None:
    """From which candidate on a form does not decrease in one variable, or None."""
    for start in CANDIDATES:
        try:
            if all(_defined(leaf, start) for leaf in leaves(Monomial(form))) and _nondecreasing(
                form, name, start, _DEPTH
            ):
                return start
        except Unsure:
            return None
    return None


def defined_from(leaf: Leaf) -> int:
    """From which whole number on an iterated logarithm has a value, and those that it is taken of are positive.

    Errors: Unsure past the few that occur.
    """
    if leaf.depth >= len(_FIRST):
        raise Unsure("a logarithm iterated too often")
    return _FIRST[leaf.depth]


def _defined(leaf: Leaf, start: int) -> bool:
    return leaf.depth < len(_FIRST) and start >= _FIRST[leaf.depth]


def _nondecreasing(form: Form, name: str, start: int, depth: int) -> bool:
    return _nonnegative(_derivative(form, name), start, depth)


def _derivative(form: Form, name: str) -> Terms:
    """n·d/dn of a form, as a sum of monomials."""
    total: dict[Monomial, Constant] = {}
    for atom, factor in form.terms:
        for monomial, inner in _atom_derivative(atom, name).items():
            total[monomial] = total.get(monomial, ZERO) + factor * inner
    return {m: c for m, c in total.items() if c.sign() != 0}


def _atom_derivative(atom: Atom, name: str) -> Terms:
    if isinstance(atom, Leaf):
        if atom.variable != name:
            return {}
        if atom.depth == 0:
            return {as_monomial(atom): ONE}
        found = UNIT
        for depth in range(1, atom.depth):  # n·d/dn of log log n is 1/log n
            found = found / as_monomial(Leaf(name, depth))
        return {found: ONE}
    return {atom * m: c for m, c in _derivative(atom.form, name).items()}


def _nonnegative(terms: Terms, start: int, depth: int) -> bool:
    """Whether a sum of monomials is at least 0 for all variables >= start: each negative term within a positive one."""
    budget = {m: c for m, c in terms.items() if c.sign() > 0}
    for monomial, factor in terms.items():
        if factor.sign() > 0:
            continue
        for positive in budget:
            ratio = _greatest(monomial / positive, start, depth)
            if ratio is None:
                continue
            rest = budget[positive] + factor.scaled(ratio)
            if rest.sign() >= 0:
                budget[positive] = rest
                break
        else:
            return False
    return True


def _greatest(ratio: Monomial, start: int, depth: int) -> Fraction | None:
    """An upper bound of a monomial for all variables >= start, where it is seen not to increase."""
    if ratio.constant:
        return Fraction(1)
    if depth == 0:
        return None
    names = _names(ratio.form)
    if not all(_defined(leaf, start) for leaf in leaves(ratio)):
        return None
    if not all(_nondecreasing(-ratio.form, name, start, depth - 1) for name in names):
        return None
    high = enclosing(lambda: form_at(ratio.form, dict.fromkeys(names, start)).exp())[1]
    return high.limit_denominator(1 << 40) + Fraction(1, 1 << 40) if high.denominator > 1 << 64 else high


def _names(form: Form) -> Iterable[str]:
    return sorted({leaf.variable for atom, _ in form.terms for leaf in leaves(Monomial(log_form(atom)))})
