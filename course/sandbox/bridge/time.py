"""Sandbox time in moto: its modules read our clock wherever they took `datetime` or `time` from Python.

Only moto's own modules: server timeouts, locks and the AWS SDK inside keep the wall's time. So do tokens, whose expiry
clients compare with their own clock.
"""

from __future__ import annotations

import datetime as real_datetime
import time as real_time
from datetime import UTC, timezone, tzinfo
from types import ModuleType
from typing import Any

from course.sandbox.bridge.swap import Overlay, Table
from course.sandbox.clock import sandbox_time

ON_WALL_TIME = (
    *("moto.sts", "moto.cognitoidp", "moto.ssooidc"),  # tokens
    *("moto.awslambda", "moto.batch", "moto.utilities.docker_utilities"),  # real containers
    *("moto.moto_server", "moto.moto_proxy"),
)
"""Packages that keep the wall's time."""
WITHOUT_A_CLOCK = frozenset({"moto.core.serialize", "moto.core.parse"})
"""Modules that only ask whether something is a datetime, and ask it for every value: left as they are."""


class _IsReal(type(real_datetime.datetime)):  # type: ignore[misc]
    """Lets real dates pass for ours, since ours make only real ones."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.__bases__[0])

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.__bases__[0])


class SandboxDatetime(real_datetime.datetime, metaclass=_IsReal):
    """`datetime` with another idea of now. What it makes are plain datetimes."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return real_datetime.datetime(*args, **kwargs)  # noqa: DTZ001 - as it is asked for

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        """As datetime.now, in sandbox time."""
        return real_datetime.datetime.fromtimestamp(sandbox_time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        """As datetime.utcnow, in sandbox time."""
        return real_datetime.datetime.fromtimestamp(sandbox_time(), UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        """As datetime.today, in sandbox time."""
        return cls.now()


class SandboxDate(real_datetime.date, metaclass=_IsReal):
    """`date` with another idea of today."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return real_datetime.date(*args, **kwargs)

    @classmethod
    def today(cls) -> Any:
        """As date.today, in sandbox time."""
        return cls.__bases__[0].fromtimestamp(sandbox_time())


def _time_ns() -> int:
    return round(sandbox_time() * 1e6) * 1000


def _gmtime(seconds: float | None = None) -> real_time.struct_time:
    return real_time.gmtime(sandbox_time() if seconds is None else seconds)


def _localtime(seconds: float | None = None) -> real_time.struct_time:
    return real_time.localtime(sandbox_time() if seconds is None else seconds)


def _strftime(form: str, moment: Any = None) -> str:
    return real_time.strftime(form, _localtime() if moment is None else moment)


_DATETIME = Overlay(real_datetime, datetime=SandboxDatetime, date=SandboxDate, timezone=timezone)
_TIME = Overlay(
    real_time, time=sandbox_time, time_ns=_time_ns, gmtime=_gmtime, localtime=_localtime, strftime=_strftime
)
_TABLE = Table(
    [
        (real_datetime, _DATETIME),
        (real_datetime.datetime, SandboxDatetime),
        (real_datetime.date, SandboxDate),
        (real_time, _TIME),
        (real_time.time, sandbox_time),
        (real_time.time_ns, _time_ns),
        (real_time.gmtime, _gmtime),
        (real_time.localtime, _localtime),
        (real_time.strftime, _strftime),
    ]
)


def wall_utcnow() -> real_datetime.datetime:
    """moto's utcnow by the wall clock, for tokens."""
    return real_datetime.datetime.now(UTC).replace(tzinfo=None)


def swap(module: ModuleType) -> None:
    """Put the sandbox's clock into one module of moto, or the wall's where it must stay."""
    name = module.__name__
    if name.startswith(ON_WALL_TIME):
        if "utcnow" in vars(module):
            vars(module)["utcnow"] = wall_utcnow
    elif name not in WITHOUT_A_CLOCK:
        _TABLE.swap(module)
