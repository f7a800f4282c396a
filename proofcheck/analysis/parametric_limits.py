"""TRUSTED: limits of entries with parameters, of which a problem's region and facts tell the signs.

The limit is taken at each choice of the parameters by itself. What the expansion needs to have a value is demanded.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import factorial

from proofcheck.analysis.constants import is_closed
from proofcheck.analysis.demands import demands, plain
from proofcheck.analysis.expansions import Expander
from proofcheck.analysis.expansions_functions import ROWS
from proofcheck.analysis.forms import with_forms
from proofcheck.analysis.problem import Problem, depends_on
from proofcheck.analysis.scales import NeedTerms, Order, Scale, Series, Unknown
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.jets import is_jet, jet_of
from proofcheck.meaning.normal_form import NormalForms
from proofcheck.meaning.ring import Quotient, TooHard

_LENGTHS = (3, 6, 12)

Found = tuple[Entry, tuple[Problem, ...]]


class _Parametric(Scale):
    """Expansions whose constants are entries of the problem's variables."""

    def __init__(self, problem: Problem, forms: NormalForms, length: int, variable: Entry) -> None:
        super().__init__(problem.graph, forms, length)
        self.problem = problem
        self.variable = variable
        self.needed: dict[Problem, None] = {}

    def closed(self, entry: Entry) -> Quotient:
        if is_closed(entry):
            return super().closed(entry)
        if depends_on(entry, self.variable):
            raise Unknown
        wanted = demands(self.problem, entry, "defined")
        if wanted is None:
            raise Unknown
        self.needed.update(dict.fromkeys(wanted))
        for jet in filter(is_jet, reachable([entry])):
            self.noted(jet)
        return self.forms.of(entry)

    def noted(self, jet: Entry) -> Quotient:
        """The form of a derivative of an arbitrary function, which the writer then can name."""
        form = self.forms.of(jet)
        for index in self.ring.used(form.num):
            self.writer.name(index, jet)
        return form

    def sign(self, q: Quotient) -> int:
        try:
            return super().sign(q)
        except (Unknown, NoMeaning):
            pass
        if q.num.is_zero():
            return 0
        entry = self.writer.quotient(q)
        for sign, form in ((1, entry), (-1, self.graph.neg(entry))):
            if plain(self.problem, ">", form):
                self._signs[str(q)] = sign
                return sign
        raise Unknown


class _Expander(Expander):
    def _one(self, entry: Entry, args: list[Series]) -> Series:
        if not is_jet(entry):
            return super()._one(entry, args)
        jet = jet_of(entry)
        if len(args) != 1 or not jet.real[0]:
            raise Unknown
        s, g = self.scale, self.scale.graph
        growing, level, small = s.parted(args[0])
        if growing:
            raise Unknown
        at = s.writer.quotient(level)
        coefficients = []
        for k in range(s.length + 1):  # Taylor's formula, for a smooth function
            slope = g.make(entry.op, at, data=replace(jet, orders=(jet.orders[0] + k,)))
            assert isinstance(s, _Parametric)
            coefficients.append(s.ring.divide(s.noted(slope), s.number(factorial(k))))
        return s.composed(coefficients, small)


def parametric_limit(problem: Problem, entry: Entry, variable: Entry, at: Entry | None, side: str) -> Found | None:
    """The limit as `variable` comes to `at` from the `right` or `left` (None: infinity), with what it demands."""
    if side not in ("right", "left") or any(depends_on(f, variable) for f in problem.facts):
        return None
    for length in _LENGTHS:
        work = partial(_found, problem, length, entry, variable, at, side)
        try:
            return with_forms(problem.setting, work)
        except NeedTerms:
            continue
        except (Unknown, TooHard, NoMeaning, TooLarge):
            return None
    return None


def _found(
    problem: Problem, length: int, entry: Entry, variable: Entry, at: Entry | None, side: str, forms: NormalForms
) -> Found:
    scale = _Parametric(problem, forms, length, variable)
    growing, level, _ = scale.parted(_Expander(scale, variable, _path(scale, at, side), ROWS).of(entry))
    if growing:
        raise Unknown
    value = scale.writer.quotient(level)
    wanted = demands(problem, value, "defined")
    if wanted is None:
        raise Unknown
    return value, tuple(dict.fromkeys((*scale.needed, *wanted)))


def _path(scale: Scale, at: Entry | None, side: str) -> Series:
    """The variable by X that goes to +oo: at ± 1/X, or ∓X."""
    right = side == "right"
    step = scale.number(-1 if (at is None) is right else 1)
    along = Order(((1, scale.number(1 if at is None else -1)),))
    start = scale.constant(scale.ring.zero if at is None else scale.closed(at))
    return scale.add(start, Series(((along, step),)))
