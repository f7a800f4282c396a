"""The tables of a run: what each peer decides and gets wrong, how long it takes, and how the classes differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from benchmarks.outcome import ACCEPTED, DENIED, INEXPRESSIBLE, PROVED, REFUTED, UNDECIDED, Result
from benchmarks.table import OURS, by_peer, compared, count, grid, percentile, seconds, wrong_answers

_HEAD = (
    "peer", "true: proved", "accepted", "wrong", "undecided", "not expressible",
    "false: refuted, confirmed", "denied", "wrong", "undecided", "not expressible", "median", "p95",
    "median where both decide (our verdict; whole)",
)  # fmt: skip
_LEAST = 4  # statements that a class needs for a row

Classes = Mapping[tuple[str, str, bool], Sequence[str]]


def _decided(results: Iterable[Result]) -> list[Result]:
    return [r for r in results if r.decided]


def _row(title: str, mine: Sequence[Result], ours: Sequence[Result], clock: str) -> tuple[str, ...]:
    true, false = [r for r in mine if r.truth], [r for r in mine if not r.truth]
    tried = [r.time(clock) for r in mine if r.outcome != INEXPRESSIBLE]
    return (
        title,
        f"{count(true, PROVED)} of {len(true)}",
        str(count(true, ACCEPTED)),
        str(count(true, REFUTED, DENIED)),
        str(count(true, UNDECIDED)),
        str(count(true, INEXPRESSIBLE)),
        f"{count(false, REFUTED)} of {len(false)}",
        str(count(false, DENIED)),
        str(count(false, PROVED, ACCEPTED)),
        str(count(false, UNDECIDED)),
        str(count(false, INEXPRESSIBLE)),
        seconds(median(tried)) if tried else "",
        seconds(percentile(tried, 0.95)) if tried else "",
        compared(_decided(mine), _decided(ours), clock) if mine is not ours else "",
    )


def _class_rows(peers: Mapping[str, Sequence[Result]], order: Sequence[str], classes: Classes) -> list[list[str]]:
    """For each class, and each peer: true ones proved and false ones refuted, of how many."""
    named = sorted({each for name in order for r in peers[name] for each in classes.get(r.statement, ())})
    rows = []
    for each in named:
        row: list[str] = []
        most = 0
        for name in order:
            inside = [r for r in peers[name] if each in classes.get(r.statement, ())]
            true, false = [r for r in inside if r.truth], [r for r in inside if not r.truth]
            most = max(most, len(inside))
            row.append(f"{count(true, PROVED)}/{len(true)}, {count(false, REFUTED)}/{len(false)}")
        if most >= _LEAST:
            rows.append([each, *row])
    return rows


def markdown(
    results: Iterable[Result], titles: Mapping[str, str], absent: Mapping[str, str], clock: str, classes: Classes
) -> str:
    """Both tables, a line for each peer that is absent, and the wrong answers by name."""
    peers = by_peer(results)
    ours = peers.get(OURS, [])
    order = [name for name in titles if name in peers]
    rows = [_row(titles[name], peers[name], ours, clock) for name in order]
    rows += [(titles[name], f"absent: {why}") for name, why in absent.items()]
    lines = grid(_HEAD, rows)
    if by_class := _class_rows(peers, order, classes):
        lines += ["", "By class, true ones proved and false ones refuted:", ""]
        lines += grid(("class", *(titles[name] for name in order)), by_class)
    return "\n".join(lines + wrong_answers(peers, titles)) + "\n"
