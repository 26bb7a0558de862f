"""The only place that names moto's insides. `load()` gives moto as the sandbox uses it, in a server or in-process."""

from __future__ import annotations

from course.sandbox.bridge.server import Moto, load, versions

__all__ = ["Moto", "load", "versions"]
