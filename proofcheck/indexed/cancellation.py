"""Whether a form is 0 by the equations that hold: adjectives, assumptions, and those of the inverses that occur in it.

The equations become rewriting rules, completed by their consequences. Where an inverse stands at a free end, all is
multiplied by its matrix, which changes nothing about being 0: the inverse has a value only where that is invertible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.indexed import atom_equations, determinant, inverse
from proofcheck.indexed.algebra import Algebra, ProductRule, within_shape
from proofcheck.indexed.completion import completed, rewrite
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.indices import within
from proofcheck.indexed.matrix_powers import eigenvector
from proofcheck.indexed.properties import Equation
from proofcheck.indexed.rewriting import Place, Rewrite, name_of, product_rules
from proofcheck.indexed.terms import Abstract, Factor, Form, Term
from proofcheck.indexed.vanishing import vanishes
from proofcheck.indexed.words import Word, Words, value_of, words_of
from proofcheck.language.types import Dim

MAX_ROUNDS = 3  # of new inverses that rewriting brings
MAX_MULTIPLIED = 8

Rules = Mapping[Place, ProductRule]
Legs = tuple[tuple[str, Dim], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How an algebra with further rules and invertible arrays is made, and the arrays that are known to be 0.

    `clear`: whether every operator has a value at all indices wherever one side has one; then the arrays with the
    keys `invertible` are.
    """

    algebra: Callable[[Rules, frozenset[str]], Algebra]
    zeros: tuple[Abstract, ...]
    invertible: frozenset[str] = frozenset()
    clear: bool = True


def cancels(setting: Setting, value: Abstract) -> bool:
    """Whether an array is 0 at all its indices. Errors: NoMeaning, TooMany."""
    if _cancels(setting, value, short=False):
        return True
    scalar_of_inverses = not value.shape and any(True for _ in inverse.found_in(value.body))
    return scalar_of_inverses and setting.clear and _cancels(setting, value, short=True)


def _cancels(setting: Setting, value: Abstract, short: bool) -> bool:
    """With equations solved for their greatest words, or for their least products."""
    rules: Rules = {}
    known = setting.invertible if setting.clear else frozenset[str]()
    for count in range(MAX_ROUNDS + 1):
        x = setting.algebra(rules, known)
        form, legs = _opened(x, value)
        with x.given(within_shape([n for n, _ in legs], [d for _, d in legs])):
            form = _renewed(x, form)
            if not form.terms:
                return True
            now = known | {f.args[0].key for f in inverse.found_in(form)} if setting.clear else known
            if count == MAX_ROUNDS or (count and now == known):
                return _multiplied(x, form, legs, setting.clear)
            found = list(_rewrites(x, setting.zeros, form if setting.clear else None, short))
            if not found and now == known:
                return vanishes(x, form, setting.clear)
            rules, known = product_rules(found), now
    return False


def _opened(x: Algebra, value: Abstract) -> tuple[Form, Legs]:
    legs = tuple((x.fresh(), d) for d in value.shape if d is not None)
    return x.applied(value, tuple(Dim.of(n) for n, _ in legs)), legs


def _renewed(x: Algebra, form: Form) -> Form:
    """The form in the normal form of this algebra."""
    drafts: list[Draft] = []
    for term, c in form.terms:
        for draft in x.openings(term, c):
            found = [Draft(draft.coefficient, list(draft.bound), list(draft.where))]
            with x.given(draft.where):
                for factor, exponent in draft.factors.items():
                    value = x.power(_remade(x, factor), exponent)
                    found = [p for d in found for p in x.times(d, value)]
            drafts += found
    return x.closed(drafts)


def _remade(x: Algebra, factor: Factor) -> Form:
    args = []
    for a in factor.args:
        names = [x.fresh() for _ in a.arguments]
        with x.given(within_shape(names, a.shape)):
            args.append(x.abstract(names, a.shape, _renewed(x, x.applied(a, tuple(map(Dim.of, names))))))
    return x.made_form(Factor(kind=factor.kind, name=factor.name, at=factor.at, args=tuple(args), data=factor.data))


# Equations as rules.


