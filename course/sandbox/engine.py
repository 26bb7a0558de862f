"""moto behind one lock: loaded in a thread of its own, so that the endpoint answers before moto is there."""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from course.sandbox.call import CALL, DEFAULT_ACCOUNT, Call, Environ
from course.sandbox.refusal import Answer, refuse

if TYPE_CHECKING:
    from course.sandbox.bridge import Moto

QUIET_S = 0.3
"""Seconds without a call before the warm-up takes its next step: a learner's call never waits for two of them."""
PATIENCE_S = 15.0
"""Seconds after which the warm-up goes on even if calls never pause."""

# moto calls itself back over HTTP while it answers these, so holding the lock for them would be a deadlock.
WITHOUT_LOCK = {"lambda"}


class Engine:
    """Answers AWS calls. Every touch of moto's state happens under `lock`; slow outside work never does."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.version = ""
        self.moto_version = ""
        self.warm = False
        self.fault = ""
        """Why moto could not be loaded, "" while all is well."""
        self._loaded = threading.Event()
        self._moto: Moto | None = None
        self._last_call = time.monotonic()

    def load(self) -> None:
        """Load moto, let calls in, then warm up what the first calls would have waited for."""
        try:
            gc.disable()  # loading makes millions of objects that stay: looking for garbage among them is waste
            from course.sandbox import bridge

            self._moto = bridge.load()
            self.version, self.moto_version = bridge.versions()
        except Exception as error:
            self.fault = f"{type(error).__name__}: {error}"
            traceback.print_exc()
            return
        finally:
            gc.enable()
            self._loaded.set()
        self._warm_up(self._moto)
        gc.collect()
        gc.freeze()  # what is loaded now lives as long as the process: later collections skip it
        self.warm = True

    def answer(self, environ: Environ) -> Answer:
        """The answer to one AWS call, always complete: an error inside becomes a 4xx that names it."""
        self._last_call = time.monotonic()
        call: Call = environ[CALL]
        self._loaded.wait()
        moto = self._moto
        if moto is None:
            return refuse(environ, "SandboxFault", f"The sandbox could not load: {self.fault}")
        try:
            with self._locked(call):
                return moto.answer(environ)
        except NotImplementedError as error:
            return refuse(
                environ,
                "UnsupportedOperation",
                _not_offered(call, moto.operation(environ), str(error)),
            )
        except Exception as error:
            print(f"{call.service} {call.operation} in {call.account}:", file=sys.stderr)
            traceback.print_exc()
            told = f"The sandbox itself failed on {call.service}:{call.operation} ({type(error).__name__}: {error})."
            return refuse(
                environ,
                "SandboxFault",
                told + " This is a fault of the sandbox, not of your call.",
            )

    def account_of(self, access_key: str) -> str:
        """The account that a key belongs to: twelve digits are an account, moto knows the keys it issued."""
        if len(access_key) == 12 and access_key.isascii() and access_key.isdigit():
            return access_key
        self._loaded.wait()
        if not access_key or self._moto is None:
            return DEFAULT_ACCOUNT
        with self.lock:
            return self._moto.account_of(access_key) or DEFAULT_ACCOUNT

    def reset(self) -> None:
        """Empty every account and region."""
        self._loaded.wait()
        if self._moto is not None:
            with self.lock:
                self._moto.reset()

    @contextmanager
    def _locked(self, call: Call) -> Iterator[None]:
        if call.service in WITHOUT_LOCK:
            yield
        else:
            with self.lock:
                yield

    def _warm_up(self, moto: Moto) -> None:
        for step in moto.warm_up():
            begun = time.monotonic()
            while time.monotonic() - self._last_call < QUIET_S and time.monotonic() - begun < PATIENCE_S:
                time.sleep(0.05)
            try:
                with self.lock:
                    step()
            except Exception:
                traceback.print_exc()


def _not_offered(call: Call, operation: str, said: str) -> str:
    name = f"{call.service}:{operation}" if operation else f"this call of {call.service or 'AWS'}"
    if said and "has not been implemented" not in said:
        return f"The sandbox does not offer this form of {name} yet: {said}"
    return f"The sandbox does not offer {name} yet."
