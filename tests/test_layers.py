"""The package keeps its layers: read from its imports, lazy ones included, without running any of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "proofcheck"

# Arrows run only downwards; names of one line are peers and do not know each other.
LAYERS = (
    ("source",),
    ("errors", "verdict"),
    ("language",),
    ("claim",),
    ("load", "meaning", "prune"),
    ("analysis", "indexed"),
    ("inference",),
    ("instances",),
    ("kernel",),
    ("search", "proof"),
    ("hooks",),
    ("portfolio",),
    ("run",),
    ("report", "grade", "count"),
    ("pytest_plugin", "cli", "testing"),
    ("__main__",),
    ("",),  # the package itself: public names, imported lazily
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
HEAVY = frozenset({"torch", "sympy", "flint", "z3", "numpy", "mpmath", "clarabel", "scipy"})
# May import a heavy library at module top.
ENGINES = ("meaning", "analysis", "indexed", "inference", "instances", "kernel", "search", "proof", "count")
LIGHT = ("language", "claim", "load", "verdict", "hooks", "run", "report", "pytest_plugin", "cli")
UNTRUSTED = frozenset({"torch", "sympy"})  # nothing that the kernel rests on
MOST_LINES = 400
EVALUATORS = frozenset({"eval", "exec", "sympify", "parse_expr", "lambdify", "pickle", "cloudpickle", "dill"})


@dataclass(frozen=True)
class Module:
    """A module's text; imports are pairs of a dotted name and whether it stands inside a function."""

    name: str
    text: str

    @property
    def top(self) -> str:
        """The module or folder of the package that it belongs to; empty for the package itself."""
        return [*self.name.split("."), ""][1]

    def imports(self) -> tuple[tuple[str, bool], ...]:
        return imports_of(self.text)


@cache
def imports_of(text: str) -> tuple[tuple[str, bool], ...]:
    return tuple(_imports(ast.parse(text), lazy=False))


def _imports(node: ast.AST, *, lazy: bool) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from ((f"{child.module}.{alias.name}", lazy) for alias in child.names)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, lazy=lazy or inside)


Modules = Mapping[str, Module]


def package() -> Modules:
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path.read_text(encoding="utf-8"))
    return found


def modules(**texts: str) -> Modules:
    """A package of texts, for the tests of the tests; `a__b` is `proofcheck.a.b`."""
    names = {key: ".".join([PACKAGE, *(key.split("__"))]) for key in texts}
    return {names[key]: Module(names[key], text) for key, text in texts.items()}


def edges(found: Modules, *, lazy: bool = True) -> dict[str, set[str]]:
    """Which modules of the package each one imports; without `lazy`, only when it is imported itself."""

    def target(name: str) -> str | None:
        return next((n for n in (name, name.rpartition(".")[0]) if n in found and n != PACKAGE), None)

    return {
        name: {t for imported, late in module.imports() if (lazy or not late) and (t := target(imported))} - {name}
        for name, module in found.items()
    }


