"""ecs-course timeline: what happened in your world, in order."""

from __future__ import annotations

import json
import time

import click

from course.app.steps import step
from course.home import home

LOOK_S = 1.0
"""Wall seconds between two looks while following: a real account throttles who asks more often."""


@click.command()
@click.option("--service", default="", metavar="NAME", help="Only this service: web, or cluster/web.")
@click.option("--cluster", default="", metavar="NAME", help="Only this cluster.")
@click.option("--since", default="", metavar="10m", help="Only what happened in this time (90 seconds, 10m, 24h).")
@click.option("--follow", "-f", is_flag=True, help="Go on telling until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def timeline(service: str, cluster: str, since: str, follow: bool, as_json: bool) -> None:
    """Show what happened in your world, oldest first, and how it stands now. It only looks.

    Service events, tasks with stop codes, reasons and exit codes, deployments, scaling, alarms, target health. It reads describe
    calls, so it works on a real account too; AWS forgets a stopped task after about an hour.
    """
    from course.app.chronicle import Chronicle, News
    from course.app.entrance import ready_world

    learner = home()
    chronicle = Chronicle(learner, ready_world(learner, start=False))
    with step("Reading what happened"):
        now = chronicle.timeline(service=service, cluster=cluster, since=since)
    news = News()
    new = news.of(now)
    if as_json:
        for entry in new:
            click.echo(json.dumps(entry.as_json(), ensure_ascii=False))
    else:
        from course.app.timeline_words import timeline_words

        click.echo(timeline_words(now))
    said = _notes(now.notes, ())
    try:
        while follow:
            time.sleep(LOOK_S)
            now = chronicle.timeline(service=service, cluster=cluster, since=since)
            for entry in news.of(now):
                if as_json:
                    click.echo(json.dumps(entry.as_json(), ensure_ascii=False))
                else:
                    from course.app.timeline_words import line
                    from course.timeline.runs import Run

                    click.echo(line(Run([entry]), now))
            said = _notes(now.notes, said)
    except KeyboardInterrupt:
        return


def _notes(notes: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    """Say notes, each once."""
    for note in notes:
        if note not in said:
            click.echo(f"Note: {note}", err=True)
    return (*said, *notes)
