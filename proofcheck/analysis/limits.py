"""TRUSTED: the behaviour of an entry as one variable goes to an end: its limit, exactly, and its sign nearby.

What it says includes that the entry has a value near the point, on the side in question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from proofcheck.analysis.constants import is_closed
from proofcheck.analysis.expansions import Expander
from proofcheck.analysis.expansions_functions import ROWS
from proofcheck.analysis.forms import with_forms
from proofcheck.analysis.problem import Problem, variables_of
from proofcheck.analysis.scales import ONE, NeedTerms, Order, Scale, Series, Unknown
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, Graph
from proofcheck.meaning.normal_form import NormalForms
from proofcheck.meaning.ring import Quotient, TooHard
from proofcheck.meaning.setting import Setting

_LENGTHS = (3, 6, 12)

Kind = Literal["value", "+oo", "-oo", "unknown"]


@dataclass(frozen=True, slots=True)
class Limit:
    """`value`: the limit, for the kind `value`. `sign`: of the entry near the point, None where it is not known.

    `above`: the sign of the entry minus its limit near the point, as far as it is known.
    """

    kind: Kind
    value: Entry | None = None
    sign: int | None = None
    above: int | None = None


UNKNOWN = Limit("unknown")


def limit_of(problem: Problem, entry: Entry, variable: Entry, at: Entry | None, side: str) -> Limit:
    """The limit of an entry without other variables as `variable` comes to `at` from the `right` or from the `left`.

    `at` None: infinity; from the left it is +oo, from the right -oo.
    """
    return limit_in(problem.graph, entry, variable, at, side)


def limit_in(graph: Graph, entry: Entry, variable: Entry, at: Entry | None, side: str) -> Limit:
    """The same, wherever the entry is from."""
    if side not in ("right", "left") or (at is not None and not is_closed(at)):
        return UNKNOWN
    if any(v is not variable for v in variables_of(entry)):
        return UNKNOWN
    for length in _LENGTHS:
        work = partial(_limit, graph, length, entry, variable, at, side)
        try:
            return with_forms(Setting(thin=True), work)
        except NeedTerms:
            continue
        except (Unknown, TooHard, NoMeaning, TooLarge):
            return UNKNOWN
    return UNKNOWN


def _limit(
    graph: Graph, length: int, entry: Entry, variable: Entry, at: Entry | None, side: str, forms: NormalForms
) -> Limit:
    scale = Scale(graph, forms, length)
    return _read(scale, Expander(scale, variable, _path(scale, at, side), ROWS).of(entry))


def _path(scale: Scale, at: Entry | None, side: str) -> Series:
    """The variable by X that goes to +oo: at ± 1/X, or ∓X."""
    right = side == "right"
    step = scale.number(-1 if (at is None) is right else 1)
    along = Order(((1, scale.number(1 if at is None else -1)),))
    start = scale.constant(scale.ring.zero if at is None else scale.closed(at))
    return scale.add(start, Series(((along, step),)))


def _read(scale: Scale, series: Series) -> Limit:
    if not series.terms and series.error is None:
        return Limit("value", scale.graph.zero, 0, 0)
    terms = [(o, c) for o, c in series.terms if scale.sign(c)]
    sign = scale.sign(terms[0][1]) if terms else None
    size = scale.compare(terms[0][0], ONE) if terms else -1
    if size > 0:
        return Limit("+oo" if sign == 1 else "-oo", sign=sign)
    if series.error is not None and scale.compare(series.error, ONE) >= 0:
        raise NeedTerms
    level: Quotient = terms[0][1] if size == 0 else scale.ring.zero
    rest = terms[1:] if size == 0 else terms
    if not terms:
        return Limit("value", scale.graph.zero)
    above = scale.sign(rest[0][1]) if rest else (0 if series.error is None else None)
    return Limit("value", scale.writer.quotient(level), sign, above)
