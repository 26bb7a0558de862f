"""A client of the registry that says exactly what a test wants said: plain HTTP, one connection for each request."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from course.dataplane.registry.names import Place

OCTETS = {"Content-Type": "application/octet-stream"}
OCI = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


def sha(data: bytes) -> str:
    """The digest of these bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Said(NamedTuple):
    """An answer."""

    status: int
    headers: dict[str, str]
    """By names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, code and message of a refusal."""
        (error,) = self.json["errors"]
        return self.status, error["code"], error["message"]


@dataclass
class Client:
    """Of one repository."""

    port: int
    place: Place
    password: str
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.place.path

    def at(self, place: Place) -> Client:
        """The same login, at another repository."""
        return Client(self.port, place, self.password)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: dict[str, str] | None = None,
        *,
        login: bool = True,
        **query: str,
    ) -> Said:
        """One request. A path without a slash at its beginning is one of the repository; an iterable goes in HTTP's chunks."""
        path = path if path.startswith("/") else f"{self.path}/{path}"
        path += f"?{urlencode(query)}" if query else ""
        given = dict(headers or {})
        if login and "Authorization" not in given:
            given["Authorization"] = basic("AWS", self.password)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            return Said(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def push_blob(self, data: bytes) -> str:
        """Push a blob at once; its digest."""
        said = self.ask("POST", "blobs/uploads/", data, OCTETS, digest=sha(data))
        assert said.status == 201, said
        return sha(data)

    def descriptor(self, data: bytes, media_type: str) -> dict[str, Any]:
        """Push a blob; what a manifest says of it."""
        return {"mediaType": media_type, "digest": self.push_blob(data), "size": len(data)}

    def manifest(self, name: str, architecture: str = "amd64", layer: bytes | None = None, **more: Any) -> bytes:
        """Push the blobs of an image of its own; its manifest, which is not pushed yet."""
        config = json.dumps({"architecture": architecture, "os": "linux", "rootfs": {}, "name": name}).encode()
        told = {
            "schemaVersion": 2,
            "mediaType": OCI,
            "config": self.descriptor(config, CONFIG),
            "layers": [self.descriptor(layer or f"layer of {name}".encode(), LAYER)],
        }
        return json.dumps(told | more, indent=1).encode()

    def put(self, manifest: bytes, reference: str = "", kind: str = OCI) -> Said:
        """Push a manifest; without a reference under its digest."""
        return self.ask("PUT", f"manifests/{reference or sha(manifest)}", manifest, {"Content-Type": kind})

    def push(self, name: str, tag: str = "", **more: Any) -> str:
        """Push an image; its digest."""
        manifest = self.manifest(name, **more)
        said = self.put(manifest, tag)
        assert said.status == 201, said
        return sha(manifest)


def basic(user: str, password: str) -> str:
    """An Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
