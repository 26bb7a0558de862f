"""The record of passed labs as a use case: made from the learner's log, and judged by anyone from the file alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from course.app.words import plain
from course.catalog.plan import plan
from course.home import Home
from course.model.errors import ProgressNotReady, UsageProblem, WorldNotReady
from course.model.record import Finding, Judged, PassedLab
from course.progress.log import Log
from course.progress.record import files
from course.progress.record.judge import LARGEST, judge
from course.progress.record.keys import fingerprint, plain_digits, signing_key
from course.progress.record.lines import record
from course.progress.record.passes import passed_labs

LONGEST_NAME = 100
MOST_PROBLEMS = 5
"""Sentences about a log that was not whole; the rest is counted."""


@dataclass(frozen=True)
class Exported:
    """A record that was written."""

    labs: tuple[PassedLab, ...]
    fingerprint: str
    replaced: bool
    """Whether a file that was there was replaced, as asked."""
    notes: list[str]


def export(learner: Home, file: Path, *, name: str = "", over: bool = False) -> Exported | None:
    """Write the record of every lab passed so far; None, with nothing written, where none was passed.

    Raises UsageProblem where `file` is there already and `over` is not set, or cannot be a file; ProgressNotReady and
    WorldNotReady where log, key or disk cannot be used.
    """
    _refuse(file, over)
    if file.resolve().is_relative_to(learner.state.resolve()):
        raise UsageProblem(f"{plain(str(learner.state))} is the course's own folder; write your record somewhere else.")
    if len(name) > LONGEST_NAME or plain(name) != name or "\n" in name:
        raise UsageProblem(f"A name has at most {LONGEST_NAME} characters, all of them printable.")
    course = plan()
    log = Log(learner.progress)
    events = list(log.events())
    labs = passed_labs(events, {day.id: day.title for day in course.days})
    if not labs:
        return None
    problems = _problems(log)
    key = signing_key(learner.record_key)
    data = record(labs, key, course=course.title, name=name.strip(), log_entries=len(events), log_problems=problems)
    replaced = os.path.lexists(file)
    write(file, data, over=over)
    notes = [*log.notes, *key.notes, *(f"The record says so too: {problem}" for problem in problems)]
    return Exported(labs, fingerprint(key.public), replaced, notes)


def _problems(log: Log) -> list[str]:
    try:
        found = log.verify()
    except ProgressNotReady:
        found = ["The log could not be held against its second copy."]
    more = len(found) - MOST_PROBLEMS
    return found if more <= 0 else [*found[:MOST_PROBLEMS], f"And {more} more like these."]


@dataclass(frozen=True)
class Read:
    """A record that was read from a file."""

    judged: Judged
    digest: str
    """SHA-256 of the file."""


def read(file: Path, *, key: str = "") -> Read:
    """Judge the record in `file`; `key`: the fingerprint, or the public key, that it must have been signed with.

    Raises WorldNotReady where the file cannot be read or is no record, UsageProblem for a fingerprint that is none.
    """
    wanted = plain_digits(key)
    if key and (len(wanted) not in (32, 64) or not all(digit in "0123456789abcdef" for digit in wanted)):
        raise UsageProblem("A fingerprint has 32 hex digits, as `record export` and the printed page show it.")
    data = _bytes(file)
    found = judge(data, plain(file.name))
    if wanted and found.whole and wanted not in (found.key, plain_digits(fingerprint(found.key))):
        says = f"It is signed with another key ({fingerprint(found.key)}) than the one that you named ({key.strip()})."
        found = Judged(findings=(Finding(0, "", says),))
    return Read(found, sha256(data).hexdigest())


def _bytes(file: Path) -> bytes:
    shown = plain(str(file))
    try:
        if file.is_dir():
            raise WorldNotReady(f"{shown} is a folder, not a record.")
        if not file.exists():
            raise WorldNotReady(f"There is no file {shown}.")
        if not file.is_file():
            raise WorldNotReady(f"{shown} is no ordinary file.")
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise WorldNotReady(
                f"{shown} is no record of this course: it has {file.stat().st_size:,} bytes, a record at most {LARGEST:,}."
            )
    except (OSError, ValueError) as error:
        raise WorldNotReady(f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    return data


def write(file: Path, data: bytes, *, over: bool) -> None:
    """Write a file for the learner, whole or not at all. Raises UsageProblem or WorldNotReady in a sentence."""
    _refuse(file, over)
    try:
        files.write(file, data, over=over)
    except FileExistsError:
        _refuse(file, over)
        raise
    except (OSError, ValueError) as error:
        says = getattr(error, "strerror", None) or error
        raise WorldNotReady(f"{plain(str(file))} cannot be written: {says}.") from None


def _refuse(file: Path, over: bool) -> None:
    shown = plain(str(file))
    if file.is_dir():
        raise UsageProblem(f"{shown} is a folder; name a file in it.")
    if os.path.lexists(file) and not over:
        raise UsageProblem(f"{shown} is there already. Choose another name, or say --force to replace it.")
    if not file.parent.is_dir():
        raise UsageProblem(f"There is no folder {plain(str(file.parent))}; make it first.")
