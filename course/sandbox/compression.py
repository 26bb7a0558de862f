"""Long answers, compressed for clients that ask for it: so that they fit into what Go's net/http reads at once.

Go reads 4 KB of an answer with its head. Of a longer one the rest can be lost on a busy machine
(course/sandbox/web_server.py says why), and Terraform then fails with "use of closed network connection" under a 200. boto3 and
the AWS CLI ask for `identity` and get it.
"""

from __future__ import annotations

import gzip

from course.sandbox.call import Environ
from course.sandbox.refusal import Answer

LONG = 3072
"""Bytes of body that surely fit into 4 KB with their head."""
TEXT = ("application/json", "application/x-amz-json", "application/xml", "text/xml")


def compressed(environ: Environ, answer: Answer) -> Answer:
    """The answer, compressed with gzip if it is long text and the request's Accept-Encoding names gzip."""
    status, headers, body = answer
    if len(body) <= LONG or not _asks(environ.get("HTTP_ACCEPT_ENCODING", "")):
        return answer
    names = {name.lower(): value for name, value in headers}
    if "content-encoding" in names or not names.get("content-type", "").startswith(TEXT):
        return answer
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    kept = [header for header in headers if header[0].lower() != "content-length"]
    return status, [*kept, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))], packed


def _asks(accepted: str) -> bool:
    """Whether the header's value names gzip, with a quality above zero (RFC 9110, 12.5.3)."""
    for part in accepted.split(","):
        name, _, quality = part.lower().replace(" ", "").partition(";q=")
        if name == "gzip":
            return quality.strip("0.") != "" or not quality
    return False
