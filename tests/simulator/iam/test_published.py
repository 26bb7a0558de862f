"""What AWS's own examples, shortened, allow and refuse. Each names its page: IAM user guide, unless another guide is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from course.simulator.iam.evaluate import Policies, Principal, Request, decide
from tests.simulator.iam.policies import HERE, ROLE, SESSION, TASKS, THERE, USER, allow, asks, deny, policy, trust

ECS = f"arn:aws:ecs:us-east-1:{HERE}"
ACCOUNT = f"arn:aws:iam::{HERE}:root"
Case = tuple[str, Policies, Sequence[tuple[Request, bool]]]


def own(*statements: dict[str, Any]) -> Policies:
    return Policies([policy(*statements)])


def on_cluster(name: str) -> dict[str, Any]:
    return {"ArnEquals": {"ecs:cluster": f"{ECS}:cluster/{name}"}}


def tagged(action: str, where: str, **tags: str) -> Request:
    keys: dict[str, object] = {
        f"aws:{kind}/{key}": value for each, value in tags.items() for kind, key in [each.split("__")]
    }
    return Request(USER, action, where, {**keys, "aws:username": "dana"})


CODEBUILD = Principal("codebuild.amazonaws.com", service=True)
STAGES = ["secretsmanager:GetSecretValue"]
EXAMPLES: list[Case] = [
    ("AWS: Allows access based on date and time",
     own(allow("ecs:*", Condition={"DateGreaterThan": {"aws:CurrentTime": "2020-04-01T00:00:00Z"},
                                   "DateLessThan": {"aws:CurrentTime": "2020-06-30T23:59:59Z"}})),
     [(asks("ecs:RunTask", aws__CurrentTime="2020-05-05T10:00:00Z"), True),
      (asks("ecs:RunTask", aws__CurrentTime="2020-07-01T00:00:00Z"), False)]),
    ("AWS: Denies access to AWS based on the requested Region",
     own(allow("*"), {"Effect": "Deny", "NotAction": ["cloudfront:*", "iam:*", "route53:*", "support:*"], "Resource": "*",
                      "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}}}),
     [(asks("ecs:RunTask", aws__RequestedRegion="eu-west-1"), True),
      (asks("ecs:RunTask", aws__RequestedRegion="us-east-1"), False),
      (asks("iam:GetRole", aws__RequestedRegion="us-east-1"), True)]),
    ("Amazon S3: Allows IAM users access to their S3 home directory, programmatically and in the console",
     own(allow("s3:ListBucket", "arn:aws:s3:::bucket-name",
               Condition={"StringLike": {"s3:prefix": ["", "home/", "home/${aws:username}/*"]}}),
         allow("s3:*", ["arn:aws:s3:::bucket-name/home/${aws:username}", "arn:aws:s3:::bucket-name/home/${aws:username}/*"])),
     [(asks("s3:ListBucket", "arn:aws:s3:::bucket-name", USER, aws__username="dana", s3__prefix="home/dana/x"), True),
      (asks("s3:ListBucket", "arn:aws:s3:::bucket-name", USER, aws__username="dana", s3__prefix="home/eve/x"), False),
      (asks("s3:PutObject", "arn:aws:s3:::bucket-name/home/dana/x", USER, aws__username="dana"), True),
      (asks("s3:PutObject", "arn:aws:s3:::bucket-name/home/eve/x", USER, aws__username="dana"), False)]),
    ("Amazon EC2: Allows starting or stopping EC2 instances a user has tagged, programmatically and in the console",
     own(allow(["ec2:StartInstances", "ec2:StopInstances"], "arn:aws:ec2:*:*:instance/*",
               Condition={"StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}})),
     [(tagged("ec2:StopInstances", f"arn:aws:ec2:us-east-1:{HERE}:instance/i-1", resourcetag__owner="dana"), True),
      (tagged("ec2:StopInstances", f"arn:aws:ec2:us-east-1:{HERE}:instance/i-1", resourcetag__owner="eve"), False)]),
    ("EC2: Start or stop instances based on matching principal and resource tags",
     own(allow("ec2:StopInstances", Condition={
         "StringEquals": {"aws:ResourceTag/CostCenter": "${aws:PrincipalTag/CostCenter}"}})),
     [(tagged("ec2:StopInstances", "*", resourcetag__costcenter="9", principaltag__costcenter="9"), True),
      (tagged("ec2:StopInstances", "*", resourcetag__costcenter="9", principaltag__costcenter="8"), False),
      (tagged("ec2:StopInstances", "*", resourcetag__costcenter="9"), False)]),
    ("Amazon EC2: Limits terminating EC2 instances to an IP address range",
     own(allow("ec2:TerminateInstances"), deny("ec2:TerminateInstances", Condition={
         "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]}})),
     [(asks("ec2:TerminateInstances", aws__SourceIp="192.0.2.9"), True),
      (asks("ec2:TerminateInstances", aws__SourceIp="10.0.0.9"), False)]),
    ("IAM: Create new users only with specific tags",
     own(allow(["iam:CreateUser", "iam:TagUser"], Condition={
         "StringEquals": {"aws:RequestTag/CostCenter": ["A-123", "B-456"]}, "ForAllValues:StringEquals": {
             "aws:TagKeys": ["Department", "CostCenter"]}})),
     [(asks("iam:CreateUser", aws__RequestTag_slash_CostCenter="A-123", aws__TagKeys=["CostCenter"]), True),
      (asks("iam:CreateUser", aws__RequestTag_slash_CostCenter="C-1", aws__TagKeys=["CostCenter"]), False),
      (asks("iam:CreateUser", aws__RequestTag_slash_CostCenter="A-123", aws__TagKeys=["CostCenter", "Team"]), False)]),
    ("Amazon DynamoDB: Allows row-level access to DynamoDB based on an Amazon Cognito ID",
     own(allow("dynamodb:GetItem", Condition={"ForAllValues:StringEquals": {
         "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"]}})),
     [(Request(SESSION, "dynamodb:GetItem", "*", {"dynamodb:leadingkeys": ["me"], "cognito-identity.amazonaws.com:sub": "me"}),
       True),
      (Request(SESSION, "dynamodb:GetItem", "*", {"dynamodb:leadingkeys": ["me", "you"],
                                                  "cognito-identity.amazonaws.com:sub": "me"}), False)]),
    ("Amazon S3: Limits managing to a specific S3 bucket",
     own(allow("*"), {"Effect": "Deny", "NotAction": "s3:*", "NotResource": ["arn:aws:s3:::bucket-name",
                                                                          "arn:aws:s3:::bucket-name/*"]}),
     [(asks("s3:GetObject", "arn:aws:s3:::bucket-name/a"), True),
      (asks("ecs:RunTask", f"{ECS}:task-definition/web:1"), False)]),
    ("IAM JSON policy elements: NotAction (with Allow)",
     own({"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}),
     [(asks("s3:PutObject", "arn:aws:s3:::b/a"), True), (asks("s3:DeleteBucket", "arn:aws:s3:::b"), False),
      (asks("ecs:ListClusters"), False)]),
    ("IAM JSON policy elements: NotResource",
     own(allow("s3:*"), {"Effect": "Deny", "Action": "s3:*", "NotResource": ["arn:aws:s3:::HRBucket/Payroll",
                                                                              "arn:aws:s3:::HRBucket/Payroll/*"]}),
     [(asks("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/may"), True),
      (asks("s3:GetObject", "arn:aws:s3:::HRBucket/Other"), False)]),
    ("IAM JSON policy elements: Condition operators (String)",
     own(allow("iam:*AccessKey*", f"arn:aws:iam::{HERE}:user/*",
               Condition={"StringEquals": {"aws:PrincipalTag/job-category": "iamuser-admin"}})),
     [(Request(USER, "iam:CreateAccessKey", USER.arn, {"aws:principaltag/job-category": "iamuser-admin"}), True),
      (Request(USER, "iam:CreateAccessKey", USER.arn, {"aws:principaltag/job-category": "IamUser-Admin"}), False)]),
    ("IAM JSON policy elements: Condition operators (Numeric)",
     own(allow("s3:ListBucket", "arn:aws:s3:::example_bucket", Condition={
         "NumericLessThanEquals": {"s3:max-keys": "10"}})),
     [(Request(USER, "s3:ListBucket", "arn:aws:s3:::example_bucket", {"s3:max-keys": "10"}), True),
      (Request(USER, "s3:ListBucket", "arn:aws:s3:::example_bucket", {"s3:max-keys": "11"}), False)]),
    ("IAM JSON policy elements: Condition operators (Binary)",
     own(allow("*", Condition={"BinaryEquals": {"key": "QmluYXJ5VmFsdWVJbkJhc2U2NA=="}})),
     [(asks("ecs:RunTask", key="QmluYXJ5VmFsdWVJbkJhc2U2NA=="), True), (asks("ecs:RunTask", key="QmluYXJ5"), False)]),
    ("IAM JSON policy elements: Condition operators (Null): only with temporary credentials",
     own(allow("ec2:*", Condition={"Null": {"aws:TokenIssueTime": "false"}})),
     [(asks("ec2:RunInstances", aws__TokenIssueTime="2026-01-01T00:00:00Z"), True), (asks("ec2:RunInstances"), False)]),
    ("IAM JSON policy elements: Condition operators (ARN): a topic may send to a queue",
     Policies(resource=policy({"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                               "Resource": f"arn:aws:sqs:us-east-1:{HERE}:q",
                               "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{HERE}:t"}}})),
     [(asks("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{HERE}:q", Principal("sns.amazonaws.com", service=True),
            aws__SourceArn=f"arn:aws:sns:us-east-1:{HERE}:t"), True),
      (asks("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{HERE}:q", Principal("sns.amazonaws.com", service=True),
            aws__SourceArn=f"arn:aws:sns:us-east-1:{HERE}:u"), False)]),
    ("IAM JSON policy elements: NotPrincipal",
     Policies([policy(allow("s3:*"))], policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "NotPrincipal": {
         "AWS": [USER.arn, ACCOUNT]}})),
     [(asks("s3:GetObject", "arn:aws:s3:::b/a", USER), True),
      (asks("s3:GetObject", "arn:aws:s3:::b/a", Principal(f"arn:aws:iam::{HERE}:user/eve")), False)]),
    ("IAM JSON policy elements: NotPrincipal (the role, its session and the account must all be named)",
     Policies([policy(allow("s3:*"))], policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "NotPrincipal": {
         "AWS": [SESSION.arn, ROLE, ACCOUNT]}})),
     [(asks("s3:GetObject", "arn:aws:s3:::b/a"), True),
      (asks("s3:GetObject", "arn:aws:s3:::b/a", replace(SESSION, arn=SESSION.arn + "x")), False)]),
    ("How to use an external ID when granting access to your AWS resources to a third party",
     Policies([policy(allow("sts:AssumeRole"))], trust({"AWS": HERE}, Condition={
         "StringEquals": {"sts:ExternalId": "12345"}}), trust=True),
     [(asks("sts:AssumeRole", f"arn:aws:iam::{THERE}:role/r", USER, sts__ExternalId="12345"), True),
      (asks("sts:AssumeRole", f"arn:aws:iam::{THERE}:role/r", USER), False)]),
    ("Secure API access with MFA: role delegation",
     Policies([policy(allow("sts:AssumeRole"))], trust({"AWS": HERE}, Condition={
         "Bool": {"aws:MultiFactorAuthPresent": "true"}}), trust=True),
     [(asks("sts:AssumeRole", ROLE, USER, aws__MultiFactorAuthPresent=True), True),
      (asks("sts:AssumeRole", ROLE, USER), False)]),
    ("IAM tutorial: Define permissions to access AWS resources based on tags",
     own(allow(STAGES, Condition={"StringEquals": {
         "aws:ResourceTag/access-project": "${aws:PrincipalTag/access-project}"}})),
     [(Request(SESSION, STAGES[0], "*", {"aws:resourcetag/access-project": "peg", "aws:principaltag/access-project": "peg"}),
       True),
      (Request(SESSION, STAGES[0], "*", {"aws:resourcetag/access-project": "uni", "aws:principaltag/access-project": "peg"}),
       False)]),
    ("Identity-based policies and resource-based policies: Carlos has no identity policy, the resource's names him",
     Policies([], policy(allow("s3:*", "arn:aws:s3:::y/*", Principal={"AWS": f"arn:aws:iam::{HERE}:user/carlos"}))),
     [(asks("s3:GetObject", "arn:aws:s3:::y/a", Principal(f"arn:aws:iam::{HERE}:user/carlos")), True),
      (asks("s3:GetObject", "arn:aws:s3:::y/a", USER), False)]),
    ("Identity-based policies and resource-based policies: Zhang has full access, the resource's policy denies him",
     Policies([policy(allow("s3:*"))], policy(deny("s3:*", "arn:aws:s3:::z/*", Principal={"AWS": USER.arn}))),
     [(asks("s3:GetObject", "arn:aws:s3:::z/a", USER), False), (asks("s3:GetObject", "arn:aws:s3:::x/a", USER), True)]),
    ("ECS developer guide, Identity-based policy examples: run task",
     own(allow("ecs:RunTask", f"{ECS}:task-definition/web:*", Condition=on_cluster("default"))),
     [(asks("ecs:RunTask", f"{ECS}:task-definition/web:7", ecs__cluster=f"{ECS}:cluster/default"), True),
      (asks("ecs:RunTask", f"{ECS}:task-definition/web:7", ecs__cluster=f"{ECS}:cluster/prod"), False),
      (asks("ecs:RunTask", f"{ECS}:task-definition/web", ecs__cluster=f"{ECS}:cluster/default"), False)]),
    ("ECS developer guide, Identity-based policy examples: listing tasks of one cluster",
     own(allow("ecs:ListTasks", Condition=on_cluster("default"))),
     [(asks("ecs:ListTasks", f"{ECS}:container-instance/default/*", ecs__cluster=f"{ECS}:cluster/default"), True),
      (asks("ecs:ListTasks", f"{ECS}:container-instance/prod/*", ecs__cluster=f"{ECS}:cluster/prod"), False)]),
    ("ECS developer guide, Describing Amazon ECS services based on tags",
     own(allow("ecs:DescribeServices", f"{ECS}:service/*", Condition={
         "StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}})),
     [(tagged("ecs:DescribeServices", f"{ECS}:service/c/web", resourcetag__owner="dana"), True),
      (tagged("ecs:DescribeServices", f"{ECS}:service/c/web", resourcetag__owner="richard-roe"), False)]),
    ("ECS developer guide, Using ECS Exec: limiting access to the execute-command action by container name",
     own(allow("ecs:ExecuteCommand"), deny("ecs:ExecuteCommand", Condition={
         "StringEquals": {"ecs:container-name": "production-app"}})),
     [(asks("ecs:ExecuteCommand", ecs__container_name="x"), True),
      (Request(USER, "ecs:ExecuteCommand", "*", {"ecs:container-name": "production-app"}), False)]),
    ("ECS developer guide, Task execution IAM role: ECR over an interface endpoint only",
     own(allow("ecr:*", Condition={"StringEquals": {"aws:sourceVpce": "vpce-0a", "aws:sourceVpc": "vpc-0a"}})),
     [(asks("ecr:BatchGetImage", aws__SourceVpce="vpce-0a", aws__SourceVpc="vpc-0a"), True),
      (asks("ecr:BatchGetImage", aws__SourceVpce="vpce-0b", aws__SourceVpc="vpc-0a"), False),
      (asks("ecr:BatchGetImage"), False)]),
    ("ECS developer guide, Amazon ECS infrastructure IAM role: trust policy",
     Policies(resource=trust({"Service": "ecs.amazonaws.com"}), trust=True),
     [(asks("sts:AssumeRole", ROLE, Principal("ecs.amazonaws.com", service=True)), True),
      (asks("sts:AssumeRole", ROLE, TASKS), False)]),
    ("ECR user guide, Repository policy examples: allow another account to pull",
     Policies([policy(allow("ecr:*"))], policy(allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "*", Principal={
         "AWS": ACCOUNT}))),
     [(asks("ecr:BatchGetImage", f"arn:aws:ecr:us-east-1:{THERE}:repository/web"), True),
      (asks("ecr:PutImage", f"arn:aws:ecr:us-east-1:{THERE}:repository/web"), False)]),
    ("ECR user guide, Repository policy examples: deny all outside an address range",
     Policies([policy(allow("ecr:*"))], policy(deny("ecr:*", "*", Principal="*", Condition={
         "NotIpAddress": {"aws:SourceIp": "54.240.143.0/24"}}))),
     [(asks("ecr:PutImage", aws__SourceIp="54.240.143.9"), True), (asks("ecr:PutImage", aws__SourceIp="54.240.144.9"), False)]),
    ("ECR user guide, Repository policy examples: a project of CodeBuild",
     Policies(resource=policy(allow("ecr:BatchGetImage", "*", Principal={"Service": "codebuild.amazonaws.com"}, Condition={
         "ArnLike": {"aws:SourceArn": f"arn:aws:codebuild:us-east-1:{HERE}:project/web"},
         "StringEquals": {"aws:SourceAccount": HERE}}))),
     [(asks("ecr:BatchGetImage", f"arn:aws:ecr:us-east-1:{HERE}:repository/web", CODEBUILD,
            aws__SourceArn=f"arn:aws:codebuild:us-east-1:{HERE}:project/web", aws__SourceAccount=HERE), True),
      (asks("ecr:BatchGetImage", f"arn:aws:ecr:us-east-1:{HERE}:repository/web", CODEBUILD,
            aws__SourceArn=f"arn:aws:codebuild:us-east-1:{THERE}:project/web", aws__SourceAccount=THERE), False)]),
    ("KMS developer guide, Default key policy: Enable IAM User Permissions",
     Policies([policy(allow("kms:Decrypt"))], policy(allow("kms:*", "*", Principal={"AWS": ACCOUNT})), decides_alone=True),
     [(asks("kms:Decrypt", f"arn:aws:kms:us-east-1:{HERE}:key/1"), True),
      (asks("kms:Encrypt", f"arn:aws:kms:us-east-1:{HERE}:key/1"), False)]),
    ("Session policies: the role reads and writes, the session policy lets it read",
     Policies([policy(allow(["s3:GetObject", "s3:PutObject"]))], session=[policy(allow("s3:GetObject"))]),
     [(asks("s3:GetObject", "arn:aws:s3:::b/a"), True), (asks("s3:PutObject", "arn:aws:s3:::b/a"), False)]),
    ("IAM JSON policy elements: Resource (incomplete ARNs)",
     own(allow("sqs:*", "arn:aws:sqs")),
     [(asks("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{HERE}:q"), True), (asks("sqs:SendMessage", "arn:aws:sns:::t"), False)]),
]  # fmt: skip


@pytest.mark.parametrize(("policies", "asked"), [case[1:] for case in EXAMPLES], ids=[case[0] for case in EXAMPLES])
def test_example(policies: Policies, asked: Sequence[tuple[Request, bool]]) -> None:
    assert [decide(request, policies).allowed for request, _ in asked] == [goes for _, goes in asked]
    assert {goes for _, goes in asked} == {True, False}, "each example allows something and refuses something"


def test_there_are_enough_and_no_page_twice() -> None:
    assert len({case[0] for case in EXAMPLES}) == len(EXAMPLES) >= 25
