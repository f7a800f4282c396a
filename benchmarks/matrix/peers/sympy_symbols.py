"""SymPy's `MatrixSymbol`: matrix expressions of symbolic sizes, its derivatives by a matrix or vector, and `simplify`.

A vector is a matrix of one column. A number that is computed from arrays is a trace; where SymPy's derivative does not
look through a function of traces, the chain rule is applied for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import sympy
from sympy import Identity, MatMul, MatrixSymbol, OneMatrix, Trace, ZeroMatrix
from sympy.matrices.expressions.matexpr import MatrixExpr

from benchmarks.matrix.peers.sympy_matrix_operators import MATRIX, SCALAR
from benchmarks.outcome import PROVED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from proofcheck.claim import Claim, Definition
from proofcheck.language.tree import Apply, At, Derive, Node, Num, Ref, Var
from proofcheck.language.types import INTEGER, Dim, Function, shape_of

Expression = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A claim as matrix expressions; `values` replace names."""

    claim: Claim
    numbers: Iterator[int] = field(default_factory=count)
    values: dict[str, Expression] = field(default_factory=dict)

    def size(self, dim: Dim) -> Expression:
        total = sympy.Integer(0)
        for monomial, coefficient in dim.terms:
            term = sympy.Rational(coefficient.numerator, coefficient.denominator)
            for atom, power in monomial:
                if not isinstance(atom, str):
                    raise Inexpressible(f"the dimension `{dim}`")
                term *= _whole(atom) ** power
            total += term
        return total

    def shape(self, node: Node) -> tuple[Expression, Expression]:
        sizes = [self.size(d) for d in shape_of(node.type)]
        if len(sizes) > 2:
            raise Inexpressible("a tensor of more than two axes")
        return (sizes[0], sizes[1]) if len(sizes) == 2 else (sizes[0], sympy.Integer(1))

    def symbol(self, node: Node, name: str) -> Expression:
        return MatrixSymbol(name, *self.shape(node)) if shape_of(node.type) else sympy.Symbol(name, real=True)

    def of(self, node: Node) -> Expression:
        match node:
            case Num(value=value):
                return sympy.Rational(value.numerator, value.denominator)
            case Var(name=name) if name in self.values:
                return self.values[name]
            case Var(name=name):
                return self._given(node, name)
            case Ref(name=name):
                found = self.claim.definition_named(name)
                assert isinstance(found, Definition)
                return self.of(found.body)
            case Derive():
                return self._derivative(node)
            case At(name=name, value=value, body=body):
                fresh = self.symbol(value, f"at{next(self.numbers)}")
                return replace(self, values={**self.values, name: fresh}).of(body).subs(fresh, self.of(value))
            case Apply():
                return self._applied(node)
        raise Inexpressible(type(node).__name__)

    def _given(self, node: Node, name: str) -> Expression:
        given = self.claim.given_named(name)
        if given is None or isinstance(given.type, Function):
            raise Inexpressible(f"`{name}`")
        if given.type == INTEGER:
            return _whole(name)
        properties = set(given.properties)
        symbol = self.symbol(node, name)
        if "diagonal" in properties:
            return sympy.DiagMatrix(MatrixSymbol(name, self.shape(node)[0], 1))
        if "skew" in properties:
            return symbol - symbol.T
        if properties & {"symmetric", "positive definite", "positive semidefinite"}:
            return (symbol + symbol.T) / 2
        return symbol

    def _applied(self, node: Apply) -> Expression:
        args = [self.of(a) for a in node.args]
        if node.op == "block":
            return self._block(node, args)
        ranks = [len(shape_of(a.type)) for a in node.args]
        if node.op in ("eye", "ones", "zeros"):
            rows, columns = self.shape(node)
            return (
                Identity(rows) if node.op == "eye" else (OneMatrix if node.op == "ones" else ZeroMatrix)(rows, columns)
            )
        if node.op == "norm" and node.option("kind") not in (None, "fro"):
            raise Inexpressible("a norm that is not Euclidean")
        if node.op in SCALAR and not any(ranks):
            return SCALAR[node.op](*args)
        if node.op in MATRIX and any(ranks):
            return MATRIX[node.op](ranks, *args)
        raise Inexpressible(f"`{node.op}`")

    def _block(self, node: Apply, args: list[Expression]) -> Expression:
        rows = node.option("rows")
        if not isinstance(rows, Num):
            raise Inexpressible("joined vectors")
        width = len(args) // int(rows.value)
        tall = [next(a.shape[0] for a in args[k - k % width :][:width] if a != 0) for k in range(len(args))]
        wide = [next(a.shape[1] for a in args[k % width :: width] if a != 0) for k in range(len(args))]
        full = [ZeroMatrix(tall[k], wide[k]) if a == 0 else a for k, a in enumerate(args)]
        return sympy.BlockMatrix([full[k : k + width] for k in range(0, len(full), width)])

    def _derivative(self, node: Derive) -> Expression:
        if not isinstance(node.wrt, Var) or node.op == "partial":
            raise Inexpressible("a derivative by what is no variable")
        fresh = self.symbol(node.wrt, f"by{next(self.numbers)}")
        body = replace(self, values={**self.values, node.wrt.name: fresh}).of(node.body)
        ranks = len(shape_of(node.body.type)), len(shape_of(node.wrt.type))
        if node.op == "diff" or not ranks[1]:
            found = sympy.diff(body, fresh, node.order)
        elif node.op == "grad" or not ranks[0]:
            found = gradient(body, fresh)
            if node.op == "hessian":
                found = found.diff(fresh)
        elif ranks == (1, 1):
            found = body.diff(fresh)  # SymPy's layout is the denominator's
            found = found if node.layout == "denominator" else found.T
        else:
            raise Inexpressible("a derivative of more than two axes")
        return found.subs(fresh, self.of(node.wrt))


