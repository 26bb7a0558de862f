"""Requests about manifests: each becomes a call of ECR's API, so that the sandbox's records are what every client sees."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from course.dataplane.registry.ecr import Ecr
from course.dataplane.registry.names import DIGEST, TAG, Place, Target
from course.dataplane.registry.refusals import Refused, of_ecr
from course.dataplane.registry.store import Store
from course.dataplane.registry.token import Bearer

MOST = 4 << 20
"""Bytes of a manifest (OCI distribution specification, "Pushing manifests"; ECR API reference, PutImage, imageManifest)."""
KINDS = frozenset(
    {
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.artifact.manifest.v1+json",
    }
)
FOREIGN = ("application/vnd.docker.image.rootfs.foreign.", "application/vnd.oci.image.layer.nondistributable.")
"""Layers of these kinds stay where they are: nobody pushes them."""

Pushed = Callable[[str, dict[str, Any]], None]


class Manifests:
    """Of one registry."""

    def __init__(self, store: Store, ecr: Ecr, pushed: Pushed) -> None:
        """`pushed(digest, manifest)` is called for each that has come in."""
        self._store, self._ecr, self._pushed = store, ecr, pushed

    async def manifest(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """GET, HEAD, PUT and DELETE by tag or digest."""
        image_id = _image_id(target.reference)
        if request.method in ("GET", "HEAD"):
            return await self._get(bearer, target.place, image_id)
        if request.method == "PUT":
            return await self._put(request, bearer, target.place, image_id)
        if request.method == "DELETE":
            return await self._delete(bearer, target.place, image_id)
        raise Refused(405, "UNSUPPORTED", "The operation is unsupported.")

    async def _get(self, bearer: Bearer, place: Place, image_id: dict[str, str]) -> web.Response:
        # ECR asks for rights and records a pull in the same way for a HEAD
        answer = await self._ecr.call(bearer, place, "BatchGetImage", imageIds=[image_id])
        for failure in answer["failures"]:
            raise Refused(404, "MANIFEST_UNKNOWN", failure["failureReason"])
        (image,) = answer["images"]
        headers = {
            "Content-Type": image["imageManifestMediaType"],
            "Docker-Content-Digest": image["imageId"]["imageDigest"],
        }
        return web.Response(body=image["imageManifest"].encode(), headers=headers)

    async def _put(self, request: web.Request, bearer: Bearer, place: Place, image_id: dict[str, str]) -> web.Response:
        text, content = _read(await _body(request))
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip() or content.get("mediaType", "")
        if kind not in KINDS:
            raise Refused(400, "MANIFEST_INVALID", f"The registry takes no manifests of the media type {kind[:200]!r}.")
        if content.get("mediaType", kind) != kind:
            told = f"The manifest says that it is {content['mediaType']!r}, the request that it is {kind!r}."
            raise Refused(400, "MANIFEST_INVALID", told)
        missing = [each for each in blobs_of(content) if self._store.size(place, each) is None]
        if missing:
            await self._ecr.may(bearer, place, "PutImage")  # who may not push, or nowhere, hears that first
            told = "The specified layers could not be found, or the specified layer is not valid for this repository."
            raise of_ecr("LayersNotFoundException", f"{told} ({', '.join(missing)})")
        digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        if image_id.get("imageDigest", digest) != digest:
            told = f"The digest of the manifest is {digest}, and not {image_id['imageDigest']}."
            raise Refused(400, "DIGEST_INVALID", told)
        try:
            await self._ecr.call(
                bearer,
                place,
                "PutImage",
                imageManifest=text,
                imageManifestMediaType=kind,
                imageDigest=digest,
                **_tag(image_id),
            )
        except Refused as refused:
            if refused.ecr != "ImageAlreadyExistsException":  # pushed again, as it is
                raise
        self._pushed(digest, content)
        headers = {"Location": f"{place.path}/manifests/{digest}", "Docker-Content-Digest": digest}
        subject = content.get("subject")
        if isinstance(subject, dict) and isinstance(subject.get("digest"), str):
            headers["OCI-Subject"] = subject["digest"]
        return web.Response(status=201, headers=headers)

    async def _delete(self, bearer: Bearer, place: Place, image_id: dict[str, str]) -> web.Response:
        answer = await self._ecr.call(bearer, place, "BatchDeleteImage", imageIds=[image_id])
        for failure in answer["failures"]:
            if failure["failureCode"] == "ImageNotFound":
                raise Refused(404, "MANIFEST_UNKNOWN", failure["failureReason"])
            raise Refused(400, "UNSUPPORTED", failure["failureReason"])
        return web.Response(status=202)


def blobs_of(content: Mapping[str, Any]) -> list[str]:
    """The digests of the blobs that a manifest needs, each once; [] of an index. Refused where they cannot be read."""
    found = []
    config = content.get("config")
    parts = [] if config is None else [config]
    for key in ("layers", "blobs"):
        listed = content.get(key) or []
        if not isinstance(listed, list):
            raise _invalid(f"{key} is no list.")
        parts += listed
    for part in parts:
        if not isinstance(part, dict) or not isinstance(part.get("size"), int):
            raise _invalid("A descriptor has a mediaType, a digest and a size.")
        if not DIGEST.fullmatch(str(part.get("digest"))):
            raise _invalid(f"{str(part.get('digest'))[:100]!r} is no sha256 digest.")
        if not str(part.get("mediaType", "")).startswith(FOREIGN):
            found.append(part["digest"])
    return list(dict.fromkeys(found))


def _read(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = body.decode()
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid("Invalid JSON syntax") from None
    if not isinstance(content, dict):
        raise _invalid("Invalid JSON syntax")
    return text, content


def _invalid(why: str) -> Refused:
    # the frame of ECR's messages about a parameter's value
    told = f"Invalid parameter at 'ImageManifest' failed to satisfy constraint: '{why}'"
    return of_ecr("InvalidParameterException", told)


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > MOST:
            raise Refused(413, "MANIFEST_INVALID", f"A manifest has {MOST >> 20} MiB at most.")
    return bytes(body)


def _image_id(reference: str) -> dict[str, str]:
    if DIGEST.fullmatch(reference):
        return {"imageDigest": reference}
    if TAG.fullmatch(reference):
        return {"imageTag": reference}
    if ":" in reference:
        raise Refused(
            400, "DIGEST_INVALID", f"Not a digest of the form sha256:<64 hexadecimal digits>: {reference[:100]!r}."
        )
    raise Refused(400, "TAG_INVALID", f"No image can be tagged {reference[:150]!r}.")


def _tag(image_id: dict[str, str]) -> dict[str, str]:
    return {"imageTag": image_id["imageTag"]} if "imageTag" in image_id else {}
