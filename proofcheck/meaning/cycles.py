"""Limits over depth at one instance, decided exactly where the recurrence runs into a cycle.

At an instance whose state repeats exactly, x[t0 + p] == x[t0], and whose step does not depend on t otherwise, the state
is periodic for ever, and the chain rule gives J[t + p] = P J[t] for the derivative J of the state, P the derivative of
p steps on the cycle. If P M == λ M exactly for M = J[t1], then J[t1 + k p] = λ^k M for every k: a geometric
subsequence, which settles `vanishes`, `bounded` and `diverges` whenever it alone can. All of it in rational arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.claim import Claim
from proofcheck.language.statement import Definition, Recurrence
from proofcheck.language.tree import Apply, Bind, Cell, Derive, Index, Node, Num, Ref, Slice, Var, transform, walk
from proofcheck.language.types import INTEGER, Array, Dim, Opaque, Scalar, Type, shape_of
from proofcheck.verdict import Instance, Value

Evaluate = Callable[
    [Instance, Node], Value | None
]  # the exact value of an expression at an instance, None if not rational
Matrix = tuple[tuple[Fraction, ...], ...]

_LATEST = 4  # latest start of the cycle, in steps after the base case
_LONGEST = 4  # longest period
_NORMS = frozenset({"sigma_max", "norm", "max_abs", "abs"})
_LINEAR = frozenset({"neg", "transpose"})


@dataclass(frozen=True, slots=True)
class Geometric:
    """A subsequence `ratio^k * first` of the values, k = 0, 1, 2, …; `logarithm`: the claim is on its logarithm."""

    ratio: Fraction
    zero: bool  # the subsequence is zero from its start
    logarithm: bool
    words: str

    def refutes(self, kind: str) -> bool:
        """Whether the subsequence alone makes `vanishes`, `bounded` or `diverges` false."""
        size = abs(self.ratio)
        if self.logarithm:
            moves = not self.zero and size not in (0, 1)
            return {"bounded": moves, "vanishes": moves, "diverges": not self.zero and size == 1}[kind]
        if kind == "vanishes":
            return not self.zero and size >= 1
        if kind == "bounded":
            return not self.zero and size > 1
        return self.zero or size <= 1


def refute_limit(bind: Bind, claim: Claim, instance: Instance, evaluate: Evaluate) -> str | None:
    """Why `vanishes`, `bounded` or `diverges` is false at this instance, in words; None where that is not certain."""
    found = _geometric(bind, claim, instance, evaluate)
    return found.words if found is not None and found.refutes(bind.op) else None


def _geometric(bind: Bind, claim: Claim, instance: Instance, evaluate: Evaluate) -> Geometric | None:
    depth = bind.binders[0].name
    body, logarithm = bind.body, False
    if isinstance(body, Apply) and body.op == "log":
        body, logarithm = body.args[0], True
    wrappers: list[Apply] = []
    while isinstance(body, Apply) and body.op in _NORMS | _LINEAR and len(body.args) == 1:
        wrappers.append(body)
        body = body.args[0]
    if not isinstance(body, Derive) or body.op == "partial" or body.layout != "numerator" or body.order != 1:
        return None
    if not any(w.op in _NORMS for w in wrappers) and shape_of(body.type):
        return None
    state = body.body
    if (
        not isinstance(state, Cell)
        or len(state.at) != 1
        or not is_shift(state.at[0], depth)
        or mentions(body.wrt, depth)
    ):
        return None
    machine = _Machine(claim, instance, evaluate, depth, state.name)
    return machine.run(body, state, logarithm) if machine.autonomous() else None


def is_shift(node: Node, name: str) -> bool:
    """`name`, `name - c` or `name + c`."""
    if isinstance(node, Var):
        return node.name == name
    if isinstance(node, Apply) and node.op in ("+", "-") and len(node.args) == 2:
        return isinstance(node.args[0], Var) and node.args[0].name == name and isinstance(node.args[1], Num)
    return False


def _lag(node: Node, name: str) -> int | None:
    """c of `name - c`, else None."""
    if not is_shift(node, name):
        return None
    if isinstance(node, Apply):
        shift = node.args[1]
        assert isinstance(shift, Num)
        return int(shift.value) if node.op == "-" else -int(shift.value)
    return 0


def mentions(node: Node, name: str) -> bool:
    """Whether a tree depends on an integer by name, in an expression or in a dimension."""
    for part in walk(node):
        if isinstance(part, Var) and part.name == name:
            return True
        dims: tuple[Dim, ...] = part.type.shape if isinstance(part.type, Array) else ()
        if any(name == atom or not isinstance(atom, str) for dim in dims for atom in dim.atoms()):
            return True
    return False


def growing_axes(type_: Type, name: str) -> list[int]:
    """The axes of an array type whose length depends on an integer by name."""
    shape = type_.shape if isinstance(type_, Array) else ()

    def reads(atom: str | Opaque) -> bool:
        if isinstance(atom, str):
            return atom == name
        return not isinstance(atom.node, Node) or mentions(atom.node, name)

    return [axis for axis, dim in enumerate(shape) if any(map(reads, dim.atoms()))]


def depends(node: Node, name: str, claim: Claim) -> bool:
    """Whether a tree, or a definition that it reaches, depends on an integer by name."""
    todo, seen = [node], set[str]()
    while todo:
        part = todo.pop()
        if mentions(part, name):
            return True
        read = {p.name for p in walk(part) if isinstance(p, (Ref, Cell))} - seen
        seen |= read
        for definition in map(claim.definition_named, read):
            if isinstance(definition, Definition):
                todo.append(definition.body)
            elif definition is not None:
                todo.extend(case.body for case in definition.cases)
    return False


class _Machine:
    """The recurrence of the state at one instance, as an autonomous map."""

    def __init__(self, claim: Claim, instance: Instance, evaluate: Evaluate, depth: str, state: str) -> None:
        self.claim, self.instance, self.evaluate, self.depth, self.state = claim, instance, evaluate, depth, state
        self.base = 0
        self.read: set[str] = set()  # variables and definitions that the step depends on

    def autonomous(self) -> bool:
        """The step from state[t-1] to state[t] is the same for every t past the base case."""
        seen: set[str] = set()
        todo = [self.state]
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            definition = self.claim.definition_named(name)
            reached = self._members(definition)
            if reached is None:
                return False
            todo.extend(reached)
        return True

    def _members(self, definition: Definition | Recurrence | None) -> tuple[str, ...] | None:
        """Names of definitions that this one reads, or None if it makes the step depend on t or on the depth."""
        if isinstance(definition, Definition):
            return self._reads(definition.body, None)
        if definition is None or definition.box:
            return None
        names: list[str] = []
        general = 0
        for case in definition.cases:
            if len(case.pattern) != 1:
                return None
            (item,) = case.pattern
            if isinstance(item, str):
                general += 1
                reads = self._reads(case.body, item)
            elif isinstance(item, Num):
                self.base = max(self.base, int(item.value))
                reads = ()
            else:
                return None
            if reads is None:
                return None
            names.extend(reads)
        return tuple(names) if general == 1 else None

    def _reads(self, body: Node, time: str | None) -> tuple[str, ...] | None:
        names: list[str] = []
        sound = True
        self.read |= {part.name for part in walk(body) if isinstance(part, (Var, Ref))}

        def rule(part: Node) -> Node | None:
            nonlocal sound
            if isinstance(part, Ref):
                names.append(part.name)
            elif isinstance(part, Cell):
                lag = None if time is None or len(part.at) != 1 else _lag(part.at[0], time)
                sound &= lag == 0 or (lag == 1 and part.name == self.state)
                names.append(part.name)
                return Num(type=part.type, value=Fraction(0))
            elif isinstance(part, Index) and time is not None and self._constant_along(part, time):
                return Num(type=part.type, value=Fraction(0))
            return None

        rest = transform(body, rule)
        free = not mentions(rest, self.depth) and (time is None or not mentions(rest, time))
        return tuple(names) if sound and free else None

    def _constant_along(self, part: Index, time: str) -> bool:
        """`b[t, …]` of a given array as long as the depth, whose slices along it are all equal at this instance."""
        first, *rest = part.at
        if isinstance(first, Slice) or _lag(first, time) is None or not isinstance(part.base, Var):
            return False
        if any(not isinstance(item, Slice) and mentions(item, time) for item in rest):
            return False
        given = self.claim.given_named(part.base.name)
        if given is None or shape_of(given.type)[:1] != (Dim.of(self.depth),):
            return False
        value = dict(self.instance.values).get(part.base.name)
        return isinstance(value, tuple) and len(set(value)) == 1

    def run(self, derivative: Derive, state: Cell, logarithm: bool) -> Geometric | None:
        """Find the cycle, then a row t1 with P J[t1] == λ J[t1]."""
        start = self._start(derivative.wrt)
        if start is None:
            return None
        far = self._at_depth(start + _LATEST + _LONGEST * (_LONGEST + 1) + 2)
        cycle = None if far is None else self._cycle(far, start)
        if far is None or cycle is None:
            return None
        first, period = cycle
        step = _matrix(self.evaluate(far, self._jacobian(first + period, first)))
        for row in range(first, first + _LONGEST * period + 1, period):
            value = self.evaluate(far, replace(derivative, body=self._cell(row)))
            matrix = _matrix(value)
            if step is None or matrix is None:
                return None
            ratio = _ratio(_product(step, matrix), matrix)
            if ratio is not None:
                zero = not any(any(r) for r in matrix)
                return Geometric(ratio, zero, logarithm, self._words(first, period, ratio, zero))
        return None

    def _start(self, wrt: Node) -> int | None:
        """The first depth from which J[t+1] is the step's derivative times J[t]: no step reads `wrt` past it."""
        base = wrt.base if isinstance(wrt, Index) else wrt
        if isinstance(base, Cell):
            at = base.at[0] if len(base.at) == 1 else None
            return max(self.base, int(at.value)) if base.name == self.state and isinstance(at, Num) else None
        return self.base if isinstance(base, (Var, Ref)) and base.name not in self.read else None

    def _words(self, first: int, period: int, ratio: Fraction, zero: bool) -> str:
        name = self.state
        cycle = f"{name}[t+{period}] = {name}[t] for every t ≥ {first}, exactly"
        if zero:
            return f"{cycle}; from there on the derivative is 0"
        return f"{cycle}; each {'step' if period == 1 else f'{period} steps'} multiplies the derivative by {ratio}"

    def _cell(self, index: int) -> Cell:
        definition = self.claim.definition_named(self.state)
        assert isinstance(definition, Recurrence)
        return Cell(type=definition.type, name=self.state, at=(Num(type=INTEGER, value=Fraction(index)),))

    def _jacobian(self, later: int, earlier: int) -> Derive:
        shape = shape_of(self._cell(earlier).type)
        type_ = Array((*shape, *shape)) if shape else Scalar()
        return Derive(type=type_, op="jacobian", body=self._cell(later), wrt=self._cell(earlier))

    def _cycle(self, far: Instance, start: int) -> tuple[int, int] | None:
        states: list[Value] = []
        for index in range(start, start + _LATEST + _LONGEST + 1):
            state = self.evaluate(far, self._cell(index))
            if state is None:
                return None
            if state in states[-_LONGEST:]:
                first = len(states) - 1 - states[::-1].index(state)
                return start + first, len(states) - first
            states.append(state)
        return None

    def _at_depth(self, depth: int) -> Instance | None:
        """The instance continued to a depth: arrays that grow with it must be constant along that axis."""
        values: list[tuple[str, Value]] = []
        for name, value in self.instance.values:
            given = self.claim.given_named(name)
            shape = shape_of(given.type) if given is not None else ()
            grows = [] if given is None else growing_axes(given.type, self.depth)
            if name == self.depth:
                values.append((name, Fraction(depth)))
            elif not grows:
                values.append((name, value))
            elif grows == [0] and shape[0] == Dim.of(self.depth) and isinstance(value, tuple) and len(set(value)) == 1:
                values.append((name, value[:1] * depth))
            else:
                return None
        return replace(self.instance, values=tuple(values))


