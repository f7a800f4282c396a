"""Unknown names that are usual elsewhere get a hint on what is written here."""

from __future__ import annotations

import pytest
from elaborated import claim, only

from proofcheck.language.foreign import FUNCTIONS, function_hint, value_hint
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.scope import FORMS

GIVEN = {"n": "integer >= 1", "x": "vector[n]", "A": "matrix[n, n]", "y": "real"}
DELTA = "write a Kronecker delta as `(1 if i == j else 0)`"
JOIN = "join vectors with `block([x, y])`, set matrices together with `block([[A, B]])`, stack with `[x, y]`"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("ln(y) == 0", "unknown function `ln`", "the natural logarithm is `log`"),
        ("delta(1, 2) == 0", "unknown function `delta`", DELTA),
        ("Concat(x, x) == x", "unknown function `Concat`", JOIN),
        ("arctan(y) == 0", "unknown function `arctan`", "did you mean `atan`?"),
        ("x(1) == 1", "`x` is not a function", "an entry is `x[1]`; a product is `x*(1)`"),
        ("A_ij == 1", "unknown name `A_ij`", "an entry is `A[i, j]`"),
        ("delta_ij == 1", "unknown name `delta_ij`", DELTA),
        ("sum(x[i]) == 1", "unknown name `i`", "bind it, as in `for i in 1..n`, or declare it in `given`"),
        ("Y == 1", "unknown name `Y`", ""),
    ],
)
def test_hints(text: str, message: str, hint: str) -> None:
    found = only(claim(GIVEN, relations=text))
    assert (found[0], found[2]) == (message, hint)


def test_no_foreign_name_is_one_of_ours() -> None:
    assert not set(FUNCTIONS) & {*VOCABULARY, *FORMS}


def test_names_without_a_hint() -> None:
    assert function_hint("frobnicate") == ""
    assert value_hint("w_1", ()) == ""
