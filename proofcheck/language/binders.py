"""Elaboration of what binds variables: sums, quantifiers, lists, integrals and expectations.

Bound variables get names that no other variable of the claim has. Decisions that the language leaves open: `max` over
an interval is `sup`; a sum up to `oo` is the limit of its partial sums; `f(e for i in 1..n)` of a function of one
array is that function of the list.
"""

from __future__ import annotations

from dataclasses import replace

from proofcheck.errors import nearest
from proofcheck.language.apply import apply
from proofcheck.language.data_ranges import ceiling, floor
from proofcheck.language.dims import expression, integer_polynomial, is_integer, number, simplified
from proofcheck.language.domains import domain_of, error, properties_of, type_of
from proofcheck.language.reach import check_reach
from proofcheck.language.rules import named, nonnegative
from proofcheck.language.scope import Scope
from proofcheck.language.signature import Use
from proofcheck.language.syntax import SBind, SBinder, SDomain, SList, SName, SPrefix, Syntax
from proofcheck.language.tree import Approach, Bind, Binder, Domain, Draw, Node, Over, Range, Var, walk
from proofcheck.language.types import (
    BOOLEAN,
    COMPLEX,
    INTEGER,
    REAL,
    Array,
    Dim,
    Distribution,
    Function,
    Kind,
    Opaque,
    Scalar,
    Type,
    array,
    kind_of,
    shape_of,
    wider,
)
from proofcheck.source import Span

RANGED = frozenset({"sum", "product", "max", "min", "array", "matprod"})
QUANTIFIERS = frozenset({"forall", "exists"})
TYPED = frozenset({"integral", "sup", "inf", "argmax", "argmin"})
DRAWN = frozenset({"E", "Var", "Cov"})
OPS = RANGED | QUANTIFIERS | TYPED | DRAWN
_CONTINUOUS = {"max": "sup", "min": "inf"}
_DISCRETE = {"sup": "max", "inf": "min"}


def index_names(count: int) -> tuple[str, ...]:
    """Names to read for the indices of an array."""
    return tuple("ijkl"[:count]) if count <= 4 else tuple(f"i{k + 1}" for k in range(count))


def index_variable(scope: Scope, name: str, lower: Node, span: Span | None = None) -> tuple[Var, Scope]:
    """A bound integer; known to be nonnegative where its range starts so."""
    variable, inner = scope.fresh(name, INTEGER, span)
    if nonnegative(lower, scope.natural):
        inner = replace(inner, natural=inner.natural | {variable.name})
    return variable, inner


def stretch(lower: Node | None, upper: Node | None, length: Dim) -> Dim:
    """How many indices lie in `lower..upper`."""
    low = Dim.ONE if lower is None else integer_polynomial(lower)
    high = length if upper is None else integer_polynomial(upper)
    assert low is not None
    assert high is not None
    return _not_negative(high - low + Dim.ONE)


def _not_negative(count: Dim) -> Dim:
    """A range that certainly ends before it starts is empty."""
    return Dim.of(0) if count.constant is not None and count.constant < 0 else count


def bind(syntax: SBind, scope: Scope) -> Node:
    """`op(body for binders)`."""
    op, first = syntax.op, syntax.binders[0]
    if op not in OPS or (op in ("argmax", "argmin") and _is_range(first)):
        return _of_list(syntax, scope)
    if op in _CONTINUOUS and not _is_range(first):
        return bind(replace(syntax, op=_CONTINUOUS[op]), scope)
    if op in _DISCRETE and _is_range(first):
        return bind(replace(syntax, op=_DISCRETE[op]), scope)
    if op in ("sum", "product") and (endless := _endless(syntax, scope)) is not None:
        return endless
    binders: list[Binder] = []
    inner = scope
    for b in syntax.binders:
        binder, inner = _binder(op, b, inner)
        binders.append(binder)
    body = inner.node(syntax.body)
    check_reach(op, binders, [b.name for b in syntax.binders], body, scope)
    type_ = _result(syntax, binders, body)
    _check_escape(type_, binders, syntax.span)
    return Bind(type=type_, op=op, binders=tuple(binders), body=body, span=syntax.span)


