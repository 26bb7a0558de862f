"""A layer's tar as a file that is read forward once: decompressed piece by piece, never whole, whatever it claims to be."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

PIECE = 256 << 10
"""Bytes read, and at most four times as many held decompressed."""
LARGEST = 16 << 30
"""Bytes, decompressed. A layer that goes on is cut off: what was meant to fill a disk fills no scanner."""

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Unreadable(Exception):
    """This layer cannot be read, or not to its end. The message says why."""


class Forward:
    """What tarfile needs of a file: read, tell, and seek, which only goes forward (and one byte back).

    `allowance` is how many bytes may still be read rather than passed over. Its user sets it before each step, so that no header
    can have itself read into memory by claiming to be long.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._pieces = _pieces(file)
        self._held = b""
        self._begins = 0
        self._at = 0
        self.allowance = 0

    def tell(self) -> int:
        """Bytes from the beginning, decompressed."""
        return self._begins + self._at

    def seek(self, position: int) -> int:
        """Go there; past the end, one is at the end."""
        if position < self._begins:
            raise Unreadable("its entries lead backwards")
        while position > self._begins + len(self._held) and self._more():
            pass
        self._at = min(position - self._begins, len(self._held))
        return self.tell()

    def read(self, size: int) -> bytes:
        """The next bytes, fewer only at the end."""
        if not 0 <= size <= self.allowance:
            raise Unreadable("an entry's head is too long")
        self.allowance -= size
        taken: list[bytes] = []
        while size:
            part = self._held[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            taken.append(part)
            if size and not self._more():
                break
        return b"".join(taken)

    def _more(self) -> bool:
        """Hold the next piece, and the last byte of the one before."""
        piece = next(self._pieces, b"")
        if not piece:
            return False
        kept = self._held[-1:]
        self._begins += len(self._held) - len(kept)
        self._at -= len(self._held) - len(kept)
        self._held = kept + piece
        if self._begins > LARGEST:
            raise Unreadable(f"it goes on after {LARGEST >> 30} GiB")
        return True


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    first = file.read(PIECE)
    if first.startswith(_GZIP):
        return _gunzipped(first, file)
    if first.startswith(_ZSTD):
        return _unzstandard(first, file)
    return _plain(first, file)


def _plain(piece: bytes, file: BinaryIO) -> Iterator[bytes]:
    while piece:
        yield piece
        piece = file.read(PIECE)


def _gunzipped(piece: bytes, file: BinaryIO) -> Iterator[bytes]:
    """zlib itself rather than gzip: larger pieces, half the time. A gzip file may have several members."""
    unzip = zlib.decompressobj(wbits=31)
    try:
        while piece:
            if unzip.eof:
                if not piece.startswith(_GZIP):  # padding after the last member
                    return
                unzip = zlib.decompressobj(wbits=31)
            if data := unzip.decompress(piece, 4 * PIECE):
                yield data
            piece = unzip.unconsumed_tail or unzip.unused_data or file.read(PIECE)
        if not unzip.eof:
            raise Unreadable("its gzip stream breaks off")
    except zlib.error as error:
        raise Unreadable("its gzip stream is broken") from error


def _unzstandard(piece: bytes, file: BinaryIO) -> Iterator[bytes]:
    """With the module of Python 3.14, where there is one."""
    try:
        zstd = importlib.import_module("compression.zstd")
    except ModuleNotFoundError:
        raise Unreadable("it is compressed with zstd, which this Python cannot read (3.14 can)") from None
    unzip = zstd.ZstdDecompressor()
    try:
        while piece or not (unzip.eof or unzip.needs_input):
            if unzip.eof:
                piece, unzip = unzip.unused_data + piece, zstd.ZstdDecompressor()
            if data := unzip.decompress(piece, 4 * PIECE):
                yield data
            piece = b"" if not (unzip.needs_input or unzip.eof) else file.read(PIECE)
        if not unzip.eof:
            raise Unreadable("its zstd stream breaks off")
    except zstd.ZstdError as error:
        raise Unreadable("its zstd stream is broken") from error
