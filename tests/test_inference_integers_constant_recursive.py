"""Equations between constant-recursive sequences by finitely many values: what the rule gives, and what it refuses."""

from __future__ import annotations

import pytest

from tests.inferred import gives

GIVEN = {
    "n": "integer >= 1",
    "p": "integer >= 0",
    "m": "integer >= n",
    "r": "integer in 0..n",
    "z": "integer",
    "x": "real",
    "y": "real",
    "w": "real in [-1, 1]",
    "u": "real != 0",
}
LET = {
    **{"F[0]": "0", "F[1]": "1", "F[k]": "F[k-1] + F[k-2]"},
    **{"L[0]": "2", "L[1]": "1", "L[k]": "L[k-1] + L[k-2]"},
    **{"T[0]": "1", "T[1]": "w", "T[k]": "2*w*T[k-1] - T[k-2]"},
    **{"C[0]": "1", "C[1]": "cos(x)", "C[k]": "2*cos(x)*C[k-1] - C[k-2]"},
    **{"A[0]": "1", "A[k]": "3*A[k-1] + 4*B[k-1]", "B[0]": "0", "B[k]": "2*A[k-1] + 3*B[k-1]"},
    **{"H[0]": "0", "H[k]": "2*H[k-1] + 1"},
    **{"Q[0]": "0", "Q[k]": "Q[k-1] + F[k]**2"},
    **{"late[0]": "0", "late[1]": "0", "late[2]": "0", "late[3]": "0", "late[4]": "1", "late[k]": "late[k-1]"},
    **{"rest[0]": "0", "rest[k]": "rest[k-1] + (k-1)*(k-2)*(k-3)*(k-4)"},
    **{"inner[0]": "0", "inner[k]": "inner[k-1] + sum((j-1)*(j-2) for j in 1..k)"},
    **{"moving[0]": "0", "moving[k]": "moving[k-1]*(k-1)*(k-2) + (k-1)*(k-2)*(k-3)"},
    **{"square[0]": "1", "square[k]": "square[k-1]*square[k-1] + (k-1)*(k-2)"},
    **{"cased[0]": "0", "cased[k]": "cased[k-1] + (0 if k <= 5 else 1)"},
    **{"pole[0]": "1", "pole[k]": "pole[k-1]/u"},
    **{"gap[0]": "0", "gap[3]": "1", "gap[k]": "gap[k-1]"},
    **{"nowhere[0]": "0", "nowhere[k]": "nowhere[k-1] + (1/(k-9))**0"},
    **{"before[0]": "0", "before[k]": "before[k-1] + (F[9-k])**0"},
    **{"boxed[0]": "x", "boxed[t] over t in 1..floor(n/9)+1": "2*boxed[t-1]"},
}
GIVEN_BY_VALUES = [
    "F[n+1]*F[n-1] - F[n]**2 == (-1)**n",
    "F[2*n] == F[n]*(F[n+1] + F[n-1])",
    "F[3*n] == F[n+1]**3 + F[n]**3 - F[n-1]**3",
    "F[m]*F[n+1] - F[m+1]*F[n] == (-1)**n*F[m-n]",
    "F[n]**2 - F[n-r]*F[n+r] == (-1)**(n-r)*F[r]**2",
    "F[p+n] == F[p]*F[n-1] + F[p+1]*F[n]",
    "F[n] == (((1 + sqrt(5))/2)**n - ((1 - sqrt(5))/2)**n)/sqrt(5)",
    "L[n]**2 - 5*F[n]**2 == 4*(-1)**n",
    "sum(F[j] for j in 1..n) == F[n+2] - 1",
    "sum(F[j]**2 for j in 1..n) == F[n]*F[n+1]",
    "sum(F[2*j-1] for j in 1..n) == F[2*n]",
    "sum(j*F[j] for j in 1..n) == n*F[n+2] - F[n+3] + 2",
    "sum(F[j]*F[j+1] for j in 1..2*n-1) == F[2*n]**2",
    "sum(F[n+j] for j in 1..p) == F[n+p+2] - F[n+2]",
    "sum(F[j]*(n-j) for j in 0..n) == F[n+3] - n - 2",
    "5*sum(F[j]*F[n-j] for j in 0..n) == (n-1)*F[n] + 2*n*F[n-1]",
    "sum(binomial(n,j)*F[j] for j in 0..n) == F[2*n]",
    "sum(binomial(n,j)*F[j] for j in 1..n) == F[2*n]",
    "sum((-1)**j*binomial(n,j)*F[j] for j in 0..n) == -F[n]",
    "T[2*n] == 2*T[n]**2 - 1",
    "T[n] == cos(n*acos(w))",
    "C[n] == cos(n*x)",
    "A[n]**2 - 2*B[n]**2 == 1",
    "H[n] == 2**n - 1",
    "Q[n] == F[n]*F[n+1]",
    "(x - y)*sum(x**j*y**(n-1-j) for j in 0..n-1) == x**n - y**n",
    "sum(binomial(n,j)*x**j*y**(n-j) for j in 0..n) == (x + y)**n",
    "sum(binomial(n,j)*cos(j*x) for j in 0..n) == (2*cos(x/2))**n*cos(n*x/2)",
    "2*sin(x/2)*sum(sin(j*x) for j in 1..n) == cos(x/2) - cos((n+1/2)*x)",
    "(cosh(x) + sinh(x))**n == cosh(n*x) + sinh(n*x)",
    "0**n == F[n] - F[n]",
    "sum(binomial(j,2) for j in 0..n) == binomial(n+1,3)",
]
REFUSED = [
    "F[n+1]*F[n-1] - F[n]**2 == (-1)**(n+1)",
    # right for the first values
    "F[n+1]*F[n-1] - F[n]**2 == (-1)**n + (n-1)*(n-2)*(n-3)*(n-4)*(n-5)*(n-6)",
    "F[n+1]*F[n-1] - F[n]**2 == (-1)**n + binomial(n-1,5)",
    "F[n+1]*F[n-1] - F[n]**2 == (-1)**n + binomial(n-1,3)*binomial(n-5,3)",
    "F[m]*F[n+1] - F[m+1]*F[n] == (-1)**n*F[m-n] + (m-n)*(m-n-1)*(m-n-2)*(m-n-3)*(m-n-4)",
    "F[p]*F[n] == F[n]*F[p] + p*(p-1)*(p-2)*(p-3)*(n-1)*(n-2)*(n-3)*(n-4)",
    "late[n-1] == 0",
    "rest[n] == 0",
    "inner[n] == 0",
    "inner[2*n] == inner[n] + (n-1)*(n-2)",
    "sum((j-1)*(j-2)*(j-3) for j in 1..n) == 0",
    "sum((j-1)*(n-j-1) for j in 0..n) == (n-1)*(n-2)*(n-3)/6",
    "sum(binomial(n,j) for j in 0..n) == 2**n + (n-1)*(n-2)*(n-3)",
    "2**n == n**2 - n + 2",
    # the coefficients move, or it is not linear
    "moving[n] == 0",
    "square[n] == 1",
    "cased[n] == 0",
    # of what is no such sequence
    "(n-1)*(n-2)*(n-3)*mod(n,2) == 0",
    "floor(n/9) == 0",
    "2**(n*n) == 2**n*2**(n*n - n)",
    "sum(1/j for j in 1..n) == sum(1/j for j in 1..n)",
    "abs(n - 1) == n - 1",
    # a range that is turned round, a sum whose last term is left out, values before the first one
    "sum(F[j] for j in 4..n) == F[n+2] - 5",
    "sum(binomial(n+1,j)*F[j] for j in 0..n) == F[2*n+2]",
    "F[p-1] == F[p+1] - F[p]",
    "F[z+2] == F[z+1] + F[z]",
    "gap[n] == gap[n-1]",
    # what cancels, or has the exponent 0, must still have a value
    "F[9-p]*0 == 0",
    "binomial(2*n-m, 3)*(n-n) == 0",
    "nowhere[p] == p",
    "before[p] == p",
    # a count over a range that grows with n
    "multiplications(boxed)*2**n == 2**n",
    "steps(boxed)*2**n == 2**n",
    "n*operations(boxed) == n",
    # a power of 0, and a constant that may have no value
    "x**(n-1)*F[n] == F[n]*x**n",
    "pole[n] == u**(-n)",
    # in a place of its own
    "forall j in 1..n: F[j+1] == F[j] + F[j-1]",
    "F[n] >= 0",
]


@pytest.mark.parametrize("conclusion", GIVEN_BY_VALUES)
def test_finitely_many_values_give_it(conclusion: str) -> None:
    assert gives("constant-recursive sequences", conclusion, (), GIVEN, LET)


@pytest.mark.parametrize("conclusion", REFUSED)
def test_it_is_refused(conclusion: str) -> None:
    assert not gives("constant-recursive sequences", conclusion, (), GIVEN, LET)


@pytest.mark.parametrize(
    ("let", "conclusion"),
    [
        ({"a[0]": "0", "a[k]": "a[k-1] + (n-1)*(n-2)*(n-3)"}, "a[n] == 0"),
        ({"c": "(n-1)*(n-2)*(n-3)", "a[0]": "0", "a[k]": "a[k-1] + c"}, "a[n] == 0"),
        ({"c": "(n-1)*(n-2)*(n-3)"}, "2**n*c == 0"),
    ],
    ids=["recurrence", "value in a recurrence", "value"],
)
def test_definitions_that_depend_on_the_integer_are_no_constants(let: dict[str, str], conclusion: str) -> None:
    assert not gives("constant-recursive sequences", conclusion, (), {"n": "integer >= 1"}, let)


def test_the_domain_of_a_real_must_not_move() -> None:
    given = {"n": "integer >= 1", "x": "real in [0, n]"}
    assert not gives("constant-recursive sequences", "(x + 1)**n == (x + 1)*(x + 1)**(n - 1)", (), given)


def test_assumptions_on_integers_are_no_more_than_lower_bounds() -> None:
    given = {"n": "integer >= 1", "m": "integer >= 1"}
    rule = "constant-recursive sequences"
    assert gives(rule, "2**m == 2**n*2**(m - n)", (), given, assume=["m >= n"])
    assert gives(rule, "2**m == 2**(n + 1)*2**(m - n - 1)", (), given, assume=["m > n"])
    assert not gives(rule, "2**m == 2**n", (), given, assume=["m == n"])
