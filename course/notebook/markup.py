"""Text made into HTML: everything is escaped; authors' Markdown is rendered, with raw HTML and images switched off."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from course.app.words import LONGEST, plain

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

STATIC = Path(__file__).parent / "static"


def text(value: str, longest: int = LONGEST) -> str:
    """A value as text: what comes from a learner or from AWS goes through here."""
    return escape(plain(value, longest))


def sheet() -> str:
    """The style sheet, to stand inside an output that has to look right by itself."""
    return f"<style>{css()}</style>"


SHEETS = ("ecs", "home", "timeline", "map", "stats", "trainer")


@cache
def css() -> str:
    """All style sheets as one: what is shared first, for the others stand on its colours."""
    return "\n".join((STATIC / f"{name}.css").read_text("utf-8") for name in SHEETS)


@cache
def script() -> str:
    """The widget's one module; the trainer's part first."""
    return "\n".join((STATIC / name).read_text("utf-8") for name in ("trainer.js", "live.js"))


def inline(markdown: str) -> str:
    """One line of an author's Markdown: code, emphasis, links."""
    return str(_renderer().renderInline(plain(markdown.strip())))


def spoken(markdown: str) -> str:
    """Author's Markdown as a name for a control, which can hold no markup: the marks are left out."""
    return text(markdown.replace("`", "").replace("**", "").strip())


def blocks(markdown: str) -> str:
    """An author's Markdown of several paragraphs."""
    return str(_renderer().render(markdown))


def lead_and_rest(markdown: str) -> tuple[str, str]:
    """The first paragraph as one line of HTML, and what follows it as blocks: a legend may hold no blocks."""
    first, _, rest = markdown.strip().partition("\n\n")
    if first.startswith(("```", "    ", "- ", "1. ", "|")):
        return "", blocks(markdown)
    return inline(first.replace("\n", " ")), blocks(rest) if rest.strip() else ""


def link(title: str, url: str) -> str:
    """A link to a public page; anything else than https stays text."""
    if not url.startswith("https://"):
        return text(f"{title} ({url})" if url else title)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{text(title)}</a>'


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False}).disable("image")
    renderer.add_render_rule("link_open", _link_open)
    return renderer


def _link_open(self, tokens, index, options, env) -> str:  # type: ignore[no-untyped-def]
    tokens[index].attrSet("target", "_blank")
    tokens[index].attrSet("rel", "noopener noreferrer")
    return str(self.renderToken(tokens, index, options, env))
