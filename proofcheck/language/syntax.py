"""The surface tree: what a text says before names, types and shapes are known. Only `parse` builds it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from fractions import Fraction

from proofcheck.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """Any expression as written."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SNum(Syntax):
    """An exact literal; `text` as written (`0.1`, `1e-3`)."""

    value: Fraction
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SName(Syntax):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SPrefix(Syntax):
    """`-e` (op `neg`) or `not e`."""

    op: str
    operand: Syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class SInfix(Syntax):
    """`left op right` for `+ - * / ** @ and or => <=>`; `op_span` is where the caret goes."""

    op: str
    left: Syntax
    right: Syntax
    op_span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SChain(Syntax):
    """A comparison chain `e0 op1 e1 op2 e2 …` (`== != < <= > >=`), also of one link."""

    operands: tuple[Syntax, ...]
    ops: tuple[str, ...]
    op_spans: tuple[Span, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SGrowth(Syntax):
    """`e in O(g)`; op is O, Omega, Theta or o."""

    op: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class SMember(Syntax):
    """`e in {a, b}` or `e in [a, b]` or `e in a..b` inside an expression."""

    left: Syntax
    domain: SDomain


@dataclass(frozen=True, slots=True, kw_only=True)
class SIf(Syntax):
    """`then if test else other`."""

    then: Syntax
    test: Syntax
    other: Syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class SCall(Syntax):
    """`function(args, key=value)`; `function` is a name, an index (`f[t](z)`) or a prime (`f'(x)`).

    A calculus form `integral(e for t in [a, b])` is an SBind, not a call.
    """

    function: Syntax
    args: tuple[Syntax, ...]
    options: tuple[tuple[str, Syntax], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SPrime(Syntax):
    """`f'` or `f''`; `order` counts the marks."""

    function: Syntax
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class STransposed(Syntax):
    """`e.T` or `eᵀ`."""

    operand: Syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class SSlice(Syntax):
    """`:`, `a..b`, `a..` or `..b` inside an index."""

    lower: Syntax | None = None
    upper: Syntax | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SIndex(Syntax):
    base: Syntax
    at: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SList(Syntax):
    """`[a, b, c]`, nested for matrices."""

    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SDomain(Syntax):
    """`[a, b]`, `(a, oo)`, `a..b`, `{a, b}`, or comparisons `>= a`, `!= a`; kind: interval, range, set, compare.

    For compare, `bounds` pairs with `ops` (`real > 0`, `real != 0`); for a range `step` is 1 or -1 (`b..a by -1`).
    """

    kind: str
    bounds: tuple[Syntax, ...]
    lower_open: bool = False
    upper_open: bool = False
    ops: tuple[str, ...] = ()
    step: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class STypeSpec(Syntax):
    """A type as written: `[parameter] adjectives kind[dims] [domain]`, or `function[index](args) -> result`.

    `kind`: real integer complex boolean vector matrix tensor function. What the entries of an array are, if not real,
    is the word `integer`, `complex` or `boolean` among its properties (`complex vector[n]`).
    """

    kind: str
    dims: tuple[Syntax, ...] = ()
    properties: tuple[str, ...] = ()
    parameter: bool = False
    domain: tuple[SDomain, ...] = ()
    parameters: tuple[STypeSpec, ...] = ()
    result: STypeSpec | None = None
    index: Syntax | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SBinder(Syntax):
    """`name in domain`, `name: type`, `name ~ distribution`; exactly one of the three is set. `test` is its filter."""

    name: str
    domain: SDomain | None = None
    type: STypeSpec | None = None
    distribution: Syntax | None = None
    test: Syntax | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SBind(Syntax):
    """`op(body for binders)`, `forall binders: body`, `exists binders: body`, `[body for binders]` (op `array`)."""

    op: str
    binders: tuple[SBinder, ...]
    body: Syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class SAt(Syntax):
    """`at(body, name = value, …)`."""

    body: Syntax
    settings: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SLimit(Syntax):
    """`limit(body, name, target)` or `limit(body, name -> target)`, `target` one-sided as `a+`, `a-`."""

    body: Syntax
    name: str
    target: Syntax
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SHead(Syntax):
    """The left side of a definition: `q`, `f(z, w)` (parameters), `h[l, 0, j] [over l in 1..d, …]` (pattern, box)."""

    name: str
    parameters: tuple[str, ...] | None = None
    pattern: tuple[Syntax, ...] | None = None
    box: tuple[SBinder, ...] = ()


def children(syntax: Syntax) -> tuple[Syntax, ...]:
    """The direct parts of a tree, in the order of their fields; those of settings and options included."""
    found: list[Syntax] = []
    stack: list[object] = [getattr(syntax, f.name) for f in reversed(fields(syntax)) if f.name != "span"]
    while stack:
        match stack.pop():
            case Syntax() as part:
                found.append(part)
            case tuple() as parts:
                stack.extend(reversed(parts))
    return tuple(found)
