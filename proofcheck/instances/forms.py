"""What an entry is like in some of its leaves: its degree, its constant coefficients, whether it is a norm of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.meaning.graph import Entry, reachable

BEYOND = 99  # degree of what is no polynomial


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A relation between two entries, from the assumption at position `source`."""

    op: str
    left: Entry
    right: Entry
    source: int

    @property
    def sides(self) -> tuple[Entry, Entry]:
        return self.left, self.right


_RELATIONS = ("==", "<", "<=", ">", ">=")


def atoms(condition: Entry, source: int) -> Iterator[Atom]:
    """The relations that a conjunction consists of; whatever is not a relation is left out."""
    if condition.op == "and":
        for part in condition.args:
            yield from atoms(part, source)
    elif condition.op in _RELATIONS:
        left, right = condition.args
        yield Atom(op=condition.op, left=left, right=right, source=source)


def leaves(roots: Sequence[Entry]) -> list[Entry]:
    """The variables under the roots."""
    return [e for e in reachable(roots) if e.op == "var"]


def degree(root: Entry, variables: Collection[Entry]) -> int:
    """The degree of an entry as a polynomial in these leaves, `BEYOND` where it is none."""
    found: dict[Entry, int] = {}
    for entry in reachable((root,)):
        found[entry] = min(BEYOND, _degree(entry, found, variables))
    return found[root]


def _degree(entry: Entry, found: dict[Entry, int], variables: Collection[Entry]) -> int:
    if entry.op == "var":
        return int(entry in variables)
    args = [found[a] for a in entry.args]
    if not any(args):
        return 0
    match entry.op:
        case "+" | "-" | "neg":
            return max(args)
        case "*":
            return sum(args)
        case "restrict":
            return args[0]
        case "/" if args[1] == 0:
            return args[0]
        case "if" if args[0] == 0:
            return max(args[1:])
        case "**":
            power = entry.args[1].constant
            if isinstance(power, Fraction) and power.denominator == 1 and power >= 0:
                return args[0] * int(power)
    return BEYOND


def linear_form(root: Entry, variables: Collection[Entry]) -> dict[Entry, Fraction] | None:
    """Constant coefficients of an entry that is linear in these leaves up to a rest without them; None otherwise."""
    found: dict[Entry, dict[Entry, Fraction] | None] = {}
    for entry in reachable((root,)):
        found[entry] = _linear(entry, found, variables)
    return found[root]


def _linear(
    entry: Entry, found: dict[Entry, dict[Entry, Fraction] | None], variables: Collection[Entry]
) -> dict[Entry, Fraction] | None:
    if entry.op == "var":
        return {entry: Fraction(1)} if entry in variables else {}
    args = [found[a] for a in entry.args]
    if all(a == {} for a in args):
        return {}
    known = [a for a in args if a is not None]
    if len(known) < len(args):
        return None
    match entry.op:
        case "+":
            return _sum(known, [Fraction(1)] * len(known))
        case "-":
            return _sum(known, [Fraction(1), Fraction(-1)])
        case "neg":
            return _sum(known, [Fraction(-1)])
        case "restrict":
            return known[0]
        case "*":
            factors = [a.constant for a, form in zip(entry.args, known, strict=True) if form == {}]
            forms = [form for form in known if form]
            if len(forms) == 1 and all(isinstance(f, Fraction) for f in factors):
                scale = Fraction(1)
                for f in factors:
                    scale *= f if isinstance(f, Fraction) else 1
                return _sum(forms, [scale])
        case "/":
            divisor = entry.args[1].constant
            if isinstance(divisor, Fraction) and divisor != 0:
                return _sum(known[:1], [1 / divisor])
    return None


def _sum(forms: Sequence[dict[Entry, Fraction]], scales: Sequence[Fraction]) -> dict[Entry, Fraction]:
    total: dict[Entry, Fraction] = {}
    for form, scale in zip(forms, scales, strict=True):
        for leaf, coefficient in form.items():
            total[leaf] = total.get(leaf, Fraction(0)) + scale * coefficient
    return {leaf: c for leaf, c in total.items() if c != 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """A size of distinct leaves: kind is length, square, sigma_max, sigma_min, lambda_max, lambda_min or radius."""

    kind: str
    leaves: tuple[Entry, ...]
    side: tuple[int, int]


def norm(entry: Entry) -> Norm | None:
    """The norm that an entry is, if it is one of leaves."""
    if entry.op == "restrict":
        return norm(entry.args[0])
    if entry.op == "if" and entry.args[2].op == "undefined":  # an eigenvalue of a matrix, if that is symmetric
        return norm(entry.args[1])
    if entry.op == "abs" and entry.args[0].op == "var":
        return Norm(kind="length", leaves=entry.args, side=(1, 1))
    if entry.op == "sqrt":
        inner = squares(entry.args[0])
        return None if inner is None else Norm(kind="length", leaves=inner, side=(len(inner), 1))
    kind = _spectral(entry)
    distinct = len(set(entry.args)) == len(entry.args) and all(a.op == "var" for a in entry.args)
    if kind and isinstance(entry.data, tuple):
        side = (entry.data[0], entry.data[1])
        return Norm(kind=kind, leaves=entry.args, side=side) if distinct else None
    inner = squares(entry)
    return None if inner is None else Norm(kind="square", leaves=inner, side=(len(inner), 1))


def _spectral(entry: Entry) -> str:
    if entry.op not in ("singular_value", "eigenvalue", "spectral_radius") or not isinstance(entry.data, tuple):
        return ""
    if entry.op == "spectral_radius":
        return "radius"
    rows, columns, place = entry.data
    if place not in (0, min(rows, columns) - 1):
        return ""
    name = "sigma" if entry.op == "singular_value" else "lambda"
    return f"{name}_max" if place == 0 else f"{name}_min"


def squares(entry: Entry) -> tuple[Entry, ...] | None:
    """The distinct leaves whose squares an entry is the sum of."""
    if entry.op == "+":
        parts = [squares(a) for a in entry.args]
        found = [leaf for part in parts if part is not None for leaf in part]
        return tuple(found) if None not in parts and len(set(found)) == len(found) else None
    if entry.op == "*" and len(entry.args) == 2 and entry.args[0] is entry.args[1] and entry.args[0].op == "var":
        return entry.args[:1]
    if entry.op == "**" and entry.args[1].constant == 2:
        base = entry.args[0].args[0] if entry.args[0].op == "abs" else entry.args[0]
        return (base,) if base.op == "var" else None
    return None
