"""What the files make can be looked up; of everything else nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from course.lint.requests import requests
from course.lint.subject import Subject
from course.lint.templates import template
from course.lint.world import FilesWorld
from course.simulator.rules.rule import Asked, Book, Breach, at
from course.simulator.rules.unknown import Undecided
from course.simulator.rules.world import World
from tests.lint.documents import DEFINITION, SERVICE, TEMPLATE, changed, without


def world_of(*documents: Any) -> FilesWorld:
    return FilesWorld(found for document in documents for found in template(document) or requests(document) or [])


def subject(documents: list[Subject], operation: str) -> Subject:
    (found,) = [each for each in documents if each.operation == operation]
    return found


def test_a_template_knows_its_own_things() -> None:
    subjects = template(TEMPLATE) or []
    service = subject(subjects, "CreateService")
    world = FilesWorld(subjects).seen_by(service)
    definition = world.task_definition(service.asked["taskDefinition"])
    assert definition["family"] == "web"
    assert "FARGATE" in definition["compatibilities"]
    assert definition["containerDefinitions"][0]["portMappings"][0]["containerPort"] == 80
    assert world.cluster("prod")["capacityProviders"] == []
    assert world.target_group(service.asked["loadBalancers"][0]["targetGroupArn"])["TargetType"] == "ip"
    role = world.role(definition["executionRoleArn"])
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert world.scalable_target("service/prod/web", "ecs:service:DesiredCount")["MaxCapacity"] == 4
    assert subject(subjects, "PutScalingPolicy").asked["ResourceId"] == "service/prod/web"


@pytest.mark.parametrize(
    "look",
    [
        lambda world: world.task_definition("other"),
        lambda world: world.task_definition("web:3"),  # another revision, perhaps
        lambda world: world.service("prod", "other"),
        lambda world: world.target_group("arn:of-another-stack"),
        lambda world: world.capacity_provider("mine"),
        lambda world: world.subnet("subnet-1"),
        lambda world: world.namespace("not a look-up when this was written"),
        lambda world: world.account,
        lambda world: world.region,
        lambda world: world.cluster("elsewhere").get("capacityProviders"),
        lambda world: world.target_group("Group").get("HealthCheckPath"),
    ],
)
def test_nothing_is_missing_for_not_standing_in_the_files(look: Any) -> None:
    with pytest.raises(Undecided):
        look(world_of(TEMPLATE, DEFINITION))


def test_a_cluster_that_is_named_is_there() -> None:
    assert world_of(SERVICE).cluster("prod")["status"] == "ACTIVE"
    assert world_of(SERVICE).capacity_provider("FARGATE_SPOT")["status"] == "ACTIVE"


def test_a_thing_does_not_exist_before_its_own_request() -> None:
    subjects = requests(SERVICE) or []
    with pytest.raises(Undecided):
        FilesWorld(subjects).seen_by(subjects[0]).service("prod", "web")
    assert FilesWorld(subjects).service("prod", "web")["desiredCount"] == 2


def test_two_of_a_name_decide_nothing() -> None:
    with pytest.raises(Undecided):
        world_of(DEFINITION, changed(DEFINITION, "cpu", to="512")).task_definition("web")


def test_a_described_revision_is_known_by_its_arn() -> None:
    arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7"
    described = {"taskDefinition": DEFINITION | {"taskDefinitionArn": arn, "revision": 7, "status": "ACTIVE"}}
    assert world_of(described).task_definition(arn)["revision"] == 7
    with pytest.raises(Undecided):
        world_of(described).task_definition(arn.replace(":7", ":8"))


def test_providers_come_with_their_association() -> None:
    asked = {"cluster": "prod", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []}
    world = world_of({"clusterName": "prod"}, asked)
    assert world.cluster("prod")["capacityProviders"] == ["FARGATE"]


def test_a_definition_that_is_partly_known_decides_only_what_it_can() -> None:
    subjects = template(without(TEMPLATE, "Resources", "Task", "Properties", "NetworkMode")) or []
    made = subject(subjects, "RegisterTaskDefinition").made
    assert FilesWorld(subjects).task_definition(made)["networkMode"] == "awsvpc"  # as ECS does it on Fargate
    unknown = changed(TEMPLATE, "Resources", "Task", "Properties", "NetworkMode", to={"Ref": "Mode"})
    subjects = template(unknown) or []
    with pytest.raises(Undecided):
        FilesWorld(subjects).task_definition(made)["compatibilities"]


book = Book("ecs")


@book.rule(
    "port-of-the-container", "CreateService", code="X", says="X", wording="https://x", page="https://x", fix="Fix it."
)
def port_of_the_container(asked: Asked, world: World) -> Iterator[Breach]:
    """A rule as rules are: the service's container listens on the port."""
    definition = world.task_definition(str(asked.get("taskDefinition")))
    for place, balancer in enumerate(asked.get("loadBalancers") or ()):
        ports = [
            mapping.get("containerPort")
            for container in (definition or {}).get("containerDefinitions") or ()
            if container.get("name") == balancer.get("containerName")
            for mapping in container.get("portMappings") or ()
        ]
        if balancer.get("containerPort") not in ports:
            yield at("loadBalancers", place, "containerPort")


def test_a_rule_that_looks_things_up_can_be_asked() -> None:
    path = ("Resources", "Service", "Properties", "LoadBalancers", 0, "ContainerPort")
    for port, broken in ((80, 0), (81, 1)):
        subjects = template(changed(TEMPLATE, *path, to=port)) or []
        service = subject(subjects, "CreateService")
        world = cast(World, FilesWorld(subjects).seen_by(service))
        assert len(list(book.rules[0].breaches(service.asked, world))) == broken
