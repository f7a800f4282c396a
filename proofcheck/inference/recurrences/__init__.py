"""Values of recurrences and derivatives through them, for every depth: unfolding, chain rule, adjoints, induction."""
