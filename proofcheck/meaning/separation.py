"""Signs of real algebraic constants, zero included: an enclosure is refined until it passes a separation bound.

Every expression over the rationals with `+ - * / ** sqrt cbrt abs max min` and sines, cosines and tangents of rational
multiples of pi is written as U/L, two algebraic integers of one number field K with [K:Q] <= D, all of whose conjugates
are at most u and l in absolute value (u >= 1):

    p/q                u = |p|             l = q
    A ± B              u = a·l' + a'·l     l = l·l'
    A·B                u = a·a'            l = l·l'
    A/B                u = a·l'            l = l·a'
    A**(1/k)           u = (a·l**(k-1))**(1/k), l = l    D times k; of a rational, prime by prime, D times k for each
    cos, sin of p·pi/q u = 2               l = 2         D times phi(N)/2, the angles being multiples of 2·pi/N

If A is not 0, the norm of U is a nonzero integer, the product of at most D conjugates, so |A| >= 1/(u**(D-1)·l).
Source: C. Burnikel, R. Fleischer, K. Mehlhorn, S. Schirra, A strong and easily computable separation bound for
arithmetic expressions involving radicals, Algorithmica 27 (2000), with the roots of quotients as in Burnikel, Funke,
Mehlhorn, Schirra, Schmitt, A separation bound for real algebraic expressions, Algorithmica 55 (2009).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm, prod

from flint import arb, fmpz

from proofcheck.meaning.ball import precision
from proofcheck.meaning.boxes import NOTHING, evaluate
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.work import remembered

_MOST_BITS = 120_000  # of a separation bound
_MOST_ENTRIES = 4_000
_MOST_POWER = 10_000
_FIRST = (64, 256)  # bits at which most signs show
_WORK = 64  # bits of the bounds themselves
_TRIAL = 4096  # trial division of radicands


class NotAlgebraic(Exception):
    """An entry that is no algebraic expression, or one too large to decide."""


class NoValue(Exception):
    """An entry that certainly has no real value."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """Upper bounds of the conjugates of the numerator and the denominator."""

    up: arb
    low: arb


@dataclass(slots=True)
class _Field:
    """What has been adjoined to the rationals."""

    turns: int = 1  # cosines of multiples of 2·pi/turns
    primes: dict[int, int] = field(default_factory=dict)  # prime and order of its root
    radicals: dict[tuple[Entry, int], None] = field(default_factory=dict)

    @property
    def degree(self) -> int:
        turned = max(int(fmpz(self.turns).euler_phi()) // 2, 1)
        return turned * prod(self.primes.values()) * prod(k for _, k in self.radicals)


def sign_of_algebraic(entry: Entry) -> int:
    """The sign of a closed algebraic entry, proved. Errors: NotAlgebraic; NoValue where it has no value."""
    if len(reachable([entry])) > _MOST_ENTRIES:
        raise NotAlgebraic("too large")
    return _sign(entry)


@remembered(4096)
def _sign(entry: Entry) -> int:
    zeros: dict[Entry, arb] = {}
    adjoined = _Field()
    with precision(_WORK):
        bound = _bound(entry, adjoined, zeros)
    for bits in _FIRST:
        sign = _from_ball(entry, bits, zeros)
        if sign is not None:
            return sign
    with precision(_WORK):
        size = (
            bound.up.max(arb(1)).log() / arb(2).log() * (adjoined.degree - 1)
            + bound.low.max(arb(1)).log() / arb(2).log()
        )
        if not size.is_finite() or size > _MOST_BITS:
            raise NotAlgebraic("too high a degree")
        needed = int(size.upper().ceil().unique_fmpz() or 0) + 1
    bits = 2 * _FIRST[-1]
    while bits < 4 * needed + 4096:
        sign = _from_ball(entry, bits, zeros, needed)
        if sign is not None:
            return sign
        bits *= 2
    raise NotAlgebraic("no enclosure")


def _from_ball(entry: Entry, bits: int, zeros: Mapping[Entry, arb], needed: int | None = None) -> int | None:
    """The sign that a ball shows; 0 where the ball lies within 2**-needed of 0."""
    with precision(bits):
        value = evaluate([entry], zeros)[0]
        if value is NOTHING:
            raise NoValue
        if not isinstance(value, arb) or not value.is_finite():
            return None
        if value.is_zero():
            return 0
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
        small = needed is not None and bool(value.abs_upper() < arb(2) ** -needed)
        return 0 if small else None


def _bound(entry: Entry, adjoined: _Field, zeros: dict[Entry, arb]) -> _Bound:
    """The bound of an entry. What it shows to be 0 goes to `zeros`, so that roots of it can be enclosed."""
    found: dict[Entry, _Bound] = {}
    for e in _needed(entry):
        found[e] = _one(e, found, adjoined, zeros)
    return found[entry]


def _needed(entry: Entry) -> list[Entry]:
    """What is under an entry, but for the angles of waves."""
    seen: dict[Entry, None] = {}
    stack = [entry]
    while stack:
        top = stack.pop()
        if top not in seen:
            seen[top] = None
            if top.op not in ("sin", "cos", "tan"):
                stack.extend(top.args[:1] if top.op == "**" else top.args)
    return sorted(seen, key=lambda e: e.number)


def _one(e: Entry, found: Mapping[Entry, _Bound], adjoined: _Field, zeros: dict[Entry, arb]) -> _Bound:
    args = [found[a] for a in e.args if a in found]
    match e.op:
        case "num" if isinstance(e.data, (int, Fraction)) and not isinstance(e.data, bool):
            value = Fraction(e.data)
            return _Bound(arb(abs(value.numerator)), arb(value.denominator))
        case _ if e.data is not None:
            raise NotAlgebraic(e.op)
        case "+" | "-":
            a, b = args
            return _Bound((a.up * b.low + b.up * a.low).upper(), (a.low * b.low).upper())
        case "neg" | "abs":
            return args[0]
        case "restrict":
            return args[0]
        case "max" | "min":
            return _Bound(_largest(a.up for a in args), _largest(a.low for a in args))
        case "*":
            a, b = args
            return _Bound((a.up * b.up).upper(), (a.low * b.low).upper())
        case "/":
            a, b = args
            _not_zero(e.args[1])
            return _Bound((a.up * b.low).upper(), (a.low * b.up).upper())
        case "sqrt":
            return _root(e.args[0], args[0], 2, adjoined, zeros)
        case "cbrt":
            return _root(e.args[0], args[0], 3, adjoined, zeros)
        case "**":
            return _power(e, args[0], adjoined, zeros)
        case "sin" | "cos" | "tan":
            return _wave(e, adjoined)
    raise NotAlgebraic(e.op)


def _largest(values: object) -> arb:
    best = arb(0)
    for v in values:  # type: ignore[attr-defined]
        best = best.max(v).upper()
    return best


def _not_zero(entry: Entry) -> None:
    if sign_of_algebraic(entry) == 0:
        raise NoValue


def _power(e: Entry, base: _Bound, adjoined: _Field, zeros: dict[Entry, arb]) -> _Bound:
    exponent = e.args[1].constant
    if not isinstance(exponent, Fraction) or isinstance(exponent, bool) or abs(exponent.numerator) > _MOST_POWER:
        raise NotAlgebraic("**")
    if exponent.denominator > 1:
        base = _root(e.args[0], base, exponent.denominator, adjoined, zeros)
    if exponent < 0:
        _not_zero(e.args[0])
        base = _Bound(base.low, base.up)
    times = abs(exponent.numerator)
    return _Bound((base.up**times).upper(), (base.low**times).upper())


def _root(inner: Entry, of: _Bound, order: int, adjoined: _Field, zeros: dict[Entry, arb]) -> _Bound:
    """A real root of an entry whose sign allows it; a cube root of a negative number is minus one of its opposite."""
    if inner.op == "num" and isinstance(inner.data, (int, Fraction)):
        return _root_of_rational(Fraction(inner.data), order, adjoined)
    sign = sign_of_algebraic(inner)
    if sign == 0:
        zeros[inner] = arb(0)
        return _Bound(arb(0), arb(1))
    if sign < 0 and order % 2 == 0:
        raise NoValue
    adjoined.radicals[inner, order] = None
    return _Bound((of.up * of.low ** (order - 1)).root(order).upper(), of.low)


def _root_of_rational(value: Fraction, order: int, adjoined: _Field) -> _Bound:
    """The root of p/q as a product of roots of the primes of p·q**(k-1), over q."""
    whole = abs(value.numerator) * value.denominator ** (order - 1)
    rest, p = abs(whole), 2
    while p * p <= rest and p < _TRIAL:
        times = 0
        while rest % p == 0:
            rest, times = rest // p, times + 1
        _adjoin(p, Fraction(times, order), adjoined)
        p += 1
    if rest > 1:
        _adjoin(rest, Fraction(1, order), adjoined)
    return _Bound(arb(whole).root(order).upper(), arb(value.denominator))


def _adjoin(prime: int, exponent: Fraction, adjoined: _Field) -> None:
    if exponent.denominator > 1:
        adjoined.primes[prime] = lcm(adjoined.primes.get(prime, 1), exponent.denominator)


def _wave(e: Entry, adjoined: _Field) -> _Bound:
    part = multiple_of_pi(e.args[0])
    if part is None:
        raise NotAlgebraic(e.op)
    turn = part / 2  # in whole turns
    quarter = Fraction(1, 4)
    for angle in {"cos": (turn,), "sin": (quarter - turn,), "tan": (quarter - turn, turn)}[e.op]:
        adjoined.turns = lcm(adjoined.turns, angle.denominator)
    if adjoined.turns > _MOST_POWER:
        raise NotAlgebraic("too fine an angle")
    if e.op == "tan" and (turn - quarter) % Fraction(1, 2) == 0:
        raise NoValue
    return _Bound(arb(2), arb(2))


def multiple_of_pi(entry: Entry) -> Fraction | None:
    """r where an entry is plainly r·pi."""
    match entry.op:
        case "pi":
            return Fraction(1)
        case "num":
            return Fraction(0) if entry.data == 0 else None
        case "neg":
            inner = multiple_of_pi(entry.args[0])
            return None if inner is None else -inner
        case "+" | "-":
            a, b = (multiple_of_pi(x) for x in entry.args)
            return None if a is None or b is None else a + b if entry.op == "+" else a - b
        case "*":
            for scale, of in (entry.args, entry.args[::-1]):
                value, inner = scale.constant, multiple_of_pi(of)
                if isinstance(value, Fraction) and inner is not None:
                    return value * inner
        case "/":
            value, inner = entry.args[1].constant, multiple_of_pi(entry.args[0])
            if isinstance(value, Fraction) and value != 0 and inner is not None:
                return inner / value
    return None
