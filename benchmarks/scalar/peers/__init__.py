"""The peers of the scalar benchmark: each decides one claim as well as its library can."""

from __future__ import annotations

from types import MappingProxyType

from benchmarks.peer import Roster

_HERE = "benchmarks.scalar.peers"

ROSTER = Roster(
    rows=MappingProxyType(
        {
            "proofcheck": ("benchmarks.this_project", "proofcheck"),
            "dreal": (f"{_HERE}.dreal_boxes", "dReal"),
            "z3": (f"{_HERE}.z3_nlsat", "Z3, nlsat"),
            "sympy-simplify": (f"{_HERE}.sympy_peers:simplify", "SymPy, `simplify`"),
            "sympy-equals": (f"{_HERE}.sympy_peers:equals", "SymPy, `equals`"),
            "sympy-inequalities": (f"{_HERE}.sympy_peers:inequalities", "SymPy, `solve_univariate_inequality`, signs"),
            "math-verify": (f"{_HERE}.math_verify_latex", "Math-Verify"),
            "sampling": (f"{_HERE}.sampling", "100,000 random points"),
            "hypothesis-100": (f"{_HERE}.hypothesis_floats:100", "Hypothesis, 100 examples"),
            "hypothesis-1000": (f"{_HERE}.hypothesis_floats:1000", "Hypothesis, 1000 examples"),
        }
    ),
    warm_up="""
proofcheck: 1
claims:
  - {id: identity, given: {x: real}, claim: sin(x)**2 + cos(x)**2 == 1}
  - {id: bound, given: {x: real > 0}, claim: x**2 + 1 >= 2*x}
  - {id: wrong, given: {x: real, y: real}, claim: (x + y)**2 == x**2 + y**2}
""",
)
