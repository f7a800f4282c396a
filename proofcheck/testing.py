"""For authors of plug-ins: the registry of one plug-in, and claims checked in this process, without workers."""

from __future__ import annotations

from collections.abc import Callable

from proofcheck.claim import Claim
from proofcheck.errors import ClaimError
from proofcheck.hooks import Registry, build_registry, plugin_manager
from proofcheck.language.operators import VOCABULARY
from proofcheck.language.signature import Vocabulary
from proofcheck.load.yaml import load_text
from proofcheck.run.standing import Result, judged
from proofcheck.verdict import Verdict


def registry_of(*plugins: object) -> Registry:
    """The checked rows of these plug-ins alone, none that happens to be installed. Errors: `PluginError`."""
    manager = plugin_manager(entry_points=False)
    for plugin in plugins:
        manager.register(plugin)
    return build_registry(manager)


def claim(relation: str, *, vocabulary: Vocabulary = VOCABULARY, **given: str) -> Claim:
    """One claim, as `claim("x**2 >= 0", x="real")`. Errors: `ClaimError` for the first problem of the text."""
    lines = ["proofcheck: 1"]
    if given:
        lines += ["given:", *(f"  {name}: {_quoted(type_)}" for name, type_ in given.items())]
    lines += ["claims:", "  - id: claim", f"    claim: {_quoted(relation)}"]
    loaded = load_text("\n".join(lines), "<claim>", vocabulary)
    if loaded.problems:
        raise ClaimError(loaded.problems[0].problem)
    return loaded.claims[0]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def check_here(decided: Claim, decide: Callable[[Claim], Verdict]) -> Result:
    """The result on a claim in this process: nothing stops it, so a debugger can step through."""
    return judged(decided, decide(decided), path="<claim>")
