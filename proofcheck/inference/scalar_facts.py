"""Relations that hold whatever reals their terms are: each term that is no arithmetic becomes a real variable.

What is known of the terms – premises, hypotheses, ranges of operators, signs of sizes – becomes assumptions on these
variables; the size-free claim is then decided by the arguments for claims without sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from proofcheck.claim import Claim, Given, Link
from proofcheck.inference.context import Context, domain_facts, known, opened
from proofcheck.inference.matching import canonical, number, parts
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import is_integer
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Domain, Node, Num, Var
from proofcheck.language.types import BOOLEAN, REAL, Kind, Scalar
from proofcheck.meaning import arguments
from proofcheck.meaning.boxes import check
from proofcheck.meaning.work import remembered

_ARITHMETIC = ("+", "-", "*", "/", "neg")
_RELATIONS = ("==", "<", "<=", ">", ">=", "!=")
_CONNECTIVES = ("and", "or", "not", "=>", "<=>")
_MOST = 12  # variables
_POINTS = 8  # tried before any argument is


class _NotReal(Exception):
    """A term that is no real scalar."""


@dataclass(slots=True)
class _Abstraction:
    """The variables that stand for terms."""

    context: Context
    premises: tuple[Node, ...]
    terms: dict[Node, Var] = field(default_factory=dict)
    originals: dict[str, Node] = field(default_factory=dict)

    def formula(self, node: Node) -> Node:
        if isinstance(node, Apply) and node.op in _CONNECTIVES:
            return Apply(type=BOOLEAN, op=node.op, args=tuple(map(self.formula, node.args)))
        if isinstance(node, Apply) and node.op in _RELATIONS and len(node.args) == 2:
            return Apply(type=BOOLEAN, op=node.op, args=tuple(map(self.term, node.args)))
        raise _NotReal

    def term(self, node: Node) -> Node:
        if not isinstance(node.type, Scalar) or node.type.kind not in (Kind.REAL, Kind.INTEGER):
            raise _NotReal
        value = number(node)
        if value is not None:
            return Num(type=REAL, value=value)
        if isinstance(node, Apply) and (node.op in _ARITHMETIC or _scalar_function(node)):
            return Apply(type=REAL, op=node.op, args=tuple(map(self.term, node.args)), options=node.options)
        return self._variable(node)

    def _variable(self, node: Node) -> Var:
        key = canonical(node)
        if key not in self.terms:
            if len(self.terms) >= _MOST:
                raise _NotReal
            var = Var(type=REAL, name=f"r{len(self.terms) + 1}")
            self.terms[key] = var
            self.originals[var.name] = node
        return self.terms[key]


def _scalar_function(node: Apply) -> bool:
    """Whether it is a function of reals whose meaning is kept: with constant whole exponents only."""
    row = VOCABULARY.get(node.op)
    if node.op == "**":
        exponent = number(node.args[1])
        return exponent is not None and (exponent.denominator == 1 or exponent == Fraction(1, 2))
    return row is not None and row.entrywise and not is_integer(node.type) and node.op not in ("mod", "binomial", "gcd")


def holds(context: Context, premises: Sequence[Node], body: Node) -> bool:
    """Whether a relation follows for all reals in the place of its terms, from what is known of these."""
    abstraction = _Abstraction(context, tuple(premises))
    try:
        goal = abstraction.formula(body)
    except _NotReal:
        return False
    facts = []
    for source in (*premises, *context.hypotheses, *context.claim.assumptions, *_domains(context, abstraction)):
        place, inner = opened(context.claim, source)
        if place.binders or not all(known(context, premises, h) for h in place.hypotheses):
            continue
        for part in parts(inner):
            try:
                facts.append(abstraction.formula(part))
            except _NotReal:
                continue
    given = tuple(_declared(context, premises, abstraction, name) for name in sorted(abstraction.originals, key=_place))
    assumed = tuple(dict.fromkeys(facts))
    return _argued(Claim(id="", text="", given=given, assumptions=assumed, links=(Link(node=goal, text=""),)))


@remembered(4096)
def _argued(claim: Claim) -> bool:
    """Whether a claim on reals alone is affirmed; at once not where a few points break it."""
    unfolded = arguments.unfold(claim, {})
    if unfolded is None or unfolded.setting.empty:
        return False
    if any(check(unfolded.setting, link, wanted=_POINTS, tries=4 * _POINTS).broken for link in unfolded.links):
        return False
    return all(arguments.argue_link(unfolded.setting, link, arguments.BASIC) for link in unfolded.links)


def _domains(context: Context, abstraction: _Abstraction) -> list[Node]:
    """What the declarations of reals among the terms say."""
    names = [n.name for n in abstraction.originals.values() if isinstance(n, Var) and n.type == REAL]
    given = (context.claim.given_named(name) for name in names if all(b.name != name for b in context.binders))
    return [fact for g in given if g is not None and g.type == REAL for fact in domain_facts(g)]


def _place(name: str) -> int:
    return int(name[1:])


def _declared(context: Context, premises: Sequence[Node], abstraction: _Abstraction, name: str) -> Given:
    """The real variable in the place of a term, with the range that the term is known to have."""
    term = abstraction.originals[name]
    lower, is_open = _least(context, premises, term)
    upper, upper_open = _range_end(term)
    domain = Domain(lower=lower, lower_open=is_open, upper=upper, upper_open=upper_open)
    return Given(name=name, type=REAL, domain=domain)


def _least(context: Context, premises: Sequence[Node], term: Node) -> tuple[Node | None, bool]:
    if is_integer(term.type):
        for bound in (2, 1, 0):
            value = Num(type=term.type, value=Fraction(bound))
            if known(context, premises, Apply(type=BOOLEAN, op="<=", args=(value, term))):
                return value, False
        return None, False
    if positive(context, premises, term):
        return Num(type=REAL, value=Fraction(0)), True
    if nonnegative(context, premises, term):
        return Num(type=REAL, value=Fraction(0)), False
    return None, False


def _range_end(term: Node) -> tuple[Node | None, bool]:
    row = VOCABULARY.get(term.op) if isinstance(term, Apply) else None
    if row is None or not row.range:
        return None, False
    upper = row.range[:-1].partition(",")[2].strip()
    try:
        return Num(type=REAL, value=Fraction(upper)), row.range[-1] == ")"
    except ValueError:
        return None, False
