"""Bound names made unique: an argument that stands in two places of a function's body brings its sums twice.

Readers multiply sums, nest binders and substitute without a thought of capture, so no name may be bound twice in a
claim. The variables of `given` that a limit or `at` binds keep their names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace

from proofcheck.language.dims import text
from proofcheck.language.scope import Names
from proofcheck.language.tree import (
    At,
    Bind,
    Binder,
    Node,
    Over,
    Var,
    bound_names,
    children,
    free_names,
    rebuild,
    walk,
)
from proofcheck.language.types import Array, Atom, Dim, Opaque, Type


def unique(node: Node, names: Names, kept: Container[str]) -> Node:
    """The tree with every name that was bound before in this claim bound anew; `kept` are the declared ones."""
    bound = [name for n in walk(node) for name in bound_names(n) if name not in kept]
    if len(set(bound)) == len(bound) and names.bound.isdisjoint(bound):
        names.bound.update(bound)
        return node
    return _unique(node, names, kept)


def plain_names(node: Node) -> dict[str, str]:
    """What to call bound names in print: as they were written, without the number that made them unique.

    Two binders side by side may have one name; a name that is free in the tree, or bound around, is left alone.
    """
    found: dict[str, str] = {}
    _note_plain(node, free_names(node), found)
    return found


def _note_plain(node: Node, taken: frozenset[str], found: dict[str, str]) -> None:
    for name in bound_names(node):
        base, _, number = name.rpartition("_")
        made = base and number.isdigit() and base not in taken and not _wrote(node, name)
        plain = base if made else name
        if made:
            found[name] = plain
        taken |= {plain}
    for child in children(node):
        _note_plain(child, taken, found)


def _wrote(node: Node, name: str) -> bool:
    """Whether the text that a node came from has this name."""
    return node.span is not None and re.search(rf"\b{re.escape(name)}\b", node.span.text) is not None


def in_print(node: Node, names: Mapping[str, str]) -> Node:
    """The tree with bound names as `plain_names` has them; to be shown, not to be read by an engine."""
    for name in bound_names(node):
        if name in names:
            node = _bound_anew(node, name, names[name])
    node = rebuild(node, lambda child: in_print(child, names))
    for name in free_names(node) & names.keys():
        node = renamed(node, name, names[name])
    return node


def _unique(node: Node, names: Names, kept: Container[str]) -> Node:
    for name in bound_names(node):
        if name in kept:
            continue
        if name in names.bound:
            node = _bound_anew(node, name, names.fresh(name))
        else:
            names.bound.add(name)
    return rebuild(node, lambda child: _unique(child, names, kept))


def _bound_anew(node: Node, old: str, new: str) -> Node:
    """A binder with one of its names replaced, in the binders after it and in the body."""
    assert isinstance(node, (Bind, At))
    if isinstance(node, At):
        return replace(node, name=new, body=renamed(node.body, old, new))
    body = rebuild(node, lambda child: renamed(child, old, new))
    assert isinstance(body, Bind)
    return replace(body, binders=tuple(_rename_binder(b, old, new) for b in body.binders))


def _rename_binder(binder: Binder, old: str, new: str) -> Binder:
    name = new if binder.name == old else binder.name
    if isinstance(binder, Over):
        return replace(binder, name=name, type=_type(binder.type, old, new))
    return replace(binder, name=name)


def renamed(node: Node, old: str, new: str) -> Node:
    """The tree with one variable under another name, in its types as well."""
    if isinstance(node, Var) and node.name == old:
        return replace(node, name=new)
    result = rebuild(node, lambda child: renamed(child, old, new))
    type_ = _type(result.type, old, new)
    return result if type_ is result.type else replace(result, type=type_)


def _type(type_: Type, old: str, new: str) -> Type:
    if not isinstance(type_, Array) or not any(_mentions(a, old) for d in type_.shape for a in d.atoms()):
        return type_
    return Array(tuple(_dim(d, old, new) for d in type_.shape), type_.kind)


def _mentions(atom: Atom, name: str) -> bool:
    if isinstance(atom, str):
        return atom == name
    return isinstance(atom.node, Node) and any(isinstance(n, Var) and n.name == name for n in walk(atom.node))


def _dim(dim: Dim, old: str, new: str) -> Dim:
    total = Dim.of(0)
    for monomial, coefficient in dim.terms:
        term = Dim.of(coefficient)
        for atom, power in monomial:
            factor = Dim.of(_atom(atom, old, new))
            for _ in range(power):
                term = term * factor
        total = total + term
    return total


def _atom(atom: Atom, old: str, new: str) -> Atom:
    if isinstance(atom, str):
        return new if atom == old else atom
    assert isinstance(atom.node, Node)
    node = renamed(atom.node, old, new)
    return Opaque(text(node), node)
