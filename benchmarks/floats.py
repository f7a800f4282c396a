"""Claims in float64 with numpy, whole arrays of points at once: what one writes instead of a proof."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.outcome import Inexpressible
from benchmarks.trees import Translation
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Bind, Node, Range, free_names
from proofcheck.language.types import INTEGER, REAL

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
_TERMS = 2000
_FLOOR = 1e-3  # sides below this are compared absolutely


def _each(f: Callable[..., float]) -> Callable[..., Numbers]:
    def guarded(*values: float) -> float:
        try:
            return f(*values)
        except (ValueError, OverflowError):
            return math.nan

    return np.vectorize(guarded, otypes=[float])


def _binomial(n: float, k: float) -> float:
    return float(math.comb(int(n), int(k))) if 0 <= k <= n else 0.0


def _folded(f: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def fold(*values: Any) -> Any:
        found = values[0]
        for each in values[1:]:
            found = f(found, each)
        return found

    return fold


TABLE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "**": np.power,
        "neg": np.negative,
        "abs": np.abs,
        "sign": np.sign,
        "floor": np.floor,
        "ceil": np.ceil,
        "mod": np.mod,
        "min": _folded(np.minimum),
        "max": _folded(np.maximum),
        "gcd": lambda a, b: np.gcd(np.asarray(a, dtype=int), np.asarray(b, dtype=int)).astype(float),
        "step": lambda x: np.where(x > 0, 1.0, np.where(x < 0, 0.0, np.nan)),
        "atan2": np.arctan2,
        "factorial": _each(lambda x: math.gamma(x + 1)),
        "gamma": _each(math.gamma),
        "loggamma": _each(math.lgamma),
        "erf": _each(math.erf),
        "binomial": _each(_binomial),
        "pi": lambda: np.float64(math.pi),
        "e": lambda: np.float64(math.e),
        "oo": lambda: np.float64(math.inf),
        "==": np.equal,
        "!=": np.not_equal,
        "<": np.less,
        "<=": np.less_equal,
        ">": np.greater,
        ">=": np.greater_equal,
        "and": _folded(np.logical_and),
        "or": _folded(np.logical_or),
        "not": np.logical_not,
        "=>": lambda a, b: ~np.asarray(a) | b,
        "<=>": np.equal,
        "if": np.where,
        **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "cbrt", "sin", "cos", "tan")},
        **{name: getattr(np, name) for name in ("sinh", "cosh", "tanh")},
        **{name: getattr(np, "arc" + name[1:]) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    }
)


class _Floats(Translation[Any]):
    table = TABLE

    def number(self, value: Fraction) -> Any:
        return np.float64(value)

    def bind(self, node: Bind, at: Mapping[str, Any]) -> Any:
        """A sum whose ends may differ between the points: every place of any of them, those outside masked."""
        match node:
            case Bind(op="sum" | "product" as name, binders=(Range(step=1) as binder, *rest), body=body):
                inner: Node = body if not rest else Bind(type=node.type, op=name, binders=tuple(rest), body=body)
                low, high = self.of(binder.lower, at), self.of(binder.upper, at)
                first, last = float(np.min(low)), float(np.max(high))
                if not (math.isfinite(first) and math.isfinite(last)) or last - first > _TERMS:
                    raise Inexpressible("a sum that is too long")
                neutral = 0.0 if name == "sum" else 1.0
                found: Any = np.float64(neutral)
                for k in range(int(first), int(last) + 1):
                    here = {**at, binder.name: np.float64(k)}
                    inside = (low <= k) & (k <= high)
                    if binder.filter is not None:
                        inside = inside & self.of(binder.filter, here)
                    term = np.where(inside, self.of(inner, here), neutral)
                    found = found + term if name == "sum" else found * term
                return found
        raise Inexpressible(f"`{node.op}`")


FLOATS = _Floats()


def _scales(rng: np.random.Generator, count: int) -> Numbers:
    """Positive numbers of all scales, half of them near 1."""
    decades = np.where(rng.random(count) < 0.5, rng.uniform(-1, 1, count), rng.uniform(-6, 6, count))
    return np.asarray(10.0**decades)


def _values(given: Given, at: Mapping[str, Any], rng: np.random.Generator, count: int) -> Numbers:
    domain = given.domain
    if domain.members is not None:
        members = [np.broadcast_to(FLOATS.of(m, at), count) for m in domain.members]
        return np.asarray(np.choose(rng.integers(len(members), size=count), members), dtype=float)
    low = -np.inf if domain.lower is None else FLOATS.of(domain.lower, at)
    high = np.inf if domain.upper is None else FLOATS.of(domain.upper, at)
    low, high = np.broadcast_to(low, count).astype(float), np.broadcast_to(high, count).astype(float)
    if given.type == INTEGER:
        start = np.where(np.isfinite(low), low, np.where(np.isfinite(high), high - 20, -10.0))
        return np.asarray(np.floor(start + rng.random(count) * (np.minimum(high, start + 20) - start + 1)))
    away, sign = _scales(rng, count), np.where(rng.random(count) < 0.5, -1.0, 1.0)
    with np.errstate(all="ignore"):
        near = np.minimum(away / (1 + away), 0.999999)  # in (0, 1), at all scales
        width = high - low
        share = np.where(rng.random(count) < 0.5, rng.random(count), np.where(sign > 0, near, 1 - near))
        inside = low + share * width
    found = np.where(np.isfinite(low), low + away, np.where(np.isfinite(high), high - away, sign * away))
    return np.where(np.isfinite(low) & np.isfinite(high), inside, found)


def _solve(equation: Node, name: str, at: dict[str, Any]) -> Numbers | None:
    """A variable's values that solve an equation in which it is linear or a square."""
    if not isinstance(equation, Apply) or equation.op != "==":
        return None

    def gap(x: float) -> Any:
        here = {**at, name: np.float64(x)}
        return FLOATS.of(equation.args[0], here) - FLOATS.of(equation.args[1], here)

    zero, one, two, minus = gap(0), gap(1), gap(2), gap(-1)
    slack = 1e-9 * (np.abs(zero) + np.abs(one) + np.abs(two) + 1e-300)
    if np.all(np.abs(two - 2 * one + zero) <= slack):
        return np.asarray(-zero / (one - zero), dtype=float)
    if np.all(np.abs(minus - one) + np.abs(two - 4 * one + 3 * zero) <= slack):
        return np.asarray(np.sqrt(-zero / (one - zero)), dtype=float)
    return None


