"""Constructors of forms: sums, products, substitution, abstraction; each closes its terms into normal form.

Extension points: `product_rules` (rewriting of a product of factors, by the kind and name of one of them) and
`makers` (how a factor of a kind is made again when its parts have changed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from proofcheck.indexed.canonical import Labelling
from proofcheck.indexed.contraction import contracted
from proofcheck.indexed.drafts import Draft, is_whole, plain
from proofcheck.indexed.indices import Condition, Facts, put, within
from proofcheck.indexed.terms import (
    ONE,
    ONE_FORM,
    UNIT,
    ZERO_FORM,
    Abstract,
    Exponent,
    Factor,
    Form,
    Term,
    TooMany,
)
from proofcheck.language.types import Dim

MAX_WORK = 5_000  # factors put together and products closed
MAX_TERMS = 400  # of one form
MAX_EXPANDED = 12  # exponent of a sum that is multiplied out

Values = Mapping[str, Dim]
ProductRule = Callable[["Algebra", Draft, Factor, Exponent], list[Draft] | None]
Maker = Callable[["Algebra", Factor], Form | Factor]


class Algebra:
    """One computation. `facts` are known of the free names, `signs` of entries (see `signs`)."""

    def __init__(
        self,
        facts: Facts,
        product_rules: Mapping[tuple[str, str], ProductRule],
        makers: Mapping[str, Maker],
        raised: Callable[[Algebra, Form, Exponent], Form],
        functions: Callable[[Algebra, str, Sequence[Form]], Form],
        sizes: frozenset[str] = frozenset(),
        signs: Callable[[Factor], int] = lambda f: 0,
    ) -> None:
        self.facts = facts
        self.sizes = sizes
        self.signs = signs
        self.work = 0
        self._rules = product_rules
        self._makers = makers
        self._raised = raised
        self._functions = functions
        self._fresh = 0

    # Names.

    def fresh(self) -> str:
        """A dummy that occurs nowhere yet."""
        self._fresh += 1
        return f"~{self._fresh}"

    # Forms.

    def number(self, value: int | Fraction) -> Form:
        return Form(((UNIT, Fraction(value)),)) if value else ZERO_FORM

    def factor(self, factor: Factor, exponent: Exponent = ONE) -> Form:
        """The form of one factor, which need not be in normal form."""
        if (factor.kind, factor.name) not in self._rules and (factor.kind, "") not in self._rules and exponent:
            self.spend()
            return Form(((Term((), (), ((factor, exponent),)), ONE),))
        return self.closed([Draft(factors={factor: exponent})])

    def size(self, dim: Dim) -> Form:
        """An integer polynomial as a number."""
        drafts = []
        for monomial, c in dim.terms:
            factors: dict[Factor, Exponent] = {
                Factor(kind="size", at=(Dim.of(atom),)): Fraction(power) for atom, power in monomial
            }
            drafts.append(Draft(coefficient=c, factors=factors))
        return self.closed(drafts)

    def add(self, *forms: Form) -> Form:
        total: dict[Term, Fraction] = {}
        for form in forms:
            for term, c in form.terms:
                total[term] = total[term] + c if term in total else c
        return self._form(total)

    def scaled(self, form: Form, by: int | Fraction) -> Form:
        if by == 1:
            return form
        return Form(tuple((t, c * by) for t, c in form.terms)) if by else ZERO_FORM

    def sub(self, a: Form, b: Form) -> Form:
        return self.add(a, self.scaled(b, -1))

    def mul(self, *forms: Form) -> Form:
        total = ONE_FORM
        for form in forms:
            for one, other in ((total, form), (form, total)):
                if one.number is not None:
                    total = self.scaled(other, one.number)
                    break
            else:
                opened = [o for t, c in total.terms for o in self.openings(t, c)]
                total = self.closed([d for o in opened for d in self.times(o, form)])
        return total

    def power(self, form: Form, exponent: Exponent) -> Form:
        """`form ** exponent`, multiplied out where the exponent is a small natural number."""
        if isinstance(exponent, Fraction) and exponent.denominator == 1 and 0 <= exponent <= MAX_EXPANDED:
            total = ONE_FORM
            for _ in range(int(exponent)):
                total = self.mul(total, form)
            return total
        return self._raised(self, form, exponent)

    def function(self, op: str, *args: Form) -> Form:
        """A scalar operator of the language applied to forms. Errors: NoMeaning."""
        return self._functions(self, op, args)

    def where(self, form: Form, conditions: Iterable[Condition]) -> Form:
        """The form where the conditions hold, else 0."""
        tests = list(conditions)
        drafts = []
        for term, c in form.terms:
            for draft in self.openings(term, c):
                draft.that(tests)
                drafts.append(draft)
        return self.closed(drafts)

    def total(self, form: Form, name: str, conditions: Iterable[Condition]) -> Form:
        """The sum over the integers `name` that meet the conditions; `name` is a fresh one."""
        tests = list(conditions)
        drafts = []
        for term, c in form.terms:
            for draft in self.openings(term, c):
                draft.bound.append(name)
                draft.that(tests)
                drafts.append(draft)
        return self.closed(drafts)

    def sum(self, form: Form, name: str, lower: Dim, upper: Dim) -> Form:
        return self.total(form, name, within(Dim.of(name), lower, upper))

    # Abstraction.

    def abstract(self, names: Sequence[str], shape: Sequence[Dim | None], body: Form) -> Abstract:
        """The function of these (fresh) names; each runs through `1..` its entry of `shape`."""
        if not names:
            return Abstract((), (), body)
        for _ in range(3):
            arguments = tuple(f"@{body.height + 1}.{k}" for k in range(len(names)))
            renaming = {n: Dim.of(a) for n, a in zip(names, arguments, strict=True) if n != a}
            if not renaming:
                break
            with self.given(within_shape(arguments, shape)):
                body = self.put(body, renaming)
            names = arguments
        return Abstract(tuple(names), tuple(shape), body)

    def applied(self, function: Abstract, places: Sequence[Dim]) -> Form:
        """The value of an abstraction at these indices."""
        return self.put(function.body, dict(zip(function.arguments, places, strict=True)))

    def given(self, conditions: Iterable[Condition]) -> _Given:
        """A scope in which these conditions are known."""
        return _Given(self, tuple(conditions))

    # Substitution.

    def put(self, form: Form, values: Values) -> Form:
        """The form with index expressions for some free names."""
        if form.names.isdisjoint(values):
            return form
        kept: list[tuple[Term, Fraction]] = []
        drafts: list[Draft] = []
        for term, c in form.terms:
            if term.names.isdisjoint(values):
                kept.append((term, c))
            else:
                drafts += self._opened(term, c, values)
        return self.add(Form.of(kept), self.closed(drafts)) if kept else self.closed(drafts)

    def put_abstract(self, a: Abstract, values: Values) -> Abstract:
        if a.names.isdisjoint(values):
            return a
        shape = tuple(None if d is None else put(d, values) for d in a.shape)
        with self.given(within_shape(a.arguments, shape)):
            body = self.put(a.body, values)
        return self.abstract(a.arguments, shape, body)

    def put_factor(self, factor: Factor, values: Values) -> Form | Factor:
        """The factor with other indices: again a factor, or a form where it falls apart."""
        if factor.names.isdisjoint(values):
            return factor
        at = tuple(put(d, values) for d in factor.at)
        args = tuple(self.put_abstract(a, values) for a in factor.args)
        return self.made(Factor(kind=factor.kind, name=factor.name, at=at, args=args, data=factor.data))

    def made(self, factor: Factor) -> Form | Factor:
        """A factor in normal form."""
        maker = self._makers.get(factor.kind)
        return factor if maker is None else maker(self, factor)

    def made_form(self, factor: Factor) -> Form:
        """The form of a factor that may have to be brought into normal form first."""
        made = self.made(factor)
        return self.factor(made) if isinstance(made, Factor) else made

    # Drafts.

    def opened(self, term: Term, coefficient: Fraction = ONE) -> Draft:
        """The term with fresh dummies. Errors: TooMany where it falls apart."""
        found = self.openings(term, coefficient)
        if len(found) != 1:
            raise TooMany("a term that falls apart")
        return found[0]

    def openings(self, term: Term, coefficient: Fraction = ONE) -> list[Draft]:
        """The term with fresh dummies; several where it falls apart under its new names."""
        if not term.bound:
            return [Draft(coefficient, [], list(term.where), dict(term.factors))]
        return self._opened(term, coefficient, {})

    def _opened(self, term: Term, coefficient: Fraction, values: Values) -> list[Draft]:
        fresh = {name: self.fresh() for name in term.bound}
        rest = Draft(coefficient, list(fresh.values()), list(term.where), dict(term.factors))
        return self.rebuilt(rest, {**values, **{n: Dim.of(f) for n, f in fresh.items()}})

    def rebuilt(self, draft: Draft, values: Values) -> list[Draft]:
        """The draft with values put into conditions and factors."""
        found = [Draft(draft.coefficient, list(draft.bound))]
        found[0].that(c.put(values) for c in draft.where)
        nested = any(f.args for f in draft.factors)
        with self.given(found[0].where if nested else ()):
            for factor, exponent in draft.factors.items():
                self.spend()
                made = self.put_factor(factor, values)
                e = plain(put(exponent, values)) if isinstance(exponent, Dim) else exponent
                found = self._multiplied(found, made, e)
        return found

    def _multiplied(self, drafts: list[Draft], made: Form | Factor, exponent: Exponent) -> list[Draft]:
        if isinstance(made, Factor):
            for d in drafts:
                d.times(made, exponent)
            return drafts
        single = made.single
        if single is not None and (exponent == 1 or (single[1] == 1)):
            for d in drafts:
                d.times(single[0], exponent if single[1] == 1 else single[1])
            return drafts
        value = made if exponent == 1 else self.power(made, exponent)
        return [p for d in drafts for p in self.times(d, value)]

    def times(self, draft: Draft, form: Form) -> list[Draft]:
        """The draft times a form, term by term."""
        found = []
        for other in (o for term, c in form.terms for o in self.openings(term, c)):
            product = Draft(draft.coefficient * other.coefficient, [*draft.bound, *other.bound], list(draft.where))
            product.that(other.where)
            product.factors = dict(draft.factors)
            for f, e in other.factors.items():
                product.times(f, e)
            found.append(product)
        return found

    def closed(self, drafts: Iterable[Draft]) -> Form:
        total: dict[Term, Fraction] = {}
        stack = list(drafts)[::-1]
        while stack:
            draft = stack.pop()
            if not draft.coefficient:
                continue
            self.spend()
            step = self._rewritten(draft)
            if step is None:
                step = contracted(self, draft)
            if step is not None:
                stack.extend(reversed(step))
                continue
            made = self._labelled(draft)
            if made is None:
                stack.extend(reversed(self.rebuilt(draft, {n: Dim.of(self.fresh()) for n in draft.bound})))
                continue
            term, sign = made
            c = draft.coefficient if sign == 1 else draft.coefficient * sign
            total[term] = total[term] + c if term in total else c
        return self._form(total)

    def _form(self, total: Mapping[Term, Fraction]) -> Form:
        if len(total) > MAX_TERMS:
            raise TooMany(f"more than {MAX_TERMS} terms")
        return Form.of(total)

    def spend(self) -> None:
        """Note one piece of work. Errors: TooMany past the limit."""
        self.work += 1
        if self.work > MAX_WORK:
            raise TooMany(f"more than {MAX_WORK} factors")

    def _rewritten(self, draft: Draft) -> list[Draft] | None:
        """One rule applied to the factors; None where none applies."""
        for factor, exponent in draft.factors.items():
            rule = self._rules.get((factor.kind, factor.name)) or self._rules.get((factor.kind, ""))
            if rule is not None:
                found = rule(self, draft, factor, exponent)
                if found is not None:
                    return found
        return None

    def _labelled(self, draft: Draft) -> tuple[Term, int] | None:
        """The closed term, and the sign that came out of naming its dummies."""
        where, factors = draft.where, list(draft.factors.items())
        if not draft.bound:
            return self._term((), where, factors), 1

        def closed(order: tuple[str, ...]) -> tuple[Term, int] | None:
            return self._named(draft, order)

        return Labelling(draft.bound, where, factors, closed).best()

    def _named(self, draft: Draft, order: tuple[str, ...]) -> tuple[Term, int] | None:
        """The term with dummies in this order; None where naming makes more than one term of it."""
        height = max((f.height for f in draft.factors), default=0) + 1
        names = tuple(f"#{height}.{k}" for k in range(len(order)))
        values = {old: Dim.of(new) for old, new in zip(order, names, strict=True)}
        found = self.rebuilt(draft, values)
        if len(found) != 1 or found[0].coefficient not in (draft.coefficient, -draft.coefficient):
            return None
        (one,) = found
        if max((f.height for f in one.factors), default=0) + 1 != height:
            return None
        sign = 1 if one.coefficient == draft.coefficient else -1
        return self._term(names, one.where, list(one.factors.items())), sign

    @staticmethod
    def _term(bound: tuple[str, ...], where: Sequence[Condition], factors: Sequence[tuple[Factor, Exponent]]) -> Term:
        return Term(
            bound,
            tuple(sorted(where, key=lambda c: c.key) if len(where) > 1 else where),
            tuple(sorted(factors, key=lambda fe: fe[0].key) if len(factors) > 1 else factors),
        )


class _Given:
    """Facts extended while a block runs."""

    __slots__ = ("_algebra", "_before", "_conditions")

    def __init__(self, algebra: Algebra, conditions: tuple[Condition, ...]) -> None:
        self._algebra = algebra
        self._conditions = conditions
        self._before = algebra.facts

    def __enter__(self) -> None:
        self._before = self._algebra.facts
        if self._conditions:
            self._algebra.facts = self._before.given(self._conditions)

    def __exit__(self, *_: object) -> None:
        self._algebra.facts = self._before


def within_shape(names: Sequence[str], shape: Sequence[Dim | None]) -> list[Condition]:
    return [c for n, d in zip(names, shape, strict=True) if d is not None for c in within(Dim.of(n), Dim.ONE, d)]


__all__ = ["Algebra", "Maker", "ProductRule", "is_whole", "within_shape"]
