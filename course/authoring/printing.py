"""MyST text → notebook. One source gives two prints: the learner's, without cells tagged `solution`, and the solved one."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

SOLUTION = "solution"


def print_notebook(text: str, *, solved: bool = False) -> str:
    """The notebook's JSON text: no outputs, stable cell ids, the `course:` block in its metadata.

    A cell's id comes from its content, so that an edit elsewhere changes no id. Raises ValueError where jupytext cannot read
    the text.
    """
    import jupytext
    import nbformat

    book: Any = jupytext.reads(text, fmt="md:myst")
    cells, seen = [], Counter[str]()
    for cell in book.cells:
        tags = cell.metadata.get("tags", [])
        if SOLUTION in tags and not solved:
            continue
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        cells.append(cell)
    book.cells = cells
    course = book.metadata.get("course", {})
    book.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "course": _plain(course),
        }
    )
    book.nbformat, book.nbformat_minor = 4, 5
    nbformat.validate(book)
    written: str = nbformat.writes(book, version=nbformat.NO_CONVERT, indent=1, ensure_ascii=False)
    return written + "\n"


def _plain(value: Any) -> Any:
    """YAML's dates as text: JSON has none."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
