"""One trial: a mutated claim, what is known of its truth, and what proofcheck says of it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.accuracy.breaking import BREAKING
from benchmarks.accuracy.mutation import Mutation, written
from benchmarks.accuracy.preserving import PRESERVING
from benchmarks.accuracy.seeds import Seed
from benchmarks.outcome import PROVED, REFUTED
from benchmarks.pool import Worker
from proofcheck.language.show import show
from proofcheck.load.yaml import load_text

TRUE, FALSE, UNKNOWN = "true", "false", "unknown"
_TRIES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A mutated claim. `index` and the seed of the run determine it."""

    index: int
    kind: str
    preserving: bool
    seed: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`truth`: true by construction, false at `point`, or unknown. `confirmed`: the judge's word on the witness."""

    index: int
    kind: str
    preserving: bool
    seed: str
    text: str
    truth: str
    outcome: str
    detail: str
    seconds: float
    cpu: float
    point: dict[str, str] | None = None
    witness: dict[str, str] | None = None
    confirmed: bool | None = None

    @property
    def false_accusation(self) -> bool:
        """Refuted, though true by construction or by the judge's evaluation of the witness."""
        return self.outcome == REFUTED and (self.truth == TRUE or self.confirmed is False)

    @property
    def wrong_proof(self) -> bool:
        return self.outcome == PROVED and self.truth == FALSE

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def read(line: str) -> Trial:
    values: dict[str, Any] = json.loads(line)
    return Trial(**values)


def _mutated(seed: Seed, mutation: Mutation, rng: random.Random) -> str | None:
    """The text of the mutated claim, if it is another one and means what its tree means."""
    new = mutation.make(seed.claim, rng)
    if new is None:
        return None
    text = written(new)
    if text == written(seed.claim):
        return None
    loaded = load_text(text, "<mutated>")
    if loaded.problems or len(loaded.claims) != 1 or not loaded.claims[0].links:
        return None
    again = [show(link.node) for link in loaded.claims[0].links]
    return text if again == [show(link.node) for link in new.links] else None


def question(index: int, run: int, seeds: Sequence[Seed], weights: Sequence[float]) -> Question:
    """Half of them preserve truth. Each kind is as likely as any other where it applies."""
    rng = random.Random(f"{run}:{index}")
    kinds = PRESERVING if rng.random() < 0.5 else BREAKING
    mutation = rng.choice(kinds)
    for _ in range(_TRIES):
        seed = rng.choices(seeds, weights)[0]
        text = _mutated(seed, mutation, rng)
        if text is not None:
            return Question(index=index, kind=mutation.name, preserving=mutation.preserving, seed=seed.name, text=text)
        mutation = rng.choice(kinds) if rng.random() < 0.1 else mutation
    raise ValueError(f"no mutation applies: {mutation.name}")


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(answer["detail"])
    except ValueError:
        return {"reason": answer["detail"]}
    return found


def decided(asked: Question, verdicts: Worker, judges: Worker, strict: Worker) -> Trial:
    """Verdict and ground truth. What may be true and is proved is looked at again at many more points."""
    text = {"text": asked.text}
    truth, point = TRUE, None
    if not asked.preserving:
        first = judges.ask(text)
        truth, point = (FALSE, _told(first)["point"]) if first["outcome"] == REFUTED else (UNKNOWN, None)
    answer = verdicts.ask(text)
    told = _told(answer)
    if answer["outcome"] == PROVED and truth == UNKNOWN:
        again = strict.ask(text)
        if again["outcome"] == REFUTED:
            truth, point = FALSE, _told(again)["point"]
    confirmed = told.get("confirmed")
    if truth == UNKNOWN and answer["outcome"] == REFUTED and confirmed:
        truth, point = FALSE, told.get("witness")
    return Trial(
        **asdict(asked),
        truth=truth,
        outcome=answer["outcome"],
        detail=": ".join(str(told[k]) for k in ("verdict", "method", "reason") if told.get(k))[:200],
        seconds=answer["seconds"],
        cpu=answer["cpu"],
        point=point,
        witness=told.get("witness"),
        confirmed=confirmed,
    )
