"""Z3: the negation in nonlinear real arithmetic; exponentials and angles only where a variable can replace them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import z3

from benchmarks.evaluate import Point
from benchmarks.outcome import PROVED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from benchmarks.scalar.peers.constraints import Constraints, powered
from benchmarks.scalar.peers.substitution import CIRCULAR, EXPONENTIAL, Substituted, linear, substituted
from benchmarks.scalar.peers.witness import unsure
from benchmarks.trees import constant, inlined, num, op
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import INTEGER, REAL

_DIGITS = 60  # of algebraic numbers in a model


class _Formulas(Constraints):
    def __init__(self, replaced: Mapping[str, Substituted]) -> None:
        super().__init__()
        self.replaced = replaced
        self.units: dict[str, tuple[Any, ...]] = {
            name: (z3.Real(f"{name}_c"), z3.Real(f"{name}_s")) if how.circular else (z3.Real(f"{name}_u"),)
            for name, how in replaced.items()
        }

    def number(self, value: Fraction) -> Any:
        return z3.RealVal(str(value))

    def variable(self, name: str, whole: bool) -> Any:
        return z3.ToReal(z3.Int(name)) if whole else z3.Real(name)

    def compare(self, sign: str, left: Any, right: Any) -> Any:
        return {"==": left == right, "!=": left != right, "<": left < right, "<=": left <= right}.get(
            sign, left > right if sign == ">" else left >= right
        )

    def join(self, name: str, parts: Sequence[Any]) -> Any:
        return z3.Not(parts[0]) if name == "not" else (z3.And if name == "and" else z3.Or)(*parts)

    def choose(self, test: Any, yes: Any, no: Any) -> Any:
        return z3.If(test, yes, no)

    def known(self, node: Apply, at: Mapping[str, Any]) -> Any:
        match node:
            case Apply(op="abs", args=(a,)):
                x = self.of(a, at)
                return z3.If(x >= 0, x, -x)
            case Apply(op="sqrt" | "cbrt" as name, args=(a,)):
                return self.root(a, 2 if name == "sqrt" else 3, at)
            case Apply(op=name, args=(a,)) if name in EXPONENTIAL | CIRCULAR:
                return self._replaced(name, a)
        raise Inexpressible(f"`{node.op}`")

    def _replaced(self, name: str, argument: Node) -> Any:
        if constant(argument) == 0:
            return self.number(Fraction(1 if name in ("exp", "cos", "cosh") else 0))
        form = linear(argument)
        if form is None or not all(x in self.replaced for x in form):
            raise Inexpressible(f"`{name}`")
        one = self.number(Fraction(1))
        counts = {x: int(factor * self.replaced[x].parts) for x, factor in form.items()}
        if name in EXPONENTIAL:
            up, down = one, one
            for x, count in counts.items():
                (u,) = self.units[x]
                up = up * powered(u, max(count, 0), one)
                down = down * powered(u, max(-count, 0), one)
            if name == "exp":
                return up / down
            if name == "tanh":
                return (up * up - down * down) / (up * up + down * down)
            return (up / down - down / up if name == "sinh" else up / down + down / up) / 2
        c, s = one, self.number(Fraction(0))
        for x, count in counts.items():
            for _ in range(abs(count)):
                x_c, x_s = self.units[x]
                x_s = x_s if count > 0 else -x_s
                c, s = c * x_c - s * x_s, s * x_c + c * x_s
        if name == "tan":
            self.require("!=", c, 0)
            return s / c
        return c if name == "cos" else s

    def domain(self, given: Given, at: Mapping[str, Any]) -> list[Any]:
        how = self.replaced.get(given.name)
        if how is None:
            return super().domain(given, at)
        unbounded = replace(given.domain, lower=None, upper=None) == given.domain and not given.domain.excluded
        if how.circular:
            if not unbounded or given.type != REAL:
                raise Inexpressible("an angle within bounds")
            c, s = self.units[given.name]
            return [c * c + s * s == 1]
        (u,) = self.units[given.name]
        if given.type != REAL or given.domain.members is not None:
            raise Inexpressible("an exponential of a whole number")
        found = [u > 0]
        for end, above in ((given.domain.lower, True), (given.domain.upper, False)):
            if end is not None and not (isinstance(end, Apply) and end.op in ("oo", "neg")):
                if constant(end) != 0:
                    raise Inexpressible("an exponential within bounds")
                is_open = given.domain.lower_open if above else given.domain.upper_open
                found.append((u > 1 if is_open else u >= 1) if above else (u < 1 if is_open else u <= 1))
        if given.domain.excluded:
            if [constant(e) for e in given.domain.excluded] != [0]:
                raise Inexpressible("an exponential within bounds")
            found.append(u != 1)
        return found


def _rational(model: Any, variable: Any) -> Fraction:
    found = model.eval(variable, model_completion=True)
    if z3.is_algebraic_value(found):
        found = found.approx(_DIGITS)
    if z3.is_int_value(found):
        return Fraction(found.as_long())
    return Fraction(found.numerator_as_long(), found.denominator_as_long())


def _point(formulas: _Formulas, claim: Claim, at: Mapping[str, Any], model: Any) -> Point:
    found: dict[str, Node] = {}
    for given in claim.given:
        how = formulas.replaced.get(given.name)
        if how is None:
            found[given.name] = num(_rational(model, at[given.name]))
        elif how.circular:
            c, s = (num(_rational(model, part)) for part in formulas.units[given.name])
            found[given.name] = op("*", how.parts, op("atan2", s, c))
        else:
            u = _rational(model, formulas.units[given.name][0])
            found[given.name] = num(0) if u == 1 else op("*", how.parts, op("log", u))
    return found


def answer(claim: Claim) -> Answer:
    plain = inlined(claim)
    formulas = _Formulas(substituted([*plain.assumptions, *(link.node for link in plain.links)]))
    at = {
        g.name: formulas.variable(g.name, whole=g.type == INTEGER)
        for g in plain.given
        if g.name not in formulas.replaced
    }
    solver = z3.Solver() if any(g.type == INTEGER for g in plain.given) else z3.SolverFor("QF_NRA")
    solver.add(*formulas.counterexamples(plain, at))
    found = solver.check()
    if found == z3.unsat:
        return Answer(outcome=PROVED)
    if found == z3.unknown:
        return Answer(outcome=UNDECIDED, detail=solver.reason_unknown()[:80])
    return unsure(plain, [_point(formulas, plain, at, solver.model())], "a model that is not confirmed")


def peer() -> Peer:
    return Peer(name="z3", version=f"Z3 {z3.get_version_string()}", decide=answer)
