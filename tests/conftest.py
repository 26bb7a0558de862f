"""Shared by all tests: a home of one's own, one sandbox for each worker, an account for each test, and what was not run."""

from __future__ import annotations

import itertools
import os
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.sandbox import process
from course.sandbox.listener_ports import SET
from course.world.access import sandbox_clients

pytest_plugins = ["tests.chromium"]

_accounts = itertools.count(1)

# A run in the background of a shell script inherits "ignore" for Ctrl-C, and so would every program that tests end with it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _shift() -> int:
    """Where a sandbox's load balancers listen: many sandboxes are open at once, and ports 80 and 443 are one machine's."""
    return random.randrange(30_000, 60_000)


os.environ[SET] = str(_shift())


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the real home, a real credential or a proxy, and none sees another's."""
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy") or name == "ECS_COURSE_WORLD":
            monkeypatch.delenv(name)
    monkeypatch.setenv("ECS_COURSE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(SET, str(_shift()))


@pytest.fixture(scope="session")
def sandbox_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The home of this worker's own sandbox, running."""
    home = Home(tmp_path_factory.mktemp("sandbox"))
    process.up(home)
    yield home
    process.down(home)


@pytest.fixture(scope="session")
def endpoint(sandbox_home: Home) -> str:
    """The address of this worker's sandbox."""
    return process.up(sandbox_home).endpoint


@pytest.fixture
def account() -> str:
    """Twelve digits: an account of the sandbox that no other test uses."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    return f"{500_000_000_000 + worker * 1_000_000 + next(_accounts):012}"


@pytest.fixture
def client(endpoint: str, account: str) -> Callable[[str], Any]:
    """Makes boto3 clients for the test's account."""
    return sandbox_clients(endpoint, "us-east-1", access_key=account)


@pytest.fixture
def home() -> Home:
    """The learner's home of this test; nothing is in it yet."""
    return Home(Path(os.environ["ECS_COURSE_HOME"]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """End by naming what was not run, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("not run here")
        for reason in sorted(
            {str(report.longrepr[2] if isinstance(report.longrepr, tuple) else "") for report in skipped}
        ):
            number = sum(isinstance(r.longrepr, tuple) and r.longrepr[2] == reason for r in skipped)
            terminalreporter.line(f"{number} tests: {reason.removeprefix('Skipped: ')}")
