"""Shared by the tests of the record: a log with passes in it, a key, and the record made of them."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from course.model.event import Event
from course.progress.chain import FIRST_PREVIOUS, hash_of, line_of
from course.progress.record.keys import SigningKey
from course.progress.record.lines import record
from course.progress.record.passes import passed_labs

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
DAYS = ("day01_containers", "day02_dockerfile", "day05_ecr", "day08_clusters")
TITLES = {day: f"The title of {day}" for day in DAYS}


def run(day: str, *, passed: bool, world: str = "sandbox") -> tuple[str, dict[str, Any]]:
    """A check_run event's kind and body."""
    return "check_run", {
        "day": day, "world": world, "passed": passed, "score": 9 if passed else 4, "max_score": 9, "criteria": [],
    }  # fmt: skip


def events(*happened: tuple[str, dict[str, Any]], versions: dict[str, str] | None = None) -> list[Event]:
    """A chained log of these (kind, body)."""
    found: list[Event] = []
    for seq, (kind, body) in enumerate(happened, 1):
        found.append(
            Event(
                id=f"id-{seq}", seq=seq, previous=hash_of(line_of(found[-1])) if found else FIRST_PREVIOUS, learner="l",
                device="d", wall_time=f"2026-11-24T10:{seq:02}:00.000+00:00", sandbox_time="",
                versions=versions or {"course": "2026.11.24", "moto": "5.2.5", "checks": "c" * 64, "lab": "f" * 64},
                kind=kind, body=body,
            )
        )  # fmt: skip
    return found


def of_days(*days: str, key: SigningKey = KEY, name: str = "") -> bytes:
    """The record of a log in which each of these days failed once and then passed."""
    log = events(*(run(day, passed=passed) for day in days for passed in (False, True)))
    return record(
        passed_labs(log, TITLES), key, course="ECS in 30 Days", name=name, log_entries=len(log), log_problems=()
    )
