"""A list of cards as text, one a line."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from course.app.deck import CardRow, Which
from course.app.words import WIDTH, count, plain

NONE: dict[Which, str] = {
    "": "No question answered yet. Begin with: ecs-course drill",
    "suspended": "No question is suspended.",
    "buried": "No question is buried.",
    "leeches": "No leeches: nothing was forgotten again and again.",
    "due": "Nothing is due now.",
}


def rows_words(rows: Sequence[CardRow], which: Which) -> str:
    """Due date, stability, lapses, id and question of each; a sentence where there is none."""
    if not rows:
        return NONE[which]
    wide = max(len(row.id) for row in rows)
    head = f"{'due (UTC)':<16}  {'stability':>10}  {'lapses':>6}  {'id':<{wide}}  question"
    return "\n".join([head, *(_row(row, wide) for row in rows), count(len(rows), "card") + "."])


def _row(row: CardRow, wide: int) -> str:
    due = "new" if row.due is None else f"{row.due:%Y-%m-%d %H:%M}"
    if row.where:
        due = "suspended" if row.until is None else f"buried to {row.until:%m-%d}"
    stability = "" if row.stability is None else f"{row.stability:.1f} days"
    lapses = f"{row.lapses}{' leech' if row.leech else ''}"
    begin = f"{due:<16}  {stability:>10}  {lapses:>6}  {plain(row.id):<{wide}}  "
    ask = textwrap.shorten(" ".join(plain(row.ask).split()), max(20, WIDTH + 20 - len(begin)), placeholder=" …")
    return begin + ask
