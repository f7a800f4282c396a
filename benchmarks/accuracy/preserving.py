"""Mutations that keep a true claim true, whatever it says."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from benchmarks.accuracy.mutation import (
    INEQUALITIES,
    MIRRORED,
    Mutation,
    any_link,
    edited,
    everywhere,
    taken,
    with_given,
    with_link,
)
from benchmarks.trees import constant, num, op
from proofcheck.claim import Claim, Given
from proofcheck.language.tree import Apply, At, Bind, Domain, Node, Num, Var, bound_names, walk
from proofcheck.language.types import INTEGER, REAL

_NAMES = ("u", "v", "w", "r", "s", "q", "alpha", "beta", "x1", "y2")
_POSITIVE = (Fraction(2), Fraction(3), Fraction(1, 2), Fraction(7, 3), Fraction(10), Fraction(1, 100))
_FACTORS = (Fraction(2), Fraction(1, 2), Fraction(-2), Fraction(3), Fraction(-1, 3))
_SHIFTS = (Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-3), Fraction(5, 2))


def _variable(given: Given) -> Var:
    return Var(type=given.type, name=given.name)


def rename(claim: Claim, rng: random.Random) -> Claim | None:
    """Every variable gets another name that nothing in the claim has."""
    used = {g.name for g in claim.given} | taken(claim)
    used |= {n.name for link in claim.links for n in walk(link.node) if isinstance(n, Var)}
    free = [name for name in _NAMES if name not in used]
    if not claim.given or len(free) < len(claim.given) or any(_at(claim, g.name) for g in claim.given):
        return None
    names = dict(zip((g.name for g in claim.given), rng.sample(free, len(claim.given)), strict=True))
    moved = everywhere(claim, {g.name: replace(_variable(g), name=names[g.name]) for g in claim.given})
    return replace(moved, given=tuple(replace(g, name=names[g.name]) for g in moved.given))


def _at(claim: Claim, name: str) -> bool:
    """Whether `at` or a binder uses the name again."""
    roots = (*claim.assumptions, *(link.node for link in claim.links))
    return any(isinstance(n, At | Bind) and name in bound_names(n) for root in roots for n in walk(root))


def commute(claim: Claim, rng: random.Random) -> Claim | None:
    return edited(
        claim,
        rng,
        lambda n: isinstance(n, Apply) and n.op in ("+", "*") and len(n.args) == 2,
        lambda n: replace(n, args=n.args[::-1]) if isinstance(n, Apply) else None,
    )


def flip(claim: Claim, rng: random.Random) -> Claim | None:
    """`a <= b` as `b >= a`."""
    chosen = any_link(claim, rng)
    if chosen is None:
        return None
    link, root = chosen
    return with_link(claim, link, replace(root, op=MIRRORED[root.op], args=root.args[::-1]))


def move(claim: Claim, rng: random.Random) -> Claim | None:
    """The last term of a side to the other side, or the whole side."""
    chosen = any_link(claim, rng)
    if chosen is None:
        return None
    link, root = chosen
    left, right = root.args
    match left:
        case Apply(op="+", args=(a, b)):
            sides: tuple[Node, Node] = (a, op("-", right, b))
        case Apply(op="-", args=(a, b)):
            sides = (a, op("+", right, b))
        case _:
            sides = (op("-", left, right), num(0))
    return with_link(claim, link, replace(root, args=sides))


def scale(claim: Claim, rng: random.Random) -> Claim | None:
    """Both sides times a positive number."""
    chosen = any_link(claim, rng)
    if chosen is None:
        return None
    link, root = chosen
    factor = rng.choice(_POSITIVE)
    return with_link(claim, link, replace(root, args=tuple(op("*", factor, a) for a in root.args)))


def _moved(domain: Domain, factor: Fraction, shift: Fraction) -> Domain:
    """Where y lies if `factor*y + shift` lies in the domain."""

    def back(end: Node | None) -> Node | None:
        if end is None:
            return None
        if any(isinstance(n, Apply) and n.op == "oo" for n in walk(end)):
            return (
                end if factor > 0 else (end.args[0] if isinstance(end, Apply) and end.op == "neg" else op("neg", end))
            )
        exact = constant(end)
        return op("/", op("-", end, shift), factor) if exact is None else num((exact - shift) / factor)

    lower, upper = back(domain.lower), back(domain.upper)
    ends = (lower, domain.lower_open, upper, domain.upper_open)
    if factor < 0:
        ends = (upper, domain.upper_open, lower, domain.lower_open)
    return replace(
        domain,
        lower=ends[0],
        lower_open=ends[1],
        upper=ends[2],
        upper_open=ends[3],
        excluded=tuple(e for each in domain.excluded if (e := back(each)) is not None),
        members=None if domain.members is None else tuple(e for m in domain.members if (e := back(m)) is not None),
    )


def _substituted(claim: Claim, rng: random.Random, factor: Fraction, shift: Fraction, whole: bool) -> Claim | None:
    busy = taken(claim)
    found = [g for g in claim.given if g.name not in busy and g.type == (INTEGER if whole else REAL)]
    if not found:
        return None
    given = rng.choice(found)
    new = replace(given, domain=_moved(given.domain, factor, shift))
    variable = _variable(given)
    put_in: Node = op("neg", variable) if factor == -1 else variable if factor == 1 else op("*", factor, variable)
    if shift:
        put_in = op("+", put_in, shift) if shift > 0 else op("-", put_in, -shift)
    if whole:
        put_in = replace(put_in, type=INTEGER)
    return with_given(everywhere(claim, {given.name: put_in}), new)


def mirror(claim: Claim, rng: random.Random) -> Claim | None:
    """`-x` for x, its domain mirrored."""
    return _substituted(claim, rng, Fraction(-1), Fraction(0), whole=False)


def affine(claim: Claim, rng: random.Random) -> Claim | None:
    """`a*x + b` for x, its domain moved; for a whole number, `n + b`."""
    if any(g.type == INTEGER for g in claim.given) and rng.random() < 0.3:
        return _substituted(claim, rng, Fraction(1), Fraction(rng.choice((1, -1, 2))), whole=True)
    return _substituted(claim, rng, rng.choice(_FACTORS), rng.choice(_SHIFTS), whole=False)


def weaken(claim: Claim, rng: random.Random) -> Claim | None:
    """A positive number added to the larger side, and no strict relation."""
    chosen = any_link(claim, rng)
    if chosen is None or chosen[1].op not in INEQUALITIES:
        return None
    link, root = chosen
    slack, (left, right) = rng.choice(_POSITIVE), root.args
    if root.op in ("<", "<="):
        return with_link(claim, link, replace(root, op="<=", args=(left, op("+", right, slack))))
    return with_link(claim, link, replace(root, op=">=", args=(op("+", left, slack), right)))


def narrow(claim: Claim, rng: random.Random) -> Claim | None:
    """A smaller domain for one variable."""
    found = [g for g in claim.given if g.type in (INTEGER, REAL) and g.domain.members is None]
    if not found:
        return None
    given = rng.choice(found)
    low, high = given.domain.lower, given.domain.upper
    least, most = (None if end is None else constant(end) for end in (low, high))
    whole = given.type == INTEGER
    if low is None and high is None:
        new = replace(given.domain, lower=num(rng.choice((-3, -1, 0, 1))))
    elif least is not None and high is None:
        new = replace(given.domain, lower=num(least + rng.choice((1, 2))), lower_open=False)
    elif most is not None and low is None:
        new = replace(given.domain, upper=num(most - rng.choice((1, 2))), upper_open=False)
    elif least is not None and most is not None and not whole and least < most:
        new = replace(given.domain, upper=num((least + most) / 2), upper_open=False)
    else:
        return None
    return with_given(claim, replace(given, domain=new))


def expand(claim: Claim, rng: random.Random) -> Claim | None:
    """A whole power as a product, or the square of a sum by its terms."""

    def is_power(node: Node) -> bool:
        match node:
            case Apply(op="**", args=(_, Num(value=value))):
                return value.denominator == 1 and 2 <= value <= 4
        return False

    def product(node: Node) -> Node | None:
        if not isinstance(node, Apply):
            return None
        base, exponent = node.args
        count = constant(exponent)
        if count == 2 and isinstance(base, Apply) and base.op in ("+", "-"):
            a, b = base.args
            squares = op("+", op("**", a, 2), op("**", b, 2))
            return op(base.op, squares, op("*", op("*", 2, a), b))
        found = base
        for _ in range(int(count or 1) - 1):
            found = op("*", found, base)
        return found

    return edited(claim, rng, is_power, product)


def double_negation(claim: Claim, rng: random.Random) -> Claim | None:
    """`a <= b` as `-b <= -a`."""
    chosen = any_link(claim, rng)
    if chosen is None:
        return None
    link, root = chosen
    left, right = root.args
    return with_link(claim, link, replace(root, args=(op("neg", right), op("neg", left))))


PRESERVING = tuple(
    Mutation(name=name, preserving=True, make=make)
    for name, make in (
        ("rename", rename),
        ("commute", commute),
        ("flip", flip),
        ("move", move),
        ("scale", scale),
        ("mirror", mirror),
        ("affine", affine),
        ("weaken", weaken),
        ("narrow", narrow),
        ("expand", expand),
        ("negate both sides", double_negation),
    )
)