def samples(claim: Claim, count: int, seed: int = 0) -> dict[str, Numbers]:
    """Values of mixed scale, within the domains up to rounding. Raises Inexpressible."""
    if any(g.type not in (INTEGER, REAL) or g.properties for g in claim.given):
        raise Inexpressible("a variable that is no number")
    rng = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    with np.errstate(all="ignore"):
        for given in claim.given:
            found[given.name] = _values(given, found, rng, count)
        for assumption in claim.assumptions:
            for given in reversed(claim.given):
                if given.name not in free_names(assumption):
                    continue
                solved = _solve(assumption, given.name, found)
                if solved is not None:
                    found[given.name] = np.broadcast_to(solved, count)
                    break
    return found


def admitted(claim: Claim, at: Mapping[str, Any]) -> Truths:
    """Which points satisfy domains and assumptions, equations up to rounding."""
    found: Any = np.bool_(True)
    with np.errstate(all="ignore"):
        for given in claim.given:
            here, domain = at[given.name], given.domain
            found = found & np.isfinite(here)
            if domain.lower is not None:
                low = FLOATS.of(domain.lower, at)
                found = found & (here > low if domain.lower_open else here >= low)
            if domain.upper is not None:
                high = FLOATS.of(domain.upper, at)
                found = found & (here < high if domain.upper_open else here <= high)
            for excluded in domain.excluded:
                found = found & (here != FLOATS.of(excluded, at))
        for assumption in claim.assumptions:
            found = found & holds(assumption, at, 1e-9)
    return np.asarray(found, dtype=bool)


def holds(relation: Node, at: Mapping[str, Any], slack: float) -> Any:
    """Where a relation holds up to a slack relative to its sides; where a side is no finite number, it does."""
    match relation:
        case Apply(op="==" | "!=" | "<" | "<=" | ">" | ">=" as op, args=(a, b)):
            left, right = FLOATS.of(a, at), FLOATS.of(b, at)
            room = slack * (np.abs(left) + np.abs(right) + _FLOOR)
            found = {
                "==": np.abs(left - right) <= room,
                "!=": left != right,
                "<": left <= right + room,
                "<=": left <= right + room,
                ">": left >= right - room,
                ">=": left >= right - room,
            }[op]
            return found | ~np.isfinite(left) | ~np.isfinite(right)
        case Apply(op="and", args=args):
            return np.logical_and.reduce([holds(a, at, slack) for a in args])
        case Apply(op="or", args=args):
            return np.logical_or.reduce([holds(a, at, slack) for a in args])
        case Apply(op="=>", args=(a, b)):
            return ~np.asarray(holds(a, at, 0.0)) | holds(b, at, slack)
        case Apply(op="<=>", args=(a, b)):
            return np.equal(holds(a, at, slack), holds(b, at, slack))
    raise Inexpressible("this relation")


def violations(claim: Claim, count: int, slack: float, seed: int = 0) -> tuple[dict[str, Numbers], Truths]:
    """Points, and at which of them the claim fails by more than the slack. Raises Inexpressible."""
    at = samples(claim, count, seed)
    with np.errstate(all="ignore"):
        fine: Any = np.bool_(True)
        for link in claim.links:
            fine = fine & holds(link.node, at, slack)
        failed = ~np.asarray(fine) & admitted(claim, at)
    return at, np.broadcast_to(failed, count)
