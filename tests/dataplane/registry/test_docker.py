"""The real docker and the real aws: login, push, pull, manifest, as a learner types them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.dataplane.registry.names import DEFAULT_ACCOUNT, Place
from tests.dataplane.registry.client import Client
from tests.dataplane.registry.conftest import password_of
from tests.tools import missing, program


class Docker:
    """The CLI with a configuration of its own, and the images that it has made."""

    def __init__(self, config: Path) -> None:
        self._program = program("docker")
        self._environment = os.environ | {"DOCKER_CONFIG": str(config), "DOCKER_BUILDKIT": "0"}
        self._folder, self._made = config, list[str]()
        if self.run("version", check=False).returncode:
            missing("no container engine answers")

    def run(self, *words: str, check: bool = True, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """One command."""
        done = subprocess.run(
            [self._program, *words], input=given, capture_output=True, text=True, env=self._environment, timeout=120
        )
        assert done.returncode == 0 or not check, done.stderr
        return done

    def image(self, name: str, content: str = "") -> str:
        """A tiny image that nobody else has; its id."""
        packed = self._folder / "image.tar"
        data = f"{content or name} {uuid.uuid4()}".encode()
        with tarfile.open(packed, "w") as tar:
            entry = tarfile.TarInfo("hello")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
        self._made.append(name)
        return self.run("import", str(packed), name).stdout.strip()

    def tag(self, name: str, other: str) -> None:
        """Give an image another name."""
        self.run("tag", name, other)
        self._made.append(other)

    def forget(self, *names: str) -> None:
        """Remove images from the engine."""
        self.run("image", "rm", "-f", *names, check=False)

    def clean(self) -> None:
        """Remove all that were made."""
        self.forget(*self._made)


@pytest.fixture
def docker(tmp_path: Path) -> Iterator[Docker]:
    """Docker, not logged in."""
    found = Docker(tmp_path)
    yield found
    found.clean()


@pytest.fixture
def here(web: Client) -> str:
    """What stands before the tag of the repository `web`."""
    return f"localhost:{web.port}/{web.place.name}"


@pytest.fixture
def logged_in(docker: Docker, web: Client) -> Docker:
    """Docker, logged in as the test's account."""
    docker.run("login", "--username", "AWS", "--password-stdin", f"localhost:{web.port}", given=web.password)
    return docker


