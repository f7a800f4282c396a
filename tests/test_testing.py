"""What authors of plug-ins test with."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fake_decide import decide

from proofcheck.errors import ClaimError
from proofcheck.hooks import ReportFormat, hookimpl
from proofcheck.testing import check_here, claim, registry_of


def test_the_registry_of_one_plugin() -> None:
    row = ReportFormat(name="tally", implementation="a.b")
    plugin = SimpleNamespace(proofcheck_reports=hookimpl(lambda: [row]))
    assert registry_of(plugin).report("tally") is row


def test_a_claim_from_its_relation() -> None:
    made = claim("x**2 >= 0", x="real in [0, 1]")
    assert (made.id, made.text, [given.name for given in made.given]) == ("claim", "x**2 >= 0", ["x"])


def test_a_claim_that_has_no_meaning() -> None:
    with pytest.raises(ClaimError) as raised:
        claim("x == y_0", x="real")
    assert raised.value.problem.message == "unknown name `y_0`"


def test_a_claim_checked_in_this_process() -> None:
    assert check_here(claim("x == x", x="real"), decide).fine
