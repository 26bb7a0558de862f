"""The life of real containers: started, signalled, ended, out of memory, healthy or not, started again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.runtime.driver import Driver, Message, task

Box = Callable[..., Message]


def test_a_container_runs_and_its_end_is_told_after_its_last_line(runtime: Driver, box: Box) -> None:
    given = task(box(script="echo first; echo wrong >&2; printf last; exit 3"))
    runtime.run(given)
    ended = runtime.wait("ended", task=given["id"], container="app")
    assert (ended["code"], ended["oom"]) == (3, False)
    before = [each for each in runtime.heard[: runtime.heard.index(ended)] if each["is"] == "log"]
    lines = [text for each in before for _, text in each["lines"]]
    assert sorted(lines) == ["first", "last", "wrong"]
    assert all(abs(at / 1000 - time.time()) < 60 for each in before for at, _ in each["lines"])


def test_a_stop_is_a_signal_and_then_a_kill(runtime: Driver, box: Box) -> None:
    polite = box("polite", "trap 'exit 7' TERM; while :; do sleep 0.05; done")
    deaf = box("deaf", "trap '' TERM; while :; do sleep 0.05; done")
    given = task(polite, deaf)
    runtime.run(given)
    time.sleep(0.3)  # their traps must be set
    for name in ("polite", "deaf"):
        runtime.tell("stop", task=given["id"], container=name, timeout_s=1)
    assert runtime.wait("ended", task=given["id"], container="polite")["code"] == 7
    ended = runtime.wait("ended", task=given["id"], container="deaf")
    assert (ended["code"], ended["oom"]) == (137, False)


def test_a_kill_is_at_once(runtime: Driver, box: Box) -> None:
    given = task(box())
    runtime.run(given)
    runtime.tell("kill", task=given["id"], container="app")
    assert runtime.wait("ended", task=given["id"], timeout_s=5)["code"] == 137


def test_memory_beyond_the_limit_ends_a_container(runtime: Driver, box: Box) -> None:
    eats = "dd if=/dev/zero of=/dev/null bs=200M count=1"
    own = task(box(script=eats, memory=32))
    whole = task(box(script=eats), memory_mib=32)
    for given in (own, whole):
        runtime.run(given)
    for given in (own, whole):
        ended = runtime.wait("ended", task=given["id"])
        assert (ended["code"], ended["oom"]) == (137, True)
        assert ended["reason"] == "OutOfMemoryError: Container killed due to memory usage"


def test_a_container_that_forks_without_end_is_held(runtime: Driver, box: Box) -> None:
    given = task(box(script="i=0; while [ $i -lt 3000 ]; do sleep 30 & i=$((i+1)); done; echo through"))
    runtime.run(given)
    deadline = time.monotonic() + 20
    while not any("fork" in line for line in runtime.lines("app")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert any("fork" in line for line in runtime.lines("app"))
    assert "through" not in runtime.lines("app")


def test_a_container_can_be_started_again_and_no_line_is_told_twice(runtime: Driver, box: Box) -> None:
    given = task(box(script="echo run $(cat /tmp/mark 2>/dev/null); echo before >> /tmp/mark; sleep 0.2; exit 1"))
    runtime.run(given)
    first = runtime.wait("ended", task=given["id"])
    runtime.tell("start", task=given["id"], container="app")
    runtime.wait("ended", task=given["id"], after=first)
    assert runtime.lines("app") == ["run", "run before"]  # in place: its files are still there


def test_what_cannot_be_started_is_said_as_aws_says_it(runtime: Driver, box: Box) -> None:
    given = task(
        box("missing", command=["/no/such/program"]),
        box("unknown", command=["nope"]),
        box("nobody", user="ghost"),
        box("foreign", command=["/bin/foreign"]),
    )
    runtime.tell("prepare", task=given)
    runtime.wait("prepared", task=given["id"])
    reasons = {}
    for name in ("missing", "unknown", "nobody", "foreign"):
        runtime.tell("start", task=given["id"], container=name)
        told = runtime.wait("not_started", "ended", task=given["id"], container=name)
        reasons[name] = (told.get("reason"), told.get("code"))
    fargate = "CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task:"
    assert reasons["unknown"][0].startswith(fargate)
    assert 'exec: "nope": executable file not found in $PATH' in reasons["unknown"][0]
    assert reasons["unknown"][1] == 127
    assert "no such file or directory" in reasons["missing"][0]
    assert "unable to find user ghost" in reasons["nobody"][0]
    # the kernel refuses it after the container was started, here and on AWS: its log has the reason
    assert "exec format error" in " ".join([str(reasons["foreign"][0]), *runtime.lines("foreign")])


def test_health_is_told_when_it_changes(runtime: Driver, box: Box) -> None:
    check = {"command": ["CMD-SHELL", "test -e /tmp/well"], "interval": 1, "timeout": 1, "retries": 2, "startPeriod": 0}
    given = task(box(script="touch /tmp/well; sleep 3; rm /tmp/well; sleep 60", healthCheck=check))
    runtime.run(given)
    runtime.wait("health", task=given["id"], status="HEALTHY", timeout_s=10)
    runtime.wait("health", task=given["id"], status="UNHEALTHY", timeout_s=15)


def test_figures_are_told(runtime: Driver, box: Box) -> None:
    given = task(box(script="while :; do :; done"), cpu=256, memory_mib=64)
    runtime.run(given)
    told = runtime.wait("stats", task=given["id"], timeout_s=20)
    assert 5 < told["cpu_percent"] < 40, told  # a quarter of a vCPU is all it may have
    assert 0 < told["memory_mib"] < 64


def test_a_container_removed_by_hand_has_ended(runtime: Driver, box: Box, engine: Any) -> None:
    given = task(box())
    runtime.run(given)
    engine.remove_container(runtime.wait("started", task=given["id"])["id"], force=True)
    assert runtime.wait("ended", task=given["id"], timeout_s=10)["code"] == 137


def test_long_lines_are_cut_as_awslogs_cuts_them(runtime: Driver, box: Box) -> None:
    given = task(box(script="head -c 300000 /dev/zero | tr '\\0' x; echo; echo; echo end"))
    runtime.run(given)
    runtime.wait("ended", task=given["id"])
    assert [len(line) for line in runtime.lines("app")] == [262_118, 300_000 - 262_118, 3]


def test_a_flood_of_lines_ends_with_its_container(runtime: Driver, box: Box) -> None:
    given = task(box(script="yes"))
    runtime.run(given)
    time.sleep(2)
    runtime.tell("kill", task=given["id"], container="app")
    ended = runtime.wait("ended", task=given["id"])
    time.sleep(0.5)
    assert runtime.lines("app")[:2] == ["y", "y"]
    assert [each for each in runtime.heard if each["is"] == "log" and each["_at"] > ended["_at"]] == []
