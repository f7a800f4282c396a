"""Singular values, eigenvalues, definiteness, traces, determinants, ranks and condition numbers.

Sources: Horn and Johnson, Matrix Analysis, chapters 4, 5 and 7; Bhatia, Matrix Analysis, chapter III. An equation is
written with the term that it simplifies on the left. The least singular value is that of min(m, n), so products and
Kronecker products of it are stated for square matrices only.
"""

from __future__ import annotations

from proofcheck.inference.estimates.theorems import Theorem, theorem

_PERTURBED = ("inv(J) - inv(K)", "inv(J)", "J - K", "inv(K)")


def _singular_values() -> list[Theorem]:
    weyl, least = "Weyl's inequality", "least singular value"
    return [
        theorem(weyl, "sigma_max(A) - sigma_max(B) <= sigma_max(A + B)"),
        theorem(weyl, "sigma_max(B) - sigma_max(A) <= sigma_max(A + B)"),
        theorem(weyl, "sigma_max(A) - sigma_max(B) <= sigma_max(A - B)"),
        theorem(weyl, "sigma_max(B) - sigma_max(A) <= sigma_max(A - B)"),
        theorem(weyl, "sigma_min(A) - sigma_max(B) <= sigma_min(A + B)"),
        theorem(weyl, "sigma_min(B) - sigma_max(A) <= sigma_min(A + B)"),
        theorem(weyl, "sigma_min(A) - sigma_max(B) <= sigma_min(A - B)"),
        theorem(weyl, "sigma_min(B) - sigma_max(A) <= sigma_min(A - B)"),
        theorem(weyl, "sigma_min(A + B) <= sigma_min(A) + sigma_max(B)"),
        theorem(weyl, "sigma_min(A + B) <= sigma_max(A) + sigma_min(B)"),
        theorem(weyl, "sigma_min(A - B) <= sigma_min(A) + sigma_max(B)"),
        theorem(weyl, "abs(sigma_min(A) - sigma_min(B)) <= sigma_max(A - B)"),
        theorem(least, "sigma_min(A) <= sigma_max(A)"),
        theorem(least, "sigma_min(A.T) == sigma_min(A)"),
        theorem(least, "sigma_min(-A) == sigma_min(A)"),
        theorem(least, "sigma_min(c*A) == abs(c)*sigma_min(A)"),
        theorem(least, "sigma_min(A/c) == sigma_min(A)/abs(c)", "c != 0"),
        theorem(least, "sigma_min(eye(n)) == 1"),
        theorem(least, "sigma_min(U) == 1"),
        theorem(least, "sigma_min(V @ A) == sigma_min(A)"),
        theorem(least, "sigma_min(A @ U) == sigma_min(A)"),
        theorem(least, "sigma_min(diag(x)) == min(abs(x))"),
        theorem(least, "sigma_min(kron(M, E)) == sigma_min(M)*sigma_min(E)", E="matrix[p, p]"),
        theorem(least, "sigma_min(M)*sigma_min(N) <= sigma_min(M @ N)"),
        theorem(least, "sigma_min(M @ N) <= sigma_max(M)*sigma_min(N)"),
        theorem(least, "sigma_min(M @ N) <= sigma_min(M)*sigma_max(N)"),
        theorem(least, "sigma_min(M)*sigma_max(N) <= sigma_max(M @ N)"),
        theorem(least, "sigma_max(M)*sigma_min(N) <= sigma_max(M @ N)"),
        theorem(least, "sigma_min(M)*norm(x) <= norm(M @ x)"),
        theorem(least, "sigma_min(M)*norm(N, fro) <= norm(M @ N, fro)"),
        theorem(least, "sigma_min(M)**k <= sigma_min(power(M, k))"),
        theorem(least, "product(sigma_min(F(s)) for s in lo..hi) <= sigma_min(matprod(F(t) for t in lo..hi))"),
        theorem(
            least, "product(sigma_min(F(s)) for s in hi..lo by -1) <= sigma_min(matprod(F(t) for t in hi..lo by -1))"
        ),
        theorem(least, "product(sigma_min(F(s)) for s in lo..hi) <= sigma_min(matprod(F(t) for t in hi..lo by -1))"),
        theorem(least, "0 < sigma_min(J)"),
        theorem(least, "0 < sigma_max(J)"),
        theorem(least, "norm(x) <= sigma_max(inv(J))*norm(J @ x)"),
        theorem("singular values of an inverse", "sigma_max(inv(G)) == 1/lambda_min(G)"),
        *(
            theorem("perturbation of an inverse", "{} <= {}*{}*{}".format(*(n.format(e) for e in _PERTURBED)))
            for n in ("sigma_max({})", "norm({}, 1)", "norm({}, oo)", "norm({}, fro)")
        ),
        theorem("singular values of an inverse", "sigma_max(inv(J)) == 1/sigma_min(J)"),
        theorem("singular values of an inverse", "sigma_min(inv(J)) == 1/sigma_max(J)"),
        theorem("singular values of an inverse", "1/sigma_max(J) <= sigma_max(inv(J))"),
        theorem("condition number", "condition(J) == sigma_max(J)/sigma_min(J)"),
        theorem("condition number", "1 <= condition(J)"),
        theorem("condition number", "1 <= sigma_max(J)*sigma_max(inv(J))"),
        theorem("condition number", "1 <= norm(J, 1)*norm(inv(J), 1)"),
        theorem("condition number", "1 <= norm(J, oo)*norm(inv(J), oo)"),
        theorem("condition number", "sqrt(n) <= norm(J, fro)*norm(inv(J), fro)"),
        theorem("condition number", "condition(J @ K) <= condition(J)*condition(K)"),
        theorem("condition number", "condition(inv(J)) == condition(J)"),
        theorem("condition number", "condition(J.T) == condition(J)"),
        theorem("condition number", "condition(U) == 1"),
        theorem("condition number", "condition(c*J) == condition(J)", "c != 0"),
        theorem("condition number", "condition(J.T @ J) == condition(J)**2"),
    ]


