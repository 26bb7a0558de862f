"""ECR's images as clients see them: digests, tags that move, lists, archives, pulls, deletions, filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.images import index, manifest, push, sha, tags_of

Aws = Callable[..., Any]


@pytest.fixture
def ecr(aws: Aws) -> Any:
    client = aws("ecr")
    client.create_repository(repositoryName="web")
    return client


def refused(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(repositoryName="web", **arguments)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_an_image_is_named_by_its_manifest(ecr: Any) -> None:
    text = manifest("a")
    assert push(ecr, "web", text, "v1") == sha(text)
    (detail,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert detail["imageDigest"] == sha(text)
    assert (detail["imageSizeInBytes"], detail["imageStatus"]) == (1007, "ACTIVE")
    assert detail["artifactMediaType"] == "application/vnd.oci.image.config.v1+json"
    code, _ = refused(ecr.put_image, imageManifest=manifest("b"), imageDigest=sha("other"))
    assert code == "ImageDigestDoesNotMatchException"


def test_a_tag_moves_and_leaves_an_untagged_image_behind(ecr: Any) -> None:
    old, new = push(ecr, "web", manifest("a"), "latest"), push(ecr, "web", manifest("b"), "latest")
    assert tags_of(ecr, "web") == {old: [], new: ["latest"]}
    assert tags_of(ecr, "web", filter={"tagStatus": "UNTAGGED"}) == {old: []}
    assert tags_of(ecr, "web", filter={"tagStatus": "TAGGED"}) == {new: ["latest"]}
    push(ecr, "web", manifest("a"), "v1")
    assert tags_of(ecr, "web") == {old: ["v1"], new: ["latest"]}
    assert "imageTags" not in ecr.describe_images(repositoryName="web", imageIds=[{"imageTag": "v1"}])


def test_the_same_push_again_is_refused(ecr: Any) -> None:
    push(ecr, "web", manifest("a"), "v1")
    for more in ({"imageTag": "v1"}, {}):
        code, _ = refused(ecr.put_image, imageManifest=manifest("a"), **more)
        assert code == "ImageAlreadyExistsException"
    code, said = refused(ecr.put_image, imageManifest="no")
    assert (code, "Invalid JSON syntax" in said) == ("InvalidParameterException", True)
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        push(ecr, "nowhere", manifest("a"))


@pytest.mark.parametrize(
    ("setting", "filters", "moves", "stays"),
    [
        ("MUTABLE", None, ["v1", "latest"], []),
        ("IMMUTABLE", None, [], ["v1", "latest"]),
        ("IMMUTABLE_WITH_EXCLUSION", ["latest", "*-dev"], ["latest", "a-dev"], ["v1", "a-dev-1", "lates"]),
        ("MUTABLE_WITH_EXCLUSION", ["v*"], ["latest", "a-v1"], ["v1", "v"]),
    ],
)
def test_tag_mutability_and_its_exclusions(
    ecr: Any, setting: str, filters: list[str] | None, moves: list[str], stays: list[str]
) -> None:
    asked: dict[str, Any] = {"repositoryName": "web", "imageTagMutability": setting}
    if filters:
        asked["imageTagMutabilityExclusionFilters"] = [{"filterType": "WILDCARD", "filter": each} for each in filters]
    answer = ecr.put_image_tag_mutability(**asked)
    assert answer["imageTagMutability"] == setting
    assert answer.get("imageTagMutabilityExclusionFilters") == asked.get("imageTagMutabilityExclusionFilters")
    for tag in [*moves, *stays]:
        push(ecr, "web", manifest(f"old {tag}"), tag)
    for tag in moves:
        digest = push(ecr, "web", manifest(f"new {tag}"), tag)
        assert tags_of(ecr, "web")[digest] == [tag]
    for tag in stays:
        code, said = refused(ecr.put_image, imageManifest=manifest(f"new {tag}"), imageTag=tag)
        assert code == "ImageTagAlreadyExistsException"
        assert f"The image tag '{tag}' already exists in the 'web' repository" in said


def test_exclusions_belong_to_settings_with_exclusions(ecr: Any) -> None:
    filters = [{"filterType": "WILDCARD", "filter": "v*"}]
    for more in (
        {"imageTagMutability": "MUTABLE", "imageTagMutabilityExclusionFilters": filters},
        {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"},
    ):
        assert refused(ecr.put_image_tag_mutability, **more)[0] == "InvalidParameterException"


def test_a_manifest_list_needs_its_images_and_keeps_them(ecr: Any) -> None:
    code, _ = refused(ecr.put_image, imageManifest=index(sha("nothing")), imageTag="v1")
    assert code == "ReferencedImagesNotFoundException"
    arm, amd = push(ecr, "web", manifest("arm")), push(ecr, "web", manifest("amd"))
    both = push(ecr, "web", index(arm, amd), "v1")
    (detail,) = ecr.describe_images(repositoryName="web", imageIds=[{"imageDigest": both}])["imageDetails"]
    assert detail["imageSizeInBytes"] == 1007  # of the largest
    answer = ecr.batch_delete_image(repositoryName="web", imageIds=[{"imageDigest": arm}])
    assert [each["failureCode"] for each in answer["failures"]] == ["ImageReferencedByManifestList"]
    assert set(tags_of(ecr, "web")) == {arm, amd, both}
    ecr.batch_delete_image(repositoryName="web", imageIds=[{"imageTag": "v1"}])
    answer = ecr.batch_delete_image(repositoryName="web", imageIds=[{"imageDigest": arm}, {"imageDigest": amd}])
    assert (len(answer["imageIds"]), answer["failures"], tags_of(ecr, "web")) == (2, [], {})


def test_tags_are_deleted_one_by_one_and_an_image_with_its_last(ecr: Any) -> None:
    digest = push(ecr, "web", manifest("a"), "one")
    push(ecr, "web", manifest("a"), "two")
    answer = ecr.batch_delete_image(repositoryName="web", imageIds=[{"imageTag": "one"}])
    assert answer["imageIds"] == [{"imageDigest": digest, "imageTag": "one"}]
    assert tags_of(ecr, "web") == {digest: ["two"]}
    answer = ecr.batch_delete_image(
        repositoryName="web",
        imageIds=[{"imageTag": "one"}, {"imageTag": "three", "imageDigest": digest}, {"imageDigest": "sha256"}, {}],
    )
    codes = [each["failureCode"] for each in answer["failures"]]
    assert codes == ["ImageNotFound", "ImageTagDoesNotMatchDigest", "InvalidImageDigest", "MissingDigestAndTag"]
    ecr.batch_delete_image(repositoryName="web", imageIds=[{"imageTag": "two"}])
    assert tags_of(ecr, "web") == {}


def test_an_untagged_image_is_deleted_by_its_digest(ecr: Any) -> None:
    old, new = push(ecr, "web", manifest("a"), "latest"), push(ecr, "web", manifest("b"), "latest")
    untagged = ecr.list_images(repositoryName="web", filter={"tagStatus": "UNTAGGED"})["imageIds"]
    assert untagged == [{"imageDigest": old}]
    assert ecr.batch_delete_image(repositoryName="web", imageIds=untagged)["imageIds"] == untagged
    assert ecr.list_images(repositoryName="web")["imageIds"] == [{"imageDigest": new, "imageTag": "latest"}]


def test_archived_images_cannot_be_pulled_until_they_are_restored(ecr: Any) -> None:
    digest = push(ecr, "web", manifest("a"), "v1")
    asked = {"repositoryName": "web", "imageId": {"imageTag": "v1"}}
    answer = ecr.update_image_storage_class(**asked, targetStorageClass="ARCHIVE")
    assert answer["imageStatus"] == "ARCHIVED"
    assert tags_of(ecr, "web") == {}
    (detail,) = ecr.describe_images(repositoryName="web", filter={"imageStatus": "ARCHIVED"})["imageDetails"]
    assert (detail["imageStatus"], "lastArchivedAt" in detail) == ("ARCHIVED", True)
    assert ecr.list_images(repositoryName="web", filter={"imageStatus": "ANY"})["imageIds"]
    pulled = ecr.batch_get_image(repositoryName="web", imageIds=[{"imageTag": "v1"}])
    assert (pulled["images"], [f["failureCode"] for f in pulled["failures"]]) == ([], ["ImageInaccessible"])
    assert refused(ecr.start_image_scan, imageId={"imageTag": "v1"})[0] == "ImageArchivedException"
    code, _ = refused(ecr.update_image_storage_class, imageId={"imageTag": "v1"}, targetStorageClass="ARCHIVE")
    assert code == "ImageStorageClassUpdateNotSupportedException"
    ecr.update_image_storage_class(**asked, targetStorageClass="STANDARD")
    assert tags_of(ecr, "web") == {digest: ["v1"]}
    ecr.update_image_storage_class(**asked, targetStorageClass="ARCHIVE")
    push(ecr, "web", manifest("a"), "v1")  # pushed again, it is restored
    (detail,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert "lastActivatedAt" in detail


def test_a_pull_is_recorded_unless_its_principal_is_excluded(ecr: Any, aws: Aws) -> None:
    arn = aws("iam").create_user(UserName="scanner")["User"]["Arn"]
    ecr = aws("ecr", key=aws("iam").create_access_key(UserName="scanner")["AccessKey"]["AccessKeyId"])
    push(ecr, "web", manifest("a"), "v1")

    def pull() -> Any:
        ecr.batch_get_image(repositoryName="web", imageIds=[{"imageTag": "v1"}])
        return ecr.describe_images(repositoryName="web")["imageDetails"][0].get("lastRecordedPullTime")

    assert ecr.register_pull_time_update_exclusion(principalArn=arn)["principalArn"] == arn
    assert ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"] == [arn]
    with pytest.raises(ecr.exceptions.ExclusionAlreadyExistsException):
        ecr.register_pull_time_update_exclusion(principalArn=arn)
    assert pull() is None
    ecr.deregister_pull_time_update_exclusion(principalArn=arn)
    with pytest.raises(ecr.exceptions.ExclusionNotFoundException):
        ecr.deregister_pull_time_update_exclusion(principalArn=arn)
    assert pull() is not None


def test_reference_artifacts_are_listed_with_their_subject(ecr: Any) -> None:
    subject = push(ecr, "web", manifest("a"), "v1")
    more = {"artifactType": "application/vnd.example.signature", "subject": {"digest": subject}}
    signature = push(ecr, "web", manifest("signature", **more))
    (referrer,) = ecr.list_image_referrers(repositoryName="web", subjectId={"imageDigest": subject})["referrers"]
    assert (referrer["digest"], referrer["artifactType"]) == (signature, "application/vnd.example.signature")
    none = {"filter": {"artifactTypes": ["application/spdx+json"]}}
    found = ecr.list_image_referrers(repositoryName="web", subjectId={"imageDigest": subject}, **none)["referrers"]
    assert found == []


def test_images_and_repositories_in_pages(ecr: Any) -> None:
    for number in range(5):
        push(ecr, "web", manifest(str(number)), str(number))
        ecr.create_repository(repositoryName=f"web-{number}")
    for name, key, more in (
        ("describe_images", "imageDetails", {"repositoryName": "web"}),
        ("list_images", "imageIds", {"repositoryName": "web"}),
        ("describe_repositories", "repositories", {}),
    ):
        pages = [*ecr.get_paginator(name).paginate(**more, PaginationConfig={"PageSize": 2})]
        assert [len(page[key]) for page in pages] in ([2, 2, 1], [2, 2, 2])
        assert len({str(each) for page in pages for each in page[key]}) == sum(len(page[key]) for page in pages)
    assert refused(ecr.list_images, nextToken="no")[0] == "InvalidParameterException"
