"""Starting the background process: a free port, a clean environment, no tie to the terminal."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from course.home import CHECKOUT, Home
from course.sandbox.place import LOG_FILE

# A list of what passes, not of what is held back: credentials, profiles, endpoints and proxies come under
# too many names to forbid, and one that slipped through could lead moto to a real account.
PASSED_ON = {
    *(
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TMPDIR",
        "TEMP",
        "TMP",
        "XDG_RUNTIME_DIR",
    ),
    *("DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DOCKER_CONTEXT"),
    *(
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
    ),
    "ECS_COURSE_LISTENER_SHIFT",
    *("PROGRAMDATA", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE"),
}
PASSED_ON_PREFIXES = ("LC_",)

# Below the range from which systems lend ports to outgoing connections, so that none of these takes ours
# while the sandbox is down; above the ports that load balancers map to (20000 + listener port).
PORTS = range(24000, 29000)

_started: list[subprocess.Popen[bytes]] = []  # kept, so that a child that ends is reaped and never a zombie


def clean_environment(outer: Mapping[str, str], port: int) -> dict[str, str]:
    """The environment of the background process: nothing in it can lead to a real AWS account or to a proxy."""
    passed = {
        name: value
        for name, value in outer.items()
        if name.upper() in PASSED_ON or name.upper().startswith(PASSED_ON_PREFIXES)
    }
    return passed | {
        "AWS_ACCESS_KEY_ID": "123456789012",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # nobody listens there: a stray boto3 client inside fails at once
        "NO_PROXY": "*",
        "no_proxy": "*",
        "MOTO_PORT": str(port),
        "MOTO_DISABLE_GLOBAL_CORS": "true",
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",  # sets are walked in the same order at each start, so that a replay goes the same way
    }


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    try:
        listening_socket(port).close()
    except OSError:
        return False
    return True


def listening_socket(port: int) -> socket.socket:
    """A bound socket on 127.0.0.1:`port`, not yet listening. OSError when another program has the port."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
    except BaseException:
        bound.close()
        raise
    return bound


def free_port(avoid: int | None = None) -> int:
    """A port nobody listens on, other than `avoid`."""
    for port in random.sample(PORTS, 50):
        if port != avoid and is_free(port):
            return port
    with listening_socket(0) as anywhere:
        return int(anywhere.getsockname()[1])


def launch(home: Home, port: int, instance: str) -> subprocess.Popen[bytes]:
    """Start the process and return at once. OSError when the log cannot be written or Python cannot start."""
    command = [sys.executable, "-P", "-m", "course.sandbox.serve"]
    command += ["--home", str(home.root), "--port", str(port), "--instance", instance]
    with Path(home.sandbox / LOG_FILE).open("ab") as log:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home.sandbox,
            env=clean_environment(os.environ, port),
            creationflags=_detached_flags(),
            start_new_session=True,  # Ctrl-C in the terminal, and the end of a kernel, do not reach it
        )
    reap()
    _started.append(started)
    return started


def reap() -> None:
    """Take note of the children that have ended, so that none stays a zombie."""
    _started[:] = [child for child in _started if child.poll() is None]


def _detached_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0
