"""Health checks as arithmetic: when a periodic probe changes a state, without walking through every probe.

A load balancer's and a container's health checks are the same machine: probes at regular times, so many passes in a row to
rise, so many failures in a row to fall. What each probe finds is told as stretches of time with one outcome each; so the
next change of state can be worked out at once, however far away it is, and a healthy target costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Outcome(NamedTuple):
    """What a probe finds. `reason` and `description` say why it failed, in the load balancer's words."""

    passed: bool
    reason: str = ""
    description: str = ""


class Stretch(NamedTuple):
    """From this time on (microseconds), every probe finds this, until the next stretch."""

    from_us: int
    outcome: Outcome


class Change(NamedTuple):
    """At this time the state becomes this, because of what a probe found."""

    at_us: int
    healthy: bool
    outcome: Outcome


@dataclass(slots=True)
class Probe:
    """One periodic check. `healthy` is None until the first verdict."""

    first_us: int
    """When the first probe is made."""
    interval_us: int
    falls: int
    """Failures in a row that make it unhealthy."""
    rises: int = 1
    """Passes in a row that make it healthy again after it was unhealthy."""
    first_rises: int = 1
    """Passes in a row for the first verdict: one is enough for a new target."""
    forgiven_until_us: int = 0
    """Failures before this do not count: a container's start period."""
    healthy: bool | None = None
    _ahead: tuple[Stretch, ...] = ()
    """What probes find, told by `expect`."""
    _made: int = 0
    """Probes that have been made."""
    _streak: int = 0
    """Passes in a row (above 0) or counted failures in a row (below 0)."""

    def next_change(self) -> Change | None:
        """When the state will change next as things stand, None if never."""
        made, streak = self._made, self._streak
        while True:
            index = self._stretch_at(made)
            outcome, last = self._ahead[index].outcome, self._last_probe_of(index)
            needed = self._needed(streak, outcome)
            if needed is not None and (last is None or made + needed - 1 <= last):
                return Change(self.first_us + (made + needed - 1) * self.interval_us, outcome.passed, outcome)
            if last is None:
                return None
            streak = _after(streak, outcome, last + 1 - made)
            made = last + 1

    def settle(self, now_us: int) -> Change | None:
        """Make the probes that are due by now; the last change of state among them, if any."""
        changed = None
        while (change := self.next_change()) is not None and change.at_us <= now_us:
            self.healthy = change.healthy
            self._made = (change.at_us - self.first_us) // self.interval_us + 1
            self._streak = 0
            changed = change
        due = (now_us - self.first_us) // self.interval_us + 1 if now_us >= self.first_us else 0
        while self._made < due:
            index = self._stretch_at(self._made)
            last = self._last_probe_of(index)
            end = due if last is None else min(due, last + 1)
            self._streak = _after(self._streak, self._ahead[index].outcome, end - self._made)
            self._made = end
        return changed

    def expect(self, now_us: int, stretches: tuple[Stretch, ...]) -> Change | None:
        """From now on probes find this; the last change of state until now by what they found before, if any."""
        changed = self.settle(now_us) if self._ahead else None
        ahead: list[Stretch] = []
        for number, stretch in enumerate(stretches):
            end = stretches[number + 1].from_us if number + 1 < len(stretches) else None
            forgiven = not stretch.outcome.passed and stretch.from_us < self.forgiven_until_us
            if forgiven:
                ahead.append(Stretch(stretch.from_us, _FORGIVEN))
            if not forgiven:
                ahead.append(stretch)
            elif end is None or self.forgiven_until_us < end:
                ahead.append(Stretch(self.forgiven_until_us, stretch.outcome))
        self._ahead = tuple(ahead)
        return changed

    def _needed(self, streak: int, outcome: Outcome) -> int | None:
        """Probes of this outcome until the state changes, None if it does not."""
        if outcome is _FORGIVEN or self.healthy is outcome.passed:
            return None
        if outcome.passed:
            return max(1, (self.first_rises if self.healthy is None else self.rises) - max(streak, 0))
        return max(1, self.falls - max(-streak, 0))

    def _stretch_at(self, number: int) -> int:
        """Which stretch the probe of this number falls into."""
        at_us = self.first_us + number * self.interval_us
        return max(0, bisect_right(self._ahead, at_us, key=lambda stretch: stretch.from_us) - 1)

    def _last_probe_of(self, index: int) -> int | None:
        """The number of the last probe within a stretch, None for the last stretch."""
        if index + 1 >= len(self._ahead):
            return None
        return -(-(self._ahead[index + 1].from_us - self.first_us) // self.interval_us) - 1


_FORGIVEN = Outcome(False)
"""A failure that does not count."""


def _after(streak: int, outcome: Outcome, more: int) -> int:
    """The streak after so many more probes of an outcome."""
    if outcome is _FORGIVEN:
        return 0
    return max(streak, 0) + more if outcome.passed else min(streak, 0) - more
