"""Log groups and streams as moto keeps them, with their events in a bounded store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.utils import unix_time_millis
from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogGroup, LogStream, logs_backends

from course.sandbox.clock import sandbox_time
from course.sandbox.stores import LogStore, patterns
from course.sandbox.stores.acceptance import DAY_MS
from course.sandbox.stores.logs import Event

LOGS = LogStore()
"""The events of every account and region."""

NO_STREAM = "The specified log stream does not exist."


class Told:
    """An event as moto's own code reads it (Insights, live tail)."""

    __slots__ = ("event_id", "ingestion_time", "message", "timestamp")

    def __init__(self, event: Event) -> None:
        self.event_id, self.timestamp = event.id, event.time
        self.ingestion_time, self.message = event.arrived, event.message


class Filter:
    """A filter pattern as moto's own code asks it."""

    def __init__(self, pattern: str) -> None:
        self._pattern = read_pattern(pattern)

    def matches(self, message: str) -> bool:
        """Whether a message matches."""
        return self._pattern.matches(message)


class Stream(LogStream):  # type: ignore[misc]
    """A log stream whose events are in LOGS."""

    @property
    def place(self) -> tuple[str, str, str]:
        """The group's key in LOGS."""
        return self.account_id, self.region, self.log_group.name

    @property
    def events(self) -> list[Told]:
        """All events, oldest first."""
        self.log_group.expire()
        return [Told(event) for event in LOGS.events(self.place, self.log_stream_name)]

    @events.setter
    def events(self, _: list[Any]) -> None:
        """moto's constructor sets an empty list."""

    def to_describe_dict(self) -> dict[str, Any]:
        """As DescribeLogStreams shows it; storedBytes of a stream is always 0 since 2019."""
        view: dict[str, Any] = {
            "arn": self.arn,
            "creationTime": int(unix_time_millis(self.creation_time)),
            "logStreamName": self.log_stream_name,
            "storedBytes": 0,
        }
        facts = LOGS.facts(self.place, self.log_stream_name)
        if facts.puts:
            view["lastIngestionTime"] = facts.last_arrived
            view["uploadSequenceToken"] = str(facts.puts)
        if facts.first is not None:
            view |= {"firstEventTimestamp": facts.first, "lastEventTimestamp": facts.last}
        return view

    def put_log_events(self, log_events: list[dict[str, Any]]) -> str:
        """Store events that were accepted, and send them on to the group's subscriptions."""
        times = [int(event["timestamp"]) for event in log_events]
        messages = [event["message"] for event in log_events]
        stored = LOGS.put(self.place, self.log_stream_name, times, messages, _now_ms())
        for subscription in self.log_group.subscription_filters.values():
            self._send(subscription, stored)
        return f"{LOGS.facts(self.place, self.log_stream_name).puts:056d}"

    def _send(self, subscription: Any, stored: list[Event]) -> None:
        try:
            matches: Callable[[str], bool] = patterns.read(subscription.filter_pattern or "").matches
        except patterns.Invalid:  # a form the sandbox does not read yet: everything goes, as in plain moto
            matches = bool
        chosen = [{"id": e.id, "timestamp": e.time, "message": e.message} for e in stored if matches(e.message)]
        if chosen:
            self._send_log_events(
                service=subscription.destination_arn.split(":")[2],
                destination_arn=subscription.destination_arn,
                filter_name=subscription.name,
                log_events=chosen,
            )


class Group(LogGroup):  # type: ignore[misc]
    """A log group whose streams keep their events in LOGS."""

    def expire(self) -> int:
        """Drop what is older than the retention; answers the oldest time that stays, in ms."""
        if not self.retention_in_days:
            return 0
        oldest = _now_ms() - int(self.retention_in_days) * DAY_MS
        LOGS.expire((self.account_id, self.region, self.name), oldest)
        return oldest

    def create_log_stream(self, log_stream_name: str) -> None:
        """A new stream is empty, even if a process was killed between deleting the old one and its events."""
        super().create_log_stream(log_stream_name)
        if LOGS.facts((self.account_id, self.region, self.name), log_stream_name).puts:
            LOGS.forget(self.account_id, self.region, self.name, log_stream_name)

    def delete_log_stream(self, log_stream_name: str) -> None:
        """Delete a stream and its events."""
        if log_stream_name not in self.streams:
            raise ResourceNotFoundException(NO_STREAM)
        del self.streams[log_stream_name]
        LOGS.forget(self.account_id, self.region, self.name, log_stream_name)

    def describe_log_streams(
        self,
        descending: bool,
        log_group_name: str,
        log_stream_name_prefix: str,
        order_by: str,
        limit: int,
        next_token: str | None = None,
    ) -> tuple[list[dict[str, Any]], str | None]:
        """A page of streams; only those on the page are described."""
        self.expire()
        place = (self.account_id, self.region, self.name)
        names = [name for name in self.streams if name.startswith(log_stream_name_prefix or "")]
        names.sort(reverse=bool(descending))
        if order_by == "LastEventTime":
            last = {name: LOGS.facts(place, name).last or 0 for name in names}
            names.sort(key=last.__getitem__, reverse=bool(descending))
        first = 0
        if next_token:
            group, _, stream = next_token.partition("@")
            if group != self.name or stream not in names:
                raise InvalidParameterException("The specified nextToken is invalid.")
            first = names.index(stream) + 1
        page = names[first : first + limit]
        more = first + limit < len(names)
        return [self.streams[name].to_describe_dict() for name in page], f"{self.name}@{page[-1]}" if more else None

    def to_describe_dict(self) -> dict[str, Any]:
        """As DescribeLogGroups shows it."""
        self.expire()
        filters = logs_backends[self.account_id][self.region].filters.metric_filters
        count = sum(each["logGroupName"] == self.name for each in filters)
        size = LOGS.size((self.account_id, self.region, self.name))
        view: dict[str, Any] = super().to_describe_dict()
        return view | {"storedBytes": size, "metricFilterCount": count}


def read_pattern(text: str | None) -> patterns.Pattern:
    """The filter pattern a request names. InvalidParameterException when there is none such."""
    try:
        return patterns.read(text or "")
    except patterns.Invalid as error:
        raise InvalidParameterException(str(error)) from error


def _now_ms() -> int:
    return int(sandbox_time() * 1000)
