"""Truncated expansions in a scale of growth orders, for a variable that goes to infinity; exact coefficients.

A growth order is exp of a finite sum of multiples of larger-than-constant orders: x**2*log(x) is exp(2*L1 + L2), with
L0 = x, L1 = log x, L2 = log log x, … . An expansion is a sum of terms with a bound O(order) on what is left out, so a
bounded wave is O(1). Source: Gruntz, On Computing Limits in a Symbolic Manipulation System, chapter 3; van der Hoeven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import TypeVar

from proofcheck.analysis.constants import ball_of, is_closed, rational_value, sign_of
from proofcheck.analysis.forms import Writer
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.normal_form import NormalForms
from proofcheck.meaning.ring import Quotient


class Unknown(Exception):
    """Nothing is known of the behaviour."""


class NeedTerms(Unknown):
    """More terms of the expansions may settle it."""


@dataclass(frozen=True, slots=True)
class Order:
    """exp(sum of coefficient*key), largest key first; a key is an order, or k for the k-times iterated logarithm."""

    parts: tuple[tuple[Key, Quotient], ...] = ()

    def __str__(self) -> str:
        return " + ".join(f"{c}·[{k}]" for k, c in self.parts)


Key = int | Order
K = TypeVar("K")
ONE = Order()


@dataclass(frozen=True, slots=True)
class Series:
    """Terms (order, coefficient), the largest first, and what is left out: O(error), or nothing."""

    terms: tuple[tuple[Order, Quotient], ...] = ()
    error: Order | None = None


ZERO = Series()


class Scale:
    """Arithmetic of expansions to at most `length` terms, with constants of one ring as coefficients."""

    def __init__(self, graph: Graph, forms: NormalForms, length: int) -> None:
        self.graph = graph
        self.forms = forms
        self.ring = forms.ring
        self.length = length
        self.writer = Writer(graph, forms)
        self._signs: dict[str, int] = {}

    # constants

    def number(self, value: int | Fraction) -> Quotient:
        return self.ring.constant(Fraction(value))

    def closed(self, entry: Entry) -> Quotient:
        """The normal form of a closed constant that certainly has a value."""
        if rational_value(entry) is None:
            if not is_closed(entry):
                raise Unknown
            ball_of(entry)  # raises NoMeaning where there is none
        return self.forms.of(entry)

    def value(self, op: str, *args: Quotient) -> Quotient:
        """A function's value at constants."""
        return self.closed(self.graph.make(op, *map(self.writer.quotient, args)))

    def sign(self, q: Quotient) -> int:
        """The sign of a constant, exactly."""
        exact = self.ring.number(q)
        if exact is not None:
            return (exact > 0) - (exact < 0)
        key = str(q)
        if key not in self._signs:
            try:
                sign = sign_of(self.graph, self.writer.quotient(q))
            except NoMeaning:
                sign = None
            if sign is None:
                raise Unknown
            self._signs[key] = sign
        return self._signs[key]

    def _zero(self, q: Quotient) -> bool:
        """Whether a constant is known to be 0, however it is written."""
        try:
            return self.sign(q) == 0
        except Unknown:
            return False

    # orders

    def compare(self, a: Order, b: Order) -> int:
        """1 where a grows faster than b by more than a constant factor, 0 where they are the same."""
        return self._leading_sign(self.sum_of((*a.parts, *((k, self.ring.negative(c)) for k, c in b.parts))))

    def _leading_sign(self, parts: tuple[tuple[Key, Quotient], ...]) -> int:
        return next((s for s in (self.sign(c) for _, c in parts) if s), 0)

    def sum_of(self, parts: Iterable[tuple[Key, Quotient]]) -> tuple[tuple[Key, Quotient], ...]:
        """Equal keys together, the largest first, without those that cancel."""
        found: dict[str, tuple[Key, Quotient]] = {}
        for key, c in parts:
            known = found.get(str(key))
            found[str(key)] = (key, c if known is None else self.ring.add(known[1], c))
        kept = [(k, c) for k, c in found.values() if not c.num.is_zero()]
        kept.sort(key=cmp_to_key(self._keys_down))
        return tuple(self._together(kept, self._by_size))

    def _together(
        self, sorted_: Sequence[tuple[K, Quotient]], compare: Callable[[K, K], int]
    ) -> list[tuple[K, Quotient]]:
        """Neighbours of the same size as one: equal constants in exponents may be written in several ways."""
        kept: list[tuple[K, Quotient]] = []
        for key, c in sorted_:
            if kept and compare(kept[-1][0], key) == 0:
                known, sum_ = kept.pop()
                key, c = known, self.ring.add(sum_, c)
            if not c.num.is_zero():
                kept.append((key, c))
        return kept

    def _keys_down(self, a: tuple[Key, Quotient], b: tuple[Key, Quotient]) -> int:
        return self._by_size(b[0], a[0])

    def _orders_down(self, a: tuple[Order, Quotient], b: tuple[Order, Quotient]) -> int:
        return self.compare(b[0], a[0])

    def _by_size(self, a: Key, b: Key) -> int:
        if isinstance(a, int) and isinstance(b, int):
            return (a < b) - (a > b)
        return self.compare(self.order(a), self.order(b))

    def order(self, key: Key) -> Order:
        """What a key stands for: L_k is exp(L_(k+1))."""
        return Order(((key + 1, self.ring.one),)) if isinstance(key, int) else key

    def key(self, order: Order) -> Key:
        """The key that stands for an order."""
        if len(order.parts) == 1:
            key, c = order.parts[0]
            if isinstance(key, int) and key >= 1 and self.ring.number(c) == 1:
                return key - 1
        return order

    def times(self, a: Order, b: Order) -> Order:
        return Order(self.sum_of((*a.parts, *b.parts)))

    def raised(self, a: Order, exponent: Quotient) -> Order:
        return Order(tuple((k, self.ring.multiply(c, exponent)) for k, c in a.parts))

    def larger(self, a: Order | None, b: Order | None) -> Order | None:
        if a is None or b is None:
            return b if a is None else a
        return a if self.compare(a, b) >= 0 else b

    # expansions

    def constant(self, q: Quotient) -> Series:
        return ZERO if q.num.is_zero() else Series(((ONE, q),))

    def gathered(self, terms: Iterable[tuple[Order, Quotient]], error: Order | None) -> Series:
        """A sum of terms, those that the error swallows and those past the length left out."""
        found: dict[str, tuple[Order, Quotient]] = {}
        for order, c in terms:
            known = found.get(str(order))
            found[str(order)] = (order, c if known is None else self.ring.add(known[1], c))
        kept = [(o, c) for o, c in found.values() if not c.num.is_zero()]
        if error is not None:
            kept = [(o, c) for o, c in kept if self.compare(o, error) > 0]
        kept.sort(key=cmp_to_key(self._orders_down))
        kept = self._together(kept, self.compare)
        if len(kept) > self.length:
            error = self.larger(error, kept[self.length][0])
            kept = kept[: self.length]
        return Series(tuple(kept), error)

    def add(self, a: Series, b: Series) -> Series:
        return self.gathered((*a.terms, *b.terms), self.larger(a.error, b.error))

    def scaled(self, a: Series, q: Quotient) -> Series:
        if q.num.is_zero() and a.error is None:
            return ZERO
        return Series(tuple((o, self.ring.multiply(c, q)) for o, c in a.terms if not q.num.is_zero()), a.error)

    def negative(self, a: Series) -> Series:
        return self.scaled(a, self.number(-1))

    def bound(self, a: Series) -> Order | None:
        """An order that bounds it; None for zero."""
        return a.terms[0][0] if a.terms else a.error

    def multiply(self, a: Series, b: Series) -> Series:
        top, other = self.bound(a), self.bound(b)
        if top is None or other is None:
            return ZERO
        errors = [self.times(x, y) for x, y in ((a.error, other), (b.error, top)) if x is not None]
        error = None
        for e in errors:
            error = self.larger(error, e)
        terms = [(self.times(o, p), self.ring.multiply(c, d)) for o, c in a.terms for p, d in b.terms]
        return self.gathered(terms, error)

    def lead(self, a: Series) -> tuple[Order, Quotient, int]:
        """The leading term with its sign. Errors: Unknown for zero, NeedTerms where the error hides it."""
        for order, c in a.terms:
            sign = self.sign(c)
            if sign:
                return order, c, sign
        raise NeedTerms if a.error is not None else Unknown

    def relative(self, a: Series) -> tuple[Order, Quotient, int, Series]:
        """a = c·order·(1 + ε): the order, c, its sign, and ε, which vanishes."""
        order, c, sign = self.lead(a)
        inverse = self.ring.divide(self.ring.one, c)
        down = self.raised(order, self.number(-1))
        after = [o is order for o, _ in a.terms].index(True) + 1  # the terms before are 0
        terms = [(self.times(o, down), self.ring.multiply(d, inverse)) for o, d in a.terms[after:]]
        return order, c, sign, self.gathered(terms, None if a.error is None else self.times(a.error, down))

    def parted(self, a: Series) -> tuple[list[tuple[Order, Quotient]], Quotient, Series]:
        """The terms that grow, the constant, and what vanishes. Errors: NeedTerms where the error does not vanish."""
        if a.error is not None and self.compare(a.error, ONE) >= 0:
            raise NeedTerms
        growing, level, small = [], self.ring.zero, []
        for order, c in a.terms:
            size = self.compare(order, ONE)
            if size > 0:
                if not self._zero(c):
                    growing.append((order, c))
            elif size == 0:
                level = self.ring.add(level, c)
            else:
                small.append((order, c))
        return growing, level, Series(tuple(small), a.error)

    def composed(self, coefficients: Sequence[Quotient], small: Series, *, whole: bool = False) -> Series:
        """Σ c_k ε^k with a remainder of the next power of ε, unless the sum is `whole`."""
        value = ZERO
        for c in reversed(coefficients):
            value = self.add(self.multiply(value, small), self.constant(c))
        bound = self.bound(small)
        if whole or bound is None:
            return value
        return self.gathered(value.terms, self.larger(value.error, self.raised(bound, self.number(len(coefficients)))))

    def taken(self, coefficient: Callable[[int], Fraction], small: Series) -> Series:
        """The same from rational Taylor coefficients."""
        return self.composed([self.number(coefficient(k)) for k in range(self.length + 1)], small)
