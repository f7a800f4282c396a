"""Guesses at antiderivatives: powers, exponentials, waves and logarithms by parts, rational functions, substitutions.

Nothing here is believed; the derivative of a guess is compared with the integrand by the rule that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from proofcheck.analysis.problem import Problem
from proofcheck.analysis.tactics.by_parts import bells, by_parts
from proofcheck.analysis.tactics.partial_fractions import partial_fractions
from proofcheck.analysis.tactics.substitutions import substitutions
from proofcheck.meaning import NoMeaning, TooLarge
from proofcheck.meaning.graph import Entry, Graph, reachable

Ask = Callable[[Problem, Entry, Entry], Sequence[Entry]]


def antiderivatives(g: Graph, region: Problem, body: Entry, t: Entry, ask: Ask | None = None) -> Iterator[Entry]:
    """Antiderivatives of the body by t that may hold on the region; those of `ask` alone where it is given."""
    seen: set[Entry] = set()
    guards = [e for e in reachable([body]) if e.op == "restrict"]
    for guard in guards:
        body = g.substitute([body], {guard: guard.args[0]})[0]
    for source in () if ask else (by_parts, bells, partial_fractions, substitutions):
        try:
            for f in source(g, region, body, t):
                for variant in (f, _of_squares(g, f, t)):
                    if variant not in seen:
                        seen.add(variant)
                        yield variant
        except (NoMeaning, TooLarge):
            continue
    if ask is not None:
        for f in ask(region, body, t):
            for variant in (f, _of_squares(g, f, t)):
                if variant not in seen:
                    seen.add(variant)
                    yield variant


def _of_squares(g: Graph, f: Entry, t: Entry) -> Entry:
    """log(u**2)/2 for log(u), where u may be negative."""
    changes = {
        e: g.div(g.make("log", g.power(e.args[0], 2)), g.num(2))
        for e in reachable([f])
        if e.op == "log" and t in reachable([e])
    }
    return g.substitute([f], changes)[0] if changes else f
