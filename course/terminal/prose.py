"""Authors' Markdown as paragraphs of the screen: code, emphasis, lists, fences. What it does not know stays text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from textual.content import Content

from course.app.showing import plain
from course.terminal.page import BLANK, Para

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 200_000
"""Characters of one text of a question that are shown."""
CODE = "$code"
_STYLES = {"strong": "bold", "em": "italic"}


def safe(text: str) -> str:
    """Text from anywhere made harmless to show."""
    return plain(text, LONGEST).expandtabs(4)


def prose(markdown: str, *, indent: int = 0, mark: Content | None = None) -> list[Para]:
    """Blocks of Markdown, a blank line between two; `mark` stands before the first."""
    found: list[Para] = []
    depth, number, bullet = 0, [0], Content("")
    for token in _parser().parse(safe(markdown.strip())):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            depth += 1
            number.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else 0)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            depth -= 1
            number.pop()
        elif token.type == "list_item_open":
            bullet = Content(f"{number[-1]}. " if number[-1] else "• ")
            number[-1] += bool(number[-1])
        elif token.type == "inline":
            close = depth and found and bullet
            found += [] if close or not found else [BLANK]
            found.append(Para(_inline(token.children or []), bullet, indent + 2 * max(0, depth - 1)))
            bullet = Content("")
        elif token.type in ("fence", "code_block", "html_block"):
            found += [BLANK] if found else []
            found.append(code(token.content, indent=indent + 2))
    if not found:
        found = [Para(Content(""), indent=indent)]
    if mark is not None:
        first = found[0]
        found[0] = Para(first.text, mark + first.mark, first.indent, first.code)
        hang = found[0].mark.cell_length
        found[1:] = [Para(p.text, p.mark, p.indent + hang, p.code) for p in found[1:]]
    return found


def inline(markdown: str) -> Content:
    """One line of Markdown."""
    parsed = _parser().parseInline(safe(" ".join(markdown.split())))
    return _inline(parsed[0].children or []) if parsed else Content("")


def code(text: str, *, indent: int = 0, style: str = CODE) -> Para:
    """Lines that stay as they are."""
    return Para(Content.styled(safe(text.rstrip("\n")), style), indent=indent, code=True)


def _inline(tokens: list[Any]) -> Content:
    parts: list[Content] = []
    styles: list[str] = []
    for token in tokens:
        name, _, what = token.type.partition("_")
        if what == "open":
            styles.append(_STYLES.get(name, ""))
        elif what == "close":
            styles.pop()
            if name == "link":
                continue
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(Content(" " if token.type == "softbreak" else "\n"))
        else:
            style = " ".join(filter(None, [*styles, CODE if token.type == "code_inline" else ""]))
            parts.append(Content.styled(token.content, style) if style else Content(token.content))
    return Content("").join(parts)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image")
