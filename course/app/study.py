"""A learner opens a day, works, checks, asks for a hint."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.app import practise
from course.app.applying import Applied, apply, last_line, run_setup
from course.app.entrance import Ready, enter, ready_world
from course.app.mapping import pace, surveyor
from course.app.record import record
from course.catalog.labs import lab
from course.catalog.places import Places
from course.catalog.plan import day_facts, plan, ready_day
from course.catalog.reading import Reading
from course.checking.find import find
from course.checking.run import run
from course.home import Home, home
from course.map.survey import Surveyor
from course.map.watch import Pace
from course.model.day import DayFacts
from course.model.errors import ProgressNotReady, UsageProblem, WorldNotReady
from course.model.lab import Lab
from course.model.result import Report, Status
from course.progress.fold import fold
from course.progress.log import Log
from course.sandbox import process
from course.workspace import create
from course.world.look import Look


@dataclass(frozen=True)
class Hint:
    """One step of a criterion's hints."""

    step: int
    of: int
    text: str


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

    @property
    def world(self) -> str:
        """The world in words."""
        return self.ready.world.words

    def check(self) -> Report:
        """Run the day's checks, note the result, and attach to each criterion that has not passed its next hint."""
        return self.note(self.judge())

    def judge(self) -> Report:
        """Run the day's checks and note nothing."""
        return run(self.facts.id, find(self.places.check(self.facts.id)), self._look(), world=self.world)

    def note(self, report: Report) -> Report:
        """Note a report in the log and attach the hints; a log that cannot be written becomes one of `notes`."""
        self.notes.clear()
        shown = self._hints_shown()
        note = record(self.home, "check_run", report.as_json(), sandbox_time=self._sandbox_time())
        if note:
            self.notes.append(note)
        return replace(
            report, criteria=tuple(replace(c, hint=self._next_hint(c.id, c.status, shown)) for c in report.criteria)
        )

    def hint(self, criterion: str) -> Hint:
        """The next hint of a criterion; after the last one, the last again. Raises UsageProblem for an unknown criterion."""
        steps = self.lab.hints.get(criterion)
        if not steps:
            known = ", ".join(c.id for c in find(self.places.check(self.facts.id)))
            raise UsageProblem(f"Day {self.facts.day} has no criterion {criterion}. It has: {known}.")
        step = min(self._hints_shown().get(criterion, 0) + 1, len(steps))
        if note := record(self.home, "hint_shown", {"day": self.facts.id, "criterion": criterion, "step": step}):
            self.notes.append(note)
        return Hint(step, len(steps), steps[step - 1])

    def apply(self) -> Applied:
        """Run the lab's apply command in the learner's folder."""
        return apply(self.lab, self.folder)

    def apply_solution(self) -> Applied:
        """Put the solution's files in place, what the learner had moved aside with a date, and apply it."""
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        backup = self.home.state / "backups" / f"{self.facts.id}-{now}"
        for path in sorted((self.lab.folder / "solution").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(self.lab.folder / "solution")
                mine = self.folder / name
                if mine.exists():
                    (backup / name).parent.mkdir(parents=True, exist_ok=True)
                    mine.replace(backup / name)
                mine.parent.mkdir(parents=True, exist_ok=True)
                mine.write_bytes(path.read_bytes())
        record(self.home, "solution_shown", {"day": self.facts.id, "backup": str(backup)})
        return self.apply()

    def quiz(self, seed: int | None = None) -> practise.Session:
        """Draw a sitting of the day's questions."""
        return practise.session(self.facts.id, self.facts.day, seed=seed, learner=self.home)

    def surveyor(self, cluster: str = "") -> tuple[Surveyor, Pace]:
        """Who looks at the world for its map, and how often."""
        return surveyor(self.home, self.ready, cluster), pace(self.ready)

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

    def _hints_shown(self) -> dict[str, int]:
        try:
            day = fold(Log(self.home.progress).events("hint_shown")).days.get(self.facts.id)
        except ProgressNotReady:
            return {}
        return {id: criterion.hints for id, criterion in day.criteria.items()} if day else {}

    def _next_hint(self, criterion: str, status: Status, shown: dict[str, int]) -> str:
        """The newest hint that was asked for; the first one where none was."""
        steps = self.lab.hints.get(criterion, ())
        if not steps or status not in (Status.FAILED, Status.TIMED_OUT):
            return ""
        return steps[min(max(shown.get(criterion, 0), 1), len(steps)) - 1]


def open_day(number: int | str, *, start: bool = True, prepare: bool = True) -> OpenDay:
    """Open a day: copies made, world ready and entered, the world brought to the day's start, the event noted.

    `start`: start the sandbox where it is not running. `prepare`: run the lab's setup.py (once for each world).
    Raises the errors of course.model.errors.
    """
    places, learner = Places(), home()
    stem = ready_day(number)
    facts, found = day_facts(stem), lab(stem, Reading(places))
    copies = create(learner, stem, originals(places, stem))
    ready = ready_world(learner, start=start)
    enter(learner, ready)
    opened = OpenDay(facts, copies.folder, learner, ready, found, places)
    if prepare:
        prepared = run_setup(found, copies.folder)
        if not prepared.ok:
            raise WorldNotReady(
                f"The world could not be brought to the start of day {facts.day}: {last_line(prepared.output)}"
            )
        if note := record(learner, "day_opened", {"day": stem}):
            opened.notes.append(note)
    return opened


def originals(places: Places, stem: str) -> dict[str, Path]:
    """What a learner gets a copy of: name in the day's folder → course file."""
    starter = places.lab(stem) / "starter"
    files = {f"{stem}.ipynb": places.print(stem), "README.md": places.lab(stem) / "README.md"}
    for path in sorted(starter.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            files[path.relative_to(starter).as_posix()] = path
    return files


def current_day(learner: Home) -> int:
    """The day to open next: the first ready one that has not passed, else the last ready one."""
    ready = [day for day in plan().days if day.status == "ready"]
    try:
        days = fold(Log(learner.progress).events()).days
    except ProgressNotReady:
        days = {}
    for day in ready:
        if day.id not in days or days[day.id].state != "passed":
            return day.day
    return ready[-1].day


def as_checked(opened: OpenDay, report: Report) -> dict[str, Any]:
    """The JSON form of a check, as `check --json` prints it."""
    return {**report.as_json(), "notes": list(opened.notes)}
