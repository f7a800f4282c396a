"""Where an expression has a value: what its partial functions demand of their arguments, and which demands stay open.

A demand that is met at every point, or fails on a null set only, is settled. Two sides with the same open demands are
undefined at the same points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb, fmpq

from proofcheck.meaning.graph import Entry
from proofcheck.meaning.interval import Interval, closed, opened
from proofcheck.meaning.normal_form import NormalForms
from proofcheck.meaning.normal_functions import Functions
from proofcheck.meaning.ring import Polynomial, Quotient, Ring
from proofcheck.meaning.signs import ANY, NOT_NEGATIVE, POSITIVE, ZERO

Demand = tuple[str, Quotient]
Open = frozenset[tuple[Any, ...]]

_ALWAYS = (
    "num var + - * neg abs sign floor ceil min max sin cos exp sinh cosh tanh sech atan asinh erf erfc normal_cdf "
    "sigmoid relu relu6 softplus silu gelu cbrt pi e truth restrict and or not => <=> == != < <= > >= if hardswish jet"
)
_TOTAL = frozenset(_ALWAYS.split())
_IMAGES: dict[str, Interval] = {
    "in [-1, 1]": closed(-1, 1),
    "in (-1, 1)": opened(-1, 1),
    ">= 1": Interval(lo=Fraction(1), lo_open=False),
}
_DEMANDS: dict[str, tuple[str, int]] = {
    "/": ("!= 0", 1),
    "log": ("> 0", 0),
    "log2": ("> 0", 0),
    "sqrt": (">= 0", 0),
    "asin": ("in [-1, 1]", 0),
    "acos": ("in [-1, 1]", 0),
    "acosh": (">= 1", 0),
    "atanh": ("in (-1, 1)", 0),
    "coth": ("!= 0", 0),
    "csch": ("!= 0", 0),
    "step": ("!= 0", 0),
    "mod": ("!= 0", 1),
}
_FROM_ZERO = frozenset(("gamma", "loggamma", "factorial"))  # defined above 0, and at some points below
_SHORT_CUTS = frozenset(("and", "or", "=>"))


@dataclass(frozen=True, slots=True)
class Definedness:
    """Reads the demands of an expression in one case; `thin`: the admissible set may be a null set itself."""

    forms: NormalForms
    thin: bool

    def open_demands(self, entry: Entry) -> Open:
        """The demands of an expression that are not settled; only the branches that this case takes count."""
        found: set[tuple[Any, ...]] = set()
        seen: set[Entry] = set()
        stack = [entry]
        while stack:
            top = stack.pop()
            if top in seen:
                continue
            seen.add(top)
            if top.op == "if":
                taken = top.args[1] if self.forms.holds(top.args[0]) else top.args[2]
                stack.extend((top.args[0], taken))
                continue
            if top.op in _SHORT_CUTS:  # one part may settle the whole where another has no value
                if any(self.open_demands(a) for a in top.args):
                    found.add(("value of", top))
                continue
            stack.extend(top.args)
            found.update(self._open_here(top))
        return frozenset(found)

    def _open_here(self, entry: Entry) -> list[tuple[Any, ...]]:
        demands = self._demands(entry)
        if demands is None:
            return [("value of", entry)]
        return [name for what, q in demands if not self._settled(what, q) for name in self._names(what, q)]

    def _demands(self, entry: Entry) -> list[Demand] | None:
        """What an operator demands; None where only the whole expression can say."""
        if entry.op in _TOTAL:
            return []
        of = self.forms.of
        if entry.op in _FROM_ZERO:
            return [] if self._settled("> 0", of(entry.args[0])) else None
        if entry.op == "**":
            return self._of_power(of(entry.args[0]), of(entry.args[1]))
        if entry.op in ("tan", "sec", "cot", "csc"):
            cosine, sine = Functions(self.forms).wave(of(entry.args[0]))
            return [("!= 0", cosine if entry.op in ("tan", "sec") else sine)]
        row = _DEMANDS.get(entry.op)
        return None if row is None else [(row[0], of(entry.args[row[1]]))]

    def _of_power(self, base: Quotient, exponent: Quotient) -> list[Demand] | None:
        value = self.forms.ring.number(exponent)
        if value is None:  # a whole exponent allows a negative base
            return [] if self._settled("> 0", base) else None
        if value.denominator == 1:
            return [] if value >= 0 else [("!= 0", base)]
        return [(">= 0" if value > 0 else "> 0", base)]

    def _names(self, what: str, q: Quotient) -> list[tuple[str, str]]:
        """The demand up to what changes it on a null set at most, so that equal demands read the same."""
        if q.num.is_zero() or what not in ("> 0", ">= 0", "!= 0"):
            return [(what, str(q))]
        if what == "!= 0":  # of a product, that of each factor
            factors = (self.forms.ring.polynomial(f) for f, _ in self.forms.signs.factors(q.num)[1])
            return [(what, str(f)) for f in factors if not self._settled(what, f)]
        constant, parts = self.forms.parts(q)
        odd = self.forms.gather(Fraction(1 if constant > 0 else -1), [(f, 1) for f, e in parts if e % 2])
        return [(">= 0" if self._null(q) else what, str(odd))]

    def _settled(self, what: str, q: Quotient) -> bool:
        if self.forms.field_only:  # complex numbers have no sign
            return what == "!= 0" and not self.thin and self._null(q)
        if what in _IMAGES:
            return self.forms.ring.interval_of(q).within(_IMAGES[what])
        signs = self.forms.signs.of_quotient(q)
        if what == "> 0":
            return signs <= POSITIVE
        if what == ">= 0":
            return signs <= NOT_NEGATIVE
        return signs <= ANY - ZERO or (not self.thin and self._null(q))

    def _null(self, q: Quotient) -> bool:
        """Whether the zeros of `q` are a null set: a polynomial, or an entire function that is not 0 somewhere."""
        ring, signs = self.forms.ring, self.forms.signs
        for factor, _ in signs.factors(q.num)[1]:
            if not self.forms.field_only and 0 not in signs.of_factor(factor):
                continue
            kinds = {ring.keys[i][0] for i in ring.used(factor)}
            if len(factor) == 1 and kinds <= {"root", "abs", "cbrt"}:
                if not self._null(ring.rules[ring.used(factor)[0]].value):
                    return False
                continue
            if any(i in ring.rules and ring.rules[i].power == 1 for i in ring.used(factor)):
                return False
            if kinds <= {"var", "root of var", "I"}:
                continue
            if not (all(_entire(ring, i) for i in ring.used(factor)) and _somewhere_not_zero(ring, factor)):
                return False
        return not q.num.is_zero()


def _entire(ring: Ring, index: int) -> bool:
    """Whether a generator is an entire function of the variables, or a constant."""
    kind = ring.keys[index][0]
    if kind in ("var", "root of var", "pi"):
        return True
    source = ring.sources.get(index)
    if source is None or kind not in ("exp", "sin", "cos"):
        return False
    argument = source[1]
    return bool(argument.den.is_constant()) and all(_entire(ring, i) for i in ring.used(argument.num))


def _somewhere_not_zero(ring: Ring, p: Polynomial) -> bool:
    """Whether balls keep `p` away from 0 at one of a few points of the variables' space."""
    for seed in range(4):
        values: dict[int, Any] = {}
        if not _value(ring, p, values, Random(seed)).contains(0):
            return True
    return False


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {"exp": arb.exp, "sin": arb.sin, "cos": arb.cos}


def _value(ring: Ring, p: Polynomial, values: dict[int, Any], random: Random) -> Any:
    total = arb(0)
    for monomial, coefficient in p.to_dict().items():
        term = arb(coefficient)
        for index, exponent in enumerate(monomial):
            if exponent:
                term *= _generator_value(ring, index, values, random) ** int(exponent)
        total += term
    return total


def _generator_value(ring: Ring, index: int, values: dict[int, Any], random: Random) -> Any:
    if index not in values:
        kind = ring.keys[index][0]
        if kind == "pi":
            values[index] = arb.pi()
        elif kind in _FUNCTIONS:
            argument = ring.sources[index][1]
            inner = _value(ring, argument.num, values, random) / _value(ring, argument.den, values, random)
            values[index] = _FUNCTIONS[kind](inner)
        else:
            values[index] = arb(fmpq(random.randint(-60, 60), 32))
    return values[index]
