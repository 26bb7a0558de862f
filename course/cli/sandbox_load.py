"""ecs-course sandbox load: traffic at a steady or changing rate, and what came of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from course.home import home

if TYPE_CHECKING:
    from course.dataplane.load.driver import Plan
    from course.dataplane.load.histogram import Histogram
    from course.dataplane.load.tally import Tally

SHAPES = ("constant", "ramp", "spike", "sine", "step")


@click.command()
@click.argument("target", metavar="NAME|URL")
@click.option("--rps", type=float, required=True, help="Requests a second; of a shape that changes, the most.")
@click.option("--shape", type=click.Choice(SHAPES), default="constant", show_default=True, help="How the rate goes.")
@click.option("--for", "lasts", default="30s", show_default=True, metavar="30s", help="How long: 90 (seconds), 10m.")
@click.option("--path", default="", metavar="/", help="What to ask for.")
@click.option("--method", default="GET", show_default=True, help="The HTTP method.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header; may be given again.")
@click.option("--connections", type=click.IntRange(1, 5000), default=100, show_default=True, help="At most so many.")
@click.option("--timeout", "patience", type=click.FloatRange(0.01, 3600), default=10.0, show_default=True,
              help="Seconds after which a request has failed.")  # fmt: skip
@click.option("--expect-zero-errors", is_flag=True, help="Exit status 1 if any request failed.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def load(
    target: str,
    rps: float,
    shape: str,
    lasts: str,
    path: str,
    method: str,
    headers: tuple[str, ...],
    connections: int,
    patience: float,
    expect_zero_errors: bool,
    as_json: bool,
) -> None:
    """Send requests to the load balancer NAME of your world, or to a URL, and sum up what came of them.

    Requests go out by the clock, however slow the answers are, and each one's time counts from when it was due: what users would
    have waited. Failed is what got no answer, or one of 400 and above. Ctrl-C ends the run with its summary.
    """
    from course.app.load import plan, run

    given = dict(_header(each) for each in headers)
    what = plan(
        home(), target, rps=rps, shape=shape, lasts=lasts, path=path, method=method.upper(), headers=given,
        connections=connections, patience_s=patience,
    )  # fmt: skip
    if not as_json:
        click.echo(
            f"{what.method} {what.url}: {rps:g} requests a second ({shape}) for {what.shape.seconds:g} s", err=True
        )
    line = _Line(what)
    tally = run(what, line.show)
    line.clear()
    click.echo(json.dumps({"url": what.url, **tally.as_json()}) if as_json else summary(tally))
    if expect_zero_errors and (tally.failed or not tally.answered):
        raise SystemExit(1)


def summary(tally: Tally) -> str:
    """The end of a run, in words."""
    lines = [
        f"{tally.answered} of {tally.due} requests answered in {tally.seconds:.1f} s ({tally.achieved_rps:.1f} a second), "
        f"{tally.failed} failed" + (f", {tally.unfinished} not waited for" if tally.unfinished else ""),
    ]
    lines += [f"  HTTP {status:<24} {number}" for status, number in sorted(tally.statuses.items())]
    lines += [f"  {kind:<29} {number}" for kind, number in sorted(tally.errors.items())]
    lines += [f"  version {version:<21} {number}" for version, number in sorted(tally.versions.items())]
    if tally.first_failure and tally.last_failure:
        first, last = tally.first_failure, tally.last_failure
        lines.append(f"  first failure after {first[0]:.2f} s ({first[1]}), last after {last[0]:.2f} s ({last[1]})")
    if tally.latency.count:
        found = ", ".join(f"p{percent:g} {_ms(tally.latency, percent)}" for percent in (50, 90, 95, 99, 99.9))
        lines.append(f"From due to answered: {found}, longest {tally.latency.most_us / 1000:.1f} ms")
        lines.append(
            f"This program began requests late by p50 {_ms(tally.lag, 50)}, p99 {_ms(tally.lag, 99)} "
            "(part of the times above)"
        )
    return "\n".join(lines)


class _Line:
    """One line on a terminal that is drawn over and over: on stderr, gone when it is over."""

    def __init__(self, what: Plan) -> None:
        self._shape = what.shape
        self._seen = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._before = (0.0, 0)
        self._achieved = 0.0

    def show(self, tally: Tally) -> None:
        """`12 s  200 asked, 199.6 achieved a second  p50 3.1 ms  p95 9.0 ms  p99 15.2 ms  200: 2389  v1: 2389`."""
        if not self._seen:
            return
        since, answered = self._before
        if tally.seconds - since >= 1:
            self._achieved = (tally.answered - answered) / (tally.seconds - since)
            self._before = (tally.seconds, tally.answered)
        parts = [
            f"{tally.seconds:.0f} s",
            f"{self._shape.rate(tally.seconds):.0f} asked, {self._achieved:.0f} achieved a second",
            *(f"p{percent} {_ms(tally.latency, percent)}" for percent in (50, 95, 99)),
            *(f"{status}: {number}" for status, number in sorted(tally.statuses.items())),
            *(f"{kind}: {number}" for kind, number in sorted(tally.errors.items())),
            *(f"{version}: {number}" for version, number in sorted(tally.versions.items())),
        ]
        room = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r{'  '.join(parts)[:room]}\x1b[K")
        sys.stderr.flush()

    def clear(self) -> None:
        """An empty line."""
        if self._seen:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _ms(histogram: Histogram, percent: float) -> str:
    return f"{histogram.percentile(percent) / 1000:.1f} ms"


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (colon and name.strip() and name.isprintable() and value.isprintable()):
        raise click.UsageError(f"{text!r} is no header; write it like 'X-Name: value'.")
    return name.strip(), value.strip()
