"""Markdown out and foreign text in: what is shown is what was meant, and hostile text ends soon and does nothing."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.exchange.markdown import clean, escaped, html, plain, text_of

SIGNS = st.text(alphabet=st.sampled_from("ab 1.*_`#<>[]()&;!\\~=+-|:\n\t'\"{}é🚢"), max_size=40)


class _Shown(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(SIGNS)
def test_foreign_text_is_shown_as_it_is(text: str) -> None:
    shown = _Shown(html(escaped(text)))
    assert "".join(shown.text.split()) == "".join(clean(text).split()) or shown.tags & {"li"}
    assert shown.tags <= {"p", "pre", "code", "ul", "ol", "li", "br"}


@given(st.text(max_size=60))
def test_html_is_well_formed_whatever_comes(text: str) -> None:
    ET.fromstring(f"<x>{html(text)}</x>")


@pytest.mark.parametrize(
    ("markdown", "says"),
    [
        ("`code` and *so*, **so**", "code and so, so"),
        ("[a page](https://a.b/)", "a page (https://a.b/)"),
        ("A\n\n```json\n{\n\n}\n```\n\nB", "A\n\n    {\n\n    }\n\nB"),
        ("- one\n- two", "- one\n- two"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("a\nb", "a\nb"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_plain(markdown: str, says: str) -> None:
    assert plain(markdown) == says


def test_text_of_foreign_html() -> None:
    assert text_of("<p>a &amp; b</p><script>alert(1)</script><ul><li>c<li>d</ul>") == "a & b\n\nc\nd"
    assert text_of("<pre>x\n  y</pre>") == "    x\n      y"
    assert text_of("a <b>bold") == "a bold"


@pytest.mark.parametrize("sign", ["<", "<p", "<!--", "&#", "[", "*_", "`", "\\", "- ", "> ", "\u202e", "\x00"])
def test_a_text_of_signs_ends_soon(sign: str) -> None:
    text = (sign * 20_000)[:20_000]
    html(text)
    plain(text)
    escaped(text)
    text_of(text)
