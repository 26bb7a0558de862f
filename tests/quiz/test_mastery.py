"""Mastery by topic and day, where to go, what is hard, and what is to come under the daily limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given

from course.catalog.bank import Entry
from course.model.day import PlannedDay
from course.quiz.mastery import by_day, by_topic, hardest, where_to_go
from course.quiz.memory import Memory, known
from course.quiz.outlook import DAYS, forecast
from tests.quiz.test_queue import DAY, NOW, banks, entry, memories, met


def easy(memory: Memory, *ids: str, ago: float = 0) -> None:
    """Known at once, and held for days."""
    for id in ids:
        memory.answered(id, 1.0, NOW - DAY * ago)
        memory.rated(id, 4)


def test_mastery_is_what_is_known_of_what_was_met_times_the_share_met() -> None:
    memory = Memory()
    easy(memory, "a", "b")
    memory.answered("c", 0.0, NOW)
    (found,) = by_topic([entry(id) for id in "abcd"], memory, NOW)
    expected = sum(known(memory.cards[id], NOW) for id in "abc")
    assert (found.items, found.met) == (4, 3)
    assert abs(found.known - expected / 3) < 1e-12
    assert abs(found.mastery - expected / 4) < 1e-12


def test_what_a_topic_needs_next() -> None:
    memory = Memory()
    easy(memory, "good", "half1")
    memory.answered("bad", 0.0, NOW)
    entries = [
        entry("good", "good"),
        entry("half1", "half"),
        entry("half2", "half"),
        entry("bad", "bad"),
        entry("x", "new"),
    ]
    assert {one.topic: one.step for one in by_topic(entries, memory, NOW)} == {
        "good": "nothing", "half": "go_on", "bad": "repeat", "new": "begin",
    }  # fmt: skip


def test_where_to_go_repeats_before_it_goes_on_and_keeps_to_the_days_reached() -> None:
    memory = Memory()
    easy(memory, "half1")
    entries = [
        entry("half1", "half"),
        entry("half2", "half"),
        entry("early", "early", days=(2,)),
        entry("late", "late", days=(20,)),
    ]

    def go(reached: int) -> str:
        found = where_to_go(by_topic(entries, memory, NOW), reached)
        return found.topic if found else ""

    assert go(1) == ""
    assert go(2) == "early"
    assert go(8) == "half"
    memory.answered("late", 0.0, NOW)
    assert go(8) == "half"
    assert go(20) == "late"
    assert where_to_go([], 30) is None


def test_a_day_holds_the_questions_that_name_it() -> None:
    memory = Memory()
    easy(memory, "a")
    entries = [entry("a", "one", days=(1, 2)), entry("b", "two", days=(2,)), entry("c", "two", days=(2,))]
    plan = [PlannedDay(id=f"day0{n}_x", day=n, title=f"T{n}", minutes=1) for n in (1, 2, 3)]
    found = by_day(entries, plan, memory, NOW)
    assert [(one.day, one.items, one.met, one.topics) for one in found] == [
        (1, 1, 1, ("one",)), (2, 3, 1, ("two", "one")), (3, 0, 0, ()),
    ]  # fmt: skip
    assert found[0].mastery == 1.0
    assert found[2].step == "nothing"


@given(banks(), memories())
def test_figures_stay_within_their_bounds(entries: list[Entry], memory: Memory) -> None:
    found = by_topic(entries, memory, NOW)
    assert sum(one.items for one in found) == len(entries)
    for one in found:
        assert 0 <= one.mastery <= one.share_met <= 1
        assert 0 <= one.due <= one.met <= one.items
    coming = forecast(entries, memory, NOW, reviews_a_day=3)
    there = {one.id for one in entries} & set(memory.cards) - memory.suspended
    assert coming.total + coming.later == len(there)
    assert sum(one.asked for one in coming.days) + coming.days[-1].left_over == coming.total
    assert all(one.asked <= 3 for one in coming.days)


def test_the_hardest_are_those_forgotten_most_often_then_wrong_at_first_sight() -> None:
    memory = Memory()
    for id, lapses in (("leech", 6), ("once", 1)):
        met(memory, id, id, ago=100)
        for n in range(lapses):
            for credit in (0.0, 1.0, 1.0):
                memory.answered(id, credit, NOW - DAY * (60 - n))
    memory.answered("wrong", 0.0, NOW)
    memory.answered("fine", 1.0, NOW)
    entries = [entry(id) for id in ("fine", "wrong", "once", "leech", "unmet")]
    found = hardest(entries, memory, {"wrong": 0.0, "fine": 1.0, "once": 1.0, "leech": 1.0}, NOW)
    assert [(one.question, one.lapses, one.leech) for one in found] == [
        ("leech", 6, True),
        ("once", 1, False),
        ("wrong", 0, False),
    ]
    assert len(hardest(entries, memory, {}, NOW, most=1)) == 1


# The forecast


def due_in(memory: Memory, days: int, *ids: str) -> None:
    """Cards that come due `days` from now."""
    for id in ids:
        memory.answered(id, 1.0, NOW - DAY * 100)
        memory.cards[id] = replace(memory.cards[id], due=NOW + DAY * days)


def test_reviews_by_day_the_overdue_ones_apart() -> None:
    memory = Memory()
    due_in(memory, -1, "a", "b")
    due_in(memory, 0, "c")
    due_in(memory, 3, "d", "e")
    due_in(memory, DAYS, "f")
    due_in(memory, 3, "suspended", "retired")
    memory.put("suspended", "suspended", None)
    memory.put("a", "buried", NOW + DAY * 5)
    memory.put("e", "buried", NOW + DAY)  # back before it is due
    found = forecast([entry(id) for id in (*"abcdef", "suspended", "new")], memory, NOW)
    assert (found.overdue, found.later) == (1, 1)
    assert {n: one.due for n, one in enumerate(found.days) if one.due} == {0: 1, 3: 2, 5: 1}
    assert found.days[0].day == NOW.date()
    assert all(one.left_over == 0 for one in found.days)


def test_what_the_daily_limit_leaves_over_waits_for_the_next_day() -> None:
    memory = Memory()
    due_in(memory, -2, *"abcde")
    due_in(memory, 1, "f")
    found = forecast([entry(id) for id in "abcdef"], memory, NOW, reviews_a_day=2)
    assert [(one.asked, one.left_over) for one in found.days[:4]] == [(2, 3), (2, 2), (2, 0), (0, 0)]
    memory.reviews_on["2026-11-24"] = 5
    found = forecast([entry(id) for id in "abcdef"], memory, NOW, reviews_a_day=2)
    assert [(one.asked, one.left_over) for one in found.days[:4]] == [(0, 5), (2, 4), (2, 2), (2, 0)]
    none = forecast([entry(id) for id in "abcdef"], memory, NOW, reviews_a_day=0)
    assert none.days[-1].left_over == 6


def test_a_card_of_a_wrong_clock_is_due_today() -> None:
    memory = Memory()
    memory.answered("a", 1.0, NOW + timedelta(days=9000))
    found = forecast([entry("a")], memory, NOW)
    assert (found.days[0].due, found.later) == (1, 0)
