"""How much of the machine a task and its containers get: ECS's numbers into Docker's. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MIB = 1024 * 1024
CPU_UNITS = 1024
"""CPU units of one vCPU."""
PIDS = 1024
"""Processes and threads of one container: enough for any server, and an end for one that forks without end."""
SMALLEST_MEMORY = 6 * MIB
"""API reference, ContainerDefinition.memory: Docker takes no less than 6 MiB."""
SMALLEST_SHARES = 2
"""API reference, ContainerDefinition.cpu: what Linux takes at least, and what 0 and null become."""
PERIOD_US = 100_000
"""Linux's usual period in which a CPU quota holds."""
NOFILE = {"Name": "nofile", "Soft": 65535, "Hard": 65535}
"""API reference, Ulimit: what Fargate sets."""


@dataclass(frozen=True, slots=True)
class TaskLimits:
    """What all containers of a task may use together; None where nobody set a limit."""

    cpu_units: int | None = None
    memory_bytes: int | None = None

    @property
    def any(self) -> bool:
        """Whether there is a limit at all."""
        return self.cpu_units is not None or self.memory_bytes is not None

    def quota_us(self, cpus: int) -> int | None:
        """Microseconds of CPU time in each PERIOD_US; None without a limit, or where the machine has no more CPUs than that."""
        if self.cpu_units is None or self.cpu_units >= cpus * CPU_UNITS:
            return None
        return max(1000, self.cpu_units * PERIOD_US // CPU_UNITS)


def task_limits(task: Mapping[str, Any]) -> TaskLimits:
    """The hard limits of the whole task. Developer guide, "Amazon ECS task definition parameters", task size."""
    cpu, memory = task.get("cpu"), task.get("memory_mib")
    return TaskLimits(int(cpu) if cpu else None, int(memory) * MIB if memory else None)


def container_limits(task: Mapping[str, Any], container: Mapping[str, Any], cpus: int, parent: str) -> dict[str, Any]:
    """The part of Docker's HostConfig that limits one container.

    `parent` is the cgroup that holds the task's own limits; "" where the engine allows none, and then no single container
    gets more than the whole task. `cpus` are those of the engine. API reference, ContainerDefinition: cpu is relative weight,
    memory a hard limit, memoryReservation a soft one.
    """
    whole = task_limits(task)
    found: dict[str, Any] = {"PidsLimit": PIDS, "CpuShares": _shares(whole, container, parent)}
    memory = int(container.get("memory") or 0) * MIB
    if not parent and whole.memory_bytes:
        memory = min(memory or whole.memory_bytes, whole.memory_bytes)
    if memory:
        found["Memory"] = max(memory, SMALLEST_MEMORY)
        swap = (container.get("linuxParameters") or {}).get("maxSwap") or 0
        found["MemorySwap"] = found["Memory"] + int(swap) * MIB  # the same number: no swap, as on Fargate
    reservation = int(container.get("memoryReservation") or 0) * MIB
    if reservation:
        found["MemoryReservation"] = min(reservation, memory or reservation)
    if parent:
        found["CgroupParent"] = parent
    else:
        quota = whole.quota_us(cpus)
        if quota is not None:
            found["CpuPeriod"], found["CpuQuota"] = PERIOD_US, quota
    return found


def _shares(whole: TaskLimits, container: Mapping[str, Any], parent: str) -> int:
    own = int(container.get("cpu") or 0)
    if not own and not parent and whole.cpu_units:
        own = whole.cpu_units  # nobody else stands between it and the machine's other programs
    return max(SMALLEST_SHARES, own)


def reserved_bytes(task: Mapping[str, Any]) -> int:
    """The memory that a task may come to use, for counting how many fit: its own, or its containers' together."""
    whole = task_limits(task).memory_bytes
    if whole:
        return whole
    each = (c.get("memory") or c.get("memoryReservation") or 256 for c in task["containers"])
    return sum(int(mib) * MIB for mib in each)
