"""The solved print of every ready day runs top to bottom under nbval in a fresh kernel, in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.authoring.printing import print_notebook
from course.catalog.places import Places
from course.catalog.plan import plan
from course.home import Home
from course.sandbox import process

READY = [day.id for day in plan().days if day.status == "ready"]


@pytest.mark.parametrize("stem", READY)
def test_solved_print_runs(stem: str, tmp_path: Path) -> None:
    notebook = tmp_path / "solved" / f"{stem}.ipynb"
    notebook.parent.mkdir()
    notebook.write_text(print_notebook(Places().source(stem).read_text("utf-8"), solved=True), "utf-8")
    home = Home(tmp_path / "home")
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(home.root), "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    surroundings = {name: value for name, value in surroundings.items() if not name.startswith(("PYTEST_", "COV_"))}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=",
             "-o", "filterwarnings=default", "--rootdir", str(tmp_path), "-q", str(notebook)],
            cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        check = subprocess.run(
            [sys.executable, "-m", "course.cli", "check", str(plan().find(stem).day), "--json"],  # type: ignore[union-attr]
            env=surroundings, capture_output=True, text=True,
        )  # fmt: skip
        assert check.returncode == 0, check.stdout + check.stderr
        assert json.loads(check.stdout)["passed"] is True
    finally:
        process.down(home)


@pytest.mark.parametrize("stem", READY)
def test_print_is_clean(stem: str) -> None:
    book = json.loads(Places().print(stem).read_text("utf-8"))
    ids = [cell["id"] for cell in book["cells"]]
    assert len(ids) == len(set(ids))
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in book["cells"])
    assert all("solution" not in cell["metadata"].get("tags", []) for cell in book["cells"])
    assert book["metadata"]["course"]["id"] == stem
    assert Places().print(stem).stat().st_size < 200_000


@pytest.mark.parametrize("stem", READY)
def test_printing_twice_gives_the_same(stem: str) -> None:
    text = Places().source(stem).read_text("utf-8")
    assert print_notebook(text) == print_notebook(text)
