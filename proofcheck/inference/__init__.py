"""What the kernel replays: rules, each a small theorem, and derivations that are checked step by step."""
