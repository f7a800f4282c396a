"""Claims at single points, with mpmath: a judge that shares no code with the engines of proofcheck.

A point is a closed expression for each variable, so that it can be computed at any precision. What comes out is true,
false, or unknown (None); a violation is one only if two high precisions agree on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import mpmath
from mpmath import mp, mpf

from benchmarks.outcome import Inexpressible
from benchmarks.real_functions import TABLE, Undefined, divided, real
from benchmarks.trees import WRITTEN_OUT, Translation, inlined, nodes
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, At, Bind, Derive, Draw, Node, Num, Over, Range, Var, walk
from proofcheck.language.types import INTEGER

Point = Mapping[str, Node]
DIGITS = 50
_CONFIRM = 120  # digits at which a violation must show as well, and at twice that the same one
_LEAST = 1e-20  # relative: what is smaller at 50 digits may be rounding
_TINY = 1e-25  # sides below this are left to more digits
_ESTIMATE = 1e-10  # the same of integrals and derivatives, which are estimates
_MODERATE = (mpf("1e-3"), 4)  # at points of this size, sides that are equal to all digits are taken to be equal
_TERMS = 20_000
_ESTIMATES = frozenset({"integral", "limit", "E", "Var", "Cov", "sup", "inf", "argmax", "argmin"})


class _Numbers(Translation[Any]):
    """Values at a point, at the precision that mpmath has now.

    `absorbed`: something was too small to be seen in a sum or in a function near its limit. `cancelled`: nearly nothing
    was left of a difference. After both of them the value may be anything: `1 - tanh(x)` for large x.
    """

    table = TABLE
    absorbed = cancelled = False

    @property
    def lost(self) -> bool:
        return self.absorbed and self.cancelled

    def fresh(self) -> None:
        self.absorbed = self.cancelled = False

    def added(self, a: Any, b: Any) -> Any:
        found, low, high = a + b, min(abs(a), abs(b)), max(abs(a), abs(b))
        if low != 0:
            self.absorbed |= bool(low < high * mpf(10) ** (3 - mp.dps))
            self.cancelled |= bool(abs(found) < high * mpf(10) ** (-mp.dps * 2 // 3))
        return found

    def number(self, value: Fraction) -> Any:
        return mpf(value.numerator) / value.denominator

    def apply(self, node: Apply, at: Mapping[str, Any]) -> Any:
        if node.op == "if":
            test, yes, no = node.args
            truth = _truth(test, _Place(at=at, moderate=True))
            if truth is None:
                raise Undefined("a case that is too close to call")
            return self.of(yes if truth else no, at)
        if node.op == "step":
            x = self.of(node.args[0], at)
            if x == 0:
                raise Undefined("step at 0")
            return mpf(1 if x > 0 else 0)
        if node.op == "pdf":
            return _density(node.args[0], self.of(node.args[1], at), at)
        if node.op in ("+", "-"):
            a, b = (self.of(each, at) for each in node.args)
            return real(self.added(a, b if node.op == "+" else -b))
        found = real(super().apply(node, at))
        if node.op in ("tanh", "erf"):
            self.absorbed |= bool(1 - abs(found) < mpf(10) ** (3 - mp.dps))
        return found

    def whole(self, node: Node, at: Mapping[str, Any]) -> int:
        value = self.of(node, at)
        if value != mp.floor(value) or abs(value) > 10**9:
            raise Undefined("an end of a range that is no whole number")
        return int(value)

    def derive(self, node: Derive, at: Mapping[str, Any]) -> Any:
        """From both sides; they disagree at a kink, where there is no derivative."""
        if node.op not in ("diff", "grad") or not isinstance(node.wrt, Var):
            raise Inexpressible("this derivative")
        name = node.wrt.name

        def body(value: Any) -> Any:
            return self.of(node.body, {**at, name: value})

        found = [mp.diff(body, at[name], node.order, direction=side) for side in (-1, 0, 1)]
        size = max(1, *map(abs, found))
        if max(found) - min(found) > size * mpf(10) ** (-mp.dps // 3):
            raise Undefined("a kink")
        return real(found[1])

    def bind(self, node: Bind, at: Mapping[str, Any]) -> Any:
        match node:
            case Bind(op="sum" | "product" as name, binders=(Range() as binder, *rest), body=body):
                inner: Node = body if not rest else Bind(type=node.type, op=name, binders=tuple(rest), body=body)
                low, high = self.whole(binder.lower, at), self.whole(binder.upper, at)
                places = range(low, high + 1) if binder.step > 0 else range(low, high - 1, -1)
                if len(places) > _TERMS:
                    raise Undefined("too long a sum")
                found = mpf(0 if name == "sum" else 1)
                for k in places:
                    here = {**at, binder.name: mpf(k)}
                    if binder.filter is not None and not _truth(binder.filter, _Place(at=here, moderate=True)):
                        continue
                    term = self.of(inner, here)
                    found = found + term if name == "sum" else found * term
                return real(found)
            case Bind(op="integral", binders=(Over(name=name) as over,), body=body):
                ends = self._ends(over, at)
                return _quad(lambda t: self.of(body, {**at, name: t}), ends)
            case Bind(op="E", binders=(Draw(name=name, distribution=drawn),), body=body):
                return _expected(lambda t: self.of(body, {**at, name: t}), drawn, at)
            case Bind(op="Var", binders=(Draw(name=name, distribution=drawn),), body=body):
                mean = _expected(lambda t: self.of(body, {**at, name: t}), drawn, at)
                return _expected(lambda t: (self.of(body, {**at, name: t}) - mean) ** 2, drawn, at)
        raise Inexpressible(f"`{node.op}`")

    def _ends(self, over: Over, at: Mapping[str, Any]) -> tuple[Any, Any]:
        low, high = over.domain.lower, over.domain.upper
        return (-mp.inf if low is None else self.end(low, at), mp.inf if high is None else self.end(high, at))

    def end(self, node: Node, at: Mapping[str, Any]) -> Any:
        match node:
            case Apply(op="oo"):
                return mp.inf
            case Apply(op="neg", args=(Apply(op="oo"),)):
                return -mp.inf
        return self.of(node, at)


def _quad(f: Callable[[Any], Any], ends: tuple[Any, Any]) -> Any:
    low, high = ends
    places = [low, high]
    if low == -mp.inf and high == mp.inf:
        places = [low, -1, 0, 1, high]
    elif high == mp.inf:
        places = [low, low + 1, low + 8, high]
    value, error = mp.quad(f, places, error=True)
    if error > mpf(10) ** -15 * max(1, abs(value)):
        raise Undefined("an integral that does not settle")
    return real(value)


def _parameters(drawn: Node, at: Mapping[str, Any]) -> tuple[str, list[Any]]:
    if not isinstance(drawn, Apply):
        raise Inexpressible("this distribution")
    return drawn.op, [NUMBERS.of(a, at) for a in drawn.args]


def _density(drawn: Node, x: Any, at: Mapping[str, Any]) -> Any:
    match _parameters(drawn, at):
        case "normal", (mean, spread):
            return mp.npdf(x, mean, spread)
        case "uniform", (low, high):
            return divided(mpf(1), high - low) if low <= x <= high else mpf(0)
        case "exponential", (rate,):
            return rate * mp.exp(-rate * x) if x >= 0 else mpf(0)
        case "poisson", (rate,):
            return mp.exp(-rate) * rate**x / mp.factorial(x) if x == mp.floor(x) and x >= 0 else mpf(0)
        case "bernoulli", (p,):
            return p if x == 1 else 1 - p if x == 0 else mpf(0)
    raise Inexpressible("this density")


def _expected(f: Callable[[Any], Any], drawn: Node, at: Mapping[str, Any]) -> Any:
    match _parameters(drawn, at):
        case "normal", (mean, spread):
            return _quad(lambda t: f(mean + spread * t) * mp.npdf(t), (-mp.inf, mp.inf))
        case "uniform", (low, high):
            return divided(_quad(f, (low, high)), high - low)
        case "exponential", (rate,):
            return _quad(lambda t: f(t / rate) * mp.exp(-t), (mpf(0), mp.inf))
        case "bernoulli", (p,):
            return p * f(mpf(1)) + (1 - p) * f(mpf(0))
        case "poisson", (rate,):
            return _over_counts(f, rate)
    raise Inexpressible("this distribution")


def _over_counts(f: Callable[[Any], Any], rate: Any) -> Any:
    total, weight, k = mpf(0), mp.exp(-rate), 0
    while k < 50 or k < 3 * rate + 50 or weight > mpf(10) ** (-mp.dps):
        total, k = total + weight * f(mpf(k)), k + 1
        weight = weight * rate / k
        if k > _TERMS:
            raise Undefined("too long a sum")
    return total


NUMBERS = _Numbers()


def _estimated(node: Node) -> bool:
    return any(isinstance(n, Derive | At) or (isinstance(n, Bind) and n.op in _ESTIMATES) for n in walk(node))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Values of the variables; `finer` are the same at twice the digits, where a sign must be certain."""

    at: Mapping[str, Any]
    finer: Mapping[str, Any] | None = None
    moderate: bool = False  # equality to all digits is then taken for equality


