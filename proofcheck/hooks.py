"""What third parties can add: operators, methods and report formats, as rows of plain data.

A plug-in is a module (or object) whose functions carry `hookimpl`; it is found through the entry-point group
`proofcheck`. Implementations are dotted names, so that registering costs no import and a row can cross a process
border. Every row is checked once, here: what is wrong is refused with the plug-in and the row named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any, TypeVar

import pluggy

from proofcheck.errors import PluginError
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.signature import Operator, Vocabulary

GROUP = "proofcheck"
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)

_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
KINDS = ("refuter", "prover")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorRow:
    """A new operator: its row in the vocabulary, and dotted names of what it means to each engine.

    An engine without a name has no meaning for the operator: claims that need it there are undecided, never guessed.
    """

    operator: Operator
    exact: str = ""
    ball: str = ""
    symbolic: str = ""
    batch: str = ""

    @property
    def name(self) -> str:
        return self.operator.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A new refuter or prover; `implementation` is the dotted name of a function that takes the claim.

    A refuter answers instances to try, a prover a certificate or None. Lower `order` runs first.
    """

    name: str
    kind: str
    implementation: str
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFormat:
    """A new output format of the command line; `implementation` takes an iterable of results and yields lines."""

    name: str
    implementation: str


Row = OperatorRow | Method | ReportFormat
R = TypeVar("R", OperatorRow, Method, ReportFormat)

BUILT_IN_REPORTS = (
    ReportFormat(name="text", implementation="proofcheck.report.terminal.render"),
    ReportFormat(name="jsonl", implementation="proofcheck.report.jsonl.render"),
)


class Specification:
    """The hooks that a plug-in may implement."""

    @hookspec
    def proofcheck_operators(self) -> list[OperatorRow]:
        """Operators to add to the vocabulary."""
        raise AssertionError("a specification is never called")

    @hookspec
    def proofcheck_methods(self) -> list[Method]:
        """Refuters and provers to add to the portfolio."""
        raise AssertionError("a specification is never called")

    @hookspec
    def proofcheck_reports(self) -> list[ReportFormat]:
        """Output formats to add to the command line."""
        raise AssertionError("a specification is never called")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Everything that plug-ins added, checked; reports include the built-in ones. Methods stand in running order."""

    operators: tuple[OperatorRow, ...] = ()
    methods: tuple[Method, ...] = ()
    reports: tuple[ReportFormat, ...] = BUILT_IN_REPORTS
    origins: tuple[tuple[str, str], ...] = ()  # (row as in messages, plug-in)

    @property
    def vocabulary(self) -> Vocabulary:
        """The operators that a text may use, the built-in ones included."""
        return VOCABULARY.extended(*(row.operator for row in self.operators)) if self.operators else VOCABULARY

    def operator(self, name: str) -> OperatorRow | None:
        return next((row for row in self.operators if row.name == name), None)

    def report(self, name: str) -> ReportFormat | None:
        return next((row for row in self.reports if row.name == name), None)

    def implementation(self, row: Row, dotted: str = "") -> Callable[..., Any]:
        """The function that a row names. Errors: `PluginError` naming plug-in and row when it cannot be imported."""
        try:
            return resolve(dotted or getattr(row, "implementation", ""))
        except PluginError as error:
            plugin = dict(self.origins).get(_label(row), GROUP)
            raise PluginError(f"plug-in `{plugin}`: {_label(row)}: {error}") from error


def resolve(dotted: str) -> Callable[..., Any]:
    """The callable `package.module.name`. Errors: `PluginError` saying which part is missing."""
    module_name, _, attribute = dotted.rpartition(".")
    try:
        found = getattr(import_module(module_name), attribute)
    except Exception as error:  # a stranger's module may raise anything at import
        raise PluginError(f"cannot import `{dotted}` ({type(error).__name__}: {error})") from error
    if not callable(found):
        raise PluginError(f"`{dotted}` is not callable")
    return found  # type: ignore[no-any-return]  # callable() does not narrow the result of getattr


def plugin_manager(*, entry_points: bool = True) -> pluggy.PluginManager:
    """A manager that knows the hooks, with the installed plug-ins loaded unless `entry_points` is false."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Specification)
    if entry_points:
        try:
            manager.load_setuptools_entrypoints(GROUP)
        except pluggy.PluginValidationError as error:
            raise PluginError(_one_line(error)) from error
        except Exception as error:  # importing an entry point runs a stranger's module
            raise PluginError(f"a plug-in cannot be loaded: {type(error).__name__}: {error}") from error
    return manager


