"""The arithmetic of health checks gives what walking through every probe gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from course.simulator.agenda import SECOND
from course.simulator.probing import Change, Outcome, Probe, Stretch

PASS = Outcome(True)
FAIL = Outcome(False, "Target.ResponseCodeMismatch", "Health checks failed with these codes: [404]")


def walked(probe: Probe, stretches: tuple[Stretch, ...], until_us: int) -> list[tuple[int, bool]]:
    """Every change of state up to a time, found by making each probe."""
    changes: list[tuple[int, bool]] = []
    healthy, passes, failures = probe.healthy, 0, 0
    at_us = probe.first_us
    while at_us <= until_us:
        begun = [stretch for stretch in stretches if stretch.from_us <= at_us]
        outcome = (begun or stretches)[-1 if begun else 0].outcome
        forgiven = not outcome.passed and at_us < probe.forgiven_until_us
        passes = passes + 1 if outcome.passed else 0
        failures = 0 if outcome.passed or forgiven else failures + 1
        rises = probe.first_rises if healthy is None else probe.rises
        if outcome.passed and healthy is not True and passes >= rises:
            healthy, passes, failures = True, 0, 0
            changes.append((at_us, True))
        elif failures and healthy is not False and failures >= probe.falls:
            healthy, passes, failures = False, 0, 0
            changes.append((at_us, False))
        at_us += probe.interval_us
    return changes


@st.composite
def situations(draw: st.DrawFn) -> tuple[Probe, tuple[Stretch, ...]]:
    probe = Probe(
        first_us=draw(st.integers(0, 40)),
        interval_us=draw(st.integers(1, 9)),
        falls=draw(st.integers(1, 4)),
        rises=draw(st.integers(1, 4)),
        first_rises=draw(st.integers(1, 2)),
        forgiven_until_us=draw(st.integers(0, 60)),
    )
    times = sorted(draw(st.sets(st.integers(1, 200), max_size=5)))
    outcomes = [draw(st.sampled_from([PASS, FAIL])) for _ in range(len(times) + 1)]
    return probe, tuple(map(Stretch, [0, *times], outcomes))


@given(situations())
def test_the_next_changes_are_those_of_a_walk(situation: tuple[Probe, tuple[Stretch, ...]]) -> None:
    probe, stretches = situation
    expected = walked(probe, stretches, 400)
    probe.expect(0, stretches)
    found: list[tuple[int, bool]] = []
    while (change := probe.next_change()) is not None and change.at_us <= 400:
        found.append((change.at_us, change.healthy))
        assert probe.settle(change.at_us) == change
    assert found == expected


@given(situations(), st.lists(st.integers(0, 300), max_size=6).map(sorted))
def test_looking_in_between_changes_nothing(situation: tuple[Probe, tuple[Stretch, ...]], looks: list[int]) -> None:
    probe, stretches = situation
    expected = walked(probe, stretches, 400)
    probe.expect(0, stretches)
    for look in looks:
        probe.settle(look)
        before = [healthy for at, healthy in expected if at <= look]
        assert probe.healthy is (before[-1] if before else None)
        upcoming = [(at, healthy) for at, healthy in expected if at > look]
        change = probe.next_change()
        if upcoming or (change is not None and change.at_us <= 400):
            assert change is not None
            assert (change.at_us, change.healthy) == upcoming[0]


@given(situations(), st.integers(0, 250))
def test_expecting_the_same_again_changes_nothing(situation: tuple[Probe, tuple[Stretch, ...]], look: int) -> None:
    probe, stretches = situation
    expected = [change for change in walked(probe, stretches, 400) if change[0] > look]
    probe.expect(0, stretches)
    probe.expect(look, stretches)
    change = probe.next_change()
    if expected:
        assert change is not None
        assert (change.at_us, change.healthy) == expected[0]


def test_a_fresh_target_needs_one_pass_and_two_failures() -> None:
    probe = Probe(first_us=5 * SECOND, interval_us=30 * SECOND, falls=2, rises=5)
    probe.expect(0, (Stretch(0, FAIL), Stretch(60 * SECOND, PASS)))
    assert probe.next_change() == Change(35 * SECOND, False, FAIL)
    assert probe.settle(35 * SECOND) == Change(35 * SECOND, False, FAIL)
    assert probe.next_change() == Change((5 + 30 * 6) * SECOND, True, PASS)  # five passes, the first at 65 s
