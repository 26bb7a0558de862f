"""The real program in a real process, as a learner's terminal runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ECS_COURSE = Path(sys.executable).parent / "ecs-course"


def ecs_course(*words: str, home: Path, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `ecs-course WORDS` with its home at `home` and further environment variables."""
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(home), **variables}
    return subprocess.run(
        [ECS_COURSE, *words], env=surroundings, input=stdin, capture_output=True, text=True, timeout=120
    )
