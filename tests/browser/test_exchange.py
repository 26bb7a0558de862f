"""What other programs show of our exports, in a browser: jupyterquiz answered with clicks and keys, Anki's cards by axe-core."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from course.exchange.formats import export
from tests.exchange.samples import EVERY, NOW, asked

pytestmark = pytest.mark.browser


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A page that may load nothing: a picture, a script or a font from somewhere fails the test."""
    context = browser.new_context(viewport={"width": 900, "height": 1200}, offline=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("dialog", lambda dialog: thrown.append("a script of ours ran") or dialog.dismiss())
    yield page
    context.close()
    assert thrown == []


def quiz_page(monkeypatch: pytest.MonkeyPatch, path: Path) -> str:
    """What `display_quiz` shows in a notebook, as a page: its HTML, then its script."""
    from jupyterquiz.dynamic import display as shown

    parts: list[str] = []
    monkeypatch.setattr(shown, "HTML", lambda text: text)
    monkeypatch.setattr(shown, "Javascript", lambda text: f"<script>{text}</script>")
    monkeypatch.setattr(shown, "display", parts.append)
    shown.display_quiz(str(path), shuffle_answers=False)
    return f"<!doctype html><html><body>{''.join(parts)}</body></html>"


def test_jupyterquiz_shows_and_judges_every_kind_it_has(
    offline: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "quiz.json"
    path.write_bytes(export("jupyterquiz", asked(*EVERY), NOW).data)
    offline.set_content(quiz_page(monkeypatch, path))
    places = {entry["metadata"]["id"]: n for n, entry in enumerate(json.loads(path.read_bytes()))}
    assert offline.locator(".Quiz").count() == len(places)

    def box(id: str) -> object:
        return offline.locator(".Quiz").nth(places[id])

    single = box("a-single")
    assert 'Is a = {b} ~ #1 <task> & "two"' in single.inner_text()
    assert "$5 or $6" in single.inner_text()
    single.locator("label").nth(1).click()
    assert "A tag <script>alert(1)</script> is text." in single.locator(".Feedback.incorrect").inner_text()
    single.locator("label").nth(0).click()
    assert "Because." in single.locator(".Feedback.correct").inner_text()
    several = box("a-multiple")
    several.locator("label").nth(0).click()
    several.locator("label").nth(3).click()
    assert "[2/2]" in several.locator(".Feedback").inner_text()
    for id, typed, right, says in (
        ("a-number", "0.3", True, "Because."),
        ("a-number", "0.2", True, "Because."),
        ("a-number", "25", False, "why 25"),
        ("a-number", "7", False, "No usual slip"),
        ("a-number-exact", "-3", True, "Because."),
        ("a-short", "Task Definition", True, "Because."),
        ("a-short", "task", False, "That runs."),
        ("a-short", "nonsense", False, "Not this."),
        ("a-cloze-of-one", "256", True, "A quarter."),
    ):
        found = box(id)
        found.locator("input").fill(typed)
        found.locator("input").press("Enter")
        said = found.locator(".Feedback")
        assert says in said.inner_text(), (id, typed)
        assert ("correct" in (said.get_attribute("class") or "").split()) == right, (id, typed)
    assert '"exitCode": 137' in box("an-output").inner_text()


@pytest.mark.parametrize("theme", ["", "nightMode"])
def test_ankis_cards_can_be_read_by_day_and_by_night(
    offline: Page, tmp_path: Path, axe: Path, artifacts: Path, theme: str
) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    package = tmp_path / "deck.apkg"
    package.write_bytes(export("anki", asked(*EVERY), NOW).data)
    collection = Collection(str(tmp_path / "collection.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    sides = []
    for number in collection.find_notes(""):
        (card,) = collection.get_note(number).cards()
        shown = card.render_output()
        sides += [shown.question_text, shown.answer_text]
        style = shown.css
    collection.close()
    body = "".join(f"<section>{side}</section>" for side in sides)
    offline.set_content(
        f'<!doctype html><html lang="en"><head><title>Cards</title><style>{style}</style></head>'
        f'<body class="card {theme}"><main>{body}</main></body></html>'
    )
    offline.add_script_tag(content=axe.read_text("utf-8"))
    wanted = ["color-contrast", "list", "listitem", "link-name", "link-in-text-block"]
    found = offline.evaluate("rules => axe.run({runOnly: rules})", wanted)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert offline.evaluate("document.documentElement.scrollWidth") <= 900
    offline.screenshot(path=artifacts / f"anki-{theme or 'day'}.png", full_page=True)
