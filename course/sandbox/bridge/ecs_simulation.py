"""The simulator beside moto's records: one agenda for the process, one region of it for each account and region of ECS."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from course.sandbox.bridge.chance import World
from course.sandbox.clock import current
from course.simulator.agenda import Agenda
from course.simulator.outside import Outside
from course.simulator.region import Region

Place = tuple[str, str]
"""Account and region."""


class Simulation:
    """What moves by itself in the records. Under the engine's lock."""

    def __init__(self) -> None:
        self.watchers: list[Callable[[], None]] = []
        """Called after each thing that has happened by itself, at its time: what waits for it may go on."""
        self.outside_of: Callable[[str, str], Outside] | None = None
        """Makes what a region's simulator asks of the records; set once, when the bridge is installed."""
        self.begin()

    def begin(self) -> None:
        """Nothing is there; a new world begins."""
        self.agenda = Agenda()
        self.regions: dict[Place, Region] = {}

    def region(self, account: str, name: str, partition: str = "aws") -> Region:
        """The simulator of one account and region."""
        found = self.regions.get((account, name))
        if found is None:
            assert self.outside_of is not None
            self.agenda.now_us = max(self.agenda.now_us, current.now_us())
            outside = self.outside_of(account, name)
            found = self.regions[account, name] = Region(self.agenda, outside, World.seed, account, name, partition)
        return found

    def advance(self, to_us: int) -> None:
        """Let everything happen that is due by this sandbox time, each thing at its own."""
        agenda = self.agenda
        while (due_us := agenda.next_us) is not None and due_us <= to_us:
            with current.pinned(due_us):
                try:
                    agenda.run_to(due_us)
                    for watcher in self.watchers:
                        watcher()
                except Exception:  # one step that fails must not end all others, nor the call that let time pass
                    traceback.print_exc()
        agenda.run_to(to_us)

    def catch_up(self) -> int:
        """Let everything happen that is due by now; now, in microseconds. While something is in transition the clock
        stops at each thing that happens, because time may run at another speed after it."""
        while True:
            now_us = current.now_us()
            behind = current.behind  # asked before the clock gets its next limit
            self.advance(now_us)
            self.steer()
            if not behind:
                return now_us

    def steer(self) -> None:
        """Tell the clock whether anything is in transition, and when the next thing happens."""
        hurried = self.agenda.hurrying > 0
        current.steer(hurried, self.agenda.next_us if hurried else None)


simulation = Simulation()
"""The one of this process."""
