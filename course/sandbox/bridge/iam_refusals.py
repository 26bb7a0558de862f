"""Denials in the form of each service's protocol."""

from __future__ import annotations

from course.sandbox.call import CALL, Call, Environ
from course.sandbox.refusal import Answer, refuse
from course.simulator.iam.evaluate import Decision, Request
from course.simulator.iam.wording import denial

FORBIDDEN = "403 Forbidden"
EC2 = "You are not authorized to perform this operation. "
"""EC2 API reference, "Error codes", UnauthorizedOperation; what follows is as everywhere."""
NOT_ACTIVE = "The security token included in the request is invalid."
"""IAM API reference, "Common errors": InvalidClientTokenId; UnrecognizedClientException in JSON protocols."""
BY_QUERY = frozenset({"monitoring"})
"""Services whose JSON answers carry the codes of their query API."""


def denied(environ: Environ, request: Request, decision: Decision, said: str = "") -> Answer:
    """The denial of a call. `said` in place of the usual sentence."""
    call: Call = environ[CALL]
    json = _is_json(environ)
    said = said or denial(request, decision, show_resource=json or request.resource != "*")
    if call.service == "s3":
        said = said.replace(f"resource: {request.resource}", f'resource: "{request.resource}"')
    if call.service == "ec2":
        return refuse(environ, "UnauthorizedOperation", EC2 + said, FORBIDDEN)
    if call.service in BY_QUERY or _is_xml(environ, call):
        return refuse(environ, "AccessDenied", said, "400 Bad Request" if json else FORBIDDEN)
    return refuse(environ, "AccessDeniedException", said, "400 Bad Request" if json else FORBIDDEN)


def no_such_key(environ: Environ) -> Answer:
    """The refusal of a key that somebody made inactive."""
    call: Call = environ[CALL]
    if call.service == "ec2":
        return refuse(environ, "AuthFailure", "AWS was not able to validate the provided access credentials", FORBIDDEN)
    if _is_xml(environ, call):
        return refuse(environ, "InvalidClientTokenId", NOT_ACTIVE, FORBIDDEN)
    return refuse(environ, "UnrecognizedClientException", NOT_ACTIVE)


def _is_json(environ: Environ) -> bool:
    return "x-amz-json" in environ.get("CONTENT_TYPE", "")


def _is_xml(environ: Environ, call: Call) -> bool:
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    return form or call.service in ("s3", "route53", "cloudfront") or "Action=" in environ.get("QUERY_STRING", "")
