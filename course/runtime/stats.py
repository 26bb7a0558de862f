"""CPU and memory of running containers, from the engine's own figures."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.runtime.limits import CPU_UNITS, MIB

EVERY_S = 5.0


@dataclass(slots=True)
class Sample:
    """One look at a container's counters."""

    at: float
    """Monotonic seconds."""
    cpu_ns: int


def figures(shown: Mapping[str, Any], before: Sample | None, at: float | None = None) -> tuple[dict[str, Any], Sample]:
    """What is told of a container, and the sample to compare the next look with. `shown`: the engine's stats.

    cpu_percent: 100 is one vCPU, in use all the time since the look before; cpu_units the same in ECS's units; memory without
    the page cache that the kernel would give back at once, as `docker stats` counts it.
    """
    now = Sample(
        time.monotonic() if at is None else at, int(_deep(shown, "cpu_stats", "cpu_usage", "total_usage") or 0)
    )
    share = 0.0
    if before is not None and now.at > before.at:
        share = max(0, now.cpu_ns - before.cpu_ns) / 1e9 / (now.at - before.at)
    memory = shown.get("memory_stats") or {}
    inner = memory.get("stats") or {}
    cache = int(inner.get("total_inactive_file", inner.get("inactive_file", 0)) or 0)
    used = max(0, int(memory.get("usage") or 0) - cache)
    networks = (shown.get("networks") or {}).values()
    told = {
        "cpu_percent": round(share * 100, 2),
        "cpu_units": round(share * CPU_UNITS, 1),
        "memory_mib": round(used / MIB, 2),
        "rx_bytes": sum(int(each.get("rx_bytes") or 0) for each in networks),
        "tx_bytes": sum(int(each.get("tx_bytes") or 0) for each in networks),
    }
    return told, now


def _deep(shown: Mapping[str, Any], *keys: str) -> Any:
    found: Any = shown
    for key in keys:
        found = (found or {}).get(key)
    return found
