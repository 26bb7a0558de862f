"""A learner opens a day, works, checks, asks for a hint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.app import helping, own_files, practise
from course.app.applying import Applied, apply, last_line, run_setup
from course.app.chronicle import Chronicle
from course.app.digests import digests
from course.app.entrance import Ready, enter, ready_world
from course.app.mapping import pace, surveyor
from course.app.own_files import originals
from course.app.record import record
from course.app.sandbox_time import SandboxTime, told
from course.app.sitting import Sitting
from course.app.steps import step
from course.catalog.labs import lab
from course.catalog.places import START, Places
from course.catalog.plan import day_facts, ready_day
from course.catalog.reading import Reading
from course.checking.find import find
from course.checking.run import run
from course.home import Home, home
from course.map.survey import Surveyor
from course.map.watch import Pace
from course.model.day import DayFacts
from course.model.errors import WorldNotReady
from course.model.lab import Lab
from course.model.result import Report
from course.reachability.answer import Answer
from course.reachability.why import why
from course.sandbox import process
from course.timeline.entry import Timeline
from course.workspace.backups import exchange
from course.workspace.copies import create
from course.world.look import Look


@dataclass
class OpenDay:
    """A day that is open: the learner's copies are there and the world answers."""

    facts: DayFacts
    folder: Path
    home: Home
    ready: Ready
    lab: Lab
    places: Places
    notes: list[str] = field(default_factory=list)
    """Sentences for the learner: what was made, what could not be kept."""
    _clients: dict[str, Any] = field(default_factory=dict)
    _chronicle: Chronicle | None = None

    @property
    def world(self) -> str:
        """The world in words."""
        return self.ready.world.words

    def check(self) -> Report:
        """Run the day's checks, note the result, and attach to each criterion that has not passed its next hint."""
        return self.note(self.judge())

    def judge(self) -> Report:
        """Run the day's checks and note nothing."""
        with step("Checking"):
            return run(self.facts.id, find(self.places.check(self.facts.id)), self._look(), world=self.world)

    def note(self, report: Report) -> Report:
        """Note a report in the log and attach the hints; a log that cannot be written becomes one of `notes`."""
        self.notes.clear()
        day = helping.so_far(self.home, self.facts.id)
        work = helping.work_of(report, self.lab, self.folder, day)
        report = helping.with_hints(report, self.lab, day, tried=work not in ("", day.work) and not report.passed)
        body = {**report.as_json(), "work": work}
        for criterion in body["criteria"]:
            del criterion["hint"]  # the step says which
        note = record(
            self.home, "check_run", body,
            sandbox_time=self._sandbox_time(), judged_by=digests(self.places, self.facts.id),
        )  # fmt: skip
        if note:
            self.notes.append(note)
        return report

    def hint(self, criterion: str) -> helping.Hint:
        """The next hint of a criterion; after the last one, the last again. Raises UsageProblem for an unknown criterion."""
        known = [c.id for c in find(self.places.check(self.facts.id))]
        return helping.next_hint(self.home, self.lab, criterion, known)

    def solution(self, *, show_me: bool = False) -> helping.Solution:
        """The solution, where it is unlocked or asked for outright."""
        return helping.solution(self.home, self.lab, show_me=show_me)

    def reset(self) -> own_files.Moved:
        """Fresh copies of the day; what was there becomes a backup."""
        return own_files.reset(self.home, self.facts.id)

    def undo(self) -> list[own_files.Moved]:
        """Put the day's newest backup back."""
        return own_files.undo(self.home, self.facts.id)

    def apply(self) -> Applied:
        """Run the lab's apply command in the learner's folder."""
        return apply(self.lab, self.folder)

    def apply_solution(self) -> Applied:
        """Put the solution's files in place, what the learner had in a dated backup, and apply it. It is recorded."""
        files = helping.solution_files(self.lab)
        now = datetime.now(UTC)
        backup = exchange(self.home, self.facts.id, files, leaving=list(files), why="solution", now=now)
        kept = backup.folder.name if backup else ""
        record(self.home, "solution_shown", {"day": self.facts.id, "why": "applied", "backup": kept})
        return self.apply()

    def quiz(self, seed: int | None = None) -> Sitting:
        """Draw a sitting of the day's questions."""
        return practise.session(self.facts.id, self.facts.day, seed=seed, learner=self.home)

    def timeline(self, service: str = "", cluster: str = "", since: str = "") -> Timeline:
        """What happened in this world. Raises UsageProblem for a duration that is none."""
        if self._chronicle is None:
            self._chronicle = Chronicle(self.home, self.ready)
        with step("Reading what happened"):
            return self._chronicle.timeline(service=service, cluster=cluster, since=since)

    def time(self, do: str = "time", what: str = "") -> SandboxTime:
        """The sandbox's time, after it was moved if `do` says so. Raises UsageProblem on a real account."""
        return told(self.home, do, what)

    def surveyor(self, cluster: str = "") -> tuple[Surveyor, Pace]:
        """Who looks at the world for its map, and how often."""
        return surveyor(self.home, self.ready, cluster), pace(self.ready)

    def why(self, source: str, destination: str, port: int = 0) -> Answer:
        """Whether one can reach the other in this world. Raises UsageProblem for a name that is not there or not clear."""
        with step("Looking at the network"):
            return why(self._look(), source, destination, port)

    def _look(self) -> Look:
        return Look(self.folder, self._client, world=self.world, now=self._now)

    def _now(self) -> datetime:
        """The world's time."""
        return process.now(self.home) if self.ready.world.kind == "sandbox" else datetime.now(UTC)

    def _sandbox_time(self) -> str:
        """For the log: the sandbox's time, "" where none answers."""
        if self.ready.world.kind != "sandbox":
            return ""
        try:
            return process.now(self.home).isoformat(timespec="milliseconds")
        except WorldNotReady:
            return ""

    def _client(self, service: str) -> Any:
        """One client for each service and open day: making one costs more than all the calls of a check."""
        if service not in self._clients:
            self._clients[service] = self.ready.client(service)
        return self._clients[service]


