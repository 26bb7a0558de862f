"""Why in worlds of other kinds: peered networks, pages, what an identity may not see, tasks on container instances, checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.checking.api import Finding, reachable
from course.model.errors import UsageProblem, WorldNotReady
from course.reachability.asking import Asking
from course.reachability.rights import needs, rights
from course.reachability.why import why
from course.world.look import Look, NotShown
from tests.reachability import networks
from tests.sandbox.grounds import Ground

Clients = Callable[[str], Any]


@pytest.fixture
def ground(client: Clients, account: str) -> Ground:
    return Ground(client, account, lambda _: None)


@pytest.fixture
def look(client: Clients) -> Look:
    return Look(Path("."), client, world="sandbox")


class Hiding:
    """A look at which some operations are refused."""

    def __init__(self, look: Look, *hidden: str) -> None:
        self._look, self._hidden = look, hidden

    def aws(self, service: str) -> Any:
        outer, client = self, self._look.aws(service)

        class Client:
            def __getattr__(self, method: str) -> Any:
                if method in outer._hidden:
                    raise NotShown(f"not authorized to perform: {service}:{method}")
                return getattr(client, method)

        return Client()


def peered(client: Clients, *, accepted: bool = True, back: bool = True) -> tuple[str, str]:
    """`subnet/group` in two VPCs that are peered, with a route each way."""
    ec2 = client("ec2")
    ends, tables, vpcs = [], [], []
    for block in ("10.1", "10.2"):
        vpc = ec2.create_vpc(CidrBlock=f"{block}.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{block}.1.0/24")["Subnet"]["SubnetId"]
        group = ec2.create_security_group(GroupName="open", Description="open", VpcId=vpc)["GroupId"]
        rule = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        ends.append(f"{subnet}/{group}")
        tables.append(table)
        vpcs.append(vpc)
    made = ec2.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])["VpcPeeringConnection"]
    peering = made["VpcPeeringConnectionId"]
    if accepted:
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    for table, block in zip(tables, ("10.2.0.0/16", "10.1.0.0/16") if back else ("10.2.0.0/16",), strict=False):
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=block, VpcPeeringConnectionId=peering)
    return ends[0], ends[1]


@pytest.mark.parametrize(
    ("given", "stops"),
    [({}, ""), ({"accepted": False}, "peering connection"), ({"back": False}, "route table")],
    ids=["both ways", "not accepted", "no way back"],
)
def test_peered_networks(given: dict[str, bool], stops: str, client: Clients, look: Look) -> None:
    here, there = peered(client, **given)
    answer = why(look, here, there, 5432)
    assert [part.stopped_by.kind for part in answer.stopped if part.stopped_by] == ([stops] if stops else [])
    if stops == "peering connection":
        assert answer.see[0].startswith("aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids pcx-")


def test_pages_are_read_to_the_end_and_a_token_that_never_ends_does_not_hang() -> None:
    class Paged:
        def __init__(self, pages: int) -> None:
            self.left = pages

        def aws(self, service: str) -> Any:
            return self

        def describe_things(self, **given: Any) -> dict[str, Any]:
            self.left -= 1
            return {"Things": [self.left], "NextToken": "more"} if self.left else {"Things": [0]}

    assert Asking(Paged(3)).pages("ec2", "describe_things", "Things") == [2, 1, 0]
    assert len(Asking(Paged(10_000)).pages("ec2", "describe_things", "Things")) == 200


def test_a_role_that_may_not_be_seen_is_said_to_be_unseen(ground: Ground, look: Look) -> None:
    networks.serve(ground)
    answer = why(Hiding(look, "get_role"), "api", "ecr")
    assert answer.ok
    assert answer.rights is not None
    assert (answer.rights.looked, answer.rights.says) == (False, "The execution role execution was not looked at.")
    assert answer.as_json()["execution_role"]["may"] is None
    assert answer.notes == ("The role execution was not looked at: not authorized to perform: iam:get_role",)


def test_a_network_that_may_not_be_seen_is_no_verdict(ground: Ground, look: Look) -> None:
    networks.serve(ground)
    with pytest.raises(WorldNotReady, match="describe_route_tables"):
        why(Hiding(look, "describe_route_tables"), "api", "ecr")


def test_a_role_that_ecs_cannot_assume(ground: Ground, look: Look, client: Clients) -> None:
    networks.serve(ground)
    trust = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'  # noqa: E501
    client("iam").update_assume_role_policy(RoleName="execution", PolicyDocument=trust)
    answer = why(look, "api", "logs")
    assert answer.rights is not None
    assert (
        answer.rights.says
        == "ECS cannot assume the execution role execution: its trust policy does not let ecs-tasks.amazonaws.com."
    )
    assert answer.verdict.endswith("; but its execution role may not use it.")


def test_what_no_container_needs_is_not_judged() -> None:
    definition = {"taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/a:1", "containerDefinitions": []}
    found = rights(definition, None, ("sqs",), "sqs", looked=False, fargate=True)
    assert (found.looked, found.ok) == (False, True)
    assert "task role" in found.says


def test_what_a_definition_needs_under_the_execution_role() -> None:
    secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
    container = {
        "name": "api",
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1",
        "secrets": [{"name": "A", "valueFrom": f"{secret}:password::"}, {"name": "B", "valueFrom": "/api/url"}],
        "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::bucket/a.env"}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/ecs/api", "awslogs-create-group": "true"},
        },
    }
    arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/api:1"
    found = needs({"taskDefinitionArn": arn, "containerDefinitions": [container, container]})
    repository = "arn:aws:ecr:eu-west-1:123456789012:repository/api"
    assert found["ecr.api"] == [("ecr:GetAuthorizationToken", "*")]
    assert found["ecr.dkr"] == [("ecr:BatchGetImage", repository), ("ecr:GetDownloadUrlForLayer", repository)]
    assert found["secretsmanager"] == [("secretsmanager:GetSecretValue", secret)]
    assert found["ssm"] == [("ssm:GetParameters", "arn:aws:ssm:eu-west-1:123456789012:parameter/api/url")]
    assert found["s3"] == [("s3:GetObject", "arn:aws:s3:::bucket/a.env")]
    assert [action for action, _ in found["logs"]] == [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ]


def test_a_service_without_a_network_configuration_asks_for_an_instance(
    ground: Ground, look: Look, client: Clients
) -> None:
    ecs = client("ecs")
    ecs.register_task_definition(family="old", containerDefinitions=[{"name": "old", "image": "old", "memory": 64}])
    ecs.create_service(cluster="wanderly", serviceName="old", taskDefinition="old", desiredCount=0, launchType="EC2")
    with pytest.raises(UsageProblem, match="none runs now"):
        why(look, "old", "ecr")


def test_a_policy_on_the_way_is_a_hop_of_its_own(ground: Ground, look: Look) -> None:
    networks.policy_keeps_layers(ground)
    networks.serve(ground)
    answer = why(look, "api", "ecr")
    (stopped,) = answer.stopped
    assert stopped.destination == "s3"
    assert stopped.way.ok
    assert stopped.policy is not None
    assert "does not allow s3:GetObject on arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*" in stopped.policy.says
    assert answer.see[0].endswith("--query 'VpcEndpoints[].PolicyDocument'")


# In checks


def test_a_check_gets_a_finding(ground: Ground, look: Look) -> None:
    networks.serve(ground)
    found = reachable(look, "wanderly/api", "ecr")
    assert found.ok
    assert found.expected == "wanderly/api reaches ecr"
    assert found.found.startswith("api reaches ecr.api, ecr.dkr and s3 on port 443, through igw-")
    assert found.see == "ecs-course why wanderly/api ecr"


def test_a_check_may_want_that_it_is_not_reached(ground: Ground, look: Look) -> None:
    networks.serve(ground)
    found = reachable(look, "internet", "wanderly/api", 3000, wanted=False)
    assert (found.ok, found.expected) == (True, "internet cannot reach wanderly/api")
    assert found.see == "ecs-course why internet wanderly/api --port 3000"
    assert not reachable(look, "internet", "wanderly/api", 3000).ok


def test_what_the_learner_has_not_made_yet_is_a_finding(ground: Ground, look: Look) -> None:
    found = reachable(look, "wanderly/api", "ecr")
    says = "There is no service wanderly/api (services: none)."
    assert found == Finding(False, "wanderly/api reaches ecr", says, "ecs-course why wanderly/api ecr")
