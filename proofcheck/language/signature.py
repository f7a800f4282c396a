"""One row of the vocabulary: what an operator is called, takes, gives, and how it is derived and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from proofcheck.errors import ClaimError, PluginError, Problem, ShapeError
from proofcheck.language.dims import condition, has_opaque
from proofcheck.language.tree import Node
from proofcheck.language.types import Dim, Type
from proofcheck.source import Span


class DimensionMismatch(ShapeError):
    """Two dimensions that had to be equal; whether they can be is left to whoever knows the sizes."""

    def __init__(self, problem: Problem, left: Dim, right: Dim) -> None:
        super().__init__(problem, condition(left, right))
        self.left = left
        self.right = right


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One application of an operator: what a type rule gets to see.

    `natural` holds the integer names that are never negative, `symmetric` the matrices declared so.
    """

    op: str
    args: tuple[Node, ...]
    span: Span | None = None
    options: Mapping[str, Node | str] = field(default_factory=dict)
    natural: frozenset[str] = frozenset()
    symmetric: frozenset[str] = frozenset()

    @property
    def types(self) -> tuple[Type, ...]:
        return tuple(a.type for a in self.args)

    def error(self, message: str, hint: str = "", at: Node | None = None) -> ClaimError:
        span = at.span if at is not None and at.span is not None else self.span
        return ClaimError(Problem(message=message, span=span, hint=hint))

    def never(self, message: str, hint: str = "") -> ShapeError:
        """Shapes that fit under no condition."""
        return ShapeError(Problem(message=message, span=self.span, hint=hint), "")

    def same(self, left: Dim, right: Dim, message: str, hint: str = "") -> None:
        """Raise unless two dimensions are equal."""
        if left == right:
            return
        if has_opaque(left - right):
            where = f"{message}, and it cannot be told whether `{left}` equals `{right}`"
            raise ClaimError(Problem(message=where, span=self.span, hint="declare both with the same expression"))
        raise DimensionMismatch(Problem(message=message, span=self.span, hint=hint), left, right)


Rule = Callable[[Use], Type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A row: `name` is the key in the tree, `arity` the least and greatest number of arguments (None: no greatest).

    `derivatives[k]` is the partial derivative by argument k, as text over the argument names `x`, `y`, `z`;
    `defined` is where it has a value, `range` the interval of its values, both as text over the same names and for
    real arguments. `defaults` are texts for the last arguments where a call leaves them out. `entrywise` says that on
    an array it acts on each entry. `unicode` and `latex` are how it is written, with `#1` and `#2` for the arguments;
    empty means as a call.
    """

    name: str
    arity: tuple[int, int | None]
    rule: Rule
    derivatives: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    defined: str = ""
    range: str = ""
    options: tuple[str, ...] = ()
    entrywise: bool = False
    unicode: str = ""
    latex: str = ""

    def __post_init__(self) -> None:
        least, greatest = self.arity
        if least < 0 or (greatest is not None and greatest < least):
            raise PluginError(f"operator `{self.name}`: no number of arguments lies between {least} and {greatest}")


ARGUMENT_NAMES = ("x", "y", "z")


@dataclass(frozen=True, slots=True)
class Vocabulary(Mapping[str, Operator]):
    """The operators that a text may use, by name; immutable, and passed as an argument to whoever needs it."""

    rows: Mapping[str, Operator]

    def __getitem__(self, name: str) -> Operator:
        return self.rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __hash__(self) -> int:
        return id(self.rows)

    @classmethod
    def of(cls, *rows: Operator) -> Vocabulary:
        """A vocabulary of these rows, each name once."""
        table: dict[str, Operator] = {}
        for row in rows:
            if row.name in table:
                raise PluginError(f"operator `{row.name}` is declared twice")
            table[row.name] = row
        return cls(MappingProxyType(table))

    def extended(self, *rows: Operator) -> Vocabulary:
        """This vocabulary and more rows; a name that is taken is an error."""
        return Vocabulary.of(*self.rows.values(), *rows)
