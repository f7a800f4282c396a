"""What is taken over a continuum, as entries: integrals, suprema, limits, endless sums. Polynomials are integrated.

The others are opaque entries that bind a variable (`graph.BINDERS`). An integral is the limit of those over closed
intervals inside, at both ends by itself; so it may be improper at its ends, and nowhere else.
"""

from __future__ import annotations

from proofcheck.language.tree import Apply, Approach, Bind, Node, Over, Range, free_names
from proofcheck.language.types import INTEGER, REAL
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.arrays import scalar
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.graph import EXTREMES, Entry, Graph, Grid
from proofcheck.meaning.polynomials import Polynomial, coefficients
from proofcheck.meaning.scope import Expands, Scope

_SIDES = {"": "limit", "+": "limit_above", "-": "limit_below"}


def expand_continuum(x: Expands, node: Bind, scope: Scope) -> Grid | None:
    """The entries of a binder over a continuum, each entry of the body by itself; None for another binder."""
    match node.op, node.binders:
        case "integral", _:
            return _expand_integral(x, node, node.binders[0] if len(node.binders) == 1 else None, scope)
        case op, (Over() as binder,) if op in EXTREMES:
            return _expand_extreme(x, node, binder, scope)
        case "limit", (Approach() as binder,):
            return _expand_limit(x, node, binder, scope)
    return None


def _expand_integral(x: Expands, node: Bind, binder: object, scope: Scope) -> Grid:
    if not isinstance(binder, Over) or binder.type != REAL or binder.filter is not None:
        raise NoMeaning("integral", "over more than one variable")
    low, high = _ends(x, binder, scope)
    leaf, body = _body(x, node.body, binder.name, scope)
    return Grid(body.shape, tuple(integral(x.graph, low, high, e, leaf) for e in body.entries))


def integral(g: Graph, low: Entry, high: Entry, body: Entry, leaf: Entry) -> Entry:
    """The integral of an entry by a variable: of a polynomial between finite ends exactly, else as an opaque entry."""
    if not is_infinite(low) and not is_infinite(high):
        try:
            return _of_polynomial(g, coefficients(g, body, leaf, "integral"), low, high)
        except (NoMeaning, TooLarge):
            pass
    return g.bind("integral", low, high, body, leaf)


def _of_polynomial(g: Graph, parts: Polynomial, low: Entry, high: Entry) -> Entry:
    total = g.zero
    for k, c in enumerate(parts, start=1):
        span = g.sub(g.power(high, k), g.power(low, k))
        total = g.add(total, g.mul(g.div(c, g.num(k)), span))
    return total


def _expand_extreme(x: Expands, node: Bind, binder: Over, scope: Scope) -> Grid:
    domain = binder.domain
    if binder.type != REAL or binder.filter is not None or domain.members is not None or domain.excluded:
        raise NoMeaning(node.op, "over more than an interval")
    low, high = _ends(x, binder, scope)
    belong = [x.graph.num(int(not (end is None or open_))) for end, open_ in _bounds(binder)]
    leaf, body = _body(x, node.body, binder.name, scope)
    return scalar(x.graph.bind(node.op, low, high, *belong, body.scalar, leaf))


def _bounds(binder: Over) -> tuple[tuple[Node | None, bool], tuple[Node | None, bool]]:
    domain = binder.domain
    return (domain.lower, domain.lower_open), (domain.upper, domain.upper_open)


def _expand_limit(x: Expands, node: Bind, binder: Approach, scope: Scope) -> Grid:
    """A limit; that of the partial sums of a series is an endless sum."""
    whole = binder.type == INTEGER
    match node.body:
        case Bind(op="sum", binders=(Range(step=1, filter=None) as terms,), body=term) if whole and _ends_at(
            terms, term, binder
        ):
            first = x.expand(terms.lower, scope).scalar
            leaf, body = _body(x, term, terms.name, scope)
            return Grid(body.shape, tuple(x.graph.bind("series", first, e, leaf) for e in body.entries))
    if whole and not (isinstance(binder.target, Apply) and binder.target.op == "oo"):
        raise NoMeaning("limit", "of a sequence anywhere but at infinity")
    target = _end(x, binder.target, scope)
    leaf, body = _approached(x, node.body, binder.name, scope)
    op = "limit_whole" if whole else _SIDES[binder.side]
    return Grid(body.shape, tuple(x.graph.bind(op, target, e, leaf) for e in body.entries))


def _ends_at(terms: Range, term: Node, binder: Approach) -> bool:
    """Whether a sum goes up to what goes to infinity, and its terms do not depend on that."""
    if any(binder.name in free_names(node) for node in (terms.lower, term)):
        return False
    return (
        getattr(terms.upper, "name", None) == binder.name
        and isinstance(binder.target, Apply)
        and binder.target.op == "oo"
    )


def _ends(x: Expands, binder: Over, scope: Scope) -> tuple[Entry, Entry]:
    infinity = x.graph.make("oo")
    (lower, _), (upper, _) = _bounds(binder)
    return (
        x.graph.neg(infinity) if lower is None else _end(x, lower, scope),
        infinity if upper is None else _end(x, upper, scope),
    )


def _end(x: Expands, node: Node, scope: Scope) -> Entry:
    match node:
        case Apply(op="oo"):
            return x.graph.make("oo")
        case Apply(op="neg", args=(Apply(op="oo"),)):
            return x.graph.neg(x.graph.make("oo"))
    return x.expand(node, scope).scalar


def _approached(x: Expands, node: Node, name: str, scope: Scope) -> tuple[Entry, Grid]:
    """The body by the variable that goes somewhere: of a given that very one, in whatever is defined by it too."""
    if x.claim.given_named(name) is None or name in scope.local:
        return _body(x, node, name, scope)
    key = ("approached", name)
    world = scope.world.children.get(key) or scope.world.child(key, variables={name: scalar(x.graph.fresh())})
    return world.variables[name].scalar, x.expand(node, scope.within(world))


def _body(x: Expands, node: Node, name: str, scope: Scope) -> tuple[Entry, Grid]:
    leaf = x.graph.fresh()
    return leaf, x.expand(node, scope.bind(name, scalar(leaf)))
