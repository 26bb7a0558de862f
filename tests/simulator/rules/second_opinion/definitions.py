"""Task definitions made up by hypothesis: a right one, some of its settings changed to right ones, edges and wrong ones."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

ROLE = "arn:aws:iam::111122223333:role/tasks"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:trips-AbCdEf"
FILES = "fs-0123456789abcdef0"
LOGS = {"awslogs-group": "/ecs/trips", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs"}
LEFT_OUT = None
"""As a value: the setting is not there."""

RIGHT: tuple[Mapping[str, Any], ...] = (
    {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"},
    {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "1 vCPU", "memory": "3 GB"},
    {"requiresCompatibilities": ["EC2"], "networkMode": "bridge"},
    {"requiresCompatibilities": ["EC2"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024"},
    {"requiresCompatibilities": ["EC2"], "networkMode": "host"},
    {"requiresCompatibilities": ["EC2", "FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "2048"},
    {"requiresCompatibilities": ["EXTERNAL"], "networkMode": "bridge"},
    {},
)
SIZES = (
    # Fargate takes these …
    *(("256", "512"), ("256", "2048"), ("512", "4096"), ("1024", "8192"), ("2048", "5120"), ("4096", "30720")),
    *(("8192", "20480"), ("16384", "122880"), ("32768", "249856"), (".25 vCPU", "0.5 GB"), ("0.5 vCPU", "1 GB")),
    *(("1 vCPU", "3GB"), ("1024", "2 GB"), ("2 vcpu", "4 gb")),
    # … and these not
    *(("256", "4096"), ("256", "1000"), ("512", "512"), ("1024", "1024"), ("2048", "17408"), ("4096", "31744")),
    *(
        ("8192", "17408"),
        ("300", "512"),
        ("128", "512"),
        ("10", "64"),
        ("0", "512"),
        ("1 vCPU", "9 GB"),
        ("256", "lots"),
    ),
)
EFS = {"fileSystemId": FILES}
VOLUMES: tuple[Mapping[str, Any], ...] = (
    {},
    {"host": {}},
    {"host": {"sourcePath": "/srv"}},
    {"dockerVolumeConfiguration": {"scope": "task", "driver": "local"}},
    {"dockerVolumeConfiguration": {"scope": "task", "autoprovision": True}},
    {"dockerVolumeConfiguration": {"scope": "shared", "autoprovision": True, "labels": {"team": "trips"}}},
    {"efsVolumeConfiguration": EFS},
    {"efsVolumeConfiguration": EFS | {"transitEncryptionPort": 2999}},
    {
        "efsVolumeConfiguration": EFS
        | {
            "transitEncryption": "ENABLED",
            "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"},
        }
    },
    {"efsVolumeConfiguration": EFS | {"authorizationConfig": {"iam": "ENABLED"}}},
    {
        "fsxWindowsFileServerVolumeConfiguration": EFS
        | {"rootDirectory": "share", "authorizationConfig": {"credentialsParameter": SECRET, "domain": "trips.example"}}
    },
    {"configuredAtLaunch": True},
    {"host": {"sourcePath": "/srv"}, "efsVolumeConfiguration": EFS},
)
MESH = [{"name": name, "value": "15000"} for name in ("ProxyIngressPort", "ProxyEgressPort", "AppPorts", "IgnoredUID")]
TASK: dict[str, tuple[Any, ...]] = {
    "family": ("trips", "a" * 255, "trips of ours", "a" * 256, ""),
    "requiresCompatibilities": (["FARGATE"], ["EC2"], ["EXTERNAL"], ["EC2", "FARGATE"], [], LEFT_OUT),
    "networkMode": ("awsvpc", "bridge", "host", "none", LEFT_OUT),
    "cpu": ("256", LEFT_OUT),
    "memory": ("512", LEFT_OUT),
    "executionRoleArn": (ROLE, LEFT_OUT, "tasks", "arn:aws:iam::1:user/tasks"),
    "taskRoleArn": (ROLE, "tasks"),
    "volumes": tuple([{"name": "data"} | volume] for volume in VOLUMES),
    "ephemeralStorage": ({"sizeInGiB": 21}, {"sizeInGiB": 200}, {"sizeInGiB": 20}, {"sizeInGiB": 201}),
    "pidMode": ("task", "host"),
    "ipcMode": ("task", "host", "none"),
    "placementConstraints": ([], [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}]),
    "runtimePlatform": (
        {"operatingSystemFamily": "LINUX"},
        {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
        {"operatingSystemFamily": "WINDOWS_SERVER_2016_FULL", "cpuArchitecture": "X86_64"},
        {"operatingSystemFamily": "WINDOWS_SERVER_2019_FULL", "cpuArchitecture": "ARM64"},
    ),
    "proxyConfiguration": (
        {"type": "APPMESH", "containerName": "web", "properties": MESH},
        {"type": "APPMESH", "containerName": "envoy", "properties": MESH},
        {"type": "APPMESH", "containerName": "web", "properties": []},
    ),
    "tags": ([{"key": "team", "value": "trips"}], [{"key": "aws:team", "value": "trips"}], []),
}
_PORT = {"containerPort": 80}
PORTS: tuple[list[dict[str, Any]], ...] = (
    [],
    [_PORT],
    [_PORT | {"hostPort": 80, "protocol": "tcp"}],
    [_PORT | {"hostPort": 0}],
    [_PORT | {"hostPort": 8080}],
    [_PORT | {"name": "front", "appProtocol": "http"}],
    [_PORT | {"name": "Front"}],
    [_PORT | {"protocol": "http"}],
    [{"containerPort": 53, "protocol": "tcp"}, {"containerPort": 53, "protocol": "udp"}],
    [_PORT, _PORT],
    [_PORT | {"name": "front"}, {"containerPort": 81, "name": "front"}],
    [{"containerPort": 65535}],
    [{"containerPort": 65536}],
    [{"containerPort": 0}],
    [_PORT | {"hostPort": 70000}],
    [{"containerPortRange": "8000-8010"}],
    [{"containerPortRange": "8010-8000"}],
    [_PORT | {"containerPortRange": "8000-8010"}],
    [{"hostPort": 80}],
)


def _health(**numbers: int) -> dict[str, Any]:
    return {"command": ["CMD-SHELL", "curl -f http://localhost || exit 1"]} | numbers


CONTAINER: dict[str, tuple[Any, ...]] = {
    "name": ("web", "Web_1", "web.1", "a" * 256, LEFT_OUT),
    "image": (
        "public.ecr.aws/nginx/nginx:1.27",
        "111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1",
        "we b",
        LEFT_OUT,
    ),
    "cpu": (0, 64, 1024),
    "memory": (128, 6, 5, 4096, LEFT_OUT),
    "memoryReservation": (64, 1024),
    "essential": (True, False, LEFT_OUT),
    "portMappings": PORTS,
    "logConfiguration": (
        {"logDriver": "awslogs", "options": LOGS},
        {"logDriver": "awslogs", "options": LOGS | {"mode": "non-blocking", "max-buffer-size": "25m"}},
        {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/trips", "awslogs-region": "us-east-1"}},
        {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/trips"}},
        {"logDriver": "awslogs", "options": LOGS | {"awslogs-colour": "red"}},
        {"logDriver": "awslogs"},
        {"logDriver": "splunk", "options": {"splunk-url": "https://splunk.example"}},
        *(
            {"logDriver": driver}
            for driver in ("awsfirelens", "json-file", "fluentd", "syslog", "journald", "gelf", "none")
        ),
    ),
    "healthCheck": (
        _health(),
        {"command": ["CMD", "/healthy"]},
        {"command": ["/healthy"]},
        {"command": []},
        *(_health(interval=5), _health(interval=300), _health(interval=4), _health(interval=301)),
        *(_health(timeout=2), _health(timeout=60), _health(timeout=1), _health(timeout=61)),
        *(_health(retries=1), _health(retries=10), _health(retries=0), _health(retries=11)),
        *(_health(startPeriod=0), _health(startPeriod=300), _health(startPeriod=301)),
    ),
    "mountPoints": (
        [],
        [{"sourceVolume": "data", "containerPath": "/mnt"}],
        [{"sourceVolume": "nowhere", "containerPath": "/mnt"}],
        [{"sourceVolume": "data", "containerPath": "/mnt"}, {"sourceVolume": "data", "containerPath": "/mnt"}],
    ),
    "dependsOn": (
        [],
        *([{"containerName": "helper", "condition": each}] for each in ("START", "COMPLETE", "SUCCESS", "HEALTHY")),
        [{"containerName": "web", "condition": "START"}],
        [{"containerName": "nobody", "condition": "START"}],
    ),
    "links": ([], ["helper"], ["nobody"]),
    "volumesFrom": ([], [{"sourceContainer": "helper"}], [{"sourceContainer": "nobody"}]),
    "secrets": (
        [],
        [{"name": "TOKEN", "valueFrom": SECRET}],
        [{"name": "TOKEN", "valueFrom": "/trips/token"}],
        [{"name": "STAGE", "valueFrom": SECRET}, {"name": "STAGE", "valueFrom": SECRET}],
    ),
    "environment": ([{"name": "STAGE", "value": "test"}], [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
    "environmentFiles": (
        [{"type": "s3", "value": "arn:aws:s3:::trips/a.env"}],
        [{"type": "s3", "value": "s3://trips/a.env"}],
    ),
    "privileged": (False, True),
    "readonlyRootFilesystem": (True,),
    "linuxParameters": (
        {"initProcessEnabled": True},
        {"capabilities": {"add": ["SYS_PTRACE"], "drop": ["NET_RAW"]}},
        {"capabilities": {}},
        {"capabilities": {"add": ["SYS_ADMIN"]}},
        {"sharedMemorySize": 64},
        {"maxSwap": 512, "swappiness": 60},
        {"maxSwap": 512, "swappiness": 101},
        {"devices": [{"hostPath": "/dev/fuse"}]},
        {"tmpfs": [{"containerPath": "/tmp", "size": 64}]},
    ),
    "ulimits": (
        [{"name": "nofile", "softLimit": 1024, "hardLimit": 2048}],
        [{"name": "nofile", "softLimit": 4096, "hardLimit": 2048}],
        [{"name": "memlock", "softLimit": -1, "hardLimit": -1}],
    ),
    "resourceRequirements": ([{"type": "GPU", "value": "1"}], [{"type": "GPU", "value": "0"}]),
    "firelensConfiguration": (
        {"type": "fluentbit"},
        {
            "type": "fluentbit",
            "options": {"config-file-type": "s3", "config-file-value": "arn:aws:s3:::trips/extra.conf"},
        },
    ),
    "hostname": ("trips",),
    "extraHosts": ([{"hostname": "db", "ipAddress": "10.0.0.7"}],),
    "dnsServers": (["10.0.0.2"],),
    "dockerSecurityOptions": (["no-new-privileges"],),
    "systemControls": ([{"namespace": "net.core.somaxconn", "value": "1024"}],),
    "startTimeout": (120, 121, 1),
    "stopTimeout": (120, 121),
    "restartPolicy": (
        {"enabled": True},
        {"enabled": True, "restartAttemptPeriod": 59},
        {"enabled": True, "ignoredExitCodes": [0]},
    ),
}

Change = tuple[int, str, Any]
"""In which container (or -1: the task), which setting, its new value."""
_CHANGES: list[Change] = [
    *((-1, key, value) for key, values in TASK.items() for value in values),
    *((place, key, value) for place in (0, 0, 1) for key, values in CONTAINER.items() for value in values),
]


def _definition(
    right: Mapping[str, Any], size: tuple[str, str] | None, containers: int, changes: list[Change]
) -> dict[str, Any]:
    definition: dict[str, Any] = {"family": "trips", "executionRoleArn": ROLE} | dict(right)
    if size is not None:
        definition |= {"cpu": size[0], "memory": size[1]}
    names = ("web", "helper", *(f"more-{number}" for number in range(9)))
    image = "public.ecr.aws/nginx/nginx:1.27"
    definition["containerDefinitions"] = [{"name": name, "image": image, "memory": 16} for name in names[:containers]]
    for place, key, value in changes:
        if place < containers:
            part = definition if place < 0 else definition["containerDefinitions"][place]
            part.pop(key, None) if value is LEFT_OUT else part.update({key: copy.deepcopy(value)})
    return definition


def definitions() -> st.SearchStrategy[dict[str, Any]]:
    """The parameters of RegisterTaskDefinition, each of the type that the API wants."""
    return st.builds(
        _definition,
        st.sampled_from(RIGHT),
        st.sampled_from((*(None for _ in SIZES), *SIZES)),
        st.sampled_from((*(2,) * 20, *(1,) * 8, 0, 11)),
        st.lists(st.sampled_from(_CHANGES), max_size=6),
    )