def _gap(relation: Apply, at: Mapping[str, Any]) -> tuple[Any, Any]:
    NUMBERS.fresh()
    left, right = (NUMBERS.of(a, at) for a in relation.args)
    return NUMBERS.added(left, -right), abs(left) + abs(right)


def _compared(relation: Apply, here: _Place) -> bool | None:
    gap, size = _gap(relation, here.at)
    estimated = _estimated(relation)
    if NUMBERS.lost or (here.finer is None and 0 < size < _TINY):
        return None  # sides that should be 0 may be rounding and nothing else
    certain = bool(abs(gap) > (_ESTIMATE * (1 + size) if estimated else _LEAST * size))
    if here.finer is not None and (certain or not estimated):
        with mp.workdps(2 * mp.dps):
            finer, _ = _gap(relation, here.finer)
        certain = finer != 0 and bool(abs(gap - finer) <= abs(finer) / 100)
    if certain:
        above = bool(gap > 0)
        return {"==": False, "!=": True, "<": not above, "<=": not above, ">": above, ">=": above}[relation.op]
    if not here.moderate or estimated:
        return None
    return relation.op in ("==", "<=", ">=")


def _truth(node: Node, here: _Place) -> bool | None:
    """Kleene's three values. Raises Undefined where a side has no value."""
    match node:
        case Apply(op="true"):
            return True
        case Apply(op="false"):
            return False
        case Apply(op="==" | "!=" | "<" | "<=" | ">" | ">="):
            return _compared(node, here)
        case Apply(op="and" | "or" as name, args=args):
            decisive = name == "or"
            found = [_truth(a, here) for a in args]
            return decisive if decisive in found else None if None in found else not decisive
        case Apply(op="not", args=(a,)):
            inner = _truth(a, here)
            return None if inner is None else not inner
        case Apply(op="=>", args=(a, b)):
            given = _truth(a, here)
            if given is False:
                return True
            then = _truth(b, here)
            return True if then else (then if given else None)
        case Apply(op="<=>", args=(a, b)):
            first, second = _truth(a, here), _truth(b, here)
            return None if first is None or second is None else first == second
    raise Inexpressible("this relation")