def _matrix(value: Value | None) -> Matrix | None:
    """A scalar, a vector (as a column) or a matrix of rationals as rows."""
    if isinstance(value, Fraction):
        return ((value,),)
    if not isinstance(value, tuple):
        return None
    rows = []
    for row in value:
        cells = row if isinstance(row, tuple) else (row,)
        if not all(isinstance(c, Fraction) for c in cells):
            return None
        rows.append(tuple(c for c in cells if isinstance(c, Fraction)))
    return tuple(rows)


def _product(left: Matrix, right: Matrix) -> Matrix | None:
    if len(left[0]) != len(right):
        return None
    columns = tuple(zip(*right, strict=True))
    return tuple(tuple(sum((a * b for a, b in zip(r, c, strict=True)), Fraction(0)) for c in columns) for r in left)


def _ratio(product: Matrix | None, matrix: Matrix) -> Fraction | None:
    """λ with product == λ matrix; 0 for the zero matrix; None if there is none."""
    if product is None:
        return None
    pairs = [(p, m) for pr, mr in zip(product, matrix, strict=True) for p, m in zip(pr, mr, strict=True)]
    pivot = next(((p, m) for p, m in pairs if m), None)
    ratio = Fraction(0) if pivot is None else pivot[0] / pivot[1]
    return ratio if all(p == ratio * m for p, m in pairs) else None
