"""Antiderivatives that SymPy proposes. They are guesses: the rule that uses one derives it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

from proofcheck.analysis.demands import outside_binders, plain
from proofcheck.analysis.problem import Problem
from proofcheck.meaning.graph import Entry, Graph, reachable

_LARGEST, _BRANCHES = 60, 3
_WAVES = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh")
_THERE = frozenset((*_WAVES, "exp", "log", "sqrt", "cbrt", "erf", "erfc", "gamma", "factorial", "sign"))


class _Untranslated(Exception):
    """Something that the other side does not know."""


def antiderivatives(region: Problem, body: Entry, t: Entry) -> Sequence[Entry]:
    """What SymPy finds, as entries."""
    import sympy
    from sympy.integrals.manualintegrate import manualintegrate

    parts = outside_binders([body])
    if len(parts) > _LARGEST or any(e.op in ("jet", "floor", "ceil", "mod", "if") for e in parts):
        return ()
    names: dict[Any, Entry] = {}
    try:
        formula, symbol = _formula(sympy, region, body, t, names)
    except _Untranslated:
        return ()
    found: list[Entry] = []
    for method in (manualintegrate, lambda f, x: sympy.integrate(f, x, heurisch=False, meijerg=False)):
        for branch in _branches(sympy, _guess(method, formula, symbol)):
            with suppress(_Untranslated):  # a function that the language has no word for
                found.append(_entry(sympy, region.graph, branch, names))
        if found:
            break
    return found


def _guess(method: Callable[[Any, Any], Any], formula: Any, symbol: Any) -> Any:
    """What a method of SymPy answers; no guess where it fails, which it does with errors of any kind."""
    try:
        return method(formula, symbol)
    except Exception:
        return None


def _formula(sympy: Any, region: Problem, body: Entry, t: Entry, names: dict[Any, Entry]) -> tuple[Any, Any]:
    done: dict[Entry, Any] = {}
    for e in reachable([body]):
        if e.op == "var":
            positive = plain(region, ">", e) or None
            done[e] = sympy.Dummy(f"v{len(names)}", real=True, positive=positive)
            names[done[e]] = e
        else:
            done[e] = _one(sympy, e, [done[a] for a in e.args])
    return done[body], done[t]


def _one(sympy: Any, e: Entry, args: list[Any]) -> Any:
    match e.op:
        case "num" if isinstance(e.data, Fraction):
            return sympy.Rational(e.data.numerator, e.data.denominator)
        case "pi":
            return sympy.pi
        case "+":
            return args[0] + args[1]
        case "-":
            return args[0] - args[1]
        case "*":
            return args[0] * args[1]
        case "/":
            return args[0] / args[1]
        case "neg":
            return -args[0]
        case "**":
            return args[0] ** args[1]
        case "restrict":
            return args[0]
        case "abs":
            return sympy.Abs(args[0])
        case "max" | "min":
            return (sympy.Max if e.op == "max" else sympy.Min)(*args)
    if e.op in _THERE and e.data is None:
        return getattr(sympy, e.op)(*args)
    raise _Untranslated


def _branches(sympy: Any, answer: Any) -> list[Any]:
    """An answer by cases as several answers; of none, none."""
    if answer is None:
        return []
    cases = answer.atoms(sympy.Piecewise) if isinstance(answer, sympy.Basic) else set()
    if not cases:
        return [answer]
    (first, *_) = sorted(cases, key=str)
    return [answer.xreplace({first: value}) for value, _ in first.args[:_BRANCHES]]


_BACK: Mapping[str, str] = {
    **{name: name for name in _THERE},
    "Abs": "abs", "Max": "max", "Min": "min", "loggamma": "loggamma",
}  # fmt: skip


def _entry(sympy: Any, g: Graph, formula: Any, names: Mapping[Any, Entry]) -> Entry:
    def back(f: Any) -> Entry:
        if f in names:
            return names[f]
        if f.is_Rational:
            return g.num(Fraction(int(f.p), int(f.q)))
        if f is sympy.pi:
            return g.make("pi")
        if f is sympy.E:
            return g.make("exp", g.one)
        if f.is_Add or f.is_Mul:
            return _folded(g.add if f.is_Add else g.mul, [back(a) for a in f.args])
        if f.is_Pow:
            base, exponent = f.args
            if exponent == sympy.Rational(1, 2):
                return g.make("sqrt", back(base))
            if exponent == sympy.Rational(-1, 2):
                return g.div(g.one, g.make("sqrt", back(base)))
            if exponent.is_Integer and exponent < 0:
                return g.div(g.one, g.power(back(base), int(-exponent)))
            return g.power(back(base), back(exponent))
        name = _BACK.get(type(f).__name__)
        if name is not None:
            return g.make(name, *map(back, f.args))
        if type(f).__name__ in _RECIPROCAL:
            return g.div(g.one, g.make(_RECIPROCAL[type(f).__name__], *map(back, f.args)))
        raise _Untranslated

    return back(formula)


_RECIPROCAL = {"sec": "cos", "csc": "sin", "sech": "cosh", "csch": "sinh", "cot": "tan", "coth": "tanh"}


def _folded(join: Callable[[Entry, Entry], Entry], items: list[Entry]) -> Entry:
    total = items[0]
    for item in items[1:]:
        total = join(total, item)
    return total
