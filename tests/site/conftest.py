"""The travel site's images, containers of one's own, and the whole site by Compose."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.engine.app_images import app_images
from tests.site.compose import Site
from tests.site.containers import Container, docker
from tests.tools import missing


@pytest.fixture(scope="session")
def images() -> dict[str, str]:
    """The built images' names: "api", "web", "db", "migrate"."""
    return app_images()


@pytest.fixture
def run(images: dict[str, str]) -> Iterator[Callable[..., Container]]:
    """Starts containers of the app's images; they are gone after the test."""
    begun: list[Container] = []

    def start(part: str, port: int, *options: str) -> Container:
        begun.append(Container.start(images[part], port, *options))
        return begun[-1]

    yield start
    for container in begun:
        docker("rm", "--force", "--volumes", container.id)


@pytest.fixture(scope="module")
def site(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site, started by docker-compose; nothing of it is left afterwards."""
    compose = shutil.which("docker-compose")
    if compose is None:
        missing("docker-compose is not installed")
    site = Site(compose, images, tmp_path_factory.mktemp("compose"))
    try:
        site.compose("up", "--detach", "--no-build")
        yield site
    finally:
        site.compose("down", "--volumes", "--timeout", "2")
        assert site.left_over() == []
