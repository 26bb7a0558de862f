"""Layers made by hand: tar files with given entries, compressed or not."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

_numbers = itertools.count()

Content = str | bytes | None
"""A file's content; None makes a folder."""


def tar(entries: Mapping[str, Content] | list[tuple[str, Content]], links: Mapping[str, str] = {}) -> bytes:
    """A plain tar. `links`: symbolic links, name → target."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in entries.items() if isinstance(entries, Mapping) else entries:
            info = tarfile.TarInfo(name)
            data = content.encode() if isinstance(content, str) else content
            if data is None:
                info.type = tarfile.DIRTYPE
            else:
                info.size = len(data)
            archive.addfile(info, io.BytesIO(data or b""))
        for name, target in links.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return made.getvalue()


def layer(folder: Path, entries: Mapping[str, Content] | list[tuple[str, Content]], **links: str) -> Path:
    """A gzip layer with these entries, as a file."""
    return blob(folder, gzip.compress(tar(entries, links), 1, mtime=0))


def blob(folder: Path, data: bytes) -> Path:
    """Bytes as a file of their own."""
    path = folder / f"layer-{next(_numbers)}"
    path.write_bytes(data)
    return path


def os_release(name: str, version: str) -> str:
    return f'PRETTY_NAME="Some Linux"\nID={name}\nVERSION_ID="{version}"\n'


def status(*paragraphs: Mapping[str, str]) -> str:
    """dpkg's status file."""
    return "\n".join("".join(f"{name}: {value}\n" for name, value in each.items()) for each in paragraphs)


def installed(**fields: str) -> dict[str, str]:
    """A paragraph of an installed package."""
    return {"Package": fields.pop("name"), "Status": "install ok installed", "Architecture": "amd64", **fields}


def npm(name: str, version: str) -> str:
    return json.dumps({"name": name, "version": version, "main": "index.js"})


DEBIAN = {
    "etc/os-release": os_release("debian", "12"),
    "var/lib/dpkg/status": status(
        installed(name="libc6", Source="glibc", Version="2.36-9+deb12u2", Description="C library\n over two lines"),
        installed(name="libc-bin", Source="glibc", Version="2.36-9+deb12u2"),
        installed(name="libssl3", Source="openssl", Version="3.0.14-1~deb12u2"),
        installed(name="perl-base", Source="perl (5.36.0-7)", Version="5.36.0-7+b1"),
        {"Package": "curl", "Status": "deinstall ok config-files", "Version": "7.88.1-10"},
    ),
}
