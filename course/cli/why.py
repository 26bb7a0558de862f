"""ecs-course why: can one thing reach another, and why not."""

from __future__ import annotations

import json
from pathlib import Path

import click

from course.app.steps import step
from course.home import home


@click.command()
@click.argument("source")
@click.argument("destination")
@click.option("--port", type=click.IntRange(1, 65535), help="Where the destination listens, if nothing else says so.")
@click.option("--all-subnets", is_flag=True, help="Tell the way from every subnet, not only the worst.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def why(source: str, destination: str, port: int | None, all_subnets: bool, as_json: bool) -> None:
    """Say hop by hop whether SOURCE can reach DESTINATION, what stops it, what to change, and how to see it yourself.

    \b
    SOURCE       a service (web, shop/web), a task's id, a load balancer, eni-…, i-…, internet
    DESTINATION  a service of AWS (ecr, s3, logs, secretsmanager, …), internet, a host (ghcr.io), a service,
                 a task, a load balancer, tg:NAME, db:NAME, 10.0.1.5:3306, subnet-…/sg-…
    One name for two things: service:web, lb:web, task:…, aws:logs, host:…

    It only looks, in the sandbox and in a real account alike. Exit status: 0 reachable, 1 not, 2 not understood, 3 the world is
    not ready.
    """
    from course.app.entrance import ready_world
    from course.reachability.why import why as asked
    from course.world.look import Look

    ready = ready_world(home(), start=False)
    with step("Looking at the network"):
        answer = asked(Look(Path("."), ready.client, world=ready.world.words), source, destination, port or 0)
    if as_json:
        click.echo(json.dumps(answer.as_json(), indent=2, ensure_ascii=False))
    else:
        from course.app.why_words import why_words

        click.echo(why_words(answer, world=ready.world.words, every=all_subnets))
    raise SystemExit(0 if answer.ok else 1)
