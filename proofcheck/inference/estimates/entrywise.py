"""Bounds of arrays from bounds of one entry: each entry of an entrywise expression is the same function of entries.

Norms that see only the moduli of the entries, sums and extremes grow with the entries; so a relation that holds for
all reals in the place of the entries carries over. No axis may be empty where an extreme is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from proofcheck.inference.context import Context, known
from proofcheck.inference.matching import canonical
from proofcheck.inference.scalar_facts import holds
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.inference.table import Rule
from proofcheck.language.dims import expression
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Bind, Binder, Node, Num, Var, transform, walk
from proofcheck.language.types import BOOLEAN, REAL, Array, Kind, Shape, kind_of, shape_of

_ABSOLUTE = frozenset({"norm", "max_abs"})
_GROWING = frozenset({"sum", "mean", "max", "min"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "**", "neg"})
_LEAVES = 4


@dataclass(slots=True)
class Entries:
    """One entry of arrays of a shape, with a real variable for each array that is no entrywise expression."""

    context: Context
    premises: tuple[Node, ...]
    shape: Shape
    leaves: dict[Node, Var] = field(default_factory=dict)
    facts: list[Node] = field(default_factory=list)
    binders: tuple[Binder, ...] = ()  # of the one array that is written entry by entry

    def entry(self, array: Node) -> Node | None:
        """The entry as a scalar expression; None where it is not seen as one, or takes too many variables."""
        if not shape_of(array.type):
            return array
        if shape_of(array.type) != self.shape or kind_of(array.type) not in (Kind.REAL, Kind.INTEGER):
            return None
        if isinstance(array, Apply) and not array.options and _entrywise(array):
            parts = [self.entry(a) for a in array.args]
            if any(p is None for p in parts):
                return None
            return Apply(type=REAL, op=array.op, args=tuple(p for p in parts if p is not None))
        if (
            isinstance(array, Bind)
            and array.op == "array"
            and len(array.binders) == len(self.shape)
            and not self.binders
        ):
            self.binders = array.binders
            return array.body
        if isinstance(array, Apply) and array.op in ("zeros", "ones"):
            return literal(0 if array.op == "zeros" else 1)
        return self._leaf(array)

    def _leaf(self, array: Node) -> Node | None:
        key = canonical(array)
        if key not in self.leaves:
            if len(self.leaves) >= _LEAVES:
                return None
            var = Var(type=REAL, name=f"#entry{len(self.leaves) + 1}")
            self.leaves[key] = var
            zero = literal(0)
            if positive(self.context, self.premises, array):
                self.facts.append(_relation("<", zero, var))
            elif nonnegative(self.context, self.premises, array):
                self.facts.append(_relation("<=", zero, var))
            self.facts += _range(array, var)
        return self.leaves[key]

    def hold(self, op: str, left: Node | None, right: Node | None) -> bool:
        if left is None or right is None:
            return False
        return self._cases(self.context.under(self.binders, self.facts), _relation(op, left, right))

    def _cases(self, place: Context, goal: Node, depth: int = 4) -> bool:
        """The relation in each case of its conditionals; where a conditional has no value, nothing is claimed."""
        chosen = next((n for n in walk(goal) if isinstance(n, Apply) and n.op == "if"), None)
        if chosen is None:
            return holds(place, self.premises, goal)
        test, then, other = chosen.args
        negated = Apply(type=BOOLEAN, op="not", args=(test,))
        for fact, value in ((test, then), (negated, other)):
            if isinstance(value, Apply) and value.op == "undefined":
                continue
            case = transform(goal, lambda n, v=value: v if n == chosen else None)  # type: ignore[misc]
            if depth <= 0 or not self._cases(place.under((), (fact,)), case, depth - 1):
                return False
        return True


def _entrywise(array: Apply) -> bool:
    """Whether each entry is the operator of the entries of its arguments."""
    row = VOCABULARY.get(array.op)
    if row is None or not row.entrywise:
        return False
    return array.op not in ("min", "max") or len(array.args) > 1


def _relation(op: str, left: Node, right: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(left, right))


def _range(array: Node, var: Var) -> list[Node]:
    """The upper end of the range of an operator on arrays, as of softmax."""
    row = VOCABULARY.get(array.op) if isinstance(array, Apply) else None
    if row is None or not row.range:
        return []
    upper = row.range[:-1].partition(",")[2].strip()
    return [_relation("<=", var, literal(int(upper)))] if upper.lstrip("-").isdigit() else []


def check(context: Context, premises: tuple[Node, ...], body: Node) -> bool:
    """Whether a relation of arrays, norms, sums or extremes holds entry by entry."""
    if not isinstance(body, Apply) or body.op not in ("<", "<=", ">", ">=", "==") or len(body.args) != 2:
        return False
    op = body.op.replace(">", "<")
    left, right = body.args if body.op == op else body.args[::-1]
    arrays = [s for s in (left, right) if isinstance(s.type, Array)]
    if arrays:
        entries = Entries(context, premises, shape_of(arrays[0].type))
        return entries.hold(op, entries.entry(left), entries.entry(right))
    return op != "==" and (
        _both(context, premises, op, left, right)
        or _extreme(context, premises, op, left, right)
        or _least(context, premises, op, left, right)
    )


def _array_of(node: Node, operators: frozenset[str]) -> Node | None:
    """The array in a norm that grows with the moduli, or in a sum or an extreme."""
    if not isinstance(node, Apply) or node.op not in operators or not node.args or len(node.args) > 1:
        return None
    if not isinstance(node.args[0].type, Array):
        return None
    matrix = len(shape_of(node.args[0].type)) > 1
    if node.op == "norm" and matrix and dict(node.options).get("kind") not in ("fro", "1", "oo"):
        return None
    return node.args[0]


def _both(context: Context, premises: tuple[Node, ...], op: str, left: Node, right: Node) -> bool:
    """f(E) ≤ f(E') where every |e| ≤ |e'|, or e ≤ e' for sums and extremes."""
    if op != "<=" or not isinstance(left, Apply) or not isinstance(right, Apply):
        return False
    if left.op != right.op or left.options != right.options:
        return False
    for operators in (_ABSOLUTE, _GROWING):
        a, b = _array_of(left, operators), _array_of(right, operators)
        if a is None or b is None or a.type != b.type or not _filled(context, premises, a):
            continue
        entries = Entries(context, premises, shape_of(a.type))
        e, f = entries.entry(a), entries.entry(b)
        if operators is _ABSOLUTE and e is not None and f is not None:
            e, f = (Apply(type=REAL, op="abs", args=(part,)) for part in (e, f))
        if entries.hold(op, e, f):
            return True
    return False


def _extreme(context: Context, premises: tuple[Node, ...], op: str, left: Node, right: Node) -> bool:
    """max |e| ≤ c where every |e| ≤ c; likewise the greatest entry, and the mean."""
    for operators in (frozenset({"max_abs"}), frozenset({"max", "mean"})):
        array = _array_of(left, operators)
        if array is None or not _filled(context, premises, array):
            continue
        entries = Entries(context, premises, shape_of(array.type))
        e = entries.entry(array)
        if e is not None and "max_abs" in operators:
            e = Apply(type=REAL, op="abs", args=(e,))
        if entries.hold(op, e, right):
            return True
    return False


def _least(context: Context, premises: tuple[Node, ...], op: str, left: Node, right: Node) -> bool:
    """c ≤ min e where every e ≥ c; likewise of the mean, and of the largest modulus."""
    array = _array_of(right, frozenset({"min", "mean", "max_abs"}))
    if array is None or not isinstance(right, Apply) or not _filled(context, premises, array):
        return False
    entries = Entries(context, premises, shape_of(array.type))
    e = entries.entry(array)
    if e is not None and right.op == "max_abs":
        e = Apply(type=REAL, op="abs", args=(e,))
    return entries.hold(op, left, e)


def _filled(context: Context, premises: Sequence[Node], array: Node) -> bool:
    """Whether no axis of an array is empty."""
    one = Num(type=literal(1).type, value=literal(1).value)
    return all(known(context, premises, _relation("<=", one, expression(d))) for d in shape_of(array.type))


RULE = Rule(
    name="entry by entry",
    check=check,
    statement="|a| ≤ |b| in every entry gives ‖a‖ ≤ ‖b‖; |a| ≤ c in every entry gives max |a| ≤ c",
)
