"""What a task definition asks for, seen from inside the container."""

from __future__ import annotations

from collections.abc import Callable

from tests.runtime.driver import Driver, Message, task

Box = Callable[..., Message]


def inside(runtime: Driver, given: Message, name: str = "app") -> list[str]:
    """The lines of a container that ends by itself."""
    runtime.run(given)
    assert runtime.wait("ended", task=given["id"], container=name)["code"] == 0, runtime.lines(name)
    return runtime.lines(name)


def test_command_entry_point_directory_user_and_variables(runtime: Driver, box: Box) -> None:
    asked = box(
        entryPoint=["sh", "-c", 'echo "$0 $1"; pwd; id -u; echo $COLOUR $SECRET'],
        command=["zero", "one"],
        workingDirectory="/data",
        user="nobody",
        environment=[["COLOUR", "blue"], ["SECRET", "s=1"]],
    )
    assert inside(runtime, task(asked)) == ["zero one", "/data", "65534", "blue s=1"]


def test_linux_parameters_and_a_read_only_root(runtime: Driver, box: Box) -> None:
    script = (
        "touch /no 2>/dev/null || echo read-only; touch /scratch/yes && echo tmpfs; cat /proc/1/cmdline | tr '\\0' ' '; echo;"
        " grep CapEff /proc/self/status | tr -d '\\t'; grep /dev/shm /proc/mounts | grep -o size=.*k; ulimit -n"
    )
    linux = {
        "initProcessEnabled": True,
        "capabilities": {"drop": ["ALL"]},
        "tmpfs": [{"containerPath": "/scratch", "size": 16, "mountOptions": ["mode=1777"]}],
        "sharedMemorySize": 32,
    }
    ulimits = [{"name": "nofile", "softLimit": 1000, "hardLimit": 2000}]
    given = task(box(script=script, linuxParameters=linux, readonlyRootFilesystem=True, ulimits=ulimits))
    lines = inside(runtime, given)
    assert lines[:2] == ["read-only", "tmpfs"]
    assert "docker-init" in lines[2] or "tini" in lines[2] or "catatonit" in lines[2]
    assert lines[3:] == ["CapEff:0000000000000000", "size=32768k", "1000"]


def test_volumes_are_shared_in_the_task_and_taken_from_other_containers(runtime: Driver, box: Box) -> None:
    mount = {"sourceVolume": "data", "containerPath": "/shared"}
    writer = box("writer", "echo content > /shared/note", mountPoints=[mount])
    taker = box(
        "taker",
        "until cat /shared/note 2>/dev/null; do sleep 0.05; done; touch /shared/x 2>/dev/null || echo read-only",
        volumesFrom=[{"sourceContainer": "writer", "readOnly": True}],
    )
    given = task(taker, writer, volumes=[{"name": "data", "host": {}}])
    assert inside(runtime, given, "taker") == ["content", "read-only"]


def test_a_host_path_is_the_instances_and_not_the_machines(runtime: Driver, box: Box) -> None:
    mount = {"sourceVolume": "etc", "containerPath": "/host"}
    more = {"launch_type": "EC2", "volumes": [{"name": "etc", "host": {"sourcePath": "/etc"}}]}
    first = task(box("first", "ls /host; echo seen > /host/mark", mountPoints=[mount]), **more)
    second = task(box("second", "cat /host/mark", mountPoints=[mount]), **more)
    assert inside(runtime, first, "first") == []
    assert inside(runtime, second, "second") == ["seen"]


def test_labels_of_the_agent_are_there(runtime: Driver, box: Box, engine: object) -> None:
    given = task(box(dockerLabels={"team": "wanderly"}))
    runtime.run(given)
    id = runtime.wait("started", task=given["id"])["id"]
    labels = engine.inspect_container(id)["Config"]["Labels"]  # type: ignore[attr-defined]
    assert labels["team"] == "wanderly"
    assert labels["com.amazonaws.ecs.task-arn"] == given["arn"]
    assert labels["com.amazonaws.ecs.container-name"] == "app"
    assert labels["com.amazonaws.ecs.task-definition-family"] == "web"
    assert labels["com.amazonaws.ecs.task-definition-version"] == "3"
