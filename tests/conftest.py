"""Claim files under `tests` are material of the tests, not tests of their own."""

from __future__ import annotations

collect_ignore_glob = ["*.claims.yaml", "*.claims.yml"]
