"""Requests about blobs: pulled whole or in part, pushed at once or in chunks, mounted from another repository."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from course.dataplane.registry.ecr import Ecr
from course.dataplane.registry.names import DIGEST, BadName, Place, Target, place_of
from course.dataplane.registry.refusals import Refused, unknown_blob
from course.dataplane.registry.store import Store
from course.dataplane.registry.token import Bearer
from course.dataplane.registry.uploads import Upload, Uploads

_RANGE = re.compile(r"(?:bytes[ =])?(\d+)-(\d+)(?:/.*)?")


class Blobs:
    """Of one registry. The operations in quotes are those for which ECR asks IAM (user guide, "Private repository policies")."""

    def __init__(self, store: Store, ecr: Ecr) -> None:
        self._store, self._ecr = store, ecr
        self.uploads = Uploads(store)

    async def blob(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """HEAD and GET of a blob."""
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, "UNSUPPORTED", "The operation is unsupported.")
        digest = _digest(target.reference)
        operation = "BatchCheckLayerAvailability" if request.method == "HEAD" else "GetDownloadUrlForLayer"
        await self._ecr.may(bearer, target.place, operation)
        if self._store.size(target.place, digest) is None:
            raise unknown_blob()
        headers = {
            "Content-Type": "application/octet-stream",
            "Docker-Content-Digest": digest,
            "Cache-Control": "max-age=31536000",
        }
        return web.FileResponse(self._store.blob(digest), chunk_size=1 << 20, headers=headers)

    async def begin(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """POST: an upload begins; with `digest` it is all there is; with `mount` it may not be needed."""
        if request.method != "POST":
            raise Refused(405, "UNSUPPORTED", "The operation is unsupported.")
        place, asked = target.place, request.query
        source = _source(asked.get("from", ""))
        mounts = await self._ecr.may(bearer, place, "InitiateLayerUpload", source if "mount" in asked else None)
        if "mount" in asked:
            digest = asked["mount"]
            if mounts and source is not None and self._is_in(source, digest):
                self._store.keep(place, digest)
                return _created(place, digest)
            return _going_on(202, self.uploads.begin(place))
        whole = _digest(asked["digest"]) if "digest" in asked else ""
        if whole:
            await self._ecr.may(bearer, place, "CompleteLayerUpload")
        upload = self.uploads.begin(place)
        if not whole:
            return _going_on(202, upload)
        try:
            await self._take(request, upload)
        except BaseException:  # nobody was told its name, so nobody can go on with it
            self.uploads.drop(upload)
            raise
        self.uploads.finish(upload, whole)
        return _created(place, whole)

    async def upload(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """PATCH, PUT, GET and DELETE of an upload."""
        operation = {"PATCH": "UploadLayerPart", "PUT": "CompleteLayerUpload"}.get(request.method, "UploadLayerPart")
        await self._ecr.may(bearer, target.place, operation)
        upload = await self.uploads.find(target.place, target.reference)
        if request.method in ("GET", "HEAD"):
            return _going_on(204, upload)
        if request.method == "PATCH":
            async with self._alone(upload):
                _in_order(request, upload)
                await self._take(request, upload)
            return _going_on(202, upload)
        if request.method == "PUT":
            digest = _digest(request.query.get("digest", ""))
            async with self._alone(upload):
                _in_order(request, upload)
                await self._take(request, upload)
                self.uploads.finish(upload, digest)
            return _created(target.place, digest)
        if request.method == "DELETE":
            async with self._alone(upload):
                self.uploads.drop(upload)
            return web.Response(status=204)
        raise Refused(405, "UNSUPPORTED", "The operation is unsupported.")

    async def _take(self, request: web.Request, upload: Upload) -> None:
        try:
            await upload.take(request.content)
        except OSError as error:
            if not isinstance(error, ConnectionError):  # the disk: what is there of it takes room for nothing
                self.uploads.drop(upload)
            raise

    @asynccontextmanager
    async def _alone(self, upload: Upload) -> AsyncIterator[None]:
        if upload.busy:
            raise Refused(409, "BLOB_UPLOAD_INVALID", "Another request is sending to this upload.")
        upload.busy = True
        try:
            yield
        finally:
            upload.busy = False

    def _is_in(self, place: Place, digest: str) -> bool:
        return bool(DIGEST.fullmatch(digest)) and self._store.size(place, digest) is not None


def _digest(given: str) -> str:
    if not DIGEST.fullmatch(given):
        raise Refused(
            400, "DIGEST_INVALID", f"Not a digest of the form sha256:<64 hexadecimal digits>: {given[:100]!r}."
        )
    return given


def _source(name: str) -> Place | None:
    try:
        return place_of(name) if name else None
    except BadName:
        return None


def _in_order(request: web.Request, upload: Upload) -> None:
    """Chunks come one after the other (OCI distribution specification, "Pushing a blob in chunks"). Refused."""
    given = request.headers.get("Content-Range")
    if given is None:
        return
    match = _RANGE.fullmatch(given.strip())
    if match is None:
        raise Refused(400, "BLOB_UPLOAD_INVALID", f"Not a range of the form <first>-<last>: {given[:100]!r}.")
    first, last = int(match[1]), int(match[2])
    if first != upload.size:
        told = f"The next byte of this upload is {upload.size}, and not {first}."
        raise Refused(416, "BLOB_UPLOAD_INVALID", told, _headers(upload))
    if request.content_length is not None and request.content_length != last - first + 1:
        raise Refused(400, "SIZE_INVALID", f"{request.content_length} bytes are not the range {first}-{last}.")


def _headers(upload: Upload) -> dict[str, str]:
    return {
        "Location": f"{upload.place.path}/blobs/uploads/{upload.id}",
        "Docker-Upload-UUID": upload.id,
        "Range": f"0-{max(upload.size - 1, 0)}",
    }


def _going_on(status: int, upload: Upload) -> web.Response:
    return web.Response(status=status, headers=_headers(upload))


def _created(place: Place, digest: str) -> web.Response:
    headers = {"Location": f"{place.path}/blobs/{digest}", "Docker-Content-Digest": digest}
    return web.Response(status=201, headers=headers)
