"""Layer 4: the use cases, each a few calls of the parts below. They print nothing."""
