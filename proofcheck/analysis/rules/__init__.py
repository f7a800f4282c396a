"""TRUSTED: the rules, each a theorem: if the smaller problems hold, the problem holds. `table.py` gathers them."""
