"""An interview's report and sheet in a real browser: axe-core finds nothing in light, dark and on a phone; they fit on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from course.app.interview import begin, report, sheet
from course.app.interview_words import report_document, sheet_document
from course.home import Home
from course.notebook.written_page import page as written_page

pytestmark = pytest.mark.browser

AXE_RUN = """async () => (await axe.run()).violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html)])"""
SAYS = (
    "<img src=x onerror=alert(1)> A service keeps tasks running; blue/green needs CodeDeploy. \u202e مهمة 🚢 "
    + "wide" * 90
)


@pytest.fixture
def report_address(tmp_path: Path) -> str:
    own = Home(tmp_path / "home")
    interview = begin("senior", seed=21, learner=own)
    while (position := interview.next()) is not None:
        if interview.asked[position].question.kind == "open":
            interview.answer(position, SAYS)
        else:
            interview.skip(position)
    interview.end()
    file = tmp_path / "report.html"
    file.write_text(written_page(report_document(report(learner=own))), "utf-8")
    return file.as_uri()


@pytest.fixture
def sheet_address(tmp_path: Path) -> str:
    file = tmp_path / "sheet.html"
    file.write_text(written_page(sheet_document(sheet("lead", 5))), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 1100), ("light", 390)])
@pytest.mark.parametrize("which", ["report", "sheet"])
def test_the_page_is_reachable_for_everybody(
    which: str,
    scheme: str,
    width: int,
    report_address: str,
    sheet_address: str,
    browser: Browser,
    axe: Path,
    artifacts: Path,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True  # type: ignore[arg-type]
    )  # fmt: skip
    page = context.new_page()
    page.goto(report_address if which == "report" else sheet_address)
    page.evaluate(axe.read_text("utf-8"))
    assert page.evaluate(AXE_RUN) == []
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator("img, script").count() == 0
    if which == "report":
        expect(page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
        expect(page.get_by_role("table", name="Scores by topic")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=artifacts / f"interview-{which}-{scheme}-{width}.png")
    context.close()


def test_on_paper_it_is_black_on_white_also_where_the_screen_is_dark(report_address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 680, "height": 960}, color_scheme="dark")
    page = context.new_page()
    page.goto(report_address)
    page.emulate_media(media="print")
    colours = page.evaluate("['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    context.close()
