"""Markdown of the bank as HTML and as plain text; and foreign text as Markdown that shows just that text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_UNMARKED = re.compile(r"[^\W\d_](?:[^\\`*_\[\]<&\n]|(?<=[^\W_])_(?=[^\W_]))*")
"""One line that begins with a letter and holds nothing that could be a mark: most texts, and quickly told."""
_MARKS = re.compile(r"([\\`*_\[\]<>&#!])")
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "pre", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"})


def html(markdown: str) -> str:
    """Markdown of several paragraphs as well-formed HTML; raw HTML in it is shown, not obeyed."""
    return str(_renderer().render(clean(markdown))).strip()


def inline(markdown: str) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    return str(_renderer().renderInline(clean(markdown).strip()))


def code(text: str) -> str:
    """A document or an output, to be shown as it is."""
    return f"<pre><code>{escape(clean(text).strip(chr(10)), quote=False)}</code></pre>"


def words(text: str) -> str:
    """Text that is no Markdown (an accepted answer, a unit), escaped."""
    return escape(clean(text), quote=False)


def plain(markdown: str) -> str:
    """Markdown as plain text: marks left out, code blocks indented by four spaces, links with their address."""
    return _blocks(_renderer().parse(clean(markdown))).strip("\n")


def escaped(text: str) -> str:
    """Foreign plain text as Markdown that shows just this text, with as few marks as it needs."""
    text = "\n".join(line.rstrip() for line in clean(text).strip("\n").split("\n"))
    if not text or _UNMARKED.fullmatch(text) or _shown(text) == text:
        return text
    return "\n\n".join(_escaped_block(block) for block in re.split(r"\n{2,}", text))


def _escaped_block(block: str) -> str:
    lines = [line.strip() for line in block.split("\n")]
    bare = "\n".join(lines)
    for candidate in dict.fromkeys((block, bare, "\n".join(_MARKS.sub(r"\\\1", line) for line in lines))):
        if _UNMARKED.fullmatch(candidate) or _shown(candidate) in (block, bare):
            return candidate
    return "\n".join(_PUNCTUATION.sub(r"\\\1", line) for line in lines)


def clean(text: str) -> str:
    """Without what XML and terminals cannot hold: control characters, lone surrogates, marks that turn the writing around."""
    return _TURNING.sub("", _UNFIT.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def text_of(html_text: str) -> str:
    """What foreign HTML says: without tags and scripts, entities read, blocks on lines of their own."""
    reader = _Text()
    reader.feed(clean(html_text))
    reader.close()
    joined = "".join(reader.found)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in joined.split("\n"))).strip("\n")


class _Text(HTMLParser):
    """Collects the text of HTML; unclosed and unknown tags do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._pre = 0
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("script", "style"):
            self._silent = tag
        if tag == "pre":
            self._pre += 1
        if tag in _BLOCKS and self.found and not self.found[-1].endswith("\n"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        if tag in _BLOCKS and tag != "br" and self.found:
            self.found.append("\n" if tag in ("li", "tr", "div") else "\n\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._pre:
            self.found.append("\n" + "\n".join(f"    {line}" for line in data.strip("\n").split("\n")))
            return
        spaced = re.sub(r"\s+", " ", data)
        self.found.append(spaced.lstrip() if not self.found or self.found[-1][-1:].isspace() else spaced)


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).disable("image")


def _blocks(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    marks: list[str] = []
    lead = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            marks.append("-" if token.type.startswith("bullet") else str(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "list_item_open":
            lead = "  " * (len(marks) - 1) + (marks[-1] if marks[-1] == "-" else f"{marks[-1]}.") + " "
            marks[-1] = marks[-1] if marks[-1] == "-" else str(int(marks[-1]) + 1)
        elif token.type == "inline":
            said = lead + _inline(token.children or ())
            parts.append(("\n" if lead and marks and parts and parts[-1] and _listed(parts[-1]) else "\n\n") + said)
            lead = ""
        elif token.type in ("fence", "code_block"):
            lines = token.content.rstrip("\n").split("\n")
            parts.append("\n\n" + "\n".join(f"    {line}" if line else "" for line in lines))
    return "".join(parts)


def _listed(part: str) -> bool:
    return re.match(r"\n+\s*(-|\d+\.) ", part) is not None


def _inline(tokens: Sequence[Token]) -> str:
    said, address, begun = "", "", 0
    for token in tokens:
        if token.type == "link_open":
            address, begun = str(token.attrs.get("href", "")), len(said)
        elif token.type == "link_close":
            said += f" ({address})" if address and said[begun:] != address else ""
        else:
            said += "\n" if token.type in ("softbreak", "hardbreak") else token.content
    return said


def _shown(markdown: str) -> str | None:
    """The text that Markdown shows; None where there is more to it than text: emphasis, a link, a heading."""
    tokens = _renderer().parse(markdown)
    allowed = {"paragraph_open", "paragraph_close", "inline", "code_block", "bullet_list_open", "bullet_list_close",
               "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"}  # fmt: skip
    inside = {"text", "softbreak", "text_special"}
    if any(t.type not in allowed or any(c.type not in inside for c in t.children or ()) for t in tokens):
        return None
    return _blocks(tokens).strip("\n")
