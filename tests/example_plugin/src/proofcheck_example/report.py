"""A report format: one line with the number of claims that are as asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proofcheck.run.standing import Result


def render(results: Iterable[Result]) -> Iterator[str]:
    """`3 of 4 as asked`."""
    every = list(results)
    yield f"{sum(result.fine for result in every)} of {len(every)} as asked"
