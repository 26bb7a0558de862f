"""A learner's copies beside the course's files: who changed what, as a readable diff."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.home import Home
from course.workspace.copies import digest, kept_original, known_origins

Change = Literal["yours", "course", "both", "missing"]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One copy that is not the course's file."""

    name: str
    change: Change
    """Who changed it since it was copied: the learner, the course, both; or the learner has it no more."""
    lines: tuple[str, ...]
    """A unified diff. Where both changed it, and the old original is known, what the course changed; else from the copy to
    the course's file."""


def compare(home: Home, stem: str, originals: Mapping[str, Path]) -> list[Compared]:
    """Every copy of a day that differs from the course's file. What the learner added stands on its own and is not named."""
    folder, origins = home.day(stem), known_origins(home, stem)
    found = []
    for name, original in originals.items():
        mine = folder / name
        try:
            here = digest(mine)
        except FileNotFoundError:
            found.append(Compared(name=name, change="missing", lines=()))
            continue
        except OSError:
            found.append(Compared(name=name, change="yours", lines=(f"Your {name} cannot be read as a file.",)))
            continue
        now, before = digest(original), origins.get(name, "")
        if here == now:
            continue
        change: Change = "yours" if before in (now, "") else "course" if here == before else "both"
        old = kept_original(home, before)
        if change == "both" and old.is_file():
            lines = _diff(old, original, f"the course's {name} when you got it", f"the course's {name} now")
        else:
            lines = _diff(mine, original, f"your {name}", f"the course's {name}")
        found.append(Compared(name=name, change=change, lines=lines))
    return found


def _diff(first: Path, second: Path, first_name: str, second_name: str) -> tuple[str, ...]:
    notebook = second.suffix == ".ipynb"  # what is kept of an old one has no suffix
    before, after = _lines(first, notebook), _lines(second, notebook)
    if before is None or after is None:
        return ("They differ, and one of them is no text.",)
    found = tuple(difflib.unified_diff(before, after, first_name, second_name, lineterm=""))
    return found or ("They differ only in what does not show: outputs, or the layout of the file.",)


def _lines(path: Path, notebook: bool) -> list[str] | None:
    """A file as lines to compare; of a notebook its cells, without outputs."""
    try:
        text = path.read_text("utf-8")
        if notebook:
            return [line for cell in json.loads(text)["cells"] for line in _cell(cell)]
    except UnicodeDecodeError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # no notebook any more: as it stands
    return text.splitlines()


def _cell(cell: dict[str, object]) -> list[str]:
    source = cell["source"]
    text = "".join(source) if isinstance(source, list) else str(source)
    return [f"[{cell['cell_type']}]", *text.splitlines(), ""]
