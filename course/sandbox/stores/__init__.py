"""What grows without end in a real account, bounded: log events and metric data. Pure: time is passed in, files are named.

The journal does not replay what is in here. An engine replays the journal first (which may write here while nothing is
kept), then calls `load(folder)`, which replaces all of it by what the folder holds and keeps every later change there.
"""

from course.sandbox.stores.logs import LogStore
from course.sandbox.stores.metrics import MetricStore

__all__ = ["NOT_JOURNALLED", "LogStore", "MetricStore"]

NOT_JOURNALLED = frozenset({("logs", "PutLogEvents"), ("monitoring", "PutMetricData")})
"""(signing name, operation) of the calls whose effect lives here and must not be replayed from the journal."""
