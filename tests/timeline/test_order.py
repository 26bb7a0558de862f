"""Order and identity: no event twice, the same order whatever came first, runs lose nothing, news are told once."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from course.app.chronicle import News
from course.app.timeline_words import age, timeline_words
from course.timeline.entry import Entry, in_order, since
from course.timeline.runs import LONGEST, runs
from tests.timeline.made import ENTRIES, NOON, entry, timeline


@given(ENTRIES, st.randoms())
def test_the_order_depends_on_the_entries_alone(entries: list[Entry], chance: random.Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert in_order(entries) == in_order(shuffled)


@given(ENTRIES)
def test_every_event_stands_there_once_oldest_first(entries: list[Entry]) -> None:
    found = in_order(entries)
    assert Counter(each.id for each in found) == Counter({each.id for each in entries})
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert in_order([*found, *entries]) == found  # seen again, nothing changes


@given(ENTRIES)
def test_runs_hold_every_entry_once_and_only_equal_ones(entries: list[Entry]) -> None:
    found = runs(in_order(entries))
    assert Counter(each for run in found for each in run.entries) == Counter(in_order(entries))
    assert [run.first.at for run in found] == sorted(run.first.at for run in found)
    for run in found:
        assert len({(each.kind, each.cluster, each.service, each.mark) for each in run.entries}) == 1
        assert run.entries[-1].at - run.first.at <= LONGEST


@given(ENTRIES, ENTRIES)
def test_news_are_told_once_also_when_the_clock_went_backwards(first: list[Entry], second: list[Entry]) -> None:
    news = News()
    told = [*news.of(timeline(*in_order(first)))]
    back = [replace(each, at=each.at - timedelta(days=1)) for each in second]
    told += news.of(timeline(*in_order([*first, *back])))
    assert Counter(each.id for each in told) == Counter({each.id for each in [*first, *second]})
    assert news.of(timeline(*in_order([*first, *back]))) == ()


def test_the_sighting_that_knows_more_is_kept() -> None:
    less, more = entry("t", says="STOPPED"), entry("t", says="STOPPED: Essential container in task exited")
    assert in_order([more, less]) == in_order([less, more]) == (more,)


def test_what_stands_is_news_only_when_it_changes() -> None:
    news = News()
    up, down = (entry("now/api", says=says, standing=True) for says in ("3 healthy", "2 healthy"))
    assert news.of(timeline(standing=(up,))) == (up,)
    assert news.of(timeline(standing=(replace(up, at=NOON + timedelta(hours=1)),))) == ()
    assert news.of(timeline(standing=(down,))) == (down,)


def test_since_keeps_what_lies_ahead_of_the_clock() -> None:
    old, new, ahead = entry("a", -700), entry("b", -10), entry("c", 300)
    assert since([old, new, ahead], NOON, timedelta(minutes=10)) == (new, ahead)
    assert since([old, new, ahead], NOON, None) == (old, new, ahead)


def test_ages() -> None:
    told = {0: "just now", 12: "12 s ago", 119: "1 min ago", 7_300: "2 h ago", 200_000: "2 d ago", -300: "5 min ahead"}
    assert {seconds: age(NOON - timedelta(seconds=seconds), NOON) for seconds in told} == told


def test_twenty_tasks_that_start_are_one_line_although_their_steps_interleave() -> None:
    steps = [
        entry(f"t{n}/{s}", n + s, subject=f"t{n}", says=says)
        for n in range(20)
        for s, says in ((0, "made"), (9, "RUNNING"))
    ]
    words = timeline_words(timeline(*in_order(steps)))
    assert "20 tasks (t0, t1, t2 and 17 more): made" in words
    assert "20 tasks (t0, t1, t2 and 17 more): RUNNING" in words
    assert len(words.splitlines()) == 4


def test_what_a_service_says_ends_a_run() -> None:
    a, b = entry("a", 1), entry("b", 3)
    said = entry("s", 2, kind="service", says="has reached a steady state.")
    assert [len(run.entries) for run in runs([a, b])] == [2]
    assert [len(run.entries) for run in runs([a, said, b])] == [1, 1, 1]
    other = replace(said, service="web")
    assert [len(run.entries) for run in runs([a, other, b])] == [2, 1]
