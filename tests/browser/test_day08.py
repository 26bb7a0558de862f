"""Day 8 as a learner lives it: `ecs-course lab`, run, check, answer, reload, restart, and find it all again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from course.home import CHECKOUT, Home
from course.sandbox import process
from tests.browser.jupyterlab import Notebook, axe_finds, jupyter_folders
from tests.cli.program import ECS_COURSE, ecs_course

pytestmark = pytest.mark.browser
SOLUTION = CHECKOUT / "labs" / "day08_clusters" / "solution"


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Home]:
    """A home with a space and a letter beyond ASCII in its name."""
    home = Home(tmp_path / "Élève 8")
    yield home
    process.down(home)


@pytest.fixture
def url(learner: Home, tmp_path: Path) -> Iterator[str]:
    """The address that `ecs-course lab` prints."""
    surroundings = {**os.environ, **jupyter_folders(tmp_path / "jupyter"), "ECS_COURSE_HOME": str(learner.root)}
    running = subprocess.Popen(
        [ECS_COURSE, "lab", "--no-browser"],
        env={**surroundings, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    try:
        printed = (line.partition("JupyterLab: ")[2].strip() for line in running.stdout)
        yield next((address for address in printed if address), "")
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.communicate(timeout=30)


def below(page: Page, source: str) -> Locator:
    """What we draw below the cell with this source."""
    return page.locator(".jp-CodeCell").filter(has_text=source).last.locator(".ecs-root")


SIMPLE = ("single", "multiple", "number", "ordering")


def answer(quiz: Locator, *, keyboard: bool) -> None:
    """Any answer to a question of the simple kinds; others (test_trainer.py answers them) are passed over."""
    while (kind := quiz.locator("form").get_attribute("data-ecs-kind")) not in SIMPLE:
        passed = quiz.locator("form").get_attribute("data-ecs-position")
        quiz.get_by_role("button", name="Skip for now").press("Enter")
        expect(quiz.locator(f'form:not([data-ecs-position="{passed}"])')).to_be_visible()
    field = quiz.locator("form input").first
    if kind == "number":
        field.fill("1")
    elif kind != "ordering":
        field.press("Space") if keyboard else quiz.locator("form label").first.click()
    button = quiz.get_by_role("button", name="Answer")
    button.press("Enter") if keyboard else button.click()
    expect(quiz.locator(".ecs-verdict")).to_be_visible()
    expect(quiz.locator(".ecs-explain")).not_to_be_empty()
    expect(quiz.locator(".ecs-source")).to_contain_text("checked on")


def test_home_leads_into_the_day(url: str, learner: Home, notebook: Notebook, page: Page, axe: Path) -> None:
    page.goto(url.replace("day08_clusters/day08_clusters.ipynb", "00_start_here.ipynb"))
    notebook.ready()
    notebook.run_all()
    home = below(page, "my_course()")
    expect(home.get_by_role("list")).to_have_count(5)
    expect(home.get_by_role("listitem")).to_have_count(30)
    for theme in ("Dark", "Light"):
        notebook.theme(f"JupyterLab {theme}")
        notebook.picture(home, f"home-of-the-course-{theme.lower()}")
        assert axe_finds(page, axe) == []
    home.get_by_role("button", name="Go on with Day 8").press("Enter")
    expect(page.locator(".lm-TabBar-tab.jp-mod-current", has_text="day08_clusters.ipynb")).to_be_visible()
    assert (learner.day("day08_clusters") / "day08_clusters.ipynb").is_file()


def test_a_learners_day(url: str, learner: Home, notebook: Notebook, page: Page, axe: Path) -> None:
    page.goto(url)
    notebook.ready()
    notebook.run_all()
    panel, card, quiz = below(page, "d = day(8)"), below(page, "d.check()"), below(page, "d.quiz()")
    expect(panel).to_contain_text("Day 8: Clusters and capacity providers")
    expect(panel).to_contain_text("World: sandbox")
    expect(card).to_contain_text("✘ not yet")
    notebook.picture(panel, "day08-panel-before")
    notebook.picture(card, "day08-card-before")
    assert axe_finds(page, axe) == []

    for path in SOLUTION.glob("*.py"):  # the learner writes the files and applies them in a terminal
        shutil.copyfile(path, learner.day("day08_clusters") / path.name)
    assert ecs_course("apply", "8", home=learner.root).returncode == 0
    panel.get_by_role("button", name="Check my work").press("Enter")
    expect(panel).to_contain_text("All 9 criteria passed.")

    answer(quiz, keyboard=True)
    quiz.get_by_role("button", name="Next question").click()
    answer(quiz, keyboard=False)
    expect(quiz).to_contain_text("2 of 10 answered")
    assert axe_finds(page, axe) == []
    notebook.picture(panel, "day08-panel-after")
    notebook.picture(quiz, "day08-quiz")
    notebook.save()

    notebook.reload()
    expect(panel).to_contain_text("All 9 criteria passed.")
    panel.get_by_role("button", name="Check my work").click()
    expect(panel.get_by_role("status")).to_contain_text("Checked: ")
    notebook.restart()
    notebook.save()
    notebook.reload()
    expect(panel).to_contain_text("All 9 criteria passed.")
    expect(panel).to_contain_text("Run this cell again to wake the buttons.")
    expect(quiz).to_contain_text("2 of 10 answered")
    expect(card).to_contain_text("✘ not yet")
    expect(page.get_by_text("Error displaying widget")).to_have_count(0)
    notebook.picture(panel, "day08-panel-asleep")

    notebook.run_all()  # what the kernel forgot, the log knows
    expect(panel).to_contain_text("All 9 criteria passed.")
    expect(card).to_contain_text("All 9 criteria passed.")
    done = json.loads(ecs_course("progress", "--json", home=learner.root).stdout)
    (day,) = (day for day in done["days"] if day["id"] == "day08_clusters")
    assert day["state"] == "passed"
    assert day["checks"] == 4
    assert done["questions"]["answers"] == 2
