"""The peers of the matrix benchmark: each decides one claim as well as its library can."""

from __future__ import annotations

from types import MappingProxyType

from benchmarks.peer import Roster

_HERE = "benchmarks.matrix.peers"

ROSTER = Roster(
    rows=MappingProxyType(
        {
            "proofcheck": ("benchmarks.this_project", "proofcheck"),
            "tensorgrad": (f"{_HERE}.tensorgrad_graphs", "tensorgrad"),
            "sympy-2": (f"{_HERE}.sympy_entries:2", "SymPy, entries at size 2"),
            "sympy-3": (f"{_HERE}.sympy_entries:3", "SymPy, entries at size 3"),
            "sympy-symbols": (f"{_HERE}.sympy_symbols", "SymPy, `MatrixSymbol`"),
            "gaussian": (f"{_HERE}.gaussian", "100 Gaussian instances"),
        }
    ),
    warm_up="""
proofcheck: 1
given: {A: "matrix[n, n]", x: "vector[n]"}
claims:
  - {id: gradient, claim: grad(x @ A @ x, x) == (A + A.T) @ x}
  - {id: layer, claim: "jacobian(tanh(A @ x), x) == diag(tanh'(A @ x)) @ A"}
  - {id: trace, claim: trace(A) == trace(A.T) + 1}
""",
)
