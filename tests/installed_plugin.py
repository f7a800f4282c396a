"""The example plug-in as pip would install it: its modules on the path, and metadata with its entry point."""

from __future__ import annotations

import os
from pathlib import Path

TESTS = Path(__file__).parent
SOURCE = TESTS / "example_plugin" / "src"


def path_with_example(folder: Path) -> str:
    """A value of PYTHONPATH under which the example plug-in is installed; `folder` gets its metadata."""
    metadata = folder / "proofcheck_example-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: proofcheck-example\nVersion: 0.1.0\n", "utf-8")
    (metadata / "entry_points.txt").write_text("[proofcheck]\nexample = proofcheck_example\n", "utf-8")
    return os.pathsep.join((str(folder), str(SOURCE), str(TESTS), str(TESTS.parent)))
