from __future__ import annotations

import pytest
from elaborated import claim, only

from proofcheck.language.elaborate import Elaborated
from proofcheck.language.show import show
from proofcheck.language.statement import Recurrence

GIVEN = {"n": "integer >= 1", "x": "real", "v": "vector[n]", "W": "matrix[n, n]"}


def shown(found: Elaborated) -> list[str]:
    """Every case and value as a line."""
    assert found.problems == ()
    lines = []
    for d in found.definitions:
        if isinstance(d, Recurrence):
            for case in d.cases:
                pattern = ", ".join(p if isinstance(p, str) else f"={show(p)}" for p in case.pattern)
                lines.append(f"{d.name}[{pattern}]: {show(case.body)} ({d.type})")
        else:
            lines.append(f"{d.name}: {show(d.body)} ({d.body.type})")
    return lines


@pytest.mark.parametrize(
    ("let", "expected"),
    [
        pytest.param([("q", "W @ v"), ("r", "q + 1")], ["q: W @ v (vector[n])", "r: q + 1 (vector[n])"], id="values"),
        pytest.param(
            [("h[0]", "v"), ("h[t]", "tanh(W @ h[t-1])")],
            ["h[=0]: v (vector[n])", "h[t]: tanh(W @ h[t - 1]) (vector[n])"],
            id="recurrence",
        ),
        pytest.param(
            [("h[0]", "zeros(n)"), ("h[t]", "h[t-1]/2")],
            ["h[=0]: zeros(n) (vector[n])", "h[t]: h[t - 1]/2 (vector[n])"],
            id="kinds-widen",
        ),
        pytest.param(
            [("h[1]", "x"), ("h[t+1]", "sin(h[t])")], ["h[=1]: x (real)", "h[t]: sin(h[t - 1]) (real)"], id="shifted"
        ),
        pytest.param(
            [("h[1]", "x"), ("h[n-t]", "t*h[n-t-1]")],
            ["h[=1]: x (real)", "h[t]: (n - t)*h[t - 1] (real)"],
            id="mirrored",
        ),
        pytest.param(
            [("g[n]", "x"), ("g[t]", "sin(g[t+1])")],
            ["g[=n]: x (real)", "g[t]: sin(g[t + 1]) (real)"],
            id="base-at-the-end",
        ),
        pytest.param(
            [("g[1]", "x"), ("g[n]", "sin(g[n-1])")],
            ["g[=1]: x (real)", "g[n_2]: sin(g[n_2 - 1]) (real)"],
            id="last-case-is-general",
        ),
        pytest.param(
            [("g[n, 0]", "x"), ("g[n, i]", "g[n-1, i-1]")],
            ["g[n_2, =0]: x (real)", "g[n_3, i]: g[n_3 - 1, i - 1] (real)"],
            id="the-general-index-of-the-last-case-is-one-of-all",
        ),
        pytest.param(
            [("g[n, 0]", "x"), ("g[t, i]", "g[t+1, i-1]")],
            ["g[=n, =0]: x (real)", "g[t, i]: g[t + 1, i - 1] (real)"],
            id="a-declared-name-beside-a-new-one-is-a-boundary",
        ),
        pytest.param(
            [
                ("h[0]", "x"),
                ("c[0]", "x"),
                ("i[t]", "h[t-1] + c[t-1]"),
                ("c[t]", "i[t]*c[t-1]"),
                ("h[t]", "tanh(c[t])"),
            ],
            [
                "h[=0]: x (real)",
                "h[t_3]: tanh(c[t_3]) (real)",
                "c[=0]: x (real)",
                "c[t_2]: i[t_2]*c[t_2 - 1] (real)",
                "i[t]: h[t - 1] + c[t - 1] (real)",
            ],
            id="gates",
        ),
        pytest.param(
            [("a[0, j]", "v[j]"), ("a[i, 0]", "0"), ("a[i, n+1]", "0"), ("a[i, j]", "a[i-1, j] + a[i, j-1]")],
            [
                "a[=0, j]: v[j] (real)",
                "a[i, =0]: 0 (real)",
                "a[i_2, =n + 1]: 0 (real)",
                "a[i_3, j_2]: a[i_3 - 1, j_2] + a[i_3, j_2 - 1] (real)",
            ],
            id="boundaries",
        ),
        pytest.param(
            [("y[t]", "x if t == 1 else y[t-1]/2")],
            ["y[t]: x if t == 1 else y[t - 1]/2 (real)"],
            id="base-in-a-condition",
        ),
        pytest.param(
            [("h[0]", "v"), ("q", "sum(h[n])"), ("h[t]", "W @ h[t-1]")],
            ["h[=0]: v (vector[n])", "h[t]: W @ h[t - 1] (vector[n])", "q: sum(h[n]) (real)"],
            id="value-between-cases",
        ),
        pytest.param([("s(z)", "z + x"), ("q", "s(v)")], ["q: v + x (vector[n])"], id="functions-leave-no-trace"),
        pytest.param(
            [("b[0]", "true"), ("b[t]", "not b[t-1]")],
            ["b[=0]: true (boolean)", "b[t]: not b[t - 1] (boolean)"],
            id="truth-values",
        ),
    ],
)
def test_definitions_are_read_as_meant(let: list[tuple[str, str]], expected: list[str]) -> None:
    assert shown(claim(GIVEN, let)) == expected


