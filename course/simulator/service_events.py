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
"""Developer guide (2023), "Service event messages": duplicates are omitted until something else is said or this has passed."""


class ServiceEvents:
    """The events of a region's services. The words stand in sentences.py."""

    def __init__(self, region: Region) -> None:
        self._region = region

    def say(self, service: Service, message: str) -> None:
        """Write a service event, unless the newest one says the same and is not six hours old."""
        region = self._region
        newest = service.events[0] if service.events else None
        again_us = newest.at_us + SAID_AGAIN_AFTER_S * SECOND if newest is not None else 0
        if newest is not None and newest.message == message and region.now_us < again_us:
            return
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
        self.say(service, sentences.steady(service.name))
        after = microseconds("steady_state_repeats", region.seed, service.arn, service.said)
        service.repeats = region.agenda.at(region.now_us + after, self.steady, service, hurries=False)
