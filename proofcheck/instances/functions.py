"""Arbitrary smooth functions as members of families: `f(z)` becomes `A @ z + b` with named coefficients.

A member is text of the claim language over the function's parameters and its coefficients; which coefficients there
are, and their types, follows from their names alone (`Signature.coefficients`), so a witness that carries the text and
the values of `f.A`, `f.b` is complete. `specialise` is part of what the kernel trusts: it accepts only bodies made of
operators that are smooth everywhere, and it types each call anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from proofcheck.claim import Case, Claim, Definition, Given, Link, Recurrence
from proofcheck.errors import ClaimError
from proofcheck.language.complexity import COUNTS
from proofcheck.language.parse import parse_text
from proofcheck.language.scope import Names, Scope
from proofcheck.language.terms import elaborate
from proofcheck.language.tree import Apply, Call, Index, Node, Num, Var, Whole, bound_names, transform, walk
from proofcheck.language.types import (
    BOOLEAN,
    INTEGER,
    Array,
    Function,
    Kind,
    Scalar,
    Shape,
    Type,
    array,
    kind_of,
    shape_of,
)
from proofcheck.prune import names_reached

Member = tuple[str, tuple[str, ...], str]  # function, parameter names, body

PARAMETERS = ("z", "w", "u", "v", "y", "x")
INDEX = "t"

_SMOOTH = frozenset(("+", "-", "*", "neg", "@", "dot", "outer", "sum", "tanh", "exp", "sin", "cos", "transpose"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A function variable, read for its families. Letters of coefficients, one argument:

    `b` has the type of the result and `c` is a scalar. `A` (with `B` where two factors are needed) is linear in the
    argument, `D` (with `E`) likewise; `C` maps the result to itself (a matrix for vectors, else entry by entry); `F` is
    like the result; `Q` is the square matrix of a quadratic form in a vector, or in the columns of a matrix, where the
    result is a number. With several arguments the letters A, B, D, E, Q are numbered by argument: `A1`, `A2`.
    """

    name: str
    type: Function

    @property
    def parameters(self) -> tuple[str, ...]:
        return PARAMETERS[: len(self.type.parameters)]

    def coefficients(self) -> dict[str, Type]:
        """Every coefficient that a body may use, with its type for one member (without the index of a family)."""
        result = self.type.result
        shape = shape_of(result)
        found: dict[str, Type] = {"b": result, "c": Scalar(), "F": array(shape)}
        found["C"] = array((shape[0], shape[0])) if len(shape) == 1 else array(shape)
        several = len(self.type.parameters) > 1
        for k, parameter in enumerate(self.type.parameters, 1):
            left, right = _factors(shape_of(parameter), shape)
            mark = str(k) if several else ""
            for first, second in (("A", "B"), ("D", "E")):
                found[first + mark] = array(left)
                if right is not None:
                    found[second + mark] = array(right)
            if not shape and len(shape_of(parameter)) in (1, 2):
                found["Q" + mark] = array((shape_of(parameter)[0],) * 2)
        return found

    def linear(self, first: str = "A", second: str = "B") -> str:
        """A map that is linear in the arguments that are numbers, as text; empty where there are none."""
        several = len(self.type.parameters) > 1
        terms = []
        for k, (name, type_) in enumerate(zip(self.parameters, self.type.parameters, strict=True), 1):
            if kind_of(type_) is Kind.BOOLEAN:
                continue
            mark = str(k) if several else ""
            terms.append(_term(shape_of(type_), shape_of(self.type.result), first + mark, second + mark, name))
        return " + ".join(terms)

    def quadratic(self) -> str:
        """A quadratic form in each vector and each matrix, with a Hessian of any rank; empty where there is none."""
        coefficients = self.coefficients()
        terms = []
        for k, (name, type_) in enumerate(zip(self.parameters, self.type.parameters, strict=True), 1):
            letter = f"Q{k}" if len(self.parameters) > 1 else "Q"
            if letter in coefficients:
                product = f"{letter} @ {name}"
                terms.append(f"dot({name}, {product})" if len(shape_of(type_)) == 1 else f"sum({name} * ({product}))")
        return " + ".join(terms)

    def indexed(self, body: str) -> str:
        """The body with every coefficient of a family taken at the index."""
        if self.type.index is None:
            return body
        names = "|".join(sorted(self.coefficients(), key=len, reverse=True))
        return re.sub(rf"\b({names})\b", rf"\1[{INDEX}]", body)


def _factors(argument: Shape, result: Shape) -> tuple[Shape, Shape | None]:
    """Shapes of the one or two arrays that make a linear map from `argument` to `result`."""
    match len(argument), len(result):
        case 0, _:
            return result, None
        case 1, 0:
            return argument, None
        case 1, 1:
            return (result[0], argument[0]), None
        case 1, 2:
            return (result[0], argument[0]), (result[1],)
        case _, 0:
            return argument, None
        case 2, 1:
            return (result[0], argument[0]), (argument[1],)
        case 2, 2:
            return (result[0], argument[0]), (argument[1], result[1])
    return ((), None) if argument == result else (argument, result)


