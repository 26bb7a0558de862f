"""Layer 2: content on disk read into the model; every problem at once, each with file and fix."""
