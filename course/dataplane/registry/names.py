"""What a path of the registry names: a repository in its account and region, and a manifest, a blob, an upload or a list."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from course.simulator.image import in_ecr

DEFAULT_ACCOUNT, DEFAULT_REGION = "123456789012", "us-east-1"
"""Where a repository is whose name says nothing else: the sandbox's own defaults."""

_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
REPOSITORY = re.compile(rf"(?=.{{2,256}}$){_PART}(?:/{_PART})*")
"""ECR API reference, CreateRepository, repositoryName."""
TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
"""OCI distribution specification, "Pulling manifests"."""
DIGEST = re.compile(r"sha256:[a-f0-9]{64}")

_PATHS = [
    (kind, re.compile(path, re.DOTALL))
    for kind, path in (
        ("base", r"/v2/?"),
        ("catalog", r"/v2/_catalog"),
        ("uploads", r"/v2/(?P<name>.+)/blobs/uploads/?"),
        ("upload", r"/v2/(?P<name>.+)/blobs/uploads/(?P<reference>[^/]+)"),
        ("blob", r"/v2/(?P<name>.+)/blobs/(?P<reference>[^/]+)"),
        ("manifest", r"/v2/(?P<name>.+)/manifests/(?P<reference>[^/]+)"),
        ("tags", r"/v2/(?P<name>.+)/tags/list"),
        ("referrers", r"/v2/(?P<name>.+)/referrers/(?P<reference>[^/]+)"),
    )
]


class BadName(ValueError):
    """No repository can be called so."""


class Place(NamedTuple):
    """A repository."""

    account: str
    region: str
    repository: str

    @property
    def path(self) -> str:
        """Its part of a path."""
        return f"/v2/{quote(self.name)}"

    @property
    def name(self) -> str:
        """Its name here, as it stands behind the registry's address."""
        here = (self.account, self.region) == (DEFAULT_ACCOUNT, DEFAULT_REGION)
        return self.repository if here else f"{self.account}/{self.region}/{self.repository}"


class Target(NamedTuple):
    """What a path names."""

    kind: str
    """The first of a row of _PATHS."""
    place: Place
    reference: str


NOWHERE = Place("", "", "")


def target_of(path: str) -> Target | None:
    """What a decoded path names, None for none of the registry's. BadName."""
    for kind, pattern in _PATHS:
        if match := pattern.fullmatch(path):
            found = match.groupdict()
            place = place_of(found["name"]) if "name" in found else NOWHERE
            return Target(kind, place, found.get("reference", ""))
    return None


def place_of(name: str) -> Place:
    """The repository behind a name, which may begin with account and region. BadName."""
    if not REPOSITORY.fullmatch(name):
        raise BadName(name)
    found = in_ecr(f"localhost:0/{name}")  # the one place that knows both forms
    assert found is not None
    return Place(found.account or DEFAULT_ACCOUNT, found.region or DEFAULT_REGION, found.repository)
