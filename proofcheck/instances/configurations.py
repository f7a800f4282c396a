"""Which sizes and which families of functions to try, in what order: small and telling first, the same every time.

A size is a dimension (it occurs in the shape of a given), a depth (it ends a range or indexes a recurrence) or plain;
dimensions and depths stay small, because everything is unrolled at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, islice, product
from math import prod
from typing import TypeVar

from proofcheck.claim import Claim, Definition, Given, Recurrence
from proofcheck.instances.constants import NotConstant, constant, dimension
from proofcheck.instances.functions import Member, Signature, bodies, specialise
from proofcheck.instances.variables import extent_of, is_size
from proofcheck.language.tree import Bind, Call, Cell, Node, Range, free_names, walk
from proofcheck.language.types import Dim, Function, Type, shape_of

LIMIT = 24
PAIRS = 36  # of sizes with families of functions
EVERY = 200  # finite sets of plain sizes up to this many are tried in full
_PRODUCT = 4096
_AMONG_FAMILIES = 8  # sizes, where each is tried with several families
_ENTRIES = 4096  # numbers in an instance

_T = TypeVar("_T")
Sizes = Mapping[str, int]

_PLAIN = (0, 1, 2, 3, 4, 5, -1, -2, 7, 10, -3, 12, 20, -5, 6, 8, 9, 30, 64, 100)
_STEPS = (0, 1, 2, 3, 4, 5, 7, 10, 12, 6, 20, 50, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A claim at fixed sizes with its functions replaced; `exhaustive`: these are all the sizes that there are."""

    sizes: dict[str, int]
    claim: Claim = field(repr=False)
    functions: tuple[Member, ...] = ()
    exhaustive: bool = False


def configurations(claim: Claim, seed: int = 0) -> Iterator[Configuration]:
    """Configurations, simplest first, at most `LIMIT` (`PAIRS` with functions, `EVERY` of a finite domain); none where
    no sizes fit.

    Deterministic; `seed` takes no part, since small cases are better than random ones.
    """
    special: dict[tuple[Member, ...], Claim] = {}
    for plan in planned(claim):
        if plan.functions not in special:
            special[plan.functions] = specialise(claim, plan.functions)
        yield replace(plan, claim=special[plan.functions])


def planned(claim: Claim) -> Iterator[Configuration]:
    """The same configurations, each with the claim as it is: its functions are still to be replaced."""
    members = families(claim)
    if not members:
        return
    choices, exhaustive = sizes_of(claim, LIMIT if members == [()] else _AMONG_FAMILIES)
    exhaustive = exhaustive and members == [()]
    limit = EVERY if exhaustive else LIMIT if members == [()] else PAIRS
    pairs = sorted(product(range(len(choices)), range(len(members))), key=lambda p: (p[0] + p[1], p[1], p[0]))
    for k, m in islice(pairs, limit):
        yield Configuration(sizes=choices[k], claim=claim, functions=members[m], exhaustive=exhaustive)


def families(claim: Claim) -> list[tuple[Member, ...]]:
    """Members for all functions of a claim at once: all of one family, then mixed; empty where a type has none."""
    signatures = [Signature(name=g.name, type=g.type) for g in claim.given if isinstance(g.type, Function)]
    each = [[(s.name, s.parameters, body) for body in bodies(s)] for s in signatures]
    if any(not options for options in each):
        return []
    if not each:
        return [()]
    rounds = max(map(len, each))
    found = [tuple(options[k % len(options)] for options in each) for k in range(rounds)]
    if len(each) > 1:
        found += [tuple(o[(k + i) % len(o)] for i, o in enumerate(each)) for k in range(rounds)]
    return list(dict.fromkeys(found))


def sizes_of(claim: Claim, count: int = LIMIT) -> tuple[list[dict[str, int]], bool]:
    """Size assignments to try, simplest first, and whether they are all that satisfy the claim (or some `count`)."""
    bare = replace(claim, id="", text="", links=(), skip="only its sizes are asked for")
    chosen, exhaustive = _sizes_of(bare, _in_dimensions(claim), _in_ranges(claim), count)
    return [dict(sizes) for sizes in chosen], exhaustive


