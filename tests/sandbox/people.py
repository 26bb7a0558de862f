"""Users with keys, and sessions of roles, in a test's own account."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

Aws = Callable[..., Any]
VERSION = "2012-10-17"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": VERSION, "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trust(principal: Any, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole", **more}


def trusting(account: str) -> str:
    """A trust policy that lets an account's principals assume the role."""
    return document(trust({"AWS": f"arn:aws:iam::{account}:root"}))


@dataclass
class People:
    """Makes them, and clients that act as they do."""

    aws: Aws
    account: str

    @property
    def root(self) -> str:
        return f"arn:aws:iam::{self.account}:root"

    def user(self, name: str, *statements: dict[str, Any], **more: Any) -> Aws:
        """A user with an inline policy of these statements; clients with the user's key."""
        iam = self.aws("iam")
        iam.create_user(UserName=name, **more)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
        return lambda service, **where: self.aws(service, key=key, **where)

    def role(self, name: str, *statements: dict[str, Any], trusts: Any = None, **more: Any) -> str:
        """A role with an inline policy of these statements, which the account (or `trusts`) may assume; its ARN."""
        iam = self.aws("iam")
        trusted = trusts if isinstance(trusts, list) else [trust(trusts or {"AWS": self.root})]
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(*trusted), **more)
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
        return str(made["Role"]["Arn"])

    def session(self, role: str, by: Aws | None = None, **more: Any) -> Aws:
        """Clients with the keys of a session of this role."""
        given = (by or self.aws)("sts").assume_role(RoleArn=role, RoleSessionName="me", **more)["Credentials"]
        return lambda service, **where: self.aws(service, key=given["AccessKeyId"], **where)


def refusal(call: Callable[..., Any], /, **parameters: Any) -> tuple[int, str, str]:
    """HTTP status, code and message of a call that must be refused."""
    try:
        call(**parameters)
    except ClientError as error:
        told = error.response
        return told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"], told["Error"]["Message"]
    raise AssertionError("it was not refused")


def may(call: Callable[..., Any], /, **parameters: Any) -> bool:
    """Whether IAM lets the call through, whatever else may be wrong with it."""
    try:
        call(**parameters)
    except ClientError as error:
        return "not authorized" not in str(error)
    return True