def open_day(number: int | str, *, start: bool = True, prepare: bool = True) -> OpenDay:
    """Open a day: copies made, world ready and entered, the world brought to the day's start, the event noted.

    `start`: start the sandbox where it is not running. `prepare`: run the lab's setup.py (once for each world).
    Raises the errors of course.model.errors.
    """
    places, learner = Places(), home()
    stem = ready_day(number)
    facts, found = day_facts(stem), lab(stem, Reading(places))
    copies = create(learner, stem, originals(places, stem))
    create(learner, "", {f"{START}.ipynb": places.print(START)} if places.print(START).is_file() else {})
    ready = ready_world(learner, start=start)
    enter(learner, ready)
    opened = OpenDay(facts, copies.folder, learner, ready, found, places)
    if note := own_files.newer_words(learner, stem, facts.day):
        opened.notes.append(note)
    if prepare:
        prepared = run_setup(found, copies.folder)
        if not prepared.ok:
            raise WorldNotReady(
                f"The world could not be brought to the start of day {facts.day}: {last_line(prepared.output)}"
            )
        if note := record(learner, "day_opened", {"day": stem}):
            opened.notes.append(note)
    return opened


def hint(number: int | str, criterion: str, learner: Home | None = None) -> helping.Hint:
    """The next hint of a criterion, for who has no day open: nothing is looked at, so no world is needed."""
    places, stem = Places(), ready_day(number)
    known = [c.id for c in find(places.check(stem))]
    return helping.next_hint(learner or home(), lab(stem, Reading(places)), criterion, known)


def as_checked(opened: OpenDay, report: Report) -> dict[str, Any]:
    """The JSON form of a check, as `check --json` prints it."""
    return {**report.as_json(), "notes": list(opened.notes)}
