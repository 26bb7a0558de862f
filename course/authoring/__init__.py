"""Layer 5: for authors: text becomes notebooks, and everything on disk is held against the rules."""
