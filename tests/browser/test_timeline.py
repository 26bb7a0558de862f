"""Timeline and time in a real JupyterLab: select, buttons, keyboard, progress of a long jump, accessibility, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.jupyterlab import Notebook, axe_finds, write_notebook

pytestmark = pytest.mark.browser

CELLS = [
    "from tests.notebook.timeline_samples import *\nd = world_day()\nd.timeline()",
    "d.time()",
    "d.forward('1h')",
]
TIMELINE, TIME, FORWARD = range(len(CELLS))


@pytest.fixture
def opened(notebook: Notebook, lab: str, lab_root: Path, request: pytest.FixtureRequest) -> Notebook:
    """A notebook with a timeline and a clock, run."""
    name = f"{request.node.name}.ipynb"
    write_notebook(lab_root / name, CELLS)
    notebook.open(lab, name)
    notebook.theme("JupyterLab Light")
    notebook.run_all()
    return notebook


def test_the_timeline_by_mouse_and_keyboard(opened: Notebook, page: Page, axe: Path) -> None:
    shown = opened.output(TIMELINE)
    expect(shown).to_contain_text("68 events, 4 bad")
    expect(shown.locator("details summary").first).to_contain_text(
        "20 tasks (00000000, 00000001, 00000002 and 17 more)"
    )
    assert page.locator("img[src=x]").count() == 0

    # by keyboard alone: the select, an arrow, and the focus is where it was
    service = shown.get_by_label("Service")
    service.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(shown).to_contain_text("2 events, nothing bad")
    expect(service).to_be_focused()
    expect(service).to_have_value("wanderly/web")
    expect(shown.get_by_role("status")).to_have_text("2 events, nothing bad.")
    page.keyboard.press("Tab")
    expect(shown.get_by_label("Show")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(shown.get_by_role("button", name="Refresh")).to_be_focused()
    service.select_option("")
    expect(shown).to_contain_text("68 events, 4 bad")
    shown.locator("details summary").first.focus()
    page.keyboard.press("Enter")
    expect(shown.locator("details[open] li")).to_have_count(20)

    assert axe_finds(page, axe) == []
    opened.picture(shown, "timeline-light")
    opened.theme("JupyterLab Dark")
    assert axe_finds(page, axe) == []
    opened.picture(shown, "timeline-dark")


def test_time_and_the_bar_of_a_long_jump(opened: Notebook, page: Page, axe: Path) -> None:
    clock = opened.output(TIME)
    expect(clock).to_contain_text("2026-11-24 13:00:00")  # the last cell went ahead, and the clock goes along
    expect(page.locator(".jp-CodeCell").nth(FORWARD)).to_contain_text("Now it is 2026-11-24 13:00:00 UTC")
    expect(page.locator("progress")).to_have_count(0)  # nothing is left of the bar

    clock.get_by_role("button", name="+10 minutes").click()
    expect(clock).to_contain_text("13:10:00")
    expect(clock.get_by_role("status")).to_contain_text("Now it is 13:10:00.")
    clock.get_by_role("button", name="Freeze").press("Enter")
    expect(clock).to_contain_text("Time stands still.")
    expect(clock.get_by_role("button", name="Let time run")).to_be_focused()
    clock.get_by_label("Speed while something is in transition").select_option("600")
    expect(clock.locator("option[selected]")).to_have_text("600 times")  # answered
    clock.get_by_role("button", name="Let time run").press("Enter")
    expect(clock).to_contain_text("600 times faster while something is in transition")

    clock.get_by_role("button", name="+1 hour").click()
    expect(clock.get_by_role("status")).to_have_text(re.compile(r"Going ahead 1h \d+%, \d+ s"))
    expect(clock.get_by_role("status")).to_contain_text("Now it is 14:10:00.")

    page.mouse.move(0, 0)
    assert axe_finds(page, axe) == []
    opened.picture(clock, "time-light")
    opened.theme("JupyterLab Dark")
    assert axe_finds(page, axe) == []
    opened.picture(clock, "time-dark")


def test_a_running_cell_shows_its_bar(notebook: Notebook, lab: str, lab_root: Path, page: Page) -> None:
    name = "bar.ipynb"
    write_notebook(lab_root / name, [f"{CELLS[0].rpartition(chr(10))[0]}\nd.forward('1h')"])
    notebook.open(lab, name)
    notebook.theme("JupyterLab Light")
    page.get_by_role("menuitem", name="Run", exact=True).first.click()
    page.locator(".lm-Menu").get_by_role("menuitem", name="Run All Cells").first.click()
    bar = page.locator(".jp-CodeCell progress")
    expect(bar).to_have_attribute("aria-label", "Going ahead 1h")
    expect(bar).to_have_attribute("value", re.compile(r"0\.[3-9]"))
    notebook.picture(page.locator(".jp-CodeCell").first, "bar-light")
    expect(page.locator(".jp-CodeCell").first).to_contain_text("Now it is 2026-11-24 13:00:00 UTC")
    expect(bar).to_have_count(0)
