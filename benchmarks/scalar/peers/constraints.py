"""From the typed tree to the formulas of a constraint solver: the claim's negation with fresh variables beside it.

What the solver has no word for becomes a fresh variable with an equation (`sqrt`, `cbrt`, `floor`); where an expression
has a value is a further constraint, within the case that it stands in.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.outcome import Inexpressible
from benchmarks.trees import Translation, constant, inlined, op
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Node, Var
from proofcheck.language.types import INTEGER, REAL

_MOST = 64  # a power that is written out
_RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def powered(base: Any, count: int, one: Any) -> Any:
    found = one
    while count:
        if count & 1:
            found = base if found is one else found * base
        base, count = base * base if count > 1 else base, count >> 1
    return found


class Constraints(Translation[Any]):
    """Constraints gather in `beside` while expressions are translated."""

    def __init__(self) -> None:
        self.beside: list[Any] = []
        self._guards: list[Any] = []
        self._fresh = 0

    @abstractmethod
    def variable(self, name: str, whole: bool) -> Any: ...

    @abstractmethod
    def compare(self, sign: str, left: Any, right: Any) -> Any: ...

    @abstractmethod
    def join(self, name: str, parts: Sequence[Any]) -> Any:
        """`and`, `or` or `not` of formulas."""

    @abstractmethod
    def choose(self, test: Any, yes: Any, no: Any) -> Any: ...

    def known(self, node: Apply, at: Mapping[str, Any]) -> Any:
        """An operator that the solver has a word for. Raises Inexpressible."""
        raise Inexpressible(f"`{node.op}`")

    def fresh(self, whole: bool = False) -> Any:
        self._fresh += 1
        return self.variable(f"_{self._fresh}", whole)

    def demand(self, formula: Any) -> None:
        for guard in reversed(self._guards):
            formula = self.join("or", [self.join("not", [guard]), formula])
        self.beside.append(formula)

    def require(self, sign: str, left: Any, right: Any | int) -> None:
        self.demand(self.compare(sign, left, self.number(Fraction(right)) if isinstance(right, int) else right))

    def apply(self, node: Apply, at: Mapping[str, Any]) -> Any:
        match node:
            case Apply(op="if", args=(test, yes, no)):
                formula = self.formula(test, at)
                chosen = self._within(formula, yes, at)
                other = self._within(self.join("not", [formula]), no, at)
                return self.choose(formula, chosen, other)
            case Apply(op="/", args=(a, b)):
                below: Any = self.of(b, at)
                self.require("!=", below, 0)
                return self.divided(self.of(a, at), below)
            case Apply(op="**", args=(a, b)):
                return self.power(a, b, at)
            case Apply(op="min" | "max" as name, args=(first, *rest)) if rest:
                best: Any = self.of(first, at)
                for each in rest:
                    other = self.of(each, at)
                    best = self.choose(self.compare("<=" if name == "min" else ">=", best, other), best, other)
                return best
            case Apply(op="+" | "-" | "*" | "neg" as name):
                values: list[Any] = [self.of(a, at) for a in node.args]
                if name == "neg":
                    return -values[0]
                a, b = values
                return a + b if name == "+" else a - b if name == "-" else a * b
            case Apply(op="floor", args=(a,)):
                x, low = self.of(a, at), self.fresh(whole=True)
                self.require("<=", low, x)
                self.demand(self.compare("<", x, self.added(low, 1)))
                return low
            case Apply(op="ceil", args=(a,)):
                return self.of(op("neg", op("floor", op("neg", a))), at)
            case Apply(op="mod", args=(a, b)):
                return self.of(op("-", a, op("*", b, op("floor", op("/", a, b)))), at)
            case Apply(op="sign", args=(a,)):
                return self.of(op("if", op(">", a, 0), 1, op("if", op("<", a, 0), -1, 0)), at)
            case Apply(op="step", args=(a,)):
                self.require("!=", self.of(a, at), 0)
                return self.of(op("if", op(">", a, 0), 1, 0), at)
        return self.known(node, at)

    def joined(self, name: str, left: Any, right: Any) -> Any:
        return left + right if name == "+" else left * right

    def added(self, a: Any, number: int) -> Any:
        return a + self.number(Fraction(number))

    def divided(self, a: Any, b: Any) -> Any:
        return a / b

    def root(self, node: Node, degree: int, at: Mapping[str, Any]) -> Any:
        """The real root; of an even degree it is at least 0, and so is what stands under it."""
        under, found = self.of(node, at), self.fresh()
        if degree % 2 == 0:
            self.require(">=", under, 0)
            self.require(">=", found, 0)
        self.demand(self.compare("==", powered(found, degree, self.number(Fraction(1))), under))
        return found

    def power(self, base: Node, exponent: Node, at: Mapping[str, Any]) -> Any:
        known = constant(exponent)
        if known is None or abs(known.numerator) > _MOST or known.denominator > _MOST:
            raise Inexpressible("a power with a variable exponent")
        top = abs(known.numerator)
        one: Any = self.number(Fraction(1))
        if known.denominator == 1:
            value: Any = self.of(base, at)
            if known >= 0:
                return powered(value, top, one) if top else one
            self.require("!=", value, 0)
            return self.divided(one, powered(value, top, one))
        x: Any = self.of(base, at)
        self.require(">=", x, 0)
        found: Any = self.fresh()
        self.require(">=", found, 0)
        self.demand(self.compare("==", powered(found, known.denominator, one), x))
        if known < 0:
            self.require("!=", found, 0)
            return self.divided(one, powered(found, top, one))
        return powered(found, top, one)

    def _within(self, guard: Any, node: Node, at: Mapping[str, Any]) -> Any:
        self._guards.append(guard)
        try:
            return self.of(node, at)
        finally:
            self._guards.pop()

    def formula(self, node: Node, at: Mapping[str, Any]) -> Any:
        match node:
            case Apply(op=name, args=(a, b)) if name in _RELATIONS:
                return self.compare(name, self.of(a, at), self.of(b, at))
            case Apply(op="and" | "or" | "not" as name, args=args):
                return self.join(name, [self.formula(a, at) for a in args])
            case Apply(op="=>", args=(a, b)):
                given = self.formula(a, at)
                self._guards.append(given)
                then = self.formula(b, at)
                self._guards.pop()
                return self.join("or", [self.join("not", [given]), then])
            case Apply(op="<=>", args=(a, b)):
                x, y = self.formula(a, at), self.formula(b, at)
                both, neither = [x, y], [self.join("not", [x]), self.join("not", [y])]
                return self.join("or", [self.join("and", both), self.join("and", neither)])
        raise Inexpressible("a relation of this form")

    def domain(self, given: Given, at: Mapping[str, Any]) -> list[Any]:
        """Domains as constraints; infinite ends are none."""
        if given.type not in (INTEGER, REAL) or given.properties:
            raise Inexpressible("a variable that is no number")
        domain, variable = given.domain, Var(type=given.type, name=given.name)
        tests: list[Node] = []
        if domain.lower is not None and not _infinite(domain.lower):
            tests.append(op(">" if domain.lower_open else ">=", variable, domain.lower))
        if domain.upper is not None and not _infinite(domain.upper):
            tests.append(op("<" if domain.upper_open else "<=", variable, domain.upper))
        tests += [op("!=", variable, each) for each in domain.excluded]
        found = [self.formula(test, at) for test in tests]
        if domain.members is not None:
            found.append(self.join("or", [self.formula(op("==", variable, m), at) for m in domain.members]))
        return found

    def counterexamples(self, claim: Claim, at: Mapping[str, Any]) -> list[Any]:
        """Formulas that hold together exactly where the claim fails. Raises Inexpressible."""
        plain = inlined(claim)
        found = [formula for given in plain.given for formula in self.domain(given, at)]
        found += [self.formula(a, at) for a in plain.assumptions]
        links = [self.formula(link.node, at) for link in plain.links]
        return [*found, self.join("not", [links[0] if len(links) == 1 else self.join("and", links)]), *self.beside]


def _infinite(node: Node) -> bool:
    return isinstance(node, Apply) and (node.op == "oo" or (node.op == "neg" and _infinite(node.args[0])))
