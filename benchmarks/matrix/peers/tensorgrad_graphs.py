"""tensorgrad: both sides of an equality as tensor graphs for symbolic sizes, equal if their difference simplifies to 0.

Every procedure that the library has is tried: `full_simplify` of the difference, with renamings pushed to the leaves,
and isomorphism of the simplified sides. It cannot refute, nor state an inequality.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from tensorgrad import Tensor
from tensorgrad.tensor import Derivative, Function, Product, Rename, Sum, Zero, peel_rename

from benchmarks.matrix.peers.tensorgrad_translation import Translation
from benchmarks.outcome import PROVED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Bind, Node, Range

_ROUNDS = 4


def equalities(node: Node) -> Iterator[tuple[Node, Node, tuple[Range, ...]]]:
    """The sides of every equality that a relation consists of, with the quantified indices around it."""
    match node:
        case Apply(op="==", args=(left, right)):
            yield left, right, ()
        case Apply(op="and", args=args):
            for part in args:
                yield from equalities(part)
        case Apply(op="is_symmetric", args=(a,)):
            yield a, Apply(op="transpose", args=(a,), type=a.type), ()
        case Bind(op="forall", binders=binders, body=body) if all(isinstance(b, Range) for b in binders):
            ranges = tuple(b for b in binders if isinstance(b, Range))
            for left, right, inner in equalities(body):
                yield left, right, (*ranges, *inner)
        case Apply(op=op) | Bind(op=op):
            raise Inexpressible(f"`{op}` as a statement")
        case _:
            raise Inexpressible("a statement that is no equality")


def pushed(tensor: Tensor) -> Tensor:
    """The tensor with every renaming pushed down to the leaves, where like terms can meet."""
    tensor = peel_rename(tensor)
    match tensor:
        case Sum():
            return Sum([pushed(t) for t in tensor.terms], tensor.weights)
        case Product():
            return Product([pushed(t) for t in tensor.factors])
        case Function():
            return Function(tensor.signature, [pushed(t) for t in tensor.inputs], tensor.shape_out)
        case Derivative():
            return Derivative(pushed(tensor.tensor), tensor.x, tensor.new_names)
        case Rename():
            return tensor
    return tensor


def vanishes(difference: Tensor) -> bool:
    found = difference
    for _ in range(_ROUNDS):
        found = found.full_simplify()
        if isinstance(found, Zero):
            return True
        again = pushed(found)
        if isinstance(again.full_simplify(), Zero):
            return True
        found = again
    return False


def equal(left: Tensor, right: Tensor) -> bool:
    """Whether tensorgrad finds two tensors with the same edges equal."""
    if left.edges != right.edges:
        missing = {e: s for e, s in (left.shape | right.shape).items()}
        left, right = (Sum([t, Zero(_symmetries=None, **missing)]) for t in (left, right))
    if vanishes(left - right):
        return True
    simple = [pushed(t.full_simplify()).full_simplify() for t in (left, right)]
    return bool(simple[0].is_isomorphic(simple[1], match_edges=True))


def answer(claim: Claim) -> Answer:
    sides = [pair for link in claim.links for pair in equalities(link.node)]
    proved = all(any(equal(*Translation(claim, multiply).sides(*pair)) for multiply in (False, True)) for pair in sides)
    return Answer(outcome=PROVED if proved else UNDECIDED)


def peer() -> Peer:
    return Peer(name="tensorgrad", version=version("tensorgrad"), decide=answer)
