"""What the simulator needs to know of a task definition: read once from the API's form, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.simulator.command import program

# API reference, HealthCheck and ContainerDefinition (stopTimeout: 30 s on Fargate and by the agent's default on EC2)
INTERVAL, TIMEOUT, RETRIES, START_PERIOD = 30, 5, 3, 0
STOP_TIMEOUT = 30
RESTART_ATTEMPT_PERIOD = 300
"""API reference, ContainerRestartPolicy: seconds that a container must have run before it is restarted."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A container's own health check, seconds."""

    interval: int = INTERVAL
    timeout: int = TIMEOUT
    retries: int = RETRIES
    start_period: int = START_PERIOD
    always: bool | None = None
    """What a command such as `exit 1` or `true` finds, whatever the image; None where the image decides."""


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """When a container that ended is started again inside its running task."""

    ignored_exit_codes: frozenset[int]
    attempt_period: int
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Container:
    """One container definition."""

    name: str
    image: str
    essential: bool = True
    depends_on: tuple[tuple[str, str], ...] = ()
    """(name of another container, START | COMPLETE | SUCCESS | HEALTHY)."""
    health_check: HealthCheck | None = None
    start_timeout: int | None = None
    """Seconds in which the containers it depends on must be as far as it wants them."""
    stop_timeout: int = STOP_TIMEOUT
    restart: RestartPolicy | None = None
    ports: tuple[int, ...] = ()
    environment: frozenset[str] = frozenset()
    """Names of variables it is given, secrets among them."""
    memory_mib: int | None = None
    """Hard limit, None where only the task has one."""
    command: tuple[str, ...] = ()
    """Entry point and command, where the definition gives them."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One revision of a task definition."""

    arn: str
    containers: tuple[Container, ...]
    network_mode: str = "awsvpc"
    cpu_units: int = 256
    memory_mib: int = 512
    """Of the task, or of all its containers together; 0 where nobody set a limit."""
    architecture: str = "X86_64"

    @property
    def family(self) -> str:
        """`web` of `…:task-definition/web:3`."""
        return self.arn.rpartition("/")[2].rpartition(":")[0]

    @property
    def checked(self) -> tuple[Container, ...]:
        """The essential containers with a health check of their own; by these the task's health is told."""
        return tuple(each for each in self.containers if each.essential and each.health_check is not None)

    def container(self, name: str) -> Container | None:
        """The container of that name."""
        return next((each for each in self.containers if each.name == name), None)


def read_definition(shown: Mapping[str, Any]) -> Definition:
    """From the form of DescribeTaskDefinition."""
    containers = tuple(_container(each) for each in shown.get("containerDefinitions") or ())
    return Definition(
        arn=shown["taskDefinitionArn"],
        containers=containers,
        network_mode=shown.get("networkMode") or "bridge",
        cpu_units=_amount(shown.get("cpu")) or sum(each.get("cpu") or 0 for each in shown["containerDefinitions"]),
        memory_mib=_amount(shown.get("memory")) or sum(each.memory_mib or 0 for each in containers),
        architecture=(shown.get("runtimePlatform") or {}).get("cpuArchitecture") or "X86_64",
    )


def _container(shown: Mapping[str, Any]) -> Container:
    check, restart = shown.get("healthCheck"), shown.get("restartPolicy") or {}
    return Container(
        name=shown["name"],
        image=shown["image"],
        essential=bool(shown.get("essential", True)),
        depends_on=tuple((each["containerName"], each["condition"]) for each in shown.get("dependsOn") or ()),
        health_check=_health_check(check) if check and (check.get("command") or ["NONE"])[0] != "NONE" else None,
        start_timeout=shown.get("startTimeout"),
        stop_timeout=shown["stopTimeout"] if shown.get("stopTimeout") is not None else STOP_TIMEOUT,
        restart=_restart(restart) if restart.get("enabled") else None,
        ports=tuple(each["containerPort"] for each in shown.get("portMappings") or () if each.get("containerPort")),
        environment=frozenset(each["name"] for key in ("environment", "secrets") for each in shown.get(key) or ()),
        memory_mib=shown.get("memory"),
        command=(*(shown.get("entryPoint") or ()), *(shown.get("command") or ())),
    )


def _health_check(shown: Mapping[str, Any]) -> HealthCheck:
    return HealthCheck(
        interval=_or(shown.get("interval"), INTERVAL),
        timeout=_or(shown.get("timeout"), TIMEOUT),
        retries=_or(shown.get("retries"), RETRIES),
        start_period=_or(shown.get("startPeriod"), START_PERIOD),
        always=_always(shown.get("command") or ()),
    )


def _always(command: Sequence[str]) -> bool | None:
    kind, *words = command or ("",)
    plain = program(["sh", "-c", *words] if kind == "CMD-SHELL" else words) if kind in ("CMD", "CMD-SHELL") else None
    return None if plain is None or plain.exits_after_s is None else plain.exit_code == 0


def _amount(text: Any) -> int:
    """A task's CPU units or MiB; 0 for none, and for what no AWS would have taken."""
    return int(text) if str(text or "").isdigit() else 0


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else int(value)


def _restart(shown: Mapping[str, Any]) -> RestartPolicy:
    period = _or(shown.get("restartAttemptPeriod"), RESTART_ATTEMPT_PERIOD)
    return RestartPolicy(frozenset(shown.get("ignoredExitCodes") or ()), period)


def with_overrides(definition: Definition, overrides: Mapping[str, Any]) -> Definition:
    """The definition as one task runs it: RunTask may add variables and change sizes (API reference, TaskOverride)."""
    given = {each.get("name"): each for each in overrides.get("containerOverrides") or ()}
    if not given and not overrides.get("cpu") and not overrides.get("memory"):
        return definition
    containers = tuple(
        _overridden(each, given[each.name]) if each.name in given else each for each in definition.containers
    )
    return replace(
        definition,
        containers=containers,
        cpu_units=_amount(overrides.get("cpu")) or definition.cpu_units,
        memory_mib=_amount(overrides.get("memory")) or definition.memory_mib,
    )


def _overridden(container: Container, override: Mapping[str, Any]) -> Container:
    added: Iterable[str] = (each["name"] for each in override.get("environment") or ())
    memory, command = override.get("memory"), override.get("command")
    return replace(
        container,
        command=container.command if command is None else tuple(command),
        environment=container.environment | frozenset(added),
        memory_mib=container.memory_mib if memory is None else int(memory),
    )
