"""A leaf by ball arithmetic: the region is covered by boxes, with derivative tests where the entry attains 0."""

from __future__ import annotations

from proofcheck.analysis.enclosures.covering import Bounds, cover, whole
from proofcheck.analysis.enclosures.touching import Neighbourhood, Place
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.ball import precision
from proofcheck.meaning.graph import Entry

BITS = 64
MOST_BOXES = 200_000
_MOST_PLACES = 24


def _boxes(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: how many boxes it may take; then for each place of zeros `at`, an order, and variables with entries."""
    start = whole(problem)
    if start is None or problem.op == "==" or not data or not data[0].isdecimal():
        return None
    limit = int(data[0])
    places = places_of(problem, data[1:])
    if limit > MOST_BOXES or places is None or (places and problem.op == "!="):
        return None
    near = [Neighbourhood(place) for place in places]
    with precision(BITS):
        found = cover(Bounds(problem), start, limit, lambda box: any(n.settles(box) for n in near))
    if not found.complete:
        return None
    premises: list[Problem] = []
    for neighbourhood in near:
        wanted = neighbourhood.premises()
        if wanted is None:
            return None
        premises += wanted
    return tuple(dict.fromkeys(premises))


def places_of(problem: Problem, data: Data) -> list[Place] | None:
    """The places of zeros that data name; None if they name none properly."""
    groups: list[list[str]] = []
    for text in data:
        if text == "at":
            groups.append([])
        elif not groups:
            return None
        else:
            groups[-1].append(text)
    if len(groups) > _MOST_PLACES:
        return None
    places = []
    for order, *pairs in groups:
        if len(pairs) % 2 or not order.isdecimal():
            return None
        decoded = [decode(problem.graph, text) for text in pairs]
        at: dict[Entry, Entry] = dict(zip(decoded[::2], decoded[1::2], strict=True))
        place = Place(problem, at, int(order))
        if not place.proper:
            return None
        places.append(place)
    return places


RULES = (
    Rule(
        name="ball arithmetic",
        reduce=_boxes,
        statement="on each box of a covering, enclosures show the relation; near zeros, Taylor's theorem at them does",
    ),
)
