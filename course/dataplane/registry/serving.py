"""The registry on its socket: who asks is found out, then what about, and every failure is told in the standard's form."""

from __future__ import annotations

import asyncio
import base64
import binascii
import socket
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from course.dataplane.registry import token
from course.dataplane.registry.blobs import Blobs
from course.dataplane.registry.ecr import Ecr
from course.dataplane.registry.listing import Lists
from course.dataplane.registry.manifests import Manifests
from course.dataplane.registry.names import BadName, Target, target_of
from course.dataplane.registry.refusals import DISK_REFUSES, Refused, expired, no_login, of_disk
from course.dataplane.registry.scanning import Scans
from course.dataplane.registry.store import Store
from course.dataplane.registry.token import Bearer
from course.home import Home

READ_AHEAD = 256 << 10
"""Bytes of a body that a connection holds before the client must wait."""
CONTINUES_S = 30
"""For how long a refused request may go on sending before its connection is closed."""

Handler = Callable[[web.Request, Bearer, Target], Awaitable[web.StreamResponse]]


class Registry:
    """A registry that serves. Make it with `start`."""

    def __init__(self, sandbox: Path, address: str, endpoint_port: int) -> None:
        self._sandbox, self._realm = sandbox, f"http://{address}/"
        store = Store(sandbox)
        self._ecr = Ecr(endpoint_port)
        self._scans = Scans(store)
        self.blobs = Blobs(store, self._ecr)
        manifests, lists = Manifests(store, self._ecr, self._scans.pushed), Lists(self._ecr)
        self._handlers: dict[str, Handler] = {
            "base": self._base,
            "catalog": lists.catalog,
            "tags": lists.tags,
            "referrers": lists.referrers,
            "manifest": manifests.manifest,
            "blob": self.blobs.blob,
            "uploads": self.blobs.begin,
            "upload": self.blobs.upload,
        }
        app = web.Application()
        app.router.add_route("*", r"/{path:[\s\S]*}", self._answer)
        app.on_response_prepare.append(_mark)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=0.5,
            read_bufsize=READ_AHEAD,
            auto_decompress=False,  # a digest is that of the bytes as they come
            lingering_time=CONTINUES_S,
        )

    async def serve(self, bound: socket.socket) -> None:
        """Serve on a listening socket."""
        await asyncio.to_thread(self.blobs.uploads.sweep)
        await self._runner.setup()
        await web.SockSite(self._runner, bound).start()

    async def close(self) -> None:
        """End. Pushes that are under way break off and can be gone on with later."""
        await self._runner.cleanup()
        await self._scans.close()
        await self._ecr.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            bearer = self._bearer(request)
            target = target_of(request.path)
            if target is None:
                raise Refused(404, "UNSUPPORTED", "404 page not found")
            return await self._handlers[target.kind](request, bearer, target)
        except Refused as refused:
            return refused.answer()
        except BadName:
            told = f"Invalid parameter at 'repositoryName' failed to satisfy constraint: {request.path[4:200]!r} is no name"
            return Refused(400, "NAME_INVALID", told).answer()
        except (
            ConnectionError,
            aiohttp.ClientError,
            HttpProcessingError,
        ) as error:  # the client is gone, or speaks no HTTP
            return Refused(400, "BLOB_UPLOAD_INVALID", f"The request broke off ({type(error).__name__}).").answer()
        except OSError as error:
            if error.errno not in DISK_REFUSES:
                traceback.print_exc()
            return of_disk(error).answer()
        except Exception as error:
            traceback.print_exc()
            told = f"The sandbox's registry itself failed ({type(error).__name__}: {error})."
            return Refused(500, "UNKNOWN", told).answer()

    def _bearer(self, request: web.Request) -> Bearer:
        """Whom the request's token was given to. Refused."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
            if scheme.lower() != "basic" or user != token.USER:
                raise token.Unknown
            return token.read(self._sandbox, password, time.time())
        except token.Expired:
            raise expired(self._realm) from None
        except (token.Unknown, binascii.Error, UnicodeDecodeError):
            raise no_login(self._realm) from None

    async def _base(self, request: web.Request, bearer: Bearer, target: Target) -> web.StreamResponse:
        """What clients ask to see whether they are logged in."""
        return web.json_response({})


async def _mark(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Docker-Distribution-Api-Version"] = "registry/2.0"


async def start(bound: socket.socket, home: Home, endpoint_port: int) -> Registry:
    """Serve ECR's registry on `bound`, a listening socket. The sandbox itself answers on 127.0.0.1:`endpoint_port`."""
    registry = Registry(home.sandbox, f"localhost:{bound.getsockname()[1]}", endpoint_port)
    await registry.serve(bound)
    return registry
