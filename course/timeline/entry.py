"""One thing that happened, and a list of them in order: no event twice, the same order whatever came first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Literal

Kind = Literal["service", "deployment", "task", "health", "target", "scaling", "alarm", "fault"]


class Mark(Enum):
    """How an entry is marked, by sign and word: never by colour alone."""

    PLAIN = "·", ""
    GOOD = "✔", "good"
    LOOK = "!", "look"
    BAD = "✘", "bad"

    @property
    def sign(self) -> str:
        """The sign before the sentence."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The same in a word, "" for what needs none."""
        return self.value[1]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened, or (`standing`) how something is now."""

    id: str
    """What makes it this event: seen again, it is the same one."""
    at: datetime
    """When, aware, in UTC: the world's own time."""
    kind: Kind
    cluster: str = ""
    service: str = ""
    """"" for what concerns no service."""
    subject: str = ""
    """Who: the short id of a task, the name of a target group or an alarm."""
    says: str
    mark: Mark = Mark.PLAIN
    place: int = 0
    """Order among entries of the same moment."""
    standing: bool = False
    told_by: Literal["AWS", "sandbox"] = "AWS"
    """`sandbox`: no call of AWS tells this; there it would take EventBridge."""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "at": self.at.isoformat(timespec="milliseconds"),
            "kind": self.kind,
            "cluster": self.cluster,
            "service": self.service,
            "subject": self.subject,
            "severity": self.mark.name.lower(),
            "says": self.says,
            "now": self.standing,
            "told_by": self.told_by,
            "id": self.id,
        }


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """What happened in a world, and how it stands."""

    now: datetime
    """The world's time when it was looked at."""
    world: str
    """The world in words."""
    entries: tuple[Entry, ...]
    """Oldest first."""
    standing: tuple[Entry, ...]
    """How services, targets and open deployments are now."""
    services: tuple[str, ...]
    """All services of the world as `cluster/service`, whatever was asked for."""
    notes: tuple[str, ...] = ()
    """What could not be read, in sentences."""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "now": self.now.isoformat(timespec="milliseconds"),
            "world": self.world,
            "entries": [entry.as_json() for entry in self.entries],
            "standing": [entry.as_json() for entry in self.standing],
            "services": list(self.services),
            "notes": list(self.notes),
        }


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Oldest first, each event once; of two sightings the one that knows more is kept.

    The order depends on the entries alone. A clock that went backwards only puts an entry where its time says.
    """
    kept: dict[str, Entry] = {}
    for entry in entries:
        known = kept.get(entry.id)
        if known is None or _knows(entry) > _knows(known):
            kept[entry.id] = entry
    return tuple(sorted(kept.values(), key=lambda entry: (entry.at, entry.place, entry.id)))


def since(entries: Iterable[Entry], now: datetime, span: timedelta | None) -> tuple[Entry, ...]:
    """Those of the last `span`; all where it is None. What lies ahead of the clock is new, so it stays."""
    return tuple(entry for entry in entries if span is None or entry.at >= now - span)


def utc(moment: Any) -> datetime | None:
    """A moment of a describe answer in UTC; None where there is none."""
    if not isinstance(moment, datetime):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def last_part(arn: Any) -> str:
    """`arn:…:task/wanderly/1a2b` → `1a2b`; a name stays as it is."""
    return (
        str(arn or "").rpartition("/")[2].rpartition(":")[2]
        if "/" in str(arn or "")
        else str(arn or "").rpartition(":")[2]
    )


def revision_name(arn: Any) -> str:
    """`arn:…:task-definition/api:3` → `api:3`."""
    return str(arn or "").rpartition("/")[2]


def owner(arn: Any) -> tuple[str, str]:
    """Cluster and service of a service's ARN, in its long form and in the old one without a cluster."""
    parts = str(arn or "").partition(":service/")[2].split("/")
    return (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])


def _knows(entry: Entry) -> tuple[int, datetime, str]:
    return (len(entry.says), entry.at, repr(entry))
