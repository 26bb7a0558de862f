"""The ports of a task: what its containers listen on, and where the engine publishes that on this machine. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LOOPBACK = "127.0.0.1"
LONGEST_RANGE = 100
"""Developer guide, PortMapping.containerPortRange: at most 100 ports of a range."""


def exposed(containers: Iterable[Mapping[str, Any]]) -> list[str]:
    """`3000/tcp` for each container port, each once."""
    found: dict[str, None] = {}
    for container in containers:
        for each in container.get("portMappings") or ():
            protocol = each.get("protocol") or "tcp"
            if each.get("containerPort"):
                found[f"{each['containerPort']}/{protocol}"] = None
            first, _, last = str(each.get("containerPortRange") or "").partition("-")
            if first.isdigit() and last.isdigit():
                ports = range(int(first), min(int(last), int(first) + LONGEST_RANGE - 1) + 1)
                found.update((f"{port}/{protocol}", None) for port in ports)
    return list(found)


def bindings(ports: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """Docker's HostConfig.PortBindings: on the loopback interface only, at a port that the engine chooses."""
    return {port: [{"HostIp": LOOPBACK, "HostPort": ""}] for port in ports}


def published(inspected: Mapping[str, Any]) -> dict[str, int]:
    """`{"3000/tcp": 49153}` of what inspecting a started container shows."""
    shown = (inspected.get("NetworkSettings") or {}).get("Ports") or {}
    return {port: int(places[0]["HostPort"]) for port, places in shown.items() if places}
