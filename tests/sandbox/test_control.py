"""The control routes, and who may ask them."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from course.sandbox.process import Running


def ask(port: int, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response.status, json.loads(answer) if answer.startswith(b"{") else {}


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "localhost", "[::1]:{port}"])
def test_status_answers_on_loopback_names(sandbox: Running, host: str) -> None:
    status, said = ask(sandbox.port, "GET", "/_sandbox/status", {"Host": host.format(port=sandbox.port)})
    assert status == 200
    assert said["instance"] == sandbox.instance
    assert said["fault"] == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost@evil.example"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:{port}"},
        {"Origin": "null"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/_sandbox/status"), ("POST", "/_sandbox/reset"), ("POST", "/_sandbox/stop"), ("POST", "/moto-api/reset")],
)
def test_web_pages_get_403_with_a_sentence(sandbox: Running, method: str, path: str, headers: dict[str, str]) -> None:
    sent = {name: value.format(port=sandbox.port) for name, value in headers.items()}
    status, said = ask(sandbox.port, method, path, sent)
    assert status == 403
    assert said["error"].startswith("The sandbox's control routes")


def test_pages_of_other_machines_cannot_call_aws_either(sandbox: Running) -> None:
    status, said = ask(sandbox.port, "POST", "/", {"Origin": "https://evil.example"})
    assert status == 403
    assert "evil.example" in said["error"]


def test_an_unknown_route_says_which_there_are(sandbox: Running) -> None:
    status, said = ask(sandbox.port, "GET", "/_sandbox/nothing", {})
    assert status == 404
    assert "GET /_sandbox/status" in said["error"]
    assert ask(sandbox.port, "GET", "/_sandbox/reset", {})[0] == 404
