"""Sandbox time, as the bridge's records are stamped with it."""

from __future__ import annotations

from course.sandbox.clock import sandbox_now as now

__all__ = ["now"]
