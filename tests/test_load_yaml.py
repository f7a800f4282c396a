"""Claim files: what is read, what is refused and how, and that one mistake costs one claim."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.claim import Policy
from proofcheck.load import nodes
from proofcheck.load.fragments import fragment
from proofcheck.load.nodes import DEFAULT_FILE_LIMITS, Mapping, Scalar, read
from proofcheck.load.yaml import LoadedFile, load, load_text
from proofcheck.source import Source

BROKEN = sorted((Path(__file__).parent / "load").glob("*.claims.yaml"))


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers: the one in C may be missing."""
    monkeypatch.setattr(nodes, "LOADER", getattr(yaml, request.param, yaml.SafeLoader))


def told(loaded: LoadedFile) -> str:
    """Everything that a file's author gets to see."""
    head = " ".join(claim.id for claim in loaded.claims) or "none"
    return f"claims: {head}\n" + "".join(f"\n[{claim_id}]\n{problem}\n" for claim_id, problem in loaded.problems)


def only(text: str) -> LoadedFile:
    """A file that must have no problem."""
    loaded = load_text(text, "f.yaml")
    assert told(loaded).partition("\n")[2] == ""
    return loaded


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.name.removesuffix(".claims.yaml"))
def test_broken_files(path: Path) -> None:
    expected = path.with_name(path.name.replace(".claims.yaml", ".txt")).read_text(encoding="utf-8")
    assert told(load_text(path.read_text(encoding="utf-8"), path.name)) == expected


def test_there_are_broken_files() -> None:
    assert len(BROKEN) > 10


FULL = """\
proofcheck: 1
title: A title
source: {document: notes.pdf, page: 3}
layout: denominator
given:
  x: real
  n: integer >= 1
let:
  h[0]: x
  h[t]: h[t-1]/2
claims:
  - id: halves
    section: 1.10
    statement: "h_n = x/2^n"
    note: by induction
    claim:
      - h[n] == x/2**n
      - h[0] == x
    tags: [easy, algebra]
    points: 0.5
    expect: proved
    defined: both
    budget: {seconds: 2.5, instances: 100, megabytes: 512}
  - id: picture
    skip: a picture
    statement: see figure 3
"""


def test_everything_that_a_file_says() -> None:
    loaded = only(FULL)
    halves, picture = loaded.claims
    assert (loaded.path, loaded.title) == ("f.yaml", "A title")
    assert loaded.origin == (("document", "notes.pdf"), ("page", "3"))
    assert (halves.id, halves.section, halves.statement, halves.note) == (
        "halves",
        "1.10",
        "h_n = x/2^n",
        "by induction",
    )
    assert halves.text == "h[n] == x/2**n\nh[0] == x"
    assert halves.tags == ("easy", "algebra")
    assert halves.policy == Policy(
        expect="proved",
        defined="both",
        seconds=Fraction(5, 2),
        instances=100,
        megabytes=512,
        points=Fraction(1, 2),
    )
    assert [link.text for link in halves.links] == ["h[n] == x/2**n", "h[0] == x"]
    assert {g.name for g in halves.given} == {"x", "n"}
    assert [d.name for d in halves.definitions] == ["h"]
    assert halves.span is not None
    assert (halves.span.line, halves.span.column, halves.span.text) == (12, 5, "id")
    assert (picture.skip, picture.text, picture.links) == ("a picture", "see figure 3", ())
    assert picture.policy == Policy()


def test_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.claims.yaml"
    path.write_text(FULL, encoding="utf-8")
    assert load(path) == replace(only(FULL), path=str(path))


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "\ufeff" + t,
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: t + "\n\n# end",
    ],
    ids=["byte-order-mark", "crlf", "cr", "comment"],
)
def test_spellings_of_the_same_file(tmp_path: Path, change: object) -> None:
    assert callable(change)
    path = tmp_path / "a.claims.yaml"
    path.write_bytes(change(FULL).encode())
    assert load(path) == replace(only(FULL), path=str(path))


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.claims.yaml"
    path.write_bytes(b"claims:\n  - id: caf\xe9\n")
    assert told(load(path)) == (
        f"claims: none\n\n[]\n{path}:2:12: the file is not UTF-8 here\n2 |   - id: caf\ufffd\n  |            ^\n"
        "hint: save it as UTF-8\n"
    )


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "a.claims.yaml")


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    limits = replace(DEFAULT_FILE_LIMITS, bytes=100)
    path = tmp_path / "a.claims.yaml"
    path.write_text("# " + "é" * 60, encoding="utf-8")
    expected = f"claims: none\n\n[]\n{path}: the file has more than 100 bytes\nhint: split it into several files\n"
    assert told(load(path, limits=limits)) == expected
    assert told(load_text(path.read_text(encoding="utf-8"), str(path), limits=limits)) == expected


