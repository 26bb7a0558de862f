"""All that an author of checks imports.

    from course.checking.api import Finding, Look, criterion

    @criterion(title="The cluster keeps container insights", points=2, needs=("cluster_active",),
               see="aws ecs describe-clusters --clusters wanderly --include SETTINGS", read="Container Insights")
    def insights_enhanced(look: Look) -> Finding:
        found = ...look.aws("ecs").describe_clusters(...)...
        return Finding(found == "enhanced", expected="containerInsights = enhanced", found=f"containerInsights = {found}")

The function's name is the criterion's id, for life. What it may read: the world through `look.aws(service)` (read-only), a
file of the learner's copy through `look.file(name)`, the results of a learner's function through `look.calls(...)`, and whether
one thing reaches another through `reachable(look, "wanderly/web", "ecr")`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course.model.errors import UsageProblem
from course.world.look import Answer, LearnerFileMissing, Look

__all__ = ["Answer", "Criterion", "Finding", "LearnerFileMissing", "Look", "criterion", "reachable"]


@dataclass(frozen=True)
class Finding:
    """What a criterion found. `expected` and `found` are short sentences or values for the learner, never the command that
    would mend it; `see` replaces the criterion's own command where what was found makes a better one."""

    ok: bool
    expected: str
    found: str
    see: str = ""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing a check looks at."""

    id: str
    title: str
    """What is true when it passes, as a sentence without a full stop."""
    points: int
    needs: tuple[str, ...]
    """Ids of criteria above that must pass first; otherwise this one is blocked."""
    see: str
    """A command with which the learner sees the same."""
    read: str
    """A heading of the day's notebook, or a public page."""
    timeout_s: float
    """Wall time it may take."""
    look_at: Callable[[Look], Finding]


def criterion(
    *, title: str, points: int, see: str, read: str, needs: tuple[str, ...] = (), timeout_s: float = 20.0
) -> Callable[[Callable[[Look], Finding]], Criterion]:
    """Make a criterion of the function below; see the module's example.

    Raises ValueError for points below 1 or an empty title, see or read: the author's mistake, found by `dev check`.
    """
    if points < 1 or not (title and see and read):
        raise ValueError("a criterion needs points of at least 1, and a title, see and read that are not empty")

    def wrap(function: Callable[[Look], Finding]) -> Criterion:
        return Criterion(
            id=function.__name__,
            title=title,
            points=points,
            needs=needs,
            see=see,
            read=read,
            timeout_s=timeout_s,
            look_at=function,
        )

    return wrap


def reachable(look: Look, source: str, destination: str, port: int = 0, *, wanted: bool = True) -> Finding:
    """Whether one reaches the other, as `ecs-course why` judges it: by the network and the policies of endpoints.

        return reachable(look, "wanderly/web", "ecr")
        return reachable(look, "internet", "db:orders", wanted=False)

    Names and ports as in that command. `wanted` False: passes where it cannot be reached. A name that the learner has not made
    yet is a finding, too; a world that does not answer makes the criterion `not_run`.
    """
    from course.reachability.why import why  # late: most checks ask nothing of the kind

    see = " ".join(["ecs-course why", source, destination, *([f"--port {port}"] if port else [])])
    expected = f"{source} {'reaches' if wanted else 'cannot reach'} {destination}"
    try:
        answer = why(look, source, destination, port)
    except UsageProblem as problem:
        return Finding(False, expected, problem.message, see)
    return Finding(answer.ok is wanted, expected, answer.verdict, see)
