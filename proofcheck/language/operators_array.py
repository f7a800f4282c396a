"""Rows of the operators on arrays: literals, linear algebra, statistics, layers, distributions, complexity."""

from __future__ import annotations

from proofcheck.language import rules, rules_linear, rules_special
from proofcheck.language.signature import Operator, Rule
from proofcheck.language.types import INTEGER, REAL


def _row(
    name: str,
    rule: Rule,
    arity: int | tuple[int, int | None] = 1,
    range: str = "",
    defined: str = "",
    latex: str = "",
    unicode: str = "",
    options: tuple[str, ...] = (),
) -> Operator:
    return Operator(
        name=name,
        arity=(arity, arity) if isinstance(arity, int) else arity,
        rule=rule,
        range=range,
        defined=defined,
        latex=latex,
        unicode=unicode,
        options=options,
    )


LITERALS = (
    _row("stack", rules.stacked, (1, None)),
    _row("block", rules_linear.block, (1, None), options=("rows",)),
)

LINEAR = (
    _row("@", rules_linear.product, 2, latex="#1 #2", unicode="#1 #2"),
    _row("sum", rules_linear.total),
    _row("mean", rules_linear.average),
    _row("transpose", rules_linear.transposed, latex=r"#1^\top", unicode="#1ᵀ"),
    _row("inv", rules_linear.square_to_square, defined="det(x) != 0", latex="#1^{-1}", unicode="#1⁻¹"),
    _row("pinv", rules_linear.pseudo_inverse, latex="#1^+", unicode="#1⁺"),
    _row("det", rules_linear.square_to_scalar, latex=r"\det #1"),
    _row("logabsdet", rules_linear.square_to_real, defined="det(x) != 0", latex=r"\log\left|\det #1\right|"),
    _row("trace", rules_linear.square_to_scalar, latex=r"\operatorname{tr} #1"),
    _row("rank", rules_linear.matrix_to_integer, range="[0, oo)", latex=r"\operatorname{rank} #1"),
    _row("chol", rules_linear.square_to_square, defined="is_psd(x)"),
    _row("expm", rules_linear.square_to_square, latex="e^{#1}"),
    _row("sqrtm", rules_linear.square_to_square),
    _row("tril", rules_linear.triangle),
    _row("triu", rules_linear.triangle),
    _row("flip", rules_linear.flipped),
    _row("pad", rules_linear.padded, (2, 3)),
    _row("diag", rules_linear.diag, latex=r"\operatorname{diag}(#1)"),
    _row("diagonal", rules_linear.diagonal),
    _row("eye", rules_linear.identity, latex="I_{#1}"),
    _row("zeros", rules_linear.filled, (1, None)),
    _row("ones", rules_linear.filled, (1, None)),
    _row("outer", rules_linear.outer, 2, latex=r"#1 #2^\top", unicode="#1 #2ᵀ"),
    _row("dot", rules_linear.dot, 2, latex=r"#1 \cdot #2", unicode="#1 · #2"),
    _row("cross", rules_linear.cross, 2, latex=r"#1 \times #2", unicode="#1 × #2"),
    _row("kron", rules_linear.kron, 2, latex=r"#1 \otimes #2", unicode="#1 ⊗ #2"),
    _row("vec", rules_linear.vectorised, latex=r"\operatorname{vec} #1"),
    _row("norm", rules_linear.norm, range="[0, oo)", latex=r"\left\|#1\right\|", unicode="‖#1‖", options=("kind",)),
    _row("sigma_max", rules_linear.matrix_to_real, range="[0, oo)", latex=r"\sigma_{\max}(#1)"),
    _row("sigma_min", rules_linear.matrix_to_real, range="[0, oo)", latex=r"\sigma_{\min}(#1)"),
    _row("sigma", rules_linear.singular_values, range="[0, oo)", latex=r"\sigma(#1)"),
    _row("lambda_max", rules_linear.square_to_real, defined="is_symmetric(x)", latex=r"\lambda_{\max}(#1)"),
    _row("lambda_min", rules_linear.square_to_real, defined="is_symmetric(x)", latex=r"\lambda_{\min}(#1)"),
    _row("eigenvalues", rules_linear.eigenvalues, latex=r"\lambda(#1)"),
    _row("spectral_radius", rules_linear.square_to_real, range="[0, oo)", latex=r"\rho(#1)"),
    _row("condition", rules_linear.matrix_to_real, range="[1, oo)", defined="sigma_min(x) > 0", latex=r"\kappa(#1)"),
    _row("max_abs", rules_linear.largest_entry, range="[0, oo)"),
    _row("power", rules_linear.matrix_power, 2, latex="#1^{#2}"),
    _row("is_symmetric", rules_linear.square_to_truth),
    _row("is_psd", rules_linear.square_to_truth, unicode="#1 ⪰ 0", latex=r"#1 \succeq 0"),
    _row("is_orthogonal", rules_linear.square_to_truth),
    _row("is_singular", rules_linear.square_to_truth),
)

