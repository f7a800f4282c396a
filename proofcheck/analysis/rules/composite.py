"""Rules that read a relation in terms of composite quantities, such as x·y or a - b, and replace facts by weaker ones.

Unlike where a term is replaced wherever it stands, the new relation is any that says the same by its normal form.
"""

from __future__ import annotations

from dataclasses import replace

from proofcheck.analysis.demands import conjuncts, demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem, Range, variables_of
from proofcheck.analysis.rules.rewriting import equal_forms, newly_demanded
from proofcheck.analysis.rules.substitution import bare, stated, trimmed, with_facts
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.graph import Entry

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def _composite(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an entry F, new variables and their terms, alternating; `;`, facts about these variables.

    Where F at the terms' values is the entry, and the terms have values that meet the facts: what holds for all values
    of the variables that meet them holds for the entry. Old variables may stay in F and in the facts.
    """
    if data.count(";") != 1:
        return None
    g, cut = problem.graph, data.index(";")
    entry, *pairs = (decode(g, text) for text in data[:cut])
    new, terms, facts = pairs[::2], pairs[1::2], [decode(g, text) for text in data[cut + 1 :]]
    if not new or len(new) != len(terms) or len(set(new)) < len(new):
        return None
    if any(u.op != "var" or u in problem.variables for u in new) or not _within(problem, *terms):
        return None
    wider = problem.ranged({u: Range() for u in new})
    if not _within(wider, entry, *facts) or any(f.op not in _RELATIONS or not f.total for f in facts):
        return None
    here, *known = map(bare, g.substitute([entry, *facts], dict(zip(new, terms, strict=True))))
    if any(f.op not in (*_RELATIONS, "truth") for f in known) or not equal_forms(problem, problem.entry, here):
        return None
    valued = [newly_demanded(problem, here), *(demands(problem, term, "defined") for term in terms)]
    wanted = [part for parts in valued if parts is not None for part in parts]
    if None in valued:
        return None
    inner = replace(wider, facts=(), entry=entry)
    proofs = (stated(problem, fact) for fact in known)
    return (trimmed(with_facts(inner, facts)), *proofs, *wanted)


def _consequences(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: facts that follow from the facts and ranges, to stand in the place of the facts."""
    facts = [decode(problem.graph, text) for text in data]
    if not _within(problem, *facts) or any(f.op not in _RELATIONS or not f.total for f in facts):
        return None
    own = tuple(conjuncts(problem.facts))
    proofs = (stated(problem, f) for f in facts if f not in own)
    return (trimmed(with_facts(replace(problem, facts=()), facts)), *proofs)


def _within(problem: Problem, *entries: Entry) -> bool:
    return all(v in problem.variables for v in variables_of(*entries))


RULES = (
    Rule(
        name="composite variables",
        reduce=_composite,
        statement="f(x) = F(u(x)): what holds of F for all u that meet the facts, as u(x) does, holds of f",
    ),
    Rule(
        name="consequences of the facts",
        reduce=_consequences,
        statement="what holds where the consequences of the facts hold, holds where the facts do",
    ),
)
