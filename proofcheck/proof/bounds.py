"""Proofs of inequalities between norms, spectra, sums and extremes, for all sizes: estimates in a chain."""

from __future__ import annotations

from proofcheck.claim import Claim
from proofcheck.inference.context import Context, opened
from proofcheck.inference.matching import parts, same
from proofcheck.inference.rules_logic import directed
from proofcheck.language.tree import Apply, Bind, Derive, Node
from proofcheck.language.types import shape_of
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.estimates import Estimates, relation
from proofcheck.proof.matrix_forms import matrix_form
from proofcheck.proof.obligations import Obligations
from proofcheck.verdict import Certificate


def prove(claim: Claim) -> Certificate | None:
    """A derivation of every link, or None."""
    if not claim.links or Context(claim=claim).region.empty:
        return None
    bounds = Bounds(claim)
    found = []
    for link in claim.links:
        number = bounds.formula(Context(claim=claim), link.node)
        if number is None:
            return None
        if not same(bounds.derivation.formulas[number], link.node):
            number = bounds.derivation.add("given", link.node, (number,))
        if number is None:
            return None
        found.append(number)
    return bounds.derivation.certificate(found)


class Bounds:
    """One attempt at a claim."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.derivation = Derivation(claim)
        self.obligations = Obligations(self.derivation)
        self._learn()

    def _learn(self) -> None:
        """The assumptions as steps, as they are and with simpler sides."""
        context = Context(claim=self.claim)
        for assumption in (part for a in self.claim.assumptions for part in parts(a)):
            number = self.derivation.add("given", assumption)
            if number is None:
                continue
            self.obligations.known_facts.append(number)
        for number in list(self.obligations.known_facts):
            simpler = self._simpler(context, self.derivation.formulas[number], number)
            if simpler is not None:
                self.obligations.known_facts.append(simpler)

    def _simpler(self, context: Context, fact: Node, number: int) -> int | None:
        place, body = opened(self.claim, fact)
        given = directed(body)
        if given is None or any(shape_of(side.type) for side in given[1:]):
            return None
        op, low, high = given
        estimates = Estimates(place, Obligations(self.derivation, depth=0))
        left, left_moves = estimates.simplify(place, low)
        right, right_moves = estimates.simplify(place, high)
        if not left_moves and not right_moves:
            return None
        steps = (estimates.steps(low, left_moves, up=True), estimates.steps(high, right_moves, up=True))
        if steps[0] is None or steps[1] is None:
            return None
        chain = [*reversed(steps[0]), number, *steps[1]]
        return self.derivation.conclude(place, "chain", relation(op, left, right), chain)

    def formula(self, context: Context, body: Node) -> int | None:
        """A step that concludes a formula in its place."""
        match body:
            case Bind(op="forall", binders=binders, body=inner):
                return self.formula(context.under(binders), inner)
            case Apply(op="=>", args=(before, after)):
                return self.formula(context.under((), (before,)), after)
            case Apply(op="and", args=args):
                numbers = [self.formula(context, part) for part in args]
                found = [n for n in numbers if n is not None]
                if len(found) < len(numbers):
                    return None
                return self.derivation.conclude(context, "conjunction", body, found)
            case Apply(op=op) if op.startswith("is_"):
                return self._predicate(context, body)
            case Apply(op="<" | "<=" | ">" | ">=" | "=="):
                return self.relate(context, body)
        return None

    def _predicate(self, context: Context, body: Apply) -> int | None:
        number = self.obligations.predicate(context, body)
        matrix = body.args[0]
        form = matrix_form(context, matrix) if number is None and isinstance(matrix, Derive) else None
        return number if form is None else self.obligations.of_form(context, body, form)

    def relate(self, context: Context, body: Node) -> int | None:
        """A step that concludes a relation."""
        given = directed(body)
        if given is None:
            return None
        op, left, right = given
        wanted = relation(op, left, right)
        number = self.obligations.directly(context, wanted)
        if number is None and not shape_of(left.type) and not shape_of(right.type):
            number = Estimates(context, self.obligations).find(op, left, right)
            if number is None and op != "==" and isinstance(left, Apply) and left.op == "abs":
                number = self._modulus(context, op, left.args[0], wanted)
        return number

    def _modulus(self, context: Context, op: str, inner: Node, wanted: Apply) -> int | None:
        """|e| ≤ c from e ≤ c and −e ≤ c."""
        negated = Apply(type=inner.type, op="neg", args=(inner,))
        numbers = [self.relate(context, relation(op, side, wanted.args[1])) for side in (inner, negated)]
        if numbers[0] is None or numbers[1] is None:
            return None
        return self.derivation.conclude(context, "absolute value", wanted, [n for n in numbers if n is not None])
