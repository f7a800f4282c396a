"""Conditions as numbers 0 and 1: brackets where they compare integers, signs where they compare data."""

from __future__ import annotations

from typing import Any, Protocol

from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.functions import positive, vanishing
from proofcheck.indexed.indices import Condition, at_least, equal_places, negated
from proofcheck.indexed.terms import ONE_FORM, ZERO_FORM, Form
from proofcheck.language.dims import integer_polynomial
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Dim, Kind, kind_of, shape_of
from proofcheck.meaning import NoMeaning

Pair = tuple[Form, Form]
Scope = Any  # the reader's own


class Reads(Protocol):
    """What reading a condition asks of the reader of expressions."""

    x: Algebra

    def index(self, node: Node, scope: Scope) -> Dim: ...

    def scalar(self, node: Node, scope: Scope) -> Form: ...


_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


class Tests:
    """Reads conditions."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader

    def of(self, node: Node, scope: Scope) -> Pair:
        """1 where it holds and 1 where it fails. Errors: NoMeaning."""
        x = self._reader.x
        match node:
            case Apply(op="true"):
                return ONE_FORM, ZERO_FORM
            case Apply(op="false"):
                return ZERO_FORM, ONE_FORM
            case Apply(op="not", args=(part,)):
                yes, no = self.of(part, scope)
                return no, yes
            case Apply(op="and", args=args):
                yes = x.mul(*(self.of(a, scope)[0] for a in args))
                return yes, x.sub(ONE_FORM, yes)
            case Apply(op="or", args=args):
                no = x.mul(*(self.of(a, scope)[1] for a in args))
                return x.sub(ONE_FORM, no), no
            case Apply(op=op, args=(left, right)) if op in _RELATIONS:
                return self._compared(op, left, right, scope)
        raise NoMeaning("if", "a condition without index meaning")

    def facts(self, node: Node, holds: bool, scope: Scope) -> list[Condition]:
        """What is known of integers where it holds, or where it fails."""
        match node:
            case Apply(op="and", args=args) if holds:
                return [c for a in args for c in self.facts(a, True, scope)]
            case Apply(op="not", args=(part,)):
                return self.facts(part, not holds, scope)
            case Apply(op=op, args=(left, right)) if op in _RELATIONS:
                if shape_of(left.type) or integer_polynomial(left) is None or integer_polynomial(right) is None:
                    return []
                a, b = self._reader.index(left, scope), self._reader.index(right, scope)
                return _known(op if holds else _OPPOSITE[op], a, b)
        return []

    def _compared(self, op: str, left: Node, right: Node, scope: Scope) -> Pair:
        if shape_of(left.type) or shape_of(right.type):
            raise NoMeaning(op, "a condition on arrays")
        if Kind.BOOLEAN in (kind_of(left.type), kind_of(right.type)):
            raise NoMeaning(op, "a comparison of truth values")
        if integer_polynomial(left) is not None and integer_polynomial(right) is not None:
            return self._of_integers(op, self._reader.index(left, scope), self._reader.index(right, scope))
        a, b = self._reader.scalar(left, scope), self._reader.scalar(right, scope)
        return self._of_data(op, a, b)

    def _of_integers(self, op: str, a: Dim, b: Dim) -> Pair:
        match op:
            case "==":
                return self._bracket(equal_places(a, b))
            case "!=":
                yes, no = self._bracket(equal_places(a, b))
                return no, yes
            case "<":
                return self._bracket(at_least(b, a + Dim.ONE))
            case "<=":
                return self._bracket(at_least(b, a))
            case ">":
                return self._bracket(at_least(a, b + Dim.ONE))
        return self._bracket(at_least(a, b))

    def _bracket(self, condition: Condition) -> Pair:
        x = self._reader.x
        yes = x.where(ONE_FORM, [condition])
        if condition.equation or any(c.denominator != 1 for _, c in condition.form.terms):
            return yes, x.sub(ONE_FORM, yes)
        return yes, x.where(ONE_FORM, [negated(condition)])

    def _of_data(self, op: str, a: Form, b: Form) -> Pair:
        x = self._reader.x
        if op in ("==", "!="):
            yes = vanishing(x, x.sub(a, b))
            return (yes, x.sub(ONE_FORM, yes)) if op == "==" else (x.sub(ONE_FORM, yes), yes)
        over, under = (a, b) if op in (">", "<=") else (b, a)
        yes = positive(x, x.sub(over, under))
        return (yes, x.sub(ONE_FORM, yes)) if op in ("<", ">") else (x.sub(ONE_FORM, yes), yes)


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _known(op: str, a: Dim, b: Dim) -> list[Condition]:
    match op:
        case "==":
            return [equal_places(a, b)]
        case "<":
            return [at_least(b, a + Dim.ONE)]
        case "<=":
            return [at_least(b, a)]
        case ">":
            return [at_least(a, b + Dim.ONE)]
        case ">=":
            return [at_least(a, b)]
    return []
