"""An error in the form of the protocol that the client speaks, so that any SDK shows it at once and never retries."""

from __future__ import annotations

import json
import uuid
from xml.sax.saxutils import escape

from course.sandbox.call import CALL, Call, Environ

Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status line, headers, body: what a WSGI application gives back."""

REST_XML_SERVICES = {"s3", "route53", "cloudfront"}


def refuse(environ: Environ, code: str, message: str, status: str = "400 Bad Request") -> Answer:
    """The error `code` with `message`, as JSON or XML, whichever the request in `environ` reads."""
    call: Call | None = environ.get(CALL)
    service = call.service if call else ""
    request_id = str(uuid.uuid4())
    content_type = environ.get("CONTENT_TYPE", "")
    if service == "ec2":
        kind, text = "text/xml", _ec2(code, message, request_id)
    elif content_type.startswith("application/x-www-form-urlencoded"):
        kind, text = "text/xml", _query(code, message, request_id)
    elif service == "s3":
        kind, text = (
            "application/xml",
            f"<Error>{_code(code, message)}<RequestId>{request_id}</RequestId></Error>",
        )
    elif service in REST_XML_SERVICES:
        kind, text = "text/xml", _query(code, message, request_id)
    else:
        # __type is where the json protocols look, the header below is where rest-json looks
        kind = content_type if "json" in content_type else "application/json"
        text = json.dumps({"__type": code, "message": message})
    body = text.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("x-amzn-ErrorType", code),
        ("x-amzn-RequestId", request_id),
    ]
    return status, headers, body


def _code(code: str, message: str) -> str:
    return f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"


def _query(code: str, message: str, request_id: str) -> str:
    error = f"<Error><Type>Sender</Type>{_code(code, message)}</Error>"
    return f"<ErrorResponse>{error}<RequestId>{request_id}</RequestId></ErrorResponse>"


def _ec2(code: str, message: str, request_id: str) -> str:
    error = f"<Errors><Error>{_code(code, message)}</Error></Errors>"
    return f"<Response>{error}<RequestID>{request_id}</RequestID></Response>"
