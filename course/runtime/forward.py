"""Bytes from one listening socket to a port of this machine and back: how a container reaches the sandbox's endpoint."""

from __future__ import annotations

import asyncio
import socket

CHUNK = 65536


async def forward(listening: socket.socket, host: str, port: int) -> asyncio.Server:
    """Serve `listening` until the server is closed: every connection goes on to `host`:`port`."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection(host, port)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))

    return await asyncio.start_server(connected, sock=listening)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except (OSError, RuntimeError):
        writer.transport.abort()
    else:
        return
    finally:
        if reader.at_eof():
            asyncio.get_running_loop().call_later(1, writer.close)
