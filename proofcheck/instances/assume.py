"""From assumptions to a construction: each is met by construction where a way is known, and tested in any case.

The ways, in this order: adjectives in other words (`A.T @ A == eye(n)`), constant bounds, norms and extreme
singular values or eigenvalues, chances (`sum(x) == 1` of nonnegative entries), equations (solved for a variable that
stands alone, or in which they are affine, or for one entry), bounds between variables. What is left is only tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod

from proofcheck.analysis.equations import cleared
from proofcheck.claim import Claim, Definition
from proofcheck.instances.chances import Chances
from proofcheck.instances.constants import Sizes
from proofcheck.instances.domains import Extent
from proofcheck.instances.draft import Draft, Target
from proofcheck.instances.equations import solve_equations
from proofcheck.instances.families import Patterned, Plain
from proofcheck.instances.forms import Atom, atoms, leaves, linear_form, norm
from proofcheck.instances.homogeneous import settle_homogeneous
from proofcheck.instances.norms import TURNED, rebuild, settle_norms
from proofcheck.instances.parametrise import parametrise
from proofcheck.instances.plan import Plan, whole_blocks
from proofcheck.instances.recognise import adjectives
from proofcheck.instances.steps import Between, Bound, Coordinate, Holds, Scale
from proofcheck.instances.variables import Variable
from proofcheck.language.tree import Domain, Node, Ref
from proofcheck.meaning import TooLarge
from proofcheck.meaning.entries import unroll
from proofcheck.meaning.graph import Entry, Graph


def plan(claim: Claim, sizes: Sizes, variables: Sequence[Variable]) -> Plan:
    """The construction of a claim's instances at these sizes."""
    if not claim.assumptions and not any(v.moving for v in variables):
        return Plan(variables=tuple(variables), blocks=whole_blocks(variables))
    variables, stated = _with_adjectives(claim, variables)
    shapes = {v.name: v.shape for v in variables}
    conditions, unchecked, possible, graph = _conditions(claim, sizes, variables)
    found = [a for source, condition in conditions if source not in stated for a in atoms(condition, source)]
    if graph is not None:
        found = [_cleared(graph, a) for a in found]
    draft = Draft(variables=tuple(variables), shapes=shapes, atoms=found)
    _narrow(draft)
    draft.blocks = list(whole_blocks(draft.variables))
    for _ in range(2):
        settle_norms(draft)
        _settle_chances(draft)
        settle_homogeneous(draft)
        solve_equations(draft)
        if graph is None or not draft.insert_definitions(graph):
            break
    _settle_bounds(draft)
    tests = []
    for source, condition in conditions:
        test = Holds(condition=condition, shapes=shapes)
        if test.known():
            tests.append(test)
        else:
            unchecked.append(source)
    return draft.plan(tests, sorted(u for u in set(unchecked) if u < len(claim.assumptions)), possible)


def _with_adjectives(claim: Claim, variables: Sequence[Variable]) -> tuple[list[Variable], set[int]]:
    """Variables with the adjectives that assumptions state in other words, and which assumptions those are."""
    more: dict[str, list[str]] = {}
    stated = set()
    for source, assumption in enumerate(claim.assumptions):
        for name, adjective in adjectives(_resolved(assumption, claim)):
            more.setdefault(name, []).append(adjective)
            stated.add(source)
    found = []
    for v in variables:
        extra = tuple(p for p in dict.fromkeys(more.get(v.name, ())) if p not in v.properties)
        if extra and v.kind == "real":
            properties = (*v.properties, *extra)
            v = replace(v, properties=properties, made=parametrise(v.shape, v.kind, properties, v.made.extent))
        found.append(v)
    return found, stated


def _resolved(node: Node, claim: Claim) -> Node:
    definition = claim.definition_named(node.name) if isinstance(node, Ref) else None
    return definition.body if isinstance(definition, Definition) else node


def _conditions(
    claim: Claim, sizes: Sizes, variables: Sequence[Variable]
) -> tuple[list[tuple[int, Entry]], list[int], bool, Graph | None]:
    """Assumptions (and moving domains) as entries, those that have no such form, whether none is plainly false."""
    moving = {v.name for v in variables if v.moving}
    given = tuple(replace(g, domain=g.domain if g.name in moving else Domain(), properties=()) for g in claim.given)
    conditions: list[tuple[int, Entry]] = []
    unchecked: list[int] = []
    possible = True
    try:
        unrolled = unroll(replace(claim, given=given, links=()), sizes, holes=True)
    except TooLarge:
        return [], list(range(len(claim.assumptions))), True, None
    for source, condition in enumerate((*unrolled.assumptions, *unrolled.domain)):
        if condition.constant is False or (condition.op == "undefined" and source < len(claim.assumptions)):
            possible = False
        if condition.constant is None:
            conditions.append((source, condition))
    return conditions, unchecked, possible, unrolled.graph


def _cleared(graph: Graph, atom: Atom) -> Atom:
    """An equation without denominators, in which more variables can be solved for."""
    if atom.op != "==":
        return atom
    gap = graph.sub(*atom.sides)
    top = cleared(graph, gap)
    return atom if top is gap else replace(atom, left=top, right=graph.zero)


