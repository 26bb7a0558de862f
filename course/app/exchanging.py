"""Use cases of the exchange: questions into a file for another program, and a file into a deck of the learner's own."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from filelock import FileLock, Timeout

from course.app.certify import write
from course.app.words import plain
from course.catalog.bank import KINDS, Entry, bank
from course.exchange import deck as decks
from course.exchange.formats import Export, Told
from course.exchange.formats import export as exported
from course.exchange.incoming import Incoming
from course.home import Home
from course.model.errors import UsageProblem, WorldNotReady
from course.model.ids import SLUG
from course.model.problem import Problem
from course.model.quiz import Asked
from course.quiz.pick import ask

LARGEST = 10_000_000
"""Bytes of a file that is taken in."""
READERS = {
    ".csv": "course.exchange.read_table",
    ".tsv": "course.exchange.read_table",
    ".gift": "course.exchange.read_gift",
    ".txt": "course.exchange.read_gift",
    ".json": "course.exchange.read_jupyterquiz",
}
"""How a file's name ends → who reads it."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of a file. With problems, nothing was taken in."""

    deck: str
    path: Path
    problems: tuple[Problem, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    left: tuple[tuple[int, str], ...] = ()
    """Line and why: what a deck cannot hold."""
    less: tuple[tuple[int, str], ...] = ()
    """Line and what: a part that a question came in without."""
    backup: Path | None = None
    """The deck as it was, where questions of it were changed."""


def export(
    learner: Home,
    name: str,
    file: Path,
    *,
    topics: Collection[str] = (),
    levels: Collection[str] = (),
    days: Collection[int] = (),
    kinds: Collection[str] = (),
    seed: int | None = None,
    over: bool = False,
) -> Export:
    """Write the questions of the bank and of the learner's decks that fit to a file. Retired ones are not written.

    Without a seed each question has its first variant. Raises UsageProblem for a wish that fits nothing and a file that is
    there already (unless `over`), WorldNotReady where the disk refuses.
    """
    questions = bank(decks=learner.decks)
    for what, wanted, known in (
        ("topic", topics, {entry.topic for entry in questions.entries}),
        ("level", levels, {"beginner", "intermediate", "advanced"}),
        ("kind", kinds, set(KINDS)),
    ):
        if unknown := sorted(set(wanted) - known):
            raise UsageProblem(f"There is no {what} {plain(unknown[0], 60)}. There are: {', '.join(sorted(known))}.")

    def fits(entry: Entry) -> bool:
        return (
            (not topics or entry.topic in topics)
            and (not levels or entry.level in levels)
            and (not kinds or entry.kind in kinds)
            and (not days or not set(days).isdisjoint(entry.days))
        )

    broken: list[Told] = []
    asked: list[Asked] = []
    for entry in filter(fits, questions.entries):
        question = questions.get(entry.id)
        if question is None:
            broken.append(Told(entry.id, "it cannot be read; see its file"))
            continue
        varied = question if seed is not None else replace(question, variants=question.variants[:1])
        asked.append(ask(varied, seed or 0))
    if not asked:
        raise UsageProblem("No question fits these wishes; nothing was written.")
    made = exported(name, asked, datetime.now(UTC))
    made.left += broken
    write(file, made.data, over=over)
    return made


def import_(learner: Home, file: Path, *, deck: str = "") -> Imported:
    """Take a file's questions into a deck of the learner's: `decks/<deck>.toml`, named like the file where none is named.

    A second import finds its questions by id: the same stay, changed ones are replaced and the old deck is kept beside
    (`decks/backups/`), all else in the deck stays to the letter. Any problem in the file, and nothing is taken in. Raises
    UsageProblem for a file or name that cannot be meant, WorldNotReady for one that cannot be read or written.
    """
    shown = plain(str(file), 200)
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise UsageProblem(f"{shown}: files to import end in .csv, .gift, .txt (GIFT) or .json (jupyterquiz).")
    name = _name(deck, file)
    text = _read(file, shown)
    incoming = Incoming(file=plain(file.name, 100))
    import_module(reader).read(text, incoming)
    made = decks.tables(incoming, name, datetime.now(UTC).date())
    path = learner.decks / f"{name}.toml"
    found = Imported(deck=name, path=path, left=tuple(incoming.left), less=tuple(incoming.less))
    if incoming.problems:
        return replace(found, problems=tuple(sorted(incoming.problems, key=_line)))
    if not made:
        raise UsageProblem(f"{shown} holds no question that a deck can hold; nothing was taken in.")
    try:
        learner.decks.mkdir(parents=True, exist_ok=True)
        learner.state.mkdir(parents=True, exist_ok=True)
        with FileLock(learner.state / f"deck-{name}.lock", timeout=10):
            old = path.read_text("utf-8") if path.exists() else _head(name, file)
            merged = decks.merge(old, made, name)
            if isinstance(merged, Problem):
                return replace(found, problems=(merged,))
            _prove(merged.text)
            backup = _kept(path, old) if merged.changed else None
            if merged.new or merged.changed:
                write(path, merged.text.encode("utf-8"), over=True)
    except Timeout:
        raise WorldNotReady(f"Another import is writing to the deck {name}. Try again.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WorldNotReady(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}.") from None
    new, changed, same = tuple(merged.new), tuple(merged.changed), tuple(merged.same)
    return replace(found, new=new, changed=changed, same=same, backup=backup)


def _name(deck: str, file: Path) -> str:
    """The deck's name: what was asked for, or the file's name made a slug. Never the name of a topic of the course."""
    name = deck or re.sub(r"[^a-z0-9]+", "-", file.name.split(".")[0].lower()).strip("-")
    if not SLUG.fullmatch(name) or len(name) > 60:
        raise UsageProblem("A deck's name is lower case letters and digits with single dashes: --deck my-questions")
    if name in {entry.topic for entry in bank().entries}:
        raise UsageProblem(f"{name} is a topic of the course. Name the deck otherwise: --deck my-{name}")
    return name


def _read(file: Path, shown: str) -> str:
    """The file's text, never more than LARGEST bytes of it. Archives and other binary files are not opened."""
    try:
        if not file.is_file():
            raise UsageProblem(f"There is no file {shown}.")
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise WorldNotReady(f"{shown} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise UsageProblem(f"{shown} is larger than {LARGEST // 1_000_000} MB. Split it.")
    if data[:2] in (b"PK", b"\x1f\x8b") or b"\0" in data[:1000]:
        raise UsageProblem(f"{shown} is no text: archives and spreadsheets are not opened. Save it as CSV in UTF-8.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageProblem(f"{shown}, line {line}: this is not UTF-8. Save the file as UTF-8 text.") from None


def _head(name: str, file: Path) -> str:
    source = re.sub(r"\s+", " ", plain(file.name, 100))
    return f"# Your deck {name}, begun from {source}. It is yours: change it as you like, ids excepted.\n\n"


def _prove(text: str) -> None:
    """What is written must read as it was meant: a deck that cannot be read would be lost to the drill."""
    tomllib.loads(text)


def _kept(path: Path, old: str) -> Path:
    """The old deck under a number of its own: clocks go back, numbers do not."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    for number in range(1, 1_000_000):
        backup = folder / f"{path.stem}-{number:03d}.toml"
        try:
            with os.fdopen(os.open(backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as kept:
                kept.write(old)
            return backup
        except FileExistsError:
            continue
    raise WorldNotReady(f"{folder} is full.")


def _line(problem: Problem) -> tuple[int, str]:
    found = re.search(r":(\d+)$", problem.file)
    return int(found[1]) if found else 0, problem.says
