"""The learner's copies: made once, never overwritten, each remembered with the version it came from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from course.home import Home
from course.model.errors import WorldNotReady


@dataclass(frozen=True)
class Copies:
    """A day's folder in the learner's home, and which files were put there just now."""

    folder: Path
    made: tuple[str, ...]


def create(home: Home, stem: str, originals: Mapping[str, Path]) -> Copies:
    """Copy each original (name in the day's folder → course file) that the learner does not have yet.

    What is there stays as it is, whatever it holds. What was copied, and from which content, is noted in copies.json so that a
    newer course can tell its own changes from the learner's. Raises WorldNotReady where the home cannot be written.
    """
    folder = home.day(stem)
    made = []
    try:
        for name, original in originals.items():
            target = folder / name
            if not os.path.lexists(target):
                _copy(original, target)
                made.append(name)
        if made:
            note_origins(home, stem, {name: remember(home, originals[name]) for name in made})
    except OSError as error:
        raise not_writable(folder, error) from None
    return Copies(folder, tuple(made))


def newer(home: Home, stem: str, originals: Mapping[str, Path]) -> tuple[str, ...]:
    """The learner's copies whose original has changed since, and that do not read like the new one already."""
    origins, folder = known_origins(home, stem), home.day(stem)
    found = []
    for name, original in originals.items():
        before = origins.get(name)
        if before and (now := digest(original)) != before and _readable_digest(folder / name) not in ("", now):
            found.append(name)
    return tuple(found)


def known_origins(home: Home, stem: str) -> dict[str, str]:
    """Name of a copy → digest of the original that it was made from; empty where nothing is known."""
    found = _all_origins(home).get(stem)
    return dict(found) if isinstance(found, dict) else {}


def note_origins(home: Home, stem: str, digests: Mapping[str, str]) -> None:
    """Note which originals copies were made from. Raises OSError."""
    known = _all_origins(home)
    known[stem] = {**known_origins(home, stem), **digests}
    write_json(home.state / "copies.json", known)


def remember(home: Home, original: Path) -> str:
    """Keep an original's bytes under their digest, to tell later what the course changed. Returns the digest. Raises OSError."""
    found = digest(original)
    kept = kept_original(home, found)
    if not kept.exists():
        _copy(original, kept)
    return found


def kept_original(home: Home, digest: str) -> Path:
    """Where an original is kept; it need not exist."""
    return home.state / "originals" / digest


def digest(path: Path) -> str:
    """SHA-256 of a file in hex. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def not_writable(folder: Path, error: OSError) -> WorldNotReady:
    """The sentence for a home that takes nothing."""
    return WorldNotReady(
        f"Your folder {folder} cannot be written ({error.strerror or error}). "
        "Free some space, or choose another place with the variable ECS_COURSE_HOME.",
        run="ecs-course doctor",
    )


def write_json(path: Path, data: object) -> None:
    """Write a file of our own whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=2, sort_keys=True)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(original: Path, target: Path) -> None:
    """Whole or not at all, and never over a file that appeared in the meantime."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".copying-")
    os.close(handle)
    try:
        shutil.copyfile(original, name)
        os.chmod(name, 0o644)
        if not os.path.lexists(target):
            os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def _all_origins(home: Home) -> dict[str, object]:
    try:
        known = json.loads((home.state / "copies.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _readable_digest(path: Path) -> str:
    """The digest, or "" where there is no file that could be read."""
    try:
        return digest(path)
    except OSError:
        return ""
