"""A check run never raises: whatever happens becomes one of the six statuses, with the reason in a sentence."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.checking.api import Criterion, Finding, Look, criterion
from course.checking.find import find
from course.checking.run import run
from course.model.errors import ContentProblem, WorldNotReady
from course.model.result import CriterionResult, Report, Status
from course.world.look import LearnerProblem, LearnerTooSlow, NotAllowed


def made(id: str, act: Any, *, needs: tuple[str, ...] = (), timeout_s: float = 5, points: int = 1) -> Criterion:
    def look_at(look: Look) -> Finding:
        result = act() if callable(act) else act
        return result if isinstance(result, Finding) else Finding(bool(result), "wanted", "there")

    return Criterion(
        id=id,
        title=f"{id} holds",
        points=points,
        needs=needs,
        see="aws x",
        read="R",
        timeout_s=timeout_s,
        look_at=look_at,
    )


def raising(error: Exception) -> Any:
    def act() -> None:
        raise error

    return act


def judged(*criteria: Criterion) -> dict[str, CriterionResult]:
    report = run("day", criteria, Look(Path("."), lambda _: None, world="sandbox"), world="sandbox")
    return {result.id: result for result in report.criteria}


@pytest.mark.parametrize(
    ("act", "status", "says"),
    [
        (True, Status.PASSED, ""),
        (False, Status.FAILED, ""),
        (raising(LearnerProblem("no file split.py")), Status.FAILED, "no file split.py"),
        (raising(LearnerTooSlow("still running")), Status.TIMED_OUT, "still running"),
        (
            raising(WorldNotReady("The sandbox did not answer.", run="x up")),
            Status.NOT_RUN,
            "did not answer. Run: x up",
        ),
        (raising(NotAllowed("checks may not call ecs:DeleteCluster")), Status.BROKEN, "DeleteCluster"),
        (raising(KeyError("settings")), Status.BROKEN, "KeyError: 'settings'"),
        (raising(SystemError("x")), Status.BROKEN, "your work was not judged"),
    ],
)
def test_every_outcome_has_its_status(act: Any, status: Status, says: str) -> None:
    result = judged(made("one", act))["one"]
    assert result.status is status
    assert says in result.found + result.why
    assert "Traceback" not in result.found + result.why
    assert result.see == "aws x"


def test_a_failed_need_blocks_and_says_which() -> None:
    results = judged(
        made("first", False), made("second", True, needs=("first",)), made("third", True, needs=("second",))
    )
    assert [r.status for r in results.values()] == [Status.FAILED, Status.BLOCKED, Status.BLOCKED]
    assert results["second"].why == "first: first holds (first)"


def test_a_need_that_was_not_run_does_not_blame_the_learner() -> None:
    results = judged(
        made("first", raising(WorldNotReady("The sandbox is gone."))), made("second", True, needs=("first",))
    )
    assert results["second"].status is Status.NOT_RUN
    assert "gone" in results["second"].why


def test_one_that_hangs_is_left_behind_and_the_others_run() -> None:
    began = time.monotonic()
    results = judged(made("stuck", lambda: time.sleep(3), timeout_s=0.2), made("fine", True))
    assert time.monotonic() - began < 2
    assert [r.status for r in results.values()] == [Status.TIMED_OUT, Status.PASSED]
    assert "0.2 s" in results["stuck"].why


statuses = st.lists(st.tuples(st.sampled_from(list(Status)), st.integers(1, 9)), min_size=1, max_size=8)


@given(statuses)
def test_scores_never_lie(drawn: list[tuple[Status, int]]) -> None:
    criteria = tuple(CriterionResult(id=str(i), title="t", status=s, points=p) for i, (s, p) in enumerate(drawn))
    report = Report(day="d", world="sandbox", criteria=criteria)
    assert 0 <= report.score <= report.available <= report.max_score
    assert report.passed == (report.score == report.max_score) == (report.exit_code == 0)
    if any(s is Status.BROKEN for s, _ in drawn):
        assert report.exit_code == 4


def test_report_as_json_is_the_agreed_form() -> None:
    report = run(
        "day", [made("one", True, points=2)], Look(Path("."), lambda _: None, world="sandbox"), world="sandbox"
    )
    said = report.as_json()
    assert {"day", "world", "score", "available", "max_score", "criteria"} <= said.keys()
    assert {"id", "title", "status", "expected", "found", "see"} <= said["criteria"][0].keys()
    assert said["criteria"][0]["status"] == "passed"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def f(:", "cannot be loaded: SyntaxError"),
        ("x = 1", "has no criteria"),
        (
            "from course.checking.api import criterion, Finding\n"
            "@criterion(title='t', points=1, see='s', read='r', needs=('later',))\n"
            "def one(look): return Finding(True, '', '')\n",
            "one needs ['later']",
        ),
    ],
)
def test_a_wrong_check_file_is_the_authors_problem(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "day01_x.py").write_text(text)
    with pytest.raises(ContentProblem) as raised:
        find(tmp_path / "day01_x.py")
    assert says in str(raised.value)


def test_a_criterion_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="not empty"):
        criterion(title="", points=1, see="s", read="r")
    with pytest.raises(ValueError, match="at least 1"):
        criterion(title="t", points=0, see="s", read="r")
