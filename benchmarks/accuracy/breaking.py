"""Mutations that mostly make a true claim false: the slips that people make."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from benchmarks.accuracy.mutation import INEQUALITIES, Mutation, any_link, edited, put, with_given, with_link
from benchmarks.trees import constant, num, op
from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Bind, Node, Num, Range, walk
from proofcheck.language.types import INTEGER, REAL

_ALIKE = (
    ("sin", "cos", "tan", "tanh"),
    ("sinh", "cosh", "tanh"),
    ("asin", "acos", "atan"),
    ("exp", "cosh"),
    ("log", "sqrt"),
    ("sqrt", "cbrt"),
    ("floor", "ceil"),
    ("sigmoid", "tanh", "normal_cdf"),
    ("softplus", "relu"),
    ("asinh", "atan"),
)
_REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STRICT = {"<=": "<", ">=": ">"}


def constant_changed(claim: Claim, rng: random.Random) -> Claim | None:
    def other(node: Node) -> Node | None:
        if not isinstance(node, Num):
            return None
        changes = (node.value + 1, node.value - 1, node.value * Fraction(11, 10), node.value * Fraction(99, 100))
        return num(rng.choice([c for c in changes if c != node.value]))

    return edited(claim, rng, lambda n: isinstance(n, Num), other)


def sign_flipped(claim: Claim, rng: random.Random) -> Claim | None:
    def other(node: Node) -> Node | None:
        match node:
            case Apply(op="+" | "-" as name):
                return replace(node, op="-" if name == "+" else "+")
            case Apply(op="neg", args=(a,)):
                return a
        return None

    return edited(claim, rng, lambda n: isinstance(n, Apply) and n.op in ("+", "-", "neg"), other)


def exponent_changed(claim: Claim, rng: random.Random) -> Claim | None:
    def other(node: Node) -> Node | None:
        if not isinstance(node, Apply):
            return None
        base, exponent = node.args
        exact, step = constant(exponent), rng.choice((1, -1))
        new = op("+" if step > 0 else "-", exponent, 1) if exact is None else num(exact + step)
        return replace(node, args=(base, new))

    return edited(claim, rng, lambda n: isinstance(n, Apply) and n.op == "**", other)


def function_swapped(claim: Claim, rng: random.Random) -> Claim | None:
    def choices(name: str) -> list[str]:
        return [other for group in _ALIKE if name in group for other in group if other != name]

    return edited(
        claim,
        rng,
        lambda n: isinstance(n, Apply) and bool(choices(n.op)),
        lambda n: replace(n, op=rng.choice(choices(n.op))) if isinstance(n, Apply) else None,
    )


def factor_two(claim: Claim, rng: random.Random) -> Claim | None:
    def other(node: Node) -> Node:
        return op("*", 2, node) if rng.random() < 0.5 else op("/", node, 2)

    return edited(claim, rng, lambda n: not isinstance(n, Num), other)


def term_dropped(claim: Claim, rng: random.Random) -> Claim | None:
    return edited(
        claim,
        rng,
        lambda n: isinstance(n, Apply) and n.op in ("+", "-", "*"),
        lambda n: n.args[0 if n.op == "-" else rng.randrange(2)] if isinstance(n, Apply) else None,
    )


def relation_changed(claim: Claim, rng: random.Random) -> Claim | None:
    """Reversed, or strict."""
    chosen = any_link(claim, rng)
    if chosen is None or chosen[1].op not in INEQUALITIES:
        return None
    link, root = chosen
    new = _STRICT.get(root.op) if rng.random() < 0.7 else _REVERSED[root.op]
    return None if new is None else with_link(claim, link, replace(root, op=new))


def domain_widened(claim: Claim, rng: random.Random) -> Claim | None:
    found = [g for g in claim.given if g.type in (INTEGER, REAL) and (g.domain.lower or g.domain.upper)]
    if not found:
        return None
    given = rng.choice(found)
    domain = given.domain
    least, most = (None if end is None else constant(end) for end in (domain.lower, domain.upper))
    ways = [replace(domain, lower=None, lower_open=False), replace(domain, upper=None, upper_open=False)]
    ways += [replace(domain, lower_open=False, upper_open=False)]
    if least is not None:
        ways.append(replace(domain, lower=num(least - 1)))
    if most is not None:
        ways.append(replace(domain, upper=num(most + 1)))
    ways = [each for each in ways if each != domain]
    return with_given(claim, replace(given, domain=rng.choice(ways))) if ways else None


def arguments_swapped(claim: Claim, rng: random.Random) -> Claim | None:
    return edited(
        claim,
        rng,
        lambda n: isinstance(n, Apply) and n.op in ("-", "/", "**", "binomial", "mod", "atan2"),
        lambda n: replace(n, args=n.args[::-1]) if isinstance(n, Apply) else None,
    )


def range_shifted(claim: Claim, rng: random.Random) -> Claim | None:
    """An end of a sum or product moved by one."""
    chosen = any_link(claim, rng)
    if chosen is None:
        return None
    link, root = chosen
    found = [n for n in walk(root) if isinstance(n, Bind) and any(isinstance(b, Range) for b in n.binders)]
    if not found:
        return None
    target = rng.choice(found)
    place = rng.choice([k for k, b in enumerate(target.binders) if isinstance(b, Range)])
    old = target.binders[place]
    assert isinstance(old, Range)
    step = op(rng.choice(("+", "-")), old.lower, 1) if rng.random() < 0.5 else None
    if step is not None:
        new = replace(old, lower=replace(step, type=INTEGER))
    else:
        new = replace(old, upper=replace(op(rng.choice(("+", "-")), old.upper, 1), type=INTEGER))
    binders = (*target.binders[:place], new, *target.binders[place + 1 :])
    return with_link(claim, link, put(root, target, replace(target, binders=binders)))


BREAKING = tuple(
    Mutation(name=name, preserving=False, make=make)
    for name, make in (
        ("constant changed", constant_changed),
        ("sign flipped", sign_flipped),
        ("exponent changed", exponent_changed),
        ("function swapped", function_swapped),
        ("factor 2 or 1/2", factor_two),
        ("term dropped", term_dropped),
        ("relation changed", relation_changed),
        ("domain widened", domain_widened),
        ("arguments swapped", arguments_swapped),
        ("range shifted", range_shifted),
    )
)
