"""What many do instead of a proof: 100 Gaussian instances in float64 torch; all of them pass, or one does not.

Arrays have standard normal entries, made to have the adjectives that are asked in the usual way (symmetric part, QR,
`A @ A.T`, …); different sizes get different small numbers. The check itself runs on `proofcheck.meaning.batch`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from benchmarks.outcome import PROVED, REFUTED, UNDECIDED, Answer, Inexpressible
from benchmarks.peer import Peer
from proofcheck.claim import Claim, Given, Link
from proofcheck.instances.functions import Signature, bodies, specialise
from proofcheck.language.tree import Apply, Bind, Node, Num, Var, walk
from proofcheck.language.types import INTEGER, Array, Function, Kind, Scalar, kind_of, shape_of
from proofcheck.meaning.batch import compile_claim
from proofcheck.meaning.batch_relation import TENDENCIES

Numbers = npt.NDArray[np.float64]
INSTANCES = 100
_INFINITE = TENDENCIES | {"exists", "sup", "inf", "limit", "integral"}
_SIZES = (3, 4, 2, 5)
_TOLERANCE = 1e-6  # relative


def _square(a: Numbers) -> Numbers:
    return a @ np.swapaxes(a, 1, 2)


def _orthogonal(a: Numbers) -> Numbers:
    found: Numbers = np.linalg.qr(a)[0]
    return found


def _mass_one(a: Numbers) -> Numbers:
    found: Numbers = np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True)
    return found


def _one_hot(a: Numbers) -> Numbers:
    return (a == a.max(axis=1, keepdims=True)).astype(np.float64)


def _permutation(a: Numbers) -> Numbers:
    found: Numbers = np.eye(a.shape[1])[np.argsort(a[:, 0], axis=1)]
    return found


def _rank_one(a: Numbers) -> Numbers:
    return a[:, :, :1] * a[:, :1, :]


def _projection(a: Numbers, symmetric: bool) -> Numbers:
    half = a[:, :, : max(1, a.shape[2] // 2)]
    other = half if symmetric else half + a[:, :, -half.shape[2] :] / 2
    found: Numbers = half @ np.linalg.inv(np.swapaxes(other, 1, 2) @ half) @ np.swapaxes(other, 1, 2)
    return found


_SHAPED: dict[frozenset[str], Callable[[Numbers], Numbers]] = {
    frozenset({"symmetric"}): lambda a: (a + np.swapaxes(a, 1, 2)) / 2,
    frozenset({"skew"}): lambda a: (a - np.swapaxes(a, 1, 2)) / 2,
    frozenset({"positive definite"}): _square,
    frozenset({"positive semidefinite"}): _square,
    frozenset({"diagonal"}): lambda a: a * np.eye(a.shape[1]),
    frozenset({"lower triangular"}): np.tril,
    frozenset({"upper triangular"}): np.triu,
    frozenset({"orthogonal"}): _orthogonal,
    frozenset({"orthonormal columns"}): _orthogonal,
    frozenset({"unit"}): lambda a: a / np.linalg.norm(a, axis=1, keepdims=True),
    frozenset({"probability"}): _mass_one,
    frozenset({"stochastic"}): _mass_one,
    frozenset({"one-hot"}): _one_hot,
    frozenset({"permutation"}): _permutation,
    frozenset({"doubly stochastic"}): lambda a: (_permutation(a) + _permutation(-a)) / 2,
    frozenset({"rank one"}): _rank_one,
    frozenset({"nilpotent"}): lambda a: np.triu(a, 1),
    frozenset({"projection"}): lambda a: _projection(a, symmetric=False),
    frozenset({"projection", "symmetric"}): lambda a: _projection(a, symmetric=True),
    frozenset({"symmetric", "doubly stochastic"}): lambda a: (_permutation(a) + np.swapaxes(_permutation(a), 1, 2)) / 2,
}


def _value(given: Given, shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[Any]:
    normal = rng.standard_normal((INSTANCES, *shape))
    asked = frozenset(given.properties) - {"invertible", "full rank"}
    if asked:
        if asked not in _SHAPED:
            raise Inexpressible(" ".join(sorted(asked)))
        return np.ascontiguousarray(_SHAPED[asked](normal))
    lower, upper = (float(b.value) if isinstance(b, Num) else None for b in (given.domain.lower, given.domain.upper))
    if lower is not None and upper is not None:
        return lower + (upper - lower) / (1 + np.exp(-normal))
    if lower is not None:
        return lower + np.abs(normal)
    return normal if upper is None else upper - np.abs(normal)


def _sizes(claim: Claim) -> dict[str, int]:
    """Small sizes, different for different names; an index is somewhere in its range."""
    found: dict[str, int] = {}
    for k, given in enumerate(g for g in claim.given if g.type == INTEGER):
        low = 1 if given.domain.lower is None else _whole(given.domain.lower, found)
        most = None if given.domain.upper is None else _whole(given.domain.upper, found)
        wanted = max(low, _SIZES[k % len(_SIZES)])
        found[given.name] = wanted if most is None else max(low, min(most, wanted))
    return found


def _whole(node: Node, sizes: dict[str, int]) -> int:
    """A bound of an integer, from the sizes before it."""
    match node:
        case Num(value=value):
            return int(value)
        case Var(name=name) if name in sizes:
            return sizes[name]
        case Apply(op="+" | "-" | "*" as op, args=(a, b)):
            return {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}[op](_whole(a, sizes), _whole(b, sizes))
    raise Inexpressible("a bound that is no number")


def _shifted(claim: Claim) -> Claim:
    """Both sides of each equation with 1 added: the gap is then relative to 1 at least, as with an absolute slack."""

    def link(old: Link) -> Link:
        if not (isinstance(old.node, Apply) and old.node.op == "==" and all(map(_numeric, old.node.args))):
            return old
        one = Num(type=INTEGER, value=Fraction(1))
        sides = tuple(Apply(type=a.type, op="+", args=(a, one)) for a in old.node.args)
        return replace(old, node=replace(old.node, args=sides))

    return replace(claim, links=tuple(map(link, claim.links)))


def _numeric(node: Node) -> bool:
    return isinstance(node.type, Scalar | Array) and kind_of(node.type) in (Kind.INTEGER, Kind.REAL)


def _with_functions(claim: Claim) -> Claim:
    """Arbitrary functions as members of a family with Gaussian coefficients."""
    named = [g for g in claim.given if isinstance(g.type, Function)]
    if not named:
        return claim
    members = []
    for given in named:
        assert isinstance(given.type, Function)
        signature = Signature(name=given.name, type=given.type)
        texts = bodies(signature)
        if not texts:
            raise Inexpressible("a function of this type")
        curved = next((t for t in texts if "tanh" in t), texts[0])
        members.append((given.name, signature.parameters, curved))
    return specialise(claim, tuple(members))


def _samples(claim: Claim, sizes: dict[str, int]) -> dict[str, npt.NDArray[Any]]:
    rng = np.random.default_rng(0)
    found: dict[str, npt.NDArray[Any]] = {}
    for given in claim.given:
        if given.type == INTEGER:
            found[given.name] = np.full(INSTANCES, sizes[given.name])
            continue
        found[given.name] = _value(given, tuple(_dimension(d, sizes) for d in shape_of(given.type)), rng)
    return found


def answer(claim: Claim) -> Answer:
    for link in claim.links:
        if any(isinstance(n, Bind) and n.op in _INFINITE for n in walk(link.node)):
            raise Inexpressible("what no finite number of instances shows")
    claim = _with_functions(claim)
    sizes = _sizes(claim)
    values = _samples(claim, sizes)
    broken = np.ones((len(claim.links), INSTANCES), dtype=bool)
    for version in (claim, _shifted(claim)):
        result = compile_claim(version, sizes, device="cpu")(values)
        if not result.assumptions.any():
            return Answer(outcome=UNDECIDED, detail="no instance satisfies the assumptions")
        broken &= np.array([link.violation > _TOLERANCE for link in result.links])
        if not broken[:, result.assumptions].any():
            return Answer(outcome=PROVED, detail=f"{int(result.assumptions.sum())} instances")
    return Answer(outcome=REFUTED)


def _dimension(dim: Any, sizes: dict[str, int]) -> int:
    total = 0.0
    for monomial, coefficient in dim.terms:
        term = float(coefficient)
        for atom, power in monomial:
            if not isinstance(atom, str):
                raise Inexpressible(f"the dimension `{dim}`")
            term *= sizes[atom] ** power
        total += term
    return round(total)


def peer() -> Peer:
    torch.set_num_threads(1)
    return Peer(name="gaussian", version=f"torch {torch.__version__}", decide=answer)
