"""What came of the requests: counts, durations, errors, versions. Bounded, whatever the server says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from course.dataplane.load.histogram import Histogram

PERCENTILES = (50, 90, 95, 99, 99.9)
MOST_VERSIONS = 20
OTHERS = "others"
"""Where more versions answer than are told apart."""


@dataclass
class Tally:
    """One run. Times are seconds from its beginning."""

    due: int = 0
    """Requests whose time has come."""
    answered: int = 0
    """Whole answers, whatever their status."""
    unfinished: int = 0
    """Still under way when the run was stopped: nobody knows what would have come of them."""
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    """Requests without an answer, by kind."""
    versions: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    """Requests without an answer, and answers of 400 and above."""
    first_failure: tuple[float, str] | None = None
    last_failure: tuple[float, str] | None = None
    latency: Histogram = field(default_factory=Histogram)
    """From when a request was due to its whole answer. Only answers are in it: see `errors` for the rest."""
    lag: Histogram = field(default_factory=Histogram)
    """How late this driver itself was: from when a request was due to when it was begun."""
    received: int = 0
    """Bytes of bodies."""
    seconds: float = 0.0
    """How long the run took."""

    def answer(self, status: int, latency_us: int, size: int, version: str, at: float) -> None:
        """Count an answer."""
        self.answered += 1
        self.statuses[status] += 1
        self.latency.add(latency_us)
        self.received += size
        if version:
            known = version in self.versions or len(self.versions) < MOST_VERSIONS
            self.versions[version if known else OTHERS] += 1
        if status >= 400:
            self._failure(at, f"HTTP {status}")

    def error(self, kind: str, at: float) -> None:
        """Count a request that got no answer."""
        self.errors[kind] += 1
        self._failure(at, kind)

    def _failure(self, at: float, what: str) -> None:
        self.failed += 1
        self.first_failure = min(self.first_failure or (at, what), (at, what))
        self.last_failure = max(self.last_failure or (at, what), (at, what))

    @property
    def achieved_rps(self) -> float:
        """Answers a second over the whole run."""
        return self.answered / self.seconds if self.seconds > 0 else 0.0

    def as_json(self) -> dict[str, Any]:
        """For scripts. Durations are in milliseconds."""
        return {
            "seconds": round(self.seconds, 3),
            "requests": self.due,
            "answered": self.answered,
            "failed": self.failed,
            "unfinished": self.unfinished,
            "achieved_rps": round(self.achieved_rps, 2),
            "statuses": {str(status): number for status, number in sorted(self.statuses.items())},
            "errors": dict(sorted(self.errors.items())),
            "versions": dict(sorted(self.versions.items())),
            "first_failure": _failure(self.first_failure),
            "last_failure": _failure(self.last_failure),
            "latency_ms": _durations(self.latency),
            "driver_lag_ms": _durations(self.lag),
            "bytes": self.received,
        }


def _failure(failure: tuple[float, str] | None) -> dict[str, Any] | None:
    return None if failure is None else {"at_s": round(failure[0], 3), "what": failure[1]}


def _durations(histogram: Histogram) -> dict[str, float]:
    found = {f"p{percent:g}": histogram.percentile(percent) / 1000 for percent in PERCENTILES}
    return {
        "min": histogram.least_us / 1000,
        "mean": round(histogram.mean_us / 1000, 3),
        **found,
        "max": histogram.most_us / 1000,
    }
