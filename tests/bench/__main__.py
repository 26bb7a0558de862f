"""`make bench`: every bench, one after the other."""

from __future__ import annotations

from tests.bench import bench_learner, bench_sandbox

raise SystemExit(bench_sandbox.main() | bench_learner.main())
