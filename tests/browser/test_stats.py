"""The statistics in a real browser, light and dark, wide and narrow: nothing for axe-core to find, every letter readable."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from course.app.limits import set_limits
from course.app.statistics import statistics
from course.catalog.bank import bank
from course.home import Home
from course.notebook.stats import stats_card
from tests.browser.jupyterlab import axe_finds
from tests.browser.test_map import CONTRASTS
from tests.quiz.histories import NOW, events, months_of_answers, written

pytestmark = pytest.mark.browser

PAGES = {
    "light": '<body style="background: #fff">',
    "dark": '<body data-jp-theme-light="false" style="background: #111; --jp-content-font-color0: #e8e8e8; '
    '--jp-layout-color1: #111; --jp-content-link-color: #90caf9">',
}
CUT = """svg => [...svg.querySelectorAll("text")].filter(text => {
  const box = text.getBoundingClientRect(), all = svg.getBoundingClientRect();
  return box.left < all.left - 1 || box.right > all.right + 1 || box.top < all.top - 1 || box.bottom > all.bottom + 1;
}).map(text => text.textContent)"""
TOUCHING = """svg => {
  const texts = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
  const found = [];
  texts.forEach(([said, a], n) => texts.slice(n + 1).forEach(([other, b]) => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
      found.push(`${said} | ${other}`);
  }));
  return found;
}"""


@pytest.fixture
def html(tmp_path: Path) -> str:
    """Four months of answers under a limit that leaves something over."""
    home = Home(tmp_path / "home")
    written(home.progress, events(months_of_answers(bank().entries, 3000)))
    set_limits(home, reviews=9)
    return stats_card(statistics(learner=home, now=NOW))._repr_html_()


def opened(browser: Browser, html: str, look: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(
        f'<!doctype html><html lang="en"><head><title>Statistics</title></head>{PAGES[look]}<main>{html}</main></body></html>'
    )
    return page


@pytest.mark.parametrize(("look", "width"), [("light", 1000), ("dark", 1000), ("light", 390)])
def test_the_pictures_can_be_read_by_everybody(
    look: str, width: int, html: str, browser: Browser, axe: Path, artifacts: Path
) -> None:
    page = opened(browser, html, look, width)
    page.screenshot(path=artifacts / f"stats-{look}-{width}.png", full_page=True)
    finds = axe_finds(page, axe)
    for one in finds:  # axe cannot see what lies behind the letters of a picture: CONTRASTS measures that
        hidden = ("<text", "<tspan") if one["rule"] == "color-contrast" else ()
        one["where"] = [where for where in one["where"] if not where.startswith(hidden)]
    assert [one for one in finds if one["where"]] == []
    pictures = page.locator("svg.ecs-chart").all()
    assert len(pictures) == 6
    for picture in pictures:
        assert picture.evaluate(CONTRASTS) == []
        assert picture.evaluate(CUT) == []
        assert picture.evaluate(TOUCHING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_numbers_are_reached_by_keyboard(html: str, browser: Browser) -> None:
    page = opened(browser, html, "light", 1000)
    table = page.get_by_role("region", name="Topics: table")
    expect(table).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="Topics: picture")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(1 + len({entry.topic for entry in bank().entries}))
    page.close()
