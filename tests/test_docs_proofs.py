"""The page on proofs shows the rules that there are, and proofs as they are printed."""

from __future__ import annotations

import re

import pytest

from tests.proofs_page import EXPLAINED, PAGE, explained, section, table

COMMAND = "write it again with `python -m tests.proofs_page`"
SHOWN = {found[2]: found[3] for found in EXPLAINED.finditer(PAGE.read_text("utf-8"))}


def test_the_table_has_the_rules_and_theorems_of_the_code() -> None:
    assert section() == table(), COMMAND


@pytest.mark.parametrize("claim_id", SHOWN)
def test_a_proof_is_the_printed_one(claim_id: str) -> None:
    assert SHOWN[claim_id] == explained(claim_id), COMMAND


def test_the_proof_in_the_readme_is_a_real_one() -> None:
    readme = PAGE.parent.parent / "README.md"
    assert f"```text\n{explained('quadratic-form', readme)}```" in readme.read_text("utf-8")


def test_rules_that_the_text_names_exist() -> None:
    text = PAGE.read_text("utf-8").partition("## Index normal form")[2].partition("## Where terms")[0]
    rules = set(re.findall(r"^\| ([^|`]+) \|", section(), re.MULTILINE)) - {"rule", "in theorems"}
    named = {word for word in re.findall(r"`([A-Z]?[a-z]+(?:'s)?(?: [a-z]+)+)`", text)}
    assert named <= rules
    assert len(named) > 10
