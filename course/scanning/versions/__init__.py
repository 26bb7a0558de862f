"""How versions are ordered, one file for each packaging system. Each `key` gives what sorts like the version, or None."""
