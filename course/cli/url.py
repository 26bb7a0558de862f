"""ecs-course url: the address at which a load balancer opens on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from course.home import home


@click.command()
@click.argument("name")
@click.option(
    "--name", "by_name", is_flag=True, help="Print it by the load balancer's DNS name: for browsers and curl."
)
@click.option("--port", type=click.IntRange(1, 65535), help="Of the listener on this port; the first one without it.")
@click.option("--json", "as_json", is_flag=True, help="Print all listeners as JSON.")
def url(name: str, by_name: bool, port: int | None, as_json: bool) -> None:
    """Print the address of the load balancer NAME, in a form that every program can open: curl "$(ecs-course url web)".

    Browsers and curl also open its DNS name; Python, Node and Java do not know *.localhost.
    """
    from course.app.urls import addresses

    found = addresses(home(), name)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=2))
        return
    wanted = [each for each in found if port in (None, each.port)]
    if not wanted:
        ports = ", ".join(str(each.port) for each in found)
        raise click.UsageError(f"{name} has no listener on port {port} (there: {ports}).")
    first = wanted[0]
    if first.trouble:
        click.echo(f"Note: {first.trouble}", err=True)
    click.echo(first.url if by_name or not first.local else first.local)
