"""Whether a task may start, through boto3: network, roles, secrets, images and logs decide it and AWS's words tell it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.everything import TRUST
from tests.sandbox.grounds import CLUSTER, FAMILY, Aws, Ground, awslogs, awsvpc, image_of
from tests.sandbox.images import manifest, push

Later = Callable[[str], None]
TOKEN = (
    "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR:"
    " There is a connection issue between the task and Amazon ECR. Check your task network configuration."
)
NOT_ASSUMED = "ECS was unable to assume the role '{role}' that was provided for this task."


@pytest.fixture
def ground(aws: Aws, account: str, later: Later) -> Ground:
    return Ground(aws, account, later)


def seconds(task: dict[str, Any], start: str, end: str) -> float:
    return float((task[end] - task[start]).total_seconds())


# Network


def test_it_starts_where_all_is_there(ground: Ground) -> None:
    ground.define()
    task = ground.after("2m")
    assert (task["lastStatus"], task.get("stoppedReason")) == ("RUNNING", None)


def test_without_a_public_address_ecr_is_out_of_reach(ground: Ground) -> None:
    ground.define()
    task = ground.after(networkConfiguration=awsvpc(ground.subnet, "DISABLED"))
    assert (task["lastStatus"], task["stopCode"]) == ("STOPPED", "TaskFailedToStart")
    assert task["stoppedReason"].startswith(TOKEN)
    assert "exitCode" not in task["containers"][0]
    assert 260 <= seconds(task, "pullStartedAt", "stoppingAt") <= 280
    assert task["createdAt"] < task["connectivityAt"] < task["pullStartedAt"]
    assert "pullStoppedAt" not in task
    assert "startedAt" not in task


def test_a_service_says_why_and_tries_again_ever_later(ground: Ground) -> None:
    ground.define()
    ground.network = awsvpc(ground.subnet, "DISABLED")
    ground.serve()
    ground.later("100m")
    said = ground.said()
    assert any(each.startswith(f"was unable to place a task. Reason: {TOKEN}") for each in said)
    assert any(each.startswith("is unable to consistently start tasks successfully.") for each in said)
    told = ground.service()
    assert (told["runningCount"], told["deployments"][0]["rolloutState"]) == (0, "IN_PROGRESS")
    assert told["deployments"][0]["failedTasks"] >= 3


def test_the_circuit_breaker_gives_the_deployment_up(ground: Ground) -> None:
    ground.define()
    ground.network = awsvpc(ground.subnet, "DISABLED")
    ground.serve(deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": False}})
    ground.later("90m")
    (deployment,) = ground.service()["deployments"]
    assert deployment["rolloutState"] == "FAILED"
    assert any("deployment failed: tasks failed to start." in each for each in ground.said())


def test_mended_the_next_try_starts_without_a_change_of_the_service(ground: Ground) -> None:
    subnet = ground.private_subnet()
    ground.define()
    ground.serve()
    ground.later("12m")
    assert ground.service()["runningCount"] == 0
    ec2 = ground.aws("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=ground.subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.create_route(RouteTableId=ground.table_of(subnet), DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ground.later("40m")
    assert ground.service()["runningCount"] == 1
    assert ground.said()[-1] == "has reached a steady state."


def test_endpoints_instead_of_a_nat_gateway(ground: Ground) -> None:
    subnet = ground.private_subnet()
    ground.aws("logs").create_log_group(logGroupName="/ecs/api")
    ground.define(container={"logConfiguration": awslogs("/ecs/api")})
    ground.aws("ec2").modify_vpc_attribute(VpcId=ground.vpc, EnableDnsHostnames={"Value": True})
    needed = [
        ("ecr.api", "Interface", "registry auth"),
        ("ecr.dkr", "Interface", "CannotPullContainerError: pull image"),
        ("s3", "Gateway", "There is a connection issue between the task and the registry"),
        ("logs", "Interface", "log group"),
    ]
    for service, kind, missing in needed:
        task = ground.after()
        assert missing in task["stoppedReason"]
        pulls = missing.startswith(("CannotPull", "There"))
        assert (task["containers"][0].get("reason") == task["stoppedReason"]) is pulls
        ground.endpoint(subnet, service, kind)
    assert ground.after("2m")["lastStatus"] == "RUNNING"


def test_an_endpoint_has_the_default_group_unless_told_and_that_lets_its_own_members_in(ground: Ground) -> None:
    ec2, subnet = ground.aws("ec2"), ground.private_subnet()
    made = ground.endpoint(subnet, "ecr.api")
    filters = [{"Name": "vpc-id", "Values": [ground.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    (default,) = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    (told,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"]
    assert [group["GroupId"] for group in told["Groups"]] == [default["GroupId"]]
    ground.define()
    own = ec2.create_security_group(GroupName="own", Description="own", VpcId=ground.vpc)["GroupId"]
    other = ground.after(networkConfiguration=awsvpc(subnet, "DISABLED", own))
    assert other["stoppedReason"].startswith(TOKEN)  # its group is not the endpoint's
    member = ground.after(networkConfiguration=awsvpc(subnet, "DISABLED", default["GroupId"]))
    assert member["stoppedReason"].startswith(
        "CannotPullContainerError: pull image manifest"
    )  # ecr.dkr has no endpoint


def test_public_addresses_are_shown_by_ec2(ground: Ground) -> None:
    ground.define()
    task = ground.after("2m")
    details = {each["name"]: each["value"] for each in task["attachments"][0]["details"]}
    ec2 = ground.aws("ec2")

    def interface(id: str) -> dict[str, Any]:
        return dict(ec2.describe_network_interfaces(NetworkInterfaceIds=[id])["NetworkInterfaces"][0])

    shown = interface(details["networkInterfaceId"])
    assert shown["Association"]["PublicIp"] == shown["PrivateIpAddresses"][0]["Association"]["PublicIp"]
    assert shown["Association"]["IpOwnerId"] == "amazon"
    assert shown["PrivateIpAddress"] == details["privateIPv4Address"]
    assert shown["Association"]["PublicIp"] not in json.dumps(task, default=str)  # DescribeTasks does not tell it
    ground.private_subnet()
    hidden = ground.run()
    ground.later("30s")
    details = {each["name"]: each["value"] for each in ground.told(hidden)["attachments"][0]["details"]}
    assert "Association" not in interface(details["networkInterfaceId"])


# Roles


def test_a_role_that_nobody_may_assume(ground: Ground) -> None:
    ground.define()
    ground.aws("iam").update_assume_role_policy(
        RoleName="execution", PolicyDocument=TRUST.replace("ecs-tasks", "lambda")
    )
    with pytest.raises(ClientError) as refused:
        ground.run()
    assert refused.value.response["Error"]["Code"] == "ClientException"
    assert refused.value.response["Error"]["Message"].startswith(NOT_ASSUMED.format(role=ground.role))
    ground.serve()
    ground.later("3m")
    told = NOT_ASSUMED.format(role=ground.role)
    assert any(each.startswith(f"failed to launch a task with (error {told}") for each in ground.said())
    ground.aws("iam").update_assume_role_policy(RoleName="execution", PolicyDocument=TRUST)
    ground.later("5m")
    assert ground.service()["runningCount"] == 1


def test_an_execution_role_without_rights(ground: Ground) -> None:
    ground.define()
    iam = ground.aws("iam")
    managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.detach_role_policy(RoleName="execution", PolicyArn=managed)
    task = ground.after("2m")
    session = f"arn:aws:sts::{ground.account}:assumed-role/execution/{task['taskArn'].rpartition('/')[2]}"
    assert task["stoppedReason"].endswith(
        f"api error AccessDeniedException: User: {session} is not authorized to perform: ecr:GetAuthorizationToken on resource: *"
        " because no identity-based policy allows the ecr:GetAuthorizationToken action"
    )
    iam.attach_role_policy(RoleName="execution", PolicyArn=managed)
    ground.grant("execution", "ecr:BatchGetImage", name="no", effect="Deny")
    task = ground.after("2m")
    assert task["stoppedReason"].startswith("CannotPullContainerError: ")
    assert "with an explicit deny in an identity-based policy" in task["stoppedReason"]


# Secrets


def test_secrets_denied_missing_and_without_their_key(ground: Ground) -> None:
    secrets = ground.aws("secretsmanager")
    arn = secrets.create_secret(Name="wanderly/db", SecretString='{"password": "x"}')["ARN"]

    def asks(value: str) -> dict[str, Any]:
        ground.define(container={"secrets": [{"name": "DB", "valueFrom": value}]})
        return ground.after("2m")

    denied = asks(arn)
    assert denied["stopCode"] == "TaskFailedToStart"
    assert "api error AccessDeniedException: User: arn:aws:sts::" in denied["stoppedReason"]
    assert denied["stoppedReason"].endswith(
        f"is not authorized to perform: secretsmanager:GetSecretValue on resource: {arn} because no identity-based policy"
        " allows the secretsmanager:GetSecretValue action"
    )
    ground.grant("execution", "secretsmanager:GetSecretValue", arn)
    assert asks(arn)["lastStatus"] == "RUNNING"
    assert asks(f"{arn}:password::")["lastStatus"] == "RUNNING"
    assert asks(f"{arn}:user::")["stoppedReason"].endswith("did not contain json key user")
    assert (
        "can't find the specified secret value for staging label: AWSNEXT" in asks(f"{arn}::AWSNEXT:")["stoppedReason"]
    )
    ground.grant("execution", "secretsmanager:GetSecretValue")
    lost = asks(arn.replace("wanderly/db", "wanderly/other"))
    assert "ResourceNotFoundException: Secrets Manager can't find the specified secret." in lost["stoppedReason"]
    secrets.delete_secret(SecretId=arn)
    assert "because it was marked for deletion" in asks(arn)["stoppedReason"]


def test_parameters_and_their_customer_managed_key(ground: Ground) -> None:
    kms, ssm = ground.aws("kms"), ground.aws("ssm")
    key = kms.create_key()["KeyMetadata"]
    ssm.put_parameter(Name="/wanderly/key", Value="x", Type="SecureString", KeyId=key["KeyId"])
    ground.define(container={"secrets": [{"name": "KEY", "valueFrom": "/wanderly/key"}]})
    assert "ssm:GetParameters" in ground.after("2m")["stoppedReason"]
    ground.grant("execution", "ssm:GetParameters")
    assert f"kms:Decrypt on resource: {key['Arn']}" in ground.after("2m")["stoppedReason"]
    ground.grant("execution", "kms:Decrypt", key["Arn"], name="key")
    assert ground.after("2m")["lastStatus"] == "RUNNING"
    ground.define(container={"secrets": [{"name": "KEY", "valueFrom": "/wanderly/none"}]})
    assert ground.after("2m")["stoppedReason"].endswith("invalid ssm parameters: /wanderly/none")


# Images


def test_an_image_of_another_account_needs_its_repository_policy(ground: Ground, aws: Aws) -> None:
    other = str(int(ground.account) + 300_000)
    ecr = aws("ecr", key=other)
    ecr.create_repository(repositoryName="wanderly/api")
    push(ecr, "wanderly/api", manifest("theirs"), "1")
    ground.define(image_of(other))
    task = ground.after("2m")
    reason = task["stoppedReason"]
    assert reason.startswith("CannotPullContainerError: ")
    assert "because no resource-based policy allows the ecr:BatchGetImage action" in reason
    assert task["containers"][0]["reason"] == reason
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    principal = {"AWS": f"arn:aws:iam::{ground.account}:root"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": actions}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    ecr.set_repository_policy(repositoryName="wanderly/api", policyText=text)
    assert ground.after("2m")["lastStatus"] == "RUNNING"


def test_a_tag_that_is_not_there_is_asked_for_again_and_again(ground: Ground) -> None:
    ground.define(image_of(ground.account, "none"))
    task = ground.after("4m")
    assert "has been retried 7 time(s)" in task["stoppedReason"]
    assert task["stoppedReason"].endswith(": not found")
    assert task["containers"][0]["reason"] == task["stoppedReason"]
    assert 55 <= seconds(task, "pullStartedAt", "stoppingAt") <= 75


def test_what_a_cache_rule_stands_behind_is_fetched_from_upstream(ground: Ground) -> None:
    ecr = ground.aws("ecr")
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="public", upstreamRegistryUrl="public.ecr.aws")
    image = f"{ground.account}.dkr.ecr.us-east-1.amazonaws.com/public/nginx/nginx:1.27"
    ground.define(image)
    ground.aws("ecs").create_service(
        cluster="wanderly", serviceName="idle", taskDefinition="api", desiredCount=0, launchType="FARGATE",
        networkConfiguration=ground.network,
    )  # fmt: skip
    assert ground.after("4m")["stoppedReason"].endswith("public/nginx/nginx:1.27: not found")
    assert [each["repositoryName"] for each in ecr.describe_repositories()["repositories"]] == ["wanderly/api"]
    for action in ("ecr:CreateRepository", "ecr:BatchImportUpstreamImage"):
        ground.grant("execution", action, name=action.partition(":")[2])
    task = ground.after("2m")
    assert task["lastStatus"] == "RUNNING"
    (found,) = ecr.describe_images(repositoryName="public/nginx/nginx")["imageDetails"]
    assert (found["imageTags"], found["imageDigest"]) == (["1.27"], task["containers"][0]["imageDigest"])


# Logs


def test_a_missing_log_group_and_the_option_that_makes_it(ground: Ground) -> None:
    ground.define(container={"logConfiguration": awslogs("/ecs/api")})
    task = ground.after("2m")
    assert task["stoppedReason"].startswith(
        "ResourceInitializationError: failed to validate logger args: create stream"
    )
    assert "ResourceNotFoundException: The specified log group does not exist." in task["stoppedReason"]
    create = awslogs("/ecs/api", **{"awslogs-create-group": "true"})
    ground.define(container={"logConfiguration": create})
    assert "is not authorized to perform: logs:CreateLogGroup" in ground.after("2m")["stoppedReason"]
    ground.grant("execution", "logs:CreateLogGroup")
    task = ground.after("2m")
    assert task["lastStatus"] == "RUNNING"
    id = task["taskArn"].rpartition("/")[2]
    assert list(ground.lines("/ecs/api")) == [f"api/api/{id}"]


# Load balancers


def balanced(ground: Ground, *groups: str) -> str:
    """A service behind a load balancer with a group of its own; the target group's ARN."""
    elb, ec2 = ground.aws("elbv2"), ground.aws("ec2")
    own = ec2.create_security_group(GroupName="balancer", Description="balancer", VpcId=ground.vpc)["GroupId"]
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"][:2]]
    asked = {"Protocol": "HTTP", "Port": 3000, "VpcId": ground.vpc, "TargetType": "ip", "HealthCheckPath": "/healthz"}
    group = str(elb.create_target_group(Name="api", **asked)["TargetGroups"][0]["TargetGroupArn"])
    made = elb.create_load_balancer(Name="site", Subnets=subnets, SecurityGroups=[own])["LoadBalancers"][0]
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    elb.create_listener(LoadBalancerArn=made["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward)
    ground.network = awsvpc(subnets[0], "ENABLED", *groups)
    ground.serve(
        loadBalancers=[{"targetGroupArn": group, "containerName": "api", "containerPort": 3000}],
        healthCheckGracePeriodSeconds=3600,
    )
    return group


def test_health_checks_time_out_until_the_group_lets_the_balancer_in(ground: Ground) -> None:
    ec2, elb = ground.aws("ec2"), ground.aws("elbv2")
    ground.define()
    own = ec2.create_security_group(GroupName="tasks", Description="tasks", VpcId=ground.vpc)["GroupId"]
    group = balanced(ground, own)

    def health() -> dict[str, str]:
        (described,) = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return dict(described["TargetHealth"])

    ground.later("5m")
    assert health() == {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"}
    (before,) = ground.aws("ecs").list_tasks(cluster=CLUSTER, serviceName=FAMILY)["taskArns"]
    filters = [{"Name": "group-name", "Values": ["balancer"]}]
    balancer = ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    pair = [{"GroupId": balancer}]
    rule = {"IpProtocol": "tcp", "FromPort": 3000, "ToPort": 3000, "UserIdGroupPairs": pair}
    ec2.authorize_security_group_ingress(GroupId=own, IpPermissions=[rule])
    ground.later("4m")
    assert health() == {"State": "healthy"}
    assert ground.aws("ecs").list_tasks(cluster=CLUSTER, serviceName=FAMILY)["taskArns"] == [before]
    ec2.revoke_security_group_ingress(GroupId=own, IpPermissions=[rule])
    ground.later("4m")
    assert health()["Reason"] == "Target.Timeout"
