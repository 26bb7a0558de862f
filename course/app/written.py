"""A small written document: headings, paragraphs, lists, quotes, exhibits. One tree for every form it is written in.

Authors' texts are Markdown and stay so; what a learner said is `Quote`d and never read as markup. HTML: notebook/written_page.py.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.app.words import WIDTH, plain

LONGEST_SAID = 20_000
"""Characters of an answer that are written; no answer has more."""
_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Quote:
    """Words from outside, whole."""

    text: str


@dataclass(frozen=True)
class Exhibit:
    """An output, a document, a picture's source: shown as it stands."""

    text: str
    name: str
    syntax: str = ""


@dataclass(frozen=True)
class Item:
    """A line of a list."""

    text: str
    sign: str = ""
    """One that a word repeats: `✔`, or a box to tick."""
    word: str = ""
    """What the sign means: `covered`."""
    quote: str = ""
    """Words from outside that led to it."""
    more: tuple[str, ...] = ()
    """Further sentences."""


@dataclass(frozen=True)
class Items:
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Rows:
    """A table: the first cell of a row names it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    name: str


Block = Heading | Paragraph | Quote | Exhibit | Items | Rows


@dataclass(frozen=True)
class Document:
    title: str
    blocks: tuple[Block, ...]


def as_text(document: Document) -> str:
    """For terminals and screen readers: lines of at most WIDTH, exhibits as they stand."""
    lines = [document.title, ""]
    for block in document.blocks:
        match block:
            case Heading(text, level):
                lines += ["", text.upper() if level == 2 else text, ""]
            case Paragraph(text):
                lines += [*_wrapped(text), ""]
            case Quote(text):
                lines += [*_wrapped(plain(text, LONGEST_SAID), "    | "), ""]
            case Exhibit(text, name):
                lines += [f"{name}:", *(f"    {line}" for line in plain(text, LONGEST_SAID).splitlines()), ""]
            case Items(items):
                for item in items:
                    lines += _item_text(item)
                lines.append("")
            case Rows(heads, rows):
                lines += [*_columns([heads, *rows]), ""]
    return _no_double_gaps(lines)


def as_markdown(document: Document) -> str:
    """CommonMark with a table; what was said outside is escaped."""
    lines = [f"# {document.title}", ""]
    for block in document.blocks:
        match block:
            case Heading(text, level):
                lines += ["", f"{'#' * level} {text}", ""]
            case Paragraph(text, strong):
                lines += [f"**{text}**" if strong else text, ""]
            case Quote(text):
                lines += [*(f"> {line}".rstrip() for line in _escaped(text).splitlines()), ""]
            case Exhibit(text, name, syntax):
                fence = _fence(text)
                lines += [f"{name}:", "", f"{fence}{syntax}", *plain(text, LONGEST_SAID).splitlines(), fence, ""]
            case Items(items):
                for item in items:
                    lines += _item_markdown(item)
                lines.append("")
            case Rows(heads, rows):
                lines += [_row(heads), _row(["---"] * len(heads)), *map(_row, rows), ""]
    return _no_double_gaps(lines)


def _item_text(item: Item) -> list[str]:
    head = " ".join(filter(None, [item.sign, f"{item.word}:" if item.word else "", item.text.strip()]))
    lines = _wrapped(head, "  ", "    ")
    if item.quote:
        lines += _wrapped(f"you said: “{plain(item.quote)}”", "      ")
    for more in item.more:
        lines += _wrapped(more, "      ")
    return lines


def _item_markdown(item: Item) -> list[str]:
    head = " ".join(filter(None, [item.sign, f"**{item.word}:**" if item.word else "", item.text.strip()]))
    lines = ["- " + head.replace("\n", " ")]
    if item.quote:
        lines.append(f"  - you said: “{' '.join(_escaped(item.quote).split())}”")
    return [*lines, *(f"  - {more.strip()}" for more in item.more)]


def _wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    after = first if rest is None else rest
    lines: list[str] = []
    for part in text.strip().splitlines():
        lead = first if not lines else after
        lines += textwrap.wrap(part, WIDTH, initial_indent=lead, subsequent_indent=after) or [lead.rstrip()]
    return lines


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Words from outside, so that no character of them is Markdown or HTML."""
    marked = _MARKS.sub(r"\\\1", plain(text, LONGEST_SAID))
    return re.sub(r"^\s*(\d*)([-+=.)])", r"\1\\\2", marked, flags=re.MULTILINE)


def _fence(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    return "`" * (longest + 1)


def _no_double_gaps(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip() + "\n"
