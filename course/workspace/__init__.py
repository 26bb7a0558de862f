"""Layer 3: the learner's own files: copies, their comparison with the course's, and every way back."""
