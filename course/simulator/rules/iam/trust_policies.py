"""Trust policies: who may assume a role, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from course.simulator.rules.iam.documents import (
    GUIDE,
    STATEMENT,
    actions,
    api,
    document,
    document_text,
    principals,
    probed,
    statements,
)
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("iam")

BOTH = ("CreateRole", "UpdateAssumeRolePolicy")
MALFORMED = "MalformedPolicyDocument"
PRINCIPAL = GUIDE.format("reference_policies_elements_principal")
TRUST = GUIDE.format("id_roles_create_for-custom")
ACTIONS = frozenset(
    {
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:SetContext",
        "sts:SetSourceIdentity",
        "sts:TagSession",
    }
)
SERVICE = re.compile(r"[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal|aws\.dev|ic\.gov|sgov\.gov)")
"""Loose on purpose: IAM knows which services there are, we only know what their names look like."""
ACCOUNT_OR_ARN = re.compile(r"\*|\d{12}|arn:[a-z0-9-]+:(iam|sts)::[\w*-]+:.+|A[A-Z0-9]{15,}")


@book.rule(
    "trust-policy-json",
    *BOTH,
    code=MALFORMED,
    says="This policy contains invalid Json",
    wording="https://github.com/localstack/localstack/blob/main/tests/aws/services/iam/test_iam.snapshot.json",
    page=api("CreateRole"),
    fix="Mend the JSON: {problem}.",
)
def trust_policy_json(asked: Asked) -> Iterator[Breach]:
    """A trust policy is written in JSON."""
    key, text = document_text(asked)
    try:
        json.loads(text or "null")
    except ValueError as error:
        yield at(key, problem=str(error).replace("{", "(").replace("}", ")"))


@book.rule(
    "trust-policy-syntax",
    *BOTH,
    code=MALFORMED,
    says="Syntax errors in policy.",
    wording=probed("policy-statement-unknown-field"),
    page=GUIDE.format("reference_policies_grammar"),
    fix="Mend the document: {problem}.",
)
def trust_policy_syntax(asked: Asked) -> Iterator[Breach]:
    """A trust policy follows the grammar of policies: {problem}."""
    key, text = document_text(asked)
    found = document(asked)
    if text is not None and found is not None and (problem := _syntax(found)):
        yield at(key, problem=problem)


def _syntax(found: Any) -> str:
    if not isinstance(found, dict):
        return "it is not an object"
    if foreign := sorted(set(found) - {"Version", "Id", "Statement"}):
        return f"there is no element {foreign[0]}"
    if found.get("Version", "2012-10-17") not in ("2012-10-17", "2008-10-17"):
        return "its Version is neither 2012-10-17 nor 2008-10-17"
    listed = found.get("Statement")
    entries: list[Any] = listed if isinstance(listed, list) else [listed]
    if not entries or not all(isinstance(each, dict) for each in entries):
        return "it has no Statement"
    for statement in entries:
        if foreign := sorted(set(statement) - STATEMENT):
            return f"a statement has no element {foreign[0]}"
        if not isinstance(statement.get("Effect"), str):
            return "a statement has no Effect"
        if "Action" in statement and "NotAction" in statement:
            return "a statement has both Action and NotAction"
    return ""


@book.rule(
    "trust-policy-effect",
    *BOTH,
    code=MALFORMED,
    says="The policy failed legacy parsing",
    wording=probed("policy-effect-case"),
    page=GUIDE.format("reference_policies_elements_effect"),
    fix="Write Allow or Deny, with a capital letter.",
)
def trust_policy_effect(asked: Asked) -> Iterator[Breach]:
    """A statement's Effect is Allow or Deny, capital letters included."""
    for statement in statements(asked):
        if isinstance(statement.get("Effect"), str) and statement["Effect"] not in ("Allow", "Deny"):
            yield at(document_text(asked)[0])


@book.rule(
    "trust-policy-principal",
    *BOTH,
    code=MALFORMED,
    says="Missing required field Principal",
    wording=PARAPHRASED,
    page=PRINCIPAL,
    fix='Say who may assume the role: "Principal": {{"Service": "ecs-tasks.amazonaws.com"}} for tasks.',
)
def trust_policy_principal(asked: Asked) -> Iterator[Breach]:
    """Each statement of a trust policy says whom it trusts."""
    for statement in statements(asked):
        if not statement.get("Principal") and not statement.get("NotPrincipal"):
            yield at(document_text(asked)[0])


