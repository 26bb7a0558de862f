"""Rules that look something up, through the running sandbox: what AWS refuses there, and what it then takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.everything import TRUST

Aws = Callable[..., Any]


class Balanced:
    """A network, a load balancer and a target group."""

    def __init__(self, aws: Aws) -> None:
        self.ec2, self.elb = aws("ec2"), aws("elbv2")
        self.vpc: str = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        subnets = self.ec2.describe_subnets()["Subnets"]
        self.subnets = [subnet["SubnetId"] for subnet in subnets[:2]]
        made = self.elb.create_load_balancer(Name="web", Subnets=self.subnets)
        self.alb: str = made["LoadBalancers"][0]["LoadBalancerArn"]
        self.group = self.target_group("web")

    def target_group(self, name: str, **asked: Any) -> str:
        settings = {"Protocol": "HTTP", "Port": 80, "VpcId": self.vpc, "TargetType": "ip"} | asked
        return str(self.elb.create_target_group(Name=name, **settings)["TargetGroups"][0]["TargetGroupArn"])

    def listen(self, port: int, group: str, **asked: Any) -> str:
        settings = {"LoadBalancerArn": self.alb, "Protocol": "HTTP"} | asked
        actions = [{"Type": "forward", "TargetGroupArn": group}]
        made = self.elb.create_listener(Port=port, DefaultActions=actions, **settings)
        return str(made["Listeners"][0]["ListenerArn"])


@pytest.fixture
def balanced(aws: Aws) -> Balanced:
    return Balanced(aws)


def refused(call: Callable[..., Any], **asked: Any) -> tuple[str, str, int]:
    """Code, words and HTTP status."""
    with pytest.raises(ClientError) as error:
        call(**asked)
    said = error.value.response
    return said["Error"]["Code"], said["Error"]["Message"], said["ResponseMetadata"]["HTTPStatusCode"]


def test_a_port_that_is_taken(balanced: Balanced) -> None:
    first = balanced.listen(80, balanced.group)
    assert balanced.listen(80, balanced.group) == first, "the same listener again is the one that is there"
    other = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
    code, words, status = refused(
        balanced.elb.create_listener, LoadBalancerArn=balanced.alb, Protocol="HTTP", Port=80, DefaultActions=other
    )
    assert (code, status) == ("DuplicateListener", 400)
    assert words == f"A listener already exists on this port for this load balancer '{balanced.alb}'"
    assert len(balanced.elb.describe_listeners(LoadBalancerArn=balanced.alb)["Listeners"]) == 1


def test_a_target_group_serves_one_load_balancer_of_its_vpc(balanced: Balanced) -> None:
    balanced.listen(80, balanced.group)
    other = balanced.elb.create_load_balancer(Name="shop", Subnets=balanced.subnets)["LoadBalancers"][0]
    forward = [{"Type": "forward", "TargetGroupArn": balanced.group}]
    asked = {"LoadBalancerArn": other["LoadBalancerArn"], "Protocol": "HTTP", "Port": 80, "DefaultActions": forward}
    assert refused(balanced.elb.create_listener, **asked)[0] == "TargetGroupAssociationLimit"
    elsewhere = balanced.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    foreign = balanced.target_group("foreign", VpcId=elsewhere)
    code, words, _ = refused(
        balanced.elb.create_listener, **asked | {"DefaultActions": [{"Type": "forward", "TargetGroupArn": foreign}]}
    )
    assert code == "InvalidConfigurationRequest"
    assert words.endswith(f"{other['LoadBalancerArn']}': {foreign}")


def test_subnets_of_a_load_balancer(balanced: Balanced) -> None:
    first = balanced.ec2.describe_subnets(SubnetIds=balanced.subnets[:1])["Subnets"][0]
    twin = balanced.ec2.create_subnet(
        VpcId=balanced.vpc, CidrBlock="172.31.240.0/24", AvailabilityZone=first["AvailabilityZone"]
    )["Subnet"]["SubnetId"]
    code, words, _ = refused(balanced.elb.create_load_balancer, Name="two", Subnets=[balanced.subnets[0], twin])
    assert (code, words) == (
        "InvalidConfigurationRequest",
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    )
    assert refused(balanced.elb.create_load_balancer, Name="one", Subnets=balanced.subnets[:1])[0] == "ValidationError"
    assert refused(balanced.elb.create_load_balancer, Name="x", Subnets=["subnet-0", "subnet-1"])[0] == "SubnetNotFound"


def test_deletion_protection_and_groups_in_use(balanced: Balanced) -> None:
    protection = "deletion_protection.enabled"
    attributes = [{"Key": protection, "Value": "true"}]
    balanced.elb.modify_load_balancer_attributes(LoadBalancerArn=balanced.alb, Attributes=attributes)
    balanced.listen(80, balanced.group)
    assert refused(balanced.elb.delete_target_group, TargetGroupArn=balanced.group)[0] == "ResourceInUse"
    assert refused(balanced.elb.delete_load_balancer, LoadBalancerArn=balanced.alb)[0] == "OperationNotPermitted"
    attributes = [{"Key": protection, "Value": "false"}]
    balanced.elb.modify_load_balancer_attributes(LoadBalancerArn=balanced.alb, Attributes=attributes)
    balanced.elb.delete_load_balancer(LoadBalancerArn=balanced.alb)
    balanced.elb.delete_target_group(TargetGroupArn=balanced.group)


def test_priorities_and_the_default_rule(balanced: Balanced) -> None:
    listener = balanced.listen(80, balanced.group)
    rule = {
        "ListenerArn": listener,
        "Conditions": [{"Field": "path-pattern", "Values": ["/a"]}],
        "Actions": [{"Type": "forward", "TargetGroupArn": balanced.group}],
    }
    balanced.elb.create_rule(Priority=5, **rule)
    assert refused(balanced.elb.create_rule, Priority=5, **rule)[:2] == (
        "PriorityInUse",
        "Priority '5' is currently in use",
    )
    balanced.elb.create_rule(Priority=6, **rule)
    default = next(r for r in balanced.elb.describe_rules(ListenerArn=listener)["Rules"] if r["IsDefault"])
    assert refused(balanced.elb.delete_rule, RuleArn=default["RuleArn"])[0] == "OperationNotPermitted"


def test_a_target_outside_the_vpc(balanced: Balanced) -> None:
    register = balanced.elb.register_targets
    outside = [{"Id": "192.168.7.7", "Port": 80}]
    assert refused(register, TargetGroupArn=balanced.group, Targets=outside)[1] == (
        "The Availability Zone is required for IP address '192.168.7.7' because it is not in the VPC"
    )
    register(TargetGroupArn=balanced.group, Targets=[{"Id": "172.31.7.7", "Port": 80}])
    register(TargetGroupArn=balanced.group, Targets=[outside[0] | {"AvailabilityZone": "all"}])


def test_the_longest_deregistration_delay_is_an_hour(balanced: Balanced) -> None:
    def delay(seconds: str) -> dict[str, Any]:
        attributes = [{"Key": "deregistration_delay.timeout_seconds", "Value": seconds}]
        return {"TargetGroupArn": balanced.group, "Attributes": attributes}

    told = balanced.elb.modify_target_group_attributes(**delay("3600"))["Attributes"]
    assert {"Key": "deregistration_delay.timeout_seconds", "Value": "3600"} in told
    code, words, _ = refused(balanced.elb.modify_target_group_attributes, **delay("3601"))
    assert code == "ValidationError"
    assert words == "'deregistration_delay.timeout_seconds' value '3601' must be between '0-3600' inclusive"


def test_scaling_a_service_that_is_not_there(aws: Aws) -> None:
    scaling, ecs = aws("application-autoscaling"), aws("ecs")
    service = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    register = scaling.register_scalable_target
    told = refused(register, MinCapacity=1, MaxCapacity=2, **service)
    assert told == ("ValidationException", "ECS service doesn't exist: service/shop/web", 400)
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "a", "image": "b", "memory": 64}])
    ecs.create_service(cluster="shop", serviceName="web", taskDefinition="web", desiredCount=0)
    assert refused(scaling.delete_scaling_policy, PolicyName="a", **service)[0] == "ObjectNotFoundException"
    assert refused(scaling.deregister_scalable_target, **service)[0] == "ObjectNotFoundException"
    assert refused(register, MinCapacity=1, **service)[0] == "ValidationException"
    register(MinCapacity=1, MaxCapacity=2, **service)
    register(MinCapacity=2, **service)
    assert refused(register, MinCapacity=3, **service)[1] == "Maximum capacity cannot be less than minimum capacity"


def test_roles_that_ecs_cannot_assume(aws: Aws) -> None:
    ecs, iam = aws("ecs"), aws("iam")
    ecs.create_cluster(clusterName="shop")
    network = {"awsvpcConfiguration": {"subnets": [aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]]}}
    trust = TRUST.replace("ecs-tasks.", "ec2.")
    role = iam.create_role(RoleName="task", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    definition: dict[str, Any] = {
        "family": "web",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{"name": "web", "image": "nginx"}],
    }
    code, words, _ = refused(ecs.register_task_definition, taskRoleArn=role.replace(":role/", ":user/"), **definition)
    assert (code, words) == ("ClientException", "Role is not valid")
    ecs.register_task_definition(taskRoleArn=role, **definition)
    run = {"cluster": "shop", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network}
    code, words, _ = refused(ecs.run_task, **run)
    assert code == "ClientException"
    assert words.startswith(f"ECS was unable to assume the role '{role}' that was provided for this task.")
    made = ecs.create_service(serviceName="web", desiredCount=1, **run)
    assert made["service"]["status"] == "ACTIVE", "a service is made and says so in its events"
    iam.update_assume_role_policy(RoleName="task", PolicyDocument=TRUST)
    assert len(ecs.run_task(**run)["tasks"]) == 1


def test_trust_policies_and_what_is_not_there(aws: Aws) -> None:
    iam = aws("iam")
    assert refused(iam.get_role, RoleName="nobody") == (
        "NoSuchEntity",
        "The role with name nobody cannot be found.",
        404,
    )
    assert refused(iam.create_role, RoleName="a", AssumeRolePolicyDocument=TRUST[:-1]) == (
        "MalformedPolicyDocument",
        "This policy contains invalid Json",
        400,
    )
    nobody = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}
    assert refused(iam.create_role, RoleName="a", AssumeRolePolicyDocument=json.dumps(nobody))[1] == (
        "Missing required field Principal"
    )
    iam.create_role(RoleName="a", AssumeRolePolicyDocument=TRUST)
    assert refused(iam.delete_policy, PolicyArn="arn:aws:iam::000000000000:policy/x")[0] == "NoSuchEntity"


def test_a_deleted_secret_keeps_its_name(aws: Aws) -> None:
    secrets = aws("secretsmanager")
    assert refused(secrets.get_secret_value, SecretId="db")[2] == 400
    secrets.create_secret(Name="db", SecretString="a")
    assert refused(secrets.delete_secret, SecretId="db", RecoveryWindowInDays=6)[:2] == (
        "InvalidParameterException",
        "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    )
    secrets.delete_secret(SecretId="db", RecoveryWindowInDays=7)
    assert refused(secrets.create_secret, Name="db", SecretString="a")[0] == "InvalidRequestException"
    assert refused(secrets.get_secret_value, SecretId="db")[0] == "InvalidRequestException"
    secrets.restore_secret(SecretId="db")
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "a"


def test_streams_filters_and_parameters(aws: Aws) -> None:
    logs, ssm = aws("logs"), aws("ssm")
    logs.create_log_group(logGroupName="/shop")
    logs.create_log_stream(logGroupName="/shop", logStreamName="a")
    told = refused(logs.create_log_stream, logGroupName="/shop", logStreamName="a")
    assert told == ("ResourceAlreadyExistsException", "The specified log stream already exists", 400)
    assert (
        refused(logs.put_retention_policy, logGroupName="/shop", retentionInDays=10)[0] == "InvalidParameterException"
    )
    logs.put_retention_policy(logGroupName="/shop", retentionInDays=14)
    ssm.put_parameter(Name="/shop/large", Value="a" * 4097, Type="String", Tier="Advanced")
    ssm.put_parameter(Name="/shop/large", Value="b" * 4097, Overwrite=True)
    assert refused(ssm.put_parameter, Name="/shop/small", Value="a" * 4097, Type="String")[0] == "ValidationException"
