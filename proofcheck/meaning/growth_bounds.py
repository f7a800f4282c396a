"""Numbers that a sum stays between, and what its sign says of the monomials in it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.meaning.growth_algebra import Algebra
from proofcheck.meaning.growth_constants import Unsure, exp, log, rational
from proofcheck.meaning.growth_monomials import UNIT
from proofcheck.meaning.growth_order import Constraint, Split
from proofcheck.meaning.growth_sums import Interval, Sum

_TINY = Fraction(1, 1 << 20)  # what vanishes is below it in the end


def bounds(x: Algebra, f: Sum) -> Interval:
    """Numbers that f lies between once all variables are large. Errors: Unsure where it is unbounded; Split."""
    low = high = Fraction(0)
    for m in f.monomials:
        a, b = f.interval(m)
        if m == UNIT:
            low, high = low + a, high + b
            continue
        ratio = x.order.ratio(m, UNIT)
        if ratio is None:
            raise Unsure("a value that is not bounded") if x.vanishes(UNIT / m) else Split(m, UNIT)
        most = _TINY if ratio.diverges else exp(-ratio.low).bounds()[1]
        low, high = low + min(a * most, Fraction(0)), high + max(b * most, Fraction(0))
    return low, high


def consequences(x: Algebra, f: Sum) -> Iterator[Constraint]:
    """What `f >= 0` says of monomials: each negative term is at most what all positive ones are together."""
    positive = Sum(
        {m: c for m, c in f.exact.items() if c.sign() > 0},
        {m: (Fraction(0), hi) for m, (_, hi) in f.loose.items() if hi > 0},
        f.after,
    )
    try:
        most = x.lead(positive)
    except (Unsure, Split):
        return
    for m in f.monomials:
        size = -f.interval(m)[1]
        if m != most.monomial and size > 0 < most.high:
            yield Constraint(most.monomial.form - m.form, log(rational(size / most.high)), most.after)
