"""Determinants of matrices as factors `det(M)`: of a product the product, of 1 + A B that of 1 + B A (Sylvester).

The derivative of `det(M)` is its adjugate, a factor `adj(M)[i, j]`, which has a value for singular M too; where M is
invertible it is `det(M) inv(M)`, and in that case one inverse beside a determinant is written as an adjugate.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra, ProductRule, within_shape
from proofcheck.indexed.completion import plus, times
from proofcheck.indexed.derivative import Slope
from proofcheck.indexed.drafts import Draft, plain
from proofcheck.indexed.indices import at_least, equal_places
from proofcheck.indexed.inverse import (
    INVERSE,
    Inverses,
    alone,
    entrywise_slope,
    oriented,
    peeled,
    scaled_out,
    side,
    written,
)
from proofcheck.indexed.makers import product
from proofcheck.indexed.partitions import complement, partition
from proofcheck.indexed.properties import FREE, NONE, Equation, Properties, is_orthogonal, ordered
from proofcheck.indexed.repeated import base_of
from proofcheck.indexed.rewriting import SKEW
from proofcheck.indexed.signs import POSITIVE, of_factor, of_form
from proofcheck.indexed.terms import ONE, ONE_FORM, ZERO_FORM, Abstract, Exponent, Factor, Form
from proofcheck.indexed.words import Letter, Word, Words, value_of, words_of
from proofcheck.language.types import Dim

DETERMINANT, ADJUGATE = "det", "adj"
_INVERTIBLE = frozenset(("invertible", "positive definite", "orthogonal", "permutation"))


class Determinants:
    """What determinants are within one algebra: each is found once.

    `invertible` are keys of arrays that are invertible wherever the equation in question says something, `nonzero`
    variables without an entry 0.
    """

    __slots__ = ("_cores", "_inverses", "_kept", "_nonzero", "_properties", "invertible")

    def __init__(
        self, properties: Properties, inverses: Inverses, invertible: frozenset[str], nonzero: frozenset[str]
    ) -> None:
        self._nonzero = nonzero
        self._properties = properties
        self._inverses = inverses
        self._kept: dict[str, Form] = {}
        self._cores: set[str] = set()
        self.invertible = invertible

    def made(self, x: Algebra, factor: Factor) -> Form:
        """A determinant in normal form. Errors: NoMeaning."""
        matrix = factor.args[0]
        if matrix.key in self._cores:
            return x.factor(factor)
        if matrix.key not in self._kept:
            self._kept[matrix.key] = self._of(x, matrix)
        return self._kept[matrix.key]

    def logarithm(self, x: Algebra, factor: Factor) -> Form:
        """log |det M|, of a product the sum."""
        value = self.made(x, Factor(kind="atom", name=DETERMINANT, args=factor.args))
        if len(value.terms) != 1 or value.terms[0][0].bound or value.terms[0][0].where:
            return x.function("log", x.function("abs", value))
        ((term, c),) = value.terms
        parts = [x.function("log", x.number(abs(c)))]
        for own, e in term.factors:
            weight = x.size(e) if isinstance(e, Dim) else x.number(e)
            parts.append(x.mul(weight, x.function("log", x.function("abs", x.factor(own)))))
        return x.add(*parts)

    def adjugate(self, x: Algebra, factor: Factor) -> Form:
        """An entry of the adjugate of M, or of that of its transpose."""
        value = self.made(x, _determinant(factor.args[0]))
        if value.number:
            return x.mul(value, x.made_form(Factor(kind="atom", name=INVERSE, at=factor.at, args=factor.args)))
        core, data, turned = oriented(x, factor.args[0])
        data = tuple(d for d in data if d != SKEW)
        _, at = ordered(factor.at[::-1] if turned else factor.at, data)
        return x.factor(Factor(kind="atom", name=ADJUGATE, at=at, args=(core,), data=data))

    def _of(self, x: Algebra, matrix: Abstract) -> Form:
        length = side(matrix)
        i, j = x.fresh(), x.fresh()
        row, column = Dim.of(i), Dim.of(j)
        content, body = scaled_out(x, matrix)
        if not body.body.terms:
            return ZERO_FORM
        with x.given(within_shape((i, j), (length, length))):
            form = x.applied(body, (row, column))
            value = self._of_triangular(x, form, i, j, length)
            if value is None:
                value = self._by_blocks(x, body)
            if value is None:
                words = words_of(x, form, ((i, length), (j, length)))
                assert words is not None
                value = self._of_words(x, words, length)
        return x.mul(x.power(content, plain(length)), value)

    def _of_triangular(self, x: Algebra, form: Form, i: str, j: str, length: Dim) -> Form | None:
        """The product of the diagonal, where all on one side of it is 0 by the indices."""
        row, column = Dim.of(i), Dim.of(j)
        same = equal_places(row, column)
        for half in (at_least(row, column), at_least(column, row)):
            if all(same in t.where or half in t.where for t, _ in form.terms):
                diagonal = x.abstract((i,), (length,), x.put(form, {j: row}))
                return product(x, diagonal, Dim.ONE, length)
        return None

    def _by_blocks(self, x: Algebra, matrix: Abstract) -> Form | None:
        """det [[a, b], [c, d]] == det(a) det(d - c inv(a) b), where a is invertible or b or c is 0."""
        blocks = partition(x, matrix)
        upper = None if blocks is None else next(blocks.pivots(x, self.regular), None)
        if blocks is None or upper is None:
            return None
        return x.mul(*(self.made(x, _determinant(part)) for part in complement(x, blocks, upper)))

    def regular(self, x: Algebra, matrix: Abstract) -> bool:
        """Whether an array is surely invertible."""
        value = self.made(x, _determinant(matrix))
        if len(value.terms) != 1 or value.terms[0][0].bound or value.terms[0][0].where:
            return False
        return all(self._not_zero(x, f) for f, _ in value.terms[0][0].factors)

    def _not_zero(self, x: Algebra, factor: Factor) -> bool:
        if of_factor(x, factor) == POSITIVE:
            return True
        if factor.kind == "entry":
            return factor.name in self._nonzero and FREE not in factor.data
        if factor.kind != "atom" or factor.name != DETERMINANT:
            return False
        single = factor.args[0].body.single
        known = single is not None and single[1] == 1 and self._declared(single[0]) and len(single[0].at) == 2
        return known or factor.args[0].key in self.invertible

    def _declared(self, factor: Factor) -> bool:
        own = self._properties.get(factor.name, NONE) if factor.kind == "entry" else NONE
        return bool(own & _INVERTIBLE) and FREE not in factor.data

    def _of_words(self, x: Algebra, words: Words, length: Dim) -> Form:
        before, middle, after = peeled(words, lambda a: a.square)
        found = ONE_FORM
        for letter in (*before, *after):
            found = x.mul(found, self._of_letter(x, letter))
        if all(not w.letters for w in middle):
            for c in middle.values():
                found = x.mul(found, x.power(c, plain(length)))
            return found
        return x.mul(found, self._of_sum(x, middle, length))

    def _of_letter(self, x: Algebra, letter: Letter) -> Form:
        own = letter.template
        if own is not None and own.kind == "atom" and own.name == INVERSE:
            return x.power(self.made(x, _determinant(own.args[0])), Fraction(-1))
        base = None if own is None else base_of(x, own)
        if own is not None and base is not None:
            return x.power(self.made(x, _determinant(base)), plain(own.at[1]))
        if own is not None and own.kind == "atom" and own.name == "expm":
            return x.function("exp", _trace(x, own.args[0]))
        assert letter.rows is not None
        if letter.diagonal:
            return self.made(x, _determinant(written(x, alone(letter), letter.rows)))
        return self._core(x, written(x, alone(letter), letter.rows))

    def _of_sum(self, x: Algebra, words: Words, length: Dim) -> Form:
        """Of a sum: an invertible term taken out, then the smallest form by Sylvester's identity."""
        identity = Word((), length, length)
        c = words.get(identity)
        if c is not None and (c.number or of_form(x, c) == POSITIVE):
            return self._sylvester(x, {w: d for w, d in words.items() if w != identity}, c, length)
        if c is None:
            for word in sorted(words, key=lambda w: w.order):
                if len(word.letters) == 1 and word.letters[0].square and self._known(x, word.letters[0]):
                    rest = {w: d for w, d in words.items() if w != word}
                    rest = plus(
                        x, times(x, self._inverses.of_letter(x, word.letters[0]), rest), {identity: words[word]}
                    )
                    return x.mul(self._of_letter(x, word.letters[0]), self._of_words(x, rest, length))
        return self._core(x, written(x, words, length))

    def _known(self, x: Algebra, letter: Letter) -> bool:
        own = letter.template
        if own is None:
            return False
        if own.kind == "atom" and own.name == INVERSE:
            return True
        if self._declared(own):
            return True
        assert letter.rows is not None
        return any(written(x, alone(a), letter.rows).key in self.invertible for a in (letter, letter.transposed))

    def _sylvester(self, x: Algebra, words: Words, c: Form, length: Dim) -> Form:
        """det(c + A B) == c**(n - m) det(c + B A) for A of n rows and m columns; of a scalar itself."""
        best: tuple[tuple[int, str], Form, Dim] | None = None
        for turned in _rotations(words):
            rows = next(iter(turned)).rows
            if rows is None:
                value = x.add(c, value_of(x, turned, None, None))
                return x.mul(x.power(c, plain(length - Dim.ONE)), value)
            whole = {**turned, Word((), rows, rows): c}
            array = oriented(x, written(x, whole, rows))[0]
            rank = (0 if rows.constant is not None else 1, array.key)
            if best is None or rank < best[0]:
                best = rank, self._core(x, array), rows
        assert best is not None
        return x.mul(x.power(c, plain(length - best[2])), best[1])

    def _core(self, x: Algebra, matrix: Abstract) -> Form:
        """A determinant that stays: of M or of its transpose, whichever comes first."""
        array = oriented(x, matrix)[0]
        self._cores.add(array.key)
        return x.factor(_determinant(array))