def _rewrites(x: Algebra, zeros: Iterable[Abstract], form: Form | None, short: bool) -> Iterator[Rewrite]:
    equations = [Equation(form=f, legs=legs) for f, legs in (_opened(x, z) for z in zeros)]
    if form is not None:
        equations += inverse.equations(x, [form])
        equations += determinant.equations(x, form)
        equations += atom_equations.equations(x, form)
    words: list[Words] = []
    for e in equations:
        with x.given(within_shape([n for n, _ in e.legs], [d for _, d in e.legs])):
            found = words_of(x, e.form, e.legs) if len(e.legs) <= 2 else None
            plain = found is not None and all(a.value is None for w in found for a in w.letters)
            if found is not None and (plain or len(found) > 1):
                words.append(found)
            if not plain:
                yield from _direct(x, e)
    seen: set[Word] = set()
    rules, others = completed(x, words, short)
    for equation in others:
        yield from _direct(x, _spelled(x, equation))
    for rule in rules:
        made = (None if rule[0] in seen else rewrite(x, rule), eigenvector(x, rule))
        yield from (m for m in made if m is not None)
        seen |= {rule[0], rule[0].transposed.upright[0]}  # the same product of factors, read from its other end


def _direct(x: Algebra, e: Equation) -> Iterator[Rewrite]:
    """The equation solved for the term with most factors."""
    legs = [n for n, _ in e.legs]
    for term, c in sorted(e.form.terms, key=lambda tc: (-_degree(tc[0]), tc[0].key)):
        if not _degree(term) or not _natural(term) or not _places(term).issuperset(legs):
            continue
        rest = x.scaled(Form.of([(t, d) for t, d in e.form.terms if t is not term]), -1 / c)
        draft = x.opened(term)
        yield Rewrite(
            legs=tuple(legs),
            bound=tuple(draft.bound),
            where=tuple(draft.where),
            factors=tuple((f, p) for f, p in draft.factors.items() if isinstance(p, Fraction)),
            value=x.abstract(legs, [d for _, d in e.legs], rest),
        )
        return


def _spelled(x: Algebra, words: Words) -> Equation:
    """An equation of words as one of forms."""
    word = next(iter(words))
    ends = [(x.fresh(), d) if d is not None else None for d in (word.rows, word.cols)]
    legs = tuple(e for e in ends if e is not None)
    start, end = (None if e is None else Dim.of(e[0]) for e in ends)
    with x.given(within_shape([n for n, _ in legs], [d for _, d in legs])):
        return Equation(form=value_of(x, words, start, end), legs=legs)


def _degree(term: Term) -> int:
    return sum(int(p) for f, p in term.factors if isinstance(p, Fraction) and f.kind not in ("number", "size"))


def _natural(term: Term) -> bool:
    return all(isinstance(p, Fraction) and p.denominator == 1 and p > 0 for _, p in term.factors)


def _places(term: Term) -> frozenset[str]:
    """The names that are an index of a factor by themselves."""
    return frozenset(n for f, _ in term.factors for n in map(name_of, f.at) if n is not None)


# Multiplying through.


def _multiplied(x: Algebra, form: Form, legs: Legs, clear: bool) -> bool:
    for _ in range(MAX_MULTIPLIED + 1):
        with x.given(within_shape([n for n, _ in legs], [d for _, d in legs])):
            if vanishes(x, form, clear):
                return True
            step = _by_matrix(x, form, legs) if clear else None
        if step is None:
            return False
        form, legs = step
    return False


def _by_matrix(x: Algebra, form: Form, legs: Legs) -> tuple[Form, Legs] | None:
    """The form times the matrix of an inverse at one of its free ends; the most deeply nested one first."""
    found = sorted(_ends(form, legs), key=lambda e: (-e[0].height, e[0].key))
    if not found:
        return None
    factor, leg = found[0]
    matrix, name = factor.args[0], x.fresh()
    length = dict(legs)[leg]
    new = Dim.of(name)
    places = (new, Dim.of(leg)) if name_of(factor.at[0]) == leg else (Dim.of(leg), new)
    with x.given([*within(new, Dim.ONE, length), *within(Dim.of(leg), Dim.ONE, length)]):
        product = x.mul(x.applied(matrix, places), form)
    with x.given(within(new, Dim.ONE, length)):
        total = x.sum(product, leg, Dim.ONE, length)
    return total, tuple((name, d) if n == leg else (n, d) for n, d in legs)


def _ends(form: Form, legs: Legs) -> Iterator[tuple[Factor, str]]:
    lengths = dict(legs)
    for term, _ in form.terms:
        for factor, exponent in term.factors:
            if factor.kind != "atom" or factor.name != inverse.INVERSE or exponent != 1:
                continue
            if any(n[0] in "~#@" for n in factor.args[0].names):
                continue
            for place in factor.at:
                leg = name_of(place)
                if leg is not None and lengths.get(leg) == factor.args[0].shape[0]:
                    yield factor, leg
