"""The card as HTML and JSON: complete, escaped, and made without a notebook at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course.model.result import Report, Status
from course.notebook.card import MIME, card
from course.notebook.progress import progress_card
from tests.notebook.samples import EVIL, asked, overview, report


class Reader(HTMLParser):
    """Reads HTML strictly: every element is closed in order."""

    VOID = frozenset({"input", "br", "hr", "img"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += "" if self.open and self.open[-1] == "style" else data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.seen}


def test_html_says_what_the_text_says() -> None:
    shown = card(report(), title="Day 8", notes=["The log is on a full disk."])
    html = Reader(shown._repr_html_())
    for status in Status:
        assert f"{status.sign} {status.word}" in html.text
    for said in (
        "Day 8",
        "World: sandbox",
        "2 of 12 points; 2 points could not be judged",
        "Note: The log is on a full disk.",
    ):
        assert said in html.text
        assert said in shown.text
    for criterion in report().criteria:
        for value in (criterion.expected, criterion.see, criterion.read, criterion.why.removeprefix("first: ")):
            if criterion.status is not Status.BLOCKED or value == criterion.why:
                assert value in html.text


def test_what_comes_from_outside_is_escaped() -> None:
    hostile = replace(
        report().criteria[1], expected=EVIL, found=EVIL, see=EVIL, read=EVIL, why=EVIL, id="x", title=EVIL, hint=EVIL
    )
    criteria = tuple(replace(hostile, status=status) for status in Status)
    shown = card(Report(day=EVIL, world=EVIL, criteria=criteria), title=EVIL, notes=[EVIL])
    html = Reader(shown._repr_html_())
    assert html.tags() <= {"style", "div", "p", "span", "strong", "ul", "li", "dl", "dt", "dd", "code"}
    assert not any(name.startswith("on") for _, attributes in html.seen for name in attributes)
    assert "\x1b" not in shown.text
    assert "\u202e" not in shown.html


def test_only_https_becomes_a_link() -> None:
    def links(read: str) -> list[str | None]:
        one = replace(report().criteria[1], read=read)
        html = Reader(card(replace(report(), criteria=(one,)))._repr_html_())
        return [attributes["href"] for tag, attributes in html.seen if tag == "a"]

    assert links("https://docs.aws.amazon.com/ecs?a=1&b=2") == ["https://docs.aws.amazon.com/ecs?a=1&b=2"]
    assert links("javascript:alert(1)") == []


def test_the_bundle_has_text_html_and_versioned_json() -> None:
    bundle = card(report())._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", MIME}
    assert MIME == "application/vnd.ecs-course.report+json"
    assert json.loads(json.dumps(bundle[MIME])) == {"version": 1, **report().as_json()}


def test_a_static_card_has_nothing_to_press() -> None:
    assert not {"button", "script", "iframe", "form", "input"} & Reader(card(report())._repr_html_()).tags()


def test_str_and_repr_are_the_text() -> None:
    shown = card(report())
    assert str(shown) == repr(shown) == shown.text
    assert shown.report == report()


def test_progress() -> None:
    shown = progress_card(overview())
    html = Reader(shown._repr_html_())
    for said in (
        "1 of 3 days done.",
        "3 of 4 quiz answers right.",
        "2 days in a row",
        "✔ done",
        "5 of 12 points in 3 checks",
    ):
        assert said in html.text
    assert "3 of 4 right" in html.text


@pytest.mark.parametrize("module", ["course.notebook.card", "course.app.words", "course.notebook.question"])
def test_drawing_needs_no_notebook(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'IPython', 'ipywidgets', 'anywidget', 'boto3', 'moto'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_questions_are_whole_html() -> None:
    from course.notebook.question import form_html, text_html

    for number, one in enumerate(asked(), start=1):
        Reader(form_html(one, number, 4))
        assert not {"input", "button"} & Reader(text_html(one, number, 4)).tags()
