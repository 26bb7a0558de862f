"""`make bench`: every bench, one after the other."""

from __future__ import annotations

from tests.bench import (
    bench_balancer,
    bench_calls,
    bench_journal,
    bench_learner,
    bench_lint,
    bench_loop,
    bench_map,
    bench_record,
    bench_registry,
    bench_runtime,
    bench_sandbox,
    bench_services,
    bench_starting,
    bench_statistics,
    bench_stores,
    bench_timeline,
    bench_trainer,
    bench_trainer_open,
)

BENCHES = (
    bench_sandbox,
    bench_calls,
    bench_journal,
    bench_stores,
    bench_services,
    bench_starting,
    bench_learner,
    bench_loop,
    bench_lint,
    bench_timeline,
    bench_record,
    bench_map,
    bench_trainer_open,
    bench_trainer,
    bench_statistics,
    bench_balancer,
    bench_registry,
    bench_runtime,
)
results = [bench.main() for bench in BENCHES]
raise SystemExit(int(any(results)))
