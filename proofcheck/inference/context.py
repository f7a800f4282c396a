"""Where a conclusion stands: the claim, the binders around it, what is supposed; and what follows at once from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from proofcheck.claim import Claim, Given
from proofcheck.inference.matching import Values, canonical, match, number, parts, put_in_types, same
from proofcheck.language.dims import expression, is_integer, polynomial
from proofcheck.language.dims import number as literal
from proofcheck.language.tree import Apply, Bind, Binder, Index, Node, Over, Range, Var, free_names
from proofcheck.language.types import BOOLEAN, INTEGER, Array, Dim, Kind, Scalar, kind_of, shape_of
from proofcheck.meaning.regions import Region, linear
from proofcheck.meaning.size_expressions import Reading
from proofcheck.meaning.size_signs import nonnegative, vanishes
from proofcheck.meaning.sizes import conditions
from proofcheck.meaning.sizes import context as sizes_region

_DEEP = 3  # how many conditions of quantified facts are looked up within each other
_RELATIONS = ("==", "<", "<=", ">", ">=")


@dataclass(frozen=True, kw_only=True)
class Context:
    """The place of a conclusion `forall binders: hypotheses => body`, closed in the claim's names."""

    claim: Claim
    binders: tuple[Binder, ...] = ()
    hypotheses: tuple[Node, ...] = ()

    @cached_property
    def region(self) -> Region:
        """Linear facts on the integers in sight: the claim's sizes, the ranges of the binders, the hypotheses."""
        region = _sizes(self.claim)
        for binder in self.binders:
            region = _within(self.claim, region, binder)
        for fact in self.hypotheses:
            region = region.where(*conditions(fact, Reading(claim=self.claim, region=region, values={})))
        return region

    def under(self, binders: Iterable[Binder], hypotheses: Iterable[Node] = ()) -> Context:
        """The place further inside; what was said of an outer variable of the same name says nothing in there."""
        outer = self
        binders = tuple(binders)
        for binder in binders:
            outer = outer._without(binder.name)
        return replace(
            self,
            binders=(*outer.binders, *binders),
            hypotheses=(*outer.hypotheses, *(h for x in hypotheses for h in parts(x))),
        )

    def _without(self, name: str) -> Context:
        """The place without a bound variable, and without all that mentions it."""
        hidden = {name} if any(b.name == name for b in self.binders) else set[str]()
        if not hidden:
            return self
        kept: list[Binder] = []
        for binder in self.binders:
            if binder.name in hidden or not hidden.isdisjoint(_mentioned(binder)):
                hidden.add(binder.name)
            else:
                kept.append(binder)
        return replace(
            self, binders=tuple(kept), hypotheses=tuple(h for h in self.hypotheses if hidden.isdisjoint(free_names(h)))
        )

    def declared(self, name: str) -> Given | Over | None:
        """The declaration of a variable: of the claim, or of a binder over a type."""
        bound = (b for b in reversed(self.binders) if b.name == name)
        return next((b for b in bound if isinstance(b, Over)), None) or self.claim.given_named(name)


def _mentioned(binder: Binder) -> frozenset[str]:
    """The names on which the type, range or domain of a binder depends."""
    body: Node = Apply(type=BOOLEAN, op="true", args=())
    if isinstance(binder, Over):
        lengths = tuple(map(expression, shape_of(binder.type))) if isinstance(binder.type, (Array, Scalar)) else ()
        body = Apply(type=BOOLEAN, op="and", args=(body, *lengths))
    return free_names(Bind(type=BOOLEAN, op="forall", binders=(replace(binder, name=""),), body=body))


@lru_cache(maxsize=64)
def _sizes(claim: Claim) -> Region:
    return sizes_region(claim, {})


def _within(claim: Claim, region: Region, binder: Binder) -> Region:
    """The region with what a binder says of its integer."""
    reading = Reading(claim=claim, region=region, values={})
    match binder:
        case Range(name=name, lower=lower, upper=upper, step=step, filter=test):
            low, high = (lower, upper) if step > 0 else (upper, lower)
            var = Var(type=INTEGER, name=name)
            facts = [_relation("<=", low, var), _relation("<=", var, high), *([] if test is None else [test])]
        case Over(name=name, type=type_, domain=domain, filter=test) if is_integer(type_):
            facts = [*domain_facts(Given(name=name, type=type_, domain=domain)), *([] if test is None else [test])]
        case _:
            return region
    for fact in facts:
        region = region.where(*conditions(fact, reading))
    return region


def _relation(op: str, left: Node, right: Node) -> Node:
    return Apply(type=BOOLEAN, op=op, args=(left, right))


