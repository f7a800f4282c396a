"""TRUSTED: whether a relation on symbolic integers follows, by what holds for all reals in the place of its terms.

Where it matters whether an integer is negative, even, or a base zero, each case is decided by itself. What is supposed
counts only where it surely has a value: of a statement without one nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from proofcheck.inference.context import Context, opened, with_own
from proofcheck.inference.context import applies as may_be_used
from proofcheck.inference.depth.everywhere import has_value
from proofcheck.inference.integers import folds
from proofcheck.inference.integers.cases import OpenParity, OpenSign, OpenZero, Unreadable
from proofcheck.inference.integers.engine import follows
from proofcheck.inference.integers.euclid import reduced
from proofcheck.inference.integers.reals import RELATIONS, Mode, Reals
from proofcheck.inference.matching import canonical, number, parts, put_in_types
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Node, Num, Var, bound_names, free_names, rebuild, transform, walk
from proofcheck.language.types import BOOLEAN, INTEGER, Dim
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge
from proofcheck.meaning.regions import Linear, linear

_DEEPEST = 6  # cases within each other
_SIGNS = 2  # of integers that are asked
_PARITIES = 2  # asked for what is supposed
ZERO = literal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A relation in its place, what may be used for it, and what is known of this case."""

    context: Context
    body: Node
    facts: tuple[Node, ...]
    supposed: tuple[Node, ...]  # that may have no value
    parities: dict[Dim, int] = field(default_factory=dict)
    depth: int = 0

    def under(self, fact: Node) -> Case:
        return replace(self, context=self.context.under((), (fact,)), facts=(*self.facts, fact), depth=self.depth + 1)

    def changed(self, change: dict[Node, Node]) -> Case:
        """With terms put for terms."""
        wanted = {canonical(a): b for a, b in change.items()}

        def put(node: Node) -> Node:
            return transform(node, lambda n: wanted.get(canonical(n)) if not bound_names(n) else None)

        return replace(
            self, body=put(self.body), facts=tuple(map(put, self.facts)), supposed=tuple(map(put, self.supposed))
        )

    def named(self, name: str, value: Node) -> Case:
        def put(node: Node) -> Node:
            return put_in_types(node, {name: value})

        return replace(
            self, body=put(self.body), facts=tuple(map(put, self.facts)), supposed=tuple(map(put, self.supposed))
        )


def holds(context: Context, premises: Sequence[Node], body: Node) -> bool:
    """Whether a relation, or each of several, follows in its place from what is known and the premises."""
    if isinstance(body, Apply) and body.op == "and":
        return all(holds(context, premises, part) for part in body.args)
    if not isinstance(body, Apply) or body.op not in RELATIONS:
        return False
    body = reduced(body)
    assert isinstance(body, Apply)
    facts = tuple(f for a in context.claim.assumptions for f in _usable(context, (), a))
    supposed = [f for h in context.hypotheses for f in parts(h)]
    supposed += (f for p in premises for f in _usable(context, premises, p))
    case = Case(context=context, body=body, facts=facts, supposed=tuple(supposed))
    try:
        return any(_holds(case, mode) for mode in _modes(body)) or _by_signs(case)
    except (NoMeaning, TooLarge, IllFounded):
        return False


def _modes(body: Apply) -> Iterator[Mode]:
    """Powers stand for themselves first, but not where their bases move with their exponents."""
    equal = body.op == "=="
    powers = [n.args for n in walk(body) if isinstance(n, Apply) and n.op == "**" and is_integer(n.args[1].type)]
    moving = any(not free_names(base).isdisjoint(free_names(exponent)) for base, exponent in powers)
    if not moving or equal:
        yield Mode(not equal, True)
    if any(free_names(exponent) for _, exponent in powers):
        yield Mode(not equal, False)


def _usable(context: Context, premises: Sequence[Node], formula: Node) -> Iterator[Node]:
    """What a formula says in this place: it has no binders, or those of the place around."""
    place, body = opened(context.claim, formula)
    names = tuple(b.name for b in place.binders)
    own = with_own(context, names, {})
    if len(own) == len(names) and may_be_used(context, premises, place, own):
        yield from parts(body)


