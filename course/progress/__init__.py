"""Layer 3: what the learner did (an append-only log that heals itself) and where that puts them (a pure fold of it)."""
