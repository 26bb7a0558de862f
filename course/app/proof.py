"""The checks proven: starter, solution and every variant, each in an account of its own, each verdict judged."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.app.applying import apply, last_line, run_setup
from course.catalog.labs import read_lab
from course.catalog.places import Places
from course.catalog.reading import Reading
from course.checking.api import Criterion
from course.checking.find import find
from course.checking.run import run
from course.home import Home
from course.model.day import CoursePlan
from course.model.lab import Lab, Mutant
from course.model.problem import Problem
from course.model.result import Report, Status
from course.sandbox import process
from course.world.access import sandbox_clients
from course.world.chosen import SANDBOX
from course.world.environment import environment
from course.world.look import Look

CaseKind = Literal["starter", "solution", "wrong", "also_right"]
FIRST_ACCOUNT = 300_000_000_000
"""Accounts of the sandbox that cases use, counted up from here; learners and lessons use others."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One folder's content to be set up, applied and checked."""

    lab: Lab
    kind: CaseKind
    name: str
    """`starter`, `solution`, or the variant's id."""
    mutant: Mutant | None = None

    @property
    def id(self) -> str:
        return f"{self.lab.facts.id}/{self.name}"

    @property
    def path(self) -> Path:
        """What an author opens to mend it."""
        return self.mutant.folder / "mutant.toml" if self.mutant else self.lab.folder / self.name


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A case after it ran."""

    case: Case
    problems: tuple[Problem, ...]
    report: Report | None
    seconds: float


def cases(places: Places, plan: CoursePlan) -> Iterator[Case]:
    """Every case of every ready day whose lab can be read."""
    for day in plan.days:
        if day.status != "ready":
            continue
        lab = read_lab(Reading(places), day.id)
        if lab is None:
            continue
        yield Case(lab=lab, kind="starter", name="starter")
        yield Case(lab=lab, kind="solution", name="solution")
        for mutant in lab.mutants:
            kind: CaseKind = "wrong" if mutant.facts.expect == "fail" else "also_right"
            yield Case(lab=lab, kind=kind, name=mutant.id, mutant=mutant)


def prove(case: Case, endpoint: str, account: int, places: Places) -> Proven:
    """Run one case in `account` of the sandbox at `endpoint`: fresh folder, setup.py, apply, check, judge."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ecs-course-proof-") as name:
        folder = Path(name) / case.lab.facts.id
        _lay_out(case, folder)
        report, problem = _applied_and_checked(case, folder, Home(Path(name)), endpoint, f"{account:012}", places)
    problems = [problem] if problem else list(_judge(case, report, places)) if report else []
    return Proven(case=case, problems=tuple(problems), report=report, seconds=time.perf_counter() - began)


def prove_all(found: Sequence[Case], places: Places, *, jobs: int | None = None) -> list[Proven]:
    """Prove cases in parallel in one sandbox of their own, started for this and ended afterwards. Raises SandboxNotReady."""
    if not found:
        return []
    with tempfile.TemporaryDirectory(prefix="ecs-course-proof-") as name:
        own = Home(Path(name))
        endpoint = process.up(own).endpoint
        try:
            with ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
                waiting = [
                    pool.submit(prove, case, endpoint, FIRST_ACCOUNT + i, places) for i, case in enumerate(found)
                ]
                return sorted((done.result() for done in as_completed(waiting)), key=lambda proven: proven.case.id)
        finally:
            process.down(own)


def unnamed(lab: Lab, criteria: Sequence[Criterion]) -> list[str]:
    """Criteria that no wrong solution names: nothing shows that they can fail for the right reason."""
    named = {id for mutant in lab.mutants for id in mutant.facts.caught_by}
    return [criterion.id for criterion in criteria if criterion.id not in named]


def _lay_out(case: Case, folder: Path) -> None:
    base = "starter" if case.kind == "starter" else "solution"
    skip = shutil.ignore_patterns("__pycache__", "mutant.toml")
    shutil.copytree(case.lab.folder / base, folder, ignore=skip)
    if case.mutant:
        shutil.copytree(case.mutant.folder, folder, dirs_exist_ok=True, ignore=skip)
        for name in case.mutant.facts.removes:
            (folder / name).unlink()


def _applied_and_checked(
    case: Case, folder: Path, own: Home, endpoint: str, account: str, places: Places
) -> tuple[Report | None, Problem | None]:
    surroundings = dict(os.environ)
    environment(own, SANDBOX, endpoint, surroundings).apply(surroundings)
    surroundings |= {"AWS_ACCESS_KEY_ID": account, "PYTHONDONTWRITEBYTECODE": "1"}
    name = places.named(case.path)
    setup = run_setup(case.lab, folder, environ=surroundings)
    if not setup.ok:
        return None, Problem(
            places.named(case.lab.folder / "setup.py"), f"it fails: {last_line(setup.output)}", "mend it"
        )
    command = case.mutant.facts.apply if case.mutant else ()
    applied = apply(case.lab, folder, command=command, environ=surroundings)
    if not applied.ok and case.kind in ("solution", "also_right"):
        return None, Problem(name, f"its apply command fails: {last_line(applied.output)}", "make it run to the end")
    look = Look(folder, sandbox_clients(endpoint, SANDBOX.region, access_key=account), world="sandbox")
    return run(case.lab.facts.id, find(places.check(case.lab.facts.id)), look, world="sandbox"), None


def _judge(case: Case, report: Report, places: Places) -> Iterator[Problem]:
    name = places.named(case.path)
    for result in report.criteria:
        if result.status in (Status.BROKEN, Status.NOT_RUN):
            yield Problem(name, f"{result.id} is {result.status}: {result.why}", "mend the check; no case may break it")
    passed = {r.id for r in report.criteria if r.status is Status.PASSED}
    failed = {r.id for r in report.criteria if r.status in (Status.FAILED, Status.TIMED_OUT)}
    if case.kind == "starter" and passed:
        yield Problem(name, f"the untouched starter passes {sorted(passed)}", "leave that for the learner to earn")
    if case.kind in ("solution", "also_right") and len(passed) != len(report.criteria):
        for result in report.criteria:
            if result.status in (Status.FAILED, Status.TIMED_OUT):
                yield Problem(
                    name, f"{result.id} does not pass: expected {result.expected}, found {result.found or result.why}",
                    "mend the check or the solution",
                )  # fmt: skip
    if case.mutant and case.kind == "wrong" and failed != set(case.mutant.facts.caught_by):
        yield Problem(
            name, f"caught by {sorted(failed)}, not by {sorted(case.mutant.facts.caught_by)}",
            "make the wrong solution differ by one misconception, or mend the check or caught_by",
        )  # fmt: skip