def build_registry(manager: pluggy.PluginManager) -> Registry:
    """All rows of all plug-ins, checked. Errors: `PluginError` naming the plug-in and the row."""
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(_one_line(error)) from error
    collector = _Collector()
    hook = manager.hook
    methods = collector.rows(hook.proofcheck_methods, Method)
    return Registry(
        operators=tuple(collector.rows(hook.proofcheck_operators, OperatorRow)),
        methods=tuple(sorted(methods, key=lambda m: (m.order, m.name))),
        reports=(*BUILT_IN_REPORTS, *collector.rows(hook.proofcheck_reports, ReportFormat)),
        origins=tuple(collector.owners.items()),
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _label(row: Row) -> str:
    kind = {OperatorRow: "operator", Method: "method", ReportFormat: "report format"}[type(row)]
    return f"{kind} `{row.name}`"


class _Collector:
    """Walks the plug-ins in a fixed order (by name) and refuses what cannot be used."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self._built_in = {f"operator `{name}`" for name in VOCABULARY} | {_label(row) for row in BUILT_IN_REPORTS}

    def rows(self, hook: pluggy.HookCaller, wanted: type[R]) -> Iterator[R]:
        for implementation in sorted(hook.get_hookimpls(), key=lambda i: i.plugin_name):
            plugin = implementation.plugin_name
            for number, row in enumerate(self._answer(plugin, hook.name, implementation.function), start=1):
                where = f"plug-in `{plugin}`: {hook.name} row {number}"
                if not isinstance(row, wanted):
                    raise PluginError(f"{where}: a {wanted.__name__} is due, not {type(row).__name__}")
                complaint = next(_complaints(row), None)
                if complaint is not None:
                    raise PluginError(f"{where}: {complaint}")
                self._claim(row, plugin, where)
                yield row

    def _answer(self, plugin: str, hook: str, function: Callable[..., Any]) -> list[object]:
        try:
            return list(function())
        except Exception as error:  # a stranger's code may raise anything
            raise PluginError(f"plug-in `{plugin}`: {hook} raised {type(error).__name__}: {error}") from error

    def _claim(self, row: Row, plugin: str, where: str) -> None:
        label = _label(row)
        if label in self._built_in:
            raise PluginError(f"{where}: {label} is built in")
        if label in self.owners:
            raise PluginError(f"{where}: {label} is already registered by plug-in `{self.owners[label]}`")
        self.owners[label] = plugin


def _complaints(row: Row) -> Iterator[str]:
    """What makes a row unusable, most basic first."""
    if isinstance(row, OperatorRow):
        if not isinstance(row.operator, Operator):
            yield f"`operator` must be an Operator, not {type(row.operator).__name__}"
        dotted = [(f.name, getattr(row, f.name)) for f in fields(row) if f.name != "operator"]
        required = False
    else:
        if not isinstance(row.name, str) or not _NAME.fullmatch(row.name):
            yield f"`name` must be lower-case letters, digits and dashes, not {row.name!r}"
        dotted = [("implementation", row.implementation)]
        required = True
    for field_name, value in dotted:
        if not isinstance(value, str) or ((value or required) and not _DOTTED.fullmatch(value)):
            yield f"`{field_name}` must be a dotted name such as `package.module.function`, not {value!r}"
    if isinstance(row, Method):
        if row.kind not in KINDS:
            yield f"`kind` must be one of {', '.join(KINDS)}, not {row.kind!r}"
        if not isinstance(row.order, int) or isinstance(row.order, bool):
            yield f"`order` must be an integer, not {row.order!r}"
