"""What the engine says, read: log frames, figures, errors, the ledger, the pause program. Without an engine."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from course.runtime import pause, reasons
from course.runtime.images import digest_of
from course.runtime.ledger import Ledger
from course.runtime.logs import LONGEST, REMEMBERED, Lines, LogDesk, Seen, cut, wall_ms
from course.runtime.metadata import container_answer, task_answer
from course.runtime.stats import Sample, figures
from course.runtime.task import read_task
from tests.runtime.driver import container, task

STAMP = "2026-11-24T19:00:00.{:09}Z"


def frame(number: int, text: bytes) -> bytes:
    return STAMP.format(number).encode() + b" " + text


def test_frames_become_lines() -> None:
    lines = Lines(Seen())
    assert lines.add(frame(1_000_000, b"one\n")) == [(1_795_546_800_001, "one")]
    assert lines.add(frame(2_000_000, b"two, ")) == []
    assert lines.add(frame(3_000_000, b"and more\n")) == [(1_795_546_800_002, "two, and more")]
    assert lines.add(frame(4_000_000, b"\n")) == []
    assert lines.add(frame(5_000_000, b"no newline")) == []
    assert lines.rest() == [(1_795_546_800_005, "no newline")]
    assert lines.rest() == []


def test_what_was_read_before_is_not_told_again() -> None:
    seen = Seen()
    Lines(seen).add(frame(5, b"old\n"))
    again = Lines(seen)
    assert again.add(frame(5, b"old\n")) == []
    assert [text for _, text in again.add(frame(4, b"of the other stream\n"))] == ["of the other stream"]
    assert [text for _, text in again.add(frame(6, b"new\n"))] == ["new"]


def test_what_was_seen_is_remembered_without_growing() -> None:
    seen = Seen()
    assert all(seen.is_new(STAMP.format(n), n) for n in range(3 * REMEMBERED))
    assert not any(seen.is_new(STAMP.format(n), n) for n in range(3 * REMEMBERED))
    assert seen.since == 1_795_546_799


def test_long_lines_are_cut_between_characters() -> None:
    text = "é" * 200_000
    parts = list(cut(text.encode()))
    assert "".join(parts) == text
    assert all(len(part.encode()) <= LONGEST for part in parts)


def test_timestamps_of_any_precision() -> None:
    assert wall_ms("1970-01-01T00:00:01Z") == 1000
    assert wall_ms("1970-01-01T00:00:01.5Z") == 1500
    assert wall_ms("1970-01-01T00:00:01.123456789Z") == 1123


def test_batches_keep_their_order() -> None:
    told: list[Any] = []
    desk = LogDesk(lambda what, **facts: told.append((what, facts)))
    desk.write("t", "c", [(1, "a")])
    desk.write("t", "c", [(2, "b")])
    desk.flush("t", "c")
    assert told == [("log", {"task": "t", "container": "c", "lines": [(1, "a"), (2, "b")]})]


def test_figures_count_what_was_used_since_the_last_look() -> None:
    shown = {
        "cpu_stats": {"cpu_usage": {"total_usage": 3_500_000_000}},
        "memory_stats": {"usage": 30 * 1024 * 1024, "stats": {"total_inactive_file": 10 * 1024 * 1024}},
    }
    told, now = figures(shown, Sample(100.0, 1_000_000_000), at=105.0)
    assert (told["cpu_percent"], told["cpu_units"], told["memory_mib"]) == (50.0, 512.0, 20.0)
    assert now == Sample(105.0, 3_500_000_000)
    assert figures({}, None)[0]["memory_mib"] == 0


NO_SPACE = "write /big: no space left on device"
UNKNOWN = "manifest for localhost:1/web:2 not found: manifest unknown: manifest unknown"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (UNKNOWN, "retried 7 time(s): failed to resolve ref R: R: not found"),
        ("no matching manifest for linux/amd64 in the manifest list entries", "matching platform 'linux/amd64'"),
        (f"failed to register layer: {NO_SPACE}", f"Error: failed to register layer: {NO_SPACE}"),
        (NO_SPACE, f"Error: failed to register layer: {NO_SPACE}"),
        ("unauthorized: authentication required", "retried 1 time(s): failed to resolve ref R: pull access denied"),
        ("dial tcp 127.0.0.1:1: connection refused", "retried 5 time(s): failed to resolve ref R: dial tcp"),
    ],
)
def test_pull_errors_in_aws_words(said: str, expected: str) -> None:
    found = reasons.cannot_pull("R", said)
    assert found.startswith("CannotPullContainerError: ")
    assert expected in found


def test_start_errors_in_aws_words() -> None:
    end = (
        "OCI runtime create failed: runc create failed: unable to start container process:"
        ' exec: "x": executable file not found in $PATH: unknown'
    )
    said = f"failed to create shim: {end}"
    fargate = reasons.cannot_start(said, fargate=True)
    assert fargate == (
        "CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task:"
        f" failed to create shim task: {end}"
    )
    assert reasons.cannot_start(said, fargate=False) == (
        "CannotStartContainerError: Error response from daemon: failed to create task for container:"
        f" failed to create shim task: {end}"
    )
    assert reasons.start_code(said) == 127
    assert reasons.start_code("something else") is None


def test_digests_are_the_manifests() -> None:
    shown = {"Id": "sha256:config", "RepoDigests": ["other/x@sha256:a", "localhost:5000/web@sha256:b"]}
    assert digest_of(shown, "localhost:5000/web:latest") == "sha256:b"
    assert digest_of(shown, "nowhere:1") == "sha256:a"
    assert digest_of({"Id": "sha256:config"}, "web") == "sha256:config"


def test_the_ledger_tells_what_stands_and_survives_half_a_line(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.made("image", "localhost:1/web:1")
    ledger.made("image", "localhost:1/web:2")
    ledger.removed("image", "localhost:1/web:1")
    with ledger.path.open("a") as file:
        file.write('{"did": "ma')
    again = Ledger(tmp_path)
    assert again.standing("image") == ["localhost:1/web:2"]
    again.fold()
    assert len(ledger.path.read_text().splitlines()) == 1


@pytest.mark.parametrize(("architecture", "machine"), [("x86_64", 62), ("aarch64", 183)])
def test_the_pause_program_is_an_executable(architecture: str, machine: int) -> None:
    program = pause.program(architecture)
    assert program[:5] == b"\x7fELF\x02"
    assert struct.unpack_from("<HH", program, 16) == (2, machine)
    entry = struct.unpack_from("<Q", program, 24)[0]
    assert program[entry - pause.BASE :] == pause.CODE[architecture][1]
    assert len(pause.AARCH64) == 28
    assert pause.tag("x86_64") == pause.tag("amd64") != pause.tag("arm64")


def test_metadata_has_the_fields_of_awss_examples() -> None:
    """Developer guide, "Amazon ECS task metadata v4 examples for tasks on Fargate"."""
    given = task(container("curl", image="curltest:latest", memory=128, cpu=10), cpu=256, cidr="192.0.2.0/24")
    known = read_task(given)
    known.pull_started_at = known.pull_stopped_at = "2020-10-08T20:47:16.053330Z"
    app = known.containers["curl"]
    app.docker_id, app.running, app.digest = "ab" * 32, True, "sha256:1"
    app.created_at = app.started_at = "2020-10-08T20:47:20.567813Z"
    whole = task_answer(known)
    names = ["Cluster", "TaskARN", "Family", "Revision", "DesiredStatus", "KnownStatus", "Limits", "PullStartedAt"]
    assert {*names, "PullStoppedAt", "AvailabilityZone", "Containers", "LaunchType", "ClockDrift"} <= whole.keys()
    own = container_answer(known, app)
    assert whole["Containers"] == [own]
    names = ["DockerId", "Name", "DockerName", "Image", "ImageID", "Labels", "DesiredStatus", "KnownStatus", "Limits"]
    assert {*names, "CreatedAt", "StartedAt", "Type", "Networks", "ContainerARN", "Snapshotter"} <= own.keys()
    names = ["NetworkMode", "IPv4Addresses", "AttachmentIndex", "IPv4SubnetCIDRBlock", "DomainNameServers"]
    assert {*names, "DomainNameSearchList", "PrivateDNSName", "SubnetGatewayIpv4Address"} <= own["Networks"][0].keys()
    older = task_answer(known, 3)
    assert "LaunchType" not in older
    assert "ContainerARN" not in older["Containers"][0]
