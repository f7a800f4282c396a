"""TRUSTED: what stands still as one integer of a claim goes to infinity, and whether the claim lets it.

`vanishes(e, n)` speaks of n → ∞ for each choice of the other variables. A bound that holds for all instances at every n
gives it if the constants in the bound belong to variables that are chosen once: their types, domains and assumptions
must not depend on n. An array as long as n is a sequence, of which only bounds that hold for every choice are used.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.claim import Claim, Given
from proofcheck.inference.context import Context
from proofcheck.language.tree import Apply, Bind, Call, Cell, Index, Node, Over, Range, Ref, Slice, Var, children
from proofcheck.language.tree import free_names as free
from proofcheck.language.types import INTEGER, Function, shape_of
from proofcheck.meaning.cycles import depends, growing_axes, is_shift


def at_every_depth(context: Context, name: str) -> Context | None:
    """The place without what it says of n; None where n is held back, or other variables are tied to it."""
    if not _goes_to_infinity(context.claim, name) or not _loose(context.claim, name):
        return None
    if not all(_stands(context.claim, b, name) for b in context.binders):
        return None
    kept = tuple(h for h in context.hypotheses if not depends(h, name, context.claim))
    return Context(claim=context.claim, binders=context.binders, hypotheses=kept)


def _goes_to_infinity(claim: Claim, name: str) -> bool:
    given = claim.given_named(name)
    if given is None or given.type != INTEGER:
        return False
    domain = given.domain
    bound = [e for e in (domain.lower, *domain.excluded) if e is not None]
    return domain.upper is None and domain.members is None and not any(depends(e, name, claim) for e in bound)


def _loose(claim: Claim, name: str) -> bool:
    """Whether no other variable is tied to n; `k in 1..n` only widens, and conditions on sequences are fine."""
    for given in claim.declared:
        if given.name != name and not _domain_stands(claim, given, name):
            return False
    return all(not depends(a, name, claim) or _on_sequences(claim, a, name) for a in claim.assumptions)


def _domain_stands(claim: Claim, given: Given | Over, name: str) -> bool:
    domain = given.domain
    asked = [e for e in (domain.lower, *(domain.members or ()), *domain.excluded) if e is not None]
    if domain.upper is not None and not (given.type == INTEGER and is_shift(domain.upper, name)):
        asked.append(domain.upper)
    return not any(depends(e, name, claim) for e in asked)


def _on_sequences(claim: Claim, assumption: Node, name: str) -> bool:
    """Conditions that a longer sequence keeps: `n >= 3`, and `forall t in 1..n: P(w[t])` on each entry by itself."""
    match assumption:
        case Apply(op="and", args=args):
            return all(not depends(a, name, claim) or _on_sequences(claim, a, name) for a in args)
        case Apply(op=">=" | ">", args=(Var(name=own), bound)) if own == name:
            return not depends(bound, name, claim)
        case Apply(op="<=" | "<", args=(bound, Var(name=own))) if own == name:
            return not depends(bound, name, claim)
        case Bind(op="forall", binders=(Range(name=own, lower=lower, upper=upper, filter=None),), body=body):
            ends = not depends(lower, name, claim) and is_shift(upper, name)
            outside = [*_outside_entries(claim, body, name, own)] if ends else []
            # `t <= c` for t in 1..n would hold n back
            tied = any(isinstance(part, Var) and part.name == own for part in outside)
            return ends and not tied and not any(_touches(claim, part, name) for part in outside)
    return False


def _outside_entries(claim: Claim, node: Node, name: str, own: str) -> Iterator[Node]:
    """The parts of a condition on `own`, entries `w[own]` of arrays along n read as single values."""
    if isinstance(node, Index) and isinstance(node.base, Var) and not isinstance(node.at[0], Slice):
        given = claim.given_named(node.base.name)
        if given is not None and growing_axes(given.type, name) in ([], [0]):
            for part in children(node)[1:]:
                if not isinstance(part, Var) or part.name != own:
                    yield from _outside_entries(claim, part, name, own)
            return
    yield node
    for child in children(node):
        yield from _outside_entries(claim, child, name, own)


def _touches(claim: Claim, part: Node, name: str) -> bool:
    """Whether a part by itself depends on n."""
    if isinstance(part, (Ref, Cell, Call)):
        return depends(part, name, claim) or not _function_stands(claim, part, name)
    return (isinstance(part, Var) and part.name == name) or bool(growing_axes(part.type, name))


def _stands(claim: Claim, binder: object, name: str) -> bool:
    """Whether the range of a bound variable does not depend on n, or only widens with it."""
    match binder:
        case Range(lower=lower, upper=upper, step=1, filter=test):
            asked = [lower, *([] if is_shift(upper, name) else [upper]), *([] if test is None else [test])]
            return not any(depends(e, name, claim) for e in asked)
        case Over(type=type_, filter=test) as over:
            grown = bool(growing_axes(type_, name)) or (test is not None and depends(test, name, claim))
            return not grown and _domain_stands(claim, over, name)
    return False


def fixed(context: Context, name: str, term: Node) -> bool:
    """Whether a term has the same value at every n, for each choice of the variables that stand still."""
    if depends(term, name, context.claim) or name in free(term):
        return False
    todo, seen = [term], set[str]()
    while todo:
        part = todo.pop()
        if isinstance(part, Call) and not _function_stands(context.claim, part, name):
            return False
        if isinstance(part, Cell):
            return False
        if isinstance(part, Ref) and part.name not in seen:
            seen.add(part.name)
            body = getattr(context.claim.definition_named(part.name), "body", None)
            if not isinstance(body, Node):
                return False
            todo.append(body)
        todo.extend(children(part))
    return True


def _function_stands(claim: Claim, part: Node, name: str) -> bool:
    if not isinstance(part, Call):
        return True
    given = claim.given_named(part.function)
    if given is None or not isinstance(given.type, Function) or given.type.index is not None:
        return False
    types = (*given.type.parameters, given.type.result)
    return not any(shape_of(t) and growing_axes(t, name) for t in types)
