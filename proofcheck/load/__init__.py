"""Readers of claim files. The package itself can be called, so that the public name `proofcheck.load` is one thing.

Importing any module below binds `proofcheck.load` to this package; without `__call__` the function of that name
would be there or not depending on what was imported before.
"""

from __future__ import annotations

import sys
from os import PathLike
from types import ModuleType

from proofcheck.load.yaml import LoadedFile
from proofcheck.load.yaml import load as _load


class _Package(ModuleType):
    def __call__(self, path: str | PathLike[str]) -> LoadedFile:
        """The claims in a file, and every problem of it."""
        return _load(path)


sys.modules[__name__].__class__ = _Package
