"""The images are of the quality that days 2 and 3 teach."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.engine.app_images import build
from tests.engine.base_images import APP
from tests.site.containers import docker

DOCKERFILES = sorted(APP.glob("*/Dockerfile"))


def inspected(image: str) -> dict[str, Any]:
    """`docker image inspect` of one image."""
    facts: dict[str, Any] = json.loads(docker("image", "inspect", image))[0]
    return facts


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.parent.name)
def test_every_base_image_has_a_full_version(file: Path) -> None:
    bases = re.findall(r"^FROM (\S+)", file.read_text(), re.MULTILINE)
    assert bases
    assert [base for base in bases if not re.search(r":\d+\.\d+\.\d+", base)] == []


@pytest.mark.parametrize("folder", ["backend", "frontend"])
def test_lock_files_name_no_host_and_a_digest_for_every_package(folder: str) -> None:
    lock = json.loads((APP / folder / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    unlocked = [name for name, package in lock["packages"].items() if name and "integrity" not in package]
    assert unlocked == []


@pytest.mark.parametrize(
    ("part", "user", "port", "command"),
    [
        ("api", "node", "3000/tcp", ["node", "src/server.js"]),
        ("web", "nginx", "8080/tcp", ["nginx", "-g", "daemon off;"]),
    ],
)
def test_not_root_and_in_exec_form(images: dict[str, str], part: str, user: str, port: str, command: list[str]) -> None:
    config = inspected(images[part])["Config"]
    assert config["User"] == user
    assert port in config["ExposedPorts"]
    assert config["Cmd"] == command
    assert config["Healthcheck"]["Test"][0] == "CMD"
    uid = docker("run", "--rm", "--entrypoint", "id", images[part], "-u")
    assert int(uid) > 0


@pytest.mark.parametrize("part", ["api", "web", "db", "migrate"])
def test_no_secret_and_no_place_of_the_builder_in_the_image(images: dict[str, str], part: str) -> None:
    image = images[part]
    told = docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image) + json.dumps(
        inspected(image)["Config"]["Env"]
    )
    assert not re.search(r"(PASSWORD|TOKEN|SECRET)=\S", told, re.IGNORECASE)
    assert "NPM_CONFIG_REGISTRY=" not in told


def test_the_api_can_read_its_code_but_not_change_it(images: dict[str, str]) -> None:
    script = "touch /app/src/server.js 2>/dev/null && echo changed; ls /app; ls /app/src"
    listed = docker("run", "--rm", "--entrypoint", "sh", images["api"], "-c", script).split()
    assert "changed" not in listed
    assert {"node_modules", "package.json", "src", "server.js"} <= set(listed)
    assert not {"test", "Dockerfile", ".env", "README.md"} & set(listed)


def test_the_pages_image_holds_what_was_built_and_nothing_else(images: dict[str, str]) -> None:
    script = "command -v node npm; ls /app /usr/share/nginx/html; find / -name '*.jsx' -not -path '/proc/*'"
    listed = docker("run", "--rm", "--entrypoint", "sh", images["web"], "-c", f"{script}; true").split()
    assert "index.html" in listed
    assert not [line for line in listed if "node" in line or line.endswith((".jsx", "/app:"))]


@pytest.mark.parametrize(("part", "most_mb"), [("api", 12), ("web", 2), ("db", 0.1), ("migrate", 0.1)])
def test_we_add_little_to_the_base_image(images: dict[str, str], part: str, most_mb: float) -> None:
    folder = {"api": "backend", "web": "frontend"}.get(part, "database")
    base = re.findall(r"^FROM (\S+)", (APP / folder / "Dockerfile").read_text(), re.MULTILINE)[-1]
    added = inspected(images[part])["Size"] - inspected(base)["Size"]
    assert 0 < added < most_mb * 1_000_000


@pytest.mark.parametrize(("folder", "file"), [("backend", "src/app.js"), ("frontend", "src/App.jsx")])
def test_a_changed_source_takes_the_packages_from_the_cache(
    images: dict[str, str], folder: str, file: str, tmp_path: Path
) -> None:
    context = tmp_path / folder
    shutil.copytree(APP / folder, context, ignore=shutil.ignore_patterns("node_modules", "dist"))
    with (context / file).open("a") as source:
        source.write(f"\n// {tmp_path} {time.time()}\n")
    name = f"ecs-course-test/site-rebuild:{tmp_path.name.replace('_', '-').strip('-.').lower()}-{time.time_ns()}"
    said = build(context, name)
    steps = re.split(r"^Step \d+/\d+ : ", said, flags=re.MULTILINE)
    docker("image", "rm", name)
    made = [step for step in steps if "Using cache" not in step]  # the first stage's layers have no name to go with
    for layer in reversed(re.findall(r"^ ---> ([0-9a-f]{12})$", "".join(made), re.MULTILINE)):
        docker("image", "rm", layer, check=False)
    [install] = [step for step in steps if step.startswith("RUN npm ci")]
    assert "Using cache" in install
    [copied] = [step for step in steps if step.startswith("COPY src ./src")]
    assert "Using cache" not in copied
