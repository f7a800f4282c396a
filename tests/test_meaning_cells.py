"""Counts of the dataflow equal a count by plain loops over the network, at every size from 1 to 6."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import pytest

from proofcheck.language.tree import Apply
from proofcheck.meaning import IllFounded, NoMeaning, TooLarge, cells, cells_places, cells_values, cost, recurrences
from proofcheck.meaning.batch import compile_claim
from proofcheck.meaning.cells import count
from proofcheck.meaning.expand import Expander
from proofcheck.meaning.graph import Graph
from proofcheck.meaning.scope import Scope
from tests.claim_text import claim_of
from tests.dataflow import Counted, grid

Sizes = Mapping[str, int]
Cell = tuple[int, ...]

OF_A_RECURRENCE = (
    "connections(h)", "multiplications(h)", "operations(h)", "steps(h)", "memory(h)", "size(h)", "parameters(h)",
)  # fmt: skip


def reached(reads: Callable[[Cell], list[Cell]], start: Cell, inputs: Callable[[Cell], bool]) -> set[Cell]:
    """The inputs that a cell depends on, by following what each cell reads."""
    seen, todo = {start}, [start]
    while todo:
        cell = todo.pop()
        for other in reads(cell):
            if other not in seen:
                seen.add(other)
                if not inputs(other):
                    todo.append(other)
    return {cell for cell in seen if inputs(cell)}


def longest(all_cells: list[Cell], reads: Callable[[Cell], list[Cell]]) -> int:
    """The longest chain among cells in an order in which each comes after those that it reads."""
    depth: dict[Cell, int] = {}
    for cell in all_cells:
        depth[cell] = 1 + max((depth.get(other, 0) for other in reads(cell)), default=0)
    return max(depth.values(), default=0)


# Multi-dimensional RNN: the layer below, the cell to the west, the cell to the north.

PICTURES = """
    d: integer >= 1
    H: integer >= 1
    W: integer >= 1
    k: integer >= 1
    u: tensor[H, W, k]
"""
MDRNN = Counted.of(
    f"""{PICTURES}
    A: parameter tensor[d, k, k]
    B: parameter tensor[d, k, k]
    C: parameter tensor[d, k, k]
    i: integer in 1..H
    j: integer in 1..W
    """,
    """
    h[0, i, j]: u[i, j]
    h[l, 0, j]: zeros(k)
    h[l, i, 0]: zeros(k)
    h[l, i, j] over l in 1..d, i in 1..H, j in 1..W: tanh(A[l] @ h[l-1, i, j] + B[l] @ h[l, i-1, j] + C[l]@h[l, i, j-1])
    """,
    *OF_A_RECURRENCE,
    "context(h[d, H, W], u)",
    "context(h[d, i, j], u)",
    "context(h, u)",
    "context(h[d, i, j], h)",
)


def pictures(d: int, H: int, W: int) -> list[Cell]:
    return [(layer, i, j) for layer in range(1, d + 1) for i in range(1, H + 1) for j in range(1, W + 1)]


def mdrnn(d: int, H: int, W: int, k: int, i: int, j: int) -> tuple[int, ...]:
    inside = set(pictures(d, H, W)) | {(0, y, x) for y in range(1, H + 1) for x in range(1, W + 1)}

    def reads(cell: Cell) -> list[Cell]:
        layer, y, x = cell
        return [c for c in ((layer - 1, y, x), (layer, y - 1, x), (layer, y, x - 1)) if c in inside]

    connections = multiplications = additions = 0
    for cell in pictures(d, H, W):
        for _ in reads(cell):
            connections += k * k
        for _ in range(3):  # matrices
            for _ in range(k):  # their rows
                multiplications += k
                additions += k - 1
        additions += 2 * k
    is_input = lambda cell: cell[0] == 0  # noqa: E731
    context = [len(reached(reads, at, is_input)) for at in ((d, H, W), (d, i, j))]
    own = cone(reads, (d, i, j))
    return (
        connections, multiplications, multiplications + additions,
        longest(pictures(d, H, W), lambda c: [r for r in reads(c) if r[0]]),
        d * H * W * k, d * H * W * k, 3 * d * k * k, *context, H * W, len(own),
    )  # fmt: skip


def cone(reads: Callable[[Cell], list[Cell]], start: Cell) -> set[Cell]:
    """The cells that a cell depends on, itself and inputs included."""
    seen, todo = {start}, [start]
    while todo:
        cell = todo.pop()
        new = [c for c in (reads(cell) if cell[0] else []) if c not in seen]
        seen.update(new)
        todo.extend(new)
    return seen


def varied(names: str) -> Iterator[dict[str, int]]:
    """Every choice of these sizes from 1 to 6, with a depth, a width and a place inside that go along."""
    for n, sizes in enumerate(grid(names.split())):
        place = {"i": 1 + (7 * n) % sizes["H"], "j": 1 + (5 * n) % sizes["W"]}
        yield {"d": 1 + n % 6, **sizes, "k": 1 + n % 3, **place}


def test_multidimensional_rnn() -> None:
    for sizes in varied("d H W"):
        assert MDRNN.at(sizes) == mdrnn(**sizes), sizes


# PixelCNN, with borders of zeros as cells, as a condition in the sum, unmasked, and wrapped around.

BORDERS = """
    h[l, 0, j]: zeros(k)
    h[l, i, 0]: zeros(k)
    h[l, H+1, j]: zeros(k)
    h[l, i, W+1]: zeros(k)
    h[0, i, j]: u[i, j]
