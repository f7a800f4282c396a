"""TRUSTED: relations of reals that follow from what is known of terms and from the domains of the variables in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from proofcheck.claim import Given
from proofcheck.inference.context import Context, domain_facts, known
from proofcheck.inference.scalar_facts import holds
from proofcheck.inference.signs import nonnegative
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, Var, walk
from proofcheck.language.types import BOOLEAN, Scalar


def follows(context: Context, premises: Sequence[Node], relation: Node) -> bool:
    """Whether a relation is known, or holds for all reals in the place of its terms."""
    if known(context, premises, relation):
        return True
    return holds(context, (*premises, *_domains(context, relation)), relation)


def at_least_zero(context: Context, premises: Sequence[Node], term: Node) -> bool:
    """Whether a term is nonnegative wherever it has a value: by its form, or by what is known of its parts."""
    if nonnegative(context, premises, term):
        return True
    inner = term.args[0] if isinstance(term, Apply) and term.op == "**" else term
    return follows(context, premises, Apply(type=BOOLEAN, op="<=", args=(literal(0), inner)))


def _domains(context: Context, relation: Node) -> Iterator[Node]:
    """What their declarations say of the scalar variables of a relation."""
    names = dict.fromkeys(n.name for n in walk(relation) if isinstance(n, Var) and isinstance(n.type, Scalar))
    for name in names:
        declared = context.declared(name)
        if declared is not None and isinstance(declared.type, Scalar):
            yield from domain_facts(Given(name=name, type=declared.type, domain=declared.domain))
