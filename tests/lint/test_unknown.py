"""Nothing can be decided upon a value that is not known: not by accident either."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from course.simulator.rules.unknown import UNKNOWN, Elsewhere, Undecided, known, partly_known

DOCUMENT = partly_known({"name": "web", "image": UNKNOWN, "ports": [UNKNOWN, {"port": 80}], "inner": {"deep": UNKNOWN}})


@pytest.mark.parametrize(
    "read",
    [
        lambda d: d["image"],
        lambda d: d.get("image"),
        lambda d: d.get("inner").get("deep"),
        lambda d: list(d["ports"]),
        lambda d: [*d["ports"]],
        lambda d: d["ports"][0],
        lambda d: {"port": 81} in d["ports"],
        lambda d: dict(d),
        lambda d: {**d},
        lambda d: {"a": 1} | d,
        lambda d: (d | {"a": 1})["image"] == "nginx",
        lambda d: list(d.values()),
        lambda d: list(d.items()),
        lambda _: bool(UNKNOWN),
        lambda _: UNKNOWN == "x",
        lambda _: UNKNOWN in {"x"},
        lambda _: f"{UNKNOWN}",
        lambda _: UNKNOWN + 1,
        lambda _: UNKNOWN > 1,
        lambda _: UNKNOWN.startswith("x"),
        lambda _: Elsewhere(name="web").get("status"),
        lambda _: Elsewhere(name="web")["status"],
        lambda _: "status" in Elsewhere(name="web"),
    ],
)
def test_reading_it_cannot_decide(read: Callable[[Any], Any]) -> None:
    with pytest.raises(Undecided):
        read(DOCUMENT)


def test_everything_else_can_be_read() -> None:
    assert DOCUMENT["name"] == "web"
    assert "image" in DOCUMENT
    assert len(DOCUMENT["ports"]) == 2
    assert DOCUMENT["ports"][1]["port"] == 80
    assert sorted(DOCUMENT) == ["image", "inner", "name", "ports"]
    assert Elsewhere(name="web").get("name") == "web"
    assert "name" in Elsewhere(name="web")
    assert known(UNKNOWN) is None
    assert known(0) == 0


def test_it_stays_the_only_one_of_its_kind() -> None:
    assert copy.deepcopy([UNKNOWN])[0] is UNKNOWN
    assert copy.copy(UNKNOWN) is UNKNOWN
    assert repr({"a": UNKNOWN}) == "{'a': UNKNOWN}"
