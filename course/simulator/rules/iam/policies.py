"""Policies that say what a role may do: what does not belong into them, how large they may be, and when they stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.iam.documents import GUIDE, actions, api, document_text, probed, statements
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("iam")

MALFORMED = "MalformedPolicyDocument"
MANAGED = ("CreatePolicy", "CreatePolicyVersion")
IDENTITY = (*MANAGED, "PutRolePolicy", "PutUserPolicy", "PutGroupPolicy")
TRUST = ("CreateRole", "UpdateAssumeRolePolicy")
QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"


def size(text: str | None) -> int:
    """Characters of a document as IAM counts them: without white space."""
    return len(re.sub(r"\s", "", text or ""))


@book.rule(
    "policy-without-principal",
    *IDENTITY,
    code=MALFORMED,
    says="Policy document should not specify a principal.",
    wording=probed("identity-policy-no-principal"),
    page=GUIDE.format("reference_policies_elements_principal"),
    fix="Take Principal out: the policy is about whatever it is attached to.",
)
def policy_without_principal(asked: Asked) -> Iterator[Breach]:
    """A policy of a role is about the role, so it has no Principal; that belongs into the trust policy."""
    for statement in statements(asked):
        if "Principal" in statement or "NotPrincipal" in statement:
            yield at("PolicyDocument")


@book.rule(
    "statement-id",
    *IDENTITY,
    *TRUST,
    code=MALFORMED,
    says="Statement IDs (SID) must be alpha-numeric",
    wording=probed("policy-sid-format"),
    page=GUIDE.format("reference_policies_elements_sid"),
    fix="Use letters and digits only, for {sid}, too.",
)
def statement_id(asked: Asked) -> Iterator[Breach]:
    """A statement's Sid has letters and digits only, and {sid} has others."""
    for statement in statements(asked):
        sid = statement.get("Sid")
        if isinstance(sid, str) and not re.fullmatch(r"[A-Za-z0-9]*", sid):
            yield at(document_text(asked)[0], sid=sid)


@book.rule(
    "action-of-one-service",
    *IDENTITY,
    code=MALFORMED,
    says="Action vendors (e.g., aws, ec2, etc.) must not contain wildcards.",
    wording=probed("policy-action-vendor-wildcard"),
    page=GUIDE.format("reference_policies_elements_action"),
    fix="Name the service before the colon: ecs:*, for example.",
)
def action_of_one_service(asked: Asked) -> Iterator[Breach]:
    """An action names its service in full, and {action} does not."""
    for statement in statements(asked):
        for action in actions(statement):
            service, colon, _ = action.partition(":")
            if colon and ("*" in service or "?" in service):
                yield at("PolicyDocument", action=action)


@book.rule(
    "managed-policy-size",
    *MANAGED,
    code="LimitExceeded",
    says="Cannot exceed quota for PolicySize: 6144",
    wording="https://github.com/ministryofjustice/cloud-platform-environments/pull/14473",
    page=QUOTAS,
    fix="Split the policy: it has {size} characters, and 6144 are allowed.",
    status=409,
)
def managed_policy_size(asked: Asked) -> Iterator[Breach]:
    """A managed policy has at most 6144 characters, white space apart; this one has {size}."""
    if (found := size(asked.get("PolicyDocument"))) > 6144:
        yield at("PolicyDocument", size=found)


@book.rule(
    "inline-policy-size",
    "PutRolePolicy",
    code="LimitExceeded",
    says="Maximum policy size of 10240 bytes exceeded for role {role}",
    wording="https://github.com/aws-amplify/amplify-backend/issues/2615",
    page=QUOTAS,
    fix="Move statements into managed policies: it has {size} characters, and 10240 are allowed.",
    status=409,
)
def inline_policy_size(asked: Asked) -> Iterator[Breach]:
    """The inline policies of a role have at most 10240 characters, white space apart; this one alone has {size}."""
    if (found := size(asked.get("PolicyDocument"))) > 10240:
        yield at("PolicyDocument", size=found, role=asked.get("RoleName"))


@book.rule(
    "trust-policy-size",
    *TRUST,
    code="LimitExceeded",
    says="Cannot exceed quota for ACLSizePerRole: 2048",
    wording="https://github.com/kubeflow/dashboard/issues/29",
    page=QUOTAS,
    fix="Trust an account or a pattern instead of many roles: it has {size} characters, and 2048 are allowed.",
    status=409,
)
def trust_policy_size(asked: Asked) -> Iterator[Breach]:
    """A trust policy has at most 2048 characters, white space apart; this one has {size}."""
    if (found := size(document_text(asked)[1])) > 2048:
        yield at(document_text(asked)[0], size=found)


@book.rule(
    "policy-there",
    "GetPolicy",
    "DeletePolicy",
    "CreatePolicyVersion",
    "ListPolicyVersions",
    code="NoSuchEntity",
    says="Policy {arn} was not found.",
    wording="https://github.com/localstack/localstack/blob/main/tests/aws/services/iam/test_iam.snapshot.json",
    page=api("GetPolicy"),
    fix="Look the ARN up with ListPolicies.",
    status=404,
)
def policy_there(asked: Asked, world: World) -> Iterator[Breach]:
    """A policy that is asked for exists, and there is no {arn}."""
    arn = str(asked.get("PolicyArn"))
    if f":iam::{world.account}:policy/" in arn and world.policy(arn) is None:
        yield at("PolicyArn", arn=arn)


@book.rule(
    "policy-in-use",
    "DeletePolicy",
    code="DeleteConflict",
    says="Cannot delete a policy attached to entities.",
    wording=PARAPHRASED,
    page=api("DeletePolicy"),
    fix="Detach the policy from its roles first.",
    status=409,
)
def policy_in_use(asked: Asked, world: World) -> Iterator[Breach]:
    """A policy that is attached to something cannot be deleted."""
    policy = world.policy(str(asked.get("PolicyArn")))
    if policy is not None and policy.get("AttachmentCount"):
        yield at("PolicyArn")