@contextmanager
def _digits(count: int) -> Iterator[None]:
    """Arithmetic that overflows, or does not converge, has no value."""
    with mp.workdps(count):
        try:
            yield
        except (ZeroDivisionError, OverflowError, ValueError, mpmath.libmp.NoConvergence, TypeError) as error:
            raise Undefined(str(error)) from error


def _values(point: Point) -> dict[str, Any]:
    return {name: NUMBERS.of(node, {}) for name, node in point.items()}


def value(node: Node, point: Point = MappingProxyType({}), digits: int = DIGITS) -> Any:
    """The value of an expression. Raises Undefined or Inexpressible."""
    with _digits(digits):
        return NUMBERS.of(node, _values(point))


def _inside(given: Given, here: _Place) -> bool | None:
    domain, x = given.domain, here.at[given.name]
    if given.type == INTEGER and x != mp.floor(x):
        return False
    tests = [(domain.lower, ">" if domain.lower_open else ">="), (domain.upper, "<" if domain.upper_open else "<=")]
    tests += [(each, "!=") for each in domain.excluded]
    variable = Var(type=given.type, name=given.name)
    found: list[bool | None] = []
    for end, sign in tests:
        if end is not None and NUMBERS.end(end, here.at) not in (mp.inf, -mp.inf):
            found.append(_compared(Apply(type=given.type, op=sign, args=(variable, end)), here))
    if domain.members is not None:
        found.append(any(NUMBERS.of(m, here.at) == x for m in domain.members))
    return False if False in found else None if None in found else True


