"""Formulas to trees: precedence, every form of the language, and what is refused and how."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.errors import ClaimError
from proofcheck.language.lex import Limits
from proofcheck.language.parse import parse, parse_domain, parse_head, parse_step, parse_text, parse_type
from proofcheck.language.syntax import (
    SAt,
    SBind,
    SBinder,
    SCall,
    SChain,
    SDomain,
    SGrowth,
    SHead,
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
    children,
)
from proofcheck.source import Fragment, Source

WIDE = Limits(length=10**6, nodes=10**6)


def dump(tree: Syntax) -> str:
    """The tree with every operator in front of its operands and nothing left out."""
    match tree:
        case SNum(value=value):
            return str(value)
        case SName(name=name):
            return name
        case SPrefix(op=op, operand=operand):
            return f"({op} {dump(operand)})"
        case SInfix(op=op, left=left, right=right):
            return f"({op} {dump(left)} {dump(right)})"
        case SChain(operands=operands, ops=ops):
            return f"({' '.join(ops)} | {listed(operands)})"
        case SGrowth(op=op, left=left, right=right):
            return f"(in-{op} {dump(left)} {dump(right)})"
        case SMember(left=left, domain=domain):
            return f"(in {dump(left)} {dump(domain)})"
        case SIf(then=then, test=test, other=other):
            return f"(if {dump(test)} {dump(then)} {dump(other)})"
        case SCall(function=function, args=args, options=options):
            named = "".join(f" {name}={dump(value)}" for name, value in options)
            return f"({dump(function)}! {listed(args)}{named})"
        case SPrime(function=function, order=order):
            return f"(prime{order} {dump(function)})"
        case STransposed(operand=operand):
            return f"(T {dump(operand)})"
        case SSlice(lower=lower, upper=upper):
            return f"{'' if lower is None else dump(lower)}:{'' if upper is None else dump(upper)}"
        case SIndex(base=base, at=at):
            return f"(at {dump(base)} {listed(at)})"
        case SList(items=items):
            return f"[{listed(items)}]"
        case SBind(op=op, binders=binders, body=body):
            return f"({op} {listed(binders)} | {dump(body)})"
        case SAt(body=body, settings=settings_):
            return f"(at {dump(body)} {' '.join(f'{name}={dump(value)}' for name, value in settings_)})"
        case SLimit(body=body, name=name, target=target, side=side):
            return f"(limit {dump(body)} {name} {dump(target)}{side})"
    return dump_part(tree)


def dump_part(tree: Syntax) -> str:
    match tree:
        case SDomain(kind="compare", ops=ops, bounds=bounds):
            return f"<{' '.join(f'{op} {dump(bound)}' for op, bound in zip(ops, bounds, strict=True))}>"
        case SDomain(kind=kind, bounds=bounds, step=step):
            ends = ("(" if tree.lower_open else "[") + (")" if tree.upper_open else "]") if kind == "interval" else ""
            return f"<{kind}{ends} {listed(bounds)}{' by -1' if step == -1 else ''}>"
        case SBinder(name=name, domain=domain, type=type_, distribution=distribution, test=test):
            (what,) = (part for part in (domain, type_, distribution) if part is not None)
            return f"{{{name} {dump(what)}{'' if test is None else f' if {dump(test)}'}}}"
        case STypeSpec(kind="function", parameters=parameters, result=result, index=index):
            assert result is not None
            return f"<function {'' if index is None else dump(index)} ({listed(parameters)}) {dump(result)}>"
        case STypeSpec(kind=kind, dims=dims, properties=properties, parameter=parameter, domain=domains):
            words = (*(("parameter",) if parameter else ()), *properties, kind, *map(dump, dims))
            return f"<{'; '.join((*words, *map(dump, domains)))}>"
        case SHead(name=name, parameters=parameters_, pattern=pattern, box=box):
            at = "-" if pattern is None else listed(pattern)
            return f"{name} | {'-' if parameters_ is None else ' '.join(parameters_)} | {at} | {listed(box)}"
    raise AssertionError(tree)


def listed(trees: tuple[Syntax, ...]) -> str:
    return " ".join(map(dump, trees))


PRECEDENCE = [
    ("1/4", "(/ 1 4)"),
    ("0.1", "1/10"),
    ("a - b - c", "(- (- a b) c)"),
    ("a / b * c @ d", "(@ (* (/ a b) c) d)"),
    ("a + b * c", "(+ a (* b c))"),
    ("(a + b) * c", "(* (+ a b) c)"),
    ("-x**2", "(neg (** x 2))"),
    ("-x*y", "(* (neg x) y)"),
    ("x * -y", "(* x (neg y))"),
    ("x**-1", "(** x (neg 1))"),
    ("2**-n**2", "(** 2 (neg (** n 2)))"),
    ("2**-n*3", "(* (** 2 (neg n)) 3)"),
    ("x**y**z", "(** x (** y z))"),
    ("--x", "(neg (neg x))"),
    ("a == b <= c", "(== <= | a b c)"),
    ("a + 1 < b", "(< | (+ a 1) b)"),
    ("not a == b and c", "(and (not (== | a b)) c)"),
    ("a or b and c", "(or a (and b c))"),
    ("a => b => c", "(=> a (=> b c))"),
    ("a or b => c and d", "(=> (or a b) (and c d))"),
    ("a => b <=> c", "(<=> (=> a b) c)"),
    ("a if c else b", "(if c a b)"),
    ("a + 1 if c else b if d else e", "(if c (+ a 1) (if d b e))"),
    ("a => b if c else d", "(if c (=> a b) d)"),
    ("sin (x)", "(sin! x)"),
    ("true and not false", "(and true (not false))"),
]

POSTFIX = [
    ("a(b+c)", "(a! (+ b c))"),
    ("A.T", "(T A)"),
    ("A.T[1, :] @ B.T", "(@ (at (T A) 1 :) (T B))"),
    ("A**2.0", "(** A 2)"),
    ("x[i]", "(at x i)"),
    ("A[i, :]", "(at A i :)"),
    ("x[1..k]", "(at x 1:k)"),
    ("x[2..]", "(at x 2:)"),
    ("x[..n-1]", "(at x :(- n 1))"),
    ("h[l-1, i, j]", "(at h (- l 1) i j)"),
    ("(A @ x)[1]", "(at (@ A x) 1)"),
    ("f(x)[1][2]", "(at (at (f! x) 1) 2)"),
    ("[1, 2][1]", "(at [1 2] 1)"),
    ("tanh'(x)", "((prime1 tanh)! x)"),
    ("f''(x)", "((prime2 f)! x)"),
    ("f[t](z)", "((at f t)! z)"),
    ("f[t]'(z)", "((prime1 (at f t))! z)"),
    ("f'[t](z)", "((prime1 (at f t))! z)"),
    ("f'(x)[1]**2", "(** (at ((prime1 f)! x) 1) 2)"),
    ("conv1d(x, W, stride=2, padding=k)", "(conv1d! x W stride=2 padding=k)"),
    ("norm(A, fro)", "(norm! A fro)"),
    ("zeros()", "(zeros! )"),
    ("max(a, b)", "(max! a b)"),
    ("[[1, 0], [0, 1]]", "[[1 0] [0 1]]"),
    ("block([[A, B], [C, D]])", "(block! [[A B] [C D]])"),
    ("by + over", "(+ by over)"),
]

BINDERS = [
    ("sum(e for i in 1..n)", "(sum {i <range 1 n>} | e)"),
    ("sum(e for i in 1..n, j in i..m)", "(sum {i <range 1 n>} {j <range i m>} | e)"),
    ("sum(e for i in 1..n for j in 1..m)", "(sum {i <range 1 n>} {j <range 1 m>} | e)"),
    ("sum(e for i, j in 1..n)", "(sum {i <range 1 n>} {j <range 1 n>} | e)"),
    ("sum(e for i in 1..n if i != k)", "(sum {i <range 1 n> if (!= | i k)} | e)"),
    (
        "sum(e for i in 1..n if i != k, j in 1..n if j > i)",
        "(sum {i <range 1 n> if (!= | i k)} {j <range 1 n> if (> | j i)} | e)",
    ),
    ("sum(a if c else b for i in 1..n)", "(sum {i <range 1 n>} | (if c a b))"),
    ("product(J(t) for t in n..2 by -1)", "(product {t <range n 2 by -1>} | (J! t))"),
    ("max(e for i in 1..n)", "(max {i <range 1 n>} | e)"),
    ("[i*j for i in 1..n, j in 1..m]", "(array {i <range 1 n>} {j <range 1 m>} | (* i j))"),
    ("forall i in 1..n: a => b", "(forall {i <range 1 n>} | (=> a b))"),
    ("c and forall i in 1..n: a or b", "(and c (forall {i <range 1 n>} | (or a b)))"),
    ("forall i in 1..n: exists j in 1..m: P", "(forall {i <range 1 n>} | (exists {j <range 1 m>} | P))"),
    ("exists x: real in [0, 1]: P", "(exists {x <real; <interval[] 0 1>>} | P)"),
    ("forall x: real: P", "(forall {x <real>} | P)"),
    ("forall x, y: real > 0 if x < y: P", "(forall {x <real; <> 0>>} {y <real; <> 0>> if (< | x y)} | P)"),
    ("exists A: symmetric matrix[n, n]: P", "(exists {A <symmetric; matrix; n; n>} | P)"),
    ("E(z**2 for z ~ normal(mu, s))", "(E {z (normal! mu s)} | (** z 2))"),
    ("Cov(a, b for z ~ normal(0, 1))", "(Cov {z (normal! 0 1)} | [a b])"),
    ("integral(e for t in [a, b])", "(integral {t <interval[] a b>} | e)"),
    ("integral(e for t in (-oo, oo))", "(integral {t <interval() (neg oo) oo>} | e)"),
    ("sup(e for x in [a, b))", "(sup {x <interval[) a b>} | e)"),
    ("sup(e for x: real)", "(sup {x <real>} | e)"),
    ("limit(e, x, a)", "(limit e x a)"),
    ("limit(e, x -> oo)", "(limit e x oo)"),
    ("limit(e, x -> 0+)", "(limit e x 0+)"),
    ("limit(e, x, 2*a-)", "(limit e x (* 2 a)-)"),
    ("at(diff(e, x), x = a, y = b)", "(at (diff! e x) x=a y=b)"),
    ("diff(e, x, 2)", "(diff! e x 2)"),
    ("e in O(n**2)", "(in-O e (** n 2))"),
    ("e in Omega(n) and f in o(g)", "(and (in-Omega e n) (in-o f g))"),
    ("k in {1, 2}", "(in k <set 1 2>)"),
    ("k not in 1..n", "(not (in k <range 1 n>))"),
    ("x in (0, 1]", "(in x <interval(] 0 1>)"),
    ("k in (n+1)*2..m", "(in k <range (* (+ n 1) 2) m>)"),
]

UNICODE = [
    ("a ≤ b ≥ c ≠ d", "(<= >= != | a b c d)"),
    ("a·b ⊙ c × d", "(* (* (* a b) c) d)"),
    ("−x² + y³", "(+ (neg (** x 2)) (** y 3))"),
    ("x⁻¹", "(** x (neg 1))"),
    ("2**x²", "(** 2 (** x 2))"),
    ("Aᵀ @ x", "(@ (T A) x)"),
    ("√(x+1)", "(sqrt! (+ x 1))"),
    ("√x**2", "(** (sqrt! x) 2)"),
    ("∛8", "(cbrt! 8)"),
    ("2*π < ∞", "(< | (* 2 pi) oo)"),
    ("∀ i ∈ 1..n: ∃ x: real: ¬a ∧ b ∨ c ⇒ d ⇔ e", None),
    ("f′(x) + f″(x)", "(+ ((prime1 f)! x) ((prime2 f)! x))"),
    ("e ∈ Θ(n)", "(in-Theta e n)"),
    ("limit(e, x → 0⁺)", "(limit e x 0+)"),
    ("σ_max(Σ)", "(σ_max! Σ)"),
]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [pytest.param(f, e, id=f) for f, e in PRECEDENCE + POSTFIX + BINDERS + UNICODE if e is not None],
)
def test_parse(formula: str, expected: str) -> None:
    assert dump(parse_text(formula)) == expected


def test_unicode_quantifiers_mean_the_same() -> None:
    ascii_ = "forall i in 1..n: exists x: real: not a and b or c => d <=> e"
    assert parse_text("∀ i ∈ 1..n: ∃ x: real: ¬a ∧ b ∨ c ⇒ d ⇔ e") == parse_text(ascii_)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(text, expected, id=text)
        for text, expected in [
            ("real", "<real>"),
            ("integer in 1..64", "<integer; <range 1 64>>"),
            ("integer in 1..T-1", "<integer; <range 1 (- T 1)>>"),
            ("integer >= 2", "<integer; <>= 2>>"),
            ("integer in {1, 3, 5}", "<integer; <set 1 3 5>>"),
            ("real in (0, oo)", "<real; <interval() 0 oo>>"),
            ("real != 0", "<real; <!= 0>>"),
            ("real > 0 and < 1", "<real; <> 0 < 1>>"),
            ("real in [0, 1] and != 1/2", "<real; <interval[] 0 1>; <!= (/ 1 2)>>"),
            ("positive real", "<real; <> 0>>"),
            ("positive integer < n", "<integer; <> 0 < n>>"),
            ("nonnegative vector[n]", "<vector; n; <>= 0>>"),
            ("boolean", "<boolean>"),
            ("vector[n] in [0, 1]", "<vector; n; <interval[] 0 1>>"),
            ("matrix[m, 2*k + 1] in {0, 1}", "<matrix; m; (+ (* 2 k) 1); <set 0 1>>"),
            ("tensor[a, b, c]", "<tensor; a; b; c>"),
            ("symmetric positive definite matrix[n, n]", "<symmetric; positive definite; matrix; n; n>"),
            ("positive semidefinite, diagonal matrix[n, n]", "<positive semidefinite; diagonal; matrix; n; n>"),
            ("one-hot vector[n]", "<one-hot; vector; n>"),
            ("rank-one matrix[m, n]", "<rank one; matrix; m; n>"),
            ("doubly stochastic matrix[n, n]", "<doubly stochastic; matrix; n; n>"),
            ("full rank orthonormal columns matrix[m, n]", "<full rank; orthonormal columns; matrix; m; n>"),
            ("skew-symmetric matrix[n, n]", "<skew; matrix; n; n>"),
            ("complex unit vector[n]", "<complex; unit; vector; n>"),
            ("real vector[n]", "<vector; n>"),
            ("integer matrix[m, n]", "<integer; matrix; m; n>"),
            ("parameter matrix[k, k]", "<parameter; matrix; k; k>"),
            ("function(real) -> real", "<function  (<real>) <real>>"),
            ("function(vector[n], real) -> matrix[m, m]", "<function  (<vector; n> <real>) <matrix; m; m>>"),
            ("function[n](vector[d]) → vector[d]", "<function n (<vector; d>) <vector; d>>"),
        ]
    ],
)
def test_parse_type(text: str, expected: str) -> None:
    assert dump(parse_type(Fragment.whole(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(text, expected, id=text)
        for text, expected in [
            ("q", "q | - | - | "),
            ("f(z, w)", "f | z w | - | "),
            ("x[1]", "x | - | 1 | "),
            ("h[l, i, W+1]", "h | - | l i (+ W 1) | "),
            ("h[l, i] over l in 1..d, i in 1..H", "h | - | l i | {l <range 1 d>} {i <range 1 H>}"),
            ("σ", "σ | - | - | "),
        ]
    ],
)
def test_parse_head(text: str, expected: str) -> None:
    assert dump(parse_head(Fragment.whole(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("== a + b", ("==", 0, "(+ a b)"), id="equality"),
        pytest.param(" ≤ (1/2)**n", ("<=", 1, "(** (/ 1 2) n)"), id="bound"),
        pytest.param("=> a == b", ("=>", 0, "(== | a b)"), id="implication"),
        pytest.param("<=> a and b", ("<=>", 0, "(and a b)"), id="equivalence"),
    ],
)
def test_parse_step(text: str, expected: tuple[str, int, str]) -> None:
    op, place, right = parse_step(Fragment.whole(text))
    assert (op, place.start, dump(right)) == expected


def test_parse_domain() -> None:
    assert dump(parse_domain(Fragment.whole("b..a by -1"))) == "<range b a by -1>"


REFUSED = [
    ("", 1, "unexpected end of the formula", "write an expression here"),
    (
        "sin x cos y",
        5,
        "expected an operator before `x`",
        "write `sin*x` for a product, `sin(x)` for a value of a function",
    ),
    ("x y", 3, "expected an operator before `y`", "write `x*y` for a product, `x(y)` for a value of a function"),
    ("2x", 2, "expected an operator before `x`", "write `2*x` for a product"),
    ("1/2x", 4, "expected an operator before `x`", "write `2*x` for a product"),
    ("2(x+1)", 2, "expected an operator before `(`", "write `*` for a product"),
    ("(a)(b)", 4, "expected an operator before `(`", "write `*` for a product"),
    ("f(x)(y)", 5, "expected an operator before `(`", "write `*` for a product"),
    ("f(x)[1] z", 9, "expected an operator before `z`", "write `*` for a product"),
    ("A.T x", 5, "expected an operator before `x`", "write `T*x` for a product, `T(x)` for a value of a function"),
    (
        "sin²(x)",
        5,
        "expected an operator before `(`",
        "write `*` for a product, and a power of a function's value as `sin(x)**2`",
    ),
    ("(a + b", 7, "expected `)` to close `(`", "the `(` stands in line 1, column 1"),
    ("f(a, [1, 2)", 11, "expected `]` to close `[`", "the `[` stands in line 1, column 6"),
    ("a)", 2, "`)` closes nothing", "remove it, or write the bracket that it closes"),
    ("(a +)", 4, "nothing follows `+`", "write its second operand; `0+` stands only in `limit`"),
    ("a ==", 5, "unexpected end of the formula", "write an expression after `==`"),
    ("+x", 1, "unexpected `+`", "write an expression here"),
    ("a = b", 3, "unexpected `=`", "write `==` for equality"),
    ("a <=> b <=> c", 9, "a chain of `<=>` can be read in two ways", "write `(a <=> b) and (b <=> c)`"),
    ("a == not b", 6, "unexpected `not`", "put parentheses around `not …`"),
    ("a < b in {1}", 7, "`in` stands inside a chain of relations", "put parentheses around `… in …`"),
    ("a in {1} == b", 10, "`in` stands inside a chain of relations", "put parentheses around `… in …`"),
    ("a if b", 7, "unexpected end of the formula", "a conditional is `a if c else b`"),
    ("if a then b", 1, "unexpected `if`", "a conditional is `a if c else b`"),
    ("a implies b", 3, "expected an operator before `implies`", "`implies` is a name here; write `=>`"),
    ("a == b, c == d", 7, "unexpected `,`", "write one relation for each claim"),
    ("sum(x[i] for i = 1..n)", 16, "unexpected `=`", "write `in`, as in `i in 1..n`"),
    ("for", 1, "unexpected `for`", "write an expression here"),
    (
        "A' + 1",
        2,
        "unexpected `'`",
        "write `A.T` or `transpose(A)` for the transpose, `A'(x)` for a derivative",
    ),
    (
        "f(x)'",
        5,
        "unexpected `'`",
        "a prime stands between a function's name and its argument, as in `f'(x)`; names have none",
    ),
    ("x.y", 2, "unexpected `.`", "write `A.T` for the transpose, `*` for a product; nothing else follows a dot"),
    ("1. + x", 2, "unexpected `.`", "write `1.0` or `1`"),
    ("1..n", 2, "unexpected `..`", "a range stands after `in` or inside an index, as in `i in 1..n` or `x[1..k]`"),
    ("x[1:2]", 4, "unexpected `:`", "write a stretch as `x[a..b]`, a whole axis as `x[:]`"),
    ("x[]", 3, "unexpected `]`", "write an expression after `[`"),
    ("[]", 1, "a list has at least one entry", "write `zeros(n)` for an array of zeros"),
    ("(1, 2)", 3, "unexpected `,`", "write a list as `[a, b]`, an interval only after `in`"),
    ("{1}", 1, "unexpected `{`", "a set stands only after `in`; a list is `[1, 2]`"),
    ("f(a,)", 5, "unexpected `)`", "write an argument after `,`"),
    ("f(s=1, x)", 8, "an argument follows an option", "write `name=value` last"),
    ("f(x, s=1, s=2)", 11, "`s` is set twice", "keep one of the two"),
    ("at(e)", 1, "`at` takes an expression and settings", "write `at(e, x = a)`"),
    ("limit(e)", 8, "unexpected `)`", "write `limit(e, x -> a)`, from one side `limit(e, x -> a+)`"),
    (
        "sum(e for i)",
        12,
        "unexpected `)`",
        "say what the variable ranges over, as in `i in 1..n`, `x: real` or `z ~ normal(0, 1)`",
    ),
    ("sum(e for 1 in 1..n)", 11, "unexpected `1`", "write a variable's name here"),
    ("sum(e for in in 1..n)", 11, "`in` is a word of the language, it cannot be a name", "choose another name"),
    ("sum(e for i in 1..n by 2)", 21, "a range goes by steps of 1 or -1", "write `b..a by -1`, or a filter `if`"),
    (
        "sum(a, b for i in 1..n)",
        1,
        "`sum` binds variables of one expression, not of 2",
        "put them into a list, as in `max([a, b])`",
    ),
    ("f'(e for i in 1..n)", 1, "only a named operator binds variables", "write `sum(e for i in 1..n)`"),
    (
        "forall i in 1..n P",
        18,
        "expected `:` before `P`",
        "write `:` before the statement, as in `forall i in 1..n: P`",
    ),
    (
        "forall i in 1..n",
        17,
        "unexpected end of the formula",
        "write `:` before the statement, as in `forall i in 1..n: P`",
    ),
    (
        "x in S",
        7,
        "unexpected end of the formula",
        "write a range `1..n`, an interval `[0, 1]` or a set `{1, 2}` after `in`",
    ),
    ("x in [1, 2, 3]", 8, "an interval has two ends", "write a set as `{1, 2, 3}`"),
    ("x in [1]", 8, "unexpected `]`", "an interval has two ends, as in `[0, 1]`; a single value is `{0}`"),
    ('__import__("os")', 12, 'unexpected character `"`', "write it in words: letters, digits and `_` make a name"),
]


@pytest.mark.parametrize(
    ("formula", "column", "message", "hint"), [pytest.param(*row, id=row[0] or "empty") for row in REFUSED]
)
def test_refused(formula: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_text(formula)
    problem = caught.value.problem
    assert problem.span is not None
    assert (problem.message, problem.span.column, problem.hint) == (message, column, hint)


KINDS = "the types are `real`, `integer`, `complex`, `boolean`, `vector`, `matrix`, `tensor`, `function`"


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        pytest.param(*row, id=row[0] or "empty")
        for row in [
            ("reel", 1, "unknown type or adjective `reel`", "did you mean `real`?"),
            ("symetric matrix[n, n]", 1, "unknown type or adjective `symetric`", "did you mean `symmetric`?"),
            ("positive definit matrix[n, n]", 10, "unknown type or adjective `definit`", "did you mean `definite`?"),
            ("zzz", 1, "unknown type or adjective `zzz`", KINDS),
            (
                "",
                1,
                "unexpected end of the formula",
                "write a type, as in `real`, `integer >= 1`, `vector[n]` or `matrix[m, n]`",
            ),
            ("vector", 7, "unexpected end of the formula", "write its dimensions, as in `vector[n]`"),
            ("matrix[n]", 1, "a matrix has 2 dimensions, not 1", "write `matrix[m, n]`"),
            ("vector[m, n]", 1, "a vector has 1 dimension, not 2", "write `vector[n]`"),
            (
                "positive matrix[n, n]",
                1,
                "`positive matrix` is ambiguous",
                "write the bound after the type, as in `matrix[…] > 0` for entries",
            ),
            (
                "real[n]",
                5,
                "`real` has no dimensions",
                "write `real vector[n]`, `real matrix[m, n]` or `real tensor[a, b, c]`",
            ),
            (
                "function(real)",
                15,
                "unexpected end of the formula",
                "write the type of its value, as in `function(real) -> real`",
            ),
            ("smooth function(real) -> real", 1, "unknown type or adjective `smooth`", KINDS),
            ("unit function(real) -> real", 1, "a function has no adjectives", "state its properties in `assume`"),
        ]
    ],
)
def test_type_refused(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_type(Fragment.whole(text))
    problem = caught.value.problem
    assert problem.span is not None
    assert (problem.message, problem.span.column, problem.hint) == (message, column, hint)


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        pytest.param(*row, id=row[0])
        for row in [
            ("for", 1, "`for` is a word of the language, it cannot be a name", "choose another name"),
            (
                "θ'",
                2,
                "unexpected `'`",
                "a prime stands between a function's name and its argument, as in `f'(x)`; names have none",
            ),
            ("f(z, z)", 6, "two parameters are named `z`", "rename one"),
            ("q + 1", 3, "unexpected `+`", "the left side of a definition is `q`, `f(z)` or `h[t]`"),
        ]
    ],
)
def test_head_refused(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_head(Fragment.whole(text))
    problem = caught.value.problem
    assert problem.span is not None
    assert (problem.message, problem.span.column, problem.hint) == (message, column, hint)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param("a + b", "unexpected `a`", "start the step with a relation, as in `== e`", id="no-relation"),
        pytest.param("== a == b", "unexpected `==`", "remove what follows, or join it with an operator", id="chain"),
    ],
)
def test_step_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_step(Fragment.whole(text))
    assert (caught.value.problem.message, caught.value.problem.hint) == (message, hint)


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param("-" * 5000 + "x", id="signs"),
        pytest.param("(" * 3000 + "x" + ")" * 3000, id="parentheses"),
        pytest.param("[" * 3000, id="lists"),
        pytest.param("x[" * 3000, id="indices"),
        pytest.param("√" * 3000 + "x", id="roots"),
        pytest.param("not " * 3000 + "x", id="negations"),
        pytest.param("f(" * 3000, id="calls"),
        pytest.param("**".join("x" * 3000), id="powers"),
        pytest.param(" => ".join("x" * 3000), id="implications"),
        pytest.param(" + ".join("x" * 3000), id="terms"),
        pytest.param("x" + ".T" * 3000, id="transposes"),
        pytest.param("x" + "[1]" * 3000, id="entries"),
        pytest.param("x" + "²" + "**1" * 3000, id="superscript-and-powers"),
        pytest.param("a if b else " * 3000 + "c", id="conditionals"),
        pytest.param("forall i in 1..n: " * 3000 + "P", id="quantifiers"),
        pytest.param("exists x: " + "function(" * 3000, id="types"),
        pytest.param("x in (" * 3000, id="intervals"),
    ],
)
def test_depth_is_limited(formula: str) -> None:
    with pytest.raises(ClaimError) as caught:
        parse_text(formula, WIDE)
    assert caught.value.problem.message == "the formula is nested more than 100 deep"
    assert caught.value.problem.hint == "name parts of it in `let`"


def test_depth_within_the_limit_is_read() -> None:
    assert parse_text("(" * 98 + "x" + ")" * 98) == parse_text("x")


def test_parts_are_limited() -> None:
    with pytest.raises(ClaimError) as caught:
        parse_text(f"f({','.join('x' * 20)})", Limits(nodes=10))
    assert caught.value.problem.message == "the formula has more than 10 parts"


def test_spans_point_into_the_source() -> None:
    source = Source(path="f.claims.yaml", text="claim: (a + bb)*c <= 1")
    tree = parse(Fragment(source=source, text=source.text[7:], offsets=tuple(range(7, len(source.text) + 1))))
    assert isinstance(tree, SChain)
    product = tree.operands[0]
    assert isinstance(product, SInfix)
    assert [p.text for p in (tree.span, tree.op_spans[0], product.span, product.op_span, product.left.span)] == [
        "(a + bb)*c <= 1",
        "<=",
        "(a + bb)*c",
        "*",
        "a + bb",
    ]


def test_every_span_covers_its_parts() -> None:
    formula = (
        "forall i, j in 1..n if i != j: A'(x)[i, 1..j].T @ f[t](z) <= sum(√k² for k in {1, 2}) if at(y, z = 0) else 1"
    )
    waiting: list[Syntax] = [parse_text(formula)]
    while waiting:
        tree = waiting.pop()
        for part in children(tree):
            if not isinstance(part, SDomain):  # `i, j in 1..n` shares one domain between two binders
                assert tree.span.start <= part.span.start <= part.span.end <= tree.span.end
            waiting.append(part)


TEXT = st.text(alphabet="xf1 .,:+-*/()[]{}=<>'ᵀ√²∀∈~@", max_size=25)
WORDS = st.lists(
    st.sampled_from(
        [
            "x",
            "f",
            "1",
            "2.5",
            "+",
            "-",
            "*",
            "**",
            "(",
            ")",
            "[",
            "]",
            ",",
            ":",
            "..",
            "==",
            "<=",
            "in",
            "if",
            "else",
            "for",
            "not",
            "and",
            "=>",
            "sum",
            "forall",
            "real",
        ]
    )
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.one_of(TEXT, WORDS.map(" ".join), st.text(max_size=20)), st.sampled_from([parse, parse_type, parse_head]))
def test_any_text_gives_a_tree_or_a_located_hint(text: str, read: object) -> None:
    assert callable(read)
    try:
        tree = read(Fragment.whole(text))
    except ClaimError as error:
        problem = error.problem
    else:
        problem = None
        assert isinstance(tree, Syntax)
    assert problem is None or (problem.span is not None and problem.hint != "" and str(problem) != "")
