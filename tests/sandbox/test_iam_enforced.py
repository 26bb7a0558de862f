"""With the switch on, the account's users and roles may do what their policies allow; denials read as AWS's."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from course.cli.sandbox import sandbox as commands
from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox import process
from tests.sandbox.clients import client_of
from tests.sandbox.people import Aws, People, allow, deny, document, may, refusal, trust

REGION = "us-east-1"


@pytest.fixture
def people(aws: Aws, account: str, sandbox_home: Home) -> Iterator[People]:
    """An account in which IAM judges."""
    process.tell(sandbox_home, "POST", "iam/on", account=account)
    yield People(aws, account)
    process.tell(sandbox_home, "POST", "iam/off", account=account)


def register(ecs: Any, **more: Any) -> Any:
    return ecs.register_task_definition(
        family="web",
        cpu="256",
        memory="512",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        containerDefinitions=[{"name": "web", "image": "nginx"}],
        **more,
    )


def test_a_user_may_do_what_a_policy_allows_and_nothing_else(people: People, account: str) -> None:
    dana = people.user("dana", allow("ecs:CreateCluster", f"arn:aws:ecs:*:{account}:cluster/web-*"))
    assert dana("ecs").create_cluster(clusterName="web-1")["cluster"]["clusterName"] == "web-1"
    arn = f"arn:aws:ecs:{REGION}:{account}:cluster/shop"
    assert refusal(dana("ecs").create_cluster, clusterName="shop") == (
        400,
        "AccessDeniedException",
        f"User: arn:aws:iam::{account}:user/dana is not authorized to perform: ecs:CreateCluster on resource: {arn}"
        " because no identity-based policy allows the ecs:CreateCluster action",
    )
    assert people.aws("ecs").describe_clusters(clusters=["shop"])["clusters"] == [], "it was not made"
    assert people.aws("ecs").create_cluster(clusterName="shop")["cluster"]["clusterName"] == "shop", "the account's own"


@pytest.mark.parametrize(
    ("service", "call", "asked", "status", "code", "message"),
    [
        ("ecs", "list_clusters", {}, 400, "AccessDeniedException",
         "User: {who} is not authorized to perform: ecs:ListClusters on resource: * because no identity-based policy allows"
         " the ecs:ListClusters action"),
        ("iam", "create_role", {"RoleName": "r", "AssumeRolePolicyDocument": document(trust("*"))}, 403, "AccessDenied",
         "User: {who} is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::{account}:role/r because no"
         " identity-based policy allows the iam:CreateRole action"),
        ("ec2", "describe_vpcs", {}, 403, "UnauthorizedOperation",
         "You are not authorized to perform this operation. User: {who} is not authorized to perform: ec2:DescribeVpcs"
         " because no identity-based policy allows the ec2:DescribeVpcs action"),
        ("elbv2", "describe_load_balancers", {}, 403, "AccessDenied",
         "User: {who} is not authorized to perform: elasticloadbalancing:DescribeLoadBalancers because no identity-based"
         " policy allows the elasticloadbalancing:DescribeLoadBalancers action"),
        ("cloudwatch", "put_metric_data", {"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1}]},
         400, "AccessDenied",
         "User: {who} is not authorized to perform: cloudwatch:PutMetricData on resource: * because no identity-based"
         " policy allows the cloudwatch:PutMetricData action"),
        ("s3", "get_object", {"Bucket": "b", "Key": "k/l"}, 403, "AccessDenied",
         'User: {who} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k/l" because no'
         " identity-based policy allows the s3:GetObject action"),
        ("logs", "create_log_group", {"logGroupName": "/ecs/web"}, 400, "AccessDeniedException",
         "User: {who} is not authorized to perform: logs:CreateLogGroup on resource:"
         " arn:aws:logs:us-east-1:{account}:log-group:/ecs/web:log-stream: because no identity-based policy allows the"
         " logs:CreateLogGroup action"),
        ("cloudformation", "describe_stacks", {}, 403, "AccessDenied",
         "User: {who} is not authorized to perform: cloudformation:DescribeStacks on resource:"
         " arn:aws:cloudformation:us-east-1:{account}:stack/* because no identity-based policy allows the"
         " cloudformation:DescribeStacks action"),
    ],
)  # fmt: skip
def test_each_protocol_has_its_own_denial(
    people: People, account: str, service: str, call: str, asked: dict[str, Any], status: int, code: str, message: str
) -> None:
    eve = people.user("eve")
    who = f"arn:aws:iam::{account}:user/eve"
    assert refusal(getattr(eve(service), call), **asked) == (status, code, message.format(who=who, account=account))


@pytest.mark.parametrize(
    ("service", "call", "asked", "action", "resource"),
    [
        ("ecs", "run_task", {"taskDefinition": "web:3"}, "ecs:RunTask", "ecs:{r}:{a}:task-definition/web:3"),
        ("ecs", "run_task", {"taskDefinition": "web"}, "ecs:RunTask", "ecs:{r}:{a}:task-definition/web"),
        ("ecs", "stop_task", {"cluster": "c", "task": "0" * 32}, "ecs:StopTask", "ecs:{r}:{a}:task/c/" + "0" * 32),
        ("ecs", "describe_tasks", {"tasks": ["1" * 32]}, "ecs:DescribeTasks", "ecs:{r}:{a}:task/default/" + "1" * 32),
        ("ecs", "update_service", {"cluster": "c", "service": "s"}, "ecs:UpdateService", "ecs:{r}:{a}:service/c/s"),
        ("ecs", "list_tasks", {"cluster": "c"}, "ecs:ListTasks", "ecs:{r}:{a}:container-instance/c/*"),
        ("ecs", "list_services", {"cluster": "c"}, "ecs:ListServices", "*"),
        ("ecs", "describe_capacity_providers", {"capacityProviders": ["FARGATE"]}, "ecs:DescribeCapacityProviders",
         "ecs:{r}:{a}:capacity-provider/FARGATE"),
        ("ecr", "batch_get_image", {"repositoryName": "web", "imageIds": [{"imageTag": "1"}]}, "ecr:BatchGetImage",
         "ecr:{r}:{a}:repository/web"),
        ("ecr", "get_authorization_token", {}, "ecr:GetAuthorizationToken", "*"),
        ("logs", "get_log_events", {"logGroupName": "g", "logStreamName": "s"}, "logs:GetLogEvents",
         "logs:{r}:{a}:log-group:g:log-stream:s"),
        ("ssm", "get_parameter", {"Name": "/db/url"}, "ssm:GetParameter", "ssm:{r}:{a}:parameter/db/url"),
        ("iam", "list_access_keys", {}, "iam:ListAccessKeys", "iam::{a}:user/eve"),
        ("elbv2", "create_target_group", {"Name": "t", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1"},
         "elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:{r}:{a}:targetgroup/t/*"),
        ("ec2", "delete_security_group", {"GroupId": "sg-0123456789abcdef0"}, "ec2:DeleteSecurityGroup",
         "ec2:{r}:{a}:security-group/sg-0123456789abcdef0"),
        ("ec2", "create_subnet", {"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/24"}, "ec2:CreateSubnet",
         "ec2:{r}:{a}:subnet/*"),
        ("cloudwatch", "delete_alarms", {"AlarmNames": ["high"]}, "cloudwatch:DeleteAlarms", "cloudwatch:{r}:{a}:alarm:high"),
    ],
)  # fmt: skip
def test_what_a_call_is_judged_by(
    people: People, account: str, service: str, call: str, asked: dict[str, Any], action: str, resource: str
) -> None:
    """Service authorization reference: the resource types of each action."""
    eve = people.user("eve")
    _, _, said = refusal(getattr(eve(service), call), **asked)
    where = resource if resource == "*" else f"arn:aws:{resource.format(r=REGION, a=account)}"
    assert f"is not authorized to perform: {action} on resource: {where} because no identity" in said
    iam = people.aws("iam")
    iam.put_user_policy(UserName="eve", PolicyName="own", PolicyDocument=document(allow(action, where), allow("ec2:*")))
    assert may(getattr(eve(service), call), **asked)


def test_a_secret_is_judged_by_its_whole_arn_and_by_its_own_policy(people: People, account: str) -> None:
    made = people.aws("secretsmanager").create_secret(Name="db", SecretString="s")["ARN"]
    near = people.user("near", allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:*:{account}:secret:db"))
    fits = people.user("fits", allow("secretsmanager:GetSecretValue", f"{made[:-6]}??????"))
    named = people.user("named")
    assert fits("secretsmanager").get_secret_value(SecretId="db")["SecretString"] == "s"
    assert f"on resource: {made} because" in refusal(near("secretsmanager").get_secret_value, SecretId="db")[2]
    policy = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:user/named"},
        "Action": "*",
        "Resource": "*",
    }
    people.aws("secretsmanager").put_resource_policy(SecretId="db", ResourcePolicy=document(policy))
    assert named("secretsmanager").get_secret_value(SecretId="db")["SecretString"] == "s"


def test_registering_a_task_definition_passes_its_roles(people: People, account: str) -> None:
    """IAM user guide, "Grant a user permissions to pass a role to an AWS service"."""
    role = people.role("exec", trusts={"Service": "ecs-tasks.amazonaws.com"})
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    to_instances = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    without = people.user("without", allow("ecs:*"))
    passing = people.user("passing", allow("ecs:*"), allow("iam:PassRole", role, Condition=to_tasks))
    elsewhere = people.user("elsewhere", allow("ecs:*"), allow("iam:PassRole", role, Condition=to_instances))
    denied = (
        400,
        "AccessDeniedException",
        f"User: arn:aws:iam::{account}:user/without is not authorized to perform: iam:PassRole on resource: {role} because"
        " no identity-based policy allows the iam:PassRole action",
    )
    assert refusal(register, ecs=without("ecs"), executionRoleArn=role) == denied
    assert "iam:PassRole" in refusal(register, ecs=elsewhere("ecs"), taskRoleArn=role)[2]
    assert "iam:PassRole" in refusal(register, ecs=without("ecs"), taskRoleArn="exec")[2], "a name is a role as well"
    register(without("ecs"))
    register(passing("ecs"), executionRoleArn=role, taskRoleArn=role)
    # RunTask passes what the definition names: aws/serverless-application-model#2247
    people.aws("ecs").create_cluster(clusterName="default")
    subnet = people.aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    run = {
        "taskDefinition": "web:2",
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": [subnet]}},
    }
    assert refusal(without("ecs").run_task, **run) == denied
    assert passing("ecs").run_task(**run)["failures"] == []


def test_tags_at_creation_need_a_right_of_their_own(people: People, account: str) -> None:
    """Developer guide, "Grant permission to tag resources on creation"; PutAccountSetting, tagResourceAuthorization."""
    tags = [{"key": "team", "value": "blue"}]
    only = people.user("only", allow("ecs:CreateCluster"))
    creating = {"StringEquals": {"ecs:CreateAction": "CreateCluster"}}
    both = people.user("both", allow("ecs:CreateCluster"), allow("ecs:TagResource", Condition=creating))
    only("ecs").create_cluster(clusterName="bare")
    _, code, said = refusal(only("ecs").create_cluster, clusterName="c", tags=tags)
    arn = f"arn:aws:ecs:{REGION}:{account}:cluster/c"
    assert code == "AccessDeniedException"
    assert f"ecs:TagResource on resource: {arn} because no identity-based policy allows" in said
    both("ecs").create_cluster(clusterName="c", tags=tags)
    assert "ecs:TagResource" in refusal(both("ecs").tag_resource, resourceArn=arn, tags=tags)[2], "that creates nothing"
    people.aws("ecs").put_account_setting_default(name="tagResourceAuthorization", value="off")
    only("ecs").create_cluster(clusterName="d", tags=tags)


def test_infrastructure_roles_are_passed_to_ecs(people: People) -> None:
    """Developer guide, "Amazon ECS infrastructure IAM role"."""
    role = people.role("infrastructure", trusts={"Service": "ecs.amazonaws.com"})
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    dana = people.user("dana", allow("ecs:*"), allow("iam:PassRole", Condition=to_tasks))
    volume = {"name": "data", "managedEBSVolume": {"roleArn": role, "sizeInGiB": 10}}
    asked = {"serviceName": "s", "taskDefinition": "web", "volumeConfigurations": [volume]}
    assert f"iam:PassRole on resource: {role} because" in refusal(dana("ecs").create_service, **asked)[2]


def test_an_explicit_deny_wins_over_an_administrator(people: People, account: str) -> None:
    dana = people.user("dana", deny("ecs:DeleteCluster"))
    people.aws("iam").attach_user_policy(UserName="dana", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    dana("ecs").create_cluster(clusterName="web")
    assert refusal(dana("ecs").delete_cluster, cluster="web")[2].endswith(
        "with an explicit deny in an identity-based policy"
    )


def test_policies_of_groups_count(people: People) -> None:
    dana = people.user("dana")
    iam = people.aws("iam")
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=document(allow("ecs:List*")))
    assert "not authorized" in refusal(dana("ecs").list_clusters)[2]
    iam.add_user_to_group(GroupName="readers", UserName="dana")
    assert dana("ecs").list_clusters()["clusterArns"] == []


def test_a_boundary_holds_a_user_and_a_role(people: People, account: str) -> None:
    """IAM user guide, "Permissions boundaries for IAM entities"."""
    iam = people.aws("iam")
    boundary = iam.create_policy(PolicyName="b", PolicyDocument=document(allow("ecs:*")))["Policy"]["Arn"]
    dana = people.user("dana", allow("*"), PermissionsBoundary=boundary)
    assert iam.get_user(UserName="dana")["User"]["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": boundary,
    }
    assert dana("ecs").list_clusters()["clusterArns"] == []
    denied = "because no permissions boundary allows the ecr:DescribeRepositories action"
    assert refusal(dana("ecr").describe_repositories)[2].endswith(denied)
    iam.delete_user_permissions_boundary(UserName="dana")
    assert dana("ecr").describe_repositories()["repositories"] == []
    iam.put_user_permissions_boundary(UserName="dana", PermissionsBoundary=boundary)
    assert refusal(dana("ecr").describe_repositories)[2].endswith(denied)
    assert "PermissionsBoundary" not in iam.list_users()["Users"][0]
    role = people.session(people.role("bounded", allow("*"), PermissionsBoundary=boundary))
    assert refusal(role("ecr").describe_repositories)[2].endswith(denied)


CONDITIONS: list[tuple[dict[str, Any], dict[str, Any], str, dict[str, Any], str, dict[str, Any]]] = [
    ({"ArnEquals": {"ecs:cluster": "arn:aws:ecs:us-east-1:{a}:cluster/prod"}}, {},
     "list_services", {"cluster": "prod"}, "list_services", {"cluster": "test"}),
    ({"StringEquals": {"aws:RequestTag/team": "blue"}}, {},
     "create_cluster", {"clusterName": "a", "tags": [{"key": "team", "value": "blue"}]},
     "create_cluster", {"clusterName": "a", "tags": [{"key": "team", "value": "red"}]}),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}, {},
     "create_cluster", {"clusterName": "a", "tags": [{"key": "team", "value": "blue"}]},
     "create_cluster", {"clusterName": "a", "tags": [{"key": "owner", "value": "red"}]}),
    ({"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}, {},
     "update_cluster", {"cluster": "blue"}, "update_cluster", {"cluster": "red"}),
    ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, {"region": "eu-west-1"},
     "list_clusters", {}, "list_clusters", {}),
    ({"Bool": {"ecs:enable-execute-command": "false"}}, {},
     "run_task", {"taskDefinition": "none"}, "run_task", {"taskDefinition": "none", "enableExecuteCommand": True}),
    ({"StringEquals": {"ecs:container-name": "web"}}, {},
     "execute_command", {"task": "0" * 32, "container": "web", "command": "sh", "interactive": True},
     "execute_command", {"task": "0" * 32, "container": "db", "command": "sh", "interactive": True}),
    ({"StringEquals": {"aws:username": "dana"}, "Bool": {"aws:SecureTransport": "true"}}, {},
     "list_clusters", {}, "", {}),
    ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, {}, "list_clusters", {}, "", {}),
    ({"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, {}, "", {}, "list_clusters", {}),
    ({"DateGreaterThan": {"aws:CurrentTime": "2020-04-01T00:00:00Z"}}, {}, "list_clusters", {}, "", {}),
    ({"DateLessThan": {"aws:CurrentTime": "2020-04-01T00:00:00Z"}}, {}, "", {}, "list_clusters", {}),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/d*"}}, {}, "list_clusters", {}, "", {}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "where", "goes", "going", "stops", "stopping"), CONDITIONS)
def test_conditions_are_asked(
    people: People,
    account: str,
    condition: dict[str, Any],
    where: dict[str, Any],
    goes: str,
    going: dict[str, Any],
    stops: str,
    stopping: dict[str, Any],
) -> None:
    for name in ("blue", "red"):
        people.aws("ecs").create_cluster(clusterName=name, tags=[{"key": "team", "value": name}])
    said = json.loads(json.dumps(condition).replace("{a}", account))
    dana = people.user("dana", allow("ecs:*", Condition=said), Tags=[{"Key": "team", "Value": "blue"}])
    if goes:
        assert may(getattr(dana("ecs"), goes), **going)
    if stops:
        assert "is not authorized to perform" in refusal(getattr(dana("ecs", **where), stops), **stopping)[2]


# Sessions of roles


def test_a_session_has_the_role_s_rights(people: People, account: str) -> None:
    role = people.session(people.role("deployer", allow("ecs:List*")))
    assert role("ecs").list_clusters()["clusterArns"] == []
    who = f"arn:aws:sts::{account}:assumed-role/deployer/me"
    assert refusal(role("ecs").create_cluster, clusterName="c")[2].startswith(
        f"User: {who} is not authorized to perform"
    )
    assert role("sts").get_caller_identity()["Arn"] == who, "which needs no permission"


def test_session_policies_narrow_and_never_give(people: People) -> None:
    """IAM user guide, "Session policies"."""
    role = people.role("deployer", allow("ecs:*"))
    narrow = people.session(role, Policy=document(allow(["ecs:List*", "ecr:*"])))
    assert narrow("ecs").list_clusters()["clusterArns"] == []
    assert refusal(narrow("ecs").create_cluster, clusterName="c")[2].endswith(
        "because no session policy allows the ecs:CreateCluster action"
    )
    assert refusal(narrow("ecr").describe_repositories)[2].endswith(
        "because no identity-based policy allows the ecr:DescribeRepositories action"
    )
    managed = people.session(role, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"}])
    assert refusal(managed("ecs").list_clusters)[2].endswith(
        "because no session policy allows the ecs:ListClusters action"
    )


def test_session_tags_are_tags_of_the_principal(people: People) -> None:
    blue = {"StringEquals": {"aws:PrincipalTag/team": "blue"}}
    both = {"Effect": "Allow", "Principal": {"AWS": people.root}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    role = people.role("deployer", allow("ecs:*", Condition=blue), trusts=[both])
    assert people.session(role, Tags=[{"Key": "team", "Value": "blue"}])("ecs").list_clusters()["clusterArns"] == []
    assert "not authorized" in refusal(people.session(role)("ecs").list_clusters)[2]
    untagged = people.role("untagged", allow("ecs:*"))
    asked = {"RoleArn": untagged, "RoleSessionName": "me", "Tags": [{"Key": "team", "Value": "blue"}]}
    assert "sts:TagSession because no role trust policy" in refusal(people.aws("sts").assume_role, **asked)[2]


def test_assuming_a_role_needs_its_trust_and_a_right_of_one_s_own(people: People, account: str) -> None:
    """IAM user guide, "Troubleshoot access denied error messages": role trust policies."""
    for_tasks = people.role("tasks", trusts={"Service": "ecs-tasks.amazonaws.com"})
    for_all = people.role("all")
    for_dana = people.role("hers", trusts={"AWS": people.root})
    dana = people.user("dana", allow("sts:AssumeRole", for_tasks))
    who = f"User: arn:aws:iam::{account}:user/dana is not authorized to perform: sts:AssumeRole"
    asks = dana("sts").assume_role
    assert refusal(asks, RoleArn=for_tasks, RoleSessionName="me") == (
        403,
        "AccessDenied",
        f"{who} because no role trust policy allows the sts:AssumeRole action",
    )
    assert refusal(asks, RoleArn=for_all, RoleSessionName="me")[2] == (
        f"{who} on resource: {for_all} because no identity-based policy allows the sts:AssumeRole action"
    )
    nowhere = f"arn:aws:iam::{account}:role/nowhere"
    assert refusal(asks, RoleArn=nowhere, RoleSessionName="me") == (
        403,
        "AccessDenied",
        f"{who} on resource: {nowhere}",
    )
    by_name = document(trust({"AWS": f"arn:aws:iam::{account}:user/dana"}))
    people.aws("iam").update_assume_role_policy(RoleName="hers", PolicyDocument=by_name)
    assert asks(RoleArn=for_dana, RoleSessionName="me")["AssumedRoleUser"]["Arn"].endswith(":assumed-role/hers/me")


def test_a_trust_policy_is_asked_even_with_the_switch_off(aws: Aws, account: str) -> None:
    """Plain moto lets a Deny grant, and fails on a role that only a service may assume."""
    people = People(aws, account)
    anyone = {"RoleSessionName": "me"}
    denies = people.role("denies", trusts=[trust({"AWS": people.root}), trust({"AWS": "*"}, "Deny")])
    assert refusal(aws("sts").assume_role, RoleArn=denies, **anyone) == (
        403,
        "AccessDenied",
        f"User: {people.root} is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy",
    )
    service = people.role("service", trusts={"Service": "ecs-tasks.amazonaws.com"})
    assert refusal(aws("sts").assume_role, RoleArn=service, **anyone)[1] == "AccessDenied"
    secret = people.role(
        "secret", trusts=[trust({"AWS": people.root}, Condition={"StringEquals": {"sts:ExternalId": "xy"}})]
    )
    assert refusal(aws("sts").assume_role, RoleArn=secret, **anyone)[1] == "AccessDenied"
    assert aws("sts").assume_role(RoleArn=secret, ExternalId="xy", **anyone)["Credentials"]
    mine = people.session(people.role("mine"))
    assert mine("ecs").list_clusters()["clusterArns"] == [], "with the switch off a role without policies may do all"


def test_between_accounts_both_must_agree(people: People, account: str) -> None:
    other = f"{int(account) + 500_000:012}"
    there = People(lambda service, key=other, **where: people.aws(service, key=key, **where), other)
    role = there.role("shared", trusts={"AWS": people.root})
    allowed = people.user("allowed", allow("sts:AssumeRole", role))
    plain = people.user("plain")
    assert (
        allowed("sts").assume_role(RoleArn=role, RoleSessionName="me")["AssumedRoleUser"]["Arn"].split(":")[4] == other
    )
    assert "no identity-based policy" in refusal(plain("sts").assume_role, RoleArn=role, RoleSessionName="me")[2]
    closed = there.role("closed")
    asked = people.user("asked", allow("sts:AssumeRole"))("sts").assume_role
    assert "no role trust policy" in refusal(asked, RoleArn=closed, RoleSessionName="me")[2]


def test_an_inactive_key_opens_nothing(people: People) -> None:
    dana = people.user("dana", allow("*"))
    key = people.aws("iam").list_access_keys(UserName="dana")["AccessKeyMetadata"][0]["AccessKeyId"]
    people.aws("iam").update_access_key(UserName="dana", AccessKeyId=key, Status="Inactive")
    assert refusal(dana("ecs").list_clusters)[1] == "UnrecognizedClientException"
    assert refusal(dana("iam").list_users)[:2] == (403, "InvalidClientTokenId")
    assert refusal(dana("ec2").describe_vpcs)[1] == "AuthFailure"


def test_what_a_template_makes_is_not_judged_again(people: People) -> None:
    dana = people.user("dana", allow("cloudformation:*"))
    template = json.dumps({"Resources": {"C": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "web"}}}})
    dana("cloudformation").create_stack(StackName="s", TemplateBody=template)
    assert "not authorized" in refusal(dana("ecs").list_clusters)[2]


# The switch


def test_accounts_have_switches_of_their_own(aws: Aws, account: str, sandbox_home: Home) -> None:
    other = f"{int(account) + 500_000:012}"
    here = People(aws, account).user("dana")
    there = People(lambda service, key=other, **where: aws(service, key=key, **where), other).user("dana")
    process.tell(sandbox_home, "POST", "iam/on", account=account)
    assert "not authorized" in refusal(here("ecs").list_clusters)[2]
    assert there("ecs").list_clusters()["clusterArns"] == []
    assert process.tell(sandbox_home, "GET", "iam", account=other) == {"account": other, "enforced": False}
    process.tell(sandbox_home, "POST", "iam/off", account=account)
    assert here("ecs").list_clusters()["clusterArns"] == []


def test_the_switch_in_a_terminal(sandbox_home: Home, account: str) -> None:
    def says(*words: str) -> str:
        settings = {"ECS_COURSE_HOME": str(sandbox_home.root), "AWS_ACCESS_KEY_ID": account}
        done = CliRunner().invoke(commands, ["iam", *words], env=settings, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert says("status") == f"In {account}, users and roles may do everything.\n"
    assert says("on") == f"In {account}, users and roles are judged by their policies.\n"
    assert json.loads(says("status", "--json")) == {"account": account, "enforced": True}
    assert says("off") == f"In {account}, users and roles may do everything.\n"
    with pytest.raises(UsageProblem, match="twelve digits"):
        process.tell(sandbox_home, "POST", "iam/on", account="me")


def test_a_restart_and_a_checkpoint_keep_the_switch(home: Home, account: str) -> None:
    running = process.up(home)

    def aws(service: str, key: str = account) -> Any:
        return client_of(running.endpoint, service, key)

    people = People(aws, account)
    dana = people.user("dana", allow("ecs:ListClusters"))
    role = people.session(people.role("deployer", allow("ecs:*")), Policy=document(allow("ecs:List*")))
    process.tell(home, "POST", "iam/on", account=account)
    process.tell(home, "POST", "checkpoints/save", name="judged")

    def judged() -> bool:
        dana("ecs").list_clusters()
        role("ecs").list_clusters()
        return "identity-based" in _refused(dana) and "no session policy" in _refused(role)

    assert judged()
    os.kill(running.pid, signal.SIGKILL)
    process.up(home)
    assert judged()
    process.tell(home, "POST", "iam/off", account=account)
    dana("ecs").create_cluster(clusterName="now")
    process.tell(home, "POST", "checkpoints/restore", name="judged")
    assert judged()
    process.reset(home)
    assert process.tell(home, "GET", "iam", account=account)["enforced"] is False


def _refused(who: Callable[..., Any]) -> str:
    return refusal(who("ecs").create_cluster, clusterName="c")[2]
