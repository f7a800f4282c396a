"""What domains, shapes and assumptions say of the sizes."""

from __future__ import annotations

import pytest

from proofcheck.language.types import Dim
from proofcheck.meaning.sizes import context
from tests.claim_text import claim_of


@pytest.mark.parametrize(
    ("given", "assume", "said"),
    [
        ("n: integer >= 1", "", ["n - 1 >= 0"]),
        ("n: integer > 1", "", ["n - 2 >= 0"]),
        ("n: integer in 2..7", "", ["n - 2 >= 0", "-n + 7 >= 0"]),
        ("m: integer >= 1, n: integer in 1..m-1", "", ["m - 1 >= 0", "n - 1 >= 0", "m - n - 1 >= 0"]),
        ("n: 'integer in {5, 3, 9}'", "", ["n - 3 >= 0", "-n + 9 >= 0"]),
        ("n: integer", "", []),
        ("n: integer, m: integer >= 1, v: 'vector[n - m]'", "size(v) >= 0", ["m - 1 >= 0", "-m + n >= 0"]),
        ("n: integer >= 1, m: integer >= 1", "n < m", ["n - 1 >= 0", "m - 1 >= 0", "m - n - 1 >= 0"]),
        ("n: integer, m: integer >= 1", "n == 2*m and n >= m", ["m - 1 >= 0", "-m + n >= 0", "-2*m + n = 0"]),
        ("n: integer >= 1, x: real", "x > n", ["n - 1 >= 0"]),
        ("n: integer >= 1", "n != 3", ["n - 1 >= 0"]),
        ("n: integer >= 1, m: integer >= 1", "n <= n*m", ["n - 1 >= 0", "m - 1 >= 0", "m*n - n >= 0", "m*n - 1 >= 0"]),
    ],
)  # fmt: skip
def test_the_region_of_the_sizes(given: str, assume: str, said: list[str]) -> None:
    region = context(claim_of("n == n", given, assume), {})
    found = [f"{f.dim()} >= 0" for f in region.least] + [f"{f.dim()} = 0" for f in region.zero]
    assert found == said


def test_sizes_written_in_others() -> None:
    odd = {"n": Dim.of("n") + Dim.of("n") + Dim.ONE}
    region = context(claim_of("n == n", "n: integer >= 4"), odd)
    assert [str(f.dim()) for f in region.least] == ["2*n - 3"]
