"""ecs-course quiz: the question bank in the terminal, for people and for programs."""

from __future__ import annotations

import click

from course.cli.exchange import export_, import_


@click.group()
def quiz() -> None:
    """The questions: export them to other programs, import your own."""


quiz.add_command(export_)
quiz.add_command(import_)
