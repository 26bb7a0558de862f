"""The solution, a reset and its undo, as static outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from course.app.helping import locked_words
from course.notebook.card import notes_html
from course.notebook.markup import text
from course.notebook.shown import Shown, message

if TYPE_CHECKING:
    from course.app.helping import Solution
    from course.app.own_files import Moved

LONGEST_FILE = 20_000
"""Characters of a file of the solution that are shown."""
ASK = "d.solution(show_me=True)"


def solution_shown(found: Solution) -> Shown:
    """The solution's files, each to be opened; or how far away they are."""
    if not found.why:
        said = locked_words(found)
        return message(
            f"{said}\nTo see it now: {ASK} (this is noted in your progress)",
            f"<p>{text(said)}</p><p>To see it now: <code>{ASK}</code> (this is noted in your progress)</p>",
        )
    files = "".join(
        f"<details open><summary>{text(name)}</summary>"
        f'<pre tabindex="0" role="region" aria-label="{text(name)}">{text(source, LONGEST_FILE)}</pre></details>'
        for name, source in found.files
    )
    head = "The solution. Other ways are right too: the world is judged, not the way."
    return message(
        "\n\n".join([head, *(f"── {name}\n{source}" for name, source in found.files)]),
        f'<p>{head}</p><div class="ecs-files">{files}</div>{notes_html([found.note])}',
    )


def moved_shown(moved: Sequence[Moved], back: str) -> Shown:
    """What was put where, and how to go back."""
    lines = []
    for one in moved:
        lines.append(
            f"Your files of {one.restored.at} are back in {one.folder}."
            if one.restored
            else f"Fresh copies are in {one.folder}. Open notebooks of it: File, Reload Notebook from Disk."
        )
        if one.backup:
            lines.append(f"What you had is backup {one.backup.number}: {one.backup.files}")
    lines += [back, *(f"Note: {one.note}" for one in moved if one.note)]
    return message("\n".join(lines), "".join(f"<p>{text(line, 2000)}</p>" for line in lines), kind="good")
