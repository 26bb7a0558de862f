"""moto behind one lock: loaded in a thread of its own, so that the endpoint answers before moto is there."""

from __future__ import annotations

import errno
import gc
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from course.sandbox import mutating
from course.sandbox.call import CALL, DEFAULT_ACCOUNT, Call, Environ
from course.sandbox.clock import current
from course.sandbox.entry import fresh_seed
from course.sandbox.memory import Memory
from course.sandbox.refusal import Answer, refuse
from course.sandbox.replay import digest_of

if TYPE_CHECKING:
    from course.sandbox.bridge import Moto
    from course.sandbox.listener_ports import ListenerPorts

QUIET_S = 0.3
"""Seconds without a call before the warm-up takes its next step: a learner's call never waits for two of them."""
PATIENCE_S = 15.0
"""Seconds after which the warm-up goes on even if calls never pause."""

# moto calls itself back over HTTP while it answers these, so holding the lock for them would be a deadlock.
WITHOUT_LOCK = {"lambda"}

DISK_REFUSES = {errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EDQUOT}


class Broken(RuntimeError):
    """The sandbox could not load."""


class Engine:
    """Answers AWS calls. Every touch of moto's state happens under `lock`; slow outside work never does."""

    def __init__(self, memory: Memory | None = None, ports: ListenerPorts | None = None) -> None:
        """`memory` is what outlives the process; without it nothing does. `ports`: where load balancers listen."""
        self.memory = memory
        self._ports = ports
        self.lock = threading.RLock()
        self.version = ""
        self.moto_version = ""
        self.warm = False
        self.fault = ""
        """Why moto could not be loaded, "" while all is well."""
        self.came_up: list[Callable[[Moto], None]] = []
        """Called when the world is there, before the first call, and again for each new world."""
        self.noticing: list[Callable[[], None]] = []
        """Called, under the lock, whenever anything may have changed: quick, and never back into this object."""
        self._loaded = threading.Event()
        self._moto: Moto | None = None
        self._last_call = time.monotonic()

    def load(self) -> None:
        """Load moto, make the world again, let calls in, then warm up what the first calls would have waited for."""
        try:
            gc.disable()  # loading makes millions of objects that stay: looking for garbage among them is waste
            if self.memory is not None:
                self.memory.open()
            from course.sandbox import bridge

            moto = bridge.load()
            self.version, self.moto_version = bridge.versions()
            if self._ports is not None:
                moto.name_balancers(self._ports.ending)
            if self.memory is not None:
                self.memory.replay.advance = moto.advance
                self.memory.replay.handlers["fault"] = moto.bring_about
                self.memory.replay.handlers["iam"] = moto.enforce
                self.memory.replay.handlers["mode"] = moto.choose_mode
                self.memory.replay.handlers["runtime"] = moto.hear_runtime
                self.memory.replay.handlers["probe"] = moto.hear_probe
            with self.lock:
                if self.memory is not None:
                    self.memory.bring_back(moto)
                self._moto = moto
                self._loaded.set()  # calls still wait for the lock
                self.come_up()
        except Exception as error:
            self.fault = f"{type(error).__name__}: {error}"
            traceback.print_exc()
            return
        finally:
            gc.enable()
            self._last_call = time.monotonic()  # calls that waited for this come before the warm-up
            self._loaded.set()
        self._warm_up(moto)
        gc.collect()
        gc.freeze()  # what is loaded now lives as long as the process: later collections skip it
        self.warm = True

    @property
    def state(self) -> str:
        """`starting`, `ready` or `broken`: while it starts, calls wait."""
        return "starting" if not self._loaded.is_set() else "broken" if self._moto is None else "ready"

    def answer(self, environ: Environ) -> Answer:
        """The answer to one AWS call, always complete: an error inside becomes a 4xx that names it."""
        self._last_call = time.monotonic()
        call: Call = environ[CALL]
        self._loaded.wait()
        moto = self._moto
        if moto is None:
            return refuse(environ, "SandboxFault", f"The sandbox could not load: {self.fault}")
        with self.lock:
            at_us = moto.catch_up()
            refused = self._refused(moto, environ, at_us)
            if refused is not None:
                return refused
            try:
                in_journal = self._written(moto, environ, call, at_us)
            except OSError as error:
                return _disk_refuses(environ, error)
            if call.service not in WITHOUT_LOCK:
                answer, told = self._guarded(moto, environ, call, at_us)
                if in_journal and self.memory is not None:
                    self.memory.answered(told)
                moto.steer()
                self._notice()
                return answer
        return self._guarded(moto, environ, call, at_us)[0]

    def _refused(self, moto: Moto, environ: Environ, at_us: int) -> Answer | None:
        """What AWS would refuse, before it is written down: so a replay never asks rules that may have changed since."""
        with current.pinned(at_us):
            return moto.refused(environ)

    def _written(self, moto: Moto, environ: Environ, call: Call, at_us: int) -> bool:
        """Write the call down if it changes the world; whether it does. OSError when the disk refuses."""
        memory = self.memory
        if memory is None:
            return False
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if mutating.changes(call, method, path, lambda: moto.operation(environ)):
            moto.seed_call(memory.record(environ, at_us).seed)
            return True
        memory.mark()
        moto.seed_call(fresh_seed())  # or every reading call would draw the same, a random password for one
        return False

    def _guarded(self, moto: Moto, environ: Environ, call: Call, at_us: int) -> tuple[Answer, str]:
        """The answer, whatever happens inside, and its digest for the journal."""
        try:
            with current.pinned(at_us):
                answer = moto.answer(environ)
            return answer, digest_of(call, answer)
        except NotImplementedError as error:
            message = _not_offered(call, moto.operation(environ), str(error))
            return refuse(environ, "UnsupportedOperation", message), ""
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK_REFUSES:
                return _disk_refuses(environ, error), ""
            print(f"{call.service} {call.operation} in {call.account}:", file=sys.stderr)
            traceback.print_exc()
            told = f"The sandbox itself failed on {call.service}:{call.operation} ({type(error).__name__}: {error})."
            told += " This is a fault of the sandbox, not of your call."
            return refuse(environ, "SandboxFault", told), ""

    @contextmanager
    def held(self) -> Iterator[tuple[Memory, Moto]]:
        """Memory and records with nobody else at them, once they are there. Broken when they will never be."""
        self._loaded.wait()
        if self._moto is None or self.memory is None:
            raise Broken(f"The sandbox could not load: {self.fault}")
        with self.lock:
            self._moto.catch_up()
            try:
                yield self.memory, self._moto
            finally:
                self._moto.catch_up()
                self._notice()

    def hear(self, kind: str, facts: dict[str, Any]) -> None:
        """What comes from outside, by the handler of its kind (`memory.replay.handlers`): written down, then it takes effect.

        It takes effect even where the disk refuses: what a container did cannot be undone.
        """
        with self.held() as (memory, moto):
            at_us = moto.catch_up()
            with suppress(OSError):
                memory.note(kind, facts, at_us)
            with current.pinned(at_us):
                memory.replay.handlers[kind](facts)
            moto.steer()

    def wall_s_until_next(self) -> float | None:
        """Seconds of the wall's time until something happens by itself; None while nothing will."""
        self._loaded.wait()
        if self._moto is None:
            return None
        with self.lock:
            return self._moto.wall_s_until_next()

    def come_up(self) -> None:
        """The world has become another one: tell who must know. Under the lock."""
        assert self._moto is not None
        for each in self.came_up:
            each(self._moto)
        self._notice()

    def balancing(self) -> bool:
        """Whether the data plane must be told something. Under the lock."""
        return self._moto is not None and self._moto.balancing()

    def _notice(self) -> None:
        for each in self.noticing:
            each()

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
        """Empty every account and region; the clock shows the wall's time again. OSError when the disk refuses."""
        self._loaded.wait()
        if self._moto is not None:
            with self.lock:
                if self.memory is not None:
                    self.memory.begin_anew(self._moto)
                else:
                    self._moto.reset()
                self.come_up()

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


def _disk_refuses(environ: Environ, error: OSError) -> Answer:
    # a 400, because clients try again after every other kind of answer that could be meant
    why = error.strerror or type(error).__name__
    told = f"The sandbox cannot write to its journal ({why}), so nothing was changed. What is there can still be read."
    return refuse(environ, "SandboxReadOnly", f"{told} Make room on the disk, then call again.")
