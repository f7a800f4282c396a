"""The JSON Schema says what the loader does: both come from one table."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from proofcheck.errors import ClaimError
from proofcheck.load.nodes import Mapping, Scalar, Sequence, Value, read
from proofcheck.load.record import core_type
from proofcheck.load.schema import BUDGET, CLAIM, FILE, Field, Shape, schema
from proofcheck.load.yaml import load_text
from proofcheck.source import Source

ROOT = Path(__file__).parent.parent
GOOD = sorted((ROOT / "claims").glob("*.claims.yaml"))
VALIDATOR = jsonschema.Draft7Validator(schema())


def data(value: Value | None) -> Any:
    """A document as an editor sees it: YAML 1.2, core schema."""
    match value:
        case Mapping(entries=entries):
            return {key.text: data(item) for key, item in entries}
        case Sequence(items=items):
            return [data(item) for item in items]
        case Scalar(text=text):
            numbers = float(Fraction(text)) if core_type(value) == "a number" else 0.0
            plain = {"nothing": None, "a boolean": text.lower() == "true", "a number": numbers}
            return plain.get(core_type(value), text)
    return None


def complaints(text: str) -> list[str]:
    """Where the schema finds fault with a text."""
    source = Source(path="f", text=text)
    errors = VALIDATOR.iter_errors(data(read(source, text)))
    return sorted("/".join(map(str, error.absolute_path)) for error in errors)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.name.removesuffix(".claims.yaml"))
def test_the_documents_conform(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert complaints(text) == []
    assert load_text(text, path.name).problems == ()


def test_the_documents_are_there() -> None:
    assert len(GOOD) >= 3


def test_everything_is_described_and_nothing_else_is_allowed() -> None:
    found = schema()
    records = [found, found["definitions"]["claim"], found["definitions"]["claim"]["properties"]["budget"]]
    for record, fields in zip(records, (FILE, CLAIM, BUDGET), strict=True):
        assert record["additionalProperties"] is False
        assert list(record["properties"]) == [f.name for f in fields]
        assert all(entry["description"] for entry in record["properties"].values())


def test_choices_are_completed() -> None:
    claim = schema()["definitions"]["claim"]["properties"]
    assert claim["expect"]["enum"] == ["proved", "supported", "refuted"]
    assert claim["layout"]["enum"] == ["numerator", "denominator"]


def claim_with(line: str) -> str:
    return f"claims:\n  - id: a\n    claim: 1 == 1\n    {line}\n"


# A wrong value for every shape; the right-hand side is where the schema points.
WRONG = [
    ("proofcheck: 2\nclaims: [{id: a, claim: 1 == 1}]", "proofcheck"),
    ("title: 1\nclaims: [{id: a, claim: 1 == 1}]", "title"),
    ("title: [a]\nclaims: [{id: a, claim: 1 == 1}]", "title"),
    ("source: x\nclaims: [{id: a, claim: 1 == 1}]", "source"),
    ("source: {a: [b]}\nclaims: [{id: a, claim: 1 == 1}]", "source/a"),
    ("layout: rows\nclaims: [{id: a, claim: 1 == 1}]", "layout"),
    ("given: [x]\nclaims: [{id: a, claim: 1 == 1}]", "given"),
    ("given: {x: [real]}\nclaims: [{id: a, claim: 1 == 1}]", "given/x"),
    ("let: {x: {y: z}}\nclaims: [{id: a, claim: 1 == 1}]", "let/x"),
    ("let: {x: }\nclaims: [{id: a, claim: 1 == 1}]", "let/x"),
    ("assume: []\nclaims: [{id: a, claim: 1 == 1}]", "assume"),
    ("tolerence: 1\nclaims: [{id: a, claim: 1 == 1}]", ""),
    ("title: x", ""),
    ("claims: []", "claims"),
    ("claims: x", "claims"),
    ("claims: [x]", "claims/0"),
    ("claims: [{claim: 1 == 1}]", "claims/0"),
    ("claims: [{id: a}]", "claims/0"),
    ("claims: [{id: A b, claim: 1 == 1}]", "claims/0/id"),
    ("claims: [{id: 1, claim: 1 == 1}]", "claims/0/id"),
    ("claims: [{id: a, claim: }]", "claims/0/claim"),
    ("claims: [{id: a, claim: [[1 == 1]]}]", "claims/0/claim"),
    ("claims: [{id: a, steps: [1]}]", "claims/0/steps"),
    ('claims: [{id: a, claim: 1 == 1, steps: [1, "== 1"]}]', "claims/0"),
    (claim_with("section: [1]"), "claims/0/section"),
    (claim_with("skip: true"), "claims/0/skip"),
    (claim_with("tags: x"), "claims/0/tags"),
    (claim_with("tags: [1]"), "claims/0/tags/0"),
    (claim_with("points: -1"), "claims/0/points"),
    (claim_with("points: '1'"), "claims/0/points"),
    (claim_with("require: everything"), "claims/0/require"),
    (claim_with("budget: 3"), "claims/0/budget"),
    (claim_with("budget: {seconds: 4000}"), "claims/0/budget/seconds"),
    (claim_with("budget: {instances: 1.5}"), "claims/0/budget/instances"),
    (claim_with("budget: {hours: 1}"), "claims/0/budget"),
]


@pytest.mark.parametrize(("text", "place"), WRONG, ids=[w[0].replace("\n", "; ") for w in WRONG])
def test_loader_and_schema_refuse_the_same(text: str, place: str) -> None:
    assert set(complaints(text)) == {place}
    assert load_text(text, "f").problems != ()


RIGHT = [
    claim_with("section: 1.10"),
    claim_with("points: 0"),
    claim_with("budget: {seconds: 0.5}"),
    claim_with("skip: no machine can"),
    "given: {x: real}\nlet: {y: 1}\nassume: true\nclaims: [{id: '1', claim: true}]",
    'claims: [{id: a, steps: [1, "== 1"]}, {id: b, skip: why}]',
]


@pytest.mark.parametrize("text", RIGHT)
def test_loader_and_schema_accept_the_same(text: str) -> None:
    assert complaints(text) == []
    assert load_text(text, "f").problems == ()


def shapes(fields: tuple[Field, ...]) -> set[Shape]:
    return {f.shape for f in fields} | {s for f in fields for s in shapes(f.fields)}


def test_every_shape_of_the_table_is_used() -> None:
    assert shapes(FILE) == set(Shape)


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "load").glob("*.claims.yaml")), ids=lambda p: p.name)
def test_what_the_schema_refuses_the_loader_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        found = complaints(text)
    except ClaimError:
        found = ["not even YAML"]
    assert not found or load_text(text, path.name).problems
