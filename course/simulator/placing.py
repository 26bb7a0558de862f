"""New tasks of a service: which capacity provider, which zone and subnet, or why none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from course.simulator import sentences
from course.simulator.behaviour import behaviour_under
from course.simulator.capacity import next_provider
from course.simulator.chance import hexadecimal
from course.simulator.definition import Definition
from course.simulator.durations import microseconds
from course.simulator.outside import NoPlace, Place
from course.simulator.service import Deployment, Service
from course.simulator.task import ContainerRun, Task
from course.simulator.zones import emptiest

if TYPE_CHECKING:
    from course.simulator.region import Region


def containers_of(definition: Definition) -> list[ContainerRun]:
    """The containers of a task, none of them started."""
    return [ContainerRun(each, behaviour_under(each.image, each.command)) for each in definition.containers]


class Placing:
    """Places tasks in a region."""

    def __init__(self, region: Region) -> None:
        self._region = region

    def start(self, service: Service, deployment: Deployment, count: int, zone: str = "") -> list[Task]:
        """Start up to so many tasks (in one zone, if it is named). Why there are fewer, the service has said."""
        region = self._region
        if region.now_us < service.throttle.until_us:
            return []
        there = [task for task in service.tasks.values() if task.wanted and task.deployment is deployment]
        zones = Counter(task.zone for task in there)
        providers = Counter(task.provider for task in there)
        started: list[Task] = []
        if count > 0 and (refused := region.outside.launch_refused(service)):
            region.events.say(service, sentences.failed_to_launch(service.name, refused))
            self._try_again(service)
            region.deployments.unplaced(service, deployment)
            return []
        while len(started) < count:
            provider = next_provider(deployment.revision.strategy, providers)
            place = self.place(deployment, provider, zones, zone, service)
            if isinstance(place, NoPlace):
                told = sentences.unable_to_place if deployment.revision.fargate else sentences.no_instance
                region.events.say(service, told(service.name, place.reason))
                self._try_again(service)
                if deployment.revision.fargate:
                    region.deployments.unplaced(service, deployment)
                break
            deployment.unplaced_since_us = None
            task = self._make(service, deployment, provider, place)
            started.append(task)
            zones[task.zone] += 1
            providers[provider] += 1
        return started

    def place(
        self, deployment: Deployment, provider: str, zones: Counter[str], zone: str, service: Service | None
    ) -> Place | NoPlace:
        """Where one more task goes."""
        if deployment.revision.fargate:
            return self.on_fargate(deployment.revision.subnets, provider or "FARGATE", zones, zone)
        return self._region.outside.place_on_instances(service, deployment.revision.definition.arn)

    def on_fargate(
        self, subnets: tuple[str, ...], provider: str, zones: Counter[str], zone: str = ""
    ) -> Place | NoPlace:
        """A subnet in the zone with the fewest tasks; its zones are tried in that order."""
        region = self._region
        if region.faults.capacity_is_gone(provider):
            return NoPlace(sentences.NO_CAPACITY)
        zone_of = {subnet: region.outside.zone_of(subnet) for subnet in subnets}
        usable = [each for each in dict.fromkeys(zone_of.values()) if not region.faults.zone_fails(each)]
        chosen = zone if zone in usable else emptiest(usable, zones)
        if chosen is None:
            return NoPlace(sentences.NO_CAPACITY)
        candidates = [subnet for subnet in subnets if zone_of[subnet] == chosen]
        return Place(subnet=candidates[zones[chosen] % len(candidates)], zone=chosen)

    def _try_again(self, service: Service) -> None:
        region = self._region
        again_us = region.now_us + microseconds("placement_retry")
        region.agenda.at(again_us, region.scheduler.touch, service, hurries=False)

    def _make(self, service: Service, deployment: Deployment, provider: str, place: Place) -> Task:
        region = self._region
        service.made += 1
        identity = hexadecimal(region.seed, "task", service.arn, service.created_us, service.made)
        definition = deployment.revision.definition
        task = Task(
            id=identity,
            arn=region.task_arn(service.cluster, identity),
            cluster=service.cluster,
            definition=definition,
            containers=containers_of(definition),
            created_us=region.now_us,
            checked=bool(definition.checked),
            fargate=deployment.revision.fargate,
            provider=provider,
            zone=place.zone,
            subnet=place.subnet if definition.network_mode == "awsvpc" else "",
            instance=place.instance,
            service=service,
            deployment=deployment,
        )
        service.tasks[task.id] = task
        region.outside.begin(task)
        region.lifecycle.launch(task)
        return task
