"""ecs-course check --watch: the verdict again whenever the work changes, what changed in it, and a few keys."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from course.app import study
from course.app.words import plain
from course.model.result import Report, Status

SECONDS = 1.0
"""Between two looks."""
RULE = "─" * 60
KEYS = "h hint · c check now · q quit"


def watch(opened: study.OpenDay, report: Report, show: Callable[[Report], None], *, bare: bool = False) -> Report:
    """Look again every second until all passed, `q` or Ctrl-C; note and show a verdict where it differs. Returns the last one.

    `bare`: nothing but what `show` prints, for programs that read it.
    """
    screen = sys.stdout.isatty() and not bare
    try:
        with _keys() as pressed:
            _waiting(report, keys=pressed is not None)
            while report.exit_code:
                key = pressed(SECONDS) if pressed else _slept(SECONDS)
                if key == "q":
                    break
                if key == "h":
                    _hint(opened, report)
                    continue
                again = opened.judge()
                if key != "c" and not changes(report, again):
                    continue
                before, report = report, opened.note(again)
                if not bare:
                    _between(screen, changes(before, report))
                show(report)
                _waiting(report, keys=pressed is not None)
    except KeyboardInterrupt:
        click.echo("Stopped watching.", err=True)
    return report


def changes(before: Report, after: Report) -> list[str]:
    """What a learner would see change, one sentence for each criterion; what passed stands first."""
    known = {c.id: c for c in before.criteria}
    lines: list[tuple[bool, str]] = []
    for now in after.criteria:
        was = known.get(now.id)
        if was is None or was.status is not now.status:
            word = f", was {was.status.word}" if was else ""
            lines.append(
                (now.status is not Status.PASSED, f"{now.status.sign} {now.status.word}{word}: {plain(now.title)}")
            )
        elif (was.found, was.why) != (now.found, now.why) and now.status is not Status.PASSED:
            lines.append((True, f"{now.status.sign} found now: {plain(now.found or now.why)} ({now.id})"))
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def _slept(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _between(screen: bool, changed: list[str]) -> None:
    """A clear screen or a rule, and what changed since the last time."""
    if screen:
        click.clear()
    else:
        click.echo(f"\n{RULE}")
    click.echo(f"{datetime.now().astimezone():%H:%M:%S}  {_said(changed)}\n")


def _said(lines: list[str]) -> str:
    return (
        "\n          ".join(["Since the last look:", *lines]) if lines else "Nothing has changed since the last look."
    )


def _waiting(report: Report, *, keys: bool) -> None:
    if report.exit_code:
        click.echo(f"\nWatching your files and your world. {KEYS if keys else 'Ctrl-C stops.'}", err=True)


def _hint(opened: study.OpenDay, report: Report) -> None:
    """The next hint of the first criterion that is not there yet."""
    criterion = next((c for c in report.criteria if c.status in (Status.FAILED, Status.TIMED_OUT)), None)
    if criterion is None:
        click.echo("No criterion asks for a hint just now.")
        return
    hint = opened.hint(criterion.id)
    click.echo(f"{plain(criterion.title)}\n  Hint {hint.step} of {hint.of}: {hint.text}")


@contextmanager
def _keys() -> Iterator[Callable[[float], str] | None]:
    """Waits so long for a key, and gives it or ""; None where standard input is no terminal that can be asked like this."""
    try:
        import select
        import termios
        import tty

        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
    except (ImportError, OSError, ValueError, termios.error):
        yield None
        return

    def pressed(seconds: float) -> str:
        ready, _, _ = select.select([terminal], [], [], seconds)
        return (
            os.read(terminal, 1).decode("ascii", "replace").lower() if ready else ""
        )  # not through Python's own buffer

    try:
        tty.setcbreak(terminal)
        yield pressed
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
