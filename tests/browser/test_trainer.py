"""The trainer in a real JupyterLab: every question kind by keyboard, ratings, a restart in the middle, an exam, accessibility."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyterlab import Notebook, axe_finds, write_notebook
from tests.notebook.trainer_samples import every_kind

pytestmark = pytest.mark.browser


@pytest.fixture
def drill(notebook: Notebook, lab: str, lab_root: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Locator:
    """A drill of every kind, shown."""
    name = f"{request.node.name}.ipynb"
    cell = f"from tests.notebook.trainer_samples import play\nplay({str(tmp_path)!r})"
    write_notebook(lab_root / name, [cell])
    notebook.open(lab, name)
    notebook.run_all()
    return notebook.output(0)


def looked_at(drill: Locator, notebook: Notebook, page: Page, axe: Path, name: str) -> None:
    """Nothing that axe finds, light and dark, and a picture of each."""
    for theme in ("Dark", "Light"):
        notebook.theme(f"JupyterLab {theme}")
        notebook.picture(drill, f"trainer-{name}-{theme.lower()}")
        assert axe_finds(page, axe) == [], (name, theme)
        if drill.locator(
            "textarea"
        ).count():  # axe cannot judge these: they look as the card around them, which it judged
            area, card, ask = (drill.locator(one).first for one in ("textarea", ".ecs-card", ".ecs-ask"))
            assert look(area) == (look(ask)[0], look(card)[1])


def look(one: Locator) -> tuple[str, str]:
    """Its colour and its background."""
    found = one.evaluate("(node) => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]")
    return found[0], found[1]


def answered(drill: Locator, page: Page, verdict: str) -> None:
    """The verdict has the focus."""
    expect(drill.locator(".ecs-verdict")).to_contain_text(verdict)
    expect(drill.locator(".ecs-verdict")).to_be_focused()


def onward(drill: Locator) -> None:
    drill.get_by_role("button", name="Next question").press("Enter")


def test_every_kind_by_keyboard(drill: Locator, notebook: Notebook, page: Page, axe: Path) -> None:
    keys = page.keyboard
    expect(drill).to_contain_text("Question 1 of 11 · new")

    # single choice, how sure, a rating by its key
    drill.get_by_role("radio", name="Three FARGATE").press("Space")
    drill.get_by_role("radio", name="fairly sure").press("Space")
    looked_at(drill, notebook, page, axe, "single")
    drill.get_by_role("radio", name="fairly sure").press("Enter")
    answered(drill, page, "Right.")
    expect(drill.get_by_role("button", name="3 good")).to_have_attribute("aria-pressed", "true")
    expect(drill.get_by_role("button", name="3 good")).to_contain_text("suggested")
    keys.press("4")
    expect(drill.get_by_role("status")).to_contain_text("Rated easy: it comes back in ")
    expect(drill.get_by_role("button", name="4 easy")).to_contain_text("your rating")
    looked_at(drill, notebook, page, axe, "single-rated")
    onward(drill)

    for name in ("Services", "Container instances"):
        drill.get_by_role("checkbox", name=name).press("Space")
    keys.press("Enter")
    answered(drill, page, "Right, all of them.")
    onward(drill)

    drill.get_by_label("Your answer, in seconds").fill("120")
    keys.press("Enter")
    answered(drill, page, "Right.")
    onward(drill)

    expect(drill.locator(".ecs-order li")).to_have_count(3)
    wanted = ["Scale to 0", "Delete the service", "Delete the cluster"]
    for place, line in enumerate(wanted):  # each line up to its place
        while True:
            lines = drill.locator(".ecs-order li").all_inner_texts()
            at = next(n for n, shown in enumerate(lines) if shown.startswith(line))
            if at <= place:
                break
            drill.get_by_role("button", name=f"Up: {line}").press("Enter")
    drill.get_by_role("button", name="Answer").press("Enter")
    answered(drill, page, "Right, in this order.")
    onward(drill)

    drill.get_by_label("Your answer").press_sequentially("bridge")
    looked_at(drill, notebook, page, axe, "short")
    drill.get_by_label("Your answer").press("Enter")
    answered(drill, page, "Near, but not it.")
    looked_at(drill, notebook, page, axe, "short-near")
    onward(drill)

    drill.get_by_label("executionRoleArn").select_option("pulls the image")
    drill.get_by_role("button", name="Answer").press("Enter")
    expect(drill.get_by_role("status")).to_have_text("Choose one for each of them first.")
    drill.get_by_label("taskRoleArn").select_option("is what your code is")
    looked_at(drill, notebook, page, axe, "matching")
    drill.get_by_role("button", name="Answer").press("Enter")
    answered(drill, page, "Right, all of them.")
    onward(drill)

    drill.get_by_label("Gap 1 of 2").press_sequentially("awsvpc")
    keys.press("Tab")
    expect(drill.get_by_label("Gap 2 of 2")).to_be_focused()
    keys.type("512")
    looked_at(drill, notebook, page, axe, "cloze")
    drill.get_by_label("Gap 2 of 2").press("Enter")
    answered(drill, page, "1 of 2 gaps are right.")
    looked_at(drill, notebook, page, axe, "cloze-graded")
    onward(drill)

    # a document: Enter keeps the indentation, Tab leaves
    area = drill.get_by_label("The document (JSON)")
    area.press("Control+Home")
    keys.press("ArrowDown")
    keys.press("End")
    keys.press("Enter")
    keys.type('"tags": [],')
    expect(area).to_have_value(every_kind()[7].document.replace('"web",\n', '"web",\n  "tags": [],\n', 1))
    keys.press("Tab")
    expect(area).not_to_be_focused()
    keys.press("Shift+Tab")
    expect(area).to_be_focused()
    looked_at(drill, notebook, page, axe, "fix")
    area.fill(every_kind()[7].document.replace("bridge", "awsvpc"))
    area.press("Control+Enter")
    answered(drill, page, "Right")
    looked_at(drill, notebook, page, axe, "fix-graded")
    onward(drill)

    drill.get_by_role("radiogroup", name="The line that shows it").get_by_role("radio").nth(1).press("Space")
    drill.get_by_role("radio", name="The load balancer found it unhealthy").press("Space")
    looked_at(drill, notebook, page, axe, "output")
    drill.get_by_role("radio", name="The load balancer found it unhealthy").press("Enter")
    answered(drill, page, "Right, and that line shows it.")
    looked_at(drill, notebook, page, axe, "output-graded")
    onward(drill)

    drill.get_by_role("radio", name="Read the events").press("Space")
    keys.press("Enter")
    expect(drill).to_contain_text("You chose: Read the events")
    expect(drill.locator("fieldset")).to_be_focused()
    drill.get_by_role("radio", name="Delete the service").press("Space")
    looked_at(drill, notebook, page, axe, "scenario")
    drill.get_by_role("radio", name="Delete the service").press("Enter")
    answered(drill, page, "1 of 2 steps were right.")
    looked_at(drill, notebook, page, axe, "scenario-graded")
    onward(drill)

    words = drill.get_by_label("Your answer, as you would say it")
    words.press_sequentially("A service keeps a number of tasks running, and it must have a load balancer.")
    expect(drill.locator("[data-ecs-counted]")).to_have_text("15 words, about 6 s spoken")
    looked_at(drill, notebook, page, axe, "open")
    words.press("Control+Enter")
    answered(drill, page, "points covered")
    said = drill.get_by_role("button", name="I did say that: A task is one run of a task definition")
    said.press("Enter")
    expect(drill.get_by_role("status")).to_contain_text("Point 2: covered, your verdict.")
    expect(drill.get_by_role("button", name="I did not say that: A task is one run")).to_be_focused()
    drill.get_by_text("A model answer").click()
    expect(drill).to_contain_text("What happens when a task stops?")
    looked_at(drill, notebook, page, axe, "open-graded")
    drill.get_by_role("button", name="Show the result").or_(drill.get_by_role("button", name="Next question")).press(
        "Enter"
    )


def test_a_restart_in_the_middle_loses_nothing(drill: Locator, notebook: Notebook, page: Page) -> None:
    drill.get_by_role("radio", name="Three FARGATE").press("Space")
    page.keyboard.press("Enter")
    answered(drill, page, "Right.")
    page.keyboard.press("2")
    expect(drill.get_by_role("status")).to_contain_text("Rated hard")
    for _ in range(10):  # on to the open question
        drill.locator(".ecs-actions").get_by_role("button", name="Next question").or_(
            drill.get_by_role("button", name="Skip for now")
        ).press("Enter")
        if drill.get_by_label("Your answer, as you would say it").count():
            break
        page.wait_for_timeout(300)
    words = drill.get_by_label("Your answer, as you would say it")
    words.press_sequentially("Half a sentence about")
    page.wait_for_timeout(2500)

    notebook.save()
    notebook.reload()  # the kernel lives: what was half typed stands there
    expect(words).to_have_value("Half a sentence about")
    notebook.restart()
    expect(drill.get_by_text("Run this cell again to wake the buttons.")).to_be_visible()
    notebook.run_all()
    expect(drill).to_contain_text("1 of 11 answered, 1 right")
    expect(drill).to_contain_text("Question 2 of 11")


def test_an_exam_with_a_clock(
    notebook: Notebook, lab: str, lab_root: Path, tmp_path: Path, page: Page, axe: Path
) -> None:
    cell = f"from tests.notebook.trainer_samples import play\nplay({str(tmp_path)!r}, 'exam', limit=303.0)"
    write_notebook(lab_root / "exam.ipynb", [cell])
    notebook.open(lab, "exam.ipynb")
    notebook.run_all()
    exam = notebook.output(0)
    expect(exam.get_by_role("status")).to_have_text("5 minutes left.")
    exam.get_by_role("radio", name="Nine FARGATE").press("Space")
    page.keyboard.press("Enter")
    expect(exam).to_contain_text("Question 2 of 11")
    expect(exam.locator(".ecs-verdict")).to_have_count(0)
    exam.get_by_role("button", name="Back").press("Enter")
    expect(exam.get_by_role("radio", name="Nine FARGATE")).to_be_checked()
    exam.get_by_role("button", name="Hide the clock").press("Enter")
    expect(exam.locator("[data-ecs-clock]")).to_have_count(0)
    expect(exam.get_by_role("button", name="Show the clock")).to_be_focused()
    looked_at(exam, notebook, page, axe, "exam")
    exam.get_by_role("button", name="All questions").press("Enter")
    expect(exam).to_contain_text("10 questions are still open.")
    looked_at(exam, notebook, page, axe, "exam-review")
    exam.get_by_role("button", name="Hand in").press("Enter")
    expect(exam.locator(".ecs-score")).to_contain_text("0 of 11 questions right.")
    expect(exam.locator(".ecs-score")).to_be_focused()
    looked_at(exam, notebook, page, axe, "exam-ended")
