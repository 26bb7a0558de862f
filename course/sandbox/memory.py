"""What outlives the process: the journal of the world in use, its clock, and the worlds saved under names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Protocol

from course.sandbox.call import Environ
from course.sandbox.clock import Clock, ProcessClock, current, to_us
from course.sandbox.entry import CALLED, Entry, fresh_seed, request_facts
from course.sandbox.journal import FORMAT, NAME, Journal
from course.sandbox.replay import Records, Replay
from course.sandbox.shelf import Shelf

BEGUN = "world"
"""The kind of a journal's first entry."""
CLOCK = "clock"
"""The kind of an entry that says how the clock stands from then on."""
MARK_S = 1.0
"""Wall seconds after which a hurried clock leaves a mark, so that a restart never goes back behind what was seen."""


class Stores(Records, Protocol):
    """The records of AWS, as this module needs them."""

    def begin(self, seed: str, born_us: int, folder: Path) -> None:
        """Forget everything; a new world begins, whose folder this is."""

    def keep(self, folder: Path) -> None:
        """Load the stores of logs and metrics from this folder, and keep every change there."""

    def copy_kept(self, folder: Path) -> None:
        """Write a whole copy of these stores into another folder."""

    def let_go(self) -> None:
        """Close the files of these stores."""


class Memory:
    """Everything under the engine's lock, except what says otherwise."""

    def __init__(self, folder: Path, port: int, clock: ProcessClock = current) -> None:
        self.shelf = Shelf(folder)
        self.clock = clock
        self.journal = Journal(self.shelf.world / NAME)
        self.replay = Replay(port)
        self.inputs = 0
        """Entries of the journal in use."""
        self._entries: list[Entry] = []
        self._world: Entry | None = None
        self._last_wall = 0.0
        self._last_digest = ""
        self._marked_hurried = False

    # A start

    def open(self) -> None:
        """Read what is there, and set the clock by it. OSError when not even that can be done."""
        try:
            self.shelf.settle()
        except OSError as error:
            if not self.shelf.world.is_dir():
                raise
            self.journal.refusal = error
        self._read()

    def bring_back(self, records: Stores) -> None:
        """Make the world again out of the journal."""
        assert self._world is not None
        records.begin(self._world.facts["seed"], self._world.at_us, self.shelf.world)
        self.replay.run(records, self._entries, self.clock)
        self._last_digest = self.replay.digest
        self._entries = []
        try:
            records.keep(self.shelf.world)
        except OSError as error:
            self.journal.refusal = error

    def _read(self) -> None:
        refusal = self.journal.refusal
        self.journal = Journal(self.shelf.world / NAME)
        self.journal.refusal = refusal
        entries = self.journal.read()
        if not entries or entries[0].kind != BEGUN:
            entries.insert(0, _new_world(self.clock))
            if len(entries) == 1:
                with suppress(OSError):  # each call that would change the world will say so
                    self.journal.append(entries[0])
        self._world, self._entries = entries[0], entries
        self.inputs = len(entries) - 1
        self.clock.set_back_to(clock_after(entries))

    # While it runs

    def record(self, environ: Environ, at_us: int) -> Entry:
        """Write a call down, before it takes effect. OSError when the disk refuses: then it must not take effect."""
        entry = self._entry(CALLED, request_facts(environ), at_us)
        self._append(entry)
        return entry

    def answered(self, digest: str) -> None:
        """What the call that was written down last was answered."""
        self._last_digest = digest

    def note(self, kind: str, facts: dict[str, Any], at_us: int) -> Entry:
        """Write down another input from outside (a container that exited, a probe's result). OSError as for a call."""
        entry = self._entry(kind, facts, at_us)
        self._append(entry)
        return entry

    def change_clock(self, change: Callable[[Clock, float], None]) -> dict[str, Any]:
        """Jump, freeze and the like. ValueError for what the clock does not do, OSError when the disk refuses."""
        with self.clock.changed() as (clock, wall):
            trial = replace(clock)
            trial.now_us(wall)
            change(trial, wall)
            self._append(self._entry(CLOCK, _standing(trial), trial.sandbox_us))
            vars(clock).update(asdict(trial))
            self._marked_hurried = trial.hurried
        return self.clock.facts()

    def mark(self) -> None:
        """Leave a mark if the clock has begun or ceased to hurry, and now and then while it does."""
        hurried = self.clock.hurried
        if hurried != self._marked_hurried or (hurried and self.clock.wall() - self._last_wall >= MARK_S):
            with suppress(OSError):  # a mark is a comfort; the calls themselves say that the disk refuses
                self.change_clock(lambda clock, wall: None)

    # Other worlds

    def save(self, name: str, records: Stores, *, replace: bool) -> None:
        """Keep the world as it is now under a name. ValueError for a bad name, OSError when the disk refuses."""
        self.shelf.place(name)
        self.change_clock(lambda clock, wall: None)  # says what time it is in the copy

        def fill(folder: Path) -> None:
            shutil.copyfile(self.journal.path, folder / NAME)
            os.truncate(folder / NAME, self.journal.size)
            records.copy_kept(folder)

        self.shelf.save(name, fill, replace=replace)

    def restore(self, name: str, records: Stores) -> str:
        """Make a saved world the one in use; the name under which the one before is kept. Errors as for `save`."""
        fill = self.shelf.copy_of(name)
        if not Journal(self.shelf.place(name) / NAME).read():
            raise ValueError(f"The checkpoint {name} is damaged; the world was left as it is.")
        self.shelf.prepare_next(fill)
        return self._change("restore", records)

    def begin_anew(self, records: Stores) -> str:
        """An empty world, at the wall's time; the name under which the one before is kept. OSError."""
        fresh = _new_world(ProcessClock(self.clock.wall))

        def fill(folder: Path) -> None:
            journal = Journal(folder / NAME)
            journal.append(fresh)
            journal.close()

        self.shelf.prepare_next(fill)
        return self._change("reset", records)

    def _change(self, why: str, records: Stores) -> str:
        self.journal.close()
        records.let_go()
        try:
            kept = self.shelf.take_next(why)
        except OSError:
            records.keep(self.shelf.world)
            raise
        self.replay.forget()
        self._read()
        self.bring_back(records)
        return kept

    def facts(self) -> dict[str, Any]:
        """For the status: how much there is, and what is wrong with it."""
        refusal = self.journal.refusal
        return {
            "begun_with": self._world.facts.get("moto", "") if self._world else "",
            "inputs": self.inputs,
            "bytes": self.journal.size,
            "notes": [*self.journal.notes, *self.replay.notes],
            "refusal": "" if refusal is None else refusal.strerror or type(refusal).__name__,
            "replayed": self.replay.done,
        }

    def _entry(self, kind: str, facts: dict[str, Any], at_us: int) -> Entry:
        self._last_wall = self.clock.wall()
        before = self._last_digest if kind == CALLED else ""
        return Entry(kind, at_us, to_us(self._last_wall), fresh_seed(), facts, before)

    def _append(self, entry: Entry) -> None:
        self.journal.append(entry)
        self.inputs += 1


def clock_after(entries: list[Entry]) -> Clock:
    """The clock as it goes on after the last entry: time passes while the sandbox is down, unless it was frozen.

    Something in transition went on sixty times faster until the end came, and marks were at most MARK_S apart.
    """
    last = entries[-1]
    clock = Clock(last.at_us, last.wall_us)
    standing = next((entry.facts for entry in reversed(entries) if entry.kind in (CLOCK, BEGUN)), {})
    clock.frozen, clock.factor = bool(standing.get("frozen", False)), int(standing.get("factor", clock.factor))
    if standing.get("hurried"):
        clock.hurried = True
        clock.now_us((last.wall_us / 1e6) + MARK_S)
        clock.hurried = False
    return clock


def _standing(clock: Clock) -> dict[str, Any]:
    return {"frozen": clock.frozen, "hurried": clock.hurried, "factor": clock.factor}


def _new_world(clock: ProcessClock) -> Entry:
    from importlib.metadata import version  # late: it takes longer to import than the endpoint to answer

    facts = {"format": FORMAT, "seed": os.urandom(8).hex(), "moto": version("moto"), "frozen": False}
    return Entry(BEGUN, clock.now_us(), to_us(clock.wall()), 0, facts)
