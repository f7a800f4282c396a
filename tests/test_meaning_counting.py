"""Counts as polynomials: equal to loops over the network and to enumeration, at every small size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.claim import Claim
from proofcheck.language.dims import expression
from proofcheck.language.tree import Apply, Node
from proofcheck.language.types import Dim
from proofcheck.meaning import IllFounded, NoMeaning
from proofcheck.meaning.count_words import factored
from proofcheck.meaning.counting import INTERPOLATION, SCHEDULE, SUMMATION, Counted, bounded, counted
from proofcheck.meaning.interpolation import value_at
from proofcheck.meaning.regions import Region
from proofcheck.meaning.size_expressions import Reading
from tests.dataflow import Counted as Enumerated
from tests.dataflow import grid
from tests.test_meaning_cells import (
    COUNTED_OF_PIXELS,
    KERNEL,
    MDRNN,
    OF_A_RECURRENCE,
    PIXELS,
    RNN,
    STEP,
    lstm,
    mdrnn,
    pixels,
    varied,
    windows,
)

Sizes = Mapping[str, int]


def sides(found: Enumerated) -> dict[str, Node]:
    """The counts of a claim by their texts."""
    nodes = (link.node for link in found.claim.links)
    return {text: n.args[0] for text, n in zip(found.texts, nodes, strict=True) if isinstance(n, Apply)}


def at(formula: Counted, sizes: Sizes) -> set[Fraction]:
    """The values that the pieces of a count take at these sizes: one, as pieces agree where they overlap."""
    inside = (p for p in formula.pieces if all(value_at(w, sizes) >= 0 for w in p.where))
    return {value_at(p.value, sizes) for p in inside}


def exact(found: Enumerated) -> dict[str, Counted]:
    """The counts of a claim that exact rules reach."""
    formulas = {text: counted(found.claim, node) for text, node in sides(found).items()}
    return {text: f for text, f in formulas.items() if f is not None and f.rigorous}


def agrees(formulas: Mapping[str, Counted], texts: Iterable[str], expected: Iterable[int], sizes: Sizes) -> None:
    for text, value in zip(texts, expected, strict=True):
        if text in formulas:
            assert at(formulas[text], sizes) == {value}, (text, sizes)


# Architectures


def test_multidimensional_rnn() -> None:
    formulas = exact(MDRNN)
    assert {text: factored(f.pieces[0].value) for text, f in formulas.items()} == {
        "connections(h)": "d*k**2*(3*H*W - H - W)",
        "multiplications(h)": "3*H*W*d*k**2",
        "operations(h)": "H*W*d*k*(6*k - 1)",
        "steps(h)": "H + W + d - 2",
        "memory(h)": "H*W*d*k",
        "size(h)": "H*W*d*k",
        "parameters(h)": "3*d*k**2",
        "context(h[d, H, W], u)": "H*W",
        "context(h[d, i, j], u)": "i*j",
        "context(h, u)": "H*W",
        "context(h[d, i, j], h)": "i*j*(d + 1)",
    }
    assert {f.how for f in formulas.values()} == {SUMMATION, SCHEDULE}
    for sizes in varied("d H W"):
        agrees(formulas, MDRNN.texts, mdrnn(**sizes), sizes)


PIXEL_FORMULAS = {
    "masked, borders of zeros": ("d*k**2*(4*H*W - 3*H - 3*W + 2)", "4*H*W*d*k**2"),
    "masked, terms inside only": ("d*k**2*(4*H*W - 3*H - 3*W + 2)", "d*k**2*(4*H*W - 3*H - 3*W + 2)"),
    "masked, zeros chosen in the term": ("d*k**2*(4*H*W - 3*H - 3*W + 2)", "4*H*W*d*k**2"),
    "full, borders of zeros": ("d*k**2*(3*H - 2)*(3*W - 2)", "9*H*W*d*k**2"),
    "full, wrapped": ("9*H*W*d*k**2", "9*H*W*d*k**2"),
}


@pytest.mark.parametrize("name", PIXELS)
def test_pixel_cnn(name: str) -> None:
    let, mask, border = PIXELS[name]
    texts = [text for text in COUNTED_OF_PIXELS if not text.startswith("context")]
    found = Enumerated.of(KERNEL, let, *texts)
    formulas = exact(found)
    assert list(formulas) == texts
    said = tuple(factored(formulas[text].pieces[0].value) for text in texts[:2])
    assert said == PIXEL_FORMULAS[name]
    for sizes in varied("d H W"):
        agrees(formulas, texts, pixels(mask, border, **sizes)[: len(texts)], sizes)


def test_a_masked_pixel_cnn_takes_at_most_d_steps() -> None:
    """Each layer leaves out the pixel itself, so in a small picture no chain goes through all layers."""
    found = Enumerated.of(KERNEL, PIXELS["masked, borders of zeros"][0], "steps(h)")
    node = sides(found)["steps(h)"]
    whole = counted(found.claim, node)
    assert whole is not None
    assert (whole.value, whole.rigorous, len(whole.pieces)) == (None, True, 4)
    above = bounded(found.claim, node, "<=")
    assert above is not None
    assert (str(above.value), above.relation, above.rigorous) == ("d", "<=", True)
    assert bounded(found.claim, node, ">=") is None


def test_the_context_of_a_pixel_cnn_is_bounded() -> None:
    found = Enumerated.of(KERNEL, PIXELS["masked, borders of zeros"][0], "context(h[d, i, j], u)")
    above = bounded(found.claim, sides(found)["context(h[d, i, j], u)"], "<=")
    assert above is not None
    assert factored(above.pieces[0].value) == "W*i"
    for sizes in [s for s in varied("d H W") if s["d"] <= 3][::5]:
        assert min(at(above, sizes)) >= found.at(sizes)[0]


@pytest.mark.parametrize("start", ["zeros(n)", "h0", "s0"])
def test_plain_rnn(start: str) -> None:
    texts = (*OF_A_RECURRENCE, "context(h[T], x)", "context(h, h)", "operations(h[T])", "steps(A @ h[T])")
    found = Enumerated.of(RNN, f"h[0]: {start}\n{STEP}", *texts)
    formulas = exact(found)
    assert list(formulas) == list(texts)
    assert factored(formulas["steps(A @ h[T])"].pieces[0].value) == "T + 1"
    for sizes in grid(["T", "n", "m"], most=4):
        agrees(formulas, found.texts, found.at(sizes), sizes)


@pytest.mark.parametrize("kind", ["parameter ", ""], ids=["parameters", "variables"])
def test_scalar_lstm(kind: str) -> None:
    weights = "\n".join(f"{w}{g}: {kind}real" for w in ("w", "u", "b") for g in "fiog")
    texts = (
        "connections(h)",
        "operations(h)",
        "steps(h)",
        "steps(c)",
        "memory(h)",
        "parameters(h)",
        "context(h[T], x)",
    )
    found = Enumerated.of(f"T: integer >= 1\n x: vector[T]\n{weights}", lstm("w#*x[t] + u#*h[t-1] + b#"), *texts)
    formulas = exact(found)
    assert list(formulas) == list(texts)
    assert factored(formulas["steps(h)"].pieces[0].value) == "T"
    for sizes in grid(["T"]):
        agrees(formulas, texts, found.at(sizes), sizes)


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"), [(1, 0, 1), (1, 1, 1), (1, 2, 2), (2, 0, 1), (2, 1, 1), (3, 2, 1)]
)
def test_convolution_of_one_axis(stride: int, padding: int, dilation: int) -> None:
    given_ = "C: integer >= 1\n O: integer >= 1\n L: integer >= 5\n x: tensor[C, L]\n F: parameter tensor[O, C, 3]"
    let = f"y: conv1d(x, F, stride={stride}, padding={padding}, dilation={dilation})"
    found = Enumerated.of(given_, let, "connections(y)", "multiplications(y)", "operations(y)", "steps(y)", "size(y)")
    formulas = exact(found)
    assert set(formulas) >= {"multiplications(y)", "operations(y)", "steps(y)", "size(y)"}
    for sizes in ({"C": 1 + n % 2, "O": 1 + n % 3, "L": n} for n in range(5, 14)):
        outputs = windows(sizes["L"], 3, stride, padding, dilation)
        connections = sizes["O"] * sizes["C"] * sum(map(len, outputs))
        assert found.one("connections(y)", sizes) == connections
        for text, formula in formulas.items():
            assert _with_roundings(formula, sizes) == found.one(text, sizes)


def _with_roundings(formula: Counted, sizes: Sizes) -> Fraction:
    """The value of a formula in which `floor` may stand."""
    values = {name: Dim.of(size) for name, size in sizes.items()}
    reading = Reading(claim=Claim(id="it", text=""), region=Region(), values=values)
    found = reading.number(expression(formula.pieces[0].value)).constant
    assert found is not None
    return Fraction(found)


SUMS = """
    T: integer >= 1
    S: integer >= 1
    k: integer >= 1
    x: matrix[T, k]
    U: parameter matrix[k, k]
    b: parameter vector[k]
    i: integer in 1..T
