"""AWS calls through real clients: accounts, refusals, many at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course.sandbox.process import Running
from tests.sandbox.clients import client_of
from tests.sandbox.people import trusting

Aws = Callable[..., Any]


def neighbour(account: str) -> str:
    """A second account that belongs to the same test."""
    return "9" + account[1:]


def test_twelve_digits_are_an_account(aws: Aws, account: str) -> None:
    assert aws("sts").get_caller_identity()["Account"] == account
    arn = aws("ecs").create_cluster(clusterName="a")["cluster"]["clusterArn"]
    assert arn == f"arn:aws:ecs:us-east-1:{account}:cluster/a"


@pytest.mark.parametrize("key", ["AKIAIOSFODNN7EXAMPLE", "test", "1234567890123", "12345678901x"])
def test_any_other_key_is_the_default_account(aws: Aws, key: str) -> None:
    assert aws("sts", key=key).get_caller_identity()["Account"] == "123456789012"


def test_accounts_and_regions_are_apart(aws: Aws, account: str) -> None:
    other = neighbour(account)
    aws("ecs").create_cluster(clusterName="a")
    assert aws("ecs", key=other).list_clusters()["clusterArns"] == []
    assert aws("ecs", region="eu-west-1").list_clusters()["clusterArns"] == []
    aws("iam").create_user(UserName="u")
    assert aws("iam", key=other).list_users()["Users"] == []
    aws("ec2").create_vpc(CidrBlock="10.9.0.0/16")
    assert "10.9.0.0/16" not in {vpc["CidrBlock"] for vpc in aws("ec2", key=other).describe_vpcs()["Vpcs"]}


def test_keys_that_moto_issued_lead_to_their_account(aws: Aws, account: str) -> None:
    other = neighbour(account)
    aws("iam", key=other).create_role(RoleName="r", AssumeRolePolicyDocument=trusting(account))
    given = aws("sts").assume_role(RoleArn=f"arn:aws:iam::{other}:role/r", RoleSessionName="session")["Credentials"]
    identity = aws("sts", key=given["AccessKeyId"]).get_caller_identity()
    assert identity["Account"] == other
    assert identity["Arn"] == f"arn:aws:sts::{other}:assumed-role/r/session"


def test_query_string_signing_leads_to_the_account(aws: Aws, account: str) -> None:
    url = aws("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")
    assert "X-Amz-Credential" in url
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url) as response:
        assert f"<Account>{account}</Account>".encode() in response.read()
    url = aws("ec2", region="eu-west-1").generate_presigned_url("describe_availability_zones", HttpMethod="GET")
    with opener.open(url) as response:
        assert b"eu-west-1a" in response.read()


def test_a_clients_own_account_header_has_no_say(aws: Aws, account: str) -> None:
    sts = aws("sts")
    sts.meta.events.register(
        "before-send.sts", lambda request, **_: request.headers.update({"x-moto-account-id": "999999999999"})
    )
    assert sts.get_caller_identity()["Account"] == account


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "name"),
    [
        ("ecs", "update_container_agent", {"containerInstance": "b"}, "ecs:UpdateContainerAgent"),
        ("ecs", "list_daemons", {"clusterArn": "a"}, "ecs:ListDaemons"),
        ("application-autoscaling", "get_predictive_scaling_forecast", None, "GetPredictiveScalingForecast"),
        ("elbv2", "get_trust_store_ca_certificates_bundle", {"TrustStoreArn": "a"}, "GetTrustStoreCaCert"),
        ("ec2", "describe_address_transfers", {}, "ec2:DescribeAddressTransfers"),
        ("iam", "generate_organizations_access_report", {"EntityPath": "o-1234567890/r-123456"}, "iam:Generate"),
        ("efs", "describe_replication_configurations", {}, "DescribeReplicationConfigurations"),
        ("gamelift", "list_builds", {}, "gamelift:ListBuilds"),
    ],
)
def test_what_is_not_offered_is_refused_at_once(
    aws: Aws, service: str, operation: str, arguments: dict[str, Any] | None, name: str
) -> None:
    if arguments is None:
        arguments = {
            "ServiceNamespace": "ecs",
            "ResourceId": "service/a/b",
            "ScalableDimension": "ecs:service:DesiredCount",
            "PolicyName": "p",
            "StartTime": 0,
            "EndTime": 1,
        }
    client = aws(service)
    begun = time.monotonic()
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**arguments)
    assert time.monotonic() - begun < 5
    error = caught.value.response
    assert error["Error"]["Code"] == "UnsupportedOperation"
    assert "The sandbox does not offer" in error["Error"]["Message"]
    assert name in error["Error"]["Message"]
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400


def command_line(sandbox: Running, account: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": sandbox.endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_PAGER": "",
    }
    program = Path(sys.executable).parent / "aws"
    return subprocess.run([program, *words], env=environment, capture_output=True, text=True, timeout=60)


def test_the_aws_command_line(sandbox: Running, account: str) -> None:
    made = command_line(sandbox, account, "ecs", "create-cluster", "--cluster-name", "a", "--output", "text")
    assert made.returncode == 0, made.stderr
    begun = time.monotonic()
    refused = command_line(sandbox, account, "ecs", "update-container-agent", "--container-instance", "b")
    assert time.monotonic() - begun < 7  # its own start takes a second; with retries it took eight more
    assert refused.returncode != 0
    assert "UnsupportedOperation" in refused.stderr
    assert "does not offer ecs:UpdateContainerAgent yet" in refused.stderr
    assert "max retries" not in refused.stderr


def test_many_clients_at_once_get_right_answers(sandbox: Running, account: str) -> None:
    def work(number: int) -> None:
        ecs = client_of(sandbox.endpoint, "ecs", account)
        name = f"c{number}"
        ecs.create_cluster(clusterName=name, tags=[{"key": "n", "value": name}])
        ecs.register_task_definition(family=name, containerDefinitions=[{"name": "a", "image": "i", "memory": 64}])
        ecs.create_service(cluster=name, serviceName="s", taskDefinition=name, desiredCount=0, tags=[])
        for turn in range(6):
            include = ["TAGS"] if (turn + number) % 2 else []
            cluster = ecs.describe_clusters(clusters=[name], include=include)["clusters"][0]
            assert cluster["tags"] == ([{"key": "n", "value": name}] if include else [])
            assert cluster["activeServicesCount"] == 1
            assert len(ecs.list_services(cluster=name)["serviceArns"]) == 1
            assert ecs.describe_services(cluster=name, services=["s"])["services"][0]["serviceName"] == "s"
            assert name in {arn.rpartition("/")[2] for arn in ecs.list_clusters()["clusterArns"]}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


def test_s3_keeps_bytes_and_odd_names(aws: Aws, account: str) -> None:
    bucket = f"b-{account}"  # bucket names are one namespace for all accounts
    s3, data = aws("s3"), bytes(range(256)) * 8000
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="ä/x y%2F", Body=data)
    assert s3.get_object(Bucket=bucket, Key="ä/x y%2F")["Body"].read() == data
    with pytest.raises(ClientError) as caught:
        s3.head_object(Bucket=bucket, Key="none")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