def _term(argument: Shape, result: Shape, first: str, second: str, name: str) -> str:
    match len(argument), len(result):
        case 0, _:
            return f"{first} * {name}"
        case 1, 0:
            return f"dot({first}, {name})"
        case 1, 1:
            return f"{first} @ {name}"
        case 1, 2:
            return f"outer({first} @ {name}, {second})"
        case _, 0:
            return f"sum({first} * {name})"
        case 2, 1 | 2:
            return f"{first} @ {name} @ {second}"
    return f"{first} * {name}" if argument == result else f"sum({first} * {name}) * {second}"


def bodies(signature: Signature) -> list[str]:
    """Bodies of the families of a function, the most telling first; none where its type has no family."""
    result, parameters = signature.type.result, signature.type.parameters
    if not isinstance(result, (Scalar, Array)) or Kind.COMPLEX in map(kind_of, (result, *parameters)):
        return []
    if result == INTEGER:
        scalars = [p for p, t in zip(signature.parameters, signature.type.parameters, strict=True) if t == INTEGER]
        return [*scalars[:1], *(f"-{p}" for p in scalars[:1]), *(f"{p}**2" for p in scalars[:1]), "0", "1"]
    linear, second = signature.linear(), signature.linear("D", "E")
    tests = [name for name, t in zip(signature.parameters, parameters, strict=True) if t == BOOLEAN]
    if tests and result.kind is not Kind.INTEGER:  # a value for each truth of the first condition
        chosen = tests[0] if result == BOOLEAN else f"b if {tests[0]} else {linear or 'F'}"
        return [signature.indexed(chosen), signature.indexed("b")]
    if result.kind is not Kind.REAL or not linear:
        return [signature.indexed("b")]
    same = [n for n, t in zip(signature.parameters, signature.type.parameters, strict=True) if t == result]
    mix = "C @" if len(shape_of(result)) == 1 else "C *"
    if all(t == Scalar() for t in (*signature.type.parameters, result)):
        found = _scalar_bodies(signature, linear)
    else:
        quadratic, cubic = _quadratic_bodies(signature, linear)
        found = [
            f"{linear} + b",
            *quadratic,
            f"{mix} tanh({linear} + b)",
            *(f"c * {name}" for name in same[:1]),
            *cubic,
            f"{linear} + F * ({second})**2",
            f"tanh(c * ({linear} + b))",
            *([f"C * exp(-({linear} + b)**2)"] if not shape_of(result) else []),
            "b",
        ]
    return [signature.indexed(body) for body in found]


def without_family(claim: Claim) -> tuple[str, ...]:
    """The function variables of whose type no family is known: nothing can be tried for them."""
    functions = (Signature(name=g.name, type=g.type) for g in claim.given if isinstance(g.type, Function))
    return tuple(s.name for s in functions if not bodies(s))


def _quadratic_bodies(signature: Signature, linear: str) -> tuple[list[str], list[str]]:
    """A quadratic, and a cubic whose Hessian varies from place to place; none where there is no quadratic form."""
    quadratic = signature.quadratic()
    return ([f"{quadratic} + {linear}"], [f"({linear}) * ({quadratic}) + b"]) if quadratic else ([], [])


def _scalar_bodies(signature: Signature, linear: str) -> list[str]:
    z = signature.parameters[0]
    second = signature.linear("D", "E")
    if len(signature.parameters) > 1:
        return [
            f"{linear} + b",
            f"{linear} + F * {' * '.join(signature.parameters)}",
            f"C * tanh({linear} + b)",
            f"{linear} + F * ({second})**2",
            f"C * exp({linear})",
            "b",
        ]
    return [
        f"A * {z} + b",
        f"D * {z}**2 + A * {z} + b",
        f"C * tanh(A * {z} + b)",
        f"C * sin(A * {z} + b)",
        f"C * exp(A * {z})",
        f"F * {z}**3 + A * {z}",
        "b",
    ]


@lru_cache(maxsize=16)
def specialise(claim: Claim, functions: tuple[Member, ...]) -> Claim:
    """The claim with every function variable replaced by a member of a family; remembered, since searches ask again.

    Coefficients join the givens as `f.A`, in the order of their letters. Raises ValueError for a function that the
    claim does not have or that is left out, and for a body that is not a smooth expression of the right type.
    """
    bodies_ = {name: (parameters, body) for name, parameters, body in functions}
    declared = {g.name: g.type for g in claim.given if isinstance(g.type, Function)}
    if set(bodies_) != set(declared) or len(bodies_) != len(functions):
        raise ValueError(f"functions {sorted(bodies_)} given for {sorted(declared)}")
    if not declared:
        return claim
    names = Names({g.name for g in claim.declared} | {d.name for d in claim.definitions} | _bound(claim))
    used: dict[str, Given] = {}
    members = {
        name: _Member(Signature(name=name, type=type_), *bodies_[name], names, used) for name, type_ in declared.items()
    }
    for member in members.values():
        member.note_coefficients()

    def rule(node: Node) -> Node | None:
        if isinstance(node, Apply) and node.op in COUNTS and not members.keys().isdisjoint(names_reached(claim, node)):
            return Whole(type=node.type, name=node.op)  # no value: of an arbitrary function, not of this member
        if not isinstance(node, Call) or node.function not in members:
            return None
        index = None if node.index is None else transform(node.index, rule)
        return members[node.function].at(tuple(transform(a, rule) for a in node.args), index)

    changed = _mapped(claim, rule)
    kept = tuple(g for g in claim.given if not isinstance(g.type, Function))
    return replace(changed, given=(*kept, *(used[k] for k in sorted(used))))


