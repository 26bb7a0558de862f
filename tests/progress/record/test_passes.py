"""The record holds the first pass of each day, and what came before it."""

from __future__ import annotations

from dataclasses import replace

from course.progress.chain import hash_of, line_of
from course.progress.record.passes import passed_labs
from tests.progress.record.records import events, run

HINT = "hint_shown"


def test_a_pass_with_what_came_before_it() -> None:
    log = events(
        ("day_opened", {"day": "a"}),
        run("a", passed=False),
        (HINT, {"day": "a", "criterion": "x", "step": 1}),
        (HINT, {"day": "a", "criterion": "x", "step": 2}),
        (HINT, {"day": "a", "criterion": "y", "step": 1}),
        (HINT, {"day": "b", "criterion": "x", "step": 1}),
        run("a", passed=False),
        run("a", passed=True),
        (HINT, {"day": "a", "criterion": "x", "step": 3}),
        ("solution_shown", {"day": "a"}),
        run("a", passed=True),
    )
    (lab,) = passed_labs(log, {"a": "A day"})
    assert (lab.day, lab.title, lab.passed_at) == ("a", "A day", "2026-11-24T10:08:00.000+00:00")
    assert (lab.score, lab.max_score, lab.checks_before, lab.hints, lab.solution_shown) == (9, 9, 2, 3, False)
    assert (lab.course_version, lab.moto_version, lab.check_digest) == ("2026.11.24", "5.2.5", "c" * 64)
    assert (lab.entry, lab.entry_id, lab.entry_hash) == (8, "id-8", hash_of(line_of(log[7])))


def test_a_solution_that_was_shown_before_counts() -> None:
    (lab,) = passed_labs(events(("solution_shown", {"day": "a"}), run("a", passed=True)), {})
    assert lab.solution_shown is True


def test_no_account_and_no_path_get_into_a_record() -> None:
    world = "account " + "1" * 12 + " (eu-west-1)"
    log = events(("solution_shown", {"day": "a", "backup": "/somewhere"}), run("a", passed=True, world=world))
    (lab,) = passed_labs(log, {})
    assert lab.world == "account"
    assert "1" * 12 not in str(lab)
    assert "/somewhere" not in str(lab)


def test_a_world_that_this_course_does_not_know() -> None:
    assert passed_labs(events(run("a", passed=True, world="moon")), {})[0].world == "other"


def test_the_entrys_hash_is_what_the_next_entry_names_also_where_a_newer_course_wrote_more() -> None:
    log = events(run("a", passed=True), ("from_the_future", {"x": 1}))
    log[1] = replace(log[1], previous="9" * 64)
    assert passed_labs(log, {})[0].entry_hash == "9" * 64


def test_entries_that_make_no_sense_are_passed_over() -> None:
    log = events(
        ("check_run", {}), ("check_run", {"day": 3, "passed": True}), ("check_run", {"day": "a", "passed": "yes"}),
        (HINT, {"day": "a", "criterion": None, "step": "two"}), ("unknown", {"day": "a"}),
        ("check_run", {"day": "a", "passed": True, "score": True, "max_score": "many"}),
    )  # fmt: skip
    (lab,) = passed_labs(log, {})
    assert (lab.score, lab.max_score, lab.hints, lab.checks_before, lab.world) == (0, 0, 0, 1, "other")


def test_nothing_passed_nothing_recorded() -> None:
    assert passed_labs([], {}) == ()
    assert passed_labs(events(run("a", passed=False)), {}) == ()
