"""Elaboration of `diff`, `grad`, `jacobian`, `hessian` and `partial`: what is derived, by what, and the shape.

A parameter of a `let` function can be derived by: `g(v): grad(s(v), v)` is the gradient as a function, taken at the
argument; where the expression does not mention the parameter (`g(v): grad(loss, v)`) the argument itself is meant.
"""

from __future__ import annotations

from dataclasses import replace

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.rules import named
from proofcheck.language.scope import Scope
from proofcheck.language.syntax import SCall, SName, SNum, Syntax, children
from proofcheck.language.tree import At, Cell, Derive, Index, Node, Ref, Var
from proofcheck.language.types import Array, Distribution, Function, Kind, Scalar, Shape, Type, array, kind_of, shape_of
from proofcheck.source import Span

DERIVATIVES = frozenset({"diff", "grad", "jacobian", "hessian", "partial"})


def derivative(op: str, syntax: SCall, scope: Scope) -> Node:
    """One of the derivative forms, as written."""
    layout = _layout(syntax, scope)
    args = syntax.args
    if op == "diff" and len(args) > 2:
        return _repeated(syntax, scope)
    if len(args) != 2:
        example = {"grad": "grad(s, x)", "hessian": "hessian(s, x)", "diff": "diff(e, x)"}.get(op, f"{op}(y, x)")
        raise _error(f"`{op}` takes 2 arguments, not {len(args)}", syntax.function.span, f"write `{example}`")
    body, wrt = args
    if isinstance(wrt, SName) and wrt.name in scope.formal and _mentions(body, wrt.name):
        return _at_argument(op, body, wrt, layout, syntax, scope)
    return _derive(op, scope.node(body), _independent(op, wrt, scope), layout, syntax)


def _error(message: str, span: Span | None, hint: str = "") -> ClaimError:
    return ClaimError(Problem(message=message, span=span, hint=hint))


def _layout(syntax: SCall, scope: Scope) -> str:
    layout = scope.layout
    for name, value in syntax.options:
        if name != "layout" or not isinstance(value, SName) or value.name not in ("numerator", "denominator"):
            hint = "`jacobian` has `layout=numerator` and `layout=denominator`"
            raise _error(f"unknown option `{name}`", syntax.span, hint)
        layout = value.name
    return layout


def _mentions(syntax: Syntax, name: str) -> bool:
    stack = [syntax]
    while stack:
        top = stack.pop()
        if isinstance(top, SName) and top.name == name:
            return True
        stack.extend(children(top))
    return False


def _repeated(syntax: SCall, scope: Scope) -> Node:
    """`diff(e, x, 2)` is the second derivative, `diff(e, x, y)` the mixed one."""
    body, *rest = syntax.args
    if len(rest) == 2 and isinstance(rest[1], SNum):
        order = rest[1].value
        if order.denominator != 1 or not 1 <= order <= 20:
            raise _error("the order of a derivative is a whole number from 1 to 20", rest[1].span)
        first = derivative("diff", replace(syntax, args=(body, rest[0])), scope)
        return _with_order(first, int(order), syntax)
    inner = replace(syntax, args=(body, rest[0]))
    for variable in rest[1:]:
        inner = replace(syntax, args=(inner, variable))
    return derivative("diff", inner, scope)


def _with_order(node: Node, order: int, syntax: SCall) -> Node:
    match node:
        case At(body=Derive() as inner):
            return replace(node, body=_with_order(inner, order, syntax))
        case Derive(op="diff"):
            return replace(node, order=order)
    if order == 1:
        return node
    raise _error("a second derivative by an array", syntax.span, "write `hessian(s, x)`")


def _at_argument(op: str, body: Syntax, wrt: SName, layout: str, syntax: SCall, scope: Scope) -> Node:
    """Derived by a new variable in the place of the parameter, then taken at the argument."""
    argument = scope.node(wrt)
    variable, inner = scope.fresh(wrt.name, continuous(argument.type), wrt.span)
    derived = _derive(op, inner.node(body), _derivable(op, variable, wrt.span), layout, syntax)
    return At(type=derived.type, name=variable.name, value=argument, body=derived, span=syntax.span)


def continuous(type_: Type) -> Type:
    """The type of a variable that can be derived by and that an integer may be put into."""
    is_integer = isinstance(type_, (Scalar, Array)) and type_.kind is Kind.INTEGER
    return array(shape_of(type_), Kind.REAL) if is_integer else type_


def _independent(op: str, syntax: Syntax, scope: Scope) -> Node:
    return _derivable(op, scope.node(syntax), syntax.span)


def _derivable(op: str, node: Node, span: Span) -> Node:
    """What may be derived by: a variable, a value of a definition or recurrence, an entry, row or stretch of one."""
    base = node.base if isinstance(node, Index) else node
    if not isinstance(base, (Var, Ref, Cell)):
        hint = "derive by a variable, an entry `x[i]`, or a value of `let`; name an expression with `let` first"
        raise _error(f"`{op}` by an expression", span, hint)
    if isinstance(node.type, (Function, Distribution)) or kind_of(node.type) in (Kind.INTEGER, Kind.BOOLEAN):
        raise _error(f"`{op}` by {named(node.type)}", span, "only a real or complex value can be derived by")
    return node


def derived_type(type_: Type) -> Type:
    """The type of a derivative by a real scalar."""
    return array(shape_of(type_), _field(type_))


def _field(type_: Type) -> Kind:
    return Kind.COMPLEX if kind_of(type_) is Kind.COMPLEX else Kind.REAL


def _derive(op: str, body: Node, wrt: Node, layout: str, syntax: SCall) -> Derive:
    out, into, at = shape_of(body.type), shape_of(wrt.type), syntax.function.span
    if isinstance(body.type, (Function, Distribution)) or kind_of(body.type) is Kind.BOOLEAN:
        raise _error(f"`{op}` of {named(body.type)}", body.span or syntax.span)
    kind = Kind.COMPLEX if Kind.COMPLEX in (_field(body.type), _field(wrt.type)) else Kind.REAL
    if op == "diff":
        if out and into:
            raise _error(f"`diff` of {named(body.type)} by {named(wrt.type)}", at, "write `jacobian(y, x)`")
        op, shape = ("grad", into) if into else ("diff", out)
    elif op == "grad":
        if out:
            raise _error(f"`grad` of {named(body.type)}", at, "write `jacobian(y, x)`; a gradient is of a scalar")
        op, shape = ("grad", into) if into else ("diff", ())
    elif op == "hessian":
        if out:
            raise _error(f"`hessian` of {named(body.type)}", at, "a Hessian is of a scalar")
        shape = (*into, *into)
        if not into:
            return Derive(type=Scalar(kind), op="diff", body=body, wrt=wrt, order=2, span=syntax.span)
    else:
        shape = _jacobian_shape(op, out, into, layout)
    used = layout if op == "jacobian" else "numerator"
    return Derive(type=array(shape, kind), op=op, body=body, wrt=wrt, layout=used, span=syntax.span)


def _jacobian_shape(op: str, out: Shape, into: Shape, layout: str) -> Shape:
    """`[out…, in…]`; of a vector by a vector transposed in denominator layout. `partial` has no layout."""
    if op == "jacobian" and layout == "denominator" and len(out) == len(into) == 1:
        return (*into, *out)
    return (*out, *into)
