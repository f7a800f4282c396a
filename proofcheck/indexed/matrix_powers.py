"""Powers of a matrix with a symbolic exponent: symbolic matrix products whose factors are all the same.

`power(A, k)[i, j]` is the factor `matprod` over 1..k of an array that does not depend on its first argument.
"""

from __future__ import annotations

from proofcheck.indexed.algebra import Algebra, Maker, within_shape
from proofcheck.indexed.completion import Rule
from proofcheck.indexed.drafts import Draft, plain
from proofcheck.indexed.indices import Condition, equal_places, names_in, within
from proofcheck.indexed.inverse import Inverses, alone, diagonal_of, oriented, scaled_out, written
from proofcheck.indexed.properties import FREE, NONE, Properties
from proofcheck.indexed.repeated import POWER, base_of, power_factor
from proofcheck.indexed.rewriting import Rewrite, name_of, readings
from proofcheck.indexed.terms import ONE, ONE_FORM, Abstract, Exponent, Factor, Form
from proofcheck.indexed.words import Word, Words, value_of, words_of
from proofcheck.language.types import Dim


class Powers:
    """What powers of matrices are within one algebra."""

    __slots__ = ("_cores", "_inverses", "_others", "_properties")

    def __init__(self, properties: Properties, inverses: Inverses, others: Maker) -> None:
        self._properties = properties
        self._inverses = inverses
        self._others = others
        self._cores: set[str] = set()

    def made(self, x: Algebra, factor: Factor) -> Form:
        """An entry of a power; of other matrix products as before."""
        base = base_of(x, factor)
        lower, upper, row, column = factor.at
        exponent = upper - lower + Dim.ONE
        if base is None or not x.facts.certain(Condition(exponent)) or exponent.constant is not None:
            other = self._others(x, factor)
            return x.factor(other) if isinstance(other, Factor) else other
        if base.key in self._cores:
            return x.factor(power_factor(x, base, exponent, row, column))
        content, base = scaled_out(x, base)
        diagonal = diagonal_of(x, base, row) if base.body.terms else None
        if diagonal is not None:
            value = x.where(x.power(diagonal, plain(exponent)), [equal_places(row, column)])
        elif self._idempotent(base) and x.facts.certain(Condition(exponent - Dim.ONE)):
            value = x.applied(base, (row, column))
        else:
            value = self._of_words(x, base, exponent, row, column)
        return x.mul(x.power(content, plain(exponent)), value)

    def _idempotent(self, base: Abstract) -> bool:
        single = base.body.single
        if single is None or single[1] != 1 or single[0].kind != "entry" or FREE in single[0].data:
            return False
        same = single[0].at == tuple(map(Dim.of, base.arguments))
        return same and "projection" in self._properties.get(single[0].name, NONE)

    def _of_words(self, x: Algebra, base: Abstract, exponent: Dim, row: Dim, column: Dim) -> Form:
        """`(S A inv(S))**k == S A**k inv(S)`; else the power of A, or of its transpose."""
        length = base.shape[0]
        assert length is not None
        i, j = x.fresh(), x.fresh()
        with x.given(within_shape((i, j), base.shape)):
            words = words_of(x, x.applied(base, (Dim.of(i), Dim.of(j))), ((i, length), (j, length)))
        assert words is not None
        if len(words) == 1:
            ((word, _),) = words.items()
            split = self._conjugated(x, word)
            if split is not None:
                left, inner, right = split
                return self._between(x, left, inner, right, exponent, row, column)
        core, _, turned = oriented(x, base)
        self._cores.add(core.key)
        return x.factor(power_factor(x, core, exponent, *((column, row) if turned else (row, column))))

    def _conjugated(self, x: Algebra, word: Word) -> tuple[Word, Word, Word] | None:
        if len(word.letters) < 3:
            return None
        first, last = word.letters[0], word.letters[-1]
        if not first.square or self._inverses.of_letter(x, first) != alone(last):
            return None
        rows = first.rows
        return Word((first,), rows, rows), Word(word.letters[1:-1], rows, rows), Word((last,), rows, rows)

    def _between(self, x: Algebra, left: Word, inner: Word, right: Word, exponent: Dim, row: Dim, column: Dim) -> Form:
        length = left.rows
        assert length is not None
        i, j, p, q = (x.fresh() for _ in range(4))
        inside = within_shape((i, j, p, q), (length,) * 4)
        with x.given(inside):
            body: Words = {inner: ONE_FORM}
            base = x.abstract((p, q), (length, length), value_of(x, body, Dim.of(p), Dim.of(q)))
            power = x.made_form(power_factor(x, base, exponent, Dim.of(i), Dim.of(j)))
            total = x.mul(left.at(x, row, Dim.of(i)), power, right.at(x, Dim.of(j), column))
        return x.sum(x.sum(total, i, Dim.ONE, length), j, Dim.ONE, length)


