"""Who reads a value: the sum of reverse-mode differentiation, found for every size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product as choices

from proofcheck.claim import Recurrence
from proofcheck.inference.context import Context
from proofcheck.inference.recurrences.ancestors import Ancestors
from proofcheck.inference.recurrences.ancestors import Node as Target
from proofcheck.inference.recurrences.dependence import direct_reads, reached, target
from proofcheck.inference.recurrences.derivative_terms import is_total, real, summed
from proofcheck.inference.recurrences.reads import Read, Unclear, body_reads, own_names
from proofcheck.inference.recurrences.rules_adjoints import Family, covers, explicit_term, reader_term
from proofcheck.inference.recurrences.unfolding import linear_index
from proofcheck.language.dims import expression
from proofcheck.language.tree import Bind, Cell, Derive, Node, Range, Ref, walk
from proofcheck.language.types import Dim
from proofcheck.meaning.regions import Linear, Region

MOST_CHOICES = 24
_NAME = "q"


def expansion(context: Context, node: Node) -> Node | None:
    """A total derivative as the sum over the readers of what is derived by, if they are found."""
    if not isinstance(node, Derive) or not is_total(node) or not real(node.body, node.wrt):
        return None
    try:
        return _expansion(context, node)
    except Unclear:
        return None


def _expansion(context: Context, node: Derive) -> Node | None:
    by = target(context, node.wrt)
    start = direct_reads(context, node.body)
    with_own = any(_meets(r, by) for r in start)
    found = reached(context, start, by, by)
    options: dict[str, list[Family]] = {}
    singles: list[Family] = []
    for name in found.names():
        if context.claim.definition_named(name) is None:
            continue
        for read in body_reads(context.claim, name, found.region(name)):
            if _meets(read, by):
                families = list(dict.fromkeys(_families(context, found, name, read, by)))
                if len(families) == 1 and not families[0].binders:
                    singles += [f for f in families if f not in singles]
                else:
                    known = options.setdefault(name, families)
                    options[name] = [f for f in known if f in families] or known
    for some in list(choices(*options.values()))[:MOST_CHOICES]:
        families = [*singles, *some]
        if families and covers(context, node, families, with_own=with_own):
            parts = [reader_term(node, f) for f in families]
            return summed([explicit_term(node), *parts] if with_own else parts)
    return None


def _meets(read: Read, node: Target) -> bool:
    return read.name == node.name and not _where(read, node).empty


def _where(read: Read, node: Target) -> Region:
    return read.region.where(zero=[a - b for a, b in zip(read.at, node.at, strict=True)])


def _families(context: Context, found: Ancestors, name: str, read: Read, by: Target) -> Iterator[Family]:
    """Families that may hold the readers by one read: a single cell, or a range of cells with different ends."""
    definition = context.claim.definition_named(name)
    if not isinstance(definition, Recurrence):
        assert definition is not None
        yield Family(reader=Ref(type=definition.body.type, name=name))
        return
    region = _where(read, by)
    own = own_names(definition)
    known = frozenset(context.region.atoms())
    fixed = [_fixed(region, n, known) for n in own]
    free = [k for k, f in enumerate(fixed) if f is None]
    if not free:
        yield Family(reader=Cell(type=definition.type, name=name, at=tuple(expression(f.dim()) for f in fixed if f)))
        return
    if len(free) > 2:
        return
    ends = [_ends(context, found, name, k, region, Linear.name(own[k])) for k in free]
    names = _fresh(context, len(free))
    for chosen in list(choices(*ends))[:MOST_CHOICES]:
        ranges = tuple(
            Range(name=n, lower=expression(low.dim()), upper=expression(high.dim()))
            for n, (low, high) in zip(names, chosen, strict=True)
        )
        places = {k: expression(Dim.of(n)) for k, n in zip(free, names, strict=True)}
        at = tuple(expression(f.dim()) if f is not None else places[k] for k, f in enumerate(fixed))
        yield Family(reader=Cell(type=definition.type, name=name, at=at), binders=ranges)


def _fixed(region: Region, name: str, known: frozenset[object]) -> Linear | None:
    """The form of the context that an index equals."""
    for form in region.zero:
        c = form.coefficient(name)
        rest = form - Linear(((name, c),), 0) if c else form
        if abs(c) == 1 and all(a in known for a, _ in rest.terms):
            return rest.scaled(-c)
    return None


def _ends(
    context: Context, found: Ancestors, name: str, axis: int, region: Region, own: Linear
) -> list[tuple[Linear, Linear]]:
    """Ends of a range that holds an index, the narrowest first."""
    forms = list(dict.fromkeys([*_forms_in(context), *(f for k, _, f in found.bounds[name] if k == axis)]))
    forms += [f.plus(s) for f in found.near for s in (1, -1)]
    lower = [f for f in dict.fromkeys(forms) if region.entails(own - f)]
    upper = [f for f in dict.fromkeys(forms) if region.entails(f - own)]
    return [(a, b) for a in _narrowest(context.region, lower, 1) for b in _narrowest(context.region, upper, -1)]


def _narrowest(region: Region, forms: Sequence[Linear], sign: int) -> list[Linear]:
    """The bounds that no other one is better than."""
    kept: list[Linear] = []
    for form in forms:
        better = [o for o in forms if o != form and region.entails((o - form).scaled(sign))]
        equal = [o for o in better if region.fixes(o - form)]
        if len(better) == len(equal) and not any(o in kept for o in equal):
            kept.append(form)
    return kept


def _forms_in(context: Context) -> Iterator[Linear]:
    """The ends of ranges in the claim."""
    known = frozenset(context.region.atoms())
    for link in context.claim.links:
        for node in walk(link.node):
            for binder in node.binders if isinstance(node, Bind) else ():
                if isinstance(binder, Range):
                    for end in (binder.lower, binder.upper):
                        form = linear_index(context.claim, context.region, end)
                        if form is not None and all(a in known for a, _ in form.terms):
                            yield form


def _fresh(context: Context, count: int) -> list[str]:
    taken = {b.name for b in context.binders} | {g.name for g in context.claim.declared}
    taken |= {d.name for d in context.claim.definitions}
    names = [_NAME, *(f"{_NAME}_{k}" for k in range(2, 9))]
    return [n for n in names if n not in taken][:count]
