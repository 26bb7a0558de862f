"""What exactly was asked and by what it was judged: digests of a day's check file and of what the learner was given."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from course.catalog.places import Places

GIVEN = ("README.md", "hints.md", "lab.toml", "setup.py")
"""Files of a lab that make the task; its starter belongs to them, solution, design and wrong solutions do not."""


def digests(places: Places, stem: str) -> dict[str, str]:
    """{"checks": SHA-256 of the check file, "lab": SHA-256 over names and contents of what the learner was given}.

    "" where a file cannot be read: a verdict is worth more than its digest.
    """
    lab = places.lab(stem)
    try:
        check = sha256(places.check(stem).read_bytes()).hexdigest()
        whole = sha256()
        for path in _given(lab):
            whole.update(f"{path.relative_to(lab).as_posix()} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    except OSError:
        return {"checks": "", "lab": ""}
    return {"checks": check, "lab": whole.hexdigest()}


def _given(lab: Path) -> list[Path]:
    starter = (path for path in (lab / "starter").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted([*(lab / name for name in GIVEN), *starter])
