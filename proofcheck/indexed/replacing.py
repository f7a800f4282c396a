"""Forms with other forms for some of their factors, everywhere inside of them."""

from __future__ import annotations

from collections.abc import Callable

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.indices import names_in
from proofcheck.indexed.terms import Abstract, Factor, Form
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

Change = Callable[[Factor], Form | None]


def replaced(x: Algebra, form: Form, symbols: frozenset[str], change: Change) -> Form:
    """The form with `change` put to every factor with one of these symbols; None leaves a factor, its parts changed.

    Errors: NoMeaning where a symbol stands in an index.
    """
    if form.symbols.isdisjoint(symbols):
        return form
    drafts: list[Draft] = []
    for term, c in form.terms:
        for draft in x.openings(term, c):
            with x.given(draft.where):
                drafts += _product(x, draft, symbols, change)
    return x.closed(drafts)


def _product(x: Algebra, draft: Draft, symbols: frozenset[str], change: Change) -> list[Draft]:
    found = [Draft(draft.coefficient, list(draft.bound), list(draft.where))]
    if any(not c.names.isdisjoint(symbols) for c in draft.where):
        raise NoMeaning("at", "of an index that depends on the variable")
    for factor, exponent in draft.factors.items():
        if isinstance(exponent, Dim) and not names_in(exponent).isdisjoint(symbols):
            raise NoMeaning("at", "of an exponent that depends on the variable")
        if factor.symbols.isdisjoint(symbols):
            for d in found:
                d.times(factor, exponent)
            continue
        value = x.power(_factor(x, factor, symbols, change), exponent)
        found = [p for d in found for p in x.times(d, value)]
    return found


def _factor(x: Algebra, factor: Factor, symbols: frozenset[str], change: Change) -> Form:
    own = change(factor)
    if own is not None:
        return own
    if any(not names_in(d).isdisjoint(symbols) for d in factor.at):
        raise NoMeaning("at", "of an index that depends on the variable")
    args = tuple(_abstract(x, a, symbols, change) for a in factor.args)
    return x.made_form(Factor(kind=factor.kind, name=factor.name, at=factor.at, args=args, data=factor.data))


def _abstract(x: Algebra, a: Abstract, symbols: frozenset[str], change: Change) -> Abstract:
    if a.symbols.isdisjoint(symbols):
        return a
    names = [x.fresh() for _ in a.arguments]
    with x.given(within_shape(names, a.shape)):
        body = replaced(x, x.applied(a, tuple(map(Dim.of, names))), symbols, change)
    return x.abstract(names, a.shape, body)
