"""Manifests: what ECR's API and the registry say of an image is the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dataplane.registry.client import OCI, Client, sha

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"


def described(ecr: Any) -> dict[str, dict[str, Any]]:
    """DescribeImages, by digest."""
    return {each["imageDigest"]: each for each in ecr.describe_images(repositoryName="web")["imageDetails"]}


def test_records_and_registry_agree(web: Client, ecr: Any) -> None:
    manifest = web.manifest("a")
    said = web.put(manifest, "v1")
    digest = sha(manifest)
    assert (said.status, said.headers["docker-content-digest"]) == (201, digest)
    (detail,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    content = json.loads(manifest)
    size = content["config"]["size"] + content["layers"][0]["size"]
    assert (detail["imageDigest"], detail["imageTags"], detail["imageSizeInBytes"]) == (digest, ["v1"], size)
    assert "lastRecordedPullTime" not in detail
    for reference in ("v1", digest):
        got = web.ask("GET", f"manifests/{reference}")
        assert (got.body, got.headers["content-type"], got.headers["docker-content-digest"]) == (manifest, OCI, digest)
        head = web.ask("HEAD", f"manifests/{reference}")
        assert (head.status, head.headers["content-length"]) == (200, str(len(manifest)))
    (image,) = ecr.batch_get_image(repositoryName="web", imageIds=[{"imageTag": "v1"}])["images"]
    assert image["imageManifest"].encode() == manifest
    assert "lastRecordedPullTime" in described(ecr)[digest]
    ecr.put_image(repositoryName="web", imageManifest=manifest.decode(), imageTag="by-the-api")
    assert web.ask("GET", "manifests/by-the-api").body == manifest


def test_pushed_again_and_moved(web: Client, ecr: Any) -> None:
    one, two = web.manifest("one"), web.manifest("two")
    assert [web.put(one, "v1").status, web.put(one, "v1").status, web.put(one).status] == [201, 201, 201]
    assert web.put(two, "v1").status == 201
    assert web.ask("GET", "manifests/v1").body == two
    assert {digest: each.get("imageTags", []) for digest, each in described(ecr).items()} == {
        sha(one): [],
        sha(two): ["v1"],
    }


def test_immutable_tags(web: Client, ecr: Any) -> None:
    web.push("one", "v1")
    ecr.put_image_tag_mutability(repositoryName="web", imageTagMutability="IMMUTABLE")
    for name in ("two", "one"):
        assert web.put(web.manifest(name), "v1").error == (
            400,
            "TAG_INVALID",
            "The image tag 'v1' already exists in the 'web' repository and cannot be overwritten"
            " because the tag is immutable.",
        )
    assert web.put(web.manifest("two"), "v2").status == 201


def test_an_image_for_two_processors(web: Client, ecr: Any) -> None:
    parts = [web.manifest(name, architecture=name) for name in ("amd64", "arm64")]
    listed = [
        {"mediaType": OCI, "digest": sha(each), "size": len(each), "platform": {"architecture": name, "os": "linux"}}
        for each, name in zip(parts, ("amd64", "arm64"), strict=True)
    ]
    for kind, tag in ((INDEX, "both"), (DOCKER_LIST, "docker")):
        index = json.dumps({"schemaVersion": 2, "mediaType": kind, "manifests": listed}).encode()
        if tag == "both":
            assert web.put(index, tag, kind).error[:2] == (400, "MANIFEST_BLOB_UNKNOWN")
            assert [web.put(each).status for each in parts] == [201, 201]
        assert web.put(index, tag, kind).status == 201
        got = web.ask("GET", f"manifests/{tag}")
        assert (got.body, got.headers["content-type"]) == (index, kind)
        assert described(ecr)[sha(index)]["imageManifestMediaType"] == kind


def test_layers_come_before_their_manifest(web: Client, ecr: Any) -> None:
    manifest = json.loads(web.manifest("a"))
    manifest["layers"].append({"mediaType": "x/y", "digest": sha(b"missing"), "size": 7})
    status, code, said = web.put(json.dumps(manifest).encode(), "v1").error
    assert (status, code) == (400, "MANIFEST_BLOB_UNKNOWN")
    assert sha(b"missing") in said
    assert described(ecr) == {}
    manifest["layers"][-1]["mediaType"] = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
    assert web.put(json.dumps(manifest).encode(), "v1").status == 201  # those stay where they are


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", OCI),
        (b"no", OCI),
        (b"[]", OCI),
        (b"\xff\xfe", OCI),
        (b'{"schemaVersion": 2}', "text/plain"),
        (b'{"schemaVersion": 1}', "application/vnd.docker.distribution.manifest.v1+prettyjws"),
        (b'{"schemaVersion": 2, "mediaType": "%s"}' % DOCKER.encode(), OCI),
        (b'{"schemaVersion": 2, "layers": 7}', OCI),
        (b'{"schemaVersion": 2, "config": {"digest": "sha256:../../x", "size": 1}}', OCI),
        (b"[" * 200_000, OCI),
    ],
)
def test_what_is_no_manifest(web: Client, ecr: Any, body: bytes, kind: str) -> None:
    assert web.put(body, "v1", kind).error[:2] == (400, "MANIFEST_INVALID")
    assert described(ecr) == {}


def test_a_manifest_has_four_mebibytes_at_most(web: Client) -> None:
    big = web.manifest("big", annotations={"a": "b" * (4 << 20)})
    assert web.put(big, "v1").error[:2] == (413, "MANIFEST_INVALID")
    fits = web.manifest("big", annotations={"a": "b" * (3 << 20)})
    assert web.put(fits, "v1").status == 201
    assert web.ask("GET", "manifests/v1").body == fits


def test_references_that_fit_nothing(web: Client) -> None:
    manifest = web.manifest("a")
    assert web.put(manifest, sha(b"other")).error[:2] == (400, "DIGEST_INVALID")
    assert web.put(manifest, "sha256:abc").error[:2] == (400, "DIGEST_INVALID")
    for tag in ("-v1", "a" * 129, "v%201"):
        assert web.put(manifest, tag).error[:2] == (400, "TAG_INVALID")
    for reference in ("none", sha(b"none")):
        assert web.ask("GET", f"manifests/{reference}").error == (
            404,
            "MANIFEST_UNKNOWN",
            "Requested image not found",
        )


def test_no_such_repository(web: Client, account: str) -> None:
    nowhere = web.at(web.place._replace(repository="team/nowhere"))
    manifest = web.manifest("a")
    told = f"The repository with name 'team/nowhere' does not exist in the registry with id '{account}'"
    for said in (
        nowhere.put(manifest, "v1"),
        nowhere.ask("GET", "manifests/v1"),
        nowhere.ask("POST", "blobs/uploads/"),
        nowhere.ask("GET", f"blobs/{sha(b'')}"),
        nowhere.ask("GET", "tags/list"),
    ):
        assert said.error == (404, "NAME_UNKNOWN", told)


def test_a_template_makes_the_repository_on_a_push(web: Client, ecr: Any) -> None:
    ecr.create_repository_creation_template(
        prefix="team", appliedFor=["CREATE_ON_PUSH"], imageTagMutability="IMMUTABLE"
    )
    fresh = web.at(web.place._replace(repository="team/fresh"))
    assert fresh.ask("GET", "tags/list").error[1] == "NAME_UNKNOWN"
    fresh.push("a", "v1")
    (made,) = ecr.describe_repositories(repositoryNames=["team/fresh"])["repositories"]
    assert made["imageTagMutability"] == "IMMUTABLE"
    assert made["repositoryUri"] == f"localhost:{web.port}/{fresh.place.name}"


def test_deleting_by_tag_and_by_digest(web: Client, ecr: Any) -> None:
    digest = web.push("a", "v1")
    web.push("a", "v2")
    assert web.ask("DELETE", "manifests/v1").status == 202
    assert described(ecr)[digest]["imageTags"] == ["v2"]
    assert web.ask("DELETE", f"manifests/{digest}").status == 202
    assert described(ecr) == {}
    assert web.ask("DELETE", f"manifests/{digest}").error[:2] == (404, "MANIFEST_UNKNOWN")


def test_artifacts_that_refer_to_an_image(web: Client, ecr: Any) -> None:
    digest = web.push("a", "v1")
    about = {"mediaType": OCI, "digest": digest, "size": 1}
    signatures = {}
    for kind in ("application/vnd.example.signature", "application/vnd.example.sbom"):
        manifest = web.manifest(kind, subject=about, artifactType=kind, annotations={"kind": kind})
        said = web.put(manifest)
        assert (said.status, said.headers["oci-subject"]) == (201, digest)
        signatures[kind] = sha(manifest)
    every = web.ask("GET", f"referrers/{digest}")
    assert every.headers["content-type"].startswith(INDEX)
    assert {each["artifactType"]: each["digest"] for each in every.json["manifests"]} == signatures
    one = web.ask("GET", f"referrers/{digest}", artifactType="application/vnd.example.sbom")
    assert one.headers["oci-filters-applied"] == "artifactType"
    (found,) = one.json["manifests"]
    assert found["annotations"] == {"kind": "application/vnd.example.sbom"}
    assert web.ask("GET", f"referrers/{sha(b'none')}").json["manifests"] == []
    assert web.ask("GET", "referrers/v1").error[:2] == (400, "DIGEST_INVALID")


def test_lists_in_pages(web: Client, ecr: Any) -> None:
    assert web.ask("GET", "tags/list").json == {"name": web.place.name, "tags": []}
    manifest = web.manifest("a")
    for tag in ("v3", "v1", "v2"):
        web.put(manifest, tag)
    web.push("untagged")
    assert web.ask("GET", "tags/list").json["tags"] == ["v1", "v2", "v3"]
    first = web.ask("GET", "tags/list", n="2")
    assert first.json["tags"] == ["v1", "v2"]
    following, _, rest = first.headers["link"].partition(">")
    assert rest == '; rel="next"'
    last = web.ask("GET", following.removeprefix("<"))
    assert (last.json["tags"], "link" in last.headers) == (["v3"], False)
    assert web.ask("GET", "tags/list", n="0").json["tags"] == []
    assert web.ask("GET", "tags/list", n="many").error[:2] == (400, "PAGINATION_NUMBER_INVALID")
    ecr.create_repository(repositoryName="api")
    place = web.place
    names = [place._replace(repository=name).name for name in ("api", "web")]
    assert web.ask("GET", "/v2/_catalog").json == {"repositories": names}
    assert web.ask("GET", "/v2/_catalog", n="1").json == {"repositories": names[:1]}
    assert web.ask("GET", "/v2/_catalog", n="10000").error == (
        400,
        "UNSUPPORTED",
        "Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value less than or equal to"
        " 1000'",
    )


def test_an_image_that_is_a_record_only(web: Client, ecr: Any) -> None:
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": OCI,
            "config": {"mediaType": "x/y", "digest": sha(b"c"), "size": 1},
            "layers": [{"mediaType": "x/y", "digest": sha(b"l"), "size": 1}],
        }
    )
    ecr.put_image(repositoryName="web", imageManifest=manifest, imageTag="v1")
    assert web.ask("GET", "manifests/v1").body.decode() == manifest
    assert web.ask("GET", f"blobs/{sha(b'l')}").error[:2] == (404, "BLOB_UNKNOWN")