def reached(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(graph[name])
    return seen


def heavy(module: Module, *, lazy: bool) -> set[str]:
    return {name.split(".")[0] for name, late in module.imports() if lazy or not late} & HEAVY


def without_layer(found: Modules) -> list[str]:
    return [name for name, module in found.items() if module.top not in RANK]


def upward(found: Modules) -> list[str]:
    """Imports that point up or sideways."""
    arrows = ((found[a], found[b]) for a, bs in edges(found).items() for b in sorted(bs))
    return [f"{a.name} -> {b.name}" for a, b in arrows if a.top != b.top and RANK[a.top] <= RANK[b.top]]


def cycles(found: Modules) -> list[str]:
    graph = edges(found)
    return [name for name in graph if any(name in reached(other, graph) for other in graph[name])]


def heavy_at_top(found: Modules) -> list[str]:
    return [
        f"{name}: {library}"
        for name, module in found.items()
        for library in sorted(heavy(module, lazy=False))
        if module.top not in ENGINES
    ]


def heavy_when_imported(found: Modules) -> list[str]:
    """Light modules that load a heavy library as soon as they are imported, through whatever they import."""
    graph = edges(found, lazy=False)
    light = [m for m in found.values() if m.top in LIGHT]
    return [
        f"{m.name} -> {other}"
        for m in light
        for other in sorted(reached(m.name, graph))
        if heavy(found[other], lazy=False)
    ]


def beneath_the_kernel(found: Modules) -> list[str]:
    """Libraries that the kernel must not rest on, in anything that it can reach."""
    kernels = [name for name, module in found.items() if module.top == "kernel"]
    graph = edges(found)
    below = sorted({other for name in kernels for other in reached(name, graph)})
    return [f"{name}: {library}" for name in below for library in sorted(heavy(found[name], lazy=True) & UNTRUSTED)]


def needlessly_lazy(found: Modules) -> list[str]:
    """Imports inside functions that save nothing: neither a heavy library nor a module that loads one."""
    graph = edges(found, lazy=False)

    def weighs(imported: str) -> bool:
        if imported.split(".")[0] in HEAVY:
            return True
        ours = next((n for n in (imported, imported.rpartition(".")[0]) if n in found), None)
        return ours is not None and any(heavy(found[other], lazy=False) for other in reached(ours, graph))

    return [
        f"{module.name}: {imported}"
        for module in found.values()
        for imported, late in module.imports()
        if late and module.top and not weighs(imported)
    ]


def too_long(found: Modules) -> list[str]:
    lengths = {name: len(module.text.splitlines()) for name, module in found.items()}
    return [f"{name}: {length} lines" for name, length in lengths.items() if length > MOST_LINES]


def evaluators(found: Modules) -> list[str]:
    """Names in code that turn text into something that runs. Methods count: `model.eval()` has another spelling."""
    return [
        f"{name}:{node.lineno}: {word}"
        for name, module in found.items()
        for node in ast.walk(ast.parse(module.text))
        for word in sorted(set(_words(node)) & EVALUATORS)
        if isinstance(node, ast.expr | ast.stmt)
    ]


def _words(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return [word]
        case ast.Import(names=names):
            return [part for alias in names for part in alias.name.split(".")]
        case ast.ImportFrom(module=source, names=names):
            return [*(source or "").split("."), *(alias.name for alias in names)]
        case ast.Constant(value=str(text)):  # `getattr(module, "eval")`, `"pickle.loads"`
            return text.split(".") if text.replace(".", "").isidentifier() else []
    return []


CHECKS = {
    check.__name__: check
    for check in (
        without_layer,
        upward,
        cycles,
        heavy_at_top,
        heavy_when_imported,
        beneath_the_kernel,
        needlessly_lazy,
        too_long,
        evaluators,
    )
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_package_passes(check: str) -> None:
    assert "\n".join(CHECKS[check](package())) == ""


def test_the_package_is_read() -> None:
    assert {"proofcheck", "proofcheck.source", "proofcheck.language.parse", "proofcheck.load.yaml"} <= set(package())


BROKEN = [
    ("without_layer", modules(helpers=""), ["proofcheck.helpers"]),
    (
        "upward",
        modules(language__parse="from proofcheck.claim import Claim", claim=""),
        ["proofcheck.language.parse -> proofcheck.claim"],
    ),
    (
        "upward",
        modules(search__a="def f():\n    from proofcheck.proof import b", proof__b="", proof=""),
        ["proofcheck.search.a -> proofcheck.proof.b"],
    ),
    (
        "cycles",
        modules(claim="import proofcheck.source", source="def f():\n    import proofcheck.claim"),
        ["proofcheck.claim", "proofcheck.source"],
    ),
    ("heavy_at_top", modules(run__pool="import torch.nn"), ["proofcheck.run.pool: torch"]),
    (
        "heavy_when_imported",
        modules(load__yaml="from proofcheck.meaning import ball", meaning="", meaning__ball="import flint"),
        ["proofcheck.load.yaml -> proofcheck.meaning.ball"],
    ),
    (
        "beneath_the_kernel",
        modules(kernel="from proofcheck.meaning import ball", meaning__ball="def f():\n    import sympy"),
        ["proofcheck.meaning.ball: sympy"],
    ),
    ("needlessly_lazy", modules(claim="def f():\n    import difflib"), ["proofcheck.claim: difflib"]),
    ("too_long", modules(claim="\n" * 401), ["proofcheck.claim: 401 lines"]),
    ("evaluators", modules(claim="eval('1')"), ["proofcheck.claim:1: eval"]),
    ("evaluators", modules(claim="import builtins\nbuiltins.exec"), ["proofcheck.claim:2: exec"]),
    ("evaluators", modules(claim="getattr(object, 'sympify')"), ["proofcheck.claim:1: sympify"]),
    ("evaluators", modules(claim="from pickle import loads"), ["proofcheck.claim:1: pickle"]),
]


@pytest.mark.parametrize(("check", "found", "expected"), BROKEN, ids=[f"{c}-{i}" for i, (c, _, _) in enumerate(BROKEN)])
def test_a_broken_package_fails(check: str, found: Modules, expected: list[str]) -> None:
    assert CHECKS[check](found) == expected


def test_every_check_can_fail() -> None:
    assert {check for check, _, _ in BROKEN} == set(CHECKS)