def _is_range(binder: SBinder) -> bool:
    return binder.domain is not None and binder.domain.kind == "range"


def _of_list(syntax: SBind, scope: Scope) -> Node:
    """`mean(e for i in 1..n)`: a function of one array, of the list."""
    row = scope.vocabulary.get(syntax.op)
    if row is None or row.arity[0] != 1:
        hint = f"did you mean `{guess}`?" if (guess := nearest(syntax.op, sorted(OPS))) else ""
        raise error(f"`{syntax.op}` binds no variables", syntax.span, hint)
    items = bind(replace(syntax, op="array"), scope)
    found: Node = apply(scope, syntax.op, (items,), syntax.span)
    if syntax.op in ("argmax", "argmin") and isinstance(items, Bind) and isinstance(items.binders[0], Range):
        start = items.binders[0]
        if start.step < 0:
            raise error(f"`{syntax.op}` over a falling range", syntax.span, "write the range upwards")
        shift = apply(scope, "-", (start.lower, number(1)), syntax.span)
        found = simplified(apply(scope, "+", (found, shift), syntax.span))
    return found


def _endless(syntax: SBind, scope: Scope) -> Node | None:
    """`sum(e for k in 0..oo)` as the limit of the partial sums; None where every range ends."""
    first = syntax.binders[0]
    if len(syntax.binders) != 1 or first.domain is None or first.domain.kind != "range" or first.domain.step < 0:
        return None
    upper = first.domain.bounds[1]
    if not _unending(upper, scope):
        return None
    end, inner = scope.fresh("N", INTEGER, upper.span)
    domain = replace(first.domain, bounds=(first.domain.bounds[0], SName(name="N", span=upper.span)))
    partial = bind(replace(syntax, binders=(replace(first, domain=domain),)), inner)
    approach = Approach(name=end.name, type=INTEGER, target=scope.node(upper))
    type_ = array(shape_of(partial.type), wider((kind_of(partial.type), Kind.REAL)))
    return Bind(type=type_, op="limit", binders=(approach,), body=partial, span=syntax.span)


def _binder(op: str, syntax: SBinder, scope: Scope) -> tuple[Binder, Scope]:
    """One binder and the scope after it."""
    if syntax.distribution is not None:
        return _draw(op, syntax, scope)
    if op in DRAWN:
        raise error(f"`{op}` needs a distribution", syntax.span, f"write `{op}(… for {syntax.name} ~ normal(0, 1))`")
    if _is_range(syntax):
        assert syntax.domain is not None
        if op == "integral":
            low, high = (b.span.text for b in syntax.domain.bounds)
            raise error("an integral goes over an interval", syntax.span, f"write `[{low}, {high}]`")
        if not any(_unending(b, scope) for b in syntax.domain.bounds):
            return _range(op, syntax, syntax.domain, scope)
    if op in RANGED:
        raise error(f"`{_said(op)}` needs a range of integers", syntax.span, f"write `{syntax.name} in 1..n`")
    return _over(op, syntax, scope)


def _said(op: str) -> str:
    return "[… for …]" if op == "array" else op


def _unending(bound: Syntax, scope: Scope) -> bool:
    """Whether a range ends at `oo` or `-oo`, seen from the text alone: bounds nest, and each is elaborated once."""
    if isinstance(bound, SPrefix):
        return _unending(bound.operand, scope)
    return isinstance(bound, SName) and bound.name == "oo" and not scope.declared("oo")


