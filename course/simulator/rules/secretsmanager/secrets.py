"""Secrets: names, values, and what can be done with one that is marked for deletion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("secretsmanager")

API = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_{}.html"
SEEN = "https://github.com/localstack/localstack/blob/main/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json"
MOTO = "https://github.com/getmoto/moto/blob/master/moto/secretsmanager/models.py"
OF_A_SECRET = (
    "DeleteSecret",
    "DescribeSecret",
    "GetSecretValue",
    "PutSecretValue",
    "RestoreSecret",
    "RotateSecret",
    "TagResource",
    "UntagResource",
    "UpdateSecret",
)
NOT_WHILE_DELETED = ("GetSecretValue", "PutSecretValue", "RotateSecret", "TagResource", "UntagResource", "UpdateSecret")


@book.rule(
    "secret-name",
    "CreateSecret",
    code="ValidationException",
    says="Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    wording=SEEN,
    page=API.format("CreateSecret"),
    fix="Use letters, digits and -/_+=.@! only.",
)
def secret_name(asked: Asked) -> Iterator[Breach]:
    """A secret's name has letters, digits and -/_+=.@! in it, and no spaces."""
    name = asked.get("Name")
    if isinstance(name, str) and name and not re.fullmatch(r"[A-Za-z0-9/_+=.@!-]+", name):
        yield at("Name")


@book.rule(
    "secret-name-of-a-deleted-one",
    "CreateSecret",
    code="InvalidRequestException",
    says="You can't create this secret because a secret with this name is already scheduled for deletion.",
    wording=SEEN,
    page=API.format("DeleteSecret"),
    fix="Restore the secret with RestoreSecret, or delete it for good with ForceDeleteWithoutRecovery.",
)
def secret_name_of_a_deleted_one(asked: Asked, world: World) -> Iterator[Breach]:
    """A deleted secret keeps its name until its recovery window ends, 30 days as a rule."""
    secret = world.secret(str(asked.get("Name")))
    if secret is not None and secret.get("DeletedDate"):
        yield at("Name")


@book.rule(
    "secret-there",
    *OF_A_SECRET,
    code="ResourceNotFoundException",
    says="Secrets Manager can't find the specified secret.",
    wording=SEEN,
    page=API.format("DescribeSecret"),
    fix="Create the secret first, or mend its name or ARN.",
)
def secret_there(asked: Asked, world: World) -> Iterator[Breach]:
    """A secret that is asked for exists."""
    # forced deletion of what is not there is no error (API reference, DeleteSecret)
    if world.secret(str(asked.get("SecretId"))) is None and not asked.get("ForceDeleteWithoutRecovery"):
        yield at("SecretId")


@book.rule(
    "secret-marked-for-deletion",
    *NOT_WHILE_DELETED,
    code="InvalidRequestException",
    says="You can't perform this operation on the secret because it was marked for deletion.",
    wording=SEEN,
    page=API.format("RestoreSecret"),
    fix="Restore the secret first, with RestoreSecret.",
)
def secret_marked_for_deletion(asked: Asked, world: World) -> Iterator[Breach]:
    """A secret that waits for its deletion can only be described and restored."""
    secret = world.secret(str(asked.get("SecretId")))
    if secret is not None and secret.get("DeletedDate"):
        yield at("SecretId")


@book.rule(
    "secret-deleted-once",
    "DeleteSecret",
    code="InvalidRequestException",
    says="You can't perform this operation on the secret because it was already scheduled for deletion.",
    wording=PARAPHRASED,
    page=API.format("DeleteSecret"),
    fix="Wait for the recovery window to end, or delete it for good with ForceDeleteWithoutRecovery.",
)
def secret_deleted_once(asked: Asked, world: World) -> Iterator[Breach]:
    """A secret that waits for its deletion cannot be deleted again, unless by force."""
    secret = world.secret(str(asked.get("SecretId")))
    if secret is not None and secret.get("DeletedDate") and not asked.get("ForceDeleteWithoutRecovery"):
        yield at("SecretId")


@book.rule(
    "recovery-window",
    "DeleteSecret",
    code="InvalidParameterException",
    says="The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    wording=MOTO,
    page=API.format("DeleteSecret"),
    fix="Choose 7 to 30 days, or ForceDeleteWithoutRecovery alone.",
)
def recovery_window(asked: Asked) -> Iterator[Breach]:
    """A deleted secret can be restored for 7 to 30 days."""
    days = asked.get("RecoveryWindowInDays")
    if isinstance(days, int) and not 7 <= days <= 30:
        yield at("RecoveryWindowInDays")


@book.rule(
    "recovery-or-force",
    "DeleteSecret",
    code="InvalidParameterException",
    says="You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    wording=MOTO,
    page=API.format("DeleteSecret"),
    fix="Keep one of the two.",
)
def recovery_or_force(asked: Asked) -> Iterator[Breach]:
    """A secret is deleted either at once or with a recovery window."""
    if asked.get("ForceDeleteWithoutRecovery") is True and asked.get("RecoveryWindowInDays") is not None:
        yield at("RecoveryWindowInDays")


@book.rule(
    "one-secret-value",
    "CreateSecret",
    "PutSecretValue",
    "UpdateSecret",
    code="InvalidParameterException",
    says="You can't specify both a binary secret value and a string secret value in the same secret.",
    wording=PARAPHRASED,
    page=API.format("PutSecretValue"),
    fix="Keep SecretString, or SecretBinary for what is no text.",
)
def one_secret_value(asked: Asked) -> Iterator[Breach]:
    """A secret's value is text or bytes, not both."""
    if asked.get("SecretString") is not None and asked.get("SecretBinary") is not None:
        yield at("SecretBinary")


@book.rule(
    "some-secret-value",
    "PutSecretValue",
    code="InvalidRequestException",
    says="You must provide either SecretString or SecretBinary.",
    wording=PARAPHRASED,
    page=API.format("PutSecretValue"),
    fix="Give the value, in SecretString.",
)
def some_secret_value(asked: Asked) -> Iterator[Breach]:
    """A new version of a secret has a value."""
    if asked.get("SecretString") is None and asked.get("SecretBinary") is None:
        yield at("SecretString")
