"""What holds as a depth grows without bound, what exists, and sums in closed form."""
