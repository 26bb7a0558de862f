"""Layer 3: check functions found, run and judged. They only look; a verdict never becomes an exception."""