"""
KERNEL = f"{PICTURES}\n K: parameter tensor[d, 3, 3, k, k]\n i: integer in 1..H\n j: integer in 1..W"
BOX = "over l in 1..d, i in 1..H, j in 1..W"
COUNTED_OF_PIXELS = (*OF_A_RECURRENCE, "context(h[d, H, W], u)", "context(h[d, i, j], u)")
MASK = "a < 0 or (a == 0 and b < 0)"
INSIDE = "1 <= i+a <= H and 1 <= j+b <= W"

PIXELS = {
    "masked, borders of zeros": (
        f"{BORDERS}\n h[l, i, j] {BOX}: "
        f"'tanh(sum(K[l, a+2, b+2] @ h[l-1, i+a, j+b] for a in -1..1, b in -1..1 if {MASK}))'",
        "masked", "zeros",
    ),
    "masked, terms inside only": (
        f"h[0, i, j]: u[i, j]\n h[l, i, j] {BOX}: "
        f"'tanh(sum(K[l, a+2, b+2] @ h[l-1, i+a, j+b] for a in -1..1, b in -1..1 if ({MASK}) and {INSIDE}))'",
        "masked", "inside",
    ),
    "masked, zeros chosen in the term": (
        f"h[0, i, j]: u[i, j]\n h[l, i, j] {BOX}: "
        f"'tanh(sum(K[l, a+2, b+2] @ (h[l-1, i+a, j+b] if {INSIDE} else zeros(k)) "
        f"for a in -1..1, b in -1..1 if {MASK}))'",
        "masked", "zeros",
    ),
    "full, borders of zeros": (
        f"{BORDERS}\n h[l, i, j] {BOX}: "
        "'tanh(sum(K[l, a+2, b+2] @ h[l-1, i+a, j+b] for a in -1..1, b in -1..1))'",
        "full", "zeros",
    ),
    "full, wrapped": (
        f"h[0, i, j]: u[i, j]\n h[l, i, j] {BOX}: "
        "'tanh(sum(K[l, a+2, b+2] @ h[l-1, mod(i+a-1, H) + 1, mod(j+b-1, W) + 1] for a in -1..1, b in -1..1))'",
        "full", "wrapped",
    ),
}  # fmt: skip


def pixels(mask: str, border: str, d: int, H: int, W: int, k: int, i: int, j: int) -> tuple[int, ...]:
    around = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if mask == "full" or (a, b) < (0, 0)]

    def reads(cell: Cell) -> list[Cell]:
        layer, y, x = cell
        found = []
        for a, b in around:
            if border == "wrapped":
                found.append((layer - 1, (y + a - 1) % H + 1, (x + b - 1) % W + 1))
            elif 1 <= y + a <= H and 1 <= x + b <= W:
                found.append((layer - 1, y + a, x + b))
        return found

    connections = multiplications = additions = 0
    read_at_all = False
    for cell in pictures(d, H, W):
        products = len(reads(cell)) if border == "inside" else len(around)
        read_at_all |= products > 0
        connections += len(reads(cell)) * k * k
        multiplications += products * k * k
        additions += products * k * (k - 1) + max(products - 1, 0) * k
    is_input = lambda cell: cell[0] == 0  # noqa: E731
    chain = longest(pictures(d, H, W), lambda c: [r for r in reads(c) if r[0]])
    assert chain == d or (mask == "masked" and chain < d)  # in a small picture no chain goes through all layers
    return (
        connections, multiplications, multiplications + additions, chain, d * H * W * k, d * H * W * k,
        9 * d * k * k * read_at_all,
        *(len(reached(reads, at, is_input)) for at in ((d, H, W), (d, i, j))),
    )  # fmt: skip


@pytest.mark.parametrize("name", PIXELS)
def test_pixel_cnn(name: str) -> None:
    let, mask, border = PIXELS[name]
    counted = Counted.of(KERNEL, let, *COUNTED_OF_PIXELS)
    for sizes in varied("d H W" if name == "masked, borders of zeros" else "H W"):
        expected = pixels(mask, border, **sizes)
        assert counted.at(sizes) == expected, sizes
        d, H, W, k = (sizes[n] for n in "dHWk")
        if name == "full, borders of zeros":
            assert expected[0] == d * (3 * W - 2) * (3 * H - 2) * k**2
        if name == "full, wrapped":
            assert expected[0] == 9 * d * W * H * k**2


# Plain RNN and scalar LSTM.

RNN = """
    T: integer >= 1
    n: integer >= 1
    m: integer >= 1
    A: parameter matrix[n, n]
    B: parameter matrix[n, m]
    b: parameter vector[n]
    x: matrix[T, m]
    h0: vector[n]
    s0: parameter vector[n]
