"""The documents are true: every command, file and flag they name exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from course.cli.commands import program
from course.home import CHECKOUT

PAGES = [CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")]
COMMAND = re.compile(r"ecs-course((?: +(?:--)?[a-z][a-z-]*| +\d+| +[A-Z]+| +\[[^\]]+\])+)")


def words_of_commands() -> list[tuple[str, list[str]]]:
    found = []
    for page in [
        *PAGES,
        *sorted((CHECKOUT / "labs").glob("*/README.md")),
        *sorted((CHECKOUT / "notebooks/source").glob("*.md")),
    ]:
        text = page.read_text("utf-8")
        code = re.findall(r"`([^`\n]+)`", text) + [line for line in text.splitlines() if line.startswith("    ")]
        for snippet in code:
            said = re.split(r"\s{2,}", snippet.strip())[0]
            found += [(page.name, match[1].split()) for match in COMMAND.finditer(said)]
    return found


@pytest.mark.parametrize(
    ("page", "words"), words_of_commands(), ids=lambda value: " ".join(value) if isinstance(value, list) else value
)
def test_a_command_in_the_docs_exists(page: str, words: list[str]) -> None:
    command: click.Command = program
    for word in words:
        if isinstance(command, click.Group) and not word.startswith(("-", "[")):
            found = command.get_command(click.Context(command), word)
            assert found is not None, f"{page}: ecs-course {' '.join(words)}"
            command = found
        elif word.strip("[]").startswith("--"):
            options = {
                flag
                for parameter in command.get_params(click.Context(command))
                for flag in parameter.opts + parameter.secondary_opts
            }
            assert word.strip("[]") in options, f"{page}: {word} of {command.name}"


def test_docs_name_many_commands() -> None:
    assert len(words_of_commands()) > 20


def test_every_command_of_the_learner_stands_in_the_readme() -> None:
    text = PAGES[0].read_text("utf-8")
    missing = [
        name
        for name in program.list_commands(click.Context(program))
        if f"ecs-course {name}" not in text and name not in ("lab", "dev")
    ]
    assert [name for name in missing if f"ecs-course {name}" not in text and f"`{name}`" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_path_in_the_docs_exists(page: Path) -> None:
    for path in re.findall(r"`((?:course|labs|checks|notebooks|tests)/[\w./-]*)`", page.read_text("utf-8")):
        if not re.search(r"NN|<", path):
            assert (CHECKOUT / path).exists(), path


def rows_of_contributing() -> list[tuple[str, str]]:
    """(I want to …, go there) of every line of the table."""
    text = (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8")
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [(row[0].strip(), row[1]) for row in cells[2:] if len(row) == 2]


def test_contributing_has_a_place_for_every_kind_of_change() -> None:
    wishes = " · ".join(wish for wish, _ in rows_of_contributing())
    kinds = ("day", "lab", "criterion", "wrong solution", "right solution", "question", "ages", "AWS refuses", "image", "widget",
             "command", "hint", "template", "record", "lint")  # fmt: skip
    assert [kind for kind in kinds if kind not in wishes] == []


@pytest.mark.parametrize(("wish", "place"), rows_of_contributing(), ids=lambda value: value[:30])
def test_a_place_in_contributing_is_there(wish: str, place: str) -> None:
    named = re.findall(r"`([^`]+)`", place)
    assert named, wish
    for path in named:
        if "/" in path and " " not in path and "…" not in path:
            sure = re.split(r"[^/]*(?:NN|<)", path)[0]
            assert (CHECKOUT / sure).exists(), path


@pytest.mark.parametrize("name", ["lab", "test", "setup", "bench", "check"])
def test_a_make_target_in_the_readme_exists(name: str) -> None:
    assert re.search(rf"^{name}:", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_the_lock_names_no_index_and_holds_every_dependency() -> None:
    lock = (CHECKOUT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--hash=sha256:" in lock
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    for requirement in wanted:
        name = re.split(r"[\[<>=]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}(\[.*\])?==", lock, re.MULTILINE), name
