"""A stand-in for the portfolio: a claim's `note` says what happens, so that the machinery around it can be tested."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction

from proofcheck.claim import Claim
from proofcheck.proof import Prover
from proofcheck.verdict import Attempt, Certificate, Instance, Outcome, Samples, Step, Verdict, Witness

Say = Callable[[str, Verdict | None], None]


def supported(claim: Claim) -> Verdict:
    return Verdict(claim_id=claim.id, outcome=Outcome.SUPPORTED, evidence=Samples(instances=7, sizes="d <= 3"))


def proved(claim: Claim) -> Verdict:
    proof = Certificate(method="normal form", steps=(Step(rule="expand", text="0 == 0"),), replayed=True)
    attempts = (
        Attempt(method="search", answer="passed", reason="7 instances"),
        Attempt(method="normal form", answer="proved"),
    )
    return Verdict(claim_id=claim.id, outcome=Outcome.PROVED, evidence=proof, attempts=attempts)


def refuted(claim: Claim, value: int = 1) -> Verdict:
    seen = Witness(
        instance=Instance(values=(("d", Fraction(1)), ("W", ((Fraction(value, 2),),)))),
        link=0,
        relation=claim.text,
        left="1/2",
        right="1/4",
        certified=True,
        confirmed=True,
        rate=0.43,
        holds_when=("d = 2",),
        repairs=(("x <= x", "proved"),),
    )
    return Verdict(claim_id=claim.id, outcome=Outcome.REFUTED, evidence=seen)


def _hang(claim: Claim, seed: int, report: Say) -> Verdict:
    report("a long sum", None)
    time.sleep(600)
    return proved(claim)


def _hang_in_c(claim: Claim, seed: int, report: Say) -> Verdict:
    """One call that never yields: no thread of this process runs meanwhile, no signal handler either."""
    report("a power tower", None)
    return Verdict(claim_id=claim.id, outcome=Outcome.UNDECIDED, reason=str(9 ** (9**9))[:1])


def _hang_late(claim: Claim, seed: int, report: Say) -> Verdict:
    report("search", None)
    report("proof", supported(claim))
    report("branch and bound", None)
    time.sleep(600)
    return proved(claim)


def _chatter(claim: Claim, seed: int, report: Say) -> Verdict:
    while True:
        report("chatter", None)


def _swallow(claim: Claim, seed: int, report: Say) -> Verdict:
    report("expansion", None)
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 20)) * 16)
        time.sleep(0.001)


def _crash(claim: Claim, seed: int, report: Say) -> Verdict:
    os.kill(os.getpid(), signal.SIGSEGV)
    return proved(claim)


def _raise(claim: Claim, seed: int, report: Say) -> Verdict:
    report("search", None)
    raise ZeroDivisionError("a defect")


def _print(claim: Claim, seed: int, report: Say) -> Verdict:
    print('{"final": "nonsense"}')  # noqa: T201 - what a library might do
    os.write(1, b"not the protocol\n")
    sys.stdin.read()
    return proved(claim)


def _seeded(claim: Claim, seed: int, report: Say) -> Verdict:
    return refuted(claim, random.Random(f"{seed} {claim.id}").randrange(1, 1000))


def _budget(claim: Claim, seed: int, report: Say) -> Verdict:
    policy = claim.policy
    return Verdict(
        claim_id=claim.id,
        outcome=Outcome.UNDECIDED,
        reason=f"{policy.seconds} s, {policy.megabytes} MiB, seed {policy.seed}",
    )


def _process(claim: Claim, seed: int, report: Say) -> Verdict:
    return Verdict(claim_id=claim.id, outcome=Outcome.UNDECIDED, reason=str(os.getpid()))


BEHAVIOURS: dict[str, Callable[[Claim, int, Say], Verdict]] = {
    "prove": lambda claim, seed, report: proved(claim),
    "support": lambda claim, seed, report: supported(claim),
    "refute": lambda claim, seed, report: refuted(claim),
    "hang": _hang,
    "hang in c": _hang_in_c,
    "hang late": _hang_late,
    "chatter": _chatter,
    "swallow": _swallow,
    "crash": _crash,
    "raise": _raise,
    "print": _print,
    "seeded": _seeded,
    "budget": _budget,
    "process": _process,
}


def decide(
    claim: Claim, seed: int = 0, report: Say = lambda phase, verdict: None, extra: Sequence[Prover] = ()
) -> Verdict:
    """What the claim's note says, `prove` if it says nothing; `plug-in` asks the provers that plug-ins added."""
    if claim.note == "plug-in":
        certificate = next(found for prover in extra if (found := prover.prove(claim)) is not None)
        return Verdict(claim_id=claim.id, outcome=Outcome.PROVED, evidence=certificate)
    return BEHAVIOURS[claim.note or "prove"](claim, seed, report)
