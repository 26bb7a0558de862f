"""Names that mean the same: content/synonyms.toml."""

from __future__ import annotations

import tomllib
from functools import cache

from course.catalog.places import Places


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Each set of names that mean the same, in lower case."""
    path = Places().content / "synonyms.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return ()  # `ecs-course dev check` says what is wrong with it
    return tuple(tuple(str(name).casefold() for name in names) for names in data.get("same", []))


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    return {name: names for names in groups() for name in names}


def same_as(name: str) -> tuple[str, ...]:
    """Every name that means the same as this one (lower case), itself among them; () for one that has no other."""
    return _by_name().get(name.casefold(), ())


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Names of sets of words that say the same in an answer (`[words]`) → the words. Patterns call them `@name`."""
    path = Places().content / "synonyms.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: tuple(str(word).casefold() for word in words) for name, words in data.get("words", {}).items()}
