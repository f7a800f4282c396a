"""Relations on symbolic integers: at once by real analysis, by induction with it, and by recurrences of sums."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product

from proofcheck.claim import Claim, Given
from proofcheck.inference.context import Context, opened
from proofcheck.inference.integers.folds import outermost, plain
from proofcheck.language.dims import is_integer, polynomial
from proofcheck.language.tree import Apply, Call, Cell, Derive, Node, walk
from proofcheck.language.types import Array, Function, shape_of
from proofcheck.meaning.arguments import unfold
from proofcheck.meaning.boxes import check
from proofcheck.proof.definite_sums import CUTS, MOST, Sums, definite
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.integer_induction import ANALYSIS, Induction, first_cases, tried, variables
from proofcheck.proof.integral_comparison import by_ends, by_integrals
from proofcheck.proof.known_series import by_series
from proofcheck.proof.stronger_bounds import by_stronger
from proofcheck.proof.sums_of_waves import by_waves
from proofcheck.verdict import Certificate

_RELATIONS = ("==", "<", "<=", ">", ">=", "!=")
SEQUENCES = "constant-recursive sequences"
_VARIABLES = 2  # by which an induction is tried
_CASE = 1_000_000  # units of work for one induction
_CUTS = ((0, 0), (0, 1))  # terms left out of a sum that is given in closed form
_SMALL = 4  # values of each integer at which a claim is tried


def prove_at_once(claim: Claim) -> Certificate | None:
    """The same for equations and remainders, which take little time."""
    every = (n for link in claim.links for n in walk(link.node) if isinstance(n, Apply))
    ordered = any(n.op in ("<", "<=", ">", ">=") for n in every)
    remainders = any(n.op in ("mod", "gcd") for link in claim.links for n in walk(link.node) if isinstance(n, Apply))
    return None if ordered and not remainders else prove(claim)


def prove(claim: Claim) -> Certificate | None:
    """A derivation of every link of a claim on integers and reals, or None."""
    if not _concerns(claim):
        return None
    if not _plausible(claim):
        return None
    derivation = Derivation(claim)
    if _reads_cells(claim):
        values = [_of_values(derivation, *opened(claim, link.node)) for link in claim.links]
        steps = [n for n in values if n is not None]
        return derivation.certificate(steps) if len(steps) == len(values) else None
    conclusions = []
    for link in claim.links:
        place, body = opened(claim, link.node)
        found = _relation(derivation, place, body)
        if found is None:
            return None
        conclusions.append(found)
    return derivation.certificate(conclusions)


def _concerns(claim: Claim) -> bool:
    """Whether it speaks of scalars alone, among them symbolic integers."""
    if not claim.links or any(isinstance(g.type, (Array, Function)) for g in claim.declared):
        return False
    nodes = [n for link in claim.links for n in walk(link.node)]
    if any(isinstance(n, (Call, Derive)) or (isinstance(n.type, Array) and shape_of(n.type)) for n in nodes):
        return False
    return any(is_integer(g.type) for g in claim.given)


def _reads_cells(claim: Claim) -> bool:
    return any(isinstance(n, Cell) for link in claim.links for n in walk(link.node))


def _of_values(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes an equation between values of recurrences, with those that it is made of."""
    if isinstance(body, Apply) and body.op == "and":
        found = [_of_values(derivation, place, part) for part in body.args]
        numbers = [p for p in found if p is not None]
        return derivation.conclude(place, "conjunction", body, numbers) if len(numbers) == len(found) else None
    return derivation.conclude(place, SEQUENCES, body)


def _plausible(claim: Claim) -> bool:
    """Whether no small integers break it, at a few points of the reals."""
    whole = [g for g in claim.given if is_integer(g.type)]
    choices = (
        list(product(range(_SMALL), repeat=len(whole))) if len(whole) <= 2 else [(0,) * len(whole), (1,) * len(whole)]
    )
    for choice in choices:
        sizes = {g.name: _least(g) + by for g, by in zip(whole, choice, strict=True)}
        unfolded = unfold(claim, sizes)
        if unfolded is None or unfolded.setting.empty:
            continue
        if any(check(unfolded.setting, link, wanted=2, tries=8).broken for link in unfolded.links):
            return False
    return True


