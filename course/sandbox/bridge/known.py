"""What the rules may know of moto's records, in the form in which the describe calls show them."""

from __future__ import annotations

from course.sandbox.bridge.known_around import KnownAround
from course.sandbox.bridge.known_ecs import KnownEcs
from course.sandbox.bridge.known_neighbours import KnownNeighbours


class KnownWorld(KnownEcs, KnownNeighbours, KnownAround):
    """The records of one account and region. Looking changes nothing; it must be looked at under the engine's lock."""
