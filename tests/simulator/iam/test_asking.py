"""What a call needs. Service authorization reference; captured denials where they say more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from course.home import CHECKOUT
from course.simulator.iam.asking import ecs
from course.simulator.iam.asking.calls import needs_of
from course.simulator.iam.asking.need import Asked, Need, tags_of
from course.simulator.iam.asking.passing import PASSES

SHAPES = CHECKOUT / "course" / "simulator" / "rules" / "shapes" / "ecs.json"
OPERATIONS = json.loads(SHAPES.read_text("utf-8"))["operations"]
A, R = "111122223333", "us-east-1"
ECS = f"arn:aws:ecs:{R}:{A}"
TASK_ROLE, EXECUTION_ROLE = f"arn:aws:iam::{A}:role/task", f"arn:aws:iam::{A}:role/execution"


class Nothing:
    """No records, but for a task definition with both roles, and roles by name."""

    def arn_of(self, kind: str, name: str) -> str:
        return f"arn:aws:iam::{A}:role/{name}" if kind == "role" else ""

    def roles_of(self, task_definition: str) -> tuple[str, ...]:
        return TASK_ROLE, EXECUTION_ROLE

    def judges_tags(self) -> bool:
        return True

    def tags(self, arn: str) -> Mapping[str, str]:
        return {}


def needed(service: str, operation: str, path: str = "", /, **parameters: Any) -> list[Need]:
    return needs_of(Asked(service, operation, parameters, A, R), Nothing(), path)


@pytest.mark.parametrize("operation", sorted({*ecs.RESOURCES, *ecs.MAKES, *ecs.IN_A_CLUSTER, *ecs.IN_A_SERVICE}))
def test_every_operation_that_is_named_is_one_of_ecs(operation: str) -> None:
    assert operation in OPERATIONS


@pytest.mark.parametrize(
    ("operation", "parameters", "resources"),
    [
        ("DescribeClusters", {}, [f"{ECS}:cluster/default"]),
        ("DescribeClusters", {"clusters": ["a", f"{ECS}:cluster/b"]}, [f"{ECS}:cluster/a", f"{ECS}:cluster/b"]),
        ("DescribeServices", {"cluster": f"{ECS}:cluster/b", "services": ["s"]}, [f"{ECS}:service/b/s"]),
        ("CreateTaskSet", {"cluster": "b", "service": "s"}, [f"{ECS}:task-set/b/s/*"]),
        ("ExecuteCommand", {"cluster": "b", "task": "1"}, [f"{ECS}:cluster/b", f"{ECS}:task/b/1"]),
        ("PutAttributes", {"attributes": [{"name": "n", "targetId": "i"}]}, [f"{ECS}:container-instance/default/i"]),
        ("StopServiceDeployment", {"serviceDeploymentArn": f"{ECS}:service-deployment/b/s/1"},
         [f"{ECS}:service/b/s", f"{ECS}:service-deployment/b/s/1"]),
        ("DescribeServiceRevisions", {"serviceRevisionArns": [f"{ECS}:service-revision/b/s/1"]},
         [f"{ECS}:service/b/s", f"{ECS}:service-revision/b/s/1"]),
        ("RegisterTaskDefinition", {"family": "web"}, [f"{ECS}:task-definition/web:*"]),
        ("DescribeTaskDefinition", {"taskDefinition": "web"}, ["*"]),
        ("DeregisterTaskDefinition", {"taskDefinition": "web:1"}, ["*"]),
        ("ListTaskDefinitions", {}, ["*"]),
        ("ListTasks", {"cluster": "b", "containerInstance": "i"}, [f"{ECS}:container-instance/b/i"]),
    ],
)  # fmt: skip
def test_resources_of_ecs(operation: str, parameters: dict[str, Any], resources: list[str]) -> None:
    need = needed("ecs", operation, **parameters)[0]
    assert (need.action, list(need.resources)) == (f"ecs:{operation}", resources)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "resources"),
    [
        ("iam", "CreateRole", {"RoleName": "r", "Path": "/app/"}, [f"arn:aws:iam::{A}:role/app/r"]),
        ("iam", "AttachRolePolicy", {"RoleName": "r", "PolicyArn": "arn:p"}, [f"arn:aws:iam::{A}:role/r"]),
        ("iam", "CreatePolicy", {"PolicyName": "p"}, [f"arn:aws:iam::{A}:policy/p"]),
        ("iam", "AddUserToGroup", {"GroupName": "g", "UserName": "u"}, [f"arn:aws:iam::{A}:group/g"]),
        ("iam", "ListRoles", {}, ["*"]),
        ("ecr", "PutImage", {"repositoryName": "a/b", "registryId": "444455556666"},
         [f"arn:aws:ecr:{R}:444455556666:repository/a/b"]),
        ("logs", "DescribeLogGroups", {}, [f"arn:aws:logs:{R}:{A}:log-group::log-stream:"]),
        ("ssm", "GetParametersByPath", {"Path": "/db"}, [f"arn:aws:ssm:{R}:{A}:parameter/db"]),
        ("ssm", "StartSession", {"Target": "i"}, ["*"]),
        ("elasticloadbalancing", "CreateLoadBalancer", {"Name": "n", "Type": "network"},
         [f"arn:aws:elasticloadbalancing:{R}:{A}:loadbalancer/net/n/*"]),
        ("elasticloadbalancing", "DescribeTargetHealth", {"TargetGroupArn": "arn:t"}, ["*"]),
        ("elasticloadbalancing", "RegisterTargets", {"TargetGroupArn": "arn:t"}, ["arn:t"]),
        ("application-autoscaling", "PutScalingPolicy", {"ResourceId": "service/c/s"},
         [f"arn:aws:application-autoscaling:{R}:{A}:scalable-target/*"]),
        ("autoscaling", "SetDesiredCapacity", {"AutoScalingGroupName": "g"},
         [f"arn:aws:autoscaling:{R}:{A}:autoScalingGroup:*:autoScalingGroupName/g"]),
        ("servicediscovery", "DeleteService", {"Id": "srv-1"}, [f"arn:aws:servicediscovery:{R}:{A}:service/srv-1"]),
        ("servicediscovery", "DeleteNamespace", {"Id": "ns-1"}, [f"arn:aws:servicediscovery:{R}:{A}:namespace/ns-1"]),
        ("cloudformation", "CreateStack", {"StackName": "s"}, [f"arn:aws:cloudformation:{R}:{A}:stack/s/*"]),
        ("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": "sg-0123456789abcdef0", "IpPermissions": [
            {"UserIdGroupPairs": [{"GroupId": "sg-aaaaaaaaaaaaaaaaa"}]}]},
         [f"arn:aws:ec2:{R}:{A}:security-group/sg-0123456789abcdef0"]),
        ("ec2", "RunInstances", {"ImageId": "ami-0123456789abcdef0", "SubnetId": "subnet-0123456789abcdef0"},
         [*(f"arn:aws:ec2:{R}:{A}:{kind}/*" for kind in ("instance", "network-interface", "volume")),
          f"arn:aws:ec2:{R}::image/ami-0123456789abcdef0", f"arn:aws:ec2:{R}:{A}:subnet/subnet-0123456789abcdef0"]),
        ("ec2", "DescribeSubnets", {"SubnetIds": ["subnet-0123456789abcdef0"]}, ["*"]),
        ("dynamodb", "GetItem", {"TableName": "t"}, ["*"]),
    ],
)  # fmt: skip
def test_resources_around(service: str, operation: str, parameters: dict[str, Any], resources: list[str]) -> None:
    assert list(needed(service, operation, **parameters)[0].resources) == resources


@pytest.mark.parametrize(
    ("operation", "path", "action", "resource"),
    [
        ("ListBuckets", "/", "s3:ListAllMyBuckets", "*"),
        ("ListObjectsV2", "/b", "s3:ListBucket", "arn:aws:s3:::b"),
        ("HeadObject", "/b/k/l", "s3:GetObject", "arn:aws:s3:::b/k/l"),
        ("UploadPart", "/b/k", "s3:PutObject", "arn:aws:s3:::b/k"),
        ("DeleteObjects", "/b", "s3:DeleteObject", "arn:aws:s3:::b/*"),
    ],
)
def test_s3(operation: str, path: str, action: str, resource: str) -> None:
    assert needed("s3", operation, path) == [Need(action, (resource,))]


def test_nobody_needs_a_right_to_ask_who_he_is() -> None:
    assert needed("sts", "GetCallerIdentity") == []
    assert needed("sts", "GetSessionToken") == []


def passed_by(operation: str, service: str = "ecs", /, **parameters: Any) -> set[tuple[str, str]]:
    needs = [each for each in needed(service, operation, **parameters) if each.action == "iam:PassRole"]
    return {(each.resources[0], str(each.context["iam:passedtoservice"])) for each in needs}


def test_roles_that_are_handed_on() -> None:
    tasks, own = "ecs-tasks.amazonaws.com", "ecs.amazonaws.com"
    assert passed_by("RegisterTaskDefinition", taskRoleArn="task", executionRoleArn=EXECUTION_ROLE) == {
        (TASK_ROLE, tasks),
        (EXECUTION_ROLE, tasks),
    }
    assert passed_by("RegisterTaskDefinition") == set()
    assert passed_by("RunTask", taskDefinition="web") == {(TASK_ROLE, tasks), (EXECUTION_ROLE, tasks)}
    other = f"arn:aws:iam::{A}:role/other"
    overridden = {"taskDefinition": "web", "overrides": {"taskRoleArn": other}}
    assert passed_by("StartTask", **overridden) == {(other, tasks), (EXECUTION_ROLE, tasks)}
    lattice = [{"roleArn": other, "targetGroupArn": "t", "portName": "p"}]
    balancer = [{"targetGroupArn": "t", "advancedConfiguration": {"roleArn": TASK_ROLE}}]
    assert passed_by("CreateService", vpcLatticeConfigurations=lattice, loadBalancers=balancer, role="old") == {
        (other, own),
        (TASK_ROLE, own),
        (f"arn:aws:iam::{A}:role/old", own),
    }
    assert passed_by("UpdateService", service="s") == set()
    assert passed_by("CreateStack", "cloudformation", StackName="s", RoleARN=other) == {
        (other, "cloudformation.amazonaws.com")
    }
    assert all(operation in OPERATIONS for service, operation in PASSES if service == "ecs")


@pytest.mark.parametrize(
    "parameters",
    [
        {"tags": [{"key": "team", "value": "blue"}]},
        {"Tags": [{"Key": "team", "Value": "blue"}]},
        {"tags": {"team": "blue"}},
        {"TagSpecifications": [{"ResourceType": "vpc", "Tags": [{"Key": "team", "Value": "blue"}]}]},
    ],
)
def test_tags_in_every_form(parameters: dict[str, Any]) -> None:
    found = tags_of(Asked("ecs", "CreateCluster", parameters, A, R))
    assert found == {"aws:requesttag/team": "blue", "aws:tagkeys": ["team"]}


@pytest.mark.parametrize("wrong", [None, 7, "x", [], [None], {"a": 1}])
def test_what_makes_no_sense_is_judged_all_the_same(wrong: Any) -> None:
    """The rules, or moto, say afterwards what is wrong with it."""
    names = (
        "cluster",
        "service",
        "taskDefinition",
        "tags",
        "overrides",
        "loadBalancers",
        "volumeConfigurations",
        "tasks",
    )
    for operation in ecs.RESOURCES:
        assert needed("ecs", operation, **dict.fromkeys(names, wrong))
