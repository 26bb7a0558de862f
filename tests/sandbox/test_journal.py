"""The journal: whole entries or none, also on a disk that refuses; and which calls are in it."""

from __future__ import annotations

import errno
import io
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.sandbox.call import CALL, Call
from course.sandbox.entry import Damaged, Entry, environ_of, from_line, request_facts, to_line
from course.sandbox.journal import Journal
from course.sandbox.mutating import changes

FIRST = Entry("world", 1_000_000, 2_000_000, 0, {"seed": "aa"})
SECOND = Entry("call", 3_000_000, 4_000_000, 12345, {"text": "ä\n\x00"}, "abcd")


def environ(body: bytes = b"{}", **more: Any) -> dict[str, Any]:
    call = Call("111111111111", "eu-west-1", "ecs", "CreateCluster", "111111111111")
    return {
        CALL: call,
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "a=b",
        "REQUEST_URI": "/?a=b",
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1:1",
        "HTTP_X_AMZ_TARGET": "T.CreateCluster",
        "HTTP_USER_AGENT": "learner",
        "wsgi.input": io.BytesIO(body),
        **more,
    }


@given(st.binary(max_size=300))
def test_a_request_comes_back_as_it_was(body: bytes) -> None:
    asked = environ(body)
    again = environ_of(from_line(to_line(Entry("call", 1, 2, 3, request_facts(asked)))).facts, 1)
    assert asked["wsgi.input"].read() == body
    assert again["wsgi.input"].read() == body
    kept = (CALL, "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_X_AMZ_TARGET")
    assert [again[name] for name in kept] == [asked[name] for name in kept]
    assert again["HTTP_X_MOTO_ACCOUNT_ID"] == "111111111111"
    assert "HTTP_USER_AGENT" not in again


def test_what_was_appended_is_read_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert journal.read() == []
    for entry in (FIRST, SECOND):
        journal.append(entry)
    journal.sync()
    journal.close()
    again = Journal(tmp_path / "journal")
    assert again.read() == [FIRST, SECOND]
    assert again.size == journal.size == (tmp_path / "journal").stat().st_size
    assert again.notes == []


def test_a_cut_at_any_byte_loses_the_last_entry_only_and_the_next_one_fits(tmp_path: Path) -> None:
    whole = to_line(FIRST) + to_line(SECOND)
    third = Entry("clock", 5, 6, 7, {"frozen": True})
    for cut in range(len(to_line(FIRST)), len(whole)):
        path = tmp_path / str(cut)
        path.write_bytes(whole[:cut])
        journal = Journal(path)
        assert journal.read() == [FIRST]
        assert bool(journal.notes) == (cut > len(to_line(FIRST)))
        journal.append(third)
        journal.close()
        assert Journal(path).read() == [FIRST, third]


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_never_goes_unnoticed(place: int, change: int) -> None:
    line = bytearray(to_line(SECOND))
    line[place % len(line)] ^= change
    with suppress(Damaged):
        assert from_line(bytes(line)) == SECOND  # the case of a checksum's letter says nothing


def test_a_damaged_entry_in_between_is_passed_over_and_told(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(to_line(FIRST) + b"damage\n" + to_line(SECOND))
    journal = Journal(path)
    assert journal.read() == [FIRST, SECOND]
    assert "Entry 2" in journal.notes[0]
    journal.append(FIRST)
    assert Journal(path).read() == [FIRST, SECOND, FIRST]


@pytest.mark.parametrize("written", [0, 1, 7])
def test_a_full_disk_leaves_nothing_of_the_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(FIRST)
    real = os.write
    allowed = [written]

    def write(file: int, data: Any) -> int:
        if not allowed[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = real(file, bytes(data)[: allowed[0]])
        allowed[0] -= done
        return done

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left"):
        journal.append(SECOND)
    assert journal.refusal is not None
    monkeypatch.undo()
    assert Journal(tmp_path / "journal").read() == [FIRST]
    journal.append(SECOND)
    assert journal.refusal is None
    assert Journal(tmp_path / "journal").read() == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("service", "operation", "written"),
    [
        ("ecs", "CreateService", True),
        ("ecs", "RunTask", True),
        ("ecs", "DescribeServices", False),
        ("ecs", "ListTasks", False),
        ("ecr", "BatchGetImage", True),  # it leaves the time of a pull
        ("ecr", "GetAuthorizationToken", False),
        ("ecr", "PutImage", True),
        ("sts", "AssumeRole", True),
        ("sts", "GetCallerIdentity", False),
        ("kms", "Encrypt", False),
        ("kms", "CreateKey", True),
        ("sqs", "ReceiveMessage", True),
        ("logs", "FilterLogEvents", False),
        ("logs", "PutLogEvents", False),  # kept in a store of its own
        ("monitoring", "PutMetricData", False),
        ("monitoring", "PutMetricAlarm", True),
        ("ecs", "SomethingNew", True),
        ("x", "Listen", True),
        ("x", "Getaway", True),
    ],
)
def test_calls_that_change_the_world_are_told_by_their_names(service: str, operation: str, written: bool) -> None:
    call = Call("", "us-east-1", service, operation)
    assert changes(call, "POST", "/", lambda: "") is written


@pytest.mark.parametrize(
    ("method", "path", "name", "written"),
    [
        ("GET", "/bucket", "", False),
        ("HEAD", "/bucket", "", False),
        ("PUT", "/bucket", "", True),
        ("POST", "/v1/describejobs", "DescribeJobs", False),
        ("POST", "/v1/submitjob", "SubmitJob", True),
        ("POST", "/moto-api/seed", "", True),
        ("GET", "/moto-api/data.json", "", False),
    ],
)
def test_rest_calls_are_told_by_method_and_route(method: str, path: str, name: str, written: bool) -> None:
    assert changes(Call("", "us-east-1", "batch", ""), method, path, lambda: name) is written
