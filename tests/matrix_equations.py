"""Whether the index normal form proves one equation, with the usual arrays declared, and what the kernel says of it."""

from __future__ import annotations

import re
from itertools import islice

from claim_text import claim_of

from proofcheck import kernel
from proofcheck.claim import Claim
from proofcheck.indexed.normal import equal
from proofcheck.inference.context import Context
from proofcheck.instances.trials import trials
from proofcheck.language.tree import Apply

TRIALS = 12

GIVEN = {
    "n": "integer >= 1", "m": "integer >= 1", "k": "integer >= 0", "j": "integer",
    "a": "real", "t": "real", "b": "real != 0",
    "A": "matrix[n, n]", "B": "matrix[n, n]", "C": "matrix[n, n]", "Z": "matrix[n, n]", "D": "matrix[m, m]",
    "X": "matrix[m, n]", "Y": "matrix[m, n]", "U": "matrix[n, m]", "V": "matrix[m, n]",
    "G": "invertible matrix[n, n]", "S": "symmetric matrix[n, n]", "K": "skew matrix[n, n]",
    "P": "positive definite matrix[n, n]", "Q": "orthogonal matrix[n, n]", "R": "orthogonal matrix[n, n]",
    "O": "orthonormal columns matrix[m, n]", "E": "projection matrix[n, n]", "Pi": "permutation matrix[n, n]",
    "T": "stochastic matrix[n, n]", "W": "doubly stochastic matrix[n, n]", "L": "lower triangular matrix[n, n]",
    "H": "upper triangular matrix[n, n]", "M": "diagonal matrix[n, n]",
    "x": "vector[n]", "y": "vector[n]", "z": "vector[n]", "u": "vector[m]", "v": "vector[m]",
    "w": "unit vector[n]", "p": "probability vector[n]", "h": "one-hot vector[n]",
    "F": "function(real) -> matrix[n, n]",
}  # fmt: skip


def stated(relation: str, assume: str = "") -> Claim:
    """The claim; only what it names is declared."""
    words = set(re.findall(r"[A-Za-z]\w*", f"{relation} {assume}"))
    while True:
        more = {w for name in words & GIVEN.keys() for w in re.findall(r"[A-Za-z]\w*", GIVEN[name])} - words
        if not more & GIVEN.keys():
            break
        words |= more
    given = ", ".join(f'{name}: "{type_}"' for name, type_ in GIVEN.items() if name in words)
    return claim_of(relation, given, assume)


def proves(relation: str, assume: str = "") -> bool:
    """Whether both sides have one normal form."""
    claim = stated(relation, assume)
    node = claim.links[0].node
    assert isinstance(node, Apply)
    assert node.op == "=="
    return equal(Context(claim=claim), *node.args)


def fails_somewhere(relation: str, assume: str = "") -> bool:
    """Whether the kernel finds it certainly false at one of a few instances."""
    claim = stated(relation, assume)
    judgements = (kernel.judge(claim, trial.instance) for trial in islice(trials(claim), TRIALS))
    return any(j.links[0].truth is False for j in judgements if j.admissible and j.links)