def _eigenvalues() -> list[Theorem]:
    weyl, rayleigh, radius, gershgorin = (
        "Weyl's inequality",
        "Rayleigh quotient",
        "spectral radius",
        "Gershgorin's theorem",
    )
    found = [
        theorem(weyl, "lambda_max(S + T) <= lambda_max(S) + lambda_max(T)"),
        theorem(weyl, "lambda_min(S) + lambda_min(T) <= lambda_min(S + T)"),
        theorem(weyl, "lambda_max(S) + lambda_min(T) <= lambda_max(S + T)"),
        theorem(weyl, "lambda_min(S) + lambda_max(T) <= lambda_max(S + T)"),
        theorem(weyl, "lambda_min(S + T) <= lambda_min(S) + lambda_max(T)"),
        theorem(weyl, "lambda_min(S + T) <= lambda_max(S) + lambda_min(T)"),
        theorem(weyl, "lambda_max(S - T) <= lambda_max(S) - lambda_min(T)"),
        theorem(weyl, "lambda_min(S) - lambda_max(T) <= lambda_min(S - T)"),
        theorem(weyl, "abs(lambda_max(S + T) - lambda_max(S)) <= sigma_max(T)"),
        theorem(weyl, "abs(lambda_min(S + T) - lambda_min(S)) <= sigma_max(T)"),
        theorem(weyl, "abs(lambda_max(S) - lambda_max(T)) <= sigma_max(S - T)"),
        theorem(weyl, "abs(lambda_min(S) - lambda_min(T)) <= sigma_max(S - T)"),
        theorem("symmetric eigenvalues", "lambda_max(-S) == -lambda_min(S)"),
        theorem("symmetric eigenvalues", "lambda_min(-S) == -lambda_max(S)"),
        theorem("symmetric eigenvalues", "lambda_max(a*S) == a*lambda_max(S)"),
        theorem("symmetric eigenvalues", "lambda_min(a*S) == a*lambda_min(S)"),
        theorem("symmetric eigenvalues", "lambda_max(S + c*eye(n)) == lambda_max(S) + c"),
        theorem("symmetric eigenvalues", "lambda_min(S + c*eye(n)) == lambda_min(S) + c"),
        theorem("symmetric eigenvalues", "lambda_max(eye(n)) == 1"),
        theorem("symmetric eigenvalues", "lambda_min(eye(n)) == 1"),
        theorem("symmetric eigenvalues", "lambda_max(diag(x)) == max(x)"),
        theorem("symmetric eigenvalues", "lambda_min(diag(x)) == min(x)"),
        theorem("symmetric eigenvalues", "lambda_min(S) <= lambda_max(S)"),
        theorem("symmetric eigenvalues", "lambda_max(A.T @ A) == sigma_max(A)**2"),
        theorem("symmetric eigenvalues", "lambda_max(A @ A.T) == sigma_max(A)**2"),
        theorem("symmetric eigenvalues", "lambda_min(M.T @ M) == sigma_min(M)**2"),
        theorem("symmetric eigenvalues", "lambda_max(outer(x, x)) == norm(x)**2"),
        theorem(radius, "lambda_max(S) <= sigma_max(S)"),
        theorem(radius, "-lambda_max(S) <= sigma_max(S)"),
        theorem(radius, "-lambda_min(S) <= sigma_max(S)"),
        theorem(radius, "-sigma_max(S) <= lambda_min(S)"),
        theorem(radius, "lambda_max(S) <= spectral_radius(S)"),
        theorem(radius, "abs(lambda_max(S)) <= sigma_max(S)"),
        theorem(radius, "abs(lambda_min(S)) <= sigma_max(S)"),
        theorem(radius, "spectral_radius(S) == sigma_max(S)"),
        theorem(radius, "sigma_max(S) == max(abs(lambda_max(S)), abs(lambda_min(S)))"),
        theorem(radius, "spectral_radius(power(M, k)) == spectral_radius(M)**k"),
        theorem(radius, "spectral_radius(M.T) == spectral_radius(M)"),
        theorem(radius, "spectral_radius(-M) == spectral_radius(M)"),
        theorem(radius, "spectral_radius(c*M) == abs(c)*spectral_radius(M)"),
        theorem(radius, "spectral_radius(U) == 1"),
        theorem(radius, "spectral_radius(diag(x)) == max_abs(x)"),
        theorem(radius, "abs(trace(M)) <= n*spectral_radius(M)"),
        theorem(radius, "abs(det(M)) <= spectral_radius(M)**n"),
        theorem(radius, "spectral_radius(M @ N) == spectral_radius(N @ M)"),
        theorem(radius, "sigma_min(M) <= spectral_radius(M)"),
        theorem("exponential of a matrix", "sigma_max(expm(M)) <= exp(sigma_max(M))"),
        theorem("exponential of a matrix", "norm(expm(M), 1) <= exp(norm(M, 1))"),
        theorem("exponential of a matrix", "norm(expm(M), oo) <= exp(norm(M, oo))"),
        theorem("exponential of a matrix", "lambda_max(expm(S)) == exp(lambda_max(S))"),
        theorem(gershgorin, "spectral_radius(M) <= max(sum(abs(M[s, t]) for t in 1..n) for s in 1..n)"),
        theorem(gershgorin, "spectral_radius(M) <= max(sum(abs(M[t, s]) for t in 1..n) for s in 1..n)"),
        theorem(gershgorin, "lambda_max(S) <= max(S[s, s] + sum(abs(S[s, t]) for t in 1..n if t != s) for s in 1..n)"),
        theorem(gershgorin, "min(S[s, s] - sum(abs(S[s, t]) for t in 1..n if t != s) for s in 1..n) <= lambda_min(S)"),
    ]
    found += [
        theorem(radius, f"spectral_radius(M) <= {n}")
        for n in ("sigma_max(M)", "norm(M, fro)", "norm(M, 1)", "norm(M, oo)")
    ]
    for form in ("x @ S @ x", "dot(x @ S, x)", "dot(x, S @ x)", "x @ (S @ x)"):
        found += [
            theorem(rayleigh, f"{form} <= lambda_max(S)*norm(x)**2"),
            theorem(rayleigh, f"lambda_min(S)*norm(x)**2 <= {form}"),
            theorem("quadratic form", f"0 <= {form}", S="positive semidefinite matrix[n, n]"),
            theorem("quadratic form", f"0 < {form}", "norm(x) > 0", S="positive definite matrix[n, n]"),
            theorem("quadratic form", f"0 < {form}", "x != 0", S="positive definite matrix[n, n]"),
        ]
    found += [theorem(rayleigh, "S[i, i] <= lambda_max(S)"), theorem(rayleigh, "lambda_min(S) <= S[i, i]")]
    return found


