"""Rare violations: tiny sets, far tails, ends, single points, rational or not, lower-dimensional sets."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

from proofcheck.claim import Claim
from proofcheck.load.yaml import load_text
from proofcheck.search.closed_guesses import closed_guesses
from proofcheck.search.closest import closest_witness
from proofcheck.search.points import look
from proofcheck.verdict import Closed, Witness


def claim(text: str, given: str) -> Claim:
    loaded = load_text(
        f"proofcheck: 1\nclaims:\n  - id: c\n    given: {{{given}}}\n    claim: {text}\n", "t.claims.yaml"
    )
    assert loaded.problems == ()
    return loaded.claims[0]


def witness_of(text: str, given: str) -> Witness | None:
    stated = claim(text, given)
    return look(stated) or closest_witness(stated)


X = "x: real"
POSITIVE = "x: real > 0"
FALSE = {
    "a dip of depth 1e-8": ("x*log(x) >= -0.36787943", POSITIVE),
    "a peak of height 1e-9": ("x*exp(-x) <= 0.36787944", 'x: "real >= 0"'),
    "at the end pi/2 alone": ("sin(x) >= 0.6366198*x", 'x: "real in [0, pi/2]"'),
    "a set of measure 2e-7": ("(x - 0.7390851)**2 > 1/10**14", 'x: "real in [0, 1]"'),
    "within 1e-15 of an open end": ("1/(1 - x) <= 10**15", 'x: "real in [0, 1)"'),
    "two waves almost in step": ("sin(x) + sin(sqrt(2)*x) <= 1.9999", X),
    "the tail of a small integral": (
        "exp(x)*integral(exp(-t)/t for t in [x, oo]) > log(1 + 2.001/x)/2",
        POSITIVE,
    ),
    "a far tail": ("log(x) <= x**(1/10) + 6", POSITIVE),
    "below 1e-4": ("sin(x) >= min(x, 1/10000)", 'x: "real in (0, 3]"'),
    "close to an open end": ("log(x) > -20", 'x: "real in (0, 1)"'),
    "one rational point": ("(x - 1/7)**2 > 0", X),
    "one rational point in the plane": ("(x - 1/7)**2 + (y - 2/13)**2 > 0", "x: real, y: real"),
    "pi/2 alone": ("sin(x) < 1", 'x: "real in [0, 3]"'),
    "pi/4 alone": ("sin(x) + cos(x) < sqrt(2)", X),
    "1/e alone": ("x*log(x) > -1/e", POSITIVE),
    "sqrt(3/2) alone": ("2*x + 3/x > 2*sqrt(6)", POSITIVE),
    "log(2) alone": ("exp(x) + 4*exp(-x) > 4", X),
    "a line": ("x**2 + y**2 > 2*x*y", "x: real, y: real"),
    "a circle": ("x**2 + y**2 != 1", "x: real, y: real"),
    "three equal numbers": ("a**3 + b**3 + c**3 > 3*a*b*c", "a: real > 0, b: real > 0, c: real > 0"),
    "Nesbitt with 1e-6 too much": (
        "a/(b + c) + b/(c + a) + c/(a + b) >= 1.500001",
        "a: real > 0, b: real > 0, c: real > 0",
    ),
}


@pytest.mark.parametrize(("text", "given"), FALSE.values(), ids=FALSE)
def test_a_rare_violation_is_found(text: str, given: str) -> None:
    witness = witness_of(text, given)
    assert witness is not None
    assert witness.certified


TRUE = {
    "a weak touch": ("sin(x) <= 1", X),
    "a narrow gap": ("x*y < (x**2 + y**2)/2 + 1/10**9", "x: real, y: real"),
    "cancellation near 0": ("(exp(x) - 1)/x > 0", "x: real != 0"),
    "overflow": ("log(1 + exp(x)) > 0", X),
    "an approached bound": ("tanh(x) < 1", X),
    "undefined on a part": ("sqrt(x) >= 0", X),
}


@pytest.mark.parametrize(("text", "given"), TRUE.values(), ids=TRUE)
def test_nothing_is_found_where_it_holds(text: str, given: str) -> None:
    assert witness_of(text, given) is None


NAMED = {
    "a multiple of pi": ("sin(x) < 1", 'x: "real in [1, 2]"', Closed("pi/2")),
    "a root": ("x**2 - 2*sqrt(2)*x + 2 > 0", X, Closed("sqrt(2)")),
    "a simple fraction": ("x**2 - x + 1/4 > 0", X, Fraction(1, 2)),
}


@pytest.mark.parametrize(("text", "given", "value"), NAMED.values(), ids=NAMED)
def test_the_point_is_named_as_one_would_by_hand(text: str, given: str, value: object) -> None:
    witness = witness_of(text, given)
    assert witness is not None
    assert witness.instance.value("x") == value


def test_guesses_of_a_point_are_few_and_likeliest_first() -> None:
    near = (Fraction(15707963267948966, 10**16), Fraction(1, 3))
    assert next(closed_guesses(near)) == (Closed("pi/2"), Fraction(1, 3))
    assert len(list(closed_guesses((Fraction(1, 2),) * 4))) <= 48


def test_the_look_loads_no_pytorch() -> None:
    code = (
        "import sys\n"
        "from proofcheck.load.yaml import load_text\n"
        "from proofcheck.portfolio import decide\n"
        "text = 'proofcheck: 1\\nclaims:\\n  - {id: c, given: {x: real}, claim: x**2 > x - 0.24}\\n'\n"
        "claim = load_text(text, 't').claims[0]\n"
        "from proofcheck.search.points import look\n"
        "from proofcheck.search.closest import closest_witness\n"
        "assert look(claim) or closest_witness(claim)\n"
        "assert 'torch' not in sys.modules and 'sympy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
