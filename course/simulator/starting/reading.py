"""What a task definition asks for before its containers can start, read from the form of DescribeTaskDefinition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.simulator.starting.facts import Asked, Logging, SecretRef


def asked_of(definition: Mapping[str, Any], region: str) -> tuple[Asked, ...]:
    """One for each container; `region` is where awslogs goes unless the options name another."""
    return tuple(_asked(container, region) for container in definition.get("containerDefinitions") or ())


def _asked(container: Mapping[str, Any], region: str) -> Asked:
    logging = container.get("logConfiguration") or {}
    options = logging.get("options") or {}
    group = options.get("awslogs-group", "")
    secrets = [*(container.get("secrets") or ()), *(logging.get("secretOptions") or ())]
    return Asked(
        name=str(container.get("name", "")),
        image=str(container.get("image", "")),
        secrets=tuple(SecretRef(str(each.get("name", "")), str(each.get("valueFrom", ""))) for each in secrets),
        logs=Logging(
            group=group,
            region=options.get("awslogs-region") or region,
            create_group=str(options.get("awslogs-create-group", "")).lower() == "true",
            prefix=options.get("awslogs-stream-prefix", ""),
        )
        if logging.get("logDriver") == "awslogs" and group
        else None,
        registry_secret=(container.get("repositoryCredentials") or {}).get("credentialsParameter", ""),
        environment_files=tuple(str(each.get("value", "")) for each in container.get("environmentFiles") or ()),
    )