def _definiteness() -> list[Theorem]:
    psd = "positive semidefinite matrix"
    closed = (
        "is_psd(P)",
        "is_psd(A.T @ A)",
        "is_psd(A @ A.T)",
        "is_psd(P + Q)",
        "is_psd(a*P)",
        "is_psd(P*a)",
        "is_psd(A @ P @ A.T)",
        "is_psd(A @ (P @ A.T))",
        "is_psd(C.T @ P @ C)",
        "is_psd(C.T @ (P @ C))",
        "is_psd(P.T)",
        "is_psd(inv(G))",
        "is_psd(power(P, k))",
        "is_psd(S @ S)",
        "is_psd(P*Q)",
        "is_psd(outer(x, x))",
        "is_psd(eye(n))",
        "is_psd(zeros(n, n))",
        "is_psd(ones(n, n))",
        "is_psd(lambda_max(S)*eye(n) - S)",
        "is_psd(S - lambda_min(S)*eye(n))",
        "is_psd(sigma_max(S)*eye(n) - S)",
        "is_psd(sigma_max(S)*eye(n) + S)",
        "is_psd(trace(P)*eye(n) - P)",
        "is_psd(expm(S))",
    )
    found = [theorem(psd, text) for text in closed]
    found += [
        theorem(psd, "is_psd(kron(P, E))", E="positive semidefinite matrix[p, p]"),
        theorem(psd, "is_psd(diag(x))", "0 <= x"),
        theorem(psd, "is_psd(c*eye(n) - S)", "lambda_max(S) <= c"),
        theorem(psd, "is_psd(S - c*eye(n))", "c <= lambda_min(S)"),
        theorem(psd, "is_psd(S)", "0 <= lambda_min(S)"),
        theorem(psd, "is_psd(sum(F(t) for t in lo..hi))", "forall t in lo..hi: is_psd(F(t))"),
        theorem(psd, "is_psd(O)", O="symmetric projection matrix[n, n]"),
        theorem(psd, "is_psd(diag(x) - outer(x, x))", x="probability vector[n]"),
        theorem(psd, "0 <= lambda_min(P)"),
        theorem(psd, "0 <= lambda_max(P)"),
        theorem(psd, "0 < lambda_min(G)"),
        theorem(psd, "0 < lambda_max(G)"),
        theorem(psd, "0 <= P[i, i]"),
        theorem(psd, "0 < G[i, i]"),
        theorem(psd, "0 <= trace(P)"),
        theorem(psd, "0 < trace(G)"),
        theorem(psd, "0 <= trace(P @ Q)"),
        theorem(psd, "trace(P @ Q) <= lambda_max(P)*trace(Q)"),
        theorem(psd, "trace(P @ Q) <= trace(P)*lambda_max(Q)"),
        theorem(psd, "trace(P @ Q) <= trace(P)*trace(Q)"),
        theorem(psd, "lambda_min(P)*trace(Q) <= trace(P @ Q)"),
        theorem(psd, "trace(P)*lambda_min(Q) <= trace(P @ Q)"),
        theorem(psd, "0 <= det(P)"),
        theorem(psd, "0 < det(G)"),
        theorem(psd, "P[i, j]**2 <= P[i, i]*P[j, j]"),
        theorem(psd, "abs(P[i, j]) <= sqrt(P[i, i]*P[j, j])"),
        theorem(psd, "abs(P[i, j]) <= (P[i, i] + P[j, j])/2"),
        theorem(psd, "norm(P, nuc) == trace(P)"),
        theorem(psd, "sigma_max(P) == lambda_max(P)"),
        theorem(psd, "sigma_min(P) == lambda_min(P)"),
        theorem(psd, "spectral_radius(P) == lambda_max(P)"),
        theorem(psd, "lambda_max(P) <= trace(P)"),
        theorem(psd, "norm(P, fro) <= trace(P)"),
        theorem(psd, "sigma_max(O) <= 1", O="symmetric projection matrix[n, n]"),
        theorem("projection", "norm(O @ x) <= norm(x)", O="symmetric projection matrix[n, n]"),
        theorem("projection", "norm(x - O @ x) <= norm(x)", O="symmetric projection matrix[n, n]"),
        theorem("projection", "sigma_max(O) <= 1", O="symmetric projection matrix[n, n]"),
        theorem("projection", "1 <= sigma_max(O)", "0 < trace(O)", O="projection matrix[n, n]"),
        theorem("projection", "1 <= sigma_max(O)", "1 <= trace(O)", O="projection matrix[n, n]"),
        theorem("projection", "trace(O) == rank(O)", O="projection matrix[n, n]"),
    ]
    return found