"""
STEP = "h[t] over t in 1..T: tanh(A @ h[t-1] + B @ x[t] + b)"


@pytest.mark.parametrize(
    ("start", "first", "learned"), [("zeros(n)", 0, 0), ("ones(n)", 0, 0), ("h0", 1, 0), ("s0", 1, 1)]
)
def test_plain_rnn(start: str, first: int, learned: int) -> None:
    """`first`: whether the first state connects; `learned`: whether it is made of parameters."""
    counted = Counted.of(RNN, f"h[0]: {start}\n{STEP}", *OF_A_RECURRENCE, "context(h[T], x)", "context(h, h)")
    for sizes in grid(["T", "n", "m"]):
        T, n, m = (sizes[name] for name in "Tnm")
        connections = multiplications = additions = 0
        for t in range(1, T + 1):
            for _ in range(n):
                connections += m + 1 + (n if t > 1 or first else 0)
                multiplications += n + m
                additions += (n - 1) + (m - 1) + 2
        parameters = n * n + n * m + n + learned * n
        expected = (
            connections, multiplications, multiplications + additions, T, T * n, T * n, parameters, T, T + first
        )  # fmt: skip
        assert counted.at(sizes) == expected, sizes


def lstm(gate: str) -> str:
    gates = "\n".join(f"{g}[t] over t in 1..T: sigmoid({gate.replace('#', g)})" for g in "fio")
    return f"""
        h[0]: 0
        c[0]: 0
        {gates}
        g[t] over t in 1..T: tanh({gate.replace("#", "g")})
        c[t] over t in 1..T: f[t]*c[t-1] + i[t]*g[t]
        h[t] over t in 1..T: o[t]*tanh(c[t])
    """


@pytest.mark.parametrize(("kind", "weighs"), [("parameter ", 1), ("", 0)], ids=["parameters", "variables"])
def test_scalar_lstm(kind: str, weighs: int) -> None:
    weights = "\n".join(f"{w}{g}: {kind}real" for w in ("w", "u", "b") for g in "fiog")
    texts = ("connections(h)", "multiplications(h)", "operations(h)", "steps(h)", "steps(c)", "steps(f)")
    more = ("memory(h)", "parameters(h)", "context(h[T], x)")
    counted = Counted.of(f"T: integer >= 1\n x: vector[T]\n{weights}", lstm("w#*x[t] + u#*h[t-1] + b#"), *texts, *more)
    for sizes in grid(["T"]):
        T = sizes["T"]
        connections = multiplications = additions = 0
        for t in range(1, T + 1):
            for _ in "fiog":
                connections += 2 + (1 if t > 1 else 0)
                multiplications += 2
                additions += 2
            multiplications += 3
            additions += 1
        expected = (weighs * connections, multiplications, multiplications + additions, T, T, T, T, 12 * weighs, T)
        assert counted.at(sizes) == expected, sizes


# Convolutions: as one operator, and written out with indices.


def windows(length: int, kernel: int, stride: int, padding: int, dilation: int) -> list[list[int]]:
    """For each output the places of the input, 1-based, that its taps fall on."""
    found, start = [], 1 - padding
    while start + dilation * (kernel - 1) <= length + padding:
        found.append([p for k in range(kernel) if 1 <= (p := start + k * dilation) <= length])
        start += stride
    return found


CONV1 = Counted.of(
    """
    C: integer >= 1
    L: integer >= 1
    O: integer >= 1
    K: integer >= 1
    s: integer >= 1
    p: integer >= 0
    D: integer >= 1
    n: integer >= 1
    x: tensor[C, L]
    F: parameter tensor[O, C, K]
    """,
    "y: conv1d(x, F, stride=s, padding=p, dilation=D)",
    "connections(y)", "multiplications(y)", "operations(y)", "steps(y)", "parameters(y)", "size(y)", "context(y, x)",
    "context(y[1, n], x)", "shape(y)[2]",
)  # fmt: skip


def test_convolution_of_one_axis() -> None:
    for n, sizes in enumerate(grid(["L", "K", "s", "D"])):
        C, channels, p = 1 + n % 2, 1 + n % 3, n % 7
        L, K, s, D = (sizes[name] for name in "LKsD")
        outputs = windows(L, K, s, p, D)
        if not outputs:
            with pytest.raises((IllFounded, NoMeaning)):
                CONV1.at({**sizes, "p": p, "C": C, "O": channels, "n": 1})
            continue
        connections = multiplications = additions = 0
        for window in outputs:
            for _ in range(channels):
                connections += C * len(window)
                multiplications += C * K
                additions += C * K - 1
        at = 1 + n % len(outputs)
        read = len({place for window in outputs for place in window})
        expected = (
            connections, multiplications, multiplications + additions, 1, channels * C * K, channels * len(outputs),
            C * read, C * len(outputs[at - 1]), len(outputs),
        )  # fmt: skip
        assert CONV1.at({**sizes, "p": p, "C": C, "O": channels, "n": at}) == expected, sizes


def test_convolution_of_two_axes() -> None:
    given = """
        A: integer >= 1
        B: integer >= 1
        H: integer >= 1
        W: integer >= 1
        s: integer >= 1
        p: integer >= 0
        D: integer >= 1
        x: matrix[H, W]
        F: parameter matrix[A, B]
    """
    let = "y: conv2d(x, F, stride=s, padding=p, dilation=D)"
    counted = Counted.of(given, let, "connections(y)", "multiplications(y)", "context(y[1, 1], x)", "shape(y)[1]")
    tried = 0
    for n, sizes in enumerate(grid(["H", "W", "A", "B"], most=4)):
        s, p, D = 1 + n % 2, (n // 2) % 3, 1 + (n // 6) % 2
        rows, columns = windows(sizes["H"], sizes["A"], s, p, D), windows(sizes["W"], sizes["B"], s, p, D)
        if not rows or not columns:
            continue
        tried += 1
        connections = sum(1 for r in rows for c in columns for _ in r for _ in c)
        multiplications = sum(1 for _ in rows for _ in columns for _ in range(sizes["A"] * sizes["B"]))
        expected = (connections, multiplications, len(rows[0]) * len(columns[0]), len(rows))
        assert counted.at({**sizes, "s": s, "p": p, "D": D}) == expected, (sizes, s, p, D)
    assert tried > 150


def test_convolution_with_indices() -> None:
    given = """
        C: integer >= 1
        N: integer >= 1
        O: integer >= 1
        K: integer >= 1
        n: integer in 1..N
        F: parameter tensor[O, C, K]
        x: matrix[C, 2*N + K]
    """
    let = "y: '[sum(F[o, c, a]*x[c, 2*(n-1)+a] for c in 1..C, a in 1..K) for o in 1..O, n in 1..N]'"
    texts = (
        "connections(y)",
        "multiplications(y)",
        "operations(y)",
        "steps(y)",
        "context(y[1, n], x)",
        "context(y, x)",
    )
    counted = Counted.of(given, let, *texts)
    for place, sizes in enumerate(grid(["C", "N", "O", "K"], most=4)):
        C, N, channels, K = (sizes[name] for name in "CNOK")
        products = sum(1 for _ in range(channels) for _ in range(N) for _ in range(C) for _ in range(K))
        additions = sum(C * K - 1 for _ in range(channels) for _ in range(N))
        read = {(c, 2 * (n - 1) + a) for c in range(C) for n in range(1, N + 1) for a in range(1, K + 1)}
        n = 1 + place % N
        expected = (products, products, products + additions, 1, C * K, len(read))
        assert counted.at({**sizes, "n": n}) == expected, sizes


# Single expressions at m = 2, n = 3, k = 4.

GIVEN = """
    m: integer >= 1
    n: integer >= 1
    k: integer >= 1
    A: matrix[m, n]
    B: matrix[n, k]
    S: matrix[n, n]
    P: parameter matrix[m, n]
    Q: parameter matrix[m, m]
    b: parameter vector[m]
    w: parameter real
    z: parameter vector[n]
    x: vector[n]
    y: vector[n]
    v: vector[m]
    a: real
    f: function(vector[n]) -> vector[m]
    X: tensor[m, n, k]
