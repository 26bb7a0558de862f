"""An AWS call made inside the sandbox: the same operation, through the same code, as if a client had made it.

CloudFormation makes its resources so. Such a call stands in no journal: the call that made it does, and makes it again.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from moto.core.request import Request
from moto.core.utils import get_service_model

from course.sandbox.bridge.in_process import in_server
from course.sandbox.bridge.refusing import judged

PACKAGES = {
    # botocore's name of a service that speaks JSON, or of EC2 → moto's package
    "application-autoscaling": "applicationautoscaling",
    "cloudwatch": "cloudwatch",
    "ecr": "ecr",
    "ec2": "ec2",
    "ecs": "ecs",
    "secretsmanager": "secretsmanager",
    "servicediscovery": "servicediscovery",
}


STACK_TAGS = "aws:cloudformation:"
"""Tags that CloudFormation hangs on what it makes. AWS may use keys that begin with aws:, those who ask it may not."""


class Refused(Exception):
    """The service refused the call: its error's code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Place:
    """The account and region in which calls are made."""

    account: str
    region: str

    def call(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """The answer, parsed as SDKs parse it. Refused; NotImplementedError where the sandbox lacks the operation."""
        model = get_service_model(service).operation_model(operation)
        report = ParamValidator().validate(parameters, model.input_shape)
        if report.has_errors():
            raise Refused("ValidationException", report.generate_report())
        found = judged(service, operation, _asked(parameters), self.account, self.region)
        if found is not None:
            raise Refused(found.code, found.message)
        protocol = "ec2" if service == "ec2" else "json"
        asked = create_serializer(protocol, include_validation=False).serialize_to_request(parameters, model)
        sent = urlencode(asked["body"]).encode() if protocol == "ec2" else asked["body"]
        headers = {**asked["headers"], "x-moto-account-id": self.account}
        url = f"https://{service}.{self.region}.amazonaws.com/"
        request = Request.from_primitives("POST", url, headers, sent)
        urls = importlib.import_module(f"moto.{PACKAGES[service]}.urls")
        token = in_server.set(True)  # time has passed and the rules have been asked
        try:
            status, told, body = next(iter(urls.url_paths.values()))(request)
        finally:
            in_server.reset(token)
        text = body if isinstance(body, bytes) else body.encode()
        answer: dict[str, Any] = create_parser(protocol).parse(
            {"status_code": int(status), "headers": told, "body": text}, model.output_shape
        )
        if int(status) >= 300:
            raise Refused(answer["Error"].get("Code", "Unknown"), answer["Error"].get("Message", ""))
        return answer


def _asked(parameters: dict[str, Any]) -> dict[str, Any]:
    """What somebody asked for: `parameters` without the stack's own tags, and without tags where there are no others."""
    asked = dict(parameters)
    for name in ("tags", "Tags"):
        tags = asked.get(name)
        if isinstance(tags, Mapping):
            left: Any = {key: value for key, value in tags.items() if not key.startswith(STACK_TAGS)}
        elif isinstance(tags, list):
            left = [tag for tag in tags if not str(tag.get("key", tag.get("Key"))).startswith(STACK_TAGS)]
        else:
            continue
        asked[name] = left
        if tags and not left:
            del asked[name]
    return asked
