"""What CloudWatch is told of traffic: counted as it passes, told about once a second as increments.

Names and meanings: Application Load Balancers user guide and Network Load Balancers user guide, "CloudWatch metrics".
RequestCount counts only requests for which a target could be chosen.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

STEP = 0.05
"""Response times are told in buckets whose edges lie a factor e ** STEP apart: percentiles are off by 5 % at most."""
ACTIVE = {"application": "ActiveConnectionCount", "network": "ActiveFlowCount"}


class Tally:
    """Increments since they were last told: of a load balancer, or of one target in its zone."""

    __slots__ = ("buckets", "counts", "high", "low", "processed", "requests", "total", "twos")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.requests = 0
        self.processed = 0
        """Bytes from and to clients."""
        self.twos = 0
        """Answers of targets with 2XX: by far the commonest, hence a field of its own."""
        self.buckets: dict[int, int] = {}
        self.low, self.high, self.total = math.inf, 0.0, 0.0

    def add(self, name: str, count: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + count

    def responded(self, status: int, seconds: float) -> None:
        """A target has answered, so long after the request left."""
        if 200 <= status < 300:
            self.twos += 1
        elif 300 <= status < 600:
            self.add(f"HTTPCode_Target_{status // 100}XX_Count")
        seconds = max(seconds, 1e-6)
        self.total += seconds
        self.low = min(self.low, seconds)
        self.high = max(self.high, seconds)
        bucket = int(math.log(seconds) // STEP)
        self.buckets[bucket] = self.buckets.get(bucket, 0) + 1

    def merge(self, other: Tally) -> None:
        """Add the figures of another."""
        for name, count in other.counts.items():
            self.add(name, count)
        for bucket, count in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + count
        self.requests += other.requests
        self.processed += other.processed
        self.twos += other.twos
        self.total += other.total
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)

    def told(self) -> dict[str, Any]:
        """As a message has it: without what is zero."""
        figures: dict[str, Any] = {name: count for name, count in self.counts.items() if count}
        if self.requests:
            figures["RequestCount"] = self.requests
        if self.processed:
            figures["ProcessedBytes"] = self.processed
        if self.twos:
            figures["HTTPCode_Target_2XX_Count"] = self.twos
        if self.buckets:
            edges = {f"{math.exp((bucket + 1) * STEP):.6g}": count for bucket, count in sorted(self.buckets.items())}
            count = sum(self.buckets.values())
            figures["TargetResponseTime"] = [count, self.total, self.low, self.high, edges]
        return figures


class BalancerFigures:
    """The figures of one load balancer: its own, and those of its targets by group and zone."""

    __slots__ = ("active", "own", "targets", "type")

    def __init__(self, type: str) -> None:
        self.type = type
        self.active = 0
        """Connections of clients and to targets that are open now."""
        self.own = Tally()
        self.targets: dict[tuple[str, str], Tally] = {}

    def opened(self) -> None:
        """A connection was made, by a client or to a target."""
        self.active += 1
        self.own.add("NewConnectionCount" if self.type == "application" else "NewFlowCount")

    def closed(self) -> None:
        """A connection is gone."""
        self.active -= 1

    def of_target(self, group: str, zone: str) -> Tally:
        """The figures of a group's targets in a zone."""
        tally = self.targets.get((group, zone))
        if tally is None:
            tally = self.targets[group, zone] = Tally()
        return tally

    def failed(self, status: int) -> None:
        """The load balancer answered with an error, or a redirect, of its own."""
        self.own.add(f"HTTPCode_ELB_{status // 100}XX_Count")
        if status in (500, 502, 503, 504):
            self.own.add(f"HTTPCode_ELB_{status}_Count")

    def take(self) -> dict[str, Any]:
        """What happened since the last call; empty if nothing did."""
        whole = self.own
        groups: dict[str, tuple[Tally, dict[str, Any]]] = {}
        for (group, zone), tally in self.targets.items():
            figures = tally.told()
            if not figures:
                continue
            whole.merge(tally)
            of_group = groups.setdefault(group, (Tally(), {}))
            of_group[0].merge(tally)
            of_group[1][zone] = figures
        told = whole.told()
        self.own, self.targets = Tally(), {}
        if not told:
            return {}
        told[ACTIVE[self.type]] = self.active
        told["groups"] = {arn: {**tally.told(), "zones": zones} for arn, (tally, zones) in groups.items()}
        return told


class Figures:
    """The figures of all load balancers."""

    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell
        self.balancers: dict[str, BalancerFigures] = {}

    def of(self, arn: str, type: str) -> BalancerFigures:
        """Those of one load balancer, from now on if need be."""
        there = self.balancers.get(arn)
        if there is None:
            there = self.balancers[arn] = BalancerFigures(type)
        return there

    def flush(self, gone: set[str] | None = None) -> None:
        """Tell what happened, if anything did, and forget load balancers that are gone."""
        told = {arn: figures for arn, each in self.balancers.items() if (figures := each.take())}
        if told:
            self._tell("figures", at=time.time(), balancers=told)
        for arn in gone or ():
            del self.balancers[arn]
