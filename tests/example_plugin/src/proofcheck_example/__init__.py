"""An example plug-in: the operator `swish`, a method that proves nothing yet, and the report format `tally`.

Only rows of data stand here; what they name is imported when it is first needed.
"""

from __future__ import annotations

from proofcheck.hooks import Method, OperatorRow, ReportFormat, hookimpl
from proofcheck.language.rules import analytic
from proofcheck.language.signature import Operator


@hookimpl
def proofcheck_operators() -> list[OperatorRow]:
    swish = Operator(
        name="swish",
        arity=(1, 1),
        rule=analytic,
        derivatives=("sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))",),
        entrywise=True,
    )
    return [OperatorRow(operator=swish, ball="proofcheck_example.meaning.ball")]


@hookimpl
def proofcheck_methods() -> list[Method]:
    return [Method(name="reflexive", kind="prover", implementation="proofcheck_example.method.prove", order=10)]


@hookimpl
def proofcheck_reports() -> list[ReportFormat]:
    return [ReportFormat(name="tally", implementation="proofcheck_example.report.render")]
