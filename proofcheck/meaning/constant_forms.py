"""Closed real constants as polynomials in pi, e, logarithms, arcs and gamma(p/q), with algebraic coefficients.

Every rewriting holds where the constant has a value; whether it has one is for `closed_constants` to say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb

from proofcheck.meaning.ball import LADDER, precision
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.normal_functions import primes_of
from proofcheck.meaning.separation import NoValue, multiple_of_pi

Generator = tuple[str, Entry]  # `log`, `asin`, `atan` or `exp` of an entry; `pi` and `value`, the entry itself
Monomial = tuple[tuple[Generator, Fraction], ...]
Form = dict[Monomial, Entry]

ARCS = ("asin", "atan", "pi")
LARGEST = 4_000  # whole number of a relation
_MOST_TERMS = 60
_MOST_POWER = 64
_TURNS = 24  # denominator of a multiple of pi that an arc is recognised as
_OPERATIONS = ("+", "-", "*", "/", "neg", "**", "sqrt", "cbrt", "abs", "max", "min")
_ALGEBRAIC = frozenset(("num", *_OPERATIONS, "sin", "cos", "tan"))
_ROOTS = {"sqrt": Fraction(1, 2), "cbrt": Fraction(1, 3)}
_ONE: Monomial = ()


class Unread(Exception):
    """A constant that is not written in this form."""


@dataclass(slots=True)
class ConstantForms(ABC):
    """Reads constants of one graph."""

    graph: Graph
    read: dict[Entry, Form] = field(default_factory=dict)

    @abstractmethod
    def sign(self, entry: Entry) -> int:
        """The sign of an entry, proved. Errors: Unread, NotAlgebraic, NoValue."""

    @abstractmethod
    def ball(self, entry: Entry, bits: int) -> arb | None:
        """A finite ball; None where there is none yet. Errors: NoValue."""

    def value(self, generator: Generator) -> Entry:
        """The entry that a generator stands for."""
        kind, x = generator
        return x if kind in ("value", "pi") else self.graph.make(kind, x)

    def algebraic(self, entry: Entry) -> bool:
        """Whether an entry is written in algebraic operations, pi only in angles."""
        stack, seen = [entry], set[Entry]()
        while stack:
            top = stack.pop()
            if top in seen:
                continue
            seen.add(top)
            if top.op not in _ALGEBRAIC or (top.data is not None and top.op != "num"):
                return False
            if top.op in ("sin", "cos", "tan"):
                if multiple_of_pi(top.args[0]) is None:
                    return False
                continue
            if top.op == "**" and not isinstance(top.args[1].constant, Fraction):
                return False
            stack.extend(top.args)
        return True

    def form(self, entry: Entry) -> Form:
        """The entry over its generators; every part has a value, and each rewriting holds for it."""
        for e in reachable([entry]):
            if e not in self.read:
                self.read[e] = {_ONE: e} if self.algebraic(e) else self._one(e)
                if len(self.read[e]) > _MOST_TERMS:
                    raise Unread
        return self.read[entry]

    def _one(self, e: Entry) -> Form:
        g = self.graph
        if e.data is not None:
            raise Unread
        args = [self.read[a] for a in e.args]
        match e.op:
            case "pi":
                return {((("pi", e), Fraction(1)),): g.one}
            case "+":
                return self._sum(args[0], args[1])
            case "-":
                return self._sum(args[0], _times(g, args[1], g.num(-1)))
            case "neg":
                return _times(g, args[0], g.num(-1))
            case "*":
                return self._product(args[0], args[1])
            case "/":
                return self._product(args[0], self._power(e.args[1], args[1], Fraction(-1)))
            case "**" if isinstance(e.args[1].constant, Fraction):
                return self._power(e.args[0], args[0], e.args[1].constant)
            case "**":
                log = self._log(e.args[0], args[0])
                return self._exp(self._product(args[1], log))
            case "sqrt":
                return self._power(e.args[0], args[0], Fraction(1, 2))
            case "log":
                return self._log(e.args[0], args[0])
            case "log2":
                two = self._log(g.num(2), {_ONE: g.num(2)})
                return self._product(
                    self._log(e.args[0], args[0]), self._power(g.make("log", g.num(2)), two, Fraction(-1))
                )
            case "exp":
                return self._exp(args[0])
            case "abs":
                return args[0] if self.sign(e.args[0]) >= 0 else _times(g, args[0], g.num(-1))
            case "sign":
                return {_ONE: g.num(self.sign(e.args[0]))}
            case "max" | "min" if len(args) == 2:
                first = self.sign(g.sub(*e.args)) >= 0
                return args[0] if first == (e.op == "max") else args[1]
            case "floor" | "ceil":
                return {_ONE: g.num(self._rounded(e))}
            case "restrict":
                return args[0]
        written = self._written(e)
        return self._generator(e) if written is None else self.form(written)

    def _written(self, e: Entry) -> Entry | None:
        """A function as logarithms and exponentials, where it has a value."""
        g = self.graph
        x = e.args[0] if e.args else e
        match e.op:
            case "sinh" | "cosh" | "tanh":
                up, down = g.make("exp", x), g.make("exp", g.neg(x))
                top = g.add(up, down) if e.op == "cosh" else g.sub(up, down)
                return g.div(top, g.add(up, down) if e.op == "tanh" else g.num(2))
            case "asinh":
                return g.make("log", g.add(x, g.make("sqrt", g.add(g.power(x, 2), g.one))))
            case "acosh":
                return g.make("log", g.add(x, g.make("sqrt", g.sub(g.power(x, 2), g.one))))
            case "atanh":
                return g.div(g.make("log", g.div(g.add(g.one, x), g.sub(g.one, x))), g.num(2))
            case "loggamma":
                return g.make("log", g.make("gamma", x))
            case "factorial":
                return g.make("gamma", g.add(x, g.one))
        return None

    def _generator(self, e: Entry) -> Form:
        g = self.graph
        match e.op:
            case "asin" | "acos" | "atan" if set(self.read[e.args[0]]) == {_ONE}:
                return self._arc(e.op, self.read[e.args[0]][_ONE])
            case "sin" | "cos" | "tan":
                return self._wave(e)
            case "gamma" if isinstance(e.args[0].constant, Fraction):
                return self._gamma(e.args[0].constant)
        return {((("value", e), Fraction(1)),): g.one}

    def _arc(self, op: str, x: Entry) -> Form:
        """An arc as the argument of c + i·s with c >= 0: asin x = atan2(x, sqrt(1-x²)), acos x = pi/2 - asin x."""
        g = self.graph
        if op == "acos":
            quarter: Form = {((("pi", g.make("pi")), Fraction(1)),): g.num(Fraction(1, 2))}
            return self._sum(quarter, _times(g, self._arc("asin", x), g.num(-1)))
        if self.sign(x) == 0:
            return {}
        turns = self._turns(op, x)
        if turns is not None:
            return {((("pi", g.make("pi")), Fraction(1)),): g.num(turns)}
        return {(((op, x), Fraction(1)),): g.one}

    def _turns(self, op: str, x: Entry) -> Fraction | None:
        """The simple r with asin x = r·pi, or atan x: then sin(r·pi) = x exactly, and |r| <= 1/2."""
        g = self.graph
        ball = self.ball(g.make(op, x), LADDER[1])
        if ball is None:
            return None
        with precision(LADDER[1]):
            near = Fraction(float((ball / arb.pi()).mid())).limit_denominator(_TURNS)
        if abs(near) > Fraction(1, 2) or (op == "atan" and abs(near) == Fraction(1, 2)):
            return None
        inverse = g.make("sin" if op == "asin" else "tan", g.mul(g.num(near), g.make("pi")))
        with precision(LADDER[1]):
            found = self.ball(inverse, LADDER[1])
            at = self.ball(x, LADDER[1])
            if found is None or at is None or not found.overlaps(at):
                return None
        return near if self.sign(g.sub(inverse, x)) == 0 else None

    def _wave(self, e: Entry) -> Form:
        """Cosine and sine of a sum of whole multiples of arcs and a rational multiple of pi."""
        g = self.graph
        form = self.read[e.args[0]]
        terms = [(m, self.rational(c)) for m, c in form.items()]
        arcs: list[tuple[Generator, Fraction]] = []
        for monomial, value in terms:
            if value is None or len(monomial) != 1 or monomial[0][1] != 1 or monomial[0][0][0] not in ARCS:
                return {((("value", e), Fraction(1)),): g.one}
            arcs.append((monomial[0][0], value))
        if any(v.denominator != 1 for (kind, _), v in arcs if kind != "pi"):
            return {((("value", e), Fraction(1)),): g.one}
        c, s = self.turned(arcs)
        return {_ONE: c if e.op == "cos" else s if e.op == "sin" else g.div(s, c)}

    def turned(self, arcs: list[tuple[Generator, Fraction]], *, scaled: bool = True) -> tuple[Entry, Entry]:
        """Cosine and sine, as algebraic entries, of a sum of arcs; a positive factor times them unless `scaled`."""
        g = self.graph
        value = g.one, g.zero
        for (kind, x), times in arcs:
            if kind == "pi":
                angle = g.mul(g.num(times), g.make("pi"))
                value = _multiplied(g, value, (g.make("cos", angle), g.make("sin", angle)))
                continue
            if abs(times) > LARGEST:
                raise Unread
            root = g.make("sqrt", g.add(g.one, g.power(x, 2)) if kind == "atan" else g.sub(g.one, g.power(x, 2)))
            base = (root, x)
            if kind == "atan":
                base = (g.div(g.one, root), g.div(x, root)) if scaled else (g.one, x)
            base = base if times > 0 else (base[0], g.neg(base[1]))
            value = _multiplied(g, value, _raised(g, base, abs(int(times))))
        return value

    def _gamma(self, x: Fraction) -> Form:
        """gamma by its recurrence to (0, 1), and by reflection to (0, 1/2)."""
        g = self.graph
        if abs(x) > _MOST_POWER or x.denominator == 1:
            raise Unread
        factor = Fraction(1)
        while x > 1:
            x -= 1
            factor *= x
        while x < 0:
            factor /= x
            x += 1
        pi = ("pi", g.make("pi"))
        if x == Fraction(1, 2):
            return {((pi, Fraction(1, 2)),): g.num(factor)}
        if x < Fraction(1, 2):
            return {((("value", g.make("gamma", g.num(x))), Fraction(1)),): g.num(factor)}
        other = ("value", g.make("gamma", g.num(1 - x)))
        sine = g.make("sin", g.mul(g.num(x), g.make("pi")))
        return {ordered({pi: Fraction(1), other: Fraction(-1)}): g.div(g.num(factor), sine)}

    def _log(self, e: Entry, of: Form) -> Form:
        """The logarithm of a positive monomial, prime by prime where its coefficient is rational."""
        g = self.graph
        if len(of) != 1:
            return {((("value", g.make("log", e)), Fraction(1)),): g.one}
        ((monomial, coefficient),) = of.items()
        total: Form = {}
        for generator, power in monomial:
            of_one = self.value(generator)
            if generator[0] == "exp":
                total = self._sum(total, _times(g, self.read[generator[1]], g.num(power)))
            elif self.sign(of_one) > 0:
                total = self._sum(total, {((("log", of_one), Fraction(1)),): g.num(power)})
            else:
                return {((("value", g.make("log", e)), Fraction(1)),): g.one}
        if self.sign(coefficient) <= 0:
            raise NoValue
        return self._sum(total, self._log_of(coefficient))

    def _log_of(self, x: Entry) -> Form:
        """The logarithm of a positive algebraic number, along its products, quotients and powers."""
        g = self.graph
        value = self.rational(x)
        if value is not None:
            return {((("log", g.num(prime)), Fraction(1)),): g.num(times) for prime, times in primes_of(value)}
        if x.op in ("*", "/") and self.sign(x.args[0]) > 0:
            second = _times(g, self._log_of(x.args[1]), g.num(1 if x.op == "*" else -1))
            return self._sum(self._log_of(x.args[0]), second)
        exponent = x.args[1].constant if x.op == "**" else _ROOTS.get(x.op)
        if isinstance(exponent, Fraction) and self.sign(x.args[0]) > 0:
            return _times(g, self._log_of(x.args[0]), g.num(exponent))
        return {((("log", x), Fraction(1)),): g.one}

    def _exp(self, of: Form) -> Form:
        """exp of a sum: powers of what logarithms stand for, and one exponential for each other term."""
        g = self.graph
        value: Form = {_ONE: g.one}
        for monomial, coefficient in of.items():
            times = self.rational(coefficient)
            if times is not None and len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0][0] == "log":
                base = monomial[0][0][1]
                value = self._product(value, self._power(base, self.form(base), times))
                continue
            unit = g.one if times is not None else coefficient
            for generator, power in monomial:
                unit = g.mul(unit, g.make("**", self.value(generator), g.num(power)))
            self.form(unit)
            value = self._product(value, {((("exp", unit), times if times is not None else Fraction(1)),): g.one})
        return value

    def _power(self, e: Entry, of: Form, exponent: Fraction) -> Form:
        """A rational power: of a monomial, or by multiplication."""
        g = self.graph
        if len(of) == 1:
            ((monomial, coefficient),) = of.items()
            whole = exponent.denominator == 1
            if whole or all(self._positive(generator) for generator, _ in monomial):
                if self.sign(coefficient) == 0 or (not whole and self.sign(coefficient) < 0):
                    raise Unread
                raised = {generator: power * exponent for generator, power in monomial}
                return {ordered(raised): g.make("**", coefficient, g.num(exponent))}
        if exponent.denominator == 1 and 0 <= exponent <= 8:
            value: Form = {_ONE: g.one}
            for _ in range(int(exponent)):
                value = self._product(value, of)
            return value
        return {((("value", g.make("**", e, g.num(exponent))), Fraction(1)),): g.one}

    def _positive(self, generator: Generator) -> bool:
        return generator[0] in ("pi", "exp") or self.sign(self.value(generator)) > 0

    def _rounded(self, e: Entry) -> int:
        """Floor or ceiling, where a ball leaves one whole number to compare with."""
        g = self.graph
        value = self.ball(e.args[0], LADDER[1])
        if value is None or not abs(value) < 2**64:
            raise Unread
        with precision(LADDER[1]):
            near = (value + arb(0.5)).floor().unique_fmpz()
        if near is None:
            raise Unread
        sign = self.sign(g.sub(e.args[0], g.num(int(near))))
        return int(near) + (-1 if sign < 0 else 0) if e.op == "floor" else int(near) + (1 if sign > 0 else 0)

    def rational(self, c: Entry) -> Fraction | None:
        value = c.constant
        if isinstance(value, Fraction):
            return value
        if c.op == "neg":
            inner = self.rational(c.args[0])
            return None if inner is None else -inner
        return None

    def _sum(self, a: Form, b: Form) -> Form:
        total = dict(a)
        for monomial, c in b.items():
            total[monomial] = self.graph.add(total[monomial], c) if monomial in total else c
            if total[monomial].constant == 0:
                del total[monomial]
        return total

    def _product(self, a: Form, b: Form) -> Form:
        total: Form = {}
        if len(a) * len(b) > 4 * _MOST_TERMS:
            raise Unread
        for m, c in a.items():
            for n, d in b.items():
                powers = dict(m)
                for generator, power in n:
                    powers[generator] = powers.get(generator, Fraction(0)) + power
                total = self._sum(total, {ordered(powers): self.graph.mul(c, d)})
        return total


def ordered(powers: Mapping[Generator, Fraction]) -> Monomial:
    kept = ((generator, power) for generator, power in powers.items() if power)
    return tuple(sorted(kept, key=lambda item: (item[0][0], item[0][1].number)))


def _times(g: Graph, form: Form, factor: Entry) -> Form:
    return {m: g.mul(factor, c) for m, c in form.items()}


def _multiplied(g: Graph, a: tuple[Entry, Entry], b: tuple[Entry, Entry]) -> tuple[Entry, Entry]:
    """The product of complex numbers."""
    real = g.sub(g.mul(a[0], b[0]), g.mul(a[1], b[1]))
    return real, g.add(g.mul(a[0], b[1]), g.mul(a[1], b[0]))


def _raised(g: Graph, base: tuple[Entry, Entry], times: int) -> tuple[Entry, Entry]:
    value = g.one, g.zero
    while times:
        if times % 2:
            value = _multiplied(g, value, base)
        base, times = _multiplied(g, base, base), times // 2
    return value
