"""Norms, singular values, spectra and ranges: theorems in the claim language, and how they are matched."""
