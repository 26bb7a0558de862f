"""What a container's command means for how long it runs: `sleep 300`, `sh -c "exit 1"`. Anything else is the image's matter."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

SHELLS = {"sh", "bash", "/bin/sh", "/bin/bash", "ash", "/bin/ash"}
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}

_SLEEP = re.compile(r"sleep\s+(?:(\d+(?:\.\d+)?)([smhd]?)|(infinity|inf))$")
_EXIT = re.compile(r"exit(?:\s+(\d+))?$")
_FOR_EVER = re.compile(r"(while\s+(true|:)\b|tail\s+-[fF]\b|yes\b)")
_QUIET = re.compile(r"(echo|printf|date|env|ls|pwd|set|export|cd|cat|mkdir|touch|:|true)\b")


class Program(NamedTuple):
    """When a command ends by itself and with what."""

    exits_after_s: float | None
    """None: never."""
    exit_code: int


def program(command: Sequence[str]) -> Program | None:
    """The program of a command that needs no image to be understood, None for all others."""
    words = list(command)
    if words and words[0] in SHELLS and len(words) >= 3 and re.fullmatch(r"-[a-z]*c", words[1]):
        return _script(words[2])
    return _script(shlex.join(words)) if words else None


def _script(text: str) -> Program | None:
    elapsed, code = 0.0, 0
    for part in re.split(r"\s*(?:;|&&|\n)\s*", text.strip()):
        if not part:
            continue
        if _FOR_EVER.match(part):
            return Program(None, 0)
        if match := _SLEEP.match(part):
            if match[3]:
                return Program(None, 0)
            elapsed += float(match[1]) * UNITS[match[2]]
        elif match := _EXIT.match(part):
            return Program(max(elapsed, 0.5), int(match[1] or code))
        elif part == "false":
            code = 1
            if "&&" in text:
                break
        elif _QUIET.match(part):
            code = 0
        else:
            return None
    return Program(max(elapsed, 0.5), code)
