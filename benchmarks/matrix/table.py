"""The table of a run: for each peer what it proved, what it got wrong, and how long it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.matrix.outcome import INEXPRESSIBLE, PROVED, REFUTED, UNDECIDED, Result

OURS = "proofcheck"
_BOTH = "sympy-2-3"
_HEAD = (
    "peer", "true: proved", "wrong", "undecided", "not expressible",
    "false: refuted", "wrong", "median", "p95", "median where both prove (ours)",
)  # fmt: skip


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def with_both_sizes(results: Iterable[Result]) -> list[Result]:
    """The results, and those of SymPy at sizes 2 and 3: what holds at both is proved, what fails at one is refuted."""
    found = list(results)
    second = {(r.area, r.id, r.truth): r for r in found if r.peer == "sympy-3"}
    for first in [r for r in found if r.peer == "sympy-2"]:
        other = second.get((first.area, first.id, first.truth))
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


def _seconds(value: float) -> str:
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def _compared(mine: Sequence[Result], ours: Sequence[Result], clock: str) -> str:
    """The median time of a peer, in brackets that of this project, and their ratio, on what both prove."""
    times = {(r.area, r.id): r.time(clock) for r in ours if r.truth and r.outcome == PROVED}
    both = [
        (r.time(clock), times[r.area, r.id])
        for r in mine
        if r.truth and r.outcome == PROVED and (r.area, r.id) in times
    ]
    if not both:
        return ""
    peer, own = median(p for p, _ in both), median(o for _, o in both)
    return f"{_seconds(peer)} ({_seconds(own)}, {own / peer:.2f}×, {len(both)} claims)" if peer else ""


def _row(title: str, mine: Sequence[Result], ours: Sequence[Result], clock: str) -> tuple[str, ...]:
    true, false = [r for r in mine if r.truth], [r for r in mine if not r.truth]
    tried = [r.time(clock) for r in mine if r.outcome != INEXPRESSIBLE]

    def count(of: Sequence[Result], outcome: str) -> int:
        return sum(r.outcome == outcome for r in of)

    return (
        title,
        f"{count(true, PROVED)} of {len(true)}",
        str(count(true, REFUTED)),
        str(count(true, UNDECIDED)),
        str(count(true, INEXPRESSIBLE)),
        f"{count(false, REFUTED)} of {len(false)}",
        str(count(false, PROVED)),
        _seconds(median(tried)) if tried else "",
        _seconds(percentile(tried, 0.95)) if tried else "",
        _compared(mine, ours, clock) if mine is not ours else "",
    )


def _stages(ours: Sequence[Result]) -> str:
    """How this project's time divides."""
    names = sorted({name for r in ours for name in r.parts})
    proved = [r for r in ours if r.outcome == PROVED]
    parts = [f"{name} {_seconds(median(r.parts.get(name, 0.0) for r in proved))}" for name in names] if proved else []
    return f"proofcheck's time on what it proves, medians: {', '.join(parts)}." if parts else ""


def markdown(results: Iterable[Result], titles: dict[str, str], absent: dict[str, str], clock: str) -> str:
    """The whole table, a line for each peer that is absent, and the wrong answers by name."""
    every = with_both_sizes(results)
    titles = {**titles, _BOTH: "SymPy, entries at sizes 2 and 3"}
    peers = {r.peer: [s for s in every if s.peer == r.peer] for r in every}
    ours = peers.get(OURS, [])
    order = [name for name in titles if name in peers]
    if _BOTH in order and "sympy-3" in order:
        order.remove(_BOTH)
        order.insert(order.index("sympy-3") + 1, _BOTH)
    lines = ["| " + " | ".join(_HEAD) + " |", "|" + "---|" * len(_HEAD)]
    lines += ["| " + " | ".join(_row(titles[name], peers[name], ours, clock)) + " |" for name in order]
    lines += [f"| {titles[name]} | absent: {why} |" + " |" * (len(_HEAD) - 2) for name, why in absent.items()]
    if stages := _stages(ours):
        lines += ["", stages]
    for name in order:
        wrong = [f"{r.area}/{r.id}" for r in peers[name] if r.wrong]
        if wrong:
            shown = ", ".join(wrong[:40]) + (", …" if len(wrong) > 40 else "")
            lines += ["", f"Wrong, {titles[name]}: {shown}."]
    return "\n".join(lines) + "\n"
