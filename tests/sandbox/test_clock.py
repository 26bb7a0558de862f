"""The clock: it only goes forward, at the speed that it should, and exactly."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.sandbox.clock import LATEST_US, PATIENCE_S, Clock, ProcessClock, sandbox_now, sandbox_time, to_datetime
from course.sandbox.durations import read_duration

WALL = 1_790_000_000.0
SECOND = timedelta(seconds=1)

actions = st.lists(
    st.tuples(
        st.sampled_from(["now", "jump", "freeze", "unfreeze", "step", "hurry", "calm", "factor"]),
        st.floats(-100, 1000),  # what the wall clock moves by before it; it may be set back
        st.integers(0, 10**12),
    ),
    max_size=30,
)


def act(clock: Clock, action: str, wall: float, amount: int) -> None:
    delta = timedelta(microseconds=amount)
    {
        "now": lambda: clock.now_us(wall),
        "jump": lambda: clock.jump(wall, delta),
        "freeze": lambda: clock.freeze(wall),
        "unfreeze": lambda: clock.unfreeze(wall),
        "step": lambda: clock.step(wall, delta),
        "hurry": lambda: clock.hurry(wall, True),
        "calm": lambda: clock.hurry(wall, False),
        "factor": lambda: clock.set_factor(wall, 1 + amount % 3600),
    }[action]()


@given(actions)
def test_time_only_goes_forward_whatever_the_wall_does(done: list[tuple[str, float, int]]) -> None:
    wall, clock = WALL, Clock.at_wall(WALL)
    last = clock.now_us(wall)
    for action, passed, amount in done:
        wall += passed
        act(clock, action, wall, amount)
        assert clock.now_us(wall) >= last
        last = clock.now_us(wall)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**9)), max_size=20), st.integers(1, 3600))
def test_speed_is_one_or_the_factor_and_nothing_is_lost_to_reading(spans: list[tuple[bool, int]], factor: int) -> None:
    clock, wall_us = Clock(0, 0, factor=factor), 0
    expected = 0
    for hurried, passed in spans:
        clock.hurry(wall_us / 1e6, hurried)
        for part in range(1, 4):
            clock.now_us((wall_us + passed * part // 3) / 1e6)
        wall_us += passed
        expected += passed * (factor if hurried else 1)
        assert clock.now_us(wall_us / 1e6) == expected


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.floats(0, 1e6))
def test_jumps_add_and_a_frozen_clock_moves_by_steps_only(jump: int, step: int, passed: float) -> None:
    clock = Clock.at_wall(WALL)
    begun = clock.now_us(WALL)
    clock.jump(WALL, timedelta(microseconds=jump))
    clock.step(WALL, timedelta(microseconds=step))
    assert clock.now_us(WALL + passed) == begun + jump + step
    clock.jump(WALL + passed, SECOND)
    assert clock.frozen
    clock.unfreeze(WALL + passed)
    assert clock.now_us(WALL + passed + 1) == pytest.approx(begun + jump + step + 2_000_000, abs=1)


def test_an_aws_minute_takes_a_second_in_transition() -> None:
    clock = Clock.at_wall(WALL)
    clock.hurry(WALL, True)
    assert clock.now(WALL + 1) == datetime.fromtimestamp(WALL, UTC) + timedelta(minutes=1)


@pytest.mark.parametrize("wrong", [timedelta(seconds=-1), timedelta(days=36_000)])
def test_a_clock_does_not_go_back_nor_beyond_its_end(wrong: timedelta) -> None:
    clock = Clock.at_wall(WALL)
    for move in (clock.jump, clock.step):
        with pytest.raises(ValueError, match="Sandbox time"):
            move(WALL, wrong)
    assert not clock.frozen
    assert clock.now_us(WALL) == WALL * 1e6
    assert clock.now_us(9e12) == LATEST_US


@pytest.mark.parametrize("wrong", [0, -1, 3601])
def test_a_speed_out_of_range_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="1 to 3600"):
        Clock().set_factor(WALL, wrong)


def test_the_clock_of_the_process_follows_the_wall_and_what_is_in_transition() -> None:
    wall = [WALL]
    clock = ProcessClock(lambda: wall[0])
    begun = clock.now_us()
    wall[0] += 1
    assert clock.now_us() == begun + 1_000_000
    clock.steer(True, None)
    wall[0] += 1
    assert clock.now_us() == begun + 61_000_000
    assert clock.hurried


def test_a_hurried_clock_waits_at_the_next_event_and_keeps_the_wall_time_that_is_left() -> None:
    wall = [WALL]
    clock = ProcessClock(lambda: wall[0])
    begun = clock.now_us()
    clock.steer(True, begun + 90_000_000)
    assert clock.wall_s_until(begun + 60_000_000) == pytest.approx(1)
    wall[0] += 3600  # the lid of the laptop was closed
    assert clock.now_us() == begun + 90_000_000
    assert clock.behind
    assert clock.now_us() == begun + 90_000_000
    clock.steer(False, None)  # what happened there was the last of it
    assert clock.now_us() == pytest.approx(begun + 90_000_000 + (3600 - 1.5) * 1e6, abs=2)
    assert not clock.behind


def test_when_nobody_calls_for_long_it_stops_hurrying() -> None:
    wall = [WALL]
    clock = ProcessClock(lambda: wall[0])
    begun = clock.now_us()
    clock.steer(True, begun + 10**12)
    wall[0] += PATIENCE_S + 3600
    hurried_us = PATIENCE_S * 60 * 1_000_000
    assert clock.now_us() == begun + hurried_us + 3600 * 1_000_000
    clock.steer(True, begun + hurried_us + 3900 * 1_000_000)
    wall[0] += 7
    assert clock.now_us() == begun + hurried_us + 3900 * 1_000_000
    assert clock.behind  # 300 s took five seconds of the seven


def test_a_pin_holds_in_its_own_thread_only() -> None:
    clock = ProcessClock(lambda: WALL)
    seen = []
    with clock.pinned(5):
        with clock.pinned(7):
            assert clock.now_us() == 7
        assert clock.now_us() == 5
        other = threading.Thread(target=lambda: seen.append(clock.now_us()))
        other.start()
        other.join()
    assert seen == [WALL * 1e6]
    assert clock.now_us() == WALL * 1e6


def test_outside_a_sandbox_it_is_the_time_of_the_wall() -> None:
    assert abs(sandbox_time() - time.time()) < 1
    assert sandbox_now().tzinfo is UTC


@given(st.integers(0, LATEST_US))
def test_microseconds_survive(us: int) -> None:
    assert to_datetime(us) - to_datetime(0) == timedelta(microseconds=us)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("10m", 600),
        ("24h", 86400),
        (" 2D ", 172800),
        ("1h30m", 5400),
        ("0.5s", 0.5),
        ("1.5", 1.5),
        ("3660d", 3660 * 86400),
    ],
)
def test_durations_as_people_write_them(text: str, seconds: float) -> None:
    assert read_duration(text).total_seconds() == seconds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a duration"),
        ("abc", "is not a duration"),
        ("10 m", "is not a duration"),
        ("10x", "is not a duration"),
        ("1h30", "is not a duration"),
        ("1e3", "is not a duration"),
        ("nan", "is not a duration"),
        ("inf", "is not a duration"),
        ("٣", "is not a duration"),
        ("9" * 40, "is not a duration"),
        ("-5m", "goes back"),
        ("-0", "goes back"),
        ("0", "more than nothing"),
        ("0h0m", "more than nothing"),
        ("3661d", "ten years"),
        ("9" * 30, "ten years"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_duration(text)


@given(st.text(max_size=40))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert timedelta(0) < read_duration(text) <= timedelta(days=3660)
