"""The printable record in a real browser: nothing for axe-core to find in light, dark and on a phone, and it fits on paper."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from course.notebook.record_page import page as record_page
from course.progress.record.judge import judge
from tests.progress.record.records import DAYS, of_days

pytestmark = pytest.mark.browser

AXE_RUN = """async () => (await axe.run()).violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html)])"""


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The page of a record with a name that would be a script, had it not been escaped."""
    data = of_days(*DAYS, name="<img src=x onerror=alert(1)> Zoë")
    file = tmp_path / "record.html"
    file.write_text(record_page(judge(data, "r"), "record.jsonl", sha256(data).hexdigest()), "utf-8")
    return file.as_uri()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 1100), ("light", 390)])
def test_the_page_is_reachable_for_everybody(
    scheme: str, width: int, address: str, browser: Browser, axe: Path, artifacts: Path
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True  # type: ignore[arg-type]
    )  # fmt: skip
    page = context.new_page()
    page.goto(address)
    page.evaluate(axe.read_text("utf-8"))
    assert page.evaluate(AXE_RUN) == []
    expect(page.get_by_role("row")).to_have_count(1 + len(DAYS))
    expect(page.get_by_role("rowheader").last).to_have_text(f"Day 8: The title of {DAYS[-1]}")
    expect(page.get_by_text("<img src=x")).to_be_visible()
    # what is wide scrolls by itself, also by keyboard, and the page does not
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="The passed labs")).to_be_focused()
    page.screenshot(path=artifacts / f"record-{scheme}-{width}.png", full_page=True)
    context.close()


def test_on_paper_it_is_black_on_white_also_where_the_screen_is_dark(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 680, "height": 960}, color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    colours = page.evaluate("['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    context.close()
