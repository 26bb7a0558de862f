"""Which distribution an image is built on. Source: os-release(5)."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

PLACES = ("etc/os-release", "usr/lib/os-release")
"""The first wins where both are files; mostly it is a link to the second."""
MOST = 64 << 10

_LINE = re.compile(r"(?P<name>ID|VERSION_ID)=(?P<value>.*)")


class Distribution(NamedTuple):
    """`debian` and `12`, `alpine` and `3.18.4`. Both "" where an image does not say (built from scratch)."""

    id: str = ""
    version: str = ""

    @property
    def words(self) -> str:
        """`debian 12`."""
        return f"{self.id} {self.version}".strip()

    @property
    def release(self) -> str:
        """The release that its advisories name: Debian's number, Alpine's branch (3.18 of 3.18.4)."""
        numbers = self.version.split(".")
        return ".".join(numbers[:2] if self.id == "alpine" else numbers[:1])


def read(data: bytes) -> Distribution:
    """What os-release says."""
    said = {}
    for line in data.decode("utf-8", "replace").splitlines():
        if match := _LINE.fullmatch(line.strip()):
            try:
                said[match["name"]] = " ".join(shlex.split(match["value"]))[:64]
            except ValueError:  # a quote that does not close
                continue
    return Distribution(said.get("ID", "").lower(), said.get("VERSION_ID", ""))
