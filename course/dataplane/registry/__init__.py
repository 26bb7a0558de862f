"""ECR's registry endpoint: the OCI distribution API (1.1, and with it Docker's registry API v2) over layers on disk.

A registry of our own, and not one of the well-kept servers behind a door: they are Go programs that pip cannot install, while
this one is there wherever the course is, on every system. What they would bring beyond the standard (replication, other stores,
a web face) nobody here needs, and what ECR is beyond the standard, its records, they lack: images, tags, immutability,
lifecycle, rights, scans and pull times are the sandbox's own and are asked for by its API with each manifest. What is left is a
store of files under their digests. aiohttp serves it because it streams both ways with back pressure and is installed already.

Sources: OCI distribution specification 1.1; ECR user guide, "Private registry authentication", "Blob mounting".
"""
