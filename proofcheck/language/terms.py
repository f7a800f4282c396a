"""Elaboration of one expression: the dispatch over the surface tree, and its infix, chain, index and list forms.

Decisions that the language leaves open: `!=` between arrays means that they are not equal (some entry differs);
`x in {a, b}` on an array binds every entry; `A**2` is entrywise also for a square matrix.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.errors import ClaimError, Problem
from proofcheck.language import approach, binders, calls
from proofcheck.language.apply import apply
from proofcheck.language.dims import expression, integer_polynomial, is_integer, number, simplified
from proofcheck.language.domains import infinite
from proofcheck.language.entrywise import entries, entry
from proofcheck.language.rules import named
from proofcheck.language.scope import Pending, Scope
from proofcheck.language.syntax import (
    SAt,
    SBind,
    SCall,
    SChain,
    SGrowth,
    SIf,
    SIndex,
    SInfix,
    SLimit,
    SList,
    SMember,
    SName,
    SNum,
    SPrefix,
    SPrime,
    SSlice,
    STransposed,
    Syntax,
)
from proofcheck.language.tree import Apply, Bind, Cell, Index, Node, Num, Slice
from proofcheck.language.types import BOOLEAN, REAL, Array, Dim, array
from proofcheck.source import Span


def elaborate(syntax: Syntax, scope: Scope) -> Node:
    """The typed tree of an expression. Raises ClaimError; ShapeError where only the dimensions do not fit."""
    match syntax:
        case SNum(value=value):
            return Num(type=number(value).type, value=value, span=syntax.span)
        case SName(name=name):
            return scope.lookup(name, syntax.span)
        case SPrefix():
            return _prefix(syntax, scope)
        case SInfix(op=op, left=left, right=right):
            args = (scope.node(left), scope.node(right))
            return apply(scope, op, args, syntax.span, syntax.op_span)
        case SChain():
            whole = _joined(scope, "and", chain(syntax, scope), syntax.span)
            scope.names.spend(whole, syntax.span)  # inner operands stand twice
            return whole
        case SGrowth(op=op, left=left, right=right):
            return apply(scope, f"in_{op}", (scope.node(left), scope.node(right)), syntax.span)
        case SMember():
            return _member(syntax, scope)
        case SIf():
            return _conditional(syntax, scope)
        case STransposed(operand=operand):
            return apply(scope, "transpose", (scope.node(operand),), syntax.span)
        case SIndex():
            return _index(syntax, scope)
        case SList(items=items):
            return apply(scope, "stack", tuple(map(scope.node, items)), syntax.span)
        case SCall():
            return calls.call(syntax, scope)
        case SBind():
            return binders.bind(syntax, scope)
        case SLimit():
            return approach.limit(syntax, scope)
        case SAt():
            return approach.at(syntax, scope)
        case SPrime():
            raise _error("a derivative `f'` stands alone", syntax.span, "apply it, as in `f'(x)`")
        case SSlice():
            raise _error("a stretch `a..b` stands outside of an index", syntax.span, "write `i in a..b` or `x[a..b]`")
    raise _error("this is no expression", syntax.span)


def _error(message: str, span: Span | None, hint: str = "") -> ClaimError:
    return ClaimError(Problem(message=message, span=span, hint=hint))


def _prefix(syntax: SPrefix, scope: Scope) -> Node:
    operand = scope.node(syntax.operand)
    if syntax.op == "neg" and isinstance(operand, Num):
        return Num(type=operand.type, value=-operand.value, span=syntax.span)
    return apply(scope, syntax.op, (operand,), syntax.span)


def _joined(scope: Scope, op: str, parts: Sequence[Node], span: Span) -> Node:
    """Statements joined two by two from the left, as infix text is read."""
    total = parts[0]
    for part in parts[1:]:
        total = apply(scope, op, (total, part), span)
    return total


def chain(syntax: SChain, scope: Scope) -> tuple[Node, ...]:
    """Each relation of a comparison chain, the shared operands elaborated once."""
    operands = [scope.node(s) for s in syntax.operands]
    found = []
    for k, op in enumerate(syntax.ops):
        left, right = operands[k], operands[k + 1]
        span = chain_span(syntax, k)
        found.append(relation(scope, op, left, right, span, syntax.op_spans[k]))
    return tuple(found)


def chain_span(syntax: SChain, k: int) -> Span:
    """Where link `k` of a chain stands, parentheses around its operands included."""
    source, text = syntax.span.source, syntax.span.source.text
    start = syntax.op_spans[k - 1].end if k else syntax.span.start
    end = syntax.op_spans[k + 1].start if k + 1 < len(syntax.ops) else syntax.span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(source=source, start=start, end=end)


def relation(scope: Scope, op: str, left: Node, right: Node, span: Span | None, at: Span | None = None) -> Node:
    """One comparison; arrays differ when they are not equal."""
    if op == "!=" and (isinstance(left.type, Array) or isinstance(right.type, Array)):
        same = apply(scope, "==", (left, right), span, at)
        return apply(scope, "not", (same,), span, at)
    return apply(scope, op, (left, right), span, at)


def _conditional(syntax: SIf, scope: Scope) -> Node:
    test = scope.node(syntax.test)
    branches: list[Node] = []
    pending: Pending | None = None
    for branch in (syntax.then, syntax.other):
        try:
            branches.append(scope.node(branch))
        except Pending as e:
            pending = e
    if pending is not None:
        if not branches:
            raise pending
        return branches[0]
    return apply(scope, "if", (test, *branches), syntax.span)


def _member(syntax: SMember, scope: Scope) -> Node:
    """`e in {a, b}` and `e in [a, b]` as comparisons; on an array for every entry."""
    value = scope.node(syntax.left)
    for _ in range(len(syntax.domain.bounds) + 1):  # it stands in every comparison
        scope.names.spend(value, syntax.span)
    if not isinstance(value.type, Array):
        return _scalar_member(syntax, scope, value)
    inner, ranges, indices = entries(scope, value.type.shape)
    body = _scalar_member(syntax, inner, entry(value, indices))
    return Bind(type=BOOLEAN, op="forall", binders=ranges, body=body, span=syntax.span)


def _scalar_member(syntax: SMember, scope: Scope, value: Node) -> Node:
    domain, span = syntax.domain, syntax.span
    tests: list[Node] = []
    if domain.kind == "set":
        tests = [apply(scope, "==", (value, scope.node(m)), span) for m in domain.bounds]
        return _joined(scope, "or", tests, span)
    bounds = domain.bounds[::-1] if domain.step < 0 else domain.bounds
    lower, upper = (scope.node(b) for b in bounds)
    if not infinite(lower):
        tests.append(apply(scope, "<" if domain.lower_open else "<=", (lower, value), span))
    if not infinite(upper):
        tests.append(apply(scope, "<" if domain.upper_open else "<=", (value, upper), span))
    if domain.kind == "range" and not is_integer(value.type):
        whole = apply(scope, "floor", (value,), span)
        tests.append(apply(scope, "==", (whole, value), span))
    if not tests:
        return Apply(type=BOOLEAN, op="true", args=(), span=span)
    return _joined(scope, "and", tests, span)


def _index(syntax: SIndex, scope: Scope) -> Node:
    """`x[i]` of an array, `h[t]` of a recurrence (further indices reach into its cell)."""
    base, name = syntax.base, syntax.base.name if isinstance(syntax.base, SName) else ""
    if not (name in scope.recurrences and name not in scope.bound):
        return _indexed(scope, scope.node(base), syntax.at, syntax.span)
    if name in scope.broken:
        return scope.lookup(name, base.span)
    signature = scope.recurrences[name]
    if len(syntax.at) < signature.arity:
        wanted = "1 index" if signature.arity == 1 else f"{signature.arity} indices"
        raise _error(f"`{name}` has {wanted}, not {len(syntax.at)}", syntax.span)
    if any(isinstance(i, SSlice) for i in syntax.at[: signature.arity]):
        hint = f"write a list of values, as in `[{name}[t] for t in 1..n]`"
        raise _error(f"a stretch of the recurrence `{name}`", syntax.span, hint)
    at = tuple(_position(scope, i) for i in syntax.at[: signature.arity])
    if signature.type is None:
        raise Pending(name)
    cell = Cell(type=signature.type, name=name, at=at, span=syntax.span)
    rest = syntax.at[signature.arity :]
    return _indexed(scope, cell, rest, syntax.span) if rest else cell


def _position(scope: Scope, syntax: Syntax) -> Node:
    """An index: an integer, by its type or by its form, in canonical shape."""
    node = scope.node(syntax)
    if is_integer(node.type):
        return simplified(node)
    dim = integer_polynomial(node)
    if dim is None:
        raise _error(f"an index must be an integer, not {named(node.type)}", syntax.span, _floor_hint(node))
    return simplified(expression(dim))


def _floor_hint(node: Node) -> str:
    written = node.span.text if node.span is not None else ""
    return f"write `floor({written})`" if node.type == REAL and len(written) < 30 else ""


def _indexed(scope: Scope, base: Node, items: tuple[Syntax, ...], span: Span) -> Node:
    if not isinstance(base.type, Array):
        raise _error(f"{named(base.type)} has no indices", span)
    shape = base.type.shape
    if len(items) > len(shape):
        axes = "1 axis" if len(shape) == 1 else f"{len(shape)} axes"
        raise _error(f"a {base.type} has {axes}, not {len(items)}", span)
    at: list[Node | Slice] = []
    left: list[Dim] = []
    for item, length in zip(items, shape, strict=False):
        if isinstance(item, SSlice):
            lower = None if item.lower is None else _position(scope, item.lower)
            upper = None if item.upper is None else _position(scope, item.upper)
            _check_inside(lower, length, above=1)
            _check_inside(upper, length, below=0)
            at.append(Slice(lower=lower, upper=upper))
            left.append(binders.stretch(lower, upper, length))
        else:
            position = _position(scope, item)
            _check_inside(position, length)
            at.append(position)
    type_ = array((*left, *shape[len(items) :]), base.type.kind)
    if isinstance(base, Index) and not any(isinstance(i, Slice) for i in base.at):
        return Index(type=type_, base=base.base, at=(*base.at, *at), span=span)
    return Index(type=type_, base=base, at=tuple(at), span=span)


def _check_inside(position: Node | None, length: Dim, below: int = 1, above: int = 0) -> None:
    """An index that lies outside for every size is an error; stretches may be empty, as `1..0`."""
    dim = None if position is None else integer_polynomial(position)
    if position is None or dim is None:
        return
    first, past = dim.constant, (dim - length).constant
    if (first is not None and first < below) or (past is not None and past > above):
        text = position.span.text if position.span is not None else str(dim)
        hint = "indices start at 1" if first is not None and first < below else ""
        raise _error(f"index `{text}` lies outside 1..{length}", position.span, hint)
