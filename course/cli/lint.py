"""ecs-course lint: what AWS would refuse, before anything is sent."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import click

from course.model.errors import UsageProblem


@click.command()
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "junit"]), default="text", help="How to print it."
)
@click.option("--rule", "only", multiple=True, metavar="ID", help="Only this rule; may be given again.")
@click.option("--ignore", "ignored", multiple=True, metavar="ID", help="Without this rule; may be given again.")
@click.option("--skip-others", is_flag=True, help="Pass over JSON files that hold nothing for lint.")
@click.option("--list", "listing", is_flag=True, help="List all rules.")
def lint(
    files: tuple[str, ...], form: str, only: tuple[str, ...], ignored: tuple[str, ...], skip_others: bool, listing: bool
) -> None:
    """Find what AWS would refuse in task definitions, services, CloudFormation templates and Terraform plans (JSON).

    Files named together are judged together: a service knows its task definition. `-` reads standard input.

    Exit status: 0 nothing found, 1 findings, 2 the command was not understood, 3 a file cannot be read or is of another kind.
    """
    from course.lint.as_json import as_json, rules_as_json
    from course.lint.as_text import as_text, complaint, listed
    from course.lint.form import FORM_RULES
    from course.lint.judging import judge
    from course.simulator.rules import all_rules

    if listing:
        click.echo(rules_as_json(all_rules()) if form == "json" else "\n".join(listed(all_rules())))
        return
    if not files:
        raise UsageProblem("Name the files to judge, or - for standard input.", run="ecs-course lint --help")
    if only or ignored:
        _known((*only, *ignored), {*(rule.id for rule in all_rules()), *(rule.id for rule in FORM_RULES.values())})
    judgement = judge(files, only, ignored, skip_others)
    if form == "text":
        click.echo("\n".join(as_text(judgement)))
    elif form == "json":
        click.echo(as_json(judgement))
    elif form == "sarif":
        from course.lint.as_sarif import as_sarif

        click.echo(as_sarif(judgement))
    else:
        from course.lint.as_junit import as_junit

        click.echo(as_junit(judgement))
    for each in judgement.not_read:
        click.echo(complaint(each), err=True)
    for fault in judgement.faults:
        told = f"the rule {fault.rule} failed on {fault.subject} ({fault.error}). The fault is ours; --ignore passes it over."
        click.echo(f"{fault.file}: {told}", err=True)
    raise SystemExit(judgement.exit_status)


def _known(names: Iterable[str], rules: set[str]) -> None:
    """UsageProblem for a rule that does not exist."""
    for name in names:
        if name not in rules:
            near = difflib.get_close_matches(name, rules, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise UsageProblem(f"There is no rule {name}.{meant}", run="ecs-course lint --list")
