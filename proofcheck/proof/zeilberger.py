"""Creative telescoping: c₀ F(n, k) + … + c_J F(n + J, k) = G(k + 1) − G(k) for a term F, with c free of k, and G = R F.

Gosper's algorithm with unknown coefficients (Zeilberger 1990). What it finds is an identity that has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import gcd, lcm

from flint import fmpq, fmpq_mat

from proofcheck.inference.matching import canonical
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.tree import Apply, Node, Var, transform, walk
from proofcheck.language.types import REAL, Dim
from proofcheck.proof.hypergeometric import (
    Field,
    NotHypergeometric,
    Polynomial,
    Ratio,
    Term,
    binomials,
    factorials,
    ratio,
    term,
)

_DEGREE = 6
_DISPERSION = 8
_TOPS, _LOWS = (0, -1, 1), (0, -1, 1, -2, 2)
_TRIES = 60  # ways to write G
_POWERS = 4  # taken into an exponent


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The coefficients of F(n), F(n + 1), …, and G as terms of the language."""

    coefficients: tuple[Node, ...]
    certificate: Node


def recurrence(node: Node, n: str, k: str, order: int) -> Recurrence | None:
    """A recurrence in n of the sums of a term over k."""
    variables = {v.name: v for v in walk(node) if isinstance(v, Var)}
    if n not in variables or k not in variables:
        return None
    field = Field(dict(sorted(variables.items(), key=lambda item: item[0] != k)))
    try:
        f = term(field, node)
        found = _solved(f, n, k, order)
        if found is None:
            return None
        coefficients, certificate = found
        return Recurrence(tuple(map(field.node, coefficients)), _written(f, node, certificate, k))
    except NotHypergeometric:
        return None


def _solved(f: Term, n: str, k: str, order: int) -> tuple[list[Polynomial], Ratio] | None:
    field = f.field
    step, shifts = f.ratio(n), [field.one]
    for i in range(order):
        moved = ratio(field.shifted(step.over, n, i), field.shifted(step.under, n, i))
        shifts.append(shifts[-1] * moved)
    common = shifts[0].under
    for s in shifts[1:]:
        common = divmod(common * s.under, common.gcd(s.under))[0]
    parts = [divmod(s.over * common, s.under)[0] for s in shifts]
    along = f.ratio(k) * ratio(common, field.shifted(common, k, 1))
    a, b, p = _gosper(field, along, k)
    b_before = field.shifted(b, k, -1)
    for degree in range(_DEGREE + 1):
        columns = [p * part for part in parts]
        own = field.gens[k]
        columns += [-(a * (own + 1) ** t - b_before * own**t) for t in range(degree + 1)]
        solution = _null_vector(field, columns, k, order)
        if solution is not None:
            x = sum((solution[order + 1 + t] * own**t for t in range(degree + 1)), field.context.constant(0))
            return solution[: order + 1], ratio(b_before * x, p * common)
    return None


def _gosper(field: Field, along: Ratio, k: str) -> tuple[Polynomial, Polynomial, Polynomial]:
    """a, b, p with a(k)/b(k) p(k + 1)/p(k) the ratio, where a(k) and b(k + s) have no common factor for s >= 0."""
    a, b, p = along.over, along.under, field.context.constant(1)
    for s in range(_DISPERSION + 1):
        common = a.gcd(field.shifted(b, k, s))
        if field.degree(common, k) <= 0:
            continue
        a = divmod(a, common)[0]
        b = divmod(b, field.shifted(common, k, -s))[0]
        for i in range(1, s + 1):
            p = p * field.shifted(common, k, -i)
    return a, b, p


def _null_vector(field: Field, columns: list[Polynomial], k: str, order: int) -> list[Polynomial] | None:
    """Polynomials without k, not all coefficients 0, by which the columns add up to 0."""
    rows = [field.coefficients(c, k) for c in columns]
    height = max(map(len, rows))
    matrix = [[row[d] if d < len(row) else field.context.constant(0) for row in rows] for d in range(height)]
    if not _has_kernel(field, matrix):
        return None
    vectors = _kernel(field, [[Ratio(c, field.context.constant(1)) for c in line] for line in matrix])
    good = [v for v in vectors if v[order].over != 0]
    if not good:
        return None
    vector = good[0]
    common = field.context.constant(1)
    for v in vector:
        common = divmod(common * v.under, common.gcd(v.under))[0]
    whole = [divmod(v.over * common, v.under)[0] for v in vector]
    content = whole[0]
    for w in whole[1:]:
        content = content.gcd(w)
    return _smallest([divmod(w, content)[0] for w in whole], order)


def _smallest(vector: list[Polynomial], order: int) -> list[Polynomial]:
    """With small whole coefficients, the last polynomial of the recurrence with a positive leading one."""
    numbers = [c for w in vector for c in w.coeffs()]
    scale = fmpq(lcm(*(int(c.q) for c in numbers)), gcd(*(int(c.p) for c in numbers)))
    if vector[order].coeffs()[0] < 0:
        scale = -scale
    return [w * scale for w in vector]