"""


@pytest.mark.parametrize(
    ("body", "count", "formula"),
    [
        ("sum(x[r]*x[t] for r in 1..t-1)", "multiplications(h)", "T*k*(T - 1)/2"),
        ("sum(x[r]*x[t] for r in 1..t-1)", "operations(h)", "k*(T - 1)**2"),
        ("sum(x[r]*x[s] for r in 1..t, s in r..t)", "multiplications(h)", "T*k*(T + 1)*(T + 2)/6"),
        ("sum(U @ x[r] for r in t..T if r > t)", "connections(h)", "T*k**2*(T - 1)/2"),
        ("sum(x[r] for r in 1..T if r != t)", "operations(h)", None),
        ("x[t] if t > 2 else U @ x[t]", "connections(h)", None),
        ("sum((b if r == t else x[r]) for r in 1..t)", "connections(h)", "k*(T - 1)"),
    ],
)
def test_triangular_sums_and_conditions(body: str, count: str, formula: str | None) -> None:
    found = Enumerated.of(SUMS, f"h[t] over t in 1..T: '{body}'", count)
    formulas = exact(found)
    assert list(formulas) == [count]
    if formula is not None:
        assert factored(formulas[count].pieces[0].value) == formula
    for sizes in grid(["T", "k"], most=5):
        agrees(formulas, [count], found.at({**sizes, "S": 1, "i": 1}), sizes)


# What a count says of itself


def test_exceptions_for_small_sizes() -> None:
    """Only for T >= 3 is there a cell that takes the second branch."""
    found = Enumerated.of(SUMS, "h[t] over t in 1..T: 'U @ x[t] if t <= 2 else x[t]'", "connections(h)")
    formula = exact(found)["connections(h)"]
    assert (str(formula.value), formula.valid_from) == ("2*k**2", (("T", 2),))
    assert {str(p.value): tuple(map(str, p.where)) for p in formula.pieces} == {
        "2*k**2": ("T - 2",),
        "T*k**2": ("-T + 2",),
    }


def test_interpolation_where_no_rule_reaches() -> None:
    found = Enumerated.of(SUMS, "h[0]: zeros(k)\n h[-1]: zeros(k)\n h[t] over t in 1..T: tanh(U @ h[t-2])", "steps(h)")
    formula = counted(found.claim, sides(found)["steps(h)"])
    assert formula is not None
    assert (formula.how, formula.rigorous) == (INTERPOLATION, False)
    assert factored(formula.pieces[0].value) == "T - floor(T/2)"
    assert formula.words == ("by interpolation on 4 choices of sizes, checked on 19 others",)


def test_bounds_and_nothing() -> None:
    found = Enumerated.of(SUMS, "g[0]: x[1]\n g[t]: x[1]*g[t-1]", "multiplications(g[i])", "multiplications(expm(U))")
    first, second = sides(found).values()
    formula = counted(found.claim, first)
    assert formula is not None
    assert factored(formula.pieces[0].value) == "i*k"
    assert counted(found.claim, second) is None
    assert bounded(found.claim, second, "<=") is None


# Random recurrences

steps_back = st.sampled_from(["h[t-1]", "h[t-1]", "h[t-2]", "x[t]", "b", "zeros(k)", "q"])
products = st.sampled_from(["U @ ", "D @ ", "V[t] @ ", "b * ", "", "2 * "])
terms = st.builds(lambda p, r: f"{p}{r}", products, steps_back)
sums = st.builds(
    lambda p, r, f: f"sum({p}h[s] for s in {r}{f})",
    st.sampled_from(["U @ ", "D @ ", ""]),
    st.sampled_from(["0..t-1", "1..t-1", "t-2..t-1"]),
    st.sampled_from(["", " if s != 1", " if s + 2 <= t"]),
)
choices = st.builds(
    lambda a, c, b: f"({a} if {c} else {b})", terms, st.sampled_from(["t == 1", "t < T", "t >= 3", "t != 2"]), terms
)
bodies = st.builds(
    lambda parts, f: f"{f}({' + '.join(parts)})",
    st.lists(st.one_of(terms, terms, sums, choices), min_size=1, max_size=3),
    st.sampled_from(["", "tanh"]),
)
RANDOM = """
    T: integer >= 1
    k: integer >= 1
    x: matrix[T, k]
    p: vector[k]
    U: parameter matrix[k, k]
    V: parameter tensor[T, k, k]
    D: matrix[k, k]
    b: parameter vector[k]
