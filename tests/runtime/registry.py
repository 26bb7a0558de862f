"""A registry with one image, that asks for a password: just enough of the OCI distribution API to pull from."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.server
import json
import threading
from typing import Any

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
AUTH = {"username": "AWS", "password": "token"}


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Registry:
    """Repository `web` with the tags `latest` and `other-machine`."""

    def __init__(self, root: bytes) -> None:
        layer = gzip.compress(root, 1, mtime=0)
        about = {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["sh"], "StopSignal": "SIGUSR1"}}
        config = json.dumps({**about, "rootfs": {"type": "layers", "diff_ids": [digest(root)]}}).encode()
        described = [
            {"mediaType": kind, "size": len(c), "digest": digest(c)} for kind, c in ((CONFIG, config), (LAYER, layer))
        ]
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": described[0], "layers": described[1:]}
        self.manifest = json.dumps(manifest).encode()
        platform = {"os": "linux", "architecture": "s390x"}
        foreign = {"mediaType": MANIFEST, "size": 2, "digest": digest(b"{}"), "platform": platform}
        index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [foreign]}).encode()
        contents = {"manifests/latest": (MANIFEST, self.manifest), "manifests/other-machine": (INDEX, index)}
        contents |= {f"manifests/{digest(c)}": (kind, c) for kind, c in contents.values()}
        contents |= {f"blobs/{digest(c)}": ("application/octet-stream", c) for c in (config, layer)}

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                expected = base64.b64encode(f"{AUTH['username']}:{AUTH['password']}".encode()).decode()
                if self.headers.get("Authorization") != f"Basic {expected}":
                    self._send(401, "application/json", _errors("UNAUTHORIZED", "authentication required"))
                elif self.path.rstrip("/") == "/v2":
                    self._send(200, "application/json", b"{}")
                elif (found := contents.get(self.path.removeprefix("/v2/web/"))) is not None:
                    self._send(200, *found)
                elif self.path.startswith("/v2/web/"):
                    self._send(404, "application/json", _errors("MANIFEST_UNKNOWN", "manifest unknown"))
                else:
                    self._send(
                        404, "application/json", _errors("NAME_UNKNOWN", "repository name not known to registry")
                    )

            do_HEAD = do_GET

            def _send(self, status: int, kind: str, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Docker-Content-Digest", digest(content))
                self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
                if status == 401:
                    self.send_header("WWW-Authenticate", 'Basic realm="sandbox"')
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        self._serving = threading.Thread(target=self._server.serve_forever)
        self._serving.start()
        self.place = f"localhost:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()


def _errors(code: str, message: str) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": message}]}).encode()