@lru_cache(maxsize=32)
def _sizes_of(
    claim: Claim, dims: frozenset[str], depths: frozenset[str], count: int
) -> tuple[list[dict[str, int]], bool]:
    """The sizes of a claim without its links, remembered: edits of a relation rarely change them."""
    givens = [g for g in claim.given if is_size(g)]
    names = [g.name for g in givens]
    lists, complete = [], True
    for given in givens:
        values, all_of_them = _candidates(given, claim, given.name in dims, given.name in depths)
        lists.append(values)
        complete = complete and all_of_them
    total = prod(map(len, lists))
    exhaustive = complete and total <= EVERY
    if not exhaustive:
        lists = _cut(lists)
    order = {n: {v: i for i, v in enumerate(values)} for n, values in zip(names, lists, strict=True)}
    choices = (dict(zip(names, choice, strict=True)) for choice in product(*lists))
    admissible = _admissible(claim, givens)
    admitted = [sizes for sizes in choices if admissible(sizes)]
    costs = [sum(order[n][v] for n, v in sizes.items()) for sizes in admitted]
    if exhaustive:
        return [s for _, s in sorted(zip(costs, admitted, strict=True), key=lambda p: p[0])], True
    return _telling(admitted, costs, [n for n in names if n in dims or n in depths], count), False


def _cut(lists: Sequence[Sequence[int]]) -> list[list[int]]:
    """Shorter lists, longest first, until their product is small."""
    cut = [list(values) for values in lists]
    while prod(map(len, cut)) > _PRODUCT:
        longest = max(cut, key=len)
        if len(longest) <= 2:
            break
        longest.pop()
    while prod(map(len, cut)) > 16 * _PRODUCT:  # a great many sizes: let the last of them rest
        next(values for values in reversed(cut) if len(values) > 1).pop()
    return cut


def _candidates(given: Given, claim: Claim, is_dimension: bool, is_depth: bool) -> tuple[list[int], bool]:
    """Values of one size by its own domain, simplest first, and whether these are all it has."""
    extent, moving = extent_of(given, {}, claim)
    if extent.members is not None:
        members = [int(m) for m in extent.members if extent.contains(m)]
        return members, not moving
    lower, upper = extent.hint.lower, extent.hint.upper
    if is_dimension:
        lower = max(lower, Fraction(1)) if lower is not None else Fraction(1)
    if lower is not None and upper is not None and not moving and upper - lower < (5 if is_dimension else EVERY):
        low, high = int(lower), int(upper)
        whole = [v for v in range(low, high + 1) if extent.contains(Fraction(v))]
        return whole, not (is_dimension and extent.contains(lower - 1))
    if is_dimension or is_depth:
        reach = 5 if is_dimension else 6
        start = int(lower) if lower is not None else (int(upper) - reach if upper is not None and upper < reach else 1)
        values = [start + k for k in range(reach)] + ([] if lower is not None else [0, -1])
    elif lower is not None:
        values = [int(lower) + k for k in _STEPS]
    elif upper is not None:
        values = [int(upper) - k for k in _STEPS]
    else:
        values = list(_PLAIN)
    return [v for v in dict.fromkeys(values) if extent.contains(Fraction(v))], False


def _in_dimensions(claim: Claim) -> frozenset[str]:
    """Names that occur in the shape of a given or in the index of a family of functions."""
    found: set[str] = set()

    def note(type_: Type) -> None:
        if isinstance(type_, Function):
            for part in (*type_.parameters, type_.result):
                note(part)
            found.update(_names(type_.index) if type_.index is not None else ())
        for dim in shape_of(type_):
            found.update(_names(dim))

    for given in claim.declared:
        note(given.type)
    return frozenset(found)


def _names(dim: Dim) -> set[str]:
    found: set[str] = set()
    for atom in dim.atoms():
        if isinstance(atom, str):
            found.add(atom)
        elif isinstance(atom.node, Node):
            found |= free_names(atom.node)
    return found


def _in_ranges(claim: Claim) -> frozenset[str]:
    """Names that end a range, index a recurrence or a family, or are an exponent's worth of unrolling."""
    found: set[str] = set()
    for side in _boxes(claim):
        found |= free_names(side.lower) | free_names(side.upper)
    for root in _roots(claim):
        for node in walk(root):
            match node:
                case Bind(binders=binders):
                    for binder in binders:
                        if isinstance(binder, Range):
                            found |= free_names(binder.lower) | free_names(binder.upper)
                case Cell(at=at):
                    found.update(n for part in at for n in free_names(part))
                case Call(index=index) if index is not None:
                    found |= free_names(index)
    return frozenset(found)


def _roots(claim: Claim) -> list[Node]:
    roots = [*claim.assumptions, *(link.node for link in claim.links)]
    for definition in claim.definitions:
        roots += [definition.body] if isinstance(definition, Definition) else [c.body for c in definition.cases]
    return roots


def _boxes(claim: Claim) -> Iterator[Range]:
    return (side for d in claim.definitions if isinstance(d, Recurrence) for side in d.box)


