"""requiresAttributes: what ECS reads out of a task definition about the container instances that can run it.

Which attribute follows from what is not documented. It was read from eleven answers of DescribeTaskDefinition, 2016 to 2026,
that people published with the whole definition; each rule holds in all of them. The Docker API versions are those in which
Docker learnt the feature. Names beyond those answers: the agent's own, agent/app/agent_capability.go.
"""

from __future__ import annotations

from typing import Any

LOG_DRIVERS = "com.amazonaws.ecs.capability.logging-driver."
REMOTE_API = "com.amazonaws.ecs.capability.docker-remote-api."


def required_attributes(asked: dict[str, Any]) -> list[dict[str, str]]:
    """The capabilities a container instance must have, sorted; AWS shows them in no order."""
    execution_role = "executionRoleArn" in asked
    names = []
    if asked.get("networkMode") == "awsvpc":
        names += ["ecs.capability.task-eni", f"{REMOTE_API}1.18"]
    if "taskRoleArn" in asked:
        host = "-network-host" if asked.get("networkMode") == "host" else ""
        names.append(f"com.amazonaws.ecs.capability.task-iam-role{host}")
    names += [f"ecs.capability.{mode}-mode" for mode in ("pid", "ipc") if f"{mode}Mode" in asked]
    for container in asked["containerDefinitions"]:
        names += _of_container(container, execution_role)
    for volume in asked.get("volumes", []):
        if efs := volume.get("efsVolumeConfiguration"):
            names += ["ecs.capability.efs", f"{REMOTE_API}1.25"]
            names += ["ecs.capability.efsAuth"] * ("authorizationConfig" in efs or "transitEncryption" in efs)
    return [{"name": name} for name in sorted(set(names))]


def _of_container(container: dict[str, Any], execution_role: bool) -> list[str]:
    names = []
    if log := container.get("logConfiguration"):
        names += _of_log(log, execution_role)
    if ".dkr.ecr." in container.get("image", ""):
        names.append("com.amazonaws.ecs.capability.ecr-auth")
        names += ["ecs.capability.execution-role-ecr-pull"] * execution_role
    for secret in container.get("secrets", []):
        kind = "asm" if ":secretsmanager:" in secret["valueFrom"] else "ssm"
        names.append(f"ecs.capability.secrets.{kind}.environment-variables")
    if check := container.get("healthCheck"):
        names += [
            "ecs.capability.container-health-check",
            f"{REMOTE_API}{'1.29' if 'startPeriod' in check else '1.24'}",
        ]
    if "ulimits" in container:  # an empty list, too
        names.append(f"{REMOTE_API}1.18")
    present = {
        "memoryReservation": f"{REMOTE_API}1.21",
        "dependsOn": "ecs.capability.container-ordering",
        "environmentFiles": "ecs.capability.env-files.s3",
        "repositoryCredentials": "ecs.capability.private-registry-authentication.secretsmanager",
        "privileged": "com.amazonaws.ecs.capability.privileged-container",
    }
    names += [name for key, name in present.items() if container.get(key)]
    if firelens := container.get("firelensConfiguration"):
        names.append(f"ecs.capability.firelens.{firelens['type']}")
    return names


def _of_log(log: dict[str, Any], execution_role: bool) -> list[str]:
    names, options = [f"{LOG_DRIVERS}{log['logDriver']}", f"{REMOTE_API}1.19"], log.get("options") or {}
    if log["logDriver"] == "awslogs":
        names += ["ecs.capability.execution-role-awslogs"] * execution_role
        names += [f"{REMOTE_API}1.29"] * ("awslogs-create-group" in options)
        names += [f"{REMOTE_API}1.28"] * ("mode" in options or "max-buffer-size" in options)
    return names
