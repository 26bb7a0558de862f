"""Runs of equal events drawn together: twenty tasks that start are one line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from course.timeline.entry import Entry, Mark

LONGEST, LONGEST_BAD = timedelta(minutes=2), timedelta(seconds=10)
"""A run takes in what follows its first entry within this time. What is bad is told when it happens: two crashes a minute apart
are two lines, twenty tasks that fail at once are one."""
TOGETHER = frozenset({"task", "target", "health"})
"""Kinds that come in numbers; what a service, a deployment or an alarm says always stands by itself and ends the runs."""


@dataclass
class Run:
    """Equal entries, oldest first; mostly one."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def first(self) -> Entry:
        """The oldest."""
        return self.entries[0]

    @property
    def who(self) -> list[str]:
        """Subjects, each once."""
        return list(dict.fromkeys(entry.subject for entry in self.entries if entry.subject))


def runs(entries: Iterable[Entry]) -> list[Run]:
    """Entries (oldest first) in runs, by the time of each run's first. Every entry stands in exactly one run.

    Steps of several tasks interleave (made, made, pulled, made, pulled): a run takes in what is equal to it until its service
    says something, something else bad happens to it, or two minutes have passed.
    """
    found: list[Run] = []
    open_runs: dict[tuple[str, ...], Run] = {}
    for entry in entries:
        if entry.kind not in TOGETHER:
            for key in [key for key in open_runs if key[:2] == (entry.cluster, entry.service)]:
                del open_runs[key]
            found.append(Run([entry]))
            continue
        key = (entry.cluster, entry.service, entry.kind, entry.mark.name, entry.told_by, _shape(entry))
        run = open_runs.get(key)
        longest = LONGEST_BAD if entry.mark is Mark.BAD else LONGEST
        if run is None or entry.at - run.first.at > longest:
            run = open_runs[key] = Run()
            found.append(run)
        run.entries.append(entry)
    return found


def _shape(entry: Entry) -> str:
    """The sentence without what differs from one to the next: a zone, a second of pulling, an address."""
    if entry.kind == "task" and not entry.says.startswith(("STOPPED", "stopping")):
        return entry.says.split(" ")[0].rstrip(",")
    return entry.says.partition(" ")[2] if entry.kind == "target" else entry.says


def run_says(run: Run) -> str:
    """The sentence of a run."""
    sentences = dict.fromkeys(entry.says for entry in run.entries)
    if len(sentences) == 1:
        return run.first.says
    if run.first.kind == "target":
        return run.first.says.partition(" ")[2]
    heads = [says.rpartition(" in ")[0] or says for says in sentences]
    return heads[0] if len(set(heads)) == 1 else f"{run.first.says}, and the like"
