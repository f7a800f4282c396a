"""Relations between counts of complexity and sizes, for every size, by exact summation and schedules.

The kernel replays the argument; the steps say in words which polynomial each count is.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.claim import Claim, Recurrence
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, Whole, free_names, walk
from proofcheck.language.types import Atom, Dim
from proofcheck.meaning.arguments import COUNTING
from proofcheck.meaning.count_words import condition, conditions, factored
from proofcheck.meaning.counting import Counted, counted, is_count
from proofcheck.meaning.regions import linear, substituted
from proofcheck.meaning.size_relations import Shown, affirmed
from proofcheck.meaning.size_signs import joined
from proofcheck.meaning.sizes import context
from proofcheck.meaning.summation import Term
from proofcheck.verdict import Certificate, Step

_MOST = 4  # formulas of one count that are shown


def prove(claim: Claim) -> Certificate | None:
    """A certificate that names the value of every count, or None."""
    found = affirmed(claim)
    if found is None:
        return None
    steps = [step for shown in found for step in _values(claim, shown)]
    steps += [Step(rule=f"{COUNTING}: {_rule(link.node)}", text=link.text) for link in claim.links]
    return Certificate(method=COUNTING, steps=tuple(dict.fromkeys(steps)))


def told(claim: Claim) -> tuple[str, ...]:
    """The counts of a claim that is not proved, each with how far its formula is known."""
    bound = {b.name for link in claim.links for n in walk(link.node) if isinstance(n, Bind) for b in n.binders}
    nodes = dict.fromkeys(n for link in claim.links for n in walk(link.node) if is_count(n))
    found = ((n, counted(claim, n)) for n in nodes if not bound & free_names(n))
    return tuple(f"`{show(n)}` = {formula(c)} {', '.join(c.words)}" for n, c in found if c is not None)


def formula(count: Counted) -> str:
    """The formula of a count, by cases where it has several."""
    if len(count.pieces) == 1 and not count.pieces[0].where:
        return factored(count.pieces[0].value)
    parts = []
    for piece in count.pieces:
        forms = [f for f in map(linear, piece.where) if f is not None]
        parts.append(f"{factored(piece.value)} for {' and '.join(map(condition, forms))}")
    return "; ".join(parts)


def _rule(node: Node) -> str:
    if all(op == "==" for op in _relations(node)):
        return "equal polynomials"
    return "the sign of the difference, sizes counted from their smallest values"


def _relations(node: Node) -> Iterator[str]:
    """The relations that a link concludes."""
    match node:
        case Apply(op="and", args=args):
            yield from (op for a in args for op in _relations(a))
        case Apply(op="=>", args=(_, then)):
            yield from _relations(then)
        case Bind(op="forall", body=body):
            yield from _relations(body)
        case Apply(op=op):
            yield op


def _values(claim: Claim, shown: Shown) -> Iterator[Step]:
    """`connections(h) = d*(3*H - 2)*(3*W - 2)*k**2`, and how that was found."""
    whole = context(claim, dict(shown.residues))
    nodes = dict.fromkeys((v.node, v.relation) for _, values in shown.parts for v in values)
    for node, relation in nodes:
        found = ((region, v) for region, values in shown.parts for v in values)
        terms = [Term(region, v.value) for region, v in found if (v.node, v.relation) == (node, relation)]
        for piece in joined(whole, terms)[:_MOST]:
            where = conditions(piece.where, whole)
            if where and shown.residues:
                continue  # it would speak of the quotients, not of the sizes
            value, where = _in_sizes(piece.value, where, shown)
            sign = "=" if relation == "==" else relation
            said = f"{show(node)} {sign} {factored(value)}" + (f" for {where}" if where else "")
            yield Step(rule=_how(claim, node), text=said)


def _in_sizes(value: Dim, where: str, shown: Shown) -> tuple[Dim, str]:
    """A formula for certain residues in the sizes themselves, and which residues these are."""
    words = [where] if where else []
    back: dict[Atom, Dim] = {}
    for name, form in shown.residues:
        period = next(c for m, c in form.terms if m == ((name, 1),))
        rest = form - Dim.of(name).scaled(period)
        back[name] = (Dim.of(name) - rest).scaled(1 / period)
        words.append(f"mod({name}, {period}) = {rest}")
    return substituted(value, back), " and ".join(words)


def _how(claim: Claim, node: Node) -> str:
    """Summation over a box, a schedule, or shapes."""
    subject = node.args[0] if isinstance(node, Apply) else None
    if isinstance(node, Apply) and node.op == "steps":
        return "schedule: a cell comes after what it reads"
    if isinstance(node, Apply) and node.op == "context":
        return "counting: the cells that are reached"
    definition = claim.definition_named(subject.name) if isinstance(subject, Whole) else None
    if not isinstance(definition, Recurrence):
        return "counting: from the shapes"
    ranges = (f"{_plain(b.name)} in {show(b.lower)}..{show(b.upper)}" for b in definition.box)
    return f"summation over {', '.join(ranges)}"


def _plain(name: str) -> str:
    """A bound name as the author wrote it, without the number that sets it apart."""
    base, _, number = name.rpartition("_")
    return base if base and number.isdigit() else name
