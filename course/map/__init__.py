"""Layer 3: the learner's world as a picture: surveyed by describe calls, laid out by pure arithmetic, told as an outline."""