"""
LET = """
    q: A @ x
    twice: q + q
    scale: 1/sqrt(n)
    mask: tril(ones(n, n))
    e[0]: zeros(n)
    e[t] over t in 1..k: tanh(S @ e[t-1])
    g[0]: x
    g[t] over t in 1..k: S @ g[t-1]
    c[t, 0]: g[t]
    c[t, s]: c[t, s-1]
    F[1]: 1
    F[2]: 1
    F[t] over t in 1..k: F[t-1] + F[t-2]
    r[0]: x
    r[t] over t in 1..k: "(r[t-1] if t > 2 else zeros(n)) + z"
    U[0]: z
    U[t] over t in 1..k: U[t-1] + x
    s(z): sum(z*z)
    solved: inv(S) @ x
    restarted[0]: x
    restarted[t] over t in 1..k: restarted[t-1] + solved
    inverted[0]: x
    inverted[t] over t in 1..k: inv(S) @ inverted[t-1]
"""

EXPRESSIONS = {
    # multiplications, operations
    "multiplications(A @ x)": 6,
    "operations(A @ x)": 6 + 2 * 2,
    "multiplications(A @ B)": 2 * 3 * 4,
    "operations(A @ B)": 2 * 4 * (3 + 2),
    "multiplications((A @ B) @ ones(k))": 24 + 2 * 4,
    "multiplications(A @ (B @ ones(k)))": 3 * 4 + 2 * 3,
    "multiplications(x @ S @ x)": 9 + 3,
    "multiplications(dot(x, y))": 3,
    "operations(dot(x, y))": 5,
    "multiplications(outer(x, v))": 6,
    "multiplications(kron(A, S))": 6 * 9,
    "multiplications(x*y + 2*x)": 6,
    "operations(x*y + 2*x)": 9,
    "multiplications(x/n)": 3,
    "multiplications(scale*x)": 3,
    "multiplications((2*n - 1)*x)": 3,
    "multiplications(x**3)": 6,
    "multiplications(a**0 + a**1 + a**5)": 4,
    "multiplications(a**-3)": 3,
    "multiplications(a**(1/2))": 0,
    "multiplications(power(S, 3))": 2 * 27,
    "operations(power(S, 3))": 2 * 9 * (3 + 2),
    "multiplications(matprod(S for t in 1..k))": 3 * 27,
    "multiplications(product(x[i] for i in 1..n))": 2,
    "operations(sum(x))": 2,
    "operations(mean(x))": 3,
    "operations(trace(S))": 2,
    "operations(norm(x))": 5,
    "operations(sum(x[i] for i in 1..n if i != 2))": 1,
    "operations(sum(i for i in 1..n)*a)": 1,
    "operations(tanh(x) + softmax(x) - layernorm(x))": 6,
    "operations(transpose(A)) + operations(diag(x)) + operations(block([[A, A]]))": 0,
    "operations(-x)": 0,
    "operations(a*x if m > 1 else S @ x)": 3,
    "operations(a*x if m > 2 else S @ x)": 15,
    "operations(x if a > 0 else y)": 0,
    "operations(2*x if a > 0 else a*y)": 3,
    "multiplications(twice)": 6,
    "multiplications(q + A @ x)": 12,
    "multiplications(s(x) + s(x))": 6,
    "multiplications(g)": 4 * 9,
    "multiplications(g[2])": 18,
    "multiplications(g[2] + g[1])": 18,
    "operations(F)": 2,
    "multiplications(attention(B, B, B))": 3 * 3 * (4 + 4 + 1),
    "multiplications(softmax(B @ transpose(B)/sqrt(k)) @ B)": 3 * 3 * (4 + 4 + 1),
    "operations(attention(B, B, B)) - operations(softmax(B @ transpose(B)/sqrt(k)) @ B)": 0,
    # connections, parameters
    "connections(P @ x)": 6,
    "connections(P @ B)": 2 * 3 * 4,
    "connections(P @ x + b)": 8,
    "connections(b + P @ x + v)": 8,
    "connections(tanh(w*x) + w)": 3 + 3,
    "connections(Q @ P)": 0,
    "connections((Q @ P) @ x)": 6,
    "connections((2*P) @ x)": 6,
    "connections((P*P) @ x)": 6,
    "connections(P @ (mask @ x))": 6,
    "connections((P @ mask) @ x)": 6,
    "connections(P @ zeros(n) + v)": 0,
    "connections(sum(z*x))": 3,
    "connections(dot(z, x))": 3,
    "connections(sum(z[i]*x[i] for i in 1..n))": 3,
    "connections(sum((x[i] if i > 1 else w) for i in 1..n))": 1,
    "connections(A @ x)": 0,
    "connections(e)": 0,
    "connections(leaky_relu(x, w))": 3,
    "connections(x/w)": 3,
    "connections(r)": 3 * 2,
    "connections(U)": 3,
    "parameters(P @ x + b)": 8,
    "parameters(P[1, 1]*a)": 6,
    "parameters(w*a)": 1,
    "parameters(A @ x)": 0,
    "parameters(P @ x + P @ y)": 6,
    "parameters(inv(S) @ x + z)": 3,
    # steps
    "steps(tanh(A @ x))": 1,
    "steps(Q @ (A @ x))": 2,
    "steps((Q @ A) @ x)": 2,
    "steps(A @ x + v)": 1,
    "steps(x + y)": 0,
    "steps(w*x)": 1,
    "steps(power(S, 4))": 3,
    "steps(matprod(S for t in 1..k))": 3,
    "steps(attention(B, B, B))": 2,
    "steps(S @ S + S @ (S @ S))": 2,
    "steps(q)": 1,
    "steps(Q @ q)": 2,
    "steps(g)": 4,
    "steps(g[3])": 3,
    "steps(S @ g[3])": 4,
    "steps(c[3, 5])": 3,
    "steps(e)": 4,
    "steps(F)": 2,
    "steps(inverted)": 4,
    "parameters(inverted)": 0,
    "steps(f(x))": 1,
    "steps(Q @ f(x))": 2,
    "memory(g) + memory(F)": 16,
    "size(A @ B)": 8,
    "size(g)": 12,
    "shape(A @ B)[2]": 4,
    # context
    "context(g[2], x)": 3,
    "context(g[3], g)": 4,
    "context(e[3], e)": 3,
    "context(x[2] + x[1], x)": 2,
    "context(x + y, y)": 3,
    "context((A @ x)[1], A)": 1,
    "context((A @ B)[1, 2], A)": 1,
    "context((A @ B)[1, 2], B)": 3,
    "context((A @ B)[1], B)": 12,
    "context(transpose(A)[2], A)": 2,
    "context(transpose(A)[2, 1], A)": 1,
    "context(X[1, 2], X)": 1,
    "context(X[1], X)": 1,
    "context(X, X)": 24,
    "context(X[1] + X[2, 1, 1]*X[2], X)": 24,
    "context(X[1]*X[2, 1, 1], X)": 13,
    "context(X[:, 2], X)": 2,
    "context(X[1, 1..2], X)": 2,
    "context([x[i] + y[1] for i in 1..n][2], x)": 1,
    "context([x[i] + y[1] for i in 1..n][1..2], x)": 2,
    "context([x, y][2], x)": 0,
    "context([x, y][2, 1], y)": 1,
    "context(softmax(B)[2], B)": 1,
    "context(softmax(B)[2, 1], B)": 1,
    "context(softmax(x)[2], x)": 3,
    "context(batchnorm(B)[1, 2], B)": 3,
    "context(layernorm(x*y)[1], y)": 3,
    "context((x*y)[1], y)": 1,
    "context(cumsum(x)[2], x)": 2,
    "context(flip(x)[1], x)": 1,
    "context(diag(x)[1, 2], x)": 0,
    "context(diag(x)[2, 2], x)": 1,
    "context(trace(S), S)": 3,
    "context(tril(S), S)": 6,
    "context(outer(x, v)[2, 1], v)": 1,
    "context(attention(B, B, S)[2], S)": 9,
    "context(attention(B, B, S)[2, 1], S)": 3,
    "context(sum(x[i] for i in 1..n if i > 1), x)": 2,
    "context(x if m > 1 else y, y)": 0,
    "context(x if a > 0 else y, y)": 3,
    "context(twice[1], A)": 1,
    "context(f(x)[1], x)": 3,
    "context(max(x, y)[1], x)": 1,
    "context(max(x), x)": 3,
}


SIZES = {"m": 2, "n": 3, "k": 4}


@cache
def expressions() -> Counted:
    return Counted.of(GIVEN, LET, *EXPRESSIONS)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression(text: str) -> None:
    assert expressions().one(text, SIZES) == EXPRESSIONS[text]


def test_counts_inside_of_binders_and_counts_of_counts() -> None:
    texts = ("sum(context(g[t], g) for t in 1..k)", "steps(S @ (steps(g)*x))", "size(x)*size(A @ x)")
    assert Counted.of(GIVEN, LET, *texts).at(SIZES) == (2 + 3 + 4 + 5, 1, 6)


HOLES = {
    "multiplications(inv(S) @ x)": (
        "no meaning for `multiplications`: no meaning for `inv`: no agreed number of operations"
    ),
    "operations(f(x))": "no meaning for `operations`: no meaning for `f`: an arbitrary function has no cost",
    "multiplications(x if a > 0 else a*x)": (
        "no meaning for `multiplications`: no meaning for `if`: which branch is taken depends on the values"
    ),
    "multiplications(grad(sum(x*x), x))": "no meaning for `grad`: a derivative has no agreed way to be computed",
    "operations(sum(x[i] for i in 1..n if x[i] > 0))": "no meaning for `if`: a filter that depends on the values",
    "operations(integral(t*a for t in [0, 1]))": "no meaning for `integral`: no agreed number of operations",
    "connections([z, x] @ y)": (
        "no meaning for `connections`: an array of weights and data side by side"
    ),
    "connections(cross_entropy(z, x))": (
        "no meaning for `connections`: no meaning for `cross_entropy`: of parameters and data together: "
        "no agreed number of connections"
    ),
    "steps(inv(S) @ x)": "no meaning for `steps`: no meaning for `inv`: no agreed number of operations",
    "steps(solved)": "no meaning for `steps`: no meaning for `inv`: no agreed number of operations",
    "steps(S @ restarted[1])": "no meaning for `steps`: no meaning for `inv`: no agreed number of operations",
    "operations(restarted)": "no meaning for `operations`: no meaning for `inv`: no agreed number of operations",
    "context(kron(A, S)[1, 1], A)": "no meaning for `context`: of a part of `kron`",
}  # fmt: skip


@pytest.mark.parametrize("text", HOLES)
def test_a_hole(text: str) -> None:
    with pytest.raises(NoMeaning) as caught:
        Counted.of(GIVEN, LET, text).at(SIZES)
    assert str(caught.value) == HOLES[text]


LOST = {
    "a cell outside of its box": (
        "h[i] over i in 1..n: x[i]\n p[i] over i in 1..n: h[i-1]", "steps(p)", "no case of `h` covers `h[0]`",
    ),
    "a cell beyond its box": (
        "h[0]: 0\n h[i] over i in 1..n: h[i-1] + x[i]", "steps(h[n+1])", "no case of `h` covers `h[4]`",
    ),
    "a circle": (
        "h[0]: 0\n h[i] over i in 1..n: p[i]\n p[i]: h[n]", "steps(h)", "`h[3]` is defined by itself",
    ),
    "no base case in reach": (
        "h[5]: 0\n h[i]: h[i-1]", "steps(h[n])", "`h[3]` reaches no base case of `h`",
    ),
    "an index outside": (
        "h[i] over i in 1..n: x[i+1]", "steps(h)", "`x` of 3 entries is read at 4 along axis 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_a_dataflow_that_is_not_there(name: str) -> None:
    let, text, message = LOST[name]
    with pytest.raises(IllFounded) as caught:
        Counted.of("n: integer >= 1\n x: vector[n]", let, text).at({"n": 3})
    assert str(caught.value) == message


def test_limits() -> None:
    chain = Counted.of("n: integer >= 1", "h[0]: 0\n h[i] over i in 1..n: h[i-1] + 1", "steps(h)", "operations(h[n])")
    assert chain.at({"n": 5000}) == (5000, 5000)
    with pytest.raises(TooLarge):
        chain.at({"n": 20_001})
    square = Counted.of("n: integer >= 1", "h[i, j] over i in 1..n, j in 1..n: i + j", "memory(h)")
    assert square.at({"n": 100}) == (10_000,)
    with pytest.raises(TooLarge):
        square.at({"n": 200})


def test_long_chains_in_either_direction() -> None:
    given = "n: integer >= 1\n x: vector[n]"
    texts = ("steps(h)", "context(h, x)", "context(h[1], x)", "context(h[n], x)")
    onward = Counted.of(given, "h[0]: 0\n h[i] over i in 1..n: h[i-1] + x[i]", *texts)
    assert onward.at({"n": 300}) == (300, 300, 1, 300)
    back = Counted.of(given, "h[n+1]: 0\n h[i] over i in 1..n: h[i+1] + x[i]", *texts)
    assert back.at({"n": 300}) == (300, 300, 300, 1)


def test_a_chain_that_leads_away_is_given_up() -> None:
    away = Counted.of("n: integer >= 1", "h[2*n]: 0\n h[i]: p[i]\n p[i]: h[2*i] + 1", "steps(h[n+1])")
    with pytest.raises(IllFounded):
        away.at({"n": 3})


def test_the_walk_is_metered() -> None:
    claim = claim_of("steps(h) == 3", "n: integer >= 1", extra='let: {"h[0]": 0, "h[i] over i in 1..n": "h[i-1] + 1"}')
    x = Expander(claim, {"n": 50}, Graph(), 1000)
    x.expand(claim.links[0].node, Scope(x.world))
    assert x.steps > 100


def test_the_plain_entry_point() -> None:
    claim = claim_of("steps(tanh(A @ x)) == 1", "A: 'matrix[2, 2]', x: 'vector[2]'")
    node = claim.links[0].node
    assert isinstance(node, Apply)
    counted = node.args[0]
    assert isinstance(counted, Apply)
    x = Expander(claim, {}, Graph(), 1000)
    assert count(x, "steps", counted.args, Scope(x.world)) == 1
    assert count(x, "multiplications", counted.args, Scope(x.world)) == 4


BATCHED = {
    "connections(P @ x) == m*n": True,
    "sum(context(g[t], g) for t in 1..k) == 14": True,
    "shape(A @ B)[2]*sum(x) == k*sum(x)": True,
    "steps(g)*sum(x) == 3*sum(x)": False,
    "at(steps(g) + 0*a, a = 2) == k": True,
}


@pytest.mark.parametrize("text", BATCHED)
def test_a_batched_program_has_the_same_counts(text: str) -> None:
    import numpy as np

    claim = Counted.of(GIVEN.replace("f: function(vector[n]) -> vector[m]", ""), LET, text.partition(" == ")[0]).claim
    other = claim_of(
        text,
        "m: integer >= 1, n: integer >= 1, k: integer >= 1, a: real, A: 'matrix[m, n]', B: 'matrix[n, k]', "
        "P: 'parameter matrix[m, n]', x: 'vector[n]', S: 'matrix[n, n]'",
        extra='let: {"g[0]": x, "g[t] over t in 1..k": "S @ g[t-1]"}',
    )
    assert claim.links
    sizes = SIZES
    program = compile_claim(other, sizes, device="cpu")
    values = {"a": np.ones(1), "A": np.ones((1, 2, 3)), "B": np.ones((1, 3, 4)), "P": np.ones((1, 2, 3))}
    values |= {"x": np.ones((1, 3)), "S": np.ones((1, 3, 3))}
    assert bool(program(values).links[0].truth.all()) is BATCHED[text]


# A checker of the checkers: break a row or a rule, and the suite above must notice.


def wrong() -> list[str]:
    """The tests above that no longer hold."""
    found = []
    for text, expected in EXPRESSIONS.items():
        try:
            seen = expressions().one(text, SIZES)
        except (NoMeaning, IllFounded, TooLarge):
            seen = -1
        if seen != expected:
            found.append(text)
    with suppress(IllFounded):
        let = "h[0]: 0\n h[i] over i in 1..n: h[i-1] + 1"
        Counted.of("n: integer >= 1", let, "steps(h[n+1])").at({"n": 3})
        found.append("outside")
    sizes = {"d": 2, "H": 3, "W": 2, "k": 2, "i": 2, "j": 1}
    if MDRNN.at(sizes) != mdrnn(**sizes):
        found.append("MDRNN")
    return found


@pytest.mark.parametrize(
    "op", ["+", "-", "*", "/", "**", "@", "dot", "outer", "kron", "power", "sum", "mean", "trace", "norm", "attention"]
)
def test_a_broken_cost_is_noticed(op: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = cost.ROWS[op]

    def broken(use: Any) -> Any:
        found = row(use)
        return cost.Cost(
            multiplications=found.multiplications + 1, additions=found.additions + 1, chain=found.chain + 1
        )

    monkeypatch.setitem(cost.ROWS, op, broken)  # type: ignore[arg-type]
    assert wrong()


@pytest.mark.parametrize("op", ["+", "*", "/", "@", "dot", "leaky_relu"])
def test_a_broken_connection_is_noticed(op: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = cost.CONNECTIONS[op]
    monkeypatch.setitem(cost.CONNECTIONS, op, lambda use, roles: row(use, roles) + 1)  # type: ignore[arg-type]
    assert wrong()


@pytest.mark.parametrize(
    "op",
    ["@", "stack", "transpose", "diag", "tril", "trace", "softmax", "batchnorm", "cumsum", "outer", "attention", "*"],
)
def test_a_broken_place_is_noticed(op: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cells_places.PLACED, op, cells_places.PLACED["inv"])  # type: ignore[arg-type]
    assert wrong()


RULES: dict[str, tuple[Any, str, Any]] = {
    "nothing is dead": (cells_values.Part, "dead", property(lambda part: False)),
    "no boundary": (cells.Dataflow, "_is_boundary", lambda self, node: False),
    "boxes do not end": (recurrences, "in_box", lambda *args: True),
}


@pytest.mark.parametrize("name", RULES)
def test_a_broken_rule_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, attribute, broken = RULES[name]
    monkeypatch.setattr(owner, attribute, broken)
    assert wrong()


def test_unbroken_nothing_is_noticed() -> None:
    assert wrong() == []
