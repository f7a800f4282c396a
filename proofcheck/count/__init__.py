"""Parameters and multiplications of real models, as numbers and as polynomials in named sizes.

Runs code that the user names on the command line; nothing that reads claim files imports this package.
"""
