"""What the container runtime is told of a task: its containers with their overrides, secrets with their values, its role's keys.

The form of the messages stands in course/runtime/messages.md.
"""

from __future__ import annotations

import json
from typing import Any

from moto.backends import get_backend
from moto.ecr.models import ecr_backends
from moto.sts.models import sts_backends

from course.sandbox.bridge.chance import aside
from course.sandbox.bridge.ecr_layers import pushed
from course.sandbox.bridge.ecs_images import find_image
from course.sandbox.bridge.ecs_modes import RUNTIME_MODES
from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.start_surroundings import RecordsAround
from course.sandbox.call import DEFAULT_ACCOUNT, DEFAULT_REGION
from course.sandbox.clock import current, to_datetime
from course.sandbox.registry_place import repository_uri
from course.simulator.image import EcrImage, in_ecr
from course.simulator.starting.decide import parts_of
from course.simulator.task import Task

SESSION_S = 6 * 3600
"""How long the keys of a task's role are valid: hours of the wall, because SDKs compare them with their own clock."""


def may_run(account: str, region: str, task: Task) -> bool:
    """Whether the runtime is asked: the account lets it, and no image stands in ECR as a record without layers."""
    if RUNTIME_MODES.of(account) != "auto" or not task.containers:
        return False
    return all(_can_be_had(account, region, run.spec.image) for run in task.containers)


def _can_be_had(account: str, region: str, reference: str) -> bool:
    asked = in_ecr(reference)
    return asked is None or _layers_are_there(_home_of(asked), asked)


def _home_of(asked: EcrImage) -> tuple[str, str]:
    return asked.account or DEFAULT_ACCOUNT, asked.region or DEFAULT_REGION


def _layers_are_there(home: tuple[str, str], asked: EcrImage) -> bool:
    repository = ecr_backends[home[0]][home[1]].repositories.get(asked.repository)
    image = find_image(repository, asked) if repository is not None else None
    found = pushed(repository, image) if image is not None else None
    return found is not None and found.layers_there


def send(what: str, account: str, region: str, task: Task, record: Any, definition: Any, more: dict[str, Any]) -> None:
    """Tell the runtime; nothing in a replay."""
    if simulation.to_runtime is None:
        return
    message: dict[str, Any] = {"do": what, "task": task.id, "arn": task.arn, **more}
    if what == "look":
        message["images"] = [_image(run.spec.image) for run in task.containers]
    elif what == "prepare":
        message["task"] = _task(account, region, task, record, definition)
    elif what == "task_facts":
        message["metadata"] = _metadata(task)
    simulation.to_runtime(message)


def _metadata(task: Task) -> dict[str, str]:
    """What the task metadata endpoint tells beside what the runtime knows itself. Developer guide, "Task metadata version 4"."""
    times = {"PullStartedAt": task.pull_started_us, "PullStoppedAt": task.pull_stopped_us}
    times["ExecutionStoppedAt"] = task.execution_stopped_us
    shown = {name: to_datetime(us).isoformat().replace("+00:00", "Z") for name, us in times.items() if us is not None}
    return {"KnownStatus": task.last_status, "DesiredStatus": task.desired_status, **shown}


def _image(reference: str) -> dict[str, str | None]:
    asked = in_ecr(reference)
    if asked is None:
        return {"reference": reference, "pull": None}
    account, region = _home_of(asked)
    ending = f"@{asked.digest}" if asked.digest else f":{asked.tag or 'latest'}"
    return {"reference": reference, "pull": repository_uri(account, region, asked.repository) + ending}


