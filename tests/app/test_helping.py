"""Hints by work and on request, and when the solution opens."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from course.app import helping
from course.app.record import record
from course.catalog.labs import lab
from course.catalog.places import Places
from course.catalog.reading import Reading
from course.home import Home
from course.model.errors import UsageProblem
from course.model.lab import Lab
from course.model.result import CriterionResult, Report, Status
from tests.tiny_course import STEM, write

PASSED, FAILED, BLOCKED = Status.PASSED, Status.FAILED, Status.BLOCKED


@pytest.fixture
def tiny(tmp_path: Path) -> Lab:
    places: Places = write(tmp_path / "tiny")
    return lab(STEM, Reading(places))


@pytest.fixture
def own(tmp_path: Path, tiny: Lab) -> Home:
    home = Home(tmp_path / "home")
    shutil.copytree(tiny.folder / "starter", home.day(STEM))
    return home


def report(cluster: Status = FAILED, double: Status = FAILED, found: str = "none") -> Report:
    results = [
        CriterionResult(id=id, title=id, status=status, points=1, found=found)
        for id, status in (("cluster", cluster), ("double", double))
    ]
    return Report(day=STEM, world="sandbox", criteria=tuple(results))


def check(own: Home, tiny: Lab, judged: Report) -> Report:
    """What OpenDay.note does, without a world."""
    day = helping.so_far(own, STEM)
    work = helping.work_of(judged, tiny, own.day(STEM), day)
    shown = helping.with_hints(judged, tiny, day, tried=work not in ("", day.work) and not judged.passed)
    record(own, "check_run", {**shown.as_json(), "work": work})
    return shown


def change(own: Home, text: str) -> None:
    (own.day(STEM) / "f.py").write_text(text)


def attempts(own: Home) -> int:
    return helping.so_far(own, STEM).attempts


def test_only_a_check_of_changed_work_is_an_attempt(own: Home, tiny: Lab) -> None:
    check(own, tiny, report())
    check(own, tiny, report())
    assert attempts(own) == 0  # the starter, checked twice
    change(own, "def double(x): return 3")
    check(own, tiny, report())
    check(own, tiny, report())
    assert attempts(own) == 1
    change(own, "def double(x):   return 3\n\n\n")
    check(own, tiny, report())
    assert attempts(own) == 1  # white space is no work
    check(own, tiny, report(found="a cluster named tinny"))
    assert attempts(own) == 2  # the world changed
    check(own, tiny, report(PASSED, PASSED))
    assert attempts(own) == 2  # a pass is no attempt that failed


def test_a_first_check_in_which_something_passes_is_an_attempt(own: Home, tiny: Lab) -> None:
    check(own, tiny, report(PASSED, FAILED))
    assert attempts(own) == 1


def test_hints_open_with_attempts(own: Home, tiny: Lab) -> None:
    steps = []
    for n in range(7):
        shown = check(own, tiny, report(FAILED, BLOCKED))
        steps.append([c.hint_step for c in shown.criteria])
        change(own, f"def double(x): return {n}")
    assert [step for step, _ in steps] == [1, 1, 1, 2, 2, 3, 3]  # the first check was of the starter
    assert all(step == 0 for _, step in steps)  # a blocked criterion has its turn later
    assert helping.so_far(own, STEM).criteria["cluster"].hints == 3


def test_hints_open_on_request_and_a_check_shows_the_newest(own: Home, tiny: Lab) -> None:
    known = ["cluster", "double"]
    assert [helping.next_hint(own, tiny, "double", known).step for _ in range(4)] == [1, 2, 3, 3]
    assert check(own, tiny, report()).criteria[1].hint == "Do it."
    assert helping.so_far(own, STEM).criteria["double"].hints == 3
    assert helping.next_hint(own, tiny, "cluster", known).step == 2  # the check brought the first
    with pytest.raises(UsageProblem, match=r"no criterion nope\. It has: cluster, double"):
        helping.next_hint(own, tiny, "nope", known)


def test_the_solution_opens_after_three_attempts(own: Home, tiny: Lab) -> None:
    for n in range(3):
        locked = helping.solution(own, tiny)
        assert (locked.why, locked.files, locked.attempts) == ("", (), n)
        assert f"{3 - n} more to go" in helping.locked_words(locked).replace("one more", "1 more")
        change(own, f"def double(x): return {n}")
        check(own, tiny, report())
    found = helping.solution(own, tiny)
    assert found.why == "attempts"
    assert dict(found.files)["f.py"] == "def double(x): return 2 * x\n"
    assert helping.so_far(own, STEM).solution_at


def test_the_solution_opens_after_a_pass(own: Home, tiny: Lab) -> None:
    check(own, tiny, report(PASSED, PASSED))
    assert helping.solution(own, tiny).why == "passed"


def test_show_me_is_recorded_and_a_look_at_the_lock_is_not(own: Home, tiny: Lab) -> None:
    helping.solution(own, tiny)
    assert helping.so_far(own, STEM).solution_at == ""
    assert helping.solution(own, tiny, show_me=True).why == "show_me"
    assert helping.so_far(own, STEM).solution_at


def test_what_was_not_judged_gets_no_hint(own: Home, tiny: Lab) -> None:
    for status in (PASSED, BLOCKED, Status.NOT_RUN, Status.BROKEN):
        assert check(own, tiny, report(status)).criteria[0].hint == ""
    late = replace(report().criteria[0], status=Status.TIMED_OUT)
    assert check(own, tiny, replace(report(), criteria=(late,))).criteria[0].hint == "Look."
