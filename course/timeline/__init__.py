"""Layer 3: what happened, in order, out of what describe calls say. Only `reading` asks; the rest is pure."""
