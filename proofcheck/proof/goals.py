"""Goals made of connectives and quantifiers, taken apart into relations; each relation goes to who may know it."""

from __future__ import annotations

from itertools import islice

from proofcheck.claim import Claim
from proofcheck.inference.context import Context, closed, opened
from proofcheck.inference.depth.rules_existence import negation
from proofcheck.inference.matching import directed
from proofcheck.language.tree import Apply, Bind, Cell, Derive, Node, walk
from proofcheck.language.types import BOOLEAN, Array
from proofcheck.proof.bounds import AT_LENGTH, Bounds
from proofcheck.proof.depths import bounded, positive_product, relation
from proofcheck.proof.tendencies import is_tendency, tendency
from proofcheck.proof.witnesses import candidates
from proofcheck.verdict import Certificate

# Rules that need no premises, the cheap ones first.
_OF_ARRAYS = ("given", "index normal form")
_AT_ONCE = (*("given", "sign", "real arithmetic", "summation", "telescoping", "exact counting", "limit"), _OF_ARRAYS[1])
_DEEP = 6
_WORK = 1000  # terms that estimates may look at before the search
_MOVING = 4  # witnesses tried for a statement on n → ∞
_QUANTIFIED = frozenset(("exists", "vanishes", "bounded", "diverges", "limit"))
_BINDERS = frozenset(("exists", "vanishes", "bounded", "diverges", "limit", "sum", "product", "matprod"))
_TAKEN_APART = frozenset(("not", "or", "<=>", "power"))


def prove(claim: Claim, work: int = AT_LENGTH) -> Certificate | None:
    """A derivation of every link, or None; `work`: how many terms estimates may look at."""
    if not any(_concerns(link.node) for link in claim.links):
        return None
    goals = Goals(claim, work)
    conclusions = []
    for link in claim.links:
        number = goals.settle(link.node)
        if number is None and not _concerns(link.node):
            number = goals.estimate(Context(claim=claim), link.node)
        if number is None:
            return None
        conclusions.append(number)
    return goals.derivation.certificate(conclusions)


def prove_quantified(claim: Claim) -> Certificate | None:
    """A derivation where existence or n → ∞ is claimed, which no samples support."""
    return prove(claim, _WORK) if _quantified(claim) else None


def prove_others(claim: Claim) -> Certificate | None:
    """A derivation where it is not."""
    return None if _quantified(claim) else prove(claim)


def _quantified(claim: Claim) -> bool:
    every = (node for link in claim.links for node in walk(link.node))
    return any(isinstance(node, Bind) and node.op in _QUANTIFIED for node in every)


def _concerns(node: Node) -> bool:
    """Whether a link speaks of existence, n → ∞, sums or derivatives along a recurrence, or has connectives."""
    every = list(walk(node))
    if any(isinstance(n, Derive) and isinstance(n.body, Cell) for n in every):
        return True
    binds = any(isinstance(n, Bind) and n.op in _BINDERS for n in every)
    return binds or any(isinstance(n, Apply) and n.op in _TAKEN_APART for n in every)


class Goals:
    """One attempt at a claim; all its steps stand in one derivation."""

    def __init__(self, claim: Claim, work: int = AT_LENGTH) -> None:
        self.claim = claim
        self.bounds = Bounds(claim, work)
        self.derivation = self.bounds.derivation

    def settle(self, formula: Node, depth: int = _DEEP) -> int | None:
        """The number of a step that concludes a closed formula, or None."""
        context, body = opened(self.claim, formula)
        return self.place(context, body, depth)

    def place(self, context: Context, body: Node, depth: int = _DEEP) -> int | None:
        """The same for a body in its place."""
        if depth <= 0 or body.type != BOOLEAN:
            return None
        formula = closed(context, body)
        match body:
            case Bind(op="forall") | Apply(op="=>"):
                return self.settle(formula, depth - 1)
            case Apply(op="and", args=args):
                return self._all(context, body, args, depth)
            case Bind(op="exists"):
                return self._exists(context, body, depth)
            case Bind() if is_tendency(body):
                return tendency(self, context, body)
            case Apply(op="not", args=(inner,)):
                if is_tendency(inner):
                    return tendency(self, context, body)
                number = self.place(context, negation(inner), depth - 1)
                return None if number is None else self.derivation.conclude(context, "negation", body, [number])
            case Apply(op="or", args=args):
                numbers = (self.place(context, a, depth - 1) for a in args)
                number = next((n for n in numbers if n is not None), None)
                return None if number is None else self.derivation.conclude(context, "disjunction", body, [number])
            case Apply(op="<=>", args=(a, b)):
                return self._equivalent(context, body, a, b, depth)
            case Apply():
                return self._relation(context, body)
        return None

    def _all(self, context: Context, body: Node, args: tuple[Node, ...], depth: int) -> int | None:
        numbers = []
        for a in args:
            number = self.place(context, a, depth - 1)
            if number is None:
                return None
            numbers.append(number)
        return self.derivation.conclude(context, "conjunction", body, numbers)

    def _exists(self, context: Context, body: Bind, depth: int) -> int | None:
        moving = any(is_tendency(n) for n in walk(body))
        for instance in islice(candidates(context, body), _MOVING if moving else None):
            number = self.place(context, instance, depth - 1)
            if number is not None:
                found = self.derivation.conclude(context, "witness", body, [number])
                if found is not None:
                    return found
        return None

    def _equivalent(self, context: Context, body: Node, a: Node, b: Node, depth: int) -> int | None:
        at_once = self.derivation.conclude(context, "real arithmetic", body)
        if at_once is not None:
            return at_once
        numbers = []
        for before, after in ((a, b), (b, a)):
            number = self.place(context.under((), (before,)), after, depth - 1)
            if number is None:
                return None
            numbers.append(number)
        return self.derivation.conclude(context, "equivalence", body, numbers)

    def _relation(self, context: Context, body: Apply) -> int | None:
        scalar = not any(isinstance(a.type, Array) for a in body.args)
        for rule in _AT_ONCE if scalar else _OF_ARRAYS:
            number = self.derivation.conclude(context, rule, body)
            if number is not None:
                return number
        given = directed(body)
        if given is None or given[0] != "<=" or not scalar:
            return None
        signed = positive_product(self, context, relation("<=", *given[1:]))
        return signed if signed is not None else bounded(self, context, *given[1:])

    def estimate(self, context: Context, body: Node) -> int | None:
        """The step that concludes an estimate, by the theorems on norms and spectra."""
        return self.bounds.formula(context, body)
