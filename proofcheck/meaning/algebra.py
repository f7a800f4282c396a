"""Decides a relation between unrolled scalars by normal forms and signs, splitting into cases where a sign is open.

Trusted: what it affirms holds at every admissible instance at which both sides are defined, and the sides are defined
at the same points up to a null set. It only ever affirms; no answer means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.normal_form import NeedSign, NormalForms, Nowhere, Orders, Refine
from proofcheck.meaning.partial_functions import Definedness
from proofcheck.meaning.ring import Limits, Polynomial, Quotient, Ring, TooHard, ZeroDenominator, with_room
from proofcheck.meaning.setting import Setting
from proofcheck.meaning.signs import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, ZERO, Possible

WANTED: dict[str, Possible] = {
    "==": ZERO,
    "!=": frozenset((-1, 1)),
    "<": NEGATIVE,
    "<=": NOT_POSITIVE,
    ">": POSITIVE,
    ">=": NOT_NEGATIVE,
}
_RESTARTS = 16


@dataclass(slots=True)
class Affirmed:
    """How a relation was affirmed: which arguments were used, over how many cases."""

    cases: int = 0
    rules: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Search:
    """One decision: the relation, what is known, and what is left of the budget of cases."""

    setting: Setting
    both: bool
    cases_left: int
    equal_only: bool = False
    affirmed: Affirmed = field(default_factory=Affirmed)

    def run(self, forms: NormalForms, link: Entry, null: bool) -> bool:
        """Whether the relation holds throughout a case; `null`: the case is a null set of the admissible points."""
        self.cases_left -= 1
        if self.cases_left < 0:
            return False
        try:
            held = self._holds(forms, link, null)
        except NeedSign as open_sign:
            return self._split(forms, link, open_sign.factor, null)
        except Nowhere:
            return null
        except (TooHard, ZeroDenominator):
            return False
        self.affirmed.cases += held
        return held

    def _split(self, forms: NormalForms, link: Entry, factor: Polynomial, null: bool) -> bool:
        for sign in (1, -1, 0):
            case = forms.fork()
            if not case.assume_factor(factor, frozenset((sign,))):
                continue  # the case holds no point
            thinner = null or (sign == 0 and not self.setting.thin and _is_null(forms, factor))
            if not self.run(case, link, thinner):
                return False
        self.affirmed.rules.add("cases by sign")
        return True

    def _holds(self, forms: NormalForms, link: Entry, null: bool) -> bool:
        if self.equal_only and link.op not in ("==", "and"):
            return False
        match link.op:
            case "truth":
                return link.data is True
            case "and":
                return all(self._holds(forms, a, null) for a in link.args)
            case "==" | "!=" | "<" | "<=" | ">" | ">=":
                return self._relation(forms, link, null)
        if self.both or null or not Definedness(forms, self.setting.thin).open_demands(link):
            return forms.holds(link)
        return False

    def _relation(self, forms: NormalForms, link: Entry, null: bool) -> bool:
        left, right = link.args
        difference = forms.ring.subtract(forms.of(left), forms.of(right))
        wanted = WANTED[link.op]
        if wanted == ZERO and difference.num.is_zero():
            self.affirmed.rules.add("equal normal forms")
        elif self.setting.field_only or self.equal_only:
            return False
        else:
            self._by_sign(forms, difference, wanted)
        if self.both or null:
            return True
        where = Definedness(forms, self.setting.thin)
        demands = where.open_demands(left)
        return demands == where.open_demands(right) and not (demands and self.setting.thin)

    def _by_sign(self, forms: NormalForms, difference: Quotient, wanted: Possible) -> None:
        """Return if the difference has a wanted sign; else ask for a case or give up."""
        if forms.signs.of_quotient(difference) <= wanted:
            self.affirmed.rules.add("sign of the difference")
            return
        factor = forms.split_on(difference)
        if factor is not None:
            raise NeedSign(factor)
        raise TooHard("the sign of the difference is open")


def _is_null(forms: NormalForms, factor: Polynomial) -> bool:
    kinds = {forms.ring.keys[i][0] for i in forms.ring.used(factor)}
    return bool(kinds) and kinds <= {"var", "root of var"}


def affirm(
    setting: Setting,
    link: Entry,
    *,
    both: bool = False,
    equal_only: bool = False,
    coarse: bool = False,
    cases: int = 200,
) -> Affirmed | None:
    """How `link` follows from the setting, or None.

    `both`: only points where both sides are defined are asked about. `equal_only`: only equal normal forms count.
    `coarse`: functions are unknowns, whatever they are of.
    """
    shares = _logistic((link, *setting.facts)) if coarse else None

    def within(limits: Limits) -> Affirmed | None:
        ring = Ring(limits)
        orders: Orders = {}
        for _ in range(_RESTARTS):
            search = _Search(setting, both, cases, equal_only)
            try:
                forms = NormalForms(ring.fork(), setting.bounds, orders, field_only=setting.field_only, coarse=shares)
                if assume_facts(forms, setting) and search.run(forms, link, False):
                    return search.affirmed
                return None
            except Refine:
                continue
        return None

    return with_room(within)


def _logistic(roots: Iterable[Entry]) -> frozenset[Entry]:
    """The exponentials e of which 1 + e is taken."""
    sums = (entry.args for entry in reachable(roots) if entry.op == "+")
    return frozenset(b for a, b in sums if a.constant == 1 and b.op == "exp")


def defined_alike(known: Setting, left: Entry, right: Entry) -> bool:
    """Whether two expressions surely have values at the same points, up to a null set; without splitting into cases."""

    def within(limits: Limits) -> bool:
        ring = Ring(limits)
        orders: Orders = {}
        for _ in range(_RESTARTS):
            try:
                forms = NormalForms(ring.fork(), known.bounds, orders, field_only=known.field_only)
                if not assume_facts(forms, known):
                    return False
                where = Definedness(forms, known.thin)
                demands = where.open_demands(left)
                return demands == where.open_demands(right) and not (demands and known.thin)
            except Refine:
                continue
            except (NeedSign, Nowhere, TooHard, ZeroDenominator):
                return False
        return False

    return with_room(within)


def assume_facts(forms: NormalForms, setting: Setting) -> bool:
    """Take the facts for granted, as far as they can be read; False where they contradict each other."""
    if setting.field_only:
        return True
    equations_first = sorted(setting.facts, key=lambda f: f.op != "==")
    for fact in equations_first:
        wanted = WANTED.get(fact.op)
        if wanted is None or _whole(fact):
            continue
        try:
            difference = forms.ring.subtract(forms.of(fact.args[0]), forms.of(fact.args[1]))
            if not forms.assume(difference, wanted):
                return False
        except (NeedSign, Nowhere, TooHard, ZeroDenominator):
            continue
    return True


def _whole(fact: Entry) -> bool:
    """Whether a fact says that a variable is its own floor, which eliminates nothing."""
    pairs = (fact.args, fact.args[::-1]) if fact.op == "==" else ()
    return any(a.op == "floor" and a.args[0] is b for a, b in pairs)
