"""The list of commands, and the group that imports each one late and turns the course's errors into a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from course.model.errors import CourseError


class LateGroup(click.Group):
    """A group whose commands stand as `name: (module:attribute, one line of help)`, so that help imports none of them."""

    def __init__(self, *, late: Mapping[str, tuple[str, str]], **facts: Any) -> None:
        super().__init__(**facts)
        self._late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._late:
            return None
        module, _, attribute = self._late[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in self._late.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            _say(error)
        except BrokenPipeError:
            raise SystemExit(0) from None  # `| head` has seen enough


def _say(error: CourseError) -> NoReturn:
    click.echo(error.message, err=True)
    if error.run:
        click.echo(f"  Run: {error.run}", err=True)
    raise SystemExit(error.exit_code)


def _home() -> None:
    """Without a command: where the learner is. Imports late, so that it stands there at once."""
    if click.get_current_context().invoked_subcommand is None:
        from course.app.home_words import home_words
        from course.app.overview import progress

        click.echo(home_words(progress()))
        click.echo("All commands: ecs-course --help")


program = LateGroup(
    help="ECS in 30 Days: learn Amazon ECS by doing. Without a command: where you are, and the next step.",
    callback=_home,
    invoke_without_command=True,
    late={
        "start": ("course.cli.learn:start", "Set up your folder, start the sandbox, show the next step."),
        "lab": ("course.cli.lab:lab", "Start the sandbox and open JupyterLab on your current day."),
        "open": ("course.cli.learn:open_", "Open a day: your copies, and the world at the day's start."),
        "check": ("course.cli.learn:check", "Check a day's lab."),
        "hint": ("course.cli.learn:hint", "Show the next hint of a criterion."),
        "solution": ("course.cli.files:solution", "Show a lab's solution, once it is unlocked or you ask for it."),
        "apply": ("course.cli.learn:apply", "Run a lab's apply command in your folder."),
        "drill": ("course.cli.practise:drill", "Repeat what is due, and meet what is new; goes on where you stopped."),
        "exam": ("course.cli.practise:exam", "Questions against the clock, the verdicts at the end."),
        "timeline": ("course.cli.timeline:timeline", "Show what happened in your world, in order."),
        "map": ("course.cli.map:map_", "Show your world: what stands where, and in which state."),
        "why": ("course.cli.why:why", "Say whether one thing can reach another, hop by hop, and why not."),
        "url": ("course.cli.url:url", "Print the address at which a load balancer opens on this machine."),
        "exec": ("course.cli.exec:exec_", "A shell or a command in a container of a running task."),
        "lint": ("course.cli.lint:lint", "Find what AWS would refuse in your files, before you send them."),
        "quiz": ("course.cli.quiz:quiz", "Single questions for scripts: list, show, answer; export and import."),
        "reset": ("course.cli.files:reset", "Start a lab over, or all; your files go into a backup. --undo goes back."),
        "diff": ("course.cli.files:diff", "Show where your copies differ from the course's files."),
        "progress": ("course.cli.learn:progress", "Show what you have done."),
        "interview": ("course.cli.interview:interview", "A mock interview for a level, with a report; a sheet for two people."),
        "stats": ("course.cli.stats:stats", "Show what you remember, what is to come, and where to go."),
        "cards": ("course.cli.cards:cards", "List the questions you have met; put one away, bring it back; daily limits."),
        "record": ("course.cli.record:record", "Your record of passed labs: export it, verify one, print it."),
        "doctor": ("course.cli.doctor:doctor", "Say what is there, what is missing and what to run."),
        "env": ("course.cli.shell:env", "Print what leads a shell into your world."),
        "shell": ("course.cli.shell:shell", "Open a shell in your world."),
        "sandbox": ("course.cli.sandbox:sandbox", "The local AWS: up, down, status, reset, time, checkpoints."),
        "world": ("course.cli.world:world", "Choose the sandbox or a real account."),
        "dev": ("course.cli.dev:dev", "For authors: begin, check and print the content."),
    },
)  # fmt: skip
