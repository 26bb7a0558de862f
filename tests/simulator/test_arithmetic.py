"""Golden tables of the scheduler's arithmetic, and what holds for all numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.breaker import Breaker
from course.simulator.capacity import Share, distribute, next_provider
from course.simulator.rollout import Moves, Tasks, lower_limit, rolling_moves, upper_limit
from course.simulator.throttle import PAUSES_S, Throttle
from course.simulator.zones import balanced, emptiest, missing


@pytest.mark.parametrize(
    ("desired", "minimum", "maximum", "floor", "cap"),
    [
        # API reference, DeploymentConfiguration, and sandbox captures
        (4, 50, 200, 2, 8),
        (4, 100, 200, 4, 8),
        (2, 75, 100, 2, 2),
        (3, 100, 125, 3, 3),
        (1, 100, 150, 1, 1),
        (1, 0, 100, 0, 1),
        (10, 33, 133, 4, 13),
        (0, 100, 200, 0, 0),
    ],
)
def test_the_two_limits(desired: int, minimum: int, maximum: int, floor: int, cap: int) -> None:
    assert (lower_limit(desired, minimum), upper_limit(desired, maximum)) == (floor, cap)


MOVES = [
    # situation: desired, new, old, leaving, min %, max % → moves
    ("a first deployment starts all", (3, Tasks(), Tasks(), 0, 100, 200), Moves(start=3)),
    ("100/200 starts all new ones first", (4, Tasks(), Tasks(4), 0, 100, 200), Moves(start=4)),
    ("as new ones are healthy, old ones go", (4, Tasks(2, 0, 2), Tasks(4), 0, 100, 200), Moves(stop_old=2, spare=2)),
    ("when all are, the rest goes", (4, Tasks(4), Tasks(4), 0, 100, 200), Moves(stop_old=4, spare=4)),
    ("50/100 stops half first", (4, Tasks(), Tasks(4), 0, 50, 100), Moves(stop_old=2, spare=2)),
    ("what is leaving takes room", (4, Tasks(), Tasks(2), 2, 50, 100), Moves()),
    ("then as many start", (4, Tasks(), Tasks(2), 0, 50, 100), Moves(start=2)),
    ("50/200 does both at once", (3, Tasks(), Tasks(3), 0, 50, 200), Moves(start=3, stop_old=1, spare=1)),
    ("0/200 stops all and starts all", (3, Tasks(), Tasks(3), 0, 0, 200), Moves(start=3, stop_old=3, spare=3)),
    ("100/100 can do nothing", (1, Tasks(), Tasks(1), 0, 100, 100), Moves(stuck=True)),
    ("100/150 with one task neither", (1, Tasks(), Tasks(1), 0, 100, 150), Moves(stuck=True)),
    ("75 % of two stops none", (2, Tasks(), Tasks(2), 0, 75, 100), Moves(stuck=True)),
    ("old ones that are not healthy go at once", (2, Tasks(), Tasks(1, 1, 0), 0, 100, 200), Moves(start=2, stop_old=1)),
    ("a sick task is replaced first", (2, Tasks(1, 1, 0), Tasks(), 0, 100, 200), Moves(start=1)),
    ("and stopped when the other is healthy", (2, Tasks(2, 1, 0), Tasks(), 0, 100, 200), Moves(stop_unhealthy=1)),
    ("two sick ones instead of one", (1, Tasks(0, 2, 0), Tasks(), 0, 100, 200), Moves(stop_unhealthy=1)),
    ("without room a sick task goes first", (1, Tasks(0, 1, 0), Tasks(), 0, 100, 100), Moves(stop_unhealthy=1)),
    (
        "a sick new task beside a healthy old one goes at once",
        (1, Tasks(0, 1, 0), Tasks(1), 0, 100, 200),
        Moves(stop_unhealthy=1),
    ),
    ("scaling in", (1, Tasks(3), Tasks(), 0, 100, 200), Moves(scale_in=2, spare=2)),
    ("scaling in to nothing", (0, Tasks(2, 0, 1), Tasks(), 0, 100, 200), Moves(scale_in=3, spare=2)),
    ("nothing to do", (2, Tasks(2), Tasks(), 0, 100, 200), Moves()),
]


@pytest.mark.parametrize(("situation", "moves"), [(row[1], row[2]) for row in MOVES], ids=[row[0] for row in MOVES])
def test_the_moves_of_one_pass(situation: tuple[int, Tasks, Tasks, int, int, int], moves: Moves) -> None:
    assert rolling_moves(*situation) == moves


tasks = st.builds(Tasks, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@given(st.integers(0, 12), tasks, tasks, st.integers(0, 9), st.integers(0, 100), st.integers(100, 200))
def test_moves_keep_the_limits(desired: int, new: Tasks, old: Tasks, leaving: int, least: int, most: int) -> None:
    moves = rolling_moves(desired, new, old, leaving, least, most)
    assert min(moves[:5]) >= 0
    assert moves.stop_old <= old.all
    assert moves.stop_unhealthy <= new.unhealthy
    assert moves.start == 0 or new.all + old.all + leaving + moves.start <= upper_limit(desired, most)
    healthy = new.healthy + old.healthy
    assert healthy - moves.spare >= min(healthy, lower_limit(desired, least))


@pytest.mark.parametrize(
    ("desired", "more", "threshold"),
    [
        # developer guide, "How the Amazon ECS deployment circuit breaker detects failures"
        (1, {}, 3),
        (25, {}, 13),
        (400, {}, 200),
        (800, {}, 200),
        (800, {"threshold_type": "UNBOUNDED_PERCENT"}, 400),
        (1, {"threshold_type": "UNBOUNDED_PERCENT", "value": 50}, 1),
        (10, {"threshold_type": "BOUNDED_PERCENT", "value": 100}, 10),
        (10, {"threshold_type": "COUNT", "value": 1}, 1),
    ],
)
def test_the_threshold_of_the_breaker(desired: int, more: dict[str, object], threshold: int) -> None:
    assert Breaker(**more).threshold(desired) == threshold  # type: ignore[arg-type]


STRATEGY = (Share("FARGATE", weight=1, base=2), Share("FARGATE_SPOT", weight=3))


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, (1, 0)), (2, (2, 0)), (3, (2, 1)), (6, (3, 3)), (10, (4, 6))],
)
def test_base_first_then_by_weight(count: int, expected: tuple[int, int]) -> None:
    chosen = Counter(distribute(count, STRATEGY))
    assert (chosen["FARGATE"], chosen["FARGATE_SPOT"]) == expected


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(0, 3), st.integers(0, 60))
def test_the_rest_follows_the_weights(weights: list[int], base: int, count: int) -> None:
    strategy = [Share(f"p{number}", weight, base if number == 0 else 0) for number, weight in enumerate(weights)]
    chosen = distribute(count, strategy)
    if not any(weights):
        assert len(chosen) == min(count, base)
        return
    assert len(chosen) == count
    rest = Counter(chosen[base:])
    for share in strategy:
        assert abs(rest[share.provider] - max(0, count - base) * share.weight / sum(weights)) < len(weights)
        assert share.weight or not rest[share.provider]


def test_a_lost_base_is_filled_first() -> None:
    assert next_provider(STRATEGY, {"FARGATE": 1, "FARGATE_SPOT": 9}) == "FARGATE"


def test_pauses_grow_to_the_longest_and_tasks_that_fail_together_count_once() -> None:
    throttle, now_us, pauses = Throttle(), 0, []
    for _ in range(12):
        throttle.failed(now_us)
        throttle.failed(now_us + 1_000_000)
        pauses.append(throttle.pause_s)
        now_us = throttle.until_us
    assert pauses == [*PAUSES_S, 1620, 1620, 1620]
    throttle.reset()
    assert (throttle.pause_s, throttle.until_us) == (0, 0)


counts = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 9))


@given(counts, st.integers(1, 20))
def test_tasks_placed_one_by_one_are_in_balance(before: dict[str, int], more: int) -> None:
    zones, there = ["a", "b", "c"], Counter(before)
    for _ in range(more + 27):
        there[str(emptiest(zones, there))] += 1
    assert balanced(zones, there)


@given(counts)
def test_after_what_is_missing_has_moved_there_is_balance(before: dict[str, int]) -> None:
    zones, there = ["a", "b", "c"], Counter(before)
    for zone in missing(zones, before):
        there[zone] += 1
        there[max(zones, key=lambda each: there[each] if each != zone else -1)] -= 1
    assert balanced(zones, there)
    assert sum(there.values()) == sum(before.values())
