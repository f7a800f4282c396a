"""TRUSTED: certificates of nonnegativity: a multiple of the goal as sums of squares times products of constraints.

m·f = Σ u_k·(v_kᵀ G_k v_k) + Σ q_j·h_j with rational positive semidefinite G_k, products u_k of constraints that are not
negative, and equations h_j = 0; m is positive. Source: M. Putinar, K. Schmüdgen, Positivstellensätze (1991, 1993).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq_mat

from proofcheck.analysis.polynomials import NotPolynomial, Polynomial, System, flint, from_text, number, to_text

_LARGEST = 90  # rows of a Gram matrix
_BLOCKS = 80
_BITS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`by`: constraints whose product is taken with the quadratic form of `gram` in `basis`."""

    by: tuple[Polynomial, ...]
    basis: tuple[Polynomial, ...]
    gram: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Squares:
    """A certificate. `inside`: a point strictly inside of all constraints, if the multiplier may vanish somewhere."""

    multiplier: Polynomial
    blocks: tuple[Block, ...]
    equations: tuple[tuple[Polynomial, Polynomial], ...] = ()
    inside: tuple[Fraction, ...] = ()


def proves(system: System, found: Squares) -> bool:
    """Whether the certificate shows the goal, in exact arithmetic."""
    if system.op not in (">=", ">") or len(found.blocks) > _BLOCKS or heavy(found):
        return False
    total = found.multiplier * system.goal
    positive = False
    for block in found.blocks:
        signs = [_nonnegative(system, p) for p in block.by]
        definite = _definite(block.gram)
        if None in signs or definite is None or len(block.basis) != len(block.gram):
            return False
        total -= _value(system, block)
        sure = definite and any(system.sign(p)[1] for p in block.basis)
        positive = positive or (all(signs) and sure)
    for equation, times in found.equations:
        if not any(c.op == "==" and c.poly == equation for c in system.constraints):
            return False
        total -= equation * times
    if not total.is_zero():
        return False
    return _multiplied(system, found, positive)


def heavy(found: Squares) -> bool:
    """Whether the numbers are too long for exact elimination."""
    return any(len(b.gram) * max((_bits(x) for row in b.gram for x in row), default=0) > _BITS for b in found.blocks)


def _bits(x: Fraction) -> int:
    return x.denominator.bit_length() + x.numerator.bit_length()


def _multiplied(system: System, found: Squares, positive: bool) -> bool:
    """Whether the sign of m·f gives that of f."""
    sign, never = (1, True) if found.multiplier == 1 else system.sign(found.multiplier)
    if sign != 1:
        return False
    if system.op == ">":
        return positive
    return never or _dense(system, found)


def _dense(system: System, found: Squares) -> bool:
    """Whether points with m > 0 come close to any of the region: it is convex with inner points, or open in such."""
    for c in system.constraints:
        if c.op == "==" or (c.op == ">=" and c.poly.total_degree() > 1):
            return False
    if found.multiplier.is_zero() or len(found.inside) != len(system.names):
        return False
    point = [flint(x) for x in found.inside]
    return all(c.poly(*point) > 0 for c in system.constraints if c.op == ">=")


def _nonnegative(system: System, p: Polynomial) -> bool | None:
    """Whether a constraint is strict; None where it is none."""
    return next((c.strict for c in system.constraints if c.op in (">=", ">") and c.poly == p), None)


def _value(system: System, block: Block) -> Polynomial:
    total = system.context.constant(0)
    for i, (p, row) in enumerate(zip(block.basis, block.gram, strict=True)):
        inner = system.context.constant(0)
        for j, q in enumerate(block.basis[: i + 1]):
            if row[j]:
                inner += q * flint(row[j] * (1 if i == j else 2))
        total += p * inner
    for p in block.by:
        total *= p
    return total


def _definite(gram: tuple[tuple[Fraction, ...], ...]) -> bool | None:
    """Whether a symmetric matrix is positive definite; None unless it is at least semidefinite."""
    n = len(gram)
    if n > _LARGEST or any(len(row) != n for row in gram):
        return None
    if any(gram[i][j] != gram[j][i] for i in range(n) for j in range(i)):
        return None
    rest = fmpq_mat(n, n, [flint(x) for row in gram for x in row])
    definite = True
    for k in range(n):
        pivot = rest[k, k]
        if pivot < 0:
            return None
        if pivot == 0:
            definite = False
            if any(rest[j, k] != 0 for j in range(k + 1, n)):
                return None
            continue
        for i in range(k + 1, n):
            if rest[i, k] != 0:
                share = rest[i, k] / pivot
                for j in range(i, n):
                    rest[j, i] = rest[j, i] - share * rest[j, k]
    return definite


def written(found: Squares) -> str:
    return json.dumps(
        {
            "multiplier": to_text(found.multiplier),
            "blocks": [
                [
                    [to_text(p) for p in b.by],
                    [to_text(p) for p in b.basis],
                    [[str(x) for x in row[: i + 1]] for i, row in enumerate(b.gram)],
                ]
                for b in found.blocks
            ],
            "equations": [[to_text(h), to_text(q)] for h, q in found.equations],
            "inside": [str(x) for x in found.inside],
        },
        separators=(",", ":"),
    )


def parsed(context: Any, text: str) -> Squares:
    """The certificate that `written` wrote. Errors: NotPolynomial."""
    try:
        data = json.loads(text)
        return Squares(
            multiplier=from_text(context, data["multiplier"]),
            blocks=tuple(_block(context, *item) for item in data["blocks"]),
            equations=tuple((from_text(context, h), from_text(context, q)) for h, q in data["equations"]),
            inside=tuple(map(number, data["inside"])),
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ZeroDivisionError, RecursionError):
        raise NotPolynomial("unreadable") from None


def _block(context: Any, by: list[str], basis: list[str], rows: list[list[str]]) -> Block:
    half = [list(map(number, row)) for row in rows]
    n = len(half)
    gram = tuple(tuple(half[max(i, j)][min(i, j)] for j in range(n)) for i in range(n))
    return Block(
        by=tuple(from_text(context, p) for p in by),
        basis=tuple(from_text(context, p) for p in basis),
        gram=gram,
    )
