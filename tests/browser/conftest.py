"""A page, axe-core from npm, and a folder for pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.jupyterlab import Notebook, plain_lab
from tests.tools import npm_modules


@pytest.fixture
def page(browser: Browser, artifacts: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a profile of its own; its last look is kept. The test fails when our code throws there."""
    context = browser.new_context(viewport={"width": 1300, "height": 1400}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    page.screenshot(path=artifacts / f"last-of-{request.node.name}.png")
    context.close()
    assert [error for error in thrown if "ecs" in error] == []


@pytest.fixture
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: $ECS_COURSE_ARTIFACTS, or a temporary folder."""
    chosen = os.environ.get("ECS_COURSE_ARTIFACTS")
    folder = Path(chosen) if chosen else tmp_path_factory.getbasetemp() / "artifacts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def notebook(page: Page, artifacts: Path) -> Notebook:
    """JupyterLab's page, to be opened on a notebook."""
    return Notebook(page, artifacts)


@pytest.fixture(scope="session")
def lab_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `lab` shows."""
    return tmp_path_factory.mktemp("lab") / "root"


@pytest.fixture(scope="session")
def lab(lab_root: Path) -> Iterator[str]:
    """The address of a JupyterLab on `lab_root`, with a {} for the page."""
    with plain_lab(lab_root) as address:
        yield address


@pytest.fixture(scope="session")
def axe() -> Path:
    """axe-core's script."""
    return npm_modules() / "axe-core" / "axe.min.js"