def domain_facts(given: Given) -> Iterator[Node]:
    """What the domain of a declaration says, as relations; of an array, of every entry `x[i]` under a binder."""
    shape = shape_of(given.type) if isinstance(given.type, (Array, Scalar)) else None
    if shape is None:
        return
    var: Node = Var(type=given.type, name=given.name)
    names = tuple(f"{given.name}#{k}" for k in range(1, len(shape) + 1))  # that no bound of the domain can mention
    if shape:
        assert isinstance(given.type, Array)
        at = tuple(Var(type=INTEGER, name=n) for n in names)
        var = Index(type=Scalar(given.type.kind), base=var, at=at)
    domain, facts = given.domain, []
    if domain.lower is not None:
        facts.append(_relation("<" if domain.lower_open else "<=", domain.lower, var))
    if domain.upper is not None:
        facts.append(_relation("<" if domain.upper_open else "<=", var, domain.upper))
    facts += [_relation("!=", var, value) for value in domain.excluded]
    for fact in facts:
        for name, length in zip(reversed(names), reversed(shape), strict=True):
            range_ = Range(name=name, lower=literal(1), upper=expression(length))
            fact = Bind(type=BOOLEAN, op="forall", binders=(range_,), body=fact)
        yield fact


def opened(claim: Claim, formula: Node) -> tuple[Context, Node]:
    """The body of a closed formula, and its place."""
    context = Context(claim=claim)
    while True:
        match formula:
            case Bind(op="forall", binders=binders, body=body):
                context, formula = context.under(binders), body
            case Apply(op="=>", args=(before, after)):
                context, formula = context.under((), (before,)), after
            case _:
                return context, formula


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}


def negation(formula: Node) -> Node:
    """The formula that holds where this one has a truth and does not hold; of real relations the opposite one."""
    match formula:
        case Apply(op="not", args=(inner,)):
            return inner
        case Apply(op="or" | "and" as op, args=args):
            return Apply(type=BOOLEAN, op="and" if op == "or" else "or", args=tuple(map(negation, args)))
        case Apply(op=op, args=(a, b)) if (
            op in _OPPOSITE and Kind.COMPLEX not in (kind_of(a.type), kind_of(b.type)) and not _of_arrays(a, b)
        ):
            return Apply(type=BOOLEAN, op=_OPPOSITE[op], args=(a, b))
    return Apply(type=BOOLEAN, op="not", args=(formula,))


def _of_arrays(*sides: Node) -> bool:
    return any(isinstance(side.type, Array) for side in sides)


def closed(context: Context, body: Node) -> Node:
    """The closed formula of a body in its place; the inverse of `opened`."""
    hypotheses = context.hypotheses
    if hypotheses:
        before = hypotheses[0] if len(hypotheses) == 1 else Apply(type=BOOLEAN, op="and", args=hypotheses)
        body = Apply(type=BOOLEAN, op="=>", args=(before, body))
    if context.binders:
        body = Bind(type=BOOLEAN, op="forall", binders=context.binders, body=body)
    return body


def known(context: Context, premises: Sequence[Node], fact: Node, deep: int = _DEEP) -> bool:
    """Whether a formula follows at once: it is a premise, a hypothesis, an assumption or a declaration of the claim, an
    instance of one that holds for all of a range that it lies in, or a relation of integers that the region entails.
    """
    every = [*parts(fact)]
    if len(every) > 1:
        return all(known(context, premises, part, deep) for part in every)
    if isinstance(fact, Bind) and fact.op == "forall":
        return known(context.under(fact.binders), premises, fact.body, deep)
    if isinstance(fact, Apply) and fact.op == "=>":
        return known(context.under((), fact.args[:1]), premises, fact.args[1], deep)
    if _of_numbers(fact) or _of_integers(context, fact):
        return True
    wanted = [canonical(f) for f in _stronger(fact)]
    return any(_gives(context, premises, source, wanted, deep) for source in _sources(context, premises))


def _sources(context: Context, premises: Sequence[Node]) -> Iterator[Node]:
    for formula in (*premises, *context.hypotheses, *context.claim.assumptions):
        for part in parts(formula):
            yield part
            yield from _entrywise(part)
    for given in context.claim.declared:
        yield from domain_facts(given)
    for binder in context.binders:
        if isinstance(binder, Over):
            yield from domain_facts(Given(name=binder.name, type=binder.type, domain=binder.domain))
            if binder.filter is not None:
                yield from parts(binder.filter)


def _entrywise(relation: Node) -> Iterator[Node]:
    """A relation of arrays as one of all their entries."""
    if not isinstance(relation, Apply) or relation.op not in _RELATIONS or len(relation.args) != 2:
        return
    shape = next((shape_of(a.type) for a in relation.args if shape_of(a.type)), ())
    if not shape:
        return
    names = tuple(f"at{k}''" for k in range(1, len(shape) + 1))
    at = tuple(Var(type=INTEGER, name=n) for n in names)

    def entry(node: Node) -> Node:
        return Index(type=Scalar(kind_of(node.type)), base=node, at=at) if shape_of(node.type) else node

    ranges = tuple(Range(name=n, lower=literal(1), upper=expression(d)) for n, d in zip(names, shape, strict=True))
    body = replace(relation, args=tuple(map(entry, relation.args)))
    yield Bind(type=BOOLEAN, op="forall", binders=ranges, body=body)


