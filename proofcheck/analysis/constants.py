"""Closed real constants such as `sqrt(2)/2` and `pi/2`: exact values, enclosures, signs and order.

Errors: NoMeaning for an entry that is not closed, or has no real value.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from proofcheck.meaning import NoMeaning
from proofcheck.meaning.algebra import affirm
from proofcheck.meaning.ball import precision
from proofcheck.meaning.boxes import evaluate
from proofcheck.meaning.closed_constants import sign_of_constant
from proofcheck.meaning.graph import BINDERS, Entry, Graph, reachable
from proofcheck.meaning.jets import is_jet
from proofcheck.meaning.setting import Setting
from proofcheck.meaning.work import remembered

_MOST_EXPONENT = 50_000
_ENDS = 192  # bits of a rational enclosure


def is_closed(entry: Entry) -> bool:
    """Whether an entry is a real constant: no variable, nothing unknown."""
    return not any(e.op in ("var", "hole", "undefined", "truth") or is_jet(e) or e.sign < 0 for e in reachable([entry]))


def rational_value(entry: Entry) -> Fraction | None:
    """The value of a constant that is written as a rational number."""
    if entry.op == "neg":
        inner = rational_value(entry.args[0])
        return None if inner is None else -inner
    return Fraction(entry.data) if entry.op == "num" and isinstance(entry.data, (int, Fraction)) else None


def ball_of(entry: Entry, bits: int = _ENDS) -> arb:
    """A ball around a closed constant. Errors: NoMeaning."""
    with precision(bits):
        value = evaluate([entry], {})[0]
    if not isinstance(value, arb) or not value.is_finite():
        raise NoMeaning(entry.op, "no enclosure of a constant")
    return value


@remembered(4096)
def enclosing(entry: Entry) -> tuple[Fraction, Fraction]:
    """Rationals on both sides of a closed constant, close to it. Errors: NoMeaning."""
    exact = rational_value(entry)
    if exact is not None:
        return exact, exact
    with precision(_ENDS):
        ball = ball_of(entry)
        ends = ball.lower(), ball.upper()
        if any(abs(int(end.man_exp()[1])) > _MOST_EXPONENT for end in ends):
            raise NoMeaning(entry.op, "a constant too long to be written as a rational")
        low, high = (end.fmpq() for end in ends)
    return Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))


def sign_of(graph: Graph, entry: Entry) -> int | None:
    """The sign of a closed constant, proved. None: nothing is known, or it has no value."""
    exact = rational_value(entry)
    if exact is not None:
        return (exact > 0) - (exact < 0)
    if not is_closed(entry):
        return None
    sign = sign_of_constant(entry)
    if sign is None and any(e.op in BINDERS or e.op == "lacks" for e in reachable([entry])):
        return _by_ball(entry)
    return 0 if sign is None and _cancels(graph, entry) else sign


def _by_ball(entry: Entry) -> int | None:
    """The sign of a constant with integrals or extremes in it, which are enclosed equally well with any precision."""
    try:
        ball = ball_of(entry)
    except NoMeaning:
        return None
    return 1 if ball > 0 else -1 if ball < 0 else 0 if ball.is_zero() else None


def _cancels(graph: Graph, entry: Entry) -> bool:
    """Whether a constant that certainly has a value has the normal form 0."""
    try:
        ball = ball_of(entry)
    except NoMeaning:
        return False
    link = graph.make("==", entry, graph.zero)
    return ball.contains(0) and affirm(Setting(thin=True), link, both=True, equal_only=True) is not None


def is_zero(graph: Graph, entry: Entry) -> bool:
    """Whether a closed constant is 0."""
    return sign_of(graph, entry) == 0


def compare(graph: Graph, a: Entry, b: Entry) -> int | None:
    """The sign of a - b."""
    return sign_of(graph, graph.sub(a, b))
