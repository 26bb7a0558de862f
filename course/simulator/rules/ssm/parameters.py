"""Parameters: their names and hierarchies, and how long their values may be in each tier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ssm")

PUT = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"
NAMES = "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html"
TIERS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
STANDARD, ADVANCED = 4096, 8192


def probed(rule: str) -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/ssm/pf-ssm-{rule}/rule.rego"


def name_of(asked: Asked) -> str:
    """The parameter's name; the service drops spaces around it. "" for what is no name."""
    name = asked.get("Name")
    return name.strip() if isinstance(name, str) else ""


@book.rule(
    "parameter-name-qualified",
    "PutParameter",
    code="ValidationException",
    says="Parameter name must be a fully qualified name.",
    wording=PARAPHRASED,
    page=PUT,
    fix="Begin the name with a slash: /{name}.",
)
def parameter_name_qualified(asked: Asked) -> Iterator[Breach]:
    """A name with slashes in it begins with one."""
    name = name_of(asked)
    if "/" in name and not name.startswith(("/", "arn:")):
        yield at("Name", name=name)


@book.rule(
    "parameter-name-no-arn",
    "PutParameter",
    code="ValidationException",
    says="Parameter ARN is not supported for this operation",
    wording=PARAPHRASED,
    page=PUT,
    fix="Give the name alone.",
)
def parameter_name_no_arn(asked: Asked) -> Iterator[Breach]:
    """A parameter is made under its name, not under an ARN."""
    if name_of(asked).startswith("arn:"):
        yield at("Name")


@book.rule(
    "parameter-name-end",
    "PutParameter",
    code="ValidationException",
    says="Parameter name must not end with slash.",
    wording=probed("parameter-name"),
    page=NAMES,
    fix="Take the last slash away.",
)
def parameter_name_end(asked: Asked) -> Iterator[Breach]:
    """A parameter's name does not end with a slash: that would be a path."""
    if len(name_of(asked)) > 1 and name_of(asked).endswith("/"):
        yield at("Name")


@book.rule(
    "parameter-name-characters",
    "PutParameter",
    code="ValidationException",
    says='Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of'
    " sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3"
    " symbols .-_",
    wording="https://github.com/getmoto/moto/blob/master/moto/ssm/models.py",
    page=NAMES,
    fix="Use letters, digits and .-_ between the slashes.",
)
def parameter_name_characters(asked: Asked) -> Iterator[Breach]:
    """A parameter's name has letters, digits and .-_ between its slashes."""
    name = name_of(asked).removeprefix("/").removesuffix("/")
    if name and not name.startswith("arn:") and not re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*", name):
        yield at("Name")


@book.rule(
    "parameter-hierarchy",
    "PutParameter",
    code="HierarchyLevelLimitExceededException",
    says="A hierarchy can have a maximum of 15 levels.",
    wording="botocore ssm HierarchyLevelLimitExceededException",
    page=NAMES,
    fix="Shorten the path: it has {levels} parts.",
)
def parameter_hierarchy(asked: Asked) -> Iterator[Breach]:
    """A path of parameters is at most fifteen levels deep, and this one has {levels} parts."""
    levels = name_of(asked).strip("/").count("/") + 1
    if levels > 16:  # fifteen levels and, to be sure, the name itself
        yield at("Name", levels=levels)


@book.rule(
    "parameter-value-length",
    "PutParameter",
    code="ValidationException",
    says="{tier} parameters support a maximum parameter value of {limit} characters.{hint}",
    wording=probed("parameter-tier"),
    page=TIERS,
    fix="Shorten the value to {limit} characters, or choose a higher tier; what is larger belongs into Secrets Manager.",
)
def parameter_value_length(asked: Asked, world: World) -> Iterator[Breach]:
    """A value has at most 4096 characters in the standard tier and 8192 in the advanced one; this one has {length}."""
    value = asked.get("Value")
    length = len(value) if isinstance(value, str) else 0
    if length <= STANDARD:
        return
    there = world.parameter(name_of(asked))
    tier = asked.get("Tier") or (there or {}).get("Tier") or "Standard"
    if length > ADVANCED:
        yield at("Value", tier="Advanced-tier", limit=ADVANCED, length=length, hint="")
    elif tier == "Standard":
        hint = " To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
        yield at("Value", tier="Standard tier", limit=STANDARD, length=length, hint=hint)


@book.rule(
    "parameter-policies-tier",
    "PutParameter",
    code="ValidationException",
    says="You can't assign parameter policies to a standard-parameter tier.",
    wording=probed("parameter-tier"),
    page=TIERS,
    fix="Set Tier to Advanced, or leave Policies out.",
)
def parameter_policies_tier(asked: Asked) -> Iterator[Breach]:
    """Only advanced parameters have policies, such as an expiry."""
    if asked.get("Policies") and asked.get("Tier") == "Standard":
        yield at("Policies")


@book.rule(
    "parameter-pattern",
    "PutParameter",
    code="ParameterPatternMismatchException",
    says="Parameter value, cannot be validated against allowedPattern: {pattern}",
    wording=probed("parameter-allowed-pattern"),
    page=PUT,
    fix="Give a value that matches the pattern, or mend the pattern.",
)
def parameter_pattern(asked: Asked) -> Iterator[Breach]:
    """A value matches the pattern that the parameter allows."""
    pattern, value = asked.get("AllowedPattern"), asked.get("Value")
    if isinstance(pattern, str) and pattern and isinstance(value, str) and asked.get("Type") != "StringList":
        try:
            matches = re.search(pattern, value) is not None
        except re.error:  # a form that Java knows and Python does not
            matches = True
        if not matches:
            yield at("AllowedPattern", pattern=pattern)


@book.rule(
    "parameter-key",
    "PutParameter",
    code="ValidationException",
    says="KeyId is required for SecureString type parameter only.",
    wording=PARAPHRASED,
    page=PUT,
    fix="Set Type to SecureString, or leave KeyId out.",
)
def parameter_key(asked: Asked) -> Iterator[Breach]:
    """Only a SecureString is encrypted with a key of yours."""
    if asked.get("KeyId") and asked.get("Type") in ("String", "StringList"):
        yield at("KeyId")
