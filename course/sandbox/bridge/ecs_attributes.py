"""requiresAttributes: what ECS reads out of a task definition about the container instances that can run it."""

from __future__ import annotations

from typing import Any

LOG_DRIVERS = "com.amazonaws.ecs.capability.logging-driver."
REMOTE_API = "com.amazonaws.ecs.capability.docker-remote-api."


def required_attributes(asked: dict[str, Any]) -> list[dict[str, str]]:
    """The capabilities a container instance must have; names: developer guide, "Amazon ECS container agent versions
    and capabilities" and the agent's own source (agent/app/agent_capability.go)."""
    containers = asked["containerDefinitions"]
    execution_role = "executionRoleArn" in asked
    names = [f"{REMOTE_API}1.18"]
    if asked.get("networkMode") == "awsvpc":
        names.append("ecs.capability.task-eni")
    if "taskRoleArn" in asked:
        host = "-network-host" if asked.get("networkMode") == "host" else ""
        names.append(f"com.amazonaws.ecs.capability.task-iam-role{host}")
    if ("cpu" in asked or "memory" in asked) and asked.get("networkMode") != "awsvpc":
        names.append("ecs.capability.task-cpu-mem-limit")
    names += [f"ecs.capability.{mode}-mode" for mode in ("pid", "ipc") if f"{mode}Mode" in asked]
    for container in containers:
        names += _of_container(container, execution_role)
    for volume in asked.get("volumes", []):
        if efs := volume.get("efsVolumeConfiguration"):
            names.append("ecs.capability.efs")
            names += ["ecs.capability.efsAuth"] * ("authorizationConfig" in efs or "transitEncryption" in efs)
    return [{"name": name} for name in sorted(set(names))]


def _of_container(container: dict[str, Any], execution_role: bool) -> list[str]:
    names = []
    if log := container.get("logConfiguration"):
        names += [f"{LOG_DRIVERS}{log['logDriver']}", f"{REMOTE_API}1.19"]
        if log["logDriver"] == "awslogs" and execution_role:
            names.append("ecs.capability.execution-role-awslogs")
    if ".dkr.ecr." in container.get("image", ""):
        names.append("com.amazonaws.ecs.capability.ecr-auth")
        names += ["ecs.capability.execution-role-ecr-pull"] * execution_role
    for secret in container.get("secrets", []):
        kind = "asm" if ":secretsmanager:" in secret["valueFrom"] else "ssm"
        names.append(f"ecs.capability.secrets.{kind}.environment-variables")
    present = {
        "memoryReservation": f"{REMOTE_API}1.21",
        "healthCheck": "ecs.capability.container-health-check",
        "dependsOn": "ecs.capability.container-ordering",
        "environmentFiles": "ecs.capability.env-files.s3",
        "repositoryCredentials": "ecs.capability.private-registry-authentication.secretsmanager",
        "privileged": "com.amazonaws.ecs.capability.privileged-container",
    }
    names += [name for key, name in present.items() if container.get(key)]
    if firelens := container.get("firelensConfiguration"):
        names.append(f"ecs.capability.firelens.{firelens['type']}")
    return names
