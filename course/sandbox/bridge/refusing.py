"""The rules of what AWS refuses, asked before a call reaches moto: by the engine in the server, by moto in-process."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model

from course.sandbox.call import CALL, Call, Environ
from course.sandbox.entry import read_body
from course.sandbox.refusal import Answer, refuse
from course.simulator.rules import Refusal, judges, refusal

SERVICES = {
    # signing name → boto3's name, where they differ
    "elasticloadbalancing": "elbv2",
}
JSON_PROTOCOL = frozenset({"ecs", "ecr", "application-autoscaling", "logs", "secretsmanager", "ssm"})
CLASSIC_BALANCERS = "2012-06-01"
"""The API version of classic load balancers, whose operations share their names with the new ones'."""


def refused(environ: Environ) -> Answer | None:
    """The refusal of a call that has come to the server, None when moto may have it. The body stays to be read."""
    call: Call = environ[CALL]
    service = SERVICES.get(call.service, call.service)
    if not call.operation or not judges(service, call.operation):
        return None
    asked = _asked(environ, service, call.operation)
    if asked is None:
        return None
    found = judged(service, call.operation, asked, call.account, call.region)
    if found is None:
        return None
    return refuse(environ, found.code, found.message, f"{found.status} {HTTPStatus(found.status).phrase}")


def _asked(environ: Environ, service: str, operation: str) -> Mapping[str, Any] | None:
    """The request's parameters, None where they cannot be read: then moto says what is wrong with them."""
    body = read_body(environ)
    try:
        if service in JSON_PROTOCOL:
            asked = json.loads(body or b"{}")
            return asked if isinstance(asked, dict) else None
        values = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if service == "elbv2" and values.get("Version") == CLASSIC_BALANCERS:
            return None
        return _from_query(service, operation, values)
    except (ValueError, KeyError):
        return None


def parameters_of(environ: Environ, service: str, operation: str) -> Mapping[str, Any]:
    """The parameters of any call that speaks JSON or the query protocol; {} of others, and where they cannot be read."""
    body, kind = read_body(environ), environ.get("CONTENT_TYPE", "")
    service = {**SERVICES, "monitoring": "cloudwatch"}.get(service, service)
    try:
        if "x-amz-json" in kind:
            asked = json.loads(body or b"{}")
            return asked if isinstance(asked, dict) else {}
        text = (
            body.decode() if kind.startswith("application/x-www-form-urlencoded") else environ.get("QUERY_STRING", "")
        )
        values = dict(parse_qsl(text, keep_blank_values=True))
        return _from_query(service, operation, values) if "Action" in values else {}
    except (ValueError, KeyError):
        return {}


def _from_query(service: str, operation: str, values: dict[str, str]) -> dict[str, Any]:
    model = get_service_model(service)
    parser = PROTOCOL_PARSERS["ec2" if service == "ec2" else "query"](model.operation_model(operation))
    parsed: dict[str, Any] = parser.parse({"values": values})
    return parsed


def judged(service: str, operation: str, asked: Mapping[str, Any], account: str, region: str) -> Refusal | None:
    """AWS's refusal of a call with these parameters, None when it breaks no rule."""
    from course.sandbox.bridge.known import (
        KnownWorld,
    )  # it needs services of moto, which load lightly and later than this

    try:
        return refusal(service, operation, asked, KnownWorld(account, region))
    except Exception:  # a rule that fails is our fault and must not stand in the way of a call that may be right
        traceback.print_exc()
        return None


def refused_in_process(response: Any) -> tuple[int, dict[str, str], str] | None:
    """The refusal of a call that moto has read itself, as moto's answers are; None when it may answer."""
    service, operation = response.boto3_service_name, response._get_action()
    if not operation or not judges(service, operation):
        return None
    asked = response._get_params() if response.automated_parameter_parsing else json.loads(response.body or "{}")
    found = judged(service, operation, asked, response.current_account, response.region)
    if found is None:
        return None
    told = {
        CALL: Call("", response.region, service, operation),
        "CONTENT_TYPE": response.headers.get("Content-Type", ""),
    }
    _, headers, body = refuse(told, found.code, found.message)
    return found.status, dict(headers) | {"status": str(found.status)}, body.decode()
