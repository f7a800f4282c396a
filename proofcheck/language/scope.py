"""What names mean at one place of a claim, and the errors for those that mean nothing there.

A scope never changes; entering a binder, a pattern or a function body makes a new one. The only state is `Names`,
which hands out names for bound variables (unique in a claim) and meters the size of what elaboration builds.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from proofcheck.errors import ClaimError, Problem, nearest
from proofcheck.language.dims import expression, has_opaque, integer_valued, is_integer, polynomial
from proofcheck.language.foreign import value_hint
from proofcheck.language.operators import SYMBOLS, VOCABULARY
from proofcheck.language.signature import Use, Vocabulary
from proofcheck.language.statement import Given
from proofcheck.language.syntax import Syntax
from proofcheck.language.tree import Apply, Node, Num, Ref, Var, children, walk
from proofcheck.language.types import Array, Function, Type
from proofcheck.source import Span

# Derivatives and predicates with a form of their own, not rows of the vocabulary.
FORMS = (
    *("diff", "grad", "jacobian", "hessian", "partial", "limit", "vanishes", "bounded", "diverges", "at"),
    *("integral", "sup", "inf", "product", "matprod", "forall", "exists", "E", "Var", "Cov"),
)
MAX_NODES = 400_000
MAX_DEPTH = 200
MAX_INLINE = 40
_SYMMETRIC = {"symmetric", "positive definite", "positive semidefinite", "diagonal"}


class Names:
    """Hands out names that no other variable of the claim has, and meters the nodes that calls expand to."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self.bound: set[str] = set()
        self.spent = 0

    def fresh(self, name: str) -> str:
        """`name` itself if it is free, else with the first free number after it."""
        chosen, number = name, 2
        while chosen in self.taken:
            chosen, number = f"{name}_{number}", number + 1
        self.taken.add(chosen)
        return chosen

    def spend(self, node: Node, span: Span | None) -> None:
        """Meter an expanded tree; functions of functions can double it with every call."""
        level: tuple[Node, ...] = (node,)
        depth = 0
        while level and self.spent <= MAX_NODES and depth <= MAX_DEPTH:
            self.spent += len(level)
            depth += 1
            level = tuple(islice((c for n in level for c in children(n)), MAX_NODES))
        if level:
            raise too_large(span)