def _task(account: str, region: str, task: Task, record: Any, definition: Any) -> dict[str, Any]:
    family, _, revision = definition.arn.rpartition("/")[2].rpartition(":")
    return {
        "id": task.id,
        "arn": task.arn,
        "cluster": task.cluster,
        "cluster_arn": record.cluster_arn,
        "service": task.service.name if task.service is not None else "",
        "family": family,
        "revision": int(revision),
        "account": account,
        "region": region,
        "zone": task.zone,
        "subnet": task.subnet,
        "address": task.address,
        "launch_type": "FARGATE" if task.fargate else "EC2",
        "architecture": task.definition.architecture,
        "cpu": task.definition.cpu_units if task.fargate else None,
        "memory_mib": task.definition.memory_mib if task.fargate else None,
        "names": _names(account, region, task),
        "network_mode": task.definition.network_mode,
        "volumes": definition.volumes or [],
        "credentials": _credentials(account, region, task, record, definition),
        "containers": [
            _container(account, region, each, own)
            for each, own in zip(definition.container_definitions, record.overrides["containerOverrides"], strict=True)
        ],
    }


def _container(account: str, region: str, given: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A container definition as this task runs it. API reference, ContainerOverride."""
    shown = {**given, **{key: value for key, value in own.items() if key in ("command", "cpu", "memory")}}
    plain = {each["name"]: each.get("value", "") for each in given.get("environment") or ()}
    plain |= {each["name"]: each.get("value", "") for each in own.get("environment") or ()}
    secret = {each["name"]: _value(account, region, each["valueFrom"]) for each in given.get("secrets") or ()}
    shown["environment"] = [[name, value] for name, value in (plain | secret).items()]
    shown.pop("secrets", None)
    return {**shown, "pull": _image(given["image"])["pull"]}


def _value(account: str, region: str, reference: str) -> str:
    """What a secret or parameter says now. The start decision has found that it is there and may be read."""
    if ":secretsmanager:" not in reference:
        return _parameter(account, region, reference)
    arn, key, stage, version = parts_of(reference)
    secret = RecordsAround(account, region).secret(arn)
    text = secret.stages.get(version or stage or "AWSCURRENT", "") if secret is not None else ""
    if not key:
        return text
    found = json.loads(text)[key]
    return found if isinstance(found, str) else json.dumps(found)


def _parameter(account: str, region: str, reference: str) -> str:
    fields = reference.split(":")
    where = fields[3] if len(fields) > 5 else region
    name = ":".join(fields[5:]).removeprefix("parameter") if len(fields) > 5 else reference
    records = get_backend("ssm")[account][where]
    found = records.get_parameter(name) or records.get_parameter(name.lstrip("/"))
    if found is None:
        return ""
    return str(found.response_object(decrypt=True, region=where)["Value"])


def _credentials(account: str, region: str, task: Task, record: Any, definition: Any) -> dict[str, str] | None:
    """Keys of a session of the task's role, as the credentials endpoint gives them."""
    role = (record.overrides or {}).get("taskRoleArn") or getattr(definition, "task_role_arn", "")
    if not role:
        return None
    arn = role if ":" in role else f"arn:aws:iam::{account}:role/{role}"
    with aside(f"credentials/{task.arn}"):  # whoever draws next draws as if nobody had been here
        session = sts_backends[account]["aws"].assume_role(
            region_name=region, role_session_name=task.id, role_arn=arn, policy="", duration=SESSION_S, external_id=""
        )
    return {
        "AccessKeyId": session.access_key_id,
        "SecretAccessKey": session.secret_access_key,
        "Token": session.session_token,
        "Expiration": to_datetime(round((current.wall() + SESSION_S) * 1e6)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "RoleArn": arn,
    }


def _names(account: str, region: str, task: Task) -> list[str]:
    """The names under which Cloud Map knows its service."""
    if task.service is None:
        return []
    record = get_backend("ecs")[account][region].services.get(f"{task.cluster}:{task.service.name}")
    registries = (record.service_registries or []) if record is not None else []
    names = []
    for each in registries:
        known = get_backend("servicediscovery")[account][region]
        service = known.services.get(each.get("registryArn", "").rpartition("/")[2])
        namespace = known.namespaces.get(service.namespace_id) if service is not None else None
        if service is not None and namespace is not None:
            names.append(f"{service.name}.{namespace.name}")
    return names