def _holds(case: Case, mode: Mode) -> bool:
    if case.depth > _DEEPEST:
        return False
    if case.context.region.empty:
        return True
    try:
        return _read(case, mode)
    except OpenSign as open_:
        return all(_holds(c, mode) for c in _by_sign(case, open_))
    except OpenParity as open_:
        both = ({**case.parities, open_.of: odd} for odd in (0, 1))
        return all(_holds(replace(case, parities=p, depth=case.depth + 1), mode) for p in both)
    except OpenZero as open_:
        return all(_holds(c, mode) for c in _by_zero(case, open_.of))
    except Unreadable:
        return False


def _by_sign(case: Case, open_: OpenSign) -> Iterator[Case]:
    form = open_.form
    for least in (form, form.scaled(-1).plus(-1)):
        fact = _relation("<=", ZERO, expression(least.dim()))
        now = case.under(fact)
        region = now.context.region
        name = next((a for a, c in form.terms if isinstance(a, str) and abs(c) == 1), None)
        if name is not None and not region.empty and region.fixes(least):
            c = least.coefficient(name)
            rest = least.dim() - Dim.of(name).scaled(Fraction(c))
            now = now.named(name, expression(rest.scaled(Fraction(-c))))
        yield now


def _by_signs(case: Case) -> bool:
    """An inequality for an integer above 0, for 0, and below, of each whose sign is open."""
    assert isinstance(case.body, Apply)
    region, names = case.context.region, sorted(free_names(case.body))
    givens = [g for n in names if (g := case.context.claim.given_named(n)) is not None and is_integer(g.type)]
    forms = {g.name: Linear.name(g.name) for g in givens}
    open_ = [n for n, f in forms.items() if not any(region.entails(s.plus(-1)) for s in (f, f.scaled(-1)))]
    if case.body.op == "==" or not 0 < len(open_) <= _SIGNS:
        return False
    cases = [case]
    for name in open_:
        positive, others = zip(*(_by_sign(c, OpenSign(forms[name].plus(-1))) for c in cases), strict=True)
        split = [c for other in others for c in _by_sign(other, OpenSign(forms[name]))]
        cases = [c for c in (*positive, *split) if not _vacuous(c, name)]
    return all(any(_holds(replace(c, depth=0), mode) for mode in _modes(case.body)) for c in cases)


def _vacuous(case: Case, name: str) -> bool:
    """Whether the integer is 0 there, and the claim leaves 0 out."""
    own, given = Linear.name(name), case.context.claim.given_named(name)
    if case.context.region.empty or given is None or not case.context.region.fixes(own):
        return case.context.region.empty
    left_out = [number(e) for e in given.domain.excluded]
    return 0 in left_out


def _by_zero(case: Case, of: Node) -> Iterator[Case]:
    yield case.under(_relation("!=", of, ZERO))
    if isinstance(of, Var) and not is_integer(of.type):
        yield replace(case.named(of.name, ZERO), depth=case.depth + 1)
    else:
        yield case.changed({of: ZERO}).under(_relation("==", of, ZERO))


def _relation(op: str, a: Node, b: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(a, b))


def _read(case: Case, mode: Mode) -> bool:
    """The relation as one on reals, if every part of it can be read. Errors: open cases, Unreadable."""
    formulas = (case.body, *case.facts, *case.supposed)
    formulas = _aligned(case.context, folds.opened(case.context, formulas))
    reals = Reals(case.context, mode, case.parities)
    for formula in formulas:
        if _is_relation(formula):
            reals.note(formula)
    goal = reals.formula(formulas[0])
    own = {name for name in free_names(goal) if not any(isinstance(n, Apply) and n.op == "if" for n in walk(goal))}
    split = 1 + len(case.facts)
    facts = [f for f in map(lambda n: _fact(reals, n), formulas[1:split]) if f is not None]
    facts += (f for f in map(lambda n: _fact(reals, n), reals.known()) if f is not None)
    supposed = [f for f in map(lambda n: _fact(reals, n, split=True), formulas[split:]) if f is not None]
    supposed = [f for f in supposed if _has_values(case.context, reals, f, own)]
    if follows(reals.claim(goal, facts), tuple(supposed), reals.own()):
        return True
    grow = tuple(reals.powers_grow())
    if grow and follows(reals.claim(goal, (*facts, *grow)), tuple(supposed), reals.own()):
        return True
    bounds = [reals.formula(f) for f in _bounds_of_products(case.context, formulas[0])]
    supposed += (f for f in bounds if _has_values(case.context, reals, f, own))
    return bool(bounds) and follows(reals.claim(goal, facts), tuple(supposed), reals.own())


