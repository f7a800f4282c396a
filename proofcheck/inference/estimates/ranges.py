"""Ranges and slopes of functions entry by entry, means, convexity, probability: bounds of what is no matrix norm.

The bounds of one entry are facts of a few reals; here they are carried to arrays by norms, sums and extremes that grow
with the entries. Sources: Hardy, Littlewood and Pólya, Inequalities; Boyd and Vandenberghe, Convex Optimization, 3.1;
Cover and Thomas, Elements of Information Theory, chapter 2.
"""

from __future__ import annotations

from proofcheck.inference.estimates.theorems import Theorem, theorem

# |f(a) - f(b)| <= slope·|a - b|
_SLOPES = {
    **dict.fromkeys(
        ["tanh", "relu", "sin", "cos", "atan", "asinh", "softplus", "abs", "sigmoid", "erf", "normal_cdf", "hardswish"],
        "1",
    ),
    "sigmoid": "1/4",
    "hardswish": "3/2",
    "erf": "2/sqrt(pi)",
    "normal_cdf": "1/sqrt(2*pi)",
}
_VECTOR = ("norm({})", "norm({}, 1)", "max_abs({})")
_MATRIX = ("norm({}, fro)", "norm({}, 1)", "norm({}, oo)", "max_abs({})")
_P = {"x": "probability vector[n]"}
_PQ = {**_P, "y": "probability vector[n]"}


def _lipschitz() -> list[Theorem]:
    """The mean value theorem, in each norm that grows with the entries."""
    name, found = "mean value theorem", []
    for function, slope in _SLOPES.items():
        for a, b, norms in (("c", "d", ("abs({})",)), ("x", "y", _VECTOR), ("A", "B", _MATRIX)):
            for norm in norms:
                left = norm.format(f"{function}({a}) - {function}({b})")
                found.append(theorem(name, f"{left} <= {slope}*{norm.format(f'{a} - {b}')}"))
    for function in ("tanh", "relu", "sin", "atan", "asinh"):
        for a, norms in (("c", ("abs({})",)), ("x", _VECTOR), ("A", _MATRIX)):
            found += [theorem(name, f"{n.format(f'{function}({a})')} <= {n.format(a)}") for n in norms]
    return found


def _means() -> list[Theorem]:
    mean, jensen, spread = "mean", "Jensen's inequality", "variance"
    return [
        theorem(mean, "min(x) <= mean(x)"),
        theorem(mean, "mean(x) <= max(x)"),
        theorem(mean, "sum(x) <= n*max(x)"),
        theorem(mean, "n*min(x) <= sum(x)"),
        theorem(mean, "mean(x) == sum(x)/n"),
        theorem(mean, "abs(mean(x)) <= mean(abs(x))"),
        theorem(mean, "abs(mean(x)) <= max_abs(x)"),
        theorem(mean, "norm(x - mean(x)) <= norm(x)"),
        theorem("triangle inequality", "abs(sum(x)) <= norm(x, 1)"),
        theorem("triangle inequality", "abs(sum(x)) <= sum(abs(x))"),
        theorem("triangle inequality", "sum(x) <= norm(x, 1)"),
        theorem("triangle inequality", "abs(c + d) <= abs(c) + abs(d)"),
        theorem("triangle inequality", "abs(c - d) <= abs(c) + abs(d)"),
        theorem("triangle inequality", "abs(sum(f(t) for t in lo..hi)) <= sum(abs(f(s)) for s in lo..hi)"),
        theorem(
            "triangle inequality",
            "norm(sum(h(t) for t in lo..hi)) <= sum(norm(h(s)) for s in lo..hi)",
            h="function(integer) -> vector[n]",
        ),
        *(
            theorem(
                "triangle inequality",
                f"{norm.format('sum(F(t) for t in lo..hi)')} <= sum({norm.format('F(s)')} for s in lo..hi)",
                F="function(integer) -> matrix[m, n]",
            )
            for norm in ("sigma_max({})", *_MATRIX)
        ),
        theorem("extremes", "x[i] <= max(x)"),
        theorem("extremes", "min(x) <= x[i]"),
        theorem("extremes", "max(x) <= max_abs(x)"),
        theorem("extremes", "-max_abs(x) <= min(x)"),
        theorem("extremes", "max(x + y) <= max(x) + max(y)"),
        theorem("extremes", "min(x) + min(y) <= min(x + y)"),
        theorem("extremes", "max(-x) == -min(x)"),
        theorem("extremes", "min(-x) == -max(x)"),
        theorem("extremes", "min(x) <= max(x)"),
        theorem(jensen, "mean(x)**2 <= mean(x**2)"),
        theorem(jensen, "sum(x)**2 <= n*sum(x**2)"),
        theorem(jensen, "exp(mean(x)) <= mean(exp(x))"),
        theorem(jensen, "mean(log(x)) <= log(mean(x))", "0 < x"),
        theorem(jensen, "mean(sqrt(x)) <= sqrt(mean(x))", "0 <= x"),
        theorem(jensen, "exp(dot(x, y)) <= dot(x, exp(y))", **_P),
        theorem(jensen, "dot(x, y)**2 <= dot(x, y**2)", **_P),
        theorem("inequality of arithmetic and geometric mean", "sqrt(a*b) <= (a + b)/2"),
        theorem("inequality of arithmetic and geometric mean", "a*b <= ((a + b)/2)**2"),
        theorem("inequality of arithmetic and geometric mean", "exp(mean(log(x))) <= mean(x)", "0 < x"),
        theorem(
            "inequality of arithmetic and geometric mean",
            "product(f(t) for t in 1..n) <= (sum(f(s) for s in 1..n)/n)**n",
            "forall r in 1..n: 0 <= f(r)",
        ),
        theorem(spread, "var(x) <= mean(x**2)"),
        theorem(spread, "var(x) == mean(x**2) - mean(x)**2"),
        theorem(spread, "var(x) <= norm(x)**2/n"),
        theorem(spread, "var(x) <= (max(x) - min(x))**2/4"),
        theorem(spread, "std(x) == sqrt(var(x))"),
        theorem(spread, "std(x) <= max_abs(x)"),
        theorem(spread, "var(c*x) == c**2*var(x)"),
        theorem(spread, "cov(x, x) == var(x)"),
        theorem("Cauchy-Schwarz inequality of statistics", "cov(x, y)**2 <= var(x)*var(y)"),
        theorem("Cauchy-Schwarz inequality of statistics", "abs(cov(x, y)) <= std(x)*std(y)"),
        theorem("Cauchy-Schwarz inequality of statistics", "abs(corr(x, y)) <= 1"),
        theorem("normalisation", "norm(layernorm(x)) == sqrt(n)"),
        theorem("normalisation", "norm(rmsnorm(x)) == sqrt(n)"),
        theorem("normalisation", "max_abs(layernorm(x)) <= sqrt(n)"),
    ]