def _range(op: str, syntax: SBinder, domain: SDomain, scope: Scope) -> tuple[Binder, Scope]:
    bounds = []
    for b in domain.bounds:
        node = scope.node(b)
        if not is_integer(node.type):
            dim = integer_polynomial(node)
            if dim is None:
                hint = f"write `floor({b.span.text})`"
                raise error(f"the end of a range must be an integer, not {named(node.type)}", b.span, hint)
            node = expression(dim)
        bounds.append(node)
    lower, upper = bounds
    variable, inner = index_variable(scope, syntax.name, upper if domain.step < 0 else lower, syntax.span)
    test = _filter(syntax, inner)
    if test is not None and op == "array":
        raise error("a list has no filter", syntax.span, "its length must be plain to see")
    if op != "array":
        lower, upper, test = _within_sizes(variable, lower, upper, domain.step, test, inner)
    found = Range(name=variable.name, lower=lower, upper=upper, step=domain.step, filter=test)
    return found, inner


def _within_sizes(
    variable: Var, lower: Node, upper: Node, step: int, test: Node | None, scope: Scope
) -> tuple[Node, Node, Node | None]:
    """A range that ends at data, as one that ends at a bound of the data, with a filter."""
    tests: list[Node] = []
    ends = (
        [(upper, "<=", ceiling), (lower, ">=", floor)] if step > 0 else [(lower, "<=", ceiling), (upper, ">=", floor)]
    )
    bounds: list[Node] = []
    for end, relation, bound_of in ends:
        bound = bound_of(end, scope)
        bounds.append(end if bound is None else simplified(bound))
        if bound is not None:
            tests.append(apply(scope, relation, (variable, end), end.span))
    tests.extend([] if test is None else [test])
    joined = None if not tests else tests[0] if len(tests) == 1 else apply(scope, "and", tests, tests[-1].span)
    high, low = bounds
    return (low, high, joined) if step > 0 else (high, low, joined)


def _filter(syntax: SBinder, scope: Scope) -> Node | None:
    if syntax.test is None:
        return None
    test = scope.node(syntax.test)
    if test.type != BOOLEAN:
        raise error(f"a filter must be a truth value, not {named(test.type)}", syntax.test.span)
    return test


def _over(op: str, syntax: SBinder, scope: Scope) -> tuple[Binder, Scope]:
    type_: Type = REAL
    properties: tuple[str, ...] = ()
    if syntax.type is not None:
        type_ = type_of(syntax.type, scope)
        properties = properties_of(syntax.type, type_)
        domain = domain_of(syntax.type.domain, scope, type_)
    else:
        assert syntax.domain is not None
        if syntax.domain.kind == "range":
            type_ = INTEGER
        elif syntax.domain.kind == "set":
            type_ = COMPLEX
        domain = domain_of((syntax.domain,), scope, type_, oriented=op == "integral")
        if domain.members is not None:
            type_ = Scalar(wider(kind_of(m.type) for m in domain.members))
    if isinstance(type_, Function) and op not in QUANTIFIERS:
        raise error(f"`{op}` does not range over functions", syntax.span)
    if op == "integral":
        _check_interval(syntax, type_, domain)
    variable, inner = scope.fresh(syntax.name, type_, syntax.span)
    test = _filter(syntax, inner)
    return Over(name=variable.name, type=type_, domain=domain, properties=properties, filter=test), inner


def _check_interval(syntax: SBinder, type_: Type, domain: Domain) -> None:
    if type_ != REAL or syntax.test is not None or domain.members is not None or domain.excluded:
        raise error("an integral goes over an interval", syntax.span, f"write `{syntax.name} in [a, b]`")


def _draw(op: str, syntax: SBinder, scope: Scope) -> tuple[Binder, Scope]:
    assert syntax.distribution is not None
    if op not in DRAWN:
        hint = f"write `E(… for {syntax.name} ~ …)`, `Var` or `Cov`"
        raise error(f"`{_said(op)}` does not draw from a distribution", syntax.span, hint)
    distribution = scope.node(syntax.distribution)
    if not isinstance(distribution.type, Distribution):
        message = f"`{syntax.name}` is drawn from {named(distribution.type)}, which is no distribution"
        raise error(message, syntax.distribution.span, "such as `normal(0, 1)`")
    event = distribution.type.event
    variable, inner = scope.fresh(syntax.name, event, syntax.span)
    return Draw(name=variable.name, type=event, distribution=distribution), inner


