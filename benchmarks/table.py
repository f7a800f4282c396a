"""What the tables of all benchmarks share: percentiles, times, comparisons, lists of wrong answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from benchmarks.outcome import Result

OURS = "proofcheck"
_SHOWN = 40  # wrong answers by name


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def seconds(value: float) -> str:
    if value < 0.01:
        return f"{1000 * value:.1f} ms"
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def count(results: Iterable[Result], *outcomes: str) -> int:
    return sum(r.outcome in outcomes for r in results)


def by_peer(results: Iterable[Result]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.peer, []).append(result)
    return found


def compared(mine: Sequence[Result], ours: Sequence[Result], clock: str) -> str:
    """The median time of a peer, in brackets that until this project's verdict stood, on these same statements.

    Last comes this project's whole time: a refutation also looks for what would have been right, which no peer does.
    """
    known = {r.statement: r for r in ours}
    both = [(r.time(clock), known[r.statement]) for r in mine if r.statement in known]
    if not both:
        return ""
    peer = median(p for p, _ in both)
    stood = median(o.parts.get("verdict", o.time(clock)) for _, o in both)
    whole = median(o.time(clock) for _, o in both)
    ratio = f"{stood / peer:.2f}×" if peer else "–"
    return f"{seconds(peer)} ({seconds(stood)}, {ratio}, {len(both)} claims; whole {seconds(whole)})"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table; short rows are filled up."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join([*row, *[""] * (len(head) - len(row))]) + " |" for row in rows]


def wrong_answers(peers: Mapping[str, Sequence[Result]], titles: Mapping[str, str]) -> list[str]:
    """A paragraph for each peer that is wrong somewhere, by name of the statement."""
    lines = []
    for peer, title in titles.items():
        if wrong := [r.name for r in peers.get(peer, ()) if r.wrong]:
            shown = ", ".join(wrong[:_SHOWN]) + (", …" if len(wrong) > _SHOWN else "")
            lines += ["", f"Wrong, {title}: {shown}."]
    return lines
