"""Nothing outlives the sandbox: its end, its crash, `clear`; the engine that is absent, goes away, comes back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.runtime.ledger import NAME
from tests.runtime.driver import Driver, Message, remains, task
from tests.runtime.proxy import Proxy

Box = Callable[..., Message]
Start = Callable[..., Driver]
VOLUMES: dict[str, Any] = {
    "volumes": [{"name": "data"}, {"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]
}
MOUNTS = [{"sourceVolume": name, "containerPath": f"/{name}"} for name in ("data", "files")]


def test_the_end_of_the_sandbox_is_the_end_of_its_containers(start: Start, engine: Any, box: Box) -> None:
    runtime = start()
    runtime.wait("engine", up=True)
    runtime.run(task(box(mountPoints=MOUNTS), **VOLUMES))
    assert remains(engine, runtime.sandbox).keys() >= {"containers", "networks", "volumes"}
    begun = time.monotonic()
    runtime.close()
    assert time.monotonic() - begun < 10
    assert remains(engine, runtime.sandbox) == {}
    assert (runtime.home.sandbox / NAME).read_text() == ""


def test_what_a_crash_leaves_is_removed_at_the_next_start(start: Start, engine: Any, box: Box) -> None:
    first = start()
    first.wait("engine", up=True)
    first.run(task(box(mountPoints=MOUNTS), **VOLUMES))
    first.crash()
    assert remains(engine, first.sandbox).keys() >= {"containers", "networks", "volumes"}
    made = {json.loads(line)["what"] for line in (first.home.sandbox / NAME).read_text().splitlines()}
    assert {"container", "network", "volume"} <= made
    second = start()
    second.wait("engine", up=True)
    second.run(task(box()))
    left = remains(engine, second.sandbox)
    assert "volumes" not in left
    assert len(left["containers"]) <= 3  # the new task's two, and a probe on its way out


def test_clear_removes_everything_and_the_next_task_runs(start: Start, engine: Any, box: Box) -> None:
    runtime = start()
    runtime.wait("engine", up=True)
    runtime.run(task(box(), box("other")))
    runtime.tell("clear")
    runtime.wait("cleared")
    assert remains(engine, runtime.sandbox) == {}
    given = task(box(script="echo again"))
    runtime.run(given)
    runtime.wait("ended", task=given["id"], code=0)


def test_a_removed_task_leaves_only_what_lasts(start: Start, engine: Any, box: Box) -> None:
    runtime = start()
    runtime.wait("engine", up=True)
    write = task(box(script="echo kept > /files/note; echo lost > /data/note", mountPoints=MOUNTS), **VOLUMES)
    runtime.run(write)
    runtime.wait("ended", task=write["id"])
    runtime.tell("remove", task=write["id"])
    runtime.wait("removed", task=write["id"])
    assert len(remains(engine, runtime.sandbox)["volumes"]) == 1
    read = task(box("reader", "cat /files/note /data/note", mountPoints=MOUNTS), **VOLUMES)
    runtime.run(read)
    runtime.wait("ended", task=read["id"])
    assert "kept" in runtime.lines("reader")
    assert "lost" not in runtime.lines("reader")


def test_a_task_that_is_removed_while_it_is_prepared_leaves_nothing(start: Start, engine: Any, box: Box) -> None:
    runtime = start()
    runtime.wait("engine", up=True)
    given = task(box())
    runtime.tell("prepare", task=given)
    runtime.tell("remove", task=given["id"])
    runtime.wait("removed", task=given["id"])
    wanted = {"label": f"ecs-course.task={given['id']}"}
    assert engine.containers(all=True, filters=wanted) == []


def test_without_an_engine_it_says_so(start: Start, tmp_path: Path) -> None:
    runtime = start(DOCKER_HOST=f"unix://{tmp_path}/nobody.sock")
    told = runtime.wait("engine")
    assert not told["up"]
    assert told["why"].startswith(f"Cannot connect to the Docker daemon at unix://{tmp_path}/nobody.sock.")
    runtime.tell("look", task="t", images=[{"reference": "x", "pull": "localhost:1/x"}])
    assert not runtime.wait("looked", task="t")["real"]
    runtime.tell("prepare", task=task({"name": "app", "image": "x"}))
    assert "Is the docker daemon running?" in runtime.wait("not_prepared")["reason"]


def test_the_engine_may_go_and_come_back(start: Start, tmp_path: Path, box: Box, engine: Any) -> None:
    proxy = Proxy(tmp_path / "engine.sock")
    runtime = start(DOCKER_HOST=proxy.host)
    assert not runtime.wait("engine")["up"]
    proxy.up()
    up = runtime.wait("engine", up=True)
    stays, dies = task(box("stays", "sleep 1; echo late; sleep 600")), task(box("dies"))
    runtime.run(stays)
    runtime.run(dies)
    proxy.down()
    down = runtime.wait("engine", up=False, after=up)
    assert "Cannot connect to the Docker daemon" in down["why"]
    engine.kill(runtime.wait("started", task=dies["id"])["id"])
    proxy.up()
    runtime.wait("engine", up=True, after=down)
    assert runtime.wait("ended", task=dies["id"], timeout_s=15)["code"] == 137
    runtime.tell("kill", task=stays["id"], container="stays")
    assert runtime.wait("ended", task=stays["id"])["code"] == 137
    assert runtime.lines("stays") == ["late"]
    again = task(box("again", "echo again"))
    runtime.run(again)
    runtime.wait("ended", task=again["id"], code=0)
    runtime.close()
    proxy.down()


def test_an_engine_that_stays_away_takes_its_containers_with_it(start: Start, tmp_path: Path, box: Box) -> None:
    proxy = Proxy(tmp_path / "engine.sock")
    proxy.up()
    runtime = start(DOCKER_HOST=proxy.host)
    up = runtime.wait("engine", up=True)
    given = task(box())
    runtime.run(given)
    proxy.down()
    ended = runtime.wait("ended", task=given["id"], timeout_s=15)
    assert (ended["code"], ended["reason"]) == (137, "ContainerVanishedError: No container matching saved ID found")
    runtime.tell("remove", task=given["id"])
    runtime.wait("removed", task=given["id"])
    proxy.up()  # what could not be removed is found by its label
    runtime.wait("engine", up=True, after=up)
    runtime.close()
    proxy.down()


def test_an_end_in_the_middle_of_the_beginning_leaves_nothing(start: Start, engine: Any) -> None:
    for _ in range(3):
        runtime = start()
        runtime.wait("engine", up=True)
        runtime.close()
    time.sleep(0.5)  # what the engine was just making would be there by now
    assert remains(engine, runtime.sandbox) == {}
