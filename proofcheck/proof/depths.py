"""Bounds along a recurrence: the chain rule makes a product of steps, each step is bounded, the product by a power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.depth.products_of_bounds import Repeated, repeated
from proofcheck.inference.depth.rules_tendencies import renaming
from proofcheck.inference.matching import number, put_in_types, same
from proofcheck.inference.replay import read
from proofcheck.language.dims import expression
from proofcheck.language.dims import number as literal
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Derive, Node, Ref, rebuild, walk
from proofcheck.language.types import BOOLEAN, shape_of
from proofcheck.proof.chain import Found, definitional, equals, jacobian_product, stated, then
from proofcheck.proof.derivation import Derivation

_RULES = ("identity in the derivatives", "index normal form")
_ENTRYWISE = frozenset(("tanh", "sigmoid", "sin", "cos", "exp", "softplus", "atan", "silu", "gelu", "sinh", "cosh"))


class Prover(Protocol):
    """Who proves relations."""

    derivation: Derivation

    def estimate(self, context: Context, body: Node) -> int | None: ...


def relation(op: str, left: Node, right: Node) -> Apply:
    return Apply(type=BOOLEAN, op=op, args=(left, right))


def products(derivation: Derivation, context: Context, size: Node) -> Iterator[tuple[int | None, Node, Repeated]]:
    """The size as that of a product: the step that says they are equal (None if it is one), and its factors."""
    signs = () if not isinstance(size, Bind) else _signs(derivation, context, size)
    for found in repeated(context, size, signs):
        yield None, size, found
    if not isinstance(size, Apply) or len(size.args) != 1:
        return
    inner = size.args[0]
    if not isinstance(inner, Derive) or inner.op == "partial":
        return
    product = jacobian_product(derivation, context, inner)
    if product is None:
        return
    whole = replace(size, args=(product[1],))
    equal = derivation.conclude(context, "equals for equals", equals(size, whole), [product[0]])
    for found in repeated(context, whole) if equal is not None else ():
        yield equal, whole, found


def _signs(derivation: Derivation, context: Context, product: Bind) -> tuple[Node, ...]:
    """That the factors are nonnegative, if that was shown."""
    wanted = closed(context.under(product.binders), relation("<=", literal(0), product.body))
    return tuple(f for f in derivation.formulas if same(f, wanted))


def bounded_by(prover: Prover, context: Context, size: Node, ratio: Node) -> int | None:
    """The step `size <= ratio**k` for a size that is a product of k factors."""
    derivation = prover.derivation
    for equal, whole, product in products(derivation, context, size):
        step = _factor(prover, product, ratio)
        if step is None:
            continue
        signs = [] if not isinstance(whole, Bind) else [_nonnegative_factors(prover, context, whole)]
        steps = [step, *(n for n in signs if n is not None)]
        power = Apply(type=size.type, op="**", args=(ratio, product.length))
        found = derivation.conclude(context, "product of bounds", relation("<=", whole, power), steps)
        if found is not None and equal is not None:
            found = derivation.conclude(context, "chain", relation("<=", size, power), [equal, found])
        if found is not None:
            return found
    return None


def _factor(prover: Prover, product: Repeated, ratio: Node) -> int | None:
    """The step `|f_j| <= ratio` for every factor."""
    factor, context, derivation = product.factor, product.context, prover.derivation
    wanted = relation("<=", factor, ratio)
    if isinstance(factor, Apply) and isinstance(factor.args[0], Derive):
        explicit = explicitly(derivation, context, factor.args[0])
        if explicit is not None:
            shown = replace(factor, args=(explicit[1],))
            equal = derivation.conclude(context, "equals for equals", equals(factor, shown), [explicit[0]])
            found = None if equal is None else _step(prover, context, shown, ratio)
            if equal is not None and found is not None:
                return derivation.conclude(context, "chain", wanted, [equal, found])
        if context.hypotheses:
            return _multiple(prover, context, factor, ratio)
    return _step(prover, context, factor, ratio)


def _multiple(prover: Prover, context: Context, size: Apply, ratio: Node) -> int | None:
    """The step `size <= ratio` where the derivative is `ratio` times the identity at the point supposed."""
    inner, derivation = size.args[0], prover.derivation
    shape = shape_of(inner.type)
    if len(shape) != 2 or shape[0] != shape[1]:
        return None
    identity = Apply(type=inner.type, op="eye", args=(expression(shape[0]),))
    scaled = Apply(type=inner.type, op="*", args=(ratio, identity))
    equal = derivation.conclude(context, "index normal form", equals(inner, scaled))
    if equal is None:
        return None
    shown, unit = replace(size, args=(scaled,)), replace(size, args=(identity,))
    modulus = Apply(type=ratio.type, op="abs", args=(ratio,))
    factored = Apply(type=size.type, op="*", args=(modulus, unit))
    last = Apply(type=size.type, op="*", args=(modulus, literal(1)))
    steps = [
        derivation.conclude(context, "equals for equals", equals(size, shown), [equal]),
        derivation.conclude(context, "homogeneity", equals(shown, factored)),
    ]
    one = derivation.conclude(context, "norm of the identity", equals(unit, literal(1)))
    if one is not None:
        steps.append(derivation.conclude(context, "equals for equals", equals(factored, last), [one]))
        steps.append(derivation.conclude(context, "real arithmetic", relation("<=", last, ratio)))
    found = [n for n in steps if n is not None]
    if one is None or len(found) < len(steps):
        return None
    return derivation.conclude(context, "chain", relation("<=", size, ratio), found)


def _step(prover: Prover, context: Context, size: Node, ratio: Node) -> int | None:
    """The step `size <= ratio`; of reals at once or not at all."""
    bound = relation("<=", size, ratio)
    at_once = prover.derivation.conclude(context, "real arithmetic", bound)
    if at_once is not None or not any(shape_of(part.type) for part in walk(size)):
        return at_once
    return None if isinstance(size, Apply) and size.op == "abs" else prover.estimate(context, bound)


def bounded(prover: Prover, context: Context, low: Node, high: Node) -> int | None:
    """The step `low <= high` for a product along a recurrence, or its modulus, and a power or 1."""
    derivation, wanted = prover.derivation, relation("<=", low, high)
    ratio = high.args[0] if isinstance(high, Apply) and high.op == "**" else literal(1) if number(high) == 1 else None
    if ratio is None or shape_of(low.type):
        return None
    signed = isinstance(low, Bind) and low.op == "product" and _nonnegative_factors(prover, context, low)
    sizes = [low, Apply(type=low.type, op="abs", args=(low,))]
    for size in sizes if signed or isinstance(low, Apply) else sizes[1:]:
        found = bounded_by(prover, context, size, ratio)
        if found is None:
            continue
        power = opened(context.claim, derivation.formulas[found])[1].args[1]  # type: ignore[attr-defined]
        steps = [found]
        if not same(power, high):
            equal = derivation.conclude(context, "summation", equals(power, high))
            steps += [] if equal is None else [equal]
        above = derivation.conclude(context, "chain", relation("<=", size, high), steps)
        if above is None or size is low:
            return above
        below = derivation.conclude(context, "real arithmetic", relation("<=", low, size))
        return None if below is None else derivation.conclude(context, "chain", wanted, [below, above])
    return None


def _nonnegative_factors(prover: Prover, context: Context, product: Bind) -> int | None:
    inner = context.under(product.binders)
    return prover.derivation.conclude(inner, "real arithmetic", relation("<=", literal(0), product.body))


def positive_product(prover: Prover, context: Context, body: Apply) -> int | None:
    """The step `0 <= product(...)` from the signs of its factors."""
    zero, product = body.args
    if number(zero) != 0 or not isinstance(product, Bind) or product.op != "product":
        return None
    factors = _nonnegative_factors(prover, context, product)
    return None if factors is None else prover.derivation.conclude(context, "sign", body, [factors])


def explicitly(derivation: Derivation, context: Context, node: Derive) -> Found | None:
    """The derivative of a step in terms of the values, without derivatives in it."""
    start = definitional(derivation, context, node)
    if start is None:
        return None
    partial = start[1]
    if not isinstance(partial, Derive):
        return start
    form = _form(derivation, context, partial)
    for rule in _RULES if form is not None else ():
        assert form is not None
        second = stated(derivation, context, rule, partial, form)
        if second is not None:
            return then(derivation, context, node, start, second)
    return None


def _form(derivation: Derivation, context: Context, node: Derive) -> Node | None:
    """A derivative by the rules for sums, matrix products and entrywise functions, written as text and read again."""
    text = _derived(context, node.body, node.wrt)
    if not text:
        return None
    formula = closed(context, relation("==", node, node))
    shown = show(formula)
    own = show(node)
    whole = shown.replace(f"{own} == {own}", f"{own} == {text}")
    place, body = opened(derivation.claim, read(derivation.claim, whole))
    values = renaming(place.binders, context.binders)
    if values is None or not isinstance(body, Apply):
        return None
    return put_in_types(body.args[1], values)


def _unit(wrt: Node) -> str:
    return f"eye({shape_of(wrt.type)[0]})" if shape_of(wrt.type) else "1"


def _derived(context: Context, body: Node, wrt: Node) -> str | None:
    """The derivative as text; empty for 0."""
    if same(body, wrt):
        return _unit(wrt)
    if not _reads(body, wrt):
        return ""
    match body:
        case Ref(name=name):
            inner = getattr(context.claim.definition_named(name), "body", None)
            return _derived(context, inner, wrt) if isinstance(inner, Node) else None
        case Apply(op=op, args=(a,)) if op in _ENTRYWISE:
            inside = _derived(context, a, wrt)
            if not inside:
                return inside
            slope = f"{op}'({show(a)})"
            if inside == _unit(wrt):
                return slope if not shape_of(a.type) else f"diag({slope})"
            return f"{slope}*({inside})" if not shape_of(a.type) else f"diag({slope}) @ ({inside})"
        case Apply(op="+" | "-" as op, args=(a, b)):
            parts = _derived(context, a, wrt), _derived(context, b, wrt)
            if parts[0] is None or parts[1] is None:
                return None
            if not parts[1]:
                return parts[0]
            return f"({parts[0]}) {op} ({parts[1]})" if parts[0] else f"{'-' if op == '-' else ''}({parts[1]})"
        case Apply(op="@" | "*" as op, args=(a, b)) if not _reads(a, wrt) and (op == "@" or not shape_of(a.type)):
            inside = _derived(context, b, wrt)
            if inside == _unit(wrt):
                return show(a)
            return f"({show(a)}) {op} ({inside})" if inside else inside
        case Apply(op="*" | "/" as op, args=(a, b)) if not _reads(b, wrt) and not shape_of(b.type):
            inside = _derived(context, a, wrt)
            return f"({inside}){op}({show(b)})" if inside else inside
    return None


def _reads(body: Node, wrt: Node) -> bool:
    found = False

    def rule(part: Node) -> Node:
        nonlocal found
        found |= same(part, wrt) or isinstance(part, Ref)
        return rebuild(part, rule)

    rule(body)
    return found
