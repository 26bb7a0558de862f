"""A real JupyterLab for tests: started on a folder of its own, driven through its menus as a learner would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page, expect

from course.home import CHECKOUT

TOKEN = "for-tests-only"
SETTINGS = CHECKOUT / "course" / "notebook" / "static" / "overrides.json"


@contextmanager
def running(command: list[str], environ: dict[str, str], folder: Path, runtime: Path, log: Path) -> Iterator[str]:
    """A JupyterLab process; gives its address, with token, once it answers."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environ, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            yield _address(process, runtime, log)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    for _ in range(600):
        if process.poll() is not None:
            break
        for path in runtime.glob("jpserver-*.json"):
            try:
                facts = json.loads(path.read_text("utf-8"))
                urllib.request.urlopen(f"{facts['url']}api?token={facts['token']}", timeout=5).close()
                return f"{facts['url']}lab{{}}?token={facts['token']}"
            except (ValueError, KeyError, urllib.error.URLError):
                continue
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8')[-3000:]}")


@contextmanager
def plain_lab(root: Path) -> Iterator[str]:
    """JupyterLab on `root` with the course's settings, without the rest of the course."""
    own = root.parent / f"{root.name}-jupyter"
    runtime, settings = own / "runtime", own / "app-settings"
    for folder in (root, runtime, settings):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SETTINGS, settings / "overrides.json")
    environ = {**os.environ, "PYTHONPATH": str(CHECKOUT), **jupyter_folders(own), "JUPYTER_RUNTIME_DIR": str(runtime)}
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--port=0", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}", f"--LabApp.app_settings_dir={settings}",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with running(command, environ, root, runtime, own / "log.txt") as address:
        yield address


def jupyter_folders(own: Path) -> dict[str, str]:
    """Variables that keep a JupyterLab away from this user's own settings, trust and IPython history."""
    return {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
    }


def write_notebook(path: Path, cells: list[str]) -> None:
    """A notebook of code cells."""
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    book.cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(cells)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(book), "utf-8")


@dataclass
class Notebook:
    """An open notebook in JupyterLab."""

    page: Page
    artifacts: Path

    def open(self, address: str, path: str) -> None:
        """Open a notebook by its path below the root, in a workspace without another test's tabs."""
        self.page.goto(address.format(f"/workspaces/{Path(path).stem}/tree/{path}"))
        self.ready()

    def run_all(self) -> None:
        """Run > Run All Cells, and wait for the end."""
        self._menu("Run", "Run All Cells")
        self.page.wait_for_timeout(500)
        prompts = self.page.locator(".jp-CodeCell .jp-InputPrompt")
        expect(prompts.filter(has_text=re.compile(r"\[[* ]\]"))).to_have_count(0, timeout=30_000)
        self._idle()

    def restart(self) -> None:
        """Kernel > Restart Kernel…, confirmed."""
        self._menu("Kernel", "Restart Kernel…")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.page.wait_for_timeout(500)
        self._idle()

    def save(self) -> None:
        """File > Save Notebook, as Ctrl-S and the autosave do; waits until it is saved."""
        self._menu("File", "Save Notebook")
        expect(self.page.locator(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty")).to_have_count(0)

    def reload(self) -> None:
        """Reload the page."""
        self.page.reload()
        self.ready()

    def theme(self, name: str) -> None:
        """Settings > Theme."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-item", has_text=re.compile("^Theme")).click()
        self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()
        light = "true" if "Light" in name else "false"
        expect(self.page.locator(f'body[data-jp-theme-light="{light}"]')).to_be_attached()
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)

    def output(self, cell: int) -> Locator:
        """What we draw below a cell."""
        return self.page.locator(".jp-CodeCell").nth(cell).locator(".ecs-root")

    def picture(self, locator: Locator, name: str) -> None:
        """Keep a screenshot for people to look at."""
        locator.scroll_into_view_if_needed()
        locator.screenshot(path=self.artifacts / f"{name}.png")

    def _menu(self, menu: str, item: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).first.click()
        self.page.locator(".lm-Menu").get_by_role("menuitem", name=item).first.click()

    def ready(self) -> None:
        """Wait until the notebook is drawn and its kernel answers."""
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)
        self._idle()

    def _idle(self) -> None:
        # without a kernel the status bar says "No Kernel | …", and running a cell asks which one to take
        expect(self.page.get_by_text(re.compile(r"Python 3.*\| Idle"))).to_be_visible(timeout=30_000)


def axe_finds(page: Page, axe: Path) -> list[dict[str, Any]]:
    """What axe-core finds in all that the course draws on the page, and text whose contrast it could not work out.

    Only what lasts counts: a new theme's colours arrive one style sheet after the other.
    """
    page.evaluate(axe.read_text("utf-8"))
    for _ in range(5):
        found: dict[str, Any] = page.evaluate(AXE_RUN)
        if not found["problems"]:
            break
        page.wait_for_timeout(500)
    assert "color-contrast" in found["passes"], "axe took what we draw for hidden and looked at nothing"
    return list(found["problems"])


# axe-core cannot tell the background of any <textarea>, however plain: tests that show one compare its colours themselves.
# JupyterLab's <body> has no height, and axe takes whatever lies outside a clipped <body> for hidden: give it one.
AXE_RUN = """async () => {
  document.body.style.height = "100vh";
  const found = await axe.run({ include: [[".ecs-root"]] });
  document.body.style.height = "";
  const unsure = found.incomplete.map((rule) => ({
    ...rule, nodes: rule.nodes.filter((node) => !node.html.startsWith("<textarea")
      && !node.any.some((why) => why.message.includes("non-text characters"))),
  }));
  return {
    passes: found.passes.map((rule) => rule.id),
    problems: [...found.violations, ...unsure.filter((rule) => rule.nodes.length)]
      .map((rule) => ({ rule: rule.id, where: rule.nodes.map((node) => node.html.slice(0, 200)) })),
  };
}"""
