"""Image manifests, and images pushed through the API as a Docker client would at its end."""

from __future__ import annotations

import hashlib
import json
from typing import Any

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def manifest(name: str, **more: Any) -> str:
    """The manifest of an image of its own: other names are other images."""
    config = {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 7, "digest": sha(f"config {name}")}
    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 1000, "digest": sha(name)}
    return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer], **more})


def index(*digests: str) -> str:
    """A manifest list of these images."""
    manifests = [{"mediaType": MANIFEST, "size": 500, "digest": digest} for digest in digests]
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests})


def sha(text: str) -> str:
    """The digest of a text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def push(ecr: Any, repository: str, text: str, tag: str | None = None) -> str:
    """The digest of the image pushed with this manifest and tag."""
    more = {} if tag is None else {"imageTag": tag}
    made = ecr.put_image(repositoryName=repository, imageManifest=text, **more)["image"]
    return str(made["imageId"]["imageDigest"])


def tags_of(ecr: Any, repository: str, **asked: Any) -> dict[str, list[str]]:
    """The images of a repository: digest → tags."""
    found = ecr.describe_images(repositoryName=repository, **asked)["imageDetails"]
    return {image["imageDigest"]: sorted(image.get("imageTags", [])) for image in found}
