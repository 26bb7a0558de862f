"""A sandbox of the test's own whose tasks really run, with one small image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from course.home import Home
from course.sandbox import process
from tests.real.ground import Ground
from tests.runtime.conftest import engine, image

__all__ = ["engine", "ground", "image"]


@pytest.fixture
def ground(home: Home, engine: Any, image: str) -> Iterator[Ground]:
    """A cluster, a role, a log group; the engine is known. Nothing of it is left in the engine afterwards."""
    ground = Ground(home, engine, image)
    try:
        yield ground
    finally:
        process.down(home)
        assert ground.left() == {}
