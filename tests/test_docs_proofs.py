"""The pages on proofs: their tables of rules are those of the code, and their proofs are what is printed."""

from __future__ import annotations

import re

import pytest

from tests.proofs_page import DOCS, EXPLAINED, PAGES, Page

COMMAND = "write it again with `python -m tests.proofs_page`"
NAMES = [page.path.name for page in PAGES]
PROOFS = [(page, f[2], f[3], f[4]) for page in PAGES for f in EXPLAINED.finditer(page.text)]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_table_has_the_rules_of_the_code(page: Page) -> None:
    assert page.section == page.table(), COMMAND


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_page_shows_proofs(page: Page) -> None:
    assert EXPLAINED.search(page.text)


@pytest.mark.parametrize(("page", "name", "claim_id", "printed"), PROOFS, ids=[p[2] for p in PROOFS])
def test_a_proof_is_printed_as_the_page_says(page: Page, name: str, claim_id: str, printed: str) -> None:
    assert page.explained(name, claim_id) == printed, COMMAND


def test_the_proof_in_the_readme_is_a_real_one() -> None:
    readme = Page(DOCS.parent / "README.md", str)
    assert f"```text\n{readme.explained('proofs.claims.yaml', 'quadratic-form')}```" in readme.text


def test_rules_that_the_text_names_exist() -> None:
    page = PAGES[0]
    text = page.text.partition("## Index normal form")[2].partition("## Where terms")[0]
    rules = set(re.findall(r"^\| ([^|`]+) \|", page.section, re.MULTILINE)) - {"rule", "in theorems"}
    named = {word for word in re.findall(r"`([A-Z]?[a-z]+(?:'s)?(?: [a-z]+)+)`", text)}
    assert named <= rules
    assert len(named) > 10
