"""A written document as one HTML file that needs nothing else: light and dark, for a screen, a reader and a printer."""

from __future__ import annotations

from course.app.written import (
    LONGEST_SAID,
    Block,
    Document,
    Exhibit,
    Heading,
    Item,
    Items,
    Paragraph,
    Quote,
    Rows,
)
from course.notebook.markup import blocks, inline, text
from course.notebook.paper import paper


def page(document: Document) -> str:
    """The whole file. What was said outside is escaped; authors' Markdown is rendered without raw HTML."""
    main = f"<h1>{text(document.title)}</h1>\n{body(document)}"
    return paper(document.title, main, sheet="written.css")


def body(document: Document) -> str:
    """What stands below its title, to be part of another page."""
    return "\n".join(map(_block, document.blocks))


def _block(block: Block) -> str:
    match block:
        case Heading(words, level):
            return f"<h{level}>{text(words)}</h{level}>"
        case Paragraph(words, strong):
            return f'<p class="lead">{inline(words)}</p>' if strong else blocks(words).strip()
        case Quote(words):
            lines = text(words, LONGEST_SAID).replace("\n", "<br>\n")
            return f'<blockquote dir="auto"><p>{lines}</p></blockquote>'
        case Exhibit(words, name, _):
            shown = f'<pre tabindex="0" role="region" aria-label="{text(name)}"><code>{text(words, LONGEST_SAID)}</code></pre>'
            return f"<figure><figcaption>{text(name)}</figcaption>{shown}</figure>"
        case Items(items):
            return "<ul>\n" + "\n".join(map(_item, items)) + "\n</ul>"
        case Rows(heads, rows, name):
            return _table(heads, rows, name)


def _item(item: Item) -> str:
    sign = f'<span class="sign" aria-hidden="true">{text(item.sign)}</span> ' if item.sign else ""
    word = f"<strong>{text(item.word)}:</strong> " if item.word else ""
    quote = f'<p class="quote" dir="auto">you said: “{text(item.quote)}”</p>' if item.quote else ""
    more = "".join(f'<p class="more">{inline(one)}</p>' for one in item.more)
    return f"<li>{sign}{word}{inline(item.text)}{quote}{more}</li>"


def _table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], name: str) -> str:
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in heads)
    body = "\n".join(
        f'<tr><th scope="row">{text(row[0])}</th>' + "".join(f"<td>{text(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    return (
        f"<table>\n<caption>{text(name)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )
