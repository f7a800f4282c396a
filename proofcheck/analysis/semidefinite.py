"""Looks for sums of squares: a semidefinite program in floating point, zeros taken out, and its answer made exact.

Nothing here is trusted: what comes out is held against the identity by the rule. Source: P. Parrilo, Structured
semidefinite programs (2000); H. Peyrl and P. Parrilo, Computing sum of squares decompositions with rational
coefficients (2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from itertools import product
from math import lcm, sqrt
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from proofcheck.analysis.polynomials import Polynomial, System, flint
from proofcheck.analysis.squares import Block, Squares, heavy, proves
from proofcheck.meaning.work import spend

_ROUNDS = 5
_UNKNOWNS, _ROWS, _SIDE = 2400, 260, 44
_FLAT, _FALSE = 1e-6, -1e-5  # least eigenvalues: no inner point, no point at all
_INCONSISTENT, _ROUGH = 1e-7, 1e-10
_NULL = (1e-5, 1e-4, 1e-3)  # of the largest eigenvalue
_ROUNDED = (1, 2, 12, 120, 10**4, 10**7, 10**10)
_SMALL = 64  # denominators of a null vector


@cache
def available() -> bool:
    """Whether a solver of semidefinite programs is installed."""
    return find_spec("clarabel") is not None and find_spec("scipy") is not None


@dataclass(slots=True)
class Form:
    """A block in the making: a product of constraints, and the polynomials whose quadratic form it takes."""

    by: tuple[Polynomial, ...]
    product: Polynomial
    basis: list[Polynomial]


@dataclass(slots=True)
class Program:
    """target = Σ forms + Σ polynomial multiples of equations, to be solved for Gram matrices."""

    system: System
    multiplier: Polynomial
    forms: list[Form]
    equations: list[tuple[Polynomial, list[Polynomial]]] = field(default_factory=list)
    inside: tuple[Fraction, ...] = ()

    @property
    def unknowns(self) -> int:
        """How many entries the Gram matrices have."""
        return sum(len(f.basis) * (len(f.basis) + 1) // 2 for f in self.forms)

    def solve(self) -> Squares | None:
        """A certificate that the exact check takes, or None."""
        for form in self.forms:
            form.basis = _without_zeros(form, self.system)
        for _ in range(_ROUNDS):
            self.forms = [form for form in self.forms if form.basis]
            if not self.forms or max(len(f.basis) for f in self.forms) > _SIDE:
                return None
            linear = _Linear(self)
            if linear.unknowns > _UNKNOWNS or len(linear.rows) > _ROWS:
                return None
            least, values = linear.optimum()
            if values is None or least < _FALSE:
                return None
            if least > _FLAT:
                return self._exact(linear, values)
            if not self._flattened(linear, values):
                return self._exact(linear, values)
        return None

    def _exact(self, linear: _Linear, values: Any) -> Squares | None:
        for denominator in _ROUNDED:
            exact = linear.projected([Fraction(round(float(v) * denominator), denominator) for v in values])
            if exact is None:
                return None
            found = linear.certificate(exact)
            if not _definite(found) or heavy(found):
                continue
            if proves(self.system, found):
                return found
        return None

    def _flattened(self, linear: _Linear, values: Any) -> bool:
        """Take common null vectors of the Gram matrices out of the bases; whether there were any."""
        changed = False
        for form, gram in zip(self.forms, linear.grams(values), strict=True):
            kept = _range_of(gram, form.basis)
            if kept is not None:
                form.basis, changed = kept, True
        return changed


class _Linear:
    """The linear equations between entries of Gram matrices, one for each monomial."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.columns: list[dict[tuple[int, ...], Any]] = []
        self.weights: list[float] = []
        for form in program.forms:
            for j, q in enumerate(form.basis):
                scaled = q * form.product
                for i, p in enumerate(form.basis[: j + 1]):
                    self.columns.append((p * scaled * (1 if i == j else 2)).to_dict())
                    self.weights.append(1.0 if i == j else sqrt(2))
        self.gram_count = len(self.columns)
        for equation, multiples in program.equations:
            self.columns += [(equation * m).to_dict() for m in multiples]
        self.unknowns = len(self.columns)
        target = program.multiplier * program.system.goal
        self.scale = max(abs(c) for c in target.to_dict().values())
        self.target = (target / self.scale).to_dict()
        self.rows = sorted({m for column in (*self.columns, self.target) for m in column})
        self.place = {m: k for k, m in enumerate(self.rows)}
        self.chosen: tuple[list[int], list[int]] | None = None

    def optimum(self) -> tuple[float, Any]:
        """The largest λ with all Gram matrices >= λ, and the matrices."""
        spend(20_000 + 4 * self.unknowns * len(self.rows))
        import clarabel
        from scipy import sparse

        sides = [len(f.basis) for f in self.program.forms]
        whole, wanted = self._dense()
        kept = self.pivots()[0]
        count, height = self.unknowns, len(kept)
        fitted = np.linalg.lstsq(whole, wanted, rcond=None)[0]
        if np.max(np.abs(whole @ fitted - wanted)) > _INCONSISTENT:
            return -1.0, None
        tall = height + self.gram_count + 1
        matrix, right = np.zeros((tall, count + 1)), np.zeros(tall)
        matrix[:height, :count], right[:height] = whole[kept], wanted[kept]
        for k, weight in enumerate(self.weights):
            matrix[height + k, k] = -weight
        position = height
        for side in sides:
            for j in range(side):
                matrix[position + j * (j + 3) // 2, count] = 1.0
            position += side * (side + 1) // 2
        matrix[position, count] = right[position] = 1.0
        cost = np.zeros(count + 1)
        cost[count] = -1.0
        settings = clarabel.DefaultSettings()
        settings.verbose = False
        settings.max_iter = 80
        settings.max_threads = 1
        cones = [clarabel.ZeroConeT(height), *map(clarabel.PSDTriangleConeT, sides), clarabel.NonnegativeConeT(1)]
        zero = sparse.csc_matrix((count + 1, count + 1))
        answer = clarabel.DefaultSolver(zero, cost, sparse.csc_matrix(matrix), right, cones, settings).solve()
        if str(answer.status) not in ("Solved", "AlmostSolved"):
            return -1.0, None
        values = np.array(answer.x)
        return float(values[count]), values[:count]

    def _dense(self) -> tuple[Any, Any]:
        """The equations in floating point."""
        whole, wanted = np.zeros((len(self.rows), self.unknowns)), np.zeros(len(self.rows))
        for k, column in enumerate(self.columns):
            for m, c in column.items():
                whole[self.place[m], k] = _float(c)
        for m, c in self.target.items():
            wanted[self.place[m]] = _float(c)
        return whole, wanted

    def independent(self, square: Any) -> list[int]:
        """Rows that are independent, as many as there are."""
        from scipy.linalg import qr

        _, triangle, order = qr(square, pivoting=True)
        diagonal = np.abs(np.diag(triangle))
        return sorted(int(k) for k in order[: int(np.sum(diagonal > 1e-9 * diagonal[0]))])

    def grams(self, values: Any) -> Iterator[Any]:
        at = 0
        for form in self.program.forms:
            side = len(form.basis)
            gram = np.zeros((side, side))
            for j in range(side):
                for i in range(j + 1):
                    gram[i, j] = gram[j, i] = values[at]
                    at += 1
            yield gram

    def projected(self, start: Sequence[Fraction]) -> list[Any] | None:
        """A solution of the equations that differs from a point in as few unknowns as there are equations."""
        values = [flint(x) for x in start]
        rest = [self.target.get(m, fmpq(0)) for m in self.rows]
        for x, column in zip(values, self.columns, strict=True):
            for m, c in column.items():
                rest[self.place[m]] -= c * x
        kept, pivots = self.pivots()
        if len(kept) != len(pivots):
            return None
        size, row = len(kept), {self.rows[a]: k for k, a in enumerate(kept)}
        matrix = fmpq_mat(size, size)
        for k, j in enumerate(pivots):
            for m, c in self.columns[j].items():
                if m in row:
                    matrix[row[m], k] = c
        try:
            found = matrix.solve(fmpq_mat(size, 1, [rest[a] for a in kept]))
        except ZeroDivisionError:
            return None
        for k, j in enumerate(pivots):
            values[j] = values[j] + found[k, 0]
        return values

    def pivots(self) -> tuple[list[int], list[int]]:
        """Independent rows, and as many columns that are independent in them."""
        if self.chosen is None:
            whole, _ = self._dense()
            kept = self.independent(whole @ whole.T)
            self.chosen = kept, self.independent(whole[kept])
        return self.chosen

    def certificate(self, values: Sequence[Any]) -> Squares:
        exact = [Fraction(int(v.p), int(v.q)) for v in (x * self.scale for x in values)]
        blocks, at = [], 0
        for form in self.program.forms:
            side = len(form.basis)
            gram = [[Fraction(0)] * side for _ in range(side)]
            for j in range(side):
                for i in range(j + 1):
                    gram[i][j] = gram[j][i] = exact[at]
                    at += 1
            blocks.append(Block(by=form.by, basis=tuple(form.basis), gram=tuple(map(tuple, gram))))
        equations = []
        for equation, multiples in self.program.equations:
            total = equation * 0
            for m in multiples:
                total += m * flint(exact[at])
                at += 1
            if not total.is_zero():
                equations.append((equation, total))
        return Squares(
            multiplier=self.program.multiplier,
            blocks=tuple(blocks),
            equations=tuple(equations),
            inside=self.program.inside,
        )


def _definite(found: Squares) -> bool:
    """Whether no Gram matrix is clearly below zero."""
    for block in found.blocks:
        gram = np.array([[float(x) for x in row] for row in block.gram])
        if np.linalg.eigvalsh(gram)[0] < -_ROUGH * max(1e-9, float(np.max(np.abs(gram)))):
            return False
    return True


def _float(value: Any) -> float:
    return float(value.p) / float(value.q) if value else 0.0


def _without_zeros(form: Form, system: System) -> list[Polynomial]:
    """The combinations of a basis that vanish at the zeros of the goal where the constraints' product does not."""
    rows = []
    for point in zeros(system):
        if form.product(*point) != 0:
            rows.append([p(*point) for p in form.basis])
    return form.basis if not rows else _annihilated(form.basis, rows)


def zeros(system: System) -> list[tuple[Any, ...]]:
    """Simple points of the region at which the goal is 0."""
    n = len(system.names)
    sides = (-1, 0, 1, 2) if n <= 4 else (0, 1)
    candidates = [tuple(map(fmpq, p)) for p in product(sides, repeat=n)]
    candidates += [tuple(fmpq(1, k) for _ in range(n)) for k in (2, 3, 4)]
    candidates += [tuple(fmpq(k) for _ in range(n)) for k in (3, 4)]
    found = []
    for point in candidates:
        if any(point) and system.goal(*point) == 0 and all(_at(c.op, c.poly(*point)) for c in system.constraints):
            found.append(point)
    return found


def _at(op: str, value: Any) -> bool:
    return bool({"==": value == 0, "!=": value != 0, ">=": value >= 0, ">": value > 0}[op])


def _annihilated(basis: list[Polynomial], rows: list[list[Any]]) -> list[Polynomial]:
    """The combinations of the basis, with whole coefficients, whose coefficient vectors are orthogonal to all rows."""
    n = len(basis)
    reduced, rank = fmpq_mat(len(rows), n, [x for row in rows for x in row]).rref()
    pivots = []
    for i in range(rank):
        pivots.append(next(j for j in range(n) if reduced[i, j] != 0))
    found = []
    for j in range(n):
        if j in pivots:
            continue
        shares = [(pivot, reduced[i, j]) for i, pivot in enumerate(pivots) if reduced[i, j] != 0]
        whole = lcm(*(int(c.q) for _, c in shares)) if shares else 1
        poly = basis[j] * whole
        for pivot, c in shares:
            poly -= basis[pivot] * (c * whole)
        found.append(poly)
    return found


def _range_of(gram: Any, basis: list[Polynomial]) -> list[Polynomial] | None:
    """The basis without the null vectors of a Gram matrix, if they are simple; None where there are none."""
    eigenvalues, vectors = np.linalg.eigh(gram)
    top = max(eigenvalues[-1], 1e-3)
    for level in _NULL:
        count = int(np.sum(eigenvalues < level * top))
        if count == 0:
            continue
        rows = _echelon(vectors[:, :count].T)
        if rows is not None:
            return _annihilated(basis, rows)
    return None


def _echelon(rows: Any) -> list[list[Any]] | None:
    """The reduced echelon form of a few vectors in simple rationals, if they have one."""
    rows = np.array(rows)
    height, width = rows.shape
    free = set(range(width))
    for i in range(height):
        j = max(free, key=lambda k: abs(rows[i, k]))
        if abs(rows[i, j]) < 1e-3:
            return None
        free.discard(j)
        rows[i] /= rows[i, j]
        for k in range(height):
            if k != i:
                rows[k] -= rows[k, j] * rows[i]
    found = []
    for row in rows:
        exact = [Fraction(float(x)).limit_denominator(_SMALL) for x in row]
        if any(abs(float(e) - x) > 3e-3 for e, x in zip(exact, row, strict=True)):
            return None
        found.append([flint(e) for e in exact])
    return found


def points_inside(system: System) -> tuple[Fraction, ...]:
    """A simple point strictly inside of all constraints, if one is found."""
    n = len(system.names)
    scales = (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(2), Fraction(3, 4), Fraction(-1))
    for values in product(scales[: 6 if n <= 3 else 3], repeat=n):
        if all(c.op == "!=" or c.poly(*map(flint, values)) > 0 for c in system.constraints if c.op != "=="):
            return values
    return ()
