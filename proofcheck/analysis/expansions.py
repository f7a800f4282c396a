"""TRUSTED: expansions of the elementary and special functions, each certain to have values near the point in question.

Sources: NIST Digital Library of Mathematical Functions, 4 (elementary), 5.11 (gamma), 7.12 (error function).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import factorial

from proofcheck.analysis.scales import ONE, ZERO, Key, NeedTerms, Order, Scale, Series, Unknown
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.normal_functions import Functions
from proofcheck.meaning.ring import Quotient

_HALF = Fraction(1, 2)
_WHOLE = 12  # a power that is multiplied out
_SHIFT = 8  # of the argument of gamma
Row = Callable[["Expander", Entry, list[Series]], Series]


class Expander:
    """Expansions of entries as one variable goes to infinity along `variable` = `path`; `rows`: of the functions."""

    def __init__(self, scale: Scale, variable: Entry, path: Series, rows: Mapping[str, Row]) -> None:
        self.scale = scale
        self.rows = rows
        self.functions = Functions(scale.forms)
        self.known: dict[Entry, Series] = {variable: path}
        self.variable = variable

    def of(self, root: Entry) -> Series:
        """The expansion of an entry. Errors: Unknown."""
        moving: set[Entry] = set()
        for entry in reachable([root]):
            if entry is self.variable or any(a in moving for a in entry.args):
                moving.add(entry)
        if root not in moving:
            return self.scale.constant(self.scale.closed(root))
        self._follow(root, moving)
        return self.known[root]

    def _follow(self, root: Entry, moving: set[Entry]) -> None:
        stack = [root]
        while stack:
            entry = stack[-1]
            if entry in self.known:
                stack.pop()
                continue
            if entry not in moving:
                self.known[entry] = self.scale.constant(self.scale.closed(entry))
                continue
            below = self._picked(entry, moving) if entry.op == "if" else entry.args
            missing = [a for a in below if a not in self.known]
            if missing:
                stack.extend(missing)
                continue
            args = [self.known[a] for a in below]
            self.known[entry] = args[0] if entry.op == "if" else self._one(entry, args)

    def _picked(self, entry: Entry, moving: set[Entry]) -> tuple[Entry, ...]:
        """The branch that is taken near the point."""
        test, then, other = entry.args
        return (then,) if self._holds(test, moving) else (other,)

    def _holds(self, test: Entry, moving: set[Entry]) -> bool:
        match test.op:
            case "truth":
                return test.data is True
            case "and":
                return all([self._holds(a, moving) for a in test.args])
            case "or":
                return any([self._holds(a, moving) for a in test.args])
            case "not":
                return not self._holds(test.args[0], moving)
            case "<" | "<=" | ">" | ">=" | "==" | "!=":
                for side in test.args:
                    self._follow(side, moving)
                a, b = (self.known[side] for side in test.args)
                sign = self.sign(self.scale.add(a, self.scale.negative(b)))
                return {
                    "<": sign < 0,
                    "<=": sign <= 0,
                    ">": sign > 0,
                    ">=": sign >= 0,
                    "==": sign == 0,
                    "!=": sign != 0,
                }[test.op]
        raise Unknown

    def _one(self, entry: Entry, args: list[Series]) -> Series:
        row = self.rows.get(entry.op)
        if row is None or entry.data is not None:
            raise Unknown
        return row(self, entry, args)

    def sign(self, a: Series) -> int:
        """The sign near the point, 0 only for what is exactly zero."""
        if not a.terms and a.error is None:
            return 0
        return self.scale.lead(a)[2]

    # algebra

    def inverse(self, a: Series) -> Series:
        s = self.scale
        order, c, _, small = s.relative(a)
        rest = s.taken(lambda k: Fraction((-1) ** k), small)
        return self._stretched(rest, s.raised(order, s.number(-1)), s.ring.divide(s.ring.one, c))

    def _stretched(self, a: Series, order: Order, c: Quotient) -> Series:
        return self.scale.multiply(a, Series(((order, c),)))

    def power(self, a: Series, exponent: Quotient) -> Series:
        """a**exponent for a constant exponent; a has to be positive near the point unless the exponent is whole."""
        s = self.scale
        whole = s.ring.number(exponent)
        if whole is not None and whole.denominator == 1 and 0 <= whole <= _WHOLE:
            value = s.constant(s.ring.one)
            for _ in range(int(whole)):
                value = s.multiply(value, a)
            return value
        order, c, sign, small = s.relative(a)
        if sign < 0 and (whole is None or whole.denominator != 1):
            raise Unknown
        lead = self.functions.power([c, exponent]) if sign > 0 else s.ring.power(c, int(whole or 0))
        coefficients, factor = [], s.ring.one
        for k in range(s.length + 1):
            coefficients.append(factor)
            factor = s.ring.scaled(s.ring.multiply(factor, s.ring.subtract(exponent, s.number(k))), Fraction(1, k + 1))
        return self._stretched(s.composed(coefficients, small), s.raised(order, exponent), lead)

    def root(self, a: Series, exponent: Fraction) -> Series:
        return self.power(a, self.scale.number(exponent)) if a != ZERO else ZERO

    def exp(self, a: Series) -> Series:
        s = self.scale
        if a.error is not None and s.compare(a.error, ONE) >= 0:
            if s.compare(a.error, ONE) > 0:
                raise NeedTerms
            return Series((), Order(self._exponent(list(a.terms))))  # bounded, so within constant factors
        growing, level, small = s.parted(a)
        rest = s.taken(lambda k: Fraction(1, factorial(k)), small)
        return self._stretched(rest, Order(self._exponent(growing)), self.functions.exp(level))

    def _exponent(self, growing: list[tuple[Order, Quotient]]) -> tuple[tuple[Key, Quotient], ...]:
        return self.scale.sum_of((self.scale.key(o), c) for o, c in growing)

    def log(self, a: Series) -> Series:
        s = self.scale
        order, c, sign, small = s.relative(a)
        if sign < 0:
            raise Unknown
        rest = s.taken(lambda k: Fraction((-1) ** (k + 1), k) if k else Fraction(0), small)
        head = s.gathered([(s.order(key), d) for key, d in order.parts], None)
        return s.add(s.add(head, s.constant(self.functions.log(c))), rest)

    # waves

    def wave(self, a: Series) -> tuple[Series, Series]:
        """Cosine and sine; bounded where the angle does not settle."""
        s = self.scale
        try:
            growing, level, small = s.parted(a)
        except NeedTerms:
            growing, level, small = [(ONE, s.ring.one)], s.ring.zero, ZERO
        if growing:
            return Series((), ONE), Series((), ONE)
        c, si = (s.value(op, level) for op in ("cos", "sin"))
        signs = (1, -1, -1, 1)
        cosines = [s.ring.scaled((c, si)[k % 2], Fraction(signs[k % 4], factorial(k))) for k in range(s.length + 1)]
        signs = (1, 1, -1, -1)
        sines = [s.ring.scaled((si, c)[k % 2], Fraction(signs[k % 4], factorial(k))) for k in range(s.length + 1)]
        return s.composed(cosines, small), s.composed(sines, small)

    # functions by their derivatives

    def limit(self, a: Series) -> tuple[int, Quotient, Series]:
        """0, the constant, what vanishes; or ±1 where it grows without bound."""
        growing, level, small = self.scale.parted(a)
        return (self.scale.lead(a)[2] if growing else 0), level, small

    def integrated(self, op: str, level: Quotient, slope: list[Quotient], small: Series) -> Series:
        """A function from its value and the Taylor coefficients of its derivative."""
        ring = self.scale.ring
        return self.scale.composed(
            [self.scale.value(op, level), *(ring.scaled(c, Fraction(1, k + 1)) for k, c in enumerate(slope))], small
        )

    def powers(self, square: tuple[Quotient, Quotient, Quotient], exponent: Fraction) -> list[Quotient]:
        """Taylor coefficients of (p0 + p1·u + p2·u²)**exponent, by Miller's recurrence; p0 > 0."""
        s, ring = self.scale, self.scale.ring
        if s.sign(square[0]) <= 0:
            raise Unknown
        found = [self.functions.power([square[0], s.number(exponent)])]
        inverse = ring.divide(ring.one, square[0])
        for n in range(1, s.length):
            total = ring.zero
            for k in (1, 2):
                if k <= n:
                    factor = ring.scaled(ring.multiply(square[k], found[n - k]), exponent * k - (n - k))
                    total = ring.add(total, factor)
            found.append(ring.scaled(ring.multiply(total, inverse), Fraction(1, n)))
        return found

    def arc(self, op: str, a: Series, constant: int, sign: int, exponent: Fraction) -> Series:
        """A function whose derivative is (constant + sign·x²)**exponent, at an inner point."""
        ring = self.scale.ring
        _, level, small = self.limit(a)
        square = ring.scaled(ring.power(level, 2), Fraction(sign))
        base = ring.add(ring.constant(Fraction(constant)), square)
        slope = self.powers((base, ring.scaled(level, Fraction(2 * sign)), ring.constant(Fraction(sign))), exponent)
        return self.integrated(op, level, slope, small)
