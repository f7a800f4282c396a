"""Costs of operators: against plain loops that count what they do, and the same as polynomials as at fixed sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from proofcheck.language.operators import VOCABULARY
from proofcheck.language.types import Dim
from proofcheck.meaning import NoMeaning
from proofcheck.meaning.cost import (
    CONNECTIONS,
    INTEGERS,
    PRODUCTS,
    ROWS,
    Application,
    Cost,
    Role,
    binder_cost,
    connections_of,
    cost_of,
    polynomials,
)

HOLES = (
    *("in_O", "in_Omega", "in_Theta", "in_o", "inv", "pinv", "det", "logabsdet", "rank", "chol", "expm", "sqrtm"),
    *("sigma_max", "sigma_min", "sigma", "lambda_max", "lambda_min", "eigenvalues", "spectral_radius", "condition"),
    *("is_psd", "is_orthogonal", "is_singular", "var", "std", "cov", "corr", "pdf", "kl", "entropy"),
    *("normal", "uniform", "bernoulli", "poisson", "exponential", "mvnormal", "finite"),
)


def test_every_operator_has_a_cost_or_is_a_hole() -> None:
    assert sorted(set(VOCABULARY) - set(ROWS)) == sorted(HOLES)
    assert set(ROWS) <= set(VOCABULARY)
    assert set(CONNECTIONS) <= set(VOCABULARY)
    assert set(ROWS) >= PRODUCTS


@pytest.mark.parametrize("op", HOLES)
def test_a_hole_says_so(op: str) -> None:
    with pytest.raises(NoMeaning) as caught:
        cost_of(Application(op=op, arguments=((2, 2),), result=(2, 2), numbers=INTEGERS))
    assert str(caught.value) == f"no meaning for `{op}`: no agreed number of operations"


@dataclass
class Tally:
    """Counts of scalar operations, for loops that do them one by one."""

    multiplications: int = 0
    additions: int = 0

    def times(self, *_: object) -> None:
        self.multiplications += 1

    def total(self, terms: int) -> None:
        """A sum, each term added to those before."""
        for k in range(terms):
            self.additions += k > 0


Shapes = Sequence[Sequence[int]]


def products(left: Sequence[int], right: Sequence[int]) -> Tally:
    tally = Tally()
    rows = left[0] if len(left) == 2 else 1
    columns = right[1] if len(right) == 2 else 1
    for _ in range(rows):
        for _ in range(columns):
            for _ in range(left[-1]):
                tally.times()
            tally.total(left[-1])
    return tally


def joined(*tallies: Tally) -> Tally:
    return Tally(sum(t.multiplications for t in tallies), sum(t.additions for t in tallies))


def repeated(tally: Tally, times: int) -> Tally:
    return joined(*[tally] * times)


def entries(n: int, multiplications: int = 0, additions: int = 0) -> Tally:
    return repeated(Tally(multiplications, additions), n)


def convolved(outputs: int, taps: int) -> Tally:
    tally = Tally()
    for _ in range(outputs):
        for _ in range(taps):
            tally.times()
        tally.total(taps)
    return tally


def summed(n: int) -> Tally:
    tally = Tally()
    tally.total(n)
    return tally


@dataclass(frozen=True)
class Case:
    """An application over dimensions a, b, c, d, and what loops say that it costs there."""

    op: str
    arguments: tuple[str, ...]
    result: str
    loops: Callable[[int, int, int, int], Tally]
    exponent: str = ""
    kind: str = ""
    options: dict[str, int] = field(default_factory=dict)


CASES = {
    "matrix by matrix": Case("@", ("ab", "bc"), "ac", lambda a, b, c, d: products((a, b), (b, c))),
    "matrix by vector": Case("@", ("ab", "b"), "a", lambda a, b, c, d: products((a, b), (b,))),
    "vector by matrix": Case("@", ("a", "ab"), "b", lambda a, b, c, d: products((a,), (a, b))),
    "vector by vector": Case("@", ("a", "a"), "", lambda a, b, c, d: products((a,), (a,))),
    "dot": Case("dot", ("a", "a"), "", lambda a, b, c, d: products((a,), (a,))),
    "outer": Case("outer", ("a", "b"), "ab", lambda a, b, c, d: entries(a * b, 1)),
    "kron": Case("kron", ("ab", "cd"), "", lambda a, b, c, d: entries(a * b * c * d, 1)),
    "sum of arrays": Case("+", ("ab", "ab"), "ab", lambda a, b, c, d: entries(a * b, 0, 1)),
    "difference with a scalar": Case("-", ("a", ""), "a", lambda a, b, c, d: entries(a, 0, 1)),
    "scaling": Case("*", ("", "abc"), "abc", lambda a, b, c, d: entries(a * b * c, 1)),
    "division": Case("/", ("a", ""), "a", lambda a, b, c, d: entries(a, 1)),
    "power": Case("**", ("a", ""), "a", lambda a, b, c, d: entries(a, d - 1), exponent="d"),
    "matrix power": Case(
        "power", ("aa", ""), "aa", lambda a, b, c, d: repeated(products((a, a), (a, a)), d - 1), exponent="d"
    ),
    "sum of entries": Case("sum", ("ab",), "", lambda a, b, c, d: summed(a * b)),
    "mean": Case("mean", ("a",), "", lambda a, b, c, d: joined(summed(a), Tally(1, 0))),
    "trace": Case("trace", ("aa",), "", lambda a, b, c, d: summed(a)),
    "running sum": Case("cumsum", ("a",), "a", lambda a, b, c, d: summed(a)),
    "length": Case("norm", ("a",), "", lambda a, b, c, d: joined(entries(a, 1), summed(a))),
    "Frobenius": Case("norm", ("ab",), "", lambda a, b, c, d: joined(entries(a * b, 1), summed(a * b)), kind="fro"),
    "column sums": Case("norm", ("ab",), "", lambda a, b, c, d: repeated(summed(a), b), kind="1"),
    "row sums": Case("norm", ("ab",), "", lambda a, b, c, d: repeated(summed(b), a), kind="oo"),
    "convolution": Case("conv1d", ("ab", "dac"), "db", lambda a, b, c, d: convolved(d * b, a * c)),
    "convolution of one channel": Case("conv2d", ("ab", "cd"), "ab", lambda a, b, c, d: convolved(a * b, c * d)),
    "attention": Case(
        "attention", ("ab", "cb", "cd"), "ad",
        lambda a, b, c, d: joined(products((a, b), (b, c)), entries(a * c, 1), products((a, c), (c, d))),
    ),
    "a function": Case("tanh", ("ab",), "ab", lambda a, b, c, d: Tally()),
    "softmax": Case("softmax", ("ab",), "ab", lambda a, b, c, d: Tally()),
    "a transpose": Case("transpose", ("ab",), "ba", lambda a, b, c, d: Tally()),
}  # fmt: skip
SIZES = [(a, b, c, d) for a in (1, 2, 5) for b in (1, 3) for c in (1, 4) for d in (1, 2, 6)]


def at_sizes(case: Case, sizes: Sequence[int]) -> Application[int]:
    value = dict(zip("abcd", sizes, strict=True))
    shapes = tuple(tuple(value[n] for n in shape) for shape in case.arguments)
    result = tuple(value[n] for n in case.result)
    if case.op == "kron":
        result = tuple(m * n for m, n in zip(*shapes, strict=True))
    exponent = value[case.exponent] if case.exponent else None
    return Application(op=case.op, arguments=shapes, result=result, numbers=INTEGERS, exponent=exponent, kind=case.kind)


def in_names(case: Case) -> Application[Dim]:
    shapes = tuple(tuple(map(Dim.of, shape)) for shape in case.arguments)
    exponent = Dim.of(case.exponent) if case.exponent else None
    result = tuple(map(Dim.of, case.result))
    numbers = polynomials(lambda dim: True)
    return Application(op=case.op, arguments=shapes, result=result, numbers=numbers, exponent=exponent, kind=case.kind)


def worth(dim: Dim, sizes: Sequence[int]) -> Fraction:
    value = dict(zip("abcd", sizes, strict=True))
    total = Fraction(0)
    for monomial, coefficient in dim.terms:
        for name, power in monomial:
            assert isinstance(name, str)
            coefficient *= value[name] ** power
        total += coefficient
    return total


@pytest.mark.parametrize("name", CASES)
def test_loops_count_the_same(name: str) -> None:
    case = CASES[name]
    for sizes in SIZES:
        tally, cost = case.loops(*sizes), cost_of(at_sizes(case, sizes))
        assert (cost.multiplications, cost.additions) == (tally.multiplications, tally.additions), sizes
        assert (cost.chain > 0) is (case.op in PRODUCTS and (case.op != "power" or sizes[3] > 1))


@pytest.mark.parametrize("name", CASES)
def test_polynomials_say_the_same(name: str) -> None:
    case = CASES[name]
    formula = cost_of(in_names(case))
    for sizes in SIZES:
        cost = cost_of(at_sizes(case, sizes))
        assert worth(formula.multiplications, sizes) == cost.multiplications
        assert worth(formula.additions, sizes) == cost.additions
        assert worth(formula.chain, sizes) == cost.chain


def plain(op: str, arguments: Shapes, result: Sequence[int], exponent: int | None = None) -> Cost[int]:
    return cost_of(Application(op=op, arguments=arguments, result=result, numbers=INTEGERS, exponent=exponent))


def test_powers_that_are_no_products() -> None:
    assert [plain("**", ((3,), ()), (3,), n).multiplications for n in (0, 1, 2, -1, -2)] == [0, 0, 3, 3, 6]
    assert plain("**", ((3,), ()), (3,)).multiplications == 0
    assert plain("power", ((3, 3), ()), (3, 3), 0).multiplications == 0
    for exponent, why in ((None, "with an exponent that is not known when the sizes are"), (-1, "of an inverse")):
        with pytest.raises(NoMeaning, match=why):
            plain("power", ((3, 3), ()), (3, 3), exponent)


def test_nothing_is_added_where_there_is_nothing() -> None:
    assert plain("@", ((3, 0), (0,)), (3,)) == Cost(multiplications=0, additions=0, chain=1)
    assert plain("sum", ((0,),), ()).additions == 0
    with pytest.raises(NoMeaning, match="of `n` terms, which may be none"):
        polynomials(lambda dim: False).joins(Dim.of("n"))
    assert polynomials(lambda dim: False).joins(Dim.of(0)) == Dim.of(0)


def test_spectral_norms_have_no_count() -> None:
    for kind in ("2", "nuc"):
        with pytest.raises(NoMeaning, match=f"of kind {kind}"):
            cost_of(Application(op="norm", arguments=((2, 2),), result=(), numbers=INTEGERS, kind=kind))


@pytest.mark.parametrize(
    ("op", "terms", "expected"),
    [
        ("sum", 4, (0, 18, 0)), ("product", 4, (18, 0, 0)), ("sum", 0, (0, 0, 0)), ("max", 4, (0, 0, 0)),
        ("array", 4, (0, 0, 0)), ("forall", 4, (0, 0, 0)),
    ],
)  # fmt: skip
def test_joining_terms(op: str, terms: int, expected: tuple[int, int, int]) -> None:
    cost = binder_cost(op, terms, (2, 3), INTEGERS)
    assert (cost.multiplications, cost.additions, cost.chain) == expected


def test_joining_matrices() -> None:
    assert binder_cost("matprod", 4, (2, 2), INTEGERS) == Cost(multiplications=24, additions=12, chain=3)
    with pytest.raises(NoMeaning):
        binder_cost("integral", 4, (), INTEGERS)


WEIGHT, DATA, NUMBER, LEARNED = Role(weight=True), Role(data=True), Role(), Role(weight=True, data=True)


@pytest.mark.parametrize(
    ("left", "right", "meets"),
    [
        (WEIGHT, DATA, True), (DATA, WEIGHT, True), (WEIGHT, WEIGHT, False), (DATA, DATA, False), (NUMBER, DATA, False),
        (NUMBER, WEIGHT, False), (LEARNED, WEIGHT, True), (LEARNED, DATA, True), (LEARNED, NUMBER, False),
        (LEARNED, LEARNED, True),
    ],
)  # fmt: skip
def test_what_meets(left: Role, right: Role, meets: bool) -> None:
    assert left.meets(right) is meets


CONNECTED = {
    "matrix by vector": ("@", ((2, 3), (3,)), (2,), (WEIGHT, DATA), 6),
    "matrix by matrix": ("@", ((2, 3), (3, 4)), (2, 4), (WEIGHT, DATA), 24),
    "weights alone": ("@", ((2, 3), (3, 4)), (2, 4), (WEIGHT, WEIGHT), 0),
    "data alone": ("@", ((2, 3), (3, 4)), (2, 4), (DATA, DATA), 0),
    "bias": ("+", ((2,), (2,)), (2,), (DATA, WEIGHT), 2),
    "scaling": ("*", ((), (3,)), (3,), (WEIGHT, DATA), 3),
    "outer": ("outer", ((2,), (3,)), (2, 3), (WEIGHT, DATA), 6),
    "queries": ("attention", ((2, 3), (4, 3), (4, 5)), (2, 5), (WEIGHT, DATA, DATA), 24),
    "values": ("attention", ((2, 3), (4, 3), (4, 5)), (2, 5), (DATA, DATA, WEIGHT), 40),
    "queries and values": ("attention", ((2, 3), (4, 3), (4, 5)), (2, 5), (WEIGHT, DATA, WEIGHT), 64),
    "slope": ("leaky_relu", ((3,), ()), (3,), (DATA, WEIGHT), 3),
}


@pytest.mark.parametrize("name", CONNECTED)
def test_connections(name: str) -> None:
    op, arguments, result, roles, expected = CONNECTED[name]
    assert connections_of(Application(op=op, arguments=arguments, result=result, numbers=INTEGERS), roles) == expected


def test_connections_without_a_row() -> None:
    use = Application(op="cross_entropy", arguments=((2,), (2,)), result=(), numbers=INTEGERS)
    assert connections_of(use, (DATA, DATA)) == 0
    with pytest.raises(NoMeaning, match="of parameters and data together"):
        connections_of(use, (WEIGHT, DATA))


def test_taps_of_a_padded_convolution_for_all_sizes_are_a_hole() -> None:
    shapes = ((Dim.of("n"),), (Dim.of("k"),))
    numbers = polynomials(lambda dim: True)
    use = Application(op="conv1d", arguments=shapes, result=(Dim.of("m"),), numbers=numbers)
    assert connections_of(use, (DATA, WEIGHT)) == Dim.of("m") * Dim.of("k")
    padded = Application(
        op="conv1d", arguments=shapes, result=(Dim.of("m"),), numbers=numbers, options={"padding": Dim.of(1)}
    )
    with pytest.raises(NoMeaning, match="with padding, for all sizes at once"):
        connections_of(padded, (DATA, WEIGHT))
