"""Collecting claims loads no engine: what every pytest run in the environment pays stays small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "sympy", "flint", "z3", "numpy", "mpmath")

FILE = """\
proofcheck: 1
claims:
  - id: commutes
    claim: x + y == y + x
    given: {x: real, y: real}
  - id: typo
    claim: x +
"""

LOADED = f"""
import sys
print(sorted({set(HEAVY)!r} & set(sys.modules)))
"""

COLLECT = """
import sys
import pytest
code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", "-p", "proofcheck.pytest_plugin", sys.argv[1]])
assert code in (0, 2), code
"""


def loaded_by(statements: str, *arguments: str, cwd: Path = ROOT) -> str:
    """The heavy libraries that a fresh interpreter holds after running `statements`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", statements + LOADED, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "module",
    ["proofcheck", "proofcheck.pytest_plugin", "proofcheck.cli", "proofcheck.load.yaml", "proofcheck.run.pool"],
)
def test_importing_loads_no_engine(module: str) -> None:
    assert loaded_by(f"import {module}") == "[]"


def test_collecting_a_claim_file_loads_no_engine(tmp_path: Path) -> None:
    path = tmp_path / "a.claims.yaml"
    path.write_text(FILE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    statements = COLLECT + "assert 'proofcheck.load.yaml' in sys.modules\n"
    assert loaded_by(statements, str(path), cwd=tmp_path) == "[]"


@pytest.mark.parametrize("library", ["numpy", "mpmath"])
def test_an_engine_would_be_seen(library: str) -> None:
    assert loaded_by(f"import {library}") == f"['{library}']"
