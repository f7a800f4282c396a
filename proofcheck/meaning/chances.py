"""Distributions as entries: densities, divergences, entropies, and expectations of what is finite or polynomial.

`normal(m, s)` has standard deviation s, `exponential(r)` rate r; a parameter outside its domain makes the value
undefined. Expectations of polynomials go through the moments, others are integrals or sums
against the density.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, factorial

from proofcheck.language.tree import Apply, Bind, Draw, Node, Ref
from proofcheck.language.types import Distribution
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.arrays import matrix_product, scalar, vector
from proofcheck.meaning.factors import determinant, inverse, is_positive_definite
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.integrals import integral
from proofcheck.meaning.layers import plogq
from proofcheck.meaning.polynomials import coefficients
from proofcheck.meaning.scope import Expands, Scope

READS_DISTRIBUTIONS = frozenset(("pdf", "kl", "entropy"))


@dataclass(frozen=True, slots=True)
class _Law:
    """A distribution with its parameters, which are undefined entries where they lie outside their domain."""

    kind: str
    parameters: tuple[Grid, ...]

    @property
    def scalars(self) -> tuple[Entry, ...]:
        return tuple(p.scalar for p in self.parameters)


def _law(x: Expands, node: Node, scope: Scope) -> _Law:
    while isinstance(node, Ref):
        node, scope = x.body_of(node, scope)
    if not isinstance(node, Apply) or node.op not in _DOMAINS:
        raise NoMeaning("distribution", "given in no known form")
    parameters = tuple(x.expand(a, scope) for a in node.args)
    sound = _DOMAINS[node.op](x.graph, parameters)
    if sound.op not in ("log", "num", "undefined"):
        sound = x.graph.choose(sound, x.graph.one, x.graph.undefined(f"{node.op} with such parameters"))
    kept = tuple(Grid(p.shape, tuple(x.graph.restrict(e, sound) for e in p.entries)) for p in parameters)
    return _Law(node.op, kept)


def _positive(place: int) -> Callable[[Graph, Sequence[Grid]], Entry]:
    """An entry that has a value just where a parameter is positive."""
    return lambda g, p: g.make("log", p[place].scalar)


def _probabilities(g: Graph, p: Sequence[Grid]) -> Entry:
    items = p[0].entries
    return g.all((*(g.make(">=", q, g.zero) for q in items), g.make("==", g.sum(items), g.one)))


# Where the parameters lie in their domain: a condition, or an entry that has a value just there.
_DOMAINS: dict[str, Callable[[Graph, Sequence[Grid]], Entry]] = {
    "normal": _positive(1),
    "uniform": lambda g, p: g.make("log", g.sub(p[1].scalar, p[0].scalar)),
    "exponential": _positive(0),
    "poisson": _positive(0),
    "bernoulli": lambda g, p: g.all((g.make(">=", p[0].scalar, g.zero), g.make("<=", p[0].scalar, g.one))),
    "finite": _probabilities,
    "mvnormal": lambda g, p: is_positive_definite(g, p[1]),
}


def applied(x: Expands, node: Apply, scope: Scope) -> Grid:
    """`pdf`, `kl` and `entropy`, of distributions or of probability vectors."""
    g = x.graph
    if not isinstance(node.args[0].type, Distribution):
        items = [x.expand(a, scope).entries for a in node.args]
        if node.op == "entropy":
            return scalar(_entropy_of(g, items[0]))
        return scalar(_divergence_of(g, items[0], items[1]))
    laws = [_law(x, a, scope) for a in node.args if isinstance(a.type, Distribution)]
    if node.op == "pdf":
        return scalar(_density(g, laws[0], x.expand(node.args[1], scope)))
    return scalar(_entropy(g, laws[0]) if node.op == "entropy" else _divergence(g, laws[0], laws[1]))


def _entropy_of(g: Graph, p: Sequence[Entry]) -> Entry:
    return g.neg(g.sum(plogq(g, q, q) for q in p))


def _divergence_of(g: Graph, p: Sequence[Entry], q: Sequence[Entry]) -> Entry:
    return g.sum(plogq(g, a, g.div(a, b)) for a, b in zip(p, q, strict=True))


def _masses(g: Graph, law: _Law) -> tuple[int, list[Entry]] | None:
    """The least value and the probabilities of a distribution over finitely many values."""
    if law.kind == "bernoulli":
        p = law.parameters[0].scalar
        return 0, [g.sub(g.one, p), p]
    return (1, list(law.parameters[0].entries)) if law.kind == "finite" else None


def _density(g: Graph, law: _Law, at: Grid) -> Entry:
    masses = _masses(g, law)
    if masses is not None:
        least, items = masses
        found = g.restrict(g.zero, *items)
        for k, p in enumerate(items, start=least):
            found = g.choose(g.make("==", at.scalar, g.num(k)), p, found)
        return found
    if law.kind == "mvnormal":
        return _joint_density(g, law, at)
    t = at.scalar
    match law.kind, law.scalars:
        case "normal", (m, s):
            scaled = g.power(g.div(g.sub(t, m), s), 2)
            root = g.make("sqrt", g.mul(g.num(2), g.make("pi")))
            return g.div(g.make("exp", g.neg(g.div(scaled, g.num(2)))), g.mul(s, root))
        case "uniform", (a, b):
            inside = g.all((g.make("<=", a, t), g.make("<=", t, b)))
            return g.choose(inside, g.div(g.one, g.sub(b, a)), g.zero)
        case "exponential", (r,):
            falling = g.mul(r, g.make("exp", g.neg(g.mul(r, t))))
            return g.restrict(g.choose(g.make(">=", t, g.zero), falling, g.zero), r)
        case "poisson", (r,):
            whole = g.all((g.make(">=", t, g.zero), g.make("==", g.make("floor", t), t)))
            mass = g.div(g.mul(g.power(r, t), g.make("exp", g.neg(r))), g.make("factorial", t))
            return g.restrict(g.choose(whole, mass, g.zero), r)
    raise NoMeaning("pdf", f"of {law.kind}")


def _joint_density(g: Graph, law: _Law, at: Grid) -> Entry:
    m, s = law.parameters
    moved = vector([g.sub(a, b) for a, b in zip(at.entries, m.entries, strict=True)])
    square = matrix_product(g, moved, matrix_product(g, inverse(g, s), moved)).scalar
    size = g.mul(g.power(g.mul(g.num(2), g.make("pi")), len(at.entries)), determinant(g, s))
    return g.div(g.make("exp", g.neg(g.div(square, g.num(2)))), g.make("sqrt", size))


def _entropy(g: Graph, law: _Law) -> Entry:
    masses = _masses(g, law)
    if masses is not None:
        return _entropy_of(g, masses[1])
    match law.kind:
        case "normal":
            square = g.mul(g.mul(g.num(2), g.make("pi")), g.power(law.scalars[1], 2))
            return g.div(g.add(g.make("log", square), g.one), g.num(2))
        case "uniform":
            return g.make("log", g.sub(law.scalars[1], law.scalars[0]))
        case "exponential":
            return g.sub(g.one, g.make("log", law.scalars[0]))
    raise NoMeaning("entropy", f"of {law.kind}")


def _divergence(g: Graph, p: _Law, q: _Law) -> Entry:
    masses, others = _masses(g, p), _masses(g, q)
    if p.kind == q.kind and masses is not None and others is not None:
        return _divergence_of(g, masses[1], others[1])
    match p.kind, q.kind:
        case "normal", "normal":
            (m, s), (n, t) = p.scalars, q.scalars
            square = g.add(g.power(s, 2), g.power(g.sub(m, n), 2))
            spread = g.div(square, g.mul(g.num(2), g.power(t, 2)))
            return g.sub(g.add(g.make("log", g.div(t, s)), spread), g.div(g.one, g.num(2)))
        case "exponential", "exponential":
            r, t = p.scalars[0], q.scalars[0]
            return g.sub(g.add(g.make("log", g.div(r, t)), g.div(t, r)), g.one)
    raise NoMeaning("kl", f"between {p.kind} and {q.kind}")


def expand_expectation(x: Expands, node: Bind, scope: Scope) -> Grid:
    """`E`, `Var` and `Cov` of each entry of the body."""
    g = x.graph

    def expectation(combine: Callable[[Sequence[Entry]], Sequence[Entry]]) -> tuple[tuple[int, ...], list[Entry]]:
        return _expectation(x, node, scope, 0, combine)

    shape, first = expectation(lambda items: items)
    if node.op == "E":
        return Grid(shape, tuple(first))
    if node.op == "Var":
        _, second = expectation(lambda items: [g.mul(e, e) for e in items])
        return Grid(shape, tuple(g.sub(b, g.mul(a, a)) for a, b in zip(first, second, strict=True)))
    if shape != (2,):
        raise NoMeaning("Cov", "of something that is no pair of scalars")
    _, mixed = expectation(lambda items: [g.mul(items[0], items[1])])
    return scalar(g.sub(mixed[0], g.mul(first[0], first[1])))


def _expectation(
    x: Expands, node: Bind, scope: Scope, depth: int, combine: Callable[[Sequence[Entry]], Sequence[Entry]]
) -> tuple[tuple[int, ...], list[Entry]]:
    """Of the body over the binders from `depth` on, the last one innermost."""
    g = x.graph
    if depth == len(node.binders):
        body = x.expand(node.body, scope)
        return body.shape, list(combine(body.entries))
    binder = node.binders[depth]
    if not isinstance(binder, Draw):
        raise NoMeaning(node.op, "over something that is no distribution")
    law = _law(x, binder.distribution, scope)
    masses = _masses(g, law)
    if masses is not None:
        least, weights = masses
        totals: list[Entry] = []
        shape: tuple[int, ...] = ()
        for k, p in enumerate(weights, start=least):
            shape, part = _expectation(x, node, scope.bind(binder.name, scalar(g.num(k))), depth + 1, combine)
            weighted = [g.mul(p, e) for e in part]
            totals = [g.add(a, b) for a, b in zip(totals, weighted, strict=True)] if totals else weighted
        return shape, totals
    if law.kind == "mvnormal":  # moments are known of scalars only
        raise NoMeaning(node.op, "over mvnormal")
    leaf = g.fresh()
    shape, inner = _expectation(x, node, scope.bind(binder.name, scalar(leaf)), depth + 1, combine)
    return shape, [_mean(g, law, e, leaf) for e in inner]


def _mean(g: Graph, law: _Law, e: Entry, leaf: Entry) -> Entry:
    """By the moments, for a polynomial; else the integral or sum against the density, of the standard distribution."""
    try:
        parts = coefficients(g, e, leaf, "E")
        return g.dot(parts, _moments(g, law, len(parts)))
    except (NoMeaning, TooLarge):
        pass
    u = g.fresh()
    infinity = g.make("oo")
    match law.kind, tuple(p.args[0] if p.op == "restrict" else p for p in law.scalars):  # restricted in the end
        case "normal", (m, s):
            place, low, high = g.add(m, g.mul(s, u)), g.neg(infinity), infinity
            bell = g.make("exp", g.neg(g.div(g.power(u, 2), g.num(2))))
            weight = g.div(bell, g.make("sqrt", g.mul(g.num(2), g.make("pi"))))
        case "uniform", (a, b):
            place, low, high, weight = g.add(a, g.mul(g.sub(b, a), u)), g.zero, g.one, g.one
        case "exponential", (r,):
            place, low, high, weight = g.div(u, r), g.zero, infinity, g.make("exp", g.neg(u))
        case "poisson", (r,):
            mass = g.div(g.mul(g.power(r, u), g.make("exp", g.neg(r))), g.make("factorial", u))
            total = g.bind("series", g.zero, g.mul(g.substitute([e], {leaf: u})[0], mass), u)
            return g.restrict(total, *law.scalars)
        case _:
            raise NoMeaning("E", f"over {law.kind}")
    body = g.mul(g.substitute([e], {leaf: place})[0], weight)
    return g.restrict(integral(g, low, high, body, u), *law.scalars)


def _moments(g: Graph, law: _Law, count: int) -> list[Entry]:
    """E z**k for k below `count`."""
    found = [g.restrict(g.one, *(e for p in law.parameters for e in p.entries))]
    for k in range(1, count):
        match law.kind, law.scalars if law.kind != "mvnormal" else ():
            case "normal", (m, s):
                before = g.mul(g.num(k - 1), g.mul(g.power(s, 2), found[k - 2])) if k > 1 else g.zero
                found.append(g.add(g.mul(m, found[k - 1]), before))
            case "uniform", (a, b):
                span = g.sub(g.power(b, k + 1), g.power(a, k + 1))
                found.append(g.div(span, g.mul(g.num(k + 1), g.sub(b, a))))
            case "exponential", (r,):
                found.append(g.div(g.num(factorial(k)), g.power(r, k)))
            case "poisson", (r,):
                found.append(g.mul(r, g.sum(g.mul(g.num(comb(k - 1, j)), found[j]) for j in range(k))))
            case _:
                raise NoMeaning("E", f"over {law.kind}")
    return found
