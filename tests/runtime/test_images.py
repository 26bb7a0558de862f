"""Images: found on the machine, pulled from the sandbox's registry with a token, and what is said when they cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from course.sandbox.launch import free_port
from tests.runtime.conftest import root_file_system
from tests.runtime.driver import Driver, Message, container, task
from tests.runtime.registry import AUTH, Registry, digest
from tests.tools import program

REFERENCE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:latest"
PULL = "CannotPullContainerError: pull image manifest has been retried"


@pytest.fixture
def registry() -> Iterator[Registry]:
    serving = Registry(root_file_system(Path(program("busybox")).resolve().read_bytes()))
    yield serving
    serving.close()


def refused(runtime: Driver, pull: str, auth: dict[str, str] | None = AUTH, reference: str = REFERENCE) -> str:
    """The reason why a task with this image cannot be prepared."""
    given = task(container("web", image=reference, pull=pull), auth=auth)
    runtime.tell("prepare", task=given)
    told = runtime.wait("not_prepared", task=given["id"])
    assert told["container"] == "web"
    return str(told["reason"])


def test_an_image_is_pulled_with_the_tasks_own_token(runtime: Driver, registry: Registry, engine: Any) -> None:
    pull = f"{registry.place}/web:latest"
    given = task(container("web", "trap 'exit 9' USR1; echo up; while :; do sleep 0.05; done", REFERENCE, pull=pull))
    prepared = runtime.run(given, auth=AUTH)
    assert prepared["digests"] == {"web": digest(registry.manifest)}
    while "up" not in runtime.lines("web"):
        runtime.wait("log", task=given["id"])
    runtime.tell("stop", task=given["id"], container="web", timeout_s=10)
    assert runtime.wait("ended", task=given["id"])["code"] == 9  # the image's own stop signal
    runtime.tell("clear")
    runtime.wait("cleared")
    assert engine.images(name=f"{registry.place}/web") == []


def test_what_cannot_be_pulled_is_said_in_aws_words(runtime: Driver, registry: Registry) -> None:
    told = refused(runtime, f"{registry.place}/web:v9")
    assert told == f"{PULL} 7 time(s): failed to resolve ref {REFERENCE}: {REFERENCE}: not found"
    assert "pull access denied, repository does not exist or may require authorization" in refused(
        runtime, f"{registry.place}/web:latest", auth=None
    )
    assert refused(runtime, f"{registry.place}/nobody:latest").startswith(f"{PULL} ")
    assert refused(runtime, f"{registry.place}/web:other-machine").endswith(
        "image Manifest does not contain descriptor matching platform 'linux/amd64'"
    )
    reason = refused(runtime, f"localhost:{free_port()}/web:latest")
    assert reason.startswith(f"{PULL} 5 time(s): failed to resolve ref {REFERENCE}: ")
    assert "connection refused" in reason


def test_a_local_image_must_be_there(runtime: Driver, box: Callable[..., Message], image: str) -> None:
    there = {"reference": image, "pull": None}
    nowhere = {"reference": "ecs-course-test/nowhere:1", "pull": None}
    pulled = {"reference": REFERENCE, "pull": "localhost:5000/web:latest"}
    runtime.tell("look", task="real", images=[there, pulled])
    runtime.tell("look", task="not", images=[there, nowhere])
    assert runtime.wait("looked", task="real")["real"]
    told = runtime.wait("looked", task="not")
    assert not told["real"]
    assert "ecs-course-test/nowhere:1" in told["why"]
    given = task(box(), container("web", image="ecs-course-test/nowhere:1"))
    runtime.tell("prepare", task=given)
    told = runtime.wait("not_prepared", task=given["id"])
    assert (told["container"], told["reason"][:25]) == ("web", "CannotPullContainerError:")


def test_too_many_tasks_are_refused_as_fargate_refuses_them(runtime: Driver, box: Callable[..., Message]) -> None:
    runtime.tell("prepare", task=task(box(), memory_mib=10_000_000))
    reason = runtime.wait("not_prepared")["reason"]
    assert reason == "Capacity is unavailable at this time. Please try again later or in a different availability zone"
