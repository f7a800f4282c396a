"""Typed trees to text: every kind of node, and text that parses."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.parse import parse_text, parse_type
from proofcheck.language.print_syntax import show_syntax
from proofcheck.language.show import as_syntax, dimension, show, show_type
from proofcheck.language.tree import (
    Apply,
    Approach,
    At,
    Bind,
    Call,
    Cell,
    Derive,
    Domain,
    Draw,
    Index,
    Node,
    Num,
    Over,
    Range,
    Ref,
    Slice,
    Var,
    Whole,
)
from proofcheck.language.types import (
    BOOLEAN,
    INTEGER,
    REAL,
    Array,
    Dim,
    Distribution,
    Function,
    Kind,
    Opaque,
    Type,
)
from proofcheck.source import Fragment

N = Dim.of("n")
VECTOR, MATRIX = Array((N,)), Array((N, N))


def num(value: int | str) -> Num:
    return Num(type=REAL, value=Fraction(value))


def var(name: str, type_: Type = REAL) -> Var:
    return Var(type=type_, name=name)


def op(key: str, *args: Node, **options: Node | str) -> Apply:
    return Apply(type=REAL, op=key, args=args, options=tuple(options.items()))


def bind(key: str, body: Node, *binders: Range | Over | Draw | Approach) -> Bind:
    return Bind(type=REAL, op=key, binders=binders, body=body)


def span_of(name: str, lower: Node, upper: Node, **rest: object) -> Range:
    return Range(name=name, lower=lower, upper=upper, **rest)  # type: ignore[arg-type]


X, A, F, I1 = var("x", VECTOR), var("A", MATRIX), var("f"), num(1)
CALL = Call(type=REAL, function="f", args=(var("z"),))
FAMILY = Call(type=REAL, function="f", args=(var("z"),), index=var("t"))
UNIT = Domain(lower=num(0), upper=num(1))


def diff(body: Node, name: str = "z", order: int = 1) -> Derive:
    return Derive(type=REAL, op="diff", body=body, wrt=var(name), order=order)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        pytest.param(node, text, id=text)
        for node, text in [
            (num(3), "3"),
            (num("1/2"), "0.5"),
            (num("-1/3"), "-(1/3)"),
            (op("**", num(-2), num("1/3")), "(-2)**(1/3)"),
            (op("pi"), "pi"),
            (op("neg", op("**", var("x"), num(2))), "-x**2"),
            (op("-", var("a"), op("-", var("b"), var("c"))), "a - (b - c)"),
            (op("+", var("a"), var("b"), var("c")), "a + b + c"),
            (op("@", A, X), "A @ x"),
            (op("and", op("<=", num(0), var("a")), op("not", op("<", var("b"), num(1)))), "0 <= a and not b < 1"),
            (op("==", op("==", var("a"), var("b")), op("true")), "(a == b) == true"),
            (op("if", op(">", var("x"), num(0)), var("x"), num(0)), "x if x > 0 else 0"),
            (op("in_Theta", var("e"), op("**", var("n"), num(2))), "e in Theta(n**2)"),
            (op("transpose", op("@", A, A)), "(A @ A).T"),
            (op("stack", op("stack", num(1), num(0)), op("stack", num(0), num(1))), "[[1, 0], [0, 1]]"),
            (op("block", A, A, A, A, rows=num(2)), "block([[A, A], [A, A]])"),
            (op("norm", A, kind="fro"), "norm(A, fro)"),
            (op("norm", A, kind="2"), "norm(A, 2)"),
            (op("conv1d", X, A, stride=num(2)), "conv1d(x, A, stride=2)"),
            (op("eye", var("n", INTEGER)), "eye(n)"),
            (Index(type=REAL, base=A, at=(I1, Slice())), "A[1, :]"),
            (Index(type=VECTOR, base=op("@", A, X), at=(Slice(lower=I1, upper=var("k")),)), "(A @ x)[1..k]"),
            (Index(type=VECTOR, base=X, at=(Slice(lower=num(2)),)), "x[2..]"),
            (Ref(type=REAL, name="q"), "q"),
            (Whole(type=REAL, name="h"), "h"),
            (Cell(type=REAL, name="h", at=(op("-", var("t"), I1), var("j"))), "h[t - 1, j]"),
            (CALL, "f(z)"),
            (FAMILY, "f[t](z)"),
            (bind("sum", var("e"), span_of("i", I1, var("n"))), "sum(e for i in 1..n)"),
            (
                bind("product", var("e"), span_of("i", var("n"), I1, step=-1, filter=op("!=", var("i"), var("k")))),
                "product(e for i in n..1 by -1 if i != k)",
            ),
            (
                bind("array", var("e"), span_of("i", I1, var("n")), span_of("j", I1, var("i"))),
                "[e for i in 1..n, j in 1..i]",
            ),
            (bind("forall", op(">", var("x"), num(0)), Over(name="x", type=REAL)), "forall x: real: x > 0"),
            (
                bind(
                    "exists",
                    var("p", BOOLEAN),
                    Over(name="x", type=REAL, domain=UNIT, filter=op(">", var("x"), num(0))),
                ),
                "exists x: real in [0, 1] if x > 0: p",
            ),
            (
                bind("exists", var("p"), Over(name="B", type=MATRIX, properties=("symmetric",))),
                "exists B: symmetric matrix[n, n]: p",
            ),
            (bind("integral", var("t"), Over(name="t", type=REAL, domain=UNIT)), "integral(t for t in [0, 1])"),
            (
                bind("sup", var("t"), Over(name="t", type=REAL, domain=Domain(lower=num(0), lower_open=True))),
                "sup(t for t: real > 0)",
            ),
            (
                bind("E", var("z"), Draw(name="z", type=REAL, distribution=op("normal", num(0), num(1)))),
                "E(z for z ~ normal(0, 1))",
            ),
            (
                bind(
                    "Cov",
                    op("stack", var("a"), var("b")),
                    Draw(name="z", type=REAL, distribution=op("poisson", num(1))),
                ),
                "Cov(a, b for z ~ poisson(1))",
            ),
            (bind("limit", var("e"), Approach(name="x", type=REAL, target=num(0), side="+")), "limit(e, x -> 0+)"),
            (bind("vanishes", var("e"), Approach(name="n", type=INTEGER, target=op("oo"))), "vanishes(e, n)"),
            (diff(CALL), "diff(f(z), z)"),
            (diff(CALL, order=2), "diff(f(z), z, 2)"),
            (
                Derive(type=MATRIX, op="jacobian", body=X, wrt=Cell(type=VECTOR, name="x", at=(I1,))),
                "jacobian(x, x[1])",
            ),
            (At(type=REAL, name="z", value=var("y"), body=diff(CALL)), "f'(y)"),
            (At(type=REAL, name="z", value=var("y"), body=diff(FAMILY, order=2)), "f[t]''(y)"),
            (At(type=REAL, name="z", value=num(0), body=diff(CALL, name="w")), "at(diff(f(z), w), z = 0)"),
            (At(type=REAL, name="x", value=num(0), body=var("x")), "at(x, x = 0)"),
        ]
    ],
)
def test_show(node: Node, text: str) -> None:
    assert show(node) == text
    assert parse_text(text) == as_syntax(node)


@pytest.mark.parametrize(
    ("type_", "domain", "properties", "text"),
    [
        pytest.param(type_, domain, properties, text, id=text)
        for type_, domain, properties, text in [
            (REAL, Domain(), (), "real"),
            (INTEGER, Domain(lower=num(1), upper=num(8)), (), "integer in 1..8"),
            (INTEGER, Domain(lower=num(1)), (), "integer >= 1"),
            (REAL, Domain(upper=num(1), upper_open=True, excluded=(num(0),)), (), "real < 1 and != 0"),
            (REAL, Domain(lower=num(0), lower_open=True, upper=op("oo"), upper_open=True), (), "real in (0, oo)"),
            (MATRIX, Domain(members=(num(0), num(1))), ("symmetric",), "symmetric matrix[n, n] in {0, 1}"),
            (Array((N,), Kind.COMPLEX), Domain(), ("unit",), "unit complex vector[n]"),
            (Array((N, N, N)), Domain(), (), "tensor[n, n, n]"),
            (Function((VECTOR, REAL), MATRIX, N), Domain(), (), "function[n](vector[n], real) -> matrix[n, n]"),
            (Distribution(REAL), Domain(), (), "real"),
        ]
    ],
)
def test_show_type(type_: Type, domain: Domain, properties: tuple[str, ...], text: str) -> None:
    assert show_type(type_, domain, properties) == text
    assert show_syntax(parse_type(Fragment.whole(text))) == text


@pytest.mark.parametrize(
    ("dim", "text"),
    [
        pytest.param(dim, text, id=text)
        for dim, text in [
            (Dim.of(0), "0"),
            (Dim.of(7), "7"),
            (N * N + N.scaled(Fraction(2)) - Dim.ONE, "n**2 + 2*n - 1"),
            ((Dim.of("a") * N).scaled(Fraction(-1, 2)), "-(0.5*a*n)"),
            (Dim.of(Opaque("floor(n/2)", op("floor", op("/", var("n"), num(2))))) * N, "floor(n/2)*n"),
            (Dim.of(Opaque("m + 1", "key")), "m + 1"),
        ]
    ],
)
def test_dimension(dim: Dim, text: str) -> None:
    assert show_syntax(dimension(dim)) == text


def test_large_numbers_are_cut_into_literals_that_parse() -> None:
    text = show(num(10**5000 + 7))
    assert text.endswith("*10**900 + " + "7")
    assert isinstance(parse_text(text), type(as_syntax(op("+", I1, I1))))


def test_a_tree_too_deep_to_walk_is_shown_as_dots() -> None:
    node: Node = var("x")
    for _ in range(5000):
        node = op("neg", node)
    assert show(node) == "…"


def test_unicode_style() -> None:
    assert show(op("<=", op("**", var("x"), num(2)), op("pi")), style="unicode") == "x² ≤ π"


LEAVES = st.one_of(
    st.fractions(max_denominator=50).map(lambda value: Num(type=REAL, value=value)),
    st.sampled_from(["x", "y", "i_1"]).map(var),
    st.sampled_from(["pi", "oo", "true"]).map(op),
)


def larger(e: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    names = st.sampled_from(["x", "i_1"])
    real = st.just(REAL)
    optional = st.one_of(st.none(), e)
    domain = st.builds(
        Domain, lower=optional, upper=optional, lower_open=st.booleans(), excluded=st.lists(e, max_size=1).map(tuple)
    )
    binder = st.one_of(
        st.builds(Range, name=names, lower=e, upper=e, step=st.sampled_from([1, -1]), filter=optional),
        st.builds(Over, name=names, type=st.sampled_from([REAL, INTEGER, MATRIX]), domain=domain, filter=optional),
        st.builds(Draw, name=names, type=real, distribution=e),
    )
    pairs = ["+", "-", "*", "/", "**", "@", "==", "<=", "and", "or", "=>", "<=>", "in_O", "atan2", "max"]
    return st.one_of(
        st.builds(lambda key, a, b: op(key, a, b), st.sampled_from(pairs), e, e),
        st.builds(lambda key, a: op(key, a), st.sampled_from(["neg", "not", "transpose", "exp", "stack", "norm"]), e),
        st.builds(lambda a, b, c: op("if", a, b, c), e, e, e),
        st.builds(
            Index, type=real, base=e, at=st.tuples(st.one_of(e, st.builds(Slice, lower=optional, upper=optional)))
        ),
        st.builds(
            Bind,
            type=real,
            op=st.sampled_from(["sum", "forall", "exists", "array", "sup", "E"]),
            binders=st.lists(binder, min_size=1, max_size=2).map(tuple),
            body=e,
        ),
        st.builds(
            lambda e_, t, side: bind("limit", e_, Approach(name="x", type=REAL, target=t, side=side)),
            e,
            e,
            st.sampled_from(["", "-"]),
        ),
        st.builds(Call, type=real, function=st.just("f"), args=st.tuples(e), index=optional),
        st.builds(Derive, type=real, op=st.sampled_from(["diff", "grad"]), body=e, wrt=st.just(var("x"))),
        st.builds(At, type=real, name=names, value=e, body=e),
    )


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.recursive(LEAVES, larger, max_leaves=10))
def test_every_tree_has_a_text_that_reads_back(node: Node) -> None:
    assert parse_text(show(node)) == as_syntax(node)
