"""Longest chains in closed form: an affine schedule, proved to be the depth of every cell.

Of each place the depth is the largest of a base and of the depths of what it reads, each raised by a weight. A schedule
`c·index + constant` that is at least that everywhere bounds the depth from above; where each cell also has something to
read that is exactly as deep as the schedule says, it is the depth (induction along the reads). Two schedules may share
the work: their minimum is the depth if each cell has a read that keeps up with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from proofcheck.meaning.casework import Uncounted, Undecided
from proofcheck.meaning.dataflow import Read
from proofcheck.meaning.places import Place, Places, projected
from proofcheck.meaning.regions import Linear, Region, left_over
from proofcheck.meaning.summation import Stride, bounds

STEEPEST = 2  # the largest coefficient of a schedule
GAPS = range(4, -5, -1)
TOGETHER = 6  # schedules of which pairs are tried


@dataclass(frozen=True, slots=True)
class Edge:
    """A read, and by how much it raises the depth."""

    read: Read
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """What depths are made of: the cells of each place with their base, and the reads with their weights."""

    places: Places
    context: Region
    cells: Mapping[Place, tuple[tuple[Region, int], ...]]
    edges: tuple[Edge, ...]


Schedule = Mapping[Place, Linear]


@dataclass(frozen=True, slots=True)
class Depths:
    """Schedules whose minimum is the depth of every cell of `exact`, and at least the depth of any other."""

    schedules: tuple[Schedule, ...]
    exact: frozenset[Place]


def depths(chains: Chains) -> Depths:
    """The depth of every cell. Errors: Uncounted where no affine schedule is found, Undecided."""
    known = Depths(({},), frozenset())
    for component in _components(chains):
        known = _extended(chains, component, known)
    return known


def bounding(chains: Chains) -> Schedule:
    """A schedule that is at least the depth of every cell. Errors: Uncounted."""
    known: Schedule = {}
    for component in _components(chains):
        found = next(_schedules(chains, component, known), None)
        if found is None:
            raise Uncounted("no affine schedule")
        known = {**known, **found}
    return known


def _extended(chains: Chains, component: frozenset[Place], known: Depths) -> Depths:
    """The depths with those of one more component: by one schedule, else by two, else as a bound."""
    options = []
    for before in known.schedules:
        found = [{**before, **own} for own in _schedules(chains, component, before)]
        if not found:
            raise Uncounted("no affine schedule")
        options.append(found)
    alone = [(schedule,) for schedule in options[0]] if len(options) == 1 else []
    pairs = combinations(options[0][:TOGETHER], 2) if alone else product(*(o[:TOGETHER] for o in options))
    for schedules in (*alone, *pairs):
        if _kept_up(chains, component, schedules, known.exact):
            return Depths(schedules, known.exact | component)
    return Depths(tuple(found[0] for found in options), known.exact)


def _components(chains: Chains) -> Iterator[frozenset[Place]]:
    """Places that read each other in a circle, together; what is read comes before what reads it."""
    after: dict[Place, set[Place]] = {p: set() for p in chains.cells}
    for edge in chains.edges:
        after[edge.read.source].add(edge.read.target)
    closed = {p: _closure(p, after) for p in after}
    done: set[Place] = set()
    while len(done) < len(after):
        left = [p for p in after if p not in done]
        ready = next(p for p in left if all(q in done or p in closed[q] for q in closed[p]))
        component = frozenset({ready} | {q for q in closed[ready] if ready in closed[q]})
        done |= component
        yield component


def _closure(start: Place, after: Mapping[Place, set[Place]]) -> set[Place]:
    found: set[Place] = set()
    todo = list(after[start])
    while todo:
        place = todo.pop()
        if place not in found:
            found.add(place)
            todo += after[place]
    return found


# Schedules of one component


def _schedules(chains: Chains, component: frozenset[Place], known: Schedule) -> Iterator[dict[Place, Linear]]:
    """Affine schedules with the same small coefficients for every place of the component, the flattest first."""
    arities = {len(chains.places.indices(p.name)) for p in component}
    if len(arities) > 1:
        raise Uncounted("a circle of recurrences over different indices")
    inner = [e for e in chains.edges if e.read.source in component and e.read.target in component]
    outer = [e for e in chains.edges if e.read.source in component and e.read.target not in component]
    slopes = sorted(product(range(-STEEPEST, STEEPEST + 1), repeat=arities.pop()), key=_flatness)
    used: list[tuple[int, ...]] = []
    for slope in slopes:
        if any(all(0 <= a <= b or b <= a <= 0 for a, b in zip(flat, slope, strict=True)) for flat in used):
            continue
        steps = _offsets(chains, component, inner, slope)
        if steps is None:
            continue
        start = _start(chains, component, outer, slope, steps, known)
        if start is not None:
            used.append(slope)
            yield {p: _form(chains, p, slope) + start.plus(steps[p]) for p in component}


def _flatness(slope: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return sum(map(abs, slope)), tuple(-s for s in slope)


def _form(chains: Chains, place: Place, slope: Sequence[int]) -> Linear:
    names = chains.places.indices(place.name)
    return Linear.of(dict(zip(names, slope, strict=True)), 0)


def _moved(form: Linear, names: Sequence[str], at: Sequence[Linear]) -> Linear:
    """The form in a place's indices at the cell `at`."""
    inner = {a: c for a, c in form.terms if a not in names}
    total = Linear.of(inner, form.constant)
    for name, value in zip(names, at, strict=True):
        total = total + value.scaled(form.coefficient(name))
    return total


