"""The house rules that machines guard: layers, types, style, sizes, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.home import CHECKOUT

BIN = Path(sys.executable).parent
LONGEST_FILE = 400
ENGINE = sorted((CHECKOUT / "course").rglob("*.py"))


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=" ".join,
)
def test_tool_finds_nothing(command: list[str]) -> None:
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_a_drawer_for_everything() -> None:
    names = {"utils", "util", "helpers", "helper", "common", "misc", "tools_misc", "shared"}
    assert [str(path) for path in ENGINE if path.stem in names] == []


def test_no_file_is_too_long() -> None:
    assert [str(path) for path in ENGINE if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE] == []


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in ENGINE
        if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_only_the_bridge_names_motos_insides() -> None:
    bridge = CHECKOUT / "course" / "sandbox" / "bridge"
    naming = [
        str(path.relative_to(CHECKOUT))
        for path in ENGINE
        if not path.is_relative_to(bridge)
        and re.search(r"^\s*(from|import) moto\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert naming == []


def test_checks_import_only_the_api() -> None:
    for path in sorted((CHECKOUT / "checks").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        outside = [
            m for m in modules if m != "course.checking.api" and (m or "").split(".")[0] not in sys.stdlib_module_names
        ]
        assert outside == [], path.name


def test_labs_import_only_boto3_and_the_standard_library() -> None:
    allowed = {"boto3", "botocore"}
    for path in sorted((CHECKOUT / "labs").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        outside = {m.split(".")[0] for m in modules} - allowed - set(sys.stdlib_module_names)
        assert {m for m in outside if not (path.parent / f"{m}.py").exists()} == set(), path


def test_nothing_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    forbidden = re.compile(
        "|".join(
            [
                "/wor" + "k/",
                "/roo" + "t/",
                "pypi\\." + "org",
                "registry\\.npmjs",
                "deb\\.debian\\.org",
                "files\\.python" + "hosted",
            ]
        )
    )
    found = []
    for name in listed:
        path = CHECKOUT / name
        if path.is_file() and path.suffix not in (".png", ".ico"):
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1):
                if forbidden.search(line):
                    found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_pure_layers_have_no_clock_and_no_dice() -> None:
    calls = re.compile(r"\b(datetime\.now|time\.time|time\.monotonic|random\.|secrets\.|os\.urandom|uuid4)\b")
    pure = [p for p in ENGINE if {"model", "quiz", "simulator"} & set(p.relative_to(CHECKOUT / "course").parts[:1])]
    pure.append(CHECKOUT / "course" / "progress" / "fold.py")
    assert [str(p) for p in pure if p.is_file() and calls.search(p.read_text("utf-8"))] == []
