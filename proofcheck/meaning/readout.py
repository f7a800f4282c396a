"""Values as short text: exact ones as they are, enclosed ones with the digits that are certain."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor, log2, log10

from proofcheck.meaning.exact import Term
from proofcheck.meaning.graph import Grid
from proofcheck.meaning.hybrid import EXACT, Evaluator, Nothing, State
from proofcheck.verdict import Closed, Imaginary, Instance, Value

MAX_ITEMS = 36
MAX_DIGITS = 24
DIGITS = 10


def number_text(value: Fraction) -> str:
    """`-3/4`; a long one as a decimal that starts the same."""
    if max(abs(value.numerator), value.denominator) < 10**MAX_DIGITS and len(str(value)) <= MAX_DIGITS:
        return str(value)
    return f"≈ {_mantissa(value)}"


def _mantissa(value: Fraction) -> str:
    """Six significant digits, cut off, in scientific notation."""
    sign, value = "-" if value < 0 else "", abs(value)
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    exponent = floor(bits * log10(2))  # off by one at most
    while value < Fraction(10) ** exponent:
        exponent -= 1
    while value >= Fraction(10) ** (exponent + 1):
        exponent += 1
    digits = str(floor(value / Fraction(10) ** (exponent - 5)))
    return f"{sign}{digits[0]}.{digits[1:]}e{exponent}"


def _term_text(value: Term) -> str:
    factors = []
    if value.pi:
        factors.append("pi" if value.pi == 1 else f"pi**{value.pi}" if value.pi > 0 else f"pi**({value.pi})")
    if value.root != 1:
        factors.append(f"sqrt({value.root})")
    body = "*".join(factors)
    if value.coefficient in (1, -1):
        return body if value.coefficient == 1 else f"-{body}"
    return f"{number_text(value.coefficient)}*{body}"


def state_text(state: State) -> str:
    """A state of an entry."""
    if state is None:
        return "unknown"
    if isinstance(state, Nothing):
        return "undefined"
    if isinstance(state, bool):
        return "true" if state else "false"
    if isinstance(state, Fraction):
        return number_text(state)
    if isinstance(state, Imaginary):
        return f"{number_text(state.re)} + {number_text(state.im)}*I"
    if isinstance(state, Term):
        return _term_text(state)
    if _is_sharp(state) or not state.contains(0):
        return str(state.str(DIGITS, radius=False))
    return "≈ 0" if bool(abs(state) < 1e-9) else str(state.str(3))


def _is_sharp(state: State) -> bool:
    """Whether a state shows its first digits for certain."""
    if state is None or isinstance(state, (Nothing, *EXACT)):
        return state is not None
    return bool(state.rel_accuracy_bits() > DIGITS * log2(10))


def grid_text(grid: Grid, evaluator: Evaluator, ladder: Sequence[int]) -> str:
    """A scalar, or nested lists; long arrays are cut short."""
    shown = grid.entries[:MAX_ITEMS]
    states: list[State] = []
    for bits in ladder:
        states = evaluator.states(shown, bits)
        if all(map(_is_sharp, states)):
            break
    return _nested([state_text(s) for s in states], grid.shape)


def _nested(texts: list[str], shape: tuple[int, ...]) -> str:
    if not shape:
        return texts[0] if texts else "…"
    step = 1
    for n in shape[1:]:
        step *= n
    parts = []
    for i in range(shape[0]):
        piece = texts[i * step : (i + 1) * step]
        if not piece:
            parts.append("…")
            break
        parts.append(_nested(piece, shape[1:]))
    return f"[{', '.join(parts)}]"


def value_text(value: Value) -> str:
    """A value of an instance."""
    if isinstance(value, tuple):
        shown = [value_text(v) for v in value[:MAX_ITEMS]]
        return f"[{', '.join([*shown, '…'] if len(value) > MAX_ITEMS else shown)}]"
    if isinstance(value, Closed):
        return value.text
    return state_text(value)


def instance_text(instance: Instance) -> str:
    """`n = 2, x = 1/2, f(z) = A @ z`."""
    parts = [f"{name} = {value_text(value)}" for name, value in instance.values]
    parts += [f"{name}({', '.join(names)}) = {body}" for name, names, body in instance.functions]
    return ", ".join(parts) or "no variables"
