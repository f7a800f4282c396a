"""Derivatives of entries, by rules of its own: what the claims' own derivative formulas are checked against.

Every rule gives the derivative where the function is differentiable, and `undefined` at kinks, jumps and ends of the
domain where the rule would not be sure. A derivative has no value where the function has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from proofcheck.meaning import NoMeaning, jets
from proofcheck.meaning.bound import is_infinite
from proofcheck.meaning.graph import Entry, Graph, Grid, matrix_place, reachable
from proofcheck.meaning.work import spend

Rule = Callable[[Graph, Entry, Sequence[Entry]], Entry]


def differentiate(g: Graph, roots: Sequence[Entry], leaf: Entry) -> list[Entry]:
    """The derivatives of the roots by one leaf. Errors: NoMeaning."""
    found: dict[Entry, Entry] = {leaf: g.one}
    below = reachable(roots)
    spend(8 * len(below))
    for entry in below:
        if entry.op == "hole":
            raise NoMeaning("diff", "the derivative of something without a meaning")
        if entry not in found:
            inner = [found[a] for a in entry.args]
            if all(_is_zero(d) for d in inner):
                found[entry] = g.zero
            elif entry.op == "if":
                found[entry] = _choice(g, entry, inner, _border(g, entry.args[0], found))
            else:
                found[entry] = _rule_of(entry)(g, entry, inner)
    return [g.restrict(found[r], r) for r in roots]


def _is_zero(entry: Entry) -> bool:
    return entry.op == "num" and entry.data == 0


def _rule_of(entry: Entry) -> Rule:
    rule = RULES.get(entry.op)
    if rule is None or (entry.sign < 0 and entry.op not in _HOLOMORPHIC):
        raise NoMeaning(entry.op, "no rule for its derivative")
    return rule


_ANALYTIC = ("exp", "log", "log2", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")
_HOLOMORPHIC = frozenset(("+", "-", "*", "/", "**", "neg", "restrict", *_ANALYTIC))


def _chain(outer: Callable[[Graph, Entry, Entry], Entry]) -> Rule:
    """The rule of a function of one argument from its derivative `outer(graph, entry, argument)`."""
    return lambda g, e, d: g.mul(outer(g, e, e.args[0]), d[0])


def _over(outer: Callable[[Graph, Entry, Entry], Entry]) -> Rule:
    """The same from the reciprocal of the derivative."""
    return lambda g, e, d: g.div(d[0], outer(g, e, e.args[0]))


def _times(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    a, b = e.args
    return g.add(g.mul(d[0], b), g.mul(a, d[1]))


def _divided(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    a, b = e.args
    if _is_zero(d[1]):
        return g.div(d[0], b)
    return g.div(g.sub(g.mul(d[0], b), g.mul(a, d[1])), g.power(b, 2))


def _power(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    base, exponent = e.args
    value = exponent.constant
    if _is_zero(d[1]):
        lower = g.make("**", base, g.sub(exponent, g.one), data=e.data)
        slope = g.mul(g.mul(exponent, lower), d[0])
        if isinstance(value, Fraction) and value.denominator == 1:
            return slope
        if e.data == "complex":
            return g.restrict(slope, g.div(g.one, base))
        inside = g.make(">", base, g.zero)
        # a variable exponent may be whole, and then the base may be negative
        whole = g.make("==", g.make("floor", exponent), exponent)
        smooth = g.any((inside, g.all((whole, g.make("!=", base, g.zero)))))
        return g.choose(smooth, slope, g.undefined("a power that is not whole, at the end of its domain"))
    log = g.make("log", base, data=e.data)
    return g.mul(e, g.add(g.mul(d[1], log), g.div(g.mul(exponent, d[0]), base)))


def _absolute(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    x = e.args[0]
    if x.sign < 0:
        raise NoMeaning("abs", "is not differentiable on complex numbers")
    flat = g.choose(g.make("==", d[0], g.zero), g.zero, g.undefined("the kink of abs"))
    slope = g.choose(g.make(">", x, g.zero), d[0], g.choose(g.make("<", x, g.zero), g.neg(d[0]), flat))
    return g.choose(g.make("==", x, g.zero), flat, slope)


def _stepwise(at_jump: Callable[[Graph, Entry], Entry]) -> Rule:
    """The rule of a function that is constant between jumps; its argument must be differentiable, so continuous."""

    def rule(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
        return g.restrict(g.choose(at_jump(g, e.args[0]), g.undefined(f"a jump of {e.op}"), g.zero), d[0])

    return rule


def _is_whole(g: Graph, x: Entry) -> Entry:
    return g.make("==", g.make("floor", x), x)


def _mod(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    a, b = e.args
    ratio = g.div(a, b)
    slope = g.sub(d[0], g.mul(g.make("floor", ratio), d[1]))
    return g.choose(_is_whole(g, ratio), g.undefined("a jump of mod"), slope)


def _extreme(order: str) -> Rule:
    """max (order `>`) and min (order `<`): the slope of the extreme argument; at a tie, where all slopes agree.

    Every argument must be differentiable, so continuous: one that jumps may overtake the extreme one.
    """

    def rule(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
        best, slope = e.args[0], d[0]
        other = "<" if order == ">" else ">"
        for x, dx in zip(e.args[1:], d[1:], strict=True):
            tie = slope if slope is dx else g.choose(g.make("==", slope, dx), slope, g.undefined(f"a kink of {e.op}"))
            apart = g.choose(g.make(order, best, x), slope, g.choose(g.make(other, best, x), dx, tie))
            slope = g.choose(g.make("==", best, x), tie, apart)
            best = g.make(e.op, best, x)
        return g.restrict(slope, *d)

    return rule


def _choice(g: Graph, e: Entry, d: Sequence[Entry], border: Entry) -> Entry:
    """Piecewise: at a border the pieces must meet with one slope."""
    test, then, other = e.args
    slope = g.choose(test, d[1], d[2])
    if border.constant is False:
        return slope
    meet = g.all((g.make("==", then, other), g.make("==", d[1], d[2])))
    return g.choose(border, g.choose(meet, d[1], g.undefined("the border of two pieces")), slope)


_WHOLE = ("floor", "ceil", "mod", "sign", "factorial", "binomial", "gcd")
_JUMPS = frozenset((*_WHOLE, "if", "atan2", "rank", "pinv", "hole", "is_psd", "is_pd"))


def _border(g: Graph, test: Entry, slopes: Mapping[Entry, Entry]) -> Entry:
    """Where a condition may change its truth: where two compared sides meet that do not both stand still."""
    meetings = []
    for entry in reachable([test]):
        if _is_zero(slopes[entry]):
            continue
        steep = entry.op == "**" and entry.args[1].constant is None
        if entry.op in _JUMPS or steep or entry.data == "complex":
            raise NoMeaning("if", "the derivative of pieces whose border may jump")
        if entry.op in ("==", "!=", "<", "<=", ">", ">="):
            meetings.append(g.make("==", *entry.args))
    return g.any(meetings)


def _condition(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    """A truth value has no derivative; anything but 0 says only that it may change."""
    return g.one


def _angle(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    y, x = e.args
    slope = g.div(g.sub(g.mul(x, d[0]), g.mul(y, d[1])), g.add(g.power(x, 2), g.power(y, 2)))
    cut = g.all((g.make("==", y, g.zero), g.make("<=", x, g.zero)))
    return g.choose(cut, g.undefined("the branch cut of atan2"), slope)


def _bell(g: Graph, e: Entry, x: Entry) -> Entry:
    """2/sqrt(pi) exp(-x^2)."""
    return g.mul(g.div(g.num(2), g.make("sqrt", g.make("pi"))), g.make("exp", g.neg(g.power(x, 2))))


def _gamma(g: Graph, e: Entry, x: Entry) -> Entry:
    return g.mul(e, g.make("polygamma", g.zero, x))


def _polygamma(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    order, x = e.args
    if not _is_zero(d[0]):
        raise NoMeaning("polygamma", "the derivative by its order")
    return g.mul(g.make("polygamma", g.add(order, g.one), x), d[1])


def _restricted(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    """Where the guards have a value, and are differentiable, so that they have one all around."""
    return g.restrict(d[0], *e.args[1:], *d[1:])


def _matrix_of(e: Entry) -> tuple[Grid, int]:
    rows, columns, place = matrix_place(e)
    return Grid((rows, columns), e.args), place


def _inverse(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    """d(A^-1) = -A^-1 dA A^-1."""
    a, place = _matrix_of(e)
    n = a.shape[0]
    i, j = divmod(place, n)
    inverse = [g.make("inverse", *e.args, data=(n, n, k)) for k in range(n * n)]
    moves = ((k, m) for k in range(n) for m in range(n) if not _is_zero(d[k * n + m]))
    return g.neg(g.sum(g.mul(g.mul(inverse[i * n + k], d[k * n + m]), inverse[m * n + j]) for k, m in moves))


def _determinant(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    """det(A) tr(A^-1 dA), where A is invertible."""
    n = _matrix_of(e)[0].shape[0]
    inverse = [g.make("inverse", *e.args, data=(n, n, k)) for k in range(n * n)]
    moves = ((k, m) for k in range(n) for m in range(n) if not _is_zero(d[k * n + m]))
    return g.mul(e, g.sum(g.mul(inverse[m * n + k], d[k * n + m]) for k, m in moves))


def _integral(g: Graph, e: Entry, d: Sequence[Entry]) -> Entry:
    """Leibniz' rule, for integrands that do not jump; where an end is infinite, for ends that move only."""
    low, high, body, leaf = e.args
    if any(x.op in _JUMPS for x in reachable([body])):
        raise NoMeaning("integral", "the derivative of an integral over jumps")
    if not _is_zero(d[2]) and (is_infinite(low) or is_infinite(high)):
        raise NoMeaning("integral", "the derivative under an integral to infinity")

    def at(end: Entry, moves: Entry) -> Entry:
        if is_infinite(end) or (_is_zero(d[2]) and _is_zero(moves)):
            return g.zero
        return g.mul(g.substitute([body], {leaf: end})[0], moves)

    inside = g.zero if _is_zero(d[2]) else g.bind("integral", low, high, d[2], leaf)
    return g.add(g.sub(at(high, d[1]), at(low, d[0])), inside)


