"""Leaves for polynomial relations under polynomial constraints: differences of ordered variables, sums of squares."""

from __future__ import annotations

from proofcheck.analysis.differences import follows, orthants
from proofcheck.analysis.polynomials import NotPolynomial, from_text, system_of
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.squares import parsed, proves
from proofcheck.analysis.table import Data, Rule


def _constant(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """Only a constant of the wanted sign is left once plain factors are taken out."""
    system = system_of(problem)
    if data or system is None or not system.goal.is_constant():
        return None
    value = 0 if system.goal.is_zero() else system.goal.leading_coefficient()
    holds = {"==": value == 0, "!=": value != 0, ">=": value >= 0, ">": value > 0}
    return () if holds[system.op] else None


def _differences(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: constraints to be taken as variables, separated by `;`, or none; then a tree for each orthant."""
    system = system_of(problem)
    if system is None or system.op not in (">=", ">") or not data:
        return None
    try:
        rows = tuple(from_text(system.context, text) for text in data[0].split(";") if text)
    except NotPolynomial:
        return None
    found = orthants(system, rows)
    if found is None or len(found) != len(data) - 1:
        return None
    return () if all(follows(o, system.op, tree) for o, tree in zip(found, data[1:], strict=True)) else None


def _squares(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a certificate, as `squares.written` has it."""
    system = system_of(problem)
    if system is None or len(data) != 1:
        return None
    try:
        return () if proves(system, parsed(system.context, data[0])) else None
    except NotPolynomial:
        return None


RULES = (
    Rule(name="plain factors", reduce=_constant, statement="every factor of the polynomial has a plain sign"),
    Rule(
        name="ordered differences",
        reduce=_differences,
        statement="in each order of nonnegative variables, the polynomial in their differences has coefficients >= 0",
    ),
    Rule(
        name="sum of squares",
        reduce=_squares,
        statement="a positive multiple of the polynomial is a sum of squares times products of the constraints",
    ),
)
