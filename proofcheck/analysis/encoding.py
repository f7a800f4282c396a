"""Entries as short prefix text and back, so that a plan can name the entries that its rules need.

The text is data: `(+ x (exp 1/2))`; reading it only builds entries of a graph, by the graph's own constructors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from proofcheck.meaning.bound import free_bound, is_infinite
from proofcheck.meaning.graph import BINDERS, BOUND, EXTREMES, LIMITS, Entry, Graph
from proofcheck.meaning.jets import OP, Jet, is_jet, jet_of

_MOST = 20_000  # characters
_JET = "jet|"
_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")
_VARIABLE = re.compile(r"\$([^,]+)((?:,-?[0-9]+)*)")
_UNARY = """neg abs sign floor ceil exp log log2 sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh
factorial gamma loggamma erf erfc not lacks"""
_BINARY = "+ - * / ** mod binomial atan2 polygamma == != < <= > >= => <=>"
_COUNTS: Mapping[str, tuple[int, int | None]] = {  # how few and how many arguments an operator has
    **dict.fromkeys(("pi", "oo"), (0, 0)),
    **dict.fromkeys(_UNARY.split(), (1, 1)),
    **dict.fromkeys(_BINARY.split(), (2, 2)),
    **dict.fromkeys(("min", "max", "gcd", "and", "or"), (1, None)),
    "restrict": (2, None),
    "if": (3, 3),
    **dict.fromkeys(LIMITS, (3, 3)),
    **dict.fromkeys(EXTREMES, (6, 6)),
    "integral": (4, 4),
    "series": (3, 3),
}


class Unreadable(ValueError):
    """Text that encodes no entry."""


def encode(entry: Entry) -> str:
    """An entry whose leaves are numbers, variables and constants, as text."""
    if entry.op == "num" and isinstance(entry.data, (int, Fraction)):
        return str(entry.data)
    if entry.op == "truth":
        return "true" if entry.data else "false"
    if entry.op in ("var", "bound") and isinstance(entry.data, tuple):
        name, at = entry.data
        return "$" + ",".join((str(name), *map(str, at)))
    if is_jet(entry):
        return "(" + " ".join((_of_jet(jet_of(entry)), *map(encode, entry.args))) + ")"
    if entry.data is not None:
        raise Unreadable(f"`{entry.op}` with data of its own")
    return "(" + " ".join((entry.op, *map(encode, entry.args))) + ")"


def _of_jet(jet: Jet) -> str:
    parts = (
        jet.function,
        jet.index,
        jet.place,
        ",".join(map(str, jet.orders)),
        ",".join(str(int(r)) for r in jet.real),
    )
    return _JET + "|".join(map(str, parts))


def _jet(text: str, count: int) -> Jet:
    try:
        function, index, place, orders, real = text[len(_JET) :].split("|")
        jet = Jet(
            function=function,
            index=int(index),
            place=int(place),
            orders=tuple(map(int, orders.split(","))),
            real=tuple(r == "1" for r in real.split(",")),
        )
    except ValueError:
        raise Unreadable(f"`{text}` is no derivative of a function") from None
    if not len(jet.orders) == len(jet.real) == count or min(jet.orders) < 0:
        raise Unreadable(f"`{text}` with {count} arguments")
    return jet


def decode(graph: Graph, text: str) -> Entry:
    """The entry that a text encodes. Errors: Unreadable."""
    if len(text) > _MOST:
        raise Unreadable("too long")
    tokens = iter(text.replace("(", " ( ").replace(")", " ) ").split())
    entry = _read(graph, tokens)
    if next(tokens, None) is not None:
        raise Unreadable("more than one entry")
    if is_infinite(entry):
        raise Unreadable("infinity is no number")
    if free_bound(entry):
        raise Unreadable("a bound variable without what binds it")
    return entry


def _read(graph: Graph, tokens: Iterator[str]) -> Entry:
    """The first entry that the tokens spell, however deep it is."""
    stack: list[tuple[str, list[Entry]]] = []
    for token in tokens:
        if token == "(":
            stack.append((next(tokens, ""), []))
            continue
        if token == ")" and not stack:
            raise Unreadable("it ends before it begins")
        entry = _operation(graph, *stack.pop()) if token == ")" else _leaf(graph, token)
        if not stack:
            return entry
        stack[-1][1].append(entry)
    raise Unreadable("it ends too early")


def _leaf(graph: Graph, token: str) -> Entry:
    if token in ("true", "false"):
        return graph.truth(token == "true")
    if token.startswith("$"):
        return _variable(graph, token)
    if not _NUMBER.fullmatch(token):
        raise Unreadable(f"`{token}` is no number")
    try:
        return graph.num(Fraction(token))
    except (ValueError, ZeroDivisionError):
        raise Unreadable(f"`{token}` is no number") from None


def _operation(graph: Graph, op: str, args: list[Entry]) -> Entry:
    if op.startswith(_JET):
        return graph.make(OP, *args, data=_jet(op, len(args)))
    least, most = _COUNTS.get(op, (1, 0))
    if len(args) < least or (most is not None and len(args) > most):
        raise Unreadable(f"`{op}` of {len(args)} arguments")
    if op in BINDERS:
        if args[-1].op != "bound" or is_infinite(args[-2]):
            raise Unreadable(f"`{op}` without a variable")
        return graph.bind(op, *args)
    if any(map(is_infinite, args)) and not (op == "neg" and args[0].op == "oo"):
        raise Unreadable("infinity is no number")
    return graph.make(op, *args)


def _variable(graph: Graph, token: str) -> Entry:
    found = _VARIABLE.fullmatch(token)
    if found is None:
        raise Unreadable(f"`{token}` is no variable")
    name, at = found[1], tuple(map(int, found[2].split(",")[1:]))
    if name == BOUND:
        if len(at) != 1:
            raise Unreadable("a bound variable has one level")
        return graph.bound(at[0])
    return graph.var(name, at)