_CHANGES = ("==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "=>", "<=>", "is_psd", "is_pd")

RULES: Mapping[str, Rule] = {
    "+": lambda g, e, d: g.add(d[0], d[1]),
    "-": lambda g, e, d: g.sub(d[0], d[1]),
    "*": _times,
    "/": _divided,
    "neg": lambda g, e, d: g.neg(d[0]),
    "**": _power,
    "exp": _chain(lambda g, e, x: e),
    "log": _over(lambda g, e, x: x),
    "log2": _over(lambda g, e, x: g.mul(x, g.make("log", g.num(2)))),
    "sqrt": _over(lambda g, e, x: g.mul(g.num(2), e)),
    "cbrt": _over(lambda g, e, x: g.mul(g.num(3), g.power(e, 2))),
    "abs": _absolute,
    "sign": _stepwise(lambda g, x: g.make("==", x, g.zero)),
    "floor": _stepwise(_is_whole),
    "ceil": _stepwise(_is_whole),
    "mod": _mod,
    "max": _extreme(">"),
    "min": _extreme("<"),
    "sin": _chain(lambda g, e, x: g.make("cos", x)),
    "cos": _chain(lambda g, e, x: g.neg(g.make("sin", x))),
    "tan": _chain(lambda g, e, x: g.add(g.one, g.power(e, 2))),
    "asin": _over(lambda g, e, x: g.make("sqrt", g.sub(g.one, g.power(x, 2)))),
    "acos": _over(lambda g, e, x: g.neg(g.make("sqrt", g.sub(g.one, g.power(x, 2))))),
    "atan": _over(lambda g, e, x: g.add(g.one, g.power(x, 2))),
    "atan2": _angle,
    "sinh": _chain(lambda g, e, x: g.make("cosh", x)),
    "cosh": _chain(lambda g, e, x: g.make("sinh", x)),
    "tanh": _chain(lambda g, e, x: g.sub(g.one, g.power(e, 2))),
    "asinh": _over(lambda g, e, x: g.make("sqrt", g.add(g.power(x, 2), g.one))),
    "acosh": _over(lambda g, e, x: g.make("sqrt", g.sub(g.power(x, 2), g.one))),
    "atanh": _over(lambda g, e, x: g.sub(g.one, g.power(x, 2))),
    "erf": _chain(_bell),
    "erfc": _chain(lambda g, e, x: g.neg(_bell(g, e, x))),
    "gamma": _chain(_gamma),
    "loggamma": _chain(lambda g, e, x: g.make("polygamma", g.zero, x)),
    "polygamma": _polygamma,
    "restrict": _restricted,
    "inverse": _inverse,
    "integral": _integral,
    "det": _determinant,
    jets.OP: jets.slope,
    **dict.fromkeys(_CHANGES, _condition),
}
