"""Places in a text, and the excerpts that messages show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.source import Fragment, Source, Span


def span(text: str, start: int, end: int) -> Span:
    return Span(source=Source(path="f.claims.yaml", text=text), start=start, end=end)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        pytest.param("abc", 0, (1, 1), id="first"),
        pytest.param("abc", 3, (1, 4), id="end"),
        pytest.param("a\nbc", 1, (1, 2), id="line-end-belongs-to-its-line"),
        pytest.param("a\nbc", 2, (2, 1), id="second-line"),
        pytest.param("a\n\n", 3, (3, 1), id="after-last-line-end"),
        pytest.param("", 0, (1, 1), id="empty"),
    ],
)
def test_position_counts_from_one(text: str, offset: int, place: tuple[int, int]) -> None:
    assert Source(path="p", text=text).position(offset) == place


@pytest.mark.parametrize(
    ("text", "number", "line"),
    [
        pytest.param("a\nbc\n", 2, "bc", id="middle"),
        pytest.param("a\r\nb", 1, "a", id="carriage-return-dropped"),
        pytest.param("a\nlast", 2, "last", id="no-line-end"),
    ],
)
def test_line_has_no_line_end(text: str, number: int, line: str) -> None:
    assert Source(path="p", text=text).line(number) == line


@pytest.mark.parametrize(
    ("place", "excerpt"),
    [
        pytest.param(span("x == 1", 2, 4), "1 | x == 1\n  |   ^^", id="two-carets"),
        pytest.param(span("a\n\tb c", 3, 4), "2 | \tb c\n  | \t^", id="tab-kept"),
        pytest.param(span("ab", 2, 2), "1 | ab\n  |   ^", id="end-of-text"),
        pytest.param(span("ab\ncd", 1, 5), "1 | ab\n  |  ^", id="first-line-only"),
        pytest.param(span("\n" * 9 + "ab", 9, 10), "10 | ab\n   | ^", id="gutter-grows"),
    ],
)
def test_excerpt(place: Span, excerpt: str) -> None:
    assert place.excerpt() == excerpt


def test_span_knows_its_text_line_and_column() -> None:
    place = span("ab\ncde", 4, 6)
    assert (place.text, place.line, place.column) == ("de", 2, 2)


def test_fragment_maps_back_to_the_source() -> None:
    source = Source(path="p", text="k: 'it''s'")
    fragment = Fragment(source=source, text="it's", offsets=(4, 5, 6, 8, 9))
    assert fragment.span(2, 4).text == "''s"
    assert fragment.span(3, 4).text == "s"
    assert fragment.span(0, 2).text == "it"
    assert (fragment.span(4, 4).start, fragment.span(4, 4).end) == (9, 9)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.text(alphabet="ab\n\t", max_size=20), st.data())
def test_whole_fragment_is_its_source(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = Fragment.whole(text).span(start, end)
    assert place.text == text[start:end]
    line, column = place.line, place.column
    assert text.split("\n")[line - 1][: column - 1] == text[:start].rpartition("\n")[2]


@pytest.mark.parametrize("column", [1, 500, 1000])
def test_excerpt_of_a_long_line_is_a_stretch_around_the_place(column: int) -> None:
    source = Source(path="f", text="a" * (column - 1) + "X" + "b" * (1000 - column))
    written, carets = Span(source=source, start=column - 1, end=1000).excerpt().split("\n")
    assert len(written) <= len("1 | ") + 200
    assert len(carets) <= len(written)
    assert written[carets.index("^")] == "X"
