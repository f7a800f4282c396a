"""Elaboration of calls: operators, functions of `let` and of `given`, and derivatives written with a prime.

A function of `let` is elaborated anew at each call with its parameters standing for the arguments. A function of
scalars that is called on an array acts on each entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from proofcheck.errors import ClaimError, Problem
from proofcheck.language import approach, calculus
from proofcheck.language.apply import apply, row_text
from proofcheck.language.complexity import COUNTS, counted
from proofcheck.language.dims import expression, integer_polynomial, is_integer, number, simplified
from proofcheck.language.entrywise import each_entry
from proofcheck.language.foreign import function_hint
from proofcheck.language.operators import SYMBOLS
from proofcheck.language.rules import named
from proofcheck.language.scope import FORMS, Broken, Names, Scope, Template, too_large
from proofcheck.language.signature import ARGUMENT_NAMES, Operator, Use
from proofcheck.language.syntax import SCall, SIndex, SList, SName, SNum, SPrime, Syntax
from proofcheck.language.tree import At, Call, Derive, Node
from proofcheck.language.types import Array, Function, Kind, Scalar, Type, kind_of, shape_of, wider
from proofcheck.source import Span

TENDENCIES = frozenset({"vanishes", "bounded", "diverges"})


def call(syntax: SCall, scope: Scope) -> Node:
    """`f(args)`, `f[t](args)`, `f'(x)`, or an operator of the vocabulary."""
    match syntax.function:
        case SName(name=name):
            return _named(name, syntax, scope)
        case SIndex(base=SName(name=name), at=at):
            return _family(name, at, syntax, scope)
        case SPrime(function=function, order=order):
            return _primed(function, order, syntax, scope)
    raise _error("this is no function", syntax.function.span, "write `*` for a product")


def _error(message: str, span: Span | None, hint: str = "") -> ClaimError:
    return ClaimError(Problem(message=message, span=span, hint=hint))


def _named(name: str, syntax: SCall, scope: Scope) -> Node:
    span = syntax.function.span
    if name in scope.broken and name not in scope.bound:
        raise Broken(Problem(message=f"`{name}` has an error", span=span))
    if name not in scope.bound:
        if name in scope.givens and isinstance(scope.givens[name].type, Function):
            return _variable_call(name, None, syntax, scope)
        if name in scope.templates:
            return _template_call(name, scope.templates[name], syntax, scope)
    if scope.declared(name):
        raise _not_callable(name, syntax, scope)
    if name in calculus.DERIVATIVES:
        return calculus.derivative(name, syntax, scope)
    if name in TENDENCIES:
        _no_options(syntax)
        return approach.tendency(name, syntax.args, syntax.span, scope)
    if name in FORMS:
        raise _error(f"`{name}` binds a variable", span, f"write `{name}(e for i in …)`")
    if name in scope.vocabulary and name not in SYMBOLS:
        return operator_call(name, syntax, scope)
    hint = function_hint(name) or scope.suggestion(name, scope.function_names())
    raise _error(f"unknown function `{name}`", span, hint)


def _not_callable(name: str, syntax: SCall, scope: Scope) -> ClaimError:
    if name in scope.recurrences and name not in scope.bound:
        hint = f"write one of its values, as in `{name}[{', '.join('ijkl'[: scope.recurrences[name].arity])}]`"
        return _error(f"`{name}` is a recurrence, not a function", syntax.function.span, hint)
    args = ", ".join(a.span.text for a in syntax.args)
    if name in scope.vocabulary:
        hint = f"rename it to use the function `{name}`; a product is `{name}*({args})`"
    elif name in scope.givens and isinstance(scope.givens[name].type, Array):
        hint = f"an entry is `{name}[{args}]`; a product is `{name}*({args})`"
    else:
        hint = f"write `{name}*({args})` for a product" if len(syntax.args) == 1 else ""
    return _error(f"`{name}` is not a function", syntax.function.span, hint)


def _no_options(syntax: SCall) -> None:
    if syntax.options:
        raise _error(f"unknown option `{syntax.options[0][0]}`", syntax.span)


def operator_call(name: str, syntax: SCall, scope: Scope) -> Node:
    """An operator of the vocabulary, with the few whose arguments are no plain expressions."""
    at = syntax.function.span
    if name in COUNTS:
        _no_options(syntax)
        return apply(scope, name, counted(name, syntax.args, scope), syntax.span, at)
    if name == "block":
        return _block(syntax, scope)
    if name == "norm" and len(syntax.args) == 2 and not syntax.options:
        kind = _norm_kind(syntax.args[1])
        return apply(scope, name, (scope.node(syntax.args[0]),), syntax.span, at, {"kind": kind})
    args = tuple(map(scope.node, syntax.args))
    options = {k: _norm_kind(v) if k == "kind" else scope.node(v) for k, v in syntax.options}
    return apply(scope, name, args, syntax.span, at, options)


def _norm_kind(syntax: Syntax) -> str:
    match syntax:
        case SNum(value=value):
            return str(value)
        case SName(name=name):
            return name
    raise _error("a kind of norm is `1`, `2`, `oo`, `fro` or `nuc`", syntax.span)


def _block(syntax: SCall, scope: Scope) -> Node:
    """`block([[A, B], [C, D]])`: row by row; `block([x, y])`: vectors one after the other."""
    _no_options(syntax)
    rows = syntax.args[0].items if len(syntax.args) == 1 and isinstance(syntax.args[0], SList) else ()
    if rows and not any(isinstance(r, SList) for r in rows):
        return apply(scope, "block", tuple(map(scope.node, rows)), syntax.span, syntax.function.span)
    widths = {len(r.items) if isinstance(r, SList) else 0 for r in rows}
    if len(widths) != 1 or 0 in widths:
        hint = "write `block([[A, B], [C, D]])`, or `block([x, y])` to join vectors"
        raise _error("`block` needs a list of rows of equal length", syntax.span, hint)
    args = [scope.node(item) for r in rows if isinstance(r, SList) for item in r.items]
    return apply(scope, "block", args, syntax.span, syntax.function.span, {"rows": number(len(rows))})


def _template_call(name: str, template: Template, syntax: SCall, scope: Scope) -> Node:
    _no_options(syntax)
    args = tuple(map(scope.node, syntax.args))
    count = len(template.parameters)
    if len(args) != count:
        wanted = "1 argument" if count == 1 else f"{count} arguments"
        raise _error(f"`{name}` takes {wanted}, not {len(args)}", syntax.function.span)
    return replace(reduced(template, args, scope, syntax.span), span=syntax.span)


def reduced(template: Template, args: tuple[Node, ...], scope: Scope, span: Span | None) -> Node:
    """The body of a `let` function with its parameters standing for `args`."""
    own = template.scope
    known = {name: scope.recurrences.get(name, signature) for name, signature in own.recurrences.items()}
    natural, symmetric = own.natural | scope.natural, own.symmetric | scope.symmetric
    inner = replace(own, names=scope.names, recurrences=known, natural=natural, symmetric=symmetric)
    for parameter, arg in zip(template.parameters, args, strict=True):
        inner = inner.binding(parameter, arg, formal=True)
    try:
        body = inner.node(template.body)
    except RecursionError:
        raise too_large(span) from None
    scope.names.spend(body, span)
    return body


def _family(name: str, at: tuple[Syntax, ...], syntax: SCall, scope: Scope) -> Node:
    """`f[t](args)` of a family of functions."""
    given = scope.givens.get(name) if name not in scope.bound else None
    if given is None or not isinstance(given.type, Function) or given.type.index is None:
        if not scope.declared(name) and name not in scope.broken:
            known = [n for n, g in scope.givens.items() if isinstance(g.type, Function)]
            raise _error(f"unknown function `{name}`", syntax.function.span, scope.suggestion(name, known))
        hint = f"declare it as `{name}: function[n](real) -> real`, or write `*` for a product"
        raise _error(f"`{name}` is no family of functions", syntax.function.span, hint)
    if len(at) != 1:
        raise _error(f"`{name}` has 1 index, not {len(at)}", syntax.function.span)
    return _variable_call(name, _family_index(name, at[0], given.type, scope), syntax, scope)


def _family_index(name: str, syntax: Syntax, type_: Function, scope: Scope) -> Node:
    index = scope.node(syntax)
    dim = integer_polynomial(index)
    if dim is None:
        raise _error(f"an index must be an integer, not {named(index.type)}", syntax.span)
    assert type_.index is not None
    first, past = dim.constant, (dim - type_.index).constant
    if (first is not None and first < 1) or (past is not None and past > 0):
        raise _error(f"index `{syntax.span.text}` lies outside 1..{type_.index}", syntax.span)
    return simplified(index) if is_integer(index.type) else expression(dim)


def _variable_call(name: str, index: Node | None, syntax: SCall, scope: Scope) -> Node:
    """An arbitrary function of `given`."""
    _no_options(syntax)
    type_ = scope.givens[name].type
    assert isinstance(type_, Function)
    if type_.index is not None and index is None:
        raise _error(f"`{name}` is a family of functions", syntax.function.span, f"write `{name}[t](…)`")
    args = tuple(map(scope.node, syntax.args))
    return function_value(name, type_, index, args, syntax, scope)


def function_value(
    name: str, type_: Function, index: Node | None, args: tuple[Node, ...], syntax: SCall, scope: Scope
) -> Node:
    """`f` at these arguments, each of which must fit; a function of one scalar acts on each entry of an array."""
    if len(args) != len(type_.parameters):
        wanted = "1 argument" if len(type_.parameters) == 1 else f"{len(type_.parameters)} arguments"
        raise _error(f"`{name}` takes {wanted}, not {len(args)}", syntax.function.span)
    scalars = len(args) == 1 and isinstance(type_.parameters[0], Scalar) and isinstance(type_.result, Scalar)
    if scalars and isinstance(args[0].type, Array):
        return each_entry(scope, args[0], lambda e, s: function_value(name, type_, index, (e,), syntax, s), syntax.span)
    for wanted_type, arg in zip(type_.parameters, args, strict=True):
        _check_argument(name, wanted_type, arg, syntax.span)
    return Call(type=type_.result, function=name, args=args, index=index, span=syntax.span)


def _check_argument(name: str, wanted: Type, arg: Node, span: Span) -> None:
    use = Use(op=name, args=(arg,), span=arg.span or span)
    message = f"`{name}` takes {named(wanted)}, not {named(arg.type)}"
    if not isinstance(arg.type, (Scalar, Array)) or isinstance(arg.type, Scalar) != isinstance(wanted, Scalar):
        raise use.error(message)
    widest = wider((kind_of(wanted), kind_of(arg.type)))
    if widest is not kind_of(wanted) or (kind_of(arg.type) is Kind.BOOLEAN) != (kind_of(wanted) is Kind.BOOLEAN):
        raise use.error(message)
    left, right = shape_of(wanted), shape_of(arg.type)
    if len(left) != len(right):
        raise use.never(message)
    for a, b in zip(left, right, strict=True):
        use.same(a, b, message)


def _primed(function: Syntax, order: int, syntax: SCall, scope: Scope) -> Node:
    """`f'(x)`: by the formula of a built-in function, else as the derivative of `f(z)` at x."""
    _no_options(syntax)
    if len(syntax.args) != 1:
        hint = "name the variable: `diff(f(x, y), x)`"
        raise _error(f"a prime needs a function of one argument, not {len(syntax.args)}", syntax.span, hint)
    name = function.name if isinstance(function, SName) else ""
    own = scope.declared(name) or name in scope.broken
    row = scope.vocabulary.get(name)
    arg = scope.node(syntax.args[0])
    if row is not None and not own and name not in SYMBOLS:
        result = _formula(row, order, arg, syntax, scope)
    else:
        result = _at_point(function, order, arg, syntax, scope)
    scope.names.spend(result, syntax.span)
    return result


def _formula(row: Operator, order: int, arg: Node, syntax: SCall, scope: Scope) -> Node:
    """The derivative that the row gives, with the argument in the place of `x`."""
    if not row.derivatives or row.arity[0] - len(row.defaults) > 1 or not row.entrywise:
        hint = f"write `diff({row.name}(x), x)`" if row.arity == (1, 1) and row.entrywise else ""
        raise _error(f"`{row.name}` has no derivative by a formula", syntax.function.span, hint)
    if not isinstance(arg.type, (Scalar, Array)) or kind_of(arg.type) is Kind.BOOLEAN:
        raise _error(f"`{row.name}'` needs a number, not {named(arg.type)}", syntax.args[0].span)
    apply(scope, row.name, (arg,), syntax.span, syntax.function.span)
    text = row.derivatives[0]
    if isinstance(arg.type, Array) and (order > 1 or " if " in text):
        return each_entry(scope, arg, lambda e, s: _formula(row, order, e, syntax, s), syntax.span)
    if order > 1:
        return _derived_at(arg, order - 1, lambda z, s: _formula(row, 1, z, syntax, s), syntax.span, scope)
    clean = Scope(reader=scope.reader, names=Names(scope.names.taken), vocabulary=scope.vocabulary, broadcast=True)
    clean = clean.binding(ARGUMENT_NAMES[0], arg)
    for letter, default in zip(ARGUMENT_NAMES[1:], row.defaults, strict=False):
        clean = clean.binding(letter, clean.node(row_text(default)))
    result = _placed(clean.node(row_text(text)), syntax.span)
    if isinstance(arg.type, Array) and not isinstance(result.type, Array):
        dims = tuple(map(expression, arg.type.shape))
        ones = apply(scope, "ones", dims, syntax.span)
        result = apply(scope, "*", (result, ones), syntax.span)
    return result


def _placed(node: Node, span: Span) -> Node:
    """A formula's own nodes stand nowhere in the user's text; their place is the call."""
    return replace(node, span=span)


def _at_point(function: Syntax, order: int, arg: Node, syntax: SCall, scope: Scope) -> Node:
    """`f'(e)` of a function of `let` or `given` (or of a built-in without a formula): derived by z, then z = e."""
    if isinstance(arg.type, Array):
        return each_entry(scope, arg, lambda e, s: _at_point(function, order, e, syntax, s), syntax.span)
    if not isinstance(arg.type, Scalar) or arg.type.kind in (Kind.BOOLEAN, Kind.COMPLEX):
        raise _error(f"a prime needs a function of a real, not of {named(arg.type)}", syntax.args[0].span)

    def value(z: Node, inner: Scope) -> Node:
        hidden = SName(name=" z", span=syntax.args[0].span)
        return call(replace(syntax, function=function, args=(hidden,)), inner.binding(" z", z))

    return _derived_at(arg, order, value, syntax.span, scope)


def _derived_at(arg: Node, order: int, value: Callable[[Node, Scope], Node], span: Span, scope: Scope) -> Node:
    variable, inner = scope.fresh("z", Scalar(wider((kind_of(arg.type), Kind.REAL))))
    body = value(variable, inner)
    type_ = calculus.derived_type(body.type)
    derived = Derive(type=type_, op="diff", body=body, wrt=variable, order=order, span=span)
    return At(type=type_, name=variable.name, value=arg, body=derived, span=span)
