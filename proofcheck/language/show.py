"""Typed tree to text in the claim language: the surface tree that says the same, printed.

Going through the surface tree leaves one place, `print_syntax`, that knows where parentheses stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from proofcheck.language.print_syntax import decimal, show_syntax
from proofcheck.language.spell import spell
from proofcheck.language.syntax import (
    SAt,
    SBind,
    SBinder,
    SCall,
    SChain,
    SDomain,
    SGrowth,
    SIf,
    SIndex,
    SInfix,
    SLimit,
    SList,
    SName,
    SNum,
    SPrefix,
    SPrime,
    SSlice,
    STransposed,
    STypeSpec,
    Syntax,
)
from proofcheck.language.tree import (
    Apply,
    Approach,
    At,
    Bind,
    Binder,
    Call,
    Cell,
    Derive,
    Domain,
    Draw,
    Index,
    Node,
    Num,
    Over,
    Range,
    Ref,
    Slice,
    Var,
    Whole,
)
from proofcheck.language.types import (
    REAL,
    Array,
    Atom,
    Dim,
    Distribution,
    Function,
    Kind,
    Scalar,
    Type,
    kind_of,
)
from proofcheck.source import Source, Span

INFIX = frozenset({"+", "-", "*", "/", "**", "@", "and", "or", "=>", "<=>"})
RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
GROWTH = {"in_O": "O", "in_Omega": "Omega", "in_Theta": "Theta", "in_o": "o"}
_TENDENCIES = frozenset({"vanishes", "bounded", "diverges"})
_ANYWHERE = Domain()
_NOWHERE = Span(source=Source(path="", text=""), start=0, end=0)


def show(node: Node, style: str = "text") -> str:
    """The expression as a user could have written it; elaborated again it means the same.

    `style` is `text` (ASCII operators) or `unicode`. A tree too deep to walk is shown as `…`.
    """
    try:
        text = show_syntax(as_syntax(node))
    except RecursionError:
        return "…"
    return spell(text) if style == "unicode" else text


def show_type(
    type_: Type, domain: Domain = _ANYWHERE, properties: tuple[str, ...] = (), parameter: bool = False
) -> str:
    """A type with its adjectives and domain, as the value of a `given`."""
    return show_syntax(_type(type_, domain, properties, parameter))


def as_syntax(node: Node) -> Syntax:
    """The surface tree of a typed one; its spans are those of the nodes, or point nowhere."""
    at = node.span or _NOWHERE
    match node:
        case Num(value=value):
            return _number(value, at)
        case Var(name=name) | Ref(name=name) | Whole(name=name):
            return SName(name=name, span=at)
        case Cell(name=name, at=items):
            return SIndex(base=SName(name=name, span=at), at=tuple(map(as_syntax, items)), span=at)
        case Index(base=base, at=items):
            return SIndex(base=as_syntax(base), at=tuple(map(_item, items)), span=at)
        case Apply():
            return _apply(node, at)
        case Bind():
            return _bind(node, at)
        case Call(args=args):
            return SCall(function=_function(node, at), args=tuple(map(as_syntax, args)), span=at)
        case Derive(op=op, body=body, wrt=wrt, order=order):
            count = (_number(Fraction(order), at),) if op == "diff" and order != 1 else ()
            return _call(op, (as_syntax(body), as_syntax(wrt), *count), at)
        case At():
            return _at(node, at)
    raise TypeError(f"no text for {type(node).__name__}")


def _call(name: str, args: Iterable[Syntax], at: Span) -> Syntax:
    return SCall(function=SName(name=name, span=at), args=tuple(args), span=at)


def _infix(op: str, left: Syntax, right: Syntax, at: Span) -> Syntax:
    return SInfix(op=op, left=left, right=right, op_span=at, span=at)


def _optional(node: Node | None) -> Syntax | None:
    return None if node is None else as_syntax(node)


def _number(value: Fraction, at: Span) -> Syntax:
    """A literal where a decimal is exact and short, else a quotient."""
    if value < 0:
        return SPrefix(op="neg", operand=_number(-value, at), span=at)
    if value.denominator == 1:
        return _whole(value.numerator, at)
    if max(value.numerator, value.denominator) < 10**100 and decimal(value):
        return SNum(value=value, span=at)
    return _infix("/", _whole(value.numerator, at), _whole(value.denominator, at), at)


def _whole(value: int, at: Span) -> Syntax:
    """A whole number in pieces of 900 digits, because literals are bounded: `q*10**900 + r`."""
    if value < 10**900:
        return SNum(value=Fraction(value), span=at)
    high, low = divmod(value, 10**900)
    ten, places = SNum(value=Fraction(10), span=at), SNum(value=Fraction(900), span=at)
    return _infix("+", _infix("*", _whole(high, at), _infix("**", ten, places, at), at), _whole(low, at), at)


def _item(item: Node | Slice) -> Syntax:
    if isinstance(item, Slice):
        return SSlice(lower=_optional(item.lower), upper=_optional(item.upper), span=_NOWHERE)
    return as_syntax(item)


def _apply(node: Apply, at: Span) -> Syntax:
    op, args = node.op, tuple(map(as_syntax, node.args))
    match op, args:
        case "neg" | "not", (operand,):
            return SPrefix(op=op, operand=operand, span=at)
        case _, (left, right) if op in RELATIONS:
            return SChain(operands=(left, right), ops=(op,), op_spans=(at,), span=at)
        case _, (left, right) if op in GROWTH:
            return SGrowth(op=GROWTH[op], left=left, right=right, span=at)
        case _, (first, *rest) if op in INFIX and rest:
            for other in rest:
                first = _infix(op, first, other, at)
            return first
        case "if", (test, then, other):
            return SIf(then=then, test=test, other=other, span=at)
        case "transpose", (operand,):
            return STransposed(operand=operand, span=at)
        case "stack", _:
            return SList(items=args, span=at)
        case "block", _:
            return _call("block", (_block(node, args, at),), at)
        case _, () if not node.options:
            return SName(name=op, span=at)
    return _called(node, args, at)


def _block(node: Apply, args: tuple[Syntax, ...], at: Span) -> Syntax:
    rows = node.option("rows")
    if rows is None:
        return SList(items=args, span=at)
    count = int(rows.value) if isinstance(rows, Num) and rows.value >= 1 else 1
    width = -(-len(args) // count) or 1
    parts = (args[start : start + width] for start in range(0, len(args), width))
    return SList(items=tuple(SList(items=part, span=at) for part in parts), span=at)


def _called(node: Apply, args: tuple[Syntax, ...], at: Span) -> Syntax:
    """A named operator; the kind of a norm stands as its second argument, every other option by its name."""
    options: list[tuple[str, Syntax]] = []
    for name, value in node.options:
        if isinstance(value, Node):
            written = as_syntax(value)
        elif value.isdigit():
            written = _number(Fraction(value), at)
        else:
            written = SName(name=value, span=at)
        if name == "kind":
            args = (*args, written)
        else:
            options.append((name, written))
    return SCall(function=SName(name=node.op, span=at), args=args, options=tuple(options), span=at)


def _function(call: Call, at: Span) -> Syntax:
    name = SName(name=call.function, span=at)
    return name if call.index is None else SIndex(base=name, at=(as_syntax(call.index),), span=at)


def _at(node: At, at: Span) -> Syntax:
    """`f'(e)` where that is what the tree came from, else `at(body, name = value)`."""
    value = as_syntax(node.value)
    match node.body:
        case Derive(op="diff", body=Call(args=(Var(name=argument),)) as call, wrt=Var(name=wrt), order=order):
            if argument == wrt == node.name:
                prime = SPrime(function=_function(call, at), order=order, span=at)
                return SCall(function=prime, args=(value,), span=at)
    return SAt(body=as_syntax(node.body), settings=((node.name, value),), span=at)


def _bind(node: Bind, at: Span) -> Syntax:
    body = as_syntax(node.body)
    match node.binders:
        case (Approach(name=name, target=target, side=side),):
            if node.op in _TENDENCIES:
                return _call(node.op, (body, SName(name=name, span=at)), at)
            return SLimit(body=body, name=name, target=as_syntax(target), side=side, span=at)
    is_quantifier = node.op in ("forall", "exists")
    return SBind(op=node.op, binders=tuple(_binder(b, is_quantifier) for b in node.binders), body=body, span=at)


def _binder(binder: Binder, is_quantifier: bool) -> SBinder:
    at = _NOWHERE
    match binder:
        case Range(name=name, lower=lower, upper=upper, step=step, filter=test):
            bounds = (as_syntax(lower), as_syntax(upper))
            domain = SDomain(kind="range", bounds=bounds, step=step, span=at)
            return SBinder(name=name, domain=domain, test=_optional(test), span=at)
        case Over(name=name, filter=test):
            written = _optional(test)
            domains = _domains(binder.domain, binder.type)
            is_plain = binder.type == REAL and not binder.properties and [d.kind for d in domains] == ["interval"]
            if is_plain and not is_quantifier:
                return SBinder(name=name, domain=domains[0], test=written, span=at)
            spec = _type(binder.type, binder.domain, binder.properties)
            return SBinder(name=name, type=spec, test=written, span=at)
        case Draw(name=name, distribution=distribution):
            return SBinder(name=name, distribution=as_syntax(distribution), span=at)
        case Approach(name=name, type=type_):
            return SBinder(name=name, type=_type(type_), span=at)


def _domains(domain: Domain, type_: Type) -> tuple[SDomain, ...]:
    """The bounds as written after a type: an interval or range if both ends are there, else comparisons."""
    found: list[SDomain] = []
    ops: list[tuple[str, Syntax]] = []
    lower, upper = _optional(domain.lower), _optional(domain.upper)
    if domain.members is not None:
        found.append(SDomain(kind="set", bounds=tuple(map(as_syntax, domain.members)), span=_NOWHERE))
    is_open = domain.lower_open or domain.upper_open
    if lower is not None and upper is not None:
        if kind_of(type_) is Kind.INTEGER and not is_open:
            found.append(SDomain(kind="range", bounds=(lower, upper), span=_NOWHERE))
        else:
            found.append(
                SDomain(
                    kind="interval",
                    bounds=(lower, upper),
                    lower_open=domain.lower_open,
                    upper_open=domain.upper_open,
                    span=_NOWHERE,
                )
            )
    elif lower is not None:
        ops.append((">" if domain.lower_open else ">=", lower))
    elif upper is not None:
        ops.append(("<" if domain.upper_open else "<=", upper))
    ops.extend(("!=", as_syntax(value)) for value in domain.excluded)
    if ops:
        signs, bounds = zip(*ops, strict=True)
        found.append(SDomain(kind="compare", bounds=bounds, ops=signs, span=_NOWHERE))
    return tuple(found)


def _type(
    type_: Type, domain: Domain = _ANYWHERE, properties: tuple[str, ...] = (), parameter: bool = False
) -> STypeSpec:
    at = _NOWHERE
    match type_:
        case Function(parameters=parameters, result=result, index=index):
            return STypeSpec(
                kind="function",
                parameters=tuple(map(_type, parameters)),
                result=_type(result),
                index=None if index is None else dimension(index),
                span=at,
            )
        case Distribution(event=event):
            return _type(event, domain, properties, parameter)
        case Array(shape=shape, kind=kind):
            name = {1: "vector", 2: "matrix"}.get(len(shape), "tensor")
            entries = () if kind is Kind.REAL or str(kind) in properties else (str(kind),)
            dims = tuple(map(dimension, shape))
        case Scalar(kind=kind):
            name, entries, dims = str(kind), (), ()
    return STypeSpec(
        kind=name,
        dims=dims,
        properties=(*properties, *entries),
        parameter=parameter,
        domain=_domains(domain, type_),
        span=at,
    )


def dimension(dim: Dim) -> Syntax:
    """A dimension as an expression in the names that it depends on."""
    total: Syntax | None = None
    for monomial, coefficient in dim.terms:
        term = _monomial(monomial, abs(coefficient))
        if total is None:
            total = SPrefix(op="neg", operand=term, span=_NOWHERE) if coefficient < 0 else term
        else:
            total = _infix("-" if coefficient < 0 else "+", total, term, _NOWHERE)
    return SNum(value=Fraction(0), span=_NOWHERE) if total is None else total


def _monomial(powers: tuple[tuple[Atom, int], ...], coefficient: Fraction) -> Syntax:
    factors = [] if coefficient == 1 and powers else [_number(coefficient, _NOWHERE)]
    for atom, power in powers:
        if isinstance(atom, str):
            factor: Syntax = SName(name=atom, span=_NOWHERE)
        else:
            factor = as_syntax(atom.node) if isinstance(atom.node, Node) else SName(name=atom.text, span=_NOWHERE)
        exponent = SNum(value=Fraction(power), span=_NOWHERE)
        factors.append(factor if power == 1 else _infix("**", factor, exponent, _NOWHERE))
    product = factors[0]
    for factor in factors[1:]:
        product = _infix("*", product, factor, _NOWHERE)
    return product
