"""The documentation says what is so: its claim files give the verdicts that it states, and no operator is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from proofcheck.claim import Claim
from proofcheck.cli import main
from proofcheck.language.operators import SYMBOLS, VOCABULARY
from proofcheck.language.parse_types import ADJECTIVES, KINDS
from proofcheck.load.schema import CLAIM, FILE
from proofcheck.load.yaml import LoadedFile, load, load_text
from proofcheck.portfolio import decide
from proofcheck.report.terminal import failure_text
from proofcheck.run.standing import judged
from proofcheck.verdict import Outcome

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
LANGUAGE = ROOT / "docs" / "language.md"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ID = re.compile(r"^  - id: (\S+)")
_SAID = re.compile(r"# → (\w+)$")
_LINK = re.compile(r"\[[^]\[]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_INSTANCES = 400  # enough for these claims, and quick


@dataclass(frozen=True)
class Example:
    """A fenced claim file of a page."""

    page: str
    line: int
    text: str

    @property
    def loaded(self) -> LoadedFile:
        return _loaded(self.text, f"{self.page}:{self.line}")

    def said(self) -> Iterator[tuple[str, str]]:
        """(id, verdict) for each claim whose verdict the page states."""
        claim_id = ""
        for line in self.text.splitlines():
            if found := _ID.match(line):
                claim_id = found[1]
            if found := _SAID.search(line):
                yield claim_id, found[1]


@cache
def _loaded(text: str, path: str) -> LoadedFile:
    return load_text(text, path)


def _examples() -> Iterator[Example]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for found in _FENCE.finditer(text):
            if found[1] == "yaml":
                yield Example(page.name, text.count("\n", 0, found.start()) + 2, found[2])


EXAMPLES = tuple(_examples())
STATED = tuple((e, claim_id, verdict) for e in EXAMPLES for claim_id, verdict in e.said())


def _claim(example: Example, claim_id: str) -> Claim:
    claim = next(c for c in example.loaded.claims if c.id == claim_id)
    return replace(claim, policy=replace(claim.policy, instances=_INSTANCES))


def _prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


@pytest.mark.parametrize("example", [pytest.param(e, id=f"{e.page}:{e.line}") for e in EXAMPLES])
def test_every_claim_file_is_read_without_problems(example: Example) -> None:
    assert example.loaded.problems == ()
    assert example.loaded.claims


@pytest.mark.parametrize(
    ("example", "claim_id", "verdict"), [pytest.param(*s, id=f"{s[0].page}:{s[1]}") for s in STATED]
)
def test_verdict_is_the_stated_one(example: Example, claim_id: str, verdict: str) -> None:
    assert decide(_claim(example, claim_id)).outcome == verdict


def test_every_verdict_is_shown_by_an_example() -> None:
    assert {verdict for _, _, verdict in STATED} == set(Outcome) - {Outcome.MALFORMED}


def test_the_report_in_the_readme_is_a_real_one() -> None:
    """Every line but the counts, which follow from how much is searched."""
    shown = next(f[2] for f in _FENCE.finditer((ROOT / "README.md").read_text("utf-8")) if f[1] == "text")
    path = "claims/exploding-and-vanishing-gradients.claims.yaml"
    claim = next(c for c in load(ROOT / path).claims if c.id == "a20-end-to-end-bound")
    told = failure_text(judged(claim, decide(claim), path=path))
    counts = re.compile(r"\d+(?= instances| %)")
    assert counts.sub("N", shown).splitlines() == counts.sub("N", told).splitlines()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _unquoted(cell: str) -> str:
    return "; ".join(_CODE.findall(cell))


def _operator_rows() -> dict[str, list[str]]:
    """The rows of the operator tables by the name of the operator."""
    section = LANGUAGE.read_text("utf-8").partition("\n## Operators\n")[2].partition("\n## ")[0]
    rows = (_cells(line) for line in section.splitlines() if line.startswith("| `"))
    return {re.split(r"\W", row[0].strip("`"))[0]: row for row in rows}


def test_every_operator_has_its_row_and_no_other_does() -> None:
    constants = {name for name, row in VOCABULARY.items() if row.arity == (0, 0)}
    assert _operator_rows().keys() == VOCABULARY.keys() - SYMBOLS - constants


@pytest.mark.parametrize("name", sorted(SYMBOLS | {n for n, row in VOCABULARY.items() if row.arity == (0, 0)}))
def test_every_sign_and_constant_is_mentioned(name: str) -> None:
    words = {word for code in _CODE.findall(_prose(LANGUAGE)) for word in code.split()}
    assert name in words


@pytest.mark.parametrize("name", [name for name, row in _operator_rows().items() if len(row) == 5])
def test_columns_are_those_of_the_vocabulary(name: str) -> None:
    row = VOCABULARY[name]
    _, _, defined, values, derivatives = map(_unquoted, _operator_rows()[name])
    assert (defined, values, derivatives) == (row.defined, row.range, "; ".join(row.derivatives))


@pytest.mark.parametrize("word", sorted({*KINDS, *ADJECTIVES.values(), *(f.name for f in (*FILE, *CLAIM))}))
def test_every_type_adjective_and_key_is_mentioned(word: str) -> None:
    assert any(re.search(rf"\b{re.escape(word)}\b", code) for code in _CODE.findall(_prose(LANGUAGE)))


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path) -> None:
    targets = [t for t in _LINK.findall(_CODE.sub("", _prose(page))) if not t.startswith("http")]
    for target in targets:
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in _anchors(there), target


def test_every_page_is_linked_from_the_readme() -> None:
    linked = set(_LINK.findall((ROOT / "README.md").read_text("utf-8")))
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= linked


def test_every_option_of_the_command_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    assert options <= set(re.findall(r"--[a-z]+", (ROOT / "docs" / "command-line.md").read_text("utf-8")))


def test_every_option_of_the_plug_in_is_described() -> None:
    source = (ROOT / "proofcheck" / "pytest_plugin.py").read_text("utf-8")
    options = set(re.findall(r'add(?:option|ini)\("([\w-]+)"', source))
    page = (ROOT / "docs" / "pytest.md").read_text("utf-8")
    assert options
    assert {option for option in options if option not in page} == set()
