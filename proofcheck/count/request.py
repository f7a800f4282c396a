"""What `proofcheck count` is asked: a factory, the shapes of its inputs with named sizes, and values for the names.

Shapes are read with the parser of the claim language and never evaluated as code: `B, 2*T + 1, 64`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from proofcheck.errors import ClaimError
from proofcheck.language.parse import parse
from proofcheck.language.syntax import SInfix, SName, SNum, SPrefix, Syntax
from proofcheck.language.types import Dim
from proofcheck.meaning.interpolation import value_at
from proofcheck.run.session import UsageError
from proofcheck.source import Fragment

DEFAULT = ""  # the dtype of the module's parameters
DTYPES = {
    **{word: word for word in ("bool", "int8", "int16", "int32", "int64", "uint8", "float16", "bfloat16", "float32")},
    **{word: word for word in ("float64", "complex64", "complex128")},
    "int": "int64",
    "float": DEFAULT,
}
MAX_SIZE = 10**9
_ASSIGNED = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*(.*?)\s*", re.DOTALL)
_MAX_POWER = 6

Sizes = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One tensor for `forward`: its shape in the named sizes, its dtype, and the keyword it is passed as, if any."""

    shape: tuple[Dim, ...]
    dtype: str = DEFAULT
    keyword: str = ""
    text: str = ""

    def at(self, sizes: Sizes) -> tuple[int, ...] | None:
        """The shape at these sizes; None where an extent is no whole number or below 0."""
        extents = [value_at(dim, sizes) for dim in self.shape]
        if any(e.denominator != 1 or e < 0 for e in extents):
            return None
        return tuple(map(int, extents))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`factory_sizes` and `arguments` go to the factory; `point` has a value for each name, or for none."""

    target: str
    inputs: tuple[Input, ...]
    factory_sizes: tuple[str, ...]
    point: Sizes
    arguments: Mapping[str, object]

    @property
    def names(self) -> tuple[str, ...]:
        """Every named size, those of the inputs first, in the order in which they are written."""
        used = (str(atom) for tensor in self.inputs for dim in tensor.shape for atom in dim.atoms())
        return tuple(dict.fromkeys((*used, *self.factory_sizes)))


def request(
    target: str, *, inputs: Iterable[str], at: Iterable[str], sizes: Iterable[str], arguments: Iterable[str]
) -> Request:
    """What the options say. Raises UsageError."""
    tensors = tuple(_input(text) for text in inputs)
    named = dict(_size(text, "--size") for text in sizes)
    given = {name: value for name, value in named.items() if value is not None}
    given.update(_point(at, named))
    asked = Request(
        target=target,
        inputs=tensors,
        factory_sizes=tuple(named),
        point={},
        arguments=dict(_argument(text) for text in arguments),
    )
    asked = replace(asked, point={name: given[name] for name in asked.names if name in given})
    unknown = [name for name in given if name not in asked.names]
    if unknown:
        known = ", ".join(f"`{name}`" for name in asked.names) or "none"
        raise UsageError(f"`--at {unknown[0]}`: no input has this size; there are {known}")
    missing = [name for name in asked.names if name not in asked.point]
    if missing and asked.point:
        raise UsageError(f"no value for `{missing[0]}`; give `--at {missing[0]}=…`, or no values for a polynomial only")
    both = [name for name in asked.arguments if name in named]
    if both:
        raise UsageError(f"`{both[0]}` is given with `--size` and with `--arg`")
    return asked


def _input(text: str) -> Input:
    keyword, shape = "", text
    if assigned := _ASSIGNED.fullmatch(text):
        keyword, shape = assigned[1], assigned[2]
    shape, _, dtype = (part.strip() for part in shape.partition(":"))
    if dtype and dtype not in DTYPES:
        raise UsageError(f"`--input {text}`: no dtype `{dtype}`; there are {', '.join(DTYPES)}")
    parts = _parts(shape)
    if len(parts) > 1 and not parts[-1]:  # `(B,)`
        parts.pop()
    dims = tuple(_dim(part, text) for part in parts) if shape else ()
    return Input(shape=dims, dtype=DTYPES[dtype or "float"], keyword=keyword, text=text.strip())


def _parts(shape: str) -> list[str]:
    """The extents, split at commas outside brackets; brackets around all of them are dropped."""
    if shape[:1] in ("(", "[") and shape[-1:] in (")", "]") and _balanced(shape[1:-1]):
        shape = shape[1:-1]
    depth, parts = 0, [""]
    for character in shape:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if depth < 0:
            return False
    return depth == 0


def _dim(text: str, option: str) -> Dim:
    if not text:
        raise UsageError(f"`--input {option}`: an extent is missing; write sizes with commas between, as in `B, T, 64`")
    try:
        found = _polynomial(parse(Fragment.whole(text, "--input")))
    except ClaimError as error:
        raise UsageError(str(error)) from None
    if found is None:
        raise UsageError(f"`--input {option}`: `{text}` is no extent; write whole numbers and names with `+ - *`")
    if found.constant is not None and found.constant < 0:
        raise UsageError(f"`--input {option}`: an extent is at least 0, not {found.constant}")
    return found


def _polynomial(tree: Syntax) -> Dim | None:
    """An extent as a polynomial; None for what is none."""
    match tree:
        case SNum(value=value):
            return Dim.of(value)
        case SName(name=name):
            return Dim.of(name)
        case SPrefix(op="neg", operand=operand):
            inner = _polynomial(operand)
            return None if inner is None else inner.scaled(Fraction(-1))
        case SInfix(op=op, left=left, right=right):
            first, second = _polynomial(left), _polynomial(right)
            return None if first is None or second is None else _joined(op, first, second)
    return None


def _joined(op: str, left: Dim, right: Dim) -> Dim | None:
    number = right.constant
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" if number:
            return left.scaled(Fraction(1, number))
        case "**" if number is not None and 0 <= number <= _MAX_POWER:
            total = Dim.ONE
            for _ in range(number):
                total = total * left
            return total
    return None


def _point(texts: Iterable[str], named: Mapping[str, int | None]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        for part in text.split(","):
            name, value = _size(part, "--at")
            if value is None:
                raise UsageError(f"`--at {text}`: write NAME=VALUE, as in `--at B=2`")
            if name in found or named.get(name) is not None:
                raise UsageError(f"`{name}` is given two values")
            found[name] = value
    return found


def _size(text: str, option: str) -> tuple[str, int | None]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not name.isidentifier():
        raise UsageError(f"`{option} {text}`: `{name}` is no name; write NAME=VALUE, as in `{option} d=16`")
    if not equals:
        return name, None
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:20]) <= MAX_SIZE:
        raise UsageError(f"`{option} {text}`: a size is a whole number from 1 to {MAX_SIZE}")
    return name, int(value)


def _argument(text: str) -> tuple[str, object]:
    """`NAME=VALUE`; the value is JSON (`4`, `0.5`, `true`, `null`, `[1, 2]`), anything else is text."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name.isidentifier():
        raise UsageError(f"`--arg {text}`: write NAME=VALUE, as in `--arg bias=false`")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