def _narrow(draft: Draft) -> None:
    """Constant bounds that every entry of a plain variable has become part of its domain."""
    ends: dict[Target, list[tuple[Fraction, bool, bool]]] = {}
    for atom in draft.atoms:
        for found in (_constant_bound(atom, draft), _above_norm(atom, draft)):
            if found is not None:
                ends.setdefault(found[0], []).append(found[1:])
    narrowed = []
    for v in draft.variables:
        family = v.made.family
        each = [frozenset(ends.get((v.name, k), ())) for k in range(prod(v.shape))]
        if isinstance(family, (Plain, Patterned)) and v.kind == "real" and each and each[0] and len(set(each)) == 1:
            extent = v.made.extent
            for value, is_lower, strict in sorted(each[0]):
                extent = _cut(extent, value, is_lower, strict)
            v = replace(v, made=parametrise(v.shape, v.kind, v.properties, extent))
        narrowed.append(v)
    draft.variables = tuple(narrowed)


def _constant_bound(atom: Atom, draft: Draft) -> tuple[Target, Fraction, bool, bool] | None:
    """`leaf < number` in any form: the place of the leaf, the number, whether it is a lower end, whether strict."""
    if atom.op == "==":
        return None
    less = atom.op in ("<", "<=")
    for leaf, other, leaf_is_small in ((atom.left, atom.right, less), (atom.right, atom.left, not less)):
        place, value = draft.place(leaf), other.constant
        if place is not None and isinstance(value, Fraction):
            return place, value, not leaf_is_small, atom.op in ("<", ">")
    return None


def _above_norm(atom: Atom, draft: Draft) -> tuple[Target, Fraction, bool, bool] | None:
    """`norm(x) == leaf` or `norm(x) <= leaf`: the leaf is at least 0."""
    for side, leaf, op in ((atom.left, atom.right, atom.op), (atom.right, atom.left, TURNED[atom.op])):
        place, size = draft.place(leaf), norm(side)
        if place is not None and size is not None and not size.kind.startswith("lambda") and op in ("==", "<=", "<"):
            return place, Fraction(0), True, op == "<"
    return None


def _cut(extent: Extent, value: Fraction, is_lower: bool, strict: bool) -> Extent:
    if is_lower:
        if extent.lower is None or value > extent.lower:
            return replace(extent, lower=value, lower_open=strict)
        return replace(extent, lower_open=extent.lower_open or strict) if value == extent.lower else extent
    if extent.upper is None or value < extent.upper:
        return replace(extent, upper=value, upper_open=strict)
    return replace(extent, upper_open=extent.upper_open or strict) if value == extent.upper else extent


def _settle_chances(draft: Draft) -> None:
    """`sum(x) == c` over entries of a plain variable that are nonnegative: chances times c."""
    for atom in [a for a in draft.atoms if a.op == "=="]:
        for side, other in (atom.sides, atom.sides[::-1]):
            places = {draft.place(leaf): leaf for leaf in leaves((side,))}
            targets = tuple(sorted(p for p in places if p is not None))
            form = linear_form(side, set(places.values()))
            if form is None or set(form.values()) != {Fraction(1)} or not 2 <= len(form) == len(targets):
                continue
            extents = {draft.variable(name).made.extent for name, _ in targets}
            if any(not draft.variable(name).free or e.lower != 0 for (name, _) in targets for e in extents):
                continue
            reads = draft.places((other,))
            chances = Chances(shape=(len(targets),), rows=False, positive=any(e.lower_open for e in extents))
            if draft.may_write(frozenset(targets), reads) and rebuild(draft, targets, chances):
                draft.write(frozenset(targets), reads, Scale(targets=targets, factor=other, shapes=draft.shapes))
                draft.done([atom])
                break


def _settle_bounds(draft: Draft) -> None:
    """Order between variables: the later entry moves between the ends that the earlier ones set."""
    rank = {v.name: k for k, v in enumerate(draft.variables)}
    order = [a for a in draft.atoms if a.op != "=="]
    owned: dict[Target, list[tuple[Atom, Bound, frozenset[Target]]]] = {}
    leaf_at: dict[Target, Entry] = {}
    for atom in order:
        left, right = atom.sides if atom.op in ("<", "<=") else atom.sides[::-1]
        here = {p: leaf for leaf in leaves(atom.sides) if (p := draft.place(leaf)) is not None}
        for place in sorted(here, key=lambda p: (rank[p[0]], p[1]), reverse=True):
            coefficient = _coefficient(left, right, here[place])
            v = draft.variable(place[0])
            reads = frozenset(here) - {place} | {r for _, _, more in owned.get(place, ()) for r in more}
            plain = v.free and isinstance(v.made.family, Plain) and v.made.extent.members is None
            if not coefficient or not plain or not draft.may_write(frozenset({place}), reads):
                continue
            bound = Bound(left=left, right=right, coefficient=coefficient, strict=atom.op in ("<", ">"))
            owned.setdefault(place, []).append((atom, bound, frozenset(here) - {place}))
            leaf_at[place] = here[place]
            draft.reads[place] = reads  # holds later owners to the order; written below
            break
    for place, bounds in owned.items():
        extent = draft.variable(place[0]).made.extent
        step = Between(
            coordinate=Coordinate(places=((place, leaf_at[place], 1),)),
            bounds=tuple(b for _, b, _ in bounds),
            lower=extent.lower,
            upper=extent.upper,
            shapes=draft.shapes,
        )
        draft.write(frozenset({place}), draft.reads[place], step)
        draft.done([a for a, _, _ in bounds])


def _coefficient(left: Entry, right: Entry, leaf: Entry) -> Fraction:
    """The constant coefficient of a leaf in `left - right`, 0 where it has none."""
    forms = linear_form(left, {leaf}), linear_form(right, {leaf})
    if forms[0] is None or forms[1] is None:
        return Fraction(0)
    return forms[0].get(leaf, Fraction(0)) - forms[1].get(leaf, Fraction(0))
