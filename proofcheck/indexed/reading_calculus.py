"""Derivatives, `at`, cells of recurrences and arbitrary functions as forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proofcheck.claim import Case, Recurrence
from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.dependence import independent, reach_of
from proofcheck.indexed.derivative import Derivation, Target
from proofcheck.indexed.indices import equal_places, names_in, within
from proofcheck.indexed.makers import jet
from proofcheck.indexed.properties import FREE
from proofcheck.indexed.reading import Place, Reader, Scope
from proofcheck.indexed.replacing import replaced
from proofcheck.indexed.terms import ONE_FORM, ZERO_FORM, Factor, Form
from proofcheck.language.tree import At, Call, Cell, Derive, Index, Node, Ref, Var, walk
from proofcheck.language.types import Dim, Function, Kind, Scalar, array, kind_of, shape_of
from proofcheck.meaning import NoMeaning

MAX_UNFOLDED = 8  # cells within each other


def call(r: Reader, node: Node, place: Place, scope: Scope) -> Form:
    """An arbitrary smooth function: an entry that is known by its arguments. Errors: NoMeaning."""
    assert isinstance(node, Call)
    given = r.claim.given_named(node.function)
    if given is None or not isinstance(given.type, Function):
        raise NoMeaning(node.function, "an unknown function")
    if kind_of(given.type.result) is not Kind.REAL:
        raise NoMeaning(node.function, "a function whose values are not real")
    if any(kind_of(p) not in (Kind.REAL, Kind.INTEGER) or isinstance(p, Function) for p in given.type.parameters):
        raise NoMeaning(node.function, "a function that is not one of reals")
    member = None if node.index is None else r.index(node.index, scope)
    args = [r.abstract(a, scope) for a in node.args]
    return r.x.factor(jet(node.function, args, member, place))


def cell(r: Reader, node: Node, place: Place, scope: Scope) -> Form:
    """One cell of a recurrence, opaque or unfolded."""
    assert isinstance(node, Cell)
    index = tuple(r.index(i, scope) for i in node.at)
    return cell_at(r, node.name, index, place, scope)


def cell_at(r: Reader, name: str, index: Sequence[Dim], place: Place, scope: Scope) -> Form:
    cut = any(n == name and not _distinct(r, index, at) for n, at in scope.cells)
    if not cut and not scope.explicit:
        case = case_of(r, name, index)
        r.folded |= case is not None and not scope.unfold
        if case is not None and scope.unfold:
            inner = replace(scope, unfold=scope.unfold - 1, indices={**_bound(case, index)})
            return r.entry(case.body, place, r.kept(inner))
    return r.x.factor(opaque_cell(name, index, place))


def _distinct(r: Reader, index: Sequence[Dim], at: Sequence[Dim]) -> bool:
    """Whether two cells surely are not the same."""
    return any(r.x.facts.impossible(equal_places(a, b)) for a, b in zip(index, at, strict=False))


def opaque_cell(name: str, index: Sequence[Dim], place: Place) -> Factor:
    return Factor(kind="cell", name=name, at=(*index, *place), data=(len(index),))


def _bound(case: Case, index: Sequence[Dim]) -> dict[str, Dim]:
    return {p: i for p, i in zip(case.pattern, index, strict=True) if isinstance(p, str)}


def case_of(r: Reader, name: str, index: Sequence[Dim]) -> Case | None:
    """The case that surely defines a cell; None where that depends on the sizes."""
    recurrence = r.claim.definition_named(name)
    if not isinstance(recurrence, Recurrence):
        return None
    for case in recurrence.cases:
        if len(case.pattern) != len(index):
            return None
        tests = [
            equal_places(i, r.index(p, Scope()))
            for p, i in zip(case.pattern, index, strict=True)
            if not isinstance(p, str)
        ]
        if any(r.x.facts.impossible(t) for t in tests):
            continue
        if not all(r.x.facts.certain(t) for t in tests):
            return None
        if recurrence.box and case.pattern == tuple(b.name for b in recurrence.box):
            scope = Scope(indices=_bound(case, index))
            for b, i in zip(recurrence.box, index, strict=True):
                inside = within(i, r.index(b.lower, scope), r.index(b.upper, scope))
                if not all(map(r.x.facts.certain, inside)):
                    return None
        return case
    return None


class Cells:
    """Derivatives of cells: unfolded where the case is known and the text says that the target is read."""

    def __init__(self, reader: Reader, scope: Scope, explicit: bool = False) -> None:
        self._reader = reader
        self._scope = scope
        self._explicit = explicit
        self._reach = reach_of(reader.claim)
        self._depth = 0

    def may_depend(self, symbols: frozenset[str], target: Target) -> bool:
        if target.name in symbols:
            return True
        if self._explicit:
            return False
        return any(target.name in self._reach.names.get(s, ()) for s in symbols)

    def slope_of_cell(self, x: Algebra, factor: Factor, target: Target) -> Form:
        if factor.kind != "cell":
            raise NoMeaning("diff", "a second derivative through an opaque cell")
        count = int(factor.data[0])
        index, place = factor.at[:count], factor.at[count:]
        if target.index is not None and factor.name == target.name:
            same = [equal_places(a, b) for a, b in zip(index, target.index, strict=True)]
            if all(map(x.facts.certain, same)):
                tests = [equal_places(a, b) for a, b in zip(place, target.at, strict=True)]
                return x.where(ONE_FORM, tests)
            if self._explicit and any(map(x.facts.impossible, same)):
                return ZERO_FORM
        if self._explicit:
            if factor.name == target.name and target.index is not None:
                raise NoMeaning("partial", "of cells that may be the same")
            return ZERO_FORM
        if target.index is not None:
            if independent(self._reach, x.facts, factor.name, index, target.name, target.index):
                return ZERO_FORM
        elif target.name not in self._reach.names.get(factor.name, ()):
            return ZERO_FORM
        return self._through(x, factor, index, place, target)

    def _through(self, x: Algebra, factor: Factor, index: tuple[Dim, ...], place: Place, target: Target) -> Form:
        case = case_of(self._reader, factor.name, index)
        distinct = target.index is None or factor.name != target.name or _distinct(self._reader, index, target.index)
        if case is not None and distinct and self._scope.unfold > self._depth and self._depth < MAX_UNFOLDED:
            self._depth += 1
            inner = replace(self._scope, indices=_bound(case, index), unfold=0)
            body = self._reader.entry(case.body, place, self._reader.kept(inner))
            found = derived(self._reader, x, body, target, self)
            self._depth -= 1
            return found
        others = len(self._scope.cuts | {target.name}) + len({n for n, _ in self._scope.cells} | {target.name})
        if others > 2 or len(self._scope.cells) > 1:
            raise NoMeaning("diff", "an opaque derivative inside of another one")
        way = (0, len(target.at)) if target.index is None else (len(target.index), len(target.at))
        at = (*factor.at, *(target.index or ()), *target.at)
        data = (int(factor.data[0]), len(place), target.name, *way)
        return x.factor(Factor(kind="slope", name=factor.name, at=at, data=data))


def derived(r: Reader, x: Algebra, form: Form, target: Target, cells: Cells) -> Form:
    return Derivation(x, target, cells, r.atom_rules).of(form)


def derive(r: Reader, node: Node, place: Place, scope: Scope) -> Form:
    """The entry of a derivative; what is derived by is cut. Errors: NoMeaning."""
    assert isinstance(node, Derive)
    if scope.explicit:
        raise NoMeaning("partial", "of something that is derived inside it")
    base = node.wrt.base if isinstance(node.wrt, Index) else node.wrt
    out = len(shape_of(node.body.type))
    into = len(shape_of(node.wrt.type))
    order = node.order if node.op == "diff" else 2 if node.op == "hessian" else 1
    if node.op == "jacobian" and node.layout == "denominator" and out == into == 1:
        place = place[::-1]
    ways = [place[out + k * into : out + (k + 1) * into] for k in range(order)]
    if node.op == "diff":
        ways = [()] * order
    explicit = node.op == "partial"
    inner = _cut(r, base, scope, explicit)
    body = _explicit_body(r, node.body, place[:out], inner) if explicit else r.entry(node.body, place[:out], inner)
    cells = Cells(r, replace(inner, unfold=MAX_UNFOLDED), explicit)
    for way in ways:
        body = derived(r, r.x, body, _target(r, node.wrt, way, scope), cells)
    return _rejoined(r, body, inner, scope)


def _cut(r: Reader, base: Node, scope: Scope, explicit: bool) -> Scope:
    match base:
        case Ref(name=name):
            inner = replace(scope, cuts=scope.cuts | {name}, explicit=explicit)
        case Cell(name=name, at=at):
            index = tuple(r.index(i, scope) for i in at)
            inner = replace(scope, cells=(*scope.cells, (name, index)), explicit=explicit)
        case Var(name=name):
            inner = replace(scope, explicit=explicit, free=scope.free | structured(r, name))
        case _:
            raise NoMeaning("diff", "by something that is neither a variable nor a defined value")
    return r.kept(inner)


def _target(r: Reader, wrt: Node, way: Place, scope: Scope) -> Target:
    base, place = wrt, way
    if isinstance(wrt, Index):
        base = wrt.base
        place = r.full_place(wrt.at, way, scope)
        if any(r.depends_on_reals(n) for d in place for n in names_in(d)):
            raise NoMeaning("diff", "by an entry that the data choose")
    match base:
        case Cell(name=name, at=at):
            return Target(name, place, tuple(r.index(i, scope) for i in at))
        case Var(name=name) | Ref(name=name):
            return Target(name, place)
    raise NoMeaning("diff", "by something that is neither a variable nor a defined value")


def _explicit_body(r: Reader, node: Node, place: Place, scope: Scope) -> Form:
    """The defining body of what is derived, unfolded once."""
    if isinstance(node, Index) and isinstance(node.base, (Ref, Cell)):
        return _explicit_body(r, node.base, r.full_place(node.at, place, scope), scope)
    if isinstance(node, Ref):
        return r.entry(r.definition(node.name), place, scope)
    if isinstance(node, Cell):
        index = tuple(r.index(i, scope) for i in node.at)
        case = case_of(r, node.name, index)
        if case is None:
            raise NoMeaning("partial", "of a cell whose case depends on the sizes")
        return r.entry(case.body, place, r.kept(replace(scope, indices=_bound(case, index))))
    return r.entry(node, place, scope)


def _rejoined(r: Reader, form: Form, inner: Scope, scope: Scope) -> Form:
    """With the values of the definitions that stood for themselves inside alone."""
    form = bound_again(r, form, inner.free - scope.free)
    if scope.explicit:
        return form
    own = frozenset(d.name for d in r.claim.definitions if not hasattr(d, "cases")) - scope.cuts
    present = form.symbols & own

    def change(factor: Factor) -> Form | None:
        if factor.kind == "entry" and factor.name in present:
            return r.entry(r.definition(factor.name), factor.at, scope)
        return None

    return replaced(r.x, form, present, change) if present else form


def structured(r: Reader, name: str) -> frozenset[str]:
    """The name, if something is supposed of single entries of the variable: derivatives treat them as independent."""
    return frozenset((name,)) & r.described


def bound_again(r: Reader, form: Form, names: frozenset[str]) -> Form:
    """The form after a derivation: of its variables everything is known again that is known of them."""

    def change(factor: Factor) -> Form | None:
        if factor.kind == "entry" and factor.name in names and FREE in factor.data:
            data = tuple(d for d in factor.data if d != FREE)
            return r.x.made_form(Factor(kind="entry", name=factor.name, at=factor.at, data=data))
        return None

    return replaced(r.x, form, names, change) if names else form


def at(r: Reader, node: Node, place: Place, scope: Scope) -> Form:
    """The body with a variable replaced after every derivative in it is taken. Errors: NoMeaning."""
    assert isinstance(node, At)
    given = r.claim.given_named(node.name)
    if kind_of(given.type if given is not None else node.value.type) is Kind.INTEGER and not _derived_by(node):
        if given is not None:
            raise NoMeaning("at", "of a size")
        if shape_of(node.value.type):
            raise NoMeaning("at", "of an array of integers")
        return r.entry(node.body, place, r.kept(scope.binding(node.name, r.index(node.value, scope))))
    shape = r.shape(node.value, scope)
    value = r.function(shape, lambda *p: r.entry(node.value, p, scope))
    body = r.entry(node.body, place, r.kept(replace(scope, free=scope.free | {node.name})))
    reach = reach_of(r.claim).names
    if any(node.name in reach.get(s, ()) for s in body.symbols if s != node.name):
        raise NoMeaning("at", "of a cell that depends on the variable")

    def change(factor: Factor) -> Form | None:
        if factor.kind == "entry" and factor.name == node.name and FREE in factor.data:
            return r.x.applied(value, factor.at)
        return None

    return replaced(r.x, body, frozenset((node.name,)), change)


def _derived_by(node: At) -> bool:
    derived_by = (w for n in walk(node.body) if isinstance(n, Derive) for w in walk(n.wrt))
    return any(isinstance(w, Var) and w.name == node.name for w in derived_by)


__all__ = ["Scalar", "array", "at", "call", "cell", "derive"]