STATISTICS = (
    _row("var", rules_linear.vector_to_real, range="[0, oo)"),
    _row("std", rules_linear.vector_to_real, range="[0, oo)"),
    _row("cov", rules_linear.two_vectors_to_real, 2),
    _row("corr", rules_linear.two_vectors_to_real, 2, range="[-1, 1]", defined="var(x) != 0 and var(y) != 0"),
    _row("cumsum", rules_linear.running),
    _row("argmax", rules_linear.position, latex=r"\arg\max #1"),
    _row("argmin", rules_linear.position, latex=r"\arg\min #1"),
)

LAYERS = (
    _row("softmax", rules_special.along_rows, range="(0, 1]"),
    _row("log_softmax", rules_special.along_rows, range="(-oo, 0]"),
    _row("logsumexp", rules_special.smooth_maximum),
    _row("cross_entropy", rules_linear.two_vectors_to_real, 2),
    _row("layernorm", rules_special.along_rows, options=("eps",)),
    _row("rmsnorm", rules_special.along_rows, options=("eps",)),
    _row("batchnorm", rules_special.batch, options=("eps",)),
    _row("conv1d", rules_special.conv1d, 2, options=("stride", "padding", "dilation")),
    _row("conv2d", rules_special.conv2d, 2, options=("stride", "padding", "dilation")),
    _row("onehot", rules_linear.onehot, 2, range="[0, 1]"),
    _row("attention", rules_special.attention, 3),
)

DISTRIBUTIONS = (
    _row("normal", rules_special.distribution(REAL), 2, defined="y > 0", latex=r"\mathcal N(#1, #2)"),
    _row("uniform", rules_special.distribution(REAL), 2, defined="x < y"),
    _row("bernoulli", rules_special.distribution(INTEGER), defined="0 <= x and x <= 1"),
    _row("poisson", rules_special.distribution(INTEGER), defined="x > 0"),
    _row("exponential", rules_special.distribution(REAL), defined="x > 0"),
    _row("mvnormal", rules_special.multivariate_normal, 2, defined="is_psd(y)"),
    _row("finite", rules_special.finite),
    _row("pdf", rules_special.density, 2, range="[0, oo)"),
    _row("kl", rules_special.divergence, 2, range="[0, oo)"),
    _row("entropy", rules_special.entropy),
)

COMPLEXITY = (
    _row("shape", rules_special.shape),
    *(
        _row(name, rules_special.count, 2 if name == "context" else 1, range="[0, oo)")
        for name in (
            "size", "parameters", "multiplications", "operations", "connections", "steps", "memory", "context"
        )
    ),
)  # fmt: skip

ARRAY_ROWS = (*LITERALS, *LINEAR, *STATISTICS, *LAYERS, *DISTRIBUTIONS, *COMPLEXITY)
