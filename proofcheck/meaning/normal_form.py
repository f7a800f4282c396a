"""Rational normal forms: an unrolled scalar as a quotient of polynomials in exponentials, roots, logarithms and waves.

Equal normal forms mean equal values wherever both expressions are defined: every rewriting here holds at each single
point where the expression has a value. Hyperbolic and logistic functions become rational in exponentials
exp(t/q) of linearly independent t; sines and cosines of sums are expanded over such t with s² = 1 - c²; roots and
logarithms are split only along factors whose sign is proved; max, min and relu are written with absolute values.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from proofcheck.meaning.exact import Inexact, Term, Undefined, apply_exactly
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.interval import NONNEGATIVE, REALS, Elementary, Interval, opened, pi, point
from proofcheck.meaning.interval import POSITIVE as POSITIVES
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.normal_rows import Rows
from proofcheck.meaning.ring import Key, Polynomial, Quotient, Ring, Rule, TooHard, rational
from proofcheck.meaning.signs import ANY, NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, ZERO, Possible, Signs, flipped
from proofcheck.verdict import Imaginary

_ODD = frozenset(("asin", "atan", "asinh", "atanh", "erf"))
_FIELD = frozenset(("num", "var", "+", "-", "*", "/", "neg", "**"))
_COARSE = _FIELD | {"restrict"}
_UNKNOWNS = ("var", "jet")
_COMPARE = {
    "==": ZERO,
    "!=": frozenset((-1, 1)),
    "<": NEGATIVE,
    "<=": NOT_POSITIVE,
    ">": POSITIVE,
    ">=": NOT_NEGATIVE,
}


class NeedSign(Exception):
    """The form depends on the sign of a polynomial that is not settled: the caller splits into cases."""

    def __init__(self, factor: Polynomial) -> None:
        super().__init__(str(factor))
        self.factor = factor


class Refine(Exception):
    """A root or an exponential needs a finer unit than planned: start again with the orders as they now are."""


class Nowhere(Exception):
    """The expression has no value anywhere in this case."""


Orders = dict[Key, int]
Bounds = Mapping[Entry, Interval]
Shares = frozenset[Entry]


class NormalForms:
    """Normal forms of entries in one ring, under the signs that a case assumes.

    `bounds` are the intervals of variables. `orders` says into how many parts the unit of an exponential or root is
    cut; it only grows, and growing it raises Refine. `coarse`, unless None: what is no field operation is an unknown of
    its own, the same where the entry is, which is enough for the chain rule whatever stands inside of the functions;
    each of these exponentials e is written as (1 - s)/s, so that 1/(1 + e) is the unknown s.
    """

    def __init__(
        self, ring: Ring, bounds: Bounds, orders: Orders, *, field_only: bool = False, coarse: Shares | None = None
    ) -> None:
        self.ring = ring
        self.signs = Signs(ring)
        self.bounds = bounds
        self.orders = orders
        self.field_only = field_only
        self.coarse = coarse
        self.elementary = Elementary()
        self._memo: dict[Entry, Quotient] = {}
        self._rows = Rows(self)

    def fork(self) -> NormalForms:
        """The same forms for a narrower case; what the case assumes stays with it."""
        new = NormalForms(self.ring.fork(), self.bounds, self.orders, field_only=self.field_only, coarse=self.coarse)
        new.signs.known = dict(self.signs.known)
        new.signs.facts = list(self.signs.facts)
        return new

    def assume(self, q: Quotient, wanted: Possible) -> bool:
        """Take for granted that the sign of `q` is one of `wanted`; False where that leaves nothing."""
        constant, parts = self.parts(q)
        open_parts = []
        for factor, exponent in parts:
            signs = self.signs.of_factor(factor)
            signs = signs - ZERO if exponent < 0 else signs
            if len(signs) == 1 and signs != ZERO:
                constant *= Fraction(next(iter(signs))) ** (exponent % 2)
            else:
                open_parts.append((factor, exponent))
        if not open_parts:
            return not wanted.isdisjoint(self.signs.of_quotient(q))
        if len(open_parts) > 1 or open_parts[0][1] < 0:
            return True
        factor, exponent = open_parts[0]
        wanted = wanted if constant > 0 else flipped(wanted)
        if exponent % 2 == 0:
            wanted = ZERO if wanted <= NOT_POSITIVE and 0 in wanted else (ANY if 0 in wanted else ANY - ZERO)
        return self.assume_factor(factor, wanted)

    def assume_factor(self, factor: Polynomial, wanted: Possible) -> bool:
        """The same for one monic factor: narrow intervals, use equations to eliminate a variable, remember the rest."""
        if wanted.isdisjoint(self.signs.of_factor(factor)):
            return False
        self.signs.assume(factor, wanted)
        self.forget()
        if wanted == ZERO:
            self._eliminate(factor)
        return self._narrow(factor, wanted) and self._refresh()

    def _narrow(self, factor: Polynomial, wanted: Possible) -> bool:
        used = self.ring.used(factor)
        if len(used) != 1 or factor.total_degree() != 1:
            return True
        rest = self.ring.split(factor, used[0]).get(0)
        root = Fraction(0) if rest is None else -rational(rest.leading_coefficient())
        half = {
            ZERO: point(root),
            POSITIVE: Interval(lo=root),
            NOT_NEGATIVE: Interval(lo=root, lo_open=False),
            NEGATIVE: Interval(hi=root),
            NOT_POSITIVE: Interval(hi=root, hi_open=False),
        }.get(wanted)
        return half is None or self.ring.narrow(used[0], half)

    def _eliminate(self, factor: Polynomial) -> None:
        """From factor = 0, a rule for the youngest unknown that occurs alone with a constant coefficient."""
        for index in reversed(self.ring.used(factor)):
            parts = self.ring.split(factor, index)
            lead = parts.get(1)
            if max(parts) != 1 or lead is None or not lead.is_constant() or self.ring.keys[index][0] not in _UNKNOWNS:
                continue
            if index in self.ring.rules:
                continue
            rest: Polynomial = parts.get(0, self.ring.zero.num)
            value = self.ring.polynomial(-1 * rest / lead.leading_coefficient())
            self.ring.rules[index] = Rule(1, value)
            interval = self.ring.intervals[index]
            for end, sign in ((interval.lo, 1), (interval.hi, -1)):
                if end is not None:
                    slack = self.ring.subtract(value, self.ring.constant(end)).num * sign
                    if not slack.is_constant():
                        self.signs.assume(slack, NOT_NEGATIVE)
            return

    def _refresh(self) -> bool:
        """Tighten the intervals of generators whose arguments have become narrower."""
        for index in range(len(self.ring.keys)):
            source = self.ring.sources.get(index)
            if source is not None and source[0] in self.elementary:
                interval = self.elementary(source[0], self.ring.interval_of(source[1]))
                if not self.ring.narrow(index, interval):
                    return False
        return True

    def elementary_generator(self, key: Key, op: str, argument: Quotient, rule: Rule | None = None) -> int:
        """The generator for a function's value, bounded by the function's range over its argument's interval."""
        interval = self.elementary(op, self.ring.interval_of(argument))
        return self.ring.generator(key, interval, rule, (op, argument))

    def forget(self) -> None:
        """Drop the forms read so far, because a case has narrowed what is known."""
        self._memo.clear()

    def of(self, entry: Entry) -> Quotient:
        """The normal form of a scalar, children first, without recursion."""
        stack = [entry]
        while stack:
            top = stack[-1]
            if top in self._memo:
                stack.pop()
                continue
            if top.op == "if":
                picked = top.args[1] if self.holds(top.args[0]) else top.args[2]
                if picked in self._memo:
                    self._memo[top] = self._memo[picked]
                else:
                    stack.append(picked)
                continue
            below = self._children(top)
            missing = [a for a in below if a not in self._memo]
            if missing:
                stack.extend(missing)
                continue
            self._memo[top] = self._one(top, [self._memo[a] for a in below])
        return self._memo[entry]

    def _children(self, entry: Entry) -> tuple[Entry, ...]:
        if not entry.args or is_jet(entry):
            return entry.args
        return entry.args if self._rows.get(entry.op) is not None and not self._unknown(entry) else ()

    def _unknown(self, entry: Entry) -> bool:
        """Whether an entry is an unknown in coarse forms."""
        if entry.op == "**":
            value = entry.args[1].constant
            return self.coarse is not None and not (isinstance(value, Fraction) and value.denominator == 1)
        return self.coarse is not None and entry.op not in _COARSE

    def _value_of_unknown(self, entry: Entry) -> Quotient:
        if self.coarse is not None and entry in self.coarse:
            share = self.ring.monomial(self.ring.generator(("share", entry), opened(0, 1)))
            return self.ring.divide(self.ring.subtract(self.ring.one, share), share)
        return self.ring.monomial(self.ring.generator(("entry", entry), self.elementary(entry.op, REALS)))

    def _one(self, entry: Entry, args: list[Quotient]) -> Quotient:
        if self.field_only and entry.op not in _FIELD:
            raise TooHard(f"`{entry.op}` of complex numbers")
        match entry.op:
            case "num" if isinstance(entry.data, Imaginary) and self.field_only:
                return self._imaginary(entry.data)
            case "num":
                if not isinstance(entry.data, (int, Fraction)) or isinstance(entry.data, bool):
                    raise TooHard("a number that is not rational")
                return self.ring.constant(Fraction(entry.data))
            case "var":
                return self.variable(entry)
            case "undefined":
                raise Nowhere
            case "jet":
                return self.ring.monomial(self.ring.generator(("jet", entry.data, *map(str, args))))
            case "hole" | "truth":
                raise TooHard("no number")
        row = self._rows.get(entry.op)
        if row is None:
            return self.ring.monomial(self.ring.generator(("entry", entry)))
        if entry.data is not None:
            raise TooHard(f"`{entry.op}` on a complex branch")
        return self._value_of_unknown(entry) if self._unknown(entry) else row(args)

    def _imaginary(self, value: Imaginary) -> Quotient:
        """A complex rational, by a generator whose square is -1; only where no sign is ever asked for."""
        minus_one = self.ring.constant(Fraction(-1))
        unit = self.ring.monomial(self.ring.generator(("I",), rule=Rule(2, minus_one)))
        return self.ring.add(self.ring.constant(value.re), self.ring.scaled(unit, value.im))

    def variable(self, entry: Entry) -> Quotient:
        interval = self.bounds.get(entry, REALS)
        if interval.point is not None:
            return self.ring.constant(interval.point)
        key = ("var", entry)
        order = self.orders.get(key, 1)
        if order == 1:
            value = self.ring.monomial(self.ring.generator(key, interval))
            return self.ring.reduced(value)
        return self.ring.monomial(self.ring.generator(("root of var", entry, order), _root_interval(interval)), order)

    def cuttable(self, key: Key) -> bool:
        """Whether a variable is nonnegative in every case, so that it may be written as a power of its root."""
        return key in self.orders or self.bounds.get(key[1], REALS).above(Fraction(0), strictly=False)

    def holds(self, condition: Entry) -> bool:
        """Whether a condition holds in this case; raises NeedSign where that is open."""
        match condition.op:
            case "truth":
                return condition.data is True
            case "not":
                return not self.holds(condition.args[0])
            case "and":
                return all(self.holds(a) for a in condition.args)
            case "or":
                return any(self.holds(a) for a in condition.args)
            case "=>":
                return not self.holds(condition.args[0]) or self.holds(condition.args[1])
            case "<=>":
                return self.holds(condition.args[0]) == self.holds(condition.args[1])
        wanted = _COMPARE.get(condition.op)
        if wanted is None or self.field_only:
            raise TooHard(f"the condition `{condition.op}`")
        left, right = condition.args
        difference = self.ring.subtract(self.of(left), self.of(right))
        signs = self.signs.of_quotient(difference)
        if signs <= wanted:
            return True
        if not signs & wanted:
            return False
        raise NeedSign(self._open_factor(difference))

    def _open_factor(self, q: Quotient) -> Polynomial:
        factor = self.signs.undetermined(q)
        if factor is None:
            raise TooHard("a sign that no case settles")
        return factor

    def refine(self, key: Key, order: int) -> int:
        """Cut the unit `key` into a multiple of `order` parts."""
        current = self.orders.get(key, 1)
        if current % order:
            finer = lcm(current, order)
            if finer > 24:
                raise TooHard("too high a root")
            self.orders[key] = finer
            raise Refine
        return current

    def sign(self, q: Quotient) -> Quotient:
        """-1, 0 or 1 by the sign of the argument."""
        signs = self.signs.of_quotient(q)
        if len(signs) != 1:
            raise NeedSign(self._open_factor(q))
        return self.ring.constant(Fraction(next(iter(signs))))

    def parts(self, q: Quotient) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
        """A quotient as a constant and monic irreducible factors with whole exponents."""
        top, up = self.signs.factors(q.num)
        bottom, down = self.signs.factors(q.den)
        return top / bottom, [*up, *((f, -e) for f, e in down)]

    def gather(self, constant: Fraction, parts: list[tuple[Polynomial, int]]) -> Quotient:
        value = self.ring.constant(constant)
        for factor, exponent in parts:
            value = self.ring.multiply(value, self.ring.power(self.ring.polynomial(factor), exponent))
        return value

    def absolute(self, q: Quotient) -> Quotient:
        """|q|, factor by factor; |f| is a generator with |f|² = f² where the sign of f is open."""
        constant, parts = self.parts(q)
        value = self.ring.constant(abs(constant))
        for factor, exponent in parts:
            plain = self.ring.polynomial(factor)
            value = self.ring.multiply(value, self.ring.power(plain, exponent - exponent % 2))
            if exponent % 2:
                value = self.ring.multiply(value, self._absolute_factor(factor, plain))
        return value

    def _absolute_factor(self, factor: Polynomial, plain: Quotient) -> Quotient:
        signs = self.signs.of_factor(factor)
        if signs <= NOT_NEGATIVE:
            return plain
        if signs <= NOT_POSITIVE:
            return self.ring.negative(plain)
        rule = Rule(2, self.ring.power(plain, 2))
        return self.ring.monomial(self.elementary_generator(("abs", str(factor)), "abs", plain, rule))

    def opaque(self, op: str, *args: Quotient) -> Quotient:
        """The value of a function without rewriting rules: equal arguments, equal values."""
        first = args[0]
        if len(args) == 1 and op in _ODD and not first.num.is_zero() and first.num.leading_coefficient() < 0:
            return self.ring.negative(self.opaque(op, self.ring.negative(first)))
        if len(args) == 1 and op in _ODD and first.num.is_zero():
            return self.ring.zero
        exact = self._exactly(op, args)
        if exact is not None:
            return exact
        if len(args) == 1:
            return self.ring.monomial(self.elementary_generator((op, str(first)), op, first))
        return self.ring.monomial(self.ring.generator((op, *map(str, args))))

    def _exactly(self, op: str, args: tuple[Quotient, ...]) -> Quotient | None:
        """A value at rational arguments that is a rational multiple of roots and powers of pi: atan(1) = pi/4."""
        numbers = [self.ring.number(a) for a in args]
        if any(n is None for n in numbers):
            return None
        try:
            value = apply_exactly(op, [n for n in numbers if n is not None])
        except (Inexact, Undefined):
            return None
        if isinstance(value, Fraction):
            return self.ring.constant(value)
        if not isinstance(value, Term) or value.root != 1:
            return None
        turn = self.ring.monomial(self.ring.generator(("pi",), pi()), value.pi)
        return self.ring.scaled(turn, value.coefficient)

    def pi(self) -> Quotient:
        return self.ring.monomial(self.ring.generator(("pi",), pi()))

    def split_on(self, q: Quotient) -> Polynomial | None:
        """A factor behind an absolute value in `q` whose sign would remove it, the innermost first."""
        for p in (q.num, q.den):
            for index in self.ring.used(p):
                if self.ring.keys[index][0] == "abs":
                    inner = self.ring.sources[index][1]
                    factor: Polynomial = self.split_on(inner) or inner.num
                    if len(self.signs.known.get(str(factor), ANY)) == len(ANY):
                        return factor
        return None


def _root_interval(x: Interval) -> Interval:
    """Bounds of any root of a nonnegative variable, as far as they are plain."""
    one = Fraction(1)
    if x.above(one, strictly=False):
        return Interval(lo=one, lo_open=x.above(one, strictly=True))
    positive = x.above(Fraction(0), strictly=True)
    if x.below(one, strictly=False):
        return Interval(Fraction(0), one, positive, x.below(one, strictly=True))
    return POSITIVES if positive else NONNEGATIVE
