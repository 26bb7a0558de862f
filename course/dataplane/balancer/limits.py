"""How much a load balancer takes, and how long it waits. Tests set shorter times."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

KIB = 1024


def _most_connections() -> int:
    """As many clients as file descriptors allow, two for each; the limit of the process is raised as far as it may."""
    if sys.platform == "win32":
        return 2_000
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    most = wanted if soft == resource.RLIM_INFINITY else soft
    return max(64, min(16_000, (most - 256) // 2))


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes: Application Load Balancers user guide, "Quotas" and "Troubleshoot your Application Load Balancers"."""

    request_line: int = 16 * KIB
    header: int = 16 * KIB
    head: int = 64 * KIB
    """All headers of a request together, bytes."""
    location: int = 8 * KIB
    """The longest address of a redirect."""
    forwarded_for: int = 30
    """The most addresses in X-Forwarded-For."""
    connect_s: float = 10.0
    """Until a target must have taken a connection."""
    tick_s: float = 0.25
    """How often idle connections are looked for: how exact all time-outs are."""
    figures_s: float = 1.0
    """How often figures are told."""
    clients: int = field(default_factory=_most_connections)
    """Connections of clients at the same time."""
    buffer: int = 256 * KIB
    """How much of a body waits in memory for the other side before reading stops."""