def gradient(body: Expression, by: Expression) -> Expression:
    """The derivative of a number by a matrix: SymPy's of each trace and determinant, and the chain rule around."""
    atoms = sorted(body.atoms(Trace, sympy.Determinant), key=sympy.default_sort_key)
    atoms = [a for a in atoms if a.has(by)]
    dummies = {a: sympy.Dummy(real=True) for a in atoms}
    outer = body.xreplace(dummies)
    if outer.has(by):
        raise Inexpressible("a number that is no function of traces and determinants")
    back = {d: a for a, d in dummies.items()}
    total = ZeroMatrix(*by.shape)
    for atom, dummy in dummies.items():
        total += sympy.diff(outer, dummy).xreplace(back) * atom.diff(by)
    return total


def _whole(name: str) -> Expression:
    return sympy.Symbol(name, integer=True, positive=True)


def _zero(expression: Expression) -> bool:
    if isinstance(expression, MatrixExpr):
        return bool(expression.is_ZeroMatrix)
    return bool(expression == 0)


def _normalised(expression: Expression) -> Expression:
    """Traces multiplied out and turned by SymPy to where a product begins with its first factor."""
    split = sympy.expand(expression.replace(Trace, lambda a: Trace(sympy.expand(a)).doit()).doit())
    return split.replace(Trace, lambda a: Trace(a).doit()._normalize() if isinstance(a, MatMul) else Trace(a))


def _steps() -> Iterator[Callable[[Expression], Expression]]:
    yield lambda e: e
    yield lambda e: e.doit()
    yield sympy.block_collapse
    yield sympy.expand
    yield lambda e: sympy.expand(e.doit()).doit()
    yield _normalised
    yield sympy.simplify
    yield lambda e: sympy.simplify(sympy.expand(e.doit()).doit())
    yield lambda e: sympy.simplify(_normalised(e))


def equal(left: Expression, right: Expression) -> bool:
    """Whether one of SymPy's ways to simplify finds two expressions equal; one that fails is passed over."""
    for step in _steps():
        try:
            if _zero(step(left - right)) or step(left) == step(right):
                return True
        except (TypeError, ValueError, NotImplementedError, AttributeError, IndexError):
            continue
    return False


def answer(claim: Claim) -> Answer:
    for link in claim.links:
        if not (isinstance(link.node, Apply) and link.node.op == "=="):
            raise Inexpressible("a statement that is no equality")
    reading = Reading(claim=claim)
    for link in claim.links:
        assert isinstance(link.node, Apply)
        left, right = map(reading.of, link.node.args)
        if not equal(left, right):
            return Answer(outcome=UNDECIDED)
    return Answer(outcome=PROVED)


def peer() -> Peer:
    return Peer(name="sympy-symbols", version=f"SymPy {sympy.__version__}", decide=answer)
