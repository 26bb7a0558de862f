"""A lab's programs run as a learner would run them: setup.py, and the apply command, in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from course.app.steps import step
from course.model.lab import Lab


@dataclass(frozen=True)
class Applied:
    """What a lab's apply command did."""

    ok: bool
    output: str
    """What it printed, both streams, newest last; cut at 20,000 characters."""


def apply(found: Lab, folder: Path, *, command: tuple[str, ...] = (), environ: dict[str, str] | None = None) -> Applied:
    """Run an apply command (default: the lab's own) in `folder`; `python` as the first word is the course's own Python."""
    with step("Running your program"):
        return _program(command or found.facts.apply, folder, found.facts.apply_timeout_s, environ)


def run_setup(found: Lab, folder: Path, *, environ: dict[str, str] | None = None) -> Applied:
    """Bring the world to the lab's start with its setup.py; in the sandbox, have IAM judge where the lab asks for it."""
    with step("Bringing the world to the day's start"):
        done = _program(("python", str(found.folder / "setup.py")), folder, found.facts.apply_timeout_s, environ)
        return _judged_from_now(environ or os.environ) if done.ok and found.facts.iam else done


def _judged_from_now(environ: Mapping[str, str]) -> Applied:
    """Let the sandbox judge users and roles of the account that the surroundings name. A real account has no such switch."""
    endpoint, key = environ.get("AWS_ENDPOINT_URL", ""), environ.get("AWS_ACCESS_KEY_ID", "")
    if not endpoint:
        return Applied(True, "")
    account = f"?account={key}" if len(key) == 12 and key.isdigit() else ""
    asked = Request(f"{endpoint.rstrip('/')}/_sandbox/iam/on{account}", data=b"", method="POST")
    try:
        with urlopen(asked, timeout=10):
            return Applied(True, "")
    except OSError as error:
        return Applied(False, f"The sandbox did not switch IAM on: {error}.")


def _program(command: tuple[str, ...], folder: Path, timeout_s: float, environ: dict[str, str] | None) -> Applied:
    words = [sys.executable if command[0] == "python" else command[0], *command[1:]]
    try:
        done = subprocess.run(
            words, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=timeout_s, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Applied(False, f"{' '.join(command)} had not ended after {timeout_s:g} s and was stopped.")
    except OSError as error:
        return Applied(False, f"{' '.join(command)} cannot be run: {error.strerror}.")
    return Applied(done.returncode == 0, done.stdout[-20_000:])


def last_line(output: str) -> str:
    """The end of what a program printed: where Python says what went wrong."""
    return (output.strip().splitlines() or ["it said nothing"])[-1]
