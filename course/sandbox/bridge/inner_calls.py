"""An AWS call made inside the sandbox: the same operation, through the same code, as if a client had made it.

CloudFormation makes its resources so. Such a call stands in no journal: the call that made it does, and makes it again.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from moto.core.request import Request
from moto.core.utils import get_service_model

from course.sandbox.bridge.in_process import in_server
from course.sandbox.bridge.refusing import judged

PACKAGES = {
    # botocore's name of a service that speaks JSON → moto's package
    "application-autoscaling": "applicationautoscaling",
    "cloudwatch": "cloudwatch",
    "ecr": "ecr",
    "ecs": "ecs",
    "secretsmanager": "secretsmanager",
    "servicediscovery": "servicediscovery",
}


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
        found = judged(service, operation, parameters, self.account, self.region)
        if found is not None:
            raise Refused(found.code, found.message)
        asked = create_serializer("json", include_validation=False).serialize_to_request(parameters, model)
        headers = {**asked["headers"], "x-moto-account-id": self.account}
        url = f"https://{service}.{self.region}.amazonaws.com/"
        request = Request.from_primitives("POST", url, headers, asked["body"])
        urls = importlib.import_module(f"moto.{PACKAGES[service]}.urls")
        token = in_server.set(True)  # time has passed and the rules have been asked
        try:
            status, told, body = urls.url_paths["{0}/$"](request)
        finally:
            in_server.reset(token)
        text = body if isinstance(body, bytes) else body.encode()
        answer: dict[str, Any] = create_parser("json").parse(
            {"status_code": int(status), "headers": told, "body": text}, model.output_shape
        )
        if int(status) >= 300:
            raise Refused(answer["Error"].get("Code", "Unknown"), answer["Error"].get("Message", ""))
        return answer
