"""From the typed tree to SymPy: symbols with the assumptions of their domains, SymPy's own calculus and statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sympy
from sympy import stats
from sympy.calculus.util import maximum, minimum

from benchmarks.evaluate import value
from benchmarks.outcome import Inexpressible
from benchmarks.real_functions import Undefined
from benchmarks.trees import Translation, inlined, num
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, Approach, At, Bind, Call, Derive, Domain, Draw, Node, Over, Range, Var
from proofcheck.language.types import INTEGER, REAL, Function, Type

_RELATIONS = {"==": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}

TABLE: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **_RELATIONS,
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "**": lambda a, b: a**b,
        "neg": lambda a: -a,
        "cbrt": lambda x: sympy.real_root(x, 3) if x.is_number or not x.is_nonnegative else sympy.cbrt(x),
        "ceil": sympy.ceiling,
        "mod": sympy.Mod,
        "min": sympy.Min,
        "max": sympy.Max,
        "relu": lambda x: sympy.Max(0, x),
        "step": lambda x: sympy.Heaviside(x, sympy.nan),
        "abs": sympy.Abs,
        "if": lambda test, yes, no: sympy.Piecewise((yes, test), (no, True)),
        "and": sympy.And,
        "or": sympy.Or,
        "not": sympy.Not,
        "=>": sympy.Implies,
        "<=>": sympy.Equivalent,
        "log2": lambda x: sympy.log(x, 2),
        "pi": lambda: sympy.pi,
        "e": lambda: sympy.E,
        "oo": lambda: sympy.oo,
        **{
            n: getattr(sympy, n)
            for n in ("exp", "log", "sqrt", "sign", "floor", "gcd", "sin", "cos", "tan", "sec", "csc")
        },
        **{
            n: getattr(sympy, n)
            for n in ("cot", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "sech", "csch")
        },
        **{n: getattr(sympy, n) for n in ("coth", "asinh", "acosh", "atanh", "factorial", "binomial", "gamma", "erf")},
        **{n: getattr(sympy, n) for n in ("loggamma", "erfc")},
    }
)
_DRAWN = {
    "normal": stats.Normal,
    "uniform": stats.Uniform,
    "exponential": stats.Exponential,
    "bernoulli": stats.Bernoulli,
    "poisson": stats.Poisson,
}


def _ends(domain: Domain) -> tuple[Fraction | None, Fraction | None]:
    """Rational ends, for the signs of symbols."""

    def at(end: Node | None) -> Fraction | None:
        try:
            return None if end is None else Fraction(str(value(end, digits=20)))
        except (Undefined, Inexpressible, ValueError):
            return None

    return at(domain.lower), at(domain.upper)


def symbol(name: str, type_: Type, domain: Domain = Domain()) -> sympy.Symbol:  # noqa: B008
    """A symbol with what SymPy can be told of its domain: integer, and its sign."""
    if type_ not in (INTEGER, REAL):
        raise Inexpressible(f"a variable of type {type_}")
    low, high = _ends(domain)
    told: dict[str, bool] = {"integer" if type_ == INTEGER else "real": True}
    if low is not None and low >= 0:
        told["positive" if low > 0 or domain.lower_open else "nonnegative"] = True
    elif high is not None and high <= 0:
        told["negative" if high < 0 or domain.upper_open else "nonpositive"] = True
    elif num(0) in domain.excluded:
        told["nonzero"] = True
    return sympy.Symbol(name, **told)


@dataclass(frozen=True)
class ToSymPy(Translation[Any]):
    """`evaluates`: sums, integrals, limits and derivatives are computed, else they stay as they are written."""

    evaluates: bool = True
    table = TABLE
    keeps = frozenset(TABLE)

    def number(self, value: Fraction) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def _done(self, written: Any) -> Any:
        return written.doit() if self.evaluates else written

    def apply(self, node: Apply, at: Mapping[str, Any]) -> Any:
        if node.op == "pdf":
            drawn, x = node.args
            return stats.density(self._variable("Z", drawn, at))(self.of(x, at))
        return super().apply(node, at)

    def call(self, node: Call, at: Mapping[str, Any]) -> Any:
        if node.index is not None:
            raise Inexpressible("a family of functions")
        return sympy.Function(node.function, real=True)(*(self.of(a, at) for a in node.args))

    def derive(self, node: Derive, at: Mapping[str, Any]) -> Any:
        wrt = self.of(node.wrt, at)
        if node.op != "diff" or not isinstance(wrt, sympy.Symbol):
            raise Inexpressible("this derivative")
        return self._done(sympy.Derivative(self.of(node.body, at), (wrt, node.order)))

    def of(self, node: Node, at: Mapping[str, Any]) -> Any:
        if isinstance(node, At):
            inner = sympy.Dummy(node.name, real=True)
            put = self.of(node.value, at)
            body = self.of(node.body, {**at, node.name: inner})
            return body.subs(inner, put) if self.evaluates else sympy.Subs(body, inner, put)
        return super().of(node, at)

    def bind(self, node: Bind, at: Mapping[str, Any]) -> Any:
        first, rest = node.binders[0], node.binders[1:]
        inner: Node = replace(node, binders=rest) if rest else node.body
        match node.op, first:
            case "sum" | "product", Range(step=1, filter=None):
                k = sympy.Symbol(first.name, integer=True)
                ends = (self.of(first.lower, at), self.of(first.upper, at))
                made = sympy.Sum if node.op == "sum" else sympy.Product
                return self._done(made(self.of(inner, {**at, first.name: k}), (k, *ends)))
            case "integral", Over(filter=None):
                t = symbol(first.name, first.type, first.domain)
                ends = self._limits(first.domain, at)
                return self._done(sympy.Integral(self.of(inner, {**at, first.name: t}), (t, *ends)))
            case "limit", Approach():
                return self._limit(first, inner, at)
            case "sup" | "inf" | "argmax" | "argmin", Over(filter=None):
                return self._extreme(node.op, first, inner, at)
            case "E" | "Var" | "Cov", Draw() if not rest:
                return self._moment(node.op, first, inner, at)
        raise Inexpressible(f"`{node.op}` of this form")

    def _limits(self, domain: Domain, at: Mapping[str, Any]) -> tuple[Any, Any]:
        low, high = domain.lower, domain.upper
        return (-sympy.oo if low is None else self.of(low, at), sympy.oo if high is None else self.of(high, at))

    def _limit(self, binder: Approach, body: Node, at: Mapping[str, Any]) -> Any:
        target = self.of(binder.target, at)
        n = sympy.Symbol(binder.name, positive=True) if target == sympy.oo else sympy.Symbol(binder.name, real=True)
        if binder.type == INTEGER:
            n = sympy.Symbol(binder.name, integer=True, positive=True)
        match body:
            case Bind(op="sum" | "product", binders=(Range(upper=Var(name=binder.name), step=1) as r,)) if (
                target == sympy.oo
            ):
                whole = replace(r, upper=Apply(type=REAL, op="oo", args=()))
                return self.bind(replace(body, binders=(whole,)), at)
        inner = self.of(body, {**at, binder.name: n})
        if not self.evaluates:
            return sympy.Limit(inner, n, target, binder.side or "+-")
        return sympy.limit(inner, n, target, binder.side or ("-" if target == sympy.oo else "+-"))

    def _extreme(self, op: str, over: Over, body: Node, at: Mapping[str, Any]) -> Any:
        t = sympy.Symbol(over.name, real=True)
        inner = self.of(body, {**at, over.name: t})
        low, high = self._limits(over.domain, at)
        domain = sympy.Interval(low, high, over.domain.lower_open, over.domain.upper_open)
        best = (minimum if op in ("inf", "argmin") else maximum)(inner, t, domain)
        if op in ("sup", "inf"):
            return best
        places = sympy.solveset(sympy.Eq(inner, best), t, domain)
        if isinstance(places, sympy.FiniteSet) and len(places) == 1:
            return next(iter(places))
        raise Inexpressible("a place of an extreme that is not alone")

    def _variable(self, name: str, drawn: Node, at: Mapping[str, Any]) -> Any:
        if not isinstance(drawn, Apply) or drawn.op not in _DRAWN:
            raise Inexpressible("this distribution")
        return _DRAWN[drawn.op](name, *(self.of(a, at) for a in drawn.args))

    def _moment(self, op: str, binder: Draw, body: Node, at: Mapping[str, Any]) -> Any:
        z = self._variable(binder.name, binder.distribution, at)
        here = {**at, binder.name: z}
        if op == "Cov":
            if not isinstance(body, Apply) or body.op != "stack":
                raise Inexpressible("this covariance")
            return stats.covariance(*(self.of(a, here) for a in body.args))
        return (stats.E if op == "E" else stats.variance)(self.of(body, here))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim in SymPy: its links, and what is known of the variables beyond their symbols."""

    claim: Claim
    symbols: Mapping[str, sympy.Symbol]
    links: tuple[Any, ...]
    assumptions: tuple[Any, ...]


def statement(claim: Claim, evaluates: bool = True) -> Statement:
    """Raises Inexpressible."""
    plain, to = inlined(claim), ToSymPy(evaluates)
    symbols = {g.name: symbol(g.name, g.type, g.domain) for g in plain.given if not _function(g)}
    with sympy.evaluate(True):
        links = tuple(_link(link.node, to, symbols) for link in plain.links)
        assumed = tuple(to.of(a, symbols) for a in plain.assumptions)
    return Statement(claim=plain, symbols=symbols, links=links, assumptions=assumed)


def _function(given: Given) -> bool:
    return isinstance(given.type, Function)


def _link(node: Node, to: ToSymPy, symbols: Mapping[str, Any]) -> tuple[str, Any, Any]:
    """Relation, left and right side, so that SymPy does not decide it while it is built."""
    if isinstance(node, Apply) and node.op in _RELATIONS:
        return node.op, to.of(node.args[0], symbols), to.of(node.args[1], symbols)
    raise Inexpressible("a relation of this form")