def _bounds_of_products(context: Context, formula: Node) -> Iterator[Node]:
    """0 <= P <= 1 for products of such factors, and P >= 1."""
    if not isinstance(formula, Apply) or formula.op == "==":
        return
    supposed = (h for h in context.hypotheses if not any(bound_names(part) for part in walk(h)))
    outer = replace(context, hypotheses=tuple(supposed))
    for fold in {canonical(f): f for f in folds.outermost(formula) if f.op == "product"}.values():
        inner = outer.under(fold.binders)
        if holds(inner, (), _relation("<=", literal(1), fold.body)):
            yield _relation("<=", literal(1), fold)
        elif all(holds(inner, (), _relation("<=", *r)) for r in ((fold.body, literal(1)), (ZERO, fold.body))):
            yield _relation("<=", ZERO, fold)
            yield _relation("<=", fold, literal(1))


def _fact(reals: Reals, formula: Node, *, split: bool = False) -> Node | None:
    """A fact as one on reals, if it can be read; `split`: where it depends on a parity, that is asked."""
    try:
        return reals.formula(formula)
    except OpenParity:
        if split and len(reals.parities) < _PARITIES:
            raise
        return None
    except (Unreadable, OpenSign, OpenZero):
        return None


def _is_relation(formula: Node) -> bool:
    return isinstance(formula, Apply) and formula.op in RELATIONS


def _has_values(context: Context, reals: Reals, fact: Node, own: set[str]) -> bool:
    """Whether the terms for which variables stand in a fact have values wherever the goal has one."""
    stand = {given.name: key for key, given in reals.variables.items() if not isinstance(key, Var)}
    unsure = (stand[name] for name in free_names(fact) - own if name in stand)
    return all(has_value(context, term) or _is_gamma_or_power(term) for term in unsure)


def _is_gamma_or_power(term: Node) -> bool:
    """Whether it stands for a value of the gamma function at a positive argument, or a power that has a value."""
    return isinstance(term, Apply) and term.op in ("gamma", "**", "binomial")


# powers of numbers in exponents and angles


def _aligned(context: Context, formulas: tuple[Node, ...]) -> tuple[Node, ...]:
    """Whole powers of a number by the one with the least exponent: `2**(n + 1)` as `2*2**n`."""
    least: dict[tuple[Fraction, Dim], Fraction] = {}
    for node in (n for f in formulas for n in _outside(f)):
        found = _whole_power(context, node)
        if found is not None:
            base, rest, constant = found
            least[base, rest] = min(least.get((base, rest), constant), constant)

    def change(node: Node) -> Node | None:
        if bound_names(node):
            return node
        found = _whole_power(context, node)
        if found is None:
            return None
        base, rest, constant = found
        first = least[base, rest]
        power = Apply(type=INTEGER, op="**", args=(literal(base), expression(rest + Dim.of(first))))
        return folds.binary("*", literal(base ** int(constant - first)), power) if constant > first else power

    return tuple(transform(f, change) for f in formulas)


def _outside(node: Node) -> Iterator[Node]:
    """The parts of a formula that stand under no binder."""
    if bound_names(node):
        return
    yield node
    below: list[Node] = []
    rebuild(node, lambda child: below.append(child) or child)  # type: ignore[func-returns-value]
    for child in below:
        yield from _outside(child)


def _whole_power(context: Context, node: Node) -> tuple[Fraction, Dim, Fraction] | None:
    match node:
        case Apply(op="**", args=(Num(value=base), exponent)) if base.denominator == 1 and base > 1:
            dim = polynomial(exponent) if is_integer(exponent.type) else None
        case _:
            return None
    if dim is None or any(c.denominator != 1 for _, c in dim.terms):
        return None
    rest, constant = folds.split_constant(dim)
    form = linear(dim)
    if not rest.terms or abs(constant) > 64 or form is None or not context.region.entails(form):
        return None
    return base, rest, constant
