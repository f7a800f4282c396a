"""Plug-ins: what they add, and what is refused at registration with the plug-in and the row named."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pluggy
import pytest
from installed_plugin import SOURCE, path_with_example

from proofcheck.errors import PluginError
from proofcheck.hooks import (
    BUILT_IN_REPORTS,
    Method,
    OperatorRow,
    Registry,
    ReportFormat,
    build_registry,
    hookimpl,
    plugin_manager,
    resolve,
)
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.rules import analytic
from proofcheck.language.signature import Operator

PROVER = Method(name="guess", kind="prover", implementation="some.module.prove")


def operator(name: str) -> Operator:
    return Operator(name=name, arity=(1, 1), rule=analytic)


def manager_of(**plugins: object) -> pluggy.PluginManager:
    manager = plugin_manager(entry_points=False)
    for name, plugin in plugins.items():
        manager.register(plugin, name=name)
    return manager


def plugin(hook: str, answer: Callable[[], object]) -> object:
    """A plug-in whose only hook gives `answer()`."""
    return SimpleNamespace(**{hook: hookimpl(lambda: answer())})


def offering(*rows: object) -> object:
    """A plug-in that offers these rows, all of one kind."""
    kinds = {OperatorRow: "proofcheck_operators", ReportFormat: "proofcheck_reports"}
    return plugin(kinds.get(type(rows[0]), "proofcheck_methods"), lambda: list(rows))


def test_without_plugins_there_is_what_is_built_in() -> None:
    registry = build_registry(manager_of())
    assert registry == Registry()
    assert registry.reports == BUILT_IN_REPORTS
    assert registry.vocabulary is VOCABULARY


def test_rows_of_all_kinds_are_collected() -> None:
    late, early = PROVER, Method(name="check", kind="refuter", implementation="a.b", order=1)
    swish, tally = (
        OperatorRow(operator=operator("swish"), ball="a.b.c"),
        ReportFormat(name="tally", implementation="a.b"),
    )
    registry = build_registry(manager_of(z=offering(early), a=offering(late), o=offering(swish), r=offering(tally)))
    assert registry.methods == (early, late)
    assert registry.operator("swish") is swish
    assert registry.report("tally") is tally
    assert registry.vocabulary["swish"] is swish.operator
    assert dict(registry.origins) == {
        "operator `swish`": "o",
        "method `guess`": "a",
        "method `check`": "z",
        "report format `tally`": "r",
    }


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [OperatorRow(operator=operator("tanh"))],
            "plug-in `mine`: proofcheck_operators row 1: operator `tanh` is built in",
        ),
        (
            [ReportFormat(name="jsonl", implementation="a.b")],
            "plug-in `mine`: proofcheck_reports row 1: report format `jsonl` is built in",
        ),
        (
            [PROVER, PROVER],
            "plug-in `mine`: proofcheck_methods row 2: method `guess` is already registered by plug-in `mine`",
        ),
        (
            [Method(name="guess", kind="oracle", implementation="a.b")],
            "plug-in `mine`: proofcheck_methods row 1: `kind` must be one of refuter, prover, not 'oracle'",
        ),
        (
            [Method(name="guess", kind="prover", implementation="prove")],
            "plug-in `mine`: proofcheck_methods row 1: `implementation` must be a dotted name such as "
            "`package.module.function`, not 'prove'",
        ),
        (
            [Method(name="guess", kind="prover", implementation="a.b()")],
            "plug-in `mine`: proofcheck_methods row 1: `implementation` must be a dotted name such as "
            "`package.module.function`, not 'a.b()'",
        ),
        (
            [Method(name="guess", kind="prover", implementation="a.b", order=True)],
            "plug-in `mine`: proofcheck_methods row 1: `order` must be an integer, not True",
        ),
        (
            [Method(name="My Method", kind="prover", implementation="a.b")],
            "plug-in `mine`: proofcheck_methods row 1: `name` must be lower-case letters, digits and dashes, "
            "not 'My Method'",
        ),
        (
            [OperatorRow(operator=operator("swish"), ball="ball")],
            "plug-in `mine`: proofcheck_operators row 1: `ball` must be a dotted name such as "
            "`package.module.function`, not 'ball'",
        ),
        (
            [OperatorRow(operator="swish")],  # type: ignore[arg-type]
            "plug-in `mine`: proofcheck_operators row 1: `operator` must be an Operator, not str",
        ),
        ([{"name": "guess"}], "plug-in `mine`: proofcheck_methods row 1: a Method is due, not dict"),
    ],
    ids=[
        "built-in-operator",
        "built-in-report",
        "twice",
        "kind",
        "no-module",
        "code",
        "order",
        "name",
        "ball",
        "no-operator",
        "dict",
    ],
)
def test_a_bad_row_is_refused(rows: list[object], message: str) -> None:
    with pytest.raises(PluginError, match=f"^{re.escape(message)}$"):
        build_registry(manager_of(mine=offering(*rows)))


def test_a_clash_names_both_plugins() -> None:
    message = "plug-in `second`: proofcheck_methods row 1: method `guess` is already registered by plug-in `first`"
    with pytest.raises(PluginError, match=f"^{re.escape(message)}$"):
        build_registry(manager_of(second=offering(PROVER), first=offering(PROVER)))


def test_a_hook_that_raises_is_named() -> None:
    message = "plug-in `mine`: proofcheck_methods raised ZeroDivisionError: integer division or modulo by zero"
    with pytest.raises(PluginError, match=f"^{re.escape(message)}$"):
        build_registry(manager_of(mine=plugin("proofcheck_methods", lambda: 1 // 0)))


def test_an_unknown_hook_is_refused() -> None:
    with pytest.raises(PluginError, match=r"^unknown hook 'proofcheck_method' in plugin .*"):
        build_registry(manager_of(mine=plugin("proofcheck_method", list)))


@pytest.mark.parametrize(
    ("dotted", "message"),
    [
        (
            "proofcheck.nowhere.f",
            "cannot import `proofcheck.nowhere.f` (ModuleNotFoundError: No module named 'proofcheck.nowhere')",
        ),
        (
            "proofcheck.hooks.f",
            "cannot import `proofcheck.hooks.f` (AttributeError: module 'proofcheck.hooks' has no attribute 'f')",
        ),
        ("proofcheck.hooks.GROUP", "`proofcheck.hooks.GROUP` is not callable"),
    ],
    ids=["module", "name", "callable"],
)
def test_a_dotted_name_that_leads_nowhere(dotted: str, message: str) -> None:
    with pytest.raises(PluginError, match=f"^{re.escape(message)}$"):
        resolve(dotted)


def test_a_missing_implementation_names_plugin_and_row() -> None:
    registry = build_registry(manager_of(mine=offering(PROVER)))
    message = (
        "plug-in `mine`: method `guess`: cannot import `some.module.prove` "
        "(ModuleNotFoundError: No module named 'some')"
    )
    with pytest.raises(PluginError, match=f"^{re.escape(message)}$"):
        registry.implementation(PROVER)


@pytest.mark.parametrize("row", BUILT_IN_REPORTS, ids=lambda row: row.name)
def test_built_in_reports_exist(row: ReportFormat) -> None:
    assert callable(Registry().implementation(row))


def test_the_example_plugin_is_found_through_its_entry_point(tmp_path: Path) -> None:
    script = (
        "from proofcheck.hooks import build_registry, plugin_manager; r = build_registry(plugin_manager())\n"
        "rows = [*r.operators, *r.methods, r.report('tally')]\n"
        "dotted = ['proofcheck_example.meaning.ball', '', '']\n"
        "print(*(f'{row.name} {r.implementation(row, d).__module__}' for row, d in zip(rows, dotted)), sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": path_with_example(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n") == [
        "swish proofcheck_example.meaning",
        "reflexive proofcheck_example.method",
        "tally proofcheck_example.report",
        "",
    ]


def test_registering_imports_no_implementation() -> None:
    script = (
        "import sys; from proofcheck.testing import registry_of; import proofcheck_example\n"
        "registry_of(proofcheck_example)\n"
        "print(sorted({'torch', 'sympy', 'flint', 'proofcheck_example.method'} & set(sys.modules)))\n"
    )
    path = f"{SOURCE}:{SOURCE.parents[2]}"
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
