"""The criteria of a day, found in its check file."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from course.checking.api import Criterion
from course.model.errors import ContentProblem

_loaded: dict[Path, tuple[float, tuple[Criterion, ...]]] = {}


def find(path: Path) -> tuple[Criterion, ...]:
    """The criteria of a check file in the order of its text; read again only when the file changes.

    Raises ContentProblem when the file is missing, cannot be loaded, has no criteria, or has a criterion that needs one
    that does not stand above it.
    """
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise ContentProblem(f"There is no check file {path.name} in checks/.") from None
    known = _loaded.get(path)
    if known is None or known[0] != changed:
        known = _loaded[path] = (changed, _load(path))
    return known[1]


def _load(path: Path) -> tuple[Criterion, ...]:
    spec = importlib.util.spec_from_file_location(f"checks.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ContentProblem(f"checks/{path.name} cannot be loaded: {type(error).__name__}: {error}") from error
    criteria = tuple(value for value in vars(module).values() if isinstance(value, Criterion))
    if not criteria:
        raise ContentProblem(f"checks/{path.name} has no criteria.")
    above: set[str] = set()
    for criterion in criteria:
        if missing := set(criterion.needs) - above:
            raise ContentProblem(
                f"checks/{path.name}: {criterion.id} needs {sorted(missing)}, which do not stand above it."
            )
        above.add(criterion.id)
    return criteria