def _result(syntax: SBind, binders: list[Binder], body: Node) -> Type:
    """The type of the whole, by operator."""
    op, type_, span = syntax.op, body.type, syntax.body.span
    if op in QUANTIFIERS:
        if type_ != BOOLEAN:
            raise error(f"`{op}` needs a statement, not {named(type_)}", span, "compare it with something")
        return BOOLEAN
    if isinstance(type_, (Function, Distribution)) or (kind_of(type_) is Kind.BOOLEAN and op != "array"):
        raise error(f"`{_said(op)}` needs numbers, not {named(type_)}", span)
    if op == "array":
        return Array((*map(_count, binders), *shape_of(type_)), kind_of(type_))
    if op == "matprod":
        if not isinstance(type_, Array) or len(type_.shape) != 2:
            hint = "" if isinstance(type_, Array) else "scalars have `product`"
            raise error(f"`matprod` needs square matrices, not {named(type_)}", span, hint)
        use, message = Use(op=op, args=(body,), span=span), f"`matprod` needs square matrices, not {named(type_)}"
        use.same(*type_.shape, message, "of no factors it is the identity")
        return type_
    if op == "product" and isinstance(type_, Array):
        raise error(f"`product` needs scalars, not {named(type_)}", span, "matrices have `matprod`")
    if op in ("sum", "product"):
        return type_
    if op == "integral":
        return array(shape_of(type_), wider((kind_of(type_), Kind.REAL)))
    return _ordered_result(syntax, binders, body)


def _ordered_result(syntax: SBind, binders: list[Binder], body: Node) -> Type:
    """`max min sup inf argmax argmin` of real scalars, and `E Var Cov`."""
    op, type_, span = syntax.op, body.type, syntax.body.span
    if op == "E":
        return array(shape_of(type_), wider((kind_of(type_), Kind.REAL)))
    if op == "Cov":
        if not isinstance(syntax.body, SList) or len(syntax.body.items) != 2:
            raise error("`Cov` needs two expressions", syntax.span, "write `Cov(x, y for x ~ …)`")
        shape = shape_of(type_)[1:]
        return array((*shape, *shape), Kind.REAL)
    if not isinstance(type_, Scalar):
        hint = "the covariance matrix is `Cov(x, x for x ~ …)`" if op == "Var" else ""
        raise error(f"`{op}` needs a scalar, not {named(type_)}", span, hint)
    if type_.kind is Kind.COMPLEX:
        raise error(f"`{op}` needs a real, not a complex number", span)
    if op in ("max", "min"):
        return type_
    if op in ("argmax", "argmin") and isinstance(binders[0], Over):
        if len(binders) > 1:
            raise error(f"`{op}` takes one variable", syntax.span)
        return binders[0].type
    return REAL


def _count(binder: Binder) -> Dim:
    assert isinstance(binder, Range)
    low, high = integer_polynomial(binder.lower), integer_polynomial(binder.upper)
    assert low is not None
    assert high is not None
    return _not_negative((low - high if binder.step < 0 else high - low) + Dim.ONE)


def _check_escape(type_: Type, binders: list[Binder], span: Span) -> None:
    """A shape may not depend on a variable that it does not see any more."""
    own = {b.name for b in binders}
    for dim in shape_of(type_):
        for atom in dim.atoms():
            names = {atom} if isinstance(atom, str) else _names_in(atom)
            if names & own:
                name = min(names & own)
                raise error(f"the shape of the body depends on `{name}`", span, "all its values need one shape")


def _names_in(atom: Opaque) -> set[str]:
    assert isinstance(atom.node, Node)
    return {n.name for n in walk(atom.node) if isinstance(n, Var)}
