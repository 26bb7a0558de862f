"""Authors' Markdown becomes HTML, and nothing else does; the files beside it reach for nothing."""

from __future__ import annotations

import json
import re

import pytest

from course.notebook.markup import STATIC, blocks, inline, lead_and_rest, link, spoken


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a `b < c` and **d**", "a <code>b &lt; c</code> and <strong>d</strong>"),
        ("<b onclick=x>", "&lt;b onclick=x&gt;"),
        ("![x](https://example.com/x.png)", "!<a "),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ],
)
def test_inline(markdown: str, html: str) -> None:
    assert inline(markdown).startswith(html)


def test_links_open_elsewhere() -> None:
    assert (
        inline("[x](https://example.com)")
        == '<a href="https://example.com" target="_blank" rel="noopener noreferrer">x</a>'
    )
    assert link("x", "http://example.com") == "x (http://example.com)"


def test_a_legend_gets_only_the_first_paragraph() -> None:
    assert lead_and_rest("Who\ngets what?\n\n```\ncode\n```") == ("Who gets what?", "<pre><code>code\n</code></pre>\n")
    assert lead_and_rest("Just this?") == ("Just this?", "")
    assert lead_and_rest("- a\n- b") == ("", blocks("- a\n- b"))


def test_names_have_no_marks() -> None:
    assert spoken("`split` is **right**") == "split is right"


def test_static_files_reach_for_nothing() -> None:
    for path in STATIC.iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"https?:|@import|url\(|iframe|\beval\b|\bfetch\(|XMLHttpRequest|\son\w+=", text), (
            path.name
        )


def test_settings_are_json() -> None:
    settings = json.loads((STATIC / "overrides.json").read_text("utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
