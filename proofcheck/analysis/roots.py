"""TRUSTED: a polynomial goal written as p + q·t for a variable t that is the square root of something."""

from __future__ import annotations

from dataclasses import dataclass

from proofcheck.analysis.polynomials import Polynomial, System

_TERMS, _DEGREE = 600, 40


@dataclass(frozen=True, slots=True)
class Apart:
    """The goal, times something positive, is `rest` + `factor`·t; `gap` has the sign of rest² - factor²·t²."""

    rest: Polynomial
    factor: Polynomial
    gap: Polynomial
    radicand: Polynomial  # not negative, as t² is not


def root_apart(system: System, place: int) -> Apart | None:
    """The parts of the goal by a variable t >= 0 that an equation a·t² = b with a > 0 gives, or None."""
    t = system.context.gens()[place]
    if system.goal.degrees()[place] == 0 or system.sign(t)[0] != 1:
        return None
    for c in system.constraints:
        if c.op != "==" or c.poly.degrees()[place] != 2:
            continue
        parts = by_power(system, c.poly, place)
        if set(parts) - {0, 2}:
            continue
        sign, never = system.sign(parts[2])
        if never:
            return _apart(system, place, parts[2] * sign, -parts.get(0, t * 0) * sign)
    return None


def by_power(system: System, p: Polynomial, place: int) -> dict[int, Polynomial]:
    """Coefficients of a polynomial in one variable."""
    parts: dict[int, dict[tuple[int, ...], object]] = {}
    for monomial, c in p.to_dict().items():
        rest = (*monomial[:place], 0, *monomial[place + 1 :])
        parts.setdefault(int(monomial[place]), {})[rest] = c
    return {e: system.context.from_dict(terms) for e, terms in parts.items()}


def _apart(system: System, place: int, a: Polynomial, b: Polynomial) -> Apart | None:
    parts = by_power(system, system.goal, place)
    most = max(parts) // 2
    sums = [system.context.constant(0), system.context.constant(0)]
    for e, coefficient in parts.items():
        times, odd = divmod(e, 2)
        sums[odd] += coefficient * b**times * a ** (most - times)
    rest, factor = (_lowered(system, p) for p in sums)
    if max(len(rest), len(factor)) ** 2 > 16 * _TERMS:
        return None
    gap = _lowered(system, a * rest * rest - b * factor * factor)
    if len(gap) > _TERMS or gap.total_degree() > _DEGREE:
        return None
    return Apart(rest, factor, gap, b)


def _lowered(system: System, p: Polynomial) -> Polynomial:
    """The same on the region, with no square of a root whose square an equation gives."""
    for c in system.constraints:
        for place in range(len(system.names)) if c.op == "==" else ():
            parts = by_power(system, c.poly, place)
            if set(parts) == {0, 2} and parts[2].is_constant() and p.degrees()[place] > 1:
                p = _with_square(system, p, place, -parts[0] / parts[2].leading_coefficient())
    return p


def _with_square(system: System, p: Polynomial, place: int, square: Polynomial) -> Polynomial:
    total = system.context.constant(0)
    for e, coefficient in by_power(system, p, place).items():
        total += coefficient * square ** (e // 2) * system.context.gens()[place] ** (e % 2)
        if len(total) > _TERMS:
            return p
    return total