def claims_of(body: str, shared: str = "") -> str:
    """A file around the keys of one claim."""
    return f"{shared}claims:\n  - id: a\n" + "".join(f"    {line}\n" for line in body.splitlines())


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("claim: 1 == 1", ["1 == 1"]),
        ("claim: '1 == 1'", ["1 == 1"]),
        ("claim:\n  1\n  == 1", ["1 == 1"]),
        ("claim: |\n  1\n  == 1", ["1 == 1"]),
        ("claim: [1 == 1, 2 == 2]", ["1 == 1", "2 == 2"]),
        ("claim: [max(1, 2) == 2, min(1, 2) == 1]", ["max(1, 2) == 2", "min(1, 2) == 1"]),
        ('claim: ["max(1, 2) == 2", 1 == 1]', ["max(1, 2) == 2", "1 == 1"]),
        ("claim: true", ["true"]),
        ('steps: [1, "== 2 - 1", "<= 3"]', ["1 == 2 - 1", "2 - 1 <= 3"]),
        ("steps:\n  - max(1, 2)\n  - == 2", ["max(1, 2) == 2"]),
        ('steps: [1 == 1, "=> 2 == 2", "<=> 3 == 3"]', ["1 == 1 => 2 == 2", "2 == 2 <=> 3 == 3"]),
        ('steps: [1 if true else 2, "== 1"]', ["(1 if true else 2) == 1"]),
    ],
)
def test_relations(body: str, links: list[str]) -> None:
    claim = only(claims_of(body)).claims[0]
    assert [link.text for link in claim.links] == links


GIVEN = "given: {x: real, y: real}\nlet:\n  p: x + 1\n  q: 2*p\n  r: q + p\n"


@pytest.mark.parametrize(
    ("body", "given", "definitions"),
    [
        ("claim: x == x", ["x"], []),
        ("claim: q == q", ["x"], ["p", "q"]),
        ("given: {x: integer}\nclaim: q == q", ["x"], ["p", "q"]),
        ("let: {q: y}\nclaim: r == r", ["x", "y"], ["p", "q", "r"]),
        ("let: {s: 3, q: s*p}\nclaim: r == r", ["x"], ["p", "s", "q", "r"]),
        ("let: {x: 3}\nclaim: p == 4", [], ["x", "p"]),
        ("given: {p: real}\nclaim: q == 2*p", ["p"], ["q"]),
        ("assume: y > 0\nclaim: x == x", ["x", "y"], []),
    ],
)
def test_what_a_claim_gets_of_the_shared_parts(body: str, given: list[str], definitions: list[str]) -> None:
    claim = only(claims_of(body, GIVEN)).claims[0]
    assert sorted(g.name for g in claim.given) == given
    assert [d.name for d in claim.definitions] == definitions


def test_shared_assumptions_bind_every_claim() -> None:
    text = "given: {x: real, y: real}\nassume: y > 0\n" + claims_of("assume: [x > 0, x < 1]\nclaim: x == x")
    assert len(only(text).claims[0].assumptions) == 3


@pytest.mark.parametrize(
    ("shared", "body", "layout"),
    [("", "", "numerator"), ("layout: denominator\n", "", "denominator"), ("", "layout: denominator\n", "denominator")],
)
def test_layout(shared: str, body: str, layout: str) -> None:
    text = claims_of(body + "claim: jacobian(A @ x, x) == A", f"{shared}given:\n  A: matrix[n, n]\n  x: vector[n]\n")
    assert f"layout='{layout}'" in repr(only(text).claims[0].links[0].node)


