"""What a model costs, as text for people and as one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from proofcheck.count.fit import Formula
from proofcheck.count.measure import (
    BUFFERS,
    ENTRYWISE,
    MULTIPLICATIONS,
    PARAMETERS,
    TRAINABLE,
    Measured,
    compared,
    incomplete,
    told,
)
from proofcheck.count.modules import META
from proofcheck.count.request import Sizes
from proofcheck.count.trace import WHOLE, Run, Submodule
from proofcheck.language.types import Dim

AGREES, DIFFERS, INCOMPLETE = 0, 1, 4  # as the statuses of a check: fine, refuted, undecided
MOST_ROWS = 30
MOST_PIECES = 4
_LABEL = 17


def status(found: Measured) -> int:
    """1 where flop_counter counts an operator differently, 4 where our count is only a lower bound, else 0."""
    runs = list(found.runs.values())
    if any(compared(one).differs for one in runs):
        return DIFFERS
    return INCOMPLETE if incomplete(runs) else AGREES


def text(found: Measured) -> Iterator[str]:
    """The report for people, line by line."""
    run = found.run
    shapes = ", ".join(f"({tensor.text})" for tensor in found.request.inputs) or "its own inputs"
    yield f"{found.request.target}: {found.kind} on {shapes}"
    yield from _labelled("parameters", _quantity(found, PARAMETERS, run.parameters))
    yield from _labelled("", _held(found))
    lower = "at least " if run.unknown else ""
    yield from _labelled("multiplications", _quantity(found, MULTIPLICATIONS, sum(run.multiplications.values()), lower))
    yield from _labelled("by operator", _by_operator(found))
    yield from _labelled("entrywise", _quantity(found, ENTRYWISE, sum(run.entrywise.values()), lower))
    if run.functions:
        yield from _labelled("functions", [f"{', '.join(run.functions)}: counted as none"])
    yield from _labelled("not counted", _not_counted(found))
    yield from _labelled("flop_counter", _flops(found))
    yield from _labelled("evidence", _evidence(found))
    if found.device != META:
        why = "here counts may depend on the values of the inputs, which are zeros unless the factory gives them"
        yield from _labelled("ran in memory", [f"{found.meta_failed or 'the factory put it there'};", why])
    yield from _table(found)


def _labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    for i, line in enumerate(lines):
        yield f"  {label if i == 0 else '':<{_LABEL}}{line}"


def _quantity(found: Measured, name: str, value: int, lower: str = "") -> list[str]:
    """The polynomial, one line for each remainder, and the number at the sizes asked for."""
    made = found.formulas.get(name)
    at = f" at {told(found.at)}" if found.at else ""
    number = f"{lower}{value}{at}"
    if made is None:
        return [number]
    if made.why_not:
        return [f"{number}; {made.why_not}"]
    lines = [f"{lower}{formula}" for formula in _pieces(made, found.at)]
    if made.exception is not None:
        point, fits, counted = made.exception
        sizes = told(dict(zip(found.request.names, point, strict=True)))
        lines.append(f"no polynomial for all sizes: at {sizes} this gives {fits}, the run {counted}")
    if found.request.point and lines != [f"{lower}{value}"]:
        lines.append(f"= {number}" if made.exception is None else number)
    return lines


def _pieces(made: Formula, at: Sizes) -> list[str]:
    """The polynomials by remainder; of many, the one for the sizes at hand."""
    lines = []
    for piece in sorted(made.pieces, key=lambda piece: not piece.holds_at(at)):
        when = " and ".join(f"{name} mod {divisor} = {rest}" for name, divisor, rest in piece.remainders)
        lines.append(f"{piece.value} if {when}" if when else str(piece.value))
    if len(lines) <= MOST_PIECES:
        return lines
    return [lines[0], f"and {len(lines) - 1} more for other remainders, which `--json` shows"]


def _held(found: Measured) -> list[str]:
    """What is trainable, what is shared, and the buffers."""
    run = found.run
    frozen = run.parameters - run.trainable
    words = ["all trainable" if not frozen else f"{run.trainable} trainable, {frozen} frozen"] if run.parameters else []
    if run.shared:
        words.append(f"{run.shared} shared {'tensor' if run.shared == 1 else 'tensors'} counted once")
    if run.buffers:
        words.append(f"{run.buffers} numbers in buffers, apart")
    at = f" at {told(found.at)}" if found.request.factory_sizes and (frozen or run.buffers) else ""
    return [f"{'; '.join(words)}{at}"] if words else []


def _not_counted(found: Measured) -> list[str]:
    """Operators that are not known, and those whose products only flop_counter counts."""
    calls: dict[str, int] = {}
    for one in (found.run, *found.runs.values()):
        calls.update({op: n for op, n in one.unknown.items() if op not in calls})
    flops = dict(compared(found.run).theirs)
    lines = []
    for op, n in sorted(calls.items()):
        also = f", {flops[op]} flops by flop_counter" if op in flops else ""
        lines.append(f"{op} ({n} {'call' if n == 1 else 'calls'}{also})")
    return [*lines, "what these multiply is not in the counts above: they are lower bounds"] if lines else []


def _flops(found: Measured) -> list[str]:
    run = found.run
    if run.flops is None:
        return [f"failed, so nothing is compared: {run.trouble}"]
    comparison = compared(run)
    lines = [f"{op}: {n} multiplications here, {flops} flops there" for op, n, flops in comparison.differs]
    lines += [f"has no row for {op} ({n} of our multiplications)" for op, n in comparison.ours]
    verdict = "DIFFERS" if comparison.differs else "agrees" + (" on the other operators" if lines else "")
    at = f" at {told(found.at)}" if found.at else ""
    others = [one for one in found.runs.values() if one is not run]
    worse = sum(1 for one in others if compared(one).differs or one.flops is None)
    if worse:
        lines.append(f"DIFFERS or failed at {worse} of {len(others)} other sizes")
    elif others:
        lines.append(f"the same at {len(others)} other sizes")
    return [f"{verdict}{at}: {sum(run.flops.values())} flops, two for each multiplication", *lines]


def _evidence(found: Measured) -> list[str]:
    made = found.formulas.get(MULTIPLICATIONS)
    if made is None:
        return []
    points = list(found.runs)
    axes = zip(found.request.names, zip(*points, strict=True), strict=True)
    spans = ", ".join(f"{name} from {min(values)} to {max(values)}" for name, values in axes)
    if not made.pieces:
        return [f"counted at {len(points)} sizes ({spans})"] if len(points) > 1 else []
    return [
        f"multiplications interpolated from {made.determined} sizes, checked on {made.checked} others",
        f"({spans}): a fit that was checked, not a proof",
    ]


def _by_operator(found: Measured) -> list[str]:
    counts = found.run.multiplications
    at = f" at {told(found.at)}" if found.at else ""
    return [", ".join(f"{op} {n}" for op, n in counts.items()) + at] if len(counts) > 1 else []


def _table(found: Measured) -> Iterator[str]:
    """The parts that hold or multiply something, each with what is below it, in at most MOST_ROWS rows."""
    parts = [p for p in found.run.submodules if p.path != WHOLE and (p.parameters or p.multiplications)]
    if not parts:
        return
    depth = max((d for d in range(1, MOST_ROWS) if _count(parts, d) <= MOST_ROWS), default=1)
    kept = [p for p in parts if _depth(p) <= depth]
    rest: list[Submodule] = []
    if len(kept) > MOST_ROWS:
        kept, rest = kept[: MOST_ROWS - 1], kept[MOST_ROWS - 1 :]
    rows = [("part", "class", "parameters", "multiplications"), *(_row(found, part) for part in kept)]
    if rest:
        rows.append((f"{len(rest)} more", "", *_costs(found, rest)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield ""
    for path, kind, parameters, products in rows:
        cells = (path.ljust(widths[0]), kind.ljust(widths[1]), parameters.rjust(widths[2]), products.rjust(widths[3]))
        yield "  " + "  ".join(cells).rstrip()
    if len(kept) + len(rest) < len(parts):
        yield f"  (parts below depth {depth} are in the rows of those that hold them)"


def _depth(part: Submodule) -> int:
    return part.path.count(".") + 1


def _count(parts: Sequence[Submodule], depth: int) -> int:
    return sum(1 for part in parts if _depth(part) <= depth)


def _row(found: Measured, part: Submodule) -> tuple[str, str, str, str]:
    return (part.path, part.kind, *_costs(found, [part]))


def _costs(found: Measured, parts: Sequence[Submodule]) -> tuple[str, str]:
    """Parameters and multiplications: numbers at the sizes asked for, else polynomials where there are any."""
    if not found.parts:
        return str(sum(p.parameters for p in parts)), str(sum(p.multiplications for p in parts))
    return _sum([found.parts[p.path][0] for p in parts]), _sum([found.parts[p.path][1] for p in parts])


def _sum(formulas: Sequence[Formula]) -> str:
    total = Dim.of(0)
    for made in formulas:
        if len(made.pieces) != 1 or made.exception is not None:
            return "no single polynomial"
        total = total + made.pieces[0].value
    return str(total)


def record(found: Measured) -> str:
    """The report for programs: one JSON object, its keys always there."""
    run, comparison = found.run, compared(found.run)
    asked = found.request
    made = {
        "target": asked.target,
        "class": found.kind,
        "inputs": [tensor.text for tensor in asked.inputs],
        "at": dict(found.at),
        "asked": bool(asked.point) or not asked.names,
        "device": found.device,
        **{name: {"value": value, **_formula(found, name)} for name, value in _values(run).items()},
        "shared": run.shared,
        "complete": not incomplete(list(found.runs.values())),
        "operators": dict(run.multiplications),
        "entrywise_operators": dict(run.entrywise),
        "functions": list(run.functions),
        "not_counted": dict(run.unknown),
        "flop_counter": {
            "flops": None if run.flops is None else sum(run.flops.values()),
            "differs": [list(row) for row in comparison.differs],
            "only_here": dict(comparison.ours),
            "only_there": dict(comparison.theirs),
            "failed": run.trouble if run.flops is None else "",
            "compared": len(found.runs),
            "agrees": status(found) != DIFFERS,
        },
        "parts": [asdict(part) for part in run.submodules if part.path != WHOLE],
    }
    return json.dumps(made, ensure_ascii=False)


def _values(run: Run) -> Mapping[str, int]:
    return {
        PARAMETERS: run.parameters,
        TRAINABLE: run.trainable,
        BUFFERS: run.buffers,
        MULTIPLICATIONS: sum(run.multiplications.values()),
        ENTRYWISE: sum(run.entrywise.values()),
    }


def _formula(found: Measured, name: str) -> dict[str, object]:
    made = found.formulas.get(name)
    if made is None:
        return {"pieces": [], "interpolated_from": 0, "checked_on": 0, "exception": None, "why_not": ""}
    return {
        "pieces": [{"if": [list(r) for r in p.remainders], "polynomial": str(p.value)} for p in made.pieces],
        "interpolated_from": made.determined,
        "checked_on": made.checked,
        "exception": None if made.exception is None else list(made.exception),
        "why_not": made.why_not,
    }
