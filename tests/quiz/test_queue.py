"""What a drill asks: lab mistakes, due cards and new ones, topics mixed, limits kept, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.catalog.bank import Entry
from course.quiz.memory import Memory, retrievability
from course.quiz.queue import (
    Choice,
    Wanted,
    choose,
    due_count,
    interleaved,
    next_due,
    pulled,
    spread,
    weak_topics,
)
from course.quiz.thresholds import PULLED, WEAK

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(id: str, topic: str = "t", **more: Any) -> Entry:
    facts: dict[str, Any] = {"level": "beginner", "days": (8,), "kind": "single", "status": "active"}
    facts |= {"criteria": (), "former_ids": (), "own": False, **more}
    return Entry(id=id, topic=topic, **facts)


def met(memory: Memory, *ids: str, credit: float = 1.0, ago: float = 30) -> None:
    for id in ids:
        memory.answered(id, credit, NOW - DAY * ago)


def ids(choices: list[Choice]) -> list[str]:
    return [choice.id for choice in choices]


@st.composite
def banks(draw: st.DrawFn) -> list[Entry]:
    return [
        entry(
            f"q{n}",
            draw(st.sampled_from("abc")),
            level=draw(st.sampled_from(["beginner", "intermediate", "advanced"])),
            days=(draw(st.integers(1, 30)),),
            criteria=draw(st.sampled_from([(), ("d/c",), ("d/e",)])),
        )
        for n in range(draw(st.integers(0, 30)))
    ]


@st.composite
def memories(draw: st.DrawFn) -> Memory:
    memory = Memory()
    answer = st.tuples(st.integers(0, 34), st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 60))
    for n, credit, ago in sorted(draw(st.lists(answer, max_size=40)), key=lambda one: -one[2]):
        memory.answered(f"q{n}", credit, NOW - DAY * ago)
    for n in draw(st.sets(st.integers(0, 34), max_size=4)):
        memory.put(f"q{n}", "suspended", None)
    for n in draw(st.sets(st.integers(0, 34), max_size=4)):
        memory.put(f"q{n}", "buried", NOW + DAY * draw(st.integers(-1, 1)))
    if draw(st.booleans()):
        memory.checked("d", "w", [("c", "failed"), ("e", "failed")], NOW - DAY)
    return memory


wishes = st.builds(
    Wanted,
    topics=st.sampled_from([(), ("a",), ("a", "b")]),
    levels=st.sampled_from([(), ("beginner",)]),
    count=st.integers(1, 25),
    new_a_day=st.integers(0, 20),
    reviews_a_day=st.integers(0, 20),
    ahead=st.booleans(),
)


@given(banks(), memories(), wishes, st.integers(0, 99))
def test_what_is_chosen_fits_is_there_once_and_is_not_away(
    entries: list[Entry], memory: Memory, wanted: Wanted, seed: int
) -> None:
    chosen = choose(entries, memory, NOW, wanted, seed, reached=30)
    by_id = {one.id: one for one in entries}
    assert len(chosen) == len(set(ids(chosen))) <= wanted.count
    for choice in chosen:
        one, card = by_id[choice.id], memory.cards.get(choice.id)
        assert one.topic == choice.topic
        assert not wanted.topics or one.topic in wanted.topics
        assert not wanted.levels or one.level in wanted.levels
        assert not memory.away(one.id, NOW)
        assert choice.why in {"lab", "weak", "new"} if card is None else choice.why in {"lab", "due", "ahead"}
        assert choice.why != "due" or (card and card.due <= NOW)
        assert choice.why != "ahead" or (card and card.due > NOW and wanted.ahead)


@given(banks(), memories(), wishes, st.integers(0, 99))
def test_the_daily_limits_hold(entries: list[Entry], memory: Memory, wanted: Wanted, seed: int) -> None:
    whys = Counter(choice.why for choice in choose(entries, memory, NOW, wanted, seed, reached=30))
    today = "2026-11-24"
    assert whys["new"] + whys["weak"] <= max(0, wanted.new_a_day - memory.new_on.get(today, 0))
    assert whys["due"] <= max(0, wanted.reviews_a_day - memory.reviews_on.get(today, 0))


@given(banks(), memories(), wishes, st.integers(0, 99))
def test_the_same_choose_the_same_in_whatever_order_the_bank_is(
    entries: list[Entry], memory: Memory, wanted: Wanted, seed: int
) -> None:
    first = choose(entries, memory, NOW, wanted, seed, reached=30)
    assert choose(entries, memory, NOW, wanted, seed, reached=30) == first
    mixed = random.Random(seed).sample(entries, len(entries))
    assert {choice.id for choice in choose(mixed, memory, NOW, wanted, seed, reached=30)} == set(ids(first))


def test_another_seed_asks_other_new_questions() -> None:
    entries = [entry(f"q{n:02}") for n in range(40)]
    chosen = {tuple(ids(choose(entries, Memory(), NOW, Wanted(count=5), seed, reached=30))) for seed in range(10)}
    assert len(chosen) > 5


# The order of importance


def test_due_cards_come_the_most_likely_forgotten_first() -> None:
    memory = Memory()
    met(memory, "a", ago=9)
    met(memory, "b", ago=90)
    met(memory, "c", credit=0.0, ago=9)
    entries = [entry("a"), entry("b"), entry("c")]
    expected = sorted("abc", key=lambda id: retrievability(memory.cards[id], NOW))
    assert ids(choose(entries, memory, NOW, Wanted(new_a_day=0), 1, reached=30)) == expected
    assert ids(choose(entries, memory, NOW, Wanted(count=1), 1, reached=30)) == expected[:1]


def test_new_questions_of_weak_topics_come_first_then_those_of_days_reached_then_by_level() -> None:
    memory = Memory()
    met(memory, "w", credit=0.0, ago=0.0001)
    entries = [
        entry("w", "weak"),
        entry("w-new", "weak", days=(30,)),
        entry("far", "x", days=(20,)),
        entry("near", "y", days=(3,)),
        entry("hard", "z", days=(3,), level="advanced"),
    ]
    chosen = choose(entries, memory, NOW, Wanted(), 1, reached=10)
    assert [(choice.id, choice.why) for choice in chosen] == [
        ("w-new", "weak"), ("near", "new"), ("hard", "new"), ("far", "new"),
    ]  # fmt: skip


def test_nothing_ahead_of_its_time_unless_wanted_and_then_the_weakest_first() -> None:
    memory = Memory()
    for id, ago in (("a", 1), ("b", 2)):
        memory.answered(id, 1.0, NOW - DAY * ago)
        memory.rated(id, 4)
    entries = [entry("a"), entry("b")]
    assert choose(entries, memory, NOW, Wanted(), 1, reached=30) == []
    chosen = choose(entries, memory, NOW, Wanted(ahead=True), 1, reached=30)
    assert [(choice.id, choice.why) for choice in chosen] == [("b", "ahead"), ("a", "ahead")]
    assert next_due(entries, memory, NOW) == min(card.due for card in memory.cards.values())


def test_weak_topics_are_those_of_which_little_is_known_now() -> None:
    memory = Memory()
    for id, credit in (("good", 1.0), ("bad", 0.0)):
        memory.answered(id, credit, NOW - DAY)
        memory.rated(id, 4 if credit else 1)
    memory.answered("mixed1", 1.0, NOW - DAY)
    found = weak_topics([entry(id, id.rstrip("1")) for id in memory.cards] + [entry("new", "never")], memory, NOW)
    assert list(found) == ["bad", "mixed"]
    assert all(0 <= value < WEAK for value in found.values())


# Lab mistakes


def failing(*criteria: str, at: datetime = NOW - DAY, memory: Memory | None = None, work: str = "w") -> Memory:
    memory = memory or Memory()
    memory.checked("d", work, [(criterion, "failed") for criterion in criteria], at)
    return memory


def test_a_failed_criterion_pulls_its_own_questions_then_the_weakest_of_their_topics() -> None:
    memory = Memory()
    for n in range(8):
        met(memory, f"near{n}", ago=10 + n)
    met(memory, "other", ago=50)
    failing("c", memory=memory)
    near = [entry(f"near{n}") for n in range(8)]
    entries = [*near, entry("own", criteria=("d/c",)), entry("other", "elsewhere"), entry("unmet")]
    weakest = sorted((f"near{n}" for n in range(8)), key=lambda id: retrievability(memory.cards[id], NOW))
    assert pulled(entries, memory, NOW) == ["own", *weakest[:PULLED]]
    assert {
        choice.id for choice in choose(entries, memory, NOW, Wanted(count=6), 1, reached=30) if choice.why == "lab"
    } >= {"own"}
    assert due_count(entries, memory, NOW) == len({*weakest, "own", "other"})


def test_an_answer_since_the_failure_is_enough_and_no_others_take_the_place() -> None:
    memory = Memory()
    for n in range(12):
        met(memory, f"near{n:02}", ago=10 + n)
    failing("c", memory=memory)
    entries = [*(entry(f"near{n:02}") for n in range(12)), entry("own", criteria=("d/c",))]
    asked = []
    while left := pulled(entries, memory, NOW):
        asked.append(left[0])
        memory.answered(left[0], 1.0, NOW)
        assert len(asked) < 20
    assert len(asked) == 1 + PULLED
    failing("c", at=NOW + DAY, memory=memory, work="w2")
    assert len(pulled(entries, memory, NOW + DAY)) == 1 + PULLED


def test_the_latest_failure_comes_first_and_a_failure_without_questions_pulls_none() -> None:
    memory = failing("old", at=NOW - DAY * 2)
    failing("new", "unknown", memory=memory, work="w2")
    entries = [entry("a", criteria=("d/old",)), entry("b", "u", criteria=("d/new",))]
    assert pulled(entries, memory, NOW) == ["b", "a"]


def test_what_is_away_is_not_pulled_into_a_drill() -> None:
    memory = failing("c")
    memory.put("own", "suspended", None)
    assert choose([entry("own", criteria=("d/c",))], memory, NOW, Wanted(), 1, reached=30) == []


# Mixing

topics = st.lists(st.sampled_from("abcd"), max_size=30)


def mixed(names: str | list[str]) -> list[Choice]:
    return interleaved([Choice(id=f"q{n}", topic=topic, why="due") for n, topic in enumerate(names)])


@given(topics)
def test_two_of_one_topic_stand_together_only_where_no_order_avoids_it(names: list[str]) -> None:
    result = mixed(names)
    assert sorted(ids(result)) == sorted(f"q{n}" for n in range(len(names)))
    together = sum(a.topic == b.topic for a, b in pairwise(result))
    most = max(Counter(names).values(), default=0)
    assert together == max(0, most - (len(names) - most) - 1)


@given(st.lists(st.sampled_from("abc"), max_size=6))
def test_no_order_at_all_does_better(names: list[str]) -> None:
    best = min(sum(a == b for a, b in pairwise(order)) for order in permutations(names)) if names else 0
    assert sum(a.topic == b.topic for a, b in pairwise(mixed(names))) == best


@pytest.mark.parametrize(
    ("before", "after"), [("abcabc", "abcabc"), ("aab", "aba"), ("bcaaa", "abaca"), ("abbb", "babb"), ("aa", "aa")]
)
def test_the_order_changes_no_more_than_it_must(before: str, after: str) -> None:
    assert "".join(choice.topic for choice in mixed(before)) == after


@given(st.integers(1, 12), st.integers(1, 12))
def test_new_ones_stand_evenly_between_the_others(old: int, new: int) -> None:
    memory = Memory()
    met(memory, *(f"old{n}" for n in range(old)))
    entries = [entry(f"old{n}", f"t{n}") for n in range(old)] + [entry(f"new{n}", f"u{n}") for n in range(new)]
    chosen = choose(entries, memory, NOW, Wanted(count=50), 1, reached=30)
    assert chosen[0].why == "due"
    places = [n for n, choice in enumerate(chosen) if choice.why == "new"]
    gaps = {b - a for a, b in pairwise(places)}
    assert len(places) == new
    assert not gaps or max(gaps) - min(gaps) <= 1


# The exam


@given(banks(), st.integers(0, 99), st.integers(1, 40))
def test_an_exam_goes_through_all_topics_in_turn_and_is_the_same_by_seed(
    entries: list[Entry], seed: int, count: int
) -> None:
    chosen = spread(entries, Wanted(count=count), seed)
    assert len(set(chosen)) == len(chosen) == min(count, len(entries))
    assert spread(list(reversed(entries)), Wanted(count=count), seed) == chosen
    by_id = {one.id: one.topic for one in entries}
    counts = Counter(by_id[id] for id in chosen)
    there = Counter(one.topic for one in entries)
    assert all(counts[a] >= min(there[a], counts[b] - 1) for a in there for b in there)
