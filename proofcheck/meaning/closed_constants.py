"""Signs of closed real constants with logarithms, arcs, exponentials, pi and gamma: zero is proved, never only seen.

A constant is written, in `constant_forms`, as a polynomial in pi, e, logarithms, arcs and gamma(p/q) with algebraic
coefficients. It is 0 if every coefficient is, or if what goes together is a relation of one of two kinds, n_k whole:

    sum of n_k·log(a_k) = 0    exactly where the product of a_k**n_k is 1, for positive a_k
    sum of n_k·arg(z_k) = 0    where the product of z_k**n_k is a positive real and a ball keeps the sum below 2·pi

Both are decided by `separation`. A sign other than 0 comes from a ball alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from flint import arb

from proofcheck.meaning import TooLarge
from proofcheck.meaning.ball import LADDER, precision
from proofcheck.meaning.boxes import NOTHING, evaluate
from proofcheck.meaning.constant_forms import ARCS, LARGEST, ConstantForms, Form, Generator, Monomial, Unread, ordered
from proofcheck.meaning.graph import Entry, Graph, reachable
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.separation import NotAlgebraic, NoValue, sign_of_algebraic

_EDGES: Mapping[str, tuple[int, ...]] = {  # where a function of a ball that is no point has no enclosure
    **dict.fromkeys(("sqrt", "cbrt", "**"), (0,)),
    **dict.fromkeys(("asin", "acos"), (1, -1)),
    "acosh": (1,),
}
_OPEN = frozenset(("var", "bound", "hole"))
_MOST_ENTRIES = 1_000
_MOST_WRITTEN = 20_000  # entries of the graph in which constants are written out


def sign_of_constant(entry: Entry) -> int | None:
    """The sign of a closed real constant, proved; None where nothing is known, or where it has no value."""
    below = reachable([entry])
    if len(below) > _MOST_ENTRIES or any(e.op in _OPEN or e.sign < 0 or is_jet(e) for e in below):
        return None
    graph = Graph(_MOST_WRITTEN)  # a fresh one, so that no answer depends on what was asked before
    try:
        return _Constants(graph).sign(_copied(graph, below, entry))
    except (Unread, NotAlgebraic, NoValue, TooLarge):
        return None


def truth_of(link: Entry) -> bool | None:
    """Whether a statement on closed real constants holds; None where that is not known."""
    below = reachable([link])
    if len(below) > _MOST_ENTRIES or any(e.op in _OPEN or e.sign < 0 or is_jet(e) for e in below):
        return None
    graph = Graph(_MOST_WRITTEN)
    done: dict[Entry, Entry] = {}
    for e in below:
        done[e] = graph.make(e.op, *(done[a] for a in e.args), data=e.data)
        if e.op in _HOLDS:
            sign = sign_of_constant(graph.sub(*done[e].args)) if done[e].op == e.op else None
            done[e] = done[e] if sign is None else graph.truth(sign in _HOLDS[e.op])
    truth = done[link].constant
    return truth if isinstance(truth, bool) else None


def _copied(graph: Graph, below: list[Entry], entry: Entry) -> Entry:
    done: dict[Entry, Entry] = {}
    for e in below:
        done[e] = graph.make(e.op, *(done[a] for a in e.args), data=e.data)
    return done[entry]


_HOLDS: Mapping[str, tuple[int, ...]] = {
    "==": (0,),
    "!=": (-1, 1),
    "<": (-1,),
    "<=": (-1, 0),
    ">": (1,),
    ">=": (0, 1),
}


@dataclass(slots=True)
class _Constants(ConstantForms):
    """Signs of the constants of one graph."""

    signs: dict[Entry, int] = field(default_factory=dict)
    exact: dict[Entry, arb] = field(default_factory=dict)  # arguments that lie on the edge of a domain
    settled: set[Entry] = field(default_factory=set)

    def sign(self, entry: Entry) -> int:
        """The sign of an entry. Errors: Unread, NotAlgebraic, NoValue."""
        if entry not in self.signs:
            self.signs[entry] = self._sign(entry)
        return self.signs[entry]

    def _sign(self, entry: Entry) -> int:
        for bits in LADDER[:2]:
            sign = self._ball_sign(entry, bits)
            if sign is not None:
                return sign
        if self.algebraic(entry):
            return sign_of_algebraic(entry)
        self._settle(entry)
        if self.ball(entry, LADDER[2]) is not None and self.vanishes(self.form(entry)):
            return 0
        for bits in LADDER[1:]:
            sign = self._ball_sign(entry, bits)
            if sign is not None:
                return sign
        raise Unread

    def _settle(self, entry: Entry) -> None:
        """Find the arguments that lie on the edge of a domain exactly, so that all parts have enclosures."""
        for e in reachable([entry]):
            if e in self.settled:
                continue
            self.settled.add(e)
            for edge in _EDGES.get(e.op, ()):
                x = e.args[0]
                ball = None if x.op == "num" or x in self.exact else self.ball(x, LADDER[1])
                if (
                    ball is not None
                    and (ball - edge).contains(0)
                    and self.sign(self.graph.sub(x, self.graph.num(edge))) == 0
                ):
                    self.exact[x] = arb(edge)

    def ball(self, entry: Entry, bits: int) -> arb | None:
        """A finite ball; None where there is none yet. Errors: NoValue."""
        with precision(bits):
            value = evaluate([entry], self.exact)[0]
        if value is NOTHING:
            raise NoValue
        return value if isinstance(value, arb) and value.is_finite() else None

    def _ball_sign(self, entry: Entry, bits: int) -> int | None:
        value = self.ball(entry, bits)
        if value is None:
            return None
        return 1 if value > 0 else -1 if value < 0 else 0 if value.is_zero() else None

    def vanishes(self, form: Form) -> bool:
        """Whether a form is 0, as far as one of the relations shows it."""
        left = {m: c for m, c in form.items() if self.sign(c) != 0}
        for kinds in (("log",), ARCS):
            for _, terms in _linear(left, kinds):
                numbers = [(x, self.rational(c)) for x, _, c in terms]
                relation = [(x, v) for x, v in numbers if v is not None]
                if len(relation) < len(numbers) or any(m not in left for _, m, _ in terms):
                    continue
                if (self._product_is_one if kinds == ("log",) else self._turns_nowhere)(relation):
                    for _, m, _ in terms:
                        del left[m]
        return not left

    def _product_is_one(self, relation: list[tuple[Generator, Fraction]]) -> bool:
        g = self.graph
        scale = lcm(*(v.denominator for _, v in relation))
        value = g.one
        for (_, x), times in relation:
            if abs(times * scale) > LARGEST or not self.algebraic(x):
                return False
            value = g.mul(value, g.power(x, int(times * scale)))
        return sign_of_algebraic(g.sub(value, g.one)) == 0

    def _turns_nowhere(self, relation: list[tuple[Generator, Fraction]]) -> bool:
        """Whether a sum of arcs is 0: its whole multiple is less than a turn, and the product of the numbers is > 0."""
        g = self.graph
        scale = lcm(*(v.denominator for (kind, _), v in relation if kind != "pi"), 1)
        whole = [(generator, times * scale) for generator, times in relation]
        angle = g.zero
        for generator, times in whole:
            angle = g.add(angle, g.mul(g.num(times), self.value(generator)))
        ball = self.ball(angle, LADDER[1])
        if ball is None or not abs(ball) < 6:
            return False
        cosine, sine = self.turned(whole, scaled=False)
        return sign_of_algebraic(sine) == 0 and sign_of_algebraic(cosine) > 0


def _linear(form: Form, kinds: tuple[str, ...]) -> Iterator[tuple[Monomial, list[tuple[Generator, Monomial, Entry]]]]:
    """Terms that are linear in generators of these kinds, by what they are multiplied with."""
    groups: dict[Monomial, list[tuple[Generator, Monomial, Entry]]] = {}
    for monomial, c in form.items():
        for generator, power in monomial:
            if generator[0] in kinds and (power == 1 or (generator[0] == "pi" and power > 1)):
                rest = ordered({**dict(monomial), generator: power - 1})
                groups.setdefault(rest, []).append((generator, monomial, c))
    yield from groups.items()
