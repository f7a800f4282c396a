"""TRUSTED: statements on symbolic integers, read as statements on reals.

`folds.py` writes sums and products over the shortest range of their kind and single terms, `gammas.py` factorials and
binomials by one of them and rational factors, `powers.py` powers by one of each base; `reals.py` puts real variables
for what is left, `deciding.py` asks real analysis about them. `rules_integers.py` has the rules.
"""
