"""Secrets and environment variables of a container: their names, where they come from, the files they stand in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, issue, observed
from course.simulator.rules.ecs.task_definition import containers, in_container, parts
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach

book = Book("ecs")

MOST_FILES = 10
"""Environment files of a container. API reference, ContainerDefinition."""
_PARAMETER_NAME = re.compile(r"[A-Za-z0-9_.,/-]{1,2048}")
"""What AWS's answer allows in the name of a parameter, and the slash of a path."""
_ARN = re.compile(r"arn:[\w-]+:(secretsmanager|ssm):[^:]*:[^:]*:.+")


@book.rule(
    "secret-names-unique",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Duplicate secret names found: {names}. Each secret name must be unique.",
    wording=issue("CircleCI-Public/aws-ecs-orb", 210),
    page=api("Secret"),
    fix="Remove one of the two, or rename it.",
)
def secret_names_unique(asked: Asked) -> Iterator[Breach]:
    """A secret becomes an environment variable, and of each name there is only one; twice here: {names}."""
    for place, container in containers(asked):
        times = Counter(secret.get("name") for _, secret in parts(container, "secrets"))
        twice = [str(name) for name, count in times.items() if count > 1]
        if twice:
            yield in_container(place, "secrets", names=", ".join(twice))


@book.rule(
    "secret-and-variable",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The secret name must be unique and not shared with any new or existing environment variables set on the "
    "container, such as '{name}'.",
    wording=issue("dagster-io/dagster", 11622),
    page=api("Secret"),
    fix="Remove {name} from environment, where everybody who may describe the task definition can read it.",
)
def secret_and_variable(asked: Asked) -> Iterator[Breach]:
    """A variable comes from a secret or stands in the open, not both: {name} does."""
    for place, container in containers(asked):
        variables = {variable.get("name") for _, variable in parts(container, "environment")}
        for number, secret in parts(container, "secrets"):
            if secret.get("name") in variables:
                yield in_container(place, "secrets", number, "name", name=secret.get("name"))


@book.rule(
    "secret-source",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The Systems Manager parameter name specified for secret {name} is invalid. The parameter name can be up to 2048 "
    "characters and include the following letters and symbols: a-zA-Z0-9_.-,",
    wording=issue("aws/copilot-cli", 3446),
    page=api("Secret"),
    fix="Write the full ARN of the secret (a JSON key follows after another colon), or the name of a parameter.",
)
def secret_source(asked: Asked) -> Iterator[Breach]:
    """What is not the ARN of a secret or parameter is read as a parameter's name, and {given} cannot be one."""
    for place, container in containers(asked):
        for number, secret in parts(container, "secrets"):
            given = secret.get("valueFrom")
            if given is not None and not _ARN.fullmatch(given) and not _PARAMETER_NAME.fullmatch(given):
                where = ("secrets", number, "valueFrom")
                yield in_container(place, *where, name=secret.get("name"), given=repr(given))


@book.rule(
    "environment-files-too-many",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The maximum number of environment files was exceeded. Specify ten or less and try again",
    wording=observed("environment-files-max"),
    page=api("EnvironmentFile"),
    fix="Join some of the files.",
)
def environment_files_too_many(asked: Asked) -> Iterator[Breach]:
    """A container reads at most ten environment files, and this one names {count}."""
    for place, container in containers(asked):
        count = len(container.get("environmentFiles") or ())
        if count > MOST_FILES:
            yield in_container(place, "environmentFiles", count=count)


@book.rule(
    "environment-file-arn",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid arn syntax.",
    wording=observed("environment-files-type"),
    page=api("EnvironmentFile"),
    fix="Write arn:aws:s3:::bucket/path/file.env in place of {given}.",
)
def environment_file_arn(asked: Asked) -> Iterator[Breach]:
    """An environment file is named by the ARN of its object in S3, and {given} is none."""
    for place, container in containers(asked):
        for number, file in parts(container, "environmentFiles"):
            given = file.get("value") or ""
            if not given.startswith("arn:"):
                yield in_container(place, "environmentFiles", number, "value", given=repr(given))


@book.rule(
    "credential-specs-too-many",
    "RegisterTaskDefinition",
    code="ClientException",
    says="credentialSpecs can have at most 1 items.",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Name one credential spec.",
)
def credential_specs_too_many(asked: Asked) -> Iterator[Breach]:
    """A container has at most one credential spec, and this one has {count}."""
    for place, container in containers(asked):
        count = len(container.get("credentialSpecs") or ())
        if count > 1:
            yield in_container(place, "credentialSpecs", count=count)
