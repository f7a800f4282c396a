"""The table of a run: for each peer what it proved, what it got wrong, and how long it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.outcome import INEXPRESSIBLE, PROVED, REFUTED, UNDECIDED, Result
from benchmarks.table import OURS, by_peer, compared, count, grid, percentile, seconds, wrong_answers

_BOTH = "sympy-2-3"
_HEAD = (
    "peer", "true: proved", "wrong", "undecided", "not expressible",
    "false: refuted", "wrong", "median", "p95", "median where both prove (our verdict; whole)",
)  # fmt: skip


def with_both_sizes(results: Iterable[Result]) -> list[Result]:
    """The results, and those of SymPy at sizes 2 and 3: what holds at both is proved, what fails at one is refuted."""
    found = list(results)
    second = {r.statement: r for r in found if r.peer == "sympy-3"}
    for first in [r for r in found if r.peer == "sympy-2"]:
        other = second.get(first.statement)
        if other is None:
            continue
        outcomes = {first.outcome, other.outcome}
        outcome = next((o for o in (REFUTED, INEXPRESSIBLE, UNDECIDED) if o in outcomes), PROVED)
        found.append(
            Result(
                peer=_BOTH,
                area=first.area,
                id=first.id,
                truth=first.truth,
                outcome=outcome,
                seconds=first.seconds + other.seconds,
                cpu=first.cpu + other.cpu,
            )
        )
    return found


def _proved(results: Iterable[Result]) -> list[Result]:
    return [r for r in results if r.truth and r.outcome == PROVED]


def _row(title: str, mine: Sequence[Result], ours: Sequence[Result], clock: str) -> tuple[str, ...]:
    true, false = [r for r in mine if r.truth], [r for r in mine if not r.truth]
    tried = [r.time(clock) for r in mine if r.outcome != INEXPRESSIBLE]
    return (
        title,
        f"{count(true, PROVED)} of {len(true)}",
        str(count(true, REFUTED)),
        str(count(true, UNDECIDED)),
        str(count(true, INEXPRESSIBLE)),
        f"{count(false, REFUTED)} of {len(false)}",
        str(count(false, PROVED)),
        seconds(median(tried)) if tried else "",
        seconds(percentile(tried, 0.95)) if tried else "",
        compared(_proved(mine), _proved(ours), clock) if mine is not ours else "",
    )


def _stages(ours: Sequence[Result]) -> str:
    """How this project's time divides."""
    names = sorted({name for r in ours for name in r.parts})
    proved = [r for r in ours if r.outcome == PROVED]
    parts = [f"{name} {seconds(median(r.parts.get(name, 0.0) for r in proved))}" for name in names] if proved else []
    return f"proofcheck's time on what it proves, medians: {', '.join(parts)}." if parts else ""


def markdown(results: Iterable[Result], titles: dict[str, str], absent: dict[str, str], clock: str) -> str:
    """The whole table, a line for each peer that is absent, and the wrong answers by name."""
    peers = by_peer(with_both_sizes(results))
    ours = peers.get(OURS, [])
    ordered: dict[str, str] = {}
    for name, title in titles.items():
        ordered[name] = title
        if name == "sympy-3":
            ordered[_BOTH] = "SymPy, entries at sizes 2 and 3"
    rows = [_row(title, peers[name], ours, clock) for name, title in ordered.items() if name in peers]
    rows += [(titles[name], f"absent: {why}") for name, why in absent.items()]
    lines = grid(_HEAD, rows)
    if stages := _stages(ours):
        lines += ["", stages]
    return "\n".join(lines + wrong_answers(peers, ordered)) + "\n"
