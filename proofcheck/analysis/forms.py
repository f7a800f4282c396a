"""Normal forms of a problem's entries, and the way back: a quotient of a normal form as an entry, factor by factor.

Errors: TooHard where a form depends on an open sign, or a generator names no entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from proofcheck.meaning.algebra import assume_facts
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.normal_form import NeedSign, NormalForms, Nowhere, Orders, Refine
from proofcheck.meaning.ring import (
    Limits,
    Polynomial,
    Quotient,
    Ring,
    TooHard,
    ZeroDenominator,
    rational,
    with_room,
)
from proofcheck.meaning.setting import Setting

_RESTARTS = 16
_SPARE = 6  # generators that may still be made once the forms have been read
T = TypeVar("T")


def with_forms(known: Setting, work: Callable[[NormalForms], T]) -> T:
    """What `work` makes of fresh normal forms, started again whenever a root or exponential needs a finer unit."""

    def within(limits: Limits) -> T:
        orders: Orders = {}
        for _ in range(_RESTARTS):
            try:
                forms = NormalForms(Ring(limits), known.bounds, orders)
                assume_facts(forms, known)
                found = work(forms)
                forms.ring.close(_SPARE)
                return found
            except Refine:
                continue
            except (NeedSign, Nowhere, ZeroDenominator) as why:
                raise TooHard(str(why)) from None
        raise TooHard("too many units")

    return with_room(within)


def normal(known: Setting, entries: Sequence[Entry]) -> tuple[NormalForms, list[Quotient]]:
    """The normal forms of entries in one ring. Errors: TooHard."""
    return with_forms(known, lambda forms: (forms, [forms.of(e) for e in entries]))


def entry_of(graph: Graph, forms: NormalForms, quotient: Quotient) -> Entry:
    """An entry with this normal form, as a constant times factors, over factors. Errors: TooHard."""
    return Writer(graph, forms).quotient(quotient)


class Writer:
    """Writes the quotients of one ring as entries of one graph."""

    def __init__(self, graph: Graph, forms: NormalForms) -> None:
        self.graph = graph
        self.forms = forms
        self.ring = forms.ring
        self._known: dict[int, Entry] = {}

    def name(self, index: int, entry: Entry) -> None:
        """What a generator stands for, where it does not tell by itself."""
        self._known[index] = entry

    def quotient(self, q: Quotient) -> Entry:
        """num/den with both in factors."""
        constant, parts = self.forms.parts(q)
        return self.product(constant, [(self.polynomial(f), e) for f, e in parts])

    def product(self, constant: Fraction, parts: Sequence[tuple[Entry, int]]) -> Entry:
        """A constant times whole powers of entries."""
        g = self.graph
        top = g.product(g.power(f, e) for f, e in parts if e > 0)
        bottom = g.product(g.power(f, -e) for f, e in parts if e < 0)
        return g.mul(g.num(constant), g.div(top, bottom) if bottom is not g.one else top)

    def polynomial(self, p: Polynomial) -> Entry:
        """A sum of monomials, high powers first."""
        g = self.graph
        total = g.zero
        for monomial, coefficient in p.to_dict().items():
            c = rational(coefficient)
            term = g.product(self.power(i, int(e)) for i, e in enumerate(monomial) if e)
            if c < 0 and total is not g.zero:
                total = g.sub(total, g.mul(g.num(-c), term))
            else:
                total = g.add(total, g.mul(g.num(c), term))
        return total

    def power(self, index: int, exponent: int) -> Entry:
        """A generator's power; of a part of a variable, whole powers of the variable as such."""
        key = self.ring.keys[index]
        if key[0] != "root of var" or exponent < key[2]:
            return self.graph.power(self.generator(index), exponent)
        whole, rest = divmod(exponent, key[2])
        value = self.graph.power(key[1], whole)
        return self.graph.mul(value, self.graph.power(self.generator(index), rest)) if rest else value

    def generator(self, index: int) -> Entry:
        """What a generator stands for."""
        if index not in self._known:
            self._known[index] = self._generator(index)
        return self._known[index]

    def _generator(self, index: int) -> Entry:
        g, key = self.graph, self.ring.keys[index]
        match key:
            case ("var", Entry() as entry) | ("entry", Entry() as entry):
                return entry
            case ("root of var", Entry() as entry, int(order)):
                return self._root(entry, order)
            case ("pi",):
                return g.make("pi")
            case ("cbrt", *_):
                return g.make("cbrt", self.quotient(self.ring.rules[index].value))
            case ("root", *_):
                rule = self.ring.rules[index]
                return self._root(self.quotient(rule.value), rule.power)
        source = self.ring.sources.get(index)
        if source is None or key[0] == "share":
            raise TooHard(f"`{key[0]}` names no entry")
        if source[0] == "log":
            return self._logarithm(source[1])
        return g.make(source[0], self.quotient(source[1]))

    def _logarithm(self, q: Quotient) -> Entry:
        """The logarithm of a part of a variable as a part of the variable's."""
        g, used = self.graph, self.ring.used(q.num)
        if q.den.is_constant() and len(used) == 1 and q.num == self.ring.context.gens()[used[0]]:
            key = self.ring.keys[used[0]]
            if key[0] == "root of var":
                return g.mul(g.num(Fraction(1, key[2])), g.make("log", key[1]))
        return g.make("log", self.quotient(q))

    def _root(self, entry: Entry, order: int) -> Entry:
        return (
            self.graph.make("sqrt", entry)
            if order == 2
            else self.graph.power(entry, self.graph.num(Fraction(1, order)))
        )
