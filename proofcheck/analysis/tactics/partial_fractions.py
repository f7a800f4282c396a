"""Antiderivatives of rational functions with rational coefficients, by partial fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly, fmpz_poly

from proofcheck.analysis.problem import Problem
from proofcheck.meaning.graph import Entry, Graph, reachable

_DEGREE = 40


class _NotRational(Exception):
    """No quotient of polynomials with rational coefficients."""


def partial_fractions(g: Graph, region: Problem, body: Entry, t: Entry) -> Iterator[Entry]:
    try:
        num, den = _quotient(body, t)
        yield _integrated(g, num, den, t)
    except _NotRational:
        return


def _quotient(body: Entry, t: Entry) -> tuple[Any, Any]:
    known: dict[Entry, tuple[Any, Any]] = {t: (fmpq_poly([0, 1]), fmpq_poly([1]))}
    for e in reachable([body]):
        if e not in known:
            known[e] = _one(e, [known[a] for a in e.args])
            if max(p.degree() for p in known[e]) > _DEGREE:
                raise _NotRational
    num, den = known[body]
    common = num.gcd(den)
    return num // common, den // common


def _one(e: Entry, args: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    match e.op:
        case "num" if isinstance(e.data, Fraction):
            return fmpq_poly([fmpq(e.data.numerator, e.data.denominator)]), fmpq_poly([1])
        case "neg":
            return -args[0][0], args[0][1]
        case "+" | "-":
            (a, b), (c, d) = args
            return (a * d + c * b if e.op == "+" else a * d - c * b), b * d
        case "*":
            (a, b), (c, d) = args
            return a * c, b * d
        case "/":
            (a, b), (c, d) = args
            if c.is_zero():
                raise _NotRational
            return a * d, b * c
        case "**":
            k = e.args[1].constant
            if isinstance(k, Fraction) and k.denominator == 1 and abs(k) <= 12:
                a, b = args[0] if k >= 0 else args[0][::-1]
                return a ** abs(int(k)), b ** abs(int(k))
        case "restrict":
            return args[0]
    raise _NotRational


def _integrated(g: Graph, num: Any, den: Any, t: Entry) -> Entry:
    whole, rest = divmod(num, den)
    total = _entry(g, whole.integral(), t)
    if rest.is_zero():
        return total
    _, factors = fmpz_poly([int(c) for c in (den * den.denom()).coeffs()]).factor()
    for f, k in factors:
        p = fmpq_poly(f)
        if p.degree() > 2 or (p.degree() == 2 and k > 1):
            raise _NotRational
        power = p**k
        other = den // power
        _, s, _ = other.xgcd(power)  # s·other = 1 modulo power
        part = (rest * s) % power
        total = g.add(total, _of_linear(g, part, p, k, t) if p.degree() == 1 else _of_quadratic(g, part, p, t))
    return total


def _of_linear(g: Graph, part: Any, p: Any, k: int, t: Entry) -> Entry:
    """Of part/p**k, by the digits of part to the base p."""
    base, slope = _entry(g, p, t), p.coeffs()[1]
    total = g.zero
    for j in range(k):
        part, digit = divmod(part, p)
        if digit.is_zero():
            continue
        c, m = _number(digit.coeffs()[0] / slope), k - j
        if m == 1:
            total = g.add(total, g.mul(g.num(c), g.make("log", base)))
        else:
            total = g.add(total, g.mul(g.num(c / (1 - m)), g.power(base, 1 - m)))
    return total


def _of_quadratic(g: Graph, part: Any, p: Any, t: Entry) -> Entry:
    """Of (m·t + n)/(a·t**2 + b·t + c), the denominator irreducible."""
    c, b, a = map(_number, p.coeffs())
    coefficients = [_number(q) for q in part.coeffs()] + [Fraction(0)] * 2
    n, m = coefficients[:2]
    logarithm = g.mul(g.num(m / (2 * a)), g.make("log", _entry(g, p, t)))
    left, gap = n - m * b / (2 * a), 4 * a * c - b * b
    moved = g.add(g.mul(g.num(2 * a), t), g.num(b))
    root = g.make("sqrt", g.num(abs(gap)))
    if gap > 0:
        return g.add(logarithm, g.mul(g.div(g.num(2 * left), root), g.make("atan", g.div(moved, root))))
    inner = g.div(g.sub(moved, root), g.add(moved, root))
    return g.add(logarithm, g.mul(g.div(g.num(left), root), g.make("log", inner)))


def _entry(g: Graph, p: Any, t: Entry) -> Entry:
    total = g.zero
    for k, c in enumerate(p.coeffs()):
        total = g.add(total, g.mul(g.num(_number(c)), g.power(t, k)))
    return total


def _number(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q))