def at_target(chains: Chains, schedule: Schedule, read: Read) -> Linear:
    """What the schedule says of the cell that is read."""
    return _moved(schedule[read.target], chains.places.indices(read.target.name), read.at)


def _offsets(
    chains: Chains, component: frozenset[Place], inner: Iterable[Edge], slope: Sequence[int]
) -> dict[Place, int] | None:
    """The smallest constants for which every read inside the component falls by its weight; None for no such."""
    gaps: list[tuple[Place, Place, int]] = []
    for edge in inner:
        read = edge.read
        here = _form(chains, read.source, slope)
        there = _moved(_form(chains, read.target, slope), chains.places.indices(read.target.name), read.at)
        drop = here - there
        falls = (g for g in GAPS if read.where.entails(drop.plus(-g)))
        found = next(falls, None) if drop.terms else drop.constant
        if found is None:
            return None
        gaps.append((read.source, read.target, edge.weight - found))
    constants = dict.fromkeys(sorted(component, key=lambda p: (p.name, p.case)), 0)
    for _ in range(len(component) + 1):
        before = dict(constants)
        for source, target, gap in gaps:
            constants[source] = max(constants[source], constants[target] + gap)
        if constants == before:
            return constants
    return None


def _start(
    chains: Chains,
    component: frozenset[Place],
    outer: Iterable[Edge],
    slope: Sequence[int],
    steps: Mapping[Place, int],
    known: Schedule,
) -> Linear | None:
    """The smallest constant that lifts the schedule above the bases and above what is read from outside."""
    needs: list[Linear] = []
    try:
        for place in sorted(component, key=lambda p: (p.name, p.case)):
            own = _form(chains, place, slope).plus(steps[place])
            names = chains.places.indices(place.name)
            for region, base in chains.cells[place]:
                needs.append(largest(Linear.number(base) - own, region, names)[0])
        for edge in outer:
            read = edge.read
            own = _form(chains, read.source, slope).plus(steps[read.source])
            names = (*chains.places.indices(read.source.name), *read.names)
            lift = at_target(chains, known, read).plus(edge.weight) - own
            needs.append(largest(lift, read.where, names)[0])
    except Uncounted:
        return None
    best = next((n for n in needs if all(chains.context.entails(n - m) for m in needs)), None)
    if best is None and not slope:
        _compare(chains.context, needs)
    return best


def _compare(context: Region, forms: Sequence[Linear]) -> None:
    """Raise the question which of two forms in sizes alone is the larger."""
    for a, b in combinations(dict.fromkeys(forms), 2):
        if not context.entails(a - b) and not context.entails(b - a):
            raise Undecided(a - b)


