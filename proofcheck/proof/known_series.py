"""Sums whose terms are those of a known series: what is known of their distance to its value, as steps."""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.errors import ClaimError
from proofcheck.inference.context import Context, closed
from proofcheck.inference.integers.folds import outermost
from proofcheck.inference.integers.series import SERIES, Series, conclusions
from proofcheck.inference.matching import match, number, put_in_types
from proofcheck.inference.replay import read
from proofcheck.language.dims import number as literal
from proofcheck.language.show import show
from proofcheck.language.tree import Apply, Bind, Node, Range, Var, free_names, walk
from proofcheck.language.types import BOOLEAN, INTEGER, REAL
from proofcheck.meaning import NoMeaning
from proofcheck.proof.derivation import Derivation
from proofcheck.proof.floats import NotFloat, value
from proofcheck.proof.integer_induction import ANALYSIS

_ARGUMENT = Var(type=REAL, name="x''")
_AT = (0.3, 0.7, 5.0)  # values of names at which terms are compared
_TERMS = 4


def by_series(derivation: Derivation, place: Context, body: Node) -> int | None:
    """The step that concludes a relation from what is known of its partial sums."""
    sums = [f for side in getattr(body, "args", ()) for f in outermost(side) if f.op == "sum"]
    for total in dict.fromkeys(sums):
        for row, x in _rows(body, total):
            steps = list(_steps(derivation, place, total, row, x))
            found = derivation.conclude(place, ANALYSIS, body, steps) if steps else None
            if found is not None:
                return found
    return None


def _rows(body: Node, total: Bind) -> Iterator[tuple[Series, Node]]:
    binder = total.binders[0]
    assert isinstance(binder, Range)
    for row in SERIES:
        if number(binder.lower) != row.first:
            continue
        for x in dict.fromkeys(_arguments(row, body)):
            if _agree(row, total.body, binder.name, x):
                yield row, x


def _arguments(row: Series, body: Node) -> Iterator[Node]:
    """What the argument of a series may be, to judge by the value."""
    if not row.argument:
        yield literal(1)
        return
    pattern = row.value(_ARGUMENT)
    for part in walk(body):
        if isinstance(part, Apply) and part.type == REAL:
            for sign in (part, Apply(type=REAL, op="neg", args=(part,))):
                found = match(pattern, (_ARGUMENT.name,), sign)
                if found:
                    yield found[_ARGUMENT.name]


def _agree(row: Series, term: Node, index: str, x: Node) -> bool:
    """Whether terms are those of a series, as far as floats tell."""
    names = (free_names(term) | free_names(x)) - {index}
    wanted = row.term(Var(type=INTEGER, name=index), x)
    try:
        for base in _AT:
            at = {name: base + place / 7 for place, name in enumerate(sorted(names))}
            for k in range(row.first, row.first + _TERMS):
                a, b = value(term, {**at, index: k}), value(wanted, {**at, index: k})
                if abs(a - b) > 1e-9 * (abs(a) + abs(b)):
                    return False
    except (NotFloat, ArithmeticError, ValueError):
        return False
    return True


def _steps(derivation: Derivation, place: Context, total: Bind, row: Series, x: Node) -> Iterator[int]:
    binder = total.binders[0]
    assert isinstance(binder, Range)
    claim = derivation.claim
    taken = {b.name for b in place.binders} | {g.name for g in claim.declared}
    index = next(n for n in ("k", "i", "l", "k_1", "k_2", "k_3", "k_4") if n not in taken)
    moved = Range(name=index, lower=binder.lower, upper=binder.upper)
    own = Var(type=INTEGER, name=index)
    term = put_in_types(total.body, {binder.name: own})
    bare = Context(claim=claim, binders=place.binders)
    equation = Apply(type=BOOLEAN, op="==", args=(term, row.term(own, x)))
    try:
        premise = derivation.add(ANALYSIS, read(claim, show(closed(bare.under((moved,)), equation))))
        if premise is None:
            return
        whole = Bind(type=total.type, op="sum", binders=(moved,), body=term)
        seen: set[int] = set()
        for strict in (True, False):
            for part, (_, formula) in enumerate(conclusions(row, moved, whole, x, strict=strict)):
                if part in seen:
                    continue
                step = derivation.add("series", read(claim, show(closed(bare, formula))), (premise,))
                if step is not None:
                    seen.add(part)
                    yield step
    except (ClaimError, NoMeaning):
        return
