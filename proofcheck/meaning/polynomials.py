"""Entries as polynomials in one variable, with entries as coefficients: what moments and integrals are taken of."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, Graph, reachable

MAX_DEGREE = 64

Polynomial = list[Entry]  # coefficients, constant first; never empty


def coefficients(g: Graph, entry: Entry, leaf: Entry, op: str) -> Polynomial:
    """The coefficients of an entry that is a polynomial in the leaf. Errors: NoMeaning(op) where it is none."""
    found: dict[Entry, Polynomial] = {leaf: [g.zero, g.one]}
    for e in reachable([entry]):
        if e in found:
            continue
        if all(len(found[a]) == 1 for a in e.args):
            found[e] = [e]
        else:
            found[e] = _combined(g, e, [found[a] for a in e.args], op)
        if len(found[e]) > MAX_DEGREE + 1:
            raise TooLarge(f"a polynomial of degree above {MAX_DEGREE}")
    return found[entry]


def _combined(g: Graph, e: Entry, parts: list[Polynomial], op: str) -> Polynomial:
    match e.op:
        case "+":
            return _joined(g, parts[0], parts[1], g.add)
        case "-":
            return _joined(g, parts[0], parts[1], g.sub)
        case "neg":
            return [g.neg(c) for c in parts[0]]
        case "*":
            return _product(g, parts[0], parts[1])
        case "/" if len(parts[1]) == 1:
            return [g.div(c, parts[1][0]) for c in parts[0]]
        case "**":
            exponent = e.args[1].constant
            if isinstance(exponent, Fraction) and exponent.denominator == 1 and 0 <= exponent <= MAX_DEGREE:
                total = [g.one]
                for _ in range(int(exponent)):
                    total = _product(g, total, parts[0])
                return total
    raise NoMeaning(op, "of something that is no polynomial")


def _joined(g: Graph, a: Polynomial, b: Polynomial, combine: Callable[[Entry, Entry], Entry]) -> Polynomial:
    size = max(len(a), len(b))
    wide = [p + [g.zero] * (size - len(p)) for p in (a, b)]
    return [combine(p, q) for p, q in zip(*wide, strict=True)]


def _product(g: Graph, a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) + len(b) > MAX_DEGREE + 2:
        raise TooLarge(f"a polynomial of degree above {MAX_DEGREE}")
    total = [g.zero] * (len(a) + len(b) - 1)
    for i, p in enumerate(a):
        for j, q in enumerate(b):
            total[i + j] = g.add(total[i + j], g.mul(p, q))
    return total
