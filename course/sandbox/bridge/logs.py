"""CloudWatch Logs as AWS answers: events in a bounded store, filter patterns, tokens and acceptance in sandbox time."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

import moto.logs.models as logs_models
import moto.logs.urls as logs_urls
from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogsBackend, logs_backends
from moto.logs.responses import LogsResponse

from course.sandbox.bridge.log_groups import LOGS, NO_STREAM, Filter, Group, Stream, read_pattern
from course.sandbox.clock import current, sandbox_time
from course.sandbox.stores.acceptance import Refused, admit
from course.sandbox.stores.logs import PAGE_EVENTS, Event, InvalidToken
from course.sandbox.stores.span import moment, window

Answer = tuple[bytes, dict[str, str]]

__all__ = ["LOGS", "install"]


class Backend(LogsBackend):  # type: ignore[misc]
    """moto's records of CloudWatch Logs in one account and region; the events are in LOGS."""

    @property
    def _url_module(self) -> Any:
        return logs_urls

    def reset(self) -> None:
        """Forget the records and the events."""
        LOGS.forget(self.account_id, self.region_name)
        super().reset()

    def delete_log_group(self, log_group_name: str) -> None:
        """Delete a group and its events."""
        super().delete_log_group(log_group_name)
        LOGS.forget(self.account_id, self.region_name, log_group_name)

    def put_log_events(
        self, log_group_name: str, log_stream_name: str, log_events: list[dict[str, Any]]
    ) -> tuple[str, dict[str, int]]:
        """Store what is acceptable of a batch; answers the next token and what was rejected."""
        group = self._find_log_group(log_group_name=log_group_name)
        if log_stream_name not in group.streams:
            raise ResourceNotFoundException(NO_STREAM)
        group.expire()
        wall, now = _clocks()
        times = [int(event["timestamp"]) for event in log_events]
        # a batch stamped by the client's clock keeps its distances
        shift = round((moment(times[-1] / 1000, wall, now) - times[-1] / 1000) * 1000) if times else 0
        times = [moved + shift for moved in times]
        try:
            part, rejected = admit(times, [event["message"] for event in log_events], int(now * 1000), _days(group))
        except Refused as error:
            raise InvalidParameterException(str(error)) from error
        taken = [
            {"timestamp": at, "message": event["message"]}
            for at, event in zip(times[part], log_events[part], strict=True)
        ]
        return group.streams[log_stream_name].put_log_events(taken), rejected

    def get_log_events(
        self,
        log_group_name: str,
        log_group_id: str,
        log_stream_name: str,
        start_time: int | None,
        end_time: int | None,
        limit: int | None,
        next_token: str | None,
        start_from_head: bool,
    ) -> tuple[list[Event], str, str]:
        """A page of one stream's events, the backward and the forward token."""
        group = self._find_log_group(log_group_id, log_group_name)
        if log_stream_name not in group.streams:
            raise ResourceNotFoundException(NO_STREAM)
        _check_limit(limit)
        start, end = _range(start_time, end_time)
        oldest = group.expire()
        start = max(start or 0, oldest) if oldest else start
        place = (self.account_id, self.region_name, group.name)
        try:
            return LOGS.page(
                place, log_stream_name, start, end, next_token or "", limit or PAGE_EVENTS, bool(start_from_head)
            )
        except InvalidToken as error:
            raise InvalidParameterException("The specified nextToken is invalid.") from error

    def find(
        self,
        group: Group,
        wanted: Callable[[str], bool],
        pattern: str,
        start_time: int | None,
        end_time: int | None,
        next_token: str | None,
        limit: int | None,
        from_head: bool = True,
    ) -> tuple[list[Event], str]:
        """A page of matching events and the next token ("": that was all)."""
        _check_limit(limit)
        asked = read_pattern(pattern)
        start, end = _range(start_time, end_time)
        oldest = group.expire()
        start = max(start or 0, oldest) if oldest else start
        place = (self.account_id, self.region_name, group.name)
        try:
            return LOGS.search(place, wanted, asked, start, end, next_token or "", limit or PAGE_EVENTS, from_head)
        except InvalidToken as error:
            raise InvalidParameterException("The specified nextToken is invalid.") from error

    def filter_log_events(
        self,
        log_group_name: str,
        log_stream_names: list[str],
        start_time: int,
        end_time: int,
        limit: int | None,
        next_token: str | None,
        filter_pattern: str,
        interleaved: bool,
    ) -> tuple[list[dict[str, Any]], str | None, list[Any]]:
        """What moto's own code asks (exports): without `limit`, all pages at once."""
        group = self._find_log_group(log_group_name=log_group_name)
        names = set(log_stream_names or group.streams)
        found, token = self.find(group, names.__contains__, filter_pattern, start_time, end_time, next_token, limit)
        while token and not limit:
            more, token = self.find(group, names.__contains__, filter_pattern, start_time, end_time, token, limit)
            found += more
        told = [{"logStreamName": e.stream, "timestamp": e.time, "message": e.message, "eventId": e.id} for e in found]
        return told, token or None, []

    def _find_log_group(self, log_group_id: str | None = None, log_group_name: str | None = None) -> Group:
        if bool(log_group_id) == bool(log_group_name):
            raise InvalidParameterException("Specify either logGroupName or logGroupIdentifier, but not both.")
        name = log_group_name or str(log_group_id)
        if log_group_id and name.startswith("arn:"):
            arn = name.removesuffix(":*")
            name = next((group.name for group in self.groups.values() if group.arn == arn), "")
        group = self.groups.get(name)
        if not isinstance(group, Group):
            raise ResourceNotFoundException()
        return group