def power_rule(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> list[Draft] | None:
    """`A**k A == A**(k+1) == A A**k`, `A**k A**l == A**(k+l)` for natural k and l; the first exponent a bound one."""
    if exponent != ONE:
        return None
    base = base_of(x, factor)
    if base is None:
        return None
    with x.given(draft.where):
        if not x.facts.certain(Condition(factor.at[1])):
            return None
        for other, power in draft.factors.items():
            if power == 1 and other is not factor:
                joined = _joined(x, draft, base, factor, other)
                if joined is not None:
                    return joined
    return _shifted(x, draft, factor)


def _joined(x: Algebra, draft: Draft, base: Abstract, factor: Factor, other: Factor) -> list[Draft] | None:
    _, own, row, column = factor.at
    for reading, sign in readings(other):
        more = _exponent(x, base, reading)
        if more is None:
            continue
        a, b = reading.at[-2:]
        for ends, middle in (((row, b), (column, a)), ((a, column), (b, row))):
            name = name_of(middle[0])
            if middle[0] != middle[1] or name is None or not _inner(draft, base, name, (factor, other)):
                continue
            rest = draft.without(factor, other)
            rest.coefficient *= sign
            rest.bound.remove(name)
            rest.where = [c for c in rest.where if name not in c.names]
            return x.times(rest, x.made_form(power_factor(x, base, own + more, *ends)))
    return None


def _exponent(x: Algebra, base: Abstract, factor: Factor) -> Dim | None:
    """The exponent of another power of the same matrix; 1 of the matrix itself."""
    if factor.kind == POWER:
        other = base_of(x, factor)
        return factor.at[1] if other == base and x.facts.certain(Condition(factor.at[1])) else None
    single = base.body.single
    if single is None or single[1] != 1 or len(factor.at) < 2:
        return None
    places = dict(zip(base.arguments, factor.at[-2:], strict=True))
    value = x.put(base.body, places).single
    return Dim.ONE if value == (factor, ONE) else None


def _inner(draft: Draft, base: Abstract, name: str, factors: tuple[Factor, Factor]) -> bool:
    """Whether a dummy joins the two factors alone and runs through the whole length."""
    if name not in draft.bound or any(f not in factors for f in draft.reads(name)) or base.shape[0] is None:
        return False
    if any(sum(name in names_in(d) for d in f.at) != 1 or any(name in a.names for a in f.args) for f in factors):
        return False
    return set(draft.tests(name)) == set(within(Dim.of(name), Dim.ONE, base.shape[0]))


def _shifted(x: Algebra, draft: Draft, factor: Factor) -> list[Draft] | None:
    """A dummy t in the exponent t + c, and in no other power, renamed so that the exponent is t."""
    exponent = factor.at[1]
    for name in draft.bound:
        gap = exponent - Dim.of(name)
        if gap.constant in (None, 0):
            continue
        if any(f.kind == POWER and f != factor and name in f.names for f in draft.factors):
            return None
        return x.rebuilt(draft, {name: Dim.of(name) - gap})
    return None


def eigenvector(x: Algebra, rule: Rule) -> Rewrite | None:
    """`A**k v == c**k v` from `A v == c v`."""
    lead, rest = rule
    if len(lead.letters) != 2 or not lead.letters[0].square or lead.letters[1].cols is not None:
        return None
    matrix, vector = lead.letters
    value = rest.get(Word((vector,), lead.rows, None))
    if len(rest) != 1 or value is None or vector.template is None or matrix.rows is None:
        return None
    base = written(x, alone(matrix), matrix.rows)
    row, inner, count = "?0", "?1", "?2"
    legs = ((row, matrix.rows), (inner, matrix.rows))
    with x.given([*within_shape([n for n, _ in legs], [d for _, d in legs]), Condition(Dim.of(count))]):
        power = x.made_form(power_factor(x, base, Dim.of(count), Dim.of(row), Dim.of(inner))).single
        entry = vector.at(x, Dim.of(inner), None).single
        image = x.mul(x.power(value, Dim.of(count)), vector.at(x, Dim.of(row), None))
    if power is None or entry is None or power[1] != 1 or entry[1] != 1:
        return None
    return Rewrite(
        legs=(row, count),
        bound=(inner,),
        where=within(Dim.of(inner), Dim.ONE, matrix.rows),
        factors=((power[0], ONE), (entry[0], ONE)),
        value=x.abstract((row, count), (matrix.rows, None), image),
        natural=(count,),
    )