def _traces_and_determinants() -> list[Theorem]:
    return [
        theorem("trace", "trace(S) <= n*lambda_max(S)"),
        theorem("trace", "n*lambda_min(S) <= trace(S)"),
        theorem("trace", "abs(trace(M)) <= n*sigma_max(M)"),
        theorem("trace", "trace(M) <= n*sigma_max(M)"),
        theorem("trace", "abs(trace(M)) <= norm(M, nuc)"),
        theorem("trace", "trace(M) <= norm(M, nuc)"),
        theorem("trace", "abs(trace(M)) <= sqrt(n)*norm(M, fro)"),
        theorem("trace", "trace(M) <= sqrt(n)*norm(M, fro)"),
        theorem("trace", "trace(M)**2 <= n*norm(M, fro)**2"),
        theorem("trace", "trace(M @ M) <= norm(M, fro)**2"),
        theorem("trace", "trace(S @ S) == norm(S, fro)**2"),
        theorem("trace", "lambda_max(S)**2 <= norm(S, fro)**2"),
        theorem("trace", "lambda_min(S)**2 <= norm(S, fro)**2"),
        theorem("trace", "trace(P)**2 <= n*norm(P, fro)**2"),
        theorem("determinant", "abs(det(M)) <= sigma_max(M)**n"),
        theorem("determinant", "det(M) <= sigma_max(M)**n"),
        theorem("determinant", "sigma_min(M)**n <= abs(det(M))"),
        theorem("determinant", "abs(det(U)) == 1"),
        theorem("determinant", "abs(det(M @ N)) == abs(det(M))*abs(det(N))"),
        theorem("determinant", "det(P) + det(Q) <= det(P + Q)"),
        theorem("determinant", "det(P) <= det(P + Q)"),
        theorem("determinant", "det(Q) <= det(P + Q)"),
        theorem("determinant", "det(P)**(1/n) <= trace(P)/n"),
        theorem("determinant", "log(det(G)) <= trace(G) - n"),
        theorem("determinant", "abs(det(M)) <= (norm(M, fro)/sqrt(n))**n"),
        theorem("determinant", "det(P) <= lambda_max(P)**n"),
        theorem("determinant", "lambda_min(P)**n <= det(P)"),
        theorem("determinant", "det(P) <= (trace(P)/n)**n"),
        theorem("Hadamard's inequality", "det(P) <= product(P[t, t] for t in 1..n)"),
        theorem("Hadamard's inequality", "abs(det(M)) <= product(norm(M[:, t]) for t in 1..n)"),
        theorem("Hadamard's inequality", "abs(det(M)) <= product(norm(M[t]) for t in 1..n)"),
        theorem("Hadamard's inequality", "abs(det(M)) <= product(norm(M[t, :]) for t in 1..n)"),
        theorem("rank", "rank(A @ C) <= rank(A)"),
        theorem("rank", "rank(A @ C) <= rank(C)"),
        theorem("rank", "rank(A @ C) <= min(rank(A), rank(C))"),
        theorem("rank", "rank(A) + rank(C) - n <= rank(A @ C)"),
        theorem("rank", "rank(A + B) <= rank(A) + rank(B)"),
        theorem("rank", "rank(A - B) <= rank(A) + rank(B)"),
        theorem("rank", "rank(A*B) <= rank(A)*rank(B)"),
        theorem("rank", "rank(A) <= m"),
        theorem("rank", "rank(A) <= n"),
        theorem("rank", "rank(A.T) == rank(A)"),
        theorem("rank", "rank(A.T @ A) == rank(A)"),
        theorem("rank", "rank(A @ A.T) == rank(A)"),
        theorem("rank", "rank(A @ J) == rank(A)"),
        theorem("rank", "rank(J) == n"),
        theorem("rank", "rank(outer(u, x)) <= 1"),
        theorem("rank", "norm(A, nuc) <= sqrt(rank(A))*norm(A, fro)"),
        theorem("rank", "norm(A, fro) <= sqrt(rank(A))*sigma_max(A)"),
        theorem("rank", "norm(A, nuc) <= rank(A)*sigma_max(A)"),
    ]


THEOREMS: tuple[Theorem, ...] = (
    *_singular_values(),
    *_eigenvalues(),
    *_definiteness(),
    *_traces_and_determinants(),
)
