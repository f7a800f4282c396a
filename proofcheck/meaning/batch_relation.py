"""Truth in a batched program: as a value (exact comparisons), and as a *violation* (how far from true).

A violation is above 0 exactly where the statement counts as broken. Of `a == b` it is the relative gap
`|a - b| / max(|a|, |b|)` less the tolerance (for arrays, of the largest entries); of `a <= b` and `a < b` the relative
excess of an entry, where equality breaks `<`; conjunctions take the largest, disjunctions the smallest, and a negation
is pushed down to the relations. Sides that are not finite say nothing: the violation is -inf, whatever the polarity.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import torch
from torch import Tensor

from proofcheck.language.tree import Apply, At, Bind, Node, Range
from proofcheck.language.types import BOOLEAN
from proofcheck.meaning.batch_apply import lifted
from proofcheck.meaning.batch_array import lift, max_abs, own_axes
from proofcheck.meaning.batch_bind import gather
from proofcheck.meaning.batch_graph import Operation, Value
from proofcheck.meaning.batch_linear import asymmetry, indefiniteness, regularity, unorthogonality
from proofcheck.meaning.batch_lower import Lowered, Lowering, Scope, as_float
from proofcheck.meaning.batch_magnitude import magnitude
from proofcheck.meaning.batch_points import sampled
from proofcheck.meaning.batch_tendency import tendency
from proofcheck.meaning.exact import apply_exactly

TOLERANCE = 1e-9  # relative gap that counts as rounding
ROUGH = 1e-5  # the same where a side is an estimate (quadrature, a limit, a grid)
APART = 1e-13  # `a != b` is broken by a relative gap up to this
NOISE = 1e-12  # rounding error of a side relative to the magnitudes that it is computed from
TINY = 1e-300

_NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TESTS: dict[str, Operation] = {
    "is_symmetric": asymmetry, "is_psd": indefiniteness, "is_orthogonal": unorthogonality, "is_singular": regularity,
}  # fmt: skip
TENDENCIES = frozenset({"vanishes", "bounded", "diverges"})


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads boolean nodes as violations. `careful` also weighs the rounding error that cancellation may have left."""

    low: Lowering
    careful: bool = False

    def violation(self, node: Node, scope: Scope, negated: bool = False) -> Value:
        match node:
            case Apply(op="not", args=(inner,)):
                return self.violation(inner, scope, not negated)
            case Apply(op="and" | "or" | "=>" | "<=>" as op, args=args):
                return self._connective(op, args, scope, negated)
            case Apply(op="==" | "!=" as op, args=args) if all(a.type == BOOLEAN for a in args):
                return self._connective("<=>", args, scope, negated is (op == "=="))
            case Apply(op=op, args=args) if op in _NEGATED:
                return self._relation(_NEGATED[op] if negated else op, args, scope, negated)
            case Apply(op=op, args=(matrix,)) if op in _TESTS:
                return self._test(op, matrix, scope, negated)
            case Apply(op="if", args=(test, then, other)):
                return self._choice(test, then, other, scope, negated)
            case Bind(op="forall" | "exists"):
                return self._quantified(node, scope, negated)
            case Bind(op=op) if op in TENDENCIES:
                gap = tendency(self.low, node, scope)
                return self.low.graph.apply("neg", torch.neg, [gap], 0) if negated else gap
            case At(name=name, value=value, body=body):
                bound = self.low.graph.bind(name, self.low.value(value, scope))
                return self.violation(body, self.low.replacing(scope, {name: bound}), negated)
        return self._opaque(node, scope, negated)

    # Combinations

    def _fold(self, values: Sequence[Value], largest: bool) -> Value:
        run = torch.maximum if largest else torch.minimum
        graph = self.low.graph
        return reduce(lambda a, b: graph.apply("worst" if largest else "best", run, [a, b], 0), values)

    def _connective(self, op: str, args: tuple[Node, ...], scope: Scope, negated: bool) -> Value:
        flips: tuple[bool, ...] = (False,) * len(args)
        if op == "=>":
            op, flips = "or", (True, False)
        elif op == "<=>":
            a, b = args
            pairs = ((True, False), (False, True)) if not negated else ((False, False), (True, True))
            both = [self._fold([self.violation(a, scope, x), self.violation(b, scope, y)], False) for x, y in pairs]
            return self._fold(both, True)
        largest = (op == "and") is not negated
        values: list[Value] = []
        for arg, flip in zip(args, flips, strict=True):
            known = self._known(arg, scope)
            if known is not None and (known is not (flip is not negated)) is not largest:
                return self._literal(not largest)  # decides alone, whatever the others are
            if known is None:
                values.append(self.violation(arg, scope, flip is not negated))
        return self._fold(values, largest) if values else self._literal(largest)

    def _known(self, node: Node, scope: Scope) -> bool | None:
        """The truth value of a statement about sizes and indices alone."""
        if not isinstance(node, Apply) or not _plain(node):
            return None
        lowered = truth(self.low, node, scope)
        return lowered if isinstance(lowered, bool) else None

    def _literal(self, holds: bool) -> Value:
        return self.low.graph.number(-1.0 if holds else 1.0)

    def _choice(self, test: Node, then: Node, other: Node, scope: Scope, negated: bool) -> Value:
        taken = self._fold([self.violation(test, scope, True), self.violation(then, scope, negated)], False)
        left = self._fold([self.violation(test, scope), self.violation(other, scope, negated)], False)
        return self._fold([taken, left], True)

    def _quantified(self, node: Bind, scope: Scope, negated: bool) -> Value:
        def job(inner: Scope) -> Value:
            return self.violation(node.body, inner, negated)

        largest = (node.op == "forall") is not negated
        ranges = [b for b in node.binders if isinstance(b, Range)]
        if len(ranges) != len(node.binders):
            return sampled(self.low, node, scope, job, largest)
        found = gather(self.low, ranges, scope, job, "max" if largest else "min")
        if found is None:
            return self._literal(largest)
        return self.low.as_value(found)

    # Leaves

    def _opaque(self, node: Node, scope: Scope, negated: bool) -> Value:
        lowered = self.low.lower(node, scope)
        if isinstance(lowered, bool):
            return self._literal(lowered is not negated)
        return self.low.graph.apply("flag", _flag, [self.low.as_value(lowered)], 0, negated=negated)

    def _test(self, op: str, matrix: Node, scope: Scope, negated: bool) -> Value:
        a = self.low.value(matrix, scope)
        gap = self.low.graph.apply(op, _TESTS[op], [a], 0)
        return self.low.graph.apply("beyond", _beyond, [gap], 0, negated=negated, tolerance=TOLERANCE)

    def _relation(self, op: str, args: tuple[Node, ...], scope: Scope, some: bool) -> Value:
        """`some`: of arrays, one entry is enough (an order that was negated)."""
        if op in (">", ">="):
            op, args = ("<" if op == ">" else "<="), args[::-1]
        lowered = [self.low.lower(a, scope) for a in args]
        if not any(isinstance(x, Value) for x in lowered):
            return self._exact(op, lowered)
        left, right = (self.low.as_value(x) for x in lowered)
        rank = max(left.rank, right.rank)
        left, right = lifted(self.low, left, rank), lifted(self.low, right, rank)
        noise = [magnitude(self.low, a, scope) for a in args] if self.careful else []
        tolerance = ROUGH if self.low.approximate else TOLERANCE
        if op in ("==", "!="):
            run, values = _unequal if op == "==" else _equal, [left, right, self.size(left), self.size(right), *noise]
            return self.low.graph.apply(op, run, values, 0, rank=rank, tolerance=tolerance)
        values, strict = [left, right, *noise], op == "<"
        return self.low.graph.apply(op, _exceeds, values, 0, rank=rank, strict=strict, some=some, tolerance=tolerance)

    def size(self, value: Value) -> Value:
        """The largest modulus of an entry; NaN where the value is undefined."""
        return self.low.graph.apply("max_abs", max_abs, [value], 0, rank=value.rank)

    def _exact(self, op: str, lowered: list[Lowered]) -> Value:
        holds = apply_exactly(op, [x for x in lowered if not isinstance(x, Value)])
        a, b = (x if isinstance(x, Fraction) else Fraction(int(x is True)) for x in lowered)
        gap = as_float(abs(a - b) / max(abs(a), abs(b))) if a != b else 0.0
        size = max(gap, 1e-6) if op != "<=" or not holds else gap
        return self.low.graph.number(-size if holds is True else size)


