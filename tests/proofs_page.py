"""What docs/proofs.md shows of the code: the table of rules, and proofs as `proofcheck explain` prints them.

`python -m tests.proofs_page` from the root of the project writes both into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from proofcheck.inference.estimates.rules_estimates import THEOREMS
from proofcheck.inference.estimates.theorems import VARIABLES, Theorem
from proofcheck.inference.table import MODULES, Rule
from proofcheck.load.yaml import load_text
from proofcheck.portfolio import decide
from proofcheck.report.explain import explain
from proofcheck.run.standing import judged

PAGE = Path(__file__).parent.parent / "docs" / "proofs.md"
BEGIN, END = "<!-- rules: written by `python -m tests.proofs_page` -->\n", "<!-- end of the rules -->\n"
SHOWN = 3  # theorems of one name
EXPLAINED = re.compile(
    r"^```text\n(proofcheck explain proofs\.claims\.yaml::(\S+)\n)(.*?)^```$", re.MULTILINE | re.DOTALL
)

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
}


def table() -> str:
    """The variables of the theorems, then each module's rules."""
    return "\n".join((*_variables(), *_rules()))


def section() -> str:
    """What stands in the page between the marks."""
    return _page().partition(BEGIN)[2].partition(END)[0]


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


def explained(claim_id: str, page: Path = PAGE) -> str:
    """The proof of a claim of the page's first claim file as `proofcheck explain` prints it."""
    files = re.finditer(r"^```yaml\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    claims = load_text(next(files)[1], "proofs.claims.yaml").claims
    claim = next(c for c in claims if c.id == claim_id)
    lines = list(explain(judged(claim, decide(claim), path="proofs.claims.yaml")))
    start = next(k for k, line in enumerate(lines) if line.startswith("proof, "))
    return "\n".join(lines[start : lines.index("", start)]) + "\n"


def _page() -> str:
    return PAGE.read_text("utf-8")


def main() -> None:
    before, _, rest = _page().partition(BEGIN)
    text = before + BEGIN + table() + END + rest.partition(END)[2]
    text = EXPLAINED.sub(lambda found: f"```text\n{found[1]}{explained(found[2])}```", text)
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
