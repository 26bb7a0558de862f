"""The course's errors in a real IPython and in a batch run: one sentence, and the cell fails."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from course.home import CHECKOUT
from course.model.errors import UsageProblem
from course.notebook.day import Day
from tests.notebook.samples import Opened

CELLS = ["from tests.notebook.samples import day\nd = day()\nd", "d.check()", "d.hint('unknown')", "print('never')"]


def test_the_sentence_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.user_ns["d"] = Day(Opened())
    result = shell.run_cell("d.hint('unknown')")
    assert isinstance(result.error_in_exec, UsageProblem)
    assert capsys.readouterr().out.strip() == "Day 8 has no criterion unknown.\nRun: ecs-course check 8"


def test_a_batch_run_stops_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    client = NotebookClient(book, kernel_name="python3", timeout=60, resources={"metadata": {"path": str(tmp_path)}})
    with pytest.raises(CellExecutionError, match="Day 8 has no criterion unknown"):
        client.execute()
    panel, card, problem, never = (cell.outputs for cell in book.cells)
    assert panel[0]["data"]["text/plain"].startswith("Day 8: Clusters and capacity providers")
    assert "2 of 12 points" in card[0]["data"]["text/plain"]
    assert problem[0]["traceback"] == ["Day 8 has no criterion unknown.\nRun: ecs-course check 8"]
    assert never == []
