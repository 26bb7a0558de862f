"""Images: references taken apart, behaviours read and found, commands understood as far as they are plain."""

from __future__ import annotations

import pytest

from course.simulator.behaviour import IMITATED, behaviour_of, behaviour_under, known, read_behaviours
from course.simulator.command import program
from course.simulator.image import in_ecr, read_image


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("nginx", ("", "nginx", "latest", "")),
        ("nginx:1.27", ("", "nginx", "1.27", "")),
        ("docker.io/library/nginx:1", ("", "nginx", "1", "")),
        ("public.ecr.aws/nginx/nginx:1", ("public.ecr.aws", "nginx/nginx", "1", "")),
        ("localhost:5000/wanderly/api", ("localhost:5000", "wanderly/api", "latest", "")),
        ("ghcr.io/a/b@sha256:abc", ("ghcr.io", "a/b", "", "sha256:abc")),
        ("wanderly/api:2", ("", "wanderly/api", "2", "")),
    ],
)
def test_a_reference_in_its_parts(reference: str, parts: tuple[str, ...]) -> None:
    assert tuple(read_image(reference)) == parts


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/wanderly/api:2", ("111122223333", "eu-west-1", "wanderly/api")),
        ("localhost:24100/wanderly/api:2", ("", "", "wanderly/api")),
        ("localhost:24100/111122223333/eu-west-1/wanderly/api:2", ("111122223333", "eu-west-1", "wanderly/api")),
        ("nginx:1", None),
        ("public.ecr.aws/nginx/nginx:1", None),
    ],
)
def test_both_forms_mean_a_repository_of_ecr(reference: str, place: tuple[str, ...] | None) -> None:
    found = in_ecr(reference)
    assert (None if found is None else tuple(found)[:3]) == place


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/wanderly/api:1.4-crashing", "wanderly/*:*crashing"),
        ("wanderly/api:2", "wanderly/api:*"),
        ("public.ecr.aws/nginx/nginx:1", "*nginx:*"),
        ("someone/thing:1", "*"),
    ],
)
def test_the_first_pattern_counts(reference: str, name: str) -> None:
    assert behaviour_of(reference).name == name


def test_the_travel_site_is_there_in_all_its_versions() -> None:
    names = {each.name for each in known()}
    for version in ("crashing", "slow-start", "memory-hungry", "wrong-port", "unhealthy", "stubborn"):
        assert f"wanderly/*:*{version}" in names
    assert all(each.says.endswith(".") for each in known())


def test_a_field_that_is_not_known_is_refused() -> None:
    with pytest.raises(TypeError, match="prot"):
        read_behaviours('[[image]]\nname = "a:*"\nprot = 80\n')


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["sleep", "300"], (300, 0)),
        (["sleep", "5m"], (300, 0)),
        (["sleep", "infinity"], (None, 0)),
        (["tail", "-f", "/dev/null"], (None, 0)),
        (["sh", "-c", "exit 3"], (0.5, 3)),
        (["sh", "-c", "echo hi && sleep 10; exit 1"], (10, 1)),
        (["/bin/sh", "-c", "while true; do date; sleep 5; done"], (None, 0)),
        (["false"], (0.5, 1)),
        (["echo", "hello"], (0.5, 0)),
        (["node", "server.js"], None),
        (["npm", "start"], None),
        ([], None),
    ],
)
def test_a_plain_command_needs_no_image(command: list[str], expected: tuple[float | None, int] | None) -> None:
    found = program(command)
    assert (None if found is None else tuple(found)) == expected


def test_a_command_of_its_own_listens_nowhere() -> None:
    assert behaviour_under("nginx:1", ["sleep", "9"]).listens is False
    assert behaviour_under("nginx:1", ["nginx", "-g", "daemon off;"]).listens is True


def test_nobody_knows_what_an_imitated_image_uses() -> None:
    assert IMITATED.reaches_memory_s(1) is None
    hungry = behaviour_of("wanderly/api:memory-hungry")
    assert hungry.reaches_memory_s(520) == pytest.approx(120)
    assert behaviour_of("mysql:8").lacks(frozenset())
    assert not behaviour_of("mysql:8").lacks(frozenset({"MYSQL_ALLOW_EMPTY_PASSWORD"}))
