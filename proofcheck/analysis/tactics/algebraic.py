"""Makes problems polynomial, then asks nlsat last of all."""

from __future__ import annotations

from fractions import Fraction

from proofcheck.analysis.constants import rational_value
from proofcheck.analysis.demands import conjuncts
from proofcheck.analysis.encoding import encode
from proofcheck.analysis.forms import Writer
from proofcheck.analysis.nlsat import at_a_glance, broken
from proofcheck.analysis.plan import Plan
from proofcheck.analysis.polynomials import Polynomial, System, flint, system_of, to_text
from proofcheck.analysis.problem import Problem
from proofcheck.analysis.roots import root_apart
from proofcheck.analysis.rules.algebraic import Read, entry_of, generators, made_homogeneous, read
from proofcheck.analysis.tactics import Search, Tactic
from proofcheck.meaning.graph import Entry
from proofcheck.meaning.ring import rational

_VARIABLES = 8
_TERMS, _DEGREE = 120, 24
_ROOTS = 2  # that are tried
_ORDERS = ("<", "<=", ">", ">=")
_ROOTED = frozenset(("root", "cbrt", "root of var", "pi", "abs"))


def _new_variables(search: Search, problem: Problem, depth: int, *, roots_only: bool) -> Plan | None:
    if system_of(problem) is not None:
        return None
    found = read(problem)
    if found is None:
        return None
    forms, used = found[0], generators(found)
    keys = forms.ring.keys
    named = [i for i in used if keys[i][0] != "var"]
    if len(used) > _VARIABLES or not named or not _apart(found, used):
        return None
    if roots_only is not all(keys[i][0] in _ROOTED for i in named):
        return None
    write = Writer(problem.graph, forms)
    return search.apply(problem, depth, "new variables", *sorted(encode(write.generator(i)) for i in named))


