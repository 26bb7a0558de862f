"""The other two ways of containers to the sandbox: where namespaces are closed to us, and where the engine runs elsewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from course.runtime.doors import Doors
from course.runtime.engine import Engine
from course.runtime.metadata_server import MetadataServer
from course.runtime.task import read_task
from tests.runtime.driver import Driver, Message, task

CREDENTIALS = {"AccessKeyId": "ASIA1", "SecretAccessKey": "secret", "Token": "token", "Expiration": "", "RoleArn": ""}


def test_where_namespaces_are_closed_the_bridge_is_the_way(
    start: Callable[..., Driver], box: Callable[..., Message]
) -> None:
    runtime = start(PATH="/nonexistent")  # without iptables it does not try
    runtime.wait("engine", up=True)
    script = "wget -qO- $ECS_CONTAINER_METADATA_URI_V4/task; echo; env"
    given = task(box(script=script), credentials=CREDENTIALS, cpu=512, memory_mib=64)
    assert runtime.run(given)["direct"]
    runtime.wait("ended", task=given["id"])
    answer, *lines = runtime.lines("app")
    assert json.loads(answer)["TaskARN"] == given["arn"]
    variables = dict(line.split("=", 1) for line in lines)
    gateway = variables["AWS_ENDPOINT_URL"].rpartition(":")[0]
    assert gateway != "http://127.0.0.1"
    assert variables["ECS_CONTAINER_METADATA_URI_V4"].startswith(f"{gateway}:")
    assert variables["AWS_ACCESS_KEY_ID"] == "ASIA1"


def test_with_an_engine_elsewhere_the_host_is_the_way() -> None:
    async def learn() -> tuple[Doors, dict[str, str]]:
        engine = Engine("sandbox", lambda facts: None, lambda event: None)

        async def no_stats(_: object) -> dict[str, str]:
            return {}

        doors = Doors(engine, MetadataServer({}, no_stats), 4566)
        await doors.learn(0, "nothing", "192.0.2.1")
        given = read_task(task({"name": "app", "image": "x"}, credentials=CREDENTIALS))
        variables = doors.environment(given, given.containers["app"])
        assert (doors.way, doors.direct) == ("host", False)
        assert doors.hosts == ["host.docker.internal:host-gateway"]
        doors.close()
        await asyncio.sleep(0.1)
        return doors, variables

    _, variables = asyncio.run(learn())
    assert variables["AWS_ENDPOINT_URL"] == "http://host.docker.internal:4566"
    assert variables["ECS_CONTAINER_METADATA_URI_V4"].startswith("http://host.docker.internal:")
    assert variables["AWS_SESSION_TOKEN"] == "token"
    assert "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" not in variables