def _plain(node: Apply) -> bool:
    """Whether a statement is a comparison of things that may be exact numbers."""
    return node.op in _NEGATED or node.op in ("true", "false")


def _unequal(
    a: Tensor, b: Tensor, size_a: Tensor, size_b: Tensor, *noise: Tensor, rank: int, tolerance: float
) -> Tensor:
    gap = max_abs(a - b, rank=rank)
    scale = torch.clamp(torch.maximum(size_a, size_b), min=TINY)
    relative = gap / scale - tolerance
    if noise:
        relative = relative - _share(noise, scale)
    return _informative(relative)


def _equal(a: Tensor, b: Tensor, size_a: Tensor, size_b: Tensor, *noise: Tensor, rank: int, tolerance: float) -> Tensor:
    gap = max_abs(a - b, rank=rank)
    return _informative(APART - gap / torch.clamp(torch.maximum(size_a, size_b), min=TINY))


def _exceeds(a: Tensor, b: Tensor, *noise: Tensor, rank: int, strict: bool, some: bool, tolerance: float) -> Tensor:
    """How far `a` lies above `b`, entry by entry; where `strict`, meeting it is a (tiny) violation as well."""
    gap = a - b
    scale = torch.clamp(torch.maximum(torch.abs(a), torch.abs(b)), min=TINY)
    relative = gap / scale
    if noise:
        allowance = _share(noise, torch.clamp(scale.amax(own_axes(rank)) if rank else scale, min=TINY))
        relative = relative - lift(allowance, rank)
    relative = torch.where(gap >= 0, torch.clamp(relative, min=TINY), relative) if strict else relative - tolerance
    if rank:
        relative = relative.amin(own_axes(rank)) if some else relative.amax(own_axes(rank))
    return _informative(relative)