def _least(given: Given) -> int:
    lower = None if given.domain.lower is None else polynomial(given.domain.lower)
    value = 0 if lower is None or lower.constant is None else lower.constant
    return value + (1 if given.domain.lower_open else 0)


def _relation(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes a relation in its place."""
    remainders = derivation.conclude(place, "residues", body)
    if remainders is not None:
        return remainders
    if isinstance(body, Apply) and body.op == "and":
        parts = [_relation(derivation, place, part) for part in body.args]
        numbers = [p for p in parts if p is not None]
        return derivation.conclude(place, "conjunction", body, numbers) if len(numbers) == len(parts) else None
    if not isinstance(body, Apply) or body.op not in _RELATIONS:
        return None
    found = derivation.conclude(place, ANALYSIS, body)
    if found is not None:
        return found
    found = tried(partial(derivation.conclude, place, SEQUENCES, body), _CASE)
    if found is not None:
        return found
    for method, share in _WAYS:
        found = tried(partial(method, derivation, place, body), share)
        if found is not None:
            return found
    return None


def _by_induction(derivation: Derivation, place: Context, body: Node) -> int | None:
    for name in variables(place, body)[:_VARIABLES]:
        for low, bases in first_cases(place, name):
            found = tried(Induction(derivation, place, body, name, low, bases).conclude, _CASE)
            if found is not None:
                return found
    return None


def _by_sides(derivation: Derivation, place: Context, body: Node) -> int | None:
    """|e| <= c by e <= c and -e <= c."""
    match body:
        case Apply(op="<=" | "<" as op, args=(Apply(op="abs", args=(e,)), c)):
            pass
        case Apply(op=">=" | ">" as op, args=(c, Apply(op="abs", args=(e,)))):
            op = "<=" if op == ">=" else "<"
        case _:
            return None
    steps = []
    for side in (e, Apply(type=e.type, op="neg", args=(e,))):
        found = _relation(derivation, place, Apply(type=body.type, op=op, args=(side, c)))
        if found is None:
            return None
        steps.append(found)
    return derivation.conclude(place, "absolute value", body, steps)


def _by_recurrences(derivation: Derivation, place: Context, body: Node) -> int | None:
    """By recurrences of definite sums, at once where they have order 0, else by induction."""
    for name in variables(place, body)[:_VARIABLES]:
        sums = definite(place, body, name)
        if not 0 < len(sums) <= MOST:
            continue
        for order in (0, 1, 2):
            recurrences = Sums(derivation, sums, name, order)
            for cut in CUTS:
                found = _with(derivation, place, body, recurrences, cut)
                if found is not None:
                    return found
    return None


def _by_closed_sums(derivation: Derivation, place: Context, body: Node) -> int | None:
    """By closed forms of its sums: their terms are differences of hypergeometric ones."""
    bare, steps = replace(place, hypotheses=()), []
    for total in dict.fromkeys(f for f in outermost(plain(place, body)) if f.op == "sum"):
        own = total.binders[0].name
        steps += [n for cut in _CUTS if (n := Sums(derivation, (total,), own, 0).steps(bare, own, cut)) is not None][:1]
    return derivation.conclude(place, ANALYSIS, body, [n for step in steps for n in step]) if steps else None


def _with(derivation: Derivation, place: Context, body: Node, sums: Sums, cut: tuple[int, int]) -> int | None:
    if sums.order == 0:
        steps = sums.steps(replace(place, hypotheses=()), sums.name, cut)
        return None if steps is None else derivation.conclude(place, ANALYSIS, body, steps)
    for low, bases in first_cases(place, sums.name):
        if bases >= sums.order:
            found = Induction(derivation, place, body, sums.name, low, bases, sums, cut).conclude()
            if found is not None:
                return found
    return None


_WAYS = (  # each with its share of the work
    (by_series, 1_000_000),
    (by_waves, 1_000_000),
    (_by_induction, 2_000_000),
    (_by_closed_sums, 1_000_000),
    (by_stronger, 3_000_000),
    (by_integrals, 1_500_000),
    (by_ends, 1_000_000),
    (_by_recurrences, 2_000_000),
    (_by_sides, 3_000_000),
)
