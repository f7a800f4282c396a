"""Looking ahead, taking tokens, and the bookkeeping of brackets and limits."""

from __future__ import annotations

import pytest

from proofcheck.errors import ClaimError
from proofcheck.language.cursor import Cursor
from proofcheck.language.lex import Limits
from proofcheck.source import Fragment


def cursor(text: str, limits: Limits | None = None) -> Cursor:
    return Cursor(Fragment.whole(text), limits or Limits())


def test_looks_ahead_without_moving() -> None:
    here = cursor("a in b")
    assert (here.token.text, here.peek().text, here.peek(9).kind) == ("a", "in", "end")
    assert here.sees("in", ahead=1)
    assert not here.sees("a")
    assert here.sees_word("a")
    assert here.place == 0


def test_takes_only_what_is_asked_for() -> None:
    here = cursor("+ x")
    assert here.accept("-") is None
    taken = here.accept("+")
    assert taken is not None
    assert (taken.text, here.name("a name").text) == ("+", "x")
    assert here.advance().kind == "end"
    assert here.advance().kind == "end"


def test_brackets_close_their_own_kind() -> None:
    here = cursor("([)")
    here.open_bracket()
    here.open_bracket()
    with pytest.raises(ClaimError) as caught:
        here.close_bracket()
    assert str(caught.value) == (
        "<claim>:1:3: expected `]` to close `[`\n1 | ([)\n  |   ^\nhint: the `[` stands in line 1, column 2"
    )


def test_intervals_may_mix_brackets() -> None:
    here = cursor("[)")
    here.open_bracket()
    assert here.close_bracket("]", ")").text == ")"
    assert here.open == []


def test_spans_run_to_the_last_token_taken() -> None:
    here = cursor("  ab + c")
    start = here.advance()
    here.advance()
    assert here.span(start).text == "ab +"


def test_what_follows_the_end_is_refused() -> None:
    here = cursor("a b")
    here.advance()
    with pytest.raises(ClaimError) as caught:
        here.end()
    assert caught.value.problem.message == "expected an operator before `b`"


def test_depth_is_counted() -> None:
    here = cursor("x", Limits(depth=2))
    here.enter()
    here.enter()
    here.leave()
    here.enter()
    with pytest.raises(ClaimError) as caught:
        here.enter()
    assert caught.value.problem.message == "the formula is nested more than 2 deep"
