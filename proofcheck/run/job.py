"""What the parent asks of a worker, and how it names what a worker could not answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from proofcheck.claim import Claim, Policy
from proofcheck.verdict import Outcome, Verdict

INTERNAL = "internal error"
_DEFAULT = Policy()
DECIDE = "proofcheck.portfolio.decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One claim to decide: the whole text of its file (the worker keeps it parsed), and the limits that hold for it.

    `seconds` is wall-clock time from the moment a warm worker has the job; `megabytes` (MiB) is resident memory on
    top of what the warm worker held before its first job.
    """

    path: str
    text: str
    claim_id: str
    seconds: Fraction = _DEFAULT.seconds
    megabytes: int = _DEFAULT.megabytes
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "seconds": str(self.seconds)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Job:
        return cls(**{**data, "seconds": Fraction(data["seconds"])})

    def policy(self, written: Policy) -> Policy:
        """The policy of the claim under this job's limits."""
        return replace(written, seconds=self.seconds, megabytes=self.megabytes, seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a run sets for every claim: `budget` replaces a claim's own seconds, `default_budget` only the default."""

    seed: int = 0
    budget: Fraction | None = None
    default_budget: Fraction | None = None

    def job(self, claim: Claim, path: str, text: str) -> Job:
        seconds = claim.policy.seconds
        if self.budget is not None:
            seconds = self.budget
        elif self.default_budget is not None and seconds == _DEFAULT.seconds:
            seconds = self.default_budget
        return Job(
            path=path,
            text=text,
            claim_id=claim.id,
            seconds=seconds,
            megabytes=claim.policy.megabytes,
            seed=self.seed,
        )


def undecided(job: Job, reason: str, seconds: float = 0.0) -> Verdict:
    return Verdict(claim_id=job.claim_id, outcome=Outcome.UNDECIDED, reason=reason, seconds=round(seconds, 3))


def is_internal(verdict: Verdict) -> bool:
    """Whether the checker itself failed on this claim."""
    return verdict.outcome is Outcome.UNDECIDED and verdict.reason.startswith(INTERNAL)


def stopped(job: Job, limit: str, phase: str, interim: Verdict | None, seconds: float) -> Verdict:
    """The verdict on a claim whose worker was killed: what it had established by then, else undecided."""
    what = f"stopped {limit} in {phase}"
    if interim is None:
        return undecided(job, what, seconds)
    return replace(interim, notes=(*interim.notes, what), seconds=round(seconds, 3))


def after_seconds(seconds: Fraction) -> str:
    """`after 20 s`, `after 0.5 s`."""
    return f"after {float(seconds):g} s"


def at_memory(megabytes: int) -> str:
    """`at 2 GiB`, `at 300 MiB`."""
    return f"at {megabytes // 1024} GiB" if megabytes % 1024 == 0 else f"at {megabytes} MiB"
