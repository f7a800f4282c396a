"""Proofs of inequalities between norms, spectra, sums and extremes, for all sizes: estimates in a chain."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.claim import Claim
from proofcheck.inference.context import Context, opened
from proofcheck.inference.matching import directed, parts, same
from proofcheck.language.tree import Apply, Bind, Cell, Derive, Node, walk
from proofcheck.language.types import shape_of
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.estimates import Estimates, constants_of, relation
from proofcheck.proof.matrix_forms import matrix_form
from proofcheck.proof.obligations import Obligations
from proofcheck.proof.steps_of_bounds import by_induction
from proofcheck.verdict import Certificate

_AT_ONCE = 250  # terms looked at before the search
AT_LENGTH = 3000


def prove(claim: Claim, work: int = AT_LENGTH) -> Certificate | None:
    """A derivation of every link, or None; `work`: how many terms it may look at."""
    if not claim.links or Context(claim=claim).region.empty:
        return None
    bounds = Bounds(claim, work)
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


def prove_at_once(claim: Claim) -> Certificate | None:
    """A derivation that takes little work, or None; relations of a few reals are left to those who know these."""
    every = (node for link in claim.links for node in walk(link.node))
    if not any(shape_of(node.type) or isinstance(node, Bind | Cell | Derive) for node in every):
        return None
    return prove(claim, _AT_ONCE)


class Bounds:
    """One attempt at a claim."""

    def __init__(self, claim: Claim, work: int = AT_LENGTH) -> None:
        self.claim = claim
        self.deep = work > _AT_ONCE  # whether induction is tried
        self.derivation = Derivation(claim)
        self.obligations = Obligations(self.derivation, left=work)
        self.estimates: dict[object, Estimates] = {}
        self.obligations.known_facts += self._learn(Context(claim=claim), claim.assumptions)

    def _learn(self, context: Context, facts: Sequence[Node]) -> list[int]:
        """Formulas that are known in a place as steps, as they are and with simpler sides."""
        found = [self.derivation.conclude(context, "given", part) for fact in facts for part in parts(fact)]
        plain = [n for n in found if n is not None]
        simpler = [self._simpler(context, self.derivation.formulas[n], n) for n in plain]
        return [*(n for n in simpler if n is not None), *plain]

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
                number = self.relate(context, body)
                return self.over_depth(context, body) if number is None and self.deep else number
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
        if context.hypotheses not in self.obligations.supposed:
            self.obligations.supposed[context.hypotheses] = self._learn(context, context.hypotheses)
        number = self.obligations.directly(context, wanted)
        if number is None and not shape_of(left.type) and not shape_of(right.type):
            number = self._estimates(context, left, right).find(op, left, right)
            if number is None and op != "==" and isinstance(left, Apply) and left.op == "abs":
                number = self._modulus(context, op, left.args[0], wanted)
        return number

    def over_depth(self, context: Context, body: Apply) -> int | None:
        """A step that concludes an inequality by induction."""

        def relate(place: Context, op: str, left: Node, right: Node) -> int | None:
            return self.relate(place, relation(op, left, right))

        return by_induction(self.derivation, relate, context, body)

    def _estimates(self, context: Context, left: Node, right: Node) -> Estimates:
        """The search in a place: what it found on the way to one relation serves the next."""
        constants = constants_of(left, right)
        key = (context.binders, context.hypotheses, constants)
        if key not in self.estimates:
            self.estimates[key] = Estimates(context, self.obligations, constants)
        return self.estimates[key]

    def _modulus(self, context: Context, op: str, inner: Node, wanted: Apply) -> int | None:
        """|e| ≤ c from e ≤ c and −e ≤ c."""
        negated = Apply(type=inner.type, op="neg", args=(inner,))
        numbers = [self.relate(context, relation(op, side, wanted.args[1])) for side in (inner, negated)]
        if numbers[0] is None or numbers[1] is None:
            return None
        return self.derivation.conclude(context, "absolute value", wanted, [n for n in numbers if n is not None])
