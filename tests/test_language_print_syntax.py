"""Surface trees to text and back: the same tree, and no more parentheses than needed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.language.parse import parse_head, parse_text, parse_type
from proofcheck.language.print_syntax import decimal, show_syntax
from proofcheck.language.syntax import (
    SAt,
    SBind,
    SBinder,
    SCall,
    SChain,
    SDomain,
    SGrowth,
    SIf,
    SIndex,
    SInfix,
    SLimit,
    SList,
    SMember,
    SName,
    SNum,
    SPrefix,
    SPrime,
    SSlice,
    STransposed,
    STypeSpec,
    Syntax,
)
from proofcheck.source import Fragment, Source, Span

AT = Span(source=Source(path="", text=""), start=0, end=0)
NAMES = st.sampled_from(["x", "A", "σ", "h_1", "O", "by", "T", "e"])
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "@", "and", "or", "=>", "<=>"])
RELATIONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
LEAVES = st.one_of(
    NAMES.map(lambda name: SName(name=name, span=AT)),
    st.sampled_from([0, 1, 2, 10, 0.5, 0.125]).map(lambda v: SNum(value=Fraction(v), span=AT)),
)


def tuples(item: st.SearchStrategy[Syntax], low: int = 1, high: int = 3) -> st.SearchStrategy[tuple[Syntax, ...]]:
    return st.lists(item, min_size=low, max_size=high).map(tuple)


def domains(e: st.SearchStrategy[Syntax]) -> st.SearchStrategy[SDomain]:
    pair = st.tuples(e, e)
    return st.one_of(
        st.builds(SDomain, kind=st.just("range"), bounds=pair, step=st.sampled_from([1, -1]), span=st.just(AT)),
        st.builds(SDomain, kind=st.just("set"), bounds=tuples(e), span=st.just(AT)),
        st.builds(
            SDomain,
            kind=st.just("interval"),
            bounds=pair,
            lower_open=st.booleans(),
            upper_open=st.booleans(),
            span=st.just(AT),
        ),
    )


def types(e: st.SearchStrategy[Syntax]) -> st.SearchStrategy[STypeSpec]:
    compared = st.builds(
        SDomain,
        kind=st.just("compare"),
        bounds=st.tuples(e, e),
        ops=st.tuples(RELATIONS, RELATIONS),
        span=st.just(AT),
    )
    bounds = st.one_of(
        st.just(()),
        st.tuples(compared),
        st.tuples(domains(e)),
        st.tuples(domains(e), compared),
        st.tuples(compared, domains(e)),
    )
    words = st.lists(st.sampled_from(["symmetric", "positive definite", "one-hot", "complex", "rank one"]), unique=True)
    arrays = st.sampled_from([("vector", 1), ("matrix", 2), ("tensor", 3)]).flatmap(
        lambda kind: st.builds(
            STypeSpec,
            kind=st.just(kind[0]),
            dims=tuples(e, kind[1], kind[1]),
            properties=words.map(tuple),
            parameter=st.booleans(),
            domain=bounds,
            span=st.just(AT),
        )
    )
    scalars = st.builds(STypeSpec, kind=st.sampled_from(["real", "integer"]), domain=bounds, span=st.just(AT))
    simple = st.one_of(scalars, arrays)
    functions = st.builds(
        STypeSpec,
        kind=st.just("function"),
        parameters=st.lists(simple, min_size=1, max_size=2).map(tuple),
        result=simple,
        index=st.one_of(st.none(), e),
        span=st.just(AT),
    )
    return st.one_of(simple, functions)


def binders(e: st.SearchStrategy[Syntax]) -> st.SearchStrategy[tuple[SBinder, ...]]:
    test = st.one_of(st.none(), e)
    one = st.one_of(
        st.builds(SBinder, name=NAMES, domain=domains(e), test=test, span=st.just(AT)),
        st.builds(SBinder, name=NAMES, type=types(e), test=test, span=st.just(AT)),
        st.builds(SBinder, name=NAMES, distribution=e, test=test, span=st.just(AT)),
    )
    return st.lists(one, min_size=1, max_size=2).map(tuple)


def callables(e: st.SearchStrategy[Syntax]) -> st.SearchStrategy[Syntax]:
    name = NAMES.map(lambda text: SName(name=text, span=AT))
    plain = st.one_of(name, st.builds(SIndex, base=name, at=tuples(e, 1, 2), span=st.just(AT)))
    return st.one_of(plain, st.builds(SPrime, function=plain, order=st.integers(1, 3), span=st.just(AT)))


def larger(e: st.SearchStrategy[Syntax]) -> st.SearchStrategy[Syntax]:
    at = st.just(AT)
    settings_ = st.lists(st.tuples(NAMES, e), min_size=1, max_size=2, unique_by=lambda pair: pair[0]).map(tuple)
    item = st.one_of(e, st.builds(SSlice, lower=st.one_of(st.none(), e), upper=st.one_of(st.none(), e), span=at))
    chain = st.lists(RELATIONS, min_size=1, max_size=2).flatmap(
        lambda ops: st.builds(
            SChain,
            operands=tuples(e, len(ops) + 1, len(ops) + 1),
            ops=st.just(tuple(ops)),
            op_spans=st.just((AT,) * len(ops)),
            span=at,
        )
    )
    return st.one_of(
        st.builds(SPrefix, op=st.sampled_from(["neg", "not"]), operand=e, span=at),
        st.builds(SInfix, op=OPERATORS, left=e, right=e, op_span=at, span=at),
        chain,
        st.builds(SGrowth, op=st.sampled_from(["O", "o", "Omega", "Theta"]), left=e, right=e, span=at),
        st.builds(SMember, left=e, domain=domains(e), span=at),
        st.builds(SIf, then=e, test=e, other=e, span=at),
        st.builds(SCall, function=callables(e), args=tuples(e, 0), options=st.one_of(st.just(()), settings_), span=at),
        st.builds(STransposed, operand=e, span=at),
        st.builds(SIndex, base=e, at=tuples(item), span=at),
        st.builds(SList, items=tuples(e), span=at),
        st.builds(
            SBind,
            op=st.sampled_from(["sum", "forall", "exists", "array", "E", "Cov"]),
            binders=binders(e),
            body=e,
            span=at,
        ),
        st.builds(SAt, body=e, settings=settings_, span=at),
        st.builds(SLimit, body=e, name=NAMES, target=e, side=st.sampled_from(["", "+", "-"]), span=at),
    )


EXPRESSIONS = st.recursive(LEAVES, larger, max_leaves=12)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(EXPRESSIONS)
def test_expression_reads_back(tree: Syntax) -> None:
    assert parse_text(show_syntax(tree)) == tree


@settings(deadline=None, max_examples=60, derandomize=True)
@given(types(LEAVES))
def test_type_reads_back(spec: STypeSpec) -> None:
    assert parse_type(Fragment.whole(show_syntax(spec))) == spec


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(formula, id=formula)
        for formula in [
            "a - (b - c)",
            "a - b - c",
            "-x**2",
            "(-x)**2",
            "2**-n",
            "x**y**z",
            "(x**y)**z",
            "a*b/c @ d",
            "a*(b + c)",
            "not (a and b) or c",
            "(a => b) => c",
            "a => b => c",
            "(a <=> b) <=> c",
            "0 <= a <= b",
            "(a if c else b) + 1",
            "a if c else b if d else e",
            "c and (forall i in 1..n: P)",
            "forall i in 1..n if i != k, x: positive definite matrix[n, n]: P => Q",
            "sum(a if c else b for i in n..1 by -1, j in {1, 2} if i < j)",
            "[x[i] for i in 1..n]",
            "f[t]'(z)[1..k, :].T",
            "Cov(a, b for z ~ normal(0, 1))",
            "sup(e for x in (0, oo))",
            "limit(e, x -> 0+)",
            "at(diff(e, x), x = a, y = b)",
            "conv1d(x, W, stride=2)",
            "e in Theta(n**2)",
            "1e-3 + 0.5",
            "(2).T",
        ]
    ],
)
def test_text_without_spare_parentheses_is_kept(formula: str) -> None:
    assert show_syntax(parse_text(formula)) == formula


@pytest.mark.parametrize("head", ["q", "f(z, w)", "h[l, 0, j]", "h[l, i] over l in 1..d, i in 1..H"])
def test_head_is_kept(head: str) -> None:
    assert show_syntax(parse_head(Fragment.whole(head))) == head


@pytest.mark.parametrize(
    "text",
    [
        "parameter symmetric positive definite matrix[n, 2*k + 1] in [0, 1)",
        "integer in 1..T - 1",
        "real in [0, 1] and != 0.5",
        "real > 0 and < 1",
        "function[n](vector[d], real) -> matrix[m, m]",
        "complex vector[n]",
    ],
)
def test_type_is_kept(text: str) -> None:
    assert show_syntax(parse_type(Fragment.whole(text))) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(Fraction(3), "3", id="whole"),
        pytest.param(Fraction(1, 8), "0.125", id="eighth"),
        pytest.param(Fraction(123, 100), "1.23", id="hundredths"),
        pytest.param(Fraction(1, 1000), "0.001", id="leading-zeros"),
        pytest.param(Fraction(1, 3), "", id="third"),
        pytest.param(Fraction(-1), "", id="negative"),
    ],
)
def test_decimal_is_exact_or_empty(value: Fraction, text: str) -> None:
    assert decimal(value) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(Fraction(-2), "(-2)**x", id="negative"),
        pytest.param(Fraction(1, 3), "(1/3)**x", id="quotient"),
        pytest.param(Fraction(-1, 3), "(-1/3)**x", id="negative-quotient"),
    ],
)
def test_numbers_without_a_literal_stand_in_parentheses(number: Fraction, text: str) -> None:
    power = SInfix(op="**", left=SNum(value=number, span=AT), right=SName(name="x", span=AT), op_span=AT, span=AT)
    assert show_syntax(power) == text
