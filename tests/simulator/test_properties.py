"""What always holds, over random services, deployments and faults: the promises of the two percentages, no leaks, one story."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.simulator.agenda import SECOND
from course.simulator.breaker import Breaker
from course.simulator.outside import TargetGroup
from course.simulator.rollout import lower_limit, upper_limit
from course.simulator.service import Service
from course.simulator.task import Task
from tests.simulator.nowhere import GROUP, ZONES, Lab

IMAGES = ["wanderly/api:1", "wanderly/api:2", "wanderly/api:slow-start", "nginx:1", "unheard/of:3"]
BAD_IMAGES = [
    "wanderly/api:crashing",
    "wanderly/api:wrong-port",
    "wanderly/api:unhealthy",
    "wanderly/api:needs-db",
    "wanderly/api:memory-hungry",
    "wanderly/api:missing",
]
CHECK = {"healthCheck": {"command": ["CMD-SHELL", "curl -f localhost"], "interval": 10, "retries": 2}}

plans = st.fixed_dictionaries(
    {
        "desired": st.integers(0, 7),
        "minimum_percent": st.sampled_from([0, 50, 75, 100]),
        "maximum_percent": st.sampled_from([100, 125, 150, 200]),
        "grace_s": st.sampled_from([0, 0, 60]),
        "breaker": st.builds(Breaker, st.booleans(), st.booleans()),
        "rebalancing": st.booleans(),
    }
)
revisions = st.fixed_dictionaries(
    {
        "image": st.sampled_from(IMAGES + BAD_IMAGES),
        "balanced": st.booleans(),
        "zones": st.integers(1, 3),
        "container": st.sampled_from([{}, CHECK, {"stopTimeout": 2}]),
    }
)
deploys = st.tuples(st.just("deploy"), revisions)
good_deploys = st.tuples(st.just("deploy"), revisions.map(lambda facts: facts | {"image": "wanderly/api:2"}))
scales = st.tuples(st.just("scale"), st.integers(0, 7))
rare = st.one_of(
    st.tuples(st.just("plan"), plans),
    st.tuples(st.just("kill"), st.integers(0, 20)),
    st.tuples(st.just("stop task"), st.integers(0, 20)),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
    st.tuples(st.just("capacity"), st.integers(10, 200)),
    st.tuples(st.just("health"), st.integers(10, 200)),
    st.tuples(st.just("mend"), st.none()),
    st.tuples(st.just("protect"), st.integers(0, 20)),
)
steps = st.one_of(good_deploys, deploys, scales, rare)
waits = st.sampled_from([200, 45, 1, 7, 15, 90, 600])
stories = st.lists(st.tuples(steps, waits), min_size=1, max_size=9)
Story = list[tuple[tuple[str, Any], int]]


@dataclass
class World:
    """A lab, watched."""

    seed: str
    plan: dict[str, Any]
    lab: Lab = field(init=False)
    service: Service = field(init=False)
    revision: int = 1
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lab = Lab(self.seed)
        self.lab.outside.missing_images.add("wanderly/api:missing")
        self.lab.outside.groups[GROUP] = TargetGroup(GROUP, deregistration_delay_s=30, interval_s=10, path="/healthz")
        self.service = self.lab.service(self.lab.revision(balanced=True), **self.plan)
        self._watch()

    def _watch(self) -> None:
        """Around every pass of the scheduler: it must not break the limits itself."""
        scheduler = self.lab.region.scheduler
        plain = scheduler._stop_and_start

        def watched(service: Service, *rest: Any) -> bool:
            before = self._healthy()
            moved = plain(service, *rest)
            self._check_limits(before)
            return moved

        scheduler._stop_and_start = watched  # type: ignore[method-assign]

    def _healthy(self) -> int:
        return sum(map(self.lab.region.scheduler.is_healthy, self.service.tasks.values()))

    def _check_limits(self, healthy_before: int) -> None:
        plan, service = self.service.plan, self.service
        healthy, wanted = self._healthy(), [task for task in service.tasks.values() if task.wanted]
        least = lower_limit(plan.desired, plan.minimum_percent)
        if healthy < min(healthy_before, least):
            self.broken.append(f"healthy went from {healthy_before} to {healthy}, below {least}")
        most = max(upper_limit(plan.desired, plan.maximum_percent), plan.desired)
        fresh = [task for task in wanted if task.created_us == self.lab.agenda.now_us]
        if fresh and len(wanted) > most:
            self.broken.append(f"{len(wanted)} tasks, above {most}")

    def do(self, step: tuple[str, Any]) -> None:
        kind, what = step
        region, service = self.lab.region, self.service
        tasks = list(service.tasks.values())
        if kind == "scale":
            self.lab.change(service, desired=what)
        elif kind == "deploy":
            self.revision += 1
            self.lab.change(service, self.lab.revision(self.revision, **what))
        elif kind == "plan":
            self.lab.change(service, **what)
        elif kind == "kill" and tasks:
            region.faults.kill_task(tasks[what % len(tasks)])
        elif kind == "stop task" and tasks:
            region.lifecycle.stop(tasks[what % len(tasks)], "UserInitiated", "Task stopped by user")
        elif kind == "zone":
            region.faults.fail_zone(what, 300)
        elif kind == "capacity":
            region.faults.take_capacity("FARGATE", what)
        elif kind == "health":
            region.faults.break_health("default/web", status=503, for_s=what)
        elif kind == "mend":
            for fault in list(region.faults.present.values()):
                region.faults.clear(fault)
        elif kind == "protect" and tasks:
            tasks[what % len(tasks)].protected_until_us = self.lab.agenda.now_us + 600 * SECOND

    def live(self, story: Story) -> None:
        """First in peace, then one step after the other."""
        self.lab.run(120)
        for step, wait in story:
            self.do(step)
            self.lab.run(wait)

    def facts(self) -> list[tuple[int, str]]:
        return [(line.at_us, line.says) for line in self.lab.region.story.lines]


calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(plans, stories)
def test_the_scheduler_keeps_its_limits_and_leaks_nothing(plan: dict[str, Any], story: Story) -> None:
    world = World("seed", plan)
    world.live(story)
    assert world.broken == []
    for fault in list(world.lab.region.faults.present.values()):
        world.lab.region.faults.clear(fault)
    world.lab.region.scheduler.delete(world.service)
    world.lab.run(3600)
    assert world.service.status == "INACTIVE"
    assert world.lab.outside.interfaces == set()
    assert world.lab.outside.targets == set()
    assert world.lab.region.targets.by_key == {}
    world.lab.run(2 * 3600)
    assert world.lab.region.tasks == {}
    assert world.lab.outside.records == set()
    assert world.lab.agenda.next_us is None


@calm
@given(plans, stories, revisions)
def test_the_desired_count_is_reached_whenever_it_can_be(
    plan: dict[str, Any], story: Story, last: dict[str, Any]
) -> None:
    world = World("seed", plan)
    world.live(story)
    for fault in list(world.lab.region.faults.present.values()):
        world.lab.region.faults.clear(fault)
    for task in world.service.tasks.values():
        task.protected_until_us = None
    world.lab.change(world.service, minimum_percent=50, maximum_percent=200, breaker=Breaker())
    good = last | {"image": "wanderly/api:9"}
    world.lab.change(world.service, world.lab.revision(99, **good))
    world.lab.run(4 * 3600)
    wanted = [task for task in world.service.tasks.values() if task.wanted]
    assert len(wanted) == world.service.plan.desired
    assert all(task.last_status == "RUNNING" and task.deployment is world.service.primary for task in wanted)
    assert len(world.service.deployments) == 1
    assert world.service.deployments[0].rollout == "COMPLETED"
    assert world.service.steady_since_us is not None


@calm
@given(plans, stories, st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_the_same_seed_and_calls_give_the_same_story_however_often_one_looks(
    plan: dict[str, Any], story: Story, looks: list[int]
) -> None:
    one, other = World("a", plan), World("a", plan)
    one.live(story)
    other.lab.run(120)
    for step, left in story:
        other.do(step)
        for look in looks:
            other.lab.run(min(left, look))
            left -= min(left, look)
        other.lab.run(left)
    assert one.facts() == other.facts()
    times = [at_us for at_us, _ in one.facts()]
    assert times == sorted(times)


ORDER = ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"]


@calm
@given(plans, stories)
def test_a_task_only_goes_forward(plan: dict[str, Any], story: Story) -> None:
    world = World("seed", plan)
    seen: dict[str, list[str]] = {}
    plain = world.lab.region.story.task

    def noted(task: Task) -> None:
        seen.setdefault(task.id, []).append(task.last_status)
        plain(task)

    world.lab.region.story.task = noted  # type: ignore[method-assign]
    world.live(story)
    world.lab.run(900)
    for statuses in seen.values():
        places = [ORDER.index(status) for status in statuses]
        assert places == sorted(set(places))


def test_two_seeds_tell_two_stories() -> None:
    one, other = Lab("a"), Lab("b")
    for lab in (one, other):
        lab.service(desired=3)
        lab.run_until_quiet()
    assert one.story() != other.story()
    assert replace(next(iter(one.region.services.values())).plan) == next(iter(other.region.services.values())).plan
