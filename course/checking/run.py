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
    runner = _Runner(look)
    results: dict[str, CriterionResult] = {}
    for criterion in criteria:
        holding = [results[id] for id in criterion.needs if results[id].status is not Status.PASSED]
        results[criterion.id] = _blocked(criterion, holding) if holding else runner.judge(criterion)
    runner.close()
    return Report(day=day, world=world, criteria=tuple(results.values()), seconds=time.perf_counter() - began)


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


def _blocked(criterion: Criterion, holding: Sequence[CriterionResult]) -> CriterionResult:
    """Blocked by the learner's own work, or not run because what it needs was not run either."""
    first = next((r for r in holding if r.status in (Status.FAILED, Status.BLOCKED, Status.TIMED_OUT)), holding[0])
    if first.status in (Status.NOT_RUN, Status.BROKEN):
        return _result(criterion, Status.NOT_RUN, why=first.why)
    return _result(criterion, Status.BLOCKED, why=f"first: {first.title} ({first.id})")


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


class _Runner:
    """A thread that judges, so that a criterion that hangs can be left behind and the next one gets a fresh thread."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._start()

    def _start(self) -> None:
        self._work: queue.SimpleQueue[Criterion | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[CriterionResult] = queue.SimpleQueue()
        threading.Thread(target=self._loop, args=(self._work, self._done), daemon=True).start()

    def _loop(self, work: queue.SimpleQueue[Criterion | None], done: queue.SimpleQueue[CriterionResult]) -> None:
        while (criterion := work.get()) is not None:
            done.put(_judge(criterion, self._look))

    def judge(self, criterion: Criterion) -> CriterionResult:
        began = time.perf_counter()
        self._work.put(criterion)
        try:
            result = self._done.get(timeout=criterion.timeout_s)
        except queue.Empty:
            self._work.put(None)
            self._start()
            result = _result(criterion, Status.TIMED_OUT, why=f"There was no answer within {criterion.timeout_s:g} s.")
        return replace(result, seconds=time.perf_counter() - began)

    def close(self) -> None:
        self._work.put(None)
