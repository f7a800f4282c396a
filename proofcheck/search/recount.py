"""What a count is, where a claim says something wrong about it: `d + W + H - 2` instead of `d*H*W`.

The formula comes from exact counting and is put to the same argument as any claim; an interpolated one is only checked
at the witness and says how it was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from proofcheck import kernel
from proofcheck.claim import Claim, Link
from proofcheck.language.dims import expression, text
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Node, walk
from proofcheck.language.types import BOOLEAN, INTEGER
from proofcheck.meaning.count_words import factored
from proofcheck.meaning.counting import counted, is_count
from proofcheck.meaning.size_relations import affirmed, value_of
from proofcheck.verdict import Witness

_MIRROR = {"==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def recounts(claim: Claim, witness: Witness) -> Iterator[tuple[str, str]]:
    """(repair, verdict) pairs for the link that a witness breaks, where a side of it counts something."""
    node = claim.links[witness.link].node
    if not isinstance(node, Apply) or node.op not in _MIRROR or node.type != BOOLEAN:
        return
    left, right = node.args
    if _counts(left) and _counts(right):
        yield from _compared(claim, node)
    elif _counts(left):
        yield from _valued(claim, witness, node)
    elif _counts(right):
        yield from _valued(claim, witness, replace(node, op=_MIRROR[node.op], args=(right, left)))


def _counts(side: Node) -> bool:
    return any(is_count(n) for n in walk(side))


def _compared(claim: Claim, relation: Apply) -> Iterator[tuple[str, str]]:
    """The strongest relation between two counts that holds for every size; else how far they are apart."""
    for op in ("==", "<", ">", "<=", ">="):
        other = replace(relation, op=op)
        if op != relation.op and _holds(claim, other):
            yield f"`{show(other)}` instead of `{show(relation)}`", "proved"
            return
    gap = Apply(type=INTEGER, op="-", args=relation.args)
    for words, value in _formulas(claim, gap):
        equal = replace(relation, op="==", args=(gap, value))
        if _holds(claim, equal):
            yield f"`{show(gap)} == {words}` instead of `{show(relation)}`", "proved"
            return


def _holds(claim: Claim, relation: Node) -> bool:
    return affirmed(replace(claim, links=(Link(node=relation, text=show(relation)),))) is not None


def _valued(claim: Claim, witness: Witness, relation: Apply) -> Iterator[tuple[str, str]]:
    """The value of the counting side in the place of the other."""
    count, wrong = relation.args
    for words, value in _formulas(claim, count):
        equal = replace(relation, op="==", args=(count, value))
        if _holds(claim, equal):
            yield f"`{words}` instead of `{show(wrong)}`", "proved"
            yield from _weakened(claim, relation)
            return
    yield from _weakened(claim, relation)
    found = counted(claim, count) if is_count(count) else None
    if found is None or found.rigorous or found.value is None:
        return
    guess = replace(relation, op="==", args=(count, expression(found.value)))
    there = replace(claim, links=(Link(node=guess, text=show(guess)),))
    judgement = kernel.judge(there, witness.instance)
    if judgement.admissible is True and all(link.truth is True for link in judgement.links):
        yield f"`{factored(found.value)}` instead of `{show(wrong)}`", f"supported {found.words[0]}"


def _weakened(claim: Claim, relation: Apply) -> Iterator[tuple[str, str]]:
    """An inequality in the place of an equation."""
    for op in ("<=", ">=") if relation.op == "==" else ():
        weaker = replace(relation, op=op)
        if _holds(claim, weaker):
            yield f"`{show(weaker)}` instead of `{show(relation)}`", "proved"
            return


def _formulas(claim: Claim, count: Node) -> Iterator[tuple[str, Node]]:
    """One polynomial, or the smaller or larger of two."""
    terms = value_of(claim, count) or []
    if len(terms) == 1:
        yield factored(terms[0].value), expression(terms[0].value)
    values = list(dict.fromkeys(t.value for t in terms))
    if len(values) == 2:
        for op in ("min", "max"):
            node = Apply(type=INTEGER, op=op, args=(expression(values[0]), expression(values[1])))
            yield text(node), node
