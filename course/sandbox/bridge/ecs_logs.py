"""What simulated containers write with the awslogs driver."""

from __future__ import annotations

from typing import Any

from moto.logs.models import logs_backends

from course.sandbox.bridge.log_groups import LOGS
from course.sandbox.clock import current


def write_lines(account: str, region: str, definition: Any, task: str, container: str, lines: tuple[str, ...]) -> None:
    """Into the stream `prefix/container/task` of the container's log group; nowhere if it has none.

    After a restart the last steps before the end of the process happen once more: what is in the stream already is not
    written again.
    """
    shown: dict[str, Any] = next((each for each in definition.container_definitions if each["name"] == container), {})
    configuration = shown.get("logConfiguration") or {}
    options = configuration.get("options") or {}
    group = options.get("awslogs-group")
    if configuration.get("logDriver") != "awslogs" or not group:
        return
    where = options.get("awslogs-region", region)
    backend = logs_backends[account][where]
    if group not in backend.groups:
        if options.get("awslogs-create-group") != "true":
            return
        backend.create_log_group(group, {})
    prefix = options.get("awslogs-stream-prefix")
    stream = f"{prefix}/{container}/{task}" if prefix else task
    if stream not in backend.groups[group].streams:
        backend.create_log_stream(group, stream)
    now_ms = current.now_us() // 1000
    last = LOGS.facts((account, where, group), stream).last
    if last is not None and last >= now_ms:
        return
    events = [{"timestamp": now_ms, "message": line} for line in lines]
    backend.groups[group].streams[stream].put_log_events(events)
