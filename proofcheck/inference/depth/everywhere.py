"""TRUSTED: whether a term has a value at every point, not only up to null sets: a witness may lie anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from proofcheck.inference.context import Context, known
from proofcheck.inference.depth.ranges_of_variables import follows
from proofcheck.inference.matching import number, put_in_types
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import expression, is_integer
from proofcheck.language.dims import number as literal
from proofcheck.language.statement import Definition, Recurrence
from proofcheck.language.tree import (
    Apply,
    At,
    Bind,
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
    children,
)
from proofcheck.language.types import BOOLEAN, INTEGER, Kind, kind_of, shape_of
from proofcheck.meaning.cycles import is_shift

# Smooth everywhere; linear maps, products and functions of one real.
_SMOOTH = frozenset(
    (
        *("+", "-", "*", "neg", "@", "dot", "outer", "kron", "cross", "transpose", "trace", "vec", "block", "stack"),
        *("flip", "pad", "diag", "diagonal", "tril", "triu", "zeros", "ones", "eye", "sum", "mean", "cumsum", "det"),
        *("exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "sech", "asinh", "erf", "erfc", "normal_cdf"),
        *("sigmoid", "softplus", "silu", "gelu", "softmax", "logsumexp", "log_softmax", "pi", "e", "power"),
    )
)
_TOTAL = _SMOOTH | frozenset(
    (
        *("abs", "sign", "floor", "ceil", "min", "max", "relu", "norm", "sigma_max", "sigma_min", "max_abs", "cbrt"),
        *("==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>", "if", "true", "false"),
        *("is_symmetric", "is_psd", "is_orthogonal", "shape", "size", "rank", "oo"),
    )
)
_RANGED = frozenset(("sum", "product", "array", "matprod", "forall", "exists", "vanishes", "bounded", "diverges"))


def has_value(context: Context, term: Node) -> bool:
    """Whether a term has a value at every admissible instance."""
    return _Walk(context, frozenset()).total(term)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Through the definitions, each once."""

    context: Context
    seen: frozenset[str]
    smooth: bool = False  # derivatives are taken of it

    def total(self, term: Node) -> bool:
        match term:
            case Num() | Var():
                return True
            case Apply():
                return self._apply(term)
            case Index(base=base, at=at):
                pairs = zip(at, shape_of(base.type), strict=False)
                inside = all(isinstance(i, Slice) or self._inside(i, expression(n)) for i, n in pairs)
                return inside and self._parts(term)
            case Bind(op=op, binders=binders):
                plain = all(not isinstance(b, Range) or abs(b.step) == 1 for b in binders)
                inner = _Walk(self.context.under(binders), self.seen, self.smooth)
                return op in _RANGED and plain and all(inner.total(c) for c in children(term))
            case Ref(name=name) | Cell(name=name):
                return self._definition(term, name)
            case Call() | At():
                return self._parts(term)
            case Derive(body=body, wrt=wrt):
                return _Walk(self.context, self.seen, True).total(body) and self._parts_of_place(wrt)
        return False

    def _parts(self, term: Node) -> bool:
        return all(self.total(c) for c in children(term))

    def _parts_of_place(self, wrt: Node) -> bool:
        return all(self.total(c) for c in children(wrt))

    def _inside(self, item: Node, length: Node) -> bool:
        return self._known("<=", literal(1), item) and self._known("<=", item, length)

    def _known(self, op: str, left: Node, right: Node) -> bool:
        return known(self.context, (), Apply(type=BOOLEAN, op=op, args=(left, right)))

    def _apply(self, term: Apply) -> bool:
        if kind_of(term.type) is Kind.COMPLEX or not self._parts(term):
            return False
        match term.op:
            case "/":
                return self._nonzero(term.args[1])
            case "**":
                return self._power(*term.args)
            case "log" | "log2":
                return positive(self.context, (), term.args[0])
            case "sqrt":
                return (positive if self.smooth else nonnegative)(self.context, (), term.args[0])
            case "factorial" | "binomial":
                return not self.smooth and nonnegative(self.context, (), term.args[0])
            case "power":
                return self._known("<=", literal(0), term.args[1])
            case "min" | "max" | "mean" | "softmax" | "logsumexp" | "log_softmax":
                dims = [d for a in term.args for d in shape_of(a.type)]
                nonempty = all(self._known("<=", literal(1), expression(d)) for d in dims)
                return nonempty and (term.op not in ("min", "max") or not self.smooth)
        return term.op in (_SMOOTH if self.smooth else _TOTAL)

    def _nonzero(self, term: Node) -> bool:
        value = number(term)
        if value is not None:
            return value != 0
        if positive(self.context, (), term) or self._known("!=", term, literal(0)):
            return True
        relations = (Apply(type=BOOLEAN, op=op, args=(term, literal(0))) for op in ("<", ">"))
        return any(follows(self.context, (), r) for r in relations)

    def _power(self, base: Node, exponent: Node) -> bool:
        value = number(exponent)
        if is_integer(exponent.type) or (value is not None and value.denominator == 1):
            return nonnegative(self.context, (), exponent) or self._nonzero(base)
        return positive(self.context, (), base)

    def _definition(self, term: Node, name: str) -> bool:
        if not self._parts(term):
            return False
        definition = self.context.claim.definition_named(name)
        if isinstance(term, Cell) and (not isinstance(definition, Recurrence) or not self._reached(definition, term)):
            return False
        if name in self.seen:
            return True
        inner = _Walk(self.context, self.seen | {name}, self.smooth)
        if isinstance(definition, Definition):
            return inner.total(definition.body)
        if isinstance(definition, Recurrence) and isinstance(term, Cell):
            return all(self._case(definition, k, term.at[0]) for k in range(len(definition.cases)))
        return False

    def _case(self, definition: Recurrence, k: int, last: Node) -> bool:
        """A body, its general index between the base case and the last value asked for."""
        case = definition.cases[k]
        seen = self.seen | {definition.name}
        item = case.pattern[0]
        if not isinstance(item, str):
            return _Walk(self.context, seen, self.smooth).total(case.body)
        low = Apply(type=INTEGER, op="+", args=(_base(definition), literal(1)))
        own = Var(type=INTEGER, name=f"{definition.name}#{item}")
        inner = self.context.under((Range(name=own.name, lower=low, upper=last),))
        return _Walk(inner, seen, self.smooth).total(put_in_types(case.body, {item: own}))

    def _reached(self, definition: Recurrence, cell: Cell) -> bool:
        """Whether a recurrence over one index, with one numbered base case, has this value."""
        patterns = [case.pattern for case in definition.cases]
        if any(len(p) != 1 for p in patterns) or definition.box or len(patterns) > 2:
            return False
        general = [p[0] for p in patterns if isinstance(p[0], str)]
        if len(general) != 1:
            return False
        if len(patterns) == 1:  # a gate: it has a value where what it reads has one
            return True
        base = _base(definition)
        steps = [n for case in definition.cases for n in _cells(case.body)]
        back = all(len(n.at) == 1 and (isinstance(n.at[0], Num) or _near(n.at[0], general[0])) for n in steps)
        return back and isinstance(base, Num) and self._known("<=", base, cell.at[0])


def _base(definition: Recurrence) -> Node:
    return next((c.pattern[0] for c in definition.cases if isinstance(c.pattern[0], Num)), literal(0))


def _near(item: Node, index: str) -> bool:
    """`t` or `t - 1`."""
    if not is_shift(item, index):
        return False
    return isinstance(item, Var) or (isinstance(item, Apply) and item.op == "-" and number(item.args[1]) == 1)


def _cells(node: Node) -> list[Cell]:
    found, todo = [], [node]
    while todo:
        top = todo.pop()
        if isinstance(top, Cell):
            found.append(top)
        todo.extend(children(top))
    return found
