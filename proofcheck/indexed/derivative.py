"""Derivatives of forms by an entry of a variable or of a cell: product rule, chain rule, deltas.

`ATOM_RULES` is the extension point for operators on arrays (`inv`, `det`): a rule gets the factor and the derivative
of each argument, and answers the derivative of the factor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.functions import ABS_SLOPE, exponent_form
from proofcheck.indexed.indices import Condition, at_least, equal_places, names_in, within
from proofcheck.indexed.makers import jet, parts_of_jet, product
from proofcheck.indexed.terms import ONE, ONE_FORM, ZERO_FORM, Abstract, Exponent, Factor, Form
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

Slope = Callable[[Form], Form]
AtomRule = Callable[[Algebra, Factor, Slope], Form]


@dataclass(frozen=True, slots=True)
class Target:
    """What is derived by: the entry `at` of a variable, or of the cell `index` of a recurrence (`at` its place)."""

    name: str
    at: tuple[Dim, ...]
    index: tuple[Dim, ...] | None = None


class Dependence(Protocol):
    """What is known of how cells depend on each other."""

    def slope_of_cell(self, x: Algebra, factor: Factor, target: Target) -> Form:
        """The derivative of a cell, unfolded or opaque."""
        ...

    def may_depend(self, symbols: frozenset[str], target: Target) -> bool:
        """Whether something with these symbols may depend on the target."""
        ...


@dataclass(frozen=True, slots=True)
class Derivation:
    """Derives forms by one target."""

    x: Algebra
    target: Target
    cells: Dependence
    atom_rules: Mapping[str, AtomRule]

    def of(self, form: Form) -> Form:
        """Errors: NoMeaning."""
        if not self.cells.may_depend(form.symbols, self.target):
            return ZERO_FORM
        drafts: list[Draft] = []
        for term, c in form.terms:
            if not self.cells.may_depend(term.symbols, self.target):
                continue
            for draft in self.x.openings(term, c):
                with self.x.given(draft.where):
                    drafts += self._of_product(draft)
        return self.x.closed(drafts)

    def _of_product(self, draft: Draft) -> list[Draft]:
        found: list[Draft] = []
        for factor, exponent in draft.factors.items():
            if not self.cells.may_depend(factor.symbols, self.target):
                continue
            slope = self.of_factor(factor)
            if not slope.terms:
                continue
            rest = draft.without(factor)
            lower: Exponent = exponent - ONE if isinstance(exponent, Fraction) else exponent - Dim.ONE
            if lower != 0:
                rest.times(factor, lower)
            found += self.x.times(rest, self.x.mul(exponent_form(self.x, exponent), slope))
        return found

    def of_factor(self, factor: Factor) -> Form:
        """The derivative of one factor. Errors: NoMeaning."""
        x = self.x
        for dim in factor.at:
            if self.target.name in names_in(dim):
                raise NoMeaning("diff", "of an index that depends on the variable")
        match factor.kind:
            case "entry":
                if factor.name != self.target.name or self.target.index is not None:
                    return ZERO_FORM
                return x.where(ONE_FORM, self._same(factor.at, self.target.at))
            case "size" | "number" | "constant":
                return ZERO_FORM
            case "function":
                return self._of_function(factor)
            case "sum":
                return self.of(factor.args[0].body)
            case "jet":
                return self._of_jet(factor)
            case "product":
                return self._of_symbolic_product(factor)
            case "matprod":
                return self._of_matrix_product(factor)
            case "cell" | "slope":
                return self.cells.slope_of_cell(x, factor, self.target)
        rule = self.atom_rules.get(factor.name)
        if rule is None:
            raise NoMeaning(factor.name, "no rule for its derivative")
        return rule(x, factor, self.of)

    @staticmethod
    def _same(one: Sequence[Dim], other: Sequence[Dim]) -> list[Condition]:
        return [equal_places(a, b) for a, b in zip(one, other, strict=True)]

    def _of_function(self, factor: Factor) -> Form:
        args = [a.body for a in factor.args]
        parts = []
        for k, arg in enumerate(args):
            slope = self.of(arg)
            if slope.terms:
                parts.append(self.x.mul(outer(self.x, factor, k), slope))
        return self.x.add(*parts)

    def _of_jet(self, factor: Factor) -> Form:
        """The sum over the arguments' entries."""
        x = self.x
        member, place, slots = parts_of_jet(factor)
        parts = []
        for number, arg in enumerate(factor.args):
            if not self.cells.may_depend(arg.symbols, self.target):
                continue
            shape = [d for d in arg.shape if d is not None]
            names = [x.fresh() for _ in shape]
            at = tuple(map(Dim.of, names))
            with x.given(within_shape(names, shape)):
                slope = self.of(x.applied(arg, at))
                outer_slope = jet(factor.name, factor.args, member, place, [*slots, (number, at)])
                total = x.mul(x.factor(outer_slope), slope)
            for n, d in zip(names, shape, strict=True):
                total = x.sum(total, n, Dim.ONE, d)
            parts.append(total)
        return x.add(*parts)

    def _of_symbolic_product(self, factor: Factor) -> Form:
        """The sum over the factors, each derived between those before and those after it."""
        x, body = self.x, factor.args[0]
        lower, upper = factor.at
        name = x.fresh()
        m = Dim.of(name)
        with x.given(within(m, lower, upper)):
            slope = self.of(x.applied(body, (m,)))
            before, after = product(x, body, lower, m - Dim.ONE), product(x, body, m + Dim.ONE, upper)
            total = x.mul(before, slope, after)
        return x.sum(total, name, lower, upper)

    def _of_matrix_product(self, factor: Factor) -> Form:
        x, body = self.x, factor.args[0]
        lower, upper, i, j = factor.at
        name, row, column = x.fresh(), x.fresh(), x.fresh()
        m, p, q = map(Dim.of, (name, row, column))
        size = body.shape[1]
        assert size is not None
        tests = [*within(m, lower, upper), *within(p, Dim.ONE, size), *within(q, Dim.ONE, size)]
        with x.given(tests):
            slope = self.of(x.applied(body, (m, p, q)))
            before = matprod(x, body, lower, m - Dim.ONE, i, p)
            total = x.mul(before, slope, matprod(x, body, m + Dim.ONE, upper, q, j))
        for n, d in ((row, size), (column, size)):
            total = x.sum(total, n, Dim.ONE, d)
        return x.sum(total, name, lower, upper)


