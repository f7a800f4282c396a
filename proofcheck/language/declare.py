"""The variables of `given`: their types, domains and adjectives, in an order in which each sees those it needs.

A name in a dimension that nobody declares is an `integer >= 1`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.dims import number
from proofcheck.language.domains import domain_of, error, properties_of, type_of
from proofcheck.language.free import free_names
from proofcheck.language.rules import named
from proofcheck.language.scope import Broken, Scope
from proofcheck.language.statement import Given
from proofcheck.language.syntax import SName, STypeSpec, Syntax
from proofcheck.language.tree import Domain
from proofcheck.language.types import INTEGER, Kind, Scalar
from proofcheck.source import Span

Raw = tuple[str, Span, STypeSpec]


def declare(raw: Sequence[Raw], scope: Scope, problems: list[Problem]) -> Scope:
    """The scope with every variable of `given`; what is wrong with one goes to `problems`, the others stand."""
    entries: dict[str, Raw] = {}
    for name, span, spec in raw:
        if name in entries:
            problems.append(Problem(message=f"`{name}` is declared twice", span=span, hint="keep one of the two"))
        else:
            entries[name] = (name, span, spec)
    scope.names.taken.update(entries)
    for implicit in _undeclared(entries, scope):
        given = Given(name=implicit.name, type=INTEGER, domain=Domain(lower=number(1)), span=implicit.span)
        scope = scope.declaring(given)
    done: set[str] = set()
    for name in entries:
        scope = _visit(name, entries, scope, done, (), problems)
    return scope


def _undeclared(entries: dict[str, Raw], scope: Scope) -> list[SName]:
    """The first use of each undeclared name in a dimension; `e` and `pi` are not taken for sizes."""
    found: dict[str, SName] = {}
    for _, _, spec in entries.values():
        for dim in _dims(spec):
            for use in free_names(dim):
                if use.name not in entries and use.name not in scope.vocabulary:
                    found.setdefault(use.name, use)
    return list(found.values())


def _dims(spec: STypeSpec) -> Iterator[Syntax]:
    yield from spec.dims
    if spec.index is not None:
        yield spec.index
    for part in (*spec.parameters, *(() if spec.result is None else (spec.result,))):
        yield from _dims(part)


def _visit(
    name: str,
    entries: dict[str, Raw],
    scope: Scope,
    done: set[str],
    path: tuple[str, ...],
    problems: list[Problem],
) -> Scope:
    """Declare `name` after every variable that its type or domain mentions."""
    if name in done:
        return scope
    _, span, spec = entries[name]
    if name in path:
        done.add(name)
        chain = " and ".join(f"`{n}`" for n in dict.fromkeys((*path[path.index(name) :], name)))
        problems.append(Problem(message=f"the types of {chain} depend on each other", span=span))
        return replace(scope, broken=scope.broken | {name})
    for use in free_names(spec):
        if use.name in entries:
            scope = _visit(use.name, entries, scope, done, (*path, name), problems)
    if name in done:
        return scope
    done.add(name)
    try:
        return scope.declaring(_given(name, span, spec, scope))
    except ClaimError as e:
        if not isinstance(e, Broken):
            problems.append(e.problem)
        return replace(scope, broken=scope.broken | {name})


def _given(name: str, span: Span, spec: STypeSpec, scope: Scope) -> Given:
    type_ = type_of(spec, scope)
    if spec.parameter and isinstance(type_, Scalar) and type_.kind in (Kind.INTEGER, Kind.BOOLEAN):
        raise error(
            f"a parameter is learned, and `{name}` is {named(type_)}", spec.span, "mark reals and arrays of them"
        )
    for part in (*spec.parameters, *(() if spec.result is None else (spec.result,))):
        if part.kind == "function":
            raise error("a function of functions", part.span, "its arguments are numbers and arrays")
        if part.domain or part.properties:
            hint = "state what you know of the function in `assume`"
            raise error("a domain or an adjective inside a function type", part.span, hint)
    return Given(
        name=name,
        type=type_,
        domain=domain_of(spec.domain, scope, type_),
        properties=properties_of(spec, type_),
        parameter=spec.parameter,
        span=span,
    )
