"""The targets of a region: registered, checked, healthy or not, drained. Load balancers see what the images would answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.simulator.agenda import SECOND
from course.simulator.durations import microseconds
from course.simulator.outside import TargetGroup
from course.simulator.probing import Change, Probe, Stretch
from course.simulator.target import (
    CHECKING,
    HEALTHY,
    NOT_IN_USE,
    REGISTERING,
    TIMED_OUT,
    Target,
    TargetHealth,
    findings,
)
from course.simulator.task import Task

if TYPE_CHECKING:
    from course.simulator.region import Region

Key = tuple[str, str, int]
"""ARN of the group, id, port."""


class Targets:
    """Every registered target of a region."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self.by_key: dict[Key, Target] = {}
        self._at_address: dict[str, Task] = {}

    def address_taken(self, task: Task) -> None:
        """A task has an address: what is registered there is the task from now on."""
        if task.address:
            self._at_address[task.address] = task

    def address_given_back(self, task: Task) -> None:
        """The task's interface is gone."""
        if self._at_address.get(task.address) is task:
            del self._at_address[task.address]

    def join(self, task: Task, group_arn: str, port: int) -> Target | None:
        """Register a task; None where the group is gone."""
        self._region.outside.register_target(group_arn, task.address or task.instance, port)
        target = self.registered(group_arn, task.address or task.instance, port, task)
        if target is not None:
            task.targets.append(target)
        return target

    def registered(self, group_arn: str, id: str, port: int, task: Task | None = None) -> Target | None:
        """A target is in the records of its group, by whomever it was put there: its checks begin."""
        region = self._region
        group = region.outside.target_group(group_arn)
        if group is None:
            return None
        there = self.by_key.get((group_arn, id, port))
        if there is not None:
            return there
        target = Target(group, id, port, region.now_us, task or self._at_address.get(id))
        self.by_key[group_arn, id, port] = target
        if target.task is not None and target.task.real:
            region.runtime.target_begins(target)
        self._begin(target)
        return target

    def deregistered(self, group_arn: str, id: str, port: int) -> None:
        """A target has left the records of its group."""
        target = self.by_key.pop((group_arn, id, port), None)
        if target is not None:
            self._region.outside.targets_changed()
            self._region.agenda.cancel(target.timer)
            self._region.runtime.target_ends(target)
            if target.task is not None and target in target.task.targets:
                target.task.targets.remove(target)

    def leave(self, task: Task) -> int:
        """Deregister a task everywhere; the time (microseconds) at which it has drained."""
        region = self._region
        drained_us = region.now_us
        for target in list(task.targets):
            group = region.outside.target_group(target.group.arn) or target.group
            region.outside.deregister_target(group.arn, target.id, target.port)
            self.deregistered(group.arn, target.id, target.port)
            if group.in_use:
                drained_us = max(drained_us, region.now_us + round(group.deregistration_delay_s * SECOND))
        return drained_us

    def group_changed(self, group_arn: str) -> None:
        """A group's health check, or whether a listener forwards to it, may have changed."""
        group = self._region.outside.target_group(group_arn)
        for key, target in list(self.by_key.items()):
            if key[0] != group_arn or group is None or group == target.group:
                continue
            checked_alike = _check_of(group) == _check_of(target.group)
            target.group = group
            if not checked_alike:
                self._region.agenda.cancel(target.timer)
                self._begin(target)

    def containers_changed(self, task: Task) -> None:
        """A container of a task started or ended: its targets answer differently."""
        if task.targets:
            self._region.outside.targets_changed()
        for target in task.targets:
            self.look_again(target)

    def look_again(self, target: Target) -> None:
        """What health checks find may have changed: work out anew when the target's health changes."""
        if target.probe is None:
            return
        change = target.probe.expect(self._region.now_us, self._findings(target))
        if change is not None:
            self._found(target, change)
        self._watch(target)

    def _findings(self, target: Target) -> tuple[Stretch, ...]:
        forced = self._region.faults.answer(target)
        if forced is not None:
            return (Stretch(0, forced),)
        port = target.port if target.group.check_port is None else target.group.check_port
        if target.task is not None and not self._region.outside.reaches(target.group.arn, target.task, port):
            return (Stretch(0, TIMED_OUT),)
        return findings(target.task, target)

    def network_changed(self) -> None:
        """Routes, groups or access lists may have changed: what health checks find may be something else."""
        for target in list(self.by_key.values()):
            self.look_again(target)

    def _begin(self, target: Target) -> None:
        region, group = self._region, target.group
        if not group.in_use:
            target.probe, target.timer = None, None
            self._to(target, NOT_IN_USE)
            return
        self._region.outside.targets_changed()
        self._to(target, REGISTERING)
        first_us = region.now_us + microseconds("target_registration", region.seed, group.arn, target.id, target.port)
        target.probe = Probe(
            first_us=first_us,
            interval_us=group.interval_s * SECOND,
            falls=group.unhealthy_threshold,
            rises=group.healthy_threshold,
        )
        target.probe.expect(region.now_us, self._findings(target))
        self._watch(target)

    def health_of(self, target: Target) -> TargetHealth:
        """As DescribeTargetHealth shows it now."""
        if target.probe is not None and target.probe.healthy is None and self._region.now_us >= target.probe.first_us:
            return CHECKING
        return target.health

    def _watch(self, target: Target) -> None:
        self._region.agenda.cancel(target.timer)
        change = target.probe.next_change() if target.probe is not None else None
        target.timer = None if change is None else self._region.agenda.at(change.at_us, self._due, target)

    def _due(self, target: Target) -> None:
        target.timer = None
        change = target.probe.settle(self._region.now_us) if target.probe is not None else None
        if change is not None:
            self._found(target, change)
        self._watch(target)

    def _found(self, target: Target, change: Change) -> None:
        if change.healthy:
            target.healthy_since_us = self._region.now_us
            self._to(target, HEALTHY)
        else:
            outcome = change.outcome
            self._to(target, TargetHealth("unhealthy", outcome.reason, outcome.description))

    def _to(self, target: Target, health: TargetHealth) -> None:
        if target.health == health:
            return
        target.health = health
        self._region.outside.targets_changed()
        self._region.story.target(target)
        if target.task is not None:
            self._region.scheduler.target_changed(target.task)


def _check_of(group: TargetGroup) -> tuple[object, ...]:
    return (
        *(group.check_protocol, group.check_port, group.path, group.codes, group.interval_s, group.timeout_s),
        *(group.healthy_threshold, group.unhealthy_threshold, group.in_use),
    )
