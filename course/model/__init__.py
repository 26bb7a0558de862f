"""Layer 1: the nouns of the course as plain values. No input or output, no clock, nothing outside the standard library."""