def _judged(claim: Claim, point: Point, certain: bool) -> tuple[bool | None, bool | None]:
    """Whether the point is one of the claim's, and whether the relation holds there."""
    at, finer = _values(point), None
    missing = [g.name for g in claim.given if g.name not in at]
    if missing:
        raise Inexpressible(f"no value for `{missing[0]}`")
    if certain:
        with mp.workdps(2 * mp.dps):
            finer = _values(point)
    moderate = all(v == 0 or _MODERATE[0] <= abs(v) <= _MODERATE[1] for v in at.values())
    ground = _Place(at=at, finer=finer, moderate=True)
    inside = [_inside(g, ground) for g in claim.given] + [_truth(a, ground) for a in claim.assumptions]
    if False in inside:
        return False, None
    holds: list[bool | None] = []
    for link in claim.links:
        try:
            holds.append(_truth(link.node, _Place(at=at, finer=finer, moderate=moderate)))
        except Undefined:
            holds.append(None)
    return None if None in inside else True, False if False in holds else None if None in holds else True


def admits(claim: Claim, point: Point) -> bool:
    """Whether the point satisfies domains and assumptions, beyond doubt."""
    try:
        with _digits(DIGITS):
            return _judged(claim, point, False)[0] is True
    except Undefined:
        return False


def violated(claim: Claim, point: Point) -> bool:
    """Whether the claim is false at this point, as higher precisions confirm. Raises Inexpressible."""
    try:
        with _digits(DIGITS):
            inside, holds = _judged(claim, point, False)
        if inside is False or holds is True:
            return False
        with _digits(_CONFIRM):
            return _judged(claim, point, True) == (True, False)
    except Undefined:
        return False


def breaks(claim: Claim, point: Point) -> bool | None:
    """Whether the claim is false at a point that is said to break it; None where that is too close to call."""
    if violated(claim, point):
        return True
    try:
        with _digits(_CONFIRM):
            inside, holds = _judged(claim, point, True)
    except Undefined:
        return None
    return False if inside is False or holds is True else None


def evaluable(claim: Claim) -> bool:
    """Whether every word of the claim has a meaning here."""
    known = set(TABLE) | {"if", "step", "pdf", "true", "false", "and", "or", "not", "=>", "<=>", "oo"}
    known |= {"==", "!=", "<", "<=", ">", ">=", "normal", "uniform", "exponential", "bernoulli", "poisson"}
    binds = {"sum", "product", "integral", "E", "Var"}
    try:
        claim = inlined(claim)
    except Inexpressible:
        return False
    known |= set(WRITTEN_OUT) | {"stack"}
    for node in nodes(claim):
        match node:
            case Num() | Var():
                continue
            case Apply(op=name) if name in known:
                continue
            case Bind(op=name) if name in binds:
                continue
            case Derive(op="diff", wrt=Var()) | At():
                continue
        return False
    return all(not g.properties for g in claim.given)