class _Member:
    """One function of a claim with its body: parsed once, elaborated at each call."""

    def __init__(
        self, signature: Signature, parameters: tuple[str, ...], body: str, names: Names, used: dict[str, Given]
    ) -> None:
        if len(parameters) != len(signature.type.parameters) or len({*parameters, INDEX}) != len(parameters) + 1:
            raise ValueError(f"`{signature.name}` takes {len(signature.type.parameters)} parameters")
        self.signature, self.parameters, self.body, self.names, self.used = signature, parameters, body, names, used
        try:
            self.syntax = parse_text(body)
        except ClaimError as error:
            raise ValueError(f"body of `{signature.name}`: {error.problem.message}") from error

    def note_coefficients(self) -> None:
        """Declare the coefficients of the body, and hold the body itself to its rules."""
        type_ = self.signature.type
        arguments = tuple(Var(type=t, name=p) for p, t in zip(self.parameters, type_.parameters, strict=True))
        index = None if type_.index is None else Var(type=INTEGER, name=INDEX)
        body = self.at(arguments, index)
        if shape_of(body.type) != shape_of(type_.result) or not isinstance(body.type, (Scalar, Array)):
            raise ValueError(f"body of `{self.signature.name}` is {body.type}, not {type_.result}")
        if (body.type.kind is Kind.BOOLEAN) != (type_.result in (BOOLEAN,)):
            raise ValueError(f"body of `{self.signature.name}` is {body.type}, not {type_.result}")
        for node in walk(body):
            if not _smooth(node):
                raise ValueError(f"body of `{self.signature.name}` may not use {type(node).__name__}")
        coefficients = {self._name(letter): type_ for letter, type_ in self._coefficients().items()}
        for node in walk(body):
            if isinstance(node, Var) and node.name in coefficients:
                self.used[node.name] = Given(name=node.name, type=coefficients[node.name])

    def at(self, arguments: tuple[Node, ...], index: Node | None) -> Node:
        """The body at these arguments."""
        scope = Scope(reader=elaborate, names=self.names)
        bound: dict[str, Node] = {n: Var(type=t, name=self._name(n)) for n, t in self._coefficients().items()}
        if (index is None) != (self.signature.type.index is None):
            raise ValueError(f"`{self.signature.name}` and its index")
        if index is not None:
            bound[INDEX] = index
        bound |= dict(zip(self.parameters, arguments, strict=True))
        for name, node in bound.items():
            scope = scope.binding(name, node)
        try:
            return elaborate(self.syntax, scope)
        except ClaimError as error:
            raise ValueError(f"body of `{self.signature.name}`: {error.problem.message}") from error

    def _name(self, letter: str) -> str:
        return f"{self.signature.name}.{letter}"

    def _coefficients(self) -> dict[str, Type]:
        index = self.signature.type.index
        every = self.signature.coefficients()
        return every if index is None else {n: Array((index, *shape_of(t)), kind_of(t)) for n, t in every.items()}


def _smooth(node: Node) -> bool:
    """Whether a node may stand in a body: smooth everywhere, or an index into a family's coefficient."""
    match node:
        case Num() | Var():
            return True
        case Index(base=Var()):
            return True
        case Apply(op="if", args=(Var(type=type_), _, _)):
            return type_ == BOOLEAN
        case Apply(op="**", args=(_, Num(value=value))):
            return value.denominator == 1 and 0 <= value <= 12
        case Apply(op=op, options=()):
            return op in _SMOOTH
    return False


def _bound(claim: Claim) -> set[str]:
    return {name for root in _roots(claim) for node in walk(root) for name in bound_names(node)}


def _roots(claim: Claim) -> list[Node]:
    roots = [*claim.assumptions, *(link.node for link in claim.links)]
    for definition in claim.definitions:
        if isinstance(definition, Definition):
            roots.append(definition.body)
        else:
            roots += [case.body for case in definition.cases]
    return roots


def _mapped(claim: Claim, rule: Callable[[Node], Node | None]) -> Claim:
    """The claim with a rewriting applied to each of its expressions."""

    def change(node: Node) -> Node:
        return transform(node, rule)

    def definition(d: Definition | Recurrence) -> Definition | Recurrence:
        if isinstance(d, Definition):
            return replace(d, body=change(d.body))
        cases = tuple(
            Case(pattern=tuple(p if isinstance(p, str) else change(p) for p in c.pattern), body=change(c.body))
            for c in d.cases
        )
        return replace(d, cases=cases)

    return replace(
        claim,
        assumptions=tuple(map(change, claim.assumptions)),
        definitions=tuple(map(definition, claim.definitions)),
        links=tuple(Link(node=change(link.node), text=link.text) for link in claim.links),
    )
