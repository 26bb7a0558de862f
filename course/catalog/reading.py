"""One strict way to read any content file: text → plain data → a type of the model, or problems. Nothing is thrown."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from course.catalog.places import Places
from course.model.problem import BLANK, Problem


@cache
def _adapter(kind: Any) -> Any:
    """Built once for each type: building costs a hundred times as much as reading."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


@dataclass
class Reading:
    """Collects what is wrong while files are read."""

    places: Places
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, says: str, fix: str, *, line: int = 0) -> None:
        """Note a problem of a file."""
        name = self.places.named(path) + (f":{line}" if line else "")
        self.problems.append(Problem(name, says, fix))

    def text(self, path: Path) -> str | None:
        """The file's text, or None and a problem."""
        try:
            return path.read_text("utf-8")
        except FileNotFoundError:
            self.problem(path, "the file is missing", "write it, or mark the day as planned in course.toml")
        except (OSError, UnicodeDecodeError) as error:
            self.problem(path, f"it cannot be read: {error}", "save it as UTF-8 text")
        return None

    def toml(self, path: Path) -> dict[str, Any] | None:
        """The TOML file as plain data, or None and a problem."""
        text = self.text(path)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column \d+\)", str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            self.problem(path, f"it is not TOML: {error}", "mend the syntax at that line", line=line)
            return None

    def typed(self, kind: Any, data: Any, path: Path, *, where: str = "", line: int = 0) -> Any:
        """`data` as `kind`, strictly: unknown keys are refused, every wrong field becomes a problem."""
        from pydantic import ValidationError

        try:
            return _adapter(kind).validate_python(data)
        except ValidationError as error:
            for wrong in error.errors(include_url=False, include_context=False):
                if isinstance(wrong["input"], str) and BLANK in wrong["input"]:
                    continue  # named as a blank, with its line
                place = ".".join(str(part) for part in wrong["loc"])
                place = f"{where}: {place}" if where else place
                unknown = wrong["type"] in ("unexpected_keyword_argument", "extra_forbidden")
                says = f"{place}: unknown key" if unknown else f"{place}: {wrong['msg']}"
                self.problem(
                    path,
                    says,
                    "remove or rename it" if unknown else "see the field's sentence in course/model",
                    line=line,
                )
            return None
