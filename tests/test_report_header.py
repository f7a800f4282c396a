"""The line that says what a run rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofcheck import __version__
from proofcheck.report import header as module
from proofcheck.report.header import device, header, installed


@pytest.mark.parametrize(
    ("torch", "visible", "driver", "found"),
    [
        ("2.13.0", None, True, "cuda"),
        ("2.13.0", "0,1", True, "cuda"),
        ("2.13.0", "", True, "cpu"),
        ("2.13.0", "-1", True, "cpu"),
        ("2.13.0+cpu", None, True, "cpu"),
        ("2.13.0", None, False, "cpu"),
    ],
    ids=["driver", "chosen", "hidden", "none", "cpu-build", "no-driver"],
)
def test_device(tmp_path: Path, torch: str, visible: str | None, driver: bool, found: str) -> None:
    node = tmp_path / "nvidia0"
    if driver:
        node.touch()
    assert device(torch, visible, node) == found


def test_header(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"torch": "2.13.0+cpu", "sympy": "1.14.0", "python-flint": ""}
    monkeypatch.setattr(module, "installed", versions.__getitem__)
    assert header(3) == f"proofcheck {__version__}: torch 2.13.0 (cpu), sympy 1.14.0, no python-flint, seed 3"


def test_a_package_that_is_not_there_has_no_version() -> None:
    assert installed("proofcheck-no-such-package") == ""
