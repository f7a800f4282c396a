"""Integrals over an interval as entries: of polynomials exactly, else an opaque entry that balls may enclose.

The opaque one is `integral` over (lower end, upper end, body, variable).
"""

from __future__ import annotations

from proofcheck.language.tree import Bind, Over
from proofcheck.language.types import Scalar
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.arrays import scalar
from proofcheck.meaning.graph import Entry, Graph, Grid
from proofcheck.meaning.polynomials import Polynomial, coefficients
from proofcheck.meaning.scope import Expands, Scope


def expand_integral(x: Expands, node: Bind, scope: Scope) -> Grid:
    """The integral of each entry of the body over one variable. Errors: NoMeaning for unbounded or other regions."""
    g = x.graph
    binder = node.binders[0]
    if len(node.binders) != 1 or not isinstance(binder, Over) or not isinstance(binder.type, Scalar):
        raise NoMeaning("integral", "over more than one variable")
    domain = binder.domain
    if domain.lower is None or domain.upper is None or binder.filter is not None:
        raise NoMeaning("integral", "over an unbounded region")
    low, high = x.expand(domain.lower, scope).scalar, x.expand(domain.upper, scope).scalar
    leaf = g.fresh()
    body = x.expand(node.body, scope.bind(binder.name, scalar(leaf)))
    found = []
    for e in body.entries:
        try:
            found.append(_of_polynomial(g, coefficients(g, e, leaf, "integral"), low, high))
        except (NoMeaning, TooLarge):
            found.append(g.make("integral", low, high, e, leaf))
    return Grid(body.shape, tuple(found))


def _of_polynomial(g: Graph, parts: Polynomial, low: Entry, high: Entry) -> Entry:
    total = g.zero
    for k, c in enumerate(parts, start=1):
        span = g.sub(g.power(high, k), g.power(low, k))
        total = g.add(total, g.mul(g.div(c, g.num(k)), span))
    return total
