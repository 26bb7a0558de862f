"""A learner starts a lab over, goes back, and looks at what a newer course changed. Nothing here needs a world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from course.app.record import record
from course.catalog.places import Places
from course.catalog.plan import plan, ready_day
from course.home import Home
from course.model.errors import UsageProblem
from course.workspace.backups import Backup, backups, exchange, next_number, restore
from course.workspace.compare import Compared, compare
from course.workspace.copies import newer, remember


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One lab after a reset or an undo."""

    day: str
    """The day's id."""
    folder: Path
    backup: Backup | None
    """What was set aside, None where there was nothing."""
    restored: Backup | None = None
    """What was put back, after an undo."""
    note: str = ""
    """What could not be kept in the log, or ""."""


def originals(places: Places, stem: str) -> dict[str, Path]:
    """What a learner gets a copy of: name in the day's folder → course file."""
    starter = places.lab(stem) / "starter"
    files = {f"{stem}.ipynb": places.print(stem), "README.md": places.lab(stem) / "README.md"}
    for path in sorted(starter.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            files[path.relative_to(starter).as_posix()] = path
    return files


def reset(learner: Home, number: int | str, names: Sequence[str] = (), *, group: int = 0) -> Moved:
    """Fresh copies of a day, or of these files alone; what was there becomes a backup. The progress is kept.

    `group`: the backup's number, 0 for a new one. Raises UsageProblem for a file that the course does not have,
    WorldNotReady where the disk refuses: then nothing was moved.
    """
    stem = ready_day(number)
    fresh = originals(Places(), stem)
    if unknown := [name for name in names if name not in fresh]:
        raise UsageProblem(f"Day {number} has no file {unknown[0]}. It has: {', '.join(fresh)}.")
    arriving = {name: fresh[name] for name in names} if names else fresh
    backup = exchange(
        learner,
        stem,
        arriving,
        leaving=names or None,
        why="reset",
        now=datetime.now(UTC),
        number=group,
        origins={name: remember(learner, path) for name, path in arriving.items()},
    )
    note = record(learner, "lab_reset", {"day": stem, "backup": backup.folder.name if backup else ""})
    return Moved(day=stem, folder=learner.day(stem), backup=backup, note=note)


def reset_all(learner: Home) -> list[Moved]:
    """Reset every day that the learner has a folder of; one undo takes all of it back."""
    stems = [day.id for day in plan().days if day.status == "ready" and learner.day(day.id).is_dir()]
    group = next_number(learner)
    return [reset(learner, stem, group=group) for stem in stems]


def undo(learner: Home, number: int | str | None = None, *, to: int = 0) -> list[Moved]:
    """Put the newest backup back (of a day, where one is named), or the one with the number `to`; all labs of a `reset --all`.

    What is there now becomes a backup too, so that a second undo undoes the first. Raises UsageProblem where there is none.
    """
    stem = None if number is None else ready_day(number)
    known = [backup for backup in backups(learner) if stem in (None, backup.day) and to in (0, backup.number)]
    chosen = [backup for backup in known if backup.number == known[0].number]
    if not chosen:
        said = f"There is no backup {to}." if to else "There is no backup to go back to."
        raise UsageProblem(said, run="ecs-course reset --list")
    group, moved = next_number(learner), []
    for backup in chosen:
        aside = restore(learner, backup, now=datetime.now(UTC), number=group)
        body = {"day": backup.day, "backup": backup.folder.name, "aside": aside.folder.name if aside else ""}
        note = record(learner, "lab_restored", body)
        moved.append(Moved(day=backup.day, folder=learner.day(backup.day), backup=aside, restored=backup, note=note))
    return moved


def differences(learner: Home, number: int | str) -> list[Compared]:
    """A day's copies beside the course's files, where they differ. Raises UsageProblem where there are no copies yet."""
    stem = ready_day(number)
    if not learner.day(stem).is_dir():
        raise UsageProblem(f"You have no copies of day {number} yet.", run=f"ecs-course open {number}")
    return compare(learner, stem, originals(Places(), stem))


def newer_words(learner: Home, stem: str, number: int) -> str:
    """One sentence where the course has newer files than the learner's copies, else ""."""
    names = newer(learner, stem, originals(Places(), stem))
    if not names:
        return ""
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        f"The course has a newer {said}; your copy stays as it is. What changed: ecs-course diff {number}. "
        f"To take it: ecs-course reset {number} {' '.join(names)} (yours is kept in a backup)."
    )
