"""TRUSTED: identities that hold whatever the derivatives in them are, or some of them; cells stand for themselves."""

from __future__ import annotations

from collections.abc import Callable

from proofcheck.claim import Recurrence
from proofcheck.indexed.normal import equal
from proofcheck.inference.context import Context
from proofcheck.inference.recurrences.unfolding import base_of
from proofcheck.inference.table import Rule
from proofcheck.language.dims import is_integer
from proofcheck.language.tree import Apply, At, Bind, Cell, Derive, Node, Range, Ref, Var, bound_names, rebuild, walk
from proofcheck.language.types import INTEGER, Kind, kind_of

_PLACEHOLDER = "·"
MOST_RECURRENCES = 2  # through which normal forms follow derivatives in good time
Premises = tuple[Node, ...]


class Opaque:
    """Derivatives as cells of recurrences of which nothing is known: one for each form, at the integers in it.

    Two derivatives that differ in integers alone are two cells of one recurrence; the same integers, the same cell. So
    what holds for all values of the cells holds of the derivatives.
    """

    def __init__(self, hides: Callable[[Derive], bool]) -> None:
        self.hides = hides
        self._forms: dict[Node, str] = {}

    def hidden(self, node: Node) -> Node:
        """The term with its derivatives as such cells; not inside of other derivatives, nor of substitutions."""
        if isinstance(node, Derive):
            return self._cell(node) if self.hides(node) else node
        if isinstance(node, At) or (isinstance(node, Bind) and not all(isinstance(b, Range) for b in node.binders)):
            return node  # a derivative may depend on what is bound there, other than on integers
        return rebuild(node, self.hidden)

    def _cell(self, node: Derive) -> Node:
        integers: list[Node] = []
        form = _without_integers(node, integers)
        if any(bound_names(part) for part in walk(node)) or kind_of(node.type) is Kind.COMPLEX:
            return node
        name = self._forms.setdefault(form, f"{_PLACEHOLDER}{len(self._forms) + 1}")
        return Cell(type=node.type, name=name, at=tuple(integers))


def _without_integers(node: Node, found: list[Node]) -> Node:
    """The term with a placeholder for each integer expression, those collected in order."""
    if is_integer(node.type):
        found.append(node)
        return Var(type=INTEGER, name=_PLACEHOLDER)
    return rebuild(node, lambda child: _without_integers(child, found))


def _total(node: Derive) -> bool:
    return node.op != "partial"


def _named(node: Derive) -> bool:
    """A total derivative, or an explicit one of a cell or value."""
    return node.op != "partial" or isinstance(base_of(node.body), (Cell, Ref))


def _every(node: Derive) -> bool:
    return True


def _none(node: Derive) -> bool:
    return False


_HIDDEN = (_every, _named, _total, _none)


def _whatever(context: Context, premises: Premises, body: Node) -> bool:
    if not isinstance(body, Apply) or body.op != "==":
        return False
    tried: list[tuple[Node, ...]] = []
    recurrences = sum(isinstance(d, Recurrence) for d in context.claim.definitions)
    for hides in _HIDDEN if recurrences <= MOST_RECURRENCES else _HIDDEN[:-1]:
        opaque = Opaque(hides)
        sides = tuple(opaque.hidden(side) for side in body.args)
        if sides in tried:
            continue
        tried.append(sides)
        if equal(context, sides[0], sides[1], unfoldings=(0,)):
            return True
    return False


RULES: tuple[Rule, ...] = (
    Rule(
        name="identity in the derivatives",
        check=_whatever,
        statement="both sides are the same sum of products, whatever the derivatives in them are",
    ),
)
