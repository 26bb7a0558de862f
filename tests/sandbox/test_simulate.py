"""IAM's policy simulator through boto3: decisions, matched statements, missing keys, boundaries. IAM API reference."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.people import Aws, People, allow, deny, document, refusal

BUCKET = "arn:aws:s3:::wanderly-photos"


@pytest.fixture
def people(aws: Aws, account: str) -> People:
    return People(aws, account)


def custom(people: People, *policies: str, actions: list[str], **more: Any) -> list[dict[str, Any]]:
    iam = people.aws("iam")
    asked = {"PolicyInputList": list(policies), "ActionNames": actions, **more}
    return list(iam.simulate_custom_policy(**asked)["EvaluationResults"])


def test_allowed_denied_and_not_allowed(people: People) -> None:
    text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:*","Resource":"*"},'
    text += '{"Effect":"Deny","Action":"ecs:Delete*","Resource":"*"}]}'
    first, second, third = custom(people, text, actions=["ecs:RunTask", "ecs:DeleteCluster", "s3:GetObject"])
    # where a statement begins: AWS CLI reference, simulate-custom-policy, the example (line 1, column 38)
    assert first == {
        "EvalActionName": "ecs:RunTask",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 1, "Column": 38},
                "EndPosition": {"Line": 1, "Column": 88},
            }
        ],
        "MissingContextValues": [],
    }
    assert second["EvalDecision"] == "explicitDeny"
    assert [each["StartPosition"]["Column"] for each in second["MatchedStatements"]] == [89], "the deny alone"
    assert (third["EvalDecision"], third["MatchedStatements"]) == ("implicitDeny", [])


def test_each_resource_has_a_result_of_its_own(people: People) -> None:
    policy = document(allow("s3:GetObject", f"{BUCKET}/public/*"), deny("s3:GetObject", f"{BUCKET}/secret/*"))
    resources = [f"{BUCKET}/{name}/a" for name in ("public", "secret", "other")]
    (result,) = custom(people, policy, actions=["s3:GetObject"], ResourceArns=resources)
    assert result["EvalDecision"] == "explicitDeny", "the most restrictive of all"
    shown = {each["EvalResourceName"]: each["EvalResourceDecision"] for each in result["ResourceSpecificResults"]}
    assert shown == dict(zip(resources, ["allowed", "explicitDeny", "implicitDeny"], strict=True))


def test_context_entries_and_the_ones_that_miss(people: People) -> None:
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}, "Bool": {"aws:SecureTransport": "true"}}
    policy = document(allow("ecs:*", Condition=condition), allow("s3:*", f"{BUCKET}/${{aws:username}}/*"))
    (result,) = custom(people, policy, actions=["ecs:RunTask"])
    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["aws:SourceIp", "aws:SecureTransport"]
    entries = [
        {"ContextKeyName": "aws:SourceIp", "ContextKeyType": "ip", "ContextKeyValues": ["192.0.2.7"]},
        {"ContextKeyName": "aws:securetransport", "ContextKeyType": "boolean", "ContextKeyValues": ["true"]},
    ]
    (result,) = custom(people, policy, actions=["ecs:RunTask"], ContextEntries=entries)
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("allowed", [])
    keys = people.aws("iam").get_context_keys_for_custom_policy(PolicyInputList=[policy])["ContextKeyNames"]
    assert keys == ["aws:SecureTransport", "aws:SourceIp", "aws:username"]


def test_lists_are_several_values(people: People) -> None:
    condition = {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "env"]}}
    policy = document(allow("ecs:*", Condition=condition))
    entry = {"ContextKeyName": "aws:TagKeys", "ContextKeyType": "stringList"}
    for values, decision in ((["team", "env"], "allowed"), (["team", "owner"], "implicitDeny")):
        given = [{**entry, "ContextKeyValues": values}]
        assert custom(people, policy, actions=["ecs:RunTask"], ContextEntries=given)[0]["EvalDecision"] == decision


def test_a_boundary_of_one_s_own(people: People) -> None:
    boundary = document(allow("ecs:*"))
    results = custom(
        people,
        document(allow("*")),
        actions=["ecs:RunTask", "s3:GetObject"],
        PermissionsBoundaryPolicyInputList=[boundary],
    )
    told = [
        (each["EvalDecision"], each["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"])
        for each in results
    ]
    assert told == [("allowed", True), ("implicitDeny", False)]


def test_a_resource_policy_speaks_for_the_caller(people: People, account: str) -> None:
    who = f"arn:aws:iam::{account}:user/dana"
    policy = document({"Effect": "Allow", "Principal": {"AWS": who}, "Action": "s3:*", "Resource": f"{BUCKET}/*"})
    asked: dict[str, Any] = {
        "actions": ["s3:GetObject"],
        "ResourceArns": [f"{BUCKET}/a"],
        "ResourcePolicy": policy,
    }
    nothing = document(allow("ecs:*"))
    assert custom(people, nothing, CallerArn=who, **asked)[0]["EvalDecision"] == "allowed"
    other = f"arn:aws:iam::{account}:user/eve"
    assert custom(people, nothing, CallerArn=other, **asked)[0]["EvalDecision"] == "implicitDeny"
    far = custom(people, nothing, CallerArn=who, ResourceOwner="arn:aws:iam::999988887777:root", **asked)
    assert far[0]["EvalDecision"] == "implicitDeny", "between accounts both must grant"


def test_a_user_s_own_policies_those_of_groups_and_the_boundary(people: People, account: str) -> None:
    iam = people.aws("iam")
    people.user("dana", allow("ecs:RunTask"))
    iam.attach_user_policy(UserName="dana", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly")
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=document(allow("logs:*")))
    iam.add_user_to_group(GroupName="readers", UserName="dana")
    arn = f"arn:aws:iam::{account}:user/dana"
    actions = ["ecs:RunTask", "ecr:BatchGetImage", "logs:GetLogEvents", "s3:GetObject"]
    results = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=actions)["EvaluationResults"]
    told = [(each["EvalDecision"], [s["SourcePolicyId"] for s in each["MatchedStatements"]]) for each in results]
    assert told == [
        ("allowed", ["user_dana_own"]),
        ("allowed", ["AmazonEC2ContainerRegistryReadOnly"]),
        ("allowed", ["group_readers_p"]),
        ("implicitDeny", []),
    ]
    boundary = iam.create_policy(PolicyName="b", PolicyDocument=document(allow("ecs:*")))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="dana", PermissionsBoundary=boundary)
    (result,) = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["logs:GetLogEvents"])[
        "EvaluationResults"
    ]
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}


def test_the_execution_role_s_managed_policy(people: People) -> None:
    """What a learner asks first: may this role pull and log?"""
    role = people.role("exec", trusts={"Service": "ecs-tasks.amazonaws.com"})
    iam = people.aws("iam")
    policy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.attach_role_policy(RoleName="exec", PolicyArn=policy)
    actions = ["ecr:GetAuthorizationToken", "logs:PutLogEvents", "logs:CreateLogGroup", "secretsmanager:GetSecretValue"]
    results = iam.simulate_principal_policy(PolicySourceArn=role, ActionNames=actions)["EvaluationResults"]
    assert [each["EvalDecision"] for each in results] == ["allowed", "allowed", "implicitDeny", "implicitDeny"]
    keys = iam.get_context_keys_for_principal_policy(PolicySourceArn=role, PolicyInputList=[document(allow("*"))])
    assert keys["ContextKeyNames"] == []


def test_pages(people: People) -> None:
    iam = people.aws("iam")
    asked = {"PolicyInputList": [document(allow("*"))], "ActionNames": ["ecs:A", "ecs:B", "ecs:C"]}
    first = iam.simulate_custom_policy(MaxItems=2, **asked)
    assert (first["IsTruncated"], len(first["EvaluationResults"])) == (True, 2)
    second = iam.simulate_custom_policy(MaxItems=2, Marker=first["Marker"], **asked)
    assert (second["IsTruncated"], [e["EvalActionName"] for e in second["EvaluationResults"]]) == (False, ["ecs:C"])


def test_what_cannot_be_simulated_is_refused(people: People, account: str) -> None:
    iam = people.aws("iam")
    policy = document(allow("*"))
    bad = iam.simulate_custom_policy
    assert refusal(bad, PolicyInputList=[policy], ActionNames=["RunTask"])[1] == "InvalidInput"
    assert refusal(bad, PolicyInputList=[policy], ActionNames=["ecs:*"])[1] == "InvalidInput"
    assert refusal(bad, PolicyInputList=["{"], ActionNames=["ecs:RunTask"])[1] == "InvalidInput"
    nobody = f"arn:aws:iam::{account}:user/nobody"
    told = refusal(iam.simulate_principal_policy, PolicySourceArn=nobody, ActionNames=["ecs:RunTask"])
    assert told[:2] == (404, "NoSuchEntity")


def test_the_simulator_and_the_calls_agree(people: People, account: str, sandbox_home: Any) -> None:
    from course.sandbox import process

    dana = people.user("dana", allow("ecs:CreateCluster", f"arn:aws:ecs:*:{account}:cluster/web-*"), deny("ecs:List*"))
    process.tell(sandbox_home, "POST", "iam/on", account=account)
    arns = [f"arn:aws:ecs:us-east-1:{account}:cluster/{name}" for name in ("web-1", "shop")]
    (result,) = people.aws("iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{account}:user/dana", ActionNames=["ecs:CreateCluster"], ResourceArns=arns
    )["EvaluationResults"]
    decisions = [each["EvalResourceDecision"] for each in result["ResourceSpecificResults"]]
    assert decisions == ["allowed", "implicitDeny"]
    dana("ecs").create_cluster(clusterName="web-1")
    assert refusal(dana("ecs").create_cluster, clusterName="shop")[1] == "AccessDeniedException"
    assert json.dumps(result), "plain data"