def _admissible(claim: Claim, givens: Sequence[Given]) -> Callable[[Sizes], bool]:
    """A test of sizes: in their domains, every shape possible, and the assumptions about sizes alone satisfied.

    Each condition is evaluated once for each choice of the few sizes that it reads, so that thousands are tested fast.
    """
    tests = [_domain_test(given, claim) for given in givens]
    tests += [_assumption_test(assumption, claim) for assumption in claim.assumptions]
    entries = [_entries(type_, index, claim) for given in claim.given for type_, index in _shaped(given)]

    def admissible(sizes: Sizes) -> bool:
        if not all(test(sizes) for test in tests):
            return False
        counts = [count(sizes) for count in entries]
        return None not in counts and sum(filter(None, counts)) <= _ENTRIES

    return admissible


def _domain_test(given: Given, claim: Claim) -> Callable[[Sizes], bool]:
    bounds = [given.domain.lower, given.domain.upper, *(given.domain.members or ()), *given.domain.excluded]

    def inside(sizes: Sizes) -> bool:
        extent, moving = extent_of(given, sizes, claim)
        return not moving and extent.contains(Fraction(sizes[given.name]))

    return _remembered({given.name, *_read(bounds, claim)}, inside)


def _assumption_test(assumption: Node, claim: Claim) -> Callable[[Sizes], bool]:
    def met(sizes: Sizes) -> bool:
        try:
            return bool(constant(assumption, sizes, claim))
        except NotConstant:
            return True
        except ArithmeticError:
            return False

    return _remembered(_read([assumption], claim), met)


def _shaped(given: Given) -> Iterator[tuple[Type | None, Dim | None]]:
    """The types of a given that have entries, and the dimensions that index a family."""
    if isinstance(given.type, Function):
        yield from ((type_, None) for type_ in (*given.type.parameters, given.type.result))
        yield None, given.type.index
    else:
        yield given.type, None


def _entries(type_: Type | None, index: Dim | None, claim: Claim) -> Callable[[Sizes], int | None]:
    """How many numbers a type takes; None for an impossible shape."""
    dims = [*(shape_of(type_) if type_ is not None else ()), *([index] if index is not None else [])]

    def count(sizes: Sizes) -> int | None:
        try:
            numbers = prod(dimension(d, sizes, claim) for d in dims)
        except (ArithmeticError, NotConstant):
            return None
        return numbers if type_ is not None else 0

    return _remembered({name for d in dims for name in _read([], claim, _names(d))}, count)


def _read(nodes: Sequence[Node | None], claim: Claim, names: Iterable[str] = ()) -> set[str]:
    """The names that expressions depend on, through definitions as well."""
    found = set(names).union(*(free_names(n) for n in nodes if n is not None))
    known: set[str] = set()
    while defined := {n for n in found - known if isinstance(claim.definition_named(n), Definition)}:
        known |= defined
        for name in defined:
            definition = claim.definition_named(name)
            assert isinstance(definition, Definition)
            found |= free_names(definition.body)
    return found


def _remembered(names: Iterable[str], ask: Callable[[Sizes], _T]) -> Callable[[Sizes], _T]:
    """A question about sizes that is asked once for each choice of those that it reads."""
    read = sorted(names)
    known: dict[tuple[int | None, ...], _T] = {}

    def remembered(sizes: Sizes) -> _T:
        key = tuple([sizes.get(name) for name in read])
        if key not in known:
            known[key] = ask(sizes)
        return known[key]

    return remembered


def _telling(
    admitted: list[dict[str, int]], costs: list[int], structural: list[str], count: int
) -> list[dict[str, int]]:
    """A selection that tells sizes apart: each pick adds values and orders between sizes not seen so far."""
    seen: set[object] = set()
    rest = sorted(range(len(admitted)), key=lambda k: (costs[k], k))
    features = {k: _features(admitted[k], structural) for k in rest}
    picked: list[int] = []
    while rest and len(picked) < count:
        best = max(rest, key=lambda k: (len(features[k] - seen) - 0.4 * costs[k], -costs[k], -k)) if picked else rest[0]
        rest.remove(best)
        picked.append(best)
        seen |= features[best]
    return [admitted[k] for k in sorted(picked, key=lambda k: (costs[k], k))]


def _features(sizes: dict[str, int], structural: list[str]) -> frozenset[object]:
    found: set[object] = set(sizes.items())
    for a, b in combinations(structural, 2):
        x, y = sizes[a], sizes[b]
        found.add((a, b, (x > y) - (x < y)))
        if min(x, y) <= 1 < max(x, y):
            found.add((a, b, "one and many", x < y))
    return frozenset(found)
