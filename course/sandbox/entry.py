"""One entry of the journal: a call or another input from outside, as a line of text and as the request it was."""

from __future__ import annotations

import base64
import io
import json
import os
import zlib
from dataclasses import dataclass, field
from typing import Any

from course.sandbox.call import CALL, Call, Environ

DROPPED = frozenset(
    {
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_ENCODING",
        "HTTP_AMZ_SDK_INVOCATION_ID",
        "HTTP_AMZ_SDK_REQUEST",
        "HTTP_CONNECTION",
        "HTTP_COOKIE",
        "HTTP_EXPECT",
        "HTTP_USER_AGENT",
        "HTTP_X_MOTO_ACCOUNT_ID",
    }
)
"""Headers that no answer depends on, or that are written anew."""
CALLED = "call"
"""The kind of an entry that is an AWS call; every other kind is an input of the sandbox itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What came from outside, and when."""

    kind: str
    at_us: int
    """Sandbox time at which it happened, microseconds since 1970."""
    wall_us: int
    """Wall time at which it happened."""
    seed: int
    """What chance during it is drawn from."""
    facts: dict[str, Any] = field(default_factory=dict)
    """The request of a call; the details of another input."""
    before: str = ""
    """Digest of the answer to the call before, by which a replay that goes another way is noticed. "" says nothing."""


class Damaged(ValueError):
    """A line that is not a whole entry."""


def to_line(entry: Entry) -> bytes:
    """The entry as one line: a checksum, a blank, JSON."""
    content = [entry.kind, entry.at_us, entry.wall_us, entry.seed, entry.before, entry.facts]
    text = json.dumps(content, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def from_line(line: bytes) -> Entry:
    """The entry of a line. Damaged when anything of it is missing or wrong."""
    try:
        if not line.endswith(b"\n") or int(line[:8], 16) != zlib.crc32(line[9:-1]):
            raise Damaged("a line is not whole")
        kind, at_us, wall_us, seed, before, facts = json.loads(line[9:-1])
    except (ValueError, TypeError) as error:
        raise Damaged(str(error)) from None
    return Entry(kind, at_us, wall_us, seed, facts, before)


def request_facts(environ: Environ) -> dict[str, Any]:
    """What a request asked for, to be asked again. Reads the body, and puts it back for the one who answers."""
    call: Call = environ[CALL]
    body = read_body(environ)
    headers = {n: v for n, v in environ.items() if n.startswith("HTTP_") and n not in DROPPED and isinstance(v, str)}
    facts: dict[str, Any] = {
        "call": [call.account, call.region, call.service, call.operation, call.access_key],
        "to": [environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")],
        "uri": environ.get("REQUEST_URI", ""),
        "type": environ.get("CONTENT_TYPE", ""),
        "headers": headers,
    }
    try:
        facts["text"] = body.decode()
    except UnicodeDecodeError:
        facts["base64"] = base64.b64encode(body).decode()
    return facts


def environ_of(facts: dict[str, Any], port: int) -> Environ:
    """The request again, as a server would hand it over."""
    account, region, service, operation, access_key = facts["call"]
    method, path, query = facts["to"]
    body = base64.b64decode(facts["base64"]) if "base64" in facts else facts["text"].encode()
    return {
        **facts["headers"],
        CALL: Call(access_key, region, service, operation, account),
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_URI": facts["uri"],
        "CONTENT_TYPE": facts["type"],
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_MOTO_ACCOUNT_ID": account,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def read_body(environ: Environ) -> bytes:
    """The body, still to be read by others afterwards."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def fresh_seed() -> int:
    """A seed like no other."""
    return int.from_bytes(os.urandom(6))