def _share(noise: Sequence[Tensor], scale: Tensor) -> Tensor:
    """The rounding error that the magnitudes allow, relative to the scale of the comparison."""
    return NOISE * torch.maximum(noise[0], noise[1]) / scale


def _informative(violation: Tensor) -> Tensor:
    return torch.nan_to_num(violation, nan=-math.inf, posinf=-math.inf, neginf=-math.inf)


def _beyond(gap: Tensor, *, negated: bool, tolerance: float) -> Tensor:
    return _informative(tolerance - gap if negated else gap - tolerance)


def _flag(x: Tensor, *, negated: bool) -> Tensor:
    broken = x if negated else ~x
    return torch.where(broken, 1.0, -1.0).to(torch.float64)


# Truth as a value


def truth(low: Lowering, node: Apply, scope: Scope) -> Lowered:
    """A boolean operator as a truth value of each instance, without tolerance; known parts decide early."""
    op, args = node.op, node.args
    if op in ("true", "false"):
        return op == "true"
    if op in ("and", "or", "=>"):
        return _decided(low, op, args, scope)
    if op in _TESTS:
        gap = low.graph.apply(op, _TESTS[op], [low.value(args[0], scope)], 0)
        return low.graph.apply("within", _within, [gap], 0)
    lowered = [low.lower(a, scope) for a in args]
    if not any(isinstance(x, Value) for x in lowered):
        return bool(apply_exactly(op, [x for x in lowered if not isinstance(x, Value)]))
    values = [low.as_value(x) for x in lowered]
    if op == "not":
        return low.graph.apply(op, torch.logical_not, values, 0)
    if op == "<=>":
        return low.graph.apply(op, _agree, values, 0)
    rank = max(v.rank for v in values)
    values = [lifted(low, v, rank) for v in values]
    return low.graph.apply(op, _compared, values, 0, op=op, rank=rank)


def _decided(low: Lowering, op: str, args: tuple[Node, ...], scope: Scope) -> Lowered:
    values: list[Value] = []
    for k, arg in enumerate(args):
        lowered = low.lower(arg, scope)
        flip = op == "=>" and k == 0
        if isinstance(lowered, Value):
            values.append(low.graph.apply("not", torch.logical_not, [lowered], 0) if flip else lowered)
        elif (lowered is not flip) is (op != "and"):
            return op != "and"
    if not values:
        return op == "and"
    run = torch.logical_and if op == "and" else torch.logical_or
    return reduce(lambda a, b: low.graph.apply("and" if op == "and" else "or", run, [a, b], 0), values)


def _within(gap: Tensor) -> Tensor:
    return gap <= TOLERANCE


def _agree(a: Tensor, b: Tensor) -> Tensor:
    return torch.logical_not(torch.logical_xor(a, b))


def _compared(a: Tensor, b: Tensor, *, op: str, rank: int) -> Tensor:
    run = {"==": torch.eq, "!=": torch.ne, "<": torch.lt, "<=": torch.le, ">": torch.gt, ">=": torch.ge}[op]
    every = run(a, b)
    if rank == 0:
        return every
    return every.flatten(-rank).any(-1) if op == "!=" else every.flatten(-rank).all(-1)
