"""Folding: what each kind of event does to the picture, and that only the events count, not how they are handed over."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.event import Event
from course.model.progress import Progress
from course.model.result import CriterionResult, Report, Status
from course.progress.fold import NEWER, fold


def event(kind: str, body: Any, at: str = "2026-11-24T09:30:00.000+00:00", seq: int = 1) -> Event:
    return Event(
        id="", seq=seq, previous="", learner="", device="", wall_time=at, sandbox_time="", versions={}, kind=kind, body=body
    )  # fmt: skip


def run(**statuses: Status) -> dict[str, Any]:
    criteria = tuple(CriterionResult(id=id, title=id, status=status, points=2) for id, status in statuses.items())
    return Report(day="day08_clusters", world="sandbox", criteria=criteria).as_json()


def at(day: int) -> str:
    return f"2026-11-{day:02}T09:30:00.000+00:00"


def test_nothing_gives_nothing() -> None:
    assert fold([]) == Progress()


def test_a_day_is_opened_checked_and_passed_and_stays_passed() -> None:
    failing, passing = run(a=Status.FAILED, b=Status.PASSED), run(a=Status.PASSED, b=Status.PASSED)
    events = [
        event("day_opened", {"day": "day08_clusters"}, at(1)),
        event("check_run", failing, at(2)),
        event("check_run", passing, at(3)),
        event("check_run", passing, at(4)),
        event("check_run", failing, at(4)),
    ]
    states = [fold(events[:n]).days["day08_clusters"].state for n in (1, 2, 3, 4, 5)]
    assert states == ["started", "started", "passed", "passed", "passed"]
    day = fold(events).days["day08_clusters"]
    assert (day.opened_at, day.passed_at) == (at(1), at(3))
    assert (day.checks, day.score, day.best, day.max_score) == (4, 2, 4, 4)
    assert day.last_report is failing
    assert (day.criteria["a"].status, day.criteria["a"].attempts, day.criteria["a"].passed_at) == ("failed", 4, at(3))
    assert (day.criteria["b"].status, day.criteria["b"].attempts, day.criteria["b"].passed_at) == ("passed", 4, at(2))
    assert fold(events).dates == [at(n)[:10] for n in (1, 2, 3, 4)]


def test_a_check_starts_a_day_and_what_was_not_judged_is_no_attempt() -> None:
    body = run(a=Status.BLOCKED, b=Status.NOT_RUN, c=Status.BROKEN, d=Status.TIMED_OUT)
    day = fold([event("check_run", body)]).days["day08_clusters"]
    assert day.state == "started"
    assert [day.criteria[id].attempts for id in "abcd"] == [0, 0, 0, 1]


def test_an_attempt_is_a_check_of_other_work_that_did_not_pass() -> None:
    failing, passing = run(a=Status.FAILED, b=Status.PASSED), run(a=Status.PASSED, b=Status.PASSED)
    works = [
        ("", failing),
        ("x", failing),
        ("x", failing),
        ("y", failing),
        ("z", passing),
        ("x", failing),
        (7, failing),
    ]
    log = [event("check_run", {**body, "work": work}) for work, body in works] + [event("check_run", failing)]
    day = fold(log).days["day08_clusters"]
    assert (day.checks, day.attempts, day.criteria["a"].tries, day.criteria["b"].tries) == (8, 3, 3, 0)


def test_the_solution_is_remembered_from_when_it_was_first_shown() -> None:
    shown = [event("solution_shown", {"day": "d", "why": "show_me"}, at(n)) for n in (2, 5)]
    day = fold(shown).days["d"]
    assert (day.solution_at, day.state) == (at(2), "open")


def test_hints_count_steps_not_showings() -> None:
    shown = [event("hint_shown", {"day": "d", "criterion": "c", "step": step}) for step in (1, 2, 1)]
    assert fold(shown).days["d"].criteria["c"].hints == 2


def test_answers_are_counted_for_the_question_and_the_day() -> None:
    def answer(right: bool, credit: float, day: int) -> Event:
        return event("question_answered", {"question": "q", "day": "d", "right": right, "credit": credit}, at(day))

    progress = fold([answer(True, 1, 1), answer(False, 0.5, 2)])
    question = progress.questions["q"]
    assert (question.answers, question.right, question.last_right, question.last_at) == (2, 1, False, at(2))
    assert question.history == [(at(1), 1.0), (at(2), 0.5)]
    assert (progress.days["d"].questions_answered, progress.days["d"].questions_right) == (2, 1)
    assert progress.days["d"].state == "open"


def test_a_newer_versions_events_count_as_work_and_are_mentioned_once() -> None:
    progress = fold([event("duel", {}, at(1)), event("duel", {}, at(2))])
    assert (progress.events, progress.dates, progress.notes) == (2, ["2026-11-01", "2026-11-02"], [NEWER])
    assert fold([event(kind, {}) for kind in ("solution_shown", "lab_reset", "world_chosen")]).notes == []


def test_dates_are_in_order_even_where_a_clock_went_back() -> None:
    moved = [event("lab_reset", {}, at(n)) for n in (5, 3, 5, 4, 3)]
    assert fold(moved).dates == [at(n)[:10] for n in (3, 4, 5)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats(0, 1) | st.sampled_from(["", "a", "b", "passed"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "status", "points", "hint_step"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = [
    "day",
    "criterion",
    "step",
    "question",
    "topic",
    "right",
    "credit",
    "score",
    "max_score",
    "passed",
    "work",
    "criteria",
]
KINDS = ["day_opened", "check_run", "hint_shown", "question_answered", "solution_shown", "duel"]
events = st.builds(
    event,
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(KEYS), json_values),
    st.integers(1, 28).map(at) | st.just(""),
)


@given(st.lists(events, max_size=12), st.lists(st.integers(0, 12), max_size=3))
def test_the_fold_is_the_same_whatever_way_the_log_is_split(log: list[Event], cuts: list[int]) -> None:
    whole = fold(log)
    assert fold(iter(log)) == whole
    progress, start = Progress(), 0
    for end in [*sorted(cuts), len(log)]:
        assert fold(log[start:end], onto=progress) is progress
        start = max(start, end)
    assert progress == whole
    assert whole.events == len(log)
    assert whole.dates == sorted(set(whole.dates))


@given(st.lists(events, max_size=12), events)
def test_a_later_event_takes_nothing_away(log: list[Event], later: Event) -> None:
    before, after = fold(log), fold([*log, later])
    assert all(after.days[id].state == "passed" for id, day in before.days.items() if day.state == "passed")
    assert all(after.days[id].best >= day.best for id, day in before.days.items())
    assert all(after.days[id].attempts >= day.attempts for id, day in before.days.items())
    assert all(day.attempts <= day.checks for day in after.days.values())
    assert all(
        c.tries <= min(c.attempts, day.attempts) or not day.checks
        for day in after.days.values()
        for c in day.criteria.values()
    )
    assert set(before.dates) <= set(after.dates)


@pytest.mark.parametrize("body", [{}, {"day": 8}, {"day": ""}, {"day": ["x"]}])
@pytest.mark.parametrize("kind", KINDS)
def test_a_body_without_what_it_should_have_is_passed_over(kind: str, body: dict[str, Any]) -> None:
    assert fold([event(kind, body)]).days == {}


def test_a_hundred_thousand_events_are_quick() -> None:
    """Goal: 300 ms on two quiet cores (measured: 155); three times that here, where others work beside us."""
    report = run(a=Status.FAILED, b=Status.PASSED, c=Status.PASSED, d=Status.BLOCKED, e=Status.PASSED, f=Status.FAILED)
    answer = {"question": "q", "day": "d", "kind": "single", "answer": 1, "right": True, "credit": 1.0, "seconds": 2.5}
    log = [event("check_run", report, at(1 + n % 28)) if n % 4 == 0 else event("question_answered", answer, at(1 + n % 28))
           for n in range(100_000)]  # fmt: skip
    began = time.process_time()
    progress = fold(log)
    assert time.process_time() - began < 0.9
    assert progress.events == 100_000
