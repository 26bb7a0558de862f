"""Worlds saved and restored: whole, atomic, and nothing lost on the way."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox import process
from course.sandbox.entry import Entry, to_line
from course.sandbox.shelf import AUTOMATIC_KEPT, Shelf
from tests.sandbox.clients import client_of
from tests.sandbox.everything import build, described

KEY = "111111111111"


def names(endpoint: str) -> list[str]:
    arns = client_of(endpoint, "ecs", KEY).list_clusters()["clusterArns"]
    return sorted(arn.rpartition("/")[2] for arn in arns)


def make(endpoint: str, name: str) -> None:
    client_of(endpoint, "ecs", KEY).create_cluster(clusterName=name)


def save(home: Home, name: str, **given: str) -> None:
    process.tell(home, "POST", "checkpoints/save", name=name, **given)


def restore(home: Home, name: str) -> str:
    return str(process.tell(home, "POST", "checkpoints/restore", name=name)["kept"])


def listed(home: Home) -> list[str]:
    return [one["name"] for one in process.tell(home, "GET", "checkpoints")["checkpoints"]]


def test_a_world_comes_back_whole_and_the_one_before_it_too(home: Home) -> None:
    endpoint = process.up(home).endpoint
    build(endpoint, KEY)
    logs = client_of(endpoint, "logs", KEY)
    event = {"timestamp": round(time.time() * 1000), "message": "first"}
    logs.put_log_events(logGroupName="/ecs/web", logStreamName="one", logEvents=[event])
    then = described(endpoint, KEY)
    save(home, "day-08")
    make(endpoint, "later")
    logs.put_log_events(logGroupName="/ecs/web", logStreamName="one", logEvents=[event | {"message": "second"}])
    later = described(endpoint, KEY)
    kept = restore(home, "day-08")
    now = described(endpoint, KEY)
    assert [name for name in then if then[name] != now[name]] == []
    restore(home, kept)
    now = described(endpoint, KEY)
    assert [name for name in later if later[name] != now[name]] == []
    assert "later" in names(endpoint)


def test_what_is_made_after_a_restore_outlives_a_kill_and_has_ids_of_its_own(home: Home) -> None:
    running = process.up(home)
    ec2 = client_of(running.endpoint, "ec2", KEY)
    save(home, "empty")
    first = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    restore(home, "empty")
    second = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert first != second
    before = ec2.describe_vpcs()["Vpcs"]
    os.kill(running.pid, signal.SIGKILL)
    process.up(home)
    assert ec2.describe_vpcs()["Vpcs"] == before
    assert first not in str(before)
    restore(home, "empty")
    assert second not in str(ec2.describe_vpcs()["Vpcs"])


def test_the_clock_is_part_of_the_world(home: Home) -> None:
    process.up(home)
    process.tell(home, "POST", "time/freeze")
    frozen = process.now(home)
    save(home, "a")
    process.tell(home, "POST", "time/forward", by="24h")
    process.tell(home, "POST", "time/run")
    kept = restore(home, "a")
    assert process.now(home) == frozen
    restore(home, kept)
    assert timedelta(hours=24) <= process.now(home) - frozen < timedelta(hours=24, minutes=1)
    assert process.tell(home, "GET", "time")["frozen"] is False
    process.reset(home)
    assert abs(process.tell(home, "GET", "time")["ahead_s"]) < 5


def test_a_reset_can_be_taken_back(home: Home) -> None:
    endpoint = process.up(home).endpoint
    make(endpoint, "a")
    process.reset(home)
    assert names(endpoint) == []
    restore(home, "before-reset")
    assert names(endpoint) == ["a"]


def test_saving_again_takes_a_word(home: Home) -> None:
    endpoint = process.up(home).endpoint
    save(home, "a")
    make(endpoint, "one")
    with pytest.raises(UsageProblem, match="--replace"):
        save(home, "a")
    save(home, "a", replace="1")
    process.reset(home)
    restore(home, "a")
    assert names(endpoint) == ["one"]


@pytest.mark.parametrize("name", ["a/b", "..", ".a", "a b", "ä", "a" * 65, "-a", "before-x"])
def test_names_that_are_none_are_refused(home: Home, name: str) -> None:
    process.up(home)
    with pytest.raises(UsageProblem, match=r"no name|sandbox's own"):
        save(home, name)
    assert listed(home) == []


def test_an_unknown_or_damaged_checkpoint_leaves_the_world_as_it_is(home: Home) -> None:
    endpoint = process.up(home).endpoint
    make(endpoint, "one")
    save(home, "a")
    with pytest.raises(UsageProblem, match="There are: a"):
        restore(home, "b")
    (home.sandbox / "checkpoints" / "a" / "journal").write_bytes(b"damage\n")
    with pytest.raises(UsageProblem, match="damaged"):
        restore(home, "a")
    assert names(endpoint) == ["one"]


# The shelf itself


def world_with(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal").write_bytes(to_line(Entry("world", 0, 0, 0, {"name": name})))


def content(shelf: Shelf) -> str:
    return (shelf.world / "journal").read_text()


def test_a_change_of_worlds_that_was_interrupted_is_finished_at_the_next_start(tmp_path: Path) -> None:
    for at in ("before the first step", "between the steps"):
        shelf = Shelf(tmp_path / at)
        world_with(shelf.world, "old")
        shelf.prepare_next(lambda folder: world_with(folder, "new"))
        if at == "between the steps":
            shelf.checkpoints.mkdir()
            os.replace(shelf.world, shelf.checkpoints / "before-restore-x")
        again = Shelf(tmp_path / at)
        again.settle()
        assert "new" in content(again)
        assert len(again.all()) == 1
        again.settle()
        assert len(again.all()) == 1


def test_half_a_copy_is_never_taken_for_a_world(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    world_with(shelf.world, "old")

    def broken(folder: Path) -> None:
        world_with(folder, "half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        shelf.prepare_next(broken)
    with pytest.raises(OSError, match="No space"):
        shelf.save("a", broken)
    shelf.settle()
    assert "old" in content(shelf)
    assert shelf.all() == []


def test_a_replacement_that_was_interrupted_keeps_the_older_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.settle()
    shelf.save("a", lambda folder: world_with(folder, "one"))
    os.replace(shelf.checkpoints / "a", shelf.checkpoints / ".a.old")
    shelf.settle()
    assert [one.name for one in shelf.all()] == ["a"]


def test_automatic_checkpoints_do_not_pile_up(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    world_with(shelf.world, "0")
    for number in range(1, AUTOMATIC_KEPT + 6):
        shelf.prepare_next(lambda folder, number=number: world_with(folder, str(number)))  # type: ignore[misc]
        shelf.take_next("restore")
    assert len(shelf.all()) == AUTOMATIC_KEPT
    assert len({one.name for one in shelf.all()}) == AUTOMATIC_KEPT