def _trace(x: Algebra, matrix: Abstract) -> Form:
    i = x.fresh()
    with x.given(within_shape((i,), (side(matrix),))):
        entry = x.applied(matrix, (Dim.of(i), Dim.of(i)))
    return x.sum(entry, i, Dim.ONE, side(matrix))


def _determinant(matrix: Abstract) -> Factor:
    return Factor(kind="atom", name=DETERMINANT, args=(matrix,))


def _rotations(words: Words) -> Iterator[Words]:
    """The words A B as B A, for every A that all begin with and every B that all end with."""
    yield words
    count = len(words)
    for sign in (1, -1):
        turned = words
        for _ in range(sum(len(w.letters) for w in words)):
            ends = {w.letters[0] if sign == 1 else w.letters[-1] for w in turned if w.letters}
            if len(ends) != 1 or any(not w.letters for w in turned):
                break
            (end,) = ends
            if sign == 1:
                turned = {Word((*w.letters[1:], end), end.cols, end.cols): c for w, c in turned.items()}
            else:
                turned = {Word((end, *w.letters[:-1]), end.rows, end.rows): c for w, c in turned.items()}
            if len(turned) != count or turned == words:
                break
            yield turned


def determinant_rule(properties: Properties) -> ProductRule:
    """Products with determinants: det(Q)² == 1 for orthogonal Q; one inverse beside its determinant as adjugate."""

    def rule(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> list[Draft] | None:
        matrix = factor.args[0]
        if exponent in (0, 1) or not isinstance(exponent, Fraction) or exponent.denominator != 1:
            return None
        if not _is_orthogonal(matrix, properties):
            return None
        rest = draft.without(factor)
        rest.times(factor, Fraction(int(exponent) % 2))
        return [rest]

    return rule


def _is_orthogonal(matrix: Abstract, properties: Properties) -> bool:
    single = matrix.body.single
    if single is None or single[1] != 1:
        return False
    places = tuple(map(Dim.of, matrix.arguments))
    return single[0].at in (places, places[::-1]) and is_orthogonal(single[0], properties)


def adjugate_rule(invertible: frozenset[str]) -> ProductRule:
    """adj(M) == det(M) inv(M), where M is known to be invertible or another factor says so."""

    def rule(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> list[Draft] | None:
        own = _determinant(factor.args[0])
        power = draft.factors.get(own)
        divided = isinstance(power, Fraction) and power < 0
        inverted = any(_same_inverse(f, factor) for f in draft.factors)
        if exponent != ONE or not (divided or inverted or factor.args[0].key in invertible):
            return None
        rest = draft.without(factor)
        rest.times(own)
        return x.times(rest, x.made_form(Factor(kind="atom", name=INVERSE, at=factor.at, args=factor.args)))

    return rule


def inverse_rule(invertible: frozenset[str]) -> ProductRule:
    """det(M)**e inv(M) == det(M)**(e - 1) adj(M), if e is no negative number and this is the only inverse of M."""

    def rule(x: Algebra, draft: Draft, factor: Factor, exponent: Exponent) -> list[Draft] | None:
        own = _determinant(factor.args[0])
        power = draft.factors.get(own)
        if power is None or exponent != ONE or (isinstance(power, Fraction) and power < 0):
            return None
        if factor.args[0].key in invertible or any(_same_inverse(f, factor) and f != factor for f in draft.factors):
            return None
        rest = draft.without(factor)
        rest.times(own, Fraction(-1))
        return x.times(rest, x.made_form(Factor(kind="atom", name=ADJUGATE, at=factor.at, args=factor.args)))

    return rule


def _same_inverse(factor: Factor, like: Factor) -> bool:
    return factor.kind == "atom" and factor.name == INVERSE and factor.args == like.args


def slope_of_determinant(x: Algebra, factor: Factor, slope: Slope) -> Form:
    """∂det(M) == Σ adj(M)[j, i] ∂M[i, j]."""
    matrix = factor.args[0]
    return entrywise_slope(
        x, matrix, slope, lambda i, j: x.made_form(Factor(kind="atom", name=ADJUGATE, at=(j, i), args=(matrix,)))
    )


def equations(x: Algebra, form: Form) -> Iterator[Equation]:
    """`M adj(M) == det(M) == adj(M) M` for the adjugates in a form."""
    seen: set[str] = set()
    for factor in (f for t, _ in form.terms for f, _ in t.factors if f.kind == "atom" and f.name == ADJUGATE):
        matrix = factor.args[0]
        if matrix.key in seen or any(n[0] in "~#@" for n in matrix.names):
            continue
        seen.add(matrix.key)
        length = side(matrix)
        for left in (True, False):
            i, j, k = x.fresh(), x.fresh(), x.fresh()
            row, mid, column = Dim.of(i), Dim.of(k), Dim.of(j)
            at = (row, mid) if left else (mid, column)
            own = Factor(kind="atom", name=ADJUGATE, at=at, args=factor.args, data=factor.data)
            with x.given(within_shape((i, j), (length, length))):
                other = x.applied(matrix, (mid, column) if left else (row, mid))
                product = x.sum(x.mul(x.factor(own), other), k, Dim.ONE, length)
                value = x.where(x.factor(_determinant(matrix)), [equal_places(row, column)])
                form = x.sub(product, value)
            yield Equation(form=form, legs=((i, length), (j, length)))
