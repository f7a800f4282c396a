"""A model measured: at the sizes asked for, and at as many others as its polynomials take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proofcheck.count.fit import SMALL, Counts, Formula, Samples, formula, home_of, plan_of
from proofcheck.count.modules import (
    MEMORY,
    META,
    Factory,
    Failed,
    NotBuilt,
    TooLarge,
    build,
    load_factory,
    parameters_of,
)
from proofcheck.count.request import Request, Sizes
from proofcheck.count.trace import WHOLE, Run, run
from proofcheck.meaning.interpolation import Point
from proofcheck.run.session import UsageError

MULTIPLICATIONS, ENTRYWISE = "multiplications", "entrywise"
PARAMETERS, TRAINABLE, BUFFERS = "parameters", "trainable", "buffers"
QUANTITIES = (PARAMETERS, TRAINABLE, BUFFERS, MULTIPLICATIONS, ENTRYWISE)
_STRETCH = {META: 32, MEMORY: 4}
_MOST_IN_MEMORY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Our count beside that of flop_counter, operator by operator; flops are two for each multiplication.

    `differs`: both count the operator, differently: (operator, multiplications, flops). `ours`: only we do.
    """

    differs: tuple[tuple[str, int, int], ...] = ()
    ours: tuple[tuple[str, int], ...] = ()
    theirs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found. `run` was at `at`, the sizes asked for or else small ones; `runs` has every size that ran."""

    request: Request
    kind: str
    device: str
    meta_failed: str
    at: Sizes
    run: Run
    formulas: Mapping[str, Formula]
    parts: Mapping[str, tuple[Formula, Formula]]  # by path: parameters, multiplications
    runs: Mapping[Point, Run]


def compared(one: Run) -> Comparison:
    """Both counts of a run; nothing where flop_counter failed."""
    if one.flops is None:
        return Comparison()
    ours, theirs = one.multiplications, one.flops
    return Comparison(
        differs=tuple((op, n, theirs[op]) for op, n in ours.items() if op in theirs and theirs[op] != 2 * n),
        ours=tuple((op, n) for op, n in ours.items() if op not in theirs),
        theirs=tuple((op, n) for op, n in sorted(theirs.items()) if op not in ours),
    )


class _Meter:
    """Builds and runs the model at given sizes, anew each time: a model may keep something from one run to the next."""

    def __init__(self, factory: Factory, request: Request) -> None:
        self.factory = factory
        self._request = request
        self.device = META
        self.meta_failed = ""
        self.kind = ""
        self.runs: dict[Point, Run] = {}

    def first(self, sizes: Sizes) -> Run:
        """A run on the meta device, or else in memory; what works here is used from then on. Raises Failed."""
        try:
            return self.run(sizes)
        except Failed as error:
            shapes_only = error
        if not self._affordable(sizes):
            raise shapes_only
        self.device = MEMORY
        try:
            found = self.run(sizes)
        except Failed as error:
            self.device = META
            raise shapes_only if isinstance(error, TooLarge) else error from None
        self.meta_failed = str(shapes_only)
        return found

    def run(self, sizes: Sizes) -> Run:
        built = build(self.factory, self._request, sizes, self.device)
        found = run(built)
        self.kind = type(built.module).__name__
        self.runs[tuple(sizes[name] for name in self._request.names)] = found
        return found

    def _affordable(self, sizes: Sizes) -> bool:
        """Whether to try these sizes in memory."""
        asked = self._request.point
        return all(value <= max(_MOST_IN_MEMORY, asked.get(name, 0)) for name, value in sizes.items())

    def counts(self, sizes: Sizes) -> Counts | None:
        point = tuple(sizes[name] for name in self._request.names)
        if self.device != META and not self._affordable(sizes):
            return None
        try:
            found = self.runs[point] if point in self.runs else self.run(sizes)
        except Failed:
            return None
        return _counts(found)


def _counts(one: Run) -> Counts:
    parts = {
        key: value
        for part in one.submodules
        for key, value in ((f"p:{part.path}", part.parameters), (f"m:{part.path}", part.multiplications))
    }
    return {
        PARAMETERS: one.parameters,
        TRAINABLE: one.trainable,
        BUFFERS: one.buffers,
        MULTIPLICATIONS: sum(one.multiplications.values()),
        ENTRYWISE: sum(one.entrywise.values()),
        **parts,
    }


def measure(request: Request) -> Measured:
    """The counts and the polynomials. Raises UsageError where the model cannot be built or run."""
    meter = _Meter(load_factory(request), request)
    at = _start(meter, request)
    first = meter.runs[tuple(at[name] for name in request.names)]
    formulas: dict[str, Formula] = {}
    parts: dict[str, tuple[Formula, Formula]] = {}
    if request.names:
        samples = Samples(request.names, meter.counts)
        start = tuple(at[name] for name in request.names)
        plan = plan_of(samples, home_of(samples, start), start, _STRETCH.get(meter.device, _STRETCH[MEMORY]))
        formulas = {quantity: formula(samples, plan, quantity) for quantity in QUANTITIES}
        if not request.point:
            both = ((part.path, f"p:{part.path}", f"m:{part.path}") for part in first.submodules if part.path != WHOLE)
            parts = {path: (formula(samples, plan, p), formula(samples, plan, m)) for path, p, m in both}
    return Measured(
        request=request,
        kind=meter.kind,
        device=meter.device,
        meta_failed=meter.meta_failed,
        at=at,
        run=first,
        formulas=formulas,
        parts=parts,
        runs=meter.runs,
    )


def _start(meter: _Meter, request: Request) -> Sizes:
    """The sizes asked for, or else the first small ones at which the model runs."""
    if request.point or not request.names:
        try:
            meter.first(request.point)
        except Failed as error:
            raise UsageError(_failure(error, meter, request, request.point)) from None
        return request.point
    failure = ""
    for value in SMALL:
        sizes = dict.fromkeys(request.names, value)
        try:
            meter.first(sizes)
        except Failed as error:
            failure = failure or _failure(error, meter, request, sizes)
            if isinstance(error, NotBuilt) and not request.factory_sizes:
                raise UsageError(failure) from None
        else:
            return sizes
    example = ",".join(f"{name}=…" for name in request.names)
    hint = f"larger sizes up to {SMALL[-1]}, all the same, do not work either; give some that do: `--at {example}`"
    raise UsageError(f"{failure}\nhint: {hint}")


def told(sizes: Sizes, what: str = "") -> str:
    """`B = 2, T = 8`, and what is said of it."""
    where = ", ".join(f"{name} = {value}" for name, value in sizes.items())
    if not what:
        return where
    return f"at {where}: {what}" if where else what


def _failure(error: Failed, meter: _Meter, request: Request, sizes: Sizes) -> str:
    """Why the model does not run at these sizes, and what that may come from."""
    if isinstance(error, NotBuilt):
        return told(sizes if request.factory_sizes else {}, str(error))
    message = told(sizes, str(error))
    if not request.inputs:
        return f"{message}\nhint: give its inputs with `--input`, or return them from the factory"
    known = parameters_of(meter.factory)
    meant = next((n for n in request.names if n in known and n not in request.factory_sizes), "")
    if not meant:
        return message
    return f"{message}\nhint: `{request.target}` has a parameter `{meant}`, which only `--size {meant}=…` sets"


def incomplete(runs: Sequence[Run]) -> bool:
    """Whether some run met an operator that is not known, or could not be compared."""
    return any(one.unknown or one.flops is None for one in runs)
