"""A learner's function called with JSON, in a fresh process with a time limit: nothing of the learner's runs in ours."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("learner_runner.py")
OUTPUT_LIMIT = 2_000_000
"""Bytes of answers read at most."""


class LearnerProblem(Exception):
    """The learner's file cannot give an answer; the sentence says why. The criterion is `failed`."""


class LearnerFileMissing(LearnerProblem):
    """The file is not there."""


class LearnerTooSlow(Exception):
    """The learner's program did not end in time. The criterion is `timed_out`."""


@dataclass(frozen=True)
class Answer:
    """What one call gave: a JSON value, or why there is none."""

    value: Any = None
    error: str = ""
    """"" or one sentence such as `raised ZeroDivisionError: division by zero`."""


_remembered: dict[str, list[Answer]] = {}


def call_each(
    folder: Path, file: str, function: str, cases: Sequence[Sequence[Any]], *, timeout_s: float = 5.0
) -> list[Answer]:
    """Call `function` of `folder/file` once for each list of arguments, all in one fresh process.

    Answers are remembered while no Python file of the folder changes: the function is asked for its value, so a second run
    on the same code tells nothing new. Raises LearnerFileMissing, LearnerProblem (not Python yet, no such function) and
    LearnerTooSlow.
    """
    path = folder / file
    if not path.is_file():
        raise LearnerFileMissing(f"there is no file {file} in {folder.name}")
    request = json.dumps({"file": str(path), "function": function, "cases": [list(case) for case in cases]})
    key = _key(folder, request)
    if key not in _remembered:
        answers = _run(request, file, timeout_s)
        if len(_remembered) > 200:
            _remembered.clear()
        _remembered[key] = answers
    return _remembered[key]


def _key(folder: Path, request: str) -> str:
    digest = hashlib.sha256(request.encode())
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def _run(request: str, file: str, timeout_s: float) -> list[Answer]:
    environ = {name: value for name, value in os.environ.items() if not name.upper().startswith("AWS_")}
    process = subprocess.Popen(
        [sys.executable, "-I", str(RUNNER)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environ, start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(request.encode(), timeout=timeout_s)
    except subprocess.TimeoutExpired:
        _end(process)
        raise LearnerTooSlow(f"{file} had not answered after {timeout_s:g} s; does a loop in it never end?") from None
    try:
        said = json.loads(output[:OUTPUT_LIMIT].decode() or "null")
        if said["problem"]:
            raise LearnerProblem(said["problem"])
        return [Answer(entry.get("value"), entry.get("error", "")) for entry in said["answers"]]
    except (ValueError, TypeError, KeyError):
        raise LearnerProblem(
            f"{file} ended its process before it answered (exit status {process.returncode})"
        ) from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
