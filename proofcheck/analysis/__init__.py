"""TRUSTED: real analysis of scalar problems. A problem says that a relation holds all over a region; a plan reduces it.

`problem.py` states problems, `table.py` holds the rules (each a theorem: if the smaller problems hold, so does the
problem), `check.py` follows a plan, rule by rule, to its leaves. `tactics/` looks for plans and is not trusted: what it
finds counts only once `check` has followed it.
"""
