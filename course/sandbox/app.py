"""The WSGI application: the chain that every request passes, step by step, before moto sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any

from course.sandbox import call as calls
from course.sandbox.call import Environ
from course.sandbox.clock import sandbox_time
from course.sandbox.compression import compressed
from course.sandbox.control import Control, as_json
from course.sandbox.engine import Engine
from course.sandbox.guard import is_control, why_not
from course.sandbox.refusal import Answer

Step = Callable[[Environ], Answer | None]
"""One step of the chain: an answer ends the chain, None passes the request on."""


class Sandbox:
    """The steps in order. Registry and rules join as steps of their own between account and engine."""

    def __init__(self, engine: Engine, control: Control) -> None:
        self._engine = engine
        self._control = control
        self.steps: list[Step] = [
            self.keep_pages_out,
            self.own_routes,
            self.read_call,
            engine.answer,
        ]

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        for step in self.steps:
            answer = step(environ)
            if answer is not None:
                status, headers, body = compressed(environ, answer)
                start_response(status, _dated(headers))
                return [body]
        raise AssertionError("the last step answers every request")

    def keep_pages_out(self, environ: Environ) -> Answer | None:
        """403 with a sentence for what a web page must not do."""
        reason = why_not(environ)
        return as_json("403 Forbidden", {"error": reason}) if reason else None

    def own_routes(self, environ: Environ) -> Answer | None:
        """/_sandbox/…"""
        return self._control.answer(environ) if is_control(environ.get("PATH_INFO", "")) else None

    def read_call(self, environ: Environ) -> Answer | None:
        """Say which account, region, service and operation this is, for every later step."""
        call = calls.read(environ)
        call = call.in_account(self._engine.account_of(call.access_key))
        environ[calls.CALL] = call
        # the one place where moto takes the account from; a client's own header of this name has no say
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.account
        return None


def _dated(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers, with the one Date that tells sandbox time."""
    kept = [header for header in headers if header[0].lower() != "date"]
    return [*kept, ("Date", formatdate(sandbox_time(), usegmt=True))]
