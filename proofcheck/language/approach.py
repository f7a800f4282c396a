"""Elaboration of what sends a variable somewhere: limits, tendencies as n grows, and `at`."""

from __future__ import annotations

from proofcheck.language.calculus import continuous
from proofcheck.language.dims import is_integer
from proofcheck.language.domains import error, infinite
from proofcheck.language.free import free_names
from proofcheck.language.rules import named
from proofcheck.language.scope import Scope
from proofcheck.language.syntax import SAt, SDomain, SIndex, SLimit, SName, Syntax, children
from proofcheck.language.tree import Apply, Approach, At, Bind, Cell, Node, Ref, Var, walk
from proofcheck.language.types import (
    BOOLEAN,
    INTEGER,
    REAL,
    Distribution,
    Function,
    Kind,
    Scalar,
    array,
    kind_of,
    shape_of,
    wider,
)
from proofcheck.source import Span


def limit(syntax: SLimit, scope: Scope) -> Node:
    """`limit(e, x, a)`: of a declared variable that very one, else of a new one (an integer where it counts)."""
    name, inner = _approached(scope, syntax)
    target = scope.node(syntax.target)
    if not isinstance(target.type, Scalar) or target.type.kind in (Kind.BOOLEAN, Kind.COMPLEX):
        raise error(f"a limit goes to a real, not {named(target.type)}", syntax.target.span)
    if infinite(target) and syntax.side:
        raise error("infinity has one side", syntax.span, "leave the sign out")
    body = inner.node(syntax.body)
    if isinstance(body.type, (Function, Distribution)) or kind_of(body.type) is Kind.BOOLEAN:
        raise error(f"`limit` needs a number, not {named(body.type)}", syntax.body.span)
    approach = Approach(name=name.name, type=name.type, target=target, side=syntax.side)
    type_ = array(shape_of(body.type), wider((kind_of(body.type), Kind.REAL)))
    return Bind(type=type_, op="limit", binders=(approach,), body=body, span=syntax.span)


def _approached(scope: Scope, syntax: SLimit) -> tuple[Var, Scope]:
    name, span = syntax.name, syntax.span
    if not scope.declared(name):
        return scope.fresh(name, INTEGER if _counts(syntax.body, name) else REAL, span)
    node = scope.lookup(name, span)
    if not isinstance(node, Var) or not isinstance(node.type, Scalar) or name in scope.formal:
        raise error(f"`{name}` is no variable that can approach a value", span)
    return node, scope


def _counts(syntax: Syntax, name: str) -> bool:
    """Whether a name stands in an index or in the end of a range."""
    stack = [syntax]
    while stack:
        top = stack.pop()
        places = top.at if isinstance(top, SIndex) else ()
        if isinstance(top, SDomain) and top.kind == "range":
            places = top.bounds
        if any(use.name == name for place in places for use in free_names(place)):
            return True
        stack.extend(children(top))
    return False


def tendency(op: str, args: tuple[Syntax, ...], span: Span, scope: Scope) -> Node:
    """`vanishes(e, n)`, `bounded`, `diverges`: as the integer variable `n` of `given` grows without end."""
    if len(args) != 2 or not isinstance(args[1], SName):
        raise error(f"`{op}` takes an expression and a variable", span, f"write `{op}(e, n)`")
    variable = scope.node(args[1])
    if not isinstance(variable, Var) or not is_integer(variable.type):
        raise error(f"`{op}` needs an integer variable, not {named(variable.type)}", args[1].span)
    body = scope.node(args[0])
    if isinstance(body.type, (Function, Distribution)) or kind_of(body.type) is Kind.BOOLEAN:
        raise error(f"`{op}` needs a number, not {named(body.type)}", args[0].span)
    target = Apply(type=REAL, op="oo", args=(), span=span)
    approach = Approach(name=variable.name, type=INTEGER, target=target)
    return Bind(type=BOOLEAN, op=op, binders=(approach,), body=body, span=span)


def at(syntax: SAt, scope: Scope) -> Node:
    """`at(e, x = a, …)`, all at once; a name that is not declared stands for a new variable of that type."""
    names = [name for name, _ in syntax.settings]
    settings: list[tuple[Var, Node]] = []
    inner = scope
    for name, value_syntax in syntax.settings:
        value = scope.node(value_syntax)
        if scope.declared(name) and name not in scope.formal:
            variable = scope.lookup(name, value_syntax.span)
            _check_setting(name, variable, value, syntax.span)
            assert isinstance(variable, Var)
        else:
            type_ = value.type if _counts(syntax.body, name) else continuous(value.type)
            variable, inner = inner.fresh(name, type_)
        settings.append((variable, value))
    body = inner.node(syntax.body)
    targets = {v.name for v, _ in settings}
    crossed = len(names) > 1 and any(
        (isinstance(n, Var) and n.name in targets) or isinstance(n, (Ref, Cell)) for _, v in settings for n in walk(v)
    )
    outer: list[tuple[Var, Node]] = []
    if crossed:  # the values see the old variables, so they are set aside first
        for k, (variable, value) in enumerate(settings):
            aside, _ = scope.fresh(variable.name, value.type)
            outer.append((aside, value))
            settings[k] = (variable, aside)
    for variable, value in [*settings, *outer]:
        body = At(type=body.type, name=variable.name, value=value, body=body, span=syntax.span)
    return body


def _check_setting(name: str, variable: Node, value: Node, span: Span) -> None:
    if not isinstance(variable, Var):
        raise error(f"`at` sets variables, and `{name}` is defined", span, "set the variables that it depends on")
    fits = shape_of(variable.type) == shape_of(value.type)
    widest = wider((kind_of(variable.type), kind_of(value.type)))
    if not fits or (widest is not kind_of(variable.type)) or isinstance(value.type, (Function, Distribution)):
        raise error(f"`{name}` is {named(variable.type)}, its value {named(value.type)}", span)
