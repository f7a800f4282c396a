"""Inverses of matrices as entries `inv(M)[i, j]`: taken apart where M is a product, put in one orientation elsewhere.

Where `inv(M)` has a value, M is invertible; so a square factor at an end of M is too, and so is a scalar factor of M.
An equation with `inv(M)` in it says something only there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra, within_shape
from proofcheck.indexed.completion import times
from proofcheck.indexed.derivative import Slope
from proofcheck.indexed.drafts import Draft
from proofcheck.indexed.indices import equal_places
from proofcheck.indexed.partitions import Regular, inverted, partition
from proofcheck.indexed.properties import Equation, Properties, is_orthogonal, ordered
from proofcheck.indexed.repeated import base_of, power_factor
from proofcheck.indexed.rewriting import SKEW, SYMMETRIC
from proofcheck.indexed.terms import ONE_FORM, Abstract, Factor, Form
from proofcheck.indexed.words import COLUMN, ROW, Letter, Word, Words, value_of, words_of
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning

INVERSE = "inv"
Flags = tuple[str | int, ...]


class Inverses:
    """What the inverses of arrays are within one algebra: each is found once."""

    __slots__ = ("_cores", "_kept", "_properties", "regular")

    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self.regular: Regular = lambda x, matrix: False  # what is surely invertible
        self._kept: dict[str, Abstract] = {}
        self._cores: dict[str, Flags] = {}  # arrays whose inverse stays as it is, with its symmetry

    @property
    def invertible(self) -> frozenset[str]:
        """Keys of the arrays whose inverse has been read so far."""
        return frozenset(self._cores)

    def made(self, x: Algebra, factor: Factor) -> Form:
        """An entry of an inverse in normal form. Errors: NoMeaning."""
        matrix = factor.args[0]
        data = self._cores.get(matrix.key)
        if data is not None:
            sign, at = ordered(factor.at, data)
            return x.scaled(x.factor(Factor(kind="atom", name=INVERSE, at=at, args=factor.args, data=data)), sign)
        if matrix.key not in self._kept:
            self._kept[matrix.key] = self._inverse(x, matrix)
        return x.applied(self._kept[matrix.key], factor.at)

    def _inverse(self, x: Algebra, matrix: Abstract) -> Abstract:
        """The inverse of a square array as an array."""
        length = side(matrix)
        i, j = x.fresh(), x.fresh()
        row, column = Dim.of(i), Dim.of(j)
        content, body = scaled_out(x, matrix)
        if not body.body.terms:
            raise NoMeaning(INVERSE, "of zero")
        with x.given(within_shape((i, j), (length, length))):
            diagonal = diagonal_of(x, body, row)
            blocks = self._by_blocks(x, body) if diagonal is None else None
            if blocks is not None:
                value = x.applied(blocks, (row, column))
            elif diagonal is not None:
                value = x.where(x.power(diagonal, Fraction(-1)), [equal_places(row, column)])
            else:
                words = words_of(x, x.applied(body, (row, column)), ((i, length), (j, length)))
                assert words is not None
                value = value_of(x, self._of_words(x, words, length), row, column)
            return x.abstract((i, j), (length, length), x.mul(x.power(content, Fraction(-1)), value))

    def _by_blocks(self, x: Algebra, matrix: Abstract) -> Abstract | None:
        blocks = partition(x, matrix)
        pivot = None if blocks is None else next(blocks.pivots(x, self.regular), None)
        return None if blocks is None or pivot is None else inverted(x, blocks, pivot)

    def _of_words(self, x: Algebra, words: Words, length: Dim) -> Words:
        """`inv(A M B) == inv(B) inv(M) inv(A)` for square A and B."""
        before, middle, after = peeled(words, lambda a: a.square)
        parts = [self.of_letter(x, a) for a in reversed(after)]
        if any(w.letters for w in middle) or len(middle) != 1:
            parts.append(alone(self._of_core(x, written(x, middle, length))))
        else:
            parts.append({w: x.power(c, Fraction(-1)) for w, c in middle.items()})
        parts += [self.of_letter(x, a) for a in reversed(before)]
        total: Words = {Word((), length, length): ONE_FORM}
        for part in parts:
            total = times(x, total, part)
        return total

    def of_letter(self, x: Algebra, letter: Letter) -> Words:
        own = letter.template
        length = letter.rows
        assert length is not None
        if own is not None and own.kind == "atom" and own.name == INVERSE:
            i, j = x.fresh(), x.fresh()
            places = (Dim.of(j), Dim.of(i)) if letter.flipped else (Dim.of(i), Dim.of(j))
            words = words_of(x, x.applied(own.args[0], places), ((i, length), (j, length)))
            assert words is not None
            return words
        if own is not None and is_orthogonal(own, self._properties):
            return alone(letter.transposed)
        if own is not None and own.kind == "atom" and own.name == "expm":
            return self._of_exponential(x, letter, own)
        if letter.diagonal:
            return alone(reciprocal(x, letter, length))
        base = None if own is None else base_of(x, own)
        if own is not None and base is not None:
            return self._of_power(x, base, own.at[1], length, letter.flipped)
        return alone(self._of_core(x, written(x, alone(letter), length)))

    def _of_power(self, x: Algebra, base: Abstract, exponent: Dim, length: Dim, flipped: bool) -> Words:
        """`inv(M**k) == inv(M)**k`; for k = 0 nothing is said of M, and both are the identity."""
        i, j = x.fresh(), x.fresh()
        row, column = Dim.of(i), Dim.of(j)
        with x.given(within_shape((i, j), (length, length))):
            entry = x.made_form(Factor(kind="atom", name=INVERSE, at=(row, column), args=(base,)))
            inner = x.abstract((i, j), (length, length), entry)
            value = x.made_form(power_factor(x, inner, exponent, *((column, row) if flipped else (row, column))))
            words = words_of(x, value, ((i, length), (j, length)))
        assert words is not None
        return words

    def _of_exponential(self, x: Algebra, letter: Letter, own: Factor) -> Words:
        """`inv(expm(M)) == expm(-M)`."""
        matrix = own.args[0]
        i, j = x.fresh(), x.fresh()
        row, column = Dim.of(i), Dim.of(j)
        legs = ((i, side(matrix)), (j, side(matrix)))
        with x.given(within_shape((i, j), matrix.shape)):
            body = x.abstract((i, j), matrix.shape, x.scaled(x.applied(matrix, (row, column)), -1))
            at = (column, row) if letter.flipped else (row, column)
            value = x.made_form(Factor(kind="atom", name="expm", at=at, args=(body,)))
            words = words_of(x, value, legs)
        assert words is not None
        return words

    def _of_core(self, x: Algebra, matrix: Abstract) -> Letter:
        """`inv(M)` as a letter: of M or of its transpose, whichever comes first."""
        core, data, turned = oriented(x, matrix)
        length = side(core)
        self._cores[core.key] = data
        at = (Dim.of(ROW), Dim.of(COLUMN))
        own = Factor(kind="atom", name=INVERSE, at=at, args=(core,), data=data)
        return Letter(length, length, own, None, turned)


def side(matrix: Abstract) -> Dim:
    """The number of rows of a square array. Errors: NoMeaning."""
    length = matrix.shape[0]
    if length is None or matrix.shape != (length, length):
        raise NoMeaning(INVERSE, "of what is not square")
    return length


def oriented(x: Algebra, matrix: Abstract) -> tuple[Abstract, Flags, bool]:
    """M or its transpose, whichever comes first; whether it is symmetric or skew; whether it is the transpose."""
    i, j = x.fresh(), x.fresh()
    lengths = (side(matrix), side(matrix))
    with x.given(within_shape((i, j), lengths)):
        flipped = x.abstract((i, j), lengths, x.applied(matrix, (Dim.of(j), Dim.of(i))))
    if flipped.key == matrix.key:
        return matrix, (SYMMETRIC,), False
    if flipped.body == x.scaled(matrix.body, -1):
        return matrix, (SKEW,), False
    return (flipped, (), True) if flipped.key < matrix.key else (matrix, (), False)


def entrywise_slope(x: Algebra, matrix: Abstract, slope: Slope, weight: Callable[[Dim, Dim], Form]) -> Form:
    """Σ weight(i, j) ∂M[i, j]."""
    i, j = x.fresh(), x.fresh()
    length = side(matrix)
    with x.given(within_shape((i, j), (length, length))):
        row, column = Dim.of(i), Dim.of(j)
        total = x.mul(weight(row, column), slope(x.applied(matrix, (row, column))))
    return x.sum(x.sum(total, i, Dim.ONE, length), j, Dim.ONE, length)


def slope_of_inverse(x: Algebra, factor: Factor, slope: Slope) -> Form:
    """∂inv(M) == -inv(M) ∂M inv(M)."""
    row, column = factor.at

    def entry(at: tuple[Dim, Dim]) -> Form:
        return x.made_form(Factor(kind="atom", name=INVERSE, at=at, args=factor.args, data=factor.data))

    total = entrywise_slope(x, factor.args[0], slope, lambda i, j: x.mul(entry((row, i)), entry((j, column))))
    return x.scaled(total, -1)


def alone(letter: Letter) -> Words:
    return {Word((letter,), letter.rows, letter.cols): ONE_FORM}


def reciprocal(x: Algebra, letter: Letter, length: Dim) -> Letter:
    """The inverse of a diagonal letter."""
    i, j = x.fresh(), x.fresh()
    row, column = Dim.of(i), Dim.of(j)
    with x.given(within_shape((i, j), (length, length))):
        entry = x.power(letter.at(x, row, row), Fraction(-1))
        value = x.abstract((i, j), (length, length), x.where(entry, [equal_places(row, column)]))
    return Letter(length, length, None, value, diagonal=True)


def written(x: Algebra, words: Words, length: Dim) -> Abstract:
    """Square words as an array."""
    i, j = x.fresh(), x.fresh()
    with x.given(within_shape((i, j), (length, length))):
        return x.abstract((i, j), (length, length), value_of(x, words, Dim.of(i), Dim.of(j)))


def peeled(words: Words, keep: Callable[[Letter], bool]) -> tuple[list[Letter], Words, list[Letter]]:
    """Letters that all words have in common at their left ends, the rest, and those at their right ends."""
    before: list[Letter] = []
    after: list[Letter] = []
    rest = dict(words)
    while all(w.letters for w in rest):
        first = next(iter(rest)).letters[0]
        if not keep(first) or any(w.letters[0] != first for w in rest):
            break
        before.append(first)
        rest = {Word(w.letters[1:], first.cols, w.cols): c for w, c in rest.items()}
    while all(w.letters for w in rest):
        last = next(iter(rest)).letters[-1]
        if not keep(last) or any(w.letters[-1] != last for w in rest):
            break
        after.insert(0, last)
        rest = {Word(w.letters[:-1], w.rows, last.rows): c for w, c in rest.items()}
    return before, rest, after


def scaled_out(x: Algebra, matrix: Abstract) -> tuple[Form, Abstract]:
    """A scalar factor of all terms, and the array without it; the first coefficient becomes 1."""
    terms = matrix.body.terms
    if not terms:
        return ONE_FORM, matrix
    common: dict[Factor, Fraction] = {}
    for factor, exponent in terms[0][0].factors:
        if not factor.names.isdisjoint((*matrix.arguments, *terms[0][0].bound)):
            continue
        every = [dict(t.factors).get(factor, Fraction(0)) for t, _ in terms]
        own = [e for e in every if isinstance(e, Fraction) and e.denominator == 1]
        if len(own) == len(every) and isinstance(exponent, Fraction) and (min(own) > 0 or max(own) < 0):
            common[factor] = min(own) if min(own) > 0 else max(own)
    scale = terms[0][1]
    if scale == 1 and not common:
        return ONE_FORM, matrix
    drafts = []
    for term, c in terms:
        for draft in x.openings(term, c / scale):
            for factor, e in common.items():
                draft.times(factor, -e)
            drafts.append(draft)
    body = x.abstract(matrix.arguments, matrix.shape, x.closed(drafts))
    return x.closed([Draft(scale, [], [], dict(common))]), body


def diagonal_of(x: Algebra, matrix: Abstract, place: Dim) -> Form | None:
    """The entry on the diagonal, if all others are 0 by their indices."""
    row, column = map(Dim.of, matrix.arguments)
    test = equal_places(row, column)
    if all(test in t.where for t, _ in matrix.body.terms):
        return x.applied(matrix, (place, place))
    return None


def found_in(form: Form) -> Iterator[Factor]:
    """The inverses in a form, inner ones first."""
    for term, _ in form.terms:
        for factor, _ in term.factors:
            for a in factor.args:
                yield from found_in(a.body)
            if factor.kind == "atom" and factor.name == INVERSE:
                yield factor


def equations(x: Algebra, forms: Iterable[Form]) -> Iterator[Equation]:
    """`M inv(M) == 1 == inv(M) M` for the inverses in the forms."""
    seen: set[str] = set()
    for factor in (f for form in forms for f in found_in(form)):
        matrix = factor.args[0]
        if matrix.key in seen or not matrix.names.isdisjoint(n for n in matrix.names if n[0] in "~#@"):
            continue
        seen.add(matrix.key)
        length = side(matrix)
        for left in (True, False):
            i, j, k = x.fresh(), x.fresh(), x.fresh()
            row, mid, column = Dim.of(i), Dim.of(k), Dim.of(j)
            at = (row, mid) if left else (mid, column)
            own = Factor(kind="atom", name=INVERSE, at=at, args=factor.args, data=factor.data)
            with x.given(within_shape((i, j), (length, length))):
                other = x.applied(matrix, (mid, column) if left else (row, mid))
                product = x.sum(x.mul(x.factor(own), other), k, Dim.ONE, length)
                identity = x.where(ONE_FORM, [equal_places(row, column)])
                form = x.sub(product, identity)
            yield Equation(form=form, legs=((i, length), (j, length)))
