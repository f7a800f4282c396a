"""Normal forms back as expressions of the language, closed in the names of the claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.contraction import ends
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.functions import ABS_SLOPE
from proofcheck.indexed.indices import Condition
from proofcheck.indexed.terms import Abstract, Exponent, Factor, Form
from proofcheck.language.dims import expression, number
from proofcheck.language.tree import Apply, Bind, Cell, Index, Node, Range
from proofcheck.language.types import BOOLEAN, REAL, Array, Dim
from proofcheck.meaning import NoMeaning

_LETTERS = "ijklpqrstuvw"
_UNARY = frozenset(
    ("exp", "log", "softplus", "sigmoid", "sin", "cos", "abs", "sign", "asin", "acos", "atan", "asinh", "acosh",
     "atanh", "erf", "cbrt", "gamma", "loggamma", "factorial", "floor", "ceil")
)  # fmt: skip
_SCALARS = frozenset(
    ("det", "sigma_max", "sigma_min", "spectral_radius", "rank", "lambda_max", "lambda_min", "max", "min")
)
_MATRICES = frozenset(("inv", "pinv", "expm", "chol", "sqrtm"))


@dataclass(slots=True)
class Printer:
    """Writes forms; `types` are those of the variables, `taken` the names in use."""

    x: Algebra
    types: Mapping[str, Node]
    taken: set[str]

    def array(self, a: Abstract) -> Node:
        """`[body for i in 1..m, j in 1..n]`, or the body of a scalar."""
        if not a.arguments:
            return self.form(a.body)
        shape = [d for d in a.shape if d is not None]
        names, at = self._names(len(a.arguments))
        body = self.form(self.x.applied(a, at))
        ranges = tuple(Range(name=n, lower=number(1), upper=expression(d)) for n, d in zip(names, shape, strict=True))
        self.taken.difference_update(names)
        return Bind(type=Array(tuple(shape)), op="array", binders=ranges, body=body)

    def _names(self, count: int) -> tuple[list[str], tuple[Dim, ...]]:
        found: list[str] = []
        for name in _candidates():
            if len(found) == count:
                break
            if name not in self.taken:
                self.taken.add(name)
                found.append(name)
        return found, tuple(map(Dim.of, found))

    def form(self, form: Form) -> Node:
        """A scalar. Errors: NoMeaning for what the language has no words for."""
        parts: list[tuple[bool, Node]] = []
        for term, c in form.terms:
            for draft in self.x.openings(term, abs(c)):
                parts.append(((c < 0) != (draft.coefficient < 0), self._draft(draft)))
        if not parts:
            return number(0)
        parts.sort(key=lambda p: p[0])
        negative, total = parts[0]
        if negative:
            total = Apply(type=REAL, op="neg", args=(total,))
        for negative, part in parts[1:]:
            total = _apply("-" if negative else "+", total, part)
        return total

    def _draft(self, draft: Draft) -> Node:
        names, _ = self._names(len(draft.bound))
        values = {old: Dim.of(new) for old, new in zip(draft.bound, names, strict=True)}
        found = self.x.rebuilt(draft, values)
        if len(found) != 1:
            raise NoMeaning("print", "a term that falls apart")
        (one,) = found
        one.bound = list(names)
        ranges, tests = self._ranges(one)
        body = self._product(abs(one.coefficient), one.factors)
        if tests:
            body = Apply(type=REAL, op="if", args=(_all(tests), body, number(0)))
        if ranges:
            body = Bind(type=REAL, op="sum", binders=tuple(ranges), body=body)
        self.taken.difference_update(names)
        return Apply(type=REAL, op="neg", args=(body,)) if (one.coefficient < 0) != (draft.coefficient < 0) else body

    def _ranges(self, draft: Draft) -> tuple[list[Range], list[Node]]:
        """Each dummy with a lower and an upper bound in those before it; the other conditions as tests."""
        left, used = list(draft.bound), set[Condition]()
        ranges: list[Range] = []
        while left:
            name = next((n for n in left if self._bounds(draft, n, left) is not None), None)
            if name is None:
                raise NoMeaning("print", "a sum over no ranges")
            own = self._bounds(draft, name, left)
            assert own is not None
            ranges.append(Range(name=name, lower=expression(own[0]), upper=expression(own[1])))
            used.update((own[2], own[3]))
            left.remove(name)
        return ranges, [_test(c) for c in draft.where if c not in used]

    @staticmethod
    def _bounds(draft: Draft, name: str, later: Sequence[str]) -> tuple[Dim, Dim, Condition, Condition] | None:
        others = set(later) - {name}
        tests = [c for c in draft.tests(name) if c.names.isdisjoint(others)]
        both = ends(Draft(where=tests), name)
        if both is None or not both[0] or not both[1]:
            return None
        low, high = both[0][0], both[1][0]
        signs = {c: dict(c.form.terms).get(((name, 1),)) for c in tests}
        first = next(c for c, s in signs.items() if s == 1)
        last = next(c for c, s in signs.items() if s == -1)
        return low, high, first, last

    def _product(self, coefficient: Fraction, factors: Mapping[Factor, Exponent]) -> Node:
        above: list[Node] = [] if coefficient.numerator == 1 and factors else [number(coefficient.numerator)]
        below: list[Node] = [] if coefficient.denominator == 1 else [number(coefficient.denominator)]
        for f, e in factors.items():
            if isinstance(e, Fraction) and e < 0:
                below.append(self._power(self.factor(f), -e))
            else:
                above.append(self._power(self.factor(f), e))
        top = _joined(above or [number(1)])
        return _apply("/", top, _joined(below)) if below else top

    @staticmethod
    def _power(base: Node, exponent: Exponent) -> Node:
        if exponent == 1:
            return base
        if exponent == Fraction(1, 2):
            return Apply(type=REAL, op="sqrt", args=(base,))
        return _apply("**", base, expression(exponent) if isinstance(exponent, Dim) else number(exponent))

    def factor(self, f: Factor) -> Node:
        """One factor. Errors: NoMeaning."""
        at = tuple(map(expression, f.at))
        match f.kind:
            case "entry":
                base = self.types.get(f.name)
                if base is None:
                    raise NoMeaning("print", f"`{f.name}`")
                return Index(type=REAL, base=base, at=at) if at else base
            case "size":
                return at[0]
            case "number":
                return number(int(f.name))
            case "constant":
                return Apply(type=REAL, op=f.name, args=())
            case "sum":
                return self.form(f.args[0].body)
            case "cell":
                return self._cell(f, at)
            case "function":
                return self._function(f)
            case "product":
                names, places = self._names(1)
                body = self.form(self.x.applied(f.args[0], places))
                self.taken.difference_update(names)
                binder = Range(name=names[0], lower=at[0], upper=at[1])
                return Bind(type=REAL, op="product", binders=(binder,), body=body)
            case "atom" if not f.data:
                return self._atom(f, at)
        raise NoMeaning("print", f.kind)

    def _cell(self, f: Factor, at: tuple[Node, ...]) -> Node:
        count = int(f.data[0])
        base = self.types.get(f.name)
        if not isinstance(base, Cell):
            raise NoMeaning("print", f"`{f.name}`")
        cell = Cell(type=base.type, name=f.name, at=at[:count])
        return Index(type=REAL, base=cell, at=at[count:]) if at[count:] else cell

    def _function(self, f: Factor) -> Node:
        args = tuple(self.form(a.body) for a in f.args)
        if f.name == ABS_SLOPE:
            return Apply(type=REAL, op="/", args=(args[0], Apply(type=REAL, op="abs", args=args)))
        if f.name in _UNARY or f.name in ("max", "min", "atan2", "mod"):
            return Apply(type=REAL, op=f.name, args=args)
        raise NoMeaning("print", f.name)

    def _atom(self, f: Factor, at: tuple[Node, ...]) -> Node:
        args = tuple(self.array(a) for a in f.args)
        if f.name in _SCALARS and not at:
            return Apply(type=REAL, op=f.name, args=args)
        if f.name in _MATRICES and len(at) == 2:
            return Index(type=REAL, base=Apply(type=args[0].type, op=f.name, args=args), at=at)
        raise NoMeaning("print", f.name)


def _candidates() -> Iterator[str]:
    yield from _LETTERS
    for k in range(1, 50):
        yield from (f"{letter}{k}" for letter in _LETTERS)


def _apply(op: str, a: Node, b: Node) -> Node:
    return Apply(type=REAL, op=op, args=(a, b))


def _joined(nodes: Sequence[Node]) -> Node:
    total = nodes[0]
    for n in nodes[1:]:
        total = _apply("*", total, n)
    return total


def _test(c: Condition) -> Node:
    over = Dim(tuple(t for t in c.form.terms if t[1] > 0))
    under = over - c.form
    args = (expression(over), expression(under))
    return Apply(type=BOOLEAN, op="==" if c.equation else ">=", args=args)


def _all(tests: Sequence[Node]) -> Node:
    return tests[0] if len(tests) == 1 else Apply(type=BOOLEAN, op="and", args=tuple(tests))
