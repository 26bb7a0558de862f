"""Definitions into the engine's arguments, limits, volumes, ports: without an engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from course.runtime import limits, ports
from course.runtime.arguments import Place, container_body, health_check, own_name, pause_body
from course.runtime.cgroup import Cgroups
from course.runtime.labels import container_name, runtime_id, sandbox_id
from course.runtime.limits import MIB, TaskLimits, container_limits, reserved_bytes, task_limits
from course.runtime.preparing import MOST_TASKS, no_room
from course.runtime.task import read_task
from course.runtime.volumes import volumes_of
from tests.runtime.driver import container, task

PLACE = Place(sandbox="s" * 12, cpus=4, most_files=None, network="container:abc")


def host_config(spec: dict[str, Any], **more: Any) -> Any:
    return container_body(task(spec, **more), spec, PLACE)["HostConfig"]


def test_fargates_files_and_no_swap() -> None:
    found = host_config(container(memory=128))
    assert found["Ulimits"] == [{"Name": "nofile", "Soft": 65535, "Hard": 65535}]
    assert (found["Memory"], found["MemorySwap"]) == (128 * MIB, 128 * MIB)
    assert host_config(container(), launch_type="EC2")["Ulimits"] == []


@pytest.mark.parametrize(("most", "expected"), [(20_000, [20_000, 20_000]), (0, [])])
def test_an_engine_that_may_not_raise_its_limit_is_not_asked_to(most: int, expected: list[int]) -> None:
    spec = container()
    place = Place(sandbox="s", cpus=1, most_files=most, network="none")
    found = container_body(task(spec), spec, place)["HostConfig"]["Ulimits"]
    assert [number for each in found for number in (each["Soft"], each["Hard"])] == expected


def test_nothing_of_the_machine_is_given_away() -> None:
    linux = {"devices": [{"hostPath": "/dev/sda"}]}
    found = host_config(container(privileged=True, linuxParameters=linux), launch_type="EC2", network_mode="host")
    assert "Privileged" not in found
    assert "Devices" not in found
    assert found["NetworkMode"] == "container:abc"


def test_the_definitions_own_variables_win() -> None:
    spec = container(environment=[["AWS_REGION", "eu-west-1"]])
    place = Place(
        sandbox="s", cpus=1, most_files=None, network="none", environment={"AWS_REGION": "us-east-1", "A": "b"}
    )
    assert container_body(task(spec), spec, place)["Env"] == ["AWS_REGION=eu-west-1", "A=b"]


def test_health_checks_have_ecs_defaults() -> None:
    assert health_check(None) == {"Test": ["NONE"]}
    assert health_check({"command": ["CMD", "NONE"]})["Test"] == ["CMD", "NONE"]
    assert health_check({"command": ["CMD-SHELL", "true"], "startPeriod": 2}) == {
        "Test": ["CMD-SHELL", "true"],
        "Interval": 30_000_000_000,
        "Timeout": 5_000_000_000,
        "Retries": 3,
        "StartPeriod": 2_000_000_000,
    }


def test_without_a_cgroup_no_container_has_more_than_its_task() -> None:
    given = task(cpu=256, memory_mib=512)
    found = container_limits(given, {"memory": 1024, "cpu": 10}, cpus=4, parent="")
    assert (found["Memory"], found["CpuShares"]) == (512 * MIB, 10)
    assert (found["CpuPeriod"], found["CpuQuota"]) == (100_000, 25_000)
    assert container_limits(given, {}, cpus=4, parent="")["CpuShares"] == 256


def test_with_a_cgroup_the_task_holds_the_limits() -> None:
    given = task(cpu=256, memory_mib=512)
    found = container_limits(given, {}, cpus=4, parent="/ecs-course/s/t")
    assert found == {"PidsLimit": limits.PIDS, "CpuShares": 2, "CgroupParent": "/ecs-course/s/t"}


def test_soft_limits_on_instances() -> None:
    given = task(launch_type="EC2", cpu=None, memory_mib=None)
    found = container_limits(given, {"memoryReservation": 64, "cpu": 512}, cpus=4, parent="")
    assert found == {"PidsLimit": limits.PIDS, "CpuShares": 512, "MemoryReservation": 64 * MIB}


def test_a_quota_beyond_the_machine_is_none() -> None:
    assert TaskLimits(4096).quota_us(4) is None
    assert TaskLimits(4096).quota_us(8) == 400_000
    assert task_limits(task(cpu=None, memory_mib=None)) == TaskLimits()


def test_a_machine_is_full_by_number_and_by_memory() -> None:
    given = task(container(), memory_mib=512)
    one = read_task(given)
    assert not no_room({}, given, 1024)
    assert no_room({str(n): one for n in range(4)}, given, 1024)
    assert no_room({str(n): one for n in range(MOST_TASKS)}, given, 0)
    assert reserved_bytes(task(container(memory=100), container(), memory_mib=None)) == 356 * MIB


def test_cgroups_of_version_2_are_written(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids")
    groups = Cgroups("s", "cgroupfs", 4, tmp_path)
    path = groups.make("t", TaskLimits(256, 64 * MIB))
    folder = tmp_path / path[1:]
    assert path == "/ecs-course/s/t"
    assert (folder / "memory.max").read_text() == str(64 * MIB)
    assert (folder / "cpu.max").read_text() == "25000 100000"
    assert Cgroups("s", "systemd", 4, tmp_path).make("t", TaskLimits(256)) == ""
    assert not groups.remove("/somewhere/else")


def test_volumes_have_names_that_only_their_owners_share() -> None:
    given = {
        "launch_type": "EC2",
        "volumes": [
            {"name": "own"},
            {"name": "path", "host": {"sourcePath": "/etc/../etc"}},
            {"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}},
            {
                "name": "all",
                "dockerVolumeConfiguration": {"scope": "shared", "driver": "x", "driverOpts": {"device": "/"}},
            },
        ],
    }
    one, two = volumes_of("s", task(**given)), volumes_of("s", task(**given))
    assert [name for name in one if one[name].name == two[name].name] == ["path", "files", "all"]
    assert [each.lasts for each in one.values()] == [False, True, True, True]
    assert all("/" not in each.name for each in one.values())


def test_ports_and_ranges_are_exposed_once() -> None:
    specs = [
        container(portMappings=[{"containerPort": 80}, {"containerPort": 53, "protocol": "udp"}]),
        container(portMappings=[{"containerPort": 80}, {"containerPortRange": "9000-9002"}]),
    ]
    assert ports.exposed(specs) == ["80/tcp", "53/udp", "9000/tcp", "9001/tcp", "9002/tcp"]
    assert ports.bindings(["80/tcp"]) == {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]}


def test_the_pause_container_holds_what_a_joined_one_may_not_have() -> None:
    spec = container(
        portMappings=[{"containerPort": 80}],
        extraHosts=[{"hostname": "db", "ipAddress": "10.0.0.9"}],
        systemControls=[
            {"namespace": "net.core.somaxconn", "value": "512"},
            {"namespace": "kernel.msgmax", "value": "1"},
        ],
    )
    given = task(spec, names=["api.wanderly.local"])
    body = pause_body(given, [spec], "s", "pause", "network", ["host.docker.internal:host-gateway"], "/c")
    host = body["HostConfig"]
    assert host["ExtraHosts"] == ["db:10.0.0.9", "host.docker.internal:host-gateway"]
    assert host["Sysctls"] == {"net.core.somaxconn": "512"}
    assert host["CgroupParent"] == "/c"
    assert body["NetworkingConfig"]["EndpointsConfig"]["network"]["Aliases"] == ["api.wanderly.local"]
    assert host_config(spec)["Sysctls"] == {"kernel.msgmax": "1"}
    assert pause_body({**given, "publish": False}, [spec], "s", "p", "n", [], "")["ExposedPorts"] == {}


def test_names_and_ids() -> None:
    from course.home import Home

    assert sandbox_id(Home(Path("/a"))) == sandbox_id(Home(Path("/a"))) != sandbox_id(Home(Path("/b")))
    given = {**task(), "id": "f" * 32}
    assert container_name("s", given, "we b!").startswith("ecs-web-3-web-")
    assert runtime_id(given, "00000010" + "0" * 56) == f"{'f' * 32}-0000000016"
    assert runtime_id({**given, "launch_type": "EC2"}, "abc") == "abc"
    assert own_name(given) == "ip-10-0-1-5.ec2.internal"
    assert own_name({**given, "region": "eu-west-1"}) == "ip-10-0-1-5.eu-west-1.compute.internal"
