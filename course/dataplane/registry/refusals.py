"""How the registry says no: the codes of the OCI distribution specification, with ECR's own sentences.

Which code and status ECR's errors have at its registry endpoint is known from the words that Docker and others print before
them ("denied:", "name unknown:", "tag invalid:"), quoted in many public reports.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping

from aiohttp import web

DISK_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EACCES, errno.EPERM}

OF_ECR: Mapping[str, tuple[int, str]] = {
    # ECR's error → status, code
    "AccessDeniedException": (403, "DENIED"),
    "UnrecognizedClientException": (403, "DENIED"),
    "RepositoryNotFoundException": (404, "NAME_UNKNOWN"),
    "ImageNotFoundException": (404, "MANIFEST_UNKNOWN"),
    "ImageTagAlreadyExistsException": (400, "TAG_INVALID"),
    "ImageDigestDoesNotMatchException": (400, "DIGEST_INVALID"),
    "LayersNotFoundException": (400, "MANIFEST_BLOB_UNKNOWN"),
    "ReferencedImagesNotFoundException": (400, "MANIFEST_BLOB_UNKNOWN"),
    "InvalidParameterException": (400, "MANIFEST_INVALID"),
    "LimitExceededException": (403, "DENIED"),
    "ThrottlingException": (429, "TOOMANYREQUESTS"),
    "SandboxReadOnly": (403, "DENIED"),
}


class Refused(Exception):
    """An answer that is no success."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None, ecr: str = ""
    ) -> None:
        """`ecr`: the error of ECR's API behind it, "" for none."""
        super().__init__(message)
        self.status, self.code, self.message, self.ecr = status, code, message, ecr
        self.headers = dict(headers or {})

    def answer(self) -> web.Response:
        """As the specification has it."""
        told = {"errors": [{"code": self.code, "message": self.message}]}
        return web.Response(
            status=self.status, text=json.dumps(told), content_type="application/json", headers=self.headers
        )


def of_ecr(code: str, message: str) -> Refused:
    """What the registry answers where the sandbox's ECR has refused a call."""
    status, known = OF_ECR.get(code, (400, "UNSUPPORTED"))
    return Refused(status, known, message, ecr=code)


def of_disk(error: OSError) -> Refused:
    """What it answers where the disk takes no more: as registries do over a quota. Docker tries every other kind again."""
    why = error.strerror or type(error).__name__
    told = f"The sandbox's registry cannot write to its folder ({why}). Make room on the disk, then push again."
    return Refused(403, "DENIED", told)


def no_login(realm: str) -> Refused:
    """Without a token, or with one that this sandbox has not given."""
    challenge = f'Basic realm="{realm}",service="ecr.amazonaws.com"'
    return Refused(401, "UNAUTHORIZED", "Not Authorized", {"WWW-Authenticate": challenge})


def expired(realm: str) -> Refused:
    """With a token from more than twelve hours ago."""
    told = "Your authorization token has expired. Reauthenticate and try again."
    challenge = f'Basic realm="{realm}",service="ecr.amazonaws.com"'
    return Refused(403, "DENIED", told, {"WWW-Authenticate": challenge})


def unknown_upload() -> Refused:
    """Of an upload that was never begun, has ended, or was another repository's."""
    return Refused(
        404, "BLOB_UPLOAD_UNKNOWN", "The upload could not be found, or the specified upload ID is not valid."
    )


def unknown_blob() -> Refused:
    """Of a layer that the repository has not, though its records may name it."""
    told = "The layer is not in this repository. An image that was only put into the records by the API has no layers here."
    return Refused(404, "BLOB_UNKNOWN", told)