def matprod(x: Algebra, body: Abstract, lower: Dim, upper: Dim, i: Dim, j: Dim) -> Form:
    """An entry of the product of matrices `body(t)` for t in lower..upper; of none the identity."""
    made = x.made(Factor(kind="matprod", at=(lower, upper, i, j), args=(body,)))
    return x.factor(made) if isinstance(made, Factor) else made


def outer(x: Algebra, factor: Factor, k: int) -> Form:
    """The derivative of a function by its k-th argument. Errors: NoMeaning."""
    args = [a.body for a in factor.args]
    if factor.name == "**":
        base, exponent = args
        if k:
            return x.mul(x.factor(factor), x.function("log", base))
        return x.mul(exponent, x.function("**", base, x.sub(exponent, ONE_FORM)))
    row = _OUTER.get(factor.name)
    if row is None:
        raise NoMeaning(factor.name, "no rule for its derivative")
    return row(x, factor, args)


Outer = Callable[[Algebra, Factor, Sequence[Form]], Form]


def _over(inner: Callable[[Algebra, Form], Form], exponent: Fraction = Fraction(-1), scale: int = 1) -> Outer:
    return lambda x, f, a: x.scaled(x.power(inner(x, a[0]), exponent), scale)


def _one_plus_square(x: Algebra, f: Form) -> Form:
    return x.add(ONE_FORM, x.mul(f, f))


def _one_minus_square(x: Algebra, f: Form) -> Form:
    return x.sub(ONE_FORM, x.mul(f, f))


def _bell(x: Algebra, factor: Factor, args: Sequence[Form]) -> Form:
    """2/√π exp(-f²)."""
    root = x.power(x.function("pi"), Fraction(-1, 2))
    return x.scaled(x.mul(root, x.function("exp", x.scaled(x.mul(args[0], args[0]), -1))), 2)


def _flat(x: Algebra, factor: Factor, args: Sequence[Form]) -> Form:
    """Of a function that is constant between jumps."""
    return ZERO_FORM


_HALF = Fraction(-1, 2)
_OUTER: Mapping[str, Outer] = {
    "exp": lambda x, f, a: x.factor(f),
    "log": _over(lambda x, a: a),
    "softplus": lambda x, f, a: x.function("sigmoid", a[0]),
    "sigmoid": lambda x, f, a: x.sub(x.factor(f), x.power(x.factor(f), Fraction(2))),
    "sin": lambda x, f, a: x.function("cos", a[0]),
    "cos": lambda x, f, a: x.scaled(x.function("sin", a[0]), -1),
    "asin": _over(_one_minus_square, _HALF),
    "acos": _over(_one_minus_square, _HALF, -1),
    "atan": _over(_one_plus_square),
    "asinh": _over(_one_plus_square, _HALF),
    "acosh": _over(lambda x, a: x.sub(x.mul(a, a), ONE_FORM), _HALF),
    "atanh": _over(_one_minus_square),
    "erf": _bell,
    "cbrt": lambda x, f, a: x.scaled(x.power(x.factor(f), Fraction(-2)), Fraction(1, 3)),
    "abs": lambda x, f, a: x.function(ABS_SLOPE, a[0]),
    "sign": _flat,
    ABS_SLOPE: _flat,
    "floor": _flat,
    "ceil": _flat,
}

__all__ = ["AtomRule", "Dependence", "Derivation", "Slope", "Target", "at_least", "matprod"]
