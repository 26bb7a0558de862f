"""The store of log events against a naive one, its patterns, bounds and its survival of a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.home import CHECKOUT
from course.sandbox.stores import lines
from course.sandbox.stores.acceptance import DAY_MS, Refused, admit
from course.sandbox.stores.logs import InvalidToken, LogStore
from course.sandbox.stores.patterns import Invalid, read
from course.sandbox.stores.span import moment, window

GROUP = ("111111111111", "us-east-1", "g")
NOW = 1_800_000_000_000

words = st.sampled_from(["ERROR", "INFO", "time out", "", "é\n", '{"level":"ERROR","ms":120}', "ERR", "OR"])
batches = st.lists(
    st.tuples(st.sampled_from("ab"), st.lists(st.tuples(st.integers(0, 60), words), min_size=1, max_size=8)),
    max_size=12,
)


def filled(batches_: list[tuple[str, list[tuple[int, str]]]]) -> tuple[LogStore, list[tuple[int, int, str, str]]]:
    store, naive, number = LogStore(), [], 0
    for stream, batch in batches_:
        ordered = sorted(batch, key=lambda event: event[0])
        store.put(GROUP, stream, [t for t, _ in ordered], [m for _, m in ordered], NOW)
        for at, message in ordered:
            number += 1
            naive.append((at, number, stream, message))
    return store, sorted(naive)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK_LINES", 4)


@settings(max_examples=150, deadline=None)
@given(batches, st.none() | st.integers(0, 60), st.none() | st.integers(0, 60), st.integers(1, 7), st.booleans())
def test_walking_a_stream_gives_every_event_once(batches_, start, end, limit, from_head) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK_LINES", 4)
        store, naive = filled(batches_)
    wanted = [
        (at, number, message)
        for at, number, stream, message in naive
        if stream == "a" and (start is None or at >= start) and (end is None or at < end)
    ]
    seen: list[tuple[int, int, str]] = []
    token = ""
    for _ in range(200):
        events, backward, forward = store.page(GROUP, "a", start, end, token, limit, from_head)
        told = [(e.time, e.number, e.message) for e in events]
        seen = seen + told if from_head else told + seen
        following = forward if from_head else backward
        assert len(told) <= limit
        if token and following == token:
            break
        token = following
    assert seen == wanted
    # at the end the same token comes back, and a later event appears behind it
    assert store.page(GROUP, "a", start, end, token, limit, from_head)[2 if from_head else 1] == token


@settings(max_examples=150, deadline=None)
@given(
    batches,
    st.sampled_from(["", "ERROR", "ERR", '"time out"', "-ERROR", "?ERROR ?INFO", 'ERR -"time out"', "%E[A-Z]+R%"])
    | st.sampled_from(['{ $.level = "ERROR" }', "{ $.ms > 100 && $.level = E* }", "{ $.none NOT EXISTS }"]),
    st.integers(1, 5),
    st.booleans(),
)
def test_searching_gives_what_a_naive_search_gives(batches_, pattern, limit, from_head) -> None:
    store, naive = filled(batches_)
    asked = read(pattern)
    wanted = [(at, number, stream) for at, number, stream, message in naive if 5 <= at <= 50 and asked.matches(message)]
    seen: list[tuple[int, int, str]] = []
    token = ""
    while True:
        events, token = store.search(GROUP, lambda name: True, asked, 5, 50, token, limit, from_head)
        seen += [(e.time, e.number, e.stream) for e in events]
        if not token:
            break
    assert seen == (wanted if from_head else wanted[::-1])


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("ERROR", ["[ERROR 400] BAD", "ERRORCODE: -1"], ["error", ""]),
        ("ERROR ARGUMENTS", ["ERROR in ARGUMENTS"], ["ERROR", "ARGUMENTS"]),
        ('"INTERNAL SERVER"', ["500 INTERNAL SERVER ERROR"], ["INTERNAL x SERVER"]),
        ("ERROR -ARGUMENTS", ["ERROR 1"], ["ERROR ARGUMENTS"]),
        ("?ERROR ?WARN", ["WARN", "ERROR"], ["INFO"]),
        ('"a \\" b"', ['x a " b'], ["a b"]),
        ("%AUTHORI[SZ]ED%", ["UNAUTHORISED", "AUTHORIZED"], ["AUTHOR"]),
        (
            '{ $.level = "ERROR" && $.latency > 100 }',
            ['{"level":"ERROR","latency":100.5}'],
            ['{"level":"ERROR"}', "no"],
        ),
        ("{ $.a.b[1] = 2 }", ['{"a":{"b":[1,2]}}'], ['{"a":{"b":[2]}}', "[1]"]),
        ("{ $.a = x* || ($.b != 1 && $.c IS NULL) }", ['{"a":"xyz"}', '{"b":2,"c":null}'], ['{"a":"y","b":2}']),
        ("{ $.ok IS TRUE }", ['{"ok":true}'], ['{"ok":1}', '{"ok":false}']),
        ("{ $.list[*].n >= 3 }", ['{"list":[{"n":1},{"n":3}]}'], ['{"list":[{"n":1}]}']),
        ("{ $.user EXISTS }", ['{"user":null}'], ["{}"]),
        ("{ $.m = %^4\\d\\d$% }", ['{"m":404}', '{"m":"404"}'], ['{"m":500}']),
        ('{ $.level = "ERROR" }', ['{"level":"\\u0045RROR"}'], ['{"level":"\\u0045RR"}']),
    ],
)
def test_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    asked = read(pattern)
    assert [asked.matches(message) for message in yes + no] == [True] * len(yes) + [False] * len(no)


@pytest.mark.parametrize(
    "pattern",
    ["[a, b]", "a=b", '"open', "{ $.a", "{ a = 1 }", "{ $.a > x }", "%(a)%", "{ $.a = 1 && }", "%[%", "{ $.a = 1 ) }"],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_a_sentence(pattern: str) -> None:
    with pytest.raises(Invalid, match=r"filter pattern|Invalid character|closing"):
        read(pattern)


def test_json_searches_go_on_at_the_next_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.sandbox.stores.searching.PAGE_TESTS", 40)
    store = LogStore()
    for stream in "abc":
        for begin in range(0, 200, 50):
            times = list(range(begin, begin + 50))
            store.put(GROUP, stream, times, [json.dumps({"n": t}) for t in times], NOW)
    token, seen, pages = "", [], 0
    while True:
        events, token = store.search(GROUP, lambda name: True, read("{ $.n > 190 }"), None, None, token, 10_000)
        seen += [(e.time, e.stream) for e in events]
        pages += 1
        if not token:
            break
    assert seen == [(t, s) for t in range(191, 200) for s in "abc"]
    assert pages > 3


def test_tokens_of_others_are_refused() -> None:
    for token in ("x", "f/1/s", "F12"):
        with pytest.raises(InvalidToken):
            LogStore().page(GROUP, "a", None, None, token, 10, True)
        with pytest.raises(InvalidToken):
            LogStore().search(GROUP, lambda name: True, read(""), None, None, token, 10)


def test_the_store_is_bounded_and_the_greediest_stream_pays() -> None:
    store = LogStore(max_lines=100)
    store.put(GROUP, "quiet", [1], ["here"], NOW)
    for n in range(500):
        store.put(GROUP, "loud", [n], ["x" * 10], NOW)
    assert store.lines <= 100
    assert store.facts(GROUP, "quiet").lines == 1
    assert store.facts(GROUP, "loud").last == 499
    assert store.bytes == sum(store.facts(GROUP, s).bytes for s in ("quiet", "loud"))


def test_retention_drops_what_is_older() -> None:
    store = LogStore()
    store.put(GROUP, "a", list(range(10)), [str(n) for n in range(10)], NOW)
    store.expire(GROUP, 7)
    assert [e.message for e in store.events(GROUP, "a")] == ["7", "8", "9"]
    assert (store.lines, store.bytes) == (3, 3 * 27)


def test_acceptance() -> None:
    hour = 3_600_000
    times = [NOW - 15 * DAY_MS, NOW - 14 * DAY_MS - 1, NOW - hour, NOW, NOW + 3 * hour]
    part, info = admit(times, ["m"] * 5, NOW, None)
    assert times[part] == [NOW - hour, NOW]
    assert info == {"tooOldLogEventEndIndex": 2, "tooNewLogEventStartIndex": 4}
    part, info = admit([NOW - 2 * DAY_MS, NOW], ["m"] * 2, NOW, 1)
    assert (part, info) == (slice(1, 2), {"expiredLogEventEndIndex": 1})
    assert admit([NOW], ["m"], NOW, None) == (slice(0, 1), {})
    for bad, messages in (
        ([NOW, NOW - 1], ["m", "m"]),
        ([NOW - DAY_MS - 1, NOW], ["m", "m"]),
        ([NOW] * 10_001, ["m"] * 10_001),
        ([NOW], ["é" * 600_000]),
    ):
        with pytest.raises(Refused):
            admit(bad, messages, NOW, None)


def test_times_near_the_wall_clock_mean_now() -> None:
    wall, day = 1_800_000_000.0, 86_400.0
    assert window(wall - 600, wall, wall, wall + day) == (wall - 600, wall + day)
    assert window(wall - 600, wall - 301, wall, wall + day) == (wall - 600, wall - 301)
    assert window(None, None, wall, wall + day) == (None, None)
    # a frozen sandbox lies behind the wall: the last ten minutes are its last ten minutes
    assert window(wall - 600, wall, wall, wall - day) == (wall - day - 600, wall)
    assert moment(wall - 10, wall, wall + day) == wall + day - 10
    assert moment(wall - 10, wall, wall + 1.5) == wall - 10
    assert moment(wall - 301, wall, wall + day) == wall - 301


def test_what_was_kept_comes_back_and_save_makes_a_copy(tmp_path: Path) -> None:
    store = LogStore()
    store.load(tmp_path / "kept")
    store.put(GROUP, "a", [1, 3], ["one\n", "three \ud800"], NOW)
    store.put(GROUP, "a", [2], ["two"], NOW + 5)
    store.put(GROUP, "b", [2], ["gone"], NOW)
    store.forget(*GROUP, "b")
    store.save(tmp_path / "copy")
    store.put(GROUP, "a", [4], ["four"], NOW)
    whole = store.events(GROUP, "a")
    with (tmp_path / "kept" / "00000001.jsonl").open("ab") as file:
        file.write(b'["put", "torn')
    again = LogStore()
    again.load(tmp_path / "kept")
    assert again.events(GROUP, "a") == whole
    assert again.events(GROUP, "b") == []
    again.put(GROUP, "a", [9], ["nine"], NOW)
    third = LogStore()
    third.load(tmp_path / "kept")
    assert [e.message for e in third.events(GROUP, "a")][-2:] == ["four", "nine"]
    assert third.events(GROUP, "a") == again.events(GROUP, "a")
    copy = LogStore()
    copy.load(tmp_path / "copy")
    assert copy.events(GROUP, "a") == whole[:3]
    for each in (store, again, third, copy):
        each.close()


def test_the_folder_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.sandbox.stores.tape.Tape.__init__.__defaults__", (2_000, 3))
    store = LogStore()
    store.load(tmp_path)
    for n in range(300):
        store.put(GROUP, "a", [n], ["x" * 100], NOW)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 6_000
    again = LogStore()
    again.load(tmp_path)
    assert again.events(GROUP, "a") == store.events(GROUP, "a")[-len(again.events(GROUP, "a")) :]
    assert again.lines > 10
    store.close()
    again.close()


def test_a_killed_process_loses_nothing_it_had_stored(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from course.sandbox.stores import LogStore, MetricStore\n"
        "from course.sandbox.stores.metrics import Name, datum\n"
        f"logs, metrics = LogStore(), MetricStore(); folder = Path({str(tmp_path)!r})\n"
        "logs.load(folder / 'logs'); metrics.load(folder / 'metrics')\n"
        "n = 0\n"
        "while True:\n"
        "    logs.put(('1', 'r', 'g'), 's', [n], [f'line {n}'], n)\n"
        "    metrics.put(('1', 'r'), Name('N', 'm'), 'None', datum(60 * n, [1.0, n]), 60, 60 * n)\n"
        "    print(n, flush=True); n += 1\n"
    )
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(200)]
        time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.read().splitlines()
        process.wait()
        process.stdout.close()
        acknowledged = max(int(line) for line in told if line.strip())
        logs = LogStore()
        logs.load(tmp_path / "logs")
        found = {e.message for e in logs.events(("1", "r", "g"), "s")}
        assert {f"line {n}" for n in range(acknowledged + 1)} <= found
        logs.close()


def test_a_full_disk_refuses_and_keeps_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LogStore()
    store.load(tmp_path)
    store.put(GROUP, "a", [1], ["one"], NOW)
    real = os.write

    def half(file: int, data: bytes) -> int:
        if len(data) < 10:
            raise OSError(28, "No space left on device")
        return real(file, bytes(data[: len(data) // 2]))

    with monkeypatch.context() as patch:
        patch.setattr("course.sandbox.stores.tape.os.write", half)
        with pytest.raises(OSError, match="No space"):
            store.put(GROUP, "a", [2], ["two"], NOW)
    store.put(GROUP, "a", [3], ["three"], NOW)
    again = LogStore()
    again.load(tmp_path)
    assert [e.message for e in again.events(GROUP, "a")] == ["one", "three"]
    assert [e.message for e in store.events(GROUP, "a")] == ["one", "three"]
    store.close()
    again.close()
