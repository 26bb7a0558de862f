"""What services say: the newest hundred events of each, nothing repeated without need, the steady state every six hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.simulator import sentences
from course.simulator.agenda import SECOND
from course.simulator.chance import uuid
from course.simulator.durations import microseconds
from course.simulator.service import Event, Service

if TYPE_CHECKING:
    from course.simulator.region import Region

SAID_AGAIN_AFTER_S = 6 * 3600
"""A complaint is not repeated before this. Developer guide, "Amazon ECS service event messages"."""


class ServiceEvents:
    """The events of a region's services. The words stand in sentences.py."""

    def __init__(self, region: Region) -> None:
        self._region = region

    def say(self, service: Service, message: str, *, once: bool = False) -> None:
        """Write a service event; `once`: not again within six hours, until the service is steady or changed."""
        region = self._region
        if once:
            said_us = service.complaints.get(message)
            if said_us is not None and region.now_us - said_us < SAID_AGAIN_AFTER_S * SECOND:
                return
            service.complaints[message] = region.now_us
        service.said += 1
        identity = uuid(region.seed, "event", service.arn, service.created_us, service.said)
        service.events.appendleft(Event(identity, region.now_us, message))
        region.story.service(service.cluster, service.name, message)

    def unsteady(self, service: Service) -> None:
        """The service is not in its steady state any more."""
        service.steady_since_us = None
        self._region.agenda.cancel(service.repeats)
        service.repeats = None

    def steady(self, service: Service) -> None:
        """The service is in its steady state: it says so, and again every six hours."""
        region = self._region
        service.steady_since_us = region.now_us
        service.complaints.clear()
        self.say(service, sentences.steady(service.name))
        after = microseconds("steady_state_repeats", region.seed, service.arn, service.said)
        service.repeats = region.agenda.at(region.now_us + after, self.steady, service, hurries=False)
