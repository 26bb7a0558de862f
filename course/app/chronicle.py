"""What happened in the learner's world: the timeline, of the sandbox or an account, once or again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.app.entrance import Ready
from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox import process
from course.sandbox.durations import read_duration
from course.timeline.entry import Entry, Timeline
from course.timeline.reading import Asked, read
from course.world.look import Look


@dataclass
class Chronicle:
    """A world's timeline. One for each kernel or command: making a client costs more than all its calls."""

    home: Home
    ready: Ready
    _clients: dict[str, Any] = field(default_factory=dict)

    def timeline(self, *, service: str = "", cluster: str = "", since: str = "") -> Timeline:
        """What happened: of a service (`web`, `cluster/web`), of a cluster, in the last `10m`.

        Raises UsageProblem for a duration that is none, WorldNotReady where the world does not answer.
        """
        try:
            span = read_duration(since) if since else None
        except ValueError as error:
            raise UsageProblem(str(error)) from None
        sandbox = self.ready.world.kind == "sandbox"
        words, story = self.ready.world.words, self._story(since) if sandbox else None
        clock = (lambda: process.now(self.home)) if sandbox else (lambda: datetime.now(UTC))
        look = Look(Path("."), self._client, world=words, now=clock)
        return read(look, Asked(cluster=cluster, service=service, since=span), world=words, clock=clock, story=story)

    def _story(self, since: str) -> Callable[[], list[Mapping[str, Any]]]:
        def told() -> list[Mapping[str, Any]]:
            given = {"region": self.ready.world.region} | ({"since": since} if since else {})
            return list(process.tell(self.home, "GET", "story", **given)["story"])

        return told

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.ready.client(service)
        return self._clients[service]


@dataclass
class News:
    """What is new from one timeline to the next, whatever the clock did: told by identity, never by time."""

    _seen: set[str] = field(default_factory=set)
    _stood: dict[str, str] = field(default_factory=dict)

    def of(self, timeline: Timeline) -> tuple[Entry, ...]:
        """Entries not seen before, then what stands otherwise than before."""
        return tuple(self._new(timeline))

    def _new(self, timeline: Timeline) -> Iterator[Entry]:
        for entry in timeline.entries:
            if entry.id not in self._seen:
                self._seen.add(entry.id)
                yield entry
        for entry in timeline.standing:
            if self._stood.get(entry.id) != entry.says:
                yield entry
        self._stood = {entry.id: entry.says for entry in timeline.standing}
