"""From the typed tree to explicit entries in SymPy: numpy arrays of expressions, SymPy's own derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any

import numpy as np
import sympy

from benchmarks.matrix.peers.sympy_givens import Array, Symbols
from benchmarks.matrix.peers.sympy_operators import ARRAYS, ENTRYWISE, norm, scalar
from benchmarks.outcome import Inexpressible
from proofcheck.claim import Claim, Definition, Recurrence
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
    Binder,
    Call,
    Cell,
    Derive,
    Index,
    Node,
    Num,
    Range,
    Ref,
    Slice,
    Var,
)
from proofcheck.language.types import INTEGER, Dim, Type, shape_of

_FOLDS = {"sum": lambda a, b: a + b, "product": lambda a, b: a * b, "matprod": lambda a, b: a @ b}


def sizes(claim: Claim, size: int) -> Iterator[dict[str, int]]:
    """Values of the integers: the size for each, and every place for an index that is declared `in 1..n`."""
    found: list[dict[str, int]] = [{}]
    for given in claim.given:
        if given.type != INTEGER:
            continue
        grown = []
        for chosen in found:
            x = Expansion(claim=claim, symbols=Symbols(), integers=chosen)
            low = x.whole(given.domain.lower) if given.domain.lower is not None else size
            if given.domain.upper is None:
                grown.append({**chosen, given.name: max(size, low)})
                continue
            high = x.whole(given.domain.upper)
            ends = isinstance(given.domain.upper, Num)
            places = [min(size, high)] if ends and low <= min(size, high) else range(low, high + 1)
            grown.extend({**chosen, given.name: k} for k in places)
        found = grown
    return iter(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A claim at fixed sizes and entries; `cut` are values of definitions that a derivative replaced."""

    claim: Claim
    symbols: Symbols
    integers: Mapping[str, int]
    givens: Mapping[str, Array] = field(default_factory=dict)
    cut: Mapping[tuple[str, tuple[int, ...]], Array] = field(default_factory=dict)
    memo: dict[tuple[str, tuple[int, ...]], Array] = field(default_factory=dict)

    def with_givens(self, givens: Mapping[str, Array]) -> Expansion:
        return replace(self, givens={**self.givens, **givens}, memo={})

    def with_integers(self, integers: Mapping[str, int]) -> Expansion:
        return replace(self, integers={**self.integers, **integers})

    def shape(self, type_: Type) -> tuple[int, ...]:
        return tuple(self.dimension(d) for d in shape_of(type_))

    def dimension(self, dim: Dim) -> int:
        total = Fraction(0)
        for monomial, coefficient in dim.terms:
            for atom, power in monomial:
                if not isinstance(atom, str):
                    raise Inexpressible(f"the dimension `{dim}`")
                coefficient *= Fraction(self.integers[atom]) ** power
            total += coefficient
        return int(total)

    def whole(self, node: Node) -> int:
        value = self.of(node)[()]
        if not value.is_Integer:
            raise Inexpressible("a place that is no known whole number")
        return int(value)

    def of(self, node: Node) -> Array:
        match node:
            case Num(value=value):
                return scalar(sympy.Rational(value.numerator, value.denominator))
            case Var(name=name) if name in self.givens:
                return self.givens[name]
            case Var(name=name):
                return scalar(sympy.Integer(self.integers[name]))
            case Ref(name=name):
                return self._definition(name, ())
            case Cell(name=name, at=at):
                return self._definition(name, tuple(map(self.whole, at)))
            case Index(base=base, at=at):
                return self._entry(self.of(base), at)
            case Derive():
                return self._derivative(node)
            case At(name=name, value=value, body=body):
                return self._at(name, value, body)
            case Call():
                return self._call(node)
            case Bind():
                return self._bound(node)
            case Apply():
                return self._applied(node)
        raise Inexpressible(type(node).__name__)

    def _applied(self, node: Apply) -> Array:
        if node.op == "if":
            return self.of(node.args[1] if self._truth(node.args[0]) else node.args[2])
        if node.op == "block":
            return self._block(node)
        args = [self.of(a) for a in node.args]
        if node.op == "norm":
            kind = node.option("kind")
            return scalar(norm(args[0], str(kind.value) if isinstance(kind, Num) else str(kind or "")))
        options = {k: self.of(v)[()] for k, v in node.options if isinstance(v, Node)}
        if node.op in ARRAYS:
            found = ARRAYS[node.op](*args, **options)
            return found if isinstance(found, np.ndarray) else scalar(found)
        if node.op not in ENTRYWISE:
            raise Inexpressible(f"`{node.op}`")
        if not args:
            return scalar(ENTRYWISE[node.op]())
        made = np.frompyfunc(ENTRYWISE[node.op], len(args), 1)(*args)
        return made if isinstance(made, np.ndarray) else scalar(made)

    def _block(self, node: Apply) -> Array:
        """Blocks side by side and one below the other; a literal 0 fits anywhere."""
        rows = node.option("rows")
        parts = [self.of(a) for a in node.args]
        if not isinstance(rows, Num):
            return np.concatenate([p.reshape(-1) for p in parts])
        height = int(rows.value)
        width = len(parts) // height
        tall = [max(p.shape[0] if p.ndim else 0 for p in parts[r * width : (r + 1) * width]) for r in range(height)]
        wide = [max(p.shape[1] if p.ndim else 0 for p in parts[c::width]) for c in range(width)]
        for k, part in enumerate(parts):
            if not part.ndim:
                parts[k] = np.full((tall[k // width], wide[k % width]), sympy.Integer(0), dtype=object)
        return np.block([parts[r * width : (r + 1) * width] for r in range(height)])

    def _truth(self, node: Node) -> bool:
        """A condition on whole numbers."""
        match node:
            case Apply(op="and", args=args):
                return all(map(self._truth, args))
            case Apply(op="or", args=args):
                return any(map(self._truth, args))
            case Apply(op="not", args=(a,)):
                return not self._truth(a)
            case Apply(op="==" | "!=" | "<" | "<=" | ">" | ">=" as op, args=(a, b)):
                left, right = self.of(a)[()], self.of(b)[()]
                if not (left.is_number and right.is_number):
                    raise Inexpressible("a condition on entries")
                return bool({"==": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
                             ">": left > right, ">=": left >= right}[op])  # fmt: skip
        raise Inexpressible("a condition")

    def _entry(self, base: Array, at: tuple[Node | Slice, ...]) -> Array:
        places: list[Any] = []
        for item, length in zip(at, base.shape, strict=False):
            if isinstance(item, Slice):
                low = 1 if item.lower is None else self.whole(item.lower)
                places.append(slice(low - 1, length if item.upper is None else self.whole(item.upper)))
                continue
            place = self.whole(item)
            if not 1 <= place <= length:
                raise Inexpressible("an index outside")
            places.append(place - 1)
        found = base[tuple(places)]
        return found if isinstance(found, np.ndarray) else scalar(found)

    def _definition(self, name: str, at: tuple[int, ...]) -> Array:
        key = (name, at)
        if key in self.cut:
            return self.cut[key]
        if key not in self.memo:
            found = self.claim.definition_named(name)
            outside = replace(self, integers={k: v for k, v in self.integers.items() if self.claim.given_named(k)})
            if isinstance(found, Definition):
                self.memo[key] = outside.of(found.body)
            else:
                assert isinstance(found, Recurrence)
                self.memo[key] = outside._case(found, at)
        return self.memo[key]

    def _case(self, found: Recurrence, at: tuple[int, ...]) -> Array:
        for case in found.cases:
            names = {p: k for p, k in zip(case.pattern, at, strict=True) if isinstance(p, str)}
            fixed = [self.whole(p) == k for p, k in zip(case.pattern, at, strict=True) if not isinstance(p, str)]
            if all(fixed):
                return self.with_integers(names).of(case.body)
        raise Inexpressible("a recurrence without a case")

    def ranges(self, binders: tuple[Binder, ...]) -> Iterator[Expansion]:
        """One expansion for each choice of the indices."""
        if not binders:
            yield self
            return
        first, rest = binders[0], binders[1:]
        if not isinstance(first, Range):
            raise Inexpressible("a binder that is no range")
        low, high = self.whole(first.lower), self.whole(first.upper)
        for k in range(low, high + (1 if first.step > 0 else -1), first.step):
            inner = self.with_integers({first.name: k})
            if first.filter is None or inner._truth(first.filter):
                yield from inner.ranges(rest)

    def _bound(self, node: Bind) -> Array:
        parts = [x.of(node.body) for x in self.ranges(node.binders)]
        if node.op == "array":
            shape = self.shape(node.type)
            return np.array([e for p in parts for e in p.reshape(-1)], dtype=object).reshape(shape)
        if node.op in ("max", "min"):
            return scalar((sympy.Max if node.op == "max" else sympy.Min)(*(p[()] for p in parts)))
        if node.op not in _FOLDS:
            raise Inexpressible(f"`{node.op}`")
        if not parts:
            if node.op == "matprod":
                return ARRAYS["eye"](scalar(sympy.Integer(self.shape(node.type)[0])))
            return np.full(self.shape(node.type), sympy.Integer(node.op == "product"), dtype=object)
        found = reduce(_FOLDS[node.op], parts)
        return found if isinstance(found, np.ndarray) else scalar(found)

    def _derivative(self, node: Derive) -> Array:
        """The body with fresh symbols for what is derived by, derived, and the values put back."""
        if node.op == "partial":
            raise Inexpressible("`partial`")
        wrt, at = (node.wrt.base, node.wrt.at) if isinstance(node.wrt, Index) else (node.wrt, ())
        value = self.of(wrt)
        fresh = self.symbols.array(value.shape)
        if isinstance(wrt, Var):
            inner = self.with_givens({wrt.name: fresh})
        else:
            key = (wrt.name, tuple(map(self.whole, wrt.at)) if isinstance(wrt, Cell) else ())  # type: ignore[attr-defined]
            inner = replace(self, cut={**self.cut, key: fresh}, memo={})
        by = self._entry(fresh, at) if at else fresh
        found = inner.of(node.body)
        rank = found.ndim
        for _ in range(node.order if node.op == "diff" else 2 if node.op == "hessian" else 1):
            found = _derived(found, by)
        if node.op == "jacobian" and node.layout == "denominator" and rank == 1 and by.ndim == 1:
            found = found.T
        back = dict(zip(fresh.reshape(-1), value.reshape(-1), strict=True))
        return _replaced(found, back)

    def _at(self, name: str, value: Node, body: Node) -> Array:
        by = self.of(value)
        fresh = self.symbols.array(by.shape)
        found = self.with_givens({name: fresh}).of(body)
        return _replaced(found, dict(zip(fresh.reshape(-1), by.reshape(-1), strict=True)))

    def _call(self, node: Call) -> Array:
        """An arbitrary function: one of SymPy's undefined functions for each entry of its result."""
        given = self.claim.given_named(node.function)
        assert given is not None
        arguments = [e for a in node.args for e in self.of(a).reshape(-1)]
        index = "" if node.index is None else f"_{self.whole(node.index)}"
        found = np.empty(self.shape(node.type), dtype=object)
        for place in np.ndindex(*found.shape):
            label = "_".join(map(str, place))
            found[place] = sympy.Function(f"{node.function}{index}{label}", real=True)(*arguments)
        return found


def _derived(found: Array, by: Array) -> Array:
    out = np.empty((*found.shape, *by.shape), dtype=object)
    for i, j in product(np.ndindex(*found.shape), np.ndindex(*by.shape)):
        out[(*i, *j)] = sympy.diff(found[i], by[j])
    return out


def _replaced(found: Array, values: Mapping[Any, Any]) -> Array:
    out = np.empty(found.shape, dtype=object)
    for at in np.ndindex(*found.shape):
        deferred = found[at].has(sympy.Derivative, sympy.Subs)
        out[at] = found[at].subs(values, simultaneous=True) if deferred else found[at].xreplace(dict(values))
    return out
