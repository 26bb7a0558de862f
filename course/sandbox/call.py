"""What one AWS request asks for, read from its signature and its head: who, where, which service and operation."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

Environ = dict[str, Any]

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
CALL = "ecs_course.call"
"""The key under which the chain keeps the Call in the WSGI environ."""

_SIGV4 = re.compile(r"Credential=([^/,\s]+)/[^/]*/([^/]*)/([^/]+)/aws4_request")
_SIGV2 = re.compile(r"AWS ([^:\s]+):")
_ACTION = re.compile(rb"(?:^|&)Action=([A-Za-z0-9]+)")


@dataclass(frozen=True)
class Call:
    """One request, as far as every step of the chain needs to know it."""

    access_key: str
    """The access key id, "" for an unsigned request."""
    region: str
    service: str
    """The signing name (`ecs`, `elasticloadbalancing`), "" when the request does not say."""
    operation: str
    """The operation (`DescribeClusters`), "" where only the path says it (REST protocols)."""
    account: str = DEFAULT_ACCOUNT

    def in_account(self, account: str) -> Call:
        """The same call, in that account."""
        return replace(self, account=account)


def read(environ: Environ) -> Call:
    """Read the call. A signature in the query string is also written as a header, the form moto understands."""
    query = environ.get("QUERY_STRING", "")
    key, region, service = _signed_by(environ.get("HTTP_AUTHORIZATION", ""))
    if not key and ("X-Amz-Credential=" in query or "AWSAccessKeyId=" in query):
        asked = parse_qs(query)
        credential = (asked.get("X-Amz-Credential") or asked.get("AWSAccessKeyId") or [""])[0]
        key, region, service = _signed_by(f"Credential={credential}")
        key = key or credential
        if service and service != "s3":  # moto's S3 has its own idea of presigned requests
            environ["HTTP_AUTHORIZATION"] = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
    return Call(key, region or DEFAULT_REGION, service, _operation(environ, query))


def _signed_by(authorization: str) -> tuple[str, str, str]:
    if match := _SIGV4.search(authorization):
        return match[1], match[2], match[3].lower()
    if match := _SIGV2.match(authorization):
        return match[1], "", "s3"
    return "", "", ""


def _operation(environ: Environ, query: str) -> str:
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return target.rpartition(".")[2]
    if match := _ACTION.search(query.encode("latin-1", "replace")):
        return match[1].decode()
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if match := _ACTION.search(body):
            return match[1].decode()
    return ""
