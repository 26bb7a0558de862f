"""Where the registry answers: a port of its own, kept for the sandbox's whole life, and the names that images have there."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

from course.sandbox.call import DEFAULT_ACCOUNT, DEFAULT_REGION
from course.sandbox.launch import free_port, listening_socket

PORT_FILE = "registry-port"
BACKLOG = 128


class RegistryPlace:
    """The registry, as this process knows it: nothing until somebody has set it, in a process without a registry."""

    port = 0
    folder: Path | None = None
    """The sandbox's state folder, in which layers and findings lie (course/dataplane/registry/store.py)."""


def open_socket(folder: Path) -> socket.socket:
    """A listening socket on the port that this sandbox keeps; on another one, kept from now on, where that is taken.

    `folder` is the sandbox's state folder.
    """
    kept = _kept(folder)
    bound = None
    if kept:
        with suppress(OSError):
            bound = listening_socket(kept)
    if bound is None:
        bound = listening_socket(free_port(avoid=kept))
        fresh = folder / f"{PORT_FILE}.{os.getpid()}.new"
        with suppress(OSError):  # a disk that refuses is told by the journal
            fresh.write_text(str(bound.getsockname()[1]), "utf-8")
            os.replace(fresh, folder / PORT_FILE)
    bound.listen(BACKLOG)
    RegistryPlace.port, RegistryPlace.folder = bound.getsockname()[1], folder
    return bound


def repository_uri(account: str, region: str, name: str) -> str:
    """repositoryUri. Docker resolves no other name than localhost, and takes it for a registry without TLS."""
    here = (account, region) == (DEFAULT_ACCOUNT, DEFAULT_REGION)
    return f"localhost:{RegistryPlace.port}/" + (name if here else f"{account}/{region}/{name}")


def _kept(folder: Path) -> int | None:
    try:
        port = int((folder / PORT_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return port if 0 < port < 65536 else None
