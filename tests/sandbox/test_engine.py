"""Errors inside: every protocol reads them as a 4xx, and nobody waits for ever."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from course.sandbox.call import CALL, Call
from course.sandbox.engine import Engine
from course.sandbox.refusal import refuse

JSON = "application/x-amz-json-1.1"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def environ(service: str, content_type: str) -> dict[str, Any]:
    return {CALL: Call("111111111111", "us-east-1", service, "DoThing"), "CONTENT_TYPE": content_type}


class BrokenMoto:
    """moto with a bug of the kind it has: a plain Python error out of a call."""

    def answer(self, environ: dict[str, Any]) -> Any:
        raise TypeError("int + None")

    def operation(self, environ: dict[str, Any]) -> str:
        return "DoThing"

    def catch_up(self) -> int:
        return 0

    def steer(self) -> None:
        pass

    def refused(self, environ: dict[str, Any]) -> None:
        return None


def test_a_fault_inside_is_told_at_once_and_as_ours(capsys: pytest.CaptureFixture[str]) -> None:
    engine = Engine()
    engine._moto = BrokenMoto()  # type: ignore[assignment]
    engine._loaded.set()
    status, _, body = engine.answer(environ("ecs", JSON))
    said = json.loads(body)
    assert status.startswith("400")
    assert said["__type"] == "SandboxFault"
    assert "ecs:DoThing (TypeError: int + None)" in said["message"]
    assert "not of your call" in said["message"]
    assert "Traceback" in capsys.readouterr().err


def test_moto_that_cannot_be_loaded_lets_nobody_wait(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    engine = Engine()
    monkeypatch.setitem(__import__("sys").modules, "course.sandbox.bridge", None)
    engine.load()
    assert "ImportError" in engine.fault or "ModuleNotFoundError" in engine.fault
    status, _, body = engine.answer(environ("ecs", JSON))
    assert status.startswith("400")
    assert "could not load" in json.loads(body)["message"]
    engine.reset()


def test_calls_that_waited_for_the_start_come_before_the_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Slow(BrokenMoto):
        def answer(self, environ: dict[str, Any]) -> Any:
            told.append("answer")
            return "200 OK", [], b"{}"

        def warm_up(self) -> Iterator[Any]:
            yield lambda: told.append("warm-up")

    def load() -> Slow:
        caller.start()
        time.sleep(0.5)  # longer than the pause that the warm-up waits for
        return Slow()

    engine = Engine()
    caller = threading.Thread(target=engine.answer, args=[environ("ecs", JSON)])
    bridge = SimpleNamespace(load=load, versions=lambda: ("1", "2"))
    monkeypatch.setattr("course.sandbox.bridge", bridge, raising=False)
    monkeypatch.setitem(sys.modules, "course.sandbox.bridge", bridge)
    engine.load()
    caller.join(10)
    assert told == ["answer", "warm-up"]


def test_the_start_imports_services_of_moto_only_when_it_is_ready_for_them() -> None:
    # moto's EC2 costs a third of a second at import, and a tenth of that when course/sandbox/bridge/speed.py has prepared it
    look = "import sys, course.sandbox.bridge; print([name for name in sys.modules if name.startswith('moto.ec2')])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("service", "content_type", "form"),
    [
        ("ecs", JSON, '{"__type": "Code", "message": "a < b"}'),
        ("efs", "", '{"__type": "Code", "message": "a < b"}'),
        ("iam", FORM, "<ErrorResponse><Error><Type>Sender</Type><Code>Code</Code><Message>a &lt; b</Message></Error>"),
        ("ec2", FORM, "<Response><Errors><Error><Code>Code</Code><Message>a &lt; b</Message></Error></Errors>"),
        ("s3", "text/plain", "<Error><Code>Code</Code><Message>a &lt; b</Message>"),
        ("route53", "", "<ErrorResponse><Error><Type>Sender</Type><Code>Code</Code>"),
    ],
)
def test_an_error_has_the_form_of_its_protocol(service: str, content_type: str, form: str) -> None:
    status, headers, body = refuse(environ(service, content_type), "Code", "a < b")
    assert body.decode().startswith(form)
    assert status == "400 Bad Request"
    assert dict(headers)["x-amzn-ErrorType"] == "Code"
    assert dict(headers)["Content-Length"] == str(len(body))
