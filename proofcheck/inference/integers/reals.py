"""TRUSTED: formulas on symbolic integers as formulas on reals: variables stand for integers and opaque terms.

What holds for all reals in the place of these variables, with what is known of them, holds for what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, permutations

from proofcheck.claim import Claim, Given, Link
from proofcheck.inference.context import Context, domain_facts
from proofcheck.inference.integers.angles import divided
from proofcheck.inference.integers.cases import Unreadable
from proofcheck.inference.integers.folds import as_reals, binary
from proofcheck.inference.integers.gammas import Gammas
from proofcheck.inference.integers.powers import Powers, halved, turned
from proofcheck.inference.matching import canonical, number
from proofcheck.inference.signs import nonnegative, positive
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.tree import Apply, Bind, Domain, Node, Num, Over, Var, bound_names, rebuild
from proofcheck.language.types import BOOLEAN, REAL, Dim, Kind, Scalar
from proofcheck.meaning.regions import Linear, linear

_ARITHMETIC = ("+", "-", "*", "/", "neg")
RELATIONS = ("==", "<", "<=", ">", ">=", "!=")
_CONNECTIVES = ("and", "or", "not", "=>", "<=>")
_OF_INTEGERS = frozenset(("abs", "min", "max", "floor", "ceil", "mod", "sign"))  # that are functions of reals as well
_GAMMAS = ("factorial", "gamma", "loggamma", "binomial")
_MOST = 16  # variables
_GAPS = (2, 1, 0, -1)  # between two integers, looked for


@dataclass(frozen=True, slots=True)
class Mode:
    """Which terms stand for themselves: binomials; powers of positive bases."""

    binomials: bool
    powers: bool


@dataclass(slots=True)
class Reals:
    """One way to read formulas of a place as formulas on reals."""

    context: Context
    mode: Mode
    parities: dict[Dim, int]
    variables: dict[Node, Given] = field(default_factory=dict)
    gammas: Gammas = field(init=False)
    powers: Powers = field(init=False)

    def __post_init__(self) -> None:
        self.gammas = Gammas(self.context, self._gamma, self.mode.binomials)
        self.powers = Powers(self.context, self._power, self.term, self.mode.powers, self.parities)

    def note(self, node: Node) -> None:
        """Take a formula into account before any is read."""
        if isinstance(node, Apply):
            if node.op in _GAMMAS:
                self.gammas.note(node)
            elif node.op == "**" and is_integer(node.args[1].type):
                self.powers.note(*node.args)
        if not bound_names(node):
            rebuild(node, self._noted)

    def _noted(self, node: Node) -> Node:
        self.note(node)
        return node

    def formula(self, node: Node) -> Node:
        """Errors: Unreadable, and those of open cases."""
        if isinstance(node, Apply) and node.op in _CONNECTIVES:
            return Apply(type=BOOLEAN, op=node.op, args=tuple(map(self.formula, node.args)))
        if isinstance(node, Apply) and node.op in RELATIONS and len(node.args) == 2:
            return Apply(type=BOOLEAN, op=node.op, args=tuple(map(self.term, node.args)))
        raise Unreadable

    def term(self, node: Node) -> Node:
        if not isinstance(node.type, Scalar) or node.type.kind not in (Kind.REAL, Kind.INTEGER):
            raise Unreadable
        value = number(node)
        if value is not None:
            return Num(type=REAL, value=value)
        match node:
            case Var():
                return self._named(node)
            case Apply(op="**", args=(a, b)):
                return self._powered(a, b)
            case Apply(op=op) if op in _GAMMAS:
                found = self.gammas.read(node)
                if found is not None:
                    return self._arithmetic(found)
                return self._kept(node) if op != "binomial" else self._variable(node)
            case Apply(op="floor" | "ceil", args=(a,)):
                return self._whole_part(node, a)
            case Apply(op="sin" | "cos", args=(a,)):
                return self._wave(node, a)
            case Apply(op=op) if op in _ARITHMETIC or op in _OF_INTEGERS or _is_function(node):
                return self._kept(node)
        return self._variable(node)

    def _kept(self, node: Apply) -> Node:
        return Apply(type=REAL, op=node.op, args=tuple(map(self.term, node.args)), options=node.options)

    def _arithmetic(self, node: Node) -> Node:
        """A term of which the variables for gamma values are known already."""
        if isinstance(node, Var) and node.name.startswith("#"):
            return node
        if isinstance(node, Apply) and (node.op in _ARITHMETIC or node.op == "log"):
            return Apply(type=REAL, op=node.op, args=tuple(map(self._arithmetic, node.args)))
        return self.term(node)

    def _powered(self, a: Node, b: Node) -> Node:
        exponent = number(b)
        if exponent is not None and exponent.denominator > 1:
            return Apply(type=REAL, op="**", args=(self.term(a), Num(type=REAL, value=exponent)))
        if exponent is None and not is_integer(b.type):
            return Apply(type=REAL, op="**", args=(self.term(a), self.term(b)))
        if exponent is not None and abs(exponent) <= 64:
            return Apply(type=REAL, op="**", args=(self.term(a), Num(type=REAL, value=exponent)))
        return self.powers.read(a, b)

    def _wave(self, node: Apply, angle: Node) -> Node:
        """sin(x + d π) = (-1)**d sin(x) for whole d; likewise cosines."""
        rest, turns = divided(angle, self._nonzero) or turned(angle)
        if not turns.terms:
            return self._kept(node)
        sign = self.powers.read(literal(-1), expression(turns))
        if rest is None:
            return literal(0) if node.op == "sin" else sign
        return binary("*", sign, Apply(type=REAL, op=node.op, args=(self.term(rest),)))

    def _whole_part(self, node: Apply, a: Node) -> Node:
        """floor(x + d) = floor(x) + d for whole d, and floor(x + d/2) = floor(x + (d mod 2)/2) + (d - d mod 2)/2."""
        rest, half = halved(a)
        if not half.terms:
            return self._kept(node)
        doubled = half.scaled(Fraction(2))
        whole_already = all(c.denominator == 1 for _, c in half.terms)
        odd = 0 if whole_already else (1 - self.powers.sign(doubled)) // 2
        odd = odd if node.op == "floor" else -odd
        whole = self.term(expression(doubled - Dim.of(odd)))
        whole = Apply(type=REAL, op="/", args=(whole, literal(2)))
        if rest is None:
            return whole
        left = rest if not odd else binary("+", rest, literal(Fraction(odd, 2)))
        return binary("+", Apply(type=REAL, op=node.op, args=(self.term(left),)), whole)

    def _nonzero(self, dim: Dim) -> bool:
        """Whether a linear form has no zero, or a monomial in what has none."""
        if len(dim.terms) == 1 and len(dim.terms[0][0]) > 0:
            names = [Dim.of(atom) for atom, _ in dim.terms[0][0]]
            return all(self._signed(name) for name in names)
        return self._signed(dim)

    def _signed(self, dim: Dim) -> bool:
        form = linear(dim)
        region = self.context.region
        return form is not None and (region.entails(form.plus(-1)) or region.entails(form.scaled(-1).plus(-1)))

    # variables

    def _named(self, node: Var) -> Node:
        key = Var(type=node.type, name=node.name)
        if key not in self.variables:
            domain = Domain(lower=self._lower(node.name)) if is_integer(node.type) else Domain()
            self._declare(key, node.name, domain)
        return Var(type=REAL, name=node.name)

    def _declare(self, key: Node, name: str, domain: Domain) -> None:
        if len(self.variables) >= _MOST:
            raise Unreadable
        self.variables[key] = Given(name=name, type=REAL, domain=domain)

    def _lower(self, name: str) -> Node | None:
        """The largest number that an integer is seen to be at least."""
        own = Linear.name(name)
        region = self.context.region
        stated = {-f.constant for f in region.least if f.terms == ((name, 1),)}
        found = max(stated, default=None)
        start = -3 if found is None else found
        if found is None and not region.entails(own.plus(3)):
            return None
        last = start
        for value in range(start + 1, start + 12):
            if not region.entails(own.plus(-value)):
                break
            last = value
        return literal(last)

    def _stands(self, node: Node, domain: Domain) -> Node:
        key = as_reals(node) if isinstance(node, Bind) else canonical(node)
        if key not in self.variables:
            self._declare(key, f"#{len(self.variables) + 1}", domain)
        return Var(type=REAL, name=self.variables[key].name)

    def _gamma(self, node: Node, whole: bool) -> Node:
        """A positive value, at least 1 where it is a whole number."""
        return self._stands(node, Domain(lower=literal(1 if whole else 0), lower_open=not whole))

    def _power(self, node: Node, lower: Node | None, is_open: bool, upper: Node | None) -> Node:
        return self._stands(node, Domain(lower=lower, lower_open=is_open, upper=upper))

    def _variable(self, node: Node) -> Node:
        """A term that is no arithmetic, with its sign where that is seen."""
        domain = Domain()
        if positive(self.context, (), node):
            domain = Domain(lower=literal(0), lower_open=True)
        elif nonnegative(self.context, (), node):
            domain = Domain(lower=literal(0))
        row = VOCABULARY.get(node.op) if isinstance(node, Apply) else None
        if row is not None and row.range:
            domain = replace(domain, upper=_upper(row.range))
        return self._stands(node, domain)

    def own(self) -> frozenset[str]:
        """The names of reals, which run through intervals."""
        return frozenset(key.name for key in self.variables if isinstance(key, Var) and not is_integer(key.type))

    # what is known of them

    def _region_facts(self) -> Iterator[Node]:
        """The linear facts on the integers that occur."""
        names = {key.name for key in self.variables if isinstance(key, Var) and is_integer(key.type)}
        region = self.context.region
        for op, forms in (("<=", region.least), ("==", region.zero)):
            for form in forms:
                atoms = form.dim().atoms()
                if form.terms and all(isinstance(a, str) and a in names for a in atoms):
                    yield Apply(type=BOOLEAN, op=op, args=(literal(0), _real(form.dim())))
        if any(a not in names for a in region.atoms()):
            yield from self._differences(sorted(names))

    def _differences(self, names: list[str]) -> Iterator[Node]:
        """What follows by way of integers that do not occur: `a >= b + c` of those that do."""
        for a, b in permutations(names, 2):
            gap = Linear.name(a) - Linear.name(b)
            least = next((c for c in _GAPS if self.context.region.entails(gap.plus(-c))), None)
            if least is not None:
                yield Apply(type=BOOLEAN, op="<=", args=(literal(0), _real(gap.plus(-least).dim())))

    def known(self) -> Iterator[Node]:
        """What declarations say of the reals that occur, as formulas to be read."""
        for name in sorted(self.own()):
            found = self.context.declared(name)
            if found is not None and found.type == REAL:
                own = Given(name=name, type=REAL, domain=found.domain) if isinstance(found, Over) else found
                yield from domain_facts(own)

    def powers_grow(self) -> Iterator[Node]:
        """(a - b) (a**m - b**m) >= 0 for a, b >= 0 and m >= 0."""
        powers = [key for key in self.variables if isinstance(key, Apply) and key.op == "**"]
        for one, other in combinations(powers, 2):
            (a, m), (b, own) = one.args, other.args
            if m != own or not self._natural(m):
                continue
            if any(number(base) is not None or not nonnegative(self.context, (), base) for base in (a, b)):
                continue
            try:
                bases = binary("-", self.term(a), self.term(b))
            except Unreadable:
                continue
            values = binary("-", *(Var(type=REAL, name=self.variables[key].name) for key in (one, other)))
            yield Apply(type=BOOLEAN, op="<=", args=(literal(0), binary("*", bases, values)))

    def _natural(self, exponent: Node) -> bool:
        form = linear(dim) if (dim := polynomial(exponent)) is not None else None
        return form is not None and self.context.region.entails(form)

    def claim(self, goal: Node, facts: Iterable[Node]) -> Claim:
        """The claim on reals."""
        assumed = tuple(dict.fromkeys((*facts, *self._region_facts())))
        given = tuple(self.variables.values())
        return Claim(id="", text="", given=given, assumptions=assumed, links=(Link(node=goal, text=""),))


def _real(dim: Dim) -> Node:
    """A polynomial in names of integers as one in reals of the same names."""

    def change(node: Node) -> Node:
        if isinstance(node, Var):
            return Var(type=REAL, name=node.name)
        return replace(rebuild(node, change), type=REAL)

    return change(expression(dim))


def _is_function(node: Apply) -> bool:
    row = VOCABULARY.get(node.op)
    return row is not None and (row.entrywise or not node.args) and not is_integer(node.type) and node.op != "gcd"


def _upper(text: str) -> Node | None:
    try:
        return literal(Fraction(text[:-1].partition(",")[2].strip()))
    except ValueError:
        return None
