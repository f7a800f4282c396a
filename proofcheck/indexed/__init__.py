"""TRUSTED: the index normal form of array expressions with symbolic sizes."""
