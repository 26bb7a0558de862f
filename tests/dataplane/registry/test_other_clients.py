"""Other clients than Docker: skopeo, podman, and oras for Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.dataplane.registry.client import Client, sha
from tests.dataplane.registry.test_scans import debian
from tests.tools import program

Folder = Path


@pytest.fixture
def here(web: Client) -> str:
    """What stands before the tag of the repository `web`."""
    return f"localhost:{web.port}/{web.place.name}"


def run(*words: str, check: bool = True, **environment: str) -> str:
    """What a program says."""
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=120, env=os.environ | {"HOME": os.environ["HOME"]} | environment
    )
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout + ("" if check else done.stderr)


def test_skopeo(web: Client, ecr: Any, here: str, tmp_path: Folder) -> None:
    skopeo, creds = program("skopeo"), f"AWS:{web.password}"
    layer = debian("openssl", "99.0-1")
    digest = web.push("a", "v1", layer=layer)
    source = ("--src-tls-verify=false", f"--src-creds={creds}")
    target = ("--dest-tls-verify=false", f"--dest-creds={creds}")
    at = ("--tls-verify=false", f"--creds={creds}")
    copy = (skopeo, "copy", "--insecure-policy", "--all")
    shown = json.loads(run(skopeo, "inspect", "--raw", *at, f"docker://{here}:v1"))
    assert shown["layers"][0]["digest"] == sha(layer)
    run(*copy, *source, f"docker://{here}:v1", f"dir:{tmp_path}/copy")
    assert (tmp_path / "copy" / sha(layer).partition(":")[2]).read_bytes() == layer
    ecr.create_repository(repositoryName="other")
    other = here.removesuffix("web") + "other"
    run(*copy, *target, f"dir:{tmp_path}/copy", f"docker://{other}:v1")
    run(*copy, *source, *target, f"docker://{here}:v1", f"docker://{other}:v2")
    (detail,) = ecr.describe_images(repositoryName="other")["imageDetails"]
    assert (detail["imageDigest"], sorted(detail["imageTags"])) == (digest, ["v1", "v2"])
    assert json.loads(run(skopeo, "list-tags", *at, f"docker://{other}"))["Tags"] == ["v1", "v2"]
    run(skopeo, "delete", *at, f"docker://{other}:v1")
    assert ecr.list_images(repositoryName="other")["imageIds"] == []  # it deletes by digest
    said = run(skopeo, "inspect", "--tls-verify=false", "--creds=AWS:no", f"docker://{here}:v1", check=False)
    assert "unauthorized" in said


def test_podman(web: Client, ecr: Any, here: str, tmp_path: Folder, request: pytest.FixtureRequest) -> None:
    short = tempfile.mkdtemp(prefix="podman-")  # podman takes no runroot of more than 50 characters
    request.addfinalizer(lambda: shutil.rmtree(short, ignore_errors=True))
    podman = (program("podman"), "--root", f"{tmp_path}/root", "--runroot", short, "--storage-driver", "vfs")
    login = f"--authfile={tmp_path}/auth.json"
    (tmp_path / "layer.tar.gz").write_bytes(debian("openssl", "99.0-1"))
    run(*podman, "login", login, "--tls-verify=false", "-u", "AWS", "-p", web.password, f"localhost:{web.port}")
    run(*podman, "import", f"{tmp_path}/layer.tar.gz", f"{here}:v1")
    for tag, kind in (("docker", "v2s2"), ("oci", "oci")):
        run(*podman, "push", login, "--tls-verify=false", "--format", kind, f"{here}:v1", f"{here}:{tag}")
    kinds = {
        each["imageTags"][0]: each["imageManifestMediaType"]
        for each in ecr.describe_images(repositoryName="web")["imageDetails"]
    }
    assert kinds == {
        "docker": "application/vnd.docker.distribution.manifest.v2+json",
        "oci": "application/vnd.oci.image.manifest.v1+json",
    }
    run(*podman, "rmi", "-f", f"{here}:v1")
    run(*podman, "pull", login, "--tls-verify=false", f"{here}:oci")
    assert "amd64" in run(*podman, "image", "inspect", f"{here}:oci")


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # oras leaves its files and connections to the collector
def test_oras(web: Client, ecr: Any, here: str, tmp_path: Folder) -> None:
    import oras.client

    text = tmp_path / "bill.json"
    text.write_text('{"bomFormat": "CycloneDX"}')
    client = oras.client.OrasClient(
        hostname=f"localhost:{web.port}", insecure=True, tls_verify=False, auth_backend="basic"
    )
    client.login(
        hostname=f"localhost:{web.port}",
        username="AWS",
        password=web.password,
        config_path=str(tmp_path / "config.json"),
    )
    said = client.push(target=f"{here}:bill", files=[f"{text}:application/json"], disable_path_validation=True)
    assert said.status_code == 201
    (detail,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert detail["imageTags"] == ["bill"]
    (got,) = client.pull(target=f"{here}:bill", outdir=str(tmp_path / "out"))
    assert json.loads(Path(got).read_text()) == {"bomFormat": "CycloneDX"}
    assert client.get_tags(here) == ["bill"]
