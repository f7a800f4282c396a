"""SymPy in three rows: `simplify` of the difference, `equals`, and what it has for inequalities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.solvers.inequalities import solve_univariate_inequality

from benchmarks.outcome import DENIED, PROVED, REFUTED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from benchmarks.points import exact
from benchmarks.scalar.peers.sympy_tree import Statement, ToSymPy, statement
from benchmarks.scalar.peers.witness import against, confirmed, random_points
from proofcheck.claim import Claim

_LEAST = 1e-20
_TESTS = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}


def _all(claim: Claim, judge: Callable[[Statement, str, Any, Any], Answer]) -> Answer:
    """Proved if every link is, false as soon as one is."""
    stated = statement(claim)
    worst = Answer(outcome=PROVED)
    for relation, left, right in stated.links:
        found = judge(stated, relation, left, right)
        if found.outcome not in (PROVED, UNDECIDED):
            return found
        worst = found if found.outcome == UNDECIDED else worst
    return worst


def _equation(relation: str) -> None:
    if relation != "==":
        raise Inexpressible("an inequality")


def _against(stated: Statement, gap: Any, said: str) -> Answer:
    """Numbers need no point: without variables SymPy's own 50 digits of the difference are the counterexample."""
    if not gap.free_symbols and not stated.claim.given:
        number = gap.evalf(50)
        if number.is_real and abs(number) > _LEAST:
            return Answer(outcome=REFUTED, detail=f"differs by {number}"[:80])
    return against(stated.claim, random_points(stated.claim), said)


def _simplify(stated: Statement, relation: str, left: Any, right: Any) -> Answer:
    _equation(relation)
    rest = sympy.simplify(left - right)
    if rest == 0:
        return Answer(outcome=PROVED)
    if rest.is_number and rest.is_zero is False:
        return _against(stated, rest, f"differs by {rest}"[:80])
    return Answer(outcome=UNDECIDED, detail=str(rest)[:80])


def _equals(stated: Statement, relation: str, left: Any, right: Any) -> Answer:
    """What `equals` denies, it denies for some point that it does not tell: simple and random ones are tried."""
    _equation(relation)
    found = left.equals(right)
    if found:
        return Answer(outcome=PROVED)
    if found is None:
        return Answer(outcome=UNDECIDED)
    return _against(stated, left - right, "equals: False")


def _domain(stated: Statement, name: str) -> Any:
    given = stated.claim.given_named(name)
    assert given is not None
    low, high = ToSymPy()._limits(given.domain, {})
    return sympy.Interval(low, high, given.domain.lower_open, given.domain.upper_open)


def _solved(stated: Statement, test: Any, x: sympy.Symbol) -> Answer:
    """One variable: the solution set against the domain."""
    plain = sympy.Symbol(x.name, real=True)
    domain = _domain(stated, x.name)
    for assumed in stated.assumptions:
        known = solve_univariate_inequality(assumed.subs(x, plain), plain, relational=False, domain=domain)
        domain = domain.intersect(known)
    found = solve_univariate_inequality(test.subs(x, plain), plain, relational=False, domain=domain)
    rest = domain - found
    if rest == sympy.S.EmptySet:
        return Answer(outcome=PROVED)
    places = [p for p in _places(rest) if p.is_real]
    shown = confirmed(stated.claim, [exact({x.name: sympy.Rational(str(p.evalf(60)))}) for p in places])
    return shown or Answer(outcome=DENIED if places else UNDECIDED, detail=str(rest)[:80])


def _places(rest: Any) -> list[Any]:
    """Some points of a set."""
    if isinstance(rest, sympy.Union):
        return [p for part in rest.args for p in _places(part)]
    if isinstance(rest, sympy.FiniteSet):
        return list(rest)
    if isinstance(rest, sympy.Interval):
        low, high = rest.inf, rest.sup
        if low == -sympy.oo:
            return [sympy.S.Zero if high == sympy.oo else high - 1]
        return [low + 1] if high == sympy.oo else [(low + high) / 2]
    return []


def _signed(gap: Any, strict: bool) -> bool | None:
    """Whether a difference has the right sign by the assumptions on its symbols."""
    for form in (lambda e: e, sympy.factor, sympy.simplify):
        shown = form(gap)
        known = shown.is_positive if strict else shown.is_nonnegative
        if known is not None:
            return bool(known)
    return None


def _inequality(stated: Statement, relation: str, left: Any, right: Any) -> Answer:
    if relation not in _TESTS:
        raise Inexpressible("an equation")
    gap = right - left if relation in ("<", "<=") else left - right
    strict = relation in ("<", ">")
    known = _signed(gap, strict)
    if known is not None:
        return Answer(outcome=PROVED) if known else _against(stated, gap, "sign")
    free = sorted(gap.free_symbols, key=str)
    if len(free) == 1 and len(stated.claim.given) == 1 and not free[0].is_integer:
        return _solved(stated, sympy.Gt(gap, 0) if strict else sympy.Ge(gap, 0), free[0])
    return Answer(outcome=UNDECIDED)


_ROWS = {"simplify": _simplify, "equals": _equals, "inequalities": _inequality}


def peer(row: str) -> Peer:
    judge = _ROWS[row]
    return Peer(name=f"sympy-{row}", version=f"SymPy {sympy.__version__}", decide=lambda claim: _all(claim, judge))
