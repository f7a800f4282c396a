"""The keys of a claim file: one table, from which files are checked and the JSON Schema for editors is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ID_PATTERN = "^[a-z0-9-]+$"


class Shape(StrEnum):
    """What the value of a key looks like."""

    VERSION = "the language version"
    TEXT = "text"
    LABEL = "text or a number"
    ID = "a name of lower-case letters, digits and `-`"
    CHOICE = "one of a few words"
    NUMBER = "a number"
    WHOLE = "a whole number"
    TEXTS = "a list of words"
    RELATIONS = "a relation, or a list of relations"
    STEPS = "the lines of a derivation"
    TYPES = "names with their types"
    DEFINITIONS = "names with what they stand for"
    LABELS = "free keys with text"
    RECORD = "a mapping"
    CLAIMS = "a list of claims"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key: what it is for (editors show it), what its value looks like, and the bounds of a number."""

    name: str
    shape: Shape
    description: str
    choices: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    least: int = 0
    most: int = 0
    required: bool = False


Fields = tuple[Field, ...]

GIVEN = Field(
    name="given",
    shape=Shape.TYPES,
    description="The variables and their types, as in `W: symmetric matrix[n, n]`; the claim holds for all of them.",
)
LET = Field(
    name="let",
    shape=Shape.DEFINITIONS,
    description="Definitions: a value `q: A @ x`, a function `f(z): z**2`, a recurrence `h[0]: x`, `h[t]: h[t-1]/2`.",
)
ASSUME = Field(
    name="assume",
    shape=Shape.RELATIONS,
    description="Relations that the variables satisfy, as in `sigma_max(W) == 1/2`.",
)
LAYOUT = Field(
    name="layout",
    shape=Shape.CHOICE,
    choices=("numerator", "denominator"),
    description="Layout of `jacobian(y, x)`: [y, x] in numerator layout (the default), else transposed.",
)

BUDGET: Fields = (
    Field(name="seconds", shape=Shape.NUMBER, least=0, most=3600, description="Time for this claim."),
    Field(name="instances", shape=Shape.WHOLE, least=1, most=1_000_000, description="Instances to try."),
    Field(name="megabytes", shape=Shape.WHOLE, least=256, most=65_536, description="Memory for this claim."),
)

CLAIM: Fields = (
    Field(
        name="id",
        shape=Shape.ID,
        required=True,
        description="The claim's name, unique in the file: lower-case letters, digits and `-`.",
    ),
    Field(
        name="claim",
        shape=Shape.RELATIONS,
        description="The relation to check, as in `a == b <= c`, or a list of relations: all must hold.",
    ),
    Field(
        name="steps",
        shape=Shape.STEPS,
        description="A derivation instead of `claim`: an expression, then one line a step, as in `== e2`, `<= e3`.",
    ),
    Field(name="section", shape=Shape.LABEL, description="Where the document states it."),
    Field(
        name="statement", shape=Shape.TEXT, description="The statement as the document has it; shown, never checked."
    ),
    Field(name="note", shape=Shape.TEXT, description="A remark to the reader; shown, never checked."),
    GIVEN,
    LET,
    ASSUME,
    LAYOUT,
    Field(
        name="expect",
        shape=Shape.CHOICE,
        choices=("proved", "supported", "refuted"),
        description="The verdict with which this claim passes, as for a deliberate mistake: `refuted`.",
    ),
    Field(
        name="require",
        shape=Shape.CHOICE,
        choices=("proof",),
        description="Pass only with a proof, not when supported.",
    ),
    Field(
        name="defined",
        shape=Shape.CHOICE,
        choices=("same", "both"),
        description="Sides must be defined on the `same` set (the default), or count only where `both` are.",
    ),
    Field(
        name="skip", shape=Shape.TEXT, description="Why no machine can check this; the claim is reported as skipped."
    ),
    Field(
        name="points", shape=Shape.NUMBER, least=0, most=1_000_000, description="What it is worth in a graded answer."
    ),
    Field(name="tags", shape=Shape.TEXTS, description="Words to select claims by."),
    Field(name="budget", shape=Shape.RECORD, fields=BUDGET, description="How much work this claim may cost."),
)

FILE: Fields = (
    Field(name="proofcheck", shape=Shape.VERSION, least=1, most=1, description="The language version: 1."),
    Field(name="title", shape=Shape.TEXT, description="What the claims are about."),
    Field(name="source", shape=Shape.LABELS, description="Where the claims come from, as in `document: notes.pdf`."),
    Field(name="note", shape=Shape.TEXT, description="A remark to the reader; shown, never checked."),
    LAYOUT,
    GIVEN,
    LET,
    ASSUME,
    Field(name="claims", shape=Shape.CLAIMS, fields=CLAIM, required=True, description="The claims, each with an `id`."),
)

_FORMULA: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_RELATIONS: dict[str, Any] = {
    "oneOf": [_FORMULA, {"type": "array", "items": _FORMULA, "minItems": 1}],
}


def schema() -> dict[str, Any]:
    """JSON Schema (draft-07) of a claim file, for completion, hovers and squiggles in editors."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "proofcheck claim file",
        **_record(FILE),
        "definitions": {"claim": {**_record(CLAIM), **_ONE_OF_CLAIM}},
    }


# A claim says what to check in one of two ways, or why it cannot be checked.
_ONE_OF_CLAIM: dict[str, Any] = {
    "anyOf": [{"required": ["claim"]}, {"required": ["steps"]}, {"required": ["skip"]}],
    "not": {"required": ["claim", "steps"]},
}


def _record(fields: Fields) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {f.name: {"description": f.description, **_value(f)} for f in fields},
        "required": [f.name for f in fields if f.required],
        "additionalProperties": False,
    }


def _value(field: Field) -> dict[str, Any]:
    match field.shape:
        case Shape.VERSION:
            return {"const": field.least}
        case Shape.TEXT:
            return {"type": "string", "minLength": 1}
        case Shape.LABEL:
            return {"type": ["string", "number"], "minLength": 1}
        case Shape.ID:
            return {"type": "string", "pattern": ID_PATTERN}
        case Shape.CHOICE:
            return {"enum": list(field.choices)}
        case Shape.NUMBER:
            return {"type": "number", "minimum": field.least, "maximum": field.most}
        case Shape.WHOLE:
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case Shape.TEXTS:
            return {"type": "array", "items": {"type": "string", "minLength": 1}}
        case Shape.RELATIONS:
            return _RELATIONS
        case Shape.STEPS:
            return {"type": "array", "items": _FORMULA, "minItems": 2}
        case Shape.TYPES:
            return {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}
        case Shape.DEFINITIONS:
            return {"type": "object", "additionalProperties": _FORMULA}
        case Shape.LABELS:
            return {"type": "object", "additionalProperties": {"type": ["string", "number"], "minLength": 1}}
        case Shape.RECORD:
            return _record(field.fields)
        case Shape.CLAIMS:
            return {"type": "array", "items": {"$ref": "#/definitions/claim"}, "minItems": 1}
