"""A world made again out of its journal: each input at its time and with its seed, without the clients."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any, Protocol

from course.sandbox.call import CALL, Call, Environ
from course.sandbox.clock import ProcessClock
from course.sandbox.entry import CALLED, Entry, environ_of
from course.sandbox.refusal import Answer

NOTES = 5
"""Differences that are told in full; more are only counted."""
WITHOUT_DIGEST = frozenset({"sts", "ec2 CreateKeyPair"})
"""Services and operations whose answers are never the same twice: tokens expire by the wall clock, and OpenSSH's form of
a private key begins with a random number that means nothing."""


class Records(Protocol):
    """What answers calls."""

    def answer(self, environ: Environ) -> Answer:
        """The answer to one call."""

    def seed_call(self, seed: int) -> None:
        """Draw from this seed from now on."""


class Replay:
    """Replays journals. Another part of the sandbox joins by setting `handlers` and `advance`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.handlers: dict[str, Callable[[dict[str, Any]], object]] = {}
        """Kind of an input that is no call → what to do with its facts."""
        self.advance: Callable[[int], None] | None = None
        """Lets what happens by itself happen up to this sandbox time, before the input at that time."""
        self.forget()

    def forget(self) -> None:
        """Begin anew, for another journal."""
        self.notes: list[str] = []
        self.done: dict[str, float] = {}
        self.digest = ""
        """Of the answer to the last call."""
        self._differ = 0

    def run(self, records: Records, entries: list[Entry], clock: ProcessClock) -> None:
        """All of it, in order. An input that fails now is told in `notes`; the others go on."""
        begun = time.perf_counter()
        calls = 0
        before: Entry | None = None
        for entry in entries:
            if entry.kind == CALLED and before is not None:
                self._compare(before, entry.before)
            with clock.pinned(entry.at_us):
                if self.advance is not None:
                    self.advance(entry.at_us)
                if entry.kind == CALLED:
                    self.digest = answer_digest(records, entry, self._port)
                    before = entry
                    calls += 1
                elif entry.kind in self.handlers:
                    self.handlers[entry.kind](entry.facts)
        if self._differ > NOTES:
            self.notes.append(f"{self._differ - NOTES} more calls were answered differently.")
        self.done = {"calls": calls, "seconds": round(time.perf_counter() - begun, 3), "different": self._differ}

    def _compare(self, call: Entry, expected: str) -> None:
        if not expected or not self.digest or expected == self.digest:
            return
        self._differ += 1
        if self._differ <= NOTES:
            account, region, service, operation, _ = call.facts["call"]
            self.notes.append(
                f"{service} {operation} in {account}, {region}, was answered differently when the world was made again."
                " The journal is kept."
            )


def answer_digest(records: Records, entry: Entry, port: int) -> str:
    """Do the call of an entry; the digest of its answer, "" where there is none to compare."""
    environ = environ_of(entry.facts, port)
    records.seed_call(entry.seed)
    try:
        answer = records.answer(environ)
    except Exception:  # it was refused, or failed inside, when it was made, and is so again
        return ""
    return digest_of(environ[CALL], answer)


def digest_of(call: Call, answer: Answer) -> str:
    """A short name for an answer, other for any other one; "" where answers are never the same."""
    if not WITHOUT_DIGEST.isdisjoint((call.service, f"{call.service} {call.operation}")):
        return ""
    status, _, body = answer
    return hashlib.blake2b(body, digest_size=8, key=status[:3].encode()).hexdigest()
