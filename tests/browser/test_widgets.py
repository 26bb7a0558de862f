"""What we draw, in a real JupyterLab on a day that needs no world: mouse, keyboard, reload, restart, accessibility."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.jupyterlab import Notebook, axe_finds, write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    "from tests.notebook.samples import *\nfrom course.notebook.progress import progress_card\nd = day()\nd",
    "d.check()",
    "d.quiz()",
    "progress_card(overview())",
    "d.apply_solution()",
    "from course.notebook.home import home_page\nhome_page(overview, open_day)",
    "d.solution(show_me=True)",
    "d.hint('unknown')",  # fails, so nothing after it would run
]
PANEL, CARD, QUIZ, PROGRESS, APPLIED, HOME, SOLUTION, PROBLEM = range(len(CELLS))


@pytest.fixture
def opened(notebook: Notebook, lab: str, lab_root: Path, request: pytest.FixtureRequest) -> Notebook:
    """A notebook with all that we draw, run."""
    name = f"{request.node.name}.ipynb"
    write_notebook(lab_root / name, CELLS)
    notebook.open(lab, name)
    notebook.run_all()
    return notebook


def test_a_check_and_a_quiz_by_mouse_and_keyboard(opened: Notebook, page: Page, axe: Path) -> None:
    panel, quiz = opened.output(PANEL), opened.output(QUIZ)
    expect(opened.output(CARD)).to_contain_text("2 of 12 points; 2 points could not be judged")
    expect(page.locator(".jp-CodeCell").nth(PROBLEM)).to_contain_text("Day 8 has no criterion unknown.")
    assert "Traceback" not in page.locator(".jp-CodeCell").nth(PROBLEM).inner_text()

    # hints, by mouse: the card shows the first one, so the button brings the second
    first = panel.get_by_role("button", name="Show next hint for: Container Insights is enhanced")
    first.click()
    expect(panel.get_by_role("status")).to_have_text("Hint 2 of 3: Which value has containerInsights?")
    first.click()
    expect(panel).to_contain_text("That was the last hint.")
    opened.picture(panel, "panel-light")

    # a single choice by keyboard alone: Tab, arrow, Enter; the focus lands on the verdict
    quiz.get_by_role("radio", name="Nine FARGATE").focus()
    page.keyboard.press("ArrowDown")
    expect(quiz.get_by_role("radio", name="Three FARGATE, six FARGATE_SPOT")).to_be_checked()
    page.keyboard.press("Enter")
    expect(quiz.locator(".ecs-verdict")).to_have_text("✔ Right.")
    expect(quiz.locator(".ecs-verdict")).to_be_focused()
    expect(quiz.locator(".ecs-feedback li")).to_have_count(3)
    expect(quiz).to_contain_text("checked on 2026-11-20")
    opened.picture(quiz, "quiz-answered-light")
    assert axe_finds(page, axe) == []
    quiz.get_by_role("button", name="Next question").press("Enter")

    # a multiple choice by mouse, wrong; an answer without a choice is refused kindly
    quiz.get_by_role("button", name="Answer").click()
    expect(quiz.get_by_role("status")).to_have_text("Give an answer first.")
    quiz.get_by_text("Task definitions").click()
    expect(quiz.get_by_role("status")).to_be_empty()
    opened.picture(quiz, "quiz-multiple-light")
    quiz.get_by_role("button", name="Answer").click()
    expect(quiz.locator(".ecs-verdict")).to_contain_text("0 of 2 found")
    quiz.get_by_role("button", name="Next question").click()

    quiz.get_by_label("Your answer, in seconds").fill("120")
    page.keyboard.press("Enter")
    expect(quiz.locator(".ecs-verdict")).to_have_text("✔ Right.")
    quiz.get_by_role("button", name="Next question").click()

    # an ordering by keyboard: the focus stays on the button that moves
    opened.theme("JupyterLab Dark")
    up = quiz.get_by_role("button", name="Up: Scale to 0")
    up.press("Enter")
    expect(quiz.get_by_role("status")).to_have_text("Scale to 0: 1 of 3")
    expect(up).to_be_focused()
    quiz.get_by_role("button", name="Down: Delete the cluster").press("Space")
    opened.picture(quiz, "quiz-ordering-dark")
    assert axe_finds(page, axe) == []
    quiz.get_by_role("button", name="Answer").click()
    expect(quiz.locator(".ecs-verdict")).to_have_text("✔ Right, in this order.")
    quiz.get_by_role("button", name="Show the result").click()
    expect(quiz.locator(".ecs-score")).to_have_text("3 of 4 questions right. 1 question comes back sooner.")
    quiz.locator("summary").nth(1).click()
    opened.picture(quiz, "quiz-result-dark")

    # the button does the same as d.check(), and the panel of the first cell shows it
    panel.get_by_role("button", name="Check my work").press("Enter")
    expect(panel.get_by_role("status")).to_have_text("Checked: 12 of 12 points.")
    expect(panel.get_by_role("button", name="Check my work")).to_be_focused()
    opened.picture(panel, "panel-passed-dark")
    for cell, name in ((CARD, "card"), (PROGRESS, "progress"), (APPLIED, "applied")):
        opened.picture(opened.output(cell), f"{name}-dark")
    assert axe_finds(page, axe) == []


def test_home_opens_a_day_by_keyboard_and_shows_it(opened: Notebook, page: Page, axe: Path, lab_root: Path) -> None:
    write_notebook(lab_root / "a day" / "day 07.ipynb", ["1 + 1"])
    home = opened.output(HOME)
    expect(home.get_by_role("list", name="Days 7 to 9: ECS")).to_be_visible()
    expect(home.locator('[aria-current="step"]')).to_contain_text("8")
    expect(home.get_by_role("button", name="Day 7")).to_contain_text("done")
    expect(home.get_by_role("button", name="Task definitions")).to_have_count(0)
    opened.theme("JupyterLab Light")
    opened.picture(home, "home-light")
    opened.picture(opened.output(SOLUTION), "solution-light")
    assert axe_finds(page, axe) == []
    opened.theme("JupyterLab Dark")
    opened.picture(home, "home-dark")
    assert axe_finds(page, axe) == []

    again = home.get_by_role("button", name="Look again")
    again.press("Enter")
    expect(home.get_by_role("status")).to_have_text("This is where you are now.")
    expect(again).to_be_focused()
    home.get_by_role("button", name="Day 7").press("Enter")
    expect(page.locator(".lm-TabBar-tab.jp-mod-current", has_text="day 07.ipynb")).to_be_visible()


def test_reload_and_restart_lose_nothing(opened: Notebook, page: Page, axe: Path, lab_root: Path) -> None:
    opened.theme("JupyterLab Light")
    panel, quiz = opened.output(PANEL), opened.output(QUIZ)
    panel.get_by_role("button", name="Check my work").click()
    expect(panel.get_by_role("status")).to_have_text("Checked: 12 of 12 points.")
    quiz.get_by_text("Three").click()
    quiz.get_by_role("button", name="Answer").click()
    expect(quiz.locator(".ecs-verdict")).to_have_text("✔ Right.")
    opened.save()

    opened.reload()  # the kernel lives: everything works on
    expect(panel).to_contain_text("All 6 criteria passed.")
    expect(panel.get_by_text("Run this cell again")).to_be_hidden()
    quiz.get_by_role("button", name="Next question").click()
    expect(quiz).to_contain_text("What can one cluster hold?")

    opened.restart()  # the kernel is new: nothing vanishes, the buttons say what to do
    expect(panel.get_by_text("Run this cell again to wake the buttons.")).to_be_visible()
    expect(panel.get_by_role("button", name="Check my work")).to_be_disabled()
    opened.save()
    opened.save()

    opened.reload()
    expect(panel).to_contain_text("All 6 criteria passed.")
    expect(panel.get_by_text("Run this cell again to wake the buttons.")).to_be_visible()
    expect(quiz).to_contain_text("1 of 4 answered, 1 right")
    expect(opened.output(CARD)).to_contain_text("2 of 12 points")
    expect(opened.output(PROGRESS)).to_contain_text("1 of 3 days done.")
    expect(page.get_by_text("Error displaying widget")).to_have_count(0)
    opened.picture(panel, "panel-asleep-light")
    opened.picture(opened.output(CARD), "card-light")
    opened.picture(opened.output(PROGRESS), "progress-light")
    assert axe_finds(page, axe) == []

    opened.run_all()  # awake again, and the notebook keeps each widget once
    panel.get_by_role("button", name="Check my work").click()
    expect(panel.get_by_role("status")).to_have_text("Checked: 12 of 12 points.")
    opened.save()
    for path in lab_root.glob("test_reload*.ipynb"):
        state = json.loads(path.read_text("utf-8"))["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"][
            "state"
        ]
        assert [one["model_name"] for one in state.values()].count("AnyModel") == 3
        assert all(len(json.dumps(one)) < 100_000 for one in state.values())
