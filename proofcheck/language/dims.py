"""Dimensions out of expressions and back: integer-valued trees as polynomials in their names.

Two shapes agree when their dimensions are the same polynomial; what is no polynomial (`floor((n - k)/s)`) is kept
whole and known by its text.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import floor, gcd, lcm, prod

from proofcheck.language.tree import Apply, Cell, Index, Node, Num, Ref, Slice, Var
from proofcheck.language.types import INTEGER, Atom, Dim, Kind, Monomial, Opaque, Scalar, Type

MAX_POWER = 6
MAX_TERMS = 40
MAX_BITS = 4096
MAX_RESIDUES = 500

_INFIX = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}


def number(value: int | Fraction) -> Num:
    """An exact literal, an integer where it is whole."""
    kind = Kind.INTEGER if Fraction(value).denominator == 1 else Kind.REAL
    return Num(type=Scalar(kind), value=Fraction(value))


def is_integer(type_: Type) -> bool:
    return isinstance(type_, Scalar) and type_.kind is Kind.INTEGER


def polynomial(node: Node) -> Dim | None:
    """The value of a scalar tree as a polynomial with rational coefficients; None where it is no integer."""
    match node:
        case Num(value=value):
            return Dim.of(value)
        case Var(name=name) if is_integer(node.type):
            return Dim.of(name)
        case Apply(op="neg", args=(a,)):
            inner = polynomial(a)
            return None if inner is None else inner.scaled(Fraction(-1))
        case Apply(op="+" | "-" | "*" | "/" | "**" as op, args=(a, b)):
            left, right = polynomial(a), polynomial(b)
            found = None if left is None or right is None else _combine(op, left, right)
            return found if found is not None else _opaque(node)
        case Apply(op="floor" | "ceil" | "min" | "max" | "mod" as op, args=args):
            parts = [polynomial(a) for a in args]
            known = [p for p in parts if p is not None]
            folded = _fold(op, known) if len(known) == len(parts) else None
            return folded if folded is not None else _opaque(node)
    return _opaque(node)


def _combine(op: str, left: Dim, right: Dim) -> Dim | None:
    match op:
        case "+":
            return _small(left + right)
        case "-":
            return _small(left - right)
        case "*":
            return _small(left * right) if len(left.terms) * len(right.terms) <= MAX_TERMS else None
        case "/":
            divisor = _rational(right)
            return _small(left.scaled(1 / divisor)) if divisor else None
    power = right.constant
    if power is None or not 0 <= power <= MAX_POWER:
        return None
    total: Dim | None = Dim.ONE
    for _ in range(power):
        total = None if total is None else _combine("*", total, left)
    return total


def _small(dim: Dim) -> Dim | None:
    """The polynomial, if neither it nor its coefficients have grown beyond any dimension."""
    digits = max((max(c.numerator.bit_length(), c.denominator.bit_length()) for _, c in dim.terms), default=0)
    return dim if len(dim.terms) <= MAX_TERMS and digits <= MAX_BITS else None


def _rational(dim: Dim) -> Fraction | None:
    """The value of a constant polynomial."""
    if not dim.terms:
        return Fraction(0)
    return dim.terms[0][1] if len(dim.terms) == 1 and dim.terms[0][0] == () else None


def _fold(op: str, parts: list[Dim]) -> Dim | None:
    values = [_rational(p) for p in parts]
    if op in ("floor", "ceil") and integer_valued(parts[0]):
        return parts[0]
    known = [v for v in values if v is not None]
    if len(known) == len(values):
        match op:
            case "floor":
                return Dim.of(floor(known[0]))
            case "ceil":
                return Dim.of(-floor(-known[0]))
            case "mod":
                return Dim.of(known[0] % known[1]) if known[1] else None
            case "min" | "max":
                return Dim.of(min(known) if op == "min" else max(known))
    if op in ("min", "max") and len(parts) > 1:
        best = parts[0]
        for other in parts[1:]:
            gap = _rational(other - best)
            if gap is None:
                return None
            best = other if (gap < 0) == (op == "min") and gap else best
        return best
    return None


def _opaque(node: Node) -> Dim | None:
    return Dim.of(Opaque(text(node), node)) if is_integer(node.type) else None


def whole_coefficients(dim: Dim) -> bool:
    return all(c.denominator == 1 for _, c in dim.terms)


def integer_valued(dim: Dim) -> bool:
    """Whether it is an integer for every choice of integers, as `n*(n + 1)/2` is: tried on all residues."""
    if whole_coefficients(dim):
        return True
    scale = lcm(*(c.denominator for _, c in dim.terms))
    atoms = dim.atoms()
    if scale ** len(atoms) > MAX_RESIDUES:
        return False
    for residues in product(range(scale), repeat=len(atoms)):
        at = dict(zip(atoms, residues, strict=True))
        if sum(int(c * scale) * prod(at[a] ** p for a, p in m) for m, c in dim.terms) % scale:
            return False
    return True


def integer_polynomial(node: Node) -> Dim | None:
    """The polynomial of a tree that is surely an integer, by its type or by its form."""
    dim = polynomial(node)
    if dim is None or not (is_integer(node.type) or integer_valued(dim)):
        return None
    return dim


def has_opaque(dim: Dim) -> bool:
    return any(isinstance(a, Opaque) for a in dim.atoms())


def minimum(left: Dim, right: Dim) -> Dim:
    """The smaller of two dimensions, opaque where that is not decided."""
    if left == right:
        return left
    node = Apply(type=INTEGER, op="min", args=(expression(left), expression(right)))
    found = polynomial(node)
    assert found is not None
    return found


def expression(dim: Dim) -> Node:
    """The tree of a dimension, one canonical form for each polynomial, positive terms first."""
    scale = lcm(*(c.denominator for _, c in dim.terms))
    terms = [(m, c * scale) for m, c in dim.terms]
    ordered = [t for t in terms if t[1] > 0] + [t for t in terms if t[1] < 0]
    total: Node | None = None
    for monomial, coefficient in ordered:
        if total is None:
            total = _term(monomial, coefficient)
        elif coefficient > 0:
            total = Apply(type=INTEGER, op="+", args=(total, _term(monomial, coefficient)))
        else:
            total = Apply(type=INTEGER, op="-", args=(total, _term(monomial, -coefficient)))
    if total is None:
        return number(0)
    return total if scale == 1 else Apply(type=INTEGER, op="/", args=(total, number(scale)))


def _term(monomial: Monomial, coefficient: Fraction) -> Node:
    factors: list[Node] = [] if coefficient in (1, -1) and monomial else [number(abs(coefficient))]
    factors.extend(_factor(atom, power) for atom, power in monomial)
    product = factors[0]
    for f in factors[1:]:
        product = Apply(type=INTEGER, op="*", args=(product, f))
    if coefficient >= 0:
        return product
    return number(coefficient) if isinstance(product, Num) else Apply(type=INTEGER, op="neg", args=(product,))


def _factor(atom: Atom, power: int) -> Node:
    base: Node
    if isinstance(atom, str):
        base = Var(type=INTEGER, name=atom)
    else:
        assert isinstance(atom.node, Node)
        base = atom.node
    return base if power == 1 else Apply(type=INTEGER, op="**", args=(base, number(power)))


def simplified(node: Node) -> Node:
    """An integer expression in canonical form (`(t - 1) + 1` becomes `t`), its place kept; others unchanged."""
    if not is_integer(node.type) or isinstance(node, (Num, Var)):
        return node
    dim = polynomial(node)
    if dim is None or not integer_valued(dim):
        return node
    return replace(expression(dim), span=node.span)


def condition(left: Dim, right: Dim) -> str:
    """When two different dimensions are equal, as an equation; empty when never."""
    gap = left - right
    if _rational(gap) is not None:
        return ""
    gap = gap.scaled(Fraction(1, gcd(*(c.numerator for _, c in gap.terms))))
    sides = (Dim(tuple(t for t in gap.terms if t[1] > 0)), Dim(tuple((m, -c) for m, c in gap.terms if c < 0)))
    first, second = sorted(sides, key=lambda d: (not d.atoms(), str(d)))
    return f"{first} = {second}"


def text(node: Node, power: int = 0) -> str:
    """A short text of an integer-valued tree, to tell dimensions apart."""
    match node:
        case Num(value=value):
            return str(value)
        case Var(name=name) | Ref(name=name):
            return name
        case Apply(op="neg", args=(a,)):
            return f"-{text(a, 3)}"
        case Apply(op=op, args=(a, b)) if op in _INFIX:
            level = _INFIX[op]
            glue = f" {op} " if level == 1 else op
            inner = f"{text(a, level + (op == '**'))}{glue}{text(b, level + (op != '**'))}"
            return f"({inner})" if level < power else inner
        case Apply(op=op, args=args):
            return f"{op}({', '.join(map(text, args))})"
        case Cell(name=name, at=at):
            return f"{name}[{', '.join(map(text, at))}]"
        case Index(base=base, at=items):
            return f"{text(base, 5)}[{', '.join(':' if isinstance(i, Slice) else text(i) for i in items)}]"
    return node.span.text if node.span is not None else "…"