class Response(LogsResponse):  # type: ignore[misc]
    """The operations whose parameters plain moto reads otherwise."""

    def put_log_events(self) -> str:
        """PutLogEvents."""
        asked = json.loads(self.body)  # once: moto would read a batch of a megabyte for each parameter
        group, stream = asked.get("logGroupName"), asked.get("logStreamName")
        token, rejected = self.logs_backend.put_log_events(group, stream, asked.get("logEvents") or [])
        answer: dict[str, Any] = {"nextSequenceToken": token}
        return json.dumps(answer | ({"rejectedLogEventsInfo": rejected} if rejected else {}))

    def filter_log_events(self) -> Answer:
        """FilterLogEvents. searchedLogStreams is always empty since 2020."""
        asked = json.loads(self.body)
        records: Backend = self.logs_backend
        group = records._find_log_group(asked.get("logGroupIdentifier"), asked.get("logGroupName"))
        names, prefix = set(asked.get("logStreamNames") or ()), asked.get("logStreamNamePrefix")
        if names and prefix:
            raise InvalidParameterException("Specify either logStreamNames or logStreamNamePrefix, but not both.")
        for name in names:
            if name not in group.streams:
                raise ResourceNotFoundException(NO_STREAM)
        events, token = records.find(
            group,
            names.__contains__ if names else lambda stream: stream.startswith(prefix or ""),
            asked.get("filterPattern") or "",
            asked.get("startTime"),
            asked.get("endTime"),
            asked.get("nextToken"),
            asked.get("limit"),
            asked.get("startFromHead", True),
        )
        # written by hand: json.dumps takes twice as long for a full page
        told = ",".join(
            f'{{"logStreamName":{quoted(e.stream)},"timestamp":{e.time},"message":{quoted(e.message)}'
            f',"ingestionTime":{e.arrived},"eventId":"{e.time:020d}{e.number:036d}"}}'
            for e in events
        )
        more = f',"nextToken":{quoted(token)}' if token else ""
        return _as_it_is(f'{{"events":[{told}],"searchedLogStreams":[]{more}}}')

    def get_log_events(self) -> Answer:
        """GetLogEvents."""
        asked = json.loads(self.body)
        events, backward, forward = self.logs_backend.get_log_events(
            asked.get("logGroupName"),
            asked.get("logGroupIdentifier"),
            asked.get("logStreamName"),
            asked.get("startTime"),
            asked.get("endTime"),
            asked.get("limit"),
            asked.get("nextToken"),
            asked.get("startFromHead", False),
        )
        told = ",".join(
            f'{{"timestamp":{e.time},"message":{quoted(e.message)},"ingestionTime":{e.arrived}}}' for e in events
        )
        return _as_it_is(f'{{"events":[{told}],"nextBackwardToken":"{backward}","nextForwardToken":"{forward}"}}')


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request."""
    logs_backends.backend = Backend
    logs_models.LogGroup, logs_models.LogStream = Group, Stream
    logs_models.EventMessageFilter = Filter
    logs_urls.url_paths["{0}/$"] = Response.dispatch


def _clocks() -> tuple[float, float]:
    """The wall clock and sandbox time, in seconds since 1970."""
    return current.wall(), sandbox_time()


def _days(group: Group) -> int | None:
    return int(group.retention_in_days) if group.retention_in_days else None


def _range(start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """The range of a request in sandbox time, in ms."""
    wall, now = _clocks()
    first, last = window(None if start is None else start / 1000, None if end is None else end / 1000, wall, now)
    # ms that were not moved stay exactly as they were asked
    moved_start = start if first is None or (start is not None and first == start / 1000) else int(first * 1000)
    return moved_start, end if last is None or (end is not None and last == end / 1000) else int(last * 1000) + 1


def _as_it_is(body: str) -> Answer:
    """An answer as bytes, through which moto does not search for a request id."""
    return body.encode("ascii"), {}


def _check_limit(limit: int | None) -> None:
    if limit is not None and not 1 <= limit <= PAGE_EVENTS:
        which = f"less than or equal to {PAGE_EVENTS}" if limit > PAGE_EVENTS else "greater than or equal to 1"
        raise InvalidParameterException(
            constraint=f"Member must have value {which}",
            parameter="limit",
            value=limit,
        )
