"""The left sides of a recurrence: `h[0]`, `h[t+1]`, `h[l, i, W+1]`, each made into index names and boundary values.

`x[t+1]: …` is read as `x[t]: …` with `t - 1` in the place of `t`. A name that is declared (`h[n]`) is a boundary
value, unless it stands in the last case and no case has a free name there: then it is the general index of every case
that has this very name there, as in `q[t, 0]: …` before `q[t, i]: …`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.language.dims import (
    expression,
    integer_polynomial,
    is_integer,
    polynomial,
    simplified,
    whole_coefficients,
)
from proofcheck.language.domains import error
from proofcheck.language.free import free_names
from proofcheck.language.rules import named
from proofcheck.language.scope import Scope
from proofcheck.language.syntax import SHead, SName, SSlice, Syntax
from proofcheck.language.tree import Node, Range, Var
from proofcheck.language.types import INTEGER, Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The left side of one case: index names and boundary values, and the scope of its body."""

    items: tuple[str | Node, ...]
    scope: Scope


def read_pattern(heads: Sequence[SHead], place: int, scope: Scope) -> Pattern:
    """The pattern of case `place` among all cases of one recurrence. Raises ClaimError."""
    head = heads[place]
    assert head.pattern is not None
    inner = scope
    items: list[str | Node] = []
    seen: set[str] = set()
    for axis, syntax in enumerate(head.pattern):
        name = _index_name(heads, place, axis, scope)
        if name is None:
            items.append(_boundary(syntax, scope))
            continue
        if name in seen:
            hint = "compare two indices with `… if i == j else …`"
            raise error(f"the index `{name}` stands twice", syntax.span, hint)
        seen.add(name)
        variable, inner = _free_index(syntax, name, inner)
        items.append(variable)
    return Pattern(items=tuple(items), scope=inner)


def _index_name(heads: Sequence[SHead], place: int, axis: int, scope: Scope) -> str | None:
    """The name that this item of a pattern leaves free, if any."""
    syntax = _item(heads[place], axis)
    if isinstance(syntax, SSlice):
        raise error("a stretch in a pattern", syntax.span, "write an index name, and bound it with `over`")
    names = list(dict.fromkeys(use.name for use in free_names(syntax)))
    free = [n for n in names if not _is_size(n, scope)]
    if len(free) > 1:
        raise error(f"a pattern with two names `{free[0]}` and `{free[1]}`", syntax.span, "write one name per index")
    if free:
        return free[0]
    return names[0] if len(names) == 1 and _is_general(heads, place, axis, scope) else None


def _is_general(heads: Sequence[SHead], place: int, axis: int, scope: Scope) -> bool:
    """Whether the one declared name in an item is a general index after all."""
    if not all(_all_sizes(_item(h, axis), scope) for h in heads):
        return False
    own, last = _item(heads[place], axis), _item(heads[-1], axis)
    same = isinstance(own, SName) and isinstance(last, SName) and own.name == last.name
    return place == len(heads) - 1 or same


def _item(head: SHead, axis: int) -> Syntax:
    assert head.pattern is not None
    return head.pattern[axis]


def _all_sizes(syntax: Syntax, scope: Scope) -> bool:
    return all(_is_size(use.name, scope) for use in free_names(syntax))


def _is_size(name: str, scope: Scope) -> bool:
    """Whether a name stands for a declared integer."""
    if name in scope.givens:
        return is_integer(scope.givens[name].type)
    return name in scope.values and is_integer(scope.values[name].type)


def _boundary(syntax: Syntax, scope: Scope) -> Node:
    node = scope.node(syntax)
    dim = integer_polynomial(node)
    if dim is None:
        raise error(f"an index must be an integer, not {named(node.type)}", syntax.span)
    return simplified(node) if is_integer(node.type) else expression(dim)


def _free_index(syntax: Syntax, name: str, scope: Scope) -> tuple[str, Scope]:
    """The index variable of an item, and the scope in which the user's name has its value."""
    variable, inner = scope.fresh(name, INTEGER, syntax.span)
    if isinstance(syntax, SName):
        return variable.name, inner
    dim = polynomial(inner.node(syntax))
    slope = None if dim is None else next((c for m, c in dim.terms if m == ((variable.name, 1),)), None)
    own = Dim.of(variable.name)
    rest = None if dim is None or slope is None else dim - own.scaled(slope)
    if (
        rest is None
        or slope is None
        or abs(slope) != 1
        or variable.name in rest.atoms()
        or not whole_coefficients(rest)
    ):
        raise error(f"a pattern that cannot be solved for `{name}`", syntax.span, f"write `{name}` itself")
    value = (own - rest).scaled(Fraction(1) / slope)
    return variable.name, inner.binding(name, replace(expression(value), span=syntax.span))


def read_box(head: SHead, pattern: Pattern, scope: Scope) -> tuple[Range, ...]:
    """The index box `over l in 1..d, …`, in the order of the indices. Raises ClaimError."""
    assert head.pattern is not None
    binders = {b.name: b for b in head.box}
    ranges: list[Range] = []
    inner = scope
    for syntax, item in zip(head.pattern, pattern.items, strict=True):
        binder = binders.pop(syntax.name, None) if isinstance(syntax, SName) else None
        if binder is None or not isinstance(item, str):
            hint = "give every index its range: `h[i, j] over i in 1..n, j in 1..m`"
            raise error("a box over some of the indices", head.span, hint)
        if binder.domain is None or binder.domain.kind != "range" or binder.domain.step < 0 or binder.test is not None:
            raise error("a box is made of ranges", binder.span, f"write `{binder.name} in 1..n`")
        lower, upper = (_boundary(b, inner) for b in binder.domain.bounds)
        ranges.append(Range(name=item, lower=lower, upper=upper))
        inner = inner.binding(binder.name, Var(type=INTEGER, name=item))
    if binders:
        extra = next(iter(binders.values()))
        raise error(f"`{extra.name}` is no index of `{head.name}`", extra.span)
    return tuple(ranges)
