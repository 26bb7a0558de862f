"""Availability Zone rebalancing of a service: a task more where one is missing, then one less where there are too many.

Developer guide, "Balancing an Amazon ECS service across Availability Zones": looked at once the service is steady; the new
task must be healthy before one in the fuller zone is stopped.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from course.simulator import sentences
from course.simulator.rollout import upper_limit
from course.simulator.service import Deployment, Service
from course.simulator.task import Task
from course.simulator.zones import balanced, missing

if TYPE_CHECKING:
    from course.simulator.region import Region


class Balance:
    """Keeps the services of a region in balance."""

    def __init__(self, region: Region) -> None:
        self._region = region

    def look(self, service: Service, primary: Deployment) -> bool:
        """The part of a pass that moves tasks between zones. Whether it moved any."""
        if not service.plan.rebalancing or not primary.revision.fargate or primary.rollout != "COMPLETED":
            return False
        tasks = [task for task in service.tasks.values() if task.wanted]
        if service.balancing:
            return self._finish(service, tasks)
        zones = self._zones(primary)
        counts = Counter(task.zone for task in tasks)
        shown = {zone: counts[zone] for zone in zones}
        if len(zones) < 2 or service.steady_since_us is None:
            return False
        if balanced(zones, counts):
            if service.unbalanced:
                service.unbalanced = False
                self._region.events.say(service, sentences.in_balance(service.name, shown))
            return False
        return self._begin(service, primary, zones, counts, len(tasks))

    def _zones(self, primary: Deployment) -> list[str]:
        region = self._region
        zones = dict.fromkeys(region.outside.zone_of(subnet) for subnet in primary.revision.subnets)
        return [zone for zone in zones if not region.faults.zone_fails(zone)]

    def _begin(
        self, service: Service, primary: Deployment, zones: list[str], counts: Counter[str], present: int
    ) -> bool:
        events = self._region.events
        if not service.unbalanced:
            service.unbalanced = True
            shown = {zone: counts[zone] for zone in zones}
            events.say(service, sentences.out_of_balance(service.name, shown))
        room = upper_limit(service.plan.desired, service.plan.maximum_percent) - present
        wanted = missing(zones, counts)[: max(0, room)]
        for zone, number in Counter(wanted).items():
            started = self._region.placing.start(service, primary, number, zone)
            service.balancing.update(task.id for task in started)
            if started:
                events.unsteady(service)
                told = sentences.started_for_balance(service.name, zone, [task.id for task in started])
                events.say(service, told)
        return bool(service.balancing)

    def _finish(self, service: Service, tasks: list[Task]) -> bool:
        """Once every task that was started for balance is healthy, the surplus goes from the fullest zones."""
        scheduler, events = self._region.scheduler, self._region.events
        moved = [task for task in tasks if task.id in service.balancing]
        if not all(map(scheduler.is_healthy, moved)):
            return False
        service.balancing.clear()
        count = len(tasks) - service.plan.desired
        surplus = scheduler.choose(service, [task for task in tasks if task not in moved], count, count)
        for zone in dict.fromkeys(task.zone for task in surplus):
            going = [task for task in surplus if task.zone == zone]
            told = sentences.stopped_for_balance(service.name, zone, [task.id for task in going])
            events.say(service, told)
            for task in going:
                scheduler.stop(service, task)
        return bool(surplus)
