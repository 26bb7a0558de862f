"""moto's own pages: those that look are open, those that set answers outlive a restart, the others are closed."""

from __future__ import annotations

import http.client
import json
import os
import signal
from typing import Any

import psutil
import pytest

from course.home import Home
from course.sandbox import process
from course.sandbox.moto_pages import why_closed
from course.sandbox.process import Running
from tests.sandbox.clients import client_of
from tests.sandbox.images import manifest, push

CLOSED = [
    ("POST", "/moto-api/seed?a=42"),
    ("GET", "/moto-api/seed?a=42"),
    ("POST", "/moto-api/reset-auth"),
    ("POST", "/moto-api/config"),
    ("POST", "/moto-api/state-manager/set-transition"),
    ("GET", "/moto-api/state-manager/set-transition"),
    ("POST", "/moto-api/state-manager/unset-transition"),
    ("POST", "/moto-api/proxy/passthrough"),
    ("DELETE", "/moto-api/proxy/passthrough"),
    ("GET", "/moto-api/recorder/start-recording"),
    ("POST", "/moto-api/recorder/upload-recording"),
    ("POST", "/moto-api/recorder/replay-recording"),
    ("GET", "/moto-api/static/ecr/scan-finding-results"),
    ("PUT", "/moto-api/static/ecr/scan-finding-results"),
    ("GET", "/moto-api/reset"),
    ("POST", "/moto-api/something-new"),
    ("POST", "/moto-api/data.json"),
]


def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    content = json.dumps(body).encode() if body is not None else b""
    connection.request(method, path, content, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_pages_that_change_the_process_are_closed_with_a_reason(sandbox: Running, method: str, path: str) -> None:
    body = {"model_name": "ecs::task", "transition": {"progression": "immediate"}}
    status, said = ask(sandbox.port, method, path, body)
    assert status == 403
    reason = json.loads(said)["error"]
    assert reason.startswith(f"The sandbox has closed {method} {path.partition('?')[0]}: ")
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "path",
    [
        "/moto-api/",
        "/moto-api/lib.js",
        "/moto-api/data.json",
        "/moto-api/config",
        "/moto-api/state-manager/get-transition?model_name=ecs::task",
    ],
)
def test_pages_that_look_are_open(sandbox: Running, path: str) -> None:
    status, said = ask(sandbox.port, "GET", path)
    assert (status < 300, said != b"") == (True, True)


def test_every_page_of_moto_has_been_looked_at() -> None:
    from moto.moto_api._internal.urls import url_paths

    pages = [path.removeprefix("{0}").rstrip("$").rstrip("/") for path in url_paths]
    assert len(pages) > 20
    offers = {
        (method, page) for page in pages for method in ("GET", "POST", "PUT", "DELETE") if not why_closed(method, page)
    }
    assert {page for method, page in offers if method == "GET"} == {
        "/moto-api",
        "/moto-api/config",
        "/moto-api/data.json",
        "/moto-api/lib.js",
        "/moto-api/state-manager/get-transition",
    }
    changing = {page for method, page in offers if method != "GET"}
    assert changing == {page for page in pages if page.startswith("/moto-api/static/")}


def findings(tag: str, severity: str) -> dict[str, Any]:
    return {
        "registryId": "111111111111",
        "repositoryName": "web",
        "imageId": {"imageTag": tag},
        "imageScanStatus": {"status": "COMPLETE", "description": "The scan was completed successfully."},
        "imageScanFindings": {"findings": [], "findingSeverityCounts": {severity: 1}},
    }


def kill(home: Home) -> None:
    running = process.status(home)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(running.pid)], timeout=5) if psutil.pid_exists(running.pid) else None


def test_answers_set_in_advance_outlive_a_restart(home: Home) -> None:
    running = process.up(home)
    ecr = client_of(running.endpoint, "ecr", "111111111111")
    ecr.create_repository(repositoryName="web", imageScanningConfiguration={"scanOnPush": True})
    for tag in ("v1", "v2", "v3"):
        push(ecr, "web", manifest(tag), tag)
    page = "/moto-api/static/ecr/scan-finding-results"
    results = [findings("v1", "LOW"), findings("v1", "CRITICAL"), findings("v2", "MEDIUM")]
    inputs = process.tell(home, "GET", "status")["journal"]["inputs"]
    # an operation in the query must not make it pass for a call that only reads
    status, _ = ask(
        running.port, "POST", f"{page}?Action=DescribeImages", {"account_id": "111111111111", "results": results}
    )
    assert status == 201
    assert process.tell(home, "GET", "status")["journal"]["inputs"] == inputs + 1

    def counts() -> dict[str, Any]:
        told = {}
        for tag in ("v2", "v1", "v3"):
            asked = {"repositoryName": "web", "imageId": {"imageTag": tag}}
            told[tag] = ecr.describe_image_scan_findings(**asked)["imageScanFindings"]["findingSeverityCounts"]
        return told

    expected = {"v1": {"CRITICAL": 1}, "v2": {"MEDIUM": 1}, "v3": {"HIGH": 1}}
    assert counts() == counts() == expected
    kill(home)
    process.up(home)
    assert counts() == expected
    assert process.tell(home, "GET", "status")["journal"]["replayed"]["different"] == 0
    process.tell(home, "POST", "reset")
    ecr.create_repository(repositoryName="web", imageScanningConfiguration={"scanOnPush": True})
    push(ecr, "web", manifest("v1"), "v1")
    assert ecr.describe_image_scan_findings(repositoryName="web", imageId={"imageTag": "v1"})["imageScanFindings"][
        "findingSeverityCounts"
    ] == {"HIGH": 1}
