"""The report of a run: what went wrong by name, rates with 95 % intervals, and a row for each kind of mutation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.accuracy.trial import FALSE, TRUE, UNKNOWN, Trial
from benchmarks.outcome import PROVED, REFUTED
from benchmarks.table import grid, percentile, seconds

BEGIN, END = "<!-- measured -->", "<!-- end -->"
_HEAD = (
    "mutation",
    "claims",
    "true",
    "proved",
    "refuted",
    "false",
    "refuted",
    "proved",
    "unknown",
    "proved",
    "refuted",
)
_Z = 1.959964  # of 95 %
_SHOWN = 60  # failures by name


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval at 95 % for a rate."""
    if of == 0:
        return 0.0, 1.0
    rate, square = hits / of, _Z * _Z
    middle = (rate + square / (2 * of)) / (1 + square / of)
    half = _Z * math.sqrt(rate * (1 - rate) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def rate(hits: int, of: int) -> str:
    if of == 0:
        return "0 of 0"
    low, high = wilson(hits, of)
    return f"{hits} of {of}: {100 * hits / of:.2f} % [{100 * low:.2f}, {100 * high:.2f}]"


def _of(trials: Iterable[Trial], truth: str, outcome: str = "") -> list[Trial]:
    return [t for t in trials if t.truth == truth and outcome in ("", t.outcome)]


def _row(name: str, trials: Sequence[Trial]) -> list[str]:
    cells = [name, str(len(trials))]
    for truth in (TRUE, FALSE, UNKNOWN):
        order = (REFUTED, PROVED) if truth == FALSE else (PROVED, REFUTED)
        cells += [str(len(_of(trials, truth))), *(str(len(_of(trials, truth, outcome))) for outcome in order)]
    return cells


def _rates(trials: Sequence[Trial]) -> list[str]:
    true, false, unknown = (_of(trials, truth) for truth in (TRUE, FALSE, UNKNOWN))
    accused = [t for t in trials if t.false_accusation]
    proved = [t for t in trials if t.wrong_proof]
    refuted = [t for t in trials if t.outcome == REFUTED]
    missed = [t for t in false if t.outcome not in (REFUTED, PROVED)]
    rows = [
        ("false accusations, of all refuted", rate(len(accused), len(refuted))),
        ("wrong proofs, of all proved", rate(len(proved), len([t for t in trials if t.outcome == PROVED]))),
        ("misses, of the false ones", rate(len(missed), len(false))),
        ("true ones proved", rate(len(_of(true, TRUE, PROVED)), len(true))),
        ("true ones `supported`", rate(len([t for t in true if t.detail.startswith("supported")]), len(true))),
        ("true ones undecided", rate(len([t for t in true if _silent(t)]), len(true))),
        ("unknown ones decided", rate(len([t for t in unknown if t.outcome in (PROVED, REFUTED)]), len(unknown))),
    ]
    return grid(("what", "rate [95 %]"), rows)


def _silent(trial: Trial) -> bool:
    """Neither decided nor `supported`: undecided, over the time limit, or its process ended."""
    return trial.outcome not in (PROVED, REFUTED) and not trial.detail.startswith("supported")


def _statement(trial: Trial) -> str:
    """The claim of a trial on one line."""
    lines = [line.strip() for line in trial.text.splitlines()[4:]]
    return " ".join(line for line in lines if line).replace("|", "\\|")


def _listed(title: str, trials: Sequence[Trial]) -> list[str]:
    if not trials:
        return ["", f"{title}: none."]
    shown = [f"- {t.index}, {t.kind} of {t.seed}: `{_statement(t)}`" for t in trials[:_SHOWN]]
    more = [f"- and {len(trials) - _SHOWN} more"] if len(trials) > _SHOWN else []
    return ["", f"{title}, {len(trials)}:", "", *shown, *more]


def markdown(trials: Iterable[Trial], run: int) -> str:
    """The measured part of the page."""
    every = sorted(trials, key=lambda t: t.index)
    kinds = list(dict.fromkeys(t.kind for t in sorted(every, key=lambda t: (not t.preserving, t.kind))))
    times = [t.seconds for t in every]
    told = f"{len(every)} claims, seed {run}"
    if times:
        told += f"; per claim: median {seconds(median(times))}, 95 % within {seconds(percentile(times, 0.95))}"
        told += f", {seconds(sum(times))} of verdicts in all"
    lines = [f"{told}.", "", *_rates(every), ""]
    lines += grid(_HEAD, [*(_row(k, [t for t in every if t.kind == k]) for k in kinds), _row("all", every)])
    lines += _listed("False accusations", [t for t in every if t.false_accusation])
    lines += _listed("Wrong proofs", [t for t in every if t.wrong_proof])
    unsure = [t for t in every if t.outcome == REFUTED and t.truth == UNKNOWN and not t.false_accusation]
    lines += _listed("Refuted by a witness that the judge cannot tell about", unsure)
    lines += _listed("Missed", [t for t in every if t.truth == FALSE and t.outcome not in (REFUTED, PROVED)])
    lines += _listed("Over the time limit", [t for t in every if t.detail.startswith("over ")])
    return "\n".join(lines) + "\n"


def rewrite(page: Path, measured: str) -> None:
    """Put the measured part between its marks. Raises ValueError where the page has none."""
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page}: no `{BEGIN}` … `{END}`")
    page.write_text(f"{before}{BEGIN}\n\n{measured}\n{END}{after}", "utf-8")