@book.rule(
    "trust-policy-resource",
    *BOTH,
    code=MALFORMED,
    says="Has prohibited field Resource",
    wording=probed("trust-policy-no-resource"),
    page=TRUST,
    fix="Take Resource out: the resource of a trust policy is the role itself.",
)
def trust_policy_resource(asked: Asked) -> Iterator[Breach]:
    """A trust policy has no Resource: it is about the role that it belongs to."""
    for statement in statements(asked):
        if "Resource" in statement or "NotResource" in statement:
            yield at(document_text(asked)[0])


@book.rule(
    "trust-policy-action",
    *BOTH,
    code=MALFORMED,
    says="AssumeRole policy may only specify STS AssumeRole actions.",
    wording=probed("trust-policy-action-sts-only"),
    page=TRUST,
    fix="Write sts:AssumeRole; what the role may do belongs into a policy that is attached to it.",
)
def trust_policy_action(asked: Asked) -> Iterator[Breach]:
    """A trust policy is about assuming the role, so {action} does not belong there."""
    for statement in statements(asked):
        for action in actions(statement):
            if action not in ACTIONS:
                yield at(document_text(asked)[0], action=action)


@book.rule(
    "trust-policy-without-action",
    *BOTH,
    code=MALFORMED,
    says="Policy statement must contain actions.",
    wording=probed("policy-action-required"),
    page=TRUST,
    fix='Add "Action": "sts:AssumeRole".',
)
def trust_policy_without_action(asked: Asked) -> Iterator[Breach]:
    """Each statement of a trust policy names the action, sts:AssumeRole as a rule."""
    for statement in statements(asked):
        if isinstance(statement.get("Effect"), str) and not actions(statement):
            yield at(document_text(asked)[0])


@book.rule(
    "trust-policy-service",
    *BOTH,
    code=MALFORMED,
    says='Invalid principal in policy: "SERVICE":"{service}"',
    wording=probed("trust-policy-service-principal"),
    page=PRINCIPAL,
    fix="Write the service's whole name: ecs-tasks.amazonaws.com for tasks, ecs.amazonaws.com for ECS itself.",
)
def trust_policy_service(asked: Asked) -> Iterator[Breach]:
    """A service is trusted under its whole name, such as ecs-tasks.amazonaws.com; {service} is none."""
    for statement in statements(asked):
        for service in principals(statement, "Service"):
            if not SERVICE.fullmatch(service):
                yield at(document_text(asked)[0], service=service)


@book.rule(
    "trust-policy-star",
    *BOTH,
    code=MALFORMED,
    says='AssumeRolepolicy contained an invalid principal: "STAR":"*".',
    wording=probed("trust-policy-principal-star-string"),
    page=PRINCIPAL,
    fix='Name whom you trust; for everybody write {{"AWS": "*"}}, and then only with a Condition.',
)
def trust_policy_star(asked: Asked) -> Iterator[Breach]:
    """A trust policy says of which kind its principals are; a star alone is not enough."""
    for statement in statements(asked):
        if statement.get("Principal") == "*":
            yield at(document_text(asked)[0])


@book.rule(
    "trust-policy-account",
    *BOTH,
    code=MALFORMED,
    says='Invalid principal in policy: "AWS":"{principal}"',
    wording=probed("trust-policy-aws-principal-format"),
    page=PRINCIPAL,
    fix="Write an account's twelve digits, or the ARN of a role or user.",
)
def trust_policy_account(asked: Asked) -> Iterator[Breach]:
    """An AWS principal is an account or an ARN, and {principal} is neither."""
    for statement in statements(asked):
        for principal in principals(statement, "AWS"):
            if not ACCOUNT_OR_ARN.fullmatch(principal):
                yield at(document_text(asked)[0], principal=principal)


@book.rule(
    "trust-policy-role-there",
    *BOTH,
    code=MALFORMED,
    says='Invalid principal in policy: "AWS":"{principal}"',
    wording=probed("trust-policy-aws-principal-format"),
    page=PRINCIPAL,
    fix="Create {principal} first, or trust the account.",
)
def trust_policy_role_there(asked: Asked, world: World) -> Iterator[Breach]:
    """A role that is trusted exists, and {principal} does not."""
    own = f":iam::{world.account}:role/"
    for statement in statements(asked):
        for principal in principals(statement, "AWS"):
            if own in principal and principal.startswith("arn:") and world.role(principal) is None:
                yield at(document_text(asked)[0], principal=principal)
