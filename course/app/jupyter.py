"""JupyterLab as the course starts it: on the learner's copies, in their world, with its own settings and runtime files."""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from course.app.entrance import prepared
from course.app.study import OpenDay
from course.home import Home


@dataclass(frozen=True)
class Server:
    """How to start JupyterLab: the command, its environment, and the folder it runs in."""

    command: list[str]
    environ: dict[str, str]
    folder: Path


def server(home: Home, opened: OpenDay, *, browser: bool) -> Server:
    """JupyterLab for the learner's home, opening the day's copy. Listens on loopback only; `browser`: open one."""
    before = dict(os.environ)
    prepared(home).apply(before)
    before["JUPYTER_RUNTIME_DIR"] = str(home.state / "jupyter" / "runtime")
    page = _page(opened)
    command = [
        sys.executable, "-m", "jupyter", "lab",
        f"--ServerApp.root_dir={home.root}",
        f"--LabApp.default_url=/lab/tree/{quote(page)}",
        "--ServerApp.ip=127.0.0.1",
        "--JupyterApp.answer_yes=True",  # Ctrl-C stops at once instead of asking
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",  # the environment comes from the lock
        "--LabApp.log_level=WARN",
        "--ServerApp.log_level=WARN",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # containers; loopback and a token guard it
        *([] if browser else ["--no-browser"]),
    ]  # fmt: skip
    return Server(command, before, home.root)


def running_url(home: Home, opened: OpenDay) -> str:
    """The address of a JupyterLab that already runs on this home, or ""."""
    runtime = home.state / "jupyter" / "runtime"
    for path in sorted(runtime.glob("jpserver-*.json")):
        try:
            facts = json.loads(path.read_text("utf-8"))
            if Path(facts["root_dir"]) == home.root and _alive(int(facts["pid"])) and _listens(int(facts["port"])):
                return f"{facts['url']}lab/tree/{quote(_page(opened))}?token={facts['token']}"
        except (OSError, ValueError, KeyError):
            continue  # a half-written or foreign file tells nothing
    return ""


def _page(opened: OpenDay) -> str:
    return f"{opened.facts.id}/{opened.facts.id}.ipynb"


def _listens(port: int) -> bool:
    """The file is written a moment before the server listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid)
