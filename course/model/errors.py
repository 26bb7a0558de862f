"""The family of errors. Four kinds that never mix; each says one clear sentence and, where it helps, what to run.

CourseError
├── UsageProblem      the command was not understood                          exit status 2
├── WorldNotReady     the sandbox, a tool, a disk or an account is not ready  exit status 3
│   ├── SandboxNotReady    it is not running, its port is taken, it did not start
│   ├── ProgressNotReady   the progress file is locked, unreadable, on a full or read-only disk
│   └── OtherWorldChosen   the chosen world differs from the one this kernel or shell is in
├── ContentProblem    a file of the course is wrong: for authors              exit status 4
└── OurBug            the engine broke its own promise                        exit status 4

"Your work is not there yet" is never an exception: it is a criterion whose status is `failed`.
"""

from __future__ import annotations


class CourseError(Exception):
    """The root. `message` is one sentence for a person; `run` is a command that helps, or ""."""

    exit_code = 4

    def __init__(self, message: str, *, run: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.run = run

    def __str__(self) -> str:
        return f"{self.message} Run: {self.run}" if self.run else self.message


class UsageProblem(CourseError):
    """The command or the call was not understood: a day that does not exist, an unknown criterion."""

    exit_code = 2


class WorldNotReady(CourseError):
    """Something around the work is missing or broken; the learner's work itself is not judged."""

    exit_code = 3


class SandboxNotReady(WorldNotReady):
    """The sandbox is not running, does not answer, or could not be started."""


class ProgressNotReady(WorldNotReady):
    """The progress log cannot be read or written just now."""


class OtherWorldChosen(WorldNotReady):
    """The chosen world differs from the one that this kernel or shell was set up for."""


class ContentProblem(CourseError):
    """A file of the course is wrong. Learners should never meet it; `ecs-course dev check` lists them all."""


class OurBug(CourseError):
    """The engine broke its own promise. The message says what to report."""
