"""Jacobians and Hessians as products and sums of matrices: the chain rule on expressions of vectors.

What is proposed here is checked by the index normal form; where an expression is not seen through, nothing is proposed.
"""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.inference.context import Context
from proofcheck.inference.matching import same
from proofcheck.language.dims import expression
from proofcheck.language.dims import number as literal
from proofcheck.language.elaborate import elaborate, scope_of
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.parse import parse_text
from proofcheck.language.tree import Apply, Call, Cell, Derive, Node, Num, Ref, walk
from proofcheck.language.types import REAL, Dim, array, shape_of
from proofcheck.meaning.work import remembered


class _Unseen(Exception):
    """An expression whose derivative is not written with matrices here."""


def matrix_form(context: Context, term: Derive) -> Node | None:
    """The derivative of a vector by a vector, or of a number by a number, as a matrix expression; None if not seen."""
    out, into = shape_of(term.body.type), shape_of(term.wrt.type)
    others = (n for n in walk(term.body) if isinstance(n, Cell | Ref) and not same(n, term.wrt))
    if term.op != "partial" and next(others, None) is not None:
        return None  # what these depend on is not in sight
    try:
        if term.op == "hessian" and len(into) == 1:
            return _Chain(context, term.wrt).of(_gradient(context, term.body, term.wrt)) or _zero(into, into)
        if term.order != 1 or len(out) > 1 or len(into) != len(out):
            return None
        form = _Chain(context, term.wrt).of(term.body)
    except _Unseen:
        return None
    if form is None:
        return _zero(out, into)
    turned = term.op == "jacobian" and term.layout == "denominator"
    return _op("transpose", (into[0], out[0]), form) if turned and out else form


def _op(op: str, shape: tuple[Dim, ...], *args: Node) -> Node:
    return Apply(type=array(shape), op=op, args=args)


def _zero(out: tuple[Dim, ...], into: tuple[Dim, ...]) -> Node:
    shape = (*out, *into)
    return _op("zeros", shape, *map(expression, shape)) if shape else literal(0)


class _Chain:
    """Derivatives by one variable or cell; None stands for zero."""

    def __init__(self, context: Context, wrt: Node) -> None:
        self.context, self.wrt = context, wrt

    def of(self, y: Node) -> Node | None:
        """The derivative of an expression, `[out, in]`."""
        if same(y, self.wrt):
            shape = shape_of(y.type)
            return _op("eye", (*shape, *shape), expression(shape[0])) if shape else literal(1)
        if not any(same(n, self.wrt) for n in walk(y)):
            return None
        if len(shape_of(y.type)) != len(shape_of(self.wrt.type)):
            raise _Unseen
        match y:
            case Apply(op="+" | "-", args=(a, b)):
                return self._sum(y.op, a, b)
            case Apply(op="neg", args=(a,)):
                inner = self.of(a)
                return None if inner is None else Apply(type=inner.type, op="neg", args=(inner,))
            case Apply(op="*", args=(a, b)):
                return self._times(a, b)
            case Apply(op="/", args=(a, b)) if not shape_of(b.type) and not self._depends(b):
                inner = self.of(a)
                return None if inner is None else Apply(type=inner.type, op="/", args=(inner, b))
            case Apply(op="@", args=(a, b)) if not self._depends(a):
                return self._multiplied(a, self.of(b))
            case Apply(op="@", args=(a, b)) if not self._depends(b) and len(shape_of(b.type)) == 2:
                rows, columns = shape_of(b.type)
                return self._multiplied(_op("transpose", (columns, rows), b), self.of(a))
            case Apply(op="softmax", args=(a,)):
                return self._multiplied(_softmax_slope(y), self.of(a))
            case Apply(op=op, args=(a,)) if not y.options and op in VOCABULARY and VOCABULARY[op].entrywise:
                return self._scaled(_prime(self.context.claim, op, a), self.of(a))
            case Apply(op="**", args=(a, Num(value=value) as p)) if value.denominator == 1 and value > 1:
                lower = _power(a, literal(value - 1))
                return self._scaled(Apply(type=a.type, op="*", args=(p, lower)), self.of(a))
            case Call(args=(a,)) if same(a, self.wrt):
                op = "jacobian" if shape_of(y.type) else "diff"
                shape = (*shape_of(y.type), *shape_of(self.wrt.type))
                return Derive(type=array(shape), op=op, body=y, wrt=self.wrt)
        raise _Unseen

    def _depends(self, node: Node) -> bool:
        return any(same(n, self.wrt) for n in walk(node))

    def _sum(self, op: str, a: Node, b: Node) -> Node | None:
        if shape_of(a.type) != shape_of(b.type):
            if self._depends(b if shape_of(a.type) else a):
                raise _Unseen
            b = a if shape_of(a.type) else b
            return self.of(b)
        left, right = self.of(a), self.of(b)
        if left is None or right is None:
            if right is None:
                return left
            return right if op == "+" else Apply(type=right.type, op="neg", args=(right,))
        return Apply(type=left.type, op=op, args=(left, right))

    def _times(self, a: Node, b: Node) -> Node | None:
        found: Node | None = None
        for factor, other in ((b, a), (a, b)):
            if not self._depends(other):
                continue
            if shape_of(factor.type) == () and shape_of(other.type):
                inner = self.of(other)
                term: Node | None = None if inner is None else Apply(type=inner.type, op="*", args=(factor, inner))
            elif not shape_of(other.type) and shape_of(factor.type):
                raise _Unseen
            else:
                term = self._scaled(factor, self.of(other))
            if term is not None:
                found = term if found is None else Apply(type=found.type, op="+", args=(found, term))
        return found

    def _scaled(self, slopes: Node, inner: Node | None) -> Node | None:
        """diag(slopes) @ inner, or the product of numbers."""
        if inner is None:
            return None
        if not shape_of(slopes.type):
            return slopes if _is_one(inner) else Apply(type=REAL, op="*", args=(slopes, inner))
        n = shape_of(slopes.type)[0]
        return self._multiplied(_op("diag", (n, n), slopes), inner)

    def _multiplied(self, outer: Node, inner: Node | None) -> Node | None:
        if inner is None:
            return None
        if isinstance(inner, Apply) and inner.op == "eye":
            return outer
        if len(shape_of(outer.type)) != 2 or len(shape_of(inner.type)) != 2:
            raise _Unseen
        return _op("@", (shape_of(outer.type)[0], shape_of(inner.type)[1]), outer, inner)


