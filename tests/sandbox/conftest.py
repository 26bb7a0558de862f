"""The worker's sandbox as a running thing, and clients for accounts, regions and homes of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from course.home import Home
from course.sandbox import process
from course.sandbox.process import Running
from tests.sandbox.clients import client_of


@pytest.fixture(scope="session")
def sandbox(sandbox_home: Home) -> Running:
    """The worker's sandbox. Never reset or stopped by a test: others use it at the same time."""
    return process.up(sandbox_home)


@pytest.fixture
def home(home: Home) -> Iterator[Home]:
    """A learner's home of the test's own; whatever sandbox it started is stopped afterwards."""
    yield home
    process.down(home)


@pytest.fixture
def aws(sandbox: Running, account: str) -> Callable[..., Any]:
    """`aws("ecs")`: a client in the test's own account; `aws("ecs", key=…, region=…)` elsewhere."""

    def make(service: str, key: str = account, region: str = "us-east-1") -> Any:
        return client_of(sandbox.endpoint, service, key, region)

    return make


@pytest.fixture(scope="module")
def at_wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A sandbox of a module's own, whose clock nothing carries away from the wall's."""
    own = Home(tmp_path_factory.mktemp("at-wall"))
    yield process.up(own)
    process.down(own)


@pytest.fixture
def later(sandbox_home: Home) -> Callable[[str], None]:
    """`later("10m")`: let sandbox time pass at once, for the worker's sandbox."""
    return lambda by: void(process.tell(sandbox_home, "POST", "time/forward", by=by))


@pytest.fixture
def still(sandbox_home: Home) -> Iterator[None]:
    """Time stands still in the worker's sandbox: nothing happens by itself."""
    process.tell(sandbox_home, "POST", "time/freeze")
    yield
    process.tell(sandbox_home, "POST", "time/run")


def void(_: Any) -> None:
    """Drop an answer."""
