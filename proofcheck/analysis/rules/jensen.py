"""Jensen's inequality: a convex function at a mean of numbers is at most the mean of its values at them.

Source: J. L. W. V. Jensen, Sur les fonctions convexes et les inégalités entre les valeurs moyennes (1906).
"""

from __future__ import annotations

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import demands
from proofcheck.analysis.encoding import decode
from proofcheck.analysis.problem import End, Problem, Range, variables_of
from proofcheck.analysis.rules.rewriting import equal_forms
from proofcheck.analysis.rules.substitution import extended
from proofcheck.analysis.table import Data, Rule
from proofcheck.meaning.derivative import differentiate
from proofcheck.meaning.graph import Entry


def _jensen(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: a new variable u, an entry φ in u alone, then variables of one common range, each with its weight.

    f = Σ w·φ(x) - φ(Σ w·x) with positive rational weights of sum 1 and φ continuous, φ'' >= 0 inside: f >= 0.
    """
    if len(data) < 6 or len(data) % 2 or problem.op != ">=":
        return None
    g = problem.graph
    u, phi, *more = (decode(g, text) for text in data)
    places, weights = more[::2], [rational_value(w) for w in more[1::2]]
    new = u.op == "var" and u not in {*problem.variables, *variables_of(problem.entry, *problem.facts)}
    if not new or any(v is not u for v in variables_of(phi)) or any(w is None or w <= 0 for w in weights):
        return None
    if sum(w for w in weights if w is not None) != 1 or any(x not in problem.variables for x in places):
        return None
    where = problem.range_of(places[0])
    if any(problem.range_of(x) != where for x in places):
        return None
    mean = g.sum(g.mul(w, x) for x, w in zip(places, more[1::2], strict=True))
    values = [_at(problem, phi, u, x) for x in (*places, mean)]
    difference = g.sub(g.sum(g.mul(w, v) for w, v in zip(more[1::2], values, strict=False)), values[-1])
    if not equal_forms(problem, problem.entry, difference):
        return None
    whole = Problem(graph=g, ranges=((u, where),), op=">=", entry=phi)
    inside = whole.ranged({u: Range(End(where.lo.at), End(where.hi.at))})
    slope = extended(g, differentiate(g, [phi], u)[0])
    bent = extended(g, differentiate(g, [slope], u)[0])
    known = (
        demands(whole, phi, "continuous"),
        demands(inside, phi, "smooth"),
        demands(inside, slope, "smooth"),
    )
    if any(k is None for k in known):
        return None
    return (inside.stating(">=", bent), *(p for k in known if k is not None for p in k))


def _at(problem: Problem, phi: Entry, u: Entry, value: Entry) -> Entry:
    return problem.graph.substitute([phi], {u: value})[0]


def _logarithm(problem: Problem, data: Data) -> tuple[Problem, ...] | None:
    """data: an entry g, a factor c, an entry m, then weights w, each with an entry u.

    f = g + c·(log m - Σ w·log u) with c >= 0, m = Σ w·u, w >= 0 of sum 1 and u > 0, all of them entries: g op 0 gives
    f op 0.
    """
    if len(data) < 7 or len(data) % 2 == 0 or problem.op not in (">=", ">"):
        return None
    g = problem.graph
    new, factor, mean, *more = (decode(g, text) for text in data)
    weights, values = more[::2], more[1::2]
    if not set(variables_of(new, factor, mean, *more)) <= set(problem.variables):
        return None
    pairs = list(zip(weights, values, strict=True))
    gap = g.sub(g.make("log", mean), g.sum(g.mul(w, g.make("log", u)) for w, u in pairs))
    if not equal_forms(problem, mean, g.sum(g.mul(w, u) for w, u in pairs)):
        return None
    if not equal_forms(problem, problem.entry, g.add(new, g.mul(factor, gap))):
        return None
    known = [demands(problem, e, "defined") for e in (new, factor, mean, *more)]  # means of positive numbers are so
    if any(k is None for k in known):
        return None
    return (
        problem.stating(problem.op, new),
        problem.stating(">=", factor),
        problem.stating("==", g.sub(g.sum(weights), g.one)),
        *(problem.stating(">=", w) for w in weights),
        *(problem.stating(">", u) for u in values),
        *(p for k in known for p in k or ()),
    )


RULES = (
    Rule(
        name="concavity of the logarithm",
        reduce=_logarithm,
        statement="Σ w·log u <= log Σ w·u for weights w >= 0 of sum 1 and u > 0",
    ),
    Rule(
        name="Jensen's inequality",
        reduce=_jensen,
        statement="φ'' >= 0 on an interval gives φ(Σ w x) <= Σ w φ(x) there, for weights w > 0 of sum 1",
    ),
)
