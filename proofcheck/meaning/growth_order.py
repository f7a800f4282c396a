"""Which log-linear forms stay bounded below, or tend to infinity, as all variables tend to infinity jointly.

`M` is at most a constant times `N` exactly when `log N - log M` is bounded below, and negligible against it exactly
when that tends to infinity. The rules, each true of every way in which all variables go to infinity:

- an atom (an iterated logarithm or a monomial) is positive, and an iterated logarithm tends to infinity;
- a negative term `q·B` is absorbed by a positive one `p·A` if `B/A` tends to 0 (then it costs nothing in the limit), or
  if `B <= K·A` and `q·K` is within what is left of p; both are the same question about `log A - log B`, one exponential
  lower. Of one variable, log n grows faster than log log n, and so on;
- in a chamber, what is assumed there (`log A - log B >= 0`, as on `n >= m`) may be subtracted any nonnegative number
  of times; it also orders the atoms: of `p·A >= q·B` follows `log A >= log B + log(q/p)`.

The multipliers come from a linear program over rationals and are only a proposal: the remaining form is checked by the
first two rules with exact constants. Nothing is ever concluded from a test that fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.meaning.growth_constants import ONE, ZERO, Constant, Unsure, exp, log, rational
from proofcheck.meaning.growth_linear import maximise
from proofcheck.meaning.growth_monomials import (
    Atom,
    Form,
    Leaf,
    Monomial,
    as_monomial,
    height,
    leaves,
    log_form,
    variables,
)
from proofcheck.meaning.growth_thresholds import nonnegative_from

_DERIVED = 3  # logarithms taken of a constraint
_ALL_LOGARITHMS = 16  # from where on log log log n and all before it are positive
_MUCH = Fraction(1 << 30)  # how much of a term one that dominates it is worth, in a linear program
_NEAR = 1 << 40


@dataclass(frozen=True, slots=True)
class Lower:
    """A form is at least `low` once all variables are large, and tends to infinity if `diverges`.

    `rest`: what the constraints left of the form, for the first two rules; the bound holds wherever `rest` is at least
    0 and all variables are at least `start` (None: the constraints that were used hold only eventually).
    """

    low: Constant
    diverges: bool
    rest: Form
    start: int | None

    def after(self) -> int | None:
        """From where on the bound holds for certain; None: only eventually."""
        first = None if self.start is None else nonnegative_from(self.rest)
        return None if first is None or self.start is None else max(first, self.start)


@dataclass(frozen=True, slots=True)
class Constraint:
    """`form >= low` in a chamber, once all variables are at least `start` (None: eventually)."""

    form: Form
    low: Constant
    start: int | None = 1


class Split(Exception):
    """Two monomials must be compared before one can go on."""

    def __init__(self, first: Monomial, second: Monomial) -> None:
        super().__init__(f"{first} against {second}")
        self.first = first
        self.second = second


@dataclass(slots=True, eq=False)
class Order:
    """The order of growth in one chamber: forms, and ratios of monomials. Answers are remembered."""

    given: tuple[Constraint, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    _lower: dict[Form, Lower | None] = field(default_factory=dict)
    _open: set[Form] = field(default_factory=set)

    def within(self, first: Monomial, second: Monomial) -> Order:
        """The chamber of this one where `first >= second`."""
        found = Order(given=(*self.given, Constraint(first.form - second.form, ZERO)))
        return found.settled()

    def under(self, more: Iterable[Constraint]) -> Order:
        """The chamber of this one where further constraints hold."""
        return Order(given=(*self.given, *more)).settled()

    def settled(self) -> Order:
        """This chamber with what its constraints say of the logarithms of atoms."""
        self.constraints = self.given
        fresh: Sequence[Constraint] = self.given
        for _ in range(_DERIVED):
            fresh = [d for c in fresh for d in self._derived(c) if d not in self.constraints]
            if not fresh:
                break
            self.constraints = (*self.constraints, *dict.fromkeys(fresh))
            self._lower.clear()
        return self

    def _derived(self, known: Constraint) -> Iterable[Constraint]:
        """Orders between atoms that `Σ pA - Σ qB >= low` implies: `A >= r·B` for each A that outweighs the other A's.

        What is negligible against A is eventually within p·A/4, what is negligible against B within q·B/4, and a
        negative `low` within either if it tends to infinity; so p·A·3/2 >= q·B/2.
        """
        ups = [(a, c) for a, c in known.form.terms if c.sign() > 0]
        downs = [(b, -c) for b, c in known.form.terms if c.sign() < 0]
        for a, p in ups:
            for b, q in downs:
                others = [(o, c) for o, c in ups if o != a]
                exact = not others and known.low.sign() >= 0
                if not exact and not self._outweighed(others, a, b, known.low):
                    continue
                share = ONE if exact else rational(Fraction(1, 3))
                factor = (q / p) * share
                start = max(_ALL_LOGARITHMS, known.start) if exact and known.start is not None else None
                yield Constraint(log_form(a) - log_form(b), log(factor), start)

    def _outweighed(self, others: list[tuple[Atom, Constant]], a: Atom, b: Atom, low: Constant) -> bool:
        if low.sign() < 0 and not (self.unbounded(a) or self.unbounded(b)):
            return False
        return all(self._vanishes(o, a) or self._vanishes(o, b) for o, _ in others)

    def unbounded(self, atom: Atom) -> bool:
        """Whether an atom tends to infinity."""
        if isinstance(atom, Leaf):
            return True
        below = self.lower(atom.form)
        return below is not None and below.diverges

    def ratio(self, small: Monomial, large: Monomial) -> Lower | None:
        """What is known of `log(large/small)`: `diverges` if small/large tends to 0, and small <= exp(-low)·large."""
        return self.lower(large.form - small.form)

    def _vanishes(self, small: Atom, large: Atom) -> bool:
        known = self._atoms(small, large)
        return known is not None and known.diverges

    def _atoms(self, small: Atom, large: Atom) -> Lower | None:
        """The same of atoms, where two logarithms of one variable need no comparison."""
        if isinstance(small, Leaf) and isinstance(large, Leaf):
            if small.variable == large.variable:
                rest = log_form(large) - log_form(small)
                return Lower(ZERO, large.depth < small.depth, rest, 1) if large.depth <= small.depth else None
            if small.depth and large.depth:  # constraints between logarithms are used as they are
                return None
        return self.lower(log_form(large) - log_form(small))

    def lower(self, wanted: Form) -> Lower | None:
        """A lower bound of a form in this chamber, once all variables are large, or None where the rules find none."""
        if wanted in self._lower:
            return self._lower[wanted]
        if wanted in self._open:  # a question that comes back to itself has no answer
            return None
        self._open.add(wanted)
        try:
            found = self._absorbed(wanted, ZERO, 1)
            if self.constraints and (found is None or not found.diverges):
                better = self._with_constraints(wanted)
                found = better if better is not None and (found is None or better.diverges) else found
        except Unsure:
            found = None
        self._open.discard(wanted)
        self._lower[wanted] = found
        return found

    def _absorbed(self, wanted: Form, low: Constant, start: int | None) -> Lower | None:
        """`low`, if every negative term is absorbed by positive ones (the first two rules)."""
        budget = {a: c for a, c in wanted.terms if c.sign() > 0}
        easy: list[Atom] = []
        for atom, factor in wanted.terms:
            if atom in budget:
                continue
            if any(self._vanishes(atom, a) for a in budget):
                easy.append(atom)
            elif not self._spend(budget, atom, -factor):
                return None
        left = [a for a, c in budget.items() if c.sign() > 0]
        if not all(any(self._vanishes(b, a) for a in left) for b in easy):
            return None
        return Lower(low, any(self.unbounded(a) for a in left), wanted, start)

    def _spend(self, budget: dict[Atom, Constant], atom: Atom, factor: Constant) -> bool:
        """Take `factor·atom` out of what is left of the positive terms; whether that was possible."""
        for a, rest in budget.items():
            known = self._atoms(atom, a)
            if known is None:
                continue
            left = rest - factor * exp(-known.low)
            if left.sign() >= 0:
                budget[a] = left
                return True
        return self._spend_mean(budget, atom, factor)

    def _spend_mean(self, budget: dict[Atom, Constant], atom: Atom, factor: Constant) -> bool:
        """The same by weighted means: A1**w1·A2**w2·… <= w1·A1 + w2·A2 + …, scaled by what is left of each."""
        atoms = [a for a, c in budget.items() if c.sign() > 0]
        if len(atoms) < 2 or isinstance(atom, Leaf):
            return False
        found = self.mean([as_monomial(a) for a in atoms], atom)
        if found is None:
            return False
        weights, known = found
        used = {a: w for a, w in zip(atoms, weights, strict=True) if w}
        price = factor * exp(-known.low)
        # Π A^w = Π (s·A)^w / Π s^w, and with s = rest/w the mean costs each atom the same share of its rest.
        share = price
        for a, w in used.items():
            share = share * (budget[a].scaled(1 / w)).power(-w)
        if (ONE - share).sign() < 0:
            return False
        for a in used:
            budget[a] = budget[a] - budget[a] * share
        return True

    def mean(self, large: Sequence[Monomial], small: Monomial) -> tuple[tuple[Fraction, ...], Lower] | None:
        """Weights w of sum 1 such that `small` is at most a constant times Π large**w, and the bound of their ratio."""
        for k, one in enumerate(large):
            known = self.ratio(small, one)
            if known is not None:
                return tuple(Fraction(int(j == k)) for j in range(len(large))), known
        weights = self._propose(-small.form, [m.form for m in large])
        if weights is None:
            return None
        combined = -small.form
        for monomial, weight in zip(large, weights, strict=True):
            combined = combined + monomial.form.scaled(rational(weight))
        known = self.lower(combined)
        return None if known is None else (weights, known)

    def _with_constraints(self, wanted: Form) -> Lower | None:
        """The form less multiples of the constraints, as a linear program proposes them."""
        multipliers = self._multipliers(wanted)
        if multipliers is None:
            return None
        rest, low = wanted, ZERO
        start: int | None = 1
        for constraint, factor in zip(self._relevant(wanted), multipliers, strict=True):
            if factor:
                rest = rest - constraint.form.scaled(rational(factor))
                low = low + constraint.low.scaled(factor)
                start = None if start is None or constraint.start is None else max(start, constraint.start)
        return self._absorbed(rest, low, start)

    def _relevant(self, *wanted: Form) -> tuple[Constraint, ...]:
        """The constraints of no greater height that can matter: what higher ones say of logarithms is among them."""
        most = max(height(Monomial(f)) for f in wanted)
        left = [c for c in self.constraints if height(Monomial(c.form)) <= most]
        names = {leaf.variable for f in wanted for leaf in leaves(Monomial(f))}
        found: list[Constraint] = []
        while True:
            near = [c for c in left if names & variables(Monomial(c.form))]
            if not near:
                return tuple(found)
            found += near
            left = [c for c in left if c not in near]
            names |= {name for c in near for name in variables(Monomial(c.form))}

    def _multipliers(self, wanted: Form) -> tuple[Fraction, ...] | None:
        known = self._relevant(wanted)
        found = _Program(self, wanted, (), [c.form for c in known]).solve() if known else None
        return None if found is None else found[: len(known)]

    def _propose(self, base: Form, choices: Sequence[Form]) -> tuple[Fraction, ...] | None:
        known = self._relevant(base, *choices)
        found = _Program(self, base, choices, [c.form for c in known]).solve()
        return None if found is None else found[len(known) : len(known) + len(choices)]


class _Program:
    """max of the remaining coefficients of `base + Σ w·choice - Σ u·constraint`, none negative, w of sum 1, u >= 0.

    Moving weight from an atom to one that it dominates is allowed too. A row an atom; each row is scaled by one
    constant, so that the data are exact where the coefficients of an atom are rational multiples of each other.
    """

    def __init__(self, order: Order, base: Form, choices: Sequence[Form], constraints: Sequence[Form]) -> None:
        forms = [base, *choices, *constraints]
        self.atoms = list(dict.fromkeys(a for f in forms for a, _ in f.terms))
        units = {a: next(c for f in forms for b, c in f.terms if b == a) for a in self.atoms}
        self.base = self._row(base, units)
        self.columns = [[-v for v in self._row(f, units)] for f in constraints]
        self.choices = [self._row(f, units) for f in choices]
        self.moves = list(self._moves(order)) if len(self.atoms) <= 10 else []

    def _row(self, linear: Form, units: dict[Atom, Constant]) -> list[Fraction]:
        return [_rough(linear.coefficient(a), units[a]) for a in self.atoms]

    def _moves(self, order: Order) -> Iterable[list[Fraction]]:
        for i, large in enumerate(self.atoms):
            for j, small in enumerate(self.atoms):
                if i == j or _far(small, large):
                    continue
                known = order._atoms(small, large)
                if known is not None:
                    worth = _MUCH if known.diverges else _low_exp(known.low)
                    yield [-Fraction(k == i) + worth * Fraction(k == j) for k in range(len(self.atoms))]

    def solve(self) -> tuple[Fraction, ...] | None:
        """Multipliers of the constraints, then weights of the choices, then the moves."""
        columns = [*self.columns, *self.choices, *self.moves]
        n, rows = len(self.atoms), len(columns)
        # Unknowns: the columns, then for each atom how much of its coefficient counts (at most 1).
        at_most = []
        for k in range(n):
            row = [-c[k] for c in columns] + [Fraction(int(j == k)) for j in range(n)]
            at_most.append((row, self.base[k]))
            at_most.append(([Fraction(0)] * rows + [Fraction(int(j == k)) for j in range(n)], Fraction(1)))
        if self.choices:
            first = len(self.columns)
            sums = [Fraction(int(first <= j < first + len(self.choices))) for j in range(rows + n)]
            at_most += [(sums, Fraction(1)), ([-s for s in sums], Fraction(-1))]
        return maximise([Fraction(0)] * rows + [Fraction(1)] * n, at_most)


def _far(small: Atom, large: Atom) -> bool:
    """Whether a move between two logarithms goes through another one, or there is none."""
    if not (isinstance(small, Leaf) and isinstance(large, Leaf)):
        return False
    if small.variable != large.variable:
        return bool(small.depth and large.depth)
    return small.depth != large.depth + 1


def _rough(value: Constant, unit: Constant) -> Fraction:
    """The ratio of two constants, exact if it is seen to be rational, else near."""
    size = unit if unit.sign() > 0 else -unit
    if len(size.terms) == 1 and len(value.terms) == 1 and size.terms[0][0] == value.terms[0][0]:
        return value.terms[0][1] / size.terms[0][1]
    if not value.terms:
        return Fraction(0)
    ratio = value / size
    exact = ratio.rational
    return exact if exact is not None else ratio.bounds()[0].limit_denominator(_NEAR)


def _low_exp(low: Constant) -> Fraction:
    return exp(low).bounds()[0].limit_denominator(_NEAR)
