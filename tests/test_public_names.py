"""`import proofcheck` is cheap and offers its public names lazily."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import proofcheck


@pytest.mark.parametrize("name", proofcheck.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(proofcheck, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'proofcheck' has no attribute 'prove'$"):
        _ = proofcheck.prove


@pytest.mark.parametrize("module", ["proofcheck.pytest_plugin", "proofcheck.cli", "proofcheck.testing"])
def test_no_engine_is_imported_before_a_claim_is_decided(module: str) -> None:
    script = f"import sys, {module}; print({{'torch', 'sympy', 'flint', 'numpy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_importing_the_package_imports_nothing_else() -> None:
    script = "import sys, proofcheck; print(sorted(m for m in sys.modules if m.startswith('proofcheck')))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "['proofcheck']\n"


@pytest.mark.parametrize("before", ["proofcheck", "proofcheck.load.yaml"], ids=["first", "after-the-package"])
def test_load_is_one_thing_whatever_was_imported_before(before: str, tmp_path: Path) -> None:
    path = tmp_path / "a.claims.yaml"
    path.write_text("proofcheck: 1\nclaims: [{id: a, skip: by hand}]\n", "utf-8")
    script = f"import {before}; from proofcheck import load; print([claim.id for claim in load({str(path)!r}).claims])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "['a']\n"
