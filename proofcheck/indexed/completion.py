"""Equations between words as rewriting rules, with what their overlaps say (Knuth–Bendix, Buchberger).

Every rule is a linear combination of the equations times words, so it holds wherever they hold; whether all
consequences are found is another matter, and bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from proofcheck.indexed.algebra import Algebra
from proofcheck.indexed.indices import Condition, within
from proofcheck.indexed.rewriting import Rewrite
from proofcheck.indexed.terms import ONE_FORM, ZERO_FORM, Factor, Form
from proofcheck.indexed.words import COLUMN, ROW, Length, Letter, Word, Words, value_of
from proofcheck.language.types import Dim

MAX_RULES = 40
MAX_PAIRS = 240
MAX_LENGTH = 6
MAX_STEPS = 200

Rule = tuple[Word, Words]  # the greatest word of an equation, and what it equals


def plus(x: Algebra, a: Words, b: Words, times: Form = ONE_FORM) -> Words:
    """`a + times·b`."""
    total = dict(a)
    for word, c in b.items():
        total[word] = x.add(total.get(word, ZERO_FORM), x.mul(times, c))
    return {w: c for w, c in total.items() if c.terms}


def times(x: Algebra, left: Words, right: Words) -> Words:
    total: Words = {}
    for u, c in left.items():
        total = plus(x, total, {u + v: x.mul(c, d) for v, d in right.items()})
    return total


def transposed(x: Algebra, words: Words) -> Words:
    total: Words = {}
    for word, c in words.items():
        own, sign = word.transposed.upright
        total = plus(x, total, {own: x.scaled(c, sign)})
    return total


def oriented(x: Algebra, words: Words, short: bool) -> Rule | None:
    """The equation `words == 0` solved for its greatest word, or with `short` for its least product; None where that
    has no number as coefficient.
    """
    if not words:
        return None
    products = [w for w in words if len(w.letters) > 1]
    lead = min(products, key=lambda w: w.order) if short and products else max(words, key=lambda w: w.order)
    c = words[lead].number
    if c is None or not lead.letters:
        return None
    return lead, {w: x.scaled(d, -1 / c) for w, d in words.items() if w is not lead}


def _inside(part: Sequence[Letter], whole: Sequence[Letter]) -> int | None:
    n = len(part)
    return next((k for k in range(len(whole) - n + 1) if tuple(whole[k : k + n]) == tuple(part)), None)


def reduced(x: Algebra, words: Words, rules: Iterable[Rule]) -> Words:
    """The words with every left side of a rule replaced."""
    every = list(rules)
    total: Words = {}
    left = dict(words)
    for _ in range(MAX_STEPS):
        if not left:
            return total
        word, c = left.popitem()
        step = _step(x, word, every)
        if step is None:
            total = plus(x, total, {word: c})
        else:
            left = plus(x, left, step, c)
    return plus(x, total, left)


def _step(x: Algebra, word: Word, rules: Sequence[Rule]) -> Words | None:
    x.spend()
    for lead, rest in rules:
        k = _inside(lead.letters, word.letters)
        if k is None:
            continue
        before, after = word.letters[:k], word.letters[k + len(lead.letters) :]
        return times(
            x,
            {Word(before, word.rows, lead.rows): ONE_FORM},
            times(x, rest, {Word(after, lead.cols, word.cols): ONE_FORM}),
        )
    return None


def completed(x: Algebra, equations: Iterable[Words], short: bool = False) -> tuple[list[Rule], list[Words]]:
    """Rules for the equations, their transposes, and what their overlaps say; and equations that are no rules.

    An equation that says that a word is its own transpose has overlaps both ways, and simplifies nothing.
    """
    waiting = [w for e in equations for w in (e, transposed(x, e))]
    rules: list[Rule] = []
    swaps: list[Rule] = []
    left: list[Words] = []
    pairs = 0
    while waiting and len(rules) < MAX_RULES:
        words = reduced(x, waiting.pop(0), rules)
        rule = oriented(x, words, short)
        if rule is None or len(rule[0].letters) > MAX_LENGTH:
            if words and rule is None:
                left.append(words)
            continue
        new = [rule]
        if swaps_legs(rule):
            if any(own[0] in (rule[0], *rule[1]) for own in swaps):
                continue
            (rest,) = rule[1]
            new.append((rest, {rule[0]: ONE_FORM}))
            swaps += new
        else:
            for own in rules:  # rules that the new one simplifies are looked at again
                if _inside(rule[0].letters, own[0].letters) is not None:
                    waiting.append(plus(x, {own[0]: ONE_FORM}, own[1], x.number(-1)))
            rules = [r for r in rules if _inside(rule[0].letters, r[0].letters) is None]
            rules.append(rule)
        for one in new:
            for other in (*rules, *swaps):
                for equation in (*_overlaps(x, one, other), *(() if other is one else _overlaps(x, other, one))):
                    pairs += 1
                    if pairs <= MAX_PAIRS:
                        waiting.append(equation)
        waiting.sort(key=lambda e: max((w.order for w in e), default=(0, ())))
    return [*((lead, reduced(x, rest, rules)) for lead, rest in rules), *swaps[::2]], left[:MAX_RULES]


def swaps_legs(rule: Rule) -> bool:
    """Whether it says of a word that it is its own transpose."""
    lead, rest = rule
    return list(rest) == [lead.transposed.upright[0]] and rest[lead.transposed.upright[0]].number == 1


def _overlaps(x: Algebra, one: Rule, other: Rule) -> Iterator[Words]:
    """The two values of each word that ends with the second rule's left side and starts with the first's."""
    a, b = one[0].letters, other[0].letters
    for k in range(1, min(len(a), len(b))):
        if a[-k:] != b[:k]:
            continue
        tail, head = Word(b[k:], one[0].cols, other[0].cols), Word(a[:-k], one[0].rows, other[0].rows)
        left = times(x, one[1], {tail: ONE_FORM})
        right = times(x, {head: ONE_FORM}, other[1])
        found = plus(x, left, right, x.number(-1))
        if found:
            yield found


def rewrite(x: Algebra, rule: Rule) -> Rewrite | None:
    """The rule on products of factors; None where its left side has letters that are no single factors."""
    lead, rest = rule
    legs, names, sums = _places(lead)
    factors: dict[Factor, Fraction] = {}
    for letter, row, column in names:
        if letter.template is None:
            if letter.value is not None:
                return None
            continue
        first, second = (column, row) if letter.flipped else (row, column)
        places = iter([Dim.of(p) for p in (first, second) if p is not None])
        at = tuple(next(places) if str(d) in (ROW, COLUMN) else d for d in letter.template.at)
        own = letter.template
        factor = Factor(kind=own.kind, name=own.name, at=at, args=own.args, data=own.data)
        factors[factor] = factors.get(factor, Fraction(0)) + 1
    if not factors or not _grounded(legs, sums, factors):
        return None
    where: list[Condition] = [c for n, d in sums for c in within(Dim.of(n), Dim.ONE, d)]
    start = Dim.of(legs[0][0]) if lead.rows is not None else None
    end = Dim.of(legs[-1][0]) if lead.cols is not None else None
    with x.given([c for n, d in legs for c in within(Dim.of(n), Dim.ONE, d)]):
        value = value_of(x, rest, start, end)
    return Rewrite(
        legs=tuple(n for n, _ in legs),
        bound=tuple(n for n, _ in sums),
        where=tuple(where),
        factors=tuple(sorted(factors.items(), key=lambda fe: (-fe[0].height, -len(fe[0].at), fe[0].key))),
        value=x.abstract([n for n, _ in legs], [d for _, d in legs], value),
        ordered=list(rest) == [lead.transposed.upright[0]],
    )


def _grounded(legs: Sequence[tuple[str, Dim]], sums: Sequence[tuple[str, Dim]], factors: Iterable[Factor]) -> bool:
    """Whether each index occurs in a factor."""
    seen = frozenset().union(*(f.names for f in factors))
    return all(n in seen for n, _ in (*legs, *sums))


Named = list[tuple[str, Dim]]


def _places(word: Word) -> tuple[Named, list[tuple[Letter, str | None, str | None]], Named]:
    """Names for the ends of a word and for the indices between its letters."""
    legs: Named = []
    sums: Named = []

    def named(length: Length, into: Named) -> str | None:
        if length is None:
            return None
        into.append((f"?{len(legs) + len(sums)}", length))
        return into[-1][0]

    place = named(word.rows, legs)
    found = []
    for k, letter in enumerate(word.letters):
        after = named(letter.cols, legs if k == len(word.letters) - 1 else sums)
        found.append((letter, place, after))
        place = after
    return legs, found, sums