def largest(form: Linear, region: Region, names: Sequence[str]) -> tuple[Linear, Mapping[str, Linear]]:
    """A bound in the other names that the form keeps throughout the region, and the corner where it is attained, if
    that lies in the region. Errors: Uncounted."""
    corner: dict[str, Linear] = {}
    for name in reversed(names):
        c = form.coefficient(name)
        equation = next((f for f in region.zero if abs(f.coefficient(name)) == 1), None)
        if equation is not None:
            k = equation.coefficient(name)
            value = (equation + Linear(((name, -k),), 0)).scaled(-k)
        else:
            value = _end(region, name, c >= 0)
        corner[name] = value
        form, region = form.put(name, value), _without(region, name, value, equation is not None)
    for name in names:  # the bounds of inner names mention outer ones
        for inner, value in corner.items():
            corner[inner] = value.put(name, corner[name])
    return form, corner


def _without(region: Region, name: str, value: Linear, tied: bool) -> Region:
    """What is known of the other names: exactly where the name is tied to them, else what its bounds imply."""
    return region.put(name, value) if tied else projected(region, (name,))


def _end(region: Region, name: str, upper: bool) -> Linear:
    try:
        low, high = bounds(region, name)
    except Stride:
        raise Uncounted("a bound with a coefficient") from None
    forms, sign = (high, -1) if upper else (low, 1)
    for form in forms:
        if all(region.entails((form - other).scaled(sign)) for other in forms):
            return form
    raise Uncounted(f"`{name}` has no single end")


# Whether every cell is as deep as the schedule says


def _kept_up(
    chains: Chains, component: frozenset[Place], schedules: Sequence[Schedule], exact: frozenset[Place]
) -> bool:
    """Whether each cell has a base, or a read of a cell of exact depth, that reaches the least of the schedules."""
    for place in sorted(component, key=lambda p: (p.name, p.case)):
        for own in schedules:
            others = [s[place] - own[place] for s in schedules if s is not own]
            cells = [region.where(others) for region, _ in chains.cells[place]]
            reaching = list(_reaching(chains, place, own, schedules, exact | component))
            left = left_over(cells, reaching)
            if left is None:
                return False
            if left:
                _ask(chains.context, left)
                return False
    return True


def _reaching(
    chains: Chains, place: Place, own: Schedule, schedules: Sequence[Schedule], exact: frozenset[Place]
) -> Iterator[Region]:
    """Where something gives a cell of the place at least the depth that `own` says."""
    yield from (region.where((Linear.number(base) - own[place],)) for region, base in chains.cells[place])
    names = chains.places.indices(place.name)
    for edge in chains.edges:
        read = edge.read
        if read.source != place or read.target not in exact:
            continue
        lifts = [at_target(chains, s, read).plus(edge.weight) - own[place] for s in schedules]
        region = read.where.where(lifts)
        if not region.empty:
            assert set(names).isdisjoint(read.names)
            yield projected(region, read.names)


def _ask(context: Region, left: Sequence[Region]) -> None:
    """Raise the question that would help, where what is left over needs a size to be the smallest there is."""
    for name in context.atoms():
        if not isinstance(name, str):
            continue
        try:
            lower, _ = bounds(context, name)
        except Stride:
            continue
        for low in (f for f in lower if not f.terms):
            smallest = low - Linear.name(name)
            if not context.entails(smallest) and all(r.entails(smallest) for r in left):
                raise Undecided(smallest.scaled(-1).plus(-1))


def ranked(places: Places, context: Region, cells: Mapping[Place, tuple[Region, ...]], reads: Iterable[Read]) -> None:
    """Make sure that no cell is defined by itself: a rank falls along every read. Errors: Uncounted.

    A whole circle of places falls by one each time round, so slopes are as steep as the circle is long.
    """
    based = {place: tuple((region, 0) for region in regions) for place, regions in cells.items()}
    edges = tuple(Edge(read, 1) for read in reads)
    chains = Chains(places=places, context=context, cells=based, edges=edges)
    for component in _components(chains):
        inner = [e for e in edges if e.read.source in component and e.read.target in component]
        if inner and not any(_offsets(chains, component, inner, slope) for slope in _slopes(chains, component)):
            raise Uncounted("no rank that falls along every read")


def _slopes(chains: Chains, component: frozenset[Place]) -> Iterator[tuple[int, ...]]:
    arities = {len(chains.places.indices(p.name)) for p in component}
    if len(arities) > 1:
        raise Uncounted("a circle of recurrences over different indices")
    flat = sorted(product(range(-STEEPEST, STEEPEST + 1), repeat=arities.pop()), key=_flatness)
    yield from (tuple(c * len(component) for c in slope) for slope in flat)