def _is_one(node: Node) -> bool:
    return isinstance(node, Num) and node.value == 1


def _power(a: Node, p: Num) -> Node:
    return a if p.value == 1 else Apply(type=a.type, op="**", args=(a, p))


def _softmax_slope(y: Node) -> Node:
    n = shape_of(y.type)[0]
    return _op("-", (n, n), _op("diag", (n, n), y), _op("outer", (n, n), y, y))


@remembered(512)
def _prime(claim: Claim, op: str, a: Node) -> Node:
    """The slope of a built-in function at each entry."""
    if not VOCABULARY[op].derivatives or len(VOCABULARY[op].derivatives) != 1:
        raise _Unseen
    scope = scope_of(claim.declared, claim.definitions).binding("argument", a)
    return elaborate(parse_text(f"{op}'(argument)"), scope)


def _gradient(context: Context, y: Node, wrt: Node) -> Node:
    """The gradient of a number by a vector."""
    n = shape_of(wrt.type)

    def pulled(inner: Node, vector: Node) -> Node:
        slope = _Chain(context, wrt).of(inner)
        if slope is None:
            raise _Unseen
        if isinstance(slope, Apply) and slope.op == "eye":
            return vector
        rows, columns = shape_of(slope.type)
        return _op("@", n, _op("transpose", (columns, rows), slope), vector)

    match y:
        case Apply(op="logsumexp", args=(u,)):
            return pulled(u, Apply(type=u.type, op="softmax", args=(u,)))
        case Apply(op="**", args=(Apply(op="norm", args=(u,), options=()), Num(value=value))) if value == 2:
            return _op("*", n, literal(2), pulled(u, u))
        case Apply(op="dot" | "@", args=(a, b)) if same(a, b) and not shape_of(y.type):
            return _op("*", n, literal(2), pulled(a, a))
        case Apply(op="@", args=(Apply(op="@", args=(a, m)), b)) if same(a, b) and same(a, wrt):
            rows, columns = shape_of(m.type)
            other = _op("transpose", (columns, rows), m)
            return _op("+", n, _op("@", n, m, a), _op("@", n, other, a))
    raise _Unseen
