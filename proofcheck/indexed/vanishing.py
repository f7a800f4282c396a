"""Whether a form is zero: denominators cleared, domains of sums compared, symbolic products brought to one length.

Everything is multiplied only by what is not zero where both sides have a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.derivative import matprod
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.functions import ABS_SLOPE
from proofcheck.indexed.indices import Condition, Facts, negated, within
from proofcheck.indexed.terms import Exponent, Factor, Form, Term
from proofcheck.language.types import Dim

MAX_ROUNDS = 6
MAX_SPLITS = 60
MAX_SHIFT = 3


def vanishes(x: Algebra, form: Form, clear: bool) -> bool:
    """Whether the form is surely 0; with `clear` wherever its divisors are not 0. Errors: TooMany."""
    for _ in range(MAX_ROUNDS):
        if not form.terms:
            return True
        before = form
        form = _aligned(x, form)
        if clear:
            form = _kinked(x, form)
        if clear:
            form = _cleared(x, form)
        if form.key == before.key:
            form = _refined(x, form)
        if form.key == before.key:
            form = _pointwise(x, form, clear)
        if form.key == before.key:
            return _by_domain(x, form, clear)
    return not form.terms


def _by_domain(x: Algebra, form: Form, clear: bool) -> bool:
    """Whether the terms under each condition on the free indices vanish by themselves."""
    groups: dict[tuple[Condition, ...], list[tuple[Term, Fraction]]] = {}
    for term, c in form.terms:
        groups.setdefault(_free(term), []).append((term, c))
    if not any(groups) or any(len(own) == 1 for own in groups.values()):
        return False
    for tests, own in groups.items():
        inner = [(Term(t.bound, tuple(c for c in t.where if c not in tests), t.factors), c) for t, c in own]
        with x.given(tests):
            if not vanishes(x, Form.of(inner), clear):
                return False
    return True


def _free(term: Term) -> tuple[Condition, ...]:
    """The conditions under which the whole term counts."""
    return tuple(c for c in term.where if c.names.isdisjoint(term.bound))


def _kinked(x: Algebra, form: Form) -> Form:
    """Signs of what surely is not 0, since the slope of its absolute value occurs: no zero is left to them."""
    kinks: set[str] = set()
    for term, _ in form.terms:
        if not _free(term):
            slopes = (f for f, _e in term.factors if f.kind == "function" and f.name == ABS_SLOPE)
            kinks.update(_occurrence(x, term, f) for f in slopes)
    kinks.discard("")
    if not kinks:
        return form
    drafts: list[Draft] = []
    for term, c in form.terms:
        for draft in x.openings(term, c):
            for f, e in list(draft.factors.items()):
                own = _slope(f)
                if own is not None and _occurrence_in(x, draft, own) in kinks:
                    draft.factors.pop(f)
                    draft.times(own, e)
            drafts.append(draft)
    return x.closed(drafts)


def _slope(f: Factor) -> Factor | None:
    return Factor(kind="function", name=ABS_SLOPE, args=f.args) if f.kind == "function" and f.name == "sign" else None


def _occurrence(x: Algebra, term: Term, f: Factor) -> str:
    draft = Draft(bound=list(term.bound), where=list(term.where))
    return _occurrence_in(x, draft, f)


def _occurrence_in(x: Algebra, draft: Draft, f: Factor) -> str:
    """A factor with the domain of its dummies, whatever their names are."""
    names = [n for n in draft.bound if n in f.names]
    linked = [c for c in draft.where if not c.names.isdisjoint(names)]
    if any(not c.names.isdisjoint(set(draft.bound) - set(names)) for c in linked):
        return ""
    fresh = {n: Dim.of(x.fresh()) for n in names}
    made = x.rebuilt(Draft(bound=list(names), where=linked, factors={f: Fraction(1)}), fresh)
    for d in made:
        d.bound = [str(fresh[n]) if n in fresh else n for n in d.bound]
    return x.closed(made).key


def _cleared(x: Algebra, form: Form) -> Form:
    """Times the least power of a sum that makes its exponents natural."""
    for base in _bases(form):
        if not form.terms:
            break
        exponents = [_exponent(t, base) for t, _ in form.terms]
        numbers = [e for e in exponents if isinstance(e, Fraction)]
        if not numbers or len(numbers) < len(exponents):
            continue
        least = min(numbers)
        surely = any(e < 0 and not _free(t) for e, (t, _) in zip(numbers, form.terms, strict=True))
        if least >= 0 or not surely:
            continue
        drafts = []
        for term, c in form.terms:
            for draft in x.openings(term, c):
                draft.times(base, -least)
                drafts.append(draft)
        form = x.closed(drafts)
    return form


def _bases(form: Form) -> list[Factor]:
    found = dict.fromkeys(
        f for t, _ in form.terms for f, e in t.factors if (f.kind == "sum" or e != 1) and f.names.isdisjoint(t.bound)
    )
    return sorted(found, key=lambda f: (-f.height, f.key))


def _exponent(term: Term, base: Factor) -> Exponent:
    return next((e for f, e in term.factors if f == base), Fraction(0))


def _aligned(x: Algebra, form: Form) -> Form:
    """Symbolic products with the same body, cut to common ends."""
    own = dict.fromkeys(f for t, _ in form.terms for f, _e in t.factors if f.kind in ("product", "matprod"))
    cuts: dict[Factor, tuple[int, int]] = {}
    for f in own:
        alike = [g for g in own if (g.kind, g.args) == (f.kind, f.args)]
        below = _most(g.at[0] - f.at[0] for g in alike)
        above = _most(f.at[1] - g.at[1] for g in alike)
        if (below or above) and (f.kind == "matprod" or f.args[0].body.single is None):
            cuts[f] = (below, above)
    if not cuts:
        return form
    drafts: list[Draft] = []
    for term, c in form.terms:
        if not any(f in cuts for f, _ in term.factors):
            drafts += x.openings(term, c)
            continue
        found = [Draft(c, list(term.bound), list(term.where))]
        for f, e in term.factors:
            value = x.power(_cut(x, f, *cuts[f]) if f in cuts else x.factor(f), e)
            found = [p for d in found for p in x.times(d, value)]
        fresh = {name: Dim.of(x.fresh()) for name in term.bound}
        for d in found:
            d.bound = [n if n not in fresh else str(fresh[n]) for n in d.bound]
            drafts += x.rebuilt(d, fresh)
    return x.closed(drafts)


def _most(gaps: Iterable[Dim]) -> int:
    return max((g for g in (gap.constant for gap in gaps) if g is not None and 0 < g <= MAX_SHIFT), default=0)


def _cut(x: Algebra, f: Factor, below: int, above: int) -> Form:
    """A symbolic product with its first and last factors written out."""
    body, lower, upper = f.args[0], f.at[0] + Dim.of(below), f.at[1] - Dim.of(above)
    if not x.facts.certain(Condition(upper - lower + Dim.ONE)):
        return x.factor(f)
    first = [f.at[0] + Dim.of(k) for k in range(below)]
    last = [upper + Dim.of(k + 1) for k in range(above)]
    if f.kind == "product":
        middle = x.made_form(Factor(kind="product", at=(lower, upper), args=f.args))
        return x.mul(*(x.applied(body, (k,)) for k in first), middle, *(x.applied(body, (k,)) for k in last))
    size = body.shape[1]
    assert size is not None

    def one(k: Dim) -> Callable[[Dim, Dim], Form]:
        return lambda i, j: x.applied(body, (k, i, j))

    def middle_part(i: Dim, j: Dim) -> Form:
        return matprod(x, body, lower, upper, i, j)

    makes = [*map(one, first), middle_part, *map(one, last)]
    return _chain(x, makes, size, f.at[2], f.at[3])


def _chain(x: Algebra, makes: Sequence[Callable[[Dim, Dim], Form]], size: Dim, i: Dim, j: Dim) -> Form:
    """The entry of a product of matrices."""
    if len(makes) == 1:
        return makes[0](i, j)
    name = x.fresh()
    p = Dim.of(name)
    with x.given(within(p, Dim.ONE, size)):
        total = x.mul(makes[0](i, p), _chain(x, makes[1:], size, p, j))
    return x.sum(total, name, Dim.ONE, size)


def _pointwise(x: Algebra, form: Form, clear: bool) -> Form:
    """Without the sums over one domain whose summands cancel, index by index."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[Term, Fraction]]] = {}
    for term, c in form.terms:
        groups.setdefault((term.bound, tuple(t.key for t in term.where)), []).append((term, c))
    kept: list[tuple[Term, Fraction]] = []
    for (bound, _), own in groups.items():
        if not bound or len(own) == 1 or not _inside(x, own, clear):
            kept += own
    return Form.of(kept)


