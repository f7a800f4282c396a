"""Surface tree to text, with as few parentheses as the grammar needs; `parse` reads the same tree back."""

from __future__ import annotations

from fractions import Fraction

from proofcheck.language.expressions import COMPARE, GROWTH, IF, INFIX, NEGATE, NOT
from proofcheck.language.syntax import (
    SAt,
    SBind,
    SBinder,
    SCall,
    SChain,
    SDomain,
    SGrowth,
    SHead,
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
    STypeSpec,
    Syntax,
)

QUANTIFIER, PRODUCT, POSTFIX = 1, 18, 24
_ABOVE_IF, _ABOVE_COMPARE = IF + 1, COMPARE + 1


def show_syntax(syntax: Syntax) -> str:
    """The tree as a user could have written it."""
    return _text(syntax, 0)


def decimal(value: Fraction) -> str:
    """An exact decimal literal of a nonnegative number, or an empty string where there is none."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1 or value < 0:
        return ""
    digits = str(value.numerator * 10**places // value.denominator)
    return f"{digits.zfill(places + 1)[:-places]}.{digits.zfill(places + 1)[-places:]}" if places else digits


def _text(syntax: Syntax, need: int) -> str:
    """The text, in parentheses if it binds less tightly than `need`."""
    text, level = _written(syntax)
    return text if level >= need else f"({text})"


def _list(items: tuple[Syntax, ...]) -> str:
    return ", ".join(_text(item, 0) for item in items)


def _written(syntax: Syntax) -> tuple[str, int]:
    """The text of a tree and how tightly its outermost operator binds."""
    match syntax:
        case SNum():
            return _number(syntax)
        case SName(name=name):
            return name, POSTFIX
        case SPrefix(op="neg", operand=operand):
            return f"-{_text(operand, NEGATE)}", NEGATE
        case SPrefix(operand=operand):
            return f"not {_text(operand, NOT)}", NOT
        case SInfix():
            return _infix(syntax)
        case SChain(operands=operands, ops=ops):
            links = "".join(f" {op} {_text(e, _ABOVE_COMPARE)}" for op, e in zip(ops, operands[1:], strict=True))
            return _text(operands[0], _ABOVE_COMPARE) + links, COMPARE
        case SGrowth(op=op, left=left, right=right):
            return f"{_text(left, _ABOVE_COMPARE)} in {op}({_text(right, 0)})", COMPARE
        case SMember(left=left, domain=domain):
            return f"{_text(left, _ABOVE_COMPARE)} in {_domain(domain)}", COMPARE
        case SIf(then=then, test=test, other=other):
            return f"{_text(then, _ABOVE_IF)} if {_text(test, _ABOVE_IF)} else {_text(other, IF)}", IF
        case SBind(op="forall" | "exists" as op, binders=binders, body=body):
            return f"{op} {_binders(binders)}: {_text(body, 0)}", QUANTIFIER
    return _closed(syntax), POSTFIX


def _number(number: SNum) -> tuple[str, int]:
    if number.text:
        return ("0" if number.text.startswith(".") else "") + number.text, POSTFIX
    if literal := decimal(abs(number.value)):
        return (literal, POSTFIX) if number.value >= 0 else (f"-{literal}", NEGATE)
    return str(number.value), NEGATE if number.value.denominator == 1 else PRODUCT


def _infix(syntax: SInfix) -> tuple[str, int]:
    level, above = INFIX[syntax.op]
    is_right_associative = above < level
    left = _text(syntax.left, level + 1 if is_right_associative or syntax.op == "<=>" else level)
    right = _text(syntax.right, above + 1)
    space = "" if syntax.op in ("*", "/", "**") else " "
    return f"{left}{space}{syntax.op}{space}{right}", level


def _closed(syntax: Syntax) -> str:
    """The text of everything that needs no parentheses anywhere: calls, indices, lists, and the parts of binders."""
    match syntax:
        case SCall(function=function, args=args, options=options):
            settings = [f"{name}={_text(value, 0)}" for name, value in options]
            return f"{_text(function, POSTFIX)}({', '.join([_text(a, 0) for a in args] + settings)})"
        case SPrime(function=function, order=order):
            return _text(function, POSTFIX) + "'" * order
        case STransposed(operand=operand):
            return f"{_base(operand)}.T"
        case SIndex(base=base, at=at):
            return f"{_base(base)}[{_list(at)}]"
        case SSlice(lower=None, upper=None):
            return ":"
        case SSlice(lower=lower, upper=upper):
            return "..".join("" if end is None else _text(end, _ABOVE_COMPARE) for end in (lower, upper))
        case SList(items=items):
            return f"[{_list(items)}]"
        case SBind(op="array", binders=binders, body=body):
            return f"[{_text(body, 0)} for {_binders(binders)}]"
        case SBind(op="Cov", binders=binders, body=SList(items=(left, right))):
            return f"Cov({_text(left, 0)}, {_text(right, 0)} for {_binders(binders)})"
        case SBind(op=op, binders=binders, body=body):
            return f"{op}({_text(body, 0)} for {_binders(binders)})"
        case SAt(body=body, settings=settings):
            return f"at({_text(body, 0)}, {', '.join(f'{name} = {_text(value, 0)}' for name, value in settings)})"
        case SLimit(body=body, name=name, target=target, side=side):
            return f"limit({_text(body, 0)}, {name} -> {_text(target, _ABOVE_COMPARE)}{side})"
    return _part(syntax)


def _part(syntax: Syntax) -> str:
    match syntax:
        case SDomain():
            return _domain(syntax)
        case STypeSpec():
            return _type(syntax)
        case SBinder():
            return _binders((syntax,))
        case SHead(name=name, parameters=parameters, pattern=pattern, box=box):
            if parameters is not None:
                return f"{name}({', '.join(parameters)})"
            at = "" if pattern is None else f"[{_list(pattern)}]"
            return f"{name}{at}{f' over {_binders(box)}' if box else ''}"
    raise TypeError(f"no text for {type(syntax).__name__}")


def _base(syntax: Syntax) -> str:
    """What an index or a transpose follows; a number there stands in parentheses."""
    return f"({_text(syntax, 0)})" if isinstance(syntax, SNum) else _text(syntax, POSTFIX)


def _domain(domain: SDomain) -> str:
    if domain.kind == "compare":
        pairs = zip(domain.ops, domain.bounds, strict=True)
        return " and ".join(f"{op} {_text(bound, _ABOVE_COMPARE)}" for op, bound in pairs)
    if domain.kind == "set":
        return f"{{{_list(domain.bounds)}}}"
    lower, upper = domain.bounds
    if domain.kind == "interval":
        opener, closer = "(" if domain.lower_open else "[", ")" if domain.upper_open else "]"
        return f"{opener}{_text(lower, 0)}, {_text(upper, 0)}{closer}"
    first = _text(lower, _ABOVE_COMPARE)
    # `[` or `(a, …` would start an interval, `O(` a growth class
    is_misread = first.startswith("[") or (first.startswith("(") and "," in first) or first.partition("(")[0] in GROWTH
    first = f"({first})" if is_misread else first
    return f"{first}..{_text(upper, _ABOVE_COMPARE)}{' by -1' if domain.step == -1 else ''}"


def _binders(binders: tuple[SBinder, ...]) -> str:
    return ", ".join(map(_binder, binders))


def _binder(binder: SBinder) -> str:
    if binder.domain is not None:
        text = f"{binder.name} in {_domain(binder.domain)}"
    elif binder.type is not None:
        text = f"{binder.name}: {_type(binder.type)}"
    elif binder.distribution is not None:
        text = f"{binder.name} ~ {_text(binder.distribution, _ABOVE_COMPARE)}"
    else:
        text = binder.name
    return text if binder.test is None else f"{text} if {_text(binder.test, _ABOVE_IF)}"


def _type(spec: STypeSpec) -> str:
    if spec.kind == "function":
        index = "" if spec.index is None else f"[{_text(spec.index, 0)}]"
        result = "" if spec.result is None else f" -> {_type(spec.result)}"
        return f"function{index}({', '.join(map(_type, spec.parameters))}){result}"
    words = [*(["parameter"] if spec.parameter else []), *spec.properties, spec.kind]
    dims = f"[{_list(spec.dims)}]" if spec.dims else ""
    bounds = " and ".join(_domain(d) if d.kind == "compare" else f"in {_domain(d)}" for d in spec.domain)
    return f"{' '.join(words)}{dims}{' ' if bounds else ''}{bounds}"