def too_large(span: Span | None) -> ClaimError:
    message = "the expression is too large once its functions are expanded"
    return ClaimError(Problem(message=message, span=span, hint="name its parts with `let`"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A `let` function: its body is elaborated anew at each call, so it takes any types that fit."""

    parameters: tuple[str, ...]
    body: Syntax
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A recurrence as its readers see it; `type` is None until its cases told it, `boxed`: it declares an index box."""

    arity: int
    type: Type | None
    boxed: bool = False


class Pending(Exception):
    """A recurrence was read whose type is not known yet."""


class Broken(ClaimError):
    """A name was read whose own definition has an error; that one is reported, this is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Every name in sight.

    `formal`: parameters of functions, which stand for their arguments; `broken`: names whose definition has an error;
    `waiting`: values that read a recurrence of unknown type.
    """

    reader: Callable[[Syntax, Scope], Node] = field(repr=False)
    names: Names = field(default_factory=Names, repr=False)
    vocabulary: Vocabulary = VOCABULARY
    layout: str = "numerator"
    givens: Mapping[str, Given] = field(default_factory=dict)
    values: Mapping[str, Node] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    recurrences: Mapping[str, Signature] = field(default_factory=dict)
    bound: Mapping[str, Node] = field(default_factory=dict)
    formal: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    natural: frozenset[str] = frozenset()
    symmetric: frozenset[str] = frozenset()
    broadcast: bool = False

    def node(self, syntax: Syntax) -> Node:
        """The typed tree of an expression here."""
        return self.reader(syntax, self)

    def binding(self, name: str, node: Node, *, formal: bool = False) -> Scope:
        """The scope in which `name` stands for `node`."""
        names = self.formal | {name} if formal else self.formal - {name}
        return replace(self, bound={**self.bound, name: node}, formal=names)

    def fresh(self, name: str, type_: Type, span: Span | None = None) -> tuple[Var, Scope]:
        """A new bound variable, and the scope that sees it under the name that the user wrote."""
        variable = Var(type=type_, name=self.names.fresh(name), span=span)
        return variable, self.binding(name, variable)

    def declaring(self, given: Given) -> Scope:
        """The scope that sees one more variable of `given`."""
        natural, symmetric = self.natural, self.symmetric
        lower = given.domain.lower
        if is_integer(given.type) and isinstance(lower, Num) and lower.value >= 0:
            natural = natural | {given.name}
        if isinstance(given.type, Array) and _SYMMETRIC & set(given.properties):
            symmetric = symmetric | {given.name}
        self.names.taken.add(given.name)
        return replace(self, givens={**self.givens, given.name: given}, natural=natural, symmetric=symmetric)

    def declared(self, name: str) -> bool:
        """Whether the user gave the name a meaning."""
        return any(name in table for table in self._tables())

    def _tables(self) -> tuple[Container[str], ...]:
        return self.bound, self.givens, self.values, self.templates, self.recurrences, self.broken, self.waiting

    def lookup(self, name: str, span: Span) -> Node:
        """What a name stands for as a value. Raises ClaimError for one that stands for none."""
        if name in self.bound:
            return replace(self.bound[name], span=span)
        if name in self.broken:
            raise Broken(Problem(message=f"`{name}` has an error", span=span))
        if name in self.waiting:
            raise Pending(name)
        if name in self.givens:
            type_ = self.givens[name].type
            if isinstance(type_, Function):
                raise _error(f"`{name}` is a function", span, f"call it, as in `{_call_text(name, type_)}`")
            return Var(type=type_, name=name, span=span)
        if name in self.values:
            return self._value(name, span)
        if name in self.recurrences:
            example = ", ".join("ijkl"[: self.recurrences[name].arity])
            raise _error(f"`{name}` is a recurrence", span, f"write one of its values, as in `{name}[{example}]`")
        if name in self.templates:
            example = ", ".join(self.templates[name].parameters)
            raise _error(f"`{name}` is a function", span, f"call it, as in `{name}({example})`")
        return self._constant(name, span)

    def _value(self, name: str, span: Span) -> Node:
        """A reference; an integer polynomial is written out, so that shapes see it."""
        body = self.values[name]
        if is_integer(body.type):
            dim = polynomial(body)
            short = dim is not None and (not has_opaque(dim) or sum(1 for _ in walk(body)) <= MAX_INLINE)
            if dim is not None and short and integer_valued(dim):
                return replace(expression(dim), span=span)
        return Ref(type=body.type, name=name, span=span)

    def _constant(self, name: str, span: Span) -> Node:
        row = self.vocabulary.get(name)
        if row is not None and row.arity == (0, 0):
            return Apply(type=row.rule(Use(op=name, args=(), span=span)), op=name, args=(), span=span)
        if (row is not None and name not in SYMBOLS) or name in FORMS:
            meant = "infinity is `oo`; the infimum is called, as in " if name == "inf" else "call it, as in "
            raise _error(f"`{name}` is a function", span, f"{meant}`{name}(…)`")
        arrays = [n for n, g in self.givens.items() if isinstance(g.type, Array)]
        own = [n for n in self.value_names() if n not in self.vocabulary]
        hint = self.suggestion(name, own) or value_hint(name, arrays) or self.suggestion(name, self.value_names())
        raise _error(f"unknown name `{name}`", span, hint)

    def value_names(self) -> list[str]:
        constants = [n for n, row in self.vocabulary.items() if row.arity == (0, 0) and n not in SYMBOLS]
        return [*self.bound, *self.givens, *self.values, *self.recurrences, *constants]

    def function_names(self) -> list[str]:
        called = [n for n, row in self.vocabulary.items() if row.arity != (0, 0) and n not in SYMBOLS]
        functions = [n for n, g in self.givens.items() if isinstance(g.type, Function)]
        return [*functions, *self.templates, *called, *FORMS]

    @staticmethod
    def suggestion(name: str, known: Iterable[str]) -> str:
        guess = nearest(name, known)
        return f"did you mean `{guess}`?" if guess else ""


def _call_text(name: str, type_: Function) -> str:
    return f"{name}{'' if type_.index is None else '[t]'}({', '.join('xyzuvw'[: len(type_.parameters)])})"


def _error(message: str, span: Span, hint: str = "") -> ClaimError:
    return ClaimError(Problem(message=message, span=span, hint=hint))