"""
ASKED = (*OF_A_RECURRENCE, "operations(h[T])", "steps(h[T])", "context(h[T], x)", "context(h[T], h)")


@settings(deadline=None, max_examples=20, derandomize=True)
@given(
    bodies,
    st.sampled_from(["zeros(k)", "p", "b", "U @ p"]),
    st.sampled_from(["zeros(k)", "p"]),
    st.sampled_from(["U @ p", "b"]),
)
def test_random_recurrences(body: str, first: str, second: str, value: str) -> None:
    let = f"q: U @ p\n h[0]: {first}\n h[-1]: {second}\n h[t] over t in 1..T: '{body}'"
    found = Enumerated.of(RANDOM, let, *ASKED)
    assert _unlike_enumerated(found, ["T", "k"]) == []


offsets = st.lists(
    st.sampled_from(["h[i-1, j]", "h[i, j-1]", "h[i-1, j-1]", "h[i-1, j+1]"]), min_size=1, max_size=3, unique=True
)
borders = st.permutations(["h[0, j]: zeros(k)", "h[i, 0]: p", "h[i, S+1]: zeros(k)"])


@settings(deadline=None, max_examples=12, derandomize=True)
@given(offsets, borders, st.sampled_from(["U @ ", "U @ ", "b * ", ""]), st.booleans())
def test_random_recurrences_of_two_indices(reads: list[str], cases: list[str], product: str, inner: bool) -> None:
    body = " + ".join(f"{product}{r}" for r in reads) + (" + y[i, j]" if inner else "")
    let = "\n".join([*cases, f"h[i, j] over i in 1..T, j in 1..S: '{body}'"])
    given_ = f"{RANDOM}\n S: integer >= 1\n y: tensor[T, S, k]"
    found = Enumerated.of(given_, let, *OF_A_RECURRENCE, "context(h[T, S], y)", "steps(h[T, S])")
    assert _unlike_enumerated(found, ["T", "S", "k"]) == []


def _unlike_enumerated(found: Enumerated, names: list[str]) -> list[tuple[str, Mapping[str, int]]]:
    """Where symbolic counts and bounds differ from enumeration at sizes 1..4; one without a value has no formula."""
    unlike = []
    formulas = exact(found)
    above = {text: bounded(found.claim, node, "<=") for text, node in sides(found).items()}
    for sizes in grid(names, most=4):
        if sizes["k"] > 2:
            continue
        for text in found.texts:
            try:
                value = found.one(text, sizes)
            except (NoMeaning, IllFounded):
                unlike += [(text, sizes)] if text in formulas else []
                continue
            bound = above[text]
            exceeded = bound is not None and min(at(bound, sizes)) < value
            if exceeded or (text in formulas and at(formulas[text], sizes) != {value}):
                unlike.append((text, sizes))
    return unlike
