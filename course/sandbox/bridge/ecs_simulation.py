"""The simulator beside moto's records: one agenda for the process, one region of it for each account and region of ECS."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

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
        self.to_runtime: Callable[[dict[str, Any]], None] | None = None
        """Sends the container runtime a message; None where nobody may: in a replay, and where there is none."""
        self.begin()

    def begin(self) -> None:
        """Nothing is there; a new world begins. Of what was there before, the data plane must learn that it is gone."""
        before = vars(self).get("regions", ())
        self.agenda = Agenda()
        self.regions: dict[Place, Region] = {}
        self.runtime_answers = False
        """Whether a container runtime is there, as of its last word."""
        self.balancing: set[Place] = set(before)
        """Where load balancers, their targets or what these answer may have changed."""

    def region(self, account: str, name: str, partition: str = "aws") -> Region:
        """The simulator of one account and region."""
        found = self.regions.get((account, name))
        if found is None:
            assert self.outside_of is not None
            self.agenda.now_us = max(self.agenda.now_us, current.now_us())
            outside = self.outside_of(account, name)
            found = self.regions[account, name] = Region(self.agenda, outside, World.seed, account, name, partition)
            found.runtime.answers = self.runtime_answers
        return found

    def hear_runtime(self, said: dict[str, Any]) -> None:
        """A report of the container runtime: to the region whose task it is about, or to all."""
        for region in list(self.regions.values()):
            if "task" not in said or said["task"] in region.tasks:
                region.runtime.hear(said)
        self.runtime_answers = said["up"] if said["is"] == "engine" else self.runtime_answers

    def runs_something(self) -> bool:
        """Whether any task is run by the container runtime, or waits for its word."""
        tasks = (task for region in self.regions.values() for task in region.tasks.values())
        return self.agenda.holding > 0 or any(task.real and task.last_status != "STOPPED" for task in tasks)

    def keep_lines(self, arn: str, container: str, lines: tuple[str, ...]) -> None:
        """What a real container wrote."""
        for region in self.regions.values():
            task = region.tasks.get(arn)
            run = task.run_of(container) if task is not None else None
            if task is not None and run is not None:
                region.outside.log(task, run, lines)

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
        hurried = self.agenda.hurrying > 0 and self.agenda.holding == 0
        current.steer(hurried, self.agenda.next_us if hurried else None)


simulation = Simulation()
"""The one of this process."""
