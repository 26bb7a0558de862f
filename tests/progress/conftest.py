"""A log of one's own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.progress.log import Log


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """A log in a folder that does not exist yet, in a home with a space and letters beyond ASCII."""
    return Log(tmp_path / "Zoë's home" / ".course" / "progress.sqlite", patience_s=0.2)
