"""The Docker runtime: tasks as real containers, in a process of its own. The only importer of docker."""
