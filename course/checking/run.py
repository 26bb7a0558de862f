"""Criteria run one after the other against one look at the world. Never raises: whatever happens becomes a status."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from course.checking.api import Criterion, Finding
from course.model.errors import WorldNotReady
from course.model.result import CriterionResult, Report, Status
from course.world.look import LearnerProblem, LearnerTooSlow, Look


def run(day: str, criteria: Sequence[Criterion], look: Look, *, world: str) -> Report:
    """Judge every criterion, each with its own time limit; one that needs another which did not pass is `blocked`."""
    began = time.perf_counter()
    results: dict[str, CriterionResult] = {}
    while len(results) < len(criteria):
        _judge_until_stuck(criteria[len(results) :], look, results)
    return Report(day=day, world=world, criteria=tuple(results.values()), seconds=time.perf_counter() - began)


def _judge_until_stuck(criteria: Sequence[Criterion], look: Look, results: dict[str, CriterionResult]) -> None:
    """Judge in a thread, so that a criterion that hangs can be left behind; the caller begins again after it.

    The thread goes through all criteria by itself: waiting for it costs one hand-over, not one for each criterion.
    """
    done: queue.SimpleQueue[CriterionResult] = queue.SimpleQueue()
    known = dict(results)

    def work() -> None:
        for criterion in criteria:
            known[criterion.id] = result = _timed(criterion, look, known)
            done.put(result)

    threading.Thread(target=work, daemon=True).start()
    for criterion in criteria:
        try:
            results[criterion.id] = done.get(timeout=criterion.timeout_s)
        except queue.Empty:
            why = f"There was no answer within {criterion.timeout_s:g} s."
            results[criterion.id] = replace(_result(criterion, Status.TIMED_OUT, why=why), seconds=criterion.timeout_s)
            return


def _timed(criterion: Criterion, look: Look, known: dict[str, CriterionResult]) -> CriterionResult:
    began = time.perf_counter()
    holding = [known[id] for id in criterion.needs if known[id].status is not Status.PASSED]
    result = _blocked(criterion, holding, known) if holding else _judge(criterion, look)
    return replace(result, seconds=time.perf_counter() - began)


def _result(criterion: Criterion, status: Status, finding: Finding | None = None, *, why: str = "") -> CriterionResult:
    return CriterionResult(
        id=criterion.id,
        title=criterion.title,
        status=status,
        points=criterion.points,
        expected=finding.expected if finding else "",
        found=finding.found if finding else "",
        see=(finding and finding.see) or criterion.see,
        read=criterion.read,
        why=why,
    )


def _blocked(
    criterion: Criterion, holding: Sequence[CriterionResult], known: dict[str, CriterionResult]
) -> CriterionResult:
    """Blocked by the learner's own work, or not run because what it needs was not run either.

    Named is the criterion at the root: one that is blocked itself would send the learner on a walk.
    """
    first = next((r for r in holding if r.status in (Status.FAILED, Status.BLOCKED, Status.TIMED_OUT)), holding[0])
    if first.status in (Status.NOT_RUN, Status.BROKEN):
        return _result(criterion, Status.NOT_RUN, why=first.why)
    root = known.get(first.blocked_by, first)
    why = f"first: {root.title} ({root.id})"
    return replace(_result(criterion, Status.BLOCKED, why=why), blocked_by=root.id)


def _judge(criterion: Criterion, look: Look) -> CriterionResult:
    try:
        finding = criterion.look_at(look)
        return _result(criterion, Status.PASSED if finding.ok else Status.FAILED, finding)
    except LearnerProblem as problem:
        return _result(criterion, Status.FAILED, Finding(False, criterion.title, str(problem)))
    except LearnerTooSlow as slow:
        return _result(criterion, Status.TIMED_OUT, why=str(slow))
    except WorldNotReady as problem:
        return _result(criterion, Status.NOT_RUN, why=str(problem))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        why = f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"
        return _result(criterion, Status.BROKEN, why=f"The check itself fell over, your work was not judged: {why}")
