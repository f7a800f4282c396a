"""Powers of forms: of numbers, of products, and of sums with what their terms have in common taken out.

A root is never split unless a part is surely not negative; even powers leave an absolute value: √(x²) = |x|.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from proofcheck.indexed import signs
from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.drafts import Draft, is_whole, plain, product_of
from proofcheck.indexed.terms import ONE, ONE_FORM, UNIT, ZERO_FORM, Abstract, Exponent, Factor, Form, Term, TooMany
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

MAX_PRIME = 10_000


def scalar(form: Form) -> Abstract:
    return Abstract((), (), form)


def sum_factor(form: Form) -> Factor:
    """The base of a power that is not multiplied out."""
    return Factor(kind="sum", args=(scalar(form),))


def raised(x: Algebra, form: Form, exponent: Exponent) -> Form:
    """`form ** exponent` for an exponent that is no small natural number. Errors: NoMeaning, TooMany."""
    if exponent == 0:
        return ONE_FORM
    if exponent == 1:
        return form
    value = form.number
    if value is not None:
        return of_number(x, value, exponent)
    if len(form.terms) == 1 and not form.terms[0][0].bound:
        return _of_product(x, form, exponent)
    return _of_sum(x, form, exponent)


def primes(value: int) -> list[tuple[int, int]]:
    """Prime factors with multiplicity; a large factor that is left over stands for itself."""
    found, p = [], 2
    while p * p <= value and p <= MAX_PRIME:
        k = 0
        while value % p == 0:
            value, k = value // p, k + 1
        if k:
            found.append((p, k))
        p += 1
    return [*found, (value, 1)] if value > 1 else found


def prime_exponents(value: Fraction) -> list[tuple[int, int]]:
    """Of a positive rational, exponents of the denominator negative."""
    return [*primes(value.numerator), *((p, -k) for p, k in primes(value.denominator))]


def of_number(x: Algebra, value: Fraction, exponent: Exponent) -> Form:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if value == 0 and exponent < 0:
            raise NoMeaning("/", "by zero")
        if abs(exponent) > 4000:
            raise TooMany("a power of a number")
        return x.number(value ** int(exponent))
    if value == 0 or (value < 0 and not is_whole(exponent)):
        if value == 0 and isinstance(exponent, Fraction) and exponent > 0:
            return ZERO_FORM
        raise NoMeaning("**", "a root of a negative number, or a power of zero")
    draft = Draft()
    for p, k in prime_exponents(abs(value)):
        draft.times(Factor(kind="number", name=str(p)), product_of(exponent, Fraction(k)))
    if value < 0:
        draft.times(Factor(kind="number", name="-1"), exponent)
    return x.closed([draft])


def _of_product(x: Algebra, form: Form, exponent: Exponent) -> Form:
    term, c = form.terms[0]
    if term.where and not (isinstance(exponent, Fraction) and exponent > 0):
        raise NoMeaning("**", "of what may be zero by its indices")
    draft, rest = Draft(where=list(term.where)), Draft()
    whole = is_whole(exponent)
    for factor, own in term.factors:
        sign = signs.of_factor(x, factor)
        if whole or sign >= signs.NOT_NEGATIVE or not is_whole(own):
            draft.times(factor, product_of(own, exponent))
        elif isinstance(own, Fraction) and own % 2 == 0:
            draft.times(absolute(factor), product_of(own, exponent))
        else:
            rest.times(factor, own)
    if whole:
        return x.mul(of_number(x, c, exponent), x.closed([draft]))
    if c < 0:
        rest.coefficient = Fraction(-1)
    if len(rest.factors) == 1 and c > 0:  # an odd power that has a root is not negative, and so is its base
        ((factor, own),) = rest.factors.items()
        if isinstance(own, Fraction):
            draft.times(factor, product_of(own, exponent))
            rest = Draft()
    if rest.factors or c < 0:
        inner = x.closed([rest])
        if inner.number is not None:
            raise NoMeaning("**", "a root of a negative number")
        draft.times(sum_factor(inner), exponent)
    return x.mul(of_number(x, abs(c), exponent), x.closed([draft]))


def absolute(factor: Factor) -> Factor:
    return Factor(kind="function", name="abs", args=(scalar(Form.of({Term(factors=((factor, ONE),)): ONE})),))


def _of_sum(x: Algebra, form: Form, exponent: Exponent) -> Form:
    whole = is_whole(exponent)
    content, base = parted(x, form, any_sign=whole)
    if content.number != 1:
        return x.mul(x.power(content, exponent), x.power(base, exponent))
    parts = components(x, base)
    if len(parts) > 1 and (whole or all(signs.of_form(x, p) >= signs.NOT_NEGATIVE for p in parts)):
        return x.mul(*(x.power(p, exponent) for p in parts))
    if whole:
        found = _logistic(x, base, exponent)
        if found is not None:
            return found
    return x.closed([Draft(factors={sum_factor(base): exponent})])


def components(x: Algebra, form: Form) -> list[Form]:
    """A single sum as a product of sums that share no dummies."""
    if len(form.terms) != 1 or len(form.terms[0][0].bound) < 2:
        return [form]
    term, c = form.terms[0]
    if len(x.openings(term)) != 1:
        return [form]
    draft = x.opened(term)
    groups: list[set[str]] = [{n} for n in draft.bound]
    linked = [f.names for f in draft.factors] + [t.names for t in draft.where]
    for names in linked:
        own = set(names).intersection(draft.bound)
        touched = [g for g in groups if g & own]
        if len(touched) > 1:
            groups = [g for g in groups if g not in touched] + [set().union(*touched)]
    if len(groups) < 2 or any(isinstance(e, Dim) for e in draft.factors.values()):
        return [form]
    parts = []
    for g in groups:
        factors = {f: e for f, e in draft.factors.items() if f.names & g}
        tests = [t for t in draft.where if t.names & g]
        parts.append(x.closed([Draft(ONE, [n for n in draft.bound if n in g], tests, factors)]))
    rest = {f: e for f, e in draft.factors.items() if f.names.isdisjoint(draft.bound)}
    tests = [t for t in draft.where if t.names.isdisjoint(draft.bound)]
    if rest or tests or c != 1:
        parts.append(x.closed([Draft(c, [], tests, rest)]))
    return parts


def parted(x: Algebra, form: Form, any_sign: bool) -> tuple[Form, Form]:
    """What all terms have in common, and the rest; without `any_sign` only what is surely not negative."""
    common = _common(x, form, any_sign)
    denominators = lcm(*(c.denominator for _, c in form.terms))
    numerators = gcd(*(int(c * denominators) for _, c in form.terms))
    scale = Fraction(numerators, denominators)
    if any_sign and form.terms[0][1] < 0:
        scale = -scale
    if scale == 1 and not common:
        return ONE_FORM, form
    inverse = {f: product_of(e, Fraction(-1)) for f, e in common.items()}
    drafts = []
    for term, c in form.terms:
        for draft in x.openings(term, c / scale):
            for f, e in inverse.items():
                draft.times(f, e)
            drafts.append(draft)
    content = Draft(scale, [], [], dict(common))
    base = x.closed(drafts)
    if not base.terms:
        raise NoMeaning("**", "of zero")
    return x.closed([content]), base


def _common(x: Algebra, form: Form, any_sign: bool) -> dict[Factor, Exponent]:
    """The factors to take out, each with its least exponent."""
    found: dict[Factor, Exponent] = {}
    candidates = dict.fromkeys(f for t, _ in form.terms for f, _ in t.factors if f.names.isdisjoint(t.bound))
    for factor in candidates:
        signed = not any_sign and signs.of_factor(x, factor) == signs.ANY
        exponents = [dict(t.factors).get(factor, Fraction(0)) for t, _ in form.terms]
        if any(not isinstance(e, Fraction) for e in exponents):
            continue
        broken = any(e.denominator != 1 for e in exponents if isinstance(e, Fraction))
        if any_sign and broken and signs.of_factor(x, factor) != signs.POSITIVE:
            continue
        least = min(e for e in exponents if isinstance(e, Fraction))
        if signed:  # an even power at least is not negative
            least = least - least % 2 if least > 0 and not broken else Fraction(0)
        if least:
            found[factor] = least
    return found


def exponential(x: Algebra, form: Form) -> Form | None:
    """The f with `form == exp(f)`, if that is plain."""
    if len(form.terms) != 1:
        return None
    term, c = form.terms[0]
    if c != 1 or term.bound or term.where or not term.factors:
        return None
    parts = []
    for factor, e in term.factors:
        if factor.kind != "function" or factor.name != "exp" or not isinstance(e, Fraction):
            return None
        parts.append(x.scaled(factor.args[0].body, e))
    return x.add(*parts)


def one_plus_exponential(x: Algebra, form: Form) -> Form | None:
    """The f with `form == 1 + exp(f)`, if that is plain."""
    if len(form.terms) != 2:
        return None
    for one, other in (form.terms, form.terms[::-1]):
        if one[0] == UNIT and one[1] == 1:
            return exponential(x, Form.of([other]))
    return None


def _logistic(x: Algebra, base: Form, exponent: Exponent) -> Form | None:
    """`1/(1 + exp(f))` is sigmoid(-f), and `1/(1 - sigmoid(f))` is 1 + exp(f)."""
    if not (isinstance(exponent, Fraction) and exponent < 0):
        return None
    inner = one_plus_exponential(x, base)
    if inner is not None:
        return x.power(x.function("sigmoid", x.scaled(inner, -1)), -exponent)
    if len(base.terms) == 2:
        for sign in (1, -1):
            rest = x.sub(ONE_FORM, x.scaled(base, sign)).single
            if rest is not None and rest[1] == 1 and rest[0].kind == "function" and rest[0].name == "sigmoid":
                whole = x.add(ONE_FORM, x.function("exp", rest[0].args[0].body))
                return x.scaled(x.power(whole, -exponent), Fraction(sign) ** int(exponent))
    return None


__all__ = ["Dim", "absolute", "of_number", "one_plus_exponential", "parted", "plain", "raised", "scalar", "sum_factor"]
