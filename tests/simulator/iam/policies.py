"""Policies and requests in few words, for the tests of the evaluator."""

from __future__ import annotations

from typing import Any

from course.simulator.iam.evaluate import Policies, Principal, Request, decide
from course.simulator.iam.statement import Policy, policy_of

HERE, THERE = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{HERE}:role/ecsTaskRole"
SESSION = Principal(f"arn:aws:sts::{HERE}:assumed-role/ecsTaskRole/1a2b", role=ROLE)
USER = Principal(f"arn:aws:iam::{HERE}:user/dana")
TASKS = Principal("ecs-tasks.amazonaws.com", service=True)


def policy(*statements: dict[str, Any], version: str = "2012-10-17", name: str = "p") -> Policy:
    return policy_of(name, {"Version": version, "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trust(principal: Any, **condition: Any) -> Policy:
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **condition})


def asks(action: str, resource: str = "*", principal: Principal = SESSION, **context: Any) -> Request:
    """`aws__SourceIp=…` is the key aws:SourceIp, `aws__RequestTag_slash_team=…` aws:RequestTag/team."""
    keys = {key.replace("__", ":").replace("_slash_", "/").casefold(): value for key, value in context.items()}
    return Request(principal, action, resource, keys)


def allowed(request: Request, *identity: Policy, **more: Any) -> bool:
    return decide(request, Policies(identity=identity, **more)).allowed