def _roots_as_variables(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _new_variables(search, problem, depth, roots_only=True)


def _functions_as_variables(search: Search, problem: Problem, depth: int) -> Plan | None:
    return _new_variables(search, problem, depth, roots_only=False)


def _apart(found: Read, used: list[int]) -> bool:
    """Whether little is lost: what a transcendental function is of occurs nowhere else, but in its partner."""
    ring = found[0].ring
    arguments: dict[int, frozenset[int]] = {}
    for i in used:
        if ring.keys[i][0] in _ROOTED or ring.keys[i][0] == "var":
            continue
        source = ring.sources.get(i)
        if source is None:
            return False
        arguments[i] = frozenset((*ring.used(source[1].num), *ring.used(source[1].den)))
    plain = [i for i in used if i not in arguments]
    if any(arguments[i] & set(plain) for i in arguments):
        return False
    return all(
        not arguments[i] & arguments[j] or {ring.keys[i][0], ring.keys[j][0]} == {"sin", "cos"}
        for i in arguments
        for j in arguments
        if i < j
    )


def _homogeneous(search: Search, problem: Problem, depth: int) -> Plan | None:
    system = system_of(problem)
    if system is None:
        return None
    for c in system.constraints:
        if c.op != "==" or len(c.poly) < 2 or made_homogeneous(c.poly, c.poly) is None:
            continue
        if made_homogeneous(system.goal, c.poly) is None:
            continue
        plan = search.apply(problem, depth, "homogeneous form", to_text(c.poly))
        if plan is not None:
            return plan
    return None


def _homogeneous_bound(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The same by a form s <= k among the facts, where terms of lower degree, each times 1 - s/k, may be left out."""
    system = system_of(problem)
    if system is None or system.op not in (">=", ">"):
        return None
    g, own = problem.graph, _ratio(problem, system, problem.entry, system.goal)
    for fact in conjuncts(problem.facts) if own is not None else ():
        difference = system_of(problem.stating("==", problem.graph.sub(*fact.args))) if fact.op in _ORDERS else None
        if own is None or difference is None or difference.names != system.names:
            continue
        bound = difference.goal
        goal = made_homogeneous(system.goal, bound) if len(bound) > 1 else None
        rate = _ratio(problem, system, g.sub(*fact.args), bound)
        if goal is None or rate is None or goal == system.goal:
            continue
        factor = divmod(goal - system.goal, bound)[0]
        data = (
            encode(g.mul(g.num(own), entry_of(problem, system, goal))),
            ";",
            encode(fact),
            encode(g.mul(g.num(own / rate), entry_of(problem, system, factor))),
        )
        plan = search.apply(problem, depth, "sum of parts", *data)
        if plan is not None:
            return plan
    return None


def _ratio(problem: Problem, system: System, entry: Entry, poly: Polynomial) -> Fraction | None:
    """What a polynomial has to be multiplied with to make an entry, as far as two points tell."""
    known = {encode(v): v for v in problem.variables}
    found = set()
    for start in (2, 5):
        point = [Fraction(start + k * k, 3) for k in range(len(system.names))]
        places = {known[name]: problem.graph.num(x) for name, x in zip(system.names, point, strict=True)}
        size = rational_value(problem.graph.substitute([entry], places)[0])
        level = rational(poly(*map(flint, point)))
        if size is None or not level:
            return None
        found.add(size / level)
    return found.pop() if len(found) == 1 else None


def _roots(search: Search, problem: Problem, depth: int) -> Plan | None:
    """A product of positive variables that is 1: their roots make the degrees fit."""
    system = system_of(problem)
    if system is None or not all(b is not None and b.at >= 0 for b in system.lower) or broken(system):
        return None
    for c in system.constraints:
        if (
            c.op != "=="
            or len(c.poly) != 2
            or 0 in c.poly.degrees()
            or made_homogeneous(system.goal, c.poly) is not None
        ):
            continue
        order = int(c.poly.total_degree())
        if not 2 <= order <= 4 or order * system.goal.total_degree() > 2 * _DEGREE:
            continue
        g = problem.graph
        roots = [g.power(v, g.num(Fraction(1, order))) for v in problem.variables]
        plan = search.apply(problem, depth, "new variables", *sorted(map(encode, roots)))
        if plan is not None:
            return plan
    return None


def _square_root(search: Search, problem: Problem, depth: int) -> Plan | None:
    """The root that is left alone on its side of the relation with the least doubt about signs."""
    system = system_of(problem)
    if system is None or system.op not in (">=", ">") or broken(system):
        return None
    found = []
    for place, name in enumerate(system.names):
        apart = root_apart(system, place)
        if apart is None or apart.factor.is_zero():
            continue
        sign, rest = system.sign(apart.factor)[0], system.sign(apart.rest)[0]
        if sign:
            found.append((rest != -sign, len(apart.factor), sign > 0, name))
    for _, _, upper, name in sorted(found)[:_ROOTS]:
        plan = search.apply(problem, depth, "square root apart", name, "upper" if upper else "lower")
        if plan is not None:
            return plan
    return None


def _glance(search: Search, problem: Problem, depth: int) -> Plan | None:
    system = system_of(problem)
    if system is None or not _small(system) or not at_a_glance(system):
        return None
    return search.apply(problem, depth, "nlsat")


def _nlsat(search: Search, problem: Problem, depth: int) -> Plan | None:
    system = system_of(problem)
    return None if system is None or not _small(system) else search.apply(problem, depth, "nlsat")


def _small(system: System) -> bool:
    polynomials = [system.goal, *(c.poly for c in system.constraints)]
    return len(system.names) <= _VARIABLES and all(
        len(p) <= _TERMS and p.total_degree() <= _DEGREE for p in polynomials
    )


TACTICS = (
    Tactic(name="homogeneous form", find=_homogeneous, cost=3),
    Tactic(name="homogeneous bound", find=_homogeneous_bound, cost=33, depth=6),
    Tactic(name="roots as variables", find=_roots_as_variables, cost=5),
    Tactic(name="square root apart", find=_square_root, cost=3),
    Tactic(name="new variables", find=_functions_as_variables, cost=14),
    Tactic(name="roots of a product", find=_roots, cost=15),
    Tactic(name="nlsat at a glance", find=_glance, cost=37, depth=4),
    Tactic(name="nlsat", find=_nlsat, cost=95, depth=3),
)
