"""What programs may do with AWS while they run: the task's role decides, and the program's log tells it in its SDK's words."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from course.home import Home
from course.sandbox import process
from tests.sandbox.clients import client_of
from tests.sandbox.grounds import CLUSTER, REGION, Aws, Ground, awslogs, document
from tests.sandbox.test_restart import kill

Later = Callable[[str], None]
GROUP = "/ecs/api"
PHOTO = "arn:aws:s3:::wanderly-photos/checks/start.txt"


@pytest.fixture
def ground(aws: Aws, account: str, later: Later) -> Ground:
    made = Ground(aws, account, later)
    made.aws("logs").create_log_group(logGroupName=GROUP)
    return made


def queue(ground: Ground) -> str:
    return f"arn:aws:sqs:{REGION}:{ground.account}:wanderly-bookings"


def run(ground: Ground, image: str, role: str = "") -> tuple[str, list[str]]:
    """A task three minutes later: its ARN, and what it logged."""
    more = {"taskRoleArn": role} if role else {}
    ground.define(image, {"logConfiguration": awslogs(GROUP)}, **more)
    arn = ground.run()
    ground.later("3m")
    return arn, ground.lines(GROUP)[f"api/api/{arn.rpartition('/')[2]}"]


def test_without_a_task_role_the_sdk_finds_no_credentials(ground: Ground) -> None:
    arn, lines = run(ground, "wanderly/api:2-photos")
    assert lines == ["wanderly api 2.0.0 starting"] + 2 * [
        "CredentialsProviderError: Could not load credentials from any providers"
    ]
    assert ground.told(arn)["lastStatus"] == "RUNNING"
    arn, lines = run(ground, "wanderly/worker:2")
    assert lines[1:] == [
        "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
        "worker: the queue cannot be read, giving up",
    ]
    told = ground.told(arn)
    assert (told["stopCode"], told["containers"][0]["exitCode"]) == ("EssentialContainerExited", 1)


def test_what_the_role_lacks_stands_in_the_log(ground: Ground) -> None:
    role = ground.task_role()
    ground.grant("task", "sqs:SendMessage", queue(ground), name="queue")
    arn, lines = run(ground, "wanderly/api:2-photos", role)
    session = f"arn:aws:sts::{ground.account}:assumed-role/task/{arn.rpartition('/')[2]}"
    assert lines[1:] == [
        f'AccessDenied: User: {session} is not authorized to perform: s3:PutObject on resource: "{PHOTO}"'
        " because no identity-based policy allows the s3:PutObject action"
    ]
    ground.grant("task", "s3:PutObject", "arn:aws:s3:::wanderly-photos/*", name="photos")
    _, lines = run(ground, "wanderly/api:2-photos", role)
    assert lines == ["wanderly api 2.0.0 starting"]


def test_a_worker_without_its_queue_ends_and_ends(ground: Ground) -> None:
    role = ground.task_role()
    arn, lines = run(ground, "wanderly/worker:2", role)
    session = f"arn:aws:sts::{ground.account}:assumed-role/task/{arn.rpartition('/')[2]}"
    assert lines[1] == (
        "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the ReceiveMessage operation:"
        f" User: {session} is not authorized to perform: sqs:receivemessage on resource: {queue(ground)}"
        " because no identity-based policy allows the sqs:receivemessage action"
    )
    assert ground.told(arn)["stoppedReason"] == "Essential container in task exited"
    ground.grant("task", "sqs:*", queue(ground))
    arn, lines = run(ground, "wanderly/worker:2", role)
    assert (ground.told(arn)["lastStatus"], len(lines)) == ("RUNNING", 1)


def test_a_bucket_policy_decides_too_and_a_running_program_notices(ground: Ground) -> None:
    role, s3 = ground.task_role(), ground.aws("s3")
    ground.grant("task", "sqs:SendMessage")
    s3.create_bucket(Bucket="wanderly-photos")
    statement = {"Sid": "Photos", "Effect": "Allow", "Principal": {"AWS": role}, "Action": "s3:PutObject"}
    policy = {"Version": "2012-10-17", "Statement": [statement | {"Resource": "arn:aws:s3:::wanderly-photos/*"}]}
    s3.put_bucket_policy(Bucket="wanderly-photos", Policy=json.dumps(policy))
    arn, lines = run(ground, "wanderly/api:2-photos", role)
    assert len(lines) == 1
    ground.aws("iam").put_role_policy(
        RoleName="task", PolicyName="no", PolicyDocument=document("s3:*", "*", effect="Deny")
    )
    ground.later("1m")
    lines = ground.lines(GROUP)[f"api/api/{arn.rpartition('/')[2]}"]
    assert lines[1].endswith("with an explicit deny in an identity-based policy")
    assert ground.told(arn)["lastStatus"] == "RUNNING"


def test_the_path_that_needs_the_right_answers_500_until_it_is_there(ground: Ground) -> None:
    elb, ec2 = ground.aws("elbv2"), ground.aws("ec2")
    role = ground.task_role()
    ground.define("wanderly/api:2-photos", taskRoleArn=role)
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"][:2]]
    asked = {
        "Protocol": "HTTP",
        "Port": 3000,
        "VpcId": ground.vpc,
        "TargetType": "ip",
        "HealthCheckPath": "/api/photos",
    }
    group = elb.create_target_group(Name="api", **asked)["TargetGroups"][0]["TargetGroupArn"]
    balancer = elb.create_load_balancer(Name="site", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)
    ground.serve(
        loadBalancers=[{"targetGroupArn": group, "containerName": "api", "containerPort": 3000}],
        healthCheckGracePeriodSeconds=3600,
    )

    def health() -> tuple[str, str]:
        (described,) = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return described["TargetHealth"]["State"], described["TargetHealth"].get("Description", "")

    ground.later("6m")
    assert health() == ("unhealthy", "Health checks failed with these codes: [500]")
    ground.grant("task", "s3:PutObject", "arn:aws:s3:::wanderly-photos/*")
    ground.later("4m")
    assert health() == ("healthy", "")


def test_after_a_restart_the_same_stories(home: Home) -> None:
    endpoint, account = process.up(home).endpoint, "111111111111"

    def aws(service: str, key: str = account, region: str = REGION) -> object:
        return client_of(endpoint, service, key, region)

    def later(by: str) -> None:
        process.tell(home, "POST", "time/forward", by=by)

    ground = Ground(aws, account, later)
    ground.aws("logs").create_log_group(logGroupName=GROUP)
    ground.define("wanderly/worker:2", {"logConfiguration": awslogs(GROUP)}, taskRoleArn=ground.task_role())
    ground.serve()
    later("4m")
    ground.private_subnet()
    ground.define()
    alone = ground.run()
    later("6m")
    process.tell(home, "POST", "time/freeze")

    def told() -> list[object]:
        ecs = ground.aws("ecs")
        stopped = ecs.list_tasks(cluster=CLUSTER, desiredStatus="STOPPED")["taskArns"]
        tasks = ecs.describe_tasks(cluster=CLUSTER, tasks=sorted(stopped))["tasks"]
        addresses = ground.aws("ec2").describe_network_interfaces()["NetworkInterfaces"]
        return [ground.said(), tasks, ground.lines(GROUP), addresses]

    before = told()
    assert "ResourceInitializationError" in ground.told(alone)["stoppedReason"]
    assert any("botocore.exceptions.ClientError" in line for lines in ground.lines(GROUP).values() for line in lines)
    kill(home)
    process.up(home)
    for then, now in zip(before, told(), strict=True):
        assert now == then
    assert process.tell(home, "GET", "status")["journal"]["replayed"]["different"] == 0