def _stronger(fact: Node) -> tuple[Node, ...]:
    """The fact, and relations of the same two sides from which it follows."""
    if not isinstance(fact, Apply) or len(fact.args) != 2:
        return (fact,)
    a, b = fact.args
    match fact.op:
        case "<=" | ">=":
            low, high = (a, b) if fact.op == "<=" else (b, a)
            return tuple(
                _relation(*r) for r in (("<=", low, high), ("<", low, high), ("==", low, high), ("==", high, low))
            )
        case "==" | "!=":
            both = (fact, _relation(fact.op, b, a))
            return both if fact.op == "==" else (*both, _relation("<", a, b), _relation("<", b, a))
    return (fact,)


def _gives(context: Context, premises: Sequence[Node], source: Node, wanted: Sequence[Node], deep: int) -> bool:
    """Whether a known formula is one of those wanted, or has it as an instance."""
    if not isinstance(source, Bind) and not (isinstance(source, Apply) and source.op == "=>"):
        return canonical(source) in wanted
    place, body = opened(context.claim, source)
    names = tuple(b.name for b in place.binders)
    for part in parts(body):
        for goal in wanted:
            values = match(part, names, goal)
            values = None if values is None else with_own(context, names, values)
            if values is not None and len(values) == len(names) and _applies(context, premises, place, values, deep):
                return True
    return False


def with_own(context: Context, names: Iterable[str], values: Values) -> Values:
    """Values for names on which a formula does not depend: those that the same names have in this place."""
    own = {b.name: Var(type=INTEGER, name=b.name) for b in context.binders if isinstance(b, Range)}
    return {**{n: own[n] for n in names if n in own}, **values}


def applies(context: Context, premises: Sequence[Node], place: Context, values: Values) -> bool:
    """Whether a formula of that place may be used with these values for its bound names."""
    return _applies(context, premises, place, values, _DEEP)


def _applies(context: Context, premises: Sequence[Node], place: Context, values: Values, deep: int) -> bool:
    if deep <= 0:
        return False
    wanted: list[Node] = []
    for binder in place.binders:
        value = values[binder.name]
        match binder:
            case Range(lower=lower, upper=upper, step=step, filter=test):
                low, high = (lower, upper) if step > 0 else (upper, lower)
                if abs(step) != 1:
                    return False
                wanted += [_relation("<=", low, value), _relation("<=", value, high)]
            case Over(type=type_, domain=domain, filter=test, properties=()):
                if value.type != put_in_types(Var(type=type_, name="#"), values).type:
                    return False
                own = Given(name=binder.name, type=type_, domain=domain)
                if domain.members is not None or (shape_of(type_) and any(domain_facts(own))):
                    return False
                wanted += domain_facts(own)
            case _:
                return False
        wanted += [] if test is None else [test]
    wanted += place.hypotheses
    return all(known(context, premises, put_in_types(w, values), deep - 1) for w in wanted)


def _of_numbers(fact: Node) -> bool:
    """Whether it is a true relation of two rational constants."""
    if not isinstance(fact, Apply) or len(fact.args) != 2:
        return False
    a, b = map(number, fact.args)
    if a is None or b is None:
        return same(*fact.args) and fact.op in ("==", "<=", ">=")
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}.get(fact.op, False)


def _of_integers(context: Context, fact: Node) -> bool:
    """Whether a relation of integers holds all over the region."""
    if not isinstance(fact, Apply) or fact.op not in (*_RELATIONS, "!=") or len(fact.args) != 2:
        return False
    low, high = fact.args if fact.op not in (">", ">=") else fact.args[::-1]
    left, right = whole(low), whole(high)
    if left is None or right is None:
        return False
    gap = right - left
    match fact.op:
        case "==":
            return vanishes(gap, context.region)
        case "!=":
            return positive(gap, context.region) or positive(Dim.of(0) - gap, context.region)
    return nonnegative(gap if fact.op in ("<=", ">=") else gap - Dim.ONE, context.region)


def positive(gap: Dim, region: Region) -> bool:
    """Whether an integer polynomial is at least 1 all over a region."""
    return nonnegative(gap - Dim.ONE, region)


def whole(node: Node) -> Dim | None:
    """The polynomial of an integer expression without opaque parts that matter."""
    if not is_integer(node.type):
        return None
    return polynomial(node)


def entails(region: Region, low: Dim, high: Dim) -> bool:
    """Whether `low <= high` all over a region."""
    form = linear(high - low)
    return (form is not None and region.entails(form)) or nonnegative(high - low, region)