def test_as_the_guide_has_it(docker: Docker, endpoint: str, port: int, tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": DEFAULT_ACCOUNT, "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    environment = os.environ | keys | {"AWS_ENDPOINT_URL": endpoint, "AWS_PAGER": ""}
    command = [str(Path(sys.executable).with_name("aws")), "--output", "json", "ecr"]

    def aws(*words: str) -> str:
        return subprocess.run([*command, *words], env=environment, capture_output=True, text=True, check=True).stdout

    name = f"guide-{uuid.uuid4().hex[:8]}"
    uri = json.loads(aws("create-repository", "--repository-name", name))["repository"]["repositoryUri"]
    assert uri == f"localhost:{port}/{name}"
    refused = docker.run("login", "--username", "AWS", "--password-stdin", f"localhost:{port}", check=False, given="no")
    assert refused.returncode == 1
    told = docker.run(
        "login", "--username", "AWS", "--password-stdin", uri.partition("/")[0], given=aws("get-login-password")
    )
    assert "Login Succeeded" in told.stdout
    id = docker.image(f"{uri}:v1")
    pushed = docker.run("push", f"{uri}:v1").stdout
    (detail,) = json.loads(aws("describe-images", "--repository-name", name))["imageDetails"]
    assert f"v1: digest: {detail['imageDigest']} size: " in pushed
    manifest = json.loads(
        json.loads(aws("batch-get-image", "--repository-name", name, "--image-ids", "imageTag=v1"))["images"][0][
            "imageManifest"
        ]
    )
    assert detail["imageSizeInBytes"] == sum(each["size"] for each in (manifest["config"], *manifest["layers"]))
    docker.forget(f"{uri}:v1")
    docker.run("pull", f"{uri}@{detail['imageDigest']}")
    docker.run("pull", f"{uri}:v1")
    assert docker.run("image", "inspect", "-f", "{{.Id}}", f"{uri}:v1").stdout.strip() == id
    aws("delete-repository", "--repository-name", name, "--force")


def test_without_login(docker: Docker, here: str) -> None:
    docker.image(f"{here}:v1")
    for words in (("push", f"{here}:v1"), ("pull", f"{here}:none")):
        done = docker.run(*words, check=False)
        assert (done.returncode, "no basic auth credentials" in done.stderr) == (1, True)


def test_what_docker_says_of_refusals(logged_in: Docker, here: str, ecr: Any, account: str) -> None:
    docker = logged_in
    nowhere = here.removesuffix("web") + "nowhere"
    docker.image(f"{here}:v1")
    docker.tag(f"{here}:v1", f"{nowhere}:v1")
    done = docker.run("push", f"{nowhere}:v1", check=False)
    told = f"name unknown: The repository with name 'nowhere' does not exist in the registry with id '{account}'"
    assert told in done.stderr
    assert "manifest unknown: Requested image not found" in docker.run("pull", f"{here}:none", check=False).stderr
    docker.run("push", f"{here}:v1")
    ecr.put_image_tag_mutability(repositoryName="web", imageTagMutability="IMMUTABLE")
    docker.image(f"{here}:v1")
    done = docker.run("push", f"{here}:v1", check=False)
    told = "tag invalid: The image tag 'v1' already exists in the 'web' repository and cannot be overwritten because"
    assert told in done.stderr


def test_layers_are_pushed_once(logged_in: Docker, here: str, web: Client, ecr: Any) -> None:
    docker = logged_in
    docker.image(f"{here}:v1")
    docker.run("push", f"{here}:v1")
    docker.tag(f"{here}:v1", f"{here}:v2")
    assert "Layer already exists" in docker.run("push", f"{here}:v2").stdout
    ecr.create_repository(repositoryName="other")
    ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")
    other = here.removesuffix("web") + "other"
    docker.tag(f"{here}:v1", f"{other}:v1")
    assert f"Mounted from {web.place.name}" in docker.run("push", f"{other}:v1").stdout
    assert web.at(web.place._replace(repository="other")).ask("GET", "manifests/v1").status == 200


def test_an_index_of_two_processors(logged_in: Docker, here: str, ecr: Any) -> None:
    docker = logged_in
    for name in ("amd64", "arm64"):
        docker.image(f"{here}:{name}")
        docker.run("push", f"{here}:{name}")
    docker.run("manifest", "create", "--insecure", f"{here}:both", f"{here}:amd64", f"{here}:arm64")
    docker.run("manifest", "annotate", f"{here}:both", f"{here}:arm64", "--arch", "arm64", "--os", "linux")
    digest = docker.run("manifest", "push", "--insecure", f"{here}:both").stdout.strip()
    (detail,) = ecr.describe_images(repositoryName="web", imageIds=[{"imageTag": "both"}])["imageDetails"]
    assert detail["imageDigest"] == digest
    assert detail["imageManifestMediaType"] == "application/vnd.docker.distribution.manifest.list.v2+json"
    shown = json.loads(docker.run("manifest", "inspect", "--insecure", f"{here}:both").stdout)
    assert [each["platform"]["architecture"] for each in shown["manifests"]] == ["amd64", "arm64"]
    docker.forget(f"{here}:both", f"{here}:amd64")
    docker.run("pull", f"{here}:both")
    docker.tag(f"{here}:both", f"{here}:again")


def test_another_region(logged_in: Docker, client: Any, endpoint: str, web: Client, account: str) -> None:
    from course.world.access import sandbox_clients

    there = sandbox_clients(endpoint, "eu-west-1", access_key=account)("ecr")
    uri = there.create_repository(repositoryName="team/api")["repository"]["repositoryUri"]
    assert uri == f"localhost:{web.port}/{account}/eu-west-1/team/api"
    logged_in.image(f"{uri}:v1")
    logged_in.run("push", f"{uri}:v1")
    assert there.list_images(repositoryName="team/api")["imageIds"][0]["imageTag"] == "v1"
    assert Client(web.port, Place(account, "eu-west-1", "team/api"), password_of(there)).ask("GET", "tags/list").json
