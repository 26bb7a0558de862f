"""ecs-course lab: JupyterLab on the learner's current day."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import webbrowser

import click

from course.app import jupyter, study
from course.app.current_day import current_day
from course.home import home


@click.command()
@click.option(
    "--browser/--no-browser", default=None, help="Open a browser, or only print the address (default: if there is one)."
)
@click.option("--day", "number", help="Open this day instead of the current one.")
def lab(browser: bool | None, number: str | None) -> None:
    """Start the sandbox and open JupyterLab on your current day; Ctrl-C stops JupyterLab."""
    learner = home()
    opened = study.open_day(number or current_day(learner))
    url = jupyter.running_url(learner, opened)
    wanted = _has_browser() if browser is None else browser
    if url:
        click.echo(f"JupyterLab runs already. Open: {url}")
        if wanted:
            webbrowser.open(url)
        return
    click.echo(f"Day {opened.facts.day}: {opened.facts.title}, in the {opened.world}. Your files: {opened.folder}")
    prepared = jupyter.server(learner, opened, browser=wanted)
    process = subprocess.Popen(prepared.command, env=prepared.environ, cwd=prepared.folder)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        _announce(learner, opened, process)
        status = process.wait()
    except KeyboardInterrupt:
        status = _wait_for_end(process)
    click.echo(
        "JupyterLab has stopped; your work is saved. The sandbox goes on (stop it with: ecs-course sandbox down)."
    )
    sys.exit(0 if status in (0, -signal.SIGINT, -signal.SIGTERM) else 3)


def _announce(learner, opened, process) -> None:  # type: ignore[no-untyped-def]
    """Print the address as soon as the server is up."""
    for _ in range(300):
        if process.poll() is not None:
            return
        if url := jupyter.running_url(learner, opened):
            click.echo(f"JupyterLab: {url}\nStop it with Ctrl-C.")
            return
        time.sleep(0.1)


def _wait_for_end(process: subprocess.Popen[bytes]) -> int:
    """JupyterLab got the Ctrl-C too and is ending; a second Ctrl-C ends it at once."""
    try:
        return process.wait(timeout=20)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        process.kill()
        return process.wait()


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