SHARED_ERROR = """\
given:
  x: real
  v: vector[n]
let:
  p: x + v @ w
  idle: z
claims:
  - id: uses-it
    claim: p == 1
  - id: uses-it-too
    claim: p + x == 1
  - id: does-not
    claim: x == x
"""


def test_an_error_in_a_shared_part_is_told_once() -> None:
    assert told(load_text(SHARED_ERROR, "f")) == (
        "claims: does-not\n\n"
        "[]\nf:5:14: unknown name `w`\n5 |   p: x + v @ w\n  |              ^\n\n"
        "[]\nf:6:9: unknown name `z`\n6 |   idle: z\n  |         ^\n\n"
        "[uses-it]\nf:8:5: it needs `p`, which has an error\n8 |   - id: uses-it\n  |     ^^\nhint: see line 5\n\n"
        "[uses-it-too]\nf:10:5: it needs `p`, which has an error\n"
        "10 |   - id: uses-it-too\n   |     ^^\nhint: see line 5\n"
    )


@pytest.mark.parametrize("assumption", ["x >", "x > w", "[[x > 0]]"], ids=["syntax", "name", "list"])
def test_no_claim_is_judged_without_a_shared_assumption(assumption: str) -> None:
    loaded = load_text(claims_of("claim: x == abs(x)", f"given: {{x: real}}\nassume: {assumption}\n"), "f")
    assert [claim_id for claim_id, _ in loaded.problems] == ["", "a"]
    assert str(loaded.problems[1].problem) == (
        "f:4:5: it needs an assumption, which has an error\n4 |   - id: a\n  |     ^^\nhint: see line 2"
    )
    assert loaded.claims == ()


def test_shapes_that_do_not_fit_in_the_claim_refute_it() -> None:
    text = claims_of("claim: A @ v == v", "given:\n  A: matrix[m, n]\n  v: vector[m]\n")
    claim = only(text).claims[0]
    assert claim.links == ()
    assert claim.fault is not None
    assert (claim.fault.condition, claim.fault.span and claim.fault.span.text) == ("m = n", "@")


LIMITS = [
    (
        replace(DEFAULT_FILE_LIMITS, claims=1),
        claims_of("claim: 1 == 1") + "  - id: b\n    claim: 1 == 1\n",
        "claims: a\n\n[]\nf:4:5: the file has 2 claims, at most 1 are read\n4 |   - id: b\n  |     ^^^^^\n"
        "hint: split it into several files\n",
    ),
    (
        replace(DEFAULT_FILE_LIMITS, shared=1),
        claims_of("claim: x == x", "given: {x: real, y: real}\n"),
        "claims: none\n\n[]\nf:1:1: the file has 2 shared definitions, at most 1 are read\n"
        "1 | given: {x: real, y: real}\n  | ^\nhint: split it into several files\n",
    ),
    (
        replace(DEFAULT_FILE_LIMITS, work=16),
        claims_of("claim: x == 1", "given: {x: real}\n") + "  - id: b\n    claim: x == x\n",
        "claims: a\n\n[b]\nf:5:5: the claims up to here use more than 16 characters of formulas\n"
        "5 |   - id: b\n  |     ^^\nhint: split the file\n",
    ),
    (
        replace(DEFAULT_FILE_LIMITS, nodes=6),
        claims_of("claim: 1 == 1"),
        "claims: none\n\n[a]\nf:3:5: the file has more than 6 entries\n3 |     claim: 1 == 1\n  |     ^^^^^\n"
        "hint: split it into several files\n",
    ),
    (
        replace(DEFAULT_FILE_LIMITS, depth=3),
        claims_of("claim: [[1 == 1]]"),
        "claims: none\n\n[a]\nf:3:13: the file is nested more than 3 deep\n"
        "3 |     claim: [[1 == 1]]\n  |             ^\nhint: claims need four levels\n",
    ),
    (
        replace(DEFAULT_FILE_LIMITS, problems=1),
        "u: 1\nv: 1\n" + claims_of("claim: 1 =="),
        "claims: none\n\n[]\nf:1:1: unknown key `u` in the file\n1 | u: 1\n  | ^\n"
        "hint: known keys: proofcheck, title, source, note, layout, given, let, assume, claims\n\n"
        "[]\nf:2:1: 2 more problems in this file\n2 | v: 1\n  | ^\n\n"
        "[a]\nf:5:16: unexpected end of the formula\n5 |     claim: 1 ==\n  |                ^\n"
        "hint: write an expression after `==`\n",
    ),
]


