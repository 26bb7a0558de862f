"""Layer 6: the terminal face. Sub-commands are imported only when they are called."""

from __future__ import annotations

import sys


def main() -> None:
    """The program `ecs-course`. Exit status: 0 all passed, 1 something failed, 2 usage, 3 not run or not ready, 4 our fault."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    from course.app.steps import shown_by
    from course.cli.bar import bar
    from course.cli.commands import program

    shown_by(bar)
    program.main(prog_name="ecs-course")
