"""Layer 5, beside the notebook: the full-screen terminal face of every sitting. The only importer of textual."""
