"""The learner's copies: made once, never overwritten, each remembered with the version it came from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from course.home import Home
from course.model.errors import WorldNotReady


@dataclass(frozen=True)
class Copies:
    """A day's folder in the learner's home, and which files were put there just now."""

    folder: Path
    made: tuple[str, ...]


def create(home: Home, stem: str, originals: dict[str, Path]) -> Copies:
    """Copy each original (name in the day's folder → course file) that the learner does not have yet.

    What is there stays as it is, whatever it holds. What was copied, and from which content, is noted in copies.json so that a
    newer course can tell its own changes from the learner's. Raises WorldNotReady where the home cannot be written.
    """
    folder = home.day(stem)
    made = []
    try:
        for name, original in originals.items():
            target = folder / name
            if not target.exists():
                _copy(original, target)
                made.append(name)
        if made:
            _note(home, stem, {name: _digest(originals[name]) for name in made})
    except OSError as error:
        raise WorldNotReady(
            f"Your folder {folder} cannot be written ({error.strerror or error}). "
            "Free some space, or choose another place with the variable ECS_COURSE_HOME.",
            run="ecs-course doctor",
        ) from None
    return Copies(folder, tuple(made))


def _copy(original: Path, target: Path) -> None:
    """Whole or not at all, and never over a file that appeared in the meantime."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".copying-")
    os.close(handle)
    try:
        shutil.copyfile(original, name)
        os.chmod(name, 0o644)
        if not target.exists():
            os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def _note(home: Home, stem: str, digests: dict[str, str]) -> None:
    path = home.state / "copies.json"
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        known = {}
    known.setdefault(stem, {}).update(digests)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(known, file, indent=2, sort_keys=True)
    os.replace(name, path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
