"""Growth paths: ways for all variables to go to infinity together, each a whole expression in one variable t.

Along a path both sides are functions of t alone, whose leading monomials can always be compared; a claim that fails
along one path fails. The first paths follow from the exponents: directions in which a monomial of one side outgrows all
of the other (a linear program), the rest are a fixed list from equal growth to double exponentials. Residues of t
are tried too, for what oscillates with the parity of a variable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import lcm

from proofcheck.claim import Claim
from proofcheck.language.tree import Apply, Node, Num, Var, substitute
from proofcheck.language.types import INTEGER
from proofcheck.meaning.growth_linear import maximise
from proofcheck.meaning.growth_monomials import Leaf, Monomial
from proofcheck.meaning.growth_sums import Sum

_NAMES = ("t", "s", "u", "r", "τ", "σ", "ρ")
_LIMITS = {1: 40, 2: 60, 3: 90}
_MANY = 120
_HEAVIEST = 12

Path = tuple[tuple[str, Node], ...]


def parameter(claim: Claim) -> str:
    """A name for the variable of paths that the claim does not use."""
    used = {g.name for g in claim.given} | {d.name for d in claim.definitions}
    return next((n for n in _NAMES if n not in used), "t_")


def _number(value: int) -> Node:
    return Num(type=INTEGER, value=Fraction(value))


def _apply(op: str, *args: Node) -> Node:
    return Apply(type=INTEGER, op=op, args=args)


def _power(base: Node, exponent: int) -> Node:
    return base if exponent == 1 else _apply("**", base, _number(exponent))


def candidates(
    names: Sequence[str], t: str, pairs: Sequence[tuple[Sum, Sum]], equal: Mapping[str, Node], moduli: Sequence[int]
) -> Iterator[Path]:
    """Paths for these variables, the most telling first; `pairs` are the sides whose exponents give directions.

    `equal`: variables that the conditions make equal to an expression in the others. `moduli`: of one variable, the
    numbers of which every residue is tried.
    """
    var = Var(type=INTEGER, name=t)
    seen: set[Path] = set()
    plain: Path = tuple((n, var) for n in names)
    found = islice(_every(names, var, plain, pairs, moduli), _LIMITS.get(len(names), _MANY))
    for free in found:
        known = dict(free)
        path = tuple((n, substitute(equal[n], known) if n in equal else node) for n, node in free)
        if path not in seen:
            seen.add(path)
            yield path


def _every(
    names: Sequence[str], var: Node, plain: Path, pairs: Sequence[tuple[Sum, Sum]], moduli: Sequence[int]
) -> Iterator[Path]:
    yield plain
    for large, small in pairs:
        yield from _directions(names, var, large, small)
    if len(names) == 1:
        for node in _alone(var, moduli):
            yield ((names[0], node),)
        return
    scales = _scales(var)
    ranks = sorted(product(range(len(scales)), repeat=len(names)), key=lambda r: (sum(r), max(r), r))
    for rank in ranks:
        if min(rank) == 0 or len(names) == 2:
            yield tuple((n, scales[k]) for n, k in zip(names, rank, strict=True))


def _alone(t: Node, moduli: Sequence[int]) -> Iterator[Node]:
    two = _number(2)
    for modulus in moduli:
        for rest in range(modulus):
            multiple = _apply("*", _number(modulus), t)
            yield _apply("+", multiple, _number(rest)) if rest else multiple
    yield _power(t, 2)
    yield _apply("**", two, t)
    yield _apply("**", two, _apply("*", two, t))


def _scales(t: Node) -> list[Node]:
    """From t upward; one variable at least stays at t where there are three or more."""
    two = _number(2)
    exponential = _apply("**", two, t)
    tower = _apply("**", two, exponential)
    return [
        t,
        _power(t, 2),
        exponential,
        _power(t, 3),
        _apply("*", two, t),
        _apply("**", two, _power(t, 2)),
        tower,
        _apply("**", two, tower),
        _apply("+", t, _number(1)),
        _apply("*", t, exponential),
    ]


def _directions(names: Sequence[str], var: Node, large: Sum, small: Sum) -> Iterator[Path]:
    """Paths along which a monomial of `large` outgrows all of `small`, by exponents, then by those of logarithms."""
    others = [_exponents(m, names) for m in small.monomials]
    for m in large.monomials:
        own = _exponents(m, names)
        if own is None or any(o is None for o in others):
            continue
        gaps = [([a - b for a, b in zip(own[0], o[0], strict=True)], own[1] - o[1]) for o in others if o is not None]
        found = _widest([(rows, Fraction(0)) for rows, _ in gaps], [Fraction(1)] * len(names))
        if found is None:
            continue
        weights, gap = found
        if gap > 0:
            whole = _whole(weights)
            yield tuple((n, _power(var, w)) for n, w in zip(names, whole, strict=True))
            continue
        level = [g for g in gaps if sum(a * w for a, w in zip(g[0], weights, strict=True)) == 0]
        turned = _widest(level, [Fraction(0)] * len(names))
        if turned is not None and turned[1] > 0:
            yield _with_logarithms(names, var, weights, turned[0])


def _widest(
    gaps: Sequence[tuple[list[Fraction], Fraction]], least: Sequence[Fraction]
) -> tuple[list[Fraction], Fraction] | None:
    """w >= least for which the smallest of `row·w + more` is as large as possible (at most 1), and what that is."""
    n = len(least)
    rows: list[tuple[list[Fraction], Fraction]] = []
    for row, more in gaps:
        base = sum((a * w for a, w in zip(row, least, strict=True)), more)
        rows.append(([*(-a for a in row), Fraction(1)], base + _HEAVIEST))
    for k in range(n):
        rows.append(([Fraction(int(j == k)) for j in range(n + 1)], Fraction(_HEAVIEST)))
    rows.append(([Fraction(0)] * n + [Fraction(1)], Fraction(1 + _HEAVIEST)))
    found = maximise([Fraction(0)] * n + [Fraction(1)], rows)
    if found is None:
        return None
    return [w + v for w, v in zip(least, found[:-1], strict=True)], found[-1] - _HEAVIEST


def _with_logarithms(names: Sequence[str], var: Node, weights: Sequence[Fraction], turns: Sequence[Fraction]) -> Path:
    """n_i = s**v_i·2**(w_i·s) with s a power of t that makes every exponent whole: log n_i grows like s."""
    steps = _whole([*turns, Fraction(1)])
    s = _power(var, steps[-1])
    path = []
    for name, w, v in zip(names, _whole(weights), steps[:-1], strict=True):
        grown = _apply("**", _number(2), s if w == 1 else _apply("*", _number(w), s))
        path.append((name, _apply("*", _power(var, v), grown) if v else grown))
    return tuple(path)


def _exponents(m: Monomial, names: Sequence[str]) -> tuple[list[Fraction], Fraction] | None:
    """The exponents of the variables, and the sum of those of their logarithms; None for other monomials."""
    found = dict.fromkeys(names, Fraction(0))
    logarithms = Fraction(0)
    for atom, factor in m.form.terms:
        if not isinstance(atom, Leaf) or atom.depth == 0 or factor.rational is None:
            return None
        if atom.depth == 1:
            found[atom.variable] = factor.rational
        elif atom.depth == 2:
            logarithms += factor.rational
    return list(found.values()), logarithms


def _whole(weights: Sequence[Fraction]) -> tuple[int, ...]:
    scale = lcm(*(w.denominator for w in weights))
    return tuple(int(w * scale) for w in weights)
