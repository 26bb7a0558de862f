"""The timeline in words: one line for each run of equal events, with its age; shared by terminal and notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from course.app.words import count, plain
from course.timeline.entry import Entry, Mark, Timeline
from course.timeline.runs import Run, run_says, runs

SHOWN = 3
"""Subjects of a run that are named; the rest is counted."""
LONGEST = 300
"""Characters of a sentence in a line."""


def age(at: datetime, now: datetime) -> str:
    """`12 s ago`, `2 min ago`, `3 h ago`, `2 d ago`; a clock that went backwards makes `5 min ahead`."""
    seconds = (now - at).total_seconds()
    ahead = seconds < 0
    whole = int(abs(seconds))
    if whole < 1:
        return "just now"
    for unit, long in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        if whole >= long:
            return f"{whole // long} {unit} {'ahead' if ahead else 'ago'}"
    raise AssertionError


def subject_words(run: Run) -> str:
    """`task 1a2b3c4d`, `20 tasks (1a2b3c4d, 2b3c4d5e, 3c4d5e6f and 17 more)`, or "" where the service itself speaks."""
    kind = run.first.kind
    if kind in ("service", "fault", "scaling"):
        return {"scaling": "scaling"}.get(kind, "")
    noun = {"task": "task", "health": "containers of task", "target": "target of task"}.get(kind, kind)
    noun = "targets" if run.first.standing and kind == "target" else noun
    who = [plain(each, 80) for each in run.who]
    if len(run.entries) == 1 or not who:
        return f"{noun} {who[0]}" if who else noun
    rest = len(who) - SHOWN
    named = ", ".join(who[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
    many = {"health": "times, containers of tasks", "target": "times, targets of tasks"}.get(kind, "tasks")
    return f"{len(run.entries)} {many} ({named})"


def shortened(says: str) -> str:
    """A sentence of AWS without what makes it long: target groups by name, ids by their first characters."""
    for pattern, by in SHORTER:
        says = pattern.sub(by, says)
    return says


SHORTER = (
    (re.compile(r"\barn:\S+?:targetgroup/([^/\s)]+)/\w+"), r"\1"),
    (re.compile(r"\(task ([0-9a-f]{8})[0-9a-f]{24}\)"), r"(task \1)"),
    (re.compile(r"^\(service [^,)]+, taskSet [^)]+\) "), ""),
)


def sentence(run: Run) -> str:
    """Who and what."""
    who, says = subject_words(run), plain(shortened(run_says(run)), LONGEST)
    if (spread := (run.entries[-1].at - run.first.at).total_seconds()) >= 1:
        says += f", within {spread:.0f} s"
    if not who:
        return says[:1].upper() + says[1:]
    return f"{who}: {says}" if run.first.kind not in ("task", "health") or len(run.entries) > 1 else f"{who} {says}"


def who(entry: Entry, timeline: Timeline) -> str:
    """The service; with its cluster where the world has services in more than one."""
    several = len({name.partition("/")[0] for name in timeline.services}) > 1
    return "/".join(filter(None, [entry.cluster if several or not entry.service else "", entry.service])) or "–"


def line(run: Run, timeline: Timeline) -> str:
    """`14:03:09  2 min ago    ✘ bad   api   task 1a2b3c4d STOPPED: …`."""
    entry = run.first
    when = "now     " if entry.standing else f"{entry.at:%H:%M:%S}"
    ago = "" if entry.standing else age(entry.at, timeline.now)
    mark = f"{entry.mark.sign} {entry.mark.word}"
    return f"{when}  {ago:<11} {mark:<6} {plain(who(entry, timeline), 40):<14} {sentence(run)}"


def days(found: Iterable[Run]) -> Iterable[tuple[str, list[Run]]]:
    """Runs under their day, in order."""
    day, here = "", list[Run]()
    for run in found:
        this = f"{run.first.at:%A, %Y-%m-%d}"
        if this != day and here:
            yield day, here
            here = []
        day = this
        here.append(run)
    if here:
        yield day, here


def timeline_words(timeline: Timeline) -> str:
    """What happened, oldest first, then how it stands now: the newest stands where a terminal's eye is."""
    lines = [f"World: {plain(timeline.world)}. Its time: {timeline.now:%Y-%m-%d %H:%M:%S} UTC."]
    for day, found in days(runs(timeline.entries)):
        lines += [day, *(line(run, timeline) for run in found)]
    if timeline.standing:
        lines += ["Now", *(line(Run([entry]), timeline) for entry in timeline.standing)]
    if not timeline.entries and not timeline.standing:
        lines.append(NOTHING)
    return "\n".join(lines)


NOTHING = "Nothing has happened: no service, no task. Run a task or create a service."


def sums(entries: Iterable[Entry]) -> str:
    """`34 events, 2 bad`."""
    every = list(entries)
    bad = sum(entry.mark is Mark.BAD for entry in every)
    return count(len(every), "event") + (f", {bad} bad" if bad else ", nothing bad")
