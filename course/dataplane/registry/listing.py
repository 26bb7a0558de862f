"""Requests for lists: the tags of a repository, the repositories, what refers to an image."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from aiohttp import web

from course.dataplane.registry.ecr import Ecr
from course.dataplane.registry.names import DEFAULT_REGION, DIGEST, Place, Target
from course.dataplane.registry.refusals import Refused
from course.dataplane.registry.token import Bearer

MOST = 1000
"""Of one page: the most that ECR's API gives at once."""
INDEX = "application/vnd.oci.image.index.v1+json"


class Lists:
    """Of one registry."""

    def __init__(self, ecr: Ecr) -> None:
        self._ecr = ecr

    async def tags(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """The tags in lexical order, a page at a time."""
        _only_get(request)
        asked = {"filter": {"tagStatus": "TAGGED"}, "maxResults": MOST}
        found = await self._ecr.pages(bearer, target.place, "ListImages", "imageIds", **asked)
        page, headers = _page(request, sorted(each["imageTag"] for each in found), f"{target.place.path}/tags/list")
        return web.json_response({"name": target.place.name, "tags": page}, headers=headers)

    async def catalog(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """The repositories of the token's account in the default region."""
        _only_get(request)
        registry = Place(bearer.account, DEFAULT_REGION, "")
        found = await self._ecr.pages(bearer, registry, "DescribeRepositories", "repositories", maxResults=MOST)
        names = sorted(registry._replace(repository=each["repositoryName"]).name for each in found)
        page, headers = _page(request, names, "/v2/_catalog")
        return web.json_response({"repositories": page}, headers=headers)

    async def referrers(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """The index of what has the image with this digest for its subject; of one type only, where `artifactType` says so."""
        _only_get(request)
        if not DIGEST.fullmatch(target.reference):
            raise Refused(400, "DIGEST_INVALID", "Referrers are asked for by digest.")
        types = request.query.getall("artifactType", [])
        asked = {"subjectId": {"imageDigest": target.reference}, "maxResults": 50}
        if types:
            asked["filter"] = {"artifactTypes": types}
        found = await self._ecr.pages(bearer, target.place, "ListImageReferrers", "referrers", **asked)
        keys = ("mediaType", "digest", "size", "annotations", "artifactType")
        manifests = [{key: each[key] for key in keys if each.get(key)} for each in found]
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}
        headers = {"OCI-Filters-Applied": "artifactType"} if types else {}
        return web.Response(text=json.dumps(index), content_type=INDEX, headers=headers)


def _only_get(request: web.Request) -> None:
    if request.method not in ("GET", "HEAD"):
        raise Refused(405, "UNSUPPORTED", "The operation is unsupported.")


def _page(request: web.Request, names: Sequence[str], path: str) -> tuple[list[str], dict[str, str]]:
    """The page that `n` and `last` ask for, and the header that leads to the next."""
    given, last = request.query.get("n", str(MOST)), request.query.get("last", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Refused(400, "PAGINATION_NUMBER_INVALID", f"n is a number, not {given[:50]!r}.")
    size = int(given)
    if size > MOST:
        # ECR's words, as crane showed them
        told = "Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value less than or equal to"
        raise Refused(400, "UNSUPPORTED", f"{told} {MOST}'")
    rest = [name for name in names if name > last]
    page = rest[:size]
    if len(rest) <= size or not page:
        return page, {}
    return page, {"Link": f'<{path}?{urlencode({"n": size, "last": page[-1]})}>; rel="next"'}
