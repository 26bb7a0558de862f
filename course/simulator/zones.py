"""Availability Zones: where the next task goes, and when a service is out of balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def emptiest(zones: Sequence[str], counts: Mapping[str, int]) -> str | None:
    """The zone with the fewest tasks, the first of several; None where there is none to choose from."""
    return min(zones, key=lambda zone: counts.get(zone, 0), default=None)


def fullest(zones: Iterable[str], counts: Mapping[str, int]) -> str | None:
    """The zone with the most tasks, the first of several."""
    return max(zones, key=lambda zone: counts.get(zone, 0), default=None)


def balanced(zones: Sequence[str], counts: Mapping[str, int]) -> bool:
    """Whether no zone has two tasks more than another. Developer guide, "Balancing an Amazon ECS service across
    Availability Zones": the desired count divided by the zones, the remainder spread."""
    amounts = [counts.get(zone, 0) for zone in zones]
    return not amounts or max(amounts) - min(amounts) <= 1


def shares(zones: Sequence[str], counts: Mapping[str, int], total: int) -> dict[str, int]:
    """How many tasks each zone has when `total` tasks are in balance: those that have more already keep the remainder."""
    each, rest = divmod(total, max(1, len(zones)))
    by_count = sorted(range(len(zones)), key=lambda index: (-counts.get(zones[index], 0), index))
    more = {zones[index] for index in by_count[:rest]}
    return {zone: each + (zone in more) for zone in zones}


def missing(zones: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """The zones to which tasks must move for balance, one entry for each task."""
    wanted = shares(zones, counts, sum(counts.get(zone, 0) for zone in zones))
    return [zone for zone in zones for _ in range(wanted[zone] - counts.get(zone, 0))]
