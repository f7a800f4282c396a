"""Plainer forms of entries in several variables: the normal form, without the factors that are plainly positive."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import Writer, entry_of, normal
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.analysis.tactics.symmetries import transcendental, used
from proofcheck.meaning.graph import Entry, reachable
from proofcheck.meaning.ring import Quotient, TooHard
from proofcheck.meaning.signs import NEGATIVE, POSITIVE

_SMALLER = 0.85
_LARGEST = 200  # entries


def size(entry: Entry) -> int:
    """How many entries it takes, shared ones once."""
    return len(reachable([entry]))


def simpler(problem: Problem, entry: Entry) -> Entry:
    """The normal form as an entry, where that is shorter."""
    try:
        forms, (form,) = normal(problem.setting, [entry])
        choices = (entry_of(problem.graph, forms, form), collected(Writer(problem.graph, forms), form))
    except TooHard:
        return entry
    return min((entry, *choices), key=size)


_PLAIN = ("var", "root of var", "pi")


def collected(writer: Writer, form: Quotient) -> Entry:
    """The normal form as a sum over products of functions, with rational coefficients in lowest terms."""
    ring, g = writer.ring, writer.graph
    functions = [i for i, key in enumerate(ring.keys) if key[0] not in _PLAIN]
    if any(i in functions for i in ring.used(form.den)):
        return writer.quotient(form)
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in form.num.to_dict().items():
        powers = tuple(int(monomial[i]) for i in functions)
        rest = tuple(0 if i in functions else e for i, e in enumerate(monomial))
        groups.setdefault(powers, {})[rest] = coefficient
    total = g.zero
    for powers, terms in groups.items():
        constant, parts = writer.forms.parts(ring.quotient(ring.context.from_dict(terms), form.den))
        written = [(writer.polynomial(f), e) for f, e in parts]
        written += [(writer.generator(i), e) for i, e in zip(functions, powers, strict=True) if e]
        term = writer.product(abs(constant), written)
        total = g.add(total, term) if constant > 0 else g.sub(total, term)
    return total


def _simpler(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The factors that are not plainly positive; else the whole, where its normal form is shorter."""
    before = size(problem.entry)
    if len(used(problem)) < 2 or before > _LARGEST or not transcendental(problem):
        return None
    split = _split(problem)
    if split is None:
        return None
    positive, rest = split
    whole = simpler(problem, problem.entry)
    if size(whole) <= size(rest):
        positive, rest = problem.graph.one, whole
    if size(rest) >= _SMALLER * before:
        return None
    if positive.op == "num":
        plan = search.apply(problem, depth, "equal form", encode(problem.graph.mul(positive, rest)))
    else:
        plan = search.apply(problem, depth, "positive factor", encode(positive), encode(rest))
    return search.only(problem, plan)


def _split(problem: Problem) -> tuple[Entry, Entry] | None:
    """A positive factor of the entry and what is left."""
    try:
        forms, (form,) = normal(problem.setting, [problem.entry])
        constant, parts = forms.parts(form)
        writer = Writer(problem.graph, forms)
        plain, rest, sign = [], [], 1
        for factor, exponent in parts:
            signs = forms.signs.of_factor(factor)
            if signs <= POSITIVE or signs <= NEGATIVE:
                negative = signs <= NEGATIVE
                sign = -sign if negative and exponent % 2 else sign
                base = writer.polynomial(-factor if negative else factor)
                plain.append((base, exponent))
            else:
                rest.append((writer.polynomial(factor), exponent))
    except TooHard:
        return None
    if constant == 0:
        return None
    sign = sign if constant > 0 else -sign
    left = writer.product(abs(constant) if not plain else Fraction(1), rest)
    left = left if sign > 0 else problem.graph.neg(left)
    if not plain:
        return problem.graph.one, left
    return writer.product(abs(constant), plain), left


TACTICS = (Tactic(name="simpler form", find=_simpler, cost=7),)
