"""ecs-course quiz: single questions for scripts, listed, shown, and their answers graded."""

from __future__ import annotations

import json
import sys

import click

from course.cli.exchange import export_, import_
from course.home import home
from course.model.errors import UsageProblem

LIMIT_BYTES = 1_000_000
"""What is read of standard input; an answer is refused long before."""
SEED = click.option(
    "--seed", type=int, default=0, show_default=True, help="Decides the order of options, and the variant."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def quiz() -> None:
    """Single questions for scripts: list, show, grade an answer (nothing is recorded unless you say so); export and import."""


quiz.add_command(export_)
quiz.add_command(import_)


@quiz.command("list")
@click.option("--topic", "topics", multiple=True, help="Only this topic; may be given again.")
@click.option("--level", "levels", multiple=True, help="beginner, intermediate or advanced; may be given again.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given again.")
@click.option("--day", "days", multiple=True, type=int, help="Only questions of this day; may be given again.")
@JSON
def list_(
    topics: tuple[str, ...], levels: tuple[str, ...], kinds: tuple[str, ...], days: tuple[int, ...], as_json: bool
) -> None:
    """List the questions: id, topic, level, kind and prompt. With --json one array of objects."""
    from course.app.quizzing import entry_json, listed
    from course.app.showing import count

    found = listed(home(), topics=topics, levels=levels, kinds=kinds, days=days)
    if as_json:
        click.echo(json.dumps([entry_json(question) for question in found], indent=1, ensure_ascii=False))
        return
    wide = max((len(question.id) for question in found), default=0)
    for question in found:
        prompt = " ".join(question.ask.split())
        shown = prompt if len(prompt) <= 90 else f"{prompt[:89]}…"
        click.echo(f"{question.id:<{wide}}  {question.topic}, {question.level}, {question.kind}  {shown}")
    click.echo(f"{count(len(found), 'question')}.", err=True)


@quiz.command()
@click.argument("id")
@SEED
@click.option("--after", default="", metavar="LETTERS", help="Of a scenario: the step that follows these choices.")
@JSON
def show(id: str, seed: int, after: str, as_json: bool) -> None:
    """Show a question, without what answers it. The same seed shows the same letters to `quiz answer`."""
    from course.app.question_words import question_words
    from course.app.quizzing import asked_for, shown_json
    from course.quiz.typing import answer_of

    asked = asked_for(home(), id, seed)
    if as_json:
        click.echo(json.dumps(shown_json(asked), indent=1, ensure_ascii=False, default=str))
    else:
        before = answer_of(after, asked) if after and asked.question.kind == "scenario" else ()
        click.echo(question_words(asked, 1, 1, before=before))


@quiz.command()
@click.argument("id")
@SEED
@click.option("--record", "keep", is_flag=True, help="Write the answer into your progress, as a quiz does.")
@JSON
def answer(id: str, seed: int, keep: bool, as_json: bool) -> None:
    """Grade an answer, read from standard input: as one types it (letters as `quiz show` shows them), or JSON.

    JSON is in the bank's own positions, which `quiz show --json` names. Exit status: 0 right, 1 not right, 2 not understood.
    """
    from course.app.question_words import graded_words
    from course.app.quizzing import asked_for, graded, graded_json

    own = home()
    asked = asked_for(own, id, seed)
    verdict, note = graded(own, asked, _input(), keep=keep)
    if as_json:
        click.echo(json.dumps(graded_json(verdict, asked), indent=1, ensure_ascii=False, default=str))
    else:
        click.echo(graded_words(verdict, asked))
    if note:
        click.echo(f"Note: {note}", err=True)
    raise SystemExit(0 if verdict.right else 1)


def _input() -> str:
    content = sys.stdin.buffer.read(LIMIT_BYTES + 1)
    if len(content) > LIMIT_BYTES:
        raise UsageProblem("The answer is larger than 1 MB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageProblem(f"The answer is no text in UTF-8 (byte {error.start}).") from None
