"""Sockets inside another network namespace, so that a container finds AWS's own addresses: Linux, as root, engine beside us.

A thread that has entered a namespace makes the sockets; they stay in it, and any thread can serve them. Nothing runs in the
container, and with its namespace everything set up here is gone.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
METADATA_ADDRESS, METADATA_PORT = "169.254.170.2", 80
"""Where containers ask for task metadata and credentials. Developer guide, "Task metadata endpoint version 4"."""
AGENT_PORT = 51679
"""Where the ECS agent answers them itself (developer guide, "Amazon ECS container agent configuration"): reserved on
instances, so no program in a container has a claim on it. Port 80 of a task's namespace belongs to the task."""
CLONE_NEWNET = 0x40000000
SIOCSIFADDR, SIOCSIFNETMASK = 0x8916, 0x891C
"""linux/sockios.h."""


def is_here(pid: int, argument: str) -> bool:
    """Whether that process of the engine is a process of this machine: its command line ends with `argument`."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return pid > 0 and argument.encode() in words


def may_enter() -> bool:
    """Whether this process could enter other namespaces at all."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("iptables") is not None


def inside(pid: int, work: Callable[[], T]) -> T:
    """The result of `work`, done in the network namespace of a process. Raises OSError, and what it raises."""
    results: list[T] = []
    errors: list[BaseException] = []

    def enter() -> None:
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            try:
                if libc.setns(descriptor, CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            finally:
                os.close(descriptor)
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=enter, name="namespace")  # it ends here, and its way in with it
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def open_doors(pid: int, endpoint_port: int) -> tuple[socket.socket, socket.socket]:
    """Two listening sockets in the namespace of a pause container: what 169.254.170.2:80 leads to, and 127.0.0.1 at the port
    of the sandbox. Raises OSError."""
    return inside(pid, lambda: _open_doors(endpoint_port))


def _open_doors(endpoint_port: int) -> tuple[socket.socket, socket.socket]:
    _add_address(METADATA_ADDRESS)
    metadata = _listen(METADATA_ADDRESS, AGENT_PORT)
    try:
        _redirect()
        return metadata, _listen("127.0.0.1", endpoint_port)
    except BaseException:
        metadata.close()
        raise


def _listen(host: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
        opened.setblocking(False)
    except BaseException:
        opened.close()
        raise
    return opened


def _add_address(address: str) -> None:
    """`ip address add ADDRESS/32 dev lo`, without the program."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, "255.255.255.255")):
            place = struct.pack("<HH4s8s", socket.AF_INET, 0, socket.inet_aton(value), bytes(8))
            fcntl.ioctl(asking, request, struct.pack("<16s16s", b"lo:ecs", place))


def _redirect() -> None:
    """As the ECS agent does on instances: a listener of ours on port 80 would keep a program from taking 0.0.0.0:80."""
    rule = ["-d", METADATA_ADDRESS, "-p", "tcp", "--dport", str(METADATA_PORT), "-j", "DNAT"]
    target = ["--to-destination", f"{METADATA_ADDRESS}:{AGENT_PORT}"]
    command = ["iptables", "-w", "5", "-t", "nat", "-A", "OUTPUT", *rule, *target]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise OSError(f"iptables: {done.stderr.strip()}")