def _has_kernel(field: Field, matrix: list[list[Polynomial]]) -> bool:
    """At one choice of the other names, quickly."""
    values = [1009 + 977 * i for i in range(len(field.gens))]
    at = fmpq_mat([[c(*values) for c in line] for line in matrix])
    return int(at.rank()) < len(matrix[0])


def _kernel(field: Field, matrix: list[list[Ratio]]) -> list[list[Ratio]]:
    width, row = len(matrix[0]), 0
    pivots: list[int] = []
    zero = field.constant(Fraction(0))
    for column in reversed(range(width)):  # so that the coefficients of the recurrence stay free
        at = next((i for i in range(row, len(matrix)) if matrix[i][column].over != 0), None)
        if at is None:
            continue
        matrix[row], matrix[at] = matrix[at], matrix[row]
        lead = matrix[row][column]
        matrix[row] = [c / lead for c in matrix[row]]
        for i, line in enumerate(matrix):
            if i != row and line[column].over != 0:
                factor = line[column]
                matrix[i] = [c - factor * m for c, m in zip(line, matrix[row], strict=True)]
        pivots.append(column)
        row += 1
    vectors = []
    for free in (c for c in range(width) if c not in pivots):
        vector = [zero] * width
        vector[free] = field.one
        for i, column in enumerate(pivots):
            vector[column] = zero - matrix[i][free]
        vectors.append(vector)
    return vectors


# G as a term with few poles


def _written(f: Term, node: Node, certificate: Ratio, k: str) -> Node:
    """R F, the poles of R taken into the binomials of F where that can be."""
    field = f.field
    best, best_node = certificate, node
    for changed, factor in _neighbours(field, node):
        if field.degree(best.under, k) <= 0:
            break
        own = certificate * factor
        if field.degree(own.under, k) < field.degree(best.under, k):
            best, best_node = own, changed
    best, best_node = _into_powers(field, best, best_node)
    value = Apply(type=REAL, op="*", args=(field.node(best.over), best_node))
    return Apply(type=REAL, op="/", args=(value, field.node(best.under))) if best.under != 1 else value


def _into_powers(field: Field, factor: Ratio, node: Node) -> tuple[Ratio, Node]:
    """`x x**(n - 1 - k)` as `x**(n - k)`: the exponents of powers in a product take what they can."""
    taken: dict[str, int] = {}

    def change(part: Node) -> Node | None:
        nonlocal factor
        match part:
            case Apply(op="*", args=(a, b)):
                return replace(part, args=(change(a) or a, change(b) or b))
            case Apply(op="**", args=(Var(name=name), exponent)) if name in field.gens and name not in taken:
                own = polynomial(exponent) if is_integer(exponent.type) else None
                if own is None or own.constant is not None:
                    return None
                over, count = factor.over, 0
                while count < _POWERS:
                    quotient, rest = divmod(over, field.gens[name])
                    if rest != 0:
                        break
                    over, count = quotient, count + 1
                taken[name] = count
                factor = Ratio(over, factor.under)
                return replace(part, args=(part.args[0], expression(own + Dim.of(count)))) if count else None
        return None

    node = change(node) or node
    return factor, node


def _neighbours(field: Field, node: Node) -> Iterator[tuple[Node, Ratio]]:
    """The term F' with neighbouring binomials, and F/F'."""
    found = binomials(node)
    if not 0 < len(found) <= 2:
        return
    choices = list(product(product(_TOPS, _LOWS), repeat=len(found)))
    choices.sort(key=lambda c: sum(abs(x) + abs(y) for x, y in c))
    for choice in choices[:_TRIES]:
        changed, factor = node, field.one
        for old, (top, low) in zip(found, choice, strict=True):
            a, b = (polynomial(x) for x in old.args)
            if a is None or b is None:
                return
            new = Apply(type=old.type, op="binomial", args=(expression(a + Dim.of(top)), expression(b + Dim.of(low))))
            count = _times(node, old)
            own = factorials(field, b, low) * factorials(field, a - b, top - low) / factorials(field, a, top)
            factor = factor * field.power(own, Fraction(count))
            key = canonical(old)
            changed = transform(changed, lambda x, key=key, new=new: new if canonical(x) == key else None)  # type: ignore[misc]
        yield changed, factor


def _times(node: Node, part: Node) -> int:
    """How often a factor stands in a product."""
    match node:
        case Apply(op="*", args=(a, b)):
            return _times(a, part) + _times(b, part)
        case Apply(op="/", args=(a, b)):
            return _times(a, part) - _times(b, part)
        case Apply(op="neg", args=(a,)):
            return _times(a, part)
        case Apply(op="**", args=(a, b)):
            exponent = polynomial(b) if is_integer(b.type) else None
            whole = None if exponent is None else exponent.constant
            return 0 if whole is None else whole * _times(a, part)
    return int(node == part)
