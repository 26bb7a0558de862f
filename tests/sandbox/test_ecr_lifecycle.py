"""Lifecycle policies at work in the sandbox: previews, images that expire as time passes, and a restart between."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psutil
import pytest
from botocore.exceptions import ClientError

from course.home import Home
from course.sandbox import process
from tests.sandbox.clients import client_of
from tests.sandbox.everything import execution_role
from tests.sandbox.images import index, manifest, push, tags_of
from tests.simulator.ecr_examples import rule, text_of

Aws = Callable[..., Any]

UNTAGGED = text_of(rule(1, "untagged", "imageCountMoreThan", 1))
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def forward(home: Home, by: str) -> None:
    process.tell(home, "POST", "time/forward", by=by)


def kill(home: Home) -> None:
    running = process.status(home)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(running.pid)], timeout=5) if psutil.pid_exists(running.pid) else None


def refused(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(repositoryName="web", **arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_preview_shows_what_would_go_and_changes_nothing(aws: Aws) -> None:
    ecr = aws("ecr")
    ecr.create_repository(repositoryName="web")
    assert refused(ecr.get_lifecycle_policy_preview)[0] == "LifecyclePolicyPreviewNotFoundException"
    assert refused(ecr.start_lifecycle_policy_preview)[0] == "LifecyclePolicyNotFoundException"
    digests = [push(ecr, "web", manifest(str(n)), "latest") for n in range(4)]
    started = ecr.start_lifecycle_policy_preview(repositoryName="web", lifecyclePolicyText=UNTAGGED)
    assert (started["status"], started["lifecyclePolicyText"]) == ("IN_PROGRESS", UNTAGGED)
    ecr.get_waiter("lifecycle_policy_preview_complete").wait(repositoryName="web")
    shown = ecr.get_lifecycle_policy_preview(repositoryName="web")
    assert [each["imageDigest"] for each in shown["previewResults"]] == digests[:2]
    assert {(e["action"]["type"], e["appliedRulePriority"], e["storageClass"]) for e in shown["previewResults"]} == {
        ("EXPIRE", 1, "STANDARD")
    }
    assert shown["summary"] == {"expiringImageTotalCount": 2}
    assert len(tags_of(ecr, "web")) == 4
    one = ecr.get_lifecycle_policy_preview(repositoryName="web", imageIds=[{"imageDigest": digests[1]}])
    assert [each["imageDigest"] for each in one["previewResults"]] == [digests[1]]
    assert (
        ecr.get_lifecycle_policy_preview(repositoryName="web", filter={"tagStatus": "TAGGED"})["previewResults"] == []
    )
    pages = ecr.get_paginator("get_lifecycle_policy_preview").paginate(
        repositoryName="web", PaginationConfig={"PageSize": 1}
    )
    assert [each["imageDigest"] for page in pages for each in page["previewResults"]] == digests[:2]


def test_a_preview_of_the_repositorys_own_policy_with_an_archive(aws: Aws) -> None:
    ecr = aws("ecr")
    ecr.create_repository(repositoryName="web")
    text = text_of(rule(5, "any", "imageCountMoreThan", 1, action="transition"))
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text)
    first = push(ecr, "web", manifest("a"), "v1")
    push(ecr, "web", manifest("b"), "v2")
    ecr.start_lifecycle_policy_preview(repositoryName="web")
    shown = ecr.get_lifecycle_policy_preview(repositoryName="web")
    (result,) = shown["previewResults"]
    assert (result["imageDigest"], result["imageTags"], result["appliedRulePriority"]) == (first, ["v1"], 5)
    assert result["action"] == {"type": "TRANSITION", "targetStorageClass": "ARCHIVE"}
    assert shown["summary"]["transitioningImageTotalCounts"] == [
        {"targetStorageClass": "ARCHIVE", "imageTotalCount": 1}
    ]


def test_a_policy_that_ecr_refuses(aws: Aws) -> None:
    ecr = aws("ecr")
    ecr.create_repository(repositoryName="web")
    text = text_of(rule(1, "any", "sinceImagePulled", 90))
    for call in (ecr.put_lifecycle_policy, ecr.start_lifecycle_policy_preview):
        code, said = refused(call, lifecyclePolicyText=text)
        assert code == "InvalidParameterException"
        assert "at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: " in said
    assert refused(ecr.get_lifecycle_policy)[0] == "LifecyclePolicyNotFoundException"
    assert refused(ecr.delete_lifecycle_policy)[0] == "LifecyclePolicyNotFoundException"


def test_images_expire_a_day_after_the_policy_was_put_and_not_before(home: Home) -> None:
    ecr = client_of(process.up(home).endpoint, "ecr", "111111111111")
    ecr.create_repository(repositoryName="web")
    digests = [push(ecr, "web", manifest(str(n)), "latest") for n in range(4)]
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=UNTAGGED)
    assert ecr.get_lifecycle_policy(repositoryName="web")["lastEvaluatedAt"] == NEVER
    forward(home, "23h")
    assert list(tags_of(ecr, "web")) == digests
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=UNTAGGED)  # the same again puts nothing off
    forward(home, "1h")
    assert list(tags_of(ecr, "web")) == digests[2:]
    evaluated = ecr.get_lifecycle_policy(repositoryName="web")["lastEvaluatedAt"]
    assert 0 <= (process.now(home) - evaluated).total_seconds() < 60
    (left,) = ecr.list_images(repositoryName="web", filter={"tagStatus": "UNTAGGED"})["imageIds"]
    assert left == {"imageDigest": digests[2]}
    assert ecr.delete_lifecycle_policy(repositoryName="web")["lastEvaluatedAt"] == evaluated
    push(ecr, "web", manifest("more"), "latest")
    forward(home, "10d")
    assert len(tags_of(ecr, "web")) == 3


def test_ages_archives_and_manifest_lists_over_a_year(home: Home) -> None:
    ecr = client_of(process.up(home).endpoint, "ecr", "111111111111")
    ecr.create_repository(repositoryName="web")
    text = text_of(
        rule(1, "tagged", "imageCountMoreThan", 999, prefixes=["prod"]),
        rule(2, "any", "sinceImagePushed", 30, action="transition"),
        rule(3, "any", "sinceImageTransitioned", 90, storage_class="archive"),
    )
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text)
    kept = push(ecr, "web", manifest("kept"), "prod-1")
    arm = push(ecr, "web", manifest("arm"))
    both = push(ecr, "web", index(arm), "v1")
    forward(home, "31d")
    assert set(tags_of(ecr, "web")) == {kept, arm}
    archived = ecr.describe_images(repositoryName="web", filter={"imageStatus": "ARCHIVED"})["imageDetails"]
    assert [image["imageDigest"] for image in archived] == [both]
    forward(home, "1d")
    assert set(tags_of(ecr, "web")) == {kept}  # the list went to the archive first, and its image a day later
    forward(home, "91d")
    assert set(tags_of(ecr, "web", filter={"imageStatus": "ANY"})) == {kept}
    forward(home, "3650d")
    assert set(tags_of(ecr, "web", filter={"imageStatus": "ANY"})) == {kept}


def test_a_restart_between_comes_to_the_same(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ecr = client_of(endpoint, "ecr", "111111111111")
    ecr.create_repository(repositoryName="web")
    text = text_of(rule(1, "any", "imageCountMoreThan", 2))
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text)
    digests = [push(ecr, "web", manifest(str(n)), str(n)) for n in range(3)]
    forward(home, "25h")
    # nobody has looked yet: the call that comes first lets the evaluation happen, at the time it was due
    digests.append(push(ecr, "web", manifest("3"), "3"))
    before = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert [image["imageDigest"] for image in before] == digests[1:]
    forward(home, "12h")
    for _ in range(2):
        kill(home)
        process.up(home)
        assert ecr.describe_images(repositoryName="web")["imageDetails"] == before
        facts: dict[str, Any] = process.tell(home, "GET", "status")["journal"]
        assert (facts["replayed"]["different"], facts["notes"]) == (0, [])
    forward(home, "12h")
    kill(home)
    process.up(home)
    assert list(tags_of(ecr, "web")) == digests[2:]
    process.tell(home, "POST", "checkpoints/save", name="later")
    forward(home, "24h")
    push(ecr, "web", manifest("4"), "4")
    process.tell(home, "POST", "checkpoints/restore", name="later")
    assert list(tags_of(ecr, "web")) == digests[2:]


def test_the_time_of_a_pull_outlives_a_restart(home: Home) -> None:
    ecr = client_of(process.up(home).endpoint, "ecr", "111111111111")
    ecr.create_repository(repositoryName="web")
    text = text_of(rule(1, "any", "sinceImagePulled", 5, action="transition"))
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text)
    used, unused = push(ecr, "web", manifest("used"), "used"), push(ecr, "web", manifest("unused"), "unused")
    forward(home, "4d")
    ecr.batch_get_image(repositoryName="web", imageIds=[{"imageTag": "used"}])
    pulled = {image["imageDigest"]: image.get("lastRecordedPullTime") for image in details(ecr)}
    kill(home)
    process.up(home)
    assert {image["imageDigest"]: image.get("lastRecordedPullTime") for image in details(ecr)} == pulled
    assert (pulled[used] is None, pulled[unused]) == (False, None)
    forward(home, "2d")
    assert set(tags_of(ecr, "web")) == {used}


def details(ecr: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ecr.describe_images(repositoryName="web")["imageDetails"]
    return json.loads(json.dumps(found, default=str))  # type: ignore[no-any-return]


def test_tasks_pull_images_and_find_archived_and_expired_ones_gone(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ecr, ecs, ec2, iam = (client_of(endpoint, service, "123456789012") for service in ("ecr", "ecs", "ec2", "iam"))
    uri = ecr.create_repository(repositoryName="web")["repository"]["repositoryUri"]
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=text_of(rule(1, "any", "sinceImagePushed", 2)))
    push(ecr, "web", manifest("a"), "v1")
    push(ecr, "web", manifest("b"), "v2")
    ecr.update_image_storage_class(repositoryName="web", imageId={"imageTag": "v2"}, targetStorageClass="ARCHIVE")
    role = execution_role(iam)
    ecs.create_cluster(clusterName="c")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]

    def run(tag: str) -> dict[str, Any]:
        ecs.register_task_definition(
            family=tag,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            executionRoleArn=role,
            containerDefinitions=[{"name": "web", "image": f"{uri}:{tag}"}],
        )
        network = {"awsvpcConfiguration": {"subnets": [subnet], "assignPublicIp": "ENABLED"}}
        task = ecs.run_task(cluster="c", taskDefinition=tag, launchType="FARGATE", networkConfiguration=network)
        arn = task["tasks"][0]["taskArn"]
        for _ in range(100):
            (told,) = ecs.describe_tasks(cluster="c", tasks=[arn])["tasks"]
            if told["lastStatus"] in ("RUNNING", "STOPPED"):
                break
            time.sleep(0.1)
        return dict(told)

    assert run("v1")["lastStatus"] == "RUNNING"
    assert "lastRecordedPullTime" in ecr.describe_images(repositoryName="web")["imageDetails"][0]
    assert "CannotPullContainerError" in run("v2")["stoppedReason"]
    forward(home, "4d")
    assert "CannotPullContainerError" in run("v1")["stoppedReason"]