@pytest.mark.parametrize(
    ("limits", "text", "expected"), LIMITS, ids=["claims", "shared", "work", "nodes", "depth", "problems"]
)
def test_limits(limits: nodes.FileLimits, text: str, expected: str) -> None:
    assert told(load_text(text, "f", limits=limits)) == expected


def test_an_alias_bomb_is_never_expanded() -> None:
    """The reader stops at the first anchor, after a handful of events."""
    seen = []

    class Counting(yaml.SafeLoader):
        def get_event(self) -> object:
            seen.append(1)
            return super().get_event()

    bomb = next(p for p in BROKEN if p.name.startswith("bomb")).read_text(encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "LOADER", Counting)
        assert load_text(bomb).claims == ()
    assert len(seen) < 10


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x00", "\ufffe"])
def test_control_characters_are_refused(character: str) -> None:
    loaded = load_text(claims_of(f"note: a{character}b\nclaim: 1 == 1"), "f")
    (found,) = loaded.problems
    assert found.claim_id == "a"
    assert found.problem.message == f"a control character, U+{ord(character):04X}"
    assert (found.problem.span and found.problem.span.line, loaded.claims) == (3, ())


def test_control_characters_by_escape_are_refused() -> None:
    assert told(load_text(claims_of('note: "a\\eb"\nclaim: 1 == 1'), "f")) == (
        "claims: none\n\n[a]\nf:3:11: `note` holds a control character, U+001B\n"
        '3 |     note: "a\\eb"\n  |           ^^^^^^\nhint: remove it\n'
    )


CARETS = [
    ("plain", "claim: 1 + * 1", 16),
    ("plain over lines", "claim: 1\n  + * 1", 9),
    ("single quotes", "claim: 'abs''(1) + * 1'", 24),
    ("double quotes", 'claim: "1\\u0020+ * 1"', 22),
    ("literal", "claim: |\n  1\n    + * 1", 11),
    ("astral", "claim: '1 == 𝒳 + * 1'", 22),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("body", "column"), [c[1:] for c in CARETS], ids=[c[0] for c in CARETS])
def test_carets_stand_where_the_mistake_is(body: str, column: int) -> None:
    (found,) = load_text(claims_of(body), "f").problems
    span = found.problem.span
    assert span is not None
    assert (span.column, span.text) == (column, "*")


_TEXT = st.text(st.sampled_from("ab'\"\\ é𝒳:#+-\n"), max_size=30)
_STYLES = {
    "'": lambda text: "'" + text.replace("'", "''").replace("\n", "\n\n  ") + "'",
    '"': lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"',
    "|": lambda text: "|2-\n" + "\n".join("  " + line for line in text.split("\n")),
}


@settings(deadline=None, max_examples=60, derandomize=True)
@given(_TEXT, st.sampled_from(sorted(_STYLES)))
def test_every_character_of_a_fragment_is_found_again(text: str, style: str) -> None:
    source = Source(path="f", text="key: " + _STYLES[style](text) + "\n")
    tree = read(source, source.text)
    assert isinstance(tree, Mapping)
    value = tree.entries[0][1]
    assert isinstance(value, Scalar)
    found = fragment(value)
    assert found.text == value.text.strip()
    assert list(found.offsets) == sorted(found.offsets)
    for character, offset in zip(found.text, found.offsets, strict=False):
        if not character.isspace() and not (style == '"' and character in '\\"'):
            assert source.text[offset] == character


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.text(st.sampled_from("abx:-#[]{}&*!|>'\"%@, \n\t1=éclaims"), max_size=60), st.booleans())
def test_no_text_breaks_the_loader(text: str, inside: bool) -> None:
    whole = claims_of(text, "given: {x: real}\n") + "  - id: z\n    claim: 1 == 1\n" if inside else text
    loaded = load_text(whole, "f")
    assert loaded.claims or loaded.problems
    assert all(str(problem) for _, problem in loaded.problems)
