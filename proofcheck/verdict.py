"""What the checker answers: a verdict, the evidence that carries it, and what each method tried.

Plain data, to and from JSON; who may build which evidence is held here and in the kernel.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Outcome(StrEnum):
    PROVED = "proved"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    SKIPPED = "skipped"
    MALFORMED = "malformed"


# A value of a witness: a number, a truth value, nested tuples of them, `Imaginary` for a complex number, or `Closed`.
@dataclass(frozen=True, slots=True)
class Imaginary:
    """A complex rational `re + im*I`."""

    re: Fraction
    im: Fraction


@dataclass(frozen=True, slots=True)
class Closed:
    """A real number that is not rational, by a closed expression of the claim language: `pi/2`, `sqrt(2)`."""

    text: str


Value = Fraction | bool | Imaginary | Closed | tuple["Value", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One instance of a claim's variables, exact.

    `values`: variable name -> value (integers are Fractions with denominator 1). `functions`: name of a function
    variable -> its body as text of the claim language, e.g. `("f", ("z",), "A @ z + b")`; the body's own coefficients
    stand in `values` as `f.A`, `f.b`.
    """

    values: tuple[tuple[str, Value], ...] = ()
    functions: tuple[tuple[str, tuple[str, ...], str], ...] = ()

    def value(self, name: str) -> Value:
        return dict(self.values)[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """An instance that satisfies the assumptions and breaks the relation.

    `confirmed` is set by the kernel alone; `certified` says that both sides were enclosed by balls or computed exactly.
    `link`: index of the first link that fails, and `relation` its text; `left`/`right`: both sides there, as text.
    `path`: of a growth relation, the way on which its sizes go to infinity, as in (("n", "t**2"), ("m", "t")).
    """

    instance: Instance
    link: int
    relation: str
    left: str
    right: str
    certified: bool
    confirmed: bool = False
    rate: float | None = None  # how often random instances break it
    holds_when: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()  # (repaired text, verdict)
    detail: str = ""
    path: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a proof: the rule, the formula it concludes, and the numbers of the steps that it rests on.

    In a `derivation` the text is a closed formula of the claim language, which the kernel reads again.
    """

    rule: str
    text: str
    premises: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Why a claim holds: `method` names the replayable argument, `trusts` the engines it rests on, with versions.

    `replayed` is set by the kernel alone. A certificate is either replayed or names an engine that is trusted.
    """

    method: str
    steps: tuple[Step, ...]
    trusts: tuple[str, ...] = ()
    replayed: bool = False
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What a search saw: how many instances of which sizes, the closest call, and where partial proofs reach."""

    instances: int
    sizes: str = ""
    closest: str = ""
    partial: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Evidence = Witness | Certificate | Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one method of the portfolio answered: proved, refuted or passed, and why."""

    method: str
    answer: str
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one claim."""

    claim_id: str
    outcome: Outcome
    evidence: Evidence | None = None
    reason: str = ""
    attempts: tuple[Attempt, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def __post_init__(self) -> None:
        match self.outcome:
            case Outcome.REFUTED:
                if isinstance(self.evidence, Witness):
                    if not self.evidence.confirmed:
                        raise ValueError("refuted needs a witness that the kernel confirmed")
                elif not (self.evidence is None and self.reason.startswith("shapes")):
                    raise ValueError("refuted needs a witness, or shapes that do not fit")
            case Outcome.PROVED:
                proof = self.evidence
                if not isinstance(proof, Certificate) or not (proof.replayed or proof.trusts):
                    raise ValueError("proved needs a certificate that was replayed or names the engine it trusts")
            case Outcome.SUPPORTED:
                if not isinstance(self.evidence, Samples) or self.evidence.instances < 1:
                    raise ValueError("supported needs at least one instance")
            case _:
                if not self.reason:
                    raise ValueError(f"{self.outcome} needs a reason")


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


_EVIDENCE = {"witness": Witness, "certificate": Certificate, "samples": Samples}


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON data; `from_json` reads it back, equal."""
    data: dict[str, Any] = _plain(asdict(verdict))
    if verdict.evidence is not None:
        data["evidence"] = {"kind": type(verdict.evidence).__name__.lower(), **data["evidence"]}
    return data


def _value(data: Any) -> Value:
    if isinstance(data, bool):
        return data
    if isinstance(data, str):
        return Fraction(data)
    if isinstance(data, dict) and "text" in data:
        return Closed(data["text"])
    if isinstance(data, dict):
        return Imaginary(Fraction(data["re"]), Fraction(data["im"]))
    return tuple(_value(d) for d in data)


def instance_from_json(data: dict[str, Any]) -> Instance:
    return Instance(
        values=tuple((name, _value(value)) for name, value in data["values"]),
        functions=tuple((name, tuple(parameters), body) for name, parameters, body in data["functions"]),
    )


def _evidence(data: dict[str, Any]) -> Evidence:
    fields_ = {k: v for k, v in data.items() if k != "kind"}
    for name, value in fields_.items():
        if name == "instance":
            fields_[name] = instance_from_json(value)
        elif name == "steps":
            fields_[name] = tuple(Step(**{**s, "premises": tuple(s["premises"])}) for s in value)
        elif name in ("repairs", "data", "path"):
            fields_[name] = tuple((a, b) for a, b in value)
        elif isinstance(value, list):
            fields_[name] = tuple(value)
    evidence: Evidence = _EVIDENCE[data["kind"]](**fields_)
    return evidence


def from_json(data: dict[str, Any]) -> Verdict:
    """The verdict that `to_json` wrote."""
    return Verdict(
        claim_id=data["claim_id"],
        outcome=Outcome(data["outcome"]),
        evidence=None if data["evidence"] is None else _evidence(data["evidence"]),
        reason=data["reason"],
        attempts=tuple(Attempt(**a) for a in data["attempts"]),
        notes=tuple(data["notes"]),
        seconds=data["seconds"],
    )
