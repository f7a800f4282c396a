"""Forms with one or two free indices as matrix expressions: sums of words, products of letters in their order.

A letter is an array that a single factor stands for (`A`, `inv(M)`, a vector), its transpose, the vector of ones, or
any other part of a term (an opaque letter). A word leads from a length (its rows) to a length (its columns); the end
of a vector is None. Terms that are no walk through their factors become one opaque letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.drafts import Draft, product_of, sum_of
from proofcheck.indexed.indices import KEPT, Condition, equal_places, names_in, within
from proofcheck.indexed.rewriting import SKEW, SYMMETRIC, name_of
from proofcheck.indexed.terms import ONE_FORM, ZERO_FORM, Abstract, Exponent, Factor, Form
from proofcheck.language.types import Dim

Length = Dim | None
Powers = dict[Factor, Exponent]
ROW, COLUMN = "⟨", "⟩"  # where a template has its indices


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """`template` has ROW (and COLUMN) for its indices; `value` is the whole of an opaque letter; neither: ones.

    `diagonal`: an opaque letter that is 0 off its diagonal.
    """

    rows: Length
    cols: Length
    template: Factor | None = None
    value: Abstract | None = None
    flipped: bool = False
    diagonal: bool = False
    key: str = field(init=False)

    def __post_init__(self) -> None:
        lengths = f"{self.cols}:{self.rows}" if self.flipped else f"{self.rows}:{self.cols}"  # of a part, others
        core = f"{self.template.key if self.template else self.value.key if self.value else 1}:{lengths}"
        object.__setattr__(self, "key", core + ("ᵀ" if self.flipped else ""))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Letter) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def height(self) -> int:
        return self.template.height if self.template else self.value.height if self.value else 0

    @property
    def transposed(self) -> Letter:
        if self.template is None and self.value is None:
            return Letter(self.cols, self.rows)
        if self.diagonal or (self.template is not None and SYMMETRIC in self.template.data):
            return self
        return Letter(self.cols, self.rows, self.template, self.value, not self.flipped)

    @property
    def skew(self) -> bool:
        return self.template is not None and SKEW in self.template.data

    @property
    def square(self) -> bool:
        return self.rows is not None and self.rows == self.cols

    def at(self, x: Algebra, row: Dim | None, column: Dim | None) -> Form:
        """Its entry; None at the end of a vector."""
        first, second = (column, row) if self.flipped else (row, column)
        places = [p for p in (first, second) if p is not None]
        if self.template is not None:
            values = dict(zip((ROW, COLUMN), places, strict=False))
            made = x.put_factor(self.template, values)
            return x.factor(made) if isinstance(made, Factor) else made
        return ONE_FORM if self.value is None else x.applied(self.value, places)


@dataclass(frozen=True, slots=True)
class Word:
    """A product of letters; the identity of size `rows` where there are none."""

    letters: tuple[Letter, ...]
    rows: Length
    cols: Length

    @property
    def transposed(self) -> Word:
        return Word(tuple(a.transposed for a in reversed(self.letters)), self.cols, self.rows)

    @property
    def upright(self) -> tuple[Word, int]:
        """With skew letters instead of their transposes, and the sign that this makes."""
        turned = sum(a.skew and a.flipped for a in self.letters)
        if not turned:
            return self, 1
        letters = tuple(a.transposed if a.skew and a.flipped else a for a in self.letters)
        return Word(letters, self.rows, self.cols), (-1) ** turned

    @property
    def order(self) -> tuple[int, tuple[tuple[int, str], ...]]:
        """Longer words are greater, then those whose letters are more deeply nested; the same for the transpose."""
        return _order(self)

    def __add__(self, other: Word) -> Word:
        return Word(self.letters + other.letters, self.rows, other.cols)

    def at(self, x: Algebra, row: Dim | None, column: Dim | None) -> Form:
        """Its entry."""
        if not self.letters:
            return ONE_FORM if row is None or column is None else x.where(ONE_FORM, [equal_places(row, column)])
        total, place = ONE_FORM, row
        sums: list[tuple[str, Dim]] = []
        for k, a in enumerate(self.letters):
            after: Dim | None = column
            if k < len(self.letters) - 1:
                after = None
                if a.cols is not None:
                    sums.append((x.fresh(), a.cols))
                    after = Dim.of(sums[-1][0])
            with x.given([c for n, d in sums for c in within(Dim.of(n), Dim.ONE, d)]):
                total = x.mul(total, a.at(x, place, after))
            place = after
        for name, length in reversed(sums):
            total = x.sum(total, name, Dim.ONE, length)
        return total


@lru_cache(maxsize=KEPT)
def _order(word: Word) -> tuple[int, tuple[tuple[int, str], ...]]:
    ways = (word.upright[0].letters, word.transposed.upright[0].letters)
    return len(word.letters), min(tuple((a.height, a.key) for a in own) for own in ways)


Words = dict[Word, Form]


def value_of(x: Algebra, words: Words, row: Dim | None, column: Dim | None) -> Form:
    """The entry of a sum of words."""
    return x.add(*(x.mul(c, w.at(x, row, column)) for w, c in words.items()))


def words_of(x: Algebra, form: Form, legs: tuple[tuple[str, Dim], ...]) -> Words | None:
    """The form as words from its first leg to its second (or to None); None where a scalar is no walk."""
    total: Words = {}
    for term, c in form.terms:
        for draft in x.openings(term, c):
            found = _Walk(x, draft, dict(legs)).word(tuple(n for n, _ in legs))
            if found is None:
                if not legs:
                    return None
                found = _opaque(x, draft, legs)
            word, sign = found[0].upright
            total[word] = x.add(total.get(word, ZERO_FORM), x.scaled(found[1], sign))
    return {w: c for w, c in total.items() if c.terms}


def _opaque(x: Algebra, draft: Draft, legs: tuple[tuple[str, Dim], ...]) -> tuple[Word, Form]:
    coefficient, draft.coefficient = draft.coefficient, Fraction(1)
    names = [n for n, _ in legs]
    diagonal = len(legs) == 2 and equal_places(Dim.of(names[0]), Dim.of(names[1])) in draft.where
    value = x.abstract(names, [d for _, d in legs], x.closed([draft]))
    rows, cols = legs[0][1], legs[1][1] if len(legs) > 1 else None
    letter = Letter(rows, cols, None, value, diagonal=diagonal and rows == cols)
    return Word((letter,), rows, cols), x.number(coefficient)


@dataclass(slots=True)
class _Edge:
    factor: Factor
    nodes: tuple[str, ...]
    used: bool = False


@dataclass(slots=True)
class _Walk:
    """The factors of a product as edges between its indices; `weights` are those at one index that is passed."""

    x: Algebra
    draft: Draft
    legs: Mapping[str, Dim]
    lengths: dict[str, Dim] = field(default_factory=dict)
    edges: list[_Edge] = field(default_factory=list)
    weights: dict[str, Powers] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)

    def word(self, legs: tuple[str, ...]) -> tuple[Word, Form] | None:
        rest = self._identity(legs)
        if rest is not None:
            return rest
        if not self._measured() or not self._joined():
            return None
        start: Length = self.legs[legs[0]] if legs else None
        letters = self._path(legs[0]) if legs else self._loose()
        if letters is None:
            return None
        end: Length = None
        if len(legs) == 2:
            end = self.legs[legs[1]]
            if (letters and letters[-1].cols is None) or not letters:
                back = self._path(legs[1])
                if back is None:
                    return None
                letters += [a.transposed for a in reversed(back)]
            elif not self._arrived(legs[1]):
                return None
        return Word(tuple(letters), start, end), self._coefficient()

    def _identity(self, legs: tuple[str, ...]) -> tuple[Word, Form] | None:
        """A scalar times the identity."""
        if len(legs) != 2:
            return None
        test = equal_places(Dim.of(legs[0]), Dim.of(legs[1]))
        if test not in self.draft.where or self.legs[legs[0]] != self.legs[legs[1]]:
            return None
        rest = self.draft.copy()
        rest.where.remove(test)
        if any(not c.names.isdisjoint(legs) for c in rest.where) or any(rest.reads(leg) for leg in legs):
            return None
        length = self.legs[legs[0]]
        return Word((), length, length), self.x.closed([rest])

    def _measured(self) -> bool:
        """Whether the conditions say no more than that each dummy runs from 1 to a length."""
        left = set(self.draft.where)
        for name in self.draft.bound:
            tests = self.draft.tests(name)
            lengths = [c.form + Dim.of(name) for c in tests if c != Condition(Dim.of(name) - Dim.ONE)]
            if len(tests) != 2 or len(lengths) != 1 or not names_in(lengths[0]).isdisjoint(self.draft.bound):
                return False
            if set(tests) != set(within(Dim.of(name), Dim.ONE, lengths[0])):
                return False
            self.lengths[name] = lengths[0]
            left -= set(tests)
        self.lengths.update(self.legs)
        return not left

    def _joined(self) -> bool:
        """Whether each factor joins at most two indices, and no index is passed twice."""
        single: dict[str, list[tuple[Factor, Exponent]]] = {}
        for factor, exponent in self.draft.factors.items():
            if isinstance(exponent, Dim) and not names_in(exponent).isdisjoint(self.lengths):
                return False
            nodes = tuple(n for n in map(name_of, factor.at) if n is not None and n in self.lengths)
            every = [n for n in factor.names if n in self.lengths]
            if len(every) == 1 and len(nodes) <= 1:
                single.setdefault(every[0], []).append((factor, exponent))
            elif len(every) == len(nodes) == 2 and exponent == 1:
                self.edges.append(_Edge(factor, nodes))
            elif every:
                return False
        degrees = {n: sum(e.nodes.count(n) for e in self.edges) for n in self.lengths}
        if any(d > (1 if n in self.legs else 2) for n, d in degrees.items()):
            return False
        for node, own in single.items():
            self._hang(node, own, (1 if node in self.legs else 2) - degrees[node])
        return True

    def _hang(self, node: str, factors: list[tuple[Factor, Exponent]], free: int) -> None:
        """Vectors where the walk may end, the rest as weights."""
        left = dict(factors)
        for factor in sorted(left, key=lambda f: f.key):
            while free and _is_vector(factor, node) and _natural(left.get(factor)):
                self.edges.append(_Edge(factor, (node,)))
                left[factor] = sum_of(left[factor], Fraction(-1))
                free -= 1
                if left[factor] == 0:
                    del left[factor]
                    break
        if left:
            self.weights[node] = left

    def _path(self, node: str) -> list[Letter] | None:
        """The letters from an index to where the walk ends: at a vector, or at a leg."""
        letters: list[Letter] = []
        while True:
            if node in self.weights and node not in self.passed:
                letters.append(self._diagonal(node))
            self.passed.add(node)
            edge = next((e for e in self.edges if not e.used and node in e.nodes), None)
            if edge is None:
                if letters and node in self.legs and any(e.used and node in e.nodes for e in self.edges):
                    return letters
                letters.append(Letter(self.lengths[node], None))
                return letters
            edge.used = True
            letter, after = self._letter(edge, node)
            letters.append(letter)
            if after is None:
                return letters
            node = after

    def _diagonal(self, node: str) -> Letter:
        length = self.lengths[node]
        weight = self.x.closed([Draft(Fraction(1), [], [], dict(self.weights[node]))])
        i, j = self.x.fresh(), self.x.fresh()
        with self.x.given([c for n in (i, j) for c in within(Dim.of(n), Dim.ONE, length)]):
            form = self.x.where(self.x.put(weight, {node: Dim.of(i)}), [equal_places(Dim.of(i), Dim.of(j))])
            value = self.x.abstract((i, j), (length, length), form)
        return Letter(length, length, None, value, diagonal=True)

    def _letter(self, edge: _Edge, node: str) -> tuple[Letter, str | None]:
        marks = iter((ROW, COLUMN))
        at = tuple(Dim.of(next(marks)) if name_of(d) in self.lengths else d for d in edge.factor.at)
        factor = edge.factor
        template = Factor(kind=factor.kind, name=factor.name, at=at, args=factor.args, data=factor.data)
        if len(edge.nodes) == 1:
            return Letter(self.lengths[node], None, template), None
        first, second = edge.nodes
        forward = Letter(self.lengths[first], self.lengths[second], template)
        return (forward, second) if node == first else (forward.transposed, first)

    def _loose(self) -> list[Letter] | None:
        """A scalar that is a walk between two vectors, the only one in the product."""
        ends = [e for e in self.edges if len(e.nodes) == 1]
        degrees = {n: sum(e.nodes.count(n) for e in self.edges) for n in self.lengths}
        if self.weights.keys() & self.legs.keys():
            return None
        if not ends:
            return None
        first = min(ends, key=lambda e: e.factor.key)
        first.used = True
        letter = self._letter(first, first.nodes[0])[0].transposed
        rest = self._path(first.nodes[0])
        if rest is None or any(degrees[n] == 0 for n in self.lengths) or any(not e.used for e in self.edges):
            return None
        return [letter, *rest]

    def _arrived(self, leg: str) -> bool:
        return any(e.used and leg in e.nodes for e in self.edges)

    def _coefficient(self) -> Form:
        """What the walk has left over."""
        used: Powers = {}
        nodes: set[str] = set()
        for e in self.edges:
            if e.used:
                used[e.factor] = sum_of(used.get(e.factor, Fraction(0)), Fraction(1))
                nodes.update(e.nodes)
        for node in self.passed:
            nodes.add(node)
            for factor, exponent in self.weights.get(node, {}).items():
                used[factor] = sum_of(used.get(factor, Fraction(0)), exponent)
        rest = Draft(self.draft.coefficient, [n for n in self.draft.bound if n not in nodes])
        rest.where = [c for c in self.draft.where if c.names.isdisjoint(nodes & set(self.draft.bound))]
        for factor, exponent in self.draft.factors.items():
            left = sum_of(exponent, product_of(used[factor], Fraction(-1))) if factor in used else exponent
            if left != 0:
                rest.times(factor, left)
        return self.x.closed([rest])


def _is_vector(factor: Factor, node: str) -> bool:
    return name_of_place(factor, node) and all(node not in a.names for a in factor.args)


def name_of_place(factor: Factor, node: str) -> bool:
    """Whether the name is an index of the factor by itself, once."""
    return sum(node in names_in(d) for d in factor.at) == 1 and any(name_of(d) == node for d in factor.at)


def _natural(exponent: Exponent | None) -> bool:
    return isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent > 0
