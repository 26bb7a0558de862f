"""What an export or an import did, in words for the terminal: also what could not be carried, and why."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from course.app.words import count, plain

if TYPE_CHECKING:
    from course.app.exchanging import Imported
    from course.exchange.formats import Export, Told


def told_words(told: Collection[Told]) -> list[str]:
    """`  because: id, id`, one line a reason."""
    reasons: dict[str, list[str]] = {}
    for one in told:
        reasons.setdefault(one.why, []).append(one.id)
    return [f"  {why}: {', '.join(ids)}" for why, ids in sorted(reasons.items())]


def lines_words(told: Collection[tuple[int, str]]) -> list[str]:
    """`  line 3: a text that asks nothing`."""
    return [f"  line {line}: {plain(why)}" for line, why in told]


def export_words(file: Path, made: Export, name: str) -> list[str]:
    """What was written, and what could not be."""
    said = [f"Wrote {plain(str(file))}: {count(len(made.written), 'question')} as {name}."]
    if made.left:
        said += [f"Not in it ({len(made.left)}):", *told_words(made.left)]
    if made.less:
        said += [f"In it, but not all of it ({len(made.less)}):", *told_words(made.less)]
    return said


def import_words(found: Imported) -> list[str]:
    """What was taken in, and what could not be."""
    parts = [f"{len(found.new)} new", f"{len(found.changed)} changed", f"{len(found.same)} as they were"]
    said = [f"Deck {found.deck}: {', '.join(parts)}. It lies in {plain(str(found.path))}"]
    if found.backup:
        said.append(f"  As it was before: {plain(str(found.backup))}")
    if found.left:
        said += [f"Left out ({len(found.left)}):", *lines_words(found.left)]
    if found.less:
        said += [f"Taken in, but not all of it ({len(found.less)}):", *lines_words(found.less)]
    return [*said, f"  Drill it: ecs-course drill --topic {found.deck}"]
