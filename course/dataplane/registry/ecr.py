"""The sandbox's ECR, asked by its own API for all that is no layer: its records, rights and journal are the only ones."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from course.dataplane.registry.names import Place
from course.dataplane.registry.refusals import Refused, of_ecr
from course.dataplane.registry.token import Bearer

TARGET = "AmazonEC2ContainerRegistry_V20150921"
MAKES = "InitiateLayerUpload"
"""The first call of a push: where the repository is missing and a template says so, ECR makes it now. PutImage does so itself."""
PATIENCE = aiohttp.ClientTimeout(total=120, sock_connect=5)
"""The sandbox may just be starting, and then calls wait."""


class Ecr:
    """The sandbox on 127.0.0.1:`port`."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._session = aiohttp.ClientSession(timeout=PATIENCE, connector=aiohttp.TCPConnector(limit=32))

    async def close(self) -> None:
        """No more questions."""
        await self._session.close()

    async def call(self, bearer: Bearer, place: Place, operation: str, **parameters: Any) -> dict[str, Any]:
        """One operation on a repository, in the name of `bearer`. Refused with ECR's own words."""
        key = bearer.access_key
        if bearer.account != place.account:
            # ECR's records are asked in the name of their own account: that the other one may was found out before
            await self.may(bearer, place, operation)
            key = place.account
        if place.repository:
            parameters["repositoryName"] = place.repository
        return await self._ask(key, place.region, operation, parameters)

    async def pages(
        self, bearer: Bearer, place: Place, operation: str, under: str, **parameters: Any
    ) -> list[dict[str, Any]]:
        """All that a listing operation gives under the key `under`."""
        found: list[dict[str, Any]] = []
        following: dict[str, str] = {}
        while True:
            answer = await self.call(bearer, place, operation, **parameters, **following)
            found += answer[under]
            if not answer.get("nextToken"):
                return found
            following = {"nextToken": answer["nextToken"]}

    async def may(self, bearer: Bearer, place: Place, operation: str, source: Place | None = None) -> bool:
        """Refused unless the repository is there and `bearer` may do this with it. Operations are those on layers.

        The repository is made where a template says that a push makes it. The answer: whether layers of the repository
        `source` may be mounted.
        """
        asked = {
            "account": place.account,
            "region": place.region,
            "repository": place.repository,
            "operation": operation,
            "caller": bearer.account,
            "key": bearer.access_key,
        }
        if source is not None and source[:2] == place[:2]:
            asked["source"] = source.repository
        async with self._sent("/_sandbox/registry/may", params=asked) as response:
            said = await _read(response)
        if not said["allowed"]:
            raise of_ecr(said["code"], said["message"])
        if said["creates"] and operation == MAKES:
            await self._ask(place.account, place.region, operation, {"repositoryName": place.repository})
        return bool(said["mounts"])

    async def _ask(self, key: str, region: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        credential = f"Credential={key}/20260101/{region}/ecr/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0",
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"{TARGET}.{operation}",
        }
        async with self._sent("/", data=json.dumps(parameters).encode(), headers=headers) as response:
            said = await _read(response)
            if response.status != 200:
                code = str(said.get("__type", "")).rpartition("#")[2]
                raise of_ecr(code, str(said.get("message") or said.get("Message") or code))
        return said

    def _sent(self, path: str, **more: Any) -> Any:
        return _Answering(self._session.post(self._address + path, **more))


class _Answering:
    """A request, whose failure to reach anybody is the registry's to tell."""

    def __init__(self, request: Any) -> None:
        self._request = request

    async def __aenter__(self) -> aiohttp.ClientResponse:
        try:
            response: aiohttp.ClientResponse = await self._request.__aenter__()
        except (aiohttp.ClientError, TimeoutError) as error:
            told = f"The sandbox does not answer ({type(error).__name__})."
            raise Refused(503, "UNAVAILABLE", told) from error
        return response

    async def __aexit__(self, *raised: Any) -> None:
        await self._request.__aexit__(*raised)


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        said = json.loads(await response.read())
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Refused(503, "UNAVAILABLE", "The sandbox's answer could not be read.") from error
    if not isinstance(said, dict) or (response.status != 200 and "error" in said):
        told = said.get("error", "") if isinstance(said, dict) else ""
        raise Refused(503, "UNAVAILABLE", f"The sandbox cannot answer now. {told}".strip())
    return said
