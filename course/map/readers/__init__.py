"""One file for each kind of resource: what describe calls say, made into nodes and edges. `survey.py` runs them in order."""