def _inside(x: Algebra, own: Sequence[tuple[Term, Fraction]], clear: bool) -> bool:
    """Whether the summands of sums over one domain cancel."""
    fresh = {name: Dim.of(x.fresh()) for name in own[0][0].bound}
    where = tuple(c.put(fresh) for c in own[0][0].where)
    with x.given(where):
        open_terms = [(Term((), (), t.factors), c) for t, c in own]
        return vanishes(x, x.put(Form.of(open_terms), fresh), clear)


def _refined(x: Algebra, form: Form) -> Form:
    """Terms with the same factors over domains that do not overlap."""
    groups: dict[tuple[int, str], list[tuple[Term, Fraction]]] = {}
    for term, c in form.terms:
        groups.setdefault((len(term.bound), _product_key(term)), []).append((term, c))
    if all(len(g) == 1 for g in groups.values()):
        return form
    drafts: list[Draft] = []
    for own in groups.values():
        if len(own) == 1 and not _triangular(own[0][0]):
            drafts += x.openings(*own[0])
            continue
        first = own[0][0]
        items = [(c, t.where) for t, c in own]
        leaves: list[tuple[Fraction, tuple[Condition, ...]]] = []
        if not _leaves(x.facts, items, (), leaves):
            return form
        for c, path in leaves:
            drafts += x.openings(Term(first.bound, path, first.factors), c)
    return x.closed(drafts)


def _triangular(term: Term) -> bool:
    return False


def _product_key(term: Term) -> str:
    return Term((), (), term.factors).key


def _leaves(
    facts: Facts,
    items: Sequence[tuple[Fraction, tuple[Condition, ...]]],
    path: tuple[Condition, ...],
    leaves: list[tuple[Fraction, tuple[Condition, ...]]],
) -> bool:
    """The parts of the space on which every condition is decided, each with the sum of the coefficients there."""
    if len(leaves) > MAX_SPLITS or len(path) > 12:
        return False
    if facts.region.empty:
        return True
    left = [(c, own) for c, own in items if not any(map(facts.impossible, own))]
    if not left:
        return True
    undecided = next((c for _, own in left for c in own if not facts.certain(c)), None)
    if undecided is None:
        total = sum((c for c, _ in left), Fraction(0))
        if total:
            leaves.append((total, path))
        return True
    if any(c.denominator != 1 for _, c in undecided.form.terms):
        return False
    if undecided.equation:
        over, under = Condition(undecided.form - Dim.ONE), Condition(undecided.form.scaled(Fraction(-1)) - Dim.ONE)
        branches = [undecided, over.lowest(), under.lowest()]
    else:
        branches = [undecided, negated(undecided)]
    return all(_leaves(facts.given([b]), left, (*path, b), leaves) for b in branches)