def _probability() -> list[Theorem]:
    lse, average = "log-sum-exp", "weighted mean"
    return [
        theorem(lse, "max(x) <= logsumexp(x)"),
        theorem(lse, "x[i] <= logsumexp(x)"),
        theorem(lse, "logsumexp(x) <= max(x) + log(n)"),
        theorem(lse, "mean(x) + log(n) <= logsumexp(x)"),
        theorem(lse, "abs(logsumexp(x) - logsumexp(y)) <= max_abs(x - y)"),
        theorem(lse, "logsumexp(x + c) == logsumexp(x) + c"),
        theorem(lse, "log(sum(exp(x))) == logsumexp(x)"),
        theorem("softmax", "0 < softmax(x)[i]"),
        theorem("softmax", "softmax(x)[i] <= 1"),
        theorem("softmax", "sigma_max(diag(x) - outer(x, x)) <= 1/2", **_P),
        theorem("softmax", "norm(diag(x) - outer(x, x), fro) <= 1", **_P),
        theorem("softmax", "trace(diag(x) - outer(x, x)) <= 1", **_P),
        theorem(average, "mean(x) == 1/n", **_P),
        theorem(average, "1/n <= max(x)", **_P),
        theorem(average, "min(x) <= 1/n", **_P),
        theorem(average, "1/n <= norm(x)**2", **_P),
        theorem(average, "dot(x, y) <= max(y)", **_P),
        theorem(average, "min(y) <= dot(x, y)", **_P),
        theorem(average, "abs(dot(x, y)) <= max_abs(y)", **_P),
        theorem(average, "max_abs(x @ C) <= max_abs(C)", **_P),
        theorem(average, "max_abs(A @ C) <= max_abs(C)", A="stochastic matrix[n, n]"),
        theorem("entropy", "0 <= entropy(x)", **_P),
        theorem("entropy", "entropy(x) <= log(n)", **_P),
        theorem("Gibbs' inequality", "0 <= kl(x, y)", "0 < y", **_PQ),
        theorem("Gibbs' inequality", "entropy(x) <= cross_entropy(x, y)", "0 < y", **_PQ),
        theorem("Gibbs' inequality", "kl(x, y) == cross_entropy(x, y) - entropy(x)", "0 < y", **_PQ),
    ]


THEOREMS: tuple[Theorem, ...] = (*_lipschitz(), *_means(), *_probability())