def test_a_box_gives_every_index_its_range() -> None:
    let = [("h[0, i]", "x"), ("h[l, i] over i in 1..n, l in 1..3", "h[l-1, i]")]
    (h,) = claim(GIVEN, let).definitions
    assert isinstance(h, Recurrence)
    assert [(r.name, show(r.lower), show(r.upper)) for r in h.box] == [("l", "1", "3"), ("i_2", "1", "n")]
    assert h.cases[1].pattern == ("l", "i_2")


@pytest.mark.parametrize(
    ("let", "message", "marked", "hint"),
    [
        ([("h[t]", "h[t-1] + 1")], "the recurrence `h` has no base case", "h[t]", "add one, such as `h[1]: …`"),
        (
            [("h[t]", "h[t-1] + 1"), ("q", "h[3]")],
            "the recurrence `h` has no base case",
            "h[t]",
            "add one, such as `h[1]: …`",
        ),
        (
            [("h[0]", "x"), ("h[t]", "h[t] + 1")],
            "the recurrence `h` reads its own value",
            "h[t]",
            "let one read an earlier index, such as `[t-1]`",
        ),
        (
            [("a[0]", "x"), ("a[t]", "b[t]"), ("b[t]", "c[t]"), ("c[t]", "a[t]")],
            "the recurrences `a` and `b` and `c` wait for each other",
            "a[t]",
            "let one read an earlier index, such as `[t-1]`",
        ),
        (
            [("h[0]", "x"), ("h[t]", "h[t-1] + h[t+1]")],
            "the recurrence `h` reads values on both sides of its own",
            "h[t]",
            "it needs a base case at each end",
        ),
        ([("x[0]", "1")], "`x` is defined twice, in `given` and in `let`", "x[0]", "rename one of the two"),
        ([("q", "1"), ("q", "2")], "`q` is defined twice", "q", "rename one of the two"),
        ([("q", "1"), ("q[t]", "2")], "`q` is defined twice", "q[t]", "rename one of the two"),
        (
            [("h[0]", "1"), ("h[i, j]", "2")],
            "`h` has 1 and 2 indices",
            "h[i, j]",
            "all cases of a recurrence have the same indices",
        ),
        ([("h[0]", "v"), ("h[t]", "1")], "`h[t]` is an integer, and an earlier case is a vector[n]", "1", ""),
        ([("h[0]", "v"), ("h[t]", "W")], "`h[t]` is a matrix[n, n], and an earlier case is a vector[n]", "W", ""),
        ([("h[2*t]", "x")], "a pattern that cannot be solved for `t`", "2*t", "write `t` itself"),
        ([("h[s + t]", "x")], "a pattern with two names `s` and `t`", "s + t", "write one name per index"),
        (
            [("h[i, i]", "x")],
            "the index `i` stands twice",
            "i",
            "compare two indices with `… if i == j else …`",
        ),
        ([("h[1..3]", "x")], "a stretch in a pattern", "1..3", "write an index name, and bound it with `over`"),
        ([("h[1/2]", "x")], "an index must be an integer, not a real", "1/2", ""),
        (
            [("h[i, j] over i in 1..n", "x")],
            "a box over some of the indices",
            "h[i, j] over i in 1..n",
            "give every index its range: `h[i, j] over i in 1..n, j in 1..m`",
        ),
        ([("h[i] over i in 1..n, j in 1..n", "x")], "`j` is no index of `h`", "j in 1..n", ""),
        ([("h[i] over i in [0, 1]", "x")], "a box is made of ranges", "i in [0, 1]", "write `i in 1..n`"),
        ([("q", "r + 1"), ("r", "x")], "unknown name `r`", "r", ""),
        ([("q", "h[0]"), ("h[0]", "x")], "unknown name `h`", "h", ""),
        ([("f(z)", "z + unknown")], "unknown name `unknown`", "unknown", ""),
        (
            [("d", "normal(0, 1)")],
            "a definition is a number, an array or a truth value, not a distribution over real",
            "d",
            "",
        ),
        (
            [("q", "W @ ones(n + 1)")],
            "`@` between a matrix[n, n] and a vector[n + 1] of integer: inner dimensions `n` and `n + 1` differ",
            "@",
            "",
        ),
    ],
)
def test_a_definition_without_meaning_is_an_error(
    let: list[tuple[str, str]], message: str, marked: str, hint: str
) -> None:
    found = claim(GIVEN, let, relations="1 == 1")
    assert only(found) == (message, marked, hint)
    assert found.links == ()


def test_what_reads_a_recurrence_without_a_base_is_told_nothing_more() -> None:
    let = [("h[t]", "h[t-1]"), ("q", "h[3]")]
    found = claim(GIVEN, let, ["h[1] == q"], ["q == h[2]", "steps(h) == 1", "q > 1"])
    assert [p.message for p in found.problems] == ["the recurrence `h` has no base case"]


def test_every_wrong_definition_is_told_once() -> None:
    let = [
        ("a", "nope"),
        ("b", "a + 1"),
        ("h[0]", "b"),
        ("h[t]", "v @ W @ zeros(n, n, n)"),
        ("k", "h[1] + steps(h) + b"),
    ]
    found = claim(GIVEN, let, relations="a == b + k")
    assert [p.message for p in found.problems] == [
        "unknown name `nope`",
        "`@` between a vector[n] and a tensor[n, n, n] of integer",
    ]
