"""Rules on symbolic integers: by real analysis, and sums whose terms telescope."""

from __future__ import annotations

from dataclasses import replace

from proofcheck.inference.context import Context, known, opened
from proofcheck.inference.depth.everywhere import has_value
from proofcheck.inference.integers import constant_recursive, residues, series
from proofcheck.inference.integers.deciding import holds
from proofcheck.inference.integers.folds import is_fold
from proofcheck.inference.matching import put_in_types, same
from proofcheck.inference.recurrences.rules_induction import of_reals
from proofcheck.inference.table import Rule
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Node, Range, Var, bound_names, free_names, walk
from proofcheck.language.types import BOOLEAN, INTEGER

Premises = tuple[Node, ...]


def _analysis(context: Context, premises: Premises, body: Node) -> bool:
    return holds(context, premises, body)


def _telescopes(context: Context, premises: Premises, body: Node) -> bool:
    """c Σ f + d Σ g + … = G(b + 1) - G(a) where c f(k) + d g(k) + … = G(k + 1) - G(k) for k in a..b, a - 1 <= b."""
    if len(premises) != 1 or not isinstance(body, Apply) or body.op != "==":
        return False
    place, equation = opened(context.claim, premises[0])
    if not place.binders or place.binders[:-1] != context.binders or not isinstance(equation, Apply):
        return False
    binder = place.binders[-1]
    if not isinstance(binder, Range) or binder.step != 1 or binder.filter is not None:
        return False
    if any(binder.name in free_names(h) for h in context.hypotheses):
        return False
    if not all(known(context, (), h) for h in place.hypotheses) or equation.op != "==":
        return False
    terms = _linear(body.args[0], binder)
    difference = equation.args[1]
    if terms is None or not _alike(terms, equation.args[0]):
        return False
    match difference:
        case Apply(op="-", args=(later, now)):
            pass
        case _:
            return False
    if any(bound_names(part) for part in (now, later)):
        return False
    one = literal(1)
    index = Var(type=INTEGER, name=binder.name)
    after = Apply(type=INTEGER, op="+", args=(binder.upper, one))
    ends = tuple(put_in_types(now, {binder.name: end}) for end in (after, binder.lower))
    if not _alike(put_in_types(now, {binder.name: Apply(type=INTEGER, op="+", args=(index, one))}), later):
        return False
    if not _alike(Apply(type=difference.type, op="-", args=ends), body.args[1]):
        return False
    turned = Apply(type=BOOLEAN, op="<=", args=(binder.lower, after))
    longer = replace(binder, upper=after)
    return known(context, (), turned) and has_value(context.under((longer,)), now)


def _alike(a: Node, b: Node) -> bool:
    return same(of_reals(a), of_reals(b))


def _linear(node: Node, binder: Range) -> Node | None:
    """A sum of multiples of sums over one range, with the terms in the place of the sums."""
    if is_fold(node):
        assert isinstance(node, Bind)
        own = node.binders[0]
        if node.op != "sum" or not isinstance(own, Range):
            return None
        if not (same(own.lower, binder.lower) and same(own.upper, binder.upper)):
            return None
        if own.name != binder.name and binder.name in free_names(node.body):
            return None
        return put_in_types(node.body, {own.name: Var(type=INTEGER, name=binder.name)})
    match node:
        case Apply(op="+" | "-", args=args):
            parts = [_linear(a, binder) for a in args]
        case Apply(op="*", args=(a, b)) if not bound_names(a) and binder.name not in free_names(a):
            parts = [None if any(isinstance(part, Bind) for part in walk(a)) else a, _linear(b, binder)]
        case _:
            return None
    found = tuple(p for p in parts if p is not None)
    return replace(node, args=found) if len(found) == len(parts) else None


def _residues(context: Context, premises: Premises, body: Node) -> bool:
    wanted = (Apply(type=BOOLEAN, op="=>", args=(h, body)) for h in context.hypotheses)
    return residues.holds(context, body) or any(residues.holds(context, w) for w in wanted)


def _constant_recursive(context: Context, premises: Premises, body: Node) -> bool:
    return constant_recursive.holds(context, body)


RULES: tuple[Rule, ...] = (
    Rule(
        name="real analysis",
        check=_analysis,
        statement="it holds for all reals in the place of its integers, powers, factorials, sums of the same terms",
    ),
    Rule(
        name="residues",
        check=_residues,
        statement="remainders of polynomials and powers are periodic; it holds for every residue",
    ),
    Rule(
        name="creative telescoping",
        check=_telescopes,
        statement="c f(k) + d g(k) + … = G(k + 1) − G(k) for k = a, …, b gives c Σ f + d Σ g + … = G(b + 1) − G(a)",
    ),
    Rule(
        name="constant-recursive sequences",
        check=_constant_recursive,
        statement="sums, products and partial sums of sequences with linear recurrences with constant coefficients "
        "satisfy one of a known order d; if both sides agree for the first d integers, they agree for all",
    ),
    Rule(
        name="series",
        check=series.partial_sum,
        statement="value − Σ t(k) is at least 0 for terms t(k) >= 0; in alternating Taylor series it has the sign of "
        "the next term, and is no larger; the premise says of which series the terms are",
    ),
)
