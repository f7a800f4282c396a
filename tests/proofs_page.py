"""What docs/proofs.md and docs/analysis.md show of the code: tables of rules, and proofs as they are printed.

`python -m tests.proofs_page` from the root of the project writes both into the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from proofcheck.analysis.table import MODULES as ANALYSIS
from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.estimates.theorems import VARIABLES, Theorem
from proofcheck.inference.table import MODULES, Rule
from proofcheck.load.yaml import load_text
from proofcheck.portfolio import decide
from proofcheck.report.explain import explain
from proofcheck.run.standing import judged

DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- rules: written by `python -m tests.proofs_page` -->\n", "<!-- end of the rules -->\n"
SHOWN = 3  # theorems of one name
EXPLAINED = re.compile(
    r"^```text\n(proofcheck explain (\w+\.claims\.yaml)::(\S+)\n)(.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Page:
    """A page with a table of rules, and proofs of the claims of its first claim file."""

    path: Path
    table: Callable[[], str]

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def section(self) -> str:
        """What stands in the page between the marks."""
        return self.text.partition(BEGIN)[2].partition(END)[0]

    def explained(self, name: str, claim_id: str) -> str:
        """The proof of a claim of the page's first claim file as `proofcheck explain` prints it."""
        found = re.search(r"^```yaml\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL)
        assert found is not None
        claim = next(c for c in load_text(found[1], name).claims if c.id == claim_id)
        lines = list(explain(judged(claim, decide(claim), path=name)))
        start = next(k for k, line in enumerate(lines) if line.startswith("proof, "))
        return "\n".join(lines[start : lines.index("", start)]) + "\n"

    def write(self) -> None:
        before, _, rest = self.text.partition(BEGIN)
        text = before + BEGIN + self.table() + END + rest.partition(END)[2]
        text = EXPLAINED.sub(lambda f: f"```text\n{f[1]}{self.explained(f[2], f[3])}```", text)
        self.path.write_text(text, "utf-8")


TITLES = {
    "rules_logic": "Logic and equality",
    "rules_order": "Order",
    "rules_estimates": "Estimates",
    "rules_recurrences": "Recurrences",
    "rules_adjoints": "Reverse mode",
    "rules_induction": "Induction",
    "rules_values": "Derivatives in identities",
    "rules_tendencies": "Limits over depth",
    "rules_existence": "Existence and connectives",
    "rules_sums": "Sums",
    "rules_integers": "Symbolic integers",
}


def table() -> str:
    """The variables of the theorems, then each module's rules."""
    return "\n".join((*_variables(), *_rules()))


def analysis_table() -> str:
    """The rules of real analysis, each module's in turn."""
    lines = ["| rule | statement |", "|---|---|"]
    for module in ANALYSIS:
        for rule in import_module(f"proofcheck.analysis.rules.{module}").RULES:
            trusted = f" (trusting {rule.trusts.partition(' ')[0]})" if rule.trusts else ""
            lines.append(f"| {rule.name} | {_in_cell(rule.statement).replace('*', chr(92) + '*')}{trusted} |")
    return "\n".join(lines) + "\n"


def _variables() -> Iterator[str]:
    meant: dict[str, list[str]] = {}
    for name, text in VARIABLES.items():
        meant.setdefault(text, []).append(name)
    yield "| in theorems | stand for |"
    yield "|---|---|"
    for text, names in meant.items():
        yield f"| {', '.join(f'`{n}`' for n in names)} | `{text}` |"
    yield ""


def _rules() -> Iterator[str]:
    for module in MODULES:
        yield f"### {TITLES[module.rpartition('.')[2]]}"
        yield ""
        yield "| rule | statement |"
        yield "|---|---|"
        for rule in import_module(f"proofcheck.inference.{module}").RULES:
            yield f"| {rule.name} | {_statement(rule)} |"
        yield ""


def _statement(rule: Rule) -> str:
    stated = [t for t in THEOREMS if t.name == rule.name]
    if not stated:
        return _in_cell(rule.statement).replace("*", "\\*")
    rest = len(stated) - SHOWN
    return "; ".join(map(_theorem, stated[:SHOWN])) + (f"; {rest} more" if rest > 0 else "")


def _theorem(stated: Theorem) -> str:
    words = {word for text in (stated.statement, *stated.when) for word in re.findall(r"\w+", text)}
    conditions = [*stated.when, *(f"{name}: {text}" for name, text in stated.given if name in words)]
    where = f" for {', '.join(f'`{_in_cell(c)}`' for c in conditions)}" if conditions else ""
    return f"`{_in_cell(stated.statement)}`{where}"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = (Page(DOCS / "proofs.md", table), Page(DOCS / "analysis.md", analysis_table))


if __name__ == "__main__":
    for page in PAGES:
        page.write()
